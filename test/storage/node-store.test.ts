// NodeStore and GroupStore: what a flush changes, when it shows, and that it is there after opening again.
import { expect, test } from "vitest";
import { GroupStore } from "../../src/storage/group-store.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { ALONE, bytesOf, entry, IDENTITY, part, rowsOf, textOf } from "./support.ts";

async function started(disk: MemoryDisk): Promise<{ node: NodeStore; group: GroupStore }> {
  const node = await NodeStore.open(await disk.open());
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
  const flushing = node.flush([
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
