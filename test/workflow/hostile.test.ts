/**
 * Goal: whatever a user's code throws, returns or rejects with costs its own run at most, never the node and never the
 * process. Method: odd values and odd moments, over the harness; what would end the process is caught by handlers of the test's own.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { commandsOf, Harness, type LogLine, recordingLogger } from "./harness.ts";

const ONCE = { retry: { maximumAttempts: 1 } };

/** An object that throws whatever is asked of it. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A macrotask that begins after those that are asked for already, and the rejections of theirs. */
function realTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}

let fatal: unknown[] = [];
let rejected: NodeJS.UnhandledRejectionListener[] = [];
let thrown: NodeJS.UncaughtExceptionListener[] = [];

beforeEach(() => {
  fatal = [];
  rejected = process.listeners("unhandledRejection");
  thrown = process.listeners("uncaughtException");
  process.removeAllListeners("unhandledRejection");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => fatal.push(error));
});

afterEach(() => {
  process.removeAllListeners("unhandledRejection");
  process.removeAllListeners("uncaughtException");
  for (const listener of rejected) process.on("unhandledRejection", listener);
  for (const listener of thrown) process.on("uncaughtException", listener);
});

describe("what a step comes to", () => {
  test.each<[string, () => unknown, string]>([
    [
      "returns what throws when it is looked at",
      () =>
        // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
        Object.defineProperty({}, "then", {
          get: () => {
            throw new RangeError("no look");
          },
        }),
      "no look",
    ],
    ["returns a revoked proxy", revoked, "revoked"],
    [
      "throws a revoked proxy",
      () => {
        throw revoked();
      },
      "failed after 1 attempts",
    ],
    ["rejects with a revoked proxy", () => Promise.reject(revoked()), "failed after 1"],
    [
      "throws nothing at all",
      () => {
        throw undefined;
      },
      "failed after 1",
    ],
  ])("a step that %s fails, and nothing else", async (_what, fn, message) => {
    const workflow = defineWorkflow({ name: "odd", version: 1 }, async (ctx) =>
      ctx.step("odd", fn, ONCE).catch((error: Error) => error.message),
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toContain(message);
    expect([...node.fatal, ...node.blocked, ...fatal]).toEqual([]);
    await node.crash();
  });
});

describe("what a function comes to", () => {
  test("a promise with a `then` of its own is awaited as `await` does it", async () => {
    const workflow = defineWorkflow({ name: "odd", version: 1 }, async (ctx) => {
      const throwing = await ctx.step("throwing", () =>
        Object.assign(Promise.resolve(1), {
          // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
          then: () => {
            throw new RangeError("no then");
          },
        }),
      );
      const twice = await ctx.step("twice", () => {
        const promise = Promise.resolve(2);
        return Object.assign(promise, {
          // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
          then: (ok: (value: number) => void) => {
            ok(3);
            ok(4);
            return promise;
          },
        });
      });
      return [throwing, twice];
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([1, 2]);
    expect([...node.fatal, ...node.blocked, ...fatal]).toEqual([]);
    await node.crash();
  });

  test("a cancelled run that throws a revoked proxy has failed", async () => {
    const workflow = defineWorkflow({ name: "odd", version: 1 }, async (ctx) => {
      try {
        await ctx.sleep("1h");
      } catch {
        throw revoked();
      }
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    await node.wait(run.cancel());
    await expect(node.wait(run.waitForCompletion())).rejects.toMatchObject({
      code: "ERR_WORKFLOW_FAILED",
    });
    expect([...node.fatal, ...node.blocked, ...fatal]).toEqual([]);
    await node.crash();
  });

  test("a stack that the user formats as something else does not hide a divergence", async () => {
    const version = (name: string) =>
      defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        await ctx.step(name, () => 1);
        await ctx.sleep("1h");
      });
    const before = await Harness.open({ workflows: [version("a")] });
    await before.start(version("a"));
    await before.advance(10);
    await before.crash();
    // oxlint-disable-next-line typescript/unbound-method -- only put aside
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (_error, frames) => frames;
    try {
      const after = await Harness.open({ workflows: [version("b")], disk: before.disk });
      await after.advance(10);
      expect(after.fatal).toEqual([]);
      expect(after.blocked).toMatchObject([{ code: "ERR_NON_DETERMINISM" }]);
      await after.crash();
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });
});

describe("abort listeners that throw", () => {
  test.each<[string, (node: Harness, cancel: () => Promise<void>) => Promise<void>]>([
    ["cancelled", async (node, cancel) => node.wait(cancel())],
    ["timed out", async (node) => node.advance(2000)],
    ["aborted by the end of the node", async (node) => node.crash()],
  ])("of a step that is %s are logged with run and key", async (_what, end) => {
    let called = 0;
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      ctx.abortSignal.addEventListener("abort", () => {
        throw new RangeError("of the run");
      });
      return ctx.step(
        "hanging",
        ({ abortSignal }) =>
          new Promise<never>(() => {
            const listener = (): never => {
              called += 1;
              throw new RangeError("of the step");
            };
            abortSignal.addEventListener("abort", listener);
            abortSignal.addEventListener("abort", listener);
            const taken = (): number => (called += 100);
            abortSignal.addEventListener("abort", taken);
            abortSignal.removeEventListener("abort", taken);
            abortSignal.addEventListener("abort", {
              handleEvent() {
                called += 10;
                throw new RangeError("of an object");
              },
            });
            abortSignal.onabort = () => {
              called += 1000;
              throw new RangeError("of onabort");
            };
          }),
        { ...ONCE, timeout: 1000 },
      );
    });
    const lines: LogLine[] = [];
    const node = await Harness.open({ workflows: [workflow], logger: recordingLogger(lines) });
    const run = await node.start(workflow, undefined, { workflowId: "a" });
    await node.advance(10);
    await end(node, () => run.cancel());
    await node.advance(10);
    await realTurn();
    expect(fatal).toEqual([]);
    expect(called).toBe(1011);
    const told = lines.filter(({ message }) => message === "an abort listener threw");
    expect(told.slice(-3).map(({ fields }) => fields)).toMatchObject(
      ["of the step", "of an object", "of onabort"].map((message) => ({
        workflowId: "a",
        runNumber: 1,
        key: "step:hanging#0",
        err: { message },
      })),
    );
    expect(node.fatal).toEqual([]);
    await node.crash();
  });
});

describe("rejections that nobody handles", () => {
  test("of a step's function while it is called are kept as a warning with run and key", async () => {
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      await ctx.step("first", () => {
        void Promise.reject(new RangeError("stray"));
        return 1;
      });
      return ctx.step("second", async () => 2);
    });
    const lines: LogLine[] = [];
    const node = await Harness.open({ workflows: [workflow], logger: recordingLogger(lines) });
    expect(await node.run(workflow, undefined, { workflowId: "a" })).toBe(2);
    await realTurn();
    expect(fatal).toEqual([]);
    expect(lines.filter(({ level }) => level === "warn")).toMatchObject([
      { fields: { workflowId: "a", keys: ["step:first#0"], err: { message: "stray" } } },
    ]);
    await node.crash();
  });

  test("of others are not taken for a run's after its turn", async () => {
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      await ctx.step("first", () => 1);
      await ctx.sleep("1h");
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow);
    await node.advance(10);
    void Promise.reject(new RangeError("foreign"));
    await realTurn();
    expect(fatal).toMatchObject([{ message: "foreign" }]);
    await node.crash();
  });
});

