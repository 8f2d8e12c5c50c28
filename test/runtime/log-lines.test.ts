/** Goal: what a run logs is written once, also by a run that had left memory. Method: the real node, memory disk, virtual time. */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { RuntimeOptions } from "../../src/runtime/options.ts";
import { type LogLine, recordingLogger } from "../support/recording-logger.ts";
import { makeWorld, openNode, within } from "./virtual-node.ts";

describe.each<{ name: string; runtime: RuntimeOptions; calls: number }>([
  { name: "a run that stays in memory", runtime: { idleEviction: "1h" }, calls: 1 },
  { name: "a run that left memory", runtime: { idleEviction: "1s" }, calls: 3 },
  { name: "a run that is replayed after every event", runtime: { replay: "always" }, calls: 3 },
])("$name", ({ runtime, calls }) => {
  test("writes every line of its logger once, those that follow from what brought it back too", async () => {
    let called = 0;
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      called += 1;
      ctx.logger.info({}, "began");
      await ctx.step("one", () => 1);
      ctx.logger.child({ more: 1 }).info({}, "went on");
      await ctx.waitForSignal("go");
      ctx.logger.info({}, "was told to");
      await ctx.sleep("1h");
      ctx.logger.info({}, "woke");
      await ctx.step("two", () => 1);
      ctx.logger.info({}, "ends");
    });
    const lines: LogLine[] = [];
    const world = makeWorld();
    const logger = recordingLogger(lines);
    const node = await openNode(world, { workflows: [workflow], logger, runtime });
    const run = await within(world, node.startWorkflow(workflow, undefined, { workflowId: "l" }));
    await world.scheduler.run({ untilMs: world.scheduler.now() + 10_000 });
    await within(world, run.signal("go"));
    await within(world, run.waitForCompletion());
    const own = lines.filter(({ level, fields }) => level === "info" && "workflowId" in fields);
    expect(own.map(({ message }) => message)).toEqual([
      "began",
      "went on",
      "was told to",
      "woke",
      "ends",
    ]);
    // It did leave memory.
    expect(called).toBeGreaterThanOrEqual(calls);
    await within(world, node.close());
  });
});
