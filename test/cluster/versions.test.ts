// Goal: nodes with different definitions run a cluster together. Runs go on wherever somebody can run them, wait visibly where nobody
// can, and leadership does not go back and forth. Method: whole nodes on virtual time with workflows of their own; what a leader lacks
// is decided by the test.
import { afterEach, describe, expect, test } from "vitest";
import {
  type AnyWorkflow,
  defineWorkflow,
  type WorkflowDefinition,
} from "../../src/api/definition.ts";
import { encodePublish, METHODS } from "../../src/cluster/messages.ts";
import { InvalidArgumentError, PeerMismatchError } from "../../src/errors.ts";
import { PUBLISHED_BYTES_MAX } from "../../src/model/published.ts";
import { TestCluster } from "../support/cluster.ts";
import { seeds } from "./seeds.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

/** A run that waits for a signal before a step, so that it is in use for as long as a test wants. */
function waiting(name: string, version: number): WorkflowDefinition<void, string> {
  return defineWorkflow({ name, version }, async (ctx): Promise<string> => {
    await ctx.waitForSignal("go");
    return ctx.step("work", () => `${name} ${version}`);
  });
}

const V1 = waiting("order", 1);
const V2 = waiting("order", 2);
const OTHER = waiting("other", 1);

/** A cluster in which each node has workflows of its own, and the first one leads. */
async function open(
  seed: number,
  workflows: Readonly<Record<string, readonly AnyWorkflow[]>>,
): Promise<TestCluster> {
  const at = new TestCluster({ nodes: NODES, seed });
  cluster = at;
  const started = NODES.map((id) => at.start(id, { workflows: workflows[id] ?? [] }));
  await at.wait(Promise.all(started));
  await at.until(() => NODES.every((id) => at.voters(id).length === NODES.length));
  await leadBy(at, "n1");
  return at;
}

/** Leadership goes to a node. */
async function leadBy(at: TestCluster, nodeId: string): Promise<void> {
  const leader = await at.waitForLeader();
  if (leader === nodeId) return;
  await at.wait(at.core(leader).cluster?.handOver(nodeId) ?? Promise.resolve());
  await at.until(() => at.leader === nodeId);
}

/** Who has led since, in order, as `nodeId` has seen it. */
function leaders(at: TestCluster, nodeId: string): string[] {
  const line = `${nodeId}: led by `;
  const led = at.events.filter((event) => event.startsWith(line) && !event.endsWith("null"));
  return led.map((event) => event.slice(line.length));
}

function warnings(at: TestCluster, nodeId: string): number {
  const text = "runs wait for their definition";
  return at.lines.filter((line) => line.level === "warn" && said(line, nodeId, text)).length;
}

function said(
  { fields, message }: { fields: object; message: string },
  nodeId: string,
  text: string,
): boolean {
  return "nodeId" in fields && fields.nodeId === nodeId && message.includes(text);
}

