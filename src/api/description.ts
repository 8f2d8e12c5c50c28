/** What can be told of runs: plain and flat objects, so that `console.table` shows them. */

/** Any object of plain values. */
export type JsonObject = { readonly [key: string]: unknown };

/** How a run stands: `running`, or how it ended. */
export type RunStatus =
  | "running"
  | "completed"
  | "failed"
  | "cancelled"
  | "terminated"
  | "timedOut"
  | "continuedAsNew";

/** One row of a listing. Times are in ms since 1970, of machine time. */
export interface RunSummary {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly status: RunStatus;
  /**
   * What a running run waits for on this node: `definition` when no node has its workflow registered, `blocked`
   * when its function cannot go on here (the log says why), else `operation`. Null after its end.
   */
  readonly waitingFor: "definition" | "operation" | "paused" | "blocked" | null;
  readonly startedAt: number;
  /** Null while it runs. */
  readonly closedAt: number | null;
  /** Events. */
  readonly historyLength: number;
  /** Bytes of the commands that are its events. */
  readonly historyBytes: number;
  readonly group: number;
  readonly leaderNodeId: string | null;
}

/** One operation that a run waits for. */
export interface PendingOperation {
  /** As `step:charge#0`. */
  readonly key: string;
  /** As `step`. */
  readonly kind: string;
  /** Attempts that have failed so far; 0 for what is no step. */
  readonly attempt: number;
  /** When a step is tried again or a timer is due, in ms of machine time; null for what waits for no time. */
  readonly nextAttemptAt: number | null;
  /** Of the attempt that failed last. */
  readonly lastError: string | null;
}

/** How one run stands. */
export interface RunDescription extends RunSummary {
  /** The values of its replicated variables by name; those in scopes by path and name, as `inner#0/status`. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly pendingOperations: readonly PendingOperation[];
  /** As they were given at the start. */
  readonly attributes: JsonObject;
  /** As it was given at the start. */
  readonly memo: JsonObject;
}

/** One event of a run's history. */
export interface HistoryEvent {
  /** From 0, contiguous. */
  readonly index: number;
  /** Machine time in ms. */
  readonly time: number;
  /** What the log calls it: RunStart, Checkpoint, StepAttemptFailed, TimerFired, Signal, Cancel, RunComplete … */
  readonly type: string;
  /** Of the operation that it belongs to, or the name of a signal. */
  readonly key: string | null;
  /** Input, outcome or payload; a failure as `{ error: "RangeError: no luck" }`, of an attempt with its number. */
  readonly value: unknown;
}

/** Which runs. What is left out does not matter. */
export interface RunFilter {
  status?: RunStatus | readonly RunStatus[] | undefined;
  workflowName?: string | undefined;
  workflowVersion?: number | undefined;
  /** This instant or later. */
  startedAfter?: Date | number | undefined;
  /** Before this instant. */
  startedBefore?: Date | number | undefined;
}

/** One page of a listing. */
export interface PageOptions {
  /** Runs on a page, 1 to 1000. @defaultValue 100 */
  limit?: number | undefined;
  /** `nextCursor` of the page before, with the same filter. @defaultValue the first page */
  cursor?: string | undefined;
}

/** Runs, the newest first. */
export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Null when there are no more. */
  readonly nextCursor: string | null;
}
