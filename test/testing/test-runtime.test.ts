/** Goal: the test runtime does what its documentation says. Method: as users would use it. */
import { runInNewContext } from "node:vm";
import { defineWorkflow, InvalidArgumentError } from "raftwork";
import { TestRuntime, type TestRuntimeOptions } from "raftwork/testing";
import { describe, expect, test } from "vitest";
import { errorOf } from "../scenarios/modes.ts";

const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx, hours: number) => {
  const from = ctx.now();
  await ctx.sleep(`${hours}h`);
  return (ctx.now() - from) / 3_600_000;
});
const order = defineWorkflow({ name: "order", version: 1 }, async (ctx, cents: number) => {
  const charge = await ctx.step("charge", async () => ({ id: `live-${cents}` }));
  const rate = await ctx.replicatedVar("rate", async () => 5);
  const approved = await ctx.waitForSignal<boolean>("approved");
  return { charge, rate: rate.value, approved, id: ctx.uuid() };
});
const ALL = [sleeper, order];

describe("time", () => {
  test("a sleep of two hours takes milliseconds, and no less than two hours of virtual time", async () => {
    const startTime = new Date("2030-06-01T00:00:00Z");
    await using runtime = await TestRuntime.open({ workflows: ALL, startTime });
    const from = runtime.now();
    expect(from - startTime.getTime()).toBeLessThan(2000);
    const began = performance.now();
    expect(await runtime.runWorkflow(sleeper, 2)).toBeGreaterThanOrEqual(2);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(runtime.now() - from).toBeGreaterThanOrEqual(2 * 3_600_000);
    expect(runtime.now() - from).toBeLessThan(2 * 3_600_000 + 5000);
  });

  test("stands still while nothing is awaited", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    await runtime.startWorkflow(sleeper, 2);
    const from = runtime.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(runtime.now()).toBe(from);
    await runtime.sleep("10m");
    expect(runtime.now()).toBe(from + 600_000);
  });

  test("a call that nothing can answer any more says what the runs wait for", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    const run = await runtime.startWorkflow(order, 1, { workflowId: "o-1" });
    const error = await errorOf(run.waitForCompletion());
    expect(error.code).toBe("ERR_TEST_STALLED");
    expect(error.message).toContain('"o-1" waits for signal:approved#0');
    await run.signal("approved", true);
    expect(await run.waitForCompletion()).toMatchObject({ approved: true });
  });

  test("and says of those that are blocked or lack their definition that they are", async () => {
    let calls = 0;
    const fickle = defineWorkflow({ name: "fickle", version: 1 }, async (ctx) => {
      calls += 1;
      await ctx.step(`s-${calls}`, () => 1);
      await ctx.sleep("1h");
    });
    await using runtime = await TestRuntime.open({ workflows: [fickle], replay: "always" });
    const run = await runtime.startWorkflow(fickle, undefined, { workflowId: "f-1" });
    const blocked = await errorOf(run.waitForCompletion());
    expect(blocked.code).toBe("ERR_TEST_STALLED");
    expect(blocked.message).toContain('"f-1" is blocked (the event runBlocked says why)');
    await runtime.restart({ workflows: [] });
    const waiting = await errorOf(run.waitForCompletion());
    expect(waiting.message).toContain('"f-1" waits for its definition to be registered');
  });

  test("events.once lets time pass until it comes", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    await runtime.startWorkflow(sleeper, 5, { workflowId: "s" });
    expect(await runtime.events.once("workflowCompleted")).toMatchObject({ workflowId: "s" });
  });

  test("a step with real I/O is waited for; one that hangs reaches its timeout", async () => {
    const workflow = defineWorkflow({ name: "io", version: 1 }, async (ctx) => {
      const from = ctx.now();
      await ctx.step("real", () => new Promise<void>((resolve) => setTimeout(resolve, 30)));
      const took = ctx.now() - from;
      const hung = await ctx
        .step("hangs", () => new Promise<never>(() => {}), {
          timeout: "1h",
          retry: { maximumAttempts: 1 },
        })
        .catch(() => "timed out");
      return { took, hung };
    });
    await using runtime = await TestRuntime.open({ workflows: [workflow] });
    const { took, hung } = await runtime.runWorkflow(workflow);
    expect(took).toBeLessThan(1000);
    expect(hung).toBe("timed out");
  });
});

