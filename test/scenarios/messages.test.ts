/** Goal: scenarios of timers, signals and cancellation. Method: one node and three, in every mode. */
import { defineWorkflow, matchesError, type WorkflowContext } from "raftwork";
import { describe, expect } from "vitest";
import { errorOf, eventsOf, MODES, openIn, scenario, scenariosAreWhole } from "./modes.ts";

const HOUR = 3_600_000;

describe.each(MODES)("$mode", (mode) => {
  scenario(
    mode,
    "scenario 43: no sleep ends early, in fifty runs of twenty at a time",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx, seed: number) => {
        const from = ctx.now();
        const sleeps = Array.from({ length: 20 }, async (_, at) => {
          const ms = 10 + ((seed * 7 + at * 13) % 41);
          await ctx.sleep(ms);
          return ctx.now() - from - ms;
        });
        return Math.min(...(await Promise.all(sleeps)));
      });
      await using runtime = await openIn(mode, [workflow]);
      const runs = Array.from({ length: 50 }, (_, seed) => runtime.runWorkflow(workflow, seed));
      for (const early of await Promise.all(runs)) expect(early).toBeGreaterThanOrEqual(0);
    },
  );

  scenario(
    mode,
    "scenario 44: a sleep goes on over a crash, and is not longer for it",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        await ctx.sleep("4s");
        return "awake";
      });
      await using runtime = await openIn(mode, [workflow]);
      const from = runtime.now();
      const run = await runtime.startWorkflow(workflow);
      await runtime.sleep("1500ms");
      await runtime.restart();
      expect(await run.waitForCompletion()).toBe("awake");
      expect(runtime.now() - from).toBeGreaterThanOrEqual(4000);
      expect(runtime.now() - from).toBeLessThan(5000);
    },
  );

  scenario(
    mode,
    "scenario 47: sleeps past 2^31 ms, until a date that has passed, and until next year",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const from = ctx.now();
        await ctx.sleepUntil(new Date(from - HOUR));
        const past = ctx.now() - from;
        await ctx.sleep("60d");
        const long = ctx.now() - from - past;
        const next = new Date(Date.UTC(2027, 0, 1));
        await ctx.sleepUntil(next);
        return { past, long, late: ctx.now() - next.getTime() };
      });
      await using runtime = await openIn(mode, [workflow]);
      const { past, long, late } = await runtime.runWorkflow(workflow);
      expect(past).toBeLessThan(100);
      expect(long).toBeGreaterThanOrEqual(60 * 24 * HOUR);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(2000);
    },
  );

  scenario(
    mode,
    "scenario 49: the timer of a wait that was answered is removed and never fires",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const first = await ctx.waitForSignal("go", { timeout: "1h" });
        await ctx.waitForSignal("end");
        return first;
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await runtime.sleep("1m");
      expect((await run.describe()).pendingOperations).toMatchObject([
        { key: "signal:go#0", kind: "signal", nextAttemptAt: expect.any(Number) },
      ]);
      await run.signal("go", 1);
      await runtime.sleep("1m");
      expect((await run.describe()).pendingOperations).toMatchObject([
        { key: "signal:end#0", nextAttemptAt: null },
      ]);
      await runtime.sleep("2h");
      await run.signal("end");
      expect(await run.waitForCompletion()).toBe(1);
      expect(await eventsOf(run)).toEqual(["RunStart", "Signal go", "Signal end", "RunComplete"]);
    },
  );

  scenario(
    mode,
    "scenario 49: a sleep that is cancelled is removed and never fires; the history shows the cancellation",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const asleep = await ctx.sleep("1h").catch((error: Error) => error.name);
        await ctx.scope("after", (scoped) => scoped.sleep("1d"), { shield: true });
        return asleep;
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await runtime.sleep("1m");
      expect((await run.describe()).pendingOperations).toMatchObject([{ key: "sleep#0" }]);
      await run.cancel({ reason: "enough" });
      await runtime.sleep("1m");
      expect((await run.describe()).pendingOperations).toMatchObject([{ key: "after#0/sleep#0" }]);
      expect(await run.waitForCompletion()).toBe("CancelledError");
      expect(await eventsOf(run)).toEqual([
        "RunStart",
        "Cancel",
        "TimerFired after#0/sleep#0",
        "RunComplete",
      ]);
    },
  );

  scenario(
    mode,
    "scenario 52: a signal that comes before the wait, or before the first instruction, is not lost",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const before = await ctx.waitForSignal("early");
        await ctx.sleep("1h");
        return [before, await ctx.waitForSignal("during")];
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow, undefined, { startDelay: "1h" });
      await run.signal("early", 1);
      await run.signal("during", 2);
      expect(await run.waitForCompletion()).toEqual([1, 2]);
    },
  );

  scenario(
    mode,
    "scenario 54 and 55: signals of one name come in the order they were sent; names do not block each other",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        await ctx.waitForSignal("start");
        const got: unknown[] = [];
        for (let at = 0; at < 100; at += 1) got.push(await ctx.waitForSignal("item"));
        return got;
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await run.signal("nobodyAsksForThis", 0);
      for (let at = 0; at < 100; at += 1) await run.signal("item", at);
      await run.signal("start");
      expect(await run.waitForCompletion()).toEqual(Array.from({ length: 100 }, (_, at) => at));
      const received: unknown[] = [];
      for await (const { key, value } of run.history()) if (key === "item") received.push(value);
      expect(received).toEqual(Array.from({ length: 100 }, (_, at) => at));
    },
  );

  scenario(
    mode,
    "scenario 56: a signal to a run that has ended, or to nobody, is refused and changes nothing",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async () => 1);
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow, undefined, { workflowId: "w" });
      await run.waitForCompletion();
      const before = await eventsOf(run);
      expect(await errorOf(run.signal("x"))).toMatchObject({
        code: "ERR_RUN_ENDED",
        status: "completed",
      });
      expect((await errorOf(runtime.getRun("nobody").signal("x"))).code).toBe(
        "ERR_WORKFLOW_NOT_FOUND",
      );
      const none = runtime.getRun(workflow, "w", { runNumber: 7 });
      expect((await errorOf(none.signal("x"))).code).toBe("ERR_WORKFLOW_NOT_FOUND");
      expect(await eventsOf(run)).toEqual(before);
    },
  );

  scenario(
    mode,
    "scenario 58: signals of one signalId are delivered once, over a restart too",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => [
        await ctx.waitForSignal("x"),
        await ctx.waitForSignal("x"),
      ]);
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await run.signal("x", 1, { signalId: "one" });
      await run.signal("x", 1, { signalId: "one" });
      await runtime.restart();
      await run.signal("x", 1, { signalId: "one" });
      await run.signal("x", 2, { signalId: "two" });
      expect(await run.waitForCompletion()).toEqual([1, 2]);
    },
  );

  scenario(
    mode,
    "scenario 59: a handler may run steps, and the run does not end before it has ended",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const stored: number[] = [];
        ctx.onSignal<number>("store", async (scoped, item) => {
          await scoped.sleep("1m");
          stored.push(await scoped.step("store", () => item * 2));
        });
        await ctx.waitForSignal("end");
        await ctx.condition(() => stored.length === 2);
        return stored;
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await run.signal("store", 1);
      await run.signal("store", 2);
      await run.signal("end");
      const stored = await run.waitForCompletion();
      // Two handlers at once: a step that has to wait for contact with the followers, or for another leader, comes second.
      expect(mode.cluster === null ? stored : stored.toSorted((a, b) => a - b)).toEqual([2, 4]);
      expect(runtime.executions("store")).toBe(2);
    },
  );

  scenario(
    mode,
    "scenario 59: a function that returns before its handlers have ended does not end its run",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        ctx.onSignal<number>("store", async (scoped, item) => {
          await scoped.sleep("1h");
          await scoped.step("store", () => item);
        });
        await ctx.waitForSignal("end");
        return "returned";
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await run.signal("store", 1);
      await run.signal("end");
      await runtime.sleep("1m");
      expect((await run.describe()).status).toBe("running");
      expect(runtime.executions("store")).toBe(0);
      expect(await run.waitForCompletion()).toBe("returned");
      expect(runtime.executions("store")).toBe(1);
    },
  );

  scenario(
    mode,
    "scenario 60: a handler that throws fails the run, and not the process",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        ctx.onSignal("bad", () => {
          throw new RangeError("in the handler");
        });
        await ctx.waitForSignal("never");
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await run.signal("bad");
      const error = await errorOf(run.waitForCompletion());
      expect(matchesError(error, RangeError)).toBe(true);
    },
  );

  scenario(
    mode,
    "scenario 63: signals are collected until the end marker comes: none, one, two",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const items: unknown[] = [];
        for (;;) {
          const item = await ctx.waitForSignal("item");
          if (item === "end") return items;
          items.push(item);
        }
      });
      await using runtime = await openIn(mode, [workflow]);
      for (const items of [[], ["a"], ["a", "b"]]) {
        const run = await runtime.startWorkflow(workflow);
        for (const item of [...items, "end"]) await run.signal("item", item);
        expect(await run.waitForCompletion()).toEqual(items);
      }
    },
  );

  for (const what of ["step", "sleep", "signal", "condition"] as const)
    scenario(
      mode,
      `scenario 93: a run that waits for a ${what} is cancelled; what it does in finally is durable`,
      async () => {
        const wait = (ctx: WorkflowContext & { waitForSignal(name: string): Promise<unknown> }) =>
          ({
            step: () => ctx.step("hanging", () => new Promise<never>(() => {})),
            sleep: () => ctx.sleep("1d"),
            signal: () => ctx.waitForSignal("never"),
            condition: () => ctx.condition(() => false),
          })[what]();
        const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
          try {
            await wait(ctx);
          } finally {
            await ctx.scope("cleanup", (scoped) => scoped.step("cleanup", () => 1), {
              shield: true,
            });
          }
        });
        await using runtime = await openIn(mode, [workflow], { stepGrace: 1 });
        const run = await runtime.startWorkflow(workflow);
        await runtime.sleep("1m");
        await run.cancel({ reason: "enough" });
        expect((await errorOf(run.waitForCompletion())).code).toBe("ERR_WORKFLOW_CANCELLED");
        expect(runtime.executions("cleanup")).toBe(1);
        expect((await eventsOf(run)).slice(-3)).toEqual([
          "Cancel",
          "Checkpoint cleanup#0/step:cleanup#0",
          "RunFail",
        ]);
        expect((await run.describe()).status).toBe("cancelled");
      },
    );

  scenario(
    mode,
    "scenario 94: cancel before the first instruction, twice, and after the end",
    async () => {
      let isCalled = false;
      const workflow = defineWorkflow({ name: "w", version: 1 }, async () => {
        isCalled = true;
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow, undefined, { startDelay: "1h" });
      await run.cancel();
      await run.cancel();
      expect((await errorOf(run.waitForCompletion())).code).toBe("ERR_WORKFLOW_CANCELLED");
      expect(isCalled).toBe(false);
      const done = await runtime.startWorkflow(workflow);
      await done.waitForCompletion();
      await done.cancel();
      expect((await done.describe()).status).toBe("completed");
      expect((await errorOf(runtime.getRun("nobody").cancel())).code).toBe(
        "ERR_WORKFLOW_NOT_FOUND",
      );
    },
  );

  scenario(mode, "scenario 95: what is shielded ends although the run is cancelled", async () => {
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
      ctx.scope(
        "must",
        async (scoped) => {
          await scoped.sleep("1h");
          return scoped.step("must", () => "done");
        },
        { shield: true },
      ),
    );
    await using runtime = await openIn(mode, [workflow]);
    const run = await runtime.startWorkflow(workflow);
    await runtime.sleep("1m");
    await run.cancel();
    expect(await run.waitForCompletion()).toBe("done");
  });

  for (const { outer, inner, ends } of [
    { outer: false, inner: false, ends: ["outer cancelled", "inner cancelled"] },
    { outer: false, inner: true, ends: ["outer cancelled", "inner done"] },
    { outer: true, inner: false, ends: ["outer done", "inner done"] },
    { outer: true, inner: true, ends: ["outer done", "inner done"] },
  ])
    scenario(
      mode,
      `scenario 97: nested scopes, outer shielded: ${outer}, inner shielded: ${inner}`,
      async () => {
        const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
          const told: string[] = [];
          const tell = (name: string, work: Promise<unknown>): Promise<unknown> =>
            work.then(
              () => told.push(`${name} done`),
              () => told.push(`${name} cancelled`),
            );
          await ctx.scope(
            "outer",
            (o) =>
              Promise.all([
                tell("outer", o.sleep("1h")),
                tell(
                  "inner",
                  o.scope("inner", (i) => i.sleep("2h"), { shield: inner }),
                ),
              ]),
            { shield: outer },
          );
          return told;
        });
        await using runtime = await openIn(mode, [workflow]);
        const run = await runtime.startWorkflow(workflow);
        await runtime.sleep("1m");
        await run.cancel();
        expect(await run.waitForCompletion()).toEqual(ends);
      },
    );

  scenario(
    mode,
    "scenario 97: an inner scope that is cancelled leaves the outer one running",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx.scope("outer", (outer) =>
          Promise.all([
            outer.sleep("2h").then(() => "outer done"),
            outer
              .scope("inner", (inner) => inner.sleep("1d"), { timeout: "1h" })
              .catch((error: Error) => error.name),
          ]),
        ),
      );
      await using runtime = await openIn(mode, [workflow]);
      expect(await runtime.runWorkflow(workflow)).toEqual(["outer done", "ScopeTimeoutError"]);
    },
  );

  scenario(
    mode,
    "scenario 100: after terminate no code of the run is called, not even finally",
    async () => {
      const called: string[] = [];
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        try {
          await ctx.waitForSignal("go");
        } finally {
          called.push("finally");
          await ctx.step("cleanup", () => 1);
        }
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow, undefined, { workflowId: "t" });
      await runtime.sleep("1m");
      await run.terminate({ reason: "stop it" });
      const error = await errorOf(run.waitForCompletion());
      expect(error.code).toBe("ERR_WORKFLOW_TERMINATED");
      expect(error.message).toContain("stop it");
      await run.terminate();
      await runtime.restart();
      await runtime.sleep("1h");
      expect(called).toEqual([]);
      expect(runtime.executions("cleanup")).toBe(0);
      expect(await runtime.getRun("t").describe()).toMatchObject({
        status: "terminated",
        waitingFor: null,
        pendingOperations: [],
      });
      const again = { workflowId: "t", ifClosed: "startNew" } as const;
      expect((await runtime.startWorkflow(workflow, undefined, again)).runNumber).toBe(2);
    },
  );
});

scenariosAreWhole();
