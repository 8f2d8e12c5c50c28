/** What a replica asks of the host that drives it, and what it is made of. */
import type { Message } from "../raft/types.ts";
import type { GroupStore } from "../storage/group-store.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { TaskGroup } from "../util/task-group.ts";
import type { Limits, Timing } from "./options.ts";

/** The state of a group on its way to another node. */
export interface OutgoingSnapshot {
  readonly group: number;
  /** Of type "snapshot", to the peer that needs it. The receiver gets it before the chunks. */
  readonly message: Message;
  /** Aborted when it is given up: the chunks end with an error then. */
  readonly signal: AbortSignal;
  /**
   * The chunks from a number on, 0 for all. May be called again when a connection broke: chunk k stays the same. No chunk
   * is read before it is asked for.
   */
  chunks(from: number): AsyncIterable<Uint8Array>;
}

/**
 * Carries a snapshot to another node, into \`Replica.receiveSnapshot\` there. Resolves when that has, and rejects when it
 * did or when there is no connection; it must do one of the two.
 */
export type SendSnapshot = (snapshot: OutgoingSnapshot) => Promise<void>;

/** The host of a replica; \`R\` is the replica. */
export interface ReplicaHost<R> {
  /** Snapshots on their way to other nodes, of all groups. */
  readonly sendingSnapshots: number;
  /** Null when there is no way to send snapshots: then none are made. */
  readonly sendSnapshot: SendSnapshot | null;
  /** Asks for a pass over this replica, after pending input has been taken. */
  schedule(replica: R): void;
  /** A command waits for a flush. */
  proposed(replica: R): void;
  /** Asks for a save even if none is due. */
  forceSave(): void;
  /** Hands messages to other peers of the group. */
  send(group: number, messages: readonly Message[]): void;
  /** What has to wait for disk or network. What it throws stops the node; closing waits for it. */
  readonly tasks: TaskGroup;
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
