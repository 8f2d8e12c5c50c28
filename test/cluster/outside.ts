/**
 * What the steps of a cluster's runs do outside: which were started, on which node, and which outcomes a function has been given
 * somewhere. Rule: once a function on any node has a step's outcome, the step is started nowhere any more.
 */
import type { WorkflowDefinition } from "../../src/api/definition.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import { SeededRandom } from "../../src/util/random.ts";
import type { TestCluster } from "../support/cluster.ts";

/** One call of a step's function. */
export interface StepStart {
  readonly nodeId: string;
  readonly key: string;
  readonly atMs: number;
}

export class Outside {
  readonly starts: StepStart[] = [];
  /** Rules that were broken. */
  readonly wrong: string[] = [];
  readonly #settled = new Map<string, string>();
  readonly #allowed = new Map<string, number>();
  now: () => number = () => 0;

  /** A step's function is called. */
  readonly started = (nodeId: string, key: string): void => {
    this.starts.push({ nodeId, key, atMs: this.now() });
  };

  /** Called by the function of a step itself; each of its attempts has a name of its own. */
  begin(key: string, attempt: number): void {
    const name = `${key} attempt ${attempt}`;
    if (this.#settled.has(key)) this.wrong.push(`${name} began after its outcome was known`);
    const left = (this.#allowed.get(name) ?? 1) - 1;
    this.#allowed.set(name, left);
    if (left < 0) this.wrong.push(`${name} began once more without a reason`);
  }

  /** A function somewhere has a step's outcome. */
  settled(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    const before = this.#settled.get(key);
    if (before !== undefined && before !== text) this.wrong.push(`${key}: ${before}, ${text}`);
    this.#settled.set(key, text);
  }

  /** A leader died or was cut off: whatever has begun and was not seen to end may begin once more. */
  leaderLost(): void {
    for (const [name, left] of this.#allowed) {
      const key = name.slice(0, name.lastIndexOf(" attempt "));
      if (!this.#settled.has(key)) this.#allowed.set(name, Math.max(left, 0) + 1);
    }
  }
}

/** What a run is started with. */
export interface WalkInput {
  readonly seed: number;
  readonly length: number;
}

/** Runs of steps, retries, timers, variables and signals, as the seed in their input says. */
export function defineWalk(
  outside: Outside,
  sleep: (ms: number) => Promise<void>,
): WorkflowDefinition<WalkInput, unknown[]> {
  return defineWorkflow({ name: "walk", version: 1 }, async (ctx, input: WalkInput) => {
    const dice = new SeededRandom(input.seed);
    const seen: unknown[] = [];
    const total = await ctx.replicatedVar("total", 0);
    let steps = 0;
    const step = async (failures: number, lastsMs: number): Promise<void> => {
      // Its own count: what the function knows of a step without having its outcome.
      const key = `${ctx.workflowId}/${steps}`;
      steps += 1;
      const value = await ctx.step(
        "work",
        async ({ attempt }) => {
          outside.begin(key, attempt);
          if (lastsMs > 0) await sleep(lastsMs);
          if (attempt <= failures) throw new Error(`attempt ${attempt}`);
          return key;
        },
        { retry: { initialInterval: 5, maximumInterval: 20 } },
      );
      outside.settled(key, value);
      seen.push(value);
    };
    for (let at = 0; at < input.length; at += 1) {
      const lastsMs = dice.below(3) === 0 ? dice.below(40) : 0;
      switch (dice.below(5)) {
        case 0:
          await ctx.sleep(dice.below(60));
          break;
        case 1:
          await total.update((value) => value + 1);
          break;
        case 2:
          await step(1 + dice.below(2), lastsMs);
          break;
        case 3:
          seen.push((await ctx.waitForSignal<number>("tick", { timeout: dice.below(50) })) ?? null);
          break;
        default:
          await step(0, lastsMs);
      }
    }
    return [...seen, total.value];
  });
}

/** The histories of runs as a node has them, as text. */
export async function historiesOf(
  cluster: TestCluster,
  nodeId: string,
  runs: readonly string[],
): Promise<string[]> {
  return cluster.wait(
    Promise.all(
      runs.map(async (id) => {
        const events: unknown[] = [];
        for await (const event of cluster.node(nodeId).getRun(id).history()) events.push(event);
        return JSON.stringify(events);
      }),
    ),
  );
}
