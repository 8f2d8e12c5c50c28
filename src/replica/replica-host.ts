/** What a replica asks of the host that drives it, and what it is made of. */
import type { Message } from "../raft/types.ts";
import type { GroupStore } from "../storage/group-store.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { Limits, Timing } from "./options.ts";

/** The host of a replica; `R` is the replica. */
export interface ReplicaHost<R> {
  /** Asks for a pass over this replica, after pending input has been taken. */
  schedule(replica: R): void;
  /** A command waits for a flush. */
  proposed(replica: R): void;
  /** Asks for a flush even if nothing is urgent. */
  forceFlush(): void;
  /** Hands messages to other peers of the group. */
  send(group: number, messages: readonly Message[]): void;
}

/** What a replica is made of. */
export interface ReplicaOptions<R> {
  readonly host: ReplicaHost<R>;
  readonly store: GroupStore;
  readonly timing: Timing;
  readonly limits: Limits;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
}
