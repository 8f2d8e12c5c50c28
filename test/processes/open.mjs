// @ts-check
/** Opens the runtime of a node process: as users do, or with a log that is trimmed soon. */
import { WorkflowRuntime } from "../../dist/index.js";
import { openNodeParts } from "../../dist/runtime/node-parts.js";
import { checkOptions } from "../../dist/runtime/options.js";
import { openNode } from "../../dist/runtime/workflow-runtime.js";
import { secureIds } from "../../dist/util/ids.js";
import { SeededRandom } from "../../dist/util/random.js";
import { systemScheduler } from "../../dist/util/scheduler.js";

/** Bytes of an entry with several commands: as few as there can be, so that there are many entries. */
const ENTRY_BYTES = 1024;

/**
 * Only the second way can say how long the log is.
 *
 * @param {import("./protocol.ts").NodePlan} plan
 * @param {object} surroundings
 * @param {readonly import("../../dist/index.js").AnyWorkflow[]} surroundings.workflows
 * @param {(text: string) => void} surroundings.wrong Told of every error that is logged.
 */
export function openForTest(plan, { workflows, wrong }) {
  /** @type {import("../../dist/index.js").Logger} */
  const logger = {
    debug() {},
    info() {},
    warn() {},
    error(fields, text) {
      const { err } = /** @type {{ err?: Error & { code?: string } }} */ (fields);
      if (err?.code === "ERR_WORKFLOW_STUCK") return;
      wrong(`logged: ${text}: ${err?.stack ?? JSON.stringify(fields)}`);
    },
    child: () => logger,
  };
  const { nodeId, dataDir, address, initialNodes, join, trailingEntries } = plan;
  /** @type {import("../../dist/index.js").RuntimeOptions} */
  const options = {
    nodeId,
    dataDir,
    workflows,
    logger,
    listen: { port: 0, advertise: address },
    cluster: initialNodes === null ? { join } : { initialNodes },
    ...plan.options,
  };
  return trailingEntries === null ? openAsUsersDo(options) : openTrimmed(options, trailingEntries);
}

/** @param {import("../../dist/index.js").RuntimeOptions} options */
async function openAsUsersDo(options) {
  return { runtime: await WorkflowRuntime.open(options), appliedIndex: () => 0 };
}

/** @param {import("../../dist/index.js").RuntimeOptions} options @param {number} trailingEntries */
async function openTrimmed(options, trailingEntries) {
  const checked = checkOptions({ ...options, payloadBytesMax: ENTRY_BYTES }, process.env);
  const parts = await openNodeParts(checked);
  const { runtime, core } = await openNode({
    ...checked,
    ...parts,
    scheduler: systemScheduler,
    random: new SeededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0),
    ids: secureIds,
    limits: { ...checked.limits, entryBytesMax: ENTRY_BYTES },
    trailingEntries,
  });
  return { runtime, appliedIndex: () => core.group.appliedIndex };
}
