// A node that dies at every point of every write, and opens again: what was acknowledged is there, nothing else is, and
// it goes on. And random flushes, crashes and reopenings against a naive model.
import { describe, expect, test } from "vitest";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { SeededRandom } from "../../src/util/random.ts";
import {
  expectSame,
  type LogModel,
  lastIndexOf,
  logAfter,
  NEW_LOG,
  NEW_STATE,
  randomPart,
  type StateModel,
  stateAfter,
} from "./group-model.ts";
import { ALONE, IDENTITY, type Part, seeds, write } from "./support.ts";

/** What groups hold, by number, after each flush or each save that was ever begun. */
type History<T> = Map<number, ReadonlyMap<number, T>>;

interface Journal {
  /** The last model of a number wins: a write that was lost is begun again under its number. */
  readonly logs: History<LogModel>;
  readonly states: History<StateModel>;
  acknowledged: { flush: number; save: number };
  initialised: boolean;
}

const OPTIONS: NodeStoreOptions = {
  trailingEntries: 8,
  trailingBytes: 4096,
  entryCacheBytes: 300,
  // A few flushes each, so that files come and go.
  journalFileBytes: 2048,
  witnessIntervalMs: 0,
};

/** Goes on from wherever the disk is until `flushes` flushes are durable. */
async function work(
  disk: MemoryDisk,
  journal: Journal,
  options: { readonly random: SeededRandom; readonly flushes: number },
): Promise<void> {
  const node = await NodeStore.open(await disk.open(), OPTIONS);
  const { logs, states } = journal;
  const acknowledge = (): void => {
    journal.acknowledged = { flush: node.flushNumber, save: node.saveNumber };
  };
  if (node.identity === null) {
    logs.set(1, new Map());
    states.set(1, new Map());
    await node.initialise(IDENTITY);
    journal.initialised = true;
    acknowledge();
  }
  while (node.flushNumber < options.flushes) {
    const log = logs.get(node.flushNumber) ?? new Map<number, LogModel>();
    const state = states.get(node.saveNumber) ?? new Map<number, StateModel>();
    const missing = [1, 12].find((group) => !node.groups.includes(group));
    if (missing !== undefined) {
      logs.set(node.flushNumber + 1, new Map([...log, [missing, NEW_LOG]]));
      states.set(node.saveNumber + 1, new Map([...state, [missing, NEW_STATE]]));
      await node.createGroup({ group: missing, replicaId: 7, confState: ALONE });
      acknowledge();
      continue;
    }
    const parts = [...log]
      .filter(() => options.random.below(3) > 0)
      .map(([group, model]) =>
        randomPart(group, { ...(state.get(group) ?? NEW_STATE), ...model }, options.random),
      );
    const saves = parts.filter((part) => part.state !== null);
    if (parts.length > 0) logs.set(node.flushNumber + 1, after(log, parts, logAfter));
    if (saves.length > 0) states.set(node.saveNumber + 1, after(state, saves, stateAfter));
    // What the flush may replace is not applied yet.
    const isBeside = saves.every(({ group, state: saved }) => {
      return (saved?.appliedIndex ?? 0) <= node.group(group).hardState.commit;
    });
    if (isBeside) await Promise.all([node.flush(parts), node.save(saves)]);
    else await write(node, parts);
    acknowledge();
  }
  await node.close();
}

function after<T>(
  before: ReadonlyMap<number, T>,
  parts: readonly Part[],
  next: (model: T, part: Part) => T,
): ReadonlyMap<number, T> {
  const models = new Map(before);
  for (const part of parts) {
    const model = models.get(part.group);
    if (model !== undefined) models.set(part.group, next(model, part));
  }
  return models;
}

/** Opens what is left and compares. Returns how far it came. */
async function verify(disk: MemoryDisk, journal: Journal): Promise<Journal["acknowledged"]> {
  const node = await NodeStore.open(await disk.open(), OPTIONS);
  const { acknowledged, logs, states } = journal;
  const reached = { flush: node.flushNumber, save: node.saveNumber };
  for (const kind of ["flush", "save"] as const) {
    expect(reached[kind]).toBeGreaterThanOrEqual(acknowledged[kind]);
    expect(reached[kind]).toBeLessThanOrEqual(acknowledged[kind] + 1);
  }
  if (journal.initialised) expect(node.identity).toEqual(IDENTITY);
  const state = states.get(reached.save) ?? new Map<number, StateModel>();
  expect(node.groups).toEqual([...state.keys()]);
  for (const [group, model] of state) {
    const log = logs.get(reached.flush)?.get(group) ?? NEW_LOG;
    await expectSame(node.group(group), { ...log, ...model });
  }
  // As a killed process leaves it: closing would bring the WITNESS up to date.
  disk.crash();
  return reached;
}

function newJournal(): Journal {
  return {
    logs: new Map(),
    states: new Map(),
    acknowledged: { flush: 0, save: 0 },
    initialised: false,
  };
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
      await work(disk, journal, { random, flushes: reached.flush + 3 });
      await verify(disk, journal);
    }
    expect(seen).toEqual(
      new Set(
        ["database", "journal", "witness"].flatMap((target) =>
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
      const flushes = journal.acknowledged.flush + 5 + random.below(20);
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
    const models = journal.logs.get(journal.acknowledged.flush);
    expect(Math.max(...[...(models ?? [])].map(([, model]) => lastIndexOf(model)))).toBeGreaterThan(
      5,
    );
  });
});
