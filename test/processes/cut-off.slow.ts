// Goal: a leader that does not hear a majority starts no step, although its own clock says that one is due (G3). Method: a step's second
// attempt is due two seconds after the first; meanwhile the process that leads is cut off, or stands still, and another one is elected.
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import { ProcessCluster } from "./process-cluster.ts";
import type { LinkState } from "./switchboard.ts";

const NODE_IDS = ["n1", "n2", "n3"];
const RUNS = Array.from({ length: 5 }, (_, at) => `run ${at}`);
/** As workflows.mjs has it, and more than a leader needs to begin what is due. */
const RETRY_MS = 2000;
const DUE_MS = RETRY_MS + 500;

/** What is done to the leader, and what ends it. */
type Strike = (cluster: ProcessCluster, leader: string) => () => void;

function cutOff(state: LinkState): Strike {
  return (cluster, leader) => {
    cluster.cutOff(leader, state);
    return () => cluster.switchboard.heal();
  };
}

function cutOneWay(direction: "says" | "hears"): Strike {
  return (cluster, leader) => {
    for (const other of NODE_IDS) {
      const [from, to] = direction === "says" ? [leader, other] : [other, leader];
      if (other !== leader) cluster.switchboard.set(from, to, { type: "held" });
    }
    return () => cluster.switchboard.heal();
  };
}

const STRIKES: readonly [string, Strike][] = [
  ["is cut off", cutOff({ type: "held" })],
  ["loses its connections", cutOff({ type: "broken" })],
  ["is not heard", cutOneWay("says")],
  ["hears nothing", cutOneWay("hears")],
  [
    "stands still",
    (cluster, leader) => {
      cluster.node(leader).pause();
      return () => cluster.node(leader).resume();
    },
  ],
];

test.each(STRIKES)("a leader that %s starts no attempt that is due", async (_, strike) => {
  await using cluster = await ProcessCluster.open();
  const leader = await cluster.leader();
  const others = NODE_IDS.filter((nodeId) => nodeId !== leader);
  const client = cluster.node(others[0] ?? "");
  const fromMs = performance.now();
  await Promise.all(
    RUNS.map(async (run) => {
      await client.insist("start", "retries", run);
      // The first attempt has failed, and everybody knows.
      while ((await client.insist("history", run)).length < 2) await delay(5);
    }),
  );
  const undo = strike(cluster, leader);
  expect(performance.now() - fromMs, "too slow a machine for this test").toBeLessThan(RETRY_MS);
  await cluster.leader(others);
  await delay(DUE_MS);
  undo();
  const results = await Promise.all(RUNS.map((run) => client.insist("resultOf", run)));
  for (const result of results) expect(result).not.toContain(`${leader}.`);
  await cluster.compare();
  const runs = await client.insist("runs");
  const verdict = judge({ outside: cluster.outside(), runs });
  expect(verdict.violations).toEqual([]);
  expect(verdict.starts).toBeGreaterThanOrEqual(2 * RUNS.length);
});
