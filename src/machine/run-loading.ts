/**
 * Loading: what a host hands to a new machine, from the rows it has read.
 */
import { decodeHistoryRecord, decodeOperationRecord, type RunRecord } from "../model/run-record.ts";
import { parseHistoryKey, parseOperationStateKey, type RunName } from "../model/state-keys.ts";
import type { StateRow } from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";
import type { NewRun, PendingOperation } from "./active-runs.ts";

/**
 * An active run from its record and the last row of its history.
 *
 * @throws {MalformedBytesError} when a row is not what it should be.
 * @throws {InvariantError} when the run has ended.
 */
export function loadedRun(
  name: RunName,
  { record, last }: { readonly record: RunRecord; readonly last: StateRow },
): NewRun {
  const { workflowId, runNumber } = name;
  invariant(
    record.status === "running",
    () => `run ${runNumber} of ${workflowId} is ${record.status}`,
  );
  const { seq } = parseHistoryKey(last.key);
  return {
    workflowId,
    runNumber,
    runId: record.runId,
    workflowName: record.workflowName,
    workflowVersion: record.workflowVersion,
    startedAt: record.startedAt,
    lastSeq: seq,
    historyBytes: decodeHistoryRecord(last.value).historyBytes,
    cancelRequested: record.cancelRequested,
    parkedThrough: record.parkedThrough,
    retentionMs: record.retentionMs,
  };
}

/** A pending operation from its row, and the run that it belongs to. */
export interface LoadedOperation {
  readonly run: RunName;
  readonly operation: PendingOperation;
}

/** A pending operation from its row. @throws {MalformedBytesError} when the row is none. */
export function loadedOperation({ key: rowKey, value }: StateRow): LoadedOperation {
  const { deadline, attempt, ...rest } = decodeOperationRecord(value);
  const { startedAttempt, interruptions, lastHeartbeat } = rest;
  const hasHeartbeat = lastHeartbeat !== null;
  const hasProgress = startedAttempt > 0 || interruptions > 0 || hasHeartbeat;
  const progress = hasProgress ? { startedAttempt, interruptions, hasHeartbeat } : null;
  const { key, ...run } = parseOperationStateKey(rowKey);
  return { run, operation: { key, deadline, attempt, progress } };
}
