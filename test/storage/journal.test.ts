// The journal at work: files that are made ahead, filled, and removed when no group needs them; whatever is left of them when
// the node dies is enough to go on.
import { describe, expect, test } from "vitest";
import { StorageCorruptedError, StorageFailedError } from "../../src/errors.ts";
import type { JournalFiles, StorageBackend } from "../../src/storage/key-value-store.ts";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { dataAt, framesOf, grown, journalFile, lastOf } from "./journals.ts";
import { ALONE, entry, IDENTITY, part, temporaryDirectory, textOf, write } from "./support.ts";

/** Nothing is kept that has been applied, and nothing in memory. */
const OPTIONS: NodeStoreOptions = {
  journalFileBytes: 1024,
  trailingEntries: 0,
  trailingBytes: 0,
  entryCacheBytes: 0,
};
const MIB = 1024 * 1024;

async function begun(
  backend: StorageBackend,
  options: NodeStoreOptions = OPTIONS,
): Promise<NodeStore> {
  const node = await NodeStore.open(backend, options);
  await node.initialise(IDENTITY);
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  return node;
}

async function reopened(disk: MemoryDisk, options = OPTIONS): Promise<NodeStore> {
  return NodeStore.open(await disk.open(), options);
}

/** Puts functions in the place of those of the journal's files. */
function withJournal(backend: StorageBackend, replaced: Partial<JournalFiles>): StorageBackend {
  const { journal } = backend;
  const bound: JournalFiles = {
    list: () => journal.list(),
    create: (file, bytes) => journal.create(file, bytes),
    size: (file) => journal.size(file),
    read: (file, at) => journal.read(file, at),
    write: (file, at, bytes) => journal.write(file, at, bytes),
    remove: (file) => journal.remove(file),
  };
  const { location, keyValue, witness, peers } = backend;
  const close = (): Promise<void> => backend.close();
  return { location, keyValue, witness, peers, close, journal: { ...bound, ...replaced } };
}

