/** Goal: every option shows its effect. Those of memory and retention are in memory.test.ts, of histories in calls.test.ts. */
import { describe, expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { defaultLogger } from "../../src/runtime/logging.ts";
import { checkOptions } from "../../src/runtime/options.ts";
import type { Logger } from "../../src/util/logger.ts";
import { makeWorld, openNode, type World, within } from "./virtual-node.ts";

const MEBIBYTE = 1024 * 1024;
const echo = defineWorkflow({ name: "echo", version: 1 }, async (_ctx, value: unknown) => value);
const foreign = defineWorkflow({ name: "foreign", version: 1 }, async (ctx) => {
  // Past the end of its turn, which lasts for one round of the loop in virtual time.
  for (let round = 0; round < 4; round += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  return ctx.step("after", () => "went on");
});
const ALL: readonly AnyWorkflow[] = [echo, foreign];

async function codeOf(world: World, promise: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await within(world, promise).then(
    () => ({ code: "none" }),
    (caught: unknown) => caught,
  );
  return (error as { code?: string }).code;
}

function recorder(lines: string[], fields: object = {}): Logger {
  const write =
    (level: string) =>
    (more: object, message: string): void => {
      lines.push(`${level} ${message} ${JSON.stringify({ ...fields, ...more })}`);
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: (more) => recorder(lines, { ...fields, ...more }),
  };
}

describe("calls", () => {
  test("callTimeout: a call that gets no answer in time says that its outcome is unknown", async () => {
    const world = makeWorld();
    const runtime = await openNode(world, { workflows: ALL, callTimeoutMs: 3000 });
    await within(world, runtime.runWorkflow(echo, 1));
    world.disk.setFaults({ writeDelayMs: 60_000 });
    const from = world.scheduler.now();
    expect(await codeOf(world, runtime.startWorkflow(echo, 2, { workflowId: "x" }))).toBe(
      "ERR_OUTCOME_UNKNOWN",
    );
    expect(Math.round(world.scheduler.now() - from)).toBe(3000);
    const own = runtime.startWorkflow(echo, 2, { workflowId: "y", callTimeout: "1s" });
    expect(await codeOf(world, own)).toBe("ERR_OUTCOME_UNKNOWN");
    expect(Math.round(world.scheduler.now() - from)).toBe(4000);
    world.disk.setFaults({ writeDelayMs: 0 });
    // It may be repeated, and is found.
    const again = await within(
      world,
      runtime.startWorkflow(echo, 2, { workflowId: "x", callTimeout: "4m" }),
    );
    expect(await within(world, again.waitForCompletion())).toBe(2);
    await within(world, runtime.close({ drain: 0 }));
  });

  test("payloadBytesMax: what encodes to more is refused at the call, and fails a step", async () => {
    const large = defineWorkflow({ name: "large", version: 1 }, async (ctx) =>
      ctx.step("large", () => "x".repeat(5000)),
    );
    const world = makeWorld();
    const limits = { payloadBytesMax: 4096 };
    const runtime = await openNode(world, { workflows: [...ALL, large], limits });
    expect(await within(world, runtime.runWorkflow(echo, "x".repeat(4000)))).toHaveLength(4000);
    expect(await codeOf(world, runtime.runWorkflow(echo, "x".repeat(5000)))).toBe(
      "ERR_PAYLOAD_TOO_LARGE",
    );
    const failed = await within(world, runtime.runWorkflow(large)).catch((error: unknown) => error);
    expect((failed as Error).cause).toMatchObject({ code: "ERR_PAYLOAD_TOO_LARGE" });
    await within(world, runtime.close());
  });

  test("inFlightBytesMax: calls past it are refused at once, those before it are not lost", async () => {
    const world = makeWorld();
    const limits = { inFlightBytesMax: 8 * MEBIBYTE };
    const runtime = await openNode(world, { workflows: ALL, limits });
    await within(world, runtime.runWorkflow(echo, 1));
    world.disk.setFaults({ writeDelayMs: 500 });
    const input = "x".repeat(MEBIBYTE - 100);
    const starts = Array.from({ length: 20 }, () =>
      codeOf(world, runtime.startWorkflow(echo, input)),
    );
    const codes = await within(world, Promise.all(starts));
    const refused = codes.filter((code) => code === "ERR_OVERLOADED").length;
    expect(refused).toBeGreaterThan(10);
    expect(codes.filter((code) => code === "none")).toHaveLength(20 - refused);
    expect(20 - refused).toBeGreaterThan(2);
    await within(world, runtime.close());
  });
});

test("payloadBytesMax: frames grow with it", async () => {
  const { limits } = checkOptions({ dataDir: "/nowhere", payloadBytesMax: 16 * MEBIBYTE }, {});
  const world = makeWorld();
  const runtime = await openNode(world, { workflows: ALL, limits });
  const input = "x".repeat(15 * MEBIBYTE);
  expect(await within(world, runtime.runWorkflow(echo, input))).toHaveLength(15 * MEBIBYTE);
  await within(world, runtime.close());
});

describe("execution", () => {
  test.each(["error", "warn"] as const)("nonDurableAwait: %s", async (nonDurableAwait) => {
    const world = makeWorld();
    const lines: string[] = [];
    const runtime = await openNode(world, {
      workflows: ALL,
      runtime: { nonDurableAwait },
      logger: recorder(lines),
    });
    const blocked: string[] = [];
    runtime.events.on("runBlocked", ({ error }) => blocked.push(error.name));
    const run = await within(world, runtime.startWorkflow(foreign));
    if (nonDurableAwait === "warn") {
      expect(await within(world, run.waitForCompletion())).toBe("went on");
      expect(blocked).toEqual([]);
      expect(lines.some((line) => line.startsWith("warn the function awaits something"))).toBe(
        true,
      );
    } else {
      await world.scheduler.run({ untilMs: world.scheduler.now() + 1000 });
      expect(blocked).toEqual(["NonDurableAwaitError"]);
      expect((await within(world, run.describe())).waitingFor).toBe("blocked");
    }
    await within(world, runtime.close());
  });

  test("logger: lines name node, group and run", async () => {
    const logging = defineWorkflow({ name: "logging", version: 1 }, async (ctx) => {
      ctx.logger.info({ at: 1 }, "in the body");
      await ctx.step("inside", ({ logger }) => {
        logger.warn({ at: 2 }, "in a step");
      });
    });
    const world = makeWorld();
    const lines: string[] = [];
    const runtime = await openNode(world, { workflows: [logging], logger: recorder(lines) });
    await within(world, runtime.runWorkflow(logging, undefined, { workflowId: "l" }));
    const body = lines.find((line) => line.startsWith("info in the body"));
    for (const part of ['"nodeId":"node-1"', '"group":1', '"workflowId":"l"', '"at":1']) {
      expect(body).toContain(part);
    }
    const step = lines.find((line) => line.startsWith("warn in a step"));
    for (const part of ['"key":"step:inside#0"', '"attempt":1', '"at":2'])
      expect(step).toContain(part);
    await within(world, runtime.close());
  });

  test("logger: one that throws costs its lines, and not the node", async () => {
    const throwing = (): never => {
      throw new Error("disk full");
    };
    const methods = { debug: throwing, info: throwing, warn: throwing, error: throwing };
    const given: Logger = { ...methods, child: throwing };
    const { logger } = checkOptions({ dataDir: "/nowhere", logger: given }, {});
    const told: string[] = [];
    const listener = (warning: Error): number => told.push(warning.message);
    process.on("warning", listener);
    const world = makeWorld();
    const runtime = await openNode(world, { workflows: ALL, logger });
    const fatal: unknown[] = [];
    runtime.events.on("fatal", (event) => fatal.push(event));
    runtime.events.on("workflowStarted", throwing);
    expect(await within(world, runtime.runWorkflow(echo, 1))).toBe(1);
    await within(world, runtime.close());
    process.off("warning", listener);
    expect(fatal).toEqual([]);
    expect(told[0]).toContain("disk full");
  });

  test("logger: one that is async and rejects costs its lines, and not the process", async () => {
    const rejecting = async (): Promise<void> => {
      throw new Error("no connection");
    };
    const methods = { debug: rejecting, info: rejecting, warn: rejecting, error: rejecting };
    const given: Logger = { ...methods, child: () => given };
    const { logger } = checkOptions({ dataDir: "/nowhere", logger: given }, {});
    const told = new Promise<Error>((resolve) => process.once("warning", resolve));
    logger.child({}).warn({}, "a line");
    expect((await told).message).toBe("The logger of Raftwork threw: no connection");
  });

  test("the default logger writes every error, odd ones too, and never throws", () => {
    const lines: string[] = [];
    const logger = defaultLogger("warn", { write: (line) => lines.push(line) });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const unreadable = Object.defineProperty(new Error("hidden"), "message", {
      get: () => {
        throw new Error("not to be read");
      },
    });
    const named = Object.assign(new Error("named"), { name: Symbol("odd") });
    const odd = [Object.freeze(new Error("frozen")), proxy, unreadable, named];
    for (const err of [...odd, new Error("outer", { cause: proxy })]) {
      logger.child({ run: 1 }).warn({ err }, "odd");
    }
    logger.warn(proxy, "no fields");
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ run: 1, msg: "odd" });
    expect(lines[0]).toContain("frozen");
    expect(lines[4]).toContain("outer");
  });

  test("logLevel: sets the level of the default logger, which has the methods of a logger", () => {
    for (const [logLevel, expected] of [
      [undefined, "warn"],
      ["debug", "debug"],
      ["silent", "silent"],
    ] as const) {
      const { logger } = checkOptions({ dataDir: "/nowhere", logLevel }, {});
      expect((logger as Logger & { level: string }).level).toBe(expected);
    }
  });
});

