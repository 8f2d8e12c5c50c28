// NodeStore and GroupStore: what a flush changes, when it shows, and that it is there after opening again.
import { describe, expect, test } from "vitest";
import type { Entry } from "../../src/raft/types.ts";
import type { StateFlush } from "../../src/storage/group-flush.ts";
import type { GroupStore } from "../../src/storage/group-store.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import {
  ALONE,
  bytesOf,
  entry,
  IDENTITY,
  type Part,
  part,
  rowsOf,
  textOf,
  write,
} from "./support.ts";

async function started(
  disk: MemoryDisk,
  options: NodeStoreOptions = {},
): Promise<{ node: NodeStore; group: GroupStore }> {
  const node = await NodeStore.open(await disk.open(), options);
  await node.initialise(IDENTITY);
  const group = await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  return { node, group };
}

test("an empty store has no identity and no groups", async () => {
  await using node = await NodeStore.open(await new MemoryDisk().open());
  expect(node.identity).toBeNull();
  expect(node.groups).toEqual([]);
  expect(node.flushNumber).toBe(0);
});

test("a new group starts behind an entry {index 1, term 1} that nobody wrote", async () => {
  const { node, group } = await started(new MemoryDisk());
  expect(group.initialState()).toEqual({
    hardState: { term: 1, vote: 0, commit: 1 },
    confState: ALONE,
  });
  expect(group.replicaId).toBe(7);
  expect([group.firstIndex(), group.lastIndex(), group.appliedIndex]).toEqual([2, 1, 1]);
  expect(group.term(1)).toBe(1);
  expect(group.term(0)).toBe("compacted");
  expect(group.term(2)).toBe("unavailable");
  expect(group.entries({ low: 2, high: 3, maxBytes: Infinity })).toBe("unavailable");
  expect(group.snapshot()).toBe("unavailable");
  await node.close();
});

test("a flush shows when it is durable, and after opening again", async () => {
  const disk = new MemoryDisk();
  const { node, group } = await started(disk);
  const flushing = write(node, [
    part({
      entries: [entry(2, 1), entry(3, 2)],
      hardState: { term: 2, vote: 7, commit: 2 },
      state: {
        appliedIndex: 2,
        generation: 1,
        confState: { ...ALONE, learners: [9] },
        changes: { keys: ["run/a", "run/b"], values: [bytesOf("A"), bytesOf("B")] },
      },
    }),
  ]);
  expect(group.lastIndex()).toBe(1);
  expect(group.appliedIndex).toBe(1);
  expect(group.diskState.get("run/a")).toBeUndefined();
  await flushing;
  const check = async (store: GroupStore): Promise<void> => {
    expect(store.hardState).toEqual({ term: 2, vote: 7, commit: 2 });
    expect(store.confState).toEqual({ ...ALONE, learners: [9] });
    expect(store.appliedIndex).toBe(2);
    expect(store.term(3)).toBe(2);
    expect(store.entries({ low: 2, high: 4, maxBytes: Infinity })).toEqual([
      entry(2, 1),
      entry(3, 2),
    ]);
    expect(textOf(store.diskState.get("run/a"))).toBe("A");
    expect(await rowsOf(store.diskState.scan({ gte: "run/", lt: "run0" }))).toEqual([
      "run/a=A",
      "run/b=B",
    ]);
  };
  await check(group);
  await node.close();
  await using again = await NodeStore.open(await disk.open());
  expect(again.identity).toEqual(IDENTITY);
  expect(again.groups).toEqual([1]);
  expect(again.flushNumber).toBe(3);
  await check(again.group(1));
});

/** Entries `from` to `through`, all of one term. */
function entriesOf(range: { from: number; through: number; term: number; data?: string }): Entry[] {
  const count = range.through - range.from + 1;
  return Array.from({ length: count }, (_, at) =>
    entry(range.from + at, range.term, range.data ?? `${range.term}.${range.from + at}`),
  );
}

function applied(appliedIndex: number, fields: Partial<StateFlush> = {}): StateFlush {
  const changes = { keys: [], values: [] };
  return { appliedIndex, generation: 1, confState: ALONE, changes, ...fields };
}

function termsOf(store: GroupStore): (number | string)[] {
  const last = store.lastIndex();
  return Array.from({ length: last }, (_, at) => store.term(at + 1));
}