describe("files", () => {
  test("have frames without a gap, and each says where its groups stood", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    for (let index = 2; index < 100; index += 1) await node.flush([grown(index, index)]);
    await node.close();
    const numbers = [...disk.journal].flatMap(([file, bytes]) =>
      framesOf(bytes, file).map(({ number }) => number),
    );
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(disk.journal.size).toBeGreaterThan(4);
    for (const bytes of disk.journal.values()) expect(bytes.length).toBe(1024);
  });

  test("begin with 1 MiB and grow to 16 MiB, when they are half full", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open(), {});
    const big = (index: number, mib: number): ReturnType<typeof part> =>
      part({ entries: [{ ...entry(index, 1), data: new Uint8Array(mib * MIB) }] });
    const term = part({ hardState: { term: 1, vote: 7, commit: 1 } });
    await node.flush([term]);
    for (const [at, mib] of [0.6, 0.3, 3, 0.5, 9].entries()) await node.flush([big(2 + at, mib)]);
    await node.close();
    expect([...disk.journal.values()].map(({ length }) => length / MIB)).toEqual([1, 4, 16, 16]);
  });

  test("are removed when all of their entries have been applied; any may be the first one then", async () => {
    const disk = new MemoryDisk();
    let node = await begun(await disk.open());
    const firsts = new Set<number>();
    for (let index = 2; index < 150; index += 1) {
      await write(node, [grown(index, index, { applied: Math.max(1, index - 3) })]);
      if (index % 2 === 0) await node.close();
      else disk.crash();
      firsts.add(Math.min(...disk.journal.keys()));
      node = await reopened(disk);
      expect(node.group(1).lastIndex()).toBe(index);
      expect(node.group(1).appliedIndex).toBe(Math.max(1, index - 3));
      for (let at = Math.max(2, index - 2); at <= index; at += 1) {
        expect(dataAt(node, at)).toBe(`entry ${at} `.padEnd(10, "."));
      }
      expect(disk.journal.size).toBeLessThan(5);
    }
    await node.close();
    expect([...firsts]).toEqual(Array.from(firsts, (_, at) => at + 1));
    expect(firsts.size).toBeGreaterThan(8);
  });

  test("are kept while one group needs them", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    await node.createGroup({ group: 2, replicaId: 8, confState: ALONE });
    await node.flush([{ ...grown(2, 2), group: 2 }]);
    for (let index = 2; index < 100; index += 1) {
      await write(node, [grown(index, index, { applied: index - 1 })]);
    }
    expect(node.group(1).firstIndex()).toBeGreaterThan(90);
    expect(Math.min(...disk.journal.keys())).toBe(1);
    expect(textOf(entryOf(node, 2, 2))).toBe("entry 2 ..");
    const hardState = { term: 1, vote: 7, commit: 2 };
    const changes = { keys: [], values: [] };
    const state = { appliedIndex: 2, generation: 1, confState: ALONE, changes };
    await write(node, [part({ group: 2, hardState, state })]);
    await node.flush([part({ group: 2, hardState })]);
    await node.close();
    expect(Math.min(...disk.journal.keys())).toBeGreaterThan(4);
    const again = await reopened(disk);
    expect(again.group(2).lastIndex()).toBe(2);
    expect(again.group(2).hardState).toEqual(hardState);
    await again.close();
  });

  test("are as large as a frame that is larger than they are made", async () => {
    for (const before of [1, 8]) {
      const disk = new MemoryDisk();
      const node = await begun(await disk.open());
      // Behind half of a file the next one is there already, and too small.
      for (let index = 2; index < 2 + before; index += 1) await node.flush([grown(index, index)]);
      const next = 2 + before;
      await node.flush([grown(next, next + 2, { dataBytes: 3000 })]);
      await node.flush([grown(next + 3, next + 3)]);
      disk.crash();
      expect(Math.max(...[...disk.journal.values()].map(({ length }) => length))).toBeGreaterThan(
        9000,
      );
      const again = await reopened(disk);
      expect(again.group(1).lastIndex()).toBe(next + 3);
      expect(dataAt(again, next + 1)).toBe(`entry ${next + 1} `.padEnd(3000, "."));
      await again.close();
    }
  });

  test("that could not be made ahead of their time are made when they are needed", async () => {
    const disk = new MemoryDisk();
    const backend = await disk.open();
    const full = new StorageFailedError({ operation: "making", cause: undefined });
    let isFull = true;
    const create = (file: number, bytes: number): Promise<void> =>
      isFull && file > 1 ? Promise.reject(full) : backend.journal.create(file, bytes);
    const node = await begun(withJournal(backend, { create }));
    const firstFile = journalFile(disk, 1).length;
    let last = 1;
    for (
      let used = 0;
      used < 0.75 * firstFile;
      used = framesOf(journalFile(disk, 1), 1).at(-1)?.end ?? 0
    ) {
      last += 1;
      await node.flush([grown(last, last)]);
    }
    isFull = false;
    for (const end = last + 20; last < end; last += 1) {
      await node.flush([grown(last + 1, last + 1)]);
    }
    expect(disk.journal.size).toBeGreaterThan(1);
    // A disk that stays full is told of.
    isFull = true;
    await expect(
      (async () => {
        for (;;) {
          last += 1;
          await node.flush([grown(last, last)]);
        }
      })(),
    ).rejects.toBe(full);
    await node.close();
    const again = await reopened(disk);
    expect(again.group(1).lastIndex()).toBe(last - 1);
    await again.close();
  });

  test("that cannot be removed hold up no flush, and are told of when the node closes", async () => {
    const disk = new MemoryDisk();
    const failure = new StorageFailedError({ operation: "removing", cause: undefined });
    const remove = (): Promise<void> => Promise.reject(failure);
    const node = await begun(withJournal(await disk.open(), { remove }));
    for (let index = 2; index < 60; index += 1) {
      await write(node, [grown(index, index, { applied: index - 1 })]);
    }
    await expect(node.close()).rejects.toBe(failure);
    expect(disk.isOpen).toBe(false);
    const again = await reopened(disk);
    expect(again.group(1).lastIndex()).toBe(59);
    await again.close();
  });

  test("are removed although one before them could not be", async () => {
    const disk = new MemoryDisk();
    const backend = await disk.open();
    const failure = new StorageFailedError({ operation: "removing", cause: undefined });
    let failures = 0;
    const remove = (file: number): Promise<void> => {
      if (file !== 1) return backend.journal.remove(file);
      failures += 1;
      return Promise.reject(failure);
    };
    const node = await begun(withJournal(backend, { remove }));
    for (let index = 2; index < 60; index += 1) {
      await write(node, [grown(index, index, { applied: index - 1 })]);
    }
    await expect(node.close()).rejects.toBe(failure);
    expect(failures).toBe(1);
    expect([...disk.journal.keys()]).toEqual([1, 4]);
    const again = await reopened(disk);
    expect(again.group(1).lastIndex()).toBe(59);
    await again.close();
  });

  test("of a real directory come and go over many lives", async () => {
    const dataDir = temporaryDirectory();
    const open = async (): Promise<StorageBackend> => LevelBackend.open({ dataDir });
    let node = await begun(await open(), { ...OPTIONS, journalFileBytes: 4096 });
    const files = new Set<number>();
    for (let index = 2; index < 400; index += 1) {
      await write(node, [
        grown(index, index, { applied: index - 1, dataBytes: 10 + (index % 90) }),
      ]);
      if (index % 40 !== 0) continue;
      await node.close();
      const backend = await open();
      for (const file of await backend.journal.list()) files.add(file);
      node = await NodeStore.open(backend, { ...OPTIONS, journalFileBytes: 4096 });
      expect(node.group(1).lastIndex()).toBe(index);
      expect(dataAt(node, index)).toBe(`entry ${index} `.padEnd(10 + (index % 90), "."));
      expect(node.group(1).firstIndex()).toBeGreaterThan(index - 70);
    }
    await node.close();
    expect(files.size).toBeGreaterThan(8);
  });
});

