/**
 * Starts: what becomes of a RunStart, by the policies of start-policy.ts, and the rows of a new run.
 */
import { type RunStart, START_KEY, type TerminateRun, TIMEOUT_KEY } from "../model/command.ts";
import { encodeHead, type RequestRecord, type WorkflowHead } from "../model/run-record.ts";
import { headKey, type RunName, statusKey } from "../model/state-keys.ts";
import { invariant } from "../util/assert.ts";
import type { MachineRun } from "./active-runs.ts";
import { type BatchChanges, NO_VALUE } from "./batch-changes.ts";
import type { CommandResult } from "./effects.ts";
import { deadlineAfter, setTimer } from "./operations.ts";
import { putRequest, requestResult } from "./requests.ts";
import { type Entry, endRun, entryOf, putRunRecord, recordEvent } from "./run-events.ts";
import { findRun, readHead } from "./run-view.ts";
import { decideStart, startResult } from "./start-policy.ts";

/** Starts a run, or says what is there instead; a repeated request gets its first outcome. */
export function applyStart(entry: Entry<RunStart>, changes: BatchChanges): CommandResult {
  const { command } = entry;
  const { workflowId, requestId } = command;
  const first = requestResult(command, changes);
  if (first !== undefined) return first;
  const head = readHead(changes, workflowId);
  const newest =
    head.runNumber === 0 ? null : (findRun(changes, workflowId, head.runNumber) ?? null);
  const decision = decideStart(command, newest);
  if (decision === "replace") replace(workflowId, changes);
  const isNew = decision === "start" || decision === "replace";
  const outcome = isNew ? "started" : decision;
  const runNumber = isNew ? startRun(entry, head, changes) : (newest?.runNumber ?? 0);
  const { machineTime } = changes;
  const record: RequestRecord = { machineTime, kind: "start", outcome, runNumber, status: null };
  putRequest({ workflowId, requestId }, record, changes);
  return startResult({ outcome, runNumber }, newest);
}

/** Makes a new run and gives its number. */
function startRun(entry: Entry<RunStart>, head: WorkflowHead, changes: BatchChanges): number {
  const { workflowId, runId, workflowName, workflowVersion, retentionMs = null } = entry.command;
  const name: RunName = { workflowId, runNumber: head.runNumber + 1 };
  const startedAt = changes.machineTime;
  // Without a spread: after one, each property is added the slow way, which was a quarter of a start.
  const run = changes.runs.add({
    workflowId,
    runNumber: name.runNumber,
    runId,
    workflowName,
    workflowVersion,
    startedAt,
    retentionMs,
    lastSeq: -1,
    historyBytes: 0,
    cancelRequested: false,
    parkedThrough: null,
  });
  const { runNumber } = name;
  changes.knownIds.add(workflowId);
  changes.putReadable(headKey(workflowId), encodeHead({ runNumber, runsKept: head.runsKept + 1 }));
  putRunRecord(run, changes);
  changes.put(statusKey(name, { status: "running", startedAt }), NO_VALUE);
  const event = recordEvent(run, entry, changes);
  changes.effects.push({ type: "runStarted", run, event });
  setRunTimers(run, entry.command, changes);
  return runNumber;
}

/** The time in which a run must end counts from when its function is called. */
function setRunTimers(
  run: MachineRun,
  { startDelayMs = 0, runTimeoutMs = 0 }: RunStart,
  changes: BatchChanges,
): void {
  const calledAt =
    startDelayMs === 0 ? changes.machineTime : deadlineAfter(changes.machineTime, startDelayMs);
  if (startDelayMs > 0) setTimer(run, { key: START_KEY, due: { deadlineMs: calledAt } }, changes);
  if (runTimeoutMs === 0) return;
  const deadlineMs = deadlineAfter(calledAt, runTimeoutMs);
  setTimer(run, { key: TIMEOUT_KEY, due: { deadlineMs } }, changes);
}

/** Ends the active run of a workflow id because a start call asked for it. */
function replace(workflowId: string, changes: BatchChanges): void {
  const run = changes.runs.get(workflowId);
  invariant(run !== undefined, () => `${workflowId} has no active run to replace`);
  const reason = "replaced by a new run of the same workflow id";
  const command: TerminateRun = { type: "Terminate", workflowId, runId: run.runId, reason };
  endRun(run, { status: "terminated", ...entryOf(command, changes.machineTime) }, changes);
}
