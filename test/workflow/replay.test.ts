/**
 * Goal: an executor may be dropped at any point, and the function that is fed its history again goes on as if nothing had happened;
 * steps in flight are found, not begun again. Mode "replay always" and eviction.
 */
import { describe, expect, test } from "vitest";
import type { WorkflowContext } from "../../src/api/context.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { None } from "../../src/api/messages.ts";
import type { TypedWorkflowContext } from "../../src/api/typed-context.ts";
import { commandsOf, Harness } from "./harness.ts";

type Context = TypedWorkflowContext<void, None, None, None>;

function workflowOf<T>(body: (ctx: Context) => Promise<T>) {
  return defineWorkflow({ name: "w", version: 1 }, async (ctx) => body(ctx));
}

const ALWAYS = { replay: "always" } as const;

describe("replay always", () => {
  test("a run of all kinds of operations comes to the same result, and no step is called twice", async () => {
    const journey = (calls: string[]) =>
      workflowOf(async (ctx) => {
        const count = (name: string): string => {
          calls.push(name);
          return name;
        };
        const total = await ctx.replicatedVar("total", 0);
        const seen: unknown[] = [];
        ctx.onSignal<number>("add", async (scoped, n) => {
          await scoped.step("note", () => count(`note ${n}`));
          await total.update((sum) => sum + n);
        });
        const first = await Promise.race([
          ctx.step("quick", () => count("quick")),
          ctx.waitForSignal("never", { timeout: "1h" }),
        ]);
        seen.push(
          first,
          await ctx.map("m", [1, 2, 3], (s, n) => s.step("x", () => count(`x ${n}`)), {
            concurrency: 2,
          }),
        );
        await ctx.sleep(50);
        seen.push(
          await ctx.scope("s", (s) => s.sleep(500), { timeout: 100 }).catch((e: Error) => e.name),
        );
        seen.push(await ctx.condition(() => total.value >= 3, { timeout: "1h" }));
        seen.push(await ctx.waitForSignal("finish"), ctx.uuid().length, total.value);
        return seen;
      });
    const results: unknown[] = [];
    for (const settings of [{}, ALWAYS]) {
      const calls: string[] = [];
      const workflow = journey(calls);
      const node = await Harness.open({ workflows: [workflow], settings });
      const run = await node.start(workflow, undefined, { workflowId: "j" });
      await node.advance(5);
      await node.wait(run.signal("add", 1));
      await node.advance(400);
      await node.wait(run.signal("add", 2));
      await node.advance(50);
      await node.wait(run.signal("finish", "end"));
      results.push(await node.wait(run.waitForCompletion()));
      expect(calls.toSorted()).toEqual(["note 1", "note 2", "quick", "x 1", "x 2", "x 3"]);
      expect([...node.blocked, ...node.fatal, ...node.mismatches]).toEqual([]);
      expect(
        [...node.disk.state.rows.keys()].filter((key) => /^(timer|operation)\//.test(key)),
      ).toEqual([]);
    }
    expect(results[1]).toEqual(results[0]);
  });

  test("a step in flight is found by the replayed function, and its next attempt is the live function's", async () => {
    const generations: number[] = [];
    let generation = 0;
    const workflow = workflowOf(async (ctx) => {
      generation += 1;
      const own = generation;
      const slow = ctx.step(
        "slow",
        async ({ attempt }) => {
          generations.push(own);
          await new Promise<void>((resolve) => {
            node.scheduler.setTimeout(resolve, 100);
          });
          if (attempt === 1) throw new Error("once");
          return "slow";
        },
        { retry: { initialInterval: 100, jitter: "none" } },
      );
      for (let at = 0; at < 5; at += 1) await ctx.step("tick", () => at);
      return slow;
    });
    const node = await Harness.open({ workflows: [workflow], settings: ALWAYS });
    expect(await node.run(workflow)).toBe("slow");
    expect(generations).toHaveLength(2);
    expect(generations[1]).toBeGreaterThan(generations[0] ?? 0);
    expect(commandsOf(node).some(({ type }) => type === "StepAttemptStarted")).toBe(false);
  });

  test("an at-most-once step is not taken for an interrupted one", async () => {
    let calls = 0;
    const workflow = workflowOf(async (ctx) => {
      const once = ctx.step(
        "once",
        async () => {
          calls += 1;
          await new Promise<void>((resolve) => {
            node.scheduler.setTimeout(resolve, 100);
          });
          return "done";
        },
        { semantics: "atMostOnce" },
      );
      for (let at = 0; at < 3; at += 1) await ctx.sleep(10);
      return once;
    });
    const node = await Harness.open({ workflows: [workflow], settings: ALWAYS });
    expect(await node.run(workflow)).toBe("done");
    expect(calls).toBe(1);
  });

  test("a cancel that is consumed by a replayed function aborts the steps of the one before", async () => {
    const reasons: string[] = [];
    const workflow = workflowOf(async (ctx) => {
      const names: string[] = [];
      const hanging = ctx.step("hang", ({ abortSignal }) => {
        abortSignal.addEventListener("abort", () => {
          reasons.push((abortSignal.reason as { code: string }).code);
        });
        return new Promise(() => {});
      });
      for (const wait of [ctx.sleep("1h"), hanging]) {
        await wait.catch((error: Error) => names.push(error.name));
      }
      return ctx.scope("after", (s) => s.step("clean", () => names), { shield: true });
    });
    const node = await Harness.open({ workflows: [workflow], settings: ALWAYS });
    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.signal("any"));
    await node.advance(10);
    await node.wait(run.cancel());
    expect(await node.wait(run.waitForCompletion())).toEqual(["CancelledError", "CancelledError"]);
    expect(reasons).toEqual(["ERR_CANCELLED"]);
  });

  test("scenario 121: what a step writes into the function's variables shows as another result", async () => {
    const results: unknown[] = [];
    for (const settings of [{}, ALWAYS]) {
      const workflow = workflowOf(async (ctx) => {
        let leaked = 0;
        await ctx.step("leak", () => {
          leaked = 1;
        });
        await ctx.sleep(10);
        return leaked;
      });
      const node = await Harness.open({ workflows: [workflow], settings });
      results.push(await node.run(workflow));
    }
    expect(results).toEqual([1, 0]);
  });
});

