// Goal: a function that keeps the main thread busy costs the group nothing. Method: the Raft hosts run in threads of their own, as by default;
// the step of one node spins, and what its process and the others do meanwhile is looked at from outside.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import { ProcessCluster } from "./process-cluster.ts";

const NODE_IDS = ["n1", "n2", "n3"];

function otherThan(nodeId: string): string {
  return NODE_IDS.find((one) => one !== nodeId) ?? "";
}

function spinning(cluster: ProcessCluster): Promise<string> {
  return cluster.marked((_, workflowId, name) => workflowId === "busy" && name === "spins");
}

async function judged(cluster: ProcessCluster): Promise<void> {
  await cluster.compare();
  const runs = await cluster.node("n1").insist("runs");
  const { violations } = judge({ outside: cluster.outside(), runs, endedAs: "completed" });
  expect(violations).toEqual([]);
}

test("a step that spins for 10 s on the leader causes no election", async () => {
  await using cluster = await ProcessCluster.open();
  const leader = await cluster.leader();
  const observer = cluster.node(otherThan(leader));
  const { term } = await observer.insist("info");
  const begun = spinning(cluster);
  await observer.insist("start", "spins", "busy", { at: leader, lastsMs: 10_000 });
  expect(await begun).toBe(leader);
  const value = await observer.insist("resultOf", "busy");
  const after = await observer.insist("info");
  expect({ term: after.term, leader: after.leaderNodeId }).toEqual({ term, leader });
  expect(value).toMatch(new RegExp(`^${leader}\\.`));
  await judged(cluster);
});

test("a main thread that is silent beyond the watchdog does not lead, and its run goes on elsewhere", async () => {
  await using cluster = await ProcessCluster.open({ options: { watchdog: "1s" } });
  const leader = await cluster.leader();
  const observer = cluster.node(otherThan(leader));
  const begun = spinning(cluster);
  const lastsMs = 20_000;
  await observer.insist("start", "spins", "busy", { at: leader, lastsMs });
  expect(await begun).toBe(leader);
  const from = performance.now();
  const value = await observer.insist("resultOf", "busy");
  // Another one led and ran the step again while the first one still spun.
  expect(performance.now() - from).toBeLessThan(lastsMs);
  expect(value).not.toMatch(new RegExp(`^${leader}\\.`));
  expect((await observer.insist("info")).leaderNodeId).not.toBe(leader);
  await judged(cluster);
});

test("a turn that never returns, on all nodes at once, is blocked after the restart, and other runs go on", async () => {
  await using cluster = await ProcessCluster.open({ options: { turnTimeout: "500ms" } });
  const leader = await cluster.leader();
  const client = cluster.node(leader);
  await client.insist("start", "sleeps", "beside", 60_000);
  // Its main thread answers no more from then on.
  client.ask("start", "hangs", "busy").catch(() => {});
  for (const nodeId of NODE_IDS) {
    const suspects = join(cluster.dataDir(nodeId), "SUSPECTS");
    while (!existsSync(suspects)) await delay(20);
    expect(readFileSync(suspects, "utf8")).toContain('"busy"');
  }
  await Promise.all(NODE_IDS.map((nodeId) => cluster.kill(nodeId)));
  // What the thread that watches has told on stderr.
  for (const said of cluster.wrong) expect(said).toContain("busy");
  cluster.wrong.splice(0);
  const blocked = cluster.marked(
    (_, workflowId, name) => workflowId === "busy" && name === "blocked",
  );
  await Promise.all(NODE_IDS.map((nodeId) => cluster.start(nodeId)));
  await blocked;
  await cluster.whole();
  const input = { count: 3, lastsMs: 1 };
  await cluster.node("n1").insist("start", "steps", "after", input);
  expect(await cluster.node("n1").insist("resultOf", "after")).toHaveLength(3);
  // Nodes have been told to try it again.
  expect(await cluster.node("n2").insist("resultOf", "busy")).toContain(".1.");
  await cluster.node("n1").insist("cancel", "beside");
  await cluster.node("n1").insist("endOf", "beside");
  await cluster.compare();
});