describe.each(seeds(1))("versions (SEED=%d)", (seed) => {
  test("a leader that lacks the version of a run hands over to the node that has it", async () => {
    const at = await open(seed, { n1: [V2], n2: [V2], n3: [V1, V2] });
    const run = await at.wait(at.node("n3").startWorkflow(V1, undefined, { workflowId: "one" }));
    await at.wait(run.signal("go"));
    const before = at.scheduler.now();
    expect(await at.wait(run.waitForCompletion())).toBe("order 1");
    expect(at.leader).toBe("n3");
    // It may be registered in a moment, so nothing is done in a hurry; nor does it take longer than that.
    expect(at.scheduler.now() - before).toBeGreaterThan(4000);
    expect(at.scheduler.now() - before).toBeLessThan(8000);
  });

  test("when nobody has it the run waits with a warning, and goes on when somebody registers it", async () => {
    const at = await open(seed, { n1: [V1], n2: [V1], n3: [V1] });
    const run = await at.wait(at.node("n1").startWorkflow(V1, undefined, { workflowId: "one" }));
    for (const id of NODES) await at.stop(id);
    await at.wait(Promise.all(NODES.map((id) => at.start(id, { workflows: [V2] }))));
    const leader = await at.waitForLeader();
    await at.wait(at.node(leader).getRun("one").signal("go"));
    await at.advance(20_000);
    expect(at.leader).toBe(leader);
    expect(warnings(at, leader)).toBe(1);
    const described = await at.wait(at.node(leader).getRun("one").describe());
    expect(described).toMatchObject({ status: "running", waitingFor: "definition" });
    const [other = ""] = NODES.filter((id) => id !== leader);
    at.node(other).registerWorkflow(V1);
    expect(await at.wait(at.node(other).getRun("one").waitForCompletion())).toBe("order 1");
    expect(at.leader).toBe(other);
    expect(run.workflowId).toBe("one");
  });

  test("two nodes that each lack something of the other leave things as they are", async () => {
    const at = await open(seed, { n1: [V1], n2: [V1], n3: [OTHER] });
    await at.wait(at.node("n1").startWorkflow(V1, undefined, { workflowId: "one" }));
    await at.wait(at.node("n3").startWorkflow(OTHER, undefined, { workflowId: "two" }));
    const before = leaders(at, "n2").length;
    await at.advance(180_000);
    expect(leaders(at, "n2")).toHaveLength(before);
    expect(at.leader).toBe("n1");
    expect(warnings(at, "n1")).toBe(1);
    // When the run that kept it is over, leadership goes to where the other one can run.
    await at.wait(at.node("n2").getRun("one").signal("go"));
    await at.wait(at.node("n3").getRun("two").signal("go"));
    await at.wait(at.node("n2").getRun("one").waitForCompletion());
    expect(await at.wait(at.node("n2").getRun("two").waitForCompletion())).toBe("other 1");
    expect(at.leader).toBe("n3");
  });

  test("of several nodes the one leads that has most of what is in use", async () => {
    const at = await open(seed, { n1: [], n2: [V1], n3: [V1, OTHER] });
    await at.wait(at.node("n3").startWorkflow(OTHER, undefined, { workflowId: "two" }));
    for (const id of ["a", "b"]) {
      await at.wait(at.node("n2").startWorkflow(V1, undefined, { workflowId: id }));
    }
    await at.until(() => at.leader !== "n1");
    await at.waitForLeader();
    expect(at.leader).toBe("n3");
  });

  test("leadership moves for the sake of definitions once a minute at most, also over its leaders", async () => {
    const at = await open(seed, { n1: [], n2: [V1], n3: [OTHER] });
    const first = await at.wait(at.node("n2").startWorkflow(V1, undefined, { workflowId: "one" }));
    await at.until(() => at.leader === "n2");
    const moved = at.scheduler.now();
    await at.wait(first.signal("go"));
    await at.wait(first.waitForCompletion());
    const two = await at.wait(at.node("n3").startWorkflow(OTHER, undefined, { workflowId: "two" }));
    await at.wait(two.signal("go"));
    expect(await at.wait(two.waitForCompletion())).toBe("other 1");
    expect(at.leader).toBe("n3");
    expect(at.scheduler.now() - moved).toBeGreaterThan(59_000);
  });

  test("a follower without the definition sees the run end, and one that registers it late catches up", async () => {
    const at = await open(seed, { n1: [V1], n2: [V1], n3: [] });
    const one = await at.wait(at.node("n1").startWorkflow(V1, undefined, { workflowId: "one" }));
    const two = await at.wait(at.node("n1").startWorkflow(V1, undefined, { workflowId: "two" }));
    await at.wait(one.signal("go"));
    expect(await at.wait(at.node("n3").getRun("one").waitForCompletion())).toBe("order 1");
    at.node("n3").registerWorkflow(V1);
    await at.until(() => at.core("n3").group.residentRuns === 1);
    at.kill("n1");
    at.kill("n2");
    await at.wait(at.start("n2", { workflows: [] }));
    await at.waitForLeader();
    await at.wait(at.node("n3").getRun("two").signal("go"));
    expect(await at.wait(at.node("n3").getRun("two").waitForCompletion())).toBe("order 1");
    expect(at.leader).toBe("n3");
    expect(two.workflowId).toBe("two");
  });

  test("a step in flight ends before leadership goes: it runs once", async () => {
    const starts: string[] = [];
    const slow = defineWorkflow({ name: "slow", version: 1 }, async (ctx): Promise<string> => {
      return ctx.step("work", async ({ attempt }) => {
        starts.push(`attempt ${attempt}`);
        await new Promise<void>((resolve) => {
          at.scheduler.setTimeout(resolve, 7000);
        });
        return "done";
      });
    });
    const at = await open(seed, { n1: [slow], n2: [slow], n3: [slow, V1] });
    const run = await at.wait(at.node("n1").startWorkflow(slow, undefined, { workflowId: "slow" }));
    const other = await at.wait(at.node("n3").startWorkflow(V1, undefined, { workflowId: "one" }));
    await at.wait(other.signal("go"));
    expect(await at.wait(other.waitForCompletion())).toBe("order 1");
    expect(await at.wait(run.waitForCompletion())).toBe("done");
    expect(at.leader).toBe("n3");
    expect(starts).toEqual(["attempt 1"]);
  });

  test("what nodes have published is the same on all, and goes with those who leave", async () => {
    const at = await open(seed, { n1: [V1], n2: [V2, V1], n3: [] });
    const published = (id: string, of: string): unknown =>
      at.core(id).group.published(of)?.workflows;
    await at.until(() => NODES.every((id) => NODES.every((of) => published(id, of) !== undefined)));
    expect(published("n3", "n2")).toEqual([{ name: "order", versions: [1, 2] }]);
    expect(published("n3", "n3")).toEqual([]);
    at.kill("n2");
    await at.wait(at.node("n1").cluster.remove("n2"));
    await at.until(() => published("n3", "n2") === undefined);
  });

  test("a node publishes for itself alone: who names another one is refused", async () => {
    const at = await open(seed, { n1: [V1], n2: [V1], n3: [V1] });
    const published = (of: string): unknown => at.core("n1").group.published(of)?.workflows;
    await at.until(() => NODES.every((of) => published(of) !== undefined));
    const clusterId = at.clusterId("n1");
    const incarnationOf = (nodeId: string): number =>
      at
        .core("n1")
        .group.members()
        .members.find((one) => one.nodeId === nodeId)?.incarnation ?? 0;
    const incarnation = incarnationOf("n2");
    const callers = [
      // Another member.
      { name: { nodeId: "n3", clusterId, incarnation: incarnationOf("n3") }, field: "from.nodeId" },
      {
        name: { nodeId: "n2", clusterId, incarnation: incarnation + 1 },
        field: "from.incarnation",
      },
      { name: { nodeId: "n2", clusterId: "other", incarnation }, field: "from.clusterId" },
    ];
    const target = { address: "n1:7001" };
    const request = { nodeId: "n2", incarnation, commandLevel: 1, workflows: [] };
    const call = { payload: encodePublish(request) };
    const before = at.core("n1").group.members();
    for (const { name, field } of callers) {
      const { nodeId } = name;
      const transport = at.network.transport({ nodeId });
      transport.identify(name);
      for (let round = 0; round < 3; round += 1) {
        const refusal = at.wait(transport.call(target, METHODS.publish, call));
        await expect(refusal).rejects.toBeInstanceOf(PeerMismatchError);
        await expect(refusal).rejects.toMatchObject({ field });
      }
      await at.wait(transport.close());
    }
    await at.converge();
    expect(published("n2")).toEqual([{ name: "order", versions: [1] }]);
    expect(at.core("n1").group.members()).toEqual(before);
    // What it says itself is taken.
    at.node("n2").registerWorkflow(OTHER);
    await at.until(() => JSON.stringify(published("n2")).includes("other"));
  });
});

test("more workflows than can be published are refused, by name", async () => {
  const at = await open(1, {});
  const many = Math.ceil(PUBLISHED_BYTES_MAX / 250);
  let refused: unknown = null;
  for (let number = 1; number <= many && refused === null; number += 1) {
    try {
      at.node("n1").registerWorkflow(waiting(`${number}`.padStart(250, "x"), 1));
    } catch (error) {
      refused = error;
    }
  }
  // What was taken before is told to all.
  const published = (): number => at.core("n3").group.published("n1")?.workflows.length ?? 0;
  await at.until(() => published() > many / 2);
  expect(refused).toBeInstanceOf(InvalidArgumentError);
  expect(String(refused)).toContain(`${PUBLISHED_BYTES_MAX} bytes`);
});
