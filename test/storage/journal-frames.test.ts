// Journals whose frames are whole, each with its checksum, and say what no node has written: opening refuses them as damage.
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { JournalAppend } from "../../src/storage/journal-record.ts";
import {
  append,
  appendsOf,
  expectRefused,
  fileOf,
  frameOf,
  killed,
  reopened,
  written,
} from "./journals.ts";
import { entry, IDENTITY } from "./support.ts";

describe("frames that are whole and do not fit together are damage:", () => {
  const hardState = { term: 2, vote: 7, commit: 3 };
  const log = written({ hardState, entries: [2, 3, 4, 5].map((index) => entry(index, 2)) });
  const third = append({ number: 3, saved: 2, parts: [log] });
  const base = (fields: object): JournalAppend["base"] => ({
    identity: IDENTITY,
    groups: [{ group: 1, hardState, toldIndex: 1, last: { index: 5, term: 2 }, ...fields }],
  });
  /** One file, and what is different in the flush behind it. */
  const flushes: { name: string; change: Partial<JournalAppend>; message: RegExp }[] = [
    { name: "a number too many", change: { number: 5 }, message: /flush 4 is missing before 5/ },
    { name: "a number twice", change: { number: 3 }, message: /flush 4 is missing before 3/ },
    {
      name: "a batch that is older than one before",
      change: { saved: 1 },
      message: /flush 4 knows of batch 1, an earlier one of 2/,
    },
    {
      name: "a batch that never was",
      change: { saved: 9 },
      message: /database ends at batch 3, but the journal says that batch 9/,
    },
    {
      name: "a group that begins nowhere",
      change: { parts: [written({ group: 2 })] },
      message: /flush 4 writes group 2, which begins nowhere/,
    },
    {
      name: "a group that the database does not know",
      change: { parts: [written({ group: 2, origin: { index: 1, term: 1 } })] },
      message: /log of group 2, which the database does not know/,
    },
    {
      name: "a term that runs backwards",
      change: { parts: [written({ hardState: { ...hardState, term: 1 } })] },
      message: /term of group 1 ran backwards from 2 to 1/,
    },
    {
      name: "an entry behind a gap",
      change: { parts: [written({ hardState, entries: [entry(7, 2)] })] },
      message: /entry 7 of group 1 follows 5/,
    },
    {
      name: "an entry in the place of a committed one",
      change: { parts: [written({ hardState, entries: [entry(3, 2)] })] },
      message: /entry 3 of group 1 follows 5, committed through 3/,
    },
    {
      name: "an entry of an earlier term",
      change: { parts: [written({ hardState, entries: [entry(6, 1)] })] },
      message: /entry 6 of group 1 has term 1, expected 2 to 2/,
    },
    {
      name: "an entry of a term that is not reached",
      change: { parts: [written({ hardState, entries: [entry(4, 2), entry(5, 3)] })] },
      message: /entry 5 of group 1 has term 3, expected 2 to 2/,
    },
  ];
  test.each(flushes)("$name", async ({ change, message }) => {
    const disk = await killed(1, 0);
    const last = append({ number: 4, saved: 2, ...change });
    disk.journal.set(1, fileOf(1, appendsOf(third, last)));
    await expectRefused(disk, message);
  });

  const files: { name: string; change: Partial<JournalAppend>; message: RegExp }[] = [
    {
      name: "a file without a base",
      change: { base: null },
      message: /file 2 of the journal has no base/,
    },
    {
      name: "a base behind the end of the file before",
      change: { base: base({ last: { index: 6, term: 2 } }) },
      message: /file 2 of the journal begins where group 1 ends at 6, and the file before it at 5/,
    },
    {
      name: "a base before the end of the file before",
      change: { base: base({ last: { index: 4, term: 2 } }) },
      message: /group 1 ends at 4, and the file before it at 5/,
    },
    {
      name: "a base with another term",
      change: { base: base({ last: { index: 5, term: 1 } }) },
      message: /file 2 of the journal begins where group 1/,
    },
    {
      name: "a base with another vote",
      change: { base: base({ hardState: { ...hardState, vote: 8 } }) },
      message: /file 2 of the journal begins where group 1/,
    },
    {
      name: "a base with less that is committed",
      change: { base: base({ hardState: { ...hardState, commit: 2 } }) },
      message: /file 2 of the journal begins where group 1/,
    },
  ];
  test.each(files)("$name", async ({ change, message }) => {
    const disk = await killed(1, 0);
    const second = append({ number: 4, saved: 2, base: base({}), ...change });
    disk.journal.set(1, fileOf(1, appendsOf(third)));
    disk.journal.set(2, fileOf(2, [second]));
    await expectRefused(disk, message);
  });

  test("but not those that do", async () => {
    const disk = await killed(1, 0);
    const second = append({
      number: 4,
      saved: 2,
      base: base({ hardState: { ...hardState, commit: 4 } }),
    });
    disk.journal.set(1, fileOf(1, appendsOf(third)));
    disk.journal.set(2, fileOf(2, [second]));
    const node = await reopened(disk);
    expect(node.group(1).lastIndex()).toBe(5);
    await node.close();
  });

  test("a journal of another identity", async () => {
    const disk = await killed(1, 0);
    const [first, ...rest] = appendsOf(third);
    const identity = { ...IDENTITY, incarnation: 2 };
    const foreign = { ...(first ?? append({})), base: { identity, groups: [] } };
    disk.journal.set(1, fileOf(1, [foreign, ...rest]));
    await expectRefused(disk, /journal belongs to node "node-1", incarnation 2/);
  });

  test("a record that says less than there is", async () => {
    const disk = await killed(1, 0);
    const frame = frameOf(third, 1);
    // Another length of the data, and a checksum that is right again.
    frame.writeUInt32LE(frame.readUInt32LE(8) - 1, 8);
    const head = frame.subarray(16, 16 + frame.readUInt32LE(4));
    frame.writeUInt32LE(crc32(head, crc32(frame.subarray(4, 12), crc32("file 1"))), 12);
    disk.journal.set(1, Buffer.concat([fileOf(1, appendsOf(), 0), frame, Buffer.alloc(64)]));
    await expectRefused(disk, /journal.entries/);
  });
});
