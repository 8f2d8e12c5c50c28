/** Goal: signals reach waits and handlers in log order, each once, whoever was there first. Scenarios 52 to 63. */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { None } from "../../src/api/messages.ts";
import type { TypedWorkflowContext } from "../../src/api/typed-context.ts";
import { InvalidArgumentError, WorkflowFailedError } from "../../src/errors.ts";
import { commandsOf, Harness, type LogLine, recordingLogger } from "./harness.ts";

type Context = TypedWorkflowContext<void, None, None, None>;

/** A workflow of any body, so that a test can say it where it is used. */
function workflowOf(body: (ctx: Context) => Promise<unknown>) {
  return defineWorkflow({ name: "w", version: 1 }, async (ctx) => body(ctx));
}

describe("waits", () => {
  test("scenario 52: a signal that came before the wait is given to it, also one from before the first instruction", async () => {
    const workflow = workflowOf(async (ctx) => {
      const first = await ctx.waitForSignal<number>("x");
      await ctx.sleep(100);
      return [first, await ctx.waitForSignal<number>("x")];
    });
    const node = await Harness.open({ workflows: [workflow], manual: true });
    const starting = node.start(workflow, undefined, { workflowId: "s" });
    const run = node.get(workflow, "s");
    const sent = run.signal("x", 1);
    for (let at = 0; at < 20; at += 1) await Promise.resolve();
    // In the batch of the start itself: before the function is called.
    expect(node.log.proposed).toHaveLength(2);
    node.log.commit();
    node.log.commitsAtOnce = true;
    await node.wait(Promise.all([starting, sent]));
    await node.wait(run.signal("x", 2));
    expect(await node.wait(run.waitForCompletion())).toEqual([1, 2]);
  });

  test("scenario 54: a hundred signals are received in the order they were sent, and again in a replay", async () => {
    const seen: number[][] = [];
    const workflow = workflowOf(async (ctx) => {
      const got: number[] = [];
      seen.push(got);
      for (let at = 0; at < 100; at += 1) got.push(await ctx.waitForSignal<number>("n"));
      await ctx.sleep("1h");
      return got.length;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow, undefined, { workflowId: "s" });
    for (let at = 0; at < 100; at += 1) await node.wait(run.signal("n", at));
    await node.advance(100);
    await node.crash();
    const next = await Harness.open({ workflows: [workflow], disk: node.disk });
    expect(await next.wait(next.get(workflow, "s").waitForCompletion())).toBe(100);
    const inOrder = Array.from({ length: 100 }, (_, at) => at);
    expect(seen).toEqual([inOrder, inOrder]);
  });

  test("scenario 55: signals of one name do not hold up those of another, and what nobody asks for is kept", async () => {
    const workflow = workflowOf(async (ctx) => [
      await ctx.waitForSignal("b"),
      await ctx.waitForSignal("a"),
    ]);
    const lines: LogLine[] = [];
    const node = await Harness.open({ workflows: [workflow], logger: recordingLogger(lines) });
    const run = await node.start(workflow);
    await node.wait(run.signal("a", "first"));
    await node.wait(run.signal("other", null));
    await node.wait(run.signal("b", "second"));
    expect(await node.wait(run.waitForCompletion())).toEqual(["second", "first"]);
    const warned = lines.find(({ message }) => message.includes("without taking these signals"));
    expect(warned?.fields["signals"]).toEqual(["other"]);
  });

  test.each([0, 1, 2])(
    "scenario 63: %d signals are collected up to the end marker",
    async (count) => {
      const workflow = workflowOf(async (ctx) => {
        const items: string[] = [];
        for (;;) {
          const item = await ctx.waitForSignal<string>("item");
          if (item === "end") return items;
          items.push(item);
        }
      });
      const node = await Harness.open({ workflows: [workflow] });
      const run = await node.start(workflow);
      const items = Array.from({ length: count }, (_, at) => `item ${at}`);
      for (const item of [...items, "end"]) await node.wait(run.signal("item", item));
      expect(await node.wait(run.waitForCompletion())).toEqual(items);
    },
  );

  test("a wait that timed out gives undefined and swallows nothing; its timer is in the log, one that was not needed is taken back", async () => {
    const workflow = workflowOf(async (ctx) => {
      const late = await ctx.waitForSignal<string>("x", { timeout: "1s" });
      const next = await ctx.waitForSignal<string>("x", { timeout: "1h" });
      return { late, next };
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow, undefined, { workflowId: "s" });
    await node.advance(5000);
    await node.wait(run.signal("x", "after the timeout"));
    const result = await node.wait(run.waitForCompletion(), 60_000);
    expect(result).toEqual({ late: undefined, next: "after the timeout" });
    const keys = commandsOf(node).map((command) =>
      "key" in command ? `${command.type} ${command.key}` : command.type,
    );
    expect(keys).toEqual([
      "RunStart",
      "TimerSet signal:x#0",
      "TimerFired signal:x#0",
      "TimerSet signal:x#1",
      "Signal",
      "TimerCancelled signal:x#1",
      "RunComplete",
    ]);
    expect([...node.disk.state.rows.keys()].filter((key) => key.startsWith("timer/"))).toEqual([]);
  });

  test("a buffered signal settles a wait without a timer or any other log entry", async () => {
    const workflow = workflowOf(async (ctx) => {
      await ctx.sleep(50);
      return ctx.waitForSignal("x", { timeout: "1h" });
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.signal("x", 7));
    expect(await node.wait(run.waitForCompletion(), 1000)).toBe(7);
    expect(commandsOf(node).map(({ type }) => type)).toEqual([
      "RunStart",
      "TimerSet",
      "Signal",
      "TimerFired",
      "RunComplete",
    ]);
  });

  test("several waits of one name are served in the order of their creation", async () => {
    const workflow = workflowOf(async (ctx) =>
      Promise.all([1, 2, 3].map(async () => ctx.waitForSignal<string>("x"))),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    for (const name of ["a", "b", "c"]) await node.wait(run.signal("x", name));
    expect(await node.wait(run.waitForCompletion())).toEqual(["a", "b", "c"]);
  });

  test("a signal without payload carries null; every other payload is told apart", async () => {
    const payloads = [undefined, null, 0, "", false, { when: new Date(5) }];
    const workflow = workflowOf(async (ctx) => {
      const got: unknown[] = [];
      for (const _ of payloads) got.push(await ctx.waitForSignal("x"));
      return got;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    for (const payload of payloads) await node.wait(run.signal("x", payload));
    const got = await node.wait(run.waitForCompletion());
    expect(got).toEqual([null, null, 0, "", false, { when: new Date(5) }]);
  });
});

describe("handlers", () => {
  test("scenario 59: a handler may run steps, in a scope of its own, and the run does not end before it", async () => {
    const workflow = workflowOf(async (ctx) => {
      const stored: string[] = [];
      ctx.onSignal<string>("save", async (scoped, text) => {
        await scoped.sleep(100);
        stored.push(await scoped.step("store", () => text.toUpperCase()));
      });
      await ctx.waitForSignal("finish");
      return stored;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    for (const text of ["a", "b"]) await node.wait(run.signal("save", text));
    await node.wait(run.signal("finish"));
    // The result was what it was when the function returned: before the handlers had stored anything.
    expect(await node.wait(run.waitForCompletion())).toEqual([]);
    const steps = node.events.filter((event) => event.includes("step:"));
    expect(steps).toEqual(["signal:save#0/step:store#0", "signal:save#1/step:store#0"]);
    expect(node.events.at(-1)).toMatch(/^completed/);
  });

  test("scenario 60: a throwing handler fails the run, whatever else is under way, and not the process", async () => {
    for (const isAsync of [true, false]) {
      const workflow = workflowOf(async (ctx) => {
        ctx.onSignal("boom", (scoped) => {
          if (!isAsync) throw new RangeError("handler");
          return scoped.sleep(10).then(() => {
            throw new RangeError("handler");
          });
        });
        await ctx.sleep("1d");
      });
      const node = await Harness.open({ workflows: [workflow] });
      const run = await node.start(workflow);
      await node.wait(run.signal("boom"));
      const failed = node.wait(run.waitForCompletion(), 1000);
      await expect(failed).rejects.toThrow(WorkflowFailedError);
      await expect(failed).rejects.toMatchObject({ cause: expect.any(RangeError) as unknown });
      expect([...node.blocked, ...node.fatal]).toEqual([]);
    }
  });

  test("a late handler is given the buffered signals first, in order, then those that come", async () => {
    const workflow = workflowOf(async (ctx) => {
      const got: number[] = [];
      await ctx.sleep(100);
      ctx.onSignal<number>("n", (_scoped, value) => {
        got.push(value);
      });
      await ctx.condition(() => got.length === 4);
      return got;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    for (const value of [1, 2, 3]) await node.wait(run.signal("n", value));
    await node.advance(200);
    await node.wait(run.signal("n", 4));
    expect(await node.wait(run.waitForCompletion())).toEqual([1, 2, 3, 4]);
  });

  test("a name has a handler or waits, not both, and one handler", async () => {
    const refusals: string[] = [];
    const attempt = (call: () => unknown): void => {
      try {
        call();
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidArgumentError);
        refusals.push((error as InvalidArgumentError).field);
      }
    };
    const workflow = workflowOf(async (ctx) => {
      ctx.onSignal("handled", () => {});
      attempt(() => ctx.waitForSignal("handled"));
      attempt(() => {
        ctx.onSignal("handled", () => {});
      });
      const waited = ctx.waitForSignal("waited");
      attempt(() => {
        ctx.onSignal("waited", () => {});
      });
      await waited;
      // Nobody waits any more.
      ctx.onSignal("waited", () => {});
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.wait(run.signal("waited"));
    await node.wait(run.waitForCompletion());
    expect(refusals).toEqual([
      "ctx.waitForSignal: name",
      "ctx.onSignal: name",
      "ctx.onSignal: name",
    ]);
  });

  test("a run that only serves signals waits without being taken for one that hangs", async () => {
    const workflow = workflowOf(async (ctx) => {
      let end: (value: string) => void = () => {};
      const ended = new Promise<string>((resolve) => {
        end = resolve;
      });
      ctx.onSignal<string>("end", async (scoped, how) => {
        await scoped.sleep(10);
        end(how);
      });
      return ended;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10_000);
    expect(node.blocked).toEqual([]);
    await node.wait(run.signal("end", "well"));
    expect(await node.wait(run.waitForCompletion())).toBe("well");
  });

  test("the handler of a scope goes with the scope; what comes later is buffered", async () => {
    const workflow = workflowOf(async (ctx) => {
      const handled: number[] = [];
      await ctx.scope("open", async (scoped) => {
        scoped.onSignal<number>("n", (_inner, value) => {
          handled.push(value);
        });
        await scoped.sleep(100);
      });
      return { handled, later: await ctx.waitForSignal<number>("n") };
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.wait(run.signal("n", 1));
    await node.advance(200);
    await node.wait(run.signal("n", 2));
    expect(await node.wait(run.waitForCompletion())).toEqual({ handled: [1], later: 2 });
  });
});
