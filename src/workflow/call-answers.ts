/** What the state machine's results mean to those who called. */
import type { RunEnding, RunTarget, StartAnswer, StartRequest } from "../api/service.ts";
import {
  HistoryLimitError,
  InvalidArgumentError,
  RunEndedError,
  WorkflowAlreadyStartedError,
  WorkflowIdConflictError,
  WorkflowNotFoundError,
} from "../errors.ts";
import type { CommandResult } from "../machine/effects.ts";
import type { Machine } from "../machine/machine.ts";
import type { Command } from "../model/command.ts";
import type { RunStatusWord } from "../model/history-event.ts";
import type { HistoryLimits } from "../model/limits.ts";
import { InvariantError, invariant, unreachable } from "../util/assert.ts";

/** The answer to a start. @throws {WorkflowAlreadyStartedError} @throws {WorkflowIdConflictError} */
export function startAnswer(
  request: StartRequest,
  result: CommandResult,
  machine: Machine,
): StartAnswer {
  invariant(result.type === "start", `a start was answered with ${result.type}`);
  const { workflowId } = request;
  const { outcome, runNumber, existing } = result;
  switch (outcome) {
    case "started":
    case "existing":
      return { runNumber, started: outcome === "started" };
    case "alreadyRunning":
    case "alreadyClosed": {
      const status = machine.findRun(workflowId, runNumber)?.status ?? "closed";
      throw new WorkflowAlreadyStartedError({ workflowId, status });
    }
    case "idConflict":
      throw new WorkflowIdConflictError({
        workflowId,
        existing: existing === null ? "another workflow" : named(existing),
        asked: named(request),
      });
    default:
      return unreachable(outcome);
  }
}

/** What a signal, a cancel or a terminate was for. */
export interface CallOfRun {
  /** For messages. */
  readonly name: string;
  readonly target: RunTarget;
  /** A signal to a run that has ended is an error; to cancel or terminate it is not. */
  readonly needsRunning: boolean;
  readonly limits: HistoryLimits;
}

/**
 * Checks the answer to a signal, a cancel or a terminate.
 *
 * @throws {WorkflowNotFoundError} @throws {RunEndedError} @throws {HistoryLimitError}
 */
export function checkCallResult(call: CallOfRun, result: CommandResult, machine: Machine): void {
  const { target, name, limits } = call;
  if (result.type === "ignored") {
    throw new InvalidArgumentError({
      field: `the request id of ${name}`,
      expected: "one of its own",
      found: "that of another call",
    });
  }
  invariant(result.type === "call", `${name} was answered with ${result.type}`);
  const { workflowId } = target;
  switch (result.outcome) {
    case "done":
    case "repeated":
      return;
    case "notFound":
      throw new WorkflowNotFoundError(target);
    case "closed":
      if (!call.needsRunning) return;
      throw new RunEndedError({ workflowId, call: name, status: result.status ?? "ended" });
    case "historyLimit": {
      const run = machine.findRun(workflowId, result.runNumber);
      const { historyLength = 0, historyBytes = 0 } = run ?? {};
      throw new HistoryLimitError({ workflowId, ...limits, historyLength, historyBytes });
    }
    default:
      unreachable(result);
  }
}

function named(workflow: { workflowName: string; workflowVersion: number }): string {
  return `${JSON.stringify(workflow.workflowName)} version ${workflow.workflowVersion}`;
}

/** How a run ended, from the last event of its history. */
export function endingOf(status: RunStatusWord, command: Command): RunEnding {
  switch (command.type) {
    case "RunComplete":
      return { status, outcome: { type: "value", payload: command.value }, reason: null };
    case "RunFail":
      return { status, outcome: { type: "failure", failure: command.failure }, reason: null };
    case "Terminate":
      return { status, outcome: null, reason: command.reason === "" ? null : command.reason };
    case "TimerFired":
      // Of the run's own timeout.
      return { status, outcome: null, reason: null };
    default:
      throw new InvariantError(`a run ended with ${command.type}`);
  }
}
