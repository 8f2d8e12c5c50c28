/** How a function ended, as the command that ends its run. */
import type { ActiveRun } from "../machine/effects.ts";
import type { RunComplete, RunFail } from "../model/command.ts";
import { failureOf } from "../model/failure.ts";
import { decodePayload, encodePayload } from "../model/payload-codec.ts";

/** The command that ends a run. */
export type RunEndingCommand = RunComplete | RunFail;

/** What the function did. */
export type FunctionEnd =
  | { readonly type: "returned"; readonly result: unknown }
  | { readonly type: "threw"; readonly error: unknown };

/**
 * Encodes an end in the turn it happened in. A result that cannot be kept fails the run: it would be the same on every
 * node and in every replay.
 */
export function encodeEnding(
  end: FunctionEnd,
  {
    run,
    consumedThrough,
    limitBytes,
  }: { run: ActiveRun; consumedThrough: number; limitBytes: number },
): RunEndingCommand {
  const { workflowId, runId } = run;
  if (end.type === "threw") {
    return { type: "RunFail", workflowId, runId, failure: failureOf(end.error), consumedThrough };
  }
  try {
    const value = encodePayload(end.result, { field: "result", limitBytes });
    // Nothing that cannot be decoded reaches the log.
    decodePayload(value, "result");
    return { type: "RunComplete", workflowId, runId, value, consumedThrough };
  } catch (error) {
    return { type: "RunFail", workflowId, runId, failure: failureOf(error), consumedThrough };
  }
}
