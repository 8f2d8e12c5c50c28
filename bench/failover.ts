/**
 * W5: SIGKILL of the leader in the middle of a run of ten steps of 50 ms, 20 ms into the fifth. Measured by the monotonic clock of the
 * system, which all processes share: from the kill until a step begins on another node, and until the next checkpoint is applied there.
 * The killed node is started again, and is a voter that has caught up, before the next kill.
 *
 * What ran again is not decided by clocks. Each execution of a step has a line outside and a value of its own. The history says which
 * execution was committed; a line of the same step behind the line of that one is a committed step that ran again: whoever drives a run
 * has applied what was committed before.
 */
import { readFileSync } from "node:fs";
import { BenchCluster } from "./cluster.ts";
import {
  type CheckpointSeen,
  clockMs,
  FAILOVER_STEPS,
  type NodeNews,
  type StepBegan,
} from "./failover-program.ts";
import { type Figure, percentile, Samples } from "./figures.ts";

/** Number of the step that the kill interrupts, from 0, and how far it has come then. */
const KILLED_STEP = 4;
const KILL_AFTER_MS = 20;
const NEXT_WITHIN_MS = 30_000;

/** What a kill led to. */
interface Kill {
  readonly toStepMs: number;
  readonly toCheckpointMs: number;
}

/** Waits for news of a node. */
class Newsroom {
  readonly #waits = new Set<(nodeId: string, news: NodeNews) => void>();
  /** Values that functions were given, by workflow id and number of the step. */
  readonly acknowledged = new Map<string, string>();
  readonly contradictions: string[] = [];

  heard(nodeId: string, news: NodeNews): void {
    if (news.type === "valueSeen") {
      const key = `${news.workflowId} ${news.at}`;
      const before = this.acknowledged.get(key) ?? news.value;
      if (before !== news.value) this.contradictions.push(`${key} has two values`);
      this.acknowledged.set(key, news.value);
    }
    for (const wait of this.#waits) wait(nodeId, news);
  }

  /** The first news that fit from now on. */
  async next<T extends NodeNews>(
    fits: (nodeId: string, news: NodeNews) => news is T,
    what: string,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const wait = (nodeId: string, news: NodeNews): void => {
        if (!fits(nodeId, news)) return;
        this.#waits.delete(wait);
        clearTimeout(timer);
        resolve(news);
      };
      const timer = setTimeout(() => {
        this.#waits.delete(wait);
        reject(new Error(`${what} did not come within ${NEXT_WITHIN_MS} ms`));
      }, NEXT_WITHIN_MS);
      this.#waits.add(wait);
    });
  }
}

/** W5. */
export function measureFailover({ kills }: { readonly kills: number }): Promise<Figure[]> {
  return BenchCluster.with(async (cluster) => {
    const newsroom = new Newsroom();
    cluster.onNews = (nodeId, news) => newsroom.heard(nodeId, news);
    const toStep = new Samples();
    const toCheckpoint = new Samples();
    const committed = new Map<string, readonly string[]>();
    for (let count = 0; count < kills; count += 1) {
      const workflowId = `failover-${count}`;
      const leader = await cluster.whole();
      const kill = await killOnce(cluster, newsroom, { leader, workflowId });
      toStep.add(kill.toStepMs);
      toCheckpoint.add(kill.toCheckpointMs);
      await cluster.start(leader);
      committed.set(workflowId, await checkRun(cluster, workflowId));
    }
    if (newsroom.contradictions.length > 0) throw new Error(newsroom.contradictions.join("\n"));
    const again = countAgain(readFileSync(cluster.effectsPath, "utf8"), committed);
    const lost = countLost(newsroom.acknowledged, committed);
    const figure = (metric: string, value: number, unit: string): Figure => ({
      workload: "W5",
      nodes: 3,
      metric,
      value,
      unit,
    });
    return [
      figure("kill_to_next_p50", percentile(toCheckpoint.all, 0.5), "ms"),
      figure("kill_to_next_p99", percentile(toCheckpoint.all, 0.99), "ms"),
      figure("kill_to_step_p50", percentile(toStep.all, 0.5), "ms"),
      figure("kill_to_step_p99", percentile(toStep.all, 0.99), "ms"),
      figure("kills", kills, "kills"),
      figure("steps_reexecuted", again.steps, "steps"),
      figure("committed_steps_reexecuted", again.committedSteps, "steps"),
      figure("acknowledged_lost", lost, "values"),
    ];
  });
}