describe("steps", () => {
  test("one that calls the runtime between two waits of its own is waited for", async () => {
    const pause = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));
    const asked = defineWorkflow({ name: "asked", version: 1 }, async (ctx) =>
      ctx.waitForSignal<string>("answer"),
    );
    const asking = defineWorkflow({ name: "asking", version: 1 }, async (ctx) =>
      ctx.step(
        "ask",
        async ({ attempt }) => {
          await pause();
          await runtime.getRun("asked").signal("answer", `at ${attempt}`, { signalId: "s" });
          await pause();
          return attempt;
        },
        { timeout: "30s" },
      ),
    );
    await using runtime = await TestRuntime.open({ workflows: [asked, asking] });
    const run = await runtime.startWorkflow(asked, undefined, { workflowId: "asked" });
    expect(await runtime.runWorkflow(asking)).toBe(1);
    expect(await run.waitForCompletion()).toBe("at 1");
  });

  test("one that returns what is no promise of this realm, but can be awaited, is waited for, and asked once", async () => {
    let queries = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: query builders have one.
      // oxlint-disable-next-line unicorn/no-thenable -- the same
      then(resolve: (rows: number) => void) {
        queries += 1;
        setTimeout(() => resolve(3), 5);
      },
    };
    const report = defineWorkflow({ name: "report", version: 1 }, async (ctx) => {
      const rows: number = await ctx.step("query", () => query as unknown as Promise<number>);
      const other: number = await ctx.step("other realm", () =>
        runInNewContext("new Promise((resolve) => setTimeout(resolve, 5, 4))", { setTimeout }),
      );
      return rows + other;
    });
    await using runtime = await TestRuntime.open({ workflows: [report] });
    expect(await runtime.runWorkflow(report)).toBe(7);
    expect(queries).toBe(1);
  });

  test("mockStep replaces steps and computed variables until it is taken back; executions counts both", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    const takeBack = runtime.mockStep("charge", ({ attempt }) => ({ id: `mock-${attempt}` }));
    runtime.mockStep("rate", () => 7);
    const result = async (workflowId: string): Promise<unknown> => {
      const run = await runtime.startWorkflow(order, 42, { workflowId });
      await run.signal("approved", true);
      return run.waitForCompletion();
    };
    expect(await result("a")).toMatchObject({ charge: { id: "mock-1" }, rate: 7 });
    takeBack();
    expect(await result("b")).toMatchObject({ charge: { id: "live-42" }, rate: 7 });
    expect(runtime.executions("charge")).toBe(2);
    expect(runtime.executions("nobody")).toBe(0);
    expect(() => runtime.mockStep("x", 5 as never)).toThrow(InvalidArgumentError);
  });

  test("a mock that throws is retried like any step", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    runtime.mockStep("charge", ({ attempt }) => {
      if (attempt < 4) throw new Error("declined");
      return { id: `at ${attempt}` };
    });
    const run = await runtime.startWorkflow(order, 1);
    await run.signal("approved", true);
    expect(await run.waitForCompletion()).toMatchObject({ charge: { id: "at 4" } });
    expect(runtime.executions("charge")).toBe(4);
  });
});

describe("restart", () => {
  test("a sleep of the test goes on over it", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    const from = runtime.now();
    const sleeping = runtime.sleep("2h");
    await runtime.restart();
    await sleeping;
    expect(runtime.now()).toBe(from + 7_200_000);
  });

  test("runs go on, steps whose checkpoint is there do not run again, handles and listeners go on working", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    const completed: string[] = [];
    runtime.events.on("workflowCompleted", ({ workflowId }) => completed.push(workflowId));
    const run = await runtime.startWorkflow(order, 3, { workflowId: "o" });
    await runtime.sleep("1s");
    for (let at = 0; at < 3; at += 1) await runtime.restart();
    await run.signal("approved", true);
    expect(await run.waitForCompletion()).toMatchObject({ charge: { id: "live-3" } });
    expect(runtime.executions("charge")).toBe(1);
    expect(completed).toEqual(["o"]);
  });

  test("a step that the life before left under way ends none of this life", async () => {
    const ends: Array<(value: string) => void> = [];
    const slow = defineWorkflow({ name: "slow", version: 1 }, async (ctx) =>
      ctx.step("slow", () => {
        // The new attempt is under way when that of the dead node comes to its end.
        ends[0]?.("of the dead");
        return new Promise<string>((resolve) => {
          ends.push(resolve);
          if (ends.length === 2) setTimeout(resolve, 20, "of the living");
        });
      }),
    );
    await using runtime = await TestRuntime.open({ workflows: [slow] });
    const run = await runtime.startWorkflow(slow);
    await runtime.sleep(1);
    await runtime.restart();
    expect(await run.waitForCompletion()).toBe("of the living");
    expect(runtime.executions("slow")).toBe(2);
  });

  test("calls under way reject; what was acknowledged is there", async () => {
    await using runtime = await TestRuntime.open({ workflows: ALL });
    const run = await runtime.startWorkflow(order, 3, { workflowId: "o" });
    const waiting = errorOf(run.waitForCompletion());
    await runtime.restart();
    expect((await waiting).code).toBe("ERR_RUNTIME_CLOSED");
    expect((await runtime.listRuns()).runs.map(({ workflowId }) => workflowId)).toEqual(["o"]);
  });

  test("after close calls reject, and closing again does nothing", async () => {
    const runtime = await TestRuntime.open({ workflows: ALL });
    const run = await runtime.startWorkflow(order, 3);
    await runtime.close();
    await runtime.close();
    expect((await errorOf(run.describe())).code).toBe("ERR_RUNTIME_CLOSED");
    expect((await errorOf(runtime.startWorkflow(order, 3))).code).toBe("ERR_RUNTIME_CLOSED");
  });
});

test("one seed gives the same ids and the same time, another one others", async () => {
  const life = async (seed: number): Promise<unknown> => {
    await using runtime = await TestRuntime.open({ workflows: ALL, seed });
    runtime.mockStep("charge", ({ attempt, idempotencyKey }) => {
      if (attempt < 3) throw new Error("again");
      return { id: idempotencyKey };
    });
    const run = await runtime.startWorkflow(order, 1);
    await runtime.restart();
    await run.signal("approved", true);
    return [run.workflowId, await run.waitForCompletion(), runtime.now()];
  };
  expect(await life(7)).toEqual(await life(7));
  expect(await life(8)).not.toEqual(await life(7));
});

test.each([
  [{ dataDir: "./data" }, "dataDir"],
  [{ seed: 1.5 }, "seed"],
  [{ startTime: "now" }, "startTime"],
  [{ stepGrace: -1 }, "stepGrace"],
  [{ replay: "sometimes" }, "replay"],
])("options that are unknown or out of range are refused: %o", async (options, field) => {
  await expect(TestRuntime.open(options as TestRuntimeOptions)).rejects.toThrow(field);
});
