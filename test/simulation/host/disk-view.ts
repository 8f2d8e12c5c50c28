/** What is durable on a simulated disk, read without opening it: what a process that started now would find. */
import type { StateRow } from "../../../src/model/state-reader.ts";
import { unseal } from "../../../src/storage/checksum.ts";
import { groupMetaKey, NODE_KEY, prefixRange, statePrefix } from "../../../src/storage/keys.ts";
import type { MemoryDisk } from "../../../src/storage/memory-disk.ts";
import {
  decodeGroupRecord,
  decodeNodeRecord,
  type GroupRecord,
} from "../../../src/storage/records.ts";
import { JournalView } from "./journal-view.ts";

const GROUP = 1;

/** The record of the group; null when there is none yet. */
export function groupRecordOf(disk: MemoryDisk): GroupRecord | null {
  const value = valueOf(disk, groupMetaKey(GROUP));
  return value === undefined ? null : decodeGroupRecord(value, GROUP);
}

/** The cluster that the disk belongs to; "" while it has none. */
export function clusterIdOf(disk: MemoryDisk): string {
  const value = valueOf(disk, NODE_KEY);
  return value === undefined ? "" : decodeNodeRecord(value).identity.clusterId;
}

/** Whether the disk brings a process through this entry: by its state, or by that and the log from there on. */
export function hasDurable(disk: MemoryDisk, entry: { index: number; term: number }): boolean {
  const record = groupRecordOf(disk);
  if (record === null) return false;
  const { appliedIndex: index, appliedTerm: term } = record;
  if (index >= entry.index) return true;
  const journal = JournalView.of(disk);
  return journal.entry(entry.index)?.term === entry.term && journal.goesOnBehind({ index, term });
}

/** The rows of the state machine in the generation that is in force, under its own keys. */
export function stateRowsOf(disk: MemoryDisk, generation: number): StateRow[] {
  const prefix = statePrefix({ group: GROUP, generation });
  return disk.table
    .rows(prefixRange(prefix))
    .map(({ key, value }) => ({ key: key.slice(prefix.length), value: unsealed(key, value) }));
}

function valueOf(disk: MemoryDisk, key: string): Uint8Array | undefined {
  const sealed = disk.table.get(key);
  return sealed === undefined ? undefined : unsealed(key, sealed);
}

function unsealed(key: string, sealed: Uint8Array): Uint8Array {
  const value = unseal(key, sealed);
  if (value === undefined) throw new Error(`the checksum of row ${key} does not match`);
  return value;
}
