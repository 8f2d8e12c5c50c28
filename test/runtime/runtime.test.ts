/** Goal: the runtime's calls do what the contract says. Method: the real runtime, memory disk, virtual time. */
import { describe, expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { InvalidArgumentError } from "../../src/errors.ts";
import { matchesError } from "../../src/model/failure.ts";
import { checkOptions } from "../../src/runtime/options.ts";
import type { WorkflowRuntime } from "../../src/runtime/workflow-runtime.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { makeWorld, openNode, type World, within } from "./virtual-node.ts";

const echo = defineWorkflow({ name: "echo", version: 1 }, async (ctx, input: unknown) =>
  ctx.step("echo", () => input),
);
const echo2 = defineWorkflow({ name: "echo", version: 2 }, async (_ctx, input: unknown) => [
  "second",
  input,
]);
const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx, ms: number) => {
  await ctx.sleep(ms);
  return ms;
});
const failing = defineWorkflow({ name: "failing", version: 1 }, async () => {
  throw new RangeError("no");
});
const ALL: readonly AnyWorkflow[] = [echo, echo2, sleeper, failing];

async function open(): Promise<{ world: World; runtime: WorkflowRuntime }> {
  const world = makeWorld();
  return { world, runtime: await openNode(world, { workflows: ALL }) };
}

async function codeOf(world: World, promise: Promise<unknown>): Promise<string> {
  const error = await within(world, promise).then(
    () => ({ code: "none" }),
    (caught: unknown) => caught as { code: string },
  );
  return error.code;
}

