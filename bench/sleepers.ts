/**
 * `--sleepers N`: N runs that sleep for 30 days and have left memory. What each takes of the heap, where it was started
 * and after a start of the node; how long that start takes, to the answer of a first call.
 *
 * Checked: all runs are active, none was called by the start, and a sample of them stands where it stood.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { defineWorkflow } from "raftwork";
import { HISTORY_LIMITS, RETENTION } from "../dist/model/limits.js";
import { NodeCore } from "../dist/runtime/node-core.js";
import { RunClient } from "../dist/runtime/run-client.js";
import { LevelBackend } from "../dist/storage/level-backend.js";
import { secureIds } from "../dist/util/ids.js";
import { silentLogger } from "../dist/util/logger.js";
import { SeededRandom } from "../dist/util/random.js";
import { systemScheduler } from "../dist/util/scheduler.js";
import { Registry } from "../dist/workflow/registry.js";
import type { Figure } from "./figures.ts";
import { expectSum } from "./programs.ts";

const STARTS_AT_ONCE = 256;
const SAMPLE = 100;
const IDLE_EVICTION_MS = 1000;
const LOOK_AGAIN_MS = 100;

/** Calls of the sleepers' function. */
let calls = 0;
const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx) => {
  calls += 1;
  await ctx.sleep("30d");
});

interface Node {
  readonly core: NodeCore;
  readonly client: RunClient;
}

async function openNode(dataDir: string): Promise<Node> {
  const registry = new Registry();
  registry.add(sleeper);
  const core = await NodeCore.open({
    backend: await LevelBackend.open({ dataDir }),
    nodeId: "node-1",
    registry,
    scheduler: systemScheduler,
    random: new SeededRandom(1),
    ids: secureIds,
    logger: silentLogger,
    execution: {
      nonDurableAwait: "warn",
      verifyDeterminism: "sampled",
      replay: "onEviction",
      idleEvictionMs: IDLE_EVICTION_MS,
      maxResidentRuns: 10_000,
      historyLimits: HISTORY_LIMITS,
    },
    retention: RETENTION,
  });
  const { payloadBytesMax } = core;
  const service = (): NodeCore["group"]["calls"] => core.group.calls;
  return {
    core,
    client: new RunClient({
      service,
      registry,
      ids: secureIds,
      callTimeoutMs: 60_000,
      payloadBytesMax,
    }),
  };
}

/** Bytes of the heap that are in use after everything else has been collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

/** Until no run is in memory, and the state says so of each. */
async function allAsleep({ core }: Node): Promise<void> {
  let before = -1;
  while (core.group.residentRuns > 0 || core.group.appliedIndex !== before) {
    before = core.group.appliedIndex;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Makes the sleepers and gives the heap bytes of each. */
async function makeSleepers(dataDir: string, sleepers: number): Promise<number> {
  const node = await openNode(dataDir);
  try {
    const before = heapBytes();
    let started = 0;
    const line = async (): Promise<void> => {
      while (started < sleepers) {
        started += 1;
        await node.client.startWorkflow(sleeper);
      }
    };
    await Promise.all(Array.from({ length: STARTS_AT_ONCE }, line));
    await allAsleep(node);
    return (heapBytes() - before) / sleepers;
  } finally {
    await node.core.close({ drainMs: 0 });
  }
}

/** Runs it and gives its figures. */
export async function runSleepers({ sleepers }: { sleepers: number }): Promise<Figure[]> {
  const directory = mkdtempSync(join(process.env["BENCH_DIR"] ?? tmpdir(), "raftwork-bench-"));
  try {
    const dataDir = join(directory, "node");
    const madeBytes = await makeSleepers(dataDir, sleepers);
    calls = 0;
    const before = heapBytes();
    const startedAt = performance.now();
    const node = await openNode(dataDir);
    try {
      const openMs = performance.now() - startedAt;
      const { runs } = await node.client.listRuns({ status: "running" }, { limit: SAMPLE });
      const startMs = performance.now() - startedAt;
      const bytes = (heapBytes() - before) / sleepers;
      expectSum(node.core.group.activeRuns, sleepers);
      expectSum(calls, 0);
      for (const { workflowId } of runs) {
        const { pendingOperations } = await node.client.getRun(workflowId).describe();
        expectSum(pendingOperations.map(({ key }) => key).join(), "sleep#0");
      }
      expectSum(calls, Math.min(SAMPLE, sleepers));
      const figure = (metric: string, value: number, unit: string): Figure => {
        return { workload: `sleepers ${sleepers}`, nodes: 1, metric, value, unit };
      };
      return [
        figure("heap_bytes_per_run", bytes, "bytes"),
        figure("heap_bytes_per_run_where_started", madeBytes, "bytes"),
        figure("open_ms", openMs, "ms"),
        figure("start_to_first_answer_ms", startMs, "ms"),
      ];
    } finally {
      await node.core.close({ drainMs: 0 });
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
