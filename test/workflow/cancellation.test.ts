/** Goal: a cancel reaches what it should, in order and in one turn, and cleanup is durable. Scenarios 93 to 100. */
import { describe, expect, test } from "vitest";
import type { WorkflowContext } from "../../src/api/context.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { None } from "../../src/api/messages.ts";
import type { TypedWorkflowContext } from "../../src/api/typed-context.ts";
import {
  CancelledError,
  WorkflowCancelledError,
  WorkflowFailedError,
  WorkflowTerminatedError,
  WorkflowTimedOutError,
} from "../../src/errors.ts";
import { commandsOf, Harness } from "./harness.ts";

type Context = TypedWorkflowContext<void, None, None, None>;

function workflowOf<T>(body: (ctx: Context) => Promise<T>) {
  return defineWorkflow({ name: "w", version: 1 }, async (ctx) => body(ctx));
}

function hang({ abortSignal }: { abortSignal: AbortSignal }): Promise<never> {
  return new Promise((_resolve, reject) => {
    abortSignal.addEventListener("abort", () => {
      reject(abortSignal.reason as Error);
    });
  });
}

const blockings: Record<string, (ctx: Context) => Promise<unknown>> = {
  step: (ctx) => ctx.step("hang", hang),
  "step between two attempts": (ctx) =>
    ctx.step(
      "fails",
      () => {
        throw new Error("always");
      },
      { retry: { initialInterval: "1h", maximumInterval: "1h" } },
    ),
  "computed variable": (ctx) => ctx.replicatedVar("v", hang),
  sleep: (ctx) => ctx.sleep("1d"),
  signal: (ctx) => ctx.waitForSignal("never"),
  "signal with a timeout": (ctx) => ctx.waitForSignal("never", { timeout: "1d" }),
  condition: (ctx) => ctx.condition(() => false),
  "condition with a timeout": (ctx) => ctx.condition(() => false, { timeout: "1d" }),
  scope: (ctx) => ctx.scope("inner", (scoped) => scoped.sleep("1d"), { timeout: "2d" }),
  map: (ctx) => ctx.map("item", [1, 2], (scoped) => scoped.sleep("1d"), { concurrency: 1 }),
};

