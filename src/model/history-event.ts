/**
 * History events: what a run's function consumes, in log order, on every node.
 *
 * Seqs of a run are contiguous from 0 (its RunStart). The last event of an ended run is its end; the end of one that
 * timed out is the TimerFired of its timeout.
 */
import type { Command } from "./command.ts";

/** One event of a run's history. */
export interface RunEvent {
  readonly seq: number;
  /** Machine time of the batch that brought it, in ms. */
  readonly machineTime: number;
  /** Bytes of the commands of this event and of all before it. */
  readonly historyBytes: number;
  /** RunStart, Checkpoint, StepAttemptFailed, TimerFired, Signal, Cancel, or an end: Terminate, RunComplete, RunFail. */
  readonly command: Command;
}

/** How a run stands. */
export type RunStatusWord =
  | "running"
  | "completed"
  | "failed"
  | "cancelled"
  | "terminated"
  | "timedOut"
  | "continuedAsNew";
