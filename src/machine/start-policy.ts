/**
 * Start policy: what a start call does when its workflow id has been used before.
 *
 * An id is an idempotency key unless the caller says otherwise, so both policies use what exists by default.
 * A workflow of another name or version is a conflict wherever the caller would be given, or refused because
 * of, a run that is not of its own definition; it is none where the caller asks for a new run anyway.
 */
import type { IfClosed, IfRunning } from "../model/command.ts";
import type { RunStatusWord } from "../model/history-event.ts";
import type { StartOutcome } from "../model/run-record.ts";
import { unreachable } from "../util/assert.ts";
import type { StartResult } from "./effects.ts";

/** The newest run of a workflow id. */
export interface NewestRun {
  readonly status: RunStatusWord;
  readonly workflowName: string;
  readonly workflowVersion: number;
}

/** What the caller asks for. */
export interface AskedStart {
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly ifRunning: IfRunning;
  readonly ifClosed: IfClosed;
}

/** `start`: a new run; `replace`: a new run after the newest one was terminated; else there is no new run. */
export type StartDecision = "start" | "replace" | Exclude<StartOutcome, "started">;

/** Decides by the newest run of the workflow id, null when there is none. */
export function decideStart(asked: AskedStart, newest: NewestRun | null): StartDecision {
  if (newest === null) return "start";
  const isRunning = newest.status === "running";
  if (isRunning && asked.ifRunning === "terminateExisting") return "replace";
  if (!isRunning && startsAgain(asked.ifClosed, newest.status)) return "start";
  if (
    newest.workflowName !== asked.workflowName ||
    newest.workflowVersion !== asked.workflowVersion
  ) {
    return "idConflict";
  }
  if (isRunning) return asked.ifRunning === "fail" ? "alreadyRunning" : "existing";
  // Who asks for a new run after a failure only, refuses the result of a success.
  return asked.ifClosed === "useExisting" ? "existing" : "alreadyClosed";
}

/** True for an outcome that a start can have. */
export function isStartOutcome(outcome: string): outcome is StartOutcome {
  return Object.hasOwn(START_OUTCOMES, outcome);
}

const START_OUTCOMES: Readonly<Record<StartOutcome, true>> = {
  started: true,
  existing: true,
  alreadyRunning: true,
  alreadyClosed: true,
  idConflict: true,
};

/** The answer to a start call; `found` is the run that was there before. */
export function startResult(
  { outcome, runNumber }: { outcome: StartOutcome; runNumber: number },
  found: { workflowName: string; workflowVersion: number } | null,
): StartResult {
  if (outcome === "started" || found === null) {
    return { type: "start", outcome, runNumber, existing: null };
  }
  const { workflowName, workflowVersion } = found;
  return { type: "start", outcome, runNumber, existing: { workflowName, workflowVersion } };
}

function startsAgain(ifClosed: IfClosed, status: RunStatusWord): boolean {
  switch (ifClosed) {
    case "startNew":
      return true;
    case "startNewIfFailed":
      // Everything but an orderly end counts as failed: cancelled, terminated and timed out as well.
      return status !== "completed" && status !== "continuedAsNew";
    case "useExisting":
    case "fail":
      return false;
    default:
      return unreachable(ifClosed);
  }
}
