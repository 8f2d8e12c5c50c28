/**
 * Loading: what of a group's state is kept in memory, read from the disk before the stream opens. Only active runs;
 * ended ones stay where they are.
 *
 * There may be a million runs asleep, so nothing is scanned for a run of its own: a scan waits for a thread, and costs
 * more than twenty reads by key.
 */
import type { Machine } from "../machine/machine.ts";
import { readMembers, readPublished } from "../machine/members.ts";
import { loadedOperation, loadedRun } from "../machine/run-loading.ts";
import { decodeMachineRecord, decodeRunRecord } from "../model/run-record.ts";
import {
  allHeads,
  allOperations,
  allRequests,
  historyKey,
  MACHINE_KEY,
  parseStatusKey,
  type RunName,
  runKey,
  runsWithStatus,
  workflowIdOf,
} from "../model/state-keys.ts";
import type { StateReader } from "../model/state-reader.ts";
import { readRow, readValue } from "../model/state-rows.ts";
import { invariant } from "../util/assert.ts";
import { compareUtf8 } from "../util/utf8-order.ts";

/**
 * Restores clock and active runs of a machine, the oldest run first. What is read later, in timers where an error would be nobody's, is
 * read here once, so that a node whose state says nothing sensible does not start.
 *
 * @throws {StorageCorruptedError} naming the row when one cannot be read.
 */
export async function loadState(machine: Machine, disk: StateReader): Promise<void> {
  const record = readValue(disk, MACHINE_KEY, decodeMachineRecord);
  if (record !== undefined) machine.restoreClock(record.machineTime);
  checkMembers(disk);
  machine.restoreLastId(await lastId(disk));
  for await (const page of disk.scan(runsWithStatus("running"))) {
    for (const row of page) {
      const { workflowId, runNumber } = readRow(disk, row, ({ key }) => parseStatusKey(key));
      // A copy: a part of a text keeps the whole of it in memory.
      const name = { workflowId: Buffer.from(workflowId).toString(), runNumber };
      restoreRun(machine, name, disk);
    }
  }
  for await (const page of disk.scan(allOperations())) {
    for (const row of page) {
      const { run, operation } = readRow(disk, row, loadedOperation);
      machine.restoreOperation(run, operation);
    }
  }
}

/** The last workflow id of which there is anything. */
async function lastId(disk: StateReader): Promise<string> {
  let last = "";
  for (const range of [allHeads(), allRequests()]) {
    for await (const page of disk.scan(range, { reverse: true, limit: 1 })) {
      for (const row of page) {
        const workflowId = readRow(disk, row, ({ key }) => workflowIdOf(key));
        if (compareUtf8(workflowId, last) > 0) last = workflowId;
      }
    }
  }
  return last;
}

function checkMembers(disk: StateReader): void {
  const { members } = readMembers(disk);
  for (const { nodeId } of members) readPublished(nodeId, disk);
}

function restoreRun(machine: Machine, name: RunName, disk: StateReader): void {
  const { workflowId, runNumber } = name;
  const record = readValue(disk, runKey(name), decodeRunRecord);
  invariant(record !== undefined, () => `run ${runNumber} of ${workflowId} has no record`);
  // A run that sleeps has had no event since.
  const key = historyKey(name, lastSeq(name, { from: record.parkedThrough ?? 0, disk }));
  const value = disk.get(key);
  invariant(value !== undefined, () => `run ${runNumber} of ${workflowId} has no history`);
  const loaded = readRow(disk, { key, value }, (last) => loadedRun(name, { record, last }));
  machine.restoreRun(loaded);
}

/** The newest seq of a history, of which seq `from` is there: by steps that double, then by halves. */
function lastSeq(run: RunName, { from, disk }: { from: number; disk: StateReader }): number {
  const has = (seq: number): boolean => disk.get(historyKey(run, seq)) !== undefined;
  let present = from;
  let absent = from + 1;
  for (let step = 1; has(absent); step *= 2) {
    present = absent;
    absent += step * 2;
  }
  while (absent - present > 1) {
    const middle = Math.floor((present + absent) / 2);
    if (has(middle)) present = middle;
    else absent = middle;
  }
  return present;
}