async function killOnce(
  cluster: BenchCluster,
  newsroom: Newsroom,
  { leader, workflowId }: { readonly leader: string; readonly workflowId: string },
): Promise<Kill> {
  const isBegan = (news: NodeNews): news is StepBegan =>
    news.type === "stepBegan" && news.workflowId === workflowId;
  const began = newsroom.next(
    (_, news): news is StepBegan => isBegan(news) && news.at === KILLED_STEP,
    "the step to interrupt",
  );
  const stepAgain = newsroom.next(
    (nodeId, news): news is StepBegan => nodeId !== leader && isBegan(news),
    "a step on another node",
  );
  // The interrupted step has no checkpoint before it runs again; those before it may be heard of late.
  const key = `step:work#${KILLED_STEP}`;
  const checkpoint = newsroom.next(
    (nodeId, news): news is CheckpointSeen =>
      news.type === "checkpointSeen" &&
      news.workflowId === workflowId &&
      news.key === key &&
      nodeId !== leader,
    "the next checkpoint",
  );
  const [, { timeMs: beganMs }] = await Promise.all([
    cluster.node(leader).ask("startFailover", workflowId),
    began,
  ]);
  await new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, beganMs + KILL_AFTER_MS - clockMs()));
  });
  const killedMs = clockMs();
  cluster.node(leader).kill();
  const [next, done] = await Promise.all([stepAgain, checkpoint]);
  await cluster.node(leader).gone();
  return { toStepMs: next.timeMs - killedMs, toCheckpointMs: done.timeMs - killedMs };
}

/** The run ends on all nodes with the values that are in the histories of all of them; gives these. */
async function checkRun(cluster: BenchCluster, workflowId: string): Promise<readonly string[]> {
  await cluster.whole();
  const seen = await Promise.all(
    cluster.living.flatMap((node) => [
      node.ask("resultOf", workflowId),
      node.ask("committedOf", workflowId),
    ]),
  );
  const [values = []] = seen;
  const isSame = seen.every((one) => JSON.stringify(one) === JSON.stringify(values));
  if (!isSame || values.length !== FAILOVER_STEPS) {
    throw new Error(`results and histories of ${workflowId} differ: ${JSON.stringify(seen)}`);
  }
  return values;
}

/** Executions beyond the first of each step, and those that came behind the committed one. */
function countAgain(
  effects: string,
  committed: ReadonlyMap<string, readonly string[]>,
): { readonly steps: number; readonly committedSteps: number } {
  const seen = new Set<string>();
  const done = new Set<string>();
  let steps = 0;
  let committedSteps = 0;
  for (const line of effects.split("\n")) {
    if (line === "") continue;
    const [workflowId = "", at = "", idempotencyKey = "", value = ""] = line.split(" ");
    if (seen.has(idempotencyKey)) steps += 1;
    seen.add(idempotencyKey);
    if (done.has(idempotencyKey)) committedSteps += 1;
    if (committed.get(workflowId)?.[Number(at)] === value) done.add(idempotencyKey);
  }
  let expected = 0;
  for (const values of committed.values()) expected += values.length;
  if (done.size !== expected) {
    throw new Error(`${done.size} of ${expected} committed steps have their line outside`);
  }
  return { steps, committedSteps };
}

/** Values that functions were given and that are not the committed ones. */
function countLost(
  acknowledged: ReadonlyMap<string, string>,
  committed: ReadonlyMap<string, readonly string[]>,
): number {
  let lost = 0;
  for (const [key, value] of acknowledged) {
    const [workflowId = "", at = ""] = key.split(" ");
    if (committed.get(workflowId)?.[Number(at)] !== value) lost += 1;
  }
  return lost;
}
