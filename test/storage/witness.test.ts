// The file WITNESS: how often it is written, that it is never ahead, and what opening makes of it.
import { describe, expect, test } from "vitest";
import { StorageFailedError } from "../../src/errors.ts";
import { CheckedStore } from "../../src/storage/checked-store.ts";
import { seal } from "../../src/storage/checksum.ts";
import type { StorageBackend } from "../../src/storage/key-value-store.ts";
import { groupMetaKey, NODE_KEY, saveKey } from "../../src/storage/keys.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { SAVE_RECORDS_KEPT } from "../../src/storage/node-loader.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import {
  decodeWitness,
  encodeNodeRecord,
  encodeWitness,
  STORAGE_FORMAT_VERSION,
} from "../../src/storage/records.ts";
import { framesOf } from "./journals.ts";
import { ALONE, bytesOf, IDENTITY, type Part, part } from "./support.ts";
import { VirtualScheduler } from "./virtual-scheduler.ts";

const COMMIT = part({ hardState: { term: 1, vote: 0, commit: 1 } });

/** A part whose save changes nothing. */
const UNCHANGED: Part = part({
  state: {
    appliedIndex: 1,
    generation: 1,
    confState: ALONE,
    changes: { keys: [], values: [] },
  },
});

/** A backend that notes each writing of the witness. */
function watched(
  backend: StorageBackend,
  onWitness: (flushNumber: number) => void,
): StorageBackend {
  return {
    location: backend.location,
    keyValue: backend.keyValue,
    journal: backend.journal,
    peers: backend.peers,
    witness: {
      read: () => backend.witness.read(),
      write: (bytes) => {
        onWitness(decodeWitness(bytes.subarray(0, -4)).flushNumber);
        return backend.witness.write(bytes);
      },
    },
    close: () => backend.close(),
  };
}

