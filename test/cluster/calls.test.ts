// Goal: a call may enter at any node, and has one effect however often the leader changes under it. Method: whole nodes on virtual
// time; calls are made on followers while leaders die, close, are cut off or have no room.
import { afterEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import {
  NoQuorumError,
  OverloadedError,
  WorkflowCancelledError,
  WorkflowTerminatedError,
} from "../../src/errors.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { TestCluster } from "../support/cluster.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

const gather = defineWorkflow({ name: "gather", version: 1 }, async (ctx, count: number) => {
  const seen: number[] = [];
  while (seen.length < count) seen.push(await ctx.waitForSignal<number>("add"));
  return seen;
});

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

async function open(
  seed: number,
  options: Partial<ConstructorParameters<typeof TestCluster>[0]> = {},
): Promise<{ at: TestCluster; leader: string; followers: string[] }> {
  cluster = await TestCluster.open({ nodes: NODES, seed, workflows: [gather], ...options });
  const at = cluster;
  const leader = await at.waitForLeader();
  await at.until(() => NODES.every((id) => at.core(id).group.leaderReplicaId !== 0));
  return { at, leader, followers: NODES.filter((id) => id !== leader) };
}

describe.each([1, 2, 3])("calls on followers (SEED=%d)", (seed) => {
  test("start, signal, describe, list and history do what they do on the leader", async () => {
    const { at, leader, followers } = await open(seed);
    for (const id of followers) {
      const run = await at.wait(at.node(id).startWorkflow(gather, 2, { workflowId: `of-${id}` }));
      expect(run.started).toBe(true);
      const again = await at.wait(
        at.node(leader).startWorkflow(gather, 2, { workflowId: `of-${id}` }),
      );
      expect(again.started).toBe(false);
      await at.wait(run.signal("add", 1));
      // Acknowledged there, seen everywhere.
      for (const other of NODES) {
        const seen = at.node(other).getRun(`of-${id}`);
        expect((await at.wait(seen.describe())).status).toBe("running");
        expect(
          (await at.wait(at.node(other).listRuns())).runs.map((one) => one.workflowId),
        ).toContain(`of-${id}`);
      }
      await at.wait(run.signal("add", 2));
      expect(await at.wait(run.waitForCompletion())).toEqual([1, 2]);
    }
  });

  test("cancel and terminate reach the run", async () => {
    const { at, followers } = await open(seed);
    const [id = ""] = followers;
    for (const [name, error] of [
      ["cancel", WorkflowCancelledError],
      ["terminate", WorkflowTerminatedError],
    ] as const) {
      const run = await at.wait(at.node(id).startWorkflow(gather, 1, { workflowId: name }));
      await at.wait(run[name]());
      await expect(at.wait(run.waitForCompletion())).rejects.toThrow(error);
    }
  });

  test("a read whose question is lost on its way to the leader is asked again", async () => {
    const { at, leader, followers } = await open(seed);
    const [id = ""] = followers;
    const run = await at.wait(at.node(id).startWorkflow(gather, 1, { workflowId: "r" }));
    at.network.cut(id, leader);
    const described = run.describe();
    await at.advance(60);
    at.network.heal(id, leader);
    expect((await at.wait(described)).status).toBe("running");
  });

  test("without a majority they give up after two election timeouts", async () => {
    const { at, leader, followers } = await open(seed);
    const [one = "", other = ""] = followers;
    at.kill(leader);
    at.kill(other);
    await at.until(() => at.core(one).group.leaderReplicaId === 0);
    const before = at.scheduler.now();
    const call = at.wait(at.node(one).startWorkflow(gather, 1, { workflowId: "w" }));
    await expect(call).rejects.toThrow(NoQuorumError);
    expect(at.scheduler.now() - before).toBeLessThan(1000);
  });

  test("what the leader has no room for is refused to the caller as such", async () => {
    const limits = { inFlightBytesMax: 300_000, payloadBytesMax: 65_536, entryBytesMax: 131_072 };
    const { at, followers } = await open(seed, { limits });
    const [id = ""] = followers;
    const run = await at.wait(at.node(id).startWorkflow(gather, 1000, { workflowId: "w" }));
    // Far more than fits, on its way at once.
    const calls = Array.from({ length: 40 }, () => run.signal("add", "x".repeat(30_000)));
    const settled = await at.wait(Promise.allSettled(calls));
    const refused = settled.filter((one) => one.status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(40);
    for (const one of refused) expect(one.reason).toBeInstanceOf(OverloadedError);
    await at.wait(run.signal("add", 1));
  });
});

describe("calls while leaders go", () => {
  test.each(Array.from({ length: 40 }, (_, at) => at + 1))(
    "have one effect each, whether the leader dies or closes (SEED=%d)",
    async (seed) => {
      const { at } = await open(seed);
      const dice = new SeededRandom(seed);
      const caller = NODES[dice.below(3)] ?? "";
      const count = 20;
      const run = await at.wait(at.node(caller).startWorkflow(gather, count, { workflowId: "w" }));
      const signals: Promise<void>[] = [];
      for (let number = 0; number < count; number += 1) {
        signals.push(run.signal("add", number));
        await at.advance(dice.next() * 3);
        if (number % 7 !== 3) continue;
        const leader = at.leader;
        if (leader === null || leader === caller) continue;
        if (dice.below(2) === 0) at.kill(leader);
        else await at.stop(leader);
        await at.advance(dice.next() * 5);
        await at.wait(at.start(leader));
      }
      await at.wait(Promise.all(signals));
      const seen = await at.wait(run.waitForCompletion());
      // Each once; those that were under way together may have overtaken each other.
      expect(seen.toSorted((one, other) => one - other)).toEqual(
        Array.from({ length: count }, (_, n) => n),
      );
    },
  );

  test.each([1, 2, 3, 4, 5])(
    "a leader that closes hands over: nobody waits for an election timeout (SEED=%d)",
    async (seed) => {
      const { at, leader, followers } = await open(seed);
      const [id = ""] = followers;
      const run = await at.wait(at.node(id).startWorkflow(gather, 1, { workflowId: "w" }));
      const { term } = at.node(id).cluster.info();
      const before = at.scheduler.now();
      const closing = at.stop(leader);
      const signalled = run.signal("add", 7);
      await closing;
      expect(followers).toContain(at.node(id).cluster.info().leaderNodeId);
      await at.wait(signalled);
      expect(at.scheduler.now() - before).toBeLessThan(100);
      expect(at.node(id).cluster.info().term).toBe(term + 1);
      expect(await at.wait(run.waitForCompletion())).toEqual([7]);
    },
  );
});
