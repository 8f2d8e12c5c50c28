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

/** Runs that are read at the same time: each takes two scans, which wait for a thread more than for the disk. */
const AT_ONCE = 64;

/** Restores clock and active runs of a machine and gives the runs back, oldest first. */
export async function loadState(machine: Machine, disk: StateReader): Promise<LoadedRun[]> {
  const record = disk.get(MACHINE_KEY);
  if (record !== undefined) machine.restoreClock(decodeMachineRecord(record).machineTime);
  const loaded: LoadedRun[] = [];
  for await (const page of disk.scan(runsWithStatus("running"))) {
    for (let at = 0; at < page.length; at += AT_ONCE) {
      const names = page.slice(at, at + AT_ONCE).map(({ key }) => parseStatusKey(key));
      const read = await Promise.all(names.map((name) => readRun(name, disk)));
      for (const { run: found, timers } of read) {
        machine.restoreRun(found, timers);
        const run = machine.activeRun(found.workflowId);
        invariant(run !== undefined, () => `${found.workflowId} was not restored`);
        loaded.push({ run, timers });
      }
    }
  }
  return loaded;
}

async function readRun(name: RunName, disk: StateReader): Promise<LoadedRun> {
  const [run, timers] = await Promise.all([activeRun(name, disk), timersOf(name, disk)]);
  return { run, timers };
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