describe("cancellation", () => {
  test.each(Object.entries(blockings))(
    "scenario 93: a run that waits in a %s is cancelled, its cleanup is durable, and nothing is left in the state",
    async (_name, block) => {
      const workflow = workflowOf(async (ctx) => {
        try {
          await block(ctx);
          return "went on";
        } finally {
          await ctx.scope("cleanup", (scoped) => scoped.step("release", () => 1), { shield: true });
        }
      });
      const node = await Harness.open({ workflows: [workflow] });
      const run = await node.start(workflow);
      await node.advance(100);
      await node.wait(run.cancel({ reason: "not wanted" }));
      const ending = node.wait(run.waitForCompletion(), 1000);
      await expect(ending).rejects.toThrow(WorkflowCancelledError);
      await expect(ending).rejects.toMatchObject({
        cause: expect.objectContaining({ name: "CancelledError", reason: "not wanted" }) as unknown,
      });
      expect(node.events).toContain("cleanup#0/step:release#0");
      expect(node.events.at(-1)).toMatch(/^cancelled/);
      await node.advance(10);
      const left = [...node.disk.state.rows.keys()].filter((key) =>
        /^(timer|operation)\//.test(key),
      );
      expect(left).toEqual([]);
      expect([...node.blocked, ...node.fatal]).toEqual([]);
    },
  );

  test("scenario 34, 93: a running step is aborted with reason ERR_CANCELLED, and what it comes to later has no effect", async () => {
    const reasons: string[] = [];
    let zombie: (value: string) => void = () => {};
    const workflow = workflowOf(async (ctx) =>
      ctx
        .step("long", ({ abortSignal }) => {
          abortSignal.addEventListener("abort", () => {
            reasons.push((abortSignal.reason as CancelledError).code);
          });
          return new Promise<string>((resolve) => {
            zombie = resolve;
          });
        })
        .catch(async (error: Error) => {
          await ctx.scope("wait", (scoped) => scoped.sleep("1m"), { shield: true });
          return error.name;
        }),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.cancel());
    await node.advance(10);
    zombie("too late");
    expect(await node.wait(run.waitForCompletion())).toBe("CancelledError");
    expect(reasons).toEqual(["ERR_CANCELLED"]);
    expect(node.events).not.toContain("step:long#0");
  });

  test("what is pending rejects in order of creation, in one turn, on every node", async () => {
    const traces: string[][] = [];
    const workflow = workflowOf(async (ctx) => {
      const trace: string[] = [];
      traces.push(trace);
      const note = async (name: string, pending: Promise<unknown>): Promise<void> => {
        await pending.catch((error: Error) => trace.push(`${name} ${error.name} ${ctx.now()}`));
      };
      await Promise.all([
        note("sleep", ctx.sleep("1h")),
        note("step", ctx.step("s", hang)),
        note("signal", ctx.waitForSignal("x")),
        note(
          "scoped",
          ctx.scope("a", (scoped) => scoped.sleep("1h")),
        ),
        note(
          "condition",
          ctx.condition(() => false),
        ),
      ]);
      return trace;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow, undefined, { workflowId: "c" });
    await node.advance(10);
    await node.wait(run.cancel());
    const trace = await node.wait(run.waitForCompletion());
    // The scope's own rejection comes a few microtasks after that of the sleep in it.
    expect(trace.map((line) => line.split(" ")[0])).toEqual([
      "sleep",
      "step",
      "signal",
      "condition",
      "scoped",
    ]);
    expect(new Set(trace.map((line) => line.split(" ").slice(1).join(" "))).size).toBe(1);
    const follower = await Harness.open({ workflows: [workflow], lead: false });
    for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(50);
    expect(traces).toEqual([trace, trace]);
  });

  test("a call in a cancelled run takes its key and rejects at once, without a log entry", async () => {
    const workflow = workflowOf(async (ctx) => {
      const first = await ctx.step("s", hang).catch((error: Error) => error.name);
      const names = await Promise.all(
        [
          ctx.step("s", () => 1),
          ctx.sleep(1),
          ctx.waitForSignal("x"),
          ctx.condition(() => true),
          ctx.replicatedVar("v", 1),
          ctx.scope("in", async () => 1),
          ctx.map("m", [1], async () => 1),
        ].map((call) => Promise.resolve(call).catch((error: Error) => error.name)),
      );
      const cleanup = await ctx.scope("done", (scoped) => scoped.step("s", () => "clean"), {
        shield: true,
      });
      return { first, names, cleanup };
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    // Buffered: a wait in a cancelled run does not take it.
    await node.wait(run.signal("x", 1));
    await node.wait(run.cancel());
    const result = await node.wait(run.waitForCompletion());
    expect(result).toMatchObject({
      first: "CancelledError",
      names: Array.from({ length: 7 }, () => "CancelledError"),
      cleanup: "clean",
    });
    expect(commandsOf(node).map(({ type }) => type)).toEqual([
      "RunStart",
      "Signal",
      "Cancel",
      "Checkpoint",
      "RunComplete",
    ]);
  });

  test("scenario 95: a shielded scope completes although the run is cancelled, with all it starts", async () => {
    const workflow = workflowOf(async (ctx) => {
      const shielded = ctx.scope(
        "safe",
        async (scoped) => {
          await scoped.sleep(100);
          const inner = await scoped.scope("in", (deeper) => deeper.step("a", () => 1));
          const items = await scoped.map("m", [1, 2], (item, n) => item.step("b", () => n));
          return [inner, items, scoped.abortSignal.aborted];
        },
        { shield: true },
      );
      const outer = await ctx.sleep("1h").catch((error: Error) => error.name);
      return { outer, shielded: await shielded, aborted: ctx.abortSignal.aborted };
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.cancel());
    expect(await node.wait(run.waitForCompletion())).toEqual({
      outer: "CancelledError",
      shielded: [1, [1, 2], false],
      aborted: true,
    });
  });

  test.each([
    { outer: false, inner: false, expected: ["CancelledError", "CancelledError"] },
    { outer: false, inner: true, expected: ["CancelledError", "slept"] },
    { outer: true, inner: false, expected: ["slept", "slept"] },
    { outer: true, inner: true, expected: ["slept", "slept"] },
  ])(
    "scenario 97: a cancel with outer scope shielded $outer and inner shielded $inner",
    async ({ outer, inner, expected }) => {
      const slept = async (ctx: WorkflowContext): Promise<string> => {
        try {
          await ctx.sleep(100);
          return "slept";
        } catch (error) {
          return (error as Error).name;
        }
      };
      const workflow = workflowOf(async (ctx) =>
        ctx.scope(
          "outer",
          (scoped) => Promise.all([slept(scoped), scoped.scope("inner", slept, { shield: inner })]),
          { shield: outer },
        ),
      );
      const node = await Harness.open({ workflows: [workflow] });
      const run = await node.start(workflow);
      await node.advance(10);
      await node.wait(run.cancel());
      expect(await node.wait(run.waitForCompletion())).toEqual(expected);
    },
  );

  test("scenario 97: an inner scope that is cancelled by its timeout leaves the outer one running", async () => {
    const workflow = workflowOf(async (ctx) =>
      ctx.scope("outer", async (scoped) => {
        const inner = scoped
          .scope("inner", (deeper) => deeper.sleep("1h"), { timeout: 100 })
          .catch((error: Error) => error.name);
        await scoped.sleep(500);
        return [await inner, scoped.abortSignal.aborted];
      }),
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual(["ScopeTimeoutError", false]);
  });

  test("scenario 94: before the first instruction, twice, and after the end", async () => {
    let calls = 0;
    const workflow = workflowOf(async (ctx) => {
      calls += 1;
      await ctx.sleep("1h").catch(() => {});
      await ctx.scope("slow", (scoped) => scoped.sleep(100), { shield: true });
      return "returned all the same";
    });
    const node = await Harness.open({ workflows: [workflow] });
    const delayed = await node.start(workflow, undefined, { startDelay: "1h" });
    await node.advance(10);
    await node.wait(delayed.cancel());
    await expect(node.wait(delayed.waitForCompletion(), 1000)).rejects.toThrow(
      WorkflowCancelledError,
    );
    expect(calls).toBe(0);

    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.cancel({ reason: "first" }));
    await node.wait(run.cancel({ reason: "second" }));
    expect(await node.wait(run.waitForCompletion())).toBe("returned all the same");
    expect(commandsOf(node).filter(({ type }) => type === "RunFail")).toHaveLength(1);
    // After the end it does nothing.
    await node.wait(run.cancel());
    expect(await node.wait(run.waitForCompletion())).toBe("returned all the same");
  });

  test("a run that ends with another error after a cancel has failed; one that ends with what caused it is cancelled", async () => {
    const ends: [string, (error: Error) => unknown, new (...args: never[]) => Error][] = [
      ["another", () => new RangeError("mine"), WorkflowFailedError],
      ["caused", (cause) => new Error("wrapped", { cause }), WorkflowCancelledError],
      ["any", (error) => new AggregateError([error, error]), WorkflowCancelledError],
      ["some", (error) => new AggregateError([error, new Error("x")]), WorkflowFailedError],
    ];
    for (const [name, end, expected] of ends) {
      const workflow = defineWorkflow({ name, version: 1 }, async (ctx) => {
        await ctx.sleep("1h").catch((error: Error) => {
          throw end(error) as Error;
        });
      });
      const node = await Harness.open({ workflows: [workflow] });
      const run = await node.start(workflow);
      await node.advance(10);
      await node.wait(run.cancel());
      await expect(node.wait(run.waitForCompletion())).rejects.toThrow(expected);
    }
  });

  test("a CancelledError without a cancel fails the run", async () => {
    const workflow = workflowOf(async () => {
      throw new CancelledError({ what: "Something else", reason: "" });
    });
    const node = await Harness.open({ workflows: [workflow] });
    await expect(node.run(workflow)).rejects.toThrow(WorkflowFailedError);
  });

  test("an assignment that is cancelled was never made: what is updated next is what is there", async () => {
    const workflow = workflowOf(async (ctx) => {
      const list = await ctx.replicatedVar<number[]>("list", [1]);
      await ctx.condition(() => ctx.abortSignal.aborted).catch(() => {});
      const lost = await list.set([99]).catch((error: Error) => error.name);
      return { lost, value: list.value };
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.cancel());
    expect(await node.wait(run.waitForCompletion())).toEqual({
      lost: "CancelledError",
      value: [1],
    });
  });

  test("a handler is cancelled with its run, and a run whose handlers end so is cancelled", async () => {
    const workflow = workflowOf(async (ctx) => {
      ctx.onSignal("go", async (scoped) => scoped.sleep("1h"));
      await ctx.sleep("1h");
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.wait(run.signal("go"));
    await node.advance(10);
    await node.wait(run.cancel());
    await expect(node.wait(run.waitForCompletion(), 1000)).rejects.toThrow(WorkflowCancelledError);
  });

  test("a handler that is cancelled with its run leaves the function the time to clean up", async () => {
    for (const [ending, status] of [
      ["rethrows", "ERR_WORKFLOW_CANCELLED"],
      ["returns", "ERR_WORKFLOW_CANCELLED"],
      ["fails", "ERR_WORKFLOW_FAILED"],
    ] as const) {
      const cleaned: string[] = [];
      const notCleaned = new Error("not cleaned");
      const workflow = workflowOf(async (ctx) => {
        ctx.onSignal("go", async (scoped) => scoped.sleep("1h"));
        try {
          await ctx.sleep("1h");
        } catch (error) {
          await ctx.scope(
            "cleanup",
            async (scoped) => {
              await scoped.step("first", () => cleaned.push("first"));
              await scoped.step("second", () => cleaned.push("second"));
            },
            { shield: true },
          );
          if (ending === "rethrows") throw error;
          if (ending === "fails") throw notCleaned;
        }
      });
      const node = await Harness.open({ workflows: [workflow] });
      const run = await node.start(workflow);
      await node.wait(run.signal("go"));
      await node.advance(10);
      await node.wait(run.cancel());
      const ended = node.wait(run.waitForCompletion(), 1000);
      await expect(ended).rejects.toMatchObject({ code: status });
      expect(cleaned).toEqual(["first", "second"]);
    }
  });

  test("a handler that is cancelled with its scope does not fail the run, which may cope with the scope's end", async () => {
    for (const [ending, status] of [
      ["is cancelled", "completed"],
      ["fails", "failed"],
    ] as const) {
      const workflow = workflowOf(async (ctx) => {
        const scope = ctx.scope(
          "s",
          async (scoped) => {
            scoped.onSignal("go", async (handling) => {
              const sleep = handling.sleep("1h");
              await (ending === "fails"
                ? sleep.catch(() => Promise.reject(new Error("no")))
                : sleep);
            });
            await scoped.sleep("1h");
          },
          { timeout: "1m" },
        );
        const name = await scope.then(
          () => "in time",
          (error: Error) => error.name,
        );
        return `${name}, then ${await ctx.step("after", () => "on")}`;
      });
      const node = await Harness.open({ workflows: [workflow] });
      const run = await node.start(workflow);
      await node.wait(run.signal("go"));
      const result = node.wait(run.waitForCompletion());
      if (status === "completed") expect(await result).toBe("ScopeTimeoutError, then on");
      else await expect(result).rejects.toThrow(WorkflowFailedError);
    }
  });

  test("what a scope has left pending at its end is cancelled with those around it, and so is what it calls later", async () => {
    const left: string[] = [];
    const workflow = workflowOf(async (ctx) => {
      const tasks: Promise<unknown>[] = [];
      let ended: Context = ctx;
      ctx.onSignal("go", (scoped) => {
        tasks.push(scoped.step("task", hang));
      });
      await ctx.scope("outer", async (outer) => {
        tasks.push(outer.sleep("1d"));
        await outer.scope("inner", async (inner) => {
          ended = inner;
          inner.abortSignal.addEventListener("abort", () => left.push("aborted"));
          tasks.push(inner.waitForSignal("never", { timeout: "1d" }));
        });
        await outer.scope("shielded", async (inner) => tasks.push(inner.sleep("1m")), {
          shield: true,
        });
      });
      await ctx.condition(() => tasks.length === 4);
      for (const { status } of await Promise.allSettled(tasks)) left.push(status);
      await ended.sleep("1d");
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.wait(run.signal("go"));
    await node.advance(10);
    await node.wait(run.cancel());
    await expect(node.wait(run.waitForCompletion(), 61_000)).rejects.toThrow(
      WorkflowCancelledError,
    );
    expect(left).toEqual(["aborted", "rejected", "rejected", "fulfilled", "rejected"]);
  });

  test("the timeout of a scope cancels what a scope inside it has left pending at its end", async () => {
    const workflow = workflowOf(async (ctx) =>
      ctx.scope(
        "outer",
        async (outer) => {
          const tasks: Promise<unknown>[] = [];
          await outer.scope("inner", async (inner) => tasks.push(inner.sleep("1d")));
          await tasks[0];
        },
        { timeout: "1m" },
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await expect(node.wait(run.waitForCompletion(), 61_000)).rejects.toMatchObject({
      cause: { name: "ScopeTimeoutError" },
    });
  });

  test("a leader that takes over removes the timers that the cancelled run has no more", async () => {
    const workflow = workflowOf(async (ctx) => {
      await ctx.sleep("1d").catch(() => {});
      await ctx.scope("hold", (scoped) => scoped.waitForSignal("end"), { shield: true });
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow, undefined, { workflowId: "t" });
    await node.advance(10);
    node.log.commitsAtOnce = false;
    const cancelled = run.cancel();
    for (let at = 0; at < 20; at += 1) await Promise.resolve();
    node.log.commit();
    await cancelled;
    await node.advance(10);
    // TimerCancelled is proposed and never committed.
    expect(node.log.proposed).toHaveLength(1);
    await node.crash();
    expect([...node.disk.state.rows.keys()].some((key) => key.startsWith("timer/"))).toBe(true);
    const next = await Harness.open({ workflows: [workflow], disk: node.disk });
    await next.advance(10);
    expect([...node.disk.state.rows.keys()].some((key) => key.startsWith("timer/"))).toBe(false);
    expect(commandsOf(next).at(-1)).toMatchObject({ type: "TimerCancelled", key: "sleep#0" });
  });
});

describe("other ends", () => {
  test("scenario 100: after terminate no code of the run is carried out, not even finally", async () => {
    const ran: string[] = [];
    const reasons: string[] = [];
    const workflow = workflowOf(async (ctx) => {
      try {
        await Promise.all([
          ctx.sleep("1h"),
          ctx.step("s", ({ abortSignal }) => {
            abortSignal.addEventListener("abort", () => {
              reasons.push((abortSignal.reason as { code: string }).code);
            });
            return new Promise(() => {});
          }),
        ]);
      } catch {
        ran.push("catch");
      } finally {
        ran.push("finally");
      }
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.terminate({ reason: "enough" }));
    await expect(node.wait(run.waitForCompletion(), 1000)).rejects.toThrow(WorkflowTerminatedError);
    await node.advance(10_000_000);
    expect(ran).toEqual([]);
    expect(reasons).toEqual(["ERR_RUN_CLOSED"]);
    expect([...node.disk.state.rows.keys()].filter((key) => key.startsWith("timer/"))).toEqual([]);
  });

  test("scenario 30: the run's timeout wins over the step's; the run is timedOut and the step aborted", async () => {
    const reasons: string[] = [];
    const workflow = workflowOf(async (ctx) =>
      ctx.step(
        "hang",
        ({ abortSignal }) => {
          abortSignal.addEventListener("abort", () => {
            reasons.push((abortSignal.reason as { code: string }).code);
          });
          return new Promise(() => {});
        },
        { timeout: "1h" },
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow, undefined, { runTimeout: "2s" });
    await expect(node.wait(run.waitForCompletion(), 60_000)).rejects.toThrow(WorkflowTimedOutError);
    expect(reasons).toEqual(["ERR_RUN_CLOSED"]);
    expect(node.events.at(-1)).toMatch(/^timedOut/);
  });

  test("scenario 9: with a start delay the function is called when that is over, once, also after a restart", async () => {
    const calledAt: number[] = [];
    const workflow = workflowOf(async (ctx) => {
      calledAt.push(ctx.now());
      return ctx.step("s", () => "done");
    });
    const node = await Harness.open({ workflows: [workflow] });
    const begun = node.scheduler.wallMs();
    await node.start(workflow, undefined, { workflowId: "d", startDelay: "2s" });
    await node.advance(1000);
    expect(calledAt).toEqual([]);
    await node.crash();
    const next = await Harness.open({
      workflows: [workflow],
      disk: node.disk,
      scheduler: node.scheduler,
    });
    expect(await next.wait(next.get(workflow, "d").waitForCompletion(), 60_000)).toBe("done");
    expect(calledAt).toHaveLength(1);
    expect((calledAt[0] ?? 0) - begun).toBeGreaterThanOrEqual(2000);
  });
});
