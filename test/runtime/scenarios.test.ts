/**
 * Goal: scenarios that need more than a test runtime: an orderly stop, the system's own timers, very many runs. Method: the
 * runtime on virtual time where an end can be ordered there, on a real disk and clock where those are what is looked at.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defineWorkflow, type RuntimeOptions, WorkflowRuntime } from "../../src/index.ts";
import { RETENTION } from "../../src/model/limits.ts";
import { NodeCore } from "../../src/runtime/node-core.ts";
import { checkExecution } from "../../src/runtime/options.ts";
import { RunClient } from "../../src/runtime/run-client.ts";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { secureIds } from "../../src/util/ids.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { systemScheduler } from "../../src/util/scheduler.ts";
import { Registry } from "../../src/workflow/registry.ts";
import { makeWorld, openNode, within } from "./virtual-node.ts";

let dataDir = "";

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "raftwork-scenarios-"));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx, ms: number) => {
  const from = ctx.now();
  await ctx.sleep(ms);
  return ctx.now() - from;
});

/** `RAFTWORK_FULL=1` takes the scenario at its word; without, the suite has a tenth of it. */
const SLEEPERS = process.env["RAFTWORK_FULL"] === "1" ? 100_000 : 10_000;
const AT_ONCE = 2000;
const HEAP_PER_RUN_MAX = 1024;
const WAKE_UP_BUDGET_MS = 10_000;
const DAY = 86_400_000;

/** A node on the disk, with what a runtime does not show. */
async function openCore(
  options: RuntimeOptions,
): Promise<{ core: NodeCore; client: RunClient; saved: () => Promise<void> }> {
  const registry = new Registry();
  registry.add(sleeper);
  let saved: () => Promise<void> = () => Promise.resolve();
  const core = await NodeCore.open({
    backend: await LevelBackend.open({ dataDir }),
    registry,
    scheduler: systemScheduler,
    ids: secureIds,
    retention: RETENTION,
    nodeId: "node-1",
    random: new SeededRandom(1),
    logger: silentLogger,
    execution: checkExecution(options, true),
    tapLog: (log) => {
      saved = () => log.flushed();
      return log;
    },
  });
  const client = new RunClient({
    service: () => core.group.calls,
    registry,
    ids: secureIds,
    callTimeoutMs: 60_000,
    payloadBytesMax: core.payloadBytesMax,
  });
  return { core, client, saved };
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
}

/** Bytes of the heap after what nobody needs is gone. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

describe.each(["onEviction", "always"] as const)("replay %s", (replay) => {
  test("scenario 45: a sleep goes on over an orderly stop, and is not longer for it", async () => {
    const world = makeWorld();
    const options = { workflows: [sleeper], runtime: { replay } };
    const first = await openNode(world, options);
    const from = world.scheduler.now();
    await within(world, first.startWorkflow(sleeper, 4000, { workflowId: "s" }));
    await world.scheduler.run({ untilMs: from + 1500 });
    await within(world, first.close());
    await world.scheduler.run({ untilMs: from + 2000 });
    const second = await openNode(world, options);
    const slept = await within(world, second.getRun(sleeper, "s").waitForCompletion());
    expect(slept).toBeGreaterThanOrEqual(4000);
    expect(world.scheduler.now() - from).toBeGreaterThanOrEqual(4000);
    expect(world.scheduler.now() - from).toBeLessThan(5000);
    await within(world, second.close());
  });

  test("scenario 47: the system's timers take sleeps of any length without a warning", async () => {
    const warnings: string[] = [];
    const listener = ({ name }: Error): void => {
      warnings.push(name);
    };
    process.on("warning", listener);
    {
      await using runtime = await WorkflowRuntime.open({ dataDir, workflows: [sleeper], replay });
      const days = 24 * 3_600_000;
      for (const ms of [2 ** 31 - 1, 2 ** 31, 60 * days, 365 * days]) {
        const run = await runtime.startWorkflow(sleeper, ms);
        const { pendingOperations } = await run.describe();
        expect(pendingOperations).toMatchObject([{ key: "sleep#0" }]);
      }
      expect(await runtime.runWorkflow(sleeper, 5)).toBeGreaterThanOrEqual(5);
    }
    // Warnings come in a later tick.
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
    process.off("warning", listener);
    expect(warnings).toEqual([]);
  });

  test(`scenario 48: ${SLEEPERS} sleeping runs take no more than ${HEAP_PER_RUN_MAX} bytes of heap each; a thousand that are due in one second wake up`, async () => {
    const options = { replay, idleEviction: 100, maxResidentRuns: 100 };
    const { core, client, saved } = await openCore(options);
    const start = (): Promise<unknown> => {
      const starts = Array.from({ length: AT_ONCE }, () => client.startWorkflow(sleeper, DAY));
      return Promise.all(starts);
    };
    // Code that is compiled on the way is no part of a run.
    await start();
    const settled = async (): Promise<void> => {
      while (core.group.residentRuns > 0) await pause();
      await saved();
      // The workflows hear of it with the next turn.
      await pause();
    };
    await settled();
    const before = heapUsed();
    for (let at = 0; at < SLEEPERS; at += AT_ONCE) {
      await start();
    }
    // With what the node keeps whatever the number of runs is: the newest entries.
    await settled();
    expect(core.group.activeRuns).toBe(AT_ONCE + SLEEPERS);
    const heapPerRun = (heapUsed() - before) / SLEEPERS;
    expect(heapPerRun).toBeLessThan(HEAP_PER_RUN_MAX);

    const due = Array.from({ length: 1000 }, (_, at) =>
      client.startWorkflow(sleeper, 2000 + (at % 10) * 100),
    );
    const runs = await Promise.all(due);
    while (core.group.residentRuns > 0) await pause();
    const slept = await Promise.all(runs.map((run) => run.waitForCompletion()));
    expect(Math.min(...slept)).toBeGreaterThanOrEqual(2000);
    // By machine time, with room for a machine that does something else as well.
    expect(Math.max(...slept)).toBeLessThan(2900 + WAKE_UP_BUDGET_MS);
    await core.close({ drainMs: 0 });
  });
});
