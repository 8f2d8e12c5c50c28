/** How a function ended, as the command that ends its run. */
import { CancelledError, type HistoryLimitError } from "../errors.ts";
import type { ActiveRun } from "../machine/effects.ts";
import type { Command, Outcome, RunComplete, RunFail } from "../model/command.ts";
import { failureOf, isInstance } from "../model/failure.ts";
import { encodeChecked } from "../model/payload-codec.ts";

/** The command that ends a run. */
export type RunEndingCommand = RunComplete | RunFail;

/** What the function did. */
export type FunctionEnd =
  | { readonly type: "returned"; readonly result: unknown }
  | { readonly type: "threw"; readonly error: unknown };

/** What an end is encoded with. */
export interface EndingOptions {
  readonly run: ActiveRun;
  readonly consumedThrough: number;
  readonly limitBytes: number;
  /** The cancellation of the run has been consumed. */
  readonly isCancelled: boolean;
}

/**
 * Encodes an end in the turn it happened in. A result that cannot be kept fails the run: it would be the same on every
 * node and in every replay.
 */
export function encodeEnding(end: FunctionEnd, options: EndingOptions): RunEndingCommand {
  const { run, consumedThrough, limitBytes, isCancelled } = options;
  const { workflowId, runId } = run;
  const failed = (error: unknown): RunFail => {
    const kind = isCancelled && isCancellation(error) ? "cancelled" : "failed";
    const failure = failureOf(error);
    return { type: "RunFail", workflowId, runId, failure, consumedThrough, kind };
  };
  if (end.type === "threw") return failed(end.error);
  try {
    // Nothing that cannot be decoded reaches the log.
    const { payload: value } = encodeChecked(end.result, { field: "result", limitBytes });
    return { type: "RunComplete", workflowId, runId, value, consumedThrough };
  } catch (error) {
    return failed(error);
  }
}

/** With this the leader fails a run whose history is full, whatever its function does. */
const HISTORY_FULL: HistoryLimitError["code"] = "ERR_HISTORY_LIMIT";

/** The outcome of a run in its last event; null when it came by no function's end. */
export function outcomeOfEnd(command: Command): Outcome | null {
  if (command.type === "RunComplete") return { type: "value", payload: command.value };
  if (command.type !== "RunFail" || command.failure.code === HISTORY_FULL) return null;
  return { type: "failure", failure: command.failure };
}

const DEPTH_MAX = 16;

/** True for a CancelledError, one that it caused, and what Promise.any makes of nothing but those. */
export function isCancellation(error: unknown, depth = 0): boolean {
  if (isInstance(error, CancelledError)) return true;
  if (depth > DEPTH_MAX || !isInstance(error, Error)) return false;
  if (isInstance(error, AggregateError) && error.errors.length > 0) {
    return error.errors.every((inner) => isCancellation(inner, depth + 1));
  }
  return isCancellation(error.cause, depth + 1);
}
