/** Goal: what people fake for their own code does not stop the engine under it. Method: fake timers of the framework, all of them. */
import { defineWorkflow } from "raftwork";
import { recordHistory, replayHistory, TestRuntime } from "raftwork/testing";
import { afterEach, expect, test, vi } from "vitest";

const trial = defineWorkflow({ name: "trial", version: 1 }, async (ctx) => {
  const began = await ctx.step("begin", async () => "begun");
  await ctx.sleep("30d");
  return began;
});

afterEach(() => {
  vi.useRealTimers();
});

test("a test runtime and a replay go on under fake timers", async () => {
  vi.useFakeTimers();
  await using runtime = await TestRuntime.open({ workflows: [trial] });
  const run = await runtime.startWorkflow(trial);
  expect(await run.waitForCompletion()).toBe("begun");
  const recorded = await recordHistory(run.history());
  expect(await replayHistory(trial, recorded)).toMatchObject({ mismatches: [] });
});
