// Goal: a directory whose rows say anything is opened, or refused as damaged, whatever its checksums say. Method: a store with all kinds of
// rows, of which one is written anew with bytes of all kinds and a right checksum, as an error of ours or another version may have left it.
// It opens, and all of its log can be read, or it is refused by the typed error. The seed is in the name.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import {
  DataDirMismatchError,
  JoinRefusedError,
  MalformedBytesError,
  StorageCorruptedError,
} from "../../src/errors.ts";
import { CheckedStore } from "../../src/storage/checked-store.ts";
import { seal, unseal } from "../../src/storage/checksum.ts";
import type { StorageBackend } from "../../src/storage/key-value-store.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { framesOf } from "../storage/journals.ts";
import { ALONE, entry, IDENTITY, part, write as writeParts } from "../storage/support.ts";
import { TestCluster } from "../support/cluster.ts";
import { FUZZ_TEST_MS, fuzzing, fuzzSeeds, hostile } from "./fuzz.ts";

const INPUTS = 500;
const WITNESS = "WITNESS";
const ALL = { gte: "", lt: "\u{10ffff}" };

async function makeDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const node = await NodeStore.open(await disk.open());
  await node.initialise(IDENTITY);
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  await writeParts(node, [
    part({
      entries: [2, 3, 4, 5, 6].map((index) => entry(index, 2)),
      hardState: { term: 2, vote: 7, commit: 5 },
      state: {
        appliedIndex: 4,
        generation: 1,
        confState: ALONE,
        changes: { keys: ["a", "b"], values: [Uint8Array.of(1), Uint8Array.of(2)] },
      },
    }),
  ]);
  await node.close();
  return disk;
}

/** Keys of all rows with their values, the file WITNESS among them. */
async function rowsOf(disk: MemoryDisk): Promise<[string, Uint8Array][]> {
  const backend = await disk.open();
  const rows: [string, Uint8Array][] = [];
  for await (const page of new CheckedStore(backend.keyValue, "test").scan(ALL)) {
    for (const { key, value } of page) rows.push([key, value]);
  }
  const witness = unseal(WITNESS, (await backend.witness.read()) ?? new Uint8Array());
  await backend.close();
  return [...rows, [WITNESS, witness ?? new Uint8Array()]];
}

async function write(
  { keyValue, witness }: StorageBackend,
  [key, value]: readonly [string, Uint8Array],
): Promise<void> {
  if (key === WITNESS) await witness.write(seal(WITNESS, value));
  else await new CheckedStore(keyValue, "test").write({ keys: [key], values: [value] });
}

/** Opens it, and reads what there is. */
async function read(backend: StorageBackend): Promise<void> {
  await using node = await NodeStore.open(backend);
  for (const group of node.groups) {
    const store = node.group(group);
    store.initialState();
    for (let at = store.firstIndex(); at <= store.lastIndex(); at += 1) store.term(at);
    const [low, high] = [store.firstIndex(), store.lastIndex() + 1];
    if (low < high) store.entries({ low, high, maxBytes: Number.POSITIVE_INFINITY });
    const snapshot = store.openSnapshot({ chunkBytes: 1024 });
    for await (const chunk of snapshot.chunks()) expect(chunk.length).toBeGreaterThan(0);
    await snapshot.close();
  }
}

