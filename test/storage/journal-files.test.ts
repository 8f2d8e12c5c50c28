// The journal's files on disk and in memory: one suite for both, then what each does by itself. For writes that the system
// takes in part or not at all `write` of node:fs is replaced.
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { JournalOnDisk } from "../../src/storage/journal-disk.ts";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { CRASH_POINTS, MemoryDisk } from "../../src/storage/memory-disk.ts";
import { journalConformance, type OpenJournal, textAt } from "./journal-files.ts";
import { bytesOf, outcomeOf, seeds, temporaryDirectory, textOf } from "./support.ts";
import { VirtualScheduler } from "./virtual-scheduler.ts";

/** Of a directory in which nothing is yet, not even the journal's own. */
function directoryOf(): string {
  return join(temporaryDirectory(), "journal");
}

function openOnDisk(directory: string): JournalOnDisk & OpenJournal {
  const journal = new JournalOnDisk({ directory });
  return Object.assign(journal, { [Symbol.asyncDispose]: () => journal.close() });
}

async function openInMemory(disk: MemoryDisk): Promise<OpenJournal> {
  const backend = await disk.open();
  return Object.assign(backend.journal, { [Symbol.asyncDispose]: () => backend.close() });
}

journalConformance("MemoryDisk", () => {
  const disk = new MemoryDisk();
  return { open: () => openInMemory(disk) };
});
journalConformance("JournalOnDisk", () => {
  const directory = directoryOf();
  return { open: () => openOnDisk(directory) };
});

/** Until the test is over, what is written through file handles fails when it would come to more than so many bytes. */
async function fullAfter(bytes: number): Promise<{ readonly written: number }> {
  const room = { written: 0 };
  const handle = await open(process.execPath, "r");
  const all = Object.getPrototypeOf(handle) as Pick<FileHandle, "write">;
  await handle.close();
  const { write } = all;
  onTestFinished(() => void (all.write = write));
  all.write = function replaced(this: FileHandle, ...given: unknown[]) {
    const [, , length] = given as [Uint8Array, number, number];
    if (room.written + length > bytes) {
      return Promise.reject(Object.assign(new Error("no room"), { code: "ENOSPC" }));
    }
    room.written += length;
    return Reflect.apply(write, this, given) as never;
  };
  return room;
}

type Replaced = "write" | "openSync" | "closeSync";
type WriteDone = (error: Error | null, count: number, bytes: Uint8Array) => void;
type Given<Name extends Replaced> = Name extends "write"
  ? [number, Uint8Array, number, number, number, WriteDone]
  : Parameters<(typeof fs)[Name]>;

/** Puts `replacement` in the place of a function of node:fs until the test is over; it is given the real one. */
function replace<Name extends Replaced>(
  name: Name,
  replacement: (real: (typeof fs)[Name], given: Given<Name>) => unknown,
): void {
  const real = fs[name];
  const set = (put: unknown): void => {
    Object.assign(fs, { [name]: put });
    syncBuiltinESMExports();
  };
  onTestFinished(() => set(real));
  set((...given: Given<Name>) => replacement(real, given));
}

