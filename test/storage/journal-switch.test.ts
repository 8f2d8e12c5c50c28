// A snapshot becomes the state with a batch of the database, and the journal is told of it afterwards. A crash in between:
// the log begins behind the snapshot, as if the journal had been told, and it is told before anything else happens.
import { describe, expect, test } from "vitest";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { finish } from "../support/log-node.ts";
import { dataAt, framesOf, grown, journalFile, lastOf } from "./journals.ts";
import { ALONE, bytesOf, entry, IDENTITY, part, rowsOf } from "./support.ts";

const OPTIONS: NodeStoreOptions = { journalFileBytes: 1024, witnessIntervalMs: 1_000_000 };
const CONF_STATE = { ...ALONE, learners: [9] };

interface Install {
  /** Term of the node before, and the one that it voted for in that. */
  readonly term: number;
  readonly vote: number;
  /** Term of the snapshot, at index 50. */
  readonly snapshotTerm: number;
  /** Flushes before it, each of one entry. */
  readonly flushes: number;
  /** Of each entry. @defaultValue 0 */
  readonly dataBytes?: number;
}

/** A node that has died when it had switched to a snapshot, and had not said so in the journal. */
async function switched(install: Install): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const node = await NodeStore.open(await disk.open(), OPTIONS);
  await node.initialise(IDENTITY);
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  const { term, vote, snapshotTerm, flushes, dataBytes = 0 } = install;
  const last = 1 + flushes;
  for (let index = 2; index <= last; index += 1) {
    const hardState = { term, vote, commit: 1 };
    await node.flush([part({ entries: [entry(index, 1, "x".repeat(dataBytes))], hardState })]);
  }
  const generation = node.group(1).ranges.begin();
  const staged = { generation, keys: ["a"], values: [bytesOf("of the snapshot")] };
  await node.save([part({ staged })]);
  const crashed = new Promise<void>((resolve) => {
    // Behind the four points of the batch.
    disk.crashAt(disk.pointsPassed + 5, resolve);
  });
  const installed = { generation, index: 50, term: snapshotTerm, confState: CONF_STATE };
  const newTerm = Math.max(term, snapshotTerm);
  const hardState = { term: newTerm, vote: newTerm === term ? vote : 0, commit: 50 };
  await Promise.race([crashed, node.flush([part({ installed, hardState })])]);
  expect(disk.lastPoint).toBe("journal:before");
  return disk;
}

const CASES = [
  {
    name: "of a later term",
    install: { term: 1, vote: 7, snapshotTerm: 3, flushes: 3 },
    hardState: { term: 3, vote: 0, commit: 50 },
  },
  {
    name: "of the same term",
    install: { term: 3, vote: 7, snapshotTerm: 3, flushes: 3 },
    hardState: { term: 3, vote: 7, commit: 50 },
  },
  {
    name: "of an earlier term",
    install: { term: 4, vote: 8, snapshotTerm: 3, flushes: 3 },
    hardState: { term: 4, vote: 8, commit: 50 },
  },
  {
    // The log has an entry there, which is another one.
    name: "in the middle of the log",
    install: { term: 4, vote: 8, snapshotTerm: 3, flushes: 60 },
    hardState: { term: 4, vote: 8, commit: 50 },
  },
];

