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
import type { ActiveRuns } from "./active-runs.ts";
import { runningRecord } from "./run-events.ts";

/** One run, active or ended, as the state has it. */
export interface RunView extends RunName, Omit<RunRecord, "historyBytes">, HistorySize {}

/** Where runs are looked for. */
export interface RunSource {
  readonly runs: ActiveRuns;
  /** A row of the state. */
  readonly get: (key: string) => Uint8Array | undefined;
}

/** A run by its number, or the newest one; undefined when there is none, or when it has been retired. */
export function findRun(
  { runs, get }: RunSource,
  workflowId: string,
  runNumber: number | null,
): RunView | undefined {
  const active = runs.get(workflowId);
  if (active !== undefined && (runNumber ?? active.runNumber) === active.runNumber) {
    const { historyLength, historyBytes } = active;
    const name = { workflowId: active.workflowId, runNumber: active.runNumber };
    return { ...name, ...runningRecord(active), historyLength, historyBytes };
  }
  const name = { workflowId, runNumber: runNumber ?? readHead(get, workflowId).runNumber };
  const encoded = name.runNumber === 0 ? undefined : get(runKey(name));
  if (encoded === undefined) return undefined;
  const record = decodeRunRecord(encoded);
  const historyLength = (record.endSeq ?? -1) + 1;
  return { ...name, ...record, historyLength, historyBytes: record.historyBytes ?? 0 };
}

/** The newest run's number of a workflow id; 0 when nothing is kept of it. */
export function readHead(
  get: (key: string) => Uint8Array | undefined,
  workflowId: string,
): WorkflowHead {
  const head = get(headKey(workflowId));
  return head === undefined ? { runNumber: 0, runsKept: 0 } : decodeHead(head);
}
