/**
 * Goal: runs that only wait leave memory and come back with the next event; parked ones stay out of it at a start; what has
 * ended is forgotten in time. Method: the real node, memory disk, virtual time.
 */
import { describe, expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { historyEvent } from "../../src/api/history-view.ts";
import { RETENTION, type Retention } from "../../src/model/limits.ts";
import { NodeCore } from "../../src/runtime/node-core.ts";
import { checkExecution, type RuntimeOptions } from "../../src/runtime/options.ts";
import { RunClient } from "../../src/runtime/run-client.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { Registry } from "../../src/workflow/registry.ts";
import { makeWorld, type World, within } from "./virtual-node.ts";

let calls = 0;
const MINUTE = 60_000;

const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) => {
  calls += 1;
  const first = await ctx.step("first", () => ctx.workflowId);
  const signal = await ctx.waitForSignal<string>("go");
  return [first, signal, await ctx.step("last", () => 1)];
});
const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx, ms: number) => {
  calls += 1;
  await ctx.sleep(ms);
  return ms;
});
const retrier = defineWorkflow({ name: "retrier", version: 1 }, async (ctx) => {
  calls += 1;
  return ctx.step(
    "flaky",
    ({ attempt }) => {
      if (attempt === 1) throw new Error("later");
      return attempt;
    },
    { retry: { initialInterval: "1h", maximumInterval: "1h", jitter: "none" } },
  );
});
const busy = defineWorkflow({ name: "busy", version: 1 }, async (ctx) =>
  ctx.step("long", () => new Promise<number>((resolve) => (release = () => resolve(1)))),
);
const watcher = defineWorkflow({ name: "watcher", version: 1 }, async (ctx) => {
  calls += 1;
  const seen: unknown[] = [];
  ctx.onSignal("item", (_scoped, item) => {
    seen.push(item);
  });
  await ctx.condition(() => seen.length === 2, { timeout: "30d" });
  return seen;
});
const attempted: number[] = [];
const stubborn = defineWorkflow({ name: "stubborn", version: 1 }, async (ctx) =>
  ctx.step(
    "hangs",
    ({ attempt }) => {
      attempted.push(attempt);
      if (attempt === 1) throw new Error("later");
      // The first process to try it again dies in the middle of it.
      return attempted.length === 2 ? new Promise<number>(() => {}) : attempt;
    },
    { retry: { initialInterval: "1h", maximumInterval: "1h", jitter: "none" } },
  ),
);
let release: () => void = () => {};
const ALL: readonly AnyWorkflow[] = [waiter, sleeper, retrier, busy, watcher, stubborn];

interface Node {
  readonly core: NodeCore;
  readonly client: RunClient;
}

async function open(
  world: World,
  options: RuntimeOptions = {},
  retention: Retention = RETENTION,
  registry: Registry = registryOfAll(),
): Promise<Node> {
  const { scheduler, disk, ids } = world;
  const opening = disk.open().then((backend) =>
    NodeCore.open({
      backend,
      registry,
      scheduler,
      ids,
      retention,
      nodeId: "node-1",
      random: new SeededRandom(1),
      logger: silentLogger,
      execution: checkExecution(options, false),
    }),
  );
  const core = await within(world, opening);
  const client = new RunClient({
    service: () => core.group.calls,
    registry,
    ids,
    callTimeoutMs: 10_000,
    payloadBytesMax: core.payloadBytesMax,
  });
  return { core, client };
}

function registryOfAll(): Registry {
  const registry = new Registry();
  for (const workflow of ALL) registry.add(workflow);
  return registry;
}

async function pass(world: World, ms: number): Promise<void> {
  await world.scheduler.run({ untilMs: world.scheduler.now() + ms });
}

function keysOf({ disk }: World): string[] {
  return [...disk.table.rows({ gte: "", lt: "\u{10ffff}" })].map(({ key }) => key);
}

