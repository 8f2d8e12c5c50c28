/**
 * Loading: what of a group's state is kept in memory, read from the disk before the stream opens. Only active runs;
 * ended ones stay where they are.
 */
import type { ActiveRun } from "../machine/effects.ts";
import type { Machine } from "../machine/machine.ts";
import {
  decodeMachineRecord,
  decodeOperationRecord,
  decodeRunRecord,
} from "../model/run-record.ts";
import {
  historyOf,
  MACHINE_KEY,
  operationsOf,
  parseHistoryKey,
  parseOperationStateKey,
  parseStatusKey,
  type RunName,
  runKey,
  runsWithStatus,
} from "../model/state-keys.ts";
import type { StateReader } from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";
import type { LoadedRun, LoadedTimer } from "./engine.ts";

/** Restores clock and active runs of a machine and gives the runs back, oldest first. */
export async function loadState(machine: Machine, disk: StateReader): Promise<LoadedRun[]> {
  const record = disk.get(MACHINE_KEY);
  if (record !== undefined) machine.restoreClock(decodeMachineRecord(record).machineTime);
  const loaded: LoadedRun[] = [];
  for await (const page of disk.scan(runsWithStatus("running"))) {
    for (const { key } of page) {
      const name = parseStatusKey(key);
      const timers = await timersOf(name, disk);
      machine.restoreRun(await activeRun(name, disk), timers);
      const run = machine.activeRun(name.workflowId);
      invariant(run !== undefined, () => `${name.workflowId} was not restored`);
      loaded.push({ run, timers });
    }
  }
  return loaded;
}

async function activeRun(name: RunName, disk: StateReader): Promise<ActiveRun> {
  const { workflowId, runNumber } = name;
  const encoded = disk.get(runKey(name));
  invariant(encoded !== undefined, () => `run ${runNumber} of ${workflowId} has no record`);
  const { runId, workflowName, workflowVersion, status, startedAt } = decodeRunRecord(encoded);
  invariant(status === "running", () => `run ${runNumber} of ${workflowId} is ${status}`);
  let lastSeq = -1;
  for await (const page of disk.scan(historyOf(name), { limit: 1, reverse: true })) {
    for (const { key } of page) lastSeq = parseHistoryKey(key).seq;
  }
  invariant(lastSeq >= 0, () => `run ${runNumber} of ${workflowId} has no history`);
  return { workflowId, runNumber, runId, workflowName, workflowVersion, startedAt, lastSeq };
}

async function timersOf(name: RunName, disk: StateReader): Promise<LoadedTimer[]> {
  const timers: LoadedTimer[] = [];
  for await (const page of disk.scan(operationsOf(name))) {
    for (const row of page) {
      const { deadline, attempt } = decodeOperationRecord(row.value);
      timers.push({ key: parseOperationStateKey(row.key).key, deadline, attempt });
    }
  }
  return timers;
}