function entryOf(node: NodeStore, group: number, index: number): Uint8Array | undefined {
  const found = node.group(group).entries({ low: index, high: index + 1, maxBytes: 1 });
  return typeof found === "string" ? undefined : found[0]?.data;
}

describe("entries", () => {
  test("of several groups in one frame are read back, each its own", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    await node.createGroup({ group: 2, replicaId: 8, confState: ALONE });
    const hardState = { term: 1, vote: 7, commit: 1 };
    const of = (group: number): ReturnType<typeof part> => {
      const entries = [2, 3, 4].map((index) =>
        entry(index, 1, index === 3 ? "" : `${group}.${index}`),
      );
      return part({ group, hardState, entries });
    };
    await node.flush([of(2), of(1)]);
    const expectAll = (store: NodeStore): void => {
      for (const group of [1, 2]) {
        expect([2, 3, 4].map((index) => textOf(entryOf(store, group, index)))).toEqual([
          `${group}.2`,
          "",
          `${group}.4`,
        ]);
      }
    };
    expectAll(node);
    disk.crash();
    const again = await reopened(disk);
    expectAll(again);
    await again.close();
  });

  test("that have changed under a node that is open are found when they are read, by their file", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    await node.flush([grown(2, 4)]);
    const bytes = Buffer.from(journalFile(disk, 1).buffer);
    const at = bytes.indexOf("entry 3");
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(dataAt(node, 2)).toBe("entry 2 ..");
    expect(() => dataAt(node, 3)).toThrow(StorageCorruptedError);
    expect(() => dataAt(node, 3)).toThrow(
      /entry 3 of group 1 cannot be read.*file 1 of the journal/,
    );
    await node.close();
  });

  test.each([
    { name: "of a later term", old: 1, fresh: 2 },
    { name: "of an earlier term than those that nobody committed", old: 3, fresh: 2 },
  ])("$name replace some that an older file has, and that file goes", async ({ old, fresh }) => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    const common = [2, 3, 4, 5, 6, 7, 8].map((index) => entry(index, 1));
    const replaced = [9, 10, 11].map((index) => entry(index, old));
    let hardState = { term: old, vote: 7, commit: 8 };
    await node.flush([part({ entries: [...common, ...replaced], hardState })]);
    hardState = { term: 4, vote: 0, commit: 8 };
    while (!disk.journal.has(2) || framesOf(journalFile(disk, 2), 2).length === 0) {
      await node.flush([part({ hardState })]);
    }
    // The second file begins where the log ends at 11.
    const replacing = (index: number): ReturnType<typeof part> =>
      part({ entries: [entry(index, fresh, `fresh ${index}`)], hardState });
    await node.flush([part({ entries: [9, 10].map((index) => entry(index, fresh)), hardState })]);
    await node.flush([replacing(9)]);
    for (const index of [10, 11, 12]) await node.flush([replacing(index)]);
    hardState = { ...hardState, commit: 12 };
    const changes = { keys: [], values: [] };
    const state = { appliedIndex: 11, generation: 1, confState: ALONE, changes };
    await write(node, [part({ hardState, state })]);
    await node.flush([part({ hardState })]);
    expect(Math.min(...disk.journal.keys())).toBe(2);
    disk.crash();
    const again = await reopened(disk);
    const group = again.group(1);
    expect(group.lastIndex()).toBe(12);
    expect(group.firstIndex()).toBeLessThanOrEqual(12);
    expect([group.term(11), group.term(12)]).toEqual([fresh, fresh]);
    expect(dataAt(again, 12)).toBe("fresh 12");
    expect(group.hardState).toEqual(hardState);
    await again.close();
  });
});

