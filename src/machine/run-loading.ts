/**
 * Loading: what a host hands to a new machine, from the rows it has read.
 */
import {
  decodeHistoryRecord,
  decodeOperationRecord,
  decodeRunRecord,
} from "../model/run-record.ts";
import { parseHistoryKey, parseOperationStateKey, type RunName } from "../model/state-keys.ts";
import type { StateRow } from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";
import type { PendingOperation } from "./active-runs.ts";
import type { ActiveRun } from "./effects.ts";

/**
 * An active run from its record and the last row of its history.
 *
 * @throws {MalformedBytesError} when a row is not what it should be.
 * @throws {InvariantError} when the run has ended.
 */
export function loadedRun(name: RunName, rows: { record: Uint8Array; last: StateRow }): ActiveRun {
  const record = decodeRunRecord(rows.record);
  const { workflowId, runNumber } = name;
  invariant(
    record.status === "running",
    () => `run ${runNumber} of ${workflowId} is ${record.status}`,
  );
  const { seq } = parseHistoryKey(rows.last.key);
  return {
    workflowId,
    runNumber,
    runId: record.runId,
    workflowName: record.workflowName,
    workflowVersion: record.workflowVersion,
    startedAt: record.startedAt,
    lastSeq: seq,
    historyLength: seq + 1,
    historyBytes: decodeHistoryRecord(rows.last.value).historyBytes,
    cancelRequested: record.cancelRequested,
    parkedThrough: record.parkedThrough,
    retentionMs: record.retentionMs,
  };
}

/** A pending operation from its row. @throws {MalformedBytesError} when the row is none. */
export function loadedOperation({ key, value }: StateRow): PendingOperation {
  const { deadline, attempt, ...rest } = decodeOperationRecord(value);
  const { startedAttempt, interruptions, lastHeartbeat } = rest;
  const hasHeartbeat = lastHeartbeat !== null;
  const hasProgress = startedAttempt > 0 || interruptions > 0 || hasHeartbeat;
  const progress = hasProgress ? { startedAttempt, interruptions, hasHeartbeat } : null;
  return { key: parseOperationStateKey(key).key, deadline, attempt, progress };
}