describe("starting", () => {
  test("without an id each start is a run of its own; with one it is found again", async () => {
    const { world, runtime } = await open();
    const one = await within(world, runtime.startWorkflow(echo, 1));
    const two = await within(world, runtime.startWorkflow(echo, 2));
    expect(one.workflowId).not.toBe(two.workflowId);
    expect([one.started, one.runNumber]).toEqual([true, 1]);
    const first = await within(world, runtime.startWorkflow(sleeper, 1000, { workflowId: "x" }));
    const second = await within(world, runtime.startWorkflow(sleeper, 9999, { workflowId: "x" }));
    expect([first.started, second.started]).toEqual([true, false]);
    expect(await within(world, second.waitForCompletion())).toBe(1000);
    const third = await within(world, runtime.startWorkflow(sleeper, 5, { workflowId: "x" }));
    expect([third.started, await within(world, third.waitForCompletion())]).toEqual([false, 1000]);
    await within(world, runtime.close());
  });

  test("scenario 4: of ten racing starts that must fail when one runs, one starts", async () => {
    const { world, runtime } = await open();
    const calls = Array.from({ length: 10 }, () =>
      runtime.startWorkflow(sleeper, 1000, { workflowId: "race", ifRunning: "fail" }),
    );
    const settled = await within(world, Promise.allSettled(calls));
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of settled) {
      if (one.status === "rejected") {
        expect(one.reason).toMatchObject({ code: "ERR_WORKFLOW_ALREADY_STARTED" });
      }
    }
    await within(world, runtime.close());
  });

  test("scenario 6: terminateExisting ends the old run and starts a new one", async () => {
    const { world, runtime } = await open();
    const old = await within(world, runtime.startWorkflow(sleeper, 1e6, { workflowId: "t" }));
    const waiting = codeOf(world, old.waitForCompletion());
    const options = { workflowId: "t", ifRunning: "terminateExisting" } as const;
    const fresh = await within(world, runtime.startWorkflow(sleeper, 10, options));
    expect([fresh.started, fresh.runNumber]).toEqual([true, 2]);
    expect(await waiting).toBe("ERR_WORKFLOW_TERMINATED");
    expect(await within(world, fresh.waitForCompletion())).toBe(10);
    const again = runtime.getRun(sleeper, "t", { runNumber: 1 });
    const error = await within(world, again.waitForCompletion()).catch((caught: unknown) => caught);
    expect((error as Error).message).toContain("replaced by a new run");
    await within(world, runtime.close());
  });

  test("scenario 7: after the end the policy decides", async () => {
    const { world, runtime } = await open();
    const start = (
      workflow: AnyWorkflow,
      ifClosed: "useExisting" | "startNew" | "startNewIfFailed" | "fail",
      workflowId: string,
    ): Promise<unknown> =>
      within(
        world,
        runtime
          .startWorkflow(workflow.name, 7, { workflowId, ifClosed, version: 1 })
          .then(({ started, runNumber }) => [started, runNumber]),
      );
    await within(world, runtime.runWorkflow(echo, 1, { workflowId: "ok" }));
    await codeOf(world, runtime.runWorkflow(failing, undefined, { workflowId: "bad" }));
    expect(await start(echo, "useExisting", "ok")).toEqual([false, 1]);
    expect(await start(echo, "startNewIfFailed", "ok").catch(String)).toContain("completed");
    expect(await start(echo, "fail", "ok").catch(String)).toContain("completed");
    expect(await start(echo, "startNew", "ok")).toEqual([true, 2]);
    expect(await start(failing, "startNewIfFailed", "bad")).toEqual([true, 2]);
    await within(world, runtime.close());
  });

  test("an id of another workflow or version is a conflict", async () => {
    const { world, runtime } = await open();
    await within(world, runtime.startWorkflow(echo, 1, { workflowId: "c" }));
    expect(await codeOf(world, runtime.startWorkflow(sleeper, 1, { workflowId: "c" }))).toBe(
      "ERR_WORKFLOW_ID_CONFLICT",
    );
    expect(await codeOf(world, runtime.startWorkflow(echo2, 1, { workflowId: "c" }))).toBe(
      "ERR_WORKFLOW_ID_CONFLICT",
    );
    await within(world, runtime.close());
  });

  test("by name: the highest version, or the one asked for; a name nobody has is refused (scenario 11)", async () => {
    const { world, runtime } = await open();
    expect(await within(world, runtime.runWorkflow("echo", 5))).toEqual(["second", 5]);
    expect(await within(world, runtime.runWorkflow("echo", 5, { version: 1 }))).toBe(5);
    for (const call of [
      runtime.startWorkflow("nobody", 1),
      runtime.startWorkflow("echo", 1, { version: 9 }),
    ]) {
      expect(await codeOf(world, call)).toBe("ERR_WORKFLOW_NOT_REGISTERED");
    }
    await within(world, runtime.close());
  });

  test("bad calls are refused with the field, and leave nothing behind", async () => {
    const { world, runtime } = await open();
    const start = runtime.startWorkflow.bind(runtime) as (
      workflow: unknown,
      input?: unknown,
      options?: unknown,
    ) => Promise<unknown>;
    const calls: [() => Promise<unknown>, string][] = [
      [() => start(echo, 1, { workflowID: "x" }), "workflowID"],
      [() => start(echo, 1, { runTimeout: "soon" }), "runTimeout"],
      [() => start(echo, 1, { startDelay: -1 }), "startDelay"],
      [() => start(echo, 1, { memo: 5 }), "memo"],
      [() => start(echo, 1, { attributes: [] }), "attributes"],
      [() => start(echo, 1, { callTimeout: "6m" }), "callTimeout"],
      [() => start(echo, 1, { workflowId: "" }), "workflowId"],
      [() => start(echo, 1, { workflowId: "\ud800" }), "workflowId"],
      [() => start(echo, 1, { ifRunning: "never" }), "ifRunning"],
      [() => start(echo, 1, { version: 1 }), "version"],
      [() => start(echo, 1, { callTimeout: "soon" }), "callTimeout"],
      [() => start(echo, 1, { abortSignal: {} }), "abortSignal"],
      [() => start(echo, () => 1), "input"],
      [() => start(echo, "x".repeat(1_100_000)), "input"],
      [() => start(5), "the workflow"],
    ];
    for (const [call, field] of calls) {
      const error = await within(world, call()).catch((caught: unknown) => caught);
      expect((error as Error).message).toContain(field);
      expect((error as { code: string }).code).toMatch(/^ERR_/);
    }
    expect(() => runtime.getRun("x", { run: 1 } as never)).toThrow("getRun.run");
    expect(() => runtime.getRun("x", { runNumber: 0 })).toThrow("getRun.runNumber");
    expect(() => runtime.getRun("")).toThrow("getRun.workflowId");
    await within(world, runtime.close());
  });

  test("scenario 15: five thousand starts at once all complete", async () => {
    const { world, runtime } = await open();
    const runs = Array.from({ length: 5000 }, (_, at) => runtime.runWorkflow(echo, at));
    const results = await within(world, Promise.all(runs));
    expect(results).toEqual(Array.from({ length: 5000 }, (_, at) => at));
    await within(world, runtime.close());
  });
});

