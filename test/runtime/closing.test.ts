/** Goal: a node that closes under load writes what is on its way, and says no word of a failure. Method: memory disk, virtual time. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defineWorkflow, WorkflowRuntime } from "../../src/index.ts";
import { makeWorld, openNode, within } from "./virtual-node.ts";

const looping = defineWorkflow({ name: "looping", version: 1 }, async (ctx) => {
  const count = await ctx.replicatedVar("count", 0);
  for (;;) await count.update((value) => value + 1);
});

test.each([1, 2, 5, 20, 100])(
  "closing while %d runs make checkpoint after checkpoint",
  async (runs) => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const world = makeWorld(seed);
      world.disk.setFaults({ writeDelayMs: 1 });
      const runtime = await openNode(world, { workflows: [looping], seed });
      const fatal: unknown[] = [];
      runtime.events.on("fatal", ({ error }) => fatal.push(error.message));
      const started = Array.from({ length: runs }, (_, at) =>
        runtime.startWorkflow(looping, undefined, { workflowId: `l-${at}` }),
      );
      await within(world, Promise.all(started));
      await world.scheduler.run({ untilMs: world.scheduler.now() + 20 + seed * 0.3 });
      await within(world, runtime.close());
      expect(fatal).toEqual([]);
      const again = await openNode(world, { workflows: [looping], seed });
      expect((await within(world, again.listRuns())).runs).toHaveLength(runs);
      await within(world, again.close());
    }
  },
);

test("a close that is refused leaves the node as it is: signals still close it", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "raftwork-closing-"));
  const before = process.listenerCount("SIGTERM");
  const runtime = await WorkflowRuntime.open({ dataDir, closeOn: ["SIGTERM"] });
  try {
    await expect(runtime.close({ drain: "soon" as "1s" })).rejects.toThrow("close.drain");
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  } finally {
    await runtime.close();
    await rm(dataDir, { recursive: true });
  }
  expect(process.listenerCount("SIGTERM")).toBe(before);
});
