// Goal: one group on one node behaves as the port promises. Method: the real core, host and store on a disk in
// memory and on virtual time, so that every flush and every crash point is where the test puts it.
import { describe, expect, test } from "vitest";
import { BATCH_OVERHEAD_BYTES } from "../../src/model/batch.ts";
import type { StorageBackend, WriteBatch } from "../../src/storage/key-value-store.ts";
import { type DiskFaults, MemoryDisk } from "../../src/storage/memory-disk.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import {
  finish,
  GROUP,
  type LogNode,
  type LogNodeOptions,
  openLogNode,
} from "../support/log-node.ts";

interface World {
  readonly scheduler: VirtualScheduler;
  readonly disk: MemoryDisk;
  open(options?: Partial<LogNodeOptions>): Promise<LogNode>;
  /** Opens a node and waits until it leads and its first entry is applied. */
  lead(options?: Partial<LogNodeOptions>): Promise<LogNode>;
  /** Runs until everything proposed has been committed or dropped and saved. */
  settle(node: LogNode): Promise<void>;
}

function makeWorld(faults?: Partial<DiskFaults>): World {
  const scheduler = new VirtualScheduler();
  const disk = new MemoryDisk({ scheduler, faults });
  const open = (options: Partial<LogNodeOptions> = {}): Promise<LogNode> =>
    finish(scheduler, openLogNode({ disk, scheduler, ...options }));
  const settle = async (node: LogNode): Promise<void> => {
    await scheduler.run({
      until: () =>
        node.fatal.length > 0 ||
        (node.log.inFlightBytes === 0 && node.sink.savedIndex === node.sink.appliedIndex),
    });
  };
  return {
    scheduler,
    disk,
    open,
    settle,
    lead: async (options) => {
      const node = await open(options);
      await scheduler.run({
        until: () => node.sink.firstIndex > 0 && node.sink.appliedIndex >= node.sink.firstIndex,
      });
      return node;
    },
  };
}

function texts(node: LogNode): string[] {
  return node.sink.seen.map(({ text }) => text);
}

