/** Goal: a condition settles when local state makes it true, in order of creation, one at a time, the same on every node. */
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { WorkflowContext } from "../../src/api/context.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import { commandsOf, Harness } from "./harness.ts";

function workflowOf<T>(body: (ctx: WorkflowContext) => Promise<T>) {
  return defineWorkflow({ name: "w", version: 1 }, async (ctx) => body(ctx));
}

describe("conditions", () => {
  test("one that holds already settles at once, without a log entry", async () => {
    const workflow = workflowOf(async (ctx) => [
      await ctx.condition(() => true),
      await ctx.condition(() => true, { timeout: "1h" }),
    ]);
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([true, true]);
    expect(commandsOf(node).map(({ type }) => type)).toEqual(["RunStart", "RunComplete"]);
  });

  test("a predicate that is async is refused, also when its promise is of another realm", async () => {
    const predicate = runInNewContext("async () => false") as () => boolean;
    const workflow = workflowOf(async (ctx) => {
      await ctx.condition(predicate);
      return "held";
    });
    const node = await Harness.open({ workflows: [workflow] });
    await expect(node.run(workflow)).rejects.toThrow("returns a promise");
  });

  test("they are asked in order of creation; the first that holds is settled, its turn drains, and the asking starts over", async () => {
    const traces: string[][] = [];
    const workflow = workflowOf(async (ctx) => {
      const trace: string[] = [];
      traces.push(trace);
      let level = 0;
      const wait = async (name: string, holds: () => boolean, then: () => void): Promise<void> => {
        await ctx.condition(holds);
        then();
        trace.push(`${name} at ${level}`);
      };
      const all = Promise.all([
        // Each one's consequence decides about the others: in any other order the levels differ.
        wait(
          "first",
          () => level >= 3,
          () => (level += 10),
        ),
        wait(
          "second",
          () => level >= 1,
          () => (level += 1),
        ),
        wait(
          "third",
          () => level === 2,
          () => (level += 1),
        ),
      ]);
      level = (await ctx.step("raise", () => 1)) + level;
      await all;
      return trace;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const result = await node.run(workflow, undefined, { workflowId: "c" });
    expect(result).toEqual(["second at 2", "third at 3", "first at 13"]);
    const follower = await Harness.open({ workflows: [workflow], lead: false });
    for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(50);
    expect(traces).toEqual([result, result]);
  });

  test("with a timeout the answer is false when that is over first, and the timer goes when it is not needed", async () => {
    const workflow = workflowOf(async (ctx) => {
      let isDone = false;
      const late = await ctx.condition(() => isDone, { timeout: "1s" });
      const step = ctx.step("done", () => true).then((done) => (isDone = done));
      const inTime = await ctx.condition(() => isDone, { timeout: "1h" });
      await step;
      return [late, inTime];
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([false, true]);
    const timers = commandsOf(node).filter(({ type }) => type.startsWith("Timer"));
    expect(
      timers.map((command) => `${command.type} ${"key" in command ? command.key : ""}`),
    ).toEqual([
      "TimerSet condition#0",
      "TimerFired condition#0",
      "TimerSet condition#1",
      "TimerCancelled condition#1",
    ]);
  });

  test("a predicate may look at the time, and may not call anything else of the context", async () => {
    const workflow = workflowOf(async (ctx) => {
      const from = ctx.now();
      const woken = ctx.condition(() => ctx.now() >= from + 500);
      const ticks = Promise.all([ctx.sleep(100), ctx.sleep(600)]);
      await woken;
      const elapsed = ctx.now() - from;
      await ticks;
      const misuse = ctx.condition(() => {
        if (ctx.now() >= from + 700) ctx.random();
        return false;
      });
      await ctx.sleep(200);
      return [elapsed >= 600, await misuse.catch((error: Error) => error.message)];
    });
    const node = await Harness.open({ workflows: [workflow] });
    const [isLate, message] = await node.run(workflow);
    expect(isLate).toBe(true);
    expect(message).toContain("inside the predicate of a condition");
    expect(node.blocked).toEqual([]);
  });

  test("a run that waits for one can be described", async () => {
    const workflow = workflowOf(async (ctx) => ctx.condition(() => false, { timeout: "1h" }));
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    const { pendingOperations } = await node.wait(run.describe());
    expect(pendingOperations).toMatchObject([{ key: "condition#0", kind: "condition" }]);
  });

  test("what a predicate throws is what the wait rejects with", async () => {
    const workflow = workflowOf(async (ctx) => {
      let bad = false;
      const failing = ctx.condition(() => {
        if (bad) throw new RangeError("predicate");
        return false;
      });
      bad = await ctx.step("go", () => true);
      return failing.catch((error: Error) => `${error.name}: ${error.message}`);
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("RangeError: predicate");
  });
});