describe("of a definition", () => {
  test("raftHost: in a thread of its own unless the option or the environment says otherwise", () => {
    const raftHost = (given: object, environment: object): string =>
      checkOptions({ dataDir: "/tmp/x", ...given }, { ...environment }).raftHost;
    expect(raftHost({}, {})).toBe("thread");
    expect(raftHost({}, { RAFTWORK_RAFT_HOST: "inline" })).toBe("inline");
    expect(raftHost({ raftHost: "thread" }, { RAFTWORK_RAFT_HOST: "inline" })).toBe("thread");
    expect(() => raftHost({ raftHost: "worker" }, {})).toThrow(/raftHost.*"thread".*"worker"/);
    expect(() => raftHost({}, { RAFTWORK_RAFT_HOST: "no" })).toThrow(/RAFTWORK_RAFT_HOST.*"no"/);
  });

  test("watchdog: 15 s, at least 500 ms, and refused where nobody could notice", () => {
    const watchdogMs = (given: object): number =>
      checkOptions({ dataDir: "/tmp/x", ...given }, {}).watchdogMs;
    expect([watchdogMs({}), watchdogMs({ watchdog: "2s" })]).toEqual([15_000, 2000]);
    expect(() => watchdogMs({ watchdog: 499 })).toThrow(/watchdog.*500 ms/);
    expect(() => watchdogMs({ watchdog: "2s", raftHost: "inline" })).toThrow(/watchdog.*inline/);
    expect(watchdogMs({ raftHost: "inline" })).toBe(15_000);
  });

  test("busyPoll: on unless the option or the environment says otherwise", () => {
    const busyPoll = (given: object, environment: object): boolean =>
      checkOptions({ dataDir: "/tmp/x", ...given }, { ...environment }).busyPoll;
    expect(busyPoll({}, {})).toBe(true);
    expect(busyPoll({}, { RAFTWORK_BUSY_POLL: "off" })).toBe(false);
    expect(busyPoll({ busyPoll: false }, { RAFTWORK_BUSY_POLL: "on" })).toBe(false);
    expect(() => busyPoll({ busyPoll: "on" }, {})).toThrow(/busyPoll.*true or false.*"on"/);
    expect(() => busyPoll({}, { RAFTWORK_BUSY_POLL: "no" })).toThrow(/RAFTWORK_BUSY_POLL.*"no"/);
  });

  test("stepDefaults: what a step's own options leave open", async () => {
    const attempts: Record<string, number> = { usual: 0, own: 0 };
    const failing = defineWorkflow(
      {
        name: "failing",
        version: 1,
        stepDefaults: { retry: { maximumAttempts: 2, initialInterval: 10 } },
      },
      async (ctx) => {
        const fail = (name: string) => (): never => {
          attempts[name] = (attempts[name] ?? 0) + 1;
          throw new Error("no");
        };
        await ctx.step("usual", fail("usual")).catch(() => {});
        await ctx
          .step("own", fail("own"), { retry: { maximumAttempts: 3, initialInterval: 10 } })
          .catch(() => {});
      },
    );
    const world = makeWorld();
    const runtime = await openNode(world, { workflows: [failing] });
    await within(world, runtime.runWorkflow(failing));
    expect(attempts).toEqual({ usual: 2, own: 3 });
    await within(world, runtime.close());
    const wrong = defineWorkflow(
      { name: "wrong", version: 1, stepDefaults: { retry: { maximumAttempts: 0 } } },
      async () => 1,
    );
    await expect(openNode(makeWorld(), { workflows: [wrong] })).rejects.toThrow("maximumAttempts");
  });

  test("retention and runTimeout: of its runs, unless a start says otherwise", async () => {
    const short = defineWorkflow(
      { name: "short", version: 1, retention: "2m", runTimeout: "1m" },
      async (ctx, sleepMs: number) => {
        await ctx.sleep(sleepMs);
        return "slept";
      },
    );
    const world = makeWorld();
    const runtime = await openNode(world, { workflows: [short, echo] });
    await within(world, runtime.runWorkflow(echo, 1, { workflowId: "kept" }));
    const late = runtime.runWorkflow(short, 120_000, { workflowId: "late" });
    expect(await codeOf(world, late)).toBe("ERR_WORKFLOW_TIMED_OUT");
    const longer = { workflowId: "longer", runTimeout: "5m" } as const;
    expect(await within(world, runtime.runWorkflow(short, 120_000, longer))).toBe("slept");
    await world.scheduler.run({ untilMs: world.scheduler.now() + 5 * 60_000 });
    const { runs } = await within(world, runtime.listRuns());
    expect(runs.map(({ workflowId }) => workflowId)).toEqual(["kept"]);
    await within(world, runtime.close());
  });
});
