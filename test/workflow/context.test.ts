/** Goal: variables, time, dice, logger and checks of the context, as DESIGN says. Scenarios 16, 17, 47, 114, 168, 171. */
import { describe, expect, test } from "vitest";
import type { WorkflowContext } from "../../src/api/context.ts";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { matchesError } from "../../src/model/failure.ts";
import type { Logger } from "../../src/util/logger.ts";
import { Harness } from "./harness.ts";

async function inRun<T>(body: (ctx: WorkflowContext) => Promise<T>): Promise<T> {
  const workflow = defineWorkflow({ name: "body", version: 1 }, async (ctx) => body(ctx));
  const node = await Harness.open({ workflows: [workflow] });
  const result = await node.run(workflow);
  expect([...node.blocked, ...node.fatal]).toEqual([]);
  return result;
}

/** What a body rejects with, as name and message. */
async function refusal(body: (ctx: WorkflowContext) => Promise<unknown>): Promise<string> {
  const error = await inRun(body).catch((caught: unknown) => caught);
  const { cause } = error as Error;
  return `${(cause as Error).name}: ${(cause as Error).message}`;
}

describe("variables", () => {
  test("value shows the last consumed, update goes on from the last assigned, awaited or not", async () => {
    const result = await inRun(async (ctx) => {
      const n = await ctx.replicatedVar("n", 1);
      const first = n.update((current) => current + 1);
      const second = n.update((current) => current * 10);
      const before = n.value;
      return [before, await first, n.value, await second, n.value];
    });
    expect(result).toEqual([1, 2, 2, 20, 20]);
  });

  test("a value is a private, frozen copy", async () => {
    const result = await inRun(async (ctx) => {
      const list = await ctx.replicatedVar("list", { items: [1] });
      let refused = false;
      try {
        list.value.items.push(2);
      } catch {
        refused = true;
      }
      const updated = await list.update((current) => {
        current.items.push(3);
        return current;
      });
      updated.items.push(4);
      return { refused, value: list.value, same: list.value === list.value };
    });
    expect(result).toEqual({ refused: true, value: { items: [1, 3] }, same: true });
  });

  test("scenario 168: rich values come back equal, and what cannot be frozen is a copy at every look", async () => {
    const rich = { at: new Date(5), set: new Set([1n]), map: new Map([["k", /x/g]]), u: undefined };
    const result = await inRun(async (ctx) => {
      const v = await ctx.replicatedVar("rich", rich);
      v.value.map.clear();
      v.value.at.setTime(99);
      return v.value;
    });
    expect(result).toEqual(rich);
  });

  test("a computed variable runs once, on the leader, with a step's options", async () => {
    let calls = 0;
    const result = await inRun(async (ctx) => {
      const rate = await ctx.replicatedVar(
        "rate",
        ({ attempt }) => {
          calls += 1;
          if (attempt === 1) throw new Error("again");
          return 0.5;
        },
        { retry: { initialInterval: 1 } },
      );
      await rate.set(rate.value + 1);
      return rate.value;
    });
    expect([result, calls]).toEqual([1.5, 2]);
  });

  test("a second variable of the same name is refused", async () => {
    expect(
      await refusal(async (ctx) => {
        await ctx.replicatedVar("x", 1);
        await ctx.replicatedVar("x", 2);
      }),
    ).toContain("VariableExistsError");
  });

  test("an assignment that cannot be kept rejects, and the value stays", async () => {
    const result = await inRun(async (ctx) => {
      const v = await ctx.replicatedVar<unknown>("v", "first");
      const caught = await v.set(() => 1).catch((error: Error) => error.name);
      const next = await v.update((current) => `${String(current)}!`);
      return [caught, next, v.value];
    });
    expect(result).toEqual(["UnserializableValueError", "first!", "first!"]);
  });
});

