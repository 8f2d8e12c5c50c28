/**
 * Goal: what callers are told is true: what was acknowledged has happened once, what was refused never, anything else at most once, and
 * each is told before its deadline; who reads behind an acknowledgement finds it at any node. Method: callers on all nodes with random
 * policies, deadlines and abort signals, while nodes die, stand still and are cut off, and clocks jump; every call bears a token of its
 * own, which is looked for in the histories at the end.
 */
import { afterEach, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { TestCluster } from "../support/cluster.ts";
import { endingText, pick, RandomCallers, type Told } from "./random-callers.ts";
import { seeds } from "./seeds.ts";

const NODES = ["n1", "n2", "n3"];
const ROUNDS = 6;
const NOTHING_HAPPENED = [
  "ERR_NO_QUORUM",
  "ERR_OVERLOADED",
  "ERR_WORKFLOW_ALREADY_STARTED",
  "ERR_WORKFLOW_NOT_FOUND",
  "ERR_RUN_ENDED",
];
const NOBODY_KNOWS = ["ERR_OUTCOME_UNKNOWN", "ERR_RUNTIME_CLOSED", "ABORTED"];
let cluster: TestCluster | null = null;

/** Ends in one of all ways. */
const waits = defineWorkflow({ name: "waits", version: 1 }, async (ctx, _token: string) => {
  for (let seen = 0; ; seen += 1) {
    const token = await ctx.waitForSignal<string>("add", { timeout: "2s" });
    if (token === undefined || token.endsWith("7")) return seen;
    if (token.endsWith("8")) throw new Error("failed");
  }
});

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

/** Disturbs one node, and leaves it well. */
async function disturb(at: TestCluster, dice: SeededRandom, callers: RandomCallers): Promise<void> {
  const someone = pick(dice, at.living);
  // Most calls are on their way through the leader.
  const nodeId = dice.below(2) === 0 ? (at.leader ?? someone) : someone;
  switch (dice.below(4)) {
    case 0:
      at.kill(nodeId);
      await at.advance(dice.below(400));
      await at.wait(at.start(nodeId));
      return;
    case 1:
      await at.stop(nodeId);
      await at.advance(dice.below(100));
      await at.wait(at.start(nodeId));
      return;
    case 2:
      at.network.isolate(nodeId);
      await at.advance(dice.below(1500));
      at.network.healAll();
      return;
    default:
      if (dice.below(3) === 0) at.scheduler.shiftWall((dice.below(5) - 1) * 200_000);
      callers.stillUntil.set(nodeId, Infinity);
      at.pause(nodeId);
      await at.advance(dice.below(1500));
      callers.stillUntil.set(nodeId, at.scheduler.now());
      at.resume(nodeId);
  }
}

/** The runs in whose histories each token stands, once for each time. */
async function happened(at: TestCluster): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  const node = at.node("n1");
  const { runs, nextCursor } = await at.wait(node.listRuns({}, { limit: 1000 }));
  expect(nextCursor).toBeNull();
  for (const { workflowId, runNumber } of runs) {
    const read = async (): Promise<void> => {
      for await (const { type, value } of node.getRun(workflowId, { runNumber }).history()) {
        if (!["RunStart", "Signal", "Cancel", "Terminate"].includes(type)) continue;
        found.set(String(value), [...(found.get(String(value)) ?? []), runNumber]);
      }
    };
    await at.wait(read());
  }
  return found;
}

/** Whether it is what happened, by the runs in which its token stands. */
function isTrue(told: Told, runs: readonly number[]): boolean {
  switch (told.type) {
    case "start":
      return told.startedRun === null
        ? runs.length === 0
        : runs.length === 1 && runs[0] === told.startedRun;
    case "signal":
      return runs.length === 1;
    case "cancel":
    case "terminate":
      // Nothing is written when it had been done, or the run had ended.
      return runs.length <= 1;
    default:
      if (NOTHING_HAPPENED.includes(told.code)) return runs.length === 0;
      return NOBODY_KNOWS.includes(told.code) && runs.length <= 1;
  }
}

/** Every node says of every run that it has ended as callers were told. */
async function compareEndings(at: TestCluster, { endings, wrong }: RandomCallers): Promise<void> {
  for (const [target, texts] of endings) {
    const asked = NODES.map((nodeId) => {
      const bounds = { timeoutMs: 10_000, abortSignal: undefined };
      return at.core(nodeId).group.calls.ending(target, bounds);
    });
    for (const ending of await at.wait(Promise.all(asked))) texts.add(endingText(ending));
    if (texts.size > 1) wrong.push(`${JSON.stringify(target)}: ${[...texts].join(", ")}`);
  }
}

test.each(seeds(3))(
  "what callers are told is true while nodes come and go (SEED=%d)",
  { timeout: 60_000 },
  async (seed) => {
    const dice = new SeededRandom(seed);
    // Whoever was away comes back by a snapshot, or by the log.
    const options = dice.below(2) === 0 ? { trailingEntries: 8 } : {};
    cluster = await TestCluster.open({ nodes: NODES, seed, workflows: [waits], ...options });
    const at = cluster;
    await at.waitForLeader();
    if (dice.below(2) === 0)
      at.network.setFaults({ delayMinMs: 0, delayMaxMs: 20, lossRate: 0.001 });
    const callers = new RandomCallers(at, dice);
    callers.begin();
    for (let round = 0; round < ROUNDS; round += 1) {
      await at.advance(dice.below(600));
      await disturb(at, dice, callers);
    }
    await callers.end();
    at.network.setFaults({ lossRate: 0 });
    await at.converge();
    const found = await happened(at);
    await compareEndings(at, callers);
    const untrue = callers.told
      .map((told) => ({ ...told, runs: found.get(told.token) ?? [] }))
      .filter((told) => !isTrue(told, told.runs));
    expect([...callers.wrong, ...untrue]).toEqual([]);
  },
);
