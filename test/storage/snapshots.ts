// One suite for every StorageBackend: a group's state leaves one node store and arrives in another as it was at one
// index, and a crash on the way leaves the old state or the new.
import { describe, expect, test } from "vitest";
import type { ConfState, Entry } from "../../src/raft/types.ts";
import type { GroupSnapshot } from "../../src/storage/group-snapshot.ts";
import type { GroupStore } from "../../src/storage/group-store.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { decodeChunk } from "../../src/storage/snapshot-chunk.ts";
import type { Place } from "./conformance.ts";
import { ALONE, bytesOf, entry, IDENTITY, part, rowsOf, write } from "./support.ts";

/** The configuration that comes with the snapshot. */
export const CHANGED: ConfState = { ...ALONE, learners: [9] };
const CHUNK_BYTES = 2048;
/** All rows of a state. */
export const ALL = { gte: "", lt: "\u{10ffff}" };

export async function begun(
  place: Place,
  options: NodeStoreOptions & { readonly isBlank?: boolean } = {},
): Promise<{ node: NodeStore; group: GroupStore }> {
  const node = await NodeStore.open(await place.open(), options);
  await node.initialise(IDENTITY);
  const confState = options.isBlank === true ? null : ALONE;
  const group = await node.createGroup({ group: 1, replicaId: 7, confState });
  return { node, group };
}

/** Appends, commits and applies entries up to `through`, each with rows of its own. */
export async function fill(node: NodeStore, through: number, term = 1): Promise<void> {
  const group = node.group(1);
  const entries: Entry[] = [];
  const keys: string[] = [];
  for (let index = group.lastIndex() + 1; index <= through; index += 1) {
    entries.push(entry(index, term));
    keys.push(`row/${String(index).padStart(6, "0")}`, `é/${index}`);
  }
  await write(node, [
    part({
      entries,
      hardState: { term, vote: 7, commit: through },
      state: {
        appliedIndex: through,
        generation: group.generation,
        confState: CHANGED,
        changes: { keys, values: keys.map((key) => bytesOf(`${key} in term ${term}`)) },
      },
    }),
  ]);
}

/** Puts all rows of a snapshot into a fresh range. */
export async function stage(node: NodeStore, snapshot: GroupSnapshot): Promise<number> {
  const group = node.group(1);
  const generation = group.ranges.begin();
  let number = 0;
  for await (const chunk of snapshot.chunks()) {
    const { keys, values } = decodeChunk(chunk, { group: 1, index: snapshot.index, number });
    number += 1;
    await write(node, [part({ staged: { generation, keys, values } })]);
  }
  return generation;
}

/** Takes a snapshot with a term of its own, and the entries that come with the switch. */
export async function install(
  node: NodeStore,
  snapshot: GroupSnapshot,
  entries: readonly Entry[] = [],
): Promise<void> {
  const generation = await stage(node, snapshot);
  const { index, term, confState } = snapshot;
  const hardState = { term: 5, vote: 0, commit: index };
  const installed = { generation, index, term, confState };
  await node.flush([part({ entries, hardState, installed })]);
}

/** Flushes until nothing is left to remove. */
export async function sweep(node: NodeStore): Promise<void> {
  const { ranges } = node.group(1);
  while (ranges.needsReading) {
    await ranges.read();
    if (ranges.hasRemovals) await node.save([part({})]);
  }
}

export async function stateOf(group: GroupStore): Promise<string[]> {
  return rowsOf(group.diskState.scan(ALL));
}