describe("moments", () => {
  test("a run that ends while somebody has it described is told as it is then", async () => {
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
      ctx.waitForSignal("go"),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(10);
    node.log.commitsAtOnce = false;
    const signalled = run.signal("go", 1);
    await node.advance(10);
    const terminated = run.terminate();
    await node.advance(10);
    node.log.commit((_proposal, at) => at === 0);
    // The signal wakes the run; the end comes before its turn.
    const described = run.describe({ consistency: "local" });
    node.log.commit();
    expect(await node.wait(described, 1000)).toMatchObject({ status: "terminated" });
    await node.wait(Promise.all([signalled, terminated]));
    await node.crash();
  });

  test("what waits for a key of a function that awaits foreign things does not outlive the node", async () => {
    const version = (name: string) =>
      defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        await ctx.step(name, () => 1);
        await ctx.sleep("1h");
      });
    const settings = { nonDurableAwait: "warn" } as const;
    const before = await Harness.open({ workflows: [version("a")], settings });
    await before.start(version("a"));
    await before.advance(10);
    await before.crash();
    const after = await Harness.open({ workflows: [version("b")], disk: before.disk, settings });
    await after.advance(10);
    expect(after.scheduler.waiting).toBeGreaterThan(0);
    await after.crash();
    expect(after.scheduler.waiting).toBe(0);
  });

  test("a predicate is asked with nothing of the context at hand but the time, the first time too", async () => {
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      const misused = await ctx
        .condition(() => {
          void ctx.step("made", () => 1);
          return false;
        })
        .catch((error: Error) => error.message);
      const odd = await ctx
        .condition((async () => false) as unknown as () => boolean)
        .catch((error: Error) => error.message);
      return [misused, odd];
    });
    const node = await Harness.open({ workflows: [workflow] });
    const [misused, odd] = await node.run(workflow);
    expect(misused).toContain("inside the predicate of a condition");
    expect(odd).toContain("ctx.condition: predicate");
    expect(commandsOf(node).map(({ type }) => type)).toEqual(["RunStart", "RunComplete"]);
    await node.crash();
  });
});
