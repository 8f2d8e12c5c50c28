/** What members, workload and faults see of the simulation around them. */
import type { Message, PeerId, ReadState } from "../../../src/raft/types.ts";
import type { ConfCheck } from "./conf-check.ts";
import type { DurabilityCheck } from "./durability-check.ts";
import type { EventKind } from "./event-queue.ts";
import type { LogCheck } from "./log-check.ts";
import type { Operation } from "./machine.ts";
import type { Member } from "./member.ts";
import type { Plan } from "./plan.ts";
import type { RoleCheck } from "./role-check.ts";

export interface Checks {
  readonly log: LogCheck;
  readonly roles: RoleCheck;
  readonly durability: DurabilityCheck;
  readonly confs: ConfCheck;
}

export interface ScheduleInit {
  readonly delay: number;
  readonly kind: EventKind;
  readonly member?: PeerId;
  readonly incarnation?: number;
  readonly message?: Message | null;
  readonly value?: number;
}

export interface World {
  readonly plan: Plan;
  readonly checks: Checks;
  readonly now: number;
  /** False once the healing phase has begun. */
  readonly isFaulty: boolean;
  schedule(init: ScheduleInit): void;
  /** Gives a checked message to the network. */
  transmit(message: Message): void;
  member(id: PeerId): Member | undefined;
  readonly members: readonly Member[];
  /** Makes a member with an empty disk and starts it. */
  addMember(id: PeerId): Member;
  readReady(member: Member, state: ReadState): void;
  applied(member: Member): void;
  /** An operation was done for the first time, at an index. Told by every member. */
  executed(operation: Operation, index: number): void;
  /** A process has died; it starts again after a while, or never. */
  crashed(member: Member, downFor: number): void;
  /** Does something after a while. */
  later(delay: number, work: () => void): void;
}
