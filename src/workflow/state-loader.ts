/**
 * Loading: what of a group's state is kept in memory, read from the disk before the stream opens. Only active runs;
 * ended ones stay where they are.
 */
import type { PendingOperation } from "../machine/active-runs.ts";
import type { ActiveRun } from "../machine/effects.ts";
import type { Machine } from "../machine/machine.ts";
import { loadedOperation, loadedRun } from "../machine/run-loading.ts";
import { decodeMachineRecord } from "../model/run-record.ts";
import {
  historyOf,
  MACHINE_KEY,
  operationsOf,
  parseStatusKey,
  type RunName,
  runKey,
  runsWithStatus,
} from "../model/state-keys.ts";
import type { StateReader, StateRow } from "../model/state-reader.ts";
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
      for (const { run: found, pending } of read) {
        machine.restoreRun(found, pending);
        const run = machine.activeRun(found.workflowId);
        invariant(run !== undefined, () => `${found.workflowId} was not restored`);
        loaded.push({ run, timers: pending.flatMap(timerOf) });
      }
    }
  }
  return loaded;
}

interface RowsOfRun {
  readonly run: ActiveRun;
  readonly pending: readonly PendingOperation[];
}

async function readRun(name: RunName, disk: StateReader): Promise<RowsOfRun> {
  const [run, pending] = await Promise.all([activeRun(name, disk), pendingOf(name, disk)]);
  return { run, pending };
}

async function activeRun(name: RunName, disk: StateReader): Promise<ActiveRun> {
  const { workflowId, runNumber } = name;
  const record = disk.get(runKey(name));
  invariant(record !== undefined, () => `run ${runNumber} of ${workflowId} has no record`);
  let last: StateRow | undefined;
  for await (const page of disk.scan(historyOf(name), { limit: 1, reverse: true })) {
    for (const row of page) last = row;
  }
  invariant(last !== undefined, () => `run ${runNumber} of ${workflowId} has no history`);
  return loadedRun(name, { record, last });
}

async function pendingOf(name: RunName, disk: StateReader): Promise<PendingOperation[]> {
  const pending: PendingOperation[] = [];
  for await (const page of disk.scan(operationsOf(name))) {
    for (const row of page) pending.push(loadedOperation(row));
  }
  return pending;
}

/** What waits for a time; an attempt that is known to have begun does not. */
function timerOf({ key, deadline, attempt }: PendingOperation): LoadedTimer[] {
  return deadline === null ? [] : [{ key, deadline, attempt }];
}
