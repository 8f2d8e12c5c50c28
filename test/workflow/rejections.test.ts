/**
 * Goal: rejections that nobody handled in a run's turn become warnings of that run and never end the process; those of
 * others are left to Node. Method: the test runner's own handlers are put aside for the time of a test.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { Logger } from "../../src/util/logger.ts";
import { watchRejections } from "../../src/workflow/rejection-watch.ts";
import { Harness } from "./harness.ts";

let others: NodeJS.UnhandledRejectionListener[] = [];
let warnings: string[] = [];
const logger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => {
    const { workflowId, err } = fields as { workflowId: string; err: Error };
    warnings.push(`${workflowId}: ${message}: ${err.message}`);
  },
  error: () => {},
  child: () => logger,
};

beforeEach(() => {
  warnings = [];
  others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
});

afterEach(() => {
  process.removeAllListeners("unhandledRejection");
  for (const other of others) process.on("unhandledRejection", other);
});

describe("unhandled rejections", () => {
  test("of a step that is awaited late are a warning of the run, and the function may still await it", async () => {
    const workflow = defineWorkflow({ name: "late", version: 1 }, async (ctx) => {
      const failing = ctx.step(
        "failing",
        () => {
          throw new Error("early");
        },
        { retry: { maximumAttempts: 1 } },
      );
      await ctx.sleep(1000);
      return failing.catch((error: Error) => `caught ${error.name}`);
    });
    const node = await Harness.open({ workflows: [workflow], logger });
    expect(await node.run(workflow, undefined, { workflowId: "late" })).toBe(
      "caught StepFailedError",
    );
    expect(warnings).toEqual([
      'late: a rejection was unhandled at the end of a turn: Step "failing" failed after 1 attempts: early',
    ]);
    expect([...node.blocked, ...node.fatal]).toEqual([]);
    await node.crash();
  });

  test("of promises the function has derived belong to the run whose turn it is", async () => {
    const workflow = defineWorkflow(
      { name: "derived", version: 1 },
      async (ctx, fails: boolean) => {
        if (fails) void Promise.reject(new Error(`stray of ${ctx.workflowId}`));
        await ctx.step("one", () => 1);
        if (fails) {
          void ctx
            .step("two", () => 2)
            .then(() => {
              throw new Error(`derived of ${ctx.workflowId}`);
            });
        }
        await ctx.step("three", () => 3);
        return "fine";
      },
    );
    const node = await Harness.open({ workflows: [workflow], logger });
    const runs = ["a", "b", "c"].map((workflowId) =>
      node.start(workflow, workflowId !== "b", { workflowId }),
    );
    for (const run of await node.wait(Promise.all(runs))) {
      expect(await node.wait(run.waitForCompletion())).toBe("fine");
    }
    expect(warnings.map((warning) => warning.replace(/: a rej.*turn/, ""))).toEqual([
      "a: stray of a",
      "c: stray of c",
      "a: derived of a",
      "c: derived of c",
    ]);
    await node.crash();
  });

  test("of others go to other handlers, or to Node when there are none", async () => {
    const seen: unknown[] = [];
    const stop = watchRejections(() => false);
    const handler = (reason: unknown): void => {
      seen.push(reason);
    };
    process.on("unhandledRejection", handler);
    void Promise.reject(new Error("foreign"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toHaveLength(1);
    process.off("unhandledRejection", handler);

    const uncaught = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const caught = new Promise((resolve) => process.once("uncaughtException", resolve));
    void Promise.reject(new Error("nobody's"));
    expect(await caught).toMatchObject({ message: "nobody's" });
    // Where Node was told to warn only, that is what it does.
    const { execArgv } = process;
    process.execArgv = [...execArgv, "--unhandled-rejections=warn"];
    process.once("uncaughtException", (error) => seen.push(error));
    void Promise.reject(new Error("warned of"));
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(seen).toHaveLength(1);
    process.execArgv = execArgv;
    process.removeAllListeners("uncaughtException");
    for (const listener of uncaught) process.on("uncaughtException", listener);
    stop();
    expect(process.listenerCount("unhandledRejection")).toBe(0);
  });

  test("of others go to Node also when the package is there twice", async () => {
    vi.resetModules();
    const copy = await import("../../src/workflow/rejection-watch.ts");
    expect(copy.watchRejections).not.toBe(watchRejections);
    const stops = [watchRejections(() => false), copy.watchRejections(() => false)];
    const uncaught = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const seen: unknown[] = [];
    process.on("uncaughtException", (error) => seen.push(error));
    void Promise.reject(new Error("nobody's"));
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners("uncaughtException");
    for (const listener of uncaught) process.on("uncaughtException", listener);
    for (const stop of stops) stop();
    expect(seen).toMatchObject([{ message: "nobody's" }]);
    expect(process.listenerCount("unhandledRejection")).toBe(0);
  });
});
