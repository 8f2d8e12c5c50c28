// Goal: the scenarios that are about processes hold over processes. Method: three nodes of the built package, killed by SIGKILL; what steps
// did outside is held against what is committed.
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { judge, type Verdict } from "./judge.ts";
import { ProcessCluster } from "./process-cluster.ts";

const NODE_IDS = ["n1", "n2", "n3"];
/** What a failover may take on a busy machine; figures are the benchmarks'. */
const FAILOVER_MS = 3000;

function others(nodeId: string): string[] {
  return NODE_IDS.filter((one) => one !== nodeId);
}

/** A node that does not lead. */
async function followerOf(cluster: ProcessCluster): Promise<{ leader: string; follower: string }> {
  const leader = await cluster.leader();
  return { leader, follower: others(leader)[0] ?? "" };
}

/** All nodes are there again, have the same histories, and did nothing that they must not. */
async function judged(cluster: ProcessCluster, endedAs = "completed"): Promise<Verdict> {
  await cluster.compare();
  const runs = await cluster.node("n1").insist("runs");
  const verdict = judge({ outside: cluster.outside(), runs, endedAs });
  expect(verdict.violations).toEqual([]);
  return verdict;
}

/** Resolves after so many marks; gives back by whom the last one was. */
function marks(cluster: ProcessCluster, count: number): Promise<string> {
  let left = count;
  return cluster.marked((_, __, name) => {
    if (name.startsWith("began ")) left -= 1;
    return left <= 0;
  });
}

test("scenario 3: a run that was started through one node is found through the others", async () => {
  await using cluster = await ProcessCluster.open();
  const input = { count: 3, lastsMs: 5 };
  for (const nodeId of NODE_IDS) {
    expect(await cluster.node(nodeId).insist("start", "steps", `by ${nodeId}`, input)).toBe(true);
  }
  const made = new Set<unknown>();
  for (const started of NODE_IDS) {
    const results = await Promise.all(
      NODE_IDS.map((asked) => cluster.node(asked).insist("resultOf", `by ${started}`)),
    );
    expect(results[0]).toHaveLength(input.count);
    expect(results).toEqual([results[0], results[0], results[0]]);
    for (const value of results[0] as unknown[]) made.add(value);
  }
  expect(made.size).toBe(9);
  await judged(cluster);
});

test.each(["the node that ran it", "all nodes"])(
  "scenario 25: a step whose await has returned ran once, although %s died at once",
  async (who) => {
    await using cluster = await ProcessCluster.open();
    const { follower } = await followerOf(cluster);
    const dead = Promise.race(
      NODE_IDS.map((nodeId) =>
        cluster
          .node(nodeId)
          .ended()
          .then(() => nodeId),
      ),
    );
    // Its own node may be the one that dies.
    void cluster
      .node(follower)
      .insist("start", "dies", "run")
      .catch(() => {});
    const leader = await dead;
    cluster.switchboard.place(leader, null);
    if (who === "all nodes") {
      await Promise.all(others(leader).map((nodeId) => cluster.kill(nodeId)));
      await Promise.all(NODE_IDS.map((nodeId) => cluster.start(nodeId)));
    } else {
      await cluster.leader(others(leader));
      await cluster.start(leader);
    }
    const client = cluster.node(others(leader)[0] ?? "");
    const [first, second] = (await client.insist("resultOf", "run")) as string[];
    expect(first).toBe(`${leader}.1.1`);
    expect(second).not.toContain(`${leader}.1.`);
    expect(await judged(cluster)).toMatchObject({ starts: 2, startsAgain: 0 });
  },
);

test("scenario 44: a sleep goes on when the leader is killed, and is not longer than the failover", async () => {
  await using cluster = await ProcessCluster.open();
  const { leader, follower } = await followerOf(cluster);
  const asleep = cluster.marked((nodeId, _, name) => nodeId === leader && name === "sleeps");
  await cluster.node(follower).insist("start", "sleeps", "run", 4000);
  await asleep;
  await delay(1500);
  await cluster.kill(leader);
  const { from, to } = (await cluster.node(follower).insist("resultOf", "run")) as {
    from: number;
    to: number;
  };
  expect(to - from).toBeGreaterThanOrEqual(4000);
  expect(to - from).toBeLessThan(4000 + FAILOVER_MS);
  await cluster.start(leader);
  await judged(cluster);
});

