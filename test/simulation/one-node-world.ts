/**
 * The outside world of the one-node simulation: what steps did to it, what was acknowledged, and what runs have
 * seen. It outlives every process, and complains as soon as something contradicts what it knows.
 */
import type { Scheduler } from "../../src/util/scheduler.ts";

/** A step's effect. */
export interface Effect {
  readonly workflowId: string;
  readonly name: string;
  readonly idempotencyKey: string;
  readonly attempt: number;
  readonly delayMs: number;
}

/** What stays when processes die. */
export class OutsideWorld {
  /** Contradictions found. Empty in a correct system. */
  readonly violations: string[] = [];
  /** Effects by idempotency key. */
  readonly effects = new Map<string, number>();
  readonly #scheduler: Scheduler;
  /** Idempotency keys whose result a run has consumed: nothing may run under them again. */
  readonly #settledKeys = new Set<string>();
  /** Which idempotency key made which result. */
  readonly #keyOfResult = new Map<string, string>();
  /** What each run saw, by position. */
  readonly #seen = new Map<string, string[]>();
  readonly #results = new Map<string, string>();
  #life = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Effects in all lives. */
  get effectCount(): number {
    let count = 0;
    for (const times of this.effects.values()) count += times;
    return count;
  }

  /** A process died and another one begins. */
  nextLife(): void {
    this.#life += 1;
  }

  /** A step's side effect. What it returns differs each time, so that a lost result is seen. */
  async perform(effect: Effect): Promise<string> {
    const { idempotencyKey, workflowId, name, attempt, delayMs } = effect;
    const life = this.#life;
    if (this.#settledKeys.has(idempotencyKey)) {
      this.violations.push(
        `${workflowId} ${name}: attempt ${attempt} after its result was consumed`,
      );
    }
    const times = (this.effects.get(idempotencyKey) ?? 0) + 1;
    this.effects.set(idempotencyKey, times);
    if (delayMs > 0) {
      await new Promise<void>((resolve) => {
        this.#scheduler.setTimeout(resolve, delayMs);
      });
    }
    const result = `${name} ${idempotencyKey} of ${workflowId} in life ${life}, time ${times}, attempt ${attempt}`;
    this.#keyOfResult.set(result, idempotencyKey);
    return result;
  }

  /** A run's function went past its `position`-th observation, in this life or a former one. */
  consumed(workflowId: string, position: number, value: unknown): void {
    const text = JSON.stringify(value) ?? "undefined";
    const seen = this.#seen.get(workflowId) ?? [];
    this.#seen.set(workflowId, seen);
    const before = seen[position];
    if (before === undefined) {
      seen[position] = text;
    } else if (before !== text) {
      this.violations.push(`${workflowId} saw ${text} at ${position}, and ${before} before`);
    }
    for (const result of Array.isArray(value) ? value : [value]) {
      const key = this.#keyOfResult.get(String(result));
      if (key !== undefined) this.#settledKeys.add(key);
    }
  }

  /** A run's result was acknowledged. */
  ended(workflowId: string, result: unknown): void {
    const text = JSON.stringify(result);
    const before = this.#results.get(workflowId);
    if (before !== undefined && before !== text) {
      this.violations.push(`${workflowId} ended with ${text}, and with ${before} before`);
    }
    this.#results.set(workflowId, text);
  }

  /** Runs whose result was acknowledged. */
  get endedCount(): number {
    return this.#results.size;
  }
}
