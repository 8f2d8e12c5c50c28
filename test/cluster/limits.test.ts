// Goal: members may have different limits, for good or while they are changed node by node: nobody stands still behind what another one may
// write. Method: whole nodes on virtual time, of which one has larger limits than the others.
import { afterEach, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { PayloadTooLargeError } from "../../src/errors.ts";
import { TestCluster } from "../support/cluster.ts";

const MEBIBYTE = 1024 * 1024;
const NODES = ["n1", "n2", "n3"];
const LARGE = { payloadBytesMax: 16 * MEBIBYTE, frameBytesMax: 17 * MEBIBYTE };
let cluster: TestCluster | null = null;

const length = defineWorkflow({ name: "length", version: 1 }, async (ctx, text: string) =>
  ctx.step("count", () => text.length),
);

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

async function open(large: string): Promise<TestCluster> {
  cluster = await TestCluster.open({
    nodes: NODES,
    seed: 1,
    workflows: [length],
    limitsOf: (nodeId) => (nodeId === large ? LARGE : {}),
  });
  const at = cluster;
  expect(await at.waitForLeader()).toBe("n1");
  await at.until(() => NODES.every((id) => at.core(id).group.leaderReplicaId !== 0));
  return at;
}

test("an entry larger than the frames of a new leader reaches the member that has not got it", async () => {
  const at = await open("n1");
  at.network.isolate("n3");
  const run = await at.wait(
    at.node("n1").startWorkflow(length, "x".repeat(8 * MEBIBYTE), { workflowId: "large" }),
  );
  expect(await at.wait(run.waitForCompletion())).toBe(8 * MEBIBYTE);
  at.kill("n1");
  at.network.healAll();
  // It leads, and drives, once the other one has what it has.
  await at.until(() => at.leader === "n2");
  const there = at.node("n3").getRun(length, "large");
  expect(await at.wait(there.waitForCompletion())).toBe(8 * MEBIBYTE);
});

test("a leader refuses a call that is larger than its own limits, and goes on", async () => {
  const at = await open("n2");
  const text = "x".repeat(8 * MEBIBYTE);
  const starting = at.node("n2").startWorkflow(length, text, { workflowId: "large" });
  const refused = await at.wait(
    starting.then(
      () => null,
      (error: unknown) => error,
    ),
  );
  expect(refused).toBeInstanceOf(PayloadTooLargeError);
  expect(refused).toMatchObject({ limitBytes: MEBIBYTE });
  const small = await at.wait(at.node("n2").startWorkflow(length, "x", { workflowId: "small" }));
  expect(await at.wait(small.waitForCompletion())).toBe(1);
  expect((await at.wait(at.node("n1").listRuns())).runs).toHaveLength(1);
});
