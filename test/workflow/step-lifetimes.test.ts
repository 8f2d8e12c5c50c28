/**
 * Goal: attempts end in time, are known to have begun where that matters, and say what they have done. Scenarios 27 to 35, 41, 42.
 * Method: a process is stopped in the middle of an attempt and another one opened over the same disk.
 */
import { describe, expect, test } from "vitest";
import type { StepContext, StepOptions } from "../../src/api/context.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import { InvalidArgumentError } from "../../src/errors.ts";
import { matchesError } from "../../src/model/failure.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { MAXIMUM_INTERRUPTIONS } from "../../src/workflow/step-drive.ts";
import {
  commandsOf,
  Harness,
  type HarnessOptions,
  type LogLine,
  recordingLogger,
} from "./harness.ts";

/** A workflow of one step that tells what became of it. */
function oneStep(fn: (step: StepContext) => unknown, options?: StepOptions) {
  return defineWorkflow({ name: "one", version: 1 }, async (ctx) => {
    try {
      return await ctx.step("s", fn, options);
    } catch (error) {
      const { name, cause } = error as Error;
      return cause instanceof Error ? `${name} by ${cause.name}` : name;
    }
  });
}

function never(): Promise<never> {
  return new Promise(() => {});
}

describe("bounds of time", () => {
  test("scenario 31: totalTimeout bounds the step with its retries and aborts the attempt under way", async () => {
    const begun: number[] = [];
    const reasons: string[] = [];
    const workflow = oneStep(
      ({ abortSignal }) => {
        begun.push(node.scheduler.now());
        abortSignal.addEventListener("abort", () => {
          reasons.push((abortSignal.reason as Error).message);
        });
        return never();
      },
      { timeout: 300, totalTimeout: "1s", retry: { initialInterval: 100, jitter: "none" } },
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("StepFailedError by StepTimeoutError");
    expect(node.scheduler.now()).toBeGreaterThanOrEqual(1000);
    expect(node.scheduler.now()).toBeLessThan(1100);
    // 0, 400, 900 (the pauses are 100 and 200); the last one has 100 ms left.
    expect(begun).toHaveLength(3);
    expect(reasons.map((reason) => reason.slice(0, 10))).toEqual([
      "An attempt",
      "An attempt",
      'Step "s" d',
    ]);
  });

  test("totalTimeout: no attempt is waited for that would have no time left, and its time counts over a restart", async () => {
    const workflow = oneStep(
      () => {
        throw new RangeError("at once");
      },
      { totalTimeout: "1s", retry: { initialInterval: "10m", maximumInterval: "10m" } },
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("StepFailedError by RangeError");
    expect(node.scheduler.now()).toBeLessThan(100);

    let calls = 0;
    const slow = oneStep(
      () => {
        calls += 1;
        return never();
      },
      { totalTimeout: "1s" },
    );
    const first = await Harness.open({ workflows: [slow] });
    await first.start(slow, undefined, { workflowId: "t" });
    await first.advance(500);
    await first.crash();
    await first.scheduler.run({ untilMs: 5000 });
    const { disk, scheduler } = first;
    const next = await Harness.open({ workflows: [slow], disk, scheduler });
    const result = next.wait(next.get(slow, "t").waitForCompletion(), 1000);
    expect(await result).toBe("StepFailedError by StepTimeoutError");
    expect(calls).toBe(1);
  });

  test("totalTimeout: a step whose time is over when the next process starts has made the attempts that are known", async () => {
    const workflow = defineWorkflow({ name: "one", version: 1 }, async (ctx) => {
      const policy = { initialInterval: 200, backoffCoefficient: 1, jitter: "none" } as const;
      const flaky = ctx.step(
        "flaky",
        () => {
          throw new Error("no");
        },
        { totalTimeout: "1s", retry: policy },
      );
      const once = ctx.step("once", never, { totalTimeout: "1s", semantics: "atMostOnce" });
      const ends = await Promise.allSettled([flaky, once]);
      return ends.map((end) => String(end.status === "rejected" ? end.reason : end.value));
    });
    const first = await Harness.open({ workflows: [workflow] });
    await first.start(workflow, undefined, { workflowId: "t" });
    await first.advance(300);
    await first.crash();
    const { disk, scheduler } = first;
    await scheduler.run({ untilMs: scheduler.now() + 2000 });
    const next = await Harness.open({ workflows: [workflow], disk, scheduler });
    const told = await next.wait(next.get(workflow, "t").waitForCompletion(), 1000);
    expect(told[0]).toContain("failed after 2 attempts");
    // It may have been carried out: nobody is to believe that it was not begun.
    expect(told[1]).toContain("StepInterruptedError");
  });

  test("scenario 32: a silent attempt is retried, with the details of the last heartbeat", async () => {
    const seen: unknown[] = [];
    const workflow = oneStep(
      async ({ attempt, heartbeat, lastHeartbeat }) => {
        seen.push(lastHeartbeat);
        if (attempt === 3) return "done";
        for (let page = 1; page <= 3; page += 1) {
          heartbeat({ page: attempt * 10 + page });
          await pause(node, 300);
        }
        return never();
      },
      { heartbeatTimeout: 500, retry: { initialInterval: 1, jitter: "none" } },
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("done");
    expect(seen).toEqual([undefined, { page: 13 }, { page: 23 }]);
    const failed = commandsOf(node).flatMap((command) =>
      command.type === "StepAttemptFailed" ? [command.failure.name] : [],
    );
    expect(failed).toEqual(["HeartbeatTimeoutError", "HeartbeatTimeoutError"]);
  });

  test("scenario 32: the details of the last heartbeat reach the attempt after a restart", async () => {
    const seen: [number, unknown][] = [];
    const workflow = oneStep(
      async ({ attempt, heartbeat, lastHeartbeat }) => {
        seen.push([attempt, lastHeartbeat]);
        if (attempt > 1) return lastHeartbeat;
        heartbeat("half");
        return never();
      },
      { heartbeatTimeout: "1m" },
    );
    const first = await Harness.open({ workflows: [workflow] });
    await first.start(workflow, undefined, { workflowId: "h" });
    await first.advance(50);
    await first.crash();
    const next = await Harness.open({ workflows: [workflow], disk: first.disk });
    expect(await next.wait(next.get(workflow, "h").waitForCompletion())).toBe("half");
    expect(seen).toEqual([
      [1, undefined],
      [2, "half"],
    ]);
  });

  test("scenario 33: ten thousand heartbeats make no more log entries than fit the timeout", async () => {
    const workflow = oneStep(
      async ({ heartbeat }) => {
        for (let at = 0; at < 10_000; at += 1) {
          heartbeat(at);
          if (at % 100 === 0) await pause(node, 10);
        }
        return "done";
      },
      { heartbeatTimeout: 200 },
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("done");
    const beats = commandsOf(node).filter(({ type }) => type === "StepHeartbeat");
    // A second in all, one heartbeat each 100 ms at most, and the first at once.
    expect(beats.length).toBeGreaterThan(5);
    expect(beats.length).toBeLessThanOrEqual(11);
  });

  test("a heartbeat that cannot be kept throws in the step; without a timeout its details are kept for the next attempt", async () => {
    const workflow = oneStep(
      ({ attempt, heartbeat, lastHeartbeat }) => {
        if (attempt === 2) return lastHeartbeat;
        heartbeat("fine");
        heartbeat(() => 1);
        return "not reached";
      },
      { retry: { initialInterval: 1 } },
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("fine");
    expect(commandsOf(node).filter(({ type }) => type === "StepHeartbeat")).toEqual([]);
  });

  test("a step that runs for a minute without any timeout is warned of, once", async () => {
    const lines: LogLine[] = [];
    const scheduler = new VirtualScheduler();
    const options: HarnessOptions = {
      workflows: [],
      scheduler,
      housekeeping: scheduler,
      logger: recordingLogger(lines),
    };
    const slow = oneStep(() => pause(node, 200_000));
    const bounded = defineWorkflow({ name: "bounded", version: 1 }, async (ctx) =>
      ctx.step("b", () => pause(node, 200_000), { timeout: "1h" }),
    );
    const node = await Harness.open({ ...options, workflows: [slow, bounded] });
    const runs = [await node.start(slow), await node.start(bounded)];
    for (const run of runs) await node.wait(run.waitForCompletion());
    const warned = lines.filter(({ message }) => message.includes("running for long"));
    expect(warned.map(({ fields }) => fields["key"])).toEqual(["step:s#0"]);
  });
});

describe("scenario 34: the reasons of the abort signal can be told apart", () => {
  test.each<[string, StepOptions, (node: Harness) => unknown, string]>([
    ["timeout", { timeout: 100 }, () => null, "ERR_STEP_TIMEOUT"],
    ["totalTimeout", { totalTimeout: 100 }, () => null, "ERR_STEP_TIMEOUT"],
    ["heartbeatTimeout", { heartbeatTimeout: 100 }, () => null, "ERR_HEARTBEAT_TIMEOUT"],
    ["cancel", {}, (node) => node.get(anyWorkflow, "r").cancel(), "ERR_CANCELLED"],
    ["terminate", {}, (node) => node.get(anyWorkflow, "r").terminate(), "ERR_RUN_CLOSED"],
    ["leadership", {}, (node) => node.log.depose(), "ERR_NOT_LEADER"],
    ["shutdown", {}, (node) => node.group.stop(shutdown()), "ERR_RUNTIME_CLOSED"],
  ])("%s", async (_what, options, act, code) => {
    const codes: string[] = [];
    const workflow = oneStep(({ abortSignal }) => {
      abortSignal.addEventListener("abort", () => {
        codes.push((abortSignal.reason as { code: string }).code);
      });
      return never();
    }, options);
    const node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow, undefined, { workflowId: "r" });
    await node.advance(50);
    expect(codes).toEqual([]);
    const acted = act(node);
    await node.advance(150);
    await acted;
    expect(codes[0]).toBe(code);
  });
});

describe("at most once", () => {
  test("the beginning is committed before the function is called, which is called once whatever it does", async () => {
    for (const fails of [false, true]) {
      let calls = 0;
      const workflow = oneStep(
        ({ attempt }) => {
          calls += 1;
          expect(commandsOf(node).at(-1)).toMatchObject({ type: "StepAttemptStarted", attempt: 1 });
          if (fails) throw new RangeError("once");
          return `attempt ${attempt}`;
        },
        { semantics: "atMostOnce" },
      );
      const node = await Harness.open({ workflows: [workflow] });
      const expected = fails ? "StepFailedError by RangeError" : "attempt 1";
      expect(await node.run(workflow)).toBe(expected);
      expect(calls).toBe(1);
    }
  });

  test("scenario 27: one that is found begun after a kill fails with StepInterruptedError and is not called again", async () => {
    let calls = 0;
    const workflow = oneStep(
      () => {
        calls += 1;
        return never();
      },
      { semantics: "atMostOnce", timeout: "1h" },
    );
    const first = await Harness.open({ workflows: [workflow] });
    await first.start(workflow, undefined, { workflowId: "once" });
    await first.advance(50);
    expect(calls).toBe(1);
    await first.crash();
    const next = await Harness.open({ workflows: [workflow], disk: first.disk });
    const result = await next.wait(next.get(workflow, "once").waitForCompletion());
    expect(result).toBe("StepInterruptedError");
    expect(calls).toBe(1);
  });

  test("one that had not begun when the process was killed is called by the next", async () => {
    let calls = 0;
    const workflow = oneStep(
      () => {
        calls += 1;
        return "done";
      },
      { semantics: "atMostOnce" },
    );
    const first = await Harness.open({ workflows: [workflow], manual: true });
    void first.start(workflow, undefined, { workflowId: "once" }).catch(() => {});
    first.log.commit();
    await first.advance(5);
    // StepAttemptStarted is proposed and lost.
    expect(first.log.proposed).toHaveLength(1);
    await first.crash();
    const next = await Harness.open({ workflows: [workflow], disk: first.disk });
    expect(await next.wait(next.get(workflow, "once").waitForCompletion())).toBe("done");
    expect(calls).toBe(1);
  });

  test("a step is not called twice by a leader that lost and won again", async () => {
    let calls = 0;
    const workflow = oneStep(
      () => {
        calls += 1;
        return never();
      },
      { semantics: "atMostOnce" },
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    node.log.depose();
    await node.advance(10);
    node.log.lead();
    expect(await node.wait(run.waitForCompletion())).toBe("StepInterruptedError");
    expect(calls).toBe(1);
  });

  test("retry options beside it are refused", async () => {
    const refused = defineWorkflow({ name: "refused", version: 1 }, async (ctx) => {
      try {
        await ctx.step("s", () => 1, { semantics: "atMostOnce", retry: { maximumAttempts: 2 } });
        return "taken";
      } catch (error) {
        return error instanceof InvalidArgumentError ? error.field : "another error";
      }
    });
    const node = await Harness.open({ workflows: [refused] });
    expect(await node.run(refused)).toBe("ctx.step: options.retry");
  });

  test("retry options beside it are refused when the definition says it, too", async () => {
    const retry = { maximumAttempts: 2, initialInterval: 0 };
    const definitionOf = (stepDefaults: StepOptions) =>
      defineWorkflow({ name: "refused", version: 1, stepDefaults }, async (ctx) => {
        try {
          return await ctx.step("s", () => 1, { retry });
        } catch (error) {
          return error instanceof InvalidArgumentError ? error.field : "another error";
        }
      });
    const once = definitionOf({ semantics: "atMostOnce" });
    const node = await Harness.open({ workflows: [once] });
    expect(await node.run(once)).toBe("ctx.step: options.retry");
    const both = definitionOf({ semantics: "atMostOnce", retry });
    await expect(Harness.open({ workflows: [both] })).rejects.toThrow("stepDefaults.retry");
  });

  test("a retry that is no policy is refused beside defaults as without them", async () => {
    for (const stepDefaults of [undefined, { timeout: "1h" }] as const) {
      const refused = defineWorkflow({ name: "no", version: 1, stepDefaults }, async (ctx) => {
        const retry = false as unknown as {};
        return ctx.step("s", () => 1, { retry }).catch(() => "not refused");
      });
      const node = await Harness.open({ workflows: [refused] });
      await expect(node.run(refused)).rejects.toThrow("ctx.step: options.retry");
    }
  });
});

describe("interruptions", () => {
  test("an attempt that may have begun before this term counts, and the next is committed before it is called", async () => {
    const seen: number[] = [];
    const workflow = oneStep(({ attempt }) => {
      seen.push(attempt);
      return seen.length < 3 ? never() : `attempt ${attempt}`;
    });
    let node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow, undefined, { workflowId: "i" });
    for (let kills = 0; kills < 2; kills += 1) {
      await node.advance(50);
      await node.crash();
      node = await Harness.open({ workflows: [workflow], disk: node.disk });
    }
    expect(await node.wait(node.get(workflow, "i").waitForCompletion())).toBe("attempt 3");
    expect(seen).toEqual([1, 2, 3]);
    const started = commandsOf(node).flatMap((command) =>
      command.type === "StepAttemptStarted" ? [[command.attempt, command.interrupted]] : [],
    );
    expect(started).toEqual([
      [2, true],
      [3, true],
    ]);
  });

  test(`a step that was interrupted ${MAXIMUM_INTERRUPTIONS} times in a row fails with StepInterruptedError`, async () => {
    let calls = 0;
    const workflow = oneStep(() => {
      calls += 1;
      return never();
    });
    let node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow, undefined, { workflowId: "poison" });
    for (let kills = 0; kills < MAXIMUM_INTERRUPTIONS; kills += 1) {
      await node.advance(50);
      await node.crash();
      node = await Harness.open({ workflows: [workflow], disk: node.disk });
    }
    const result = await node.wait(node.get(workflow, "poison").waitForCompletion(), 1000);
    expect(result).toBe("StepInterruptedError");
    expect(calls).toBe(MAXIMUM_INTERRUPTIONS);
  });

  test("with foreign awaits, one that is known to have begun counts although the step is called late", async () => {
    const seen: number[] = [];
    let load: Promise<void> = Promise.resolve();
    const workflow = defineWorkflow({ name: "foreign", version: 1 }, async (ctx) => {
      await load;
      return ctx.step(
        "s",
        ({ attempt }) => {
          seen.push(attempt);
          if (seen.length < 3) return never();
          if (seen.length === 3) throw new Error("again");
          return `attempt ${attempt}`;
        },
        { retry: { initialInterval: 10 } },
      );
    });
    const settings = { nonDurableAwait: "warn" } as const;
    let node = await Harness.open({ workflows: [workflow], settings });
    await node.start(workflow, undefined, { workflowId: "f" });
    for (let kills = 0; kills < 2; kills += 1) {
      await node.advance(50);
      await node.crash();
      // The last life takes long to load what the function awaits.
      let loaded = (): void => {};
      if (kills === 1) {
        load = new Promise((resolve) => {
          loaded = resolve;
        });
      }
      node = await Harness.open({ workflows: [workflow], settings, disk: node.disk });
      await node.advance(50);
      loaded();
    }
    const result = node.wait(node.get(workflow, "f").waitForCompletion(), 60_000);
    expect(await result).toBe("attempt 4");
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test("an attempt that failed in between starts the count again", async () => {
    const kinds: string[] = [];
    const workflow = oneStep(
      ({ attempt }) => {
        const kind = attempt % 6 === 0 ? "fails" : "hangs";
        kinds.push(kind);
        if (attempt > 16) return "survived";
        if (kind === "fails") throw new Error("in between");
        return never();
      },
      { retry: { initialInterval: 1, backoffCoefficient: 1, jitter: "none", maximumAttempts: 99 } },
    );
    let node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow, undefined, { workflowId: "i" });
    for (let kills = 0; kills < 14; kills += 1) {
      await node.advance(500);
      await node.crash();
      const { disk, scheduler } = node;
      node = await Harness.open({ workflows: [workflow], disk, scheduler });
    }
    expect(await node.wait(node.get(workflow, "i").waitForCompletion(), 1000)).toBe("survived");
    expect(kinds.filter((kind) => kind === "fails").length).toBeGreaterThan(1);
  });

  test("an attempt whose delay was not over when the term began has not been interrupted", async () => {
    const seen: number[] = [];
    const workflow = oneStep(
      ({ attempt }) => {
        seen.push(attempt);
        if (attempt === 1) throw new Error("once");
        return attempt;
      },
      { retry: { initialInterval: "1m", maximumInterval: "1m", jitter: "none" } },
    );
    const first = await Harness.open({ workflows: [workflow] });
    await first.start(workflow, undefined, { workflowId: "d" });
    await first.advance(1000);
    await first.crash();
    const { disk, scheduler } = first;
    const next = await Harness.open({ workflows: [workflow], disk, scheduler });
    expect(await next.wait(next.get(workflow, "d").waitForCompletion())).toBe(2);
    expect(commandsOf(next).some(({ type }) => type === "StepAttemptStarted")).toBe(false);
    expect(seen).toEqual([1, 2]);
  });

  /** Its step is called behind a sleep; it tells of all attempts. */
  function lateStep(seen: number[]) {
    return defineWorkflow({ name: "late", version: 1 }, async (ctx) => {
      await ctx.sleep("10m");
      return ctx.step("s", ({ attempt }) => {
        seen.push(attempt);
        return attempt;
      });
    });
  }

  test("the first step of a run that comes back into memory for an event has not been interrupted", async () => {
    const seen: number[] = [];
    const workflow = lateStep(seen);
    const scheduler = new VirtualScheduler();
    const node = await Harness.open({
      workflows: [workflow],
      scheduler,
      housekeeping: scheduler,
      settings: { idleEvictionMs: 1000 },
    });
    const run = await node.start(workflow);
    await node.advance(60_000);
    expect(node.group.residentRuns).toBe(0);
    expect(await node.wait(run.waitForCompletion())).toBe(1);
    expect(commandsOf(node).some(({ type }) => type === "StepAttemptStarted")).toBe(false);
    expect(seen).toEqual([1]);
  });

  test("neither has a step behind a timer that fires while the history of its run is being read", async () => {
    const seen: number[] = [];
    const workflow = lateStep(seen);
    const first = await Harness.open({ workflows: [workflow] });
    await first.start(workflow, undefined, { workflowId: "d" });
    await first.advance(1000);
    await first.crash();
    const { disk, scheduler } = first;
    await scheduler.run({ untilMs: scheduler.now() + 700_000 });
    let read = (): void => {};
    const mayRead = new Promise<void>((resolve) => {
      read = resolve;
    });
    const { state } = disk;
    const scan = state.scan.bind(state);
    state.scan = async function* (range, options) {
      if (range.gte.startsWith("history/")) await mayRead;
      yield* scan(range, options);
    };
    const next = await Harness.open({ workflows: [workflow], disk, scheduler });
    await next.advance(10);
    expect(commandsOf(next).at(-1)?.type).toBe("TimerFired");
    read();
    expect(await next.wait(next.get(workflow, "d").waitForCompletion())).toBe(1);
    expect(commandsOf(next).some(({ type }) => type === "StepAttemptStarted")).toBe(false);
    expect(seen).toEqual([1]);
  });
});

describe("the rest of a step's life", () => {
  test("scenario 29: a zombie's late heartbeats, result and rejection change nothing", async () => {
    const zombies: { step: StepContext; end: (how: "ok" | "bad") => void }[] = [];
    const workflow = oneStep(
      (step) => {
        if (step.attempt > 2) return "third";
        return new Promise((resolve, reject) => {
          zombies.push({
            step,
            end: (how) => {
              if (how === "ok") resolve("zombie");
              else reject(new Error("zombie"));
            },
          });
        });
      },
      { timeout: 100, retry: { initialInterval: "10s", jitter: "none" } },
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(5000);
    zombies[0]?.step.heartbeat("from the grave");
    zombies[0]?.end("ok");
    await node.advance(10_000);
    zombies[1]?.end("bad");
    expect(await node.wait(run.waitForCompletion())).toBe("third");
    const failed = commandsOf(node).filter(({ type }) => type === "StepAttemptFailed");
    expect(failed).toHaveLength(2);
  });

  test("scenario 41: a context call inside a step throws, the step fails without a retry, the run goes on", async () => {
    for (const isAsync of [false, true]) {
      let calls = 0;
      const workflow = defineWorkflow({ name: "nested", version: 1 }, async (ctx) => {
        const failed = await ctx
          .step("outer", async () => {
            calls += 1;
            if (isAsync) await pause(node, 10);
            return ctx.waitForSignal("inner");
          })
          .catch((error: Error) => (error.cause as Error).message);
        return [failed, await ctx.step("after", () => "fine")];
      });
      const node = await Harness.open({ workflows: [workflow] });
      const [message, after] = await node.run(workflow);
      expect(message).toContain("inside a step");
      expect(after).toBe("fine");
      expect(calls).toBe(1);
      expect(node.blocked).toEqual([]);
    }
  });

  test("scenario 42: a step that nobody awaits is abandoned when the function returns, with a warning that names it", async () => {
    const lines: LogLine[] = [];
    const reasons: unknown[] = [];
    const workflow = defineWorkflow({ name: "forgetful", version: 1 }, async (ctx) => {
      void ctx.step("forgotten", ({ abortSignal }) => {
        abortSignal.addEventListener("abort", () => reasons.push(abortSignal.reason));
        return never();
      });
      const loser = ctx.sleep("1h");
      await Promise.race([ctx.step("quick", () => 1), loser, ctx.waitForSignal("x")]);
      return "returned";
    });
    const node = await Harness.open({ workflows: [workflow], logger: recordingLogger(lines) });
    expect(await node.run(workflow)).toBe("returned");
    expect(matchesError(reasons[0], "RunClosedError")).toBe(true);
    const warned = lines.filter(({ message }) => message.includes("abandoned"));
    expect(warned.map(({ fields }) => fields["keys"])).toEqual([["step:forgotten#0"]]);
  });

  test("what a definition's stepDefaults say holds for steps that leave it open, within retry too", async () => {
    const workflow = defineWorkflow(
      {
        name: "defaults",
        version: 1,
        stepDefaults: { timeout: 50, retry: { maximumAttempts: 2, initialInterval: 1 } },
      },
      async (ctx) => {
        const hanging = (name: string, options?: StepOptions): Promise<string> =>
          ctx.step(name, never, options).then(
            () => "done",
            (error: Error & { attempts: number }) =>
              `${(error.cause as Error).name} ${error.attempts}`,
          );
        return [
          await hanging("a"),
          await hanging("b", { retry: { maximumAttempts: 3 } }),
          await hanging("c", { semantics: "atMostOnce" }),
        ];
      },
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([
      "StepTimeoutError 2",
      "StepTimeoutError 3",
      "StepTimeoutError 1",
    ]);
  });
});

const anyWorkflow = defineWorkflow({ name: "any", version: 1 }, async () => {});

function shutdown(): Error {
  return Object.assign(new Error("closed"), { code: "ERR_RUNTIME_CLOSED" });
}

function pause(node: Harness, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    node.scheduler.setTimeout(resolve, delayMs);
  });
}
