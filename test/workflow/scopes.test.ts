/** Goal: scopes and maps key what they do apart, end together, and are cancelled by their own timeouts. */
import { describe, expect, test } from "vitest";
import type { WorkflowContext } from "../../src/api/context.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import { CancelledError, ScopeTimeoutError } from "../../src/errors.ts";
import { commandsOf, Harness } from "./harness.ts";

function workflowOf<T>(body: (ctx: WorkflowContext) => Promise<T>) {
  return defineWorkflow({ name: "w", version: 1 }, async (ctx) => body(ctx));
}

function checkpoints(node: Harness): string[] {
  return commandsOf(node).flatMap((command) =>
    command.type === "Checkpoint" ? [command.key] : [],
  );
}

describe("scopes", () => {
  test("number their operations for themselves, each instance from 0, and escape names", async () => {
    const workflow = workflowOf(async (ctx) => {
      for (let round = 0; round < 2; round += 1) {
        await ctx.scope("in/ner", async (scoped) => {
          await scoped.step("a", () => 1);
          await scoped.scope("deep", (deeper) => deeper.step("a", () => 1));
          await ctx.step("a", () => "of the outer scope");
        });
      }
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.run(workflow);
    expect(checkpoints(node)).toEqual([
      "in%2Fner#0/step:a#0",
      "in%2Fner#0/deep#0/step:a#0",
      "step:a#0",
      "in%2Fner#1/step:a#0",
      "in%2Fner#1/deep#0/step:a#0",
      "step:a#1",
    ]);
  });

  test("a branch that gains an operation renames none of another, and each scope has dice and variables of its own", async () => {
    const workflow = workflowOf(async (ctx) => {
      const part = async (scoped: WorkflowContext): Promise<unknown[]> => {
        const variable = await scoped.replicatedVar("v", 1);
        return [variable.value, scoped.uuid(), scoped.random()];
      };
      return [await ctx.scope("a", part), await ctx.scope("a", part), await part(ctx)];
    });
    const node = await Harness.open({ workflows: [workflow] });
    const parts = await node.run(workflow);
    expect(new Set(parts.flat()).size).toBe(7);
    expect(checkpoints(node)).toEqual(["a#0/var:v#0", "a#1/var:v#0", "var:v#0"]);
  });

  test("give what their function gives, and reject with what it throws", async () => {
    const workflow = workflowOf(async (ctx) => [
      await ctx.scope("ok", async (scoped) => scoped.step("a", () => 5)),
      await ctx
        .scope("bad", async (scoped) => {
          await scoped.sleep(1);
          throw new RangeError("mine");
        })
        .catch((error: Error) => error.message),
    ]);
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([5, "mine"]);
  });

  test("a timeout cancels what is pending in the scope and no more; its timer goes when the scope ends in time", async () => {
    const workflow = workflowOf(async (ctx) => {
      const outer = ctx.sleep("2h").then(() => "outer");
      const timedOut = await ctx
        .scope(
          "slow",
          async (scoped) => {
            await Promise.all([scoped.sleep("1h"), scoped.scope("deep", (d) => d.sleep("1h"))]);
          },
          { timeout: "1s" },
        )
        .catch((error: unknown) => error);
      const inTime = await ctx.scope("fast", (scoped) => scoped.step("x", () => 1), {
        timeout: "1h",
      });
      expect(timedOut).toBeInstanceOf(ScopeTimeoutError);
      expect((timedOut as Error).cause).toBeInstanceOf(CancelledError);
      return [ctx.abortSignal.aborted, inTime, await outer];
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([false, 1, "outer"]);
    const timers = commandsOf(node).flatMap((command) =>
      command.type === "TimerFired" || command.type === "TimerCancelled"
        ? [`${command.type} ${command.key}`]
        : [],
    );
    expect(timers).toEqual([
      "TimerFired scope:slow#0",
      "TimerCancelled slow#0/sleep#0",
      "TimerCancelled slow#0/deep#0/sleep#0",
      "TimerCancelled scope:fast#0",
      "TimerFired sleep#0",
    ]);
  });

  test("one whose function copes with its timeout gives what that returns; a step in it is aborted", async () => {
    const reasons: unknown[] = [];
    const workflow = workflowOf(async (ctx) =>
      ctx.scope(
        "patient",
        async (scoped) => {
          const aborted: boolean[] = [];
          scoped.abortSignal.addEventListener("abort", () => aborted.push(true));
          const hanging = scoped.step(
            "hang",
            ({ abortSignal }) =>
              new Promise((_resolve, reject) => {
                abortSignal.addEventListener("abort", () => {
                  reasons.push((abortSignal.reason as { code: string }).code);
                  reject(abortSignal.reason as Error);
                });
              }),
          );
          const caught = await hanging.catch((error: Error) => error.name);
          const cleanup = await scoped.scope("undo", (s) => s.step("undo", () => "undone"), {
            shield: true,
          });
          return [caught, cleanup, ...aborted];
        },
        { timeout: 500 },
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual(["CancelledError", "undone", true]);
    expect(reasons).toEqual(["ERR_CANCELLED"]);
  });

  test("a timer of a wait or scope that the code has no more blocks the run instead of breaking the node", async () => {
    const withTimeout = workflowOf(async (ctx) => {
      await ctx.scope("s", (scoped) => scoped.sleep("2s"), { timeout: "1s" }).catch(() => {});
      await ctx.condition(() => false, { timeout: "1s" });
      await ctx.sleep("1h");
    });
    const node = await Harness.open({ workflows: [withTimeout] });
    await node.start(withTimeout, undefined, { workflowId: "w" });
    await node.advance(10_000);
    await node.crash();
    const without = workflowOf(async (ctx) => {
      await ctx.scope("s", (scoped) => scoped.sleep("2s"), { timeout: "1s" }).catch(() => {});
      await ctx.condition(() => false);
      await ctx.sleep("1h");
    });
    const next = await Harness.open({ workflows: [without], disk: node.disk });
    await next.advance(10);
    expect(next.blocked).toHaveLength(1);
    expect(String(next.blocked[0])).toContain("condition#0 (TimerFired)");
    expect(next.fatal).toEqual([]);
  });
});

describe("maps", () => {
  test("results come in the order of the items, each item in a scope of its own", async () => {
    const workflow = workflowOf(async (ctx) =>
      ctx.map("item", [30, 10, 20], async (scoped, delay, index) => {
        await scoped.sleep(delay);
        return `${index}:${await scoped.step("double", () => delay * 2)}`;
      }),
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual(["0:60", "1:20", "2:40"]);
    expect(checkpoints(node)).toEqual([
      "item#1/step:double#0",
      "item#2/step:double#0",
      "item#0/step:double#0",
    ]);
  });

  test("never more items are under way than asked for, also after a restart", async () => {
    let running = 0;
    let most = 0;
    const workflow = workflowOf(async (ctx) =>
      ctx.map(
        "item",
        Array.from({ length: 12 }, (_, at) => at),
        (scoped, at) =>
          scoped.step("work", async () => {
            running += 1;
            most = Math.max(most, running);
            await new Promise<void>((resolve) => {
              node.scheduler.setTimeout(resolve, 10 + ((at * 7) % 5));
            });
            running -= 1;
            return at;
          }),
        { concurrency: 3 },
      ),
    );
    let node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow, undefined, { workflowId: "m" });
    await node.advance(25);
    await node.crash();
    running = 0;
    node = await Harness.open({ workflows: [workflow], disk: node.disk });
    const results = await node.wait(node.get(workflow, "m").waitForCompletion());
    expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(most).toBe(3);
  });

  test("the first error rejects it, items under way go on, no other is begun", async () => {
    const workflow = workflowOf(async (ctx) => {
      const begun: number[] = [];
      const ended: number[] = [];
      const error = await ctx
        .map(
          "item",
          [0, 1, 2, 3, 4],
          async (scoped, at) => {
            begun.push(at);
            await scoped.sleep(10 * (at + 1));
            if (at === 1) throw new RangeError("item 1");
            await scoped.sleep(100);
            ended.push(at);
          },
          { concurrency: 2 },
        )
        .catch((caught: Error) => caught.message);
      const before = [...begun];
      await ctx.sleep(500);
      return { error, before, begun, ended };
    });
    const node = await Harness.open({ workflows: [workflow] });
    const result = await node.run(workflow);
    expect(result).toEqual({ error: "item 1", before: [0, 1], begun: [0, 1], ended: [0] });
  });

  test("an empty map is an empty array; a second map of a name goes on counting", async () => {
    const workflow = workflowOf(async (ctx) => {
      const none = await ctx.map("item", [], async () => 1);
      for (let round = 0; round < 2; round += 1) {
        await ctx.map("item", ["x", "y"], (scoped) => scoped.step("s", () => 1));
      }
      return none;
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([]);
    expect(checkpoints(node)).toEqual([
      "item#0/step:s#0",
      "item#1/step:s#0",
      "item#2/step:s#0",
      "item#3/step:s#0",
    ]);
  });

  test.each<[string, (ctx: WorkflowContext) => Promise<unknown>, string]>([
    ["no array", (ctx) => ctx.map("m", "abc" as never, async () => 1), "ctx.map: items"],
    ["no function", (ctx) => ctx.map("m", [1], 5 as never), "ctx.map: fn"],
    [
      "a bad concurrency",
      (ctx) => ctx.map("m", [1], async () => 1, { concurrency: 0 }),
      "ctx.map: options.concurrency",
    ],
    ["a scope without function", (ctx) => ctx.scope("s", null as never), "ctx.scope: fn"],
    [
      "a shield that is no boolean",
      (ctx) => ctx.scope("s", async () => 1, { shield: 1 as never }),
      "ctx.scope: options.shield",
    ],
    [
      "a scope's unknown option",
      (ctx) => ctx.scope("s", async () => 1, { timeuot: 1 } as never),
      "ctx.scope: options.timeuot",
    ],
    ["a condition without predicate", (ctx) => ctx.condition(1 as never), "ctx.condition"],
  ])("%s is refused with its field", async (_what, call, field) => {
    const workflow = workflowOf(async (ctx) => {
      try {
        return await call(ctx);
      } catch (error) {
        return (error as Error).message;
      }
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toContain(field);
  });

  test("memory does not grow with the scopes that have ended", async () => {
    const workflow = workflowOf(async (ctx) => {
      for (let at = 0; at < 500; at += 1) {
        await ctx.scope("round", (scoped) => scoped.step("s", () => at));
      }
      await ctx.sleep("1h");
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow, undefined, { workflowId: "w" });
    await node.advance(100);
    // A second checkpoint of a scope that has ended is consumed without effect.
    const again = node.disk.entries.find(({ bytes }) =>
      Buffer.from(bytes).includes("round#7/step:s#0"),
    );
    node.log.append(again?.bytes ?? new Uint8Array(), null);
    await node.advance(10);
    expect(node.blocked).toEqual([]);
  });
});