describe("leaving memory", () => {
  test("idleEviction: a run that only waits leaves after it, and a signal brings it back to where it was", async () => {
    calls = 0;
    const world = makeWorld();
    const { core, client } = await open(world, { idleEviction: "1m" });
    const run = await within(world, client.startWorkflow(waiter, undefined, { workflowId: "w" }));
    await pass(world, 50_000);
    expect(core.group.residentRuns).toBe(1);
    await pass(world, MINUTE);
    expect(core.group.residentRuns).toBe(0);
    expect(core.group.activeRuns).toBe(1);
    await within(world, run.signal("go", "on"));
    expect(await within(world, run.waitForCompletion())).toEqual(["w", "on", 1]);
    expect(calls).toBe(2);
    await within(world, core.close({ drainMs: 0 }));
  });

  test("a shorter idleEviction evicts sooner; a step under way, and one whose outcome is on its way, keep their run", async () => {
    const world = makeWorld();
    const { core, client } = await open(world, { idleEviction: 100 });
    await within(world, client.startWorkflow(waiter));
    const run = await within(world, client.startWorkflow(busy));
    await pass(world, 10_000);
    expect(core.group.residentRuns).toBe(1);
    release();
    expect(await within(world, run.waitForCompletion())).toBe(1);
    expect(core.group.residentRuns).toBe(0);
    await within(world, core.close({ drainMs: 0 }));
  });

  test("a timer that fires and a retry that is due bring their runs back", async () => {
    calls = 0;
    const world = makeWorld();
    const { core, client } = await open(world);
    const sleeping = await within(world, client.startWorkflow(sleeper, 30 * MINUTE));
    const retrying = await within(world, client.startWorkflow(retrier));
    await pass(world, 3 * MINUTE);
    expect(core.group.residentRuns).toBe(0);
    expect(await within(world, sleeping.waitForCompletion())).toBe(30 * MINUTE);
    expect(await within(world, retrying.waitForCompletion())).toBe(2);
    expect(calls).toBe(4);
    await within(world, core.close({ drainMs: 0 }));
  });

  test("handlers and conditions are what they were when the run comes back", async () => {
    calls = 0;
    const world = makeWorld();
    const { core, client } = await open(world);
    const run = await within(world, client.startWorkflow(watcher));
    for (const item of ["a", "b"]) {
      await pass(world, 3 * MINUTE);
      expect(core.group.residentRuns).toBe(0);
      await within(world, run.signal("item", item));
    }
    expect(await within(world, run.waitForCompletion())).toEqual(["a", "b"]);
    expect(calls).toBe(3);
    await within(world, core.close({ drainMs: 0 }));
  });

  test("maxResidentRuns: above it those that wait longest leave at once, and all of them still end", async () => {
    const world = makeWorld();
    const { core, client } = await open(world, { maxResidentRuns: 100 });
    const starts = Array.from({ length: 1000 }, (_, at) =>
      client.startWorkflow(waiter, undefined, { workflowId: `w-${at}` }),
    );
    const runs = await within(world, Promise.all(starts));
    await pass(world, 1000);
    expect(core.group.residentRuns).toBeLessThanOrEqual(100);
    expect(core.group.activeRuns).toBe(1000);
    await within(world, Promise.all(runs.map((run) => run.signal("go", "on"))));
    const results = await within(world, Promise.all(runs.map((run) => run.waitForCompletion())));
    expect(results).toEqual(runs.map(({ workflowId }) => [workflowId, "on", 1]));
    await within(world, core.close({ drainMs: 0 }));
  });

  test("a parked run stays out of memory at a start until its next event; others come back at once", async () => {
    calls = 0;
    const world = makeWorld();
    const first = await open(world);
    for (let at = 0; at < 200; at += 1) {
      await within(
        world,
        first.client.startWorkflow(sleeper, 60 * MINUTE, { workflowId: `s-${at}` }),
      );
    }
    await pass(world, 3 * MINUTE);
    const run = await within(
      world,
      first.client.startWorkflow(waiter, undefined, { workflowId: "w" }),
    );
    await within(world, run.signal("nobody", 1));
    await within(world, first.core.close({ drainMs: 0 }));
    calls = 0;
    const second = await open(world);
    await pass(world, 1000);
    expect([second.core.group.activeRuns, second.core.group.residentRuns, calls]).toEqual([
      201, 1, 1,
    ]);
    const done = Array.from({ length: 200 }, (_, at) =>
      second.client.getRun(`s-${at}`).waitForCompletion(),
    );
    expect(await within(world, Promise.all(done))).toEqual(Array(200).fill(60 * MINUTE));
    expect(calls).toBe(201);
    await within(world, second.core.close({ drainMs: 0 }));
  });

  test("a parked run whose timer fires on a node without its definition goes on when that is registered", async () => {
    const world = makeWorld();
    const first = await open(world);
    await within(world, first.client.startWorkflow(sleeper, 60 * MINUTE, { workflowId: "s" }));
    await pass(world, 3 * MINUTE);
    expect(first.core.group.residentRuns).toBe(0);
    await within(world, first.core.close({ drainMs: 0 }));
    const registry = new Registry();
    const { core, client } = await open(world, {}, RETENTION, registry);
    const { runs } = await within(world, client.listRuns());
    expect(runs).toMatchObject([{ workflowId: "s", waitingFor: "definition" }]);
    await pass(world, 120 * MINUTE);
    expect([core.group.activeRuns, core.group.residentRuns]).toEqual([1, 0]);
    core.group.definitionAdded(registry.add(sleeper));
    const run = client.getRun("s");
    expect(await within(world, run.waitForCompletion(), MINUTE)).toBe(60 * MINUTE);
    await within(world, core.close({ drainMs: 0 }));
  });

  test("a run that was parked before a retry comes back at a start when that attempt was interrupted", async () => {
    const world = makeWorld();
    const first = await open(world);
    await within(world, first.client.startWorkflow(stubborn, undefined, { workflowId: "s" }));
    await pass(world, 3 * MINUTE);
    expect(first.core.group.residentRuns).toBe(0);
    await within(world, first.core.close({ drainMs: 0 }));
    await pass(world, 120 * MINUTE);
    const second = await open(world);
    await pass(world, 1000);
    // It is not known whether the second attempt had begun when the first node went, so that this is the third.
    expect(attempted).toEqual([1, 3]);
    await within(world, second.core.close({ drainMs: 0 }));
    const third = await open(world);
    const run = third.client.getRun(stubborn, "s");
    expect(await within(world, run.waitForCompletion(), MINUTE)).toBe(4);
    await within(world, third.core.close({ drainMs: 0 }));
  });

  test("describe brings a run back to say what it waits for, and it leaves again", async () => {
    const world = makeWorld();
    const { core, client } = await open(world);
    const run = await within(world, client.startWorkflow(waiter));
    await pass(world, 3 * MINUTE);
    expect(core.group.residentRuns).toBe(0);
    const { pendingOperations } = await within(world, run.describe());
    expect(pendingOperations.map(({ key }) => key)).toEqual(["signal:go#0"]);
    await pass(world, 3 * MINUTE);
    expect(core.group.residentRuns).toBe(0);
    await within(world, core.close({ drainMs: 0 }));
  });
});