describe("waiting", () => {
  test("scenario 13: unknown ids, failures and timeouts have typed errors", async () => {
    const { world, runtime } = await open();
    expect(await codeOf(world, runtime.getRun("nobody").waitForCompletion())).toBe(
      "ERR_WORKFLOW_NOT_FOUND",
    );
    const error = await within(world, runtime.runWorkflow(failing)).catch((e: unknown) => e);
    expect((error as { code: string }).code).toBe("ERR_WORKFLOW_FAILED");
    expect(matchesError(error, RangeError)).toBe(true);
    const run = await within(world, runtime.startWorkflow(sleeper, 60_000, { workflowId: "s" }));
    expect(await codeOf(world, run.waitForCompletion({ timeout: "1s" }))).toBe("ERR_WAIT_TIMEOUT");
    const aborted = run.waitForCompletion({ abortSignal: AbortSignal.abort(new Error("stop")) });
    await expect(within(world, aborted)).rejects.toThrow("stop");
    expect(await within(world, run.waitForCompletion())).toBe(60_000);
    await within(world, runtime.close());
  });

  test("many wait for one run, before and after its end", async () => {
    const { world, runtime } = await open();
    const run = await within(world, runtime.startWorkflow(sleeper, 100, { workflowId: "m" }));
    const waiting = Array.from({ length: 20 }, () => run.waitForCompletion());
    expect(await within(world, Promise.all(waiting))).toEqual(Array(20).fill(100));
    expect(await within(world, runtime.getRun("m").waitForCompletion())).toBe(100);
    await within(world, runtime.close());
  });

  test("what is abandoned by its caller leaves no timer and no waiter behind", async () => {
    const { world, runtime } = await open();
    const run = await within(world, runtime.startWorkflow(sleeper, 1000, { workflowId: "l" }));
    await world.scheduler.run({ untilMs: world.scheduler.now() + 200 });
    const before = world.scheduler.waiting;
    const controller = new AbortController();
    const waits = Array.from({ length: 10 }, () =>
      codeOf(world, run.waitForCompletion({ timeout: "1h", abortSignal: controller.signal })),
    );
    controller.abort(Object.assign(new Error("gone"), { code: "GONE" }));
    expect(new Set(await Promise.all(waits))).toEqual(new Set(["GONE"]));
    expect(world.scheduler.waiting).toBeLessThanOrEqual(before + 1);
    await within(world, runtime.close());
  });
});

describe("registering", () => {
  test("scenario 16: the same name and version twice is refused", async () => {
    const { world, runtime } = await open();
    expect(() => runtime.registerWorkflow(echo)).toThrow(
      expect.objectContaining({ code: "ERR_WORKFLOW_ALREADY_REGISTERED" }),
    );
    expect(() => runtime.registerWorkflow("echo", 1, async () => 1)).toThrow("registered already");
    expect(() => runtime.registerWorkflow({ name: "fake", version: 1 } as AnyWorkflow)).toThrow(
      InvalidArgumentError,
    );
    const third = runtime.registerWorkflow("echo", 3, async (_ctx, input: number) => input * 2);
    expect(await within(world, runtime.runWorkflow(third, 4))).toBe(8);
    await within(world, runtime.close());
  });
});