describe("time and dice", () => {
  test("scenario 114: now, random and uuid are the same in a replay and others in another run", async () => {
    const seen: unknown[][] = [];
    const workflow = defineWorkflow({ name: "dice", version: 1 }, async (ctx) => {
      const rolled: unknown[] = [ctx.uuid(), ctx.random(), ctx.now()];
      seen.push(rolled);
      await ctx.sleep(1000);
      rolled.push(ctx.random(), ctx.uuid(), ctx.now());
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.run(workflow, undefined, { workflowId: "one" });
    const follower = await Harness.open({ workflows: [workflow], lead: false });
    for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(10);
    expect(seen[1]).toEqual(seen[0]);
    await node.run(workflow, undefined, { workflowId: "two" });
    expect(seen[2]?.[0]).not.toEqual(seen[0]?.[0]);
    expect(seen[2]?.[1]).not.toEqual(seen[0]?.[1]);
    expect(seen[0]?.[0]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test("random is spread over [0, 1), and uuids do not repeat", async () => {
    const { rolls, uuids } = await inRun(async (ctx) => ({
      rolls: Array.from({ length: 4000 }, () => ctx.random()),
      uuids: Array.from({ length: 1000 }, () => ctx.uuid()),
    }));
    expect(Math.min(...rolls)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rolls)).toBeLessThan(1);
    const mean = rolls.reduce((sum, roll) => sum + roll, 0) / rolls.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(new Set(uuids).size).toBe(1000);
  });

  test("scenario 47: a time in the past and one in the far future are accepted", async () => {
    const workflow = defineWorkflow({ name: "far", version: 1 }, async (ctx) => {
      await ctx.sleepUntil(new Date(0));
      await ctx.sleepUntil(1);
      const before = ctx.now();
      await ctx.sleep("60d");
      return ctx.now() - before;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    const slept = await node.wait(run.waitForCompletion(), 100 * 86_400_000);
    expect(slept).toBeGreaterThanOrEqual(60 * 86_400_000);
  });
});

describe("the logger", () => {
  test("scenario 171: no line is repeated by a replay, none is written by a follower", async () => {
    const lines: string[] = [];
    const logger: Logger = {
      debug: () => {},
      info: (_fields, message) => lines.push(message),
      warn: () => {},
      error: () => {},
      child: () => logger,
    };
    const workflow = defineWorkflow({ name: "log", version: 1 }, async (ctx) => {
      ctx.logger.info({}, "began");
      await ctx.step("one", () => 1);
      ctx.logger.child({ more: 1 }).info({}, "went on");
      await ctx.sleep("1h");
      ctx.logger.info({}, "woke");
    });
    const node = await Harness.open({ workflows: [workflow], logger });
    const { disk, scheduler } = node;
    await node.start(workflow, undefined, { workflowId: "l" });
    await node.advance(1000);
    expect(lines).toEqual(["began", "went on"]);
    await node.crash();
    const follower = await Harness.open({ workflows: [workflow], logger, lead: false });
    for (const { bytes } of disk.entries) follower.log.append(bytes, null);
    await follower.advance(10);
    const again = await Harness.open({ workflows: [workflow], logger, disk, scheduler });
    await again.wait(again.get(workflow, "l").waitForCompletion());
    expect(lines).toEqual(["began", "went on", "woke"]);
  });
});

describe("checks", () => {
  test.each<[string, (ctx: WorkflowContext) => Promise<unknown>, string]>([
    ["an empty name", (ctx) => ctx.step("", () => 1), "ctx.step: name"],
    ["a control character", (ctx) => ctx.step("a\nb", () => 1), "ctx.step: name"],
    ["no function", (ctx) => ctx.step("x", 5 as never), "ctx.step: fn"],
    [
      "an unknown step option",
      (ctx) => ctx.step("x", () => 1, { retries: 3 } as never),
      "ctx.step: options.retries",
    ],
    [
      "a retry policy beside atMostOnce",
      (ctx) => ctx.step("x", () => 1, { semantics: "atMostOnce", retry: { maximumAttempts: 3 } }),
      "ctx.step: options.retry",
    ],
    [
      "a bad retry policy",
      (ctx) => ctx.step("x", () => 1, { retry: { maximumAttempts: 0 } }),
      "maximumAttempts",
    ],
    ["a bad timeout", (ctx) => ctx.step("x", () => 1, { timeout: -1 }), "timeout"],
    ["a bad duration", (ctx) => ctx.sleep("soon" as never), "ctx.sleep: duration"],
    ["an invalid date", (ctx) => ctx.sleepUntil(new Date(Number.NaN)), "ctx.sleepUntil: time"],
    [
      "an update without a function",
      async (ctx) => (await ctx.replicatedVar("x", 1)).update(5 as never),
      "update of variable",
    ],
  ])("%s is refused with its field", async (_what, body, field) => {
    const message = await refusal(body);
    expect(message).toContain("InvalidArgumentError");
    expect(message).toContain(field);
  });

  test("a definition must be a native async function with a fit name and version", () => {
    const define = defineWorkflow as (options: object, fn: unknown) => AnyWorkflow;
    const refused: [object, unknown][] = [
      [{ name: "x", version: 1 }, () => 5],
      [{ name: "x", version: 1 }, () => Promise.resolve(5)],
      [{ name: "x", version: 1 }, async function* () {}],
      [{ name: "x", version: 1 }, "text"],
      [{ name: "", version: 1 }, async () => 5],
      [{ name: "x", version: 0 }, async () => 5],
      [{ name: "x", version: 1.5 }, async () => 5],
      [{ name: "x", version: 1, runTimeout: "soon" }, async () => 5],
      [{ name: "x", version: 1, nonsense: 1 }, async () => 5],
    ];
    for (const [options, fn] of refused) {
      expect(() => define(options, fn)).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_ARGUMENT" }),
      );
    }
    expect(define({ name: "x", version: 1 }, async () => 5).name).toBe("x");
  });

  test("a call after the run's end is refused", async () => {
    let kept: WorkflowContext | null = null;
    await inRun(async (ctx) => {
      kept = ctx;
    });
    const late = kept as WorkflowContext | null;
    expect(() => late?.step("late", () => 1)).toThrow(
      expect.objectContaining({ code: "ERR_CONTEXT_MISUSE" }),
    );
  });

  test("what the function throws fails the run, with everything of it kept", async () => {
    class Declined extends Error {
      override readonly name = "Declined";
      readonly code = "E_DECLINED";
      readonly detail = { cents: 5 };
    }
    const workflow = defineWorkflow({ name: "throws", version: 1 }, async () => {
      throw new Declined("no funds", { cause: new TypeError("card") });
    });
    const node = await Harness.open({ workflows: [workflow] });
    const error = await node.run(workflow).catch((caught: unknown) => caught);
    expect((error as { code: string }).code).toBe("ERR_WORKFLOW_FAILED");
    const cause = (error as Error).cause as Declined;
    expect(cause).toMatchObject({ name: "Declined", message: "no funds", code: "E_DECLINED" });
    expect(cause.detail).toEqual({ cents: 5 });
    expect(cause.cause).toBeInstanceOf(TypeError);
    expect(cause.stack).toContain("context.test.ts");
    expect(matchesError(error, "Declined")).toBe(true);
  });
});
