// Goal: however nodes begin, and whatever dies meanwhile, there is one cluster and everyone votes in it. Method: whole nodes on
// virtual time; they are started, killed and started again at moments that the seed says, over a network that loses and delays.
import { afterEach, describe, expect, test } from "vitest";
import { SeededRandom } from "../../src/util/random.ts";
import { TestCluster, type TestNodeOptions } from "../support/cluster.ts";

let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

function names(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `n${at + 1}`);
}

function world(seed: number, nodes: readonly string[]): TestCluster {
  cluster = new TestCluster({ nodes, seed });
  return cluster;
}

/** Starts a node that may be killed while it opens. */
function begin(at: TestCluster, nodeId: string, options?: TestNodeOptions): void {
  const starting = options === undefined ? at.start(nodeId) : at.start(nodeId, options);
  starting.catch((error: unknown) => {
    // Those that died on the way are started again by whoever killed them.
    if (!String(error).includes("died")) at.events.push(`${nodeId}: refused ${String(error)}`);
  });
}

async function untilAllVote(at: TestCluster, nodes: readonly string[]): Promise<void> {
  const wanted = nodes.toSorted().join();
  await at.until(
    () => nodes.every((id) => at.voters(id).toSorted().join() === wanted && knows(at, id, nodes)),
    120_000,
  );
  expect(new Set(nodes.map((id) => at.clusterId(id))).size).toBe(1);
}

function knows(at: TestCluster, id: string, nodes: readonly string[]): boolean {
  const conf = at.core(id).cluster?.info().members ?? [];
  return conf.length === nodes.length;
}

/** Replica ids that the configuration of a node has, voters and others. */
function configured(at: TestCluster, id: string): string {
  const state = at.core(id).cluster?.configuration();
  return [...(state?.voters ?? []), ...(state?.learners ?? [])].join();
}

describe.each([1, 2, 3, 4, 5])("%d nodes", (count) => {
  test.each([11, 12, 13, 14])("started in any order are one cluster (SEED=%d)", async (seed) => {
    const nodes = names(count);
    const at = world(seed, nodes);
    const dice = new SeededRandom(seed);
    for (const id of nodes.toSorted(() => dice.next() - 0.5)) {
      begin(at, id);
      await at.advance(dice.next() * 300);
    }
    await untilAllVote(at, nodes);
  });

  test.each(Array.from({ length: 10 }, (_, at) => 100 * count + at))(
    "killed while they form, over a bad network, are one cluster (SEED=%d)",
    async (seed) => {
      const nodes = names(count);
      const at = world(seed, nodes);
      const dice = new SeededRandom(seed);
      at.network.setFaults({ lossRate: dice.next() * 0.1, delayMaxMs: dice.next() * 20 });
      for (const id of nodes) begin(at, id);
      const kills = 2 + dice.below(10);
      for (let kill = 0; kill < kills; kill += 1) {
        await at.advance(dice.next() ** 2 * 400);
        const victim = nodes[dice.below(count)] ?? "";
        at.kill(victim);
        await at.advance(dice.next() * 150);
        begin(at, victim);
      }
      at.network.setFaults({ lossRate: 0, delayMaxMs: 0.5 });
      await untilAllVote(at, nodes);
    },
  );
});

describe.each([1, 2, 3, 4])("a node whose disk was lost (SEED=%d)", (seed) => {
  test.each(["n1", "n2", "n3"])("comes back as a new replica: %s", async (victim) => {
    const nodes = names(3);
    const at = world(seed, nodes);
    for (const id of nodes) begin(at, id);
    await untilAllVote(at, nodes);
    const clusterId = at.clusterId("n1");
    at.kill(victim);
    at.wipe(victim);
    await at.advance(1 + seed * 100);
    begin(at, victim);
    await at.until(() => at.living.includes(victim));
    expect(at.clusterId(victim)).toBe(clusterId);
    await at.until(() => nodes.every((id) => configured(at, id).split(",").length === 3));
    await untilAllVote(at, nodes);
    const replica = at
      .core(victim)
      .group.members()
      .members.find((one) => one.nodeId === victim);
    expect(replica?.replicaId).toBeGreaterThan(3);
  });

  test("loses it again and again at any moment, and the old replicas leave", async () => {
    const nodes = names(3);
    const at = world(seed + 70, nodes);
    const dice = new SeededRandom(seed);
    for (const id of nodes) begin(at, id);
    await untilAllVote(at, nodes);
    for (let loss = 0; loss < 12; loss += 1) {
      at.kill("n3");
      at.wipe("n3");
      await at.advance(1);
      begin(at, "n3");
      await at.advance(dice.next() * 400);
    }
    await at.until(() => nodes.every((id) => configured(at, id).split(",").length === 3));
    await untilAllVote(at, nodes);
  });

  test("and has the smallest id waits for the others rather than found a second cluster", async () => {
    const nodes = names(3);
    const at = world(seed, nodes);
    for (const id of nodes) begin(at, id);
    await untilAllVote(at, nodes);
    const clusterId = at.clusterId("n2");
    // What the configuration was last is saved with the next flush.
    await at.advance(200);
    for (const id of nodes) at.kill(id);
    at.wipe("n1");
    begin(at, "n1");
    await at.advance(5000);
    expect(at.living).toEqual([]);
    begin(at, "n2");
    await at.advance(2000);
    expect(at.living).toEqual(["n2"]);
    begin(at, "n3");
    await untilAllVote(at, nodes);
    expect(at.clusterId("n1")).toBe(clusterId);
  });
});

test("a node between its identity and its group finishes what it began, wherever the disk stops", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const nodes = names(3);
    const at = world(seed, nodes);
    for (const id of nodes) begin(at, id);
    // Around the writes of identity and group, in steps of a tenth of a write.
    const victim = nodes[seed % 3] ?? "";
    await at.advance(0.5 + (seed % 20) * 0.1);
    at.kill(victim);
    await at.advance(300);
    begin(at, victim);
    await untilAllVote(at, nodes);
    await at.close();
  }
  cluster = null;
});

test("all nodes restarted with other addresses find each other", async () => {
  const nodes = names(3);
  const at = world(5, nodes);
  for (const id of nodes) begin(at, id);
  await untilAllVote(at, nodes);
  for (const id of nodes) at.kill(id);
  const addressOf = (id: string): string => `moved-${id}:9${id.slice(1)}00`;
  for (const id of nodes) begin(at, id, { initialNodes: nodes, addressOf });
  await at.until(() => at.leader !== null);
  await at.until(() =>
    nodes.every((id) =>
      (at.core(id).cluster?.info().members ?? []).every(
        (member) => member.address === addressOf(member.nodeId),
      ),
    ),
  );
  expect(at.core("n1").group.members().members).toHaveLength(3);
});
