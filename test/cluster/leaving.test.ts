// Goal: a node that leaves takes nothing with it: its steps end, another one leads, the configuration is without it, and its directory is
// refused from then on. When it cannot leave it stays what it was. Method: whole nodes on virtual time that leave from every role.
import { afterEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import {
  InvalidArgumentError,
  JoinRefusedError,
  LastMemberError,
  NoQuorumError,
  RuntimeClosedError,
} from "../../src/errors.ts";
import { TestCluster } from "../support/cluster.ts";
import { seeds } from "./seeds.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

const counts = defineWorkflow({ name: "counts", version: 1 }, async (ctx, to: number) => {
  let sum = 0;
  for (let at = 1; at <= to; at += 1) {
    sum += await ctx.step(`add ${at}`, () => at);
    await ctx.sleep(20);
  }
  return sum;
});

async function open(
  seed: number,
  options: Partial<ConstructorParameters<typeof TestCluster>[0]> = {},
): Promise<TestCluster> {
  cluster = await TestCluster.open({ nodes: NODES, seed, workflows: [counts], ...options });
  await cluster.waitForLeader();
  return cluster;
}

async function followerOf(at: TestCluster): Promise<string> {
  const leader = await at.waitForLeader();
  return at.living.find((id) => id !== leader) ?? "";
}

/** Waits until the configuration of all living nodes has so many voters. */
async function untilConfigured(at: TestCluster, voters: number): Promise<void> {
  await at.until(() =>
    at.living.every((id) => at.core(id).cluster?.configuration()?.voters.length === voters),
  );
}

describe.each(seeds(1))("leaving (SEED=%d)", (seed) => {
  test.each(["a follower", "the leader"])("%s leaves, and others are told", async (who) => {
    const at = await open(seed);
    const gone = who === "the leader" ? await at.waitForLeader() : await followerOf(at);
    const { term } = at.node(gone).cluster.info();
    const runtime = at.node(gone);
    await at.wait(runtime.cluster.leave());
    await expect(runtime.startWorkflow(counts, 1)).rejects.toThrow(RuntimeClosedError);
    at.forget(gone);
    await untilConfigured(at, 2);
    for (const id of at.living) expect(at.events).toContain(`${id}: ${gone} left`);
    expect(at.events.filter((event) => event.includes("fatal"))).toEqual([]);
    const next = await at.waitForLeader();
    // Handed over, not fought for.
    expect(at.node(next).cluster.info().term).toBe(who === "the leader" ? term + 1 : term);
    expect(await at.wait(at.node(next).runWorkflow(counts, 3))).toBe(6);
  });

  test("its directory is refused from then on; an empty one is taken in", async () => {
    const at = await open(seed);
    const gone = await followerOf(at);
    await at.wait(at.node(gone).cluster.leave());
    at.forget(gone);
    await expect(at.wait(at.start(gone))).rejects.toThrow(JoinRefusedError);
    at.kill(gone);
    at.wipe(gone);
    await at.wait(at.start(gone));
    await untilConfigured(at, 3);
  });

  test.each(["the follower", "the leader"])("%s of two leaves, the other goes on", async (who) => {
    const at = await open(seed, { nodes: ["n1", "n2"] });
    const gone = who === "the leader" ? await at.waitForLeader() : await followerOf(at);
    await at.wait(at.node(gone).cluster.leave());
    at.forget(gone);
    await untilConfigured(at, 1);
    const [left = ""] = at.living;
    expect(at.members(left)).toEqual([left]);
    expect(await at.wait(at.node(left).runWorkflow(counts, 3))).toBe(6);
  });

  test("all but one leave at once: the last one is refused and stays", async () => {
    const at = await open(seed);
    const left = await Promise.all(
      NODES.map(async (id) => {
        try {
          await at.wait(at.node(id).cluster.leave());
          at.forget(id);
          return "left";
        } catch (error) {
          return error instanceof Error ? error.name : error;
        }
      }),
    );
    expect(left.filter((how) => how === "left")).toHaveLength(2);
    expect(left).toContain("LastMemberError");
    const [last = ""] = at.living;
    await untilConfigured(at, 1);
    expect(await at.wait(at.node(last).runWorkflow(counts, 3))).toBe(6);
  });

  test("the last node is refused, whether it leaves or is removed", async () => {
    const at = await open(seed, { nodes: ["n1"] });
    const left = at.wait(at.node("n1").cluster.leave());
    await expect(left).rejects.toThrow(LastMemberError);
    const removed = at.wait(at.node("n1").cluster.remove("n1"));
    await expect(removed).rejects.toThrow(LastMemberError);
    expect(await at.wait(at.node("n1").runWorkflow(counts, 3))).toBe(6);
  });

  test("without a quorum it fails in time, and the node goes on as a member", async () => {
    const at = await open(seed);
    const leaver = await at.waitForLeader();
    const others = NODES.filter((id) => id !== leaver);
    const run = await at.wait(at.node(leaver).startWorkflow(counts, 100));
    for (const id of others) at.kill(id);
    const before = at.scheduler.now();
    const left = at.wait(at.node(leaver).cluster.leave({ callTimeout: "2s" }));
    await expect(left).rejects.toThrow(NoQuorumError);
    const took = Math.round(at.scheduler.now() - before);
    expect(took).toBeGreaterThanOrEqual(2000);
    expect(took).toBeLessThan(2500);
    for (const id of others) await at.wait(at.start(id));
    expect(await at.wait(run.waitForCompletion())).toBe(5050);
    await at.converge();
    for (const id of NODES) expect(at.members(id).toSorted()).toEqual(NODES);
    await untilConfigured(at, 3);
    // And can leave later.
    await at.wait(at.node(leaver).cluster.leave());
    at.forget(leaver);
    await untilConfigured(at, 2);
  });

  test("it leaves all the same when somebody removes it meanwhile", async () => {
    const at = await open(seed);
    const gone = await followerOf(at);
    const leader = at.node(await at.waitForLeader());
    const leaving = at.node(gone).cluster.leave();
    await at.wait(leader.cluster.remove(gone));
    await at.wait(leaving);
    at.forget(gone);
    await untilConfigured(at, 2);
    expect(at.events.filter((event) => event.includes("fatal"))).toEqual([]);
  });

  test("one that had no time to wait for the configuration can be repeated", async () => {
    const at = await open(seed);
    const gone = await followerOf(at);
    // Removed by its own word, and the last time that anybody is heard for a while.
    const left = at.node(gone).cluster.leave({ callTimeout: "1s" });
    const refused = expect(at.wait(left)).rejects.toMatchObject({
      code: "ERR_NO_QUORUM",
      message: expect.stringContaining("not from its configuration in time; call leave again"),
    });
    const [other = ""] = NODES.filter((id) => id !== gone && id !== at.leader);
    await at.until(() => at.events.includes(`${gone}: ${gone} left`));
    at.pause(at.leader ?? "");
    at.pause(other);
    await refused;
    for (const id of NODES) if (id !== gone) at.resume(id);
    await at.wait(at.node(gone).cluster.leave());
    at.forget(gone);
    await untilConfigured(at, 2);
  });

  test("a leader whose steps were held back for its leaving starts them when it stays", async () => {
    const at = await open(seed);
    const leader = await at.waitForLeader();
    const { members } = at.core(leader).group.members();
    // It would take over, and is dead; nobody knows yet.
    const successor = members.find(({ nodeId }) => nodeId !== leader)?.nodeId ?? "";
    at.kill(successor);
    const { term } = at.node(leader).cluster.info();
    const left = at.node(leader).cluster.leave({ callTimeout: "50ms" });
    const failed = expect(left).rejects.toThrow(NoQuorumError);
    const run = await at.wait(at.node(leader).startWorkflow(counts, 3, { workflowId: "one" }));
    await at.wait(failed);
    await at.wait(at.start(successor));
    expect(await at.wait(run.waitForCompletion())).toBe(6);
    expect(at.node(leader).cluster.info()).toMatchObject({ term, leaderNodeId: leader });
  });

  test("steps in flight end before it leaves: they run once", async () => {
    const starts: string[] = [];
    const slow = defineWorkflow({ name: "slow", version: 1 }, async (ctx) =>
      ctx.step("work", async ({ attempt }) => {
        starts.push(`attempt ${attempt}`);
        await new Promise<void>((resolve) => {
          at.scheduler.setTimeout(resolve, 3000);
        });
        return "done";
      }),
    );
    const at = await open(seed, { workflows: [slow] });
    const leader = await at.waitForLeader();
    const asked = await followerOf(at);
    const run = await at.wait(at.node(asked).startWorkflow(slow));
    await at.until(() => starts.length === 1);
    await at.wait(at.node(leader).cluster.leave());
    at.forget(leader);
    expect(await at.wait(run.waitForCompletion())).toBe("done");
    expect(starts).toEqual(["attempt 1"]);
  });

  test("one of three is dead: another one leaves when that is back, and its vote is there until then", async () => {
    const at = await open(seed);
    const leaver = await followerOf(at);
    const leader = await at.waitForLeader();
    const dead = NODES.find((id) => id !== leaver && id !== leader) ?? "";
    at.kill(dead);
    // Until its leader has noticed.
    await at.advance(500);
    const early = at.wait(at.node(leaver).cluster.leave({ callTimeout: "2s" }));
    await expect(early).rejects.toThrow(NoQuorumError);
    expect(await at.wait(at.node(leader).runWorkflow(counts, 3))).toBe(6);
    const leaving = at.node(leaver).cluster.leave();
    await at.wait(at.start(dead));
    await at.wait(leaving);
    at.forget(leaver);
    await untilConfigured(at, 2);
    await at.waitForLeader();
    expect(await at.wait(at.node(dead).runWorkflow(counts, 3))).toBe(6);
  });

  test("runs go on while nodes leave and others join in their place", async () => {
    const at = await open(seed);
    const run = await at.wait(at.node("n1").startWorkflow(counts, 200, { workflowId: "long" }));
    for (const [gone, fresh] of [
      ["n1", "n4"],
      ["n2", "n5"],
      ["n3", "n6"],
    ] as const) {
      await at.wait(at.start(fresh, { workflows: [counts], initialNodes: [], join: ["n3", "n4"] }));
      await at.wait(at.node(gone).cluster.leave());
      at.forget(gone);
    }
    expect(await at.wait(at.node("n5").getRun("long").waitForCompletion())).toBe(20_100);
    expect(at.members("n4").toSorted()).toEqual(["n4", "n5", "n6"]);
    expect(run.workflowId).toBe("long");
  });

  test("closing ends it", async () => {
    const at = await open(seed);
    const leader = await at.waitForLeader();
    for (const id of NODES.filter((other) => other !== leader)) at.kill(id);
    const left = at.node(leader).cluster.leave();
    const settled = expect(left).rejects.toThrow(RuntimeClosedError);
    await at.advance(300);
    await at.stop(leader);
    await at.wait(settled);
  });
});

test("options are checked", async () => {
  const at = await open(1);
  for (const options of [{ drain: "soon" }, { callTimeout: "6m" }, { hurry: true }]) {
    const left = at.wait(at.node("n1").cluster.leave(options as object));
    await expect(left).rejects.toThrow(InvalidArgumentError);
  }
  expect(at.members("n1")).toHaveLength(3);
});
