/**
 * One node of a benchmark's cluster, in a process of its own: the built package, the workflows of all workloads, and a parent
 * that asks over IPC. It ends when its parent does.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type ClusterInfo, matchesError, WorkflowNotFoundError, WorkflowRuntime } from "raftwork";
import { clockMs, failoverProgram, type NodeNews } from "./failover-program.ts";
import type { Figure } from "./figures.ts";
import { BareEngine } from "./floor.ts";
import { FloorPeers } from "./floor-peers.ts";
import { SyncedPut } from "./node.ts";
import { makePrograms } from "./programs.ts";
import { workloads } from "./workflows.ts";

/** What a node is told at its start. */
export interface NodePlan {
  readonly nodeId: string;
  /** Different for each process. */
  readonly life: string;
  readonly directory: string;
  readonly effectsPath: string;
  readonly nodes: ReadonlyArray<{ readonly nodeId: string; readonly address: string }>;
}

/** What a parent may ask. */
export interface NodeCalls {
  info(): ClusterInfo;
  /** Waits until everything is applied here that was committed when it was asked. */
  catchUp(): Promise<void>;
  /** Runs a workload on this node. */
  measure(workload: string, seconds: number): Promise<Figure[]>;
  /** CPU time that this process has used, in ms. */
  cpuMs(): number;
  startFailover(workflowId: string): Promise<void>;
  resultOf(workflowId: string): Promise<string[]>;
  /** Values of the steps in the run's history, by number of the step. */
  committedOf(workflowId: string): Promise<string[]>;
  /** Over all runs with their results and histories. */
  digest(): Promise<{ readonly runs: number; readonly events: number; readonly digest: string }>;
  close(): Promise<void>;
}

/** A question on its way to a node. */
export interface NodeQuestion {
  readonly id: number;
  readonly call: keyof NodeCalls;
  readonly args: readonly unknown[];
}

/** What a node sends: an answer, or news. */
export type NodeMessage =
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "failure"; readonly id: number; readonly text: string }
  | { readonly type: "news"; readonly news: NodeNews };

const PAGE = 1000;
/** A run that does not exist: to describe it is a linearizable read and nothing else. */
const NO_RUN = "no such run";

const plan = JSON.parse(process.argv[2] ?? "") as NodePlan;

function send(message: NodeMessage): void {
  process.send?.(message);
}

function tell(news: NodeNews): void {
  send({ type: "news", news });
}

process.once("disconnect", () => process.exit(1));
const programs = makePrograms();
const { effectsPath, life, nodeId, directory, nodes } = plan;
const failover = failoverProgram({ effectsPath, life, tell });
const address = nodes.find((node) => node.nodeId === nodeId)?.address ?? "";
const runtime = await WorkflowRuntime.open({
  nodeId,
  dataDir: join(directory, nodeId),
  workflows: [...programs.all, failover],
  listen: { port: Number(address.slice(address.lastIndexOf(":") + 1)) },
  cluster: { initialNodes: nodes },
});
runtime.events.on("fatal", ({ error }) => tell({ type: "wrong", text: `fatal: ${error.message}` }));
runtime.events.on("runBlocked", ({ workflowId, error }) =>
  tell({ type: "wrong", text: `${workflowId} is blocked: ${error.message}` }),
);
runtime.events.on("determinismMismatch", ({ workflowId, difference }) =>
  tell({ type: "wrong", text: `${workflowId} computes something else: ${difference}` }),
);

const calls: NodeCalls = {
  info: () => runtime.cluster.info(),
  async catchUp() {
    try {
      await runtime.getRun(NO_RUN).describe();
    } catch (error) {
      if (!matchesError(error, WorkflowNotFoundError)) throw error;
    }
  },
  async measure(workload, seconds) {
    const run = workloads[workload];
    if (run === undefined) throw new Error(`no workload ${workload}`);
    const put = await SyncedPut.open(join(directory, `${nodeId}-put`));
    const peers = await FloorPeers.start(directory);
    const bare = await BareEngine.open(join(directory, `${nodeId}-bare`), peers);
    try {
      return await run({ runtime, programs, put, bare, nodes: nodes.length }, { seconds });
    } finally {
      await bare.close();
      await put.close();
    }
  },
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  async startFailover(workflowId) {
    await runtime.startWorkflow(failover, undefined, { workflowId });
  },
  resultOf: (workflowId) => runtime.getRun(failover, workflowId).waitForCompletion(),
  async committedOf(workflowId) {
    const values: string[] = [];
    for await (const { type, key, value } of runtime.getRun(workflowId).history()) {
      if (type === "Checkpoint" && key?.startsWith("step:work#") === true) {
        values[Number(key.slice("step:work#".length))] = String(value);
      }
    }
    return values;
  },
  digest,
  close: () => runtime.close(),
};

async function digest(): ReturnType<NodeCalls["digest"]> {
  const hash = createHash("sha256");
  let count = 0;
  let events = 0;
  let cursor: string | undefined;
  do {
    const page = await runtime.listRuns({}, { limit: PAGE, ...(cursor && { cursor }) });
    for (const { workflowId, runNumber, status, historyLength } of page.runs) {
      count += 1;
      hash.update(`${workflowId} ${runNumber} ${status} ${historyLength}\n`);
      for await (const event of runtime.getRun(workflowId, { runNumber }).history()) {
        events += 1;
        hash.update(`${JSON.stringify(event)}\n`);
      }
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { runs: count, events, digest: hash.digest("hex") };
}

// Listeners of W5 only: events of the other workloads would cost more than what they measure.
runtime.events.on("workflowStarted", ({ workflowName }) => {
  if (workflowName === "failover") watchCheckpoints();
});
let isWatching = false;
function watchCheckpoints(): void {
  if (isWatching) return;
  isWatching = true;
  runtime.events.on("checkpointSet", ({ workflowId, key }) => {
    tell({ type: "checkpointSeen", workflowId, key, timeMs: clockMs() });
  });
}

async function answer({ id, call, args }: NodeQuestion): Promise<void> {
  try {
    const method = calls[call] as (...given: readonly unknown[]) => unknown;
    send({ type: "answer", id, value: await method(...args) });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ type: "failure", id, text });
  }
}

process.on("message", (question: NodeQuestion) => {
  answer(question).catch((error: unknown) => tell({ type: "wrong", text: String(error) }));
});
tell({ type: "open" });
