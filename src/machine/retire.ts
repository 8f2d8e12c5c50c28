/**
 * Retire: ended runs and old requests are forgotten, by key and without a scan, so that all replicas forget the same.
 *
 * Invariants: an active run stays; a run's record goes with the last part of its history, and parts go in order, so
 * that no row is left behind; run numbers count on while any run of their workflow id is kept.
 */
import type { Retire, RetiredRequest, RetiredRun } from "../model/command.ts";
import {
  decodeRequestRecord,
  decodeRunRecord,
  encodeHead,
  encodeRunRecord,
  type RunRecord,
} from "../model/run-record.ts";
import {
  headKey,
  historyKey,
  type RunName,
  requestKey,
  requestTimeKey,
  runKey,
  statusKey,
} from "../model/state-keys.ts";
import { readValue } from "../model/state-rows.ts";
import { invariant } from "../util/assert.ts";
import type { BatchChanges } from "./batch-changes.ts";
import type { CommandResult } from "./effects.ts";
import { APPLIED } from "./results.ts";
import { endedKey } from "./run-events.ts";
import { readHead } from "./run-view.ts";

/** Forgets what a Retire names, as far as it is there and may go. */
export function applyRetire(
  { runs, requests, requestsBefore }: Retire,
  changes: BatchChanges,
): CommandResult {
  const retired = runs.filter((run) => retireRun(run, changes)).map(nameOf);
  for (const request of requests) retireRequest(request, requestsBefore, changes);
  if (retired.length > 0) changes.effects.push({ type: "retired", runs: retired });
  return APPLIED;
}

/** True when the run is gone now. */
function retireRun(retired: RetiredRun, changes: BatchChanges): boolean {
  const record = readValue(changes, runKey(retired), decodeRunRecord);
  if (record === undefined) return false;
  if (record.status === "running" || !isSame(record.runId, retired.runId)) return false;
  // A part that comes before the one before it would leave rows that nobody finds again.
  if (retired.fromSeq !== record.firstSeq) return false;
  const { closedAt, endSeq } = record;
  invariant(closedAt !== null, () => `${retired.workflowId} has ended without a time`);
  invariant(endSeq !== null, () => `${retired.workflowId} has ended without a last event`);
  // One row has them all.
  const fromSeq = record.isPacked ? endSeq : retired.fromSeq;
  const through = record.isPacked ? endSeq : Math.min(retired.throughSeq, endSeq);
  for (let seq = fromSeq; seq <= through; seq += 1) changes.remove(historyKey(retired, seq));
  if (through < endSeq) {
    changes.putReadable(runKey(retired), encodeRunRecord({ ...record, firstSeq: through + 1 }));
    return false;
  }
  forget(retired, { ...record, closedAt }, changes);
  return true;
}

function forget(
  run: RunName,
  record: RunRecord & { readonly closedAt: number },
  changes: BatchChanges,
): void {
  changes.removeReadable(runKey(run));
  changes.remove(statusKey(run, record));
  changes.remove(endedKey(run, record));
  const { runNumber, runsKept } = readHead(changes, run.workflowId);
  const head = headKey(run.workflowId);
  if (runsKept <= 1) changes.removeReadable(head);
  else changes.putReadable(head, encodeHead({ runNumber, runsKept: runsKept - 1 }));
  changes.endedRuns -= 1;
}

function retireRequest(
  { workflowId, requestId }: RetiredRequest,
  before: number,
  changes: BatchChanges,
): void {
  const key = requestKey(workflowId, requestId);
  const record = readValue(changes, key, decodeRequestRecord);
  if (record === undefined) return;
  const { machineTime } = record;
  if (machineTime >= before) return;
  changes.removeReadable(key);
  changes.remove(requestTimeKey(machineTime, { workflowId, requestId }));
}

function nameOf({ workflowId, runNumber }: RunName): RunName {
  return { workflowId, runNumber };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