describe("entries", () => {
  test("replace the log from the first of them on, on disk too", async () => {
    const disk = new MemoryDisk();
    const { node, group } = await started(disk);
    await node.flush([part({ entries: entriesOf({ from: 2, through: 9, term: 1 }) })]);
    await write(node, [
      part({
        entries: entriesOf({ from: 4, through: 6, term: 2 }),
        hardState: { term: 2, vote: 0, commit: 3 },
      }),
    ]);
    expect(termsOf(group)).toEqual([1, 1, 1, 2, 2, 2]);
    expect(group.entries({ low: 2, high: 7, maxBytes: Infinity })).toEqual([
      ...entriesOf({ from: 2, through: 3, term: 1 }),
      ...entriesOf({ from: 4, through: 6, term: 2 }),
    ]);
    await node.close();
    const again = await NodeStore.open(await disk.open());
    expect(termsOf(again.group(1))).toEqual([1, 1, 1, 2, 2, 2]);
    await again.close();
  });

  test("are read up to a number of bytes, but at least one, from memory or disk alike", async () => {
    for (const entryCacheBytes of [0, 200, 1_000_000]) {
      const disk = new MemoryDisk();
      const { node, group } = await started(disk, { entryCacheBytes });
      const all = entriesOf({ from: 2, through: 11, term: 1, data: "x".repeat(76) });
      await node.flush([part({ entries: all })]);
      // An entry counts 100 bytes.
      expect(group.entries({ low: 2, high: 12, maxBytes: 350 })).toEqual(all.slice(0, 3));
      expect(group.entries({ low: 2, high: 12, maxBytes: 300 })).toEqual(all.slice(0, 3));
      expect(group.entries({ low: 5, high: 12, maxBytes: 0 })).toEqual(all.slice(3, 4));
      expect(group.entries({ low: 5, high: 7, maxBytes: Infinity })).toEqual(all.slice(3, 5));
      expect(group.entries({ low: 1, high: 3, maxBytes: Infinity })).toBe("compacted");
      expect(() => group.entries({ low: 5, high: 13, maxBytes: 1 })).toThrow(/up to 13/);
      await node.close();
    }
  });

  test("keep their type and their bytes", async () => {
    const disk = new MemoryDisk();
    const { node } = await started(disk);
    const entries: Entry[] = [
      { index: 2, term: 1, type: "normal", data: new Uint8Array(0) },
      { index: 3, term: 1, type: "confChangeSingle", data: new Uint8Array([0, 255, 128]) },
      { index: 4, term: 1, type: "confChange", data: new Uint8Array(70_000).fill(7) },
    ];
    await node.flush([part({ entries })]);
    await node.close();
    const again = await NodeStore.open(await disk.open());
    const read = again.group(1).entries({ low: 2, high: 5, maxBytes: Infinity }) as Entry[];
    expect(read.map(({ type, data }) => [type, Buffer.from(data).toString("hex")])).toEqual(
      entries.map(({ type, data }) => [type, Buffer.from(data).toString("hex")]),
    );
    await again.close();
  });
});