describe("events", () => {
  test("tell of starts, checkpoints and ends in order; a listener that throws stops nobody", async () => {
    const { world, runtime } = await open();
    const seen: string[] = [];
    runtime.events.on("workflowStarted", () => {
      throw new Error("listener");
    });
    // Nor does one whose rejection nobody takes: the test runner would find it.
    runtime.events.on(
      "workflowStarted",
      () => Promise.reject(new Error("async listener")) as never,
    );
    runtime.events.on("workflowStarted", ({ workflowId, workflowName }) => {
      seen.push(`started ${workflowId} ${workflowName}`);
    });
    const off = runtime.events.on("checkpointSet", ({ key }) => seen.push(key));
    runtime.events.on("workflowCompleted", ({ runNumber }) => seen.push(`completed ${runNumber}`));
    runtime.events.on("workflowFailed", ({ error }) => seen.push(`failed ${error.name}`));
    const once = runtime.events.once("workflowCompleted");
    await within(world, runtime.runWorkflow(echo, 1, { workflowId: "e" }));
    expect((await within(world, once)).workflowId).toBe("e");
    off();
    await within(world, runtime.runWorkflow(echo, 1));
    await codeOf(world, runtime.runWorkflow(failing));
    expect(seen.filter((line) => !/^started (?!e )/.test(line))).toEqual([
      "started e echo",
      "step:echo#0",
      "completed 1",
      "completed 1",
      "failed RangeError",
    ]);
    expect(() => runtime.events.on("workflowComplete" as never, () => {})).toThrow("one of");
    const gone = runtime.events.once("fatal", { abortSignal: AbortSignal.abort(new Error("x")) });
    await expect(gone).rejects.toThrow("x");
    await within(world, runtime.close());
  });
});

describe("closing", () => {
  test("waits for steps in flight and their checkpoints, starts no others, and runs go on at the next start", async () => {
    const world = makeWorld();
    const calls: string[] = [];
    const release: (() => void)[] = [];
    const workflow = defineWorkflow({ name: "drain", version: 1 }, async (ctx) => {
      await ctx.step("first", () => {
        calls.push("first");
        return new Promise<void>((resolve) => release.push(resolve));
      });
      await ctx.step("second", () => {
        calls.push("second");
      });
      return "done";
    });
    const runtime = await openNode(world, { workflows: [workflow] });
    const run = await within(
      world,
      runtime.startWorkflow(workflow, undefined, { workflowId: "d" }),
    );
    const waiting = codeOf(world, run.waitForCompletion());
    await world.scheduler.run({ untilMs: world.scheduler.now() + 500 });
    const closing = runtime.close();
    expect(await codeOf(world, runtime.startWorkflow(workflow))).toBe("ERR_RUNTIME_CLOSED");
    await world.scheduler.run({ untilMs: world.scheduler.now() + 500 });
    for (const resume of release) resume();
    await within(world, closing);
    expect(await waiting).toBe("ERR_RUNTIME_CLOSED");
    expect(calls).toEqual(["first"]);
    expect(runtime.close()).toBeInstanceOf(Promise);

    const again = await openNode(world, { workflows: [workflow] });
    expect(await within(world, again.getRun(workflow, "d").waitForCompletion())).toBe("done");
    expect(calls).toEqual(["first", "second"]);
    await within(world, again.close());
  });

  test("scenario 172: after the drain time steps are aborted, not failed, and run again at the next start", async () => {
    const world = makeWorld();
    const reasons: unknown[] = [];
    const workflow = defineWorkflow({ name: "abort", version: 1 }, async (ctx) =>
      ctx.step("hang", ({ abortSignal, attempt }) => {
        if (reasons.length > 0) return `attempt ${attempt}`;
        return new Promise<string>((_resolve, reject) => {
          abortSignal.addEventListener("abort", () => {
            reasons.push(abortSignal.reason);
            reject(abortSignal.reason as Error);
          });
        });
      }),
    );
    const runtime = await openNode(world, { workflows: [workflow] });
    await within(world, runtime.startWorkflow(workflow, undefined, { workflowId: "a" }));
    await world.scheduler.run({ untilMs: world.scheduler.now() + 100 });
    const began = world.scheduler.now();
    await within(world, runtime.close({ drain: "2s" }));
    expect(world.scheduler.now() - began).toBeGreaterThanOrEqual(2000);
    expect(world.scheduler.now() - began).toBeLessThan(2500);
    expect(matchesError(reasons[0], "RuntimeClosedError")).toBe(true);
    expect(world.scheduler.waiting).toBe(0);
    const again = await openNode(world, { workflows: [workflow] });
    const result = await within(world, again.getRun(workflow, "a").waitForCompletion());
    expect(result).toBe("attempt 2");
    await within(world, again.close());
  });
});

