/** Goal: scenarios of steps, retries and timeouts. Method: one node and three, in every mode. */
import { defineWorkflow, matchesError, RetryAfter, type StepContext } from "raftwork";
import { describe, expect } from "vitest";
import { type LogLine, recordingLogger } from "../support/recording-logger.ts";
import {
  attempts,
  errorOf,
  eventsOf,
  MODES,
  openIn,
  scenario,
  scenariosAreWhole,
} from "./modes.ts";

class CardDeclined extends Error {
  override readonly name = "CardDeclined";
}

const FAST = { initialInterval: 10, jitter: "none" } as const;

describe.each(MODES)("$mode", (mode) => {
  scenario(
    mode,
    "scenario 18: a step that fails twice runs three times; the history lists the attempts",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx.step(
          "flaky",
          ({ attempt }) => {
            if (attempt < 3) throw new Error(`attempt ${attempt}`);
            return attempt;
          },
          { retry: FAST },
        ),
      );
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      expect(await run.waitForCompletion()).toBe(3);
      expect(attempts(runtime, "flaky")).toBe(3);
      const failed = "StepAttemptFailed step:flaky#0";
      const events = await eventsOf(run);
      // The attempt that a killed leader was at counts, and has no outcome to be listed.
      const listed = events.filter((event) => event === failed).length;
      expect(mode.name === "M4" ? [1, 2] : [2]).toContain(listed);
      expect(events.filter((event) => event !== failed)).toEqual([
        "RunStart",
        "Checkpoint step:flaky#0",
        "RunComplete",
      ]);
    },
  );

  scenario(
    mode,
    "scenario 19: after maximumAttempts the last error is thrown inside the function",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        try {
          return await ctx.step(
            "failing",
            ({ attempt }) => {
              throw new CardDeclined(`attempt ${attempt}`);
            },
            { retry: { ...FAST, maximumAttempts: 5 } },
          );
        } catch (error) {
          if (!matchesError(error, "CardDeclined")) throw error;
          return (error.cause as Error).message;
        }
      });
      await using runtime = await openIn(mode, [workflow]);
      expect(await runtime.runWorkflow(workflow)).toBe("attempt 5");
      expect(attempts(runtime, "failing")).toBe(5);
    },
  );

  scenario(
    mode,
    "scenario 20: errors that are not to be retried, by class, by name and by shouldRetry",
    async () => {
      const policies = {
        byClass: { nonRetryableErrors: [CardDeclined] },
        byName: { nonRetryableErrors: ["CardDeclined"] },
        byFunction: { shouldRetry: (error: Error) => error.name !== "CardDeclined" },
        throwing: {
          shouldRetry: () => {
            throw new Error("a bug in the policy");
          },
        },
      };
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        for (const [name, policy] of Object.entries(policies)) {
          const failing = ctx.step(
            name,
            () => {
              throw new CardDeclined("no");
            },
            { retry: { ...FAST, ...policy } },
          );
          await failing.catch(() => "caught");
        }
      });
      const lines: LogLine[] = [];
      await using runtime = await openIn(mode, [workflow], { logger: recordingLogger(lines) });
      await runtime.runWorkflow(workflow, undefined, { workflowId: "p" });
      for (const name of Object.keys(policies)) expect(runtime.executions(name)).toBe(1);
      // One that throws is reported, and does not try for ever.
      expect(lines.filter(({ level }) => level === "error")).toMatchObject([
        {
          message: "shouldRetry threw; the step fails",
          fields: {
            workflowId: "p",
            key: "step:throwing#0",
            err: { message: "a bug in the policy" },
          },
        },
      ]);
    },
  );

  scenario(
    mode,
    "scenario 21: the pauses grow by the coefficient up to the maximum, with jitter between half and whole",
    async () => {
      const starts: Record<string, number[]> = { none: [], equal: [] };
      const workflow = defineWorkflow(
        { name: "w", version: 1 },
        async (ctx, jitter: "none" | "equal") =>
          ctx.step(
            "flaky",
            ({ attempt }) => {
              starts[jitter]?.push(runtime.now());
              if (attempt < 5) throw new Error("again");
            },
            {
              retry: { initialInterval: 100, backoffCoefficient: 2, maximumInterval: 400, jitter },
            },
          ),
      );
      await using runtime = await openIn(mode, [workflow]);
      const gaps = async (jitter: "none" | "equal"): Promise<number[]> => {
        await runtime.runWorkflow(workflow, jitter);
        const times = starts[jitter] ?? [];
        return times.slice(1).map((time, at) => time - (times[at] ?? 0));
      };
      const expected = [100, 200, 400, 400];
      for (const [at, gap] of (await gaps("none")).entries()) {
        expect(gap).toBeGreaterThanOrEqual(expected[at] ?? 0);
        expect(gap).toBeLessThan((expected[at] ?? 0) + 60 + mode.lateMs);
      }
      for (const [at, gap] of (await gaps("equal")).entries()) {
        expect(gap).toBeGreaterThanOrEqual((expected[at] ?? 0) / 2);
        expect(gap).toBeLessThan((expected[at] ?? 0) + 60 + mode.lateMs);
      }
    },
  );

  scenario(mode, "scenario 22: RetryAfter sets the next pause, once", async () => {
    const times: number[] = [];
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
      ctx.step(
        "busy",
        ({ attempt }) => {
          times.push(runtime.now());
          if (attempt === 1) throw new RetryAfter("3s");
          if (attempt === 2) throw new Error("again");
        },
        { retry: FAST },
      ),
    );
    await using runtime = await openIn(mode, [workflow]);
    await runtime.runWorkflow(workflow);
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(3000);
    expect(third - second).toBeLessThan(1000);
  });

  scenario(
    mode,
    "scenario 23: maximumDuration stops retrying although attempts remain",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx.step(
          "failing",
          () => {
            throw new Error("no");
          },
          {
            retry: {
              initialInterval: 1000,
              backoffCoefficient: 1,
              jitter: "none",
              maximumAttempts: 1000,
              maximumDuration: "5s",
            },
          },
        ),
      );
      await using runtime = await openIn(mode, [workflow]);
      const from = runtime.now();
      expect((await errorOf(runtime.runWorkflow(workflow))).code).toBe("ERR_WORKFLOW_FAILED");
      expect(runtime.now() - from).toBeLessThan(7000);
      expect(runtime.executions("failing")).toBeLessThanOrEqual(6);
      expect(runtime.executions("failing")).toBeGreaterThanOrEqual(4);
    },
  );

  scenario(
    mode,
    "scenario 25: killed as soon as the await has returned, the step has run once, and its result is there",
    async () => {
      let returned = (): void => {};
      const hasReturned = new Promise<void>((resolve) => {
        returned = resolve;
      });
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const charge = await ctx.step("charge", () => ({ id: "ch-1" }));
        returned();
        await ctx.waitForSignal("ship");
        return charge;
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow, undefined, { workflowId: "o" });
      // Nothing happens between the line behind the await and the kill.
      const passes = runtime.sleep("1h").catch(() => {});
      await hasReturned;
      await runtime.restart();
      await passes;
      await run.signal("ship");
      expect(await run.waitForCompletion()).toEqual({ id: "ch-1" });
      expect(runtime.executions("charge")).toBe(1);
    },
  );

  scenario(
    mode,
    "scenario 27: an atMostOnce step that was under way at a crash fails with StepInterruptedError",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx
          .step("once", () => new Promise<string>(() => {}), { semantics: "atMostOnce" })
          .catch((error: unknown) =>
            matchesError(error, "StepInterruptedError") ? "cut" : "other",
          ),
      );
      await using runtime = await openIn(mode, [workflow], { stepGrace: 1 });
      const run = await runtime.startWorkflow(workflow, undefined, { workflowId: "o" });
      // A leader that is killed behind the announcement and before the call leaves nothing to be called.
      const isRunning = async (): Promise<boolean> => (await run.describe()).status === "running";
      while (runtime.executions("once") === 0 && (await isRunning())) await runtime.sleep(1);
      await runtime.restart();
      expect(await run.waitForCompletion()).toBe("cut");
      expect(mode.name === "M4" ? [0, 1] : [1]).toContain(runtime.executions("once"));
    },
  );

  scenario(
    mode,
    "scenario 29: a step past its timeout is aborted and retried; what the zombie does later has no effect",
    async () => {
      const zombies: (() => void)[] = [];
      const reasons: unknown[] = [];
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx.step(
          "hanging",
          ({ attempt, abortSignal }) => {
            if (attempt === 3) return "third";
            abortSignal.addEventListener("abort", () => reasons.push(abortSignal.reason.code));
            return new Promise<string>((resolve, reject) => {
              zombies.push(
                attempt === 1 ? () => resolve("zombie") : () => reject(new Error("zombie")),
              );
            });
          },
          { timeout: 200, retry: FAST },
        ),
      );
      await using runtime = await openIn(mode, [workflow], { stepGrace: 1 });
      expect(await runtime.runWorkflow(workflow)).toBe("third");
      for (const zombie of zombies) zombie();
      await runtime.sleep("1m");
      // The leader that is killed may be at the first attempt or the second.
      if (mode.name === "M4") expect(reasons.at(-1)).toMatch(/ERR_STEP_TIMEOUT|ERR_RUNTIME_CLOSED/);
      else expect(reasons).toEqual(["ERR_STEP_TIMEOUT", "ERR_STEP_TIMEOUT"]);
      expect(attempts(runtime, "hanging")).toBe(3);
    },
  );

  scenario(
    mode,
    "scenario 30: the run's timeout wins over a step's; the step is aborted and the run timedOut",
    async () => {
      let reason: unknown;
      const workflow = defineWorkflow({ name: "w", version: 1, runTimeout: "1m" }, async (ctx) =>
        ctx.step(
          "hanging",
          ({ abortSignal }) =>
            new Promise<never>(() => {
              abortSignal.addEventListener("abort", () => (reason = abortSignal.reason.code));
            }),
          { timeout: "1h" },
        ),
      );
      await using runtime = await openIn(mode, [workflow], { stepGrace: 1 });
      const run = await runtime.startWorkflow(workflow);
      expect((await errorOf(run.waitForCompletion())).code).toBe("ERR_WORKFLOW_TIMED_OUT");
      expect((await run.describe()).status).toBe("timedOut");
      expect(reason).toBe("ERR_RUN_CLOSED");
    },
  );

  scenario(
    mode,
    "scenario 31: totalTimeout bounds a step with its retries and aborts the attempt under way",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const from = ctx.now();
        const hanging = ctx.step("hanging", () => new Promise<never>(() => {}), {
          timeout: 300,
          totalTimeout: "2s",
          retry: { initialInterval: 100, jitter: "none" },
        });
        const code = await hanging.then(
          () => "done",
          (error: Error) => (error.cause as { code?: string } | undefined)?.code,
        );
        return { code, tookMs: ctx.now() - from };
      });
      await using runtime = await openIn(mode, [workflow], { stepGrace: 1 });
      const { code, tookMs } = await runtime.runWorkflow(workflow);
      expect(code).toBe("ERR_STEP_TIMEOUT");
      expect(tookMs).toBeGreaterThanOrEqual(1000);
      expect(tookMs).toBeLessThan(2100 + mode.lateMs);
      expect(runtime.executions("hanging")).toBeGreaterThanOrEqual(2);
    },
  );

  scenario(
    mode,
    "scenario 32: a silent attempt is tried again with the details of the last heartbeat, over a restart too",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx.step(
          "beating",
          ({ attempt, heartbeat, lastHeartbeat }) => {
            if (lastHeartbeat === "twice") return attempt;
            heartbeat(lastHeartbeat === undefined ? "once" : "twice");
            return new Promise<never>(() => {});
          },
          { heartbeatTimeout: 500, retry: FAST },
        ),
      );
      await using runtime = await openIn(mode, [workflow], { stepGrace: 1 });
      const run = await runtime.startWorkflow(workflow);
      await runtime.sleep(200);
      await runtime.restart();
      expect(await run.waitForCompletion()).toBe(attempts(runtime, "beating"));
      // Once before the restart, once silent, once with all that was told; a killed leader adds one.
      expect([3, 4]).toContain(attempts(runtime, "beating"));
    },
  );

  scenario(
    mode,
    "scenario 33: ten thousand heartbeats write no more than a few log entries; the details reach the next attempt",
    async () => {
      const seen: unknown[] = [];
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx.step(
          "beating",
          ({ attempt, heartbeat, lastHeartbeat }) => {
            seen.push(lastHeartbeat);
            for (let at = 0; at < 10_000; at += 1) heartbeat({ at });
            if (attempt === 1) throw new Error("again");
          },
          { heartbeatTimeout: "10s", retry: FAST },
        ),
      );
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      await run.waitForCompletion();
      expect(seen[0]).toBeUndefined();
      expect(seen[1]).toEqual({ at: 9999 });
      expect(await eventsOf(run)).toHaveLength(4);
    },
  );

  scenario(mode, "scenario 34: why a step was aborted can be told from its signal", async () => {
    const reasons: Record<string, string> = {};
    const watch =
      (name: string) =>
      ({ abortSignal }: StepContext): Promise<never> =>
        new Promise((_, reject) => {
          abortSignal.addEventListener("abort", () => {
            reasons[name] = abortSignal.reason.code;
            reject(abortSignal.reason as Error);
          });
        });
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx, name: string) =>
      ctx.step("s", watch(name), {
        timeout: name === "timeout" ? 50 : "1h",
        retry: { maximumAttempts: 1 },
      }),
    );
    const runtime = await openIn(mode, [workflow], { stepGrace: 1 });
    await errorOf(runtime.runWorkflow(workflow, "timeout"));
    const cancelled = await runtime.startWorkflow(workflow, "cancelled");
    await runtime.sleep(100);
    await cancelled.cancel();
    await errorOf(cancelled.waitForCompletion());
    await runtime.startWorkflow(workflow, "shutdown");
    await runtime.sleep(100);
    await runtime.close();
    expect(reasons).toEqual({
      timeout: "ERR_STEP_TIMEOUT",
      cancelled: "ERR_CANCELLED",
      shutdown: "ERR_RUNTIME_CLOSED",
    });
  });

  scenario(
    mode,
    "scenario 35: a result that cannot be kept fails the step, names it, and is not retried",
    async () => {
      const cyclic: Record<string, unknown> = {};
      cyclic["self"] = cyclic;
      const results = { fn: () => 1, symbol: Symbol("s"), cyclic: { self: cyclic } };
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx, which: string) =>
        ctx.step(which, () => results[which as keyof typeof results]),
      );
      await using runtime = await openIn(mode, [workflow]);
      for (const which of Object.keys(results)) {
        const error = await errorOf(runtime.runWorkflow(workflow, which));
        expect(error.cause).toMatchObject({ code: "ERR_UNSERIALIZABLE_VALUE" });
        expect((error.cause as Error).message).toContain(which);
        expect(runtime.executions(which)).toBe(1);
      }
    },
  );

  scenario(
    mode,
    "scenario 37: a hundred steps in Promise.all run at the same time, and their results are in order",
    async () => {
      let atOnce = 0;
      let most = 0;
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const parts = await Promise.all(
          Array.from({ length: 100 }, (_, at) =>
            ctx.step("part", async () => {
              atOnce += 1;
              most = Math.max(most, atOnce);
              await new Promise((resolve) => setTimeout(resolve, 5));
              atOnce -= 1;
              return at;
            }),
          ),
        );
        await ctx.step("behind", () => 1);
        await ctx.waitForSignal("end");
        return parts;
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow);
      while (runtime.executions("behind") === 0) await runtime.sleep(1);
      // All were durable before the function went on: none of them runs again.
      await runtime.restart();
      await run.signal("end");
      expect(await run.waitForCompletion()).toEqual(Array.from({ length: 100 }, (_, at) => at));
      expect(most).toBeGreaterThan(90);
      expect(runtime.executions("part")).toBe(100);
    },
  );

  scenario(
    mode,
    "scenario 39: allSettled and any are the native ones, errors included",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        const once = { retry: { maximumAttempts: 1 } };
        const fail = (name: string): Promise<never> =>
          ctx.step(
            name,
            () => {
              throw new Error(name);
            },
            once,
          );
        const settled = await Promise.allSettled([ctx.step("ok", () => 1), fail("bad")]);
        const any = await Promise.any([fail("a"), ctx.step("b", () => "b"), ctx.sleep("1h")]);
        const none = await Promise.any([fail("c"), fail("d")]).catch((error: unknown) => error);
        await ctx.step("later", () => 1);
        const errors = (none as AggregateError).errors as Error[];
        return {
          settled: settled.map(({ status }) => status),
          any,
          none: errors.map(({ message }) => message),
        };
      });
      await using runtime = await openIn(mode, [workflow]);
      // One more where a killed leader was at the first.
      const tries = mode.name === "M4" ? "[12]" : "1";
      const failure = (name: string): unknown =>
        expect.stringMatching(`^Step "${name}" failed after ${tries} attempts: ${name}$`);
      expect(await runtime.runWorkflow(workflow)).toEqual({
        settled: ["fulfilled", "rejected"],
        any: "b",
        none: [failure("c"), failure("d")],
      });
    },
  );

  scenario(
    mode,
    "scenario 41: a context call inside a step is refused with a clear error",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
        ctx.step("outer", async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          return ctx.step("inner", () => 1);
        }),
      );
      await using runtime = await openIn(mode, [workflow]);
      const error = await errorOf(runtime.runWorkflow(workflow));
      expect(matchesError(error, "ContextMisuseError")).toBe(true);
      expect(error.message).toContain("inside a step");
      expect(runtime.executions("inner")).toBe(0);
    },
  );

  scenario(
    mode,
    "scenario 42: a step that nobody awaits is abandoned when the function returns",
    async () => {
      let aborted: unknown;
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        ctx
          .step(
            "forgotten",
            ({ abortSignal }) =>
              new Promise((resolve) => {
                abortSignal.addEventListener("abort", () => {
                  aborted = abortSignal.reason.code;
                  resolve(1);
                });
              }),
          )
          .catch(() => {});
        return ctx.step("awaited", () => "done");
      });
      await using runtime = await openIn(mode, [workflow], { stepGrace: 1 });
      const run = await runtime.startWorkflow(workflow);
      expect(await run.waitForCompletion()).toBe("done");
      // The process of a killed leader aborts what it was at; whether the next one begins it is left to chance.
      expect(
        mode.name === "M4" ? ["ERR_RUN_CLOSED", "ERR_RUNTIME_CLOSED"] : ["ERR_RUN_CLOSED"],
      ).toContain(aborted);
      expect(await eventsOf(run)).toEqual(["RunStart", "Checkpoint step:awaited#0", "RunComplete"]);
    },
  );
});

scenariosAreWhole();