describe("a crash between the switch to a snapshot and the word of it", () => {
  test.each(CASES)("$name leaves a log that begins behind it", async ({ install, hardState }) => {
    const disk = await switched(install);
    const before = lastOf(disk).number;
    for (let life = 0; life < 3; life += 1) {
      const node = await NodeStore.open(await disk.open(), OPTIONS);
      const group = node.group(1);
      expect([group.firstIndex(), group.lastIndex(), group.appliedIndex]).toEqual([51, 50, 50]);
      expect([group.term(49), group.term(50)]).toEqual(["compacted", install.snapshotTerm]);
      expect(group.initialState()).toEqual({ hardState, confState: CONF_STATE });
      expect(await rowsOf(group.diskState.scan({ gte: "a", lt: "b" }))).toEqual([
        "a=of the snapshot",
      ]);
      // It was said at once, and once.
      expect(lastOf(disk).number).toBe(before + 1);
      disk.crash();
    }
    const node = await NodeStore.open(await disk.open(), OPTIONS);
    const { term } = hardState;
    await node.flush([part({ entries: [entry(51, term), entry(52, term)], hardState })]);
    disk.crash();
    const again = await NodeStore.open(await disk.open(), OPTIONS);
    expect(again.group(1).lastIndex()).toBe(52);
    expect(dataAt(again, 51)).toBe("entry 51");
    await again.close();
  });

  test("is got over wherever in its file the journal is", async () => {
    let begins = 0;
    for (let dataBytes = 700; dataBytes <= 900; dataBytes += 8) {
      const install = { term: 1, vote: 7, snapshotTerm: 3, flushes: 1, dataBytes };
      const disk = await switched(install);
      const node = await NodeStore.open(await disk.open(), OPTIONS);
      if (lastOf(disk).at === 0) begins += 1;
      disk.crash();
      const again = await NodeStore.open(await disk.open(), OPTIONS);
      expect(again.group(1).lastIndex()).toBe(50);
      await again.close();
      expect(node.flushNumber).toBe(again.flushNumber);
    }
    // The word of it was the first one of a file, too.
    expect(begins).toBeGreaterThan(0);
  });
});

test("readers are shown the former state until all of the switch is durable, the word of it too", async () => {
  const scheduler = new VirtualScheduler();
  const disk = new MemoryDisk({ scheduler, faults: { writeDelayMs: 1 } });
  const node = await finish(scheduler, NodeStore.open(await disk.open(), OPTIONS));
  await finish(scheduler, node.initialise(IDENTITY));
  await finish(scheduler, node.createGroup({ group: 1, replicaId: 7, confState: ALONE }));
  const { ranges, diskState } = node.group(1);
  const generation = ranges.begin();
  const staged = { generation, keys: ["a"], values: [bytesOf("of the snapshot")] };
  await finish(scheduler, node.save([part({ staged })]));
  const installed = { generation, index: 50, term: 3, confState: CONF_STATE };
  const flushed = node.flush([part({ installed, hardState: { term: 3, vote: 0, commit: 50 } })]);
  await scheduler.run({ until: () => disk.lastPoint === "journal:before" });
  expect(node.group(1).appliedIndex).toBe(50);
  expect(await rowsOf(diskState.scan({ gte: "a", lt: "b" }))).toEqual([]);
  await finish(scheduler, flushed);
  expect(await rowsOf(diskState.scan({ gte: "a", lt: "b" }))).toEqual(["a=of the snapshot"]);
  await finish(scheduler, node.close());
});

test("files from before a snapshot go, though nothing of them was applied", async () => {
  const disk = new MemoryDisk();
  const node = await NodeStore.open(await disk.open(), OPTIONS);
  await node.initialise(IDENTITY);
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  for (let index = 2; index < 40; index += 1)
    await node.flush([grown(index, index, { commit: 1 })]);
  expect(Math.min(...disk.journal.keys())).toBe(1);
  const generation = node.group(1).ranges.begin();
  await node.save([part({ staged: { generation, keys: [], values: [] } })]);
  const installed = { generation, index: 50, term: 1, confState: CONF_STATE };
  const hardState = { term: 1, vote: 7, commit: 50 };
  await node.flush([part({ installed, hardState, entries: [entry(51, 1)] })]);
  await node.close();
  const [first = 0] = [...disk.journal.keys()].sort((one, other) => one - other);
  expect(framesOf(journalFile(disk, first), first).at(-1)?.number).toBe(node.flushNumber);
  const again = await NodeStore.open(await disk.open(), OPTIONS);
  expect([again.group(1).firstIndex(), again.group(1).lastIndex()]).toEqual([51, 51]);
  await again.flush([grown(52, 52)]);
  await again.close();
});