describe("on disk", () => {
  test("nothing is made before the first file", async () => {
    const directory = directoryOf();
    await using journal = openOnDisk(directory);
    expect(await journal.list()).toEqual([]);
    expect(existsSync(directory)).toBe(false);
    await journal.create(255, 10);
    expect(readdirSync(directory)).toEqual(["2ff.log"]);
  });

  test("a write is one call of the system", async () => {
    await using journal = openOnDisk(directoryOf());
    await journal.create(1, 100_000);
    const lengths: number[] = [];
    replace("write", (real, given) => {
      lengths.push(given[3]);
      real(...given);
    });
    await journal.write(1, 3, new Uint8Array(50_000));
    await journal.write(1, 3, new Uint8Array(5));
    expect(lengths).toEqual([50_000, 5]);
  });

  test("what the system takes in parts is written to the end", async () => {
    await using journal = openOnDisk(directoryOf());
    await journal.create(1, 10);
    let calls = 0;
    replace("write", (real, [descriptor, bytes, offset, length, position, done]) => {
      calls += 1;
      real(descriptor, bytes, offset, Math.min(length, 1000), position, done);
    });
    const bytes = new Uint8Array(4500).map((_, at) => at % 251);
    await journal.write(1, 5, bytes);
    expect(calls).toBe(5);
    expect(Buffer.compare(journal.read(1, { at: 5, length: 5000 }), bytes)).toBe(0);
  });

  test.each([
    { what: "fails", error: new Error("no space"), count: 0, says: "no space" },
    { what: "takes nothing", error: null, count: 0, says: "the file takes no more bytes" },
  ])("a write that $what is the last one", async ({ error, count, says }) => {
    const directory = directoryOf();
    const journal = openOnDisk(directory);
    await journal.create(1, 10);
    await journal.write(1, 0, bytesOf("kept"));
    let calls = 0;
    replace("write", (_, [, bytes, , , , done]) => {
      calls += 1;
      setImmediate(() => done(error, count, bytes));
    });
    const failure = await journal.write(1, 4, bytesOf("lost")).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({
      code: "ERR_STORAGE_FAILED",
      retryable: false,
      cause: { message: says },
    });
    await expect(journal.write(1, 4, bytesOf("lost"))).rejects.toBe(failure);
    expect(calls).toBe(1);
    expect(textAt(journal, 1, 0, 4)).toBe("kept");
    await journal.close();
  });

  test("closing waits for a write that fails", async () => {
    await using journal = openOnDisk(directoryOf());
    await journal.create(1, 10);
    replace("write", (_, [, bytes, , , , done]) => {
      setImmediate(() => done(new Error("no space"), 0, bytes));
    });
    const writing = expect(journal.write(1, 0, bytesOf("lost"))).rejects.toThrow(/Storage failed/);
    await journal.close();
    await writing;
  });

  test("closing waits for a file that is being made", async () => {
    const directory = directoryOf();
    const journal = openOnDisk(directory);
    const making = journal.create(1, 500_000);
    await journal.close();
    expect(readdirSync(directory)).toEqual(["11.log"]);
    await making;
  });

  test("the next file is made of the one that was removed last", async () => {
    const directory = directoryOf();
    const inodeOf = (name: string): number => statSync(join(directory, name)).ino;
    await using journal = openOnDisk(directory);
    for (const file of [1, 2, 3]) await journal.create(file, 100);
    await journal.write(2, 0, bytesOf("stale"));
    const inode = inodeOf("12.log");
    await journal.remove(1);
    await journal.remove(2);
    expect(readdirSync(directory).sort()).toEqual(["13.log", "spare"]);
    await journal.create(4, 90);
    expect(readdirSync(directory).sort()).toEqual(["13.log", "14.log"]);
    expect(inodeOf("14.log")).toBe(inode);
    expect(await journal.size(4)).toBe(100);
    expect(textAt(journal, 4, 0, 5)).toBe("stale");
    await journal.write(4, 0, bytesOf("fresh"));
    expect(readFileSync(join(directory, "14.log"), "utf8").slice(0, 5)).toBe("fresh");
    await journal.create(5, 100);
    expect(textAt(journal, 5, 0, 5)).toBe("\0".repeat(5));
  });

  test("a spare of an earlier life is taken when it is large enough, and removed when not", async () => {
    for (const { bytes, found } of [
      { bytes: 5, found: "stale" },
      { bytes: 6, found: "\0\0\0\0\0\0" },
    ]) {
      const directory = directoryOf();
      mkdirSync(directory);
      writeFileSync(join(directory, "spare"), "stale");
      await using journal = openOnDisk(directory);
      expect(await journal.list()).toEqual([]);
      await journal.create(1, bytes);
      expect(textAt(journal, 1, 0, 10)).toBe(found);
      expect(readdirSync(directory)).toEqual(["11.log"]);
    }
  });

  test("what another life did not finish is removed, and what is no file of the journal stays", async () => {
    const directory = directoryOf();
    mkdirSync(directory);
    const foreign = ["1.log", "11.LOG", "11.log.old", "21f.txt", "210.log", "notes", "notes.new"];
    const names = [...foreign, "12.log", "15.log.new", "2ff.log.new"];
    for (const name of names) writeFileSync(join(directory, name), name);
    await using journal = openOnDisk(directory);
    // "210" is 16, "21f" would be 31.
    expect(await journal.list()).toEqual([2, 16]);
    expect(readdirSync(directory).sort()).toEqual([...foreign, "12.log"].sort());
    expect(textAt(journal, 2, 0, 10)).toBe("12.log");
  });

  test("a file is made where another life did not finish it", async () => {
    const directory = directoryOf();
    mkdirSync(directory);
    writeFileSync(join(directory, "11.log.new"), "longer than what is asked for");
    await using journal = openOnDisk(directory);
    await journal.create(1, 3);
    expect(textAt(journal, 1, 0, 100)).toBe("\0\0\0");
    expect(readdirSync(directory)).toEqual(["11.log"]);
  });

  test("what is listed while a file is made does not end its making", async () => {
    const directory = directoryOf();
    await using journal = openOnDisk(directory);
    const making = journal.create(1, 500_000);
    expect(await journal.list()).toEqual([1]);
    await making;
    expect(await journal.size(1)).toBe(500_000);
  });

  test("a file that cannot be made is a typed error, and writes go on", async () => {
    const directory = directoryOf();
    await using journal = openOnDisk(directory);
    await journal.create(1, 10);
    mkdirSync(join(directory, "12.log.new"));
    await expect(journal.create(2, 10)).rejects.toMatchObject({
      code: "ERR_STORAGE_FAILED",
      cause: { code: "EISDIR" },
    });
    await journal.write(1, 0, bytesOf("kept"));
    await journal.create(3, 10);
    expect(readdirSync(directory).sort()).toEqual(["11.log", "12.log.new", "13.log"]);
  });

  test("a file that the disk has no room for takes none", async () => {
    const directory = directoryOf();
    await using journal = openOnDisk(directory);
    await journal.create(1, 10);
    const room = await fullAfter(100_000);
    await expect(journal.create(2, 500_000)).rejects.toMatchObject({
      code: "ERR_STORAGE_FAILED",
      cause: { code: "ENOSPC" },
    });
    expect(room.written).toBeGreaterThan(0);
    expect(readdirSync(directory)).toEqual(["11.log"]);
  });

  test("the files are closed when they are removed and when all is closed", async () => {
    const directory = directoryOf();
    const journal = openOnDisk(directory);
    const opened: number[] = [];
    const closed: number[] = [];
    replace("openSync", (real, given) => {
      const descriptor = real(...given);
      if (String(given[0]).startsWith(directory)) opened.push(descriptor);
      return descriptor;
    });
    replace("closeSync", (real, given) => {
      if (opened.includes(given[0])) closed.push(given[0]);
      real(...given);
    });
    for (const file of [1, 2, 3, 4]) await journal.create(file, 10);
    for (const file of [1, 2]) await journal.write(file, 0, bytesOf("x"));
    for (const file of [2, 3]) textAt(journal, file, 0, 1);
    expect([opened.length, closed.length]).toEqual([3, 0]);
    await journal.remove(1);
    await journal.remove(4);
    expect(closed).toEqual([opened[0]]);
    await journal.close();
    expect(closed.length).toBe(3);
    expect(new Set(closed)).toEqual(new Set(opened));
  });

  test("a data directory has it beside its database, and closes it", async () => {
    const dataDir = temporaryDirectory();
    const backend = await LevelBackend.open({ dataDir });
    await backend.journal.create(1, 10);
    const writing = backend.journal.write(1, 0, bytesOf("kept"));
    await backend.close();
    await writing;
    expect(readdirSync(join(dataDir, "journal"))).toEqual(["11.log"]);
    await expect(backend.journal.list()).rejects.toMatchObject({ code: "ERR_RUNTIME_CLOSED" });
    const again = await LevelBackend.open({ dataDir });
    expect(textAt(again.journal, 1, 0, 4)).toBe("kept");
    await again.close();
  });
});

