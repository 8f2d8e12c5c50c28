// Goal: three whole nodes are one cluster that survives. Method: real runtimes over the network in memory, disks that forget
// what was not synced, virtual time; steps count their effects outside.
import { afterEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { TestCluster } from "../support/cluster.ts";

const NODES = ["n1", "n2", "n3"];
const effects = new Map<string, number>();
let cluster: TestCluster | null = null;

const steps = defineWorkflow({ name: "steps", version: 1 }, async (ctx, count: number) => {
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    sum += await ctx.step("add", ({ idempotencyKey }) => {
      effects.set(idempotencyKey, (effects.get(idempotencyKey) ?? 0) + 1);
      return at;
    });
    await ctx.sleep(20);
  }
  return sum;
});

async function open(seed: number): Promise<TestCluster> {
  effects.clear();
  cluster = await TestCluster.open({ nodes: NODES, seed, workflows: [steps] });
  return cluster;
}

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

describe.each([1, 2, 3])("three nodes (SEED=%d)", (seed) => {
  test("form one cluster, each a voter, with one leader that all know", async () => {
    const { events, ...nodes } = await open(seed);
    expect(nodes).toBeDefined();
    const world = cluster as TestCluster;
    for (const id of NODES) expect(world.members(id).toSorted()).toEqual(NODES);
    const leader = await world.waitForLeader();
    await world.until(() => NODES.every((id) => world.core(id).group.leaderReplicaId !== 0));
    expect(NODES.filter((id) => world.core(id).group.leads)).toEqual([leader]);
    expect(
      events.filter((event) => event.startsWith("n1:") && event.endsWith("joined")),
    ).toHaveLength(3);
  });

  test("scenario 3: a run started on any node ends on every node, its steps run once", async () => {
    const world = await open(seed);
    for (const id of NODES) {
      const run = await world.wait(
        world.node(id).startWorkflow(steps, 5, { workflowId: `from-${id}` }),
      );
      expect(run.started).toBe(true);
      expect(await world.wait(run.waitForCompletion())).toBe(10);
      for (const other of NODES) {
        const seen = world.node(other).getRun(steps, `from-${id}`);
        expect(await world.wait(seen.waitForCompletion())).toBe(10);
      }
    }
    expect([...effects.values()]).toEqual(Array.from({ length: 15 }, () => 1));
  });

  test("a dead leader is replaced, its runs go on where they stood, no committed step runs again", async () => {
    const world = await open(seed);
    const first = await world.waitForLeader();
    const run = await world.wait(world.node(first).startWorkflow(steps, 20, { workflowId: "w" }));
    expect(run.started).toBe(true);
    await world.advance(130);
    const [other = ""] = NODES.filter((id) => id !== first);
    const history = await world.wait(world.node(other).getRun("w").describe());
    expect(history.historyLength).toBeGreaterThan(3);
    const before = world.scheduler.now();
    world.kill(first);
    const second = await world.waitForLeader();
    expect(second).not.toBe(first);
    expect(world.scheduler.now() - before).toBeLessThan(500);
    expect(await world.wait(world.node(other).getRun(steps, "w").waitForCompletion())).toBe(190);
    const again = [...effects.values()].filter((count) => count > 1);
    expect(effects.size).toBe(20);
    expect(again.length).toBeLessThanOrEqual(1);
    await world.wait(world.start(first));
    await world.converge();
    expect(await world.wait(world.node(first).getRun(steps, "w").waitForCompletion())).toBe(190);
  });
});