test("closing waits for steps, not for runs that go on and on without one", async () => {
  const world = makeWorld();
  const endless = defineWorkflow({ name: "endless", version: 1 }, async (ctx) => {
    const count = await ctx.replicatedVar("count", 0);
    for (;;) await count.update((n) => n + 1);
  });
  // Writes take time, or all of it would happen in no time at all.
  world.disk.setFaults({ writeDelayMs: 1 });
  const runtime = await openNode(world, { workflows: [endless] });
  await within(world, runtime.startWorkflow(endless));
  await world.scheduler.run({ untilMs: world.scheduler.now() + 100 });
  const began = world.scheduler.now();
  await within(world, runtime.close({ drain: "1h" }));
  expect(world.scheduler.now() - began).toBeLessThan(100);
});

describe("failing", () => {
  test("a disk that fails ends the node with a fatal event; nothing more is acknowledged", async () => {
    const { world, runtime } = await open();
    await within(world, runtime.runWorkflow(echo, 1));
    const fatal = runtime.events.once("fatal");
    world.disk.setFaults({ failSyncRatio: 1 });
    const call = codeOf(world, runtime.runWorkflow(echo, 2, { workflowId: "lost" }));
    expect((await within(world, fatal)).error).toMatchObject({ code: "ERR_STORAGE_FAILED" });
    expect(await call).toBe("ERR_RUNTIME_CLOSED");
    const after = await codeOf(world, runtime.startWorkflow(echo, 3));
    expect(after).toBe("ERR_RUNTIME_CLOSED");
    await within(world, runtime.close());
    world.disk.setFaults({ failSyncRatio: 0 });
    const again = await openNode(world, { workflows: ALL });
    expect(await within(world, again.runWorkflow(echo, 4))).toBe(4);
    await within(world, again.close());
  });

  test("whoever waits when a node fails is told why, as everybody who comes later", async () => {
    const { world, runtime } = await open();
    let onStep: (signal: AbortSignal) => void = () => {};
    const inStep = new Promise<AbortSignal>((resolve) => {
      onStep = resolve;
    });
    const endless = runtime.registerWorkflow("endless", 1, async (ctx) =>
      ctx.step("waits", async ({ abortSignal: signal }) => {
        onStep(signal);
        await new Promise(() => {});
      }),
    );
    const held = await within(world, runtime.startWorkflow(endless));
    const abortSignal = await within(world, inStep);
    const following = held.history({ follow: true })[Symbol.asyncIterator]();
    await within(world, following.next());
    const fatal = runtime.events.once("fatal");
    const waiting = [
      held.waitForCompletion(),
      following.next(),
      runtime.startWorkflow(echo, 1),
      runtime.runWorkflow(echo, 2),
      held.signal("go"),
      held.cancel(),
      held.terminate(),
    ];
    world.disk.setFaults({ failSyncRatio: 1 });
    const told = await within(world, Promise.allSettled(waiting));
    const { error } = await within(world, fatal);
    const later = await within(
      world,
      Promise.allSettled([
        runtime.startWorkflow(echo, 3),
        held.signal("go"),
        held.describe(),
        held.waitForCompletion(),
        runtime.cluster.leave(),
        runtime.cluster.remove("node-2"),
      ]),
    );
    for (const one of [...told, ...later]) {
      const reason = one.status === "rejected" ? one.reason : null;
      expect(reason).toMatchObject({ code: "ERR_RUNTIME_CLOSED" });
      expect((reason as Error).cause).toBe(error);
    }
    expect(() => runtime.getRun("x")).toThrow(expect.objectContaining({ cause: error }));
    expect(abortSignal.reason).toMatchObject({ code: "ERR_RUNTIME_CLOSED", cause: error });
    await within(world, runtime.close());
  });

  test("data of another node are refused", async () => {
    const { world, runtime } = await open();
    await within(world, runtime.close());
    await expect(openNode(world, { workflows: [], nodeId: "node-2" })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_MISMATCH",
    });
    const again = await openNode(world, { workflows: [] });
    await within(world, again.close());
  });
});

