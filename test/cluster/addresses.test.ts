// Goal: nodes may move whenever they start, whoever hears of it then, whatever their clocks say. Method: whole nodes on virtual time.
import { afterEach, describe, expect, test } from "vitest";
import { JoinRefusedError } from "../../src/errors.ts";
import { TestCluster } from "../support/cluster.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

function movedTo(port: number, moved: string): (nodeId: string) => string {
  return (nodeId) => `${nodeId}:${nodeId === moved ? port : 7000 + Number(nodeId.slice(1))}`;
}

/** Whether a node hears another one. */
function hears(at: TestCluster, nodeId: string, other: string): boolean {
  const members = at.core(nodeId).cluster?.info().members ?? [];
  return members.some((member) => member.nodeId === other && member.isConnected);
}

test.each(Array.from({ length: 20 }, (_, at) => at + 1))(
  "a node that moved while its leader could not be reached is found again (SEED=%d)",
  async (seed) => {
    cluster = await TestCluster.open({ nodes: NODES, seed });
    const at = cluster;
    const leader = await at.waitForLeader();
    const [moved = ""] = NODES.filter((id) => id !== leader);
    at.kill(moved);
    await at.advance(50);
    at.network.cut(moved, leader);
    at.network.cut(leader, moved);
    await at.wait(at.start(moved, { addressOf: movedTo(8001, moved) }));
    await at.advance(500 + 97 * seed);
    at.network.healAll();
    await at.until(() => hears(at, leader, moved) && hears(at, moved, leader), 20_000);
  },
);

test.each([1, 2, 3])(
  "a node that moved is found although its clock is behind what it was (SEED=%d)",
  async (seed) => {
    cluster = await TestCluster.open({ nodes: NODES, seed });
    const at = cluster;
    const leader = await at.waitForLeader();
    const [moved = ""] = NODES.filter((id) => id !== leader);
    at.kill(moved);
    at.scheduler.shiftWall(-60_000);
    await at.wait(at.start(moved, { addressOf: movedTo(8001, moved) }));
    await at.until(() => hears(at, leader, moved) && hears(at, moved, leader), 20_000);
  },
);

describe.each([1, 2, 3])("a clock that is behind what it was (SEED=%d)", (seed) => {
  test("does not keep out a node whose disk was lost", async () => {
    cluster = await TestCluster.open({ nodes: NODES, seed });
    const at = cluster;
    const leader = await at.waitForLeader();
    const [lost = ""] = NODES.filter((id) => id !== leader);
    at.kill(lost);
    at.wipe(lost);
    at.scheduler.shiftWall(-60_000);
    await at.wait(at.start(lost));
    await at.until(() => NODES.every((id) => at.voters(id).length === 3));
    expect(at.members(lost).toSorted()).toEqual(NODES);
  });

  test("does not keep out one that was removed and whose directory was emptied, but its old directory", async () => {
    cluster = await TestCluster.open({ nodes: NODES, seed });
    const at = cluster;
    const leader = await at.waitForLeader();
    const [gone = ""] = NODES.filter((id) => id !== leader);
    at.kill(gone);
    await at.wait(at.node(leader).cluster.remove(gone));
    at.scheduler.shiftWall(-60_000);
    await at.until(() => at.core(leader).cluster?.configuration()?.voters.length === 2);
    await expect(at.wait(at.start(gone))).rejects.toThrow(JoinRefusedError);
    at.kill(gone);
    at.wipe(gone);
    await at.wait(at.start(gone));
    await at.until(() => NODES.every((id) => at.voters(id).length === 3));
  });
});
