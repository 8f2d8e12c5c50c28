// @ts-check
/**
 * The node of the endurance run: the built package on a directory on disk, in a process with `--expose-gc`. It runs W2's workflow, so
 * many at a time, and stops from time to time to be looked at with nothing under way. It ends by itself when its runtime is closed.
 */
import { createHash } from "node:crypto";
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import { Level } from "level";
import { defineWorkflow } from "../../dist/index.js";
import { openNodeParts } from "../../dist/runtime/node-parts.js";
import { checkOptions } from "../../dist/runtime/options.js";
import { openNode } from "../../dist/runtime/workflow-runtime.js";
import { secureIds } from "../../dist/util/ids.js";
import { SeededRandom } from "../../dist/util/random.js";
import { systemScheduler } from "../../dist/util/scheduler.js";

const STEPS = 10;
const STEPS_SUM = 45;
const RESULT_BYTES = 200;
/** Runs whose histories are compared over the close of the node: retention has not come to them yet. */
const NEWEST = 200;
/** Handles are counted so often for one sample. */
const LOOKS = 15;
const LOOK_EVERY_MS = 20;
/** Retention that is due is waited for, but not for ever: the judge sees what is left. */
const RETENTION_LOOKS = 100;
const RETENTION_LOOK_EVERY_MS = 200;

/** @type {import("./plan.ts").EndurancePlan} */
const plan = JSON.parse(process.argv[2] ?? "");
const DATABASE = join(plan.dataDir, "db");

/** @param {import("./plan.ts").EnduranceMessage} message */
function send(message) {
  process.send?.(message);
}
/** @param {string} text */
function wrong(text) {
  send({ type: "wrong", text });
}
/** @type {import("../../dist/index.js").Logger} */
const logger = {
  debug() {},
  info() {},
  warn() {},
  error(fields, text) {
    const { err } = /** @type {{ err?: Error }} */ (fields);
    wrong(`logged: ${text}: ${err?.stack ?? JSON.stringify(fields)}`);
  },
  child: () => logger,
};

/** 200 bytes as JSON, different for each number. @param {number} number */
function stepResult(number) {
  return { value: `${number}`.padStart(RESULT_BYTES - '{"value":""}'.length, "x") };
}

const tenSteps = defineWorkflow({ name: "ten_steps", version: 1 }, async (ctx) => {
  let sum = 0;
  for (let at = 0; at < STEPS; at += 1) {
    const { value } = await ctx.step("step", () => stepResult(at));
    sum += Number(value.slice(value.lastIndexOf("x") + 1));
  }
  return sum;
});

/**
 * As WorkflowRuntime.open does with `raftHost: "inline"`, so that there is one heap to be measured, and gives the store too, whose rows
 * are counted.
 *
 * @param {import("../../dist/index.js").RuntimeOptions} options
 */
async function open(options) {
  const checked = checkOptions(
    { dataDir: plan.dataDir, logger, workflows: [tenSteps], ...options },
    process.env,
  );
  const parts = await openNodeParts(checked);
  const { runtime } = await openNode({
    ...checked,
    ...parts,
    scheduler: systemScheduler,
    random: new SeededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0),
    ids: secureIds,
  });
  runtime.events.on("fatal", ({ error }) => wrong(`fatal: ${error.stack ?? error.message}`));
  runtime.events.on("runBlocked", ({ workflowId, error }) =>
    wrong(`${workflowId} is blocked: ${error.message}`),
  );
  runtime.events.on("determinismMismatch", ({ workflowId, difference }) =>
    wrong(`${workflowId} computes something else than was committed: ${difference}`),
  );
  return { runtime, store: parts.backend.keyValue };
}

/** @typedef {Awaited<ReturnType<typeof open>>} Node */

let started = 0;
let ended = 0;

