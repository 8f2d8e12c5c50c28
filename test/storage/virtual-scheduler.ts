// Time that moves when the test says so.
import type { Scheduler, TimerHandle } from "../../src/util/scheduler.ts";

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Timers run in the order of their due times; an immediate is due now. */
export class VirtualScheduler implements Scheduler {
  #nowMs = 0;
  #order = 0;
  readonly #timers: Set<Timer> = new Set();

  now(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    this.#order += 1;
    const timer = { dueMs: this.#nowMs + delayMs, order: this.#order, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle as Timer);
  }

  setImmediate(callback: () => void): TimerHandle {
    return this.setTimeout(callback, 0);
  }

  clearImmediate(handle: TimerHandle): void {
    this.clearTimeout(handle);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on, running what falls due, with all microtasks between two callbacks. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      // A real macrotask: every microtask has run when it comes back.
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...this.#timers]
        .filter((timer) => timer.dueMs <= endMs)
        .sort((one, other) => one.dueMs - other.dueMs || one.order - other.order);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }

  /** Moves time on in steps until a promise is settled, and gives what it gave. */
  async settle<T>(promise: Promise<T>, stepMs: number = 0): Promise<T> {
    const unsettled = new Set([promise]);
    const watch = promise.finally(() => unsettled.clear());
    watch.catch(() => {});
    while (unsettled.size > 0) await this.advance(stepMs);
    return watch;
  }
}
