/**
 * Calls from outside to a run: Signal, Cancel, Terminate. Each is answered by its outcome, and the same again when
 * its request id comes again; what is refused changes nothing but that.
 */
import type { CallCommand, Cancel, Signal, TerminateCall } from "../model/command.ts";
import { historyStanding } from "../model/limits.ts";
import { unreachable } from "../util/assert.ts";
import type { MachineRun } from "./active-runs.ts";
import type { BatchChanges } from "./batch-changes.ts";
import type { CallOutcome, CallResult, CommandResult } from "./effects.ts";
import { putRequest, REQUEST_KINDS, requestResult } from "./requests.ts";
import { appendEvent, type Entry, endRun, putRunRecord } from "./run-events.ts";
import { findRun } from "./run-view.ts";

/** Carries out a call, or gives the first outcome of its request again. */
export function applyCall(entry: Entry<CallCommand>, changes: BatchChanges): CommandResult {
  const { command } = entry;
  const first = requestResult(command, changes);
  if (first !== undefined) return first;
  const kind = REQUEST_KINDS[command.type];
  const found = carryOut(entry, changes);
  putRequest(command, { machineTime: changes.machineTime, kind, ...found }, changes);
  return { type: "call", kind, ...found };
}

type Answer = Pick<CallResult, "outcome" | "runNumber" | "status">;

function carryOut(entry: Entry<CallCommand>, changes: BatchChanges): Answer {
  const { workflowId, runNumber } = entry.command;
  const found = findRun(changes, workflowId, runNumber);
  if (found === undefined) return { outcome: "notFound", runNumber: 0, status: null };
  const run = changes.runs.get(workflowId);
  if (run === undefined || run.runNumber !== found.runNumber) {
    return { outcome: "closed", runNumber: found.runNumber, status: found.status };
  }
  const outcome = callRun(run, entry, changes);
  return { outcome, runNumber: run.runNumber, status: null };
}

function callRun(run: MachineRun, entry: Entry<CallCommand>, changes: BatchChanges): CallOutcome {
  const { command } = entry;
  switch (command.type) {
    case "Signal":
      return signal(run, { ...entry, command }, changes);
    case "Cancel":
      return cancel(run, { ...entry, command }, changes);
    case "Terminate":
      return terminate(run, { ...entry, command }, changes);
    default:
      return unreachable(command);
  }
}

function signal(run: MachineRun, entry: Entry<Signal>, changes: BatchChanges): CallOutcome {
  if (historyStanding(run, entry.command, entry.commandBytes) === "full") return "historyLimit";
  appendEvent(run, entry, changes);
  return "done";
}

function cancel(run: MachineRun, entry: Entry<Cancel>, changes: BatchChanges): CallOutcome {
  if (run.cancelRequested) return "repeated";
  run.cancelRequested = true;
  appendEvent(run, entry, changes);
  putRunRecord(run, changes);
  const { reason } = entry.command;
  changes.effects.push({ type: "cancelRequested", run, reason });
  return "done";
}

function terminate(
  run: MachineRun,
  entry: Entry<TerminateCall>,
  changes: BatchChanges,
): CallOutcome {
  endRun(run, { ...entry, status: "terminated" }, changes);
  return "done";
}