describe("trimming", () => {
  async function grown(options: NodeStoreOptions): Promise<{ disk: MemoryDisk; node: NodeStore }> {
    const disk = new MemoryDisk();
    const { node } = await started(disk, options);
    for (let index = 2; index <= 200; index += 1) {
      await write(node, [
        part({
          entries: [entry(index, 1 + Math.floor(index / 50), "x".repeat(76))],
          hardState: { term: 5, vote: 0, commit: index },
          // Applied is behind by twenty.
          state: index > 22 ? applied(index - 20) : null,
        }),
      ]);
    }
    return { disk, node };
  }

  test("keeps trailingEntries behind what is applied on disk, in chunks", async () => {
    const options = { trailingEntries: 40 };
    const { disk, node } = await grown(options);
    const group = node.group(1);
    const trailing = group.appliedIndex - (group.firstIndex() - 1);
    expect(trailing).toBeGreaterThanOrEqual(40);
    expect(trailing).toBeLessThanOrEqual(40 + 10 + 1);
    expect(group.term(group.firstIndex() - 1)).toBe(1 + Math.floor((group.firstIndex() - 1) / 50));
    expect(group.term(group.firstIndex() - 2)).toBe("compacted");
    expect(group.entries({ low: 2, high: 3, maxBytes: 1 })).toBe("compacted");
    await node.close();
    // The journal goes file by file: what was kept for the sake of a chunk goes at the opening.
    const again = await NodeStore.open(await disk.open(), options);
    expect(again.group(1).firstIndex()).toBe(180 - 40 + 1);
    expect(again.group(1).term(140)).toBe(1 + Math.floor(140 / 50));
    await again.close();
  });

  test("keeps trailingBytes of them at most", async () => {
    const { node } = await grown({ trailingBytes: 3200 });
    const group = node.group(1);
    const trailing = group.appliedIndex - (group.firstIndex() - 1);
    // 100 bytes each, in chunks of 200.
    expect(trailing).toBeGreaterThanOrEqual(32);
    expect(trailing).toBeLessThanOrEqual(35);
    await node.close();
  });

  test.each([
    { others: "no other peer", learners: [], kept: 50 },
    { others: "somebody who learns", learners: [2], kept: 199 },
  ])("keeps 1 MiB at most for $others", async ({ learners, kept }) => {
    const { node } = await started(new MemoryDisk());
    const confState = { ...ALONE, learners };
    for (let index = 2; index <= 201; index += 1) {
      const entries = [entry(index, 1, "x".repeat(20_000))];
      const hardState = { term: 1, vote: 0, commit: index };
      await write(node, [part({ entries, hardState, state: { ...applied(index), confState } })]);
    }
    const group = node.group(1);
    const trailing = group.appliedIndex - (group.firstIndex() - 1);
    // In chunks of a sixteenth.
    expect(trailing).toBeGreaterThanOrEqual(kept);
    expect(trailing).toBeLessThanOrEqual(kept + 6);
    await node.close();
  });

  test("never goes beyond what is applied on disk", async () => {
    const { node } = await grown({ trailingEntries: 0, trailingBytes: 0 });
    const group = node.group(1);
    expect(group.appliedIndex).toBe(180);
    expect(group.firstIndex() - 1).toBe(180);
    await node.close();
  });
});

