// Goal: nodes of different versions get along: no command is proposed that some member does not know, and no node comes in that does
// not know what is in use. Method: nodes pretend to be of another version: of that which has all commands but Signal and RunParked,
// and of the next one, which has these too.
import { afterEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { JoinRefusedError, UpgradeInProgressError } from "../../src/errors.ts";
import {
  COMMAND_LEVEL,
  COMMAND_LEVELS,
  type CommandLevels,
} from "../../src/model/command-levels.ts";
import { TestCluster } from "../support/cluster.ts";
import { seeds } from "./seeds.ts";

const NODES = ["n1", "n2", "n3"];
const SIGNAL = 9;
const RUN_PARKED = 19;
const LATER: CommandLevels["byNumber"] = new Map([...COMMAND_LEVELS, [SIGNAL, 2], [RUN_PARKED, 2]]);
const OLD: CommandLevels = { known: 1, byNumber: LATER };
const NEW: CommandLevels = { known: 2, byNumber: LATER };

const listens = defineWorkflow({ name: "listens", version: 1 }, async (ctx): Promise<unknown> => {
  return ctx.waitForSignal("go");
});
const OPTIONS = { workflows: [listens], execution: { idleEvictionMs: 2000 } } as const;
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

/** A cluster of nodes of the old version that are upgraded one by one, but for the last. */
async function halfUpgraded(seed: number): Promise<TestCluster> {
  const at = await TestCluster.open({ nodes: NODES, seed, ...OPTIONS, commandLevels: OLD });
  cluster = at;
  for (const id of ["n1", "n2"]) await upgrade(at, id);
  return at;
}

async function upgrade(at: TestCluster, nodeId: string): Promise<void> {
  await at.stop(nodeId);
  await at.wait(at.start(nodeId, { ...OPTIONS, commandLevels: NEW }));
  await at.until(() => levelsAt(at, nodeId).get(nodeId) === 2);
  await at.converge();
}

/** Leadership goes to a node. */
async function leadBy(at: TestCluster, nodeId: string): Promise<void> {
  const leader = await at.waitForLeader();
  if (leader === nodeId) return;
  await at.wait(at.core(leader).cluster?.handOver(nodeId) ?? Promise.resolve());
  await at.until(() => at.leader === nodeId);
}

/** Runs in the memory of a node of the new version that has just come back. */
async function residentAfterRestart(at: TestCluster, nodeId: string): Promise<number> {
  await at.stop(nodeId);
  await at.wait(at.start(nodeId, { ...OPTIONS, commandLevels: NEW }));
  await at.converge();
  return at.core(nodeId).group.residentRuns;
}

/** The levels of the members, as a node knows them. */
function levelsAt(at: TestCluster, nodeId: string): Map<string, number> {
  const { members } = at.core(nodeId).group.members();
  return new Map(members.map((one) => [one.nodeId, one.commandLevel]));
}

describe.each(seeds(1))("levels of commands (SEED=%d)", (seed) => {
  test("a call that an old member does not know is refused on every node, until that is upgraded", async () => {
    const at = await halfUpgraded(seed);
    const run = await at.wait(at.node("n1").startWorkflow(listens, undefined, { workflowId: "a" }));
    for (const id of NODES) {
      const sent = at.wait(at.node(id).getRun("a").signal("go", id));
      await expect(sent).rejects.toThrow(UpgradeInProgressError);
    }
    await upgrade(at, "n3");
    await at.wait(at.node("n3").getRun("a").signal("go", "now"));
    expect(await at.wait(run.waitForCompletion())).toBe("now");
  });

  test("a leader that does not know a call of a newer node at all says so", async () => {
    const at = await TestCluster.open({ nodes: NODES, seed });
    cluster = at;
    // Number 99, without content.
    const newer = Uint8Array.of((794 % 128) + 128, Math.floor(794 / 128), 0);
    const leader = await at.waitForLeader();
    const answer = at.wait(at.core(leader).group.calls.accept(newer));
    await expect(answer).resolves.toEqual({ type: "tooNew", knownLevel: COMMAND_LEVEL });
  });

  test("what the engine has to say waits until all know it, and holds up nothing else", async () => {
    const at = await halfUpgraded(seed);
    await leadBy(at, "n1");
    await at.wait(at.node("n1").startWorkflow(listens, undefined, { workflowId: "a" }));
    await at.until(() => at.core("n1").group.residentRuns === 0);
    const before = at.core("n1").group.appliedIndex;
    await at.advance(5000);
    expect(at.core("n1").group.appliedIndex).toBe(before);
    // A run that is not known to be parked comes back with its node.
    expect(await residentAfterRestart(at, "n2")).toBe(1);
    await at.wait(at.node("n2").startWorkflow(listens, undefined, { workflowId: "b" }));
    await at.until(() => at.core("n1").group.residentRuns === 0);
    await upgrade(at, "n3");
    // On the disk of all nodes: what is parked there is not brought back.
    await at.advance(500);
    expect(at.leader).toBe("n1");
    expect(await residentAfterRestart(at, "n2")).toBe(0);
    await at.wait(at.node("n1").getRun("b").signal("go"));
    await at.wait(at.node("n1").getRun("b").waitForCompletion());
  });

  test("a member that is removed counts while its vote is needed", async () => {
    const at = await halfUpgraded(seed);
    await at.wait(at.node("n1").startWorkflow(listens, undefined, { workflowId: "a" }));
    await leadBy(at, "n2");
    at.kill("n1");
    // Without n1 the configuration needs n3 to be without n3.
    await at.wait(at.node("n2").cluster.remove("n3"));
    at.pause("n3");
    expect(at.members("n2").toSorted()).toEqual(["n1", "n2"]);
    const sent = at.wait(at.node("n2").getRun("a").signal("go", 0));
    await expect(sent).rejects.toThrow(UpgradeInProgressError);
    at.resume("n3");
    await at.until(() => at.core("n2").cluster?.configuration()?.voters.length === 2);
    await at.until(() => at.events.some((event) => event.startsWith("n3: fatal")));
    expect(at.events.find((event) => event.startsWith("n3: fatal"))).toContain("was removed");
    at.kill("n3");
    await at.wait(at.start("n1", { ...OPTIONS, commandLevels: NEW }));
    await at.waitForLeader();
    await at.until(() => at.core("n1").cluster?.configuration()?.voters.length === 2);
    await at.wait(at.node("n2").getRun("a").signal("go", 1));
    expect(await at.wait(at.node("n1").getRun("a").waitForCompletion())).toBe(1);
  });

  test("a node that knows less than all members is not taken in, one that knows as much is", async () => {
    const at = await halfUpgraded(seed);
    const late = { initialNodes: [], join: ["n1"] };
    await at.wait(at.start("n4", { ...OPTIONS, ...late, commandLevels: OLD }));
    for (const id of ["n3", "n4"]) await upgrade(at, id);
    const refused = at.wait(at.start("n5", { ...OPTIONS, ...late, commandLevels: OLD }));
    await expect(refused).rejects.toThrow(JoinRefusedError);
    await expect(refused).rejects.toThrow("up to level 1, and the cluster uses those of level 2");
    expect(at.members("n1")).not.toContain("n5");
  });

  test("a member that comes back with an older version than all have does not start", async () => {
    const at = await halfUpgraded(seed);
    await upgrade(at, "n3");
    await at.advance(1000);
    await at.stop("n3");
    const refused = at.wait(at.start("n3", { ...OPTIONS, commandLevels: OLD }));
    await expect(refused).rejects.toThrow(JoinRefusedError);
    expect(levelsAt(at, "n1").get("n3")).toBe(2);
  });

  test("a member may go back while another one is of that version still", async () => {
    const at = await halfUpgraded(seed);
    await at.stop("n2");
    await at.wait(at.start("n2", { ...OPTIONS, commandLevels: OLD }));
    await at.until(() => levelsAt(at, "n1").get("n2") === 1);
    await upgrade(at, "n3");
    await at.wait(at.node("n1").startWorkflow(listens, undefined, { workflowId: "a" }));
    const sent = at.wait(at.node("n3").getRun("a").signal("go"));
    await expect(sent).rejects.toThrow(UpgradeInProgressError);
  });

  test("a member that goes back while the last old one is upgraded elsewhere stops, and says why", async () => {
    const at = await halfUpgraded(seed);
    await leadBy(at, "n2");
    await at.stop("n1");
    // What n1 has on its disk says that n3 is of the old version still.
    await upgrade(at, "n3");
    await at.wait(at.start("n1", { ...OPTIONS, commandLevels: OLD }));
    await at.advance(5000);
    const fatal = at.events.find((event) => event.startsWith("n1: fatal"));
    expect(fatal).toContain("install a newer version");
    const before = at.core("n2").group.appliedIndex;
    await at.advance(5000);
    expect(at.core("n2").group.appliedIndex).toBe(before);
    expect(levelsAt(at, "n2").get("n1")).toBe(2);
  });
});
