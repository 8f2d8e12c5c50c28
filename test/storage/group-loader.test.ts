// What opening checks about a group: a record that is whole and a log that is whole, but do not fit together.
import { describe, expect, test } from "vitest";
import { CheckedStore } from "../../src/storage/checked-store.ts";
import type { JournalPart } from "../../src/storage/journal-record.ts";
import { groupMetaKey } from "../../src/storage/keys.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { encodeGroupRecord, type GroupRecord } from "../../src/storage/records.ts";
import { append, appendsOf, fileOf, written } from "./journals.ts";
import { ALONE, entry, IDENTITY, part, write } from "./support.ts";

const RECORD: GroupRecord = {
  group: 1,
  replicaId: 7,
  appliedIndex: 3,
  appliedTerm: 2,
  generation: 1,
  confState: ALONE,
  saveNumber: 3,
  flushNumber: 3,
  isInstalled: false,
};
const HARD_STATE = { term: 2, vote: 7, commit: 4 };
const ENTRIES = [2, 3, 4, 5, 6].map((index) => entry(index, 2));

/** A node that is closed, with a group as {@link RECORD} says. */
async function closedNode(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const node = await NodeStore.open(await disk.open());
  await node.initialise(IDENTITY);
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  const { appliedIndex, generation, confState } = RECORD;
  const changes = { keys: [], values: [] };
  const state = { appliedIndex, generation, confState, changes };
  await write(node, [part({ entries: ENTRIES, hardState: HARD_STATE, state })]);
  await node.close();
  return disk;
}

async function expectRefused(disk: MemoryDisk, message: RegExp): Promise<void> {
  await expect(NodeStore.open(await disk.open())).rejects.toMatchObject({
    code: "ERR_STORAGE_CORRUPTED",
    message: expect.stringMatching(message),
  });
}

async function putRecord(disk: MemoryDisk, record: GroupRecord): Promise<void> {
  const backend = await disk.open();
  const store = new CheckedStore(backend.keyValue, "test");
  await store.write({ keys: [groupMetaKey(1)], values: [encodeGroupRecord(record)] });
  await backend.close();
}

test("the record of these tests is what a node writes", async () => {
  const disk = await closedNode();
  await putRecord(disk, RECORD);
  const node = await NodeStore.open(await disk.open());
  expect(node.group(1).appliedIndex).toBe(3);
  expect(node.group(1).hardState).toEqual(HARD_STATE);
  await node.close();
});

describe("opening refuses a group whose", () => {
  const cases: { name: string; change: Partial<GroupRecord>; message: RegExp }[] = [
    {
      name: "applied index is beyond the log",
      change: { appliedIndex: 7 },
      message: /applied 7 is above last 6/,
    },
    {
      name: "applied index lies before the log",
      change: { appliedIndex: 0 },
      message: /trimmed 1 is above applied 0/,
    },
    {
      name: "applied entry is of another term",
      change: { appliedTerm: 1 },
      message: /entry 3 has term 2, the state was applied through one of 1/,
    },
    {
      name: "applied entry has no term",
      change: { appliedTerm: 0 },
      message: /the least 1 is above applied term 0/,
    },
    {
      name: "record is of a batch that never was",
      change: { saveNumber: 4 },
      message: /batch 4 is above the newest batch 3/,
    },
    {
      name: "record is of a flush that never was",
      change: { flushNumber: 4 },
      message: /flush 4 is above the newest flush 3/,
    },
    { name: "record is another's", change: { group: 2 }, message: /to be 1, got 2/ },
    { name: "record has no replica", change: { replicaId: 0 }, message: /replica id 0/ },
    { name: "state is in no range", change: { generation: 0 }, message: /generation 0/ },
    {
      name: "snapshot lies before the log",
      change: { isInstalled: true, appliedIndex: 0 },
      message: /trimmed 1 is above applied 0/,
    },
  ];
  test.each(cases)("$name", async ({ change, message }) => {
    const disk = await closedNode();
    await putRecord(disk, { ...RECORD, ...change });
    await expectRefused(disk, message);
  });

  const journals: { name: string; changes: Partial<JournalPart>; message: RegExp }[] = [
    {
      name: "log ends before its state",
      changes: { entries: ENTRIES.slice(0, 1), hardState: { ...HARD_STATE, commit: 2 } },
      message: /group 1: applied 3 is above last 2/,
    },
    {
      name: "log begins behind its state",
      changes: { origin: { index: 4, term: 2 }, entries: ENTRIES.slice(3) },
      message: /group 1: trimmed 4 is above applied 3/,
    },
    {
      name: "commit is beyond the log",
      changes: { entries: ENTRIES, hardState: { ...HARD_STATE, commit: 7 } },
      message: /group 1: commit 7 is above last 6/,
    },
    {
      name: "log begins with a later term than its hard state",
      changes: { origin: { index: 3, term: 2 }, hardState: { term: 1, vote: 0, commit: 3 } },
      message: /group 1: the last entry's term 2 is above term 1/,
    },
  ];
  test.each(journals)("$name", async ({ changes, message }) => {
    const disk = await closedNode();
    const parts = [written({ hardState: HARD_STATE, ...changes })];
    disk.journal.set(1, fileOf(1, appendsOf(append({ number: 3, saved: 2, parts }))));
    await expectRefused(disk, message);
  });
});