/** Runs that begin in `durationMs`, to their ends. @param {Node} node @param {number} durationMs */
async function work({ runtime }, durationMs) {
  const end = performance.now() + durationMs;
  const line = async () => {
    while (performance.now() < end) {
      started += 1;
      const sum = await runtime.runWorkflow(tenSteps, undefined, { workflowId: `run-${started}` });
      if (sum !== STEPS_SUM) throw new Error(`expected ${STEPS_SUM}, got ${sum}`);
      ended += 1;
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, line));
}

/** @param {Node} node @returns {Promise<import("./plan.ts").RowBytes>} */
async function countRows({ store }) {
  const log = directoryBytes(join(plan.dataDir, "journal"), (name) => name.endsWith(".log"));
  const bytes = { log, runs: 0, requests: 0, requestCount: 0, endedRuns: 0, rest: 0 };
  for await (const page of store.scan({ gte: "", lt: "~" })) {
    for (const { key, value } of page) {
      const size = Buffer.byteLength(key) + value.length;
      const [, stateKind = ""] = /^g\/[^/]+\/state\/[^/]+\/([^/]+)/.exec(key) ?? [];
      if (/^(request|requestTime)$/.test(stateKind)) bytes.requests += size;
      else if (/^(head|run|history|status|closed)$/.test(stateKind)) bytes.runs += size;
      else bytes.rest += size;
      if (stateKind === "request") bytes.requestCount += 1;
      if (stateKind === "closed") bytes.endedRuns += 1;
    }
  }
  return bytes;
}

/** Rows when retention has done what was due. @param {Node} node */
async function settledRows(node) {
  let rows = await countRows(node);
  for (let look = 0; rows.endedRuns > plan.retention.runs && look < RETENTION_LOOKS; look += 1) {
    await delay(RETENTION_LOOK_EVERY_MS);
    rows = await countRows(node);
  }
  return rows;
}

