// Snapshots between node stores, on disk and in memory; and what must be refused, and every crash of an install, in memory.
import { describe, expect, test } from "vitest";
import { CheckedStore } from "../../src/storage/checked-store.ts";
import { statePrefix } from "../../src/storage/keys.ts";
import { LevelBackend, openReader } from "../../src/storage/level-backend.ts";
import { CRASH_POINTS, MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { PrefixReader } from "../../src/storage/prefix-reader.ts";
import {
  decodeChunk,
  decodeSnapshotHeader,
  encodeChunk,
  encodeSnapshotHeader,
} from "../../src/storage/snapshot-chunk.ts";
import {
  ALL,
  begun,
  CHANGED,
  fill,
  install,
  snapshotSuite,
  stage,
  stateOf,
  sweep,
} from "./snapshots.ts";
import { ALONE, bytesOf, entry, part, rowsOf, temporaryDirectory } from "./support.ts";

snapshotSuite("MemoryDisk", () => new MemoryDisk());
snapshotSuite("LevelBackend", () => {
  const dataDir = temporaryDirectory();
  return { open: () => LevelBackend.open({ dataDir, lockTimeoutMs: 50 }) };
});

test("rows of a replaced state stay as long as another thread reads them", async () => {
  const sender = await begun(new MemoryDisk());
  await fill(sender.node, 120, 3);
  const dataDir = temporaryDirectory();
  const backend = await LevelBackend.openHeld(dataDir);
  const { node, group } = await begun({ open: () => Promise.resolve(backend) });
  await fill(node, 20, 2);
  const reader = await openReader(dataDir);
  const read = new PrefixReader(new CheckedStore(reader, dataDir), {
    prefix: statePrefix({ group: 1, generation: group.generation }),
    location: dataDir,
  });
  const former = await stateOf(group);
  let isRead = true;
  group.ranges.isFormerRead = () => isRead;
  await install(node, sender.group.openSnapshot({ chunkBytes: 2048 }));
  await sweep(node);
  expect(await rowsOf(read.scan(ALL))).toEqual(former);
  read.moveTo(statePrefix({ group: 1, generation: group.generation }));
  isRead = false;
  expect(await rowsOf(read.scan(ALL))).toEqual(await stateOf(sender.group));
  await sweep(node);
  read.moveTo(statePrefix({ group: 1, generation: group.generation - 1 }));
  expect(await rowsOf(read.scan(ALL))).toEqual([]);
  await reader.close();
  await node.close();
});

describe("a crash while a snapshot is installed", () => {
  test("leaves the old state or the new, at every point, and nothing of the other one for long", async () => {
    const sender = await begun(new MemoryDisk());
    await fill(sender.node, 120, 3);
    const snapshot = sender.group.openSnapshot({ chunkBytes: 2048 });
    const after = await stateOf(sender.group);
    const live = async (disk: MemoryDisk): Promise<string[]> => {
      const { node, group } = await begun(disk);
      await fill(node, 20, 2);
      const before = await stateOf(group);
      await install(node, snapshot, [entry(121, 5)]);
      await sweep(node);
      await node.close();
      return before;
    };
    const whole = new MemoryDisk();
    const before = await live(whole);
    expect(after).not.toEqual(before);
    const outcomes = new Set<string>();
    const points = whole.pointsPassed;
    for (let point = 1; point <= points; point += 1) {
      const disk = new MemoryDisk({ seed: point });
      const hasCrashed = new Promise<void>((resolve) => {
        disk.crashAt(point, resolve);
      });
      // A dead process never hears of its write.
      live(disk).catch(() => {});
      await hasCrashed;
      const node = await NodeStore.open(await disk.open());
      if (node.groups.length > 0) {
        const group = node.group(1);
        const found = await stateOf(group);
        const isNew = group.appliedIndex === 120;
        const isFilled = group.appliedIndex === 20;
        const last = group.lastIndex();
        // The log is ahead of the state, but for the moment between the switch and the word of it in the journal.
        outcomes.add(isNew ? `new ${last}` : `${isFilled ? "old" : "empty"} ${last}`);
        expect(found).toEqual(isNew ? after : isFilled ? before : []);
        expect(group.confState).toEqual(group.appliedIndex === 1 ? ALONE : CHANGED);
        if (isNew) expect(group.hardState.commit).toBe(120);
        await sweep(node);
        expect(await stateOf(group)).toEqual(found);
        expect(disk.table.rows({ gte: "g/11/state/", lt: "g/11/state0" })).toHaveLength(
          found.length,
        );
      }
      await node.close();
    }
    expect([...outcomes].sort()).toEqual(["empty 1", "empty 20", "new 120", "new 121", "old 20"]);
    expect(points).toBeGreaterThan(10 * CRASH_POINTS.length);
    await snapshot.close();
    await sender.node.close();
  });
});

describe("a snapshot's bytes", () => {
  const place = { group: 1, index: 40, number: 2 };
  const chunk = {
    keys: ["a", "b"],
    values: [bytesOf("1"), bytesOf("")],
    isLast: true,
    rowsThrough: 7,
  };

  test("come back as they were", () => {
    expect(decodeChunk(encodeChunk(place, chunk), place)).toEqual(chunk);
    const header = { snapshotId: 2 ** 47 + 1, machineTime: 1_790_000_000_123 };
    expect(decodeSnapshotHeader(encodeSnapshotHeader(header))).toEqual(header);
  });

  test("of a chunk are refused when any of them changed, or when it is another chunk", () => {
    const encoded = encodeChunk(place, chunk);
    for (let at = 0; at < encoded.length; at += 1) {
      const changed = new Uint8Array(encoded);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => decodeChunk(changed, place)).toThrow(
        expect.objectContaining({ code: "ERR_MALFORMED_BYTES" }),
      );
      expect(() => decodeChunk(encoded.subarray(0, at), place)).toThrow("Malformed");
    }
    for (const other of [{ group: 2 }, { index: 41 }, { number: 1 }]) {
      expect(() => decodeChunk(encoded, { ...place, ...other })).toThrow("Malformed");
    }
  });
});

