/** Goal: the test runtime does what its documentation says. Method: as users would use it. */
import { defineWorkflow } from "raftwork";
import { TestRuntime } from "raftwork/testing";
import { expect, test } from "vitest";

const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx, hours: number) => {
  const from = ctx.now();
  await ctx.sleep(`${hours}h`);
  return (ctx.now() - from) / 3_600_000;
});

test("a sleep of two hours takes milliseconds", async () => {
  await using runtime = await TestRuntime.open({ workflows: [sleeper] });
  const from = runtime.now();
  const slept = await runtime.runWorkflow(sleeper, 2);
  expect(slept).toBeGreaterThanOrEqual(2);
  expect(runtime.now() - from).toBeGreaterThanOrEqual(2 * 3_600_000);
  expect(runtime.now() - from).toBeLessThan(2 * 3_600_000 + 5000);
});