test("scenario 93: runs that wait are cancelled through a follower; what cleans up goes on when the leader is killed", async () => {
  await using cluster = await ProcessCluster.open();
  const { follower } = await followerOf(cluster);
  const kinds = ["step", "sleep", "signal", "condition"];
  const hangs = cluster.marked((_, __, name) => name === "hangs");
  for (const kind of kinds) await cluster.node(follower).insist("start", "waits", kind, kind);
  await hangs;
  await Promise.all(NODE_IDS.map((nodeId) => cluster.node(nodeId).ask("catchUp")));
  const cleaning = marks(cluster, kinds.length);
  await Promise.all(kinds.map((kind) => cluster.node(follower).insist("cancel", kind)));
  const leader = await cleaning;
  await cluster.kill(leader);
  const client = cluster.node(others(leader)[0] ?? "");
  for (const kind of kinds) {
    expect(await client.insist("endOf", kind)).toBe("ERR_WORKFLOW_CANCELLED");
    const events = await client.insist("history", kind);
    const done = events.filter(({ type }) => type === "Checkpoint" || type === "Cancel");
    expect(done.map(({ type, key }) => key ?? type)).toEqual([
      "Cancel",
      "cleanup#0/step:work#0",
      "cleanup#0/step:work#1",
      "cleanup#0/var:error#0",
    ]);
    expect(done.at(-1)?.value).toBe("cancelled");
  }
  await cluster.start(leader);
  // What was under way began again, and nothing else.
  const { starts, startsAgain } = await judged(cluster, "cancelled");
  expect(startsAgain).toBeGreaterThan(0);
  expect(starts).toBe(2 * kinds.length + startsAgain);
});

test("scenario 128: a hundred runs go on when their leader is killed; only what was not acknowledged runs again", async () => {
  await using cluster = await ProcessCluster.open();
  const { follower } = await followerOf(cluster);
  const runs = Array.from({ length: 100 }, (_, at) => `run ${at}`);
  const begun = marks(cluster, 450);
  await Promise.all(
    runs.map((run) =>
      cluster.node(follower).insist("start", "steps", run, { count: 10, lastsMs: 40 }),
    ),
  );
  const leader = await begun;
  const client = cluster.node(others(leader)[0] ?? "");
  const killedMs = Number(process.hrtime.bigint()) / 1e6;
  await cluster.kill(leader);
  const results = await Promise.all(
    runs.map((run) => client.insist("resultOf", run) as Promise<string[]>),
  );
  const made = new Set(results.flat());
  expect(made.size).toBe(1000);
  await cluster.start(leader);
  const { starts, startsAgain } = await judged(cluster);
  expect(starts).toBe(1000 + startsAgain);
  expect(startsAgain).toBeLessThanOrEqual(runs.length);
  // When each of the runs began its next step somewhere else.
  const nextMs = new Map<string, number>();
  for (const [life, lines] of cluster.outside()) {
    if (life.startsWith(`${leader}.`)) continue;
    for (const line of lines) {
      if (line[0] === "start" && !nextMs.has(line[1])) nextMs.set(line[1], line[3].notBeforeMs);
    }
  }
  const waited = [...nextMs.values()].map((ms) => ms - killedMs).sort((one, two) => one - two);
  expect(waited.length).toBeGreaterThan(80);
  expect(waited[Math.floor(waited.length * 0.99)]).toBeLessThan(FAILOVER_MS);
});

test("scenario 132: what was acknowledged is there after all processes were killed at once", async () => {
  await using cluster = await ProcessCluster.open();
  const runs = Array.from({ length: 30 }, (_, at) => `run ${at}`);
  const begun = marks(cluster, 100);
  await Promise.all(
    runs.map((run, at) =>
      cluster
        .node(NODE_IDS[at % 3] ?? "")
        .insist("start", "steps", run, { count: 12, lastsMs: 20 }),
    ),
  );
  await begun;
  for (let cut = 0; cut < 2; cut += 1) {
    const again = marks(cluster, 100);
    await Promise.all(NODE_IDS.map((nodeId) => cluster.kill(nodeId)));
    await Promise.all(NODE_IDS.map((nodeId) => cluster.start(nodeId)));
    if (cut === 0) await again;
  }
  for (const run of runs) expect(await cluster.node("n2").insist("resultOf", run)).toHaveLength(12);
  const { starts, startsAgain, acknowledged } = await judged(cluster);
  expect(starts).toBe(30 * 12 + startsAgain);
  expect(acknowledged).toBeGreaterThan(1000);
});

test("scenario 142: calls to followers see no error while leaders are killed", async () => {
  await using cluster = await ProcessCluster.open();
  let calls = 0;
  for (let round = 0; round < 3; round += 1) {
    const leader = await cluster.whole();
    const over = new AbortController();
    const clients = others(leader).map(async (nodeId) => {
      const node = cluster.node(nodeId);
      for (let at = 0; !over.signal.aborted; at += 1) {
        const run = `${round} ${nodeId} ${at}`;
        await node.ask("start", "steps", run, { count: 2, lastsMs: 1 });
        await node.ask("catchUp");
        expect(await node.ask("resultOf", run)).toHaveLength(2);
        calls += 3;
      }
    });
    const before = calls;
    await cluster.kill(leader);
    await cluster.leader(others(leader));
    await cluster.start(leader);
    await cluster.whole();
    over.abort();
    await Promise.all(clients);
    expect(calls).toBeGreaterThan(before);
  }
  await judged(cluster);
});