describe("options", () => {
  const dataDir = "/nowhere";

  test("unknown ones, later ones and wrong ones are refused with their field", () => {
    const wrong: [object, string][] = [
      [{ dataDir, dataDirectory: "x" }, "dataDirectory"],
      [{ dataDir, replay: "never" }, "replay"],
      [{ dataDir, verifyDeterminism: true }, "verifyDeterminism"],
      [{ dataDir, idleEviction: "soon" }, "idleEviction"],
      [{ dataDir, turnTimeout: 9 }, "turnTimeout"],
      [{ dataDir, turnTimeout: "long" }, "turnTimeout"],
      [{ dataDir, onStuckTurn: "restart" }, "onStuckTurn"],
      [{ dataDir, maxResidentRuns: 0 }, "maxResidentRuns"],
      [{ dataDir, retention: { age: -1 } }, "retention.age"],
      [{ dataDir, retention: { runs: 1.5 } }, "retention.runs"],
      [{ dataDir, retention: { days: 1 } }, "retention.days"],
      [{ dataDir, historyEventsMax: -1 }, "historyEventsMax"],
      [{ dataDir, historyBytesMax: "1" }, "historyBytesMax"],
      [{ dataDir, callTimeout: "6m" }, "callTimeout"],
      [{}, "RAFTWORK_DATA_DIR"],
      [{ dataDir: "" }, "dataDir"],
      [{ dataDir, nodeId: "" }, "nodeId"],
      [{ dataDir, workflows: {} }, "workflows"],
      [{ dataDir, logLevel: "loud" }, "logLevel"],
      [{ dataDir, logger: {} }, "logger"],
      [{ dataDir, logger: silentLogger, logLevel: "info" }, "logLevel"],
      [{ dataDir, nonDurableAwait: "no" }, "nonDurableAwait"],
      [{ dataDir, callTimeout: -5 }, "callTimeout"],
      [{ dataDir, lockTimeout: "1 s" }, "lockTimeout"],
      [{ dataDir, closeOn: ["SIGKILL"] }, "closeOn[0]"],
    ];
    for (const [options, field] of wrong) {
      expect(() => checkOptions(options, {})).toThrow(InvalidArgumentError);
      expect(() => checkOptions(options, {})).toThrow(field);
    }
  });

  test("defaults, and what the environment decides", () => {
    expect(checkOptions({ dataDir }, {})).toMatchObject({
      nodeId: "node-1",
      execution: {
        nonDurableAwait: "error",
        verifyDeterminism: "always",
        replay: "onEviction",
        idleEvictionMs: 60_000,
        maxResidentRuns: 10_000,
        historyLimits: { historyEventsMax: 50_000, historyBytesMax: 50 * 1024 * 1024 },
      },
      retention: { ageMs: 7 * 86_400_000, endedRunsMax: 100_000 },
      turnTimeoutMs: 10_000,
      onStuckTurn: "report",
      callTimeoutMs: 10_000,
      lockTimeoutMs: 5000,
      closeOn: [],
    });
    expect(checkOptions(undefined, { RAFTWORK_DATA_DIR: "/d" }).dataDir).toBe("/d");
    expect(checkOptions({ dataDir }, { NODE_ENV: "production" }).execution).toMatchObject({
      nonDurableAwait: "warn",
      verifyDeterminism: "sampled",
    });
    const given = { dataDir, nonDurableAwait: "error", nodeId: undefined } as const;
    expect(checkOptions(given, { NODE_ENV: "production" }).execution).toMatchObject({
      nonDurableAwait: "error",
    });
  });
});