describe("the storage refuses", () => {
  test("rows and switches of a generation that nobody began", async () => {
    const { node, group } = await begun(new MemoryDisk());
    const rows = { keys: ["a"], values: [bytesOf("1")] };
    await expect(node.save([part({ staged: { generation: 2, ...rows } })])).rejects.toThrow(
      /generation 2/,
    );
    const generation = group.ranges.begin();
    expect(() => group.ranges.begin()).toThrow(/being filled/);
    const installed = { generation: generation + 1, index: 9, term: 1, confState: ALONE };
    const hardState = { term: 1, vote: 0, commit: 9 };
    await expect(node.flush([part({ installed, hardState })])).rejects.toThrow(/switch to/);
    await node.close();
  });

  test("a snapshot over what is committed, and a save beside the switch or of before it", async () => {
    const sender = await begun(new MemoryDisk());
    await fill(sender.node, 40, 3);
    const snapshot = sender.group.openSnapshot({ chunkBytes: 2048 });
    const { node, group } = await begun(new MemoryDisk());
    await fill(node, 40, 3);
    const generation = await stage(node, snapshot);
    const { index, term, confState } = snapshot;
    const installed = { generation, index, term, confState };
    await expect(node.flush([part({ installed })])).rejects.toThrow(/over what is committed/);
    const changes = { keys: [], values: [] };
    const state = { appliedIndex: 41, generation: 1, confState, changes };
    const hardState = { term: 3, vote: 7, commit: 41 };
    const later = { ...installed, index: 41 };
    const switching = node.flush([part({ installed: later, hardState })]);
    await expect(node.save([part({ state })])).rejects.toThrow(/second save/);
    await switching;
    expect(group.generation).toBe(generation);
    await expect(node.save([part({ state })])).rejects.toThrow(/changes of generation 1/);
    await snapshot.close();
    await Promise.all([node.close(), sender.node.close()]);
  });

  test("to announce a snapshot when nobody may send one, and of a replica that has nothing", async () => {
    const { node, group } = await begun(new MemoryDisk());
    await fill(node, 12, 2);
    expect(group.snapshot()).toBe("unavailable");
    group.maySnapshot = () => true;
    expect(group.snapshot()).toMatchObject({ index: 12, term: 2, confState: CHANGED });
    const blank = await begun(new MemoryDisk(), { isBlank: true });
    blank.group.maySnapshot = () => true;
    expect(blank.group.snapshot()).toBe("unavailable");
    await Promise.all([node.close(), blank.node.close()]);
  });
});

describe("the log behind a snapshot", () => {
  test("is kept while it is held, up to a number of bytes", async () => {
    const { node, group } = await begun(new MemoryDisk(), {
      trailingEntries: 4,
      catchUpBytes: 4000,
    });
    group.holdLog(15);
    await fill(node, 20);
    await fill(node, 40);
    expect(group.firstIndex()).toBe(16);
    group.holdLog(null);
    await fill(node, 43);
    expect(group.firstIndex()).toBeGreaterThan(35);
    group.holdLog(40);
    for (let through = 44; through < 244; through += 1) await fill(node, through);
    expect(group.firstIndex()).toBeGreaterThan(100);
    await node.close();
  });
});
