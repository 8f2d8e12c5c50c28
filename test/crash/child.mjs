// @ts-check
/**
 * The process that crash.ts kills: a node with random runs, in plain JavaScript on the built package.
 *
 * What it says on stdout is acknowledged: each line is written, synchronously, after the promise that it tells of has
 * resolved. What its steps do outside is one line each in a file, written before the step returns.
 */
import { openSync, writeSync } from "node:fs";
import { WorkflowRuntime } from "../../dist/index.js";
import { defineRandomProgram, signalsOf } from "../support/random-program.mjs";

/** @type {import("./plan.ts").LifePlan} */
const plan = JSON.parse(process.argv[2] ?? "");
const outside = openSync(plan.effectsPath, "a");
let effects = 0;

/** Says that something is acknowledged. @param {...unknown} words */
function say(...words) {
  writeSync(1, `${JSON.stringify(words)}\n`);
}

/**
 * A step's effect: a line outside, and a value that no other call of a step returns.
 *
 * @param {string} idempotencyKey
 * @param {number} attempt
 */
function perform(idempotencyKey, attempt) {
  effects += 1;
  const value = `${plan.life}.${effects}`;
  writeSync(outside, `${idempotencyKey} ${attempt} ${value}\n`);
  return value;
}

const program = defineRandomProgram({
  seen: (workflowId, key, value) => say("seen", workflowId, key, value),
  perform: ({ idempotencyKey, attempt }) => perform(idempotencyKey, attempt),
});

/** A run that was being brought back when a kill came is not executed by the next process until somebody retries it. */
const STUCK = "ERR_WORKFLOW_STUCK";

/** Errors are wrong here, but for that one. @type {import("../../dist/index.js").Logger} */
const logger = {
  debug() {},
  info() {},
  warn() {},
  error(fields, text) {
    const { err } = /** @type {{ err?: Error & { code?: string } }} */ (fields);
    if (err?.code !== STUCK) say("bad", `logged: ${text}: ${err?.stack ?? JSON.stringify(fields)}`);
  },
  child: () => logger,
};

const runtime = await WorkflowRuntime.open({
  dataDir: plan.dataDir,
  logger,
  workflows: [program],
  retention: { runs: plan.endedRunsKept },
  ...plan.options,
});
runtime.events.on("fatal", ({ error }) => say("bad", `fatal: ${error.stack ?? error.message}`));
runtime.events.on("runBlocked", ({ workflowId, error }) => {
  if (/** @type {{ code?: string }} */ (error).code !== STUCK) {
    say("bad", `${workflowId} is blocked: ${error.message}`);
    return;
  }
  retryStuck(workflowId).catch((failure) => say("bad", `retrying ${workflowId}: ${failure}`));
});

/** Does what an operator would do. @param {string} workflowId */
async function retryStuck(workflowId) {
  await runtime.getRun(workflowId).retry();
  say("retried");
}
runtime.events.on("determinismMismatch", ({ workflowId }) =>
  say("bad", `${workflowId} computes something else than was committed`),
);
say("open");

/** Asked by a parent that has waited too long: what the runs here are waiting for. */
async function explain() {
  const { runs } = await runtime.listRuns({ status: "running" });
  for (const { workflowId } of runs) {
    const { waitingFor, historyLength, pendingOperations } = await runtime
      .getRun(workflowId)
      .describe({ consistency: "local" });
    say("bad", "still running", workflowId, { waitingFor, historyLength, pendingOperations });
  }
  say("bad", `${accompanied.size} runs are being waited for: ${[...accompanied].join(" ")}`);
  process.exit(1);
}
process.once("SIGTERM", () => {
  explain().catch((error) => say("bad", String(error)));
});
/** Runs whose end is not known here yet. @type {Set<string>} */
const accompanied = new Set();

/** Signals a run as often as it waits for one, under ids that are the same in every life, and sees it end. */
async function accompany(/** @type {string} */ workflowId) {
  const run = runtime.getRun(workflowId);
  accompanied.add(workflowId);
  const signals = (async () => {
    for (let count = 0; count < signalsOf(workflowId); count += 1) {
      await run.signal("tick", count, { signalId: `${workflowId}-${count}` });
      say("signalled", workflowId, count);
    }
  })();
  // A run that has its signals may end, and be forgotten, before it is known that the last of them had come.
  const isGone = (/** @type {unknown} */ error) => {
    const code = /** @type {{ code?: string }} */ (error).code;
    if (code !== "ERR_RUN_ENDED" && code !== "ERR_WORKFLOW_NOT_FOUND") throw error;
  };
  const [result] = await Promise.all([run.waitForCompletion(), signals.catch(isGone)]);
  accompanied.delete(workflowId);
  say("ended", workflowId, result);
}

/** Starts runs one after the other. @param {readonly string[]} workflowIds */
async function startAll(workflowIds) {
  for (const workflowId of workflowIds) {
    await runtime.startWorkflow(program, undefined, { workflowId });
    say("started", workflowId);
    await accompany(workflowId);
  }
}

const { runs } = await runtime.listRuns({ status: "running" }, { limit: 1000 });
// Some may have been found to be stuck before anybody listened.
for (const { workflowId, waitingFor } of runs) {
  if (waitingFor === "blocked") await retryStuck(workflowId);
}
await Promise.all([...runs.map((run) => accompany(run.workflowId)), ...plan.lines.map(startAll)]);
await runtime.close();
say("closed");