describe.each(fuzzSeeds())("rows (SEED=%d)", (seed) => {
  test(
    "with any content behind a right checksum are opened, or refused as damaged",
    async () => {
      const rows = await rowsOf(await makeDisk());
      const changes = fc.oneof(
        ...rows.map(([key, value]) => fc.tuple(fc.constant(key), hostile(fc.constant(value)))),
      );
      let refused = 0;
      const property = fc.asyncProperty(changes, async (change) => {
        const disk = await makeDisk();
        const changing = await disk.open();
        await write(changing, change);
        await changing.close();
        try {
          await read(await disk.open());
        } catch (error) {
          refused += 1;
          const isTyped =
            error instanceof StorageCorruptedError || error instanceof DataDirMismatchError;
          expect(isTyped, String(error)).toBe(true);
        }
      });
      await fc.assert(property, fuzzing(seed, INPUTS));
      expect(refused).toBeGreaterThan(10);
    },
    FUZZ_TEST_MS,
  );

  test(
    "and a journal with any bytes are opened, or refused as damaged",
    async () => {
      const [file = 0, bytes = new Uint8Array()] = [...(await makeDisk()).journal][0] ?? [];
      const frames = framesOf(bytes, file);
      const written = bytes.slice(0, frames.at(-1)?.end);
      expect(frames.length).toBe(3);
      const ends = new Set<string>();
      const check = async (change: Uint8Array): Promise<void> => {
        const disk = await makeDisk();
        disk.journal.set(file, change);
        try {
          await read(await disk.open());
          ends.add("opened");
        } catch (error) {
          expect(error, String(error)).toBeInstanceOf(StorageCorruptedError);
          ends.add("refused");
        }
      };
      for (const known of [written, written.subarray(0, 8)]) await check(known);
      await fc.assert(
        fc.asyncProperty(hostile(fc.constant(written)), check),
        fuzzing(seed, INPUTS),
      );
      expect([...ends]).toEqual(expect.arrayContaining(["opened", "refused"]));
    },
    FUZZ_TEST_MS,
  );

  test(
    "of a node's state stop that node by a typed error, or are read",
    async () => {
      const rows = await rowsOf((await makeNode(seed)).disk("n1"));
      const state = rows.filter(([key, value]) => key.includes("/state/") && value.length > 0);
      const changes = fc.oneof(
        ...state.map(([key, value]) => fc.tuple(fc.constant(key), hostile(fc.constant(value)))),
      );
      const ends = new Set<string>();
      const check = async (change: [string, Uint8Array]): Promise<void> => {
        const cluster = await makeNode(seed);
        const backend = await cluster.disk("n1").open();
        await cluster.wait(write(backend, change));
        await backend.close();
        ends.add(await endOf(cluster, change[0]));
      };
      // However few there is time for: one that changes nothing, and one that nothing can read.
      const [found] = state.filter(([key]) => key.endsWith("/members"));
      if (found === undefined) throw new Error("no row of the members");
      await check(found);
      await check([found[0], Uint8Array.of(0)]);
      await fc.assert(fc.asyncProperty(changes, check), fuzzing(seed, 80, 4));
      expect([...ends]).toEqual(expect.arrayContaining(["open", "refused"]));
    },
    FUZZ_TEST_MS,
  );
});

const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx) => {
  const variable = await ctx.replicatedVar("variable", 1);
  await ctx.step("step", () => 5);
  await ctx.sleep("8s");
  return variable.value;
});

/** A node that is closed, with a run that sleeps. */
async function makeNode(seed: number): Promise<TestCluster> {
  const cluster = await TestCluster.open({ nodes: ["n1"], seed, workflows: [sleeper] });
  const options = { workflowId: "asleep" };
  await cluster.wait(cluster.node("n1").startWorkflow(sleeper, undefined, options));
  await cluster.advance(5000);
  await cluster.stop("n1");
  return cluster;
}

/** Starts it and lets the run wake up. Fails unless it goes on, refuses to start, or stops and says which row it cannot read. */
async function endOf(cluster: TestCluster, key: string): Promise<"open" | "refused" | "stopped"> {
  try {
    await cluster.wait(cluster.start("n1"));
  } catch (error) {
    // A row of the members can be read and say that all of them know commands that this version does not. Nobody can tell that from a
    // cluster that has gone on without this node: the error says so, and what to do.
    if (error instanceof JoinRefusedError && key.endsWith("/members")) {
      expect(error.message).toContain("install a newer version");
      return "refused";
    }
    expect(error, String(error)).toBeInstanceOf(StorageCorruptedError);
    expect(error).toMatchObject({ dataDir: "n1", cause: expect.any(MalformedBytesError) });
    expect((error as Error).message).toContain(JSON.stringify(key));
    return "refused";
  }
  await cluster.advance(6000);
  const fatal = cluster.events.filter((event) => event.includes("fatal"));
  for (const event of fatal) {
    expect(event).toContain("The data in n1 is damaged");
    expect(event).toContain(JSON.stringify(key));
  }
  if (fatal.length > 0) return "stopped";
  await cluster.close();
  return "open";
}