function countHandles() {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const type of process.getActiveResourcesInfo()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** Without those of the journal's files that are in use: there are as many as the log needs. */
function countDescriptors() {
  try {
    return readdirSync("/proc/self/fd").filter((fd) => !isJournal(fd)).length;
  } catch {
    return null;
  }
}

/** @param {string} fd */
function isJournal(fd) {
  try {
    return /\/journal\/[^/]+\.log$/.test(readlinkSync(`/proc/self/fd/${fd}`));
  } catch {
    // It was that of the listing.
    return false;
  }
}

/** Handles and descriptors as most looks find them: a timer that is being armed again, or a file of a compaction, counts in few. */
async function usualHandles() {
  /** @type {Record<string, number>[]} */
  const looks = [];
  /** @type {number[]} */
  const descriptors = [];
  for (let look = 0; look < LOOKS; look += 1) {
    await delay(LOOK_EVERY_MS);
    looks.push(countHandles());
    const open = countDescriptors();
    if (open !== null) descriptors.push(open);
  }
  const types = new Set(looks.flatMap((counts) => Object.keys(counts)));
  const handles = [...types].map((type) => {
    return /** @type {const} */ ([type, middle(looks.map((counts) => counts[type] ?? 0)) ?? 0]);
  });
  return {
    handles: Object.fromEntries(handles.filter(([, count]) => count > 0)),
    descriptors: middle(descriptors) ?? null,
  };
}

/** @param {readonly number[]} values */
function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @param {string} directory @param {(name: string) => boolean} isMeant */
function directoryBytes(directory, isMeant = () => true) {
  let bytes = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    // A file may be removed between the listing and the look at it.
    if (!entry.isFile() || !isMeant(entry.name)) continue;
    bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

async function collectGarbage() {
  if (globalThis.gc === undefined) throw new Error("start it with --expose-gc");
  for (let round = 0; round < 3; round += 1) {
    await turn();
    globalThis.gc();
  }
}

/** @param {Node} node @param {{ workMs: number; steps: number; workedMs: number }} since */
async function look(node, { workMs, steps, workedMs }) {
  const rows = await settledRows(node);
  const { handles, descriptors } = await usualHandles();
  const listeners = process
    .eventNames()
    .reduce((sum, name) => sum + process.listenerCount(/** @type {"exit"} */ (name)), 0);
  await collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  send({
    type: "sample",
    sample: {
      workMs,
      runs: ended,
      steps: ended * STEPS,
      stepsPerSecond: (steps / workedMs) * 1000,
      heapBytes: heapUsed,
      externalBytes: external,
      rssBytes: rss,
      handles,
      descriptors,
      listeners,
      directoryBytes: directoryBytes(plan.dataDir),
      rows,
    },
  });
}

/** Works and is looked at, in turns. @param {Node} node */
async function endure(node) {
  const sliceMs = plan.durationMs / plan.samples;
  let workMs = 0;
  for (let slice = 0; slice < plan.samples; slice += 1) {
    const before = ended;
    const startedAt = performance.now();
    await work(node, sliceMs);
    const workedMs = performance.now() - startedAt;
    workMs += workedMs;
    await look(node, { workMs, steps: (ended - before) * STEPS, workedMs });
  }
}

/** Adds a run's history to a digest. @param {Node} node @param {import("node:crypto").Hash} hash @param {string} workflowId */
async function addHistory({ runtime }, hash, workflowId) {
  let steps = 0;
  for await (const event of runtime.getRun(workflowId).history()) {
    hash.update(`${workflowId} ${JSON.stringify(event)}\n`);
    if (event.type !== "Checkpoint") continue;
    const { value } = /** @type {{ value?: { value?: string } }} */ (event);
    if (value?.value !== stepResult(steps).value) {
      wrong(`step ${steps} of ${workflowId} has the value ${JSON.stringify(value)}`);
    }
    steps += 1;
  }
  if (steps !== STEPS) wrong(`${workflowId} has ${steps} steps in its history`);
}

/** Of the newest runs. @param {Node} node */
async function newestDigest(node) {
  const hash = createHash("sha256");
  const first = Math.max(1, started - NEWEST + 1);
  for (let at = first; at <= started; at += 1) await addHistory(node, hash, `run-${at}`);
  return hash.digest("hex");
}

/** Of all runs that are there. @param {Node} node */
async function allDigest(node) {
  const hash = createHash("sha256");
  let runs = 0;
  /** @type {string | undefined} */
  let cursor;
  do {
    const page = await node.runtime.listRuns({}, { limit: 1000, ...(cursor && { cursor }) });
    for (const { workflowId, status, runNumber } of page.runs) {
      runs += 1;
      if (status !== "completed") wrong(`${workflowId} is ${status}`);
      hash.update(`${workflowId} ${status} ${runNumber}\n`);
      await addHistory(node, hash, workflowId);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { runs, digest: hash.digest("hex") };
}

/** @typedef {Level & { compactRange(from: string, to: string): Promise<void> }} Compactable */

/** Lets LevelDB do at once what it does when it finds the time: rewrite all of its tables without the rows that are no more. */
async function compact() {
  const database = /** @type {Compactable} */ (
    new Level(DATABASE, { createIfMissing: false, compression: false })
  );
  await database.open();
  await database.compactRange("", "\u{10ffff}");
  await database.close();
}

const first = await open({ retention: plan.retention });
await endure(first);
const newestDigests = [await newestDigest(first)];
await first.runtime.close();
const allDigests = [];
let runs = 0;
for (let life = 0; life < 2; life += 1) {
  // With the retention that is the default: what is there now stays.
  const again = await open({});
  newestDigests.push(await newestDigest(again));
  const all = await allDigest(again);
  allDigests.push(all.digest);
  runs = all.runs;
  await again.runtime.close();
}
await compact();
const compactedBytes = directoryBytes(DATABASE);
send({ type: "end", end: { runs, newestDigests, allDigests, compactedBytes } });
// Nothing else may keep it alive.
process.disconnect?.();
