// Goal: runs do not notice that the node they are on was away and got its state as a snapshot. Method: three nodes put
// together as the runtime does it, tiny logs, disks in memory, virtual time.
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { finish } from "../support/log-node.ts";
import { WorkflowCluster } from "../support/workflow-cluster.ts";

/** What steps did to the world: how often each was begun. */
function makeWorld(): { effects: Map<string, number>; workflows: ReturnType<typeof workflowsOf> } {
  const effects = new Map<string, number>();
  return { effects, workflows: workflowsOf(effects) };
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- the type is what is written here
function workflowsOf(effects: Map<string, number>) {
  const effect = (name: string): string => {
    effects.set(name, (effects.get(name) ?? 0) + 1);
    return `did ${name}`;
  };
  const order = defineWorkflow({ name: "order", version: 1 }, async (ctx, id: string) => {
    const status = await ctx.replicatedVar<string>("status", "new");
    const first = await ctx.step("first", () => effect(`${id} first`));
    await ctx.sleep(2000);
    await status.set("slept");
    const answer = await ctx.waitForSignal<string>("go");
    const second = await ctx.step("second", () => effect(`${id} second`));
    return [first, status.value, answer, second];
  });
  const quick = defineWorkflow({ name: "quick", version: 1 }, async (ctx, id: string) => {
    for (let count = 0; count < 5; count += 1) await ctx.step("one", () => `${id} ${count}`);
    return id;
  });
  return { order, quick };
}

function expectedOf(id: string, answer: string): unknown[] {
  return [`did ${id} first`, "slept", answer, `did ${id} second`];
}

describe.each([51, 52, 53])("a node that was away (SEED=%d)", (seed) => {
  test("goes on with the runs of the installed state, and they do not notice", async () => {
    const { effects, workflows } = makeWorld();
    const { order, quick } = workflows;
    const cluster = await WorkflowCluster.started({ seed, workflows: [order, quick] });
    const leader = await cluster.leader();
    for (let at = 0; at < 6; at += 1) await cluster.startRun(order, `before-${at}`, `before-${at}`);
    const away = leader.id === 3 ? cluster.node(2) : cluster.node(3);
    await cluster.caughtUp(away.id);
    expect(away.group.residentRuns).toBe(6);
    // Who asks there hears of an end that came while the node was away.
    const asked = { workflowId: "before-0", runNumber: 1 };
    const waiting = away.group.calls.ending(asked, {
      timeoutMs: undefined,
      abortSignal: undefined,
    });
    cluster.network.cut.add(away.id);
    const generation = away.store.group(1).generation;
    for (let at = 0; at < 60; at += 1) {
      await cluster.startRun(quick, `quick-${at}`, `quick-${at}`);
      await cluster.result(quick, `quick-${at}`);
    }
    await cluster.advance(3000);
    for (const id of ["before-0", "before-1"]) {
      await cluster.signal(id, "go", "while away");
      expect(await cluster.result(order, id)).toEqual(expectedOf(id, "while away"));
    }
    await cluster.signal("before-2", "go", "not yet seen");
    for (let at = 0; at < 4; at += 1) await cluster.startRun(order, `during-${at}`, `during-${at}`);

    cluster.network.cut.delete(away.id);
    await cluster.startRun(order, "after", "after");
    await cluster.caughtUp(away.id);
    expect(away.store.group(1).generation).toBeGreaterThan(generation);
    expect(await waiting).toMatchObject({ status: "completed" });
    expect(away.events).toContain("completed before-1");
    expect(away.events).toContain("started during-2");
    await cluster.result(order, "before-2");

    await cluster.makeLead(away.id);
    const before = new Map(effects);
    await cluster.startRun(order, "last", "last");
    const open = ["before-3", "before-4", "before-5", "during-0", "during-1", "during-3", "after"];
    await cluster.advance(3000);
    for (const id of [...open, "last"]) {
      await cluster.signal(id, "go", "led by another");
      expect(await cluster.result(order, id)).toEqual(expectedOf(id, "led by another"));
    }
    // Nothing that was committed ran again.
    for (const [name, times] of before) expect([name, effects.get(name)]).toEqual([name, times]);
    for (const { fatal, complaints } of cluster.nodes.values()) {
      expect([fatal, complaints]).toEqual([[], []]);
    }
    const digests = await cluster.digests();
    expect(new Set(digests).size).toBe(1);
    await cluster.close();
  });
});

test("a run is described out of one state while the switch to another one is being written", async () => {
  const { quick } = makeWorld().workflows;
  const tally = defineWorkflow({ name: "tally", version: 1 }, async (ctx) => {
    await ctx.replicatedVar("total", 7);
    await ctx.waitForSignal("go");
  });
  const cluster = await WorkflowCluster.started({ seed: 71, workflows: [tally, quick] });
  const leader = await cluster.leader();
  await cluster.startRun(tally, "t", null);
  const away = leader.id === 3 ? cluster.node(2) : cluster.node(3);
  await cluster.caughtUp(away.id);
  // All of it is on its disk.
  await cluster.advance(200);
  cluster.network.cut.add(away.id);
  await cluster.signal("t", "go", null);
  await cluster.result(tally, "t");
  for (let at = 0; at < 30; at += 1) {
    await cluster.startRun(quick, `quick-${at}`, `quick-${at}`);
    await cluster.result(quick, `quick-${at}`);
  }
  await cluster.advance(200);
  const { generation } = away.store.group(1);
  cluster.network.cut.delete(away.id);
  await cluster.until(() => away.store.group(1).generation > generation);
  expect(cluster.disk(away.id).lastPoint).toBe("journal:before");
  const target = { workflowId: "t", runNumber: 1 };
  const bounds = { timeoutMs: 1000, abortSignal: undefined, isLocal: true };
  const described = await finish(cluster.scheduler, away.group.calls.describe(target, bounds));
  expect([...described.variables.keys()]).toEqual(["total"]);
  await cluster.caughtUp(away.id);
  expect([away.fatal, away.complaints]).toEqual([[], []]);
  await cluster.close();
});

test("a new node takes the runs from a snapshot and follows them", async () => {
  const { order, quick } = makeWorld().workflows;
  const options = { seed: 61, workflows: [order, quick], learners: [4] };
  const cluster = await WorkflowCluster.started(options);
  for (let at = 0; at < 3; at += 1) await cluster.startRun(order, `order-${at}`, `order-${at}`);
  for (let at = 0; at < 30; at += 1) {
    await cluster.startRun(quick, `quick-${at}`, `quick-${at}`);
    await cluster.result(quick, `quick-${at}`);
  }
  const fresh = await cluster.start(4, { isBlank: true });
  await cluster.caughtUp(4);
  await cluster.until(() => fresh.group.residentRuns === 3);
  await cluster.advance(3000);
  for (let at = 0; at < 3; at += 1) await cluster.signal(`order-${at}`, "go", "yes");
  for (let at = 0; at < 3; at += 1) {
    expect(await cluster.result(order, `order-${at}`, fresh)).toEqual(
      expectedOf(`order-${at}`, "yes"),
    );
  }
  expect(await cluster.result(quick, "quick-7", fresh)).toBe("quick-7");
  expect([fresh.fatal, fresh.complaints]).toEqual([[], []]);
  const digests = await cluster.digests();
  expect(new Set(digests).size).toBe(1);
  await cluster.close();
});