describe("a flush", () => {
  test("of several groups is one write", async () => {
    const disk = new MemoryDisk();
    const { node } = await started(disk);
    await node.createGroup({ group: 300, replicaId: 8, confState: ALONE });
    await node.createGroup({ group: 2, replicaId: 9, confState: ALONE });
    expect(node.groups).toEqual([1, 2, 300]);
    const before = disk.pointsPassed;
    const parts = node.groups.map((group) => part({ group, entries: [entry(2, 1, `${group}`)] }));
    await node.flush(parts);
    // Four points of one write; the witness follows later.
    expect(disk.pointsPassed - before).toBe(4);
    await node.close();
    const again = await NodeStore.open(await disk.open());
    for (const group of [1, 2, 300]) {
      expect(again.group(group).entries({ low: 2, high: 3, maxBytes: 1 })).toEqual([
        entry(2, 1, `${group}`),
      ]);
    }
    await again.close();
  });

  test("of nothing writes nothing", async () => {
    const { node } = await started(new MemoryDisk());
    await node.flush([]);
    expect(node.flushNumber).toBe(2);
    await node.close();
  });

  test("is alone: a second one, an early group and an early close", async () => {
    const { node } = await started(new MemoryDisk());
    const flushing = node.flush([part({ entries: [entry(2, 1)] })]);
    await expect(node.flush([part({})])).rejects.toThrow(/second flush/);
    await expect(node.createGroup({ group: 2, replicaId: 1, confState: ALONE })).rejects.toThrow(
      /second flush/,
    );
    const closing = node.close();
    await flushing;
    await closing;
    expect(node.group(1).lastIndex()).toBe(2);
    await expect(node.flush([part({})])).rejects.toMatchObject({ code: "ERR_RUNTIME_CLOSED" });
  });

  test("that failed is the last one, and shows nothing", async () => {
    const disk = new MemoryDisk();
    const { node, group } = await started(disk);
    disk.setFaults({ failWriteRatio: 1 });
    const flush = part({ entries: [entry(2, 1)] });
    await expect(node.flush([flush])).rejects.toMatchObject({ code: "ERR_STORAGE_FAILED" });
    disk.setFaults({ failWriteRatio: 0 });
    await expect(node.flush([flush])).rejects.toMatchObject({ code: "ERR_STORAGE_FAILED" });
    expect(node.failure).not.toBeNull();
    expect(group.lastIndex()).toBe(1);
    await node.close();
    const again = await NodeStore.open(await disk.open());
    expect(again.flushNumber).toBe(2);
    await again.close();
  });

  const before = {
    entries: entriesOf({ from: 2, through: 6, term: 2 }),
    hardState: { term: 3, vote: 7, commit: 4 },
    state: applied(3),
  };
  const broken: { name: string; flush: Partial<Part>; message: RegExp }[] = [
    { name: "a gap", flush: { entries: [entry(8, 3)] }, message: /leaves a gap/ },
    { name: "a gap inside", flush: { entries: [entry(7, 3), entry(9, 3)] }, message: /follows/ },
    {
      name: "a committed entry",
      flush: { entries: [entry(4, 3)] },
      message: /committed through 4/,
    },
    { name: "a falling term", flush: { entries: [entry(7, 1)] }, message: /term 1 follows 2/ },
    { name: "a term of the future", flush: { entries: [entry(7, 4)] }, message: /in term 3/ },
    {
      name: "a second vote",
      flush: { hardState: { term: 3, vote: 8, commit: 4 } },
      message: /vote of term 3/,
    },
    {
      name: "an older term",
      flush: { hardState: { term: 2, vote: 0, commit: 4 } },
      message: /term ran backwards/,
    },
    {
      name: "an older commit",
      flush: { hardState: { term: 3, vote: 7, commit: 3 } },
      message: /commit ran backwards/,
    },
    {
      name: "a commit beyond the log",
      flush: { hardState: { term: 3, vote: 7, commit: 7 } },
      message: /beyond last 6/,
    },
    {
      name: "applied beyond what is durable",
      flush: { state: applied(7) },
      message: /applied 7 beyond the last durable entry 6/,
    },
    { name: "applied backwards", flush: { state: applied(2) }, message: /backwards from 3 to 2/ },
    {
      name: "another generation",
      flush: { state: applied(4, { generation: 2 }) },
      message: /generation 2/,
    },
    {
      name: "a value too few",
      flush: { state: applied(4, { changes: { keys: ["a"], values: [] } }) },
      message: /as many values as keys/,
    },
    { name: "a group that is not there", flush: { group: 5 }, message: /no group 5/ },
  ];
  test.each(broken)(
    "with $name breaks an invariant and writes nothing",
    async ({ flush, message }) => {
      const { node, group } = await started(new MemoryDisk());
      await write(node, [part(before)]);
      const written = [part(flush)];
      const writing = flush.state === undefined ? node.flush(written) : node.save(written);
      await expect(writing).rejects.toThrow(message);
      expect([node.flushNumber, node.saveNumber]).toEqual([3, 3]);
      expect(group.lastIndex()).toBe(6);
      // It was refused before anything was written, so the node goes on.
      await node.flush([part({ entries: [entry(7, 3)] })]);
      expect(group.lastIndex()).toBe(7);
      await node.close();
    },
  );
});

test("options that make no sense are refused", async () => {
  for (const field of [
    "trailingEntries",
    "trailingBytes",
    "entryCacheBytes",
    "witnessIntervalMs",
  ]) {
    const disk = new MemoryDisk();
    await expect(NodeStore.open(await disk.open(), { [field]: -1 })).rejects.toMatchObject({
      code: "ERR_INVALID_ARGUMENT",
      field,
    });
    expect(disk.isOpen).toBe(false);
  }
});

test("an entry that was changed after opening is found when it is read", async () => {
  const disk = new MemoryDisk();
  const { node, group } = await started(disk, { entryCacheBytes: 0 });
  await node.flush([part({ entries: [entry(2, 1), entry(3, 1), entry(4, 1)] })]);
  const file = disk.journal.get(1) ?? new Uint8Array(0);
  const at = Buffer.from(file.buffer).indexOf("entry 3") + file.byteOffset;
  expect(at).toBeGreaterThan(0);
  file[at] = (file[at] ?? 0) ^ 1;
  const read = (): unknown => group.entries({ low: 2, high: 5, maxBytes: Infinity });
  expect(read).toThrow(/entry 3 of group 1 cannot be read.* file 1 of the journal/);
  disk.journal.set(1, file.slice(0, at));
  expect(read).toThrow(/entry 3 of group 1 cannot be read/);
  await node.close();
});
