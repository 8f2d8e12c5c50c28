// Goal: scenarios of SCENARIOS.md section 10 in which processes die. Method: whole nodes on virtual time, disks that forget what was
// not synced, effects of steps counted outside.
import { afterEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { TestCluster, type TestClusterOptions } from "../support/cluster.ts";
import { defineWalk, historiesOf, Outside } from "./outside.ts";
import { seeds } from "./seeds.ts";

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

async function open(options: Omit<TestClusterOptions, "nodes">): Promise<TestCluster> {
  cluster = await TestCluster.open({ nodes: NODES, ...options });
  await cluster.waitForLeader();
  return cluster;
}

function follower(at: TestCluster): string {
  return at.living.find((id) => id !== at.leader) ?? "";
}

/** Whether a node's configuration has three voters, the newest replica of a node among them, and no change is under way. */
function isWhole(at: TestCluster, id: string, wanted: string): boolean {
  const conf = at.core(id).cluster?.configuration();
  const member = at
    .core(id)
    .group.members()
    .members.find(({ nodeId }) => nodeId === wanted);
  const isVoter = member !== undefined && conf?.voters.includes(member.replicaId) === true;
  return isVoter && conf.voters.length === 3 && conf.votersOutgoing.length === 0;
}

/** A pause of a step, in the time of the cluster. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    cluster?.scheduler.setTimeout(resolve, ms);
  });
}

describe.each(seeds(1))("SEED=%d", (seed) => {
  test("scenario 45: a sleep goes on when the owner closes in order, and is not longer for it", async () => {
    const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx) => {
      const from = ctx.now();
      await ctx.sleep("4s");
      return ctx.now() - from;
    });
    const at = await open({ seed, workflows: [sleeper] });
    const owner = await at.waitForLeader();
    const run = await at.wait(at.node(follower(at)).startWorkflow(sleeper));
    const from = at.scheduler.now();
    await at.advance(500 + ((seed * 311) % 3000));
    await at.stop(owner);
    await at.advance(200);
    await at.wait(at.start(owner));
    for (const id of NODES) {
      const slept = await at.wait(at.node(id).getRun(sleeper, run.workflowId).waitForCompletion());
      expect(slept).toBeGreaterThanOrEqual(4000);
    }
    expect(at.scheduler.now() - from).toBeGreaterThanOrEqual(4000);
    expect(at.scheduler.now() - from).toBeLessThan(4500);
  });

  test("scenario 128: the owner of a hundred runs dies; all go on elsewhere soon, and nothing that was acknowledged runs again", async () => {
    const outside = new Outside();
    const stepped: { workflowId: string; atMs: number }[] = [];
    const work = defineWorkflow({ name: "work", version: 1 }, async (ctx) => {
      for (let at = 0; at < 8; at += 1) {
        const key = `${ctx.workflowId}/${at}`;
        const value = await ctx.step("work", async ({ attempt }) => {
          outside.begin(key, attempt);
          stepped.push({ workflowId: ctx.workflowId, atMs: cluster?.scheduler.now() ?? 0 });
          await pause(20);
          return key;
        });
        outside.settled(key, value);
      }
      return ctx.workflowId;
    });
    const at = await open({ seed, workflows: [work] });
    const owner = await at.waitForLeader();
    const client = at.node(follower(at));
    const ids = Array.from({ length: 100 }, (_, run) => `w${run}`);
    const starts = ids.map((workflowId) => client.startWorkflow(work, undefined, { workflowId }));
    const runs = await at.wait(Promise.all(starts));
    await at.advance(50 + ((seed * 11) % 80));
    outside.leaderLost();
    at.kill(owner);
    const killedAt = at.scheduler.now();
    const ended = runs.map((run) => run.waitForCompletion());
    expect(await at.wait(Promise.all(ended))).toEqual(ids);
    const gaps = ids.map((id) => {
      const next = stepped.find(({ workflowId, atMs }) => workflowId === id && atMs > killedAt);
      return (next?.atMs ?? Infinity) - killedAt;
    });
    // All of them: the slowest of a hundred is their 99th percentile.
    expect(Math.max(...gaps)).toBeLessThan(500);
    expect(outside.wrong).toEqual([]);
    await at.wait(at.start(owner));
    await at.converge();
    const [first, ...others] = await Promise.all(NODES.map((id) => historiesOf(at, id, ids)));
    for (const other of others) expect(other).toEqual(first);
  });

  test("scenario 132: all nodes lose power at once, again and again; what was acknowledged is there", async () => {
    const outside = new Outside();
    const walk = defineWalk(outside, pause);
    const at = await open({ seed, workflows: [walk, gather], onStep: outside.started });
    const dice = new SeededRandom(seed);
    const started: string[] = [];
    const signalled: number[] = [];
    let next = 0;
    /** Calls that die with their nodes are not acknowledged. */
    const unlessCut = async (call: Promise<unknown>, acknowledged: () => void): Promise<void> => {
      await call.then(acknowledged, () => {});
    };
    for (let cut = 0; cut < 5; cut += 1) {
      const leader = await at.waitForLeader();
      const calls: Promise<void>[] = [];
      const until = at.scheduler.now() + 20 + dice.next() * 100;
      while (at.scheduler.now() < until) {
        const node = at.node(NODES[dice.below(3)] ?? leader);
        const workflowId = `w${next}`;
        const number = next;
        next += 1;
        const input = { seed: seed * 100 + number, length: 6 };
        const start = node.startWorkflow(walk, input, { workflowId });
        calls.push(unlessCut(start, () => started.push(workflowId)));
        const gathering = node.startWorkflow(gather, 1_000_000, { workflowId: "gather" });
        const signal = gathering.then((run) => run.signal("add", number));
        calls.push(unlessCut(signal, () => signalled.push(number)));
        await at.advance(dice.next() * 20);
      }
      outside.leaderLost();
      for (const id of NODES) at.kill(id);
      await Promise.all(calls);
      await at.wait(Promise.all(NODES.map((id) => at.start(id))));
    }
    await at.waitForLeader();
    expect(started.length).toBeGreaterThan(5);
    expect(signalled.length).toBeGreaterThan(5);
    for (const workflowId of started) {
      const run = at.node("n1").getRun(workflowId);
      expect(await at.wait(run.waitForCompletion())).toBeInstanceOf(Array);
    }
    const received: unknown[] = [];
    const [gathered = "[]"] = await historiesOf(at, "n2", ["gather"]);
    for (const { type, value } of JSON.parse(gathered) as { type: string; value: unknown }[]) {
      if (type === "Signal") received.push(value);
    }
    for (const number of signalled) {
      expect(
        received.filter((one) => one === number),
        `signal ${number}`,
      ).toHaveLength(1);
    }
    expect(new Set(received).size).toBe(received.length);
    expect(outside.wrong).toEqual([]);
    await at.converge();
    const ids = [...started, "gather"];
    const [first, ...others] = await Promise.all(NODES.map((id) => historiesOf(at, id, ids)));
    for (const other of others) expect(other).toEqual(first);
  });

  test("scenario 133: a node whose disk was lost under load is rebuilt, nothing acknowledged is lost, and it can lead", async () => {
    const at = await open({ seed, workflows: [gather], trailingEntries: 20 });
    const victim = follower(at);
    const client = NODES.find((id) => id !== victim) ?? "";
    const run = await at.wait(at.node(client).startWorkflow(gather, 300, { workflowId: "g" }));
    const load = (async (): Promise<void> => {
      for (let number = 0; number < 300; number += 1) await run.signal("add", number);
    })();
    await at.advance(50);
    at.kill(victim);
    at.wipe(victim);
    await at.advance(100);
    await at.wait(at.start(victim));
    await at.wait(load);
    await at.until(() => at.living.every((id) => isWhole(at, id, victim)));
    // Whoever else leads dies, until it is the one that was rebuilt.
    for (let tries = 0; at.leader !== victim && tries < 20; tries += 1) {
      const leader = await at.waitForLeader();
      if (leader === victim) break;
      await at.converge();
      at.kill(leader);
      await at.waitForLeader();
      await at.wait(at.start(leader));
    }
    expect(at.leader).toBe(victim);
    const seen = await at.wait(at.node(victim).getRun(gather, "g").waitForCompletion());
    expect(seen).toEqual(Array.from({ length: 300 }, (_, number) => number));
    await at.converge();
    const [first, ...others] = await Promise.all(NODES.map((id) => historiesOf(at, id, ["g"])));
    for (const other of others) expect(other).toEqual(first);
  });

  test("scenario 142: a client at a follower sees no error while leaders come and go, and its calls keep their order", async () => {
    const at = await open({ seed, workflows: [gather] });
    const dice = new SeededRandom(seed);
    const client = follower(at);
    const count = 60;
    const run = await at.wait(at.node(client).startWorkflow(gather, count, { workflowId: "g" }));
    const load = (async (): Promise<void> => {
      for (let number = 0; number < count; number += 1) {
        await run.signal("add", number);
        await at.node(client).getRun("g").describe();
        await pause(dice.next() * 30);
      }
    })();
    for (let change = 0; change < 6; change += 1) {
      await at.advance(dice.next() * 150);
      const leader = await at.waitForLeader();
      if (leader === client) continue;
      if (change % 2 === 0) at.kill(leader);
      else await at.stop(leader);
      await at.advance(dice.next() * 300);
      await at.wait(at.start(leader));
    }
    await at.wait(load);
    expect(await at.wait(run.waitForCompletion())).toEqual(
      Array.from({ length: count }, (_, number) => number),
    );
  });

  test("scenario 146: the same seed twice gives the same journals, events and effects", async () => {
    const journal = async (): Promise<unknown> => {
      const outside = new Outside();
      const walk = defineWalk(outside, pause);
      const at = await open({ seed, workflows: [walk], onStep: outside.started });
      outside.now = () => at.scheduler.now();
      const ids = ["w1", "w2", "w3"];
      const starts = ids.map((workflowId, run) => {
        const input = { seed: seed * 10 + run, length: 10 };
        return at.node(NODES[run] ?? "n1").startWorkflow(walk, input, { workflowId });
      });
      await at.wait(Promise.all(starts));
      await at.advance(40);
      const leader = await at.waitForLeader();
      at.kill(leader);
      await at.advance(300);
      await at.wait(at.start(leader));
      for (const id of ids) await at.wait(at.node("n1").getRun(id).waitForCompletion());
      await at.converge();
      const histories = await Promise.all(NODES.map((id) => historiesOf(at, id, ids)));
      const { events, lines } = at;
      const told = lines.map(({ level, message }) => `${level} ${message}`);
      await at.close();
      return { histories, events, starts: outside.starts, told };
    };
    const first = await journal();
    expect(await journal()).toEqual(first);
  });
});
