// Goal: runs outlive their leaders, and no step whose outcome is known begins again (G2, G3, G4). Method: whole nodes on virtual
// time; leaders are killed and cut off at moments that the seed says, and each call of a step's function is counted outside.
import { afterEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { TestCluster } from "../support/cluster.ts";
import { defineWalk, historiesOf, Outside } from "./outside.ts";
import { seeds } from "./seeds.ts";

const NODES = ["n1", "n2", "n3"];
const ELECTION_MS = 120;
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

function sleeper(): (ms: number) => Promise<void> {
  return (ms) =>
    new Promise((resolve) => {
      cluster?.scheduler.setTimeout(resolve, ms);
    });
}

async function openWalk(seed: number): Promise<{ at: TestCluster; outside: Outside }> {
  const outside = new Outside();
  const walk = defineWalk(outside, sleeper());
  cluster = await TestCluster.open({
    nodes: NODES,
    seed,
    workflows: [walk],
    onStep: outside.started,
  });
  const at = cluster;
  outside.now = () => at.scheduler.now();
  return { at, outside };
}

/** Starts runs and sends them signals until they have ended. */
function drive(at: TestCluster, seed: number): { ids: string[]; ends: Promise<unknown[]> } {
  const ids = [1, 2, 3, 4].map((run) => `w${seed}-${run}`);
  const started = ids.map((workflowId, run) => {
    const input = { seed: seed * 10 + run, length: 12 };
    const starter = NODES[run % 3] ?? "";
    return at.node(starter).startWorkflow("walk", input, { workflowId, version: 1 });
  });
  return { ids, ends: Promise.all(started) };
}

async function agree(at: TestCluster, ids: readonly string[]): Promise<void> {
  const all: string[][] = [];
  for (const id of NODES) all.push(await historiesOf(at, id, ids));
  const [first = [], ...others] = all;
  for (const other of others) expect(other).toEqual(first);
  expect(first).toHaveLength(ids.length);
  for (const history of first) expect(history.length).toBeGreaterThan(100);
}

async function end(at: TestCluster, ids: readonly string[]): Promise<void> {
  for (const id of NODES) {
    if (!at.living.includes(id)) await at.wait(at.start(id));
  }
  for (const id of NODES) {
    for (const run of ids) {
      expect(await at.wait(at.node(id).getRun(run).waitForCompletion())).toBeInstanceOf(Array);
    }
  }
  await at.converge();
}

describe("a leader that dies at any moment", () => {
  test.each(seeds(15, 50))(
    "is replaced, and every run ends as if it had not (SEED=%d)",
    async (seed) => {
      const { at, outside } = await openWalk(seed);
      const dice = new SeededRandom(seed);
      await at.waitForLeader();
      const { ids, ends } = drive(at, seed);
      await at.wait(ends);
      for (let kill = 0; kill < 3; kill += 1) {
        await at.advance(dice.next() * 120);
        const leader = await at.waitForLeader();
        const [other = ""] = at.living.filter((id) => id !== leader);
        at.node(other)
          .getRun(ids[0] ?? "")
          .signal("tick", kill)
          .catch(() => {});
        await at.advance(dice.next() * 2);
        outside.leaderLost();
        at.kill(leader);
        await at.waitForLeader();
        await at.advance(dice.next() * 100);
        await at.wait(at.start(leader));
      }
      await end(at, ids);
      await agree(at, ids);
      expect(outside.wrong).toEqual([]);
    },
  );
});

describe("a leader that is cut off", () => {
  test.each(seeds(5, 15))(
    "starts no step later than an election timeout after its last contact, changes nothing (SEED=%d)",
    async (seed) => {
      const { at, outside } = await openWalk(seed);
      const dice = new SeededRandom(seed);
      const old = await at.waitForLeader();
      const { ids, ends } = drive(at, seed);
      await at.wait(ends);
      await at.advance(dice.next() * 60);
      at.network.isolate(old);
      const cutAt = at.scheduler.now();
      // What it begins while it has contact, others begin again.
      while (at.scheduler.now() < cutAt + 2 * ELECTION_MS) {
        outside.leaderLost();
        await at.advance(5);
      }
      await at.advance(1000);
      const late = outside.starts.filter(
        ({ nodeId, atMs }) => nodeId === old && atMs > cutAt + ELECTION_MS + 15,
      );
      expect(late).toEqual([]);
      at.network.healAll();
      await end(at, ids);
      await agree(at, ids);
      expect(outside.wrong).toEqual([]);
    },
  );

  test.each([1, 2, 3, 4, 5])(
    "finishes its step late, and that changes nothing (SEED=%d)",
    async (seed) => {
      const waiting: { nodeId: string; finish: (value: string) => void }[] = [];
      let caller = "";
      const slow = defineWorkflow({ name: "slow", version: 1 }, async (ctx) => {
        const first = await ctx.step("slow", () => {
          const nodeId = caller;
          return new Promise<string>((finish) => waiting.push({ nodeId, finish }));
        });
        return [first, await ctx.step("after", () => `after ${first}`)];
      });
      cluster = await TestCluster.open({
        nodes: NODES,
        seed,
        workflows: [slow],
        onStep: (nodeId) => {
          caller = nodeId;
        },
      });
      const at = cluster;
      const old = await at.waitForLeader();
      await at.wait(at.node(old).startWorkflow(slow, undefined, { workflowId: "w" }));
      await at.until(() => waiting.length === 1);
      at.network.isolate(old);
      await at.until(() => waiting.length === 2);
      expect(waiting.map(({ nodeId }) => nodeId)).toEqual([old, expect.not.stringMatching(old)]);
      // Half of the seeds: the old one ends first, while nobody hears it.
      if (seed % 2 === 0) waiting[0]?.finish("of the old leader");
      await at.advance(50);
      at.network.healAll();
      await at.advance(500);
      waiting[0]?.finish("of the old leader");
      await at.advance(200);
      waiting[1]?.finish("of the new leader");
      for (const id of NODES) {
        const result = await at.wait(at.node(id).getRun(slow, "w").waitForCompletion());
        expect(result).toEqual(["of the new leader", "after of the new leader"]);
      }
      expect(waiting).toHaveLength(2);
    },
  );
});

test.each([1, 2, 3, 4, 5])(
  "a leader that was stopped and goes on starts no attempt that others may have made meanwhile (SEED=%d)",
  async (seed) => {
    const starts: string[] = [];
    const flaky = defineWorkflow({ name: "flaky", version: 1 }, async (ctx) =>
      ctx.step(
        "flaky",
        ({ attempt }) => {
          if (attempt === 1) throw new Error("the first attempt");
          return attempt;
        },
        { retry: { initialInterval: 100, jitter: "none" } },
      ),
    );
    cluster = await TestCluster.open({
      nodes: NODES,
      seed,
      workflows: [flaky],
      onStep: (nodeId) => starts.push(nodeId),
    });
    const at = cluster;
    const old = await at.waitForLeader();
    await at.wait(at.node(old).startWorkflow(flaky, undefined, { workflowId: "w" }));
    await at.until(() => starts.length === 1);
    await at.advance(50);
    at.pause(old);
    const [other = ""] = NODES.filter((id) => id !== old);
    const made = await at.wait(at.node(other).getRun(flaky, "w").waitForCompletion());
    await at.advance(100);
    at.resume(old);
    expect(await at.wait(at.node(old).getRun(flaky, "w").waitForCompletion())).toBe(made);
    await at.advance(1000);
    expect(starts).toEqual([old, expect.not.stringMatching(old)]);
  },
);

const many = defineWorkflow({ name: "many", version: 1 }, async (ctx, count: number) => {
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += await ctx.step("one", () => 1);
  return sum;
});

describe.each([1, 2, 3])("a follower that was away while many entries passed (SEED=%d)", (seed) => {
  test("comes back by a snapshot, and then leads", async () => {
    cluster = await TestCluster.open({
      nodes: NODES,
      seed,
      workflows: [many],
      trailingEntries: 20,
    });
    const at = cluster;
    const leader = await at.waitForLeader();
    const [away = "", other = ""] = NODES.filter((id) => id !== leader);
    const early = await at.wait(at.node(leader).startWorkflow(many, 400, { workflowId: "early" }));
    at.kill(away);
    expect(await at.wait(early.waitForCompletion())).toBe(400);
    await at.wait(at.start(away));
    await at.converge();
    expect(at.lines.filter(({ message }) => message === "receiving a snapshot")).toEqual([
      expect.objectContaining({ fields: expect.objectContaining({ nodeId: away }) }),
    ]);
    // The other one lacks what is committed from now on: nobody can lead but who was away.
    at.kill(other);
    const late = await at.wait(at.node(away).startWorkflow(many, 300, { workflowId: "late" }));
    await at.advance(20);
    at.kill(leader);
    await at.advance(100);
    await at.wait(at.start(other));
    expect(await at.wait(at.node(away).getRun(many, late.workflowId).waitForCompletion())).toBe(
      300,
    );
    expect(at.leader).toBe(away);
    await at.wait(at.start(leader));
    await at.converge();
    await agree(at, ["early", "late"]);
  });
});

test.each([1, 2])("five nodes go on with two of them dead (SEED=%d)", async (seed) => {
  const nodes = ["n1", "n2", "n3", "n4", "n5"];
  cluster = await TestCluster.open({ nodes, seed, workflows: [many] });
  const at = cluster;
  const leader = await at.waitForLeader();
  const [second = "", third = ""] = nodes.filter((id) => id !== leader);
  const run = await at.wait(at.node(third).startWorkflow(many, 100, { workflowId: "w" }));
  await at.advance(15);
  at.kill(leader);
  at.kill(second);
  expect(await at.wait(run.waitForCompletion())).toBe(100);
});
