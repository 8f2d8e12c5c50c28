/** The real runtime over a disk in memory, on virtual time. */

import { type AnyWorkflow } from "../../src/api/definition.ts";
import { RETENTION, type Retention } from "../../src/model/limits.ts";
import type { ReplicaLimits } from "../../src/replica/options.ts";
import { checkExecution, type RuntimeOptions } from "../../src/runtime/options.ts";
import { openRuntime, type WorkflowRuntime } from "../../src/runtime/workflow-runtime.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { type IdSource, SeededIds } from "../../src/util/ids.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";

export interface World {
  readonly scheduler: VirtualScheduler;
  readonly disk: MemoryDisk;
  /** Goes on over restarts, as the system's generator does. */
  readonly ids: IdSource;
}

export function makeWorld(seed = 1): World {
  const scheduler = new VirtualScheduler();
  return {
    scheduler,
    disk: new MemoryDisk({ seed, scheduler }),
    ids: new SeededIds(new SeededRandom(seed)),
  };
}

/** Lets virtual time pass until a promise is settled. */
export async function within<T>(world: World, promise: Promise<T>, forMs = 86_400_000): Promise<T> {
  let isDone = false;
  const settled = (): void => {
    isDone = true;
  };
  void promise.then(settled, settled);
  const { scheduler } = world;
  const end = await scheduler.run({ until: () => isDone, untilMs: scheduler.now() + forMs });
  if (end !== "condition") throw new Error(`not settled at virtual time ${scheduler.now()} ms`);
  return promise;
}

export interface OpenOptions {
  readonly workflows: readonly AnyWorkflow[];
  readonly nodeId?: string;
  readonly seed?: number;
  readonly logger?: Logger;
  readonly runtime?: RuntimeOptions;
  readonly retention?: Retention;
  readonly limits?: ReplicaLimits;
  readonly callTimeoutMs?: number;
}

export async function openNode(world: World, options: OpenOptions): Promise<WorkflowRuntime> {
  const { scheduler, disk } = world;
  const open = async (): Promise<WorkflowRuntime> =>
    openRuntime({
      backend: await disk.open(),
      nodeId: options.nodeId ?? "node-1",
      workflows: options.workflows,
      scheduler,
      random: new SeededRandom(options.seed ?? 1),
      ids: world.ids,
      logger: options.logger ?? silentLogger,
      execution: checkExecution(options.runtime ?? {}, false),
      retention: options.retention ?? RETENTION,
      limits: options.limits ?? {},
      callTimeoutMs: options.callTimeoutMs ?? 10_000,
    });
  return within(world, open());
}
