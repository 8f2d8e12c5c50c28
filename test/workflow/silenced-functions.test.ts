/**
 * Goal: a function that is not heard any more, because its run is blocked or it has left memory, has no say in what the leader cleans up.
 * Method: leadership and the sweeps of memory come by hand.
 */
import { expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { commandsOf, Harness } from "./harness.ts";

const HOUR_MS = 3_600_000;

function cancelledTimers(node: Harness): readonly string[] {
  return commandsOf(node).flatMap((command) =>
    command.type === "TimerCancelled" ? [command.key] : [],
  );
}

test("a new leader leaves the timers of a blocked run alone", async () => {
  let open = (): void => {};
  let gate: Promise<void> | null = new Promise((resolve) => {
    open = resolve;
  });
  const workflow = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx) => {
    const before = ctx.now();
    const asleep = ctx.sleep("1h");
    if (gate !== null) {
      await gate;
      await ctx.step("late", () => 1);
    }
    await asleep;
    return ctx.now() - before;
  });
  const node = await Harness.open({ workflows: [workflow] });
  const run = await node.start(workflow, undefined, { workflowId: "w" });
  await node.advance(1000);
  open();
  await node.advance(HOUR_MS / 2);
  expect(node.blocked).toMatchObject([{ code: "ERR_NON_DURABLE_AWAIT" }]);
  node.log.depose();
  node.log.lead();
  await node.advance(1000);
  expect(cancelledTimers(node)).toEqual([]);
  expect(await node.wait(run.describe())).toMatchObject({
    waitingFor: "blocked",
    pendingOperations: [{ key: "sleep#0" }],
  });
  gate = null;
  await node.wait(run.retry());
  const slept = await node.wait(run.waitForCompletion());
  expect(slept).toBeGreaterThanOrEqual(HOUR_MS);
  expect(slept).toBeLessThan(HOUR_MS + 1000);
  await node.crash();
});

test("a run that leaves memory before its turn under a new leader keeps its timer, and ends", async () => {
  const housekeeping = new VirtualScheduler();
  const workflow = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx) => {
    await ctx.sleep("1h");
    return "awake";
  });
  const settings = { maxResidentRuns: 0 };
  const node = await Harness.open({ workflows: [workflow], settings, housekeeping });
  const run = await node.start(workflow, undefined, { workflowId: "w" });
  await node.advance(1000);
  expect(node.group.residentRuns).toBe(1);
  node.log.depose();
  node.log.lead();
  await housekeeping.run({ untilMs: 1000 });
  expect(node.group.residentRuns).toBe(0);
  await node.advance(1000);
  expect(cancelledTimers(node)).toEqual([]);
  expect(await node.wait(run.waitForCompletion(), 2 * HOUR_MS)).toBe("awake");
  await node.crash();
});
