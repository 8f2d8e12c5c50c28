/**
 * The world outside of the cluster: what steps have done to it, and what the functions of runs have seen, on whatever node. It
 * outlives every process.
 */
import type { ProgramWorld } from "../one-node-program.ts";
import type { Effect } from "../one-node-world.ts";
import type { ProcessScheduler } from "./process-scheduler.ts";
import type { World } from "./world.ts";

/** The process that looks at it. */
export interface OutsideProcess {
  /** Node and life. */
  readonly name: string;
  readonly scheduler: ProcessScheduler;
  readonly isDead: () => boolean;
}

export class Outside {
  /** Effects by idempotency key. */
  readonly effects = new Map<string, number>();
  readonly #world: World;
  /** What each run saw, by position. */
  readonly #seen = new Map<string, string[]>();
  /** Of steps that run at most once. */
  readonly #once = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Effects of all processes. */
  get effectCount(): number {
    let count = 0;
    for (const times of this.effects.values()) count += times;
    return count;
  }

  /** The world as one process sees it. */
  of(process: OutsideProcess): PlayWorld {
    return {
      perform: (effect) => this.#perform(effect, process),
      performOnce: (effect) => {
        const { idempotencyKey, workflowId, name } = effect;
        if (this.#once.has(idempotencyKey)) {
          this.#world.broken("at most once", `${workflowId} ${name} runs again`);
        }
        this.#once.add(idempotencyKey);
        return this.#perform(effect, process);
      },
      consumed: (workflowId, position, value) => {
        if (!process.isDead()) this.#consumed({ workflowId, position, value, by: process.name });
      },
    };
  }

  async #perform(effect: Effect, { name: by, scheduler }: OutsideProcess): Promise<string> {
    const { idempotencyKey, workflowId, name, attempt, delayMs } = effect;
    const times = (this.effects.get(idempotencyKey) ?? 0) + 1;
    this.effects.set(idempotencyKey, times);
    if (delayMs > 0) {
      await new Promise<void>((resolve) => {
        scheduler.setTimeout(resolve, delayMs);
      });
    }
    return `${name} of ${workflowId} by ${by}, time ${times}, attempt ${attempt}`;
  }

  #consumed(seen: { workflowId: string; position: number; value: unknown; by: string }): void {
    const { workflowId, position, value, by } = seen;
    const text = JSON.stringify(value) ?? "undefined";
    const list = this.#seen.get(workflowId) ?? [];
    this.#seen.set(workflowId, list);
    const before = list[position];
    if (before === undefined) list[position] = text;
    else if (before !== text) {
      const message = `${workflowId} saw ${text} at ${position} on ${by}, and ${before} before`;
      this.#world.broken("functions see the same", message);
    }
  }
}

/** What the programs of this simulator act on. */
export interface PlayWorld extends ProgramWorld {
  /** The effect of a step that must not run twice. */
  performOnce(effect: Effect): Promise<string>;
}