const BYTES = bytesOf("abcdefgh");

/** How much of BYTES is in the file; the rest is as it was. */
function writtenOf(disk: MemoryDisk): number {
  const content = textOf(disk.journal.get(1)) ?? "";
  const length = content.replaceAll("\0", "").length;
  expect(content).toBe(`abcdefgh`.slice(0, length).padEnd(20, "\0"));
  return length;
}

/** A disk with a file of 20 bytes, opened. */
async function withFile(seed: number): Promise<{ disk: MemoryDisk; journal: OpenJournal }> {
  const disk = new MemoryDisk({ seed });
  const journal = await openInMemory(disk);
  await journal.create(1, 20);
  return { disk, journal };
}

const ANY_PART = new Set([0, 1, 2, 3, 4, 5, 6, 7]);
const ANY_PART_OR_ALL = new Set([...ANY_PART, 8]);

describe("in memory", () => {
  test("what was acknowledged survives a crash, and the dead process does nothing more", async () => {
    const { disk, journal } = await withFile(1);
    await journal.write(1, 0, BYTES);
    disk.crash();
    expect(() => journal.read(1, { at: 0, length: 1 })).toThrow(/Storage failed/);
    for (const call of [
      () => journal.list(),
      () => journal.size(1),
      () => journal.create(2, 1),
      () => journal.write(1, 0, BYTES),
      () => journal.remove(1),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "ERR_STORAGE_FAILED" });
    }
    await using again = await openInMemory(disk);
    expect(await again.list()).toEqual([1]);
    expect(textAt(again, 1, 0, 8)).toBe("abcdefgh");
  });

  test("of a write in flight a crash leaves nothing, a part or all, and never answers", async () => {
    const found = new Set<number>();
    for (const seed of seeds(300)) {
      const { disk, journal } = await withFile(seed);
      const writing = journal.write(1, 0, BYTES);
      disk.crash();
      found.add(writtenOf(disk));
      expect(await outcomeOf(writing)).toBe("pending");
    }
    expect(found).toEqual(ANY_PART_OR_ALL);
  });

  const places = [
    { at: 1, found: new Set([0]) },
    { at: 2, found: ANY_PART },
    { at: 3, found: new Set([8]) },
    { at: 4, found: new Set([8]) },
  ].map((place, at) => ({ ...place, point: CRASH_POINTS[at] }));
  test.each(places)("a crash at the point '$point' of a write leaves its share", async (place) => {
    const found = new Set<number>();
    for (const seed of seeds(150)) {
      const { disk, journal } = await withFile(seed);
      const crashed = new Promise<void>((resolve) => {
        disk.crashAt(disk.pointsPassed + place.at, resolve);
      });
      const writing = journal.write(1, 0, BYTES);
      await crashed;
      expect(await outcomeOf(writing)).toBe("pending");
      expect(disk.lastPoint).toBe(`journal:${place.point ?? "none"}`);
      found.add(writtenOf(disk));
    }
    expect(found).toEqual(place.found);
  });

  test.each([
    { fault: { failWriteRatio: 1 }, found: ANY_PART },
    { fault: { failSyncRatio: 1 }, found: ANY_PART_OR_ALL },
  ])("a write that fails by $fault leaves its share, and is the last one", async (place) => {
    const found = new Set<number>();
    for (const seed of seeds(300)) {
      const { disk, journal } = await withFile(seed);
      disk.setFaults(place.fault);
      const failure = await journal.write(1, 0, BYTES).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "ERR_STORAGE_FAILED" });
      disk.setFaults({ failWriteRatio: 0, failSyncRatio: 0 });
      found.add(writtenOf(disk));
      await expect(journal.write(1, 0, BYTES)).rejects.toBe(failure);
    }
    expect(found).toEqual(place.found);
  });

  test("a write that is torn beyond the end makes the file as long as what is there of it", async () => {
    const found = new Set<string | undefined>();
    for (const seed of seeds(100)) {
      const { disk, journal } = await withFile(seed);
      void journal.write(1, 19, bytesOf("abc"));
      disk.crash();
      found.add(textOf(disk.journal.get(1))?.slice(19));
    }
    expect(found).toEqual(new Set(["\0", "a", "ab", "abc"]));
  });

  test("the same seed tears in the same way", async () => {
    const run = async (seed: number): Promise<string> => {
      const parts: number[] = [];
      const { disk, journal } = await withFile(seed);
      let process = journal;
      for (let life = 0; life < 20; life += 1) {
        disk.journal.set(1, new Uint8Array(20));
        void process.write(1, 0, BYTES);
        disk.crash();
        parts.push(writtenOf(disk));
        process = await openInMemory(disk);
      }
      return parts.join();
    };
    expect(await run(9)).toBe(await run(9));
    expect(await run(9)).not.toBe(await run(10));
  });

  test("a crash deals with a batch and a write of the journal each by itself", async () => {
    const found = new Set<string>();
    for (const seed of seeds(100)) {
      const disk = new MemoryDisk({ seed });
      const backend = await disk.open();
      await backend.journal.create(1, 20);
      void backend.journal.write(1, 0, BYTES);
      void backend.keyValue.write({ keys: ["a"], values: [bytesOf("1")] });
      disk.crash();
      const again = await disk.open();
      const batch = again.keyValue.get("a") === undefined ? "lost" : "kept";
      const written = writtenOf(disk);
      found.add(`${batch} ${written === 0 ? "none" : written === 8 ? "all" : "part"}`);
    }
    const each = ["lost", "kept"].flatMap((one) => [`${one} none`, `${one} part`, `${one} all`]);
    expect(found).toEqual(new Set(each));
  });

  test("a crash at a point of one write deals with the other as any crash does", async () => {
    const found = new Set<number>();
    for (const seed of seeds(150)) {
      const disk = new MemoryDisk({ seed, faults: { slowWriteRatio: 0 } });
      const backend = await disk.open();
      await backend.journal.create(1, 20);
      const crashed = new Promise<void>((resolve) => {
        // The journal's write passes one point at once, the batch's one and then "inFlightLost".
        disk.crashAt(disk.pointsPassed + 3, resolve);
      });
      void backend.keyValue.write({ keys: ["a"], values: [bytesOf("1")] });
      void backend.journal.write(1, 0, BYTES);
      await crashed;
      expect(disk.lastPoint).toBe("database:inFlightLost");
      found.add(writtenOf(disk));
    }
    expect(found).toEqual(ANY_PART_OR_ALL);
  });

  test("a batch and a write of the journal are in flight at once", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new MemoryDisk({ scheduler, faults: { writeDelayMs: 5 } });
    const backend = await disk.open();
    await scheduler.settle(backend.journal.create(1, 20), 1);
    const startMs = scheduler.now();
    const both = Promise.all([
      backend.keyValue.write({ keys: ["a"], values: [bytesOf("1")] }),
      backend.journal.write(1, 0, BYTES),
    ]);
    await scheduler.settle(both, 1);
    expect(scheduler.now() - startMs).toBeLessThan(10);
    expect(writtenOf(disk)).toBe(8);
    expect(textOf(backend.keyValue.get("a"))).toBe("1");
  });

  test("a crash while a file is made leaves it there or not, and never answers", async () => {
    const found = new Set<boolean>();
    for (const seed of seeds(30)) {
      const disk = new MemoryDisk({ seed });
      const journal = await openInMemory(disk);
      const making = journal.create(1, 20);
      expect(disk.journal.size).toBe(0);
      disk.crash();
      expect(await outcomeOf(making)).toBe("pending");
      expect(disk.pointsPassed).toBe(0);
      found.add(disk.journal.has(1));
      await using again = await openInMemory(disk);
      expect(await again.list()).toEqual(disk.journal.has(1) ? [1] : []);
    }
    expect(found).toEqual(new Set([true, false]));
  });

  test("a new file holds zeros or what the file held that was removed last", async () => {
    const found = new Set<string>();
    for (const seed of seeds(30)) {
      const { disk, journal } = await withFile(seed);
      await journal.write(1, 0, BYTES);
      await journal.remove(1);
      await journal.create(2, 10);
      found.add(textOf(disk.journal.get(2)) ?? "");
    }
    expect(found).toEqual(new Set(["\0".repeat(10), "abcdefgh".padEnd(20, "\0")]));
  });

  test("a new file that must be larger than the removed one holds zeros", async () => {
    for (const seed of seeds(10)) {
      const { disk, journal } = await withFile(seed);
      await journal.write(1, 0, BYTES);
      await journal.remove(1);
      await journal.create(2, 21);
      expect(disk.journal.get(2)).toEqual(new Uint8Array(21));
    }
  });

  test("tests can look at the files and change them", async () => {
    const { disk, journal } = await withFile(1);
    disk.journal.get(1)?.set(bytesOf("damage"), 3);
    disk.journal.set(7, bytesOf("found"));
    expect(textAt(journal, 1, 0, 10)).toBe("\0\0\0damage\0");
    expect(await journal.list()).toEqual([1, 7]);
    expect(textAt(journal, 7, 0, 10)).toBe("found");
  });
});
