// What opening checks about a group: rows that are whole, each with its checksum, but do not fit together.
import { describe, expect, test } from "vitest";
import { CheckedStore } from "../../src/storage/checked-store.ts";
import { encodeNumber, groupMetaKey, logPrefix } from "../../src/storage/keys.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { encodeEntry, encodeGroupRecord, type GroupRecord } from "../../src/storage/records.ts";
import { ALONE, bytesOf, entry, IDENTITY, part } from "./support.ts";

describe("opening refuses a group whose", () => {
  const record: GroupRecord = {
    group: 1,
    replicaId: 7,
    hardState: { term: 2, vote: 7, commit: 4 },
    trimmedIndex: 1,
    trimmedTerm: 1,
    lastIndex: 6,
    appliedIndex: 3,
    generation: 1,
    confState: ALONE,
    flushNumber: 3,
  };
  const row = (index: number): string => logPrefix(1) + encodeNumber(index);
  const meta = (fields: Partial<GroupRecord>): [string, Uint8Array] => [
    groupMetaKey(1),
    encodeGroupRecord({ ...record, ...fields }),
  ];
  const cases: { name: string; change: [string, Uint8Array | null]; message: RegExp }[] = [
    { name: "entry is missing", change: [row(4), null], message: /where entry 4 is expected/ },
    { name: "last entry is missing", change: [row(6), null], message: /ends at 5, expected 6/ },
    {
      name: "log goes on behind its end",
      change: [row(7), encodeEntry(1, entry(7, 2))],
      message: /behind the last entry 6/,
    },
    {
      name: "entry stands under another index",
      change: [row(4), encodeEntry(1, entry(5, 2))],
      message: /entry.index to be 4, got 5/,
    },
    {
      name: "entry is of another group",
      change: [row(4), encodeEntry(2, entry(4, 2))],
      message: /entry.group to be 1, got 2/,
    },
    {
      name: "terms decrease",
      change: [row(4), encodeEntry(1, entry(4, 1))],
      message: /entry 4 has term 1, expected 2 to 2/,
    },
    {
      name: "entry is of a later term than the hard state",
      change: [row(6), encodeEntry(1, entry(6, 3))],
      message: /entry 6 has term 3/,
    },
    { name: "entry is no protobuf", change: [row(4), bytesOf("\u00ff")], message: /well-formed/ },
    {
      name: "applied index is beyond the commit",
      change: meta({ appliedIndex: 5 }),
      message: /applied 5 is above commit 4/,
    },
    {
      name: "commit is beyond the end",
      change: meta({ hardState: { term: 2, vote: 7, commit: 7 } }),
      message: /commit 7 is above last 6/,
    },
    {
      name: "trimmed entry is beyond the applied index",
      change: meta({ trimmedIndex: 4 }),
      message: /trimmed 4 is above applied 3/,
    },
    {
      name: "record is of a flush that never was",
      change: meta({ flushNumber: 4 }),
      message: /flush 4 is above the newest flush 3/,
    },
    { name: "record is another's", change: meta({ group: 2 }), message: /to be 1, got 2/ },
    { name: "record has no replica", change: meta({ replicaId: 0 }), message: /replica id 0/ },
  ];
  test.each(cases)("$name", async ({ change, message }) => {
    const disk = new MemoryDisk();
    const node = await NodeStore.open(await disk.open());
    await node.initialise(IDENTITY);
    await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
    await node.flush([
      part({
        entries: [2, 3, 4, 5, 6].map((index) => entry(index, 2)),
        hardState: record.hardState,
        state: {
          appliedIndex: 3,
          generation: 1,
          confState: ALONE,
          changes: { keys: [], values: [] },
        },
      }),
    ]);
    await node.close();
    const backend = await disk.open();
    const [key, value] = change;
    await new CheckedStore(backend.keyValue, "test").write({ keys: [key], values: [value] });
    await expect(NodeStore.open(backend)).rejects.toMatchObject({
      code: "ERR_STORAGE_CORRUPTED",
      message: expect.stringMatching(message),
    });
  });
});
