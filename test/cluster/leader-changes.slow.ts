// Goal: leaders come and go a thousand times, and nothing of them stays: no timer, no stream, no listener, no object. Method: whole nodes on
// virtual time; each leader is cut off while runs and calls are under way. What is there at rest is counted after some changes and at the end.
import { queryObjects } from "node:v8";
import { expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { MemoryEnd } from "../../src/transport/memory-wire.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { RunExecutor } from "../../src/workflow/executor.ts";
import { ProposedCall } from "../../src/workflow/proposed-call.ts";
import { RunSlot } from "../../src/workflow/run-slot.ts";
import { StepDrive } from "../../src/workflow/step-drive.ts";
import { StepRun } from "../../src/workflow/step-run.ts";
import { TestCluster } from "../support/cluster.ts";

const NODES = ["n1", "n2", "n3"];
const CHANGES = 1000;
/** Changes before the first count. */
const FIRST_CHANGES = 100;
const SLEEPERS = 30;
const SEED = 11;
const TEST_MS = 400_000;
/** By so much the counts may differ: who leads and who follows have different timers. One for each change would be 900. */
const DIFFERENCE_MAX = 30;

/** Kinds of objects that come with leaders, their steps, and calls to them. */
const KINDS = {
  AbortController,
  EventTarget,
  Promise,
  MemoryEnd,
  ProposedCall,
  RunExecutor,
  RunSlot,
  StepDrive,
  StepRun,
};

/** What is there when nothing happens, by name. */
type Rest = ReadonlyMap<string, number>;

/** Waits for a moment of rest and counts. */
async function atRest(cluster: TestCluster): Promise<Rest> {
  // Longer than any pause of the transport, any deadline of a call, and until runs that wait have left memory.
  await cluster.advance(90_000);
  await cluster.converge();
  const listeners = process.eventNames().map((name) => process.listenerCount(name));
  return new Map([
    ["timers", cluster.scheduler.waiting],
    ["streams", cluster.network.openStreams],
    ["listeners", listeners.reduce((sum, count) => sum + count, 0)],
    ...Object.entries(KINDS).map(
      ([name, kind]) => [name, queryObjects(kind, { format: "count" })] as const,
    ),
  ]);
}

test(
  `after ${CHANGES} changes of the leader there is nothing that was not there before (SEED=${SEED})`,
  async () => {
    const sleeps = defineWorkflow({ name: "sleeps", version: 1 }, async (ctx) => ctx.sleep("300d"));
    const works = defineWorkflow({ name: "works", version: 1 }, async (ctx) => {
      for (let at = 0; at < 3; at += 1) {
        await ctx.step("work", ({ abortSignal }) => delayOf(30, abortSignal));
      }
      return "done";
    });
    const cluster = await TestCluster.open({
      nodes: NODES,
      seed: SEED,
      workflows: [sleeps, works],
      retention: { ageMs: 60_000, endedRunsMax: 10 },
    });
    const dice = new SeededRandom(SEED);
    function delayOf(ms: number, abortSignal: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const timer = cluster.scheduler.setTimeout(resolve, ms);
        abortSignal.addEventListener("abort", () => {
          cluster.scheduler.clearTimeout(timer);
          reject(abortSignal.reason as Error);
        });
      });
    }
    for (let at = 0; at < SLEEPERS; at += 1) {
      await cluster.wait(cluster.node("n1").startWorkflow(sleeps, undefined));
    }

    /** The leader is cut off with a run in the middle of a step, and calls on their way at both sides. */
    const change = async (count: number): Promise<void> => {
      const leader = await cluster.waitForLeader();
      const others = NODES.filter((nodeId) => nodeId !== leader);
      const workflowId = `run ${count}`;
      const [other = ""] = others;
      const run = await cluster.wait(
        cluster.node(other).startWorkflow(works, undefined, { workflowId }),
      );
      const end = run.waitForCompletion();
      await cluster.advance(dice.next() * 60);
      const calls = [leader, other].map((nodeId) =>
        cluster
          .node(nodeId)
          .getRun(workflowId)
          .describe()
          .catch(() => null),
      );
      cluster.network.isolate(leader);
      await cluster.until(() => others.some((nodeId) => cluster.core(nodeId).group.leads));
      await cluster.advance(dice.next() * 200);
      cluster.network.healAll();
      expect(await cluster.wait(end)).toBe("done");
      await cluster.wait(Promise.all(calls));
      await cluster.until(() => {
        const leaders = NODES.map((id) => cluster.core(id).group.leaderReplicaId);
        return new Set(leaders).size === 1 && leaders[0] !== 0;
      });
    };

    let before: Rest = new Map();
    for (let count = 1; count <= CHANGES; count += 1) {
      await change(count);
      if (count === FIRST_CHANGES) before = await atRest(cluster);
    }
    const after = await atRest(cluster);
    for (const [name, count] of after) {
      const difference = count - (before.get(name) ?? 0);
      expect(difference, `${name}: ${count}`).toBeLessThan(DIFFERENCE_MAX);
    }
    expect(cluster.events.filter((text) => text.includes("fatal"))).toEqual([]);
    await cluster.close();
  },
  TEST_MS,
);