describe("a group of one node", () => {
  test("leads at once, without waiting for an election timeout", async () => {
    const world = makeWorld();
    const node = await world.lead();
    expect(node.sink.term).toBeGreaterThan(1);
    expect(world.scheduler.now()).toBeLessThan(15);
  });

  test("commits proposals in the order they were made, with their tickets", async () => {
    const world = makeWorld();
    const node = await world.lead();
    const tickets = ["a", "b", "c"].map((text) => node.propose(text));
    await world.settle(node);
    expect(texts(node)).toEqual(["a", "b", "c"]);
    expect(node.sink.seen.map(({ ticket }) => ticket)).toEqual(tickets);
    expect(node.sink.dropped).toEqual([]);
  });

  test("makes two crowds, about equally large, of those who propose again when they are answered", async () => {
    const world = makeWorld({ writeDelayMs: 0.3 });
    const node = await world.lead();
    const { scheduler } = world;
    const again = (): void => {
      // As a run does: its turn is a macrotask of its own.
      scheduler.setImmediate(() => node.propose("again"));
    };
    let answered = 0;
    node.sink.onCommand = () => {
      answered += 1;
      if (answered < 64 * 20) again();
    };
    for (let count = 0; count < 60; count += 1) node.propose("first");
    await scheduler.run({ until: () => answered >= 60 });
    // Four more join while the sixty are being written.
    for (let count = 0; count < 4; count += 1) node.propose("joins");
    await world.settle(node);
    const sizes = new Map<number, number>();
    for (const { index } of node.sink.seen) sizes.set(index, (sizes.get(index) ?? 0) + 1);
    const steady = [...sizes.values()].slice(6, -6);
    expect(steady.length).toBeGreaterThan(10);
    expect(Math.max(...steady) - Math.min(...steady)).toBeLessThanOrEqual(8);
  });

  test("packs everything proposed since the last flush into one entry", async () => {
    const world = makeWorld();
    const node = await world.lead();
    for (let count = 0; count < 512; count += 1) node.propose(`command ${count}`);
    await world.settle(node);
    expect(new Set(node.sink.seen.map(({ index }) => index)).size).toBe(1);
    expect(node.sink.seen).toHaveLength(512);
  });

  test("what is proposed while a flush is in flight becomes the next entry", async () => {
    const world = makeWorld();
    world.disk.setFaults({ writeDelayMs: 5 });
    const node = await world.lead();
    node.propose("first");
    await world.scheduler.run({ untilMs: world.scheduler.now() + 1 });
    node.propose("second");
    node.propose("third");
    await world.settle(node);
    const indexes = node.sink.seen.map(({ index }) => index);
    expect(indexes[1]).toBe((indexes[0] ?? 0) + 1);
    expect(indexes[2]).toBe(indexes[1]);
  });

  test("splits at entryBytesMax, and gives a larger command an entry of its own", async () => {
    const world = makeWorld();
    const node = await world.lead({ host: { limits: { entryBytesMax: 2048 } } });
    const small = "s".repeat(900);
    const large = "l".repeat(5000);
    for (const text of [small, small, small, large, small]) node.propose(text);
    await world.settle(node);
    expect(texts(node)).toEqual([small, small, small, large, small]);
    const base = node.sink.seen[0]?.index ?? 0;
    expect(node.sink.seen.map(({ index }) => index - base)).toEqual([0, 0, 1, 2, 3]);
    const { entryBytesMax } = node.host.limits;
    for (let index = base; index <= base + 3; index += 1) {
      const [entry] = node.store.group(GROUP).entries({
        low: index,
        high: index + 1,
        maxBytes: Infinity,
      });
      const size = typeof entry === "object" ? entry.data.length : 0;
      expect(size).toBeGreaterThan(0);
      if (index !== base + 2)
        expect(size).toBeLessThanOrEqual(entryBytesMax + BATCH_OVERHEAD_BYTES);
    }
  });

  test("drops a proposal of another term, and one made before it leads", async () => {
    const world = makeWorld();
    const node = await world.open();
    const early = node.propose("early", { term: 7 });
    await world.scheduler.run({ until: () => node.sink.term > 0 });
    const stale = node.propose("stale", { term: node.sink.term - 1 });
    await world.settle(node);
    expect(texts(node)).toEqual([]);
    expect(node.sink.dropped).toEqual([
      { ticket: early, reason: "notLeader" },
      { ticket: stale, reason: "staleTerm" },
    ]);
  });

  test("refuses outside proposals past three quarters of the in-flight bytes, and never the engine's", async () => {
    const world = makeWorld();
    const node = await world.lead({ host: { limits: { inFlightBytesMax: 8192 } } });
    const command = "x".repeat(1000);
    for (let count = 0; count < 9; count += 1) node.propose(command);
    expect(node.log.hasRoom("outside")).toBe(false);
    expect(node.log.hasRoom("engine")).toBe(true);
    node.propose("from the engine", { source: "engine" });
    await world.settle(node);
    expect(node.sink.dropped.map(({ reason }) => reason)).toEqual(["overloaded", "overloaded"]);
    expect(texts(node).filter((text) => text === command)).toHaveLength(7);
    expect(texts(node)).toContain("from the engine");
    expect(node.log.inFlightBytes).toBe(0);
    expect(node.log.hasRoom("outside")).toBe(true);
  });

  test("a step costs one flush: the commit index rides along with the next entries, state is saved later", async () => {
    const world = makeWorld();
    const node = await world.lead();
    await world.scheduler.run({ until: () => node.sink.savedIndex === node.sink.appliedIndex });
    const before = node.store.flushNumber;
    const { savedIndex } = node.sink;
    node.sink.isAsked = true;
    node.sink.onCommand = ({ text }) => {
      if (Number(text) < 10) node.propose(`${Number(text) + 1}`);
    };
    node.propose("1");
    await world.scheduler.run({ until: () => node.sink.seen.length === 10 });
    expect(node.store.flushNumber - before).toBe(10);
    expect(node.sink.savedIndex).toBe(savedIndex);
  });

  test("state is saved as soon as it is given, beside the flushes", async () => {
    const world = makeWorld();
    const node = await world.lead({ host: { timing: { idleFlushMs: 10_000 } } });
    await world.scheduler.run({ until: () => node.sink.savedIndex === node.sink.appliedIndex });
    node.sink.isAsked = true;
    node.sink.onCommand = ({ text }) => {
      if (text === "500") node.sink.isAsked = false;
      if (Number(text) < 510) node.propose(`${Number(text) + 1}`);
    };
    node.propose("1");
    const { savedIndex } = node.sink;
    await world.scheduler.run({ until: () => node.sink.seen.length === 490 });
    expect(node.sink.savedIndex).toBe(savedIndex);
    await world.scheduler.run({ until: () => node.sink.seen.length === 510 });
    await world.settle(node);
    expect(node.sink.savedIndex).toBe(node.sink.appliedIndex);
    expect(node.store.group(GROUP).appliedIndex).toBe(node.sink.appliedIndex);
  });

  test("closing asks for the state that was not given", async () => {
    const world = makeWorld();
    const node = await world.lead();
    node.sink.isAsked = true;
    node.propose("a");
    await world.scheduler.run({ until: () => node.sink.seen.length === 1 });
    expect(node.sink.savedIndex).toBeLessThan(node.sink.appliedIndex);
    await finish(world.scheduler, node.host.close());
    expect(node.store.group(GROUP).appliedIndex).toBe(node.sink.appliedIndex);
  });

  test("a database that is slower than the journal holds the flushes back, so that what waits is bounded", async () => {
    const world = makeWorld();
    const { scheduler } = world;
    const disk = {
      open: async (): Promise<StorageBackend> => {
        const backend = await world.disk.open();
        const { keyValue } = backend;
        const write = async (batch: WriteBatch): Promise<void> => {
          await new Promise<void>((resolve) => scheduler.setTimeout(resolve, 50));
          await keyValue.write(batch);
        };
        return Object.create(backend, { keyValue: { value: { ...keyValue, write } } });
      },
    };
    const node = await world.lead({ disk });
    const { seen } = node.sink;
    let saved = 0;
    let behindMax = 0;
    node.sink.onCommand = ({ text }) => {
      // A row for each command.
      while ((seen[saved]?.index ?? Infinity) <= node.sink.savedIndex) saved += 1;
      behindMax = Math.max(behindMax, seen.length - saved);
      if (Number(text) < 400) node.propose(`${Number(text) + 1}`);
    };
    for (let at = 0; at < 100; at += 1) node.propose("1");
    await scheduler.run({ until: () => seen.length === 40_000 });
    // So much waits while as much is being written.
    expect(behindMax).toBeGreaterThan(16_384);
    expect(behindMax).toBeLessThan(2 * (16_384 + 512));
    await world.settle(node);
    expect(node.fatal).toEqual([]);
  });

  test("flushed() writes at once what may otherwise wait", async () => {
    const world = makeWorld();
    const node = await world.lead({ host: { timing: { idleFlushMs: 10_000 } } });
    node.sink.isAsked = true;
    node.propose("a");
    await world.scheduler.run({ until: () => node.sink.seen.length === 1 });
    const at = world.scheduler.now();
    await finish(world.scheduler, node.log.flushed());
    expect(world.scheduler.now() - at).toBeLessThan(15);
    expect(node.store.group(GROUP).appliedIndex).toBe(node.sink.appliedIndex);
    await node.log.flushed();
  });

  test("goes on after a restart behind the applied index that is on disk", async () => {
    const world = makeWorld();
    const first = await world.lead();
    for (const text of ["a", "b"]) first.propose(text);
    await world.settle(first);
    first.propose("c");
    await world.scheduler.run({ until: () => first.sink.seen.length === 3 });
    world.disk.crash();
    world.scheduler.clear();
    const second = await world.lead();
    // a and b are in the state; c was committed and not saved: it comes again.
    expect(texts(second)).toEqual(["c"]);
    expect(second.sink.seen[0]?.ticket).toBeNull();
    expect(second.log.diskState.get(`${first.sink.seen[0]?.index}/0`)).toEqual(
      new Uint8Array(Buffer.from("a")),
    );
    second.propose("d");
    await world.settle(second);
    expect(texts(second)).toEqual(["c", "d"]);
  });

  test("machine time never runs backwards, over restarts and a wall clock that is set back", async () => {
    const world = makeWorld();
    const times: number[] = [];
    for (let life = 0; life < 4; life += 1) {
      const node = await world.lead();
      for (let count = 0; count < 3; count += 1) {
        node.propose("x");
        await world.settle(node);
      }
      times.push(...node.sink.seen.map(({ machineTime }) => machineTime));
      await finish(world.scheduler, node.host.close());
      await finish(world.scheduler, node.store.close());
      world.scheduler.shiftWall(-3_600_000);
    }
    expect(times).toHaveLength(12);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  test("a read index is not below what was acknowledged before it", async () => {
    const world = makeWorld();
    const node = await world.lead();
    node.propose("a");
    await world.scheduler.run({ until: () => node.sink.seen.length === 1 });
    const index = await finish(world.scheduler, node.log.readIndex());
    expect(index).toBeGreaterThanOrEqual(node.sink.seen[0]?.index ?? Infinity);
  });

  test("a read asked for before the group leads is answered once it does", async () => {
    const world = makeWorld();
    const node = await world.open();
    const index = await finish(world.scheduler, node.log.readIndex());
    expect(index).toBeGreaterThanOrEqual(node.sink.firstIndex);
  });

  test("a read waits for the vote of a node that is all there is, however long its disk takes", async () => {
    const world = makeWorld({ writeDelayMs: 5000 });
    const node = await world.open();
    const index = await finish(world.scheduler, node.log.readIndex());
    expect(index).toBeGreaterThanOrEqual(node.sink.firstIndex);
    expect(world.scheduler.now()).toBeGreaterThan(5000);
  });

  test("hands out no more than windowBytes until the host has applied them", async () => {
    const world = makeWorld();
    const node = await world.lead({
      host: { limits: { windowBytes: 4096, entryBytesMax: 1024 } },
    });
    node.sink.isHolding = true;
    for (let count = 0; count < 40; count += 1) node.propose("y".repeat(900));
    await world.scheduler.run({ untilMs: world.scheduler.now() + 500 });
    expect(node.sink.seen.length).toBeGreaterThan(0);
    expect(node.sink.seen.length).toBeLessThan(8);
    node.sink.isHolding = false;
    node.sink.save();
    await world.settle(node);
    expect(node.sink.seen).toHaveLength(40);
  });

  test("closing writes what was applied, drops what waits, and a second close is the same", async () => {
    const world = makeWorld();
    const node = await world.lead({ host: { timing: { idleFlushMs: 10_000 } } });
    node.propose("a");
    await world.scheduler.run({ until: () => node.sink.seen.length === 1 });
    const closing = node.host.close();
    expect(node.host.close()).toBe(closing);
    await finish(world.scheduler, closing);
    expect(node.store.group(GROUP).appliedIndex).toBe(node.sink.appliedIndex);
    const late = node.propose("late");
    expect(texts(node)).toEqual(["a"]);
    expect(node.sink.dropped.some(({ ticket }) => ticket === late)).toBe(false);
    await finish(world.scheduler, node.store.close());
    expect(world.scheduler.waiting).toBe(0);
  });
});

describe("failures", () => {
  test.each(["failWriteRatio", "failSyncRatio"])(
    "%s is fatal: nothing is acknowledged after it",
    async (fault) => {
      const world = makeWorld();
      const node = await world.lead();
      node.propose("before");
      await world.settle(node);
      world.disk.setFaults({ [fault]: 1 });
      node.propose("lost");
      await world.scheduler.run({ untilMs: world.scheduler.now() + 1000 });
      expect(texts(node)).toEqual(["before"]);
      expect(node.fatal).toHaveLength(1);
      expect(node.fatal[0]).toMatchObject({ code: "ERR_STORAGE_FAILED" });
      world.disk.setFaults({ [fault]: 0 });
      node.propose("after");
      await world.scheduler.run({ untilMs: world.scheduler.now() + 1000 });
      expect(texts(node)).toEqual(["before"]);
      expect(world.scheduler.waiting).toBe(0);
    },
  );

  test("a host that throws stops the node, and its state stays as it was", async () => {
    const world = makeWorld();
    const node = await world.lead();
    node.propose("good");
    await world.settle(node);
    const saved = node.store.group(GROUP).appliedIndex;
    node.sink.onCommand = () => {
      throw new Error("the host is broken");
    };
    node.propose("bad");
    await world.scheduler.run({ untilMs: world.scheduler.now() + 1000 });
    expect(node.fatal).toEqual([new Error("the host is broken")]);
    expect(node.store.group(GROUP).appliedIndex).toBe(saved);
  });

  test("a slow disk delays, and nothing is acknowledged before it is durable", async () => {
    const world = makeWorld();
    const node = await world.lead();
    world.disk.setFaults({ writeDelayMs: 300 });
    const at = world.scheduler.now();
    node.propose("slow");
    await world.scheduler.run({ until: () => node.sink.seen.length === 1 });
    expect(world.scheduler.now() - at).toBeGreaterThanOrEqual(300);
    expect(node.fatal).toEqual([]);
  });
});