export function snapshotSuite(name: string, makePlace: () => Place): void {
  describe(`${name}: snapshots`, () => {
    test("a snapshot shows one index, with its term and configuration, whatever is flushed meanwhile", async () => {
      const { node, group } = await begun(makePlace(), { trailingEntries: 2 });
      await fill(node, 40, 2);
      const expected = await stateOf(group);
      const snapshot = group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      const first = await snapshot.chunk(0);
      await fill(node, 400, 3);
      expect([snapshot.index, snapshot.term, snapshot.confState]).toEqual([40, 2, CHANGED]);
      const rows: string[] = [];
      let number = 0;
      let isLast = false;
      for await (const chunk of snapshot.chunks()) {
        if (number === 0) expect(chunk).toEqual(first);
        expect(chunk.length).toBeLessThan(CHUNK_BYTES + 200);
        const decoded = decodeChunk(chunk, { group: 1, index: 40, number });
        decoded.keys.forEach((key, row) => {
          rows.push(`${key}=${Buffer.from(decoded.values[row] ?? []).toString()}`);
        });
        expect(decoded.rowsThrough).toBe(rows.length);
        ({ isLast } = decoded);
        number += 1;
      }
      expect(isLast).toBe(true);
      expect(rows).toEqual(expected);
      expect(number).toBeGreaterThan(1);
      await snapshot.close();
      await node.close();
    });

    test("chunks may be asked for from any number on, and not after closing", async () => {
      const { node, group } = await begun(makePlace());
      await fill(node, 300);
      const one = group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      const other = group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      const all: Uint8Array[] = [];
      for await (const chunk of one.chunks()) all.push(chunk);
      const rest: Uint8Array[] = [];
      for await (const chunk of other.chunks(3)) rest.push(chunk);
      expect(rest).toEqual(all.slice(3));
      expect(await one.chunk(all.length)).toBeNull();
      const broken = one.chunks(1);
      await broken.next();
      await Promise.all([one.close(), one.close(), other.close()]);
      await expect(broken.next()).rejects.toMatchObject({ code: "ERR_SNAPSHOT_FAILED" });
      await node.close();
    });

    test("a row that is larger than a chunk is a chunk of its own; a state without rows is one chunk", async () => {
      const { node, group } = await begun(makePlace());
      const nothing = group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      const empty = await nothing.chunk(0);
      expect(decodeChunk(empty ?? new Uint8Array(), { group: 1, index: 1, number: 0 })).toEqual({
        keys: [],
        values: [],
        isLast: true,
        rowsThrough: 0,
      });
      await nothing.close();
      const keys = ["a", "b", "c"];
      const large = new Uint8Array(3 * CHUNK_BYTES).fill(7);
      const changes = { keys, values: [bytesOf("1"), large, bytesOf("3")] };
      const state = { appliedIndex: 1, generation: 1, confState: ALONE, changes };
      await write(node, [part({ state })]);
      const snapshot = group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      const found: (readonly string[])[] = [];
      let number = 0;
      for await (const chunk of snapshot.chunks()) {
        found.push(decodeChunk(chunk, { group: 1, index: 1, number }).keys);
        number += 1;
      }
      expect(found).toEqual([["a"], ["b"], ["c"]]);
      await snapshot.close();
      await node.close();
    });

    test("staged rows are not seen; the switch replaces state, log and configuration in one flush", async () => {
      const sender = await begun(makePlace());
      await fill(sender.node, 300, 3);
      const snapshot = sender.group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      const place = makePlace();
      const { node, group } = await begun(place);
      await fill(node, 20, 2);
      await node.flush([part({ entries: [entry(21, 2), entry(22, 2)] })]);
      const before = await stateOf(group);
      const generation = await stage(node, snapshot);
      expect(await stateOf(group)).toEqual(before);
      expect(group.appliedIndex).toBe(20);
      // A scan that has begun goes on with what it saw.
      const old = group.diskState.scan(ALL);
      const { index, term, confState } = snapshot;
      await write(node, [
        part({
          hardState: { term: 5, vote: 0, commit: 300 },
          installed: { generation, index, term, confState },
          entries: [entry(301, 4), entry(302, 5)],
        }),
      ]);
      const check = async (store: GroupStore): Promise<void> => {
        expect(await stateOf(store)).toEqual(await stateOf(sender.group));
        expect(store.appliedIndex).toBe(300);
        expect(store.confState).toEqual(CHANGED);
        expect(store.hardState).toEqual({ term: 5, vote: 0, commit: 300 });
        expect([store.firstIndex(), store.lastIndex()]).toEqual([301, 302]);
        expect([store.term(299), store.term(300), store.term(302)]).toEqual(["compacted", 3, 5]);
        expect(store.entries({ low: 301, high: 303, maxBytes: Infinity })).toEqual([
          entry(301, 4),
          entry(302, 5),
        ]);
        expect(store.generation).toBe(generation);
      };
      await check(group);
      expect(await rowsOf(old)).toEqual(before);
      await node.close();
      const again = await NodeStore.open(await place.open());
      await check(again.group(1));
      await snapshot.close();
      await Promise.all([again.close(), sender.node.close()]);
    });

    test("a new replica begins with nothing and takes everything from a snapshot", async () => {
      const sender = await begun(makePlace());
      await fill(sender.node, 50, 3);
      const place = makePlace();
      const first = await begun(place, { isBlank: true });
      expect(first.group.initialState()).toEqual({
        hardState: { term: 0, vote: 0, commit: 0 },
        confState: { ...ALONE, voters: [] },
      });
      await first.node.close();
      const node = await NodeStore.open(await place.open());
      expect([node.group(1).firstIndex(), node.group(1).lastIndex()]).toEqual([1, 0]);
      const snapshot = sender.group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      await install(node, snapshot);
      expect(await stateOf(node.group(1))).toEqual(await stateOf(sender.group));
      expect(node.group(1).confState).toEqual(CHANGED);
      await snapshot.close();
      await Promise.all([node.close(), sender.node.close()]);
    });

    test("what was replaced, given up, or cut off by a stop is removed row by row", async () => {
      const sender = await begun(makePlace());
      await fill(sender.node, 1500, 3);
      const snapshot = sender.group.openSnapshot({ chunkBytes: CHUNK_BYTES });
      const place = makePlace();
      const { node, group } = await begun(place);
      await fill(node, 20, 2);
      await stage(node, snapshot);
      group.ranges.abandon();
      await install(node, snapshot);
      await fill(node, 1700, 5);
      const backend = await (async () => {
        await stage(node, snapshot);
        await node.close();
        return place.open();
      })();
      const again = await NodeStore.open(backend);
      const expected = await stateOf(again.group(1));
      await sweep(again);
      expect(await stateOf(again.group(1))).toEqual(expected);
      const prefix = /^g\/11\/state\/(\w+)\//;
      const ranges = new Set<string | undefined>();
      for await (const page of backend.keyValue.scan({ gte: "g/11/state/", lt: "g/11/state0" })) {
        for (const { key } of page) ranges.add(prefix.exec(key)?.[1]);
      }
      expect(ranges.size).toBe(1);
      expect(again.group(1).ranges.begin()).toBeGreaterThan(again.group(1).generation);
      await snapshot.close();
      await Promise.all([again.close(), sender.node.close()]);
    });
  });
}
