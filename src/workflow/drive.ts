/**
 * Drive brings one pending operation to its outcome, as leader and in one term. There is one for steps (workflow/step-drive.ts) and
 * one for what needs nothing but a proposal (workflow/proposal-drive.ts).
 *
 * Invariants: an outcome is proposed once per term; what a drive does after it was abandoned has no effect. A drive outlives the
 * executor whose operation it was made for: the operation that a replay makes under the same key takes that one's place.
 */
import type { Command, Outcome } from "../model/command.ts";
import { failureOf } from "../model/failure.ts";
import { decodePayload } from "../model/payload-codec.ts";
import type { OperationRecord } from "../model/run-record.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { Operation } from "./operation.ts";
import type { ProposalOwner } from "./proposals.ts";
import type { RunSlot } from "./run-slot.ts";

/** What a drive is made of. */
export interface DriveOptions {
  readonly slot: RunSlot;
  readonly operation: Operation;
  readonly term: number;
  readonly host: DriveHost;
}

/** The leader's work on one operation. */
export interface Drive {
  readonly slot: RunSlot;
  readonly operation: Operation;
  readonly term: number;
  /** It may have left rows in the state that only TimerCancelled takes away. */
  readonly hasRows: boolean;
  /** Attempts that this drive has begun. */
  readonly attempts: number;
  /** A human has been told that it takes long. */
  isKnownSlow: boolean;
  /** Begins, or goes on where the state says that an earlier leader stopped. */
  begin(): void;
  /** The delay before the next attempt is over. */
  retryDue(): void;
  /** Another executor has made the same operation again. */
  adopt(operation: Operation): void;
  /** Nothing more is done; a running attempt is aborted and its outcome has no effect. */
  abandon(reason: Error): void;
}

/** What a drive needs of the driver. */
export interface DriveHost {
  readonly group: number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly payloadBytesMax: number;
  machineTimeNow(): number;
  propose(command: Command, drive: Drive, owner: ProposalOwner): void;
  /** What the state has of an operation; undefined when it has nothing. */
  recordOf(drive: Drive): OperationRecord | undefined;
  /**
   * An attempt of this step may have begun under an earlier leader, or in an earlier life of this process. One that is known to have
   * has, whenever the step is called here: behind a foreign await that may be later than it was there.
   */
  mayHaveBegun(drive: Drive): boolean;
  /** False while no function may start; the driver calls `begin` again later. */
  mayStart(drive: Drive): boolean;
  /** Calls back in a macrotask that belongs to the run: steps are not run inside the log's delivery. */
  inTurn(drive: Drive, work: () => void): void;
  /** An attempt of a step is under way… */
  attemptStarted(drive: Drive): void;
  /** …and what came of it is committed, or of no consequence. */
  attemptSettled(drive: Drive): void;
}

/** Nothing that cannot be decoded reaches the log; the decoded copy is what the function gets. */
export function checkedOutcome(operation: Operation, outcome: Outcome): Outcome {
  if (outcome.type === "failure") return outcome;
  try {
    operation.prepare(outcome.payload, decodePayload(outcome.payload, operation.key));
    return outcome;
  } catch (error) {
    return { type: "failure", failure: failureOf(error) };
  }
}

/** The run of a slot, as commands name it. */
export function refOf({ run, runId }: RunSlot): { workflowId: string; runId: Uint8Array } {
  return { workflowId: run.workflowId, runId };
}
