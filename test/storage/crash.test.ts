// A node that dies at every point of every write, and opens again: what was acknowledged is there, nothing else is, and
// it goes on. And random flushes, crashes and reopenings against a naive model.
import { describe, expect, test } from "vitest";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { SeededRandom } from "../../src/util/random.ts";
import {
  afterFlush,
  expectSame,
  type GroupModel,
  lastIndexOf,
  NEW_GROUP,
  randomFlush,
} from "./group-model.ts";
import { ALONE, IDENTITY, seeds } from "./support.ts";

/** Groups by number, for each flush that was ever begun. */
type History = Map<number, ReadonlyMap<number, GroupModel>>;

interface Journal {
  /** The last model of a flush wins: a flush that was lost is begun again under its number. */
  readonly history: History;
  acknowledged: number;
  initialised: boolean;
}

const OPTIONS: NodeStoreOptions = {
  trailingEntries: 8,
  trailingBytes: 4096,
  entryCacheBytes: 300,
  witnessIntervalMs: 0,
};

/** Goes on from wherever the disk is until `flushes` flushes are durable. */
async function work(
  disk: MemoryDisk,
  journal: Journal,
  options: { readonly random: SeededRandom; readonly flushes: number },
): Promise<void> {
  const node = await NodeStore.open(await disk.open(), OPTIONS);
  if (node.identity === null) {
    journal.history.set(1, new Map());
    await node.initialise(IDENTITY);
    journal.acknowledged = 1;
    journal.initialised = true;
  }
  while (node.flushNumber < options.flushes) {
    const number = node.flushNumber + 1;
    const before = journal.history.get(node.flushNumber) ?? new Map<number, GroupModel>();
    const missing = [1, 12].find((group) => !node.groups.includes(group));
    if (missing !== undefined) {
      journal.history.set(number, new Map([...before, [missing, NEW_GROUP]]));
      await node.createGroup({ group: missing, replicaId: 7, confState: ALONE });
    } else {
      const parts = [...before]
        .filter(() => options.random.below(3) > 0)
        .map(([group, model]) => randomFlush(group, model, options.random));
      if (parts.length === 0) continue;
      const after = new Map(before);
      for (const part of parts) {
        after.set(part.group, afterFlush(before.get(part.group) ?? NEW_GROUP, part));
      }
      journal.history.set(number, after);
      await node.flush(parts);
    }
    journal.acknowledged = node.flushNumber;
  }
  await node.close();
}

/** Opens what is left and compares. Returns the flush that it reached. */
async function verify(disk: MemoryDisk, journal: Journal): Promise<number> {
  const node = await NodeStore.open(await disk.open(), OPTIONS);
  const reached = node.flushNumber;
  expect(reached).toBeGreaterThanOrEqual(journal.acknowledged);
  expect(reached).toBeLessThanOrEqual(journal.acknowledged + 1);
  if (journal.initialised) expect(node.identity).toEqual(IDENTITY);
  const expected = journal.history.get(reached) ?? new Map<number, GroupModel>();
  expect(node.groups).toEqual([...expected.keys()]);
  for (const [group, model] of expected) await expectSame(node.group(group), model);
  // As a killed process leaves it: closing would bring the WITNESS up to date.
  disk.crash();
  return reached;
}

function newJournal(): Journal {
  return { history: new Map(), acknowledged: 0, initialised: false };
}

describe("a crash at every point of every write", () => {
  const FLUSHES = 14;
  test.each(seeds(3))("loses nothing acknowledged (SEED=%d)", async (seed) => {
    const whole = new MemoryDisk({ seed });
    await work(whole, newJournal(), { random: new SeededRandom(seed), flushes: FLUSHES });
    const points = whole.pointsPassed;
    expect(points).toBeGreaterThan(FLUSHES * 4);
    const seen = new Set<string>();
    for (let point = 1; point <= points; point += 1) {
      const disk = new MemoryDisk({ seed });
      const journal = newJournal();
      const crashed = new Promise<void>((resolve) => {
        disk.crashAt(point, resolve);
      });
      const random = new SeededRandom(seed);
      await Promise.race([crashed, work(disk, journal, { random, flushes: FLUSHES })]);
      seen.add(disk.lastPoint ?? "none");
      const reached = await verify(disk, journal);
      journal.acknowledged = reached;
      await work(disk, journal, { random, flushes: reached + 3 });
      await verify(disk, journal);
    }
    expect(seen).toEqual(
      new Set(
        ["database", "witness"].flatMap((target) =>
          ["before", "inFlightLost", "inFlightKept", "durable"].map((at) => `${target}:${at}`),
        ),
      ),
    );
  });
});

describe("random flushes, crashes and reopenings", () => {
  test.each(seeds(25, 500))("match a naive model (SEED=%d)", async (seed) => {
    const random = new SeededRandom(seed);
    const disk = new MemoryDisk({
      seed,
      faults: { slowWriteRatio: 0.1, slowWriteDelayMs: 1 },
    });
    const journal = newJournal();
    for (let life = 0; life < 6; life += 1) {
      const flushes = journal.acknowledged + 5 + random.below(20);
      if (random.below(2) === 0) {
        await work(disk, journal, { random, flushes });
      } else {
        const crashed = new Promise<void>((resolve) => {
          disk.crashAt(disk.pointsPassed + 1 + random.below(60), resolve);
        });
        await Promise.race([crashed, work(disk, journal, { random, flushes })]);
        disk.cancelCrash();
      }
      journal.acknowledged = await verify(disk, journal);
    }
    const models = journal.history.get(journal.acknowledged);
    expect(Math.max(...[...(models ?? [])].map(([, model]) => lastIndexOf(model)))).toBeGreaterThan(
      5,
    );
  });
});
