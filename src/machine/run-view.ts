/**
 * Finding runs: the active ones in memory, all others in the state.
 */
import type { HistorySize } from "../model/limits.ts";
import {
  decodeHead,
  decodeRunRecord,
  type RunRecord,
  type WorkflowHead,
} from "../model/run-record.ts";
import { headKey, type RunName, runKey } from "../model/state-keys.ts";
import { type RowSource, readValue } from "../model/state-rows.ts";
import type { ActiveRuns } from "./active-runs.ts";
import type { KnownIds } from "./known-ids.ts";
import { runningRecord } from "./run-events.ts";

/** One run, active or ended, as the state has it. */
export interface RunView extends RunName, Omit<RunRecord, "historyBytes">, HistorySize {}

/** Where runs are looked for. */
export interface RunSource extends RowSource {
  readonly runs: ActiveRuns;
  readonly knownIds: KnownIds;
}

const NO_HEAD: WorkflowHead = { runNumber: 0, runsKept: 0 };

/** A run by its number, or the newest one; undefined when there is none, or when it has been retired. */
export function findRun(
  source: RunSource,
  workflowId: string,
  runNumber: number | null,
): RunView | undefined {
  const active = source.runs.get(workflowId);
  if (active !== undefined && (runNumber ?? active.runNumber) === active.runNumber) {
    const { historyLength, historyBytes } = active;
    const name = { workflowId: active.workflowId, runNumber: active.runNumber };
    return { ...name, ...runningRecord(active), historyLength, historyBytes };
  }
  const name = { workflowId, runNumber: runNumber ?? readHead(source, workflowId).runNumber };
  if (name.runNumber === 0) return undefined;
  const record = readValue(source, runKey(name), decodeRunRecord);
  if (record === undefined) return undefined;
  const historyLength = (record.endSeq ?? -1) + 1;
  return { ...name, ...record, historyLength, historyBytes: record.historyBytes ?? 0 };
}

/** The newest run's number of a workflow id; 0 when nothing is kept of it. */
export function readHead(source: RunSource, workflowId: string): WorkflowHead {
  if (source.knownIds.isNew(workflowId)) return NO_HEAD;
  return readValue(source, headKey(workflowId), decodeHead) ?? NO_HEAD;
}
