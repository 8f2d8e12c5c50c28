// @ts-check
/**
 * A node in a process of its own: the built package, the workflows of workflows.mjs, and a parent that asks over IPC. It ends when its
 * parent does.
 */
import { createHash } from "node:crypto";
import { clockMs, Outside, watchClock } from "./outside.mjs";
import { routeProcess } from "./routes.mjs";

/** Histories that are read at the same time. */
const GROUP = 50;

/** @type {import("./protocol.ts").NodePlan} */
const plan = JSON.parse(process.argv[2] ?? "");
const { nodeId, life, outsidePath, port, addresses } = plan;

/** @param {import("./protocol.ts").NodeMessage} message */
function send(message) {
  if (process.connected) process.send?.(message);
}
/** @param {import("./protocol.ts").NodeNews} news */
function tell(news) {
  send({ type: "news", news });
}
/** @param {string} text */
function wrong(text) {
  tell({ type: "wrong", text });
}

process.once("disconnect", () => process.exit(1));
watchClock();
routeProcess({
  nodeId,
  port,
  addresses,
  listening: (bound) => tell({ type: "listening", port: bound }),
});
// The package must not be loaded before its connections are routed.
const { again, callAtOnce, Load } = await import("./load.mjs");
const { openForTest } = await import("./open.mjs");
const { makeWorkflows } = await import("./workflows.mjs");

const outside = new Outside(outsidePath, life);
const workflows = makeWorkflows({
  outside,
  life,
  mark: (workflowId, name) => tell({ type: "mark", workflowId, name }),
});
const { runtime, appliedIndex } = await openForTest(plan, {
  workflows: Object.values(workflows),
  wrong,
});
const load = new Load({ runtime, program: workflows.program, outside, nodeId, life });

const { events, cluster } = runtime;
events.on("fatal", ({ error }) => wrong(`fatal: ${error.stack ?? error.message}`));
events.on("determinismMismatch", ({ workflowId, difference }) =>
  wrong(`${workflowId} computes something else than was committed: ${difference}`),
);
events.on("runBlocked", ({ workflowId, error }) => {
  // Runs that were being brought back at two kills in a row are not, at the next start, until somebody says so: an operator, or this.
  if (/** @type {{ code?: string }} */ (error).code !== "ERR_WORKFLOW_STUCK") {
    wrong(`${workflowId} is blocked: ${error.message}`);
    return;
  }
  retry(workflowId).catch((failure) => wrong(`retrying ${workflowId}: ${failure}`));
});
let checkpoints = 0;
events.on("checkpointSet", ({ workflowId, key }) => {
  checkpoints += 1;
  if (key.includes("step:")) outside.write("applied", workflowId, key, clockMs());
});
const leads = (
  /** @type {{ leaderNodeId: string | null, term: number }} */ { leaderNodeId, term },
) => {
  if (leaderNodeId === nodeId) outside.write("leads", term, clockMs());
};
events.on("leaderChanged", leads);
leads(cluster.info());

/** @param {string} workflowId */
async function retry(workflowId) {
  tell({ type: "mark", workflowId, name: "blocked" });
  await again(() => runtime.getRun(workflowId).retry());
}

/** Every run that there is, page by page. @param {Parameters<typeof runtime.listRuns>[0]} filter */
async function* listAll(filter) {
  /** @type {string | undefined} */
  let cursor;
  do {
    const from = cursor;
    const page = await again(() =>
      runtime.listRuns(filter, { limit: 1000, ...(from && { cursor: from }) }),
    );
    yield* page.runs;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** @param {string} workflowId */
async function history(workflowId) {
  /** @type {import("./protocol.ts").PlainEvent[]} */
  const all = [];
  for await (const { time, type, key, value } of runtime.getRun(workflowId).history()) {
    all.push({ time, type, key, value });
  }
  return all;
}

/** Some histories are read at a time. */
async function* allWithHistories() {
  for await (const runs of inGroups(listAll({}))) {
    yield* await Promise.all(
      runs.map(async ({ workflowId, status }) => {
        const events = await again(() => history(workflowId));
        return { workflowId, status, events };
      }),
    );
  }
}

/** @template T @param {AsyncIterable<T>} all */
async function* inGroups(all) {
  /** @type {T[]} */
  let group = [];
  for await (const one of all) {
    group.push(one);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  yield group;
}

/** @type {import("./protocol.ts").NodeCalls} */
const calls = {
  info: () => cluster.info(),
  async catchUp() {
    // To describe a run that does not exist is a linearizable read and nothing else.
    await again(() => runtime.getRun("nobody").describe()).catch((error) => {
      if (error.code !== "ERR_WORKFLOW_NOT_FOUND") throw error;
    });
  },
  async start(workflow, workflowId, input) {
    const definition = workflows[/** @type {keyof typeof workflows} */ (workflow)];
    const { started } = await runtime.startWorkflow(definition, /** @type {never} */ (input), {
      workflowId,
    });
    outside.write("started", workflowId);
    return started;
  },
  async resultOf(workflowId) {
    const result = await runtime.getRun(workflowId).waitForCompletion();
    outside.write("ended", workflowId, result);
    return result;
  },
  signal: (workflowId, name, payload) => runtime.getRun(workflowId).signal(name, payload),
  cancel: (workflowId) => runtime.getRun(workflowId).cancel(),
  endOf: (workflowId) =>
    runtime
      .getRun(workflowId)
      .waitForCompletion()
      .then(
        () => null,
        (error) => error.code ?? String(error),
      ),
  history,
  async runs() {
    const all = [];
    for await (const run of allWithHistories()) all.push(run);
    return all;
  },
  async digest() {
    const hash = createHash("sha256");
    let runs = 0;
    for await (const run of allWithHistories()) {
      runs += 1;
      hash.update(`${JSON.stringify(run)}\n`);
    }
    return { runs, digest: hash.digest("hex") };
  },
  beginLoad: (options) => load.begin(options),
  endLoad: () => load.end(),
  callAtOnce: (plan) => callAtOnce(runtime, plan),
  async unended() {
    const all = [];
    for await (const { workflowId, waitingFor } of listAll({ status: "running" })) {
      const { pendingOperations, historyLength } = await runtime
        .getRun(workflowId)
        .describe({ consistency: "local" });
      all.push({ workflowId, waitingFor, historyLength, pendingOperations });
    }
    return all;
  },
  appliedIndex,
  remove: (other) => cluster.remove(other),
  usage() {
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss(), checkpoints };
  },
  close: () => runtime.close(),
};

/** @param {import("./protocol.ts").NodeQuestion} question */
async function answer({ id, call, args }) {
  try {
    const value = await /** @type {(...args: readonly unknown[]) => unknown} */ (calls[call])(
      ...args,
    );
    send({ type: "answer", id, value });
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    send({ type: "failure", id, text });
  }
}

process.on("message", (/** @type {import("./protocol.ts").NodeQuestion} */ question) => {
  void answer(question);
});
tell({ type: "open" });