describe("opening", () => {
  test("writes the last frame again, in its place, before anything else", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    await node.flush([grown(2, 4)]);
    disk.crash();
    const { file, at, end, bytes } = lastOf(disk);
    const last = bytes.slice(at, end);
    const inner = await disk.open();
    const events: string[] = [];
    const backend = withJournal(inner, {
      write: async (to, place, written) => {
        const isLast = to === file && place === at && Buffer.compare(written, last) === 0;
        events.push(isLast ? "last frame" : `frame at ${place}`);
        await inner.journal.write(to, place, written);
        events.push("durable");
      },
    });
    const again = await NodeStore.open(backend, OPTIONS);
    expect(events).toEqual(["last frame", "durable"]);
    await again.flush([grown(5, 5)]);
    expect(events.slice(2)).toEqual([`frame at ${end}`, "durable"]);
    await again.close();
  });

  test("fails when that fails", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    await node.close();
    disk.setFaults({ failWriteRatio: 1 });
    await expect(reopened(disk)).rejects.toBeInstanceOf(StorageFailedError);
    disk.setFaults({ failWriteRatio: 0 });
    await (await reopened(disk)).close();
  });

  test("a group that was made, and of which the journal has no word, tells it at once", async () => {
    const disk = new MemoryDisk();
    const node = await begun(await disk.open());
    const crashed = new Promise<void>((resolve) => {
      // Behind the four points of its batch.
      disk.crashAt(disk.pointsPassed + 5, resolve);
    });
    const making = node.createGroup({ group: 2, replicaId: 8, confState: ALONE });
    await Promise.race([crashed, making]);
    expect(disk.lastPoint).toBe("journal:before");
    expect(lastOf(disk).number).toBe(2);
    const again = await reopened(disk);
    expect(again.groups).toEqual([1, 2]);
    expect(lastOf(disk).number).toBe(3);
    await again.flush([{ ...grown(2, 3), group: 2 }]);
    disk.crash();
    const third = await reopened(disk);
    expect(third.group(2).lastIndex()).toBe(3);
    expect(third.flushNumber).toBe(4);
    await third.close();
  });
});

test("a flush that fails is the last one, and is there after opening or not at all", async () => {
  for (let seed = 1; seed <= 8; seed += 1) {
    const disk = new MemoryDisk({ seed });
    const node = await begun(await disk.open());
    await node.flush([grown(2, 4)]);
    disk.setFaults({ failSyncRatio: 1 });
    const failure = await node.flush([grown(5, 7)]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StorageFailedError);
    disk.setFaults({ failSyncRatio: 0 });
    await expect(node.flush([grown(5, 7)])).rejects.toBe(failure);
    await expect(node.save([part({})])).rejects.toBe(failure);
    expect(node.group(1).lastIndex()).toBe(4);
    await node.close();
    const again = await reopened(disk);
    expect([4, 7]).toContain(again.group(1).lastIndex());
    expect(again.flushNumber).toBe(again.group(1).lastIndex() === 7 ? 4 : 3);
    await again.close();
  }
});