describe("forgetting", () => {
  async function ended(world: World, { client }: Node): Promise<string[]> {
    const { runs } = await within(world, client.listRuns());
    return runs.map(({ workflowId }) => workflowId).sort();
  }

  test("retention.age: ended runs are forgotten after it, with their histories; active ones never", async () => {
    const world = makeWorld();
    const node = await open(world, {}, { ageMs: 10 * MINUTE, endedRunsMax: 1000 });
    const { core, client } = node;
    await within(world, client.runWorkflow(sleeper, 10, { workflowId: "old" }));
    await within(world, client.startWorkflow(waiter, undefined, { workflowId: "active" }));
    await pass(world, 6 * MINUTE);
    await within(world, client.runWorkflow(sleeper, 10, { workflowId: "young" }));
    expect(await ended(world, node)).toEqual(["active", "old", "young"]);
    await pass(world, 6 * MINUTE);
    expect(await ended(world, node)).toEqual(["active", "young"]);
    const gone = client.getRun("old").describe();
    await expect(within(world, gone)).rejects.toMatchObject({ code: "ERR_WORKFLOW_NOT_FOUND" });
    await within(world, core.close({ drainMs: 0 }));
    // Of its request nothing more than that is kept for longer than the dedupe window.
    expect(keysOf(world).filter((key) => key.includes("/history/old"))).toEqual([]);
    expect(keysOf(world).filter((key) => key.includes("/run/"))).toHaveLength(2);
  });

  test("retention.runs: above it those that ended first are forgotten", async () => {
    const world = makeWorld();
    const node = await open(world, {}, { ageMs: RETENTION.ageMs, endedRunsMax: 3 });
    for (const workflowId of ["a", "b", "c", "d", "e"]) {
      await within(world, node.client.runWorkflow(sleeper, 10, { workflowId }));
    }
    await pass(world, 2 * MINUTE);
    expect(await ended(world, node)).toEqual(["c", "d", "e"]);
    await within(world, node.core.close({ drainMs: 0 }));
  });

  test("a repeated signal is known for five minutes; then its request is forgotten too", async () => {
    const world = makeWorld();
    const { core, client } = await open(world);
    const run = await within(world, client.startWorkflow(watcher, undefined, { workflowId: "r" }));
    await within(world, run.signal("item", 1, { signalId: "one" }));
    await pass(world, 4 * MINUTE);
    await within(world, run.signal("item", 1, { signalId: "one" }));
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const event of run.history()) seen.push(event.type);
    };
    await within(world, read());
    expect(seen).toEqual(["RunStart", "Signal"]);
    const requests = (): number => keysOf(world).filter((key) => key.includes("/request/")).length;
    expect(requests()).toBe(2);
    // A window after the batch behind them, by the leader's own clock.
    await pass(world, 8 * MINUTE);
    expect(requests()).toBe(0);
    await within(world, core.close({ drainMs: 0 }));
  });
});

test("history events that have no value say so", () => {
  const command = {
    type: "TimerFired",
    workflowId: "w",
    runId: new Uint8Array(16),
    key: "sleep#0",
  };
  const event = { seq: 3, machineTime: 5, command, historyBytes: 0 } as never;
  expect(historyEvent(event)).toEqual({
    index: 3,
    time: 5,
    type: "TimerFired",
    key: "sleep#0",
    value: undefined,
  });
});