describe("the WITNESS is written", () => {
  test("at once after quiet, then at most every 100 ms, and at the end", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new MemoryDisk({ scheduler });
    const writes: { flushNumber: number; atMs: number }[] = [];
    const backend = watched(await disk.open(), (flushNumber) => {
      writes.push({ flushNumber, atMs: scheduler.now() });
    });
    const node = await NodeStore.open(backend, { scheduler });
    await scheduler.settle(node.initialise(IDENTITY));
    await scheduler.settle(node.createGroup({ group: 1, replicaId: 7, confState: ALONE }));
    expect(writes).toEqual([{ flushNumber: 1, atMs: 0 }]);
    for (let count = 0; count < 100; count += 1) {
      await scheduler.settle(node.flush([COMMIT]));
      await scheduler.advance(10);
    }
    // 1,000 ms of flushes, one each 10 ms; each writing names what was durable then.
    expect(writes.length).toBeLessThanOrEqual(11);
    expect(writes.length).toBeGreaterThanOrEqual(9);
    for (const [at, write] of writes.entries()) {
      if (at > 0) expect(write.atMs - (writes[at - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(100);
    }
    await scheduler.advance(100);
    expect(writes[writes.length - 1]?.flushNumber).toBe(node.flushNumber);
    expect(scheduler.pending).toBe(0);
    const count = writes.length;
    await scheduler.advance(10_000);
    expect(writes.length).toBe(count);
    await scheduler.settle(node.flush([COMMIT]));
    await scheduler.settle(node.flush([COMMIT]));
    await scheduler.settle(node.close());
    expect(writes[writes.length - 1]?.flushNumber).toBe(node.flushNumber);
    expect(scheduler.pending).toBe(0);
  });

  test("beside the flushes: a slow one holds none up", async () => {
    const disk = new MemoryDisk();
    const inner = await disk.open();
    let release = (): void => {};
    let isHeld = false;
    const backend: StorageBackend = {
      location: inner.location,
      keyValue: inner.keyValue,
      journal: inner.journal,
      peers: inner.peers,
      witness: {
        read: () => inner.witness.read(),
        write: async (bytes) => {
          if (isHeld) {
            await new Promise<void>((resolve) => {
              release = resolve;
            });
          }
          await inner.witness.write(bytes);
        },
      },
      close: () => inner.close(),
    };
    const node = await NodeStore.open(backend, { witnessIntervalMs: 0 });
    await node.initialise(IDENTITY);
    isHeld = true;
    await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
    for (let count = 0; count < 20; count += 1) await node.flush([COMMIT]);
    expect(node.flushNumber).toBe(22);
    isHeld = false;
    const closing = node.close();
    release();
    await closing;
    const again = await NodeStore.open(await disk.open());
    expect(again.flushNumber).toBe(22);
    await again.close();
  });

  test("when asked for, at once", async () => {
    const disk = new MemoryDisk();
    const named: number[] = [];
    const backend = watched(await disk.open(), (flushNumber) => named.push(flushNumber));
    const node = await NodeStore.open(backend, { witnessIntervalMs: 1_000_000 });
    await node.initialise(IDENTITY);
    await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
    expect(named).toEqual([1]);
    await node.checkpointWitness();
    await node.checkpointWitness();
    expect(named).toEqual([1, 2]);
    await node.close();
  });
});

test("a WITNESS that cannot be written stops the node", async () => {
  const disk = new MemoryDisk();
  const inner = await disk.open();
  let isBroken = false;
  const backend: StorageBackend = {
    location: inner.location,
    keyValue: inner.keyValue,
    journal: inner.journal,
    peers: inner.peers,
    witness: {
      read: () => inner.witness.read(),
      write: async (bytes) => {
        if (isBroken) throw new Error("no space");
        await inner.witness.write(bytes);
      },
    },
    close: () => inner.close(),
  };
  const node = await NodeStore.open(backend, { witnessIntervalMs: 0 });
  await node.initialise(IDENTITY);
  isBroken = true;
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  await expect(node.checkpointWitness()).rejects.toBeInstanceOf(StorageFailedError);
  expect(node.failure).toMatchObject({ cause: new Error("no space") });
  await expect(node.flush([COMMIT])).rejects.toBeInstanceOf(StorageFailedError);
  await node.close();
  expect(disk.isOpen).toBe(false);
});

describe("opening", () => {
  /** As many flushes as saves. */
  async function filled(flushes: number): Promise<MemoryDisk> {
    const disk = new MemoryDisk();
    const node = await NodeStore.open(await disk.open());
    await node.initialise(IDENTITY);
    await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
    while (node.flushNumber < flushes) {
      await node.save([UNCHANGED]);
      await node.flush([COMMIT]);
    }
    await node.close();
    return disk;
  }
  async function expectDamage(disk: MemoryDisk, message: RegExp): Promise<void> {
    await expect(NodeStore.open(await disk.open())).rejects.toMatchObject({
      code: "ERR_STORAGE_CORRUPTED",
      message: expect.stringMatching(message),
    });
    // It gave the disk back.
    expect(disk.isOpen).toBe(false);
  }
  /** Writes a row as NodeStore does, with its checksum. */
  async function put(disk: MemoryDisk, key: string, value: Uint8Array | null): Promise<void> {
    const backend = await disk.open();
    await new CheckedStore(backend.keyValue, "test").write({ keys: [key], values: [value] });
    await backend.close();
  }

  test("keeps a bounded number of records of batches, and reads them all", async () => {
    const disk = await filled(SAVE_RECORDS_KEPT + 50);
    const rows = disk.table.rows({ gte: "save/", lt: "save0" });
    expect(rows.length).toBe(SAVE_RECORDS_KEPT);
    expect(rows[0]?.key).toBe(saveKey(51));
    const node = await NodeStore.open(await disk.open());
    expect(node.saveNumber).toBe(SAVE_RECORDS_KEPT + 50);
    await node.close();
  });

  test.each([1, 5, 9])("refuses when the record of batch %d of 10 is missing", async (number) => {
    const disk = await filled(10);
    await put(disk, saveKey(number), null);
    await expectDamage(disk, /records of batches begin at 2|batch \d+ is missing/);
  });

  test("refuses when the record of the newest batch is missing", async () => {
    const disk = await filled(10);
    await put(disk, saveKey(10), null);
    await expectDamage(disk, /ends at batch 9, but the journal says that batch 10/);
  });

  test("refuses a row that is no record of a batch among those", async () => {
    const disk = await filled(10);
    await put(disk, "save/x", new Uint8Array(0));
    await expectDamage(disk, /row "save\/x" is no record of a batch/);
  });

  test("refuses a journal that ends before the flush of the WITNESS", async () => {
    const disk = await filled(10);
    const files = new Map(disk.journal);
    const bytes = Buffer.from(files.get(1) ?? []);
    const frames = framesOf(bytes, 1);
    expect(frames.at(-1)?.number).toBe(10);
    disk.journal.set(1, bytes.fill(0, frames.at(-1)?.at));
    await expectDamage(disk, /journal ends at flush 9, but WITNESS says that flush 10/);
  });

  test("refuses rows without a node record, and a node record without records of batches", async () => {
    const disk = new MemoryDisk();
    await put(disk, "g/11/meta", bytesOf("x"));
    await expectDamage(disk, /no node record/);
    const other = new MemoryDisk();
    await put(other, NODE_KEY, encodeNodeRecord({ identity: IDENTITY, groups: [] }));
    await expectDamage(other, /no record of a batch/);
  });

  test("refuses an emptied database beside its WITNESS", async () => {
    const disk = await filled(5);
    const keys = disk.table.rows({ gte: "", lt: "\u{10ffff}" }).map(({ key }) => key);
    for (const key of keys) await put(disk, key, null);
    await expectDamage(disk, /no node record, but WITNESS says that flush 5/);
  });

  test("refuses a group without its record", async () => {
    const disk = await filled(5);
    await put(disk, groupMetaKey(1), null);
    await expectDamage(disk, /group 1: its record is missing/);
  });

  test("refuses a value whose checksum does not match, naming the row", async () => {
    const disk = await filled(5);
    const value = disk.table.get(groupMetaKey(1)) ?? new Uint8Array(0);
    value[3] = (value[3] ?? 0) ^ 1;
    await expectDamage(disk, /checksum of row "g\/11\/meta"/);
  });

  test("refuses a directory of another format version", async () => {
    const disk = await filled(2);
    const identity = { ...IDENTITY, formatVersion: STORAGE_FORMAT_VERSION + 1 };
    await put(disk, NODE_KEY, encodeNodeRecord({ identity, groups: [1] }));
    const backend = await disk.open();
    await backend.witness.write(seal("WITNESS", encodeWitness({ identity, flushNumber: 2 })));
    await expect(NodeStore.open(backend)).rejects.toMatchObject({ code: "ERR_DATA_DIR_MISMATCH" });
  });

  test.each([
    { between: "the first batch and the journal", point: 5, at: "journal:before" },
    { between: "the first flush and the WITNESS", point: 9, at: "witness:before" },
  ])("after a crash between $between makes what is missing", async ({ point, at }) => {
    const disk = new MemoryDisk();
    const node = await NodeStore.open(await disk.open());
    const crashed = new Promise<void>((resolve) => {
      // Each write has four points.
      disk.crashAt(point, resolve);
    });
    await Promise.race([crashed, node.initialise(IDENTITY)]);
    expect(disk.lastPoint).toBe(at);
    const again = await NodeStore.open(await disk.open());
    expect(again.identity).toEqual(IDENTITY);
    expect([again.flushNumber, again.saveNumber]).toEqual([1, 1]);
    disk.crash();
    const backend = await disk.open();
    expect(await backend.witness.read()).toBeDefined();
    await backend.close();
  });
});
