/**
 * The outside world of the one-node simulation: what steps did to it, what was acknowledged, and what runs have
 * seen. It outlives every process, and complains as soon as something contradicts what it knows.
 */
import type { Scheduler } from "../../src/util/scheduler.ts";
import { CommittedHistory, type CommittedLog } from "../support/committed.ts";

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
  /** What was committed when the newest life began. */
  readonly history = new CommittedHistory();
  readonly #scheduler: Scheduler;
  /** Runs whose start was acknowledged. */
  readonly #started = new Set<string>();
  /** Signals that were acknowledged, by run. */
  readonly #signalled = new Map<string, Set<number>>();
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
    if (this.history.settledKeys.has(idempotencyKey)) {
      this.violations.push(
        `${workflowId} ${name}: attempt ${attempt} after its outcome was committed`,
      );
    }
    if (attempt <= (this.history.failedAttempts.get(idempotencyKey) ?? 0)) {
      this.violations.push(`${workflowId} ${name}: attempt ${attempt} again after it had failed`);
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

  /** A start was acknowledged; `isNew`: it did not find the run there. */
  started(workflowId: string, isNew: boolean): void {
    if (isNew && this.#started.has(workflowId)) {
      this.violations.push(`${workflowId} was acknowledged and has been started again`);
    }
    this.#started.add(workflowId);
  }

  /** A signal was acknowledged. */
  signalled(workflowId: string, payload: number): void {
    const payloads = this.#signalled.get(workflowId) ?? new Set();
    this.#signalled.set(workflowId, payloads.add(payload));
  }

  /** A life is over and this is on the disk (null: nothing yet): whatever was acknowledged must be there. */
  async committed(log: CommittedLog | null): Promise<void> {
    if (log !== null) this.violations.push(...(await this.history.take(log)));
    const missing = (what: string): void => {
      this.violations.push(`life ${this.#life}: ${what} was acknowledged and is not committed`);
    };
    const { runs, settledKeys } = this.history;
    for (const workflowId of this.#started) {
      if (!runs.has(workflowId)) missing(`the start of ${workflowId}`);
    }
    for (const [workflowId, payloads] of this.#signalled) {
      const { signals = [] } = runs.get(workflowId) ?? {};
      for (const payload of payloads) {
        const times = signals.filter((other) => other === payload).length;
        if (times !== 1) missing(`signal ${payload} of ${workflowId} (${times} times there)`);
      }
    }
    for (const key of this.#settledKeys)
      if (!settledKeys.has(key)) missing(`the result under ${key}`);
    for (const [workflowId, text] of this.#results) {
      if (runs.get(workflowId)?.ending !== text) missing(`the end of ${workflowId}`);
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