describe("a dropped executor", () => {
  test("does nothing any more: its late calls make no operation, throw nothing and never settle", async () => {
    const trace: string[] = [];
    let resume: () => void = () => {};
    let lives = 0;
    const workflow = workflowOf(async (ctx) => {
      lives += 1;
      const own = lives;
      const late = async (): Promise<void> => {
        // A foreign await beside a pending operation, which nobody can see.
        await new Promise<void>((resolve) => {
          if (own === 1) resume = resolve;
        });
        trace.push(`resumed ${own}`);
        ctx.onSignal("x", () => {});
        const calls: Promise<unknown>[] = [
          ctx.step("late", () => trace.push("late step")),
          ctx.sleep(1),
          ctx.scope("s", async () => trace.push("scope")),
          ctx.map("m", [1], async () => trace.push("map")),
          ctx.condition(() => trace.push("predicate") > 0),
          ctx.waitForSignal("y"),
        ];
        for (const call of calls)
          call.then(
            () => trace.push("settled"),
            () => trace.push("rejected"),
          );
        trace.push(`now ${typeof ctx.now()} ${ctx.history.length}`);
      };
      void late();
      await ctx.sleep("1h");
      return own;
    });
    const settings = { idleEvictionMs: 1000 };
    const scheduler = new (await import("../../src/util/virtual-scheduler.ts")).VirtualScheduler();
    const node = await Harness.open({
      workflows: [workflow],
      settings,
      scheduler,
      housekeeping: scheduler,
    });
    const run = await node.start(workflow);
    await node.advance(10_000);
    resume();
    await node.advance(10);
    expect(trace).toEqual(["resumed 1", "now number 1"]);
    expect(await node.wait(run.waitForCompletion())).toBe(2);
    const types = commandsOf(node).flatMap(({ type }) => (type === "Retire" ? [] : [type]));
    expect(types).toEqual(["RunStart", "TimerSet", "RunParked", "TimerFired", "RunComplete"]);
    expect([...node.blocked, ...node.fatal]).toEqual([]);
  });

  test.each<[string, (ctx: Context) => Promise<unknown>, boolean]>([
    ["a sleep", (ctx) => ctx.sleep("1h"), true],
    ["a signal without timeout", (ctx) => ctx.waitForSignal("x"), true],
    ["a signal with a timeout", (ctx) => ctx.waitForSignal("x", { timeout: "1h" }), true],
    ["a condition", (ctx) => ctx.condition(() => false), true],
    [
      "a scope with a timeout",
      (ctx) => ctx.scope("s", (s) => s.sleep("1h"), { timeout: "2h" }),
      true,
    ],
    [
      "a step between two attempts",
      (ctx) => {
        const retry = { initialInterval: "1h", maximumInterval: "1h" } as const;
        return ctx.step("s", () => Promise.reject(new Error("no")), { retry });
      },
      true,
    ],
    ["a step in flight", (ctx) => ctx.step("s", () => new Promise(() => {})), false],
    [
      "a sleep beside a step in flight",
      (ctx: WorkflowContext) =>
        Promise.all([ctx.sleep("1h"), ctx.step("s", () => new Promise(() => {}))]),
      false,
    ],
  ])("a run that waits for %s leaves memory: %s", async (_what, wait, leaves) => {
    const workflow = workflowOf(wait);
    const { VirtualScheduler } = await import("../../src/util/virtual-scheduler.ts");
    const scheduler = new VirtualScheduler();
    const node = await Harness.open({
      workflows: [workflow],
      settings: { idleEvictionMs: 1000 },
      scheduler,
      housekeeping: scheduler,
    });
    await node.start(workflow);
    await node.advance(10_000);
    const parked = commandsOf(node).some(({ type }) => type === "RunParked");
    expect(parked).toBe(leaves);
  });
});
