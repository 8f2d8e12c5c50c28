/** Goal: a function runs by its history alone. Method: one node over a FakeLog on virtual time. */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { Harness } from "./harness.ts";

const hello = defineWorkflow({ name: "hello", version: 1 }, async (ctx, name: string) =>
  ctx.step("compose", () => `Hello, ${name}`),
);

describe("basics", () => {
  test("scenario 1: a run with one step returns its value, by a start, a checkpoint and an end", async () => {
    const node = await Harness.open({ workflows: [hello] });
    expect(await node.run(hello, "Ada", { workflowId: "h" })).toBe("Hello, Ada");
    expect(node.events).toEqual(["started h", "step:compose#0", "completed h"]);
    expect(node.fatal).toEqual([]);
  });

  test("steps, variables, sleeps and concurrency in one run", async () => {
    const workflow = defineWorkflow({ name: "mixed", version: 1 }, async (ctx, n: number) => {
      const status = await ctx.replicatedVar("status", "pending");
      const rate = await ctx.replicatedVar("rate", () => 0.5);
      const before = ctx.now();
      await ctx.sleep("2h");
      const slept = ctx.now() - before;
      await status.set("charged");
      const list = await Promise.all([1, 2, 3].map((i) => ctx.step("part", async () => i * n)));
      const updated = await status.update((s) => `${s}!`);
      return { list, slept, rate: rate.value, status: status.value, updated };
    });
    const node = await Harness.open({ workflows: [workflow] });
    const result = await node.run(workflow, 10);
    expect(result).toMatchObject({
      list: [10, 20, 30],
      rate: 0.5,
      status: "charged!",
      updated: "charged!",
    });
    expect(result.slept).toBeGreaterThanOrEqual(7_200_000);
    expect(result.slept).toBeLessThan(7_200_010);
    expect(node.fatal).toEqual([]);
  });

  test("a variable shows what was assigned last, also when the log had no room for the assignment before", async () => {
    const workflow = defineWorkflow({ name: "overtaken", version: 1 }, async (ctx) => {
      const variable = await ctx.replicatedVar("v", 0);
      const first = variable.set(1);
      await ctx.waitForSignal("go");
      await Promise.all([first, variable.set(2)]);
      return variable.value;
    });
    const node = await Harness.open({ workflows: [workflow], manual: true });
    const starting = node.start(workflow);
    await node.advance(1);
    node.log.commit();
    const run = await node.wait(starting);
    await node.advance(1);
    node.log.commit();
    await node.advance(1);
    expect(node.log.proposed).toHaveLength(1);
    node.log.drop("overloaded");
    const sent = run.signal("go");
    await node.advance(1);
    node.log.commit();
    await sent;
    await node.advance(1);
    node.log.commitsAtOnce = true;
    node.log.commit();
    expect(await node.wait(run.waitForCompletion(), 1000)).toBe(2);
    expect(node.events.filter((event) => event.startsWith("var:"))).toEqual([
      "var:v#0",
      "var:v#2",
      "var:v#1",
    ]);
    expect((await node.wait(run.describe())).variables).toEqual({ v: 2 });
  });
});
