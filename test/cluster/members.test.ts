// Goal: who belongs to a cluster is what its users said, and nobody else. Method: whole nodes on virtual time; nodes join later,
// are refused, are removed while they lead, live or are dead.
import { afterEach, describe, expect, test } from "vitest";
import { JoinRefusedError, MemberNotFoundError, RuntimeClosedError } from "../../src/errors.ts";
import { TestCluster } from "../support/cluster.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

async function open(
  seed: number,
  options: Partial<ConstructorParameters<typeof TestCluster>[0]> = {},
): Promise<TestCluster> {
  cluster = await TestCluster.open({ nodes: NODES, seed, ...options });
  await cluster.waitForLeader();
  return cluster;
}

/** Waits until the configuration of all living nodes has so many voters and no learner. */
async function untilConfigured(at: TestCluster, voters: number): Promise<void> {
  await at.until(() =>
    at.living.every((id) => {
      const conf = at.core(id).cluster?.configuration();
      return conf?.voters.length === voters && conf.learners.length === 0;
    }),
  );
}

describe.each([1, 2, 3])("members (SEED=%d)", (seed) => {
  test("a removal that waits for a leader ends with the node that was asked", async () => {
    const at = await open(seed);
    at.kill("n2");
    at.kill("n3");
    await at.advance(500);
    const removing = at.node("n1").cluster.remove("n2", { callTimeout: "5m" });
    const refused = expect(removing).rejects.toBeInstanceOf(RuntimeClosedError);
    await at.advance(500);
    await at.stop("n1");
    await at.wait(refused);
  });

  test("a node that knows one address joins, and votes", async () => {
    const at = await open(seed);
    await at.wait(at.start("n4", { initialNodes: [], join: ["n2"] }));
    await untilConfigured(at, 4);
    expect(at.members("n1").toSorted()).toEqual(["n1", "n2", "n3", "n4"]);
    expect(at.clusterId("n4")).toBe(at.clusterId("n1"));
  });

  test("a node joins while everything it can ask is down, as soon as that is up", async () => {
    const at = await open(seed);
    at.kill("n2");
    const starting = at.start("n4", { initialNodes: [], join: ["n2"] });
    await at.advance(3000);
    expect(at.living).not.toContain("n4");
    await at.wait(at.start("n2"));
    await at.wait(starting);
    await untilConfigured(at, 4);
  });

  test.each(["restricted", "strict"] as const)(
    "policy %s refuses who is not listed",
    async (policy) => {
      const at = await open(seed, { policy });
      const refused = at.wait(at.start("n4", { initialNodes: [], join: ["n1"] }));
      await expect(refused).rejects.toThrow(JoinRefusedError);
      expect(at.members("n1").toSorted()).toEqual(NODES);
    },
  );

  test("policy strict removes members that are not listed any more", async () => {
    const at = await open(seed);
    // What the configuration was last is saved with the next flush.
    await at.advance(200);
    for (const id of NODES) at.kill(id);
    const options = { policy: "strict", initialNodes: ["n1", "n2"] } as const;
    await Promise.all(["n1", "n2"].map((id) => at.wait(at.start(id, options))));
    await untilConfigured(at, 2);
    expect(at.members("n1").toSorted()).toEqual(["n1", "n2"]);
  });

  test("a dead node is removed; its directory is refused, an empty one is taken in", async () => {
    const at = await open(seed);
    const leader = await at.waitForLeader();
    const [dead = "", asked = ""] = NODES.filter((id) => id !== leader);
    at.kill(dead);
    await at.wait(at.node(asked).cluster.remove(dead));
    await untilConfigured(at, 2);
    await expect(at.wait(at.start(dead))).rejects.toThrow(JoinRefusedError);
    at.kill(dead);
    at.wipe(dead);
    await at.wait(at.start(dead));
    await untilConfigured(at, 3);
  });

  test("a living node that is removed stops and says why", async () => {
    const at = await open(seed);
    const leader = await at.waitForLeader();
    const [gone = "", asked = ""] = NODES.filter((id) => id !== leader);
    await at.wait(at.node(asked).cluster.remove(gone));
    await at.until(() => at.events.some((event) => event.startsWith(`${gone}: fatal`)));
    expect(at.events.find((event) => event.startsWith(`${gone}: fatal`))).toContain("was removed");
    at.kill(gone);
    await untilConfigured(at, 2);
    expect(at.members(leader)).toHaveLength(2);
  });

  test("the leader is removed, by itself or another: it hands over, and stops", async () => {
    const at = await open(seed);
    const leader = await at.waitForLeader();
    const asked = seed === 1 ? leader : (NODES.find((id) => id !== leader) ?? "");
    const term = at.node(leader).cluster.info().term;
    await at.wait(at.node(asked).cluster.remove(leader));
    const left = `${leader}: fatal`;
    await at.until(() => at.events.some((event) => event.startsWith(left)));
    at.kill(leader);
    await untilConfigured(at, 2);
    const next = await at.waitForLeader();
    expect(at.members(next).toSorted()).toEqual(NODES.filter((id) => id !== leader));
    // Handed over, not fought for.
    expect(at.node(next).cluster.info().term).toBe(term + 1);
  });

  test("one of three is dead, another one is removed: its vote is there until the dead one is back", async () => {
    const at = await open(seed);
    const leader = await at.waitForLeader();
    const [dead = "", gone = ""] = NODES.filter((id) => id !== leader);
    at.kill(dead);
    // Until its leader has noticed.
    await at.advance(500);
    await at.wait(at.node(leader).cluster.remove(gone));
    await at.advance(2000);
    expect(at.core(leader).cluster?.configuration()?.voters).toHaveLength(3);
    expect(await at.waitForLeader()).toBe(leader);
    await at.wait(at.start(dead));
    await at.until(() => at.events.some((event) => event.startsWith(`${gone}: fatal`)));
    at.kill(gone);
    await untilConfigured(at, 2);
    await at.waitForLeader();
  });

  test("living and dead nodes are removed at the same time: the dead ones go first, so that a quorum is there throughout", async () => {
    const at = await open(seed, { nodes: ["n1", "n2", "n3", "n4", "n5"] });
    await untilConfigured(at, 5);
    const leader = await at.waitForLeader();
    const core = at.core(leader).cluster;
    const others = (core?.configuration()?.voters ?? [])
      .map((replicaId) => core?.nodeIdOf(replicaId) ?? "")
      .filter((id) => id !== leader);
    // The replica ids of the dead ones are the highest.
    const [gone = "", stays = "", ...dead] = others;
    for (const id of dead) at.kill(id);
    await at.wait(Promise.all([gone, ...dead].map((id) => at.node(leader).cluster.remove(id))));
    await at.until(() => at.core(leader).cluster?.configuration()?.voters.length === 2);
    await at.until(() => at.events.some((event) => event.startsWith(`${gone}: fatal`)));
    at.kill(gone);
    expect(at.members(leader).toSorted()).toEqual([leader, stays].toSorted());
    await untilConfigured(at, 2);
  });

  test("a node that was removed and comes back empty is not said to be connected where it cannot be reached", async () => {
    const at = await open(seed);
    const leader = await at.waitForLeader();
    const [gone = "", other = ""] = NODES.filter((id) => id !== leader);
    await at.wait(at.node(leader).cluster.remove(gone));
    await at.until(() => at.events.some((event) => event.startsWith(`${gone}: fatal`)));
    at.kill(gone);
    at.wipe(gone);
    await untilConfigured(at, 2);
    // Those who are connected are looked at once in a second.
    await at.advance(2000);
    at.network.cut(gone, other);
    at.network.cut(other, gone);
    await at.wait(at.start(gone, { initialNodes: [], join: [leader] }));
    await untilConfigured(at, 3);
    const { members } = at.node(other).cluster.info();
    const connected = members.filter(({ isConnected }) => isConnected).map(({ nodeId }) => nodeId);
    expect(connected.toSorted()).toEqual([leader, other].toSorted());
  });

  test("a node that is not there cannot be removed", async () => {
    const at = await open(seed);
    for (const id of NODES) {
      const removed = at.wait(at.node(id).cluster.remove("n9"));
      await expect(removed).rejects.toThrow(MemberNotFoundError);
    }
  });

  test("a node that was away follows a leader who joined meanwhile", async () => {
    const at = await open(seed);
    at.kill("n3");
    for (const id of ["n4", "n5"]) await at.wait(at.start(id, { initialNodes: [], join: ["n1"] }));
    await untilConfigured(at, 5);
    for (const id of ["n1", "n2"]) at.kill(id);
    await at.wait(at.start("n3"));
    // Only those who joined know all; n3 finds them because they look for it.
    await at.waitForLeader();
    expect(["n4", "n5"]).toContain(at.leader);
    await at.converge();
    expect(at.members("n3")).toHaveLength(5);
  });

  test("a node that was away follows a leader who was removed before, and has come back empty", async () => {
    const at = await open(seed);
    await at.wait(at.start("n4", { initialNodes: [], join: ["n1"] }));
    await untilConfigured(at, 4);
    await at.wait(at.node("n1").cluster.remove("n2"));
    await at.until(() => at.events.some((event) => event.startsWith("n2: fatal")));
    at.kill("n2");
    at.wipe("n2");
    await untilConfigured(at, 3);
    // What the configuration was last is saved with the next flush.
    await at.advance(200);
    at.kill("n3");
    await at.wait(at.start("n2"));
    await untilConfigured(at, 4);
    await at.wait(at.node("n2").cluster.remove("n1"));
    await at.until(() => at.events.some((event) => event.startsWith("n1: fatal")));
    at.kill("n1");
    await untilConfigured(at, 3);
    at.kill("n4");
    await at.wait(at.start("n3"));
    expect(await at.waitForLeader()).toBe("n2");
    await at.converge();
    expect(at.members("n3").toSorted()).toEqual(["n2", "n3", "n4"]);
  });
});
