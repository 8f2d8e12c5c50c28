/**
 * VirtualScheduler is a Scheduler whose time goes on only when nothing else can happen: for tests, test
 * runtimes and simulators.
 *
 * Between two callbacks the process's own microtasks drain, as between two macrotasks of Node. Invariants: one
 * callback at a time; immediates before timers; timers by due time, then in the order they were set.
 */
import { invariant } from "./assert.ts";
import type { Scheduler, TimerHandle } from "./scheduler.ts";

interface VirtualTimer {
  readonly due: number;
  /** Order of making, for timers that are due at the same time. */
  readonly order: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

interface VirtualImmediate {
  readonly callback: () => void;
  isCancelled: boolean;
}

/** How long to run. */
export interface RunOptions {
  /** Ends when this is true, looked at between two callbacks. @defaultValue never */
  readonly until?: (() => boolean) | undefined;
  /** Ends before the first callback after this time. @defaultValue Infinity */
  readonly untilMs?: number | undefined;
  /** Most callbacks; more is an InvariantError, because something spins. @defaultValue 1,000,000 */
  readonly callbacksMax?: number | undefined;
}

/** Why a run ended. */
export type RunEnd = "condition" | "time" | "idle";

/** A scheduler on virtual time. */
export class VirtualScheduler implements Scheduler {
  #now = 0;
  readonly #wallStartMs: number;
  #wallShiftMs = 0;
  #order = 0;
  #immediates: VirtualImmediate[] = [];
  /** A binary heap by due time and order. */
  readonly #timers: VirtualTimer[] = [];

  constructor(options: { wallStartMs?: number | undefined } = {}) {
    this.#wallStartMs = options.wallStartMs ?? Date.UTC(2026, 0, 1);
  }

  now(): number {
    return this.#now;
  }

  wallMs(): number {
    return this.#wallStartMs + this.#now + this.#wallShiftMs;
  }

  /** Makes the wall clock jump, forward or back; monotonic time does not. */
  shiftWall(byMs: number): void {
    this.#wallShiftMs += byMs;
  }

  /** Timers and immediates that wait. */
  get waiting(): number {
    const isLive = ({ isCancelled }: { isCancelled: boolean }): boolean => !isCancelled;
    return this.#timers.filter(isLive).length + this.#immediates.filter(isLive).length;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    invariant(!Number.isNaN(delayMs), "a timer's delay is NaN");
    const timer: VirtualTimer = {
      due: this.#now + Math.max(0, delayMs),
      order: this.#order,
      callback,
      isCancelled: false,
    };
    this.#order += 1;
    this.#push(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle): void {
    (handle as VirtualTimer).isCancelled = true;
  }

  setImmediate(callback: () => void): TimerHandle {
    const immediate: VirtualImmediate = { callback, isCancelled: false };
    this.#immediates.push(immediate);
    return immediate;
  }

  clearImmediate(handle: TimerHandle): void {
    (handle as VirtualImmediate).isCancelled = true;
  }

  /** Drops everything that waits: what a crash of the process does to its timers. */
  clear(): void {
    this.#timers.length = 0;
    this.#immediates = [];
  }

  /** Runs callbacks in virtual time until a condition holds, a time is reached, or nothing waits. */
  async run(options: RunOptions = {}): Promise<RunEnd> {
    const { until, untilMs = Infinity, callbacksMax = 1_000_000 } = options;
    await drain();
    for (let count = 0; ; count += 1) {
      invariant(count < callbacksMax, `more than ${callbacksMax} callbacks at ${this.#now} ms`);
      if (until?.() === true) return "condition";
      const callback = this.#next(untilMs);
      if (callback === "idle" || callback === "time") return callback;
      callback();
      await drain();
    }
  }

  #next(untilMs: number): (() => void) | "idle" | "time" {
    for (let next = this.#immediates.shift(); next !== undefined; next = this.#immediates.shift()) {
      if (!next.isCancelled) return next.callback;
    }
    while (this.#timers[0]?.isCancelled === true) this.#pop();
    const first = this.#timers[0];
    if (first === undefined) {
      if (untilMs === Infinity) return "idle";
      this.#now = Math.max(this.#now, untilMs);
      return "time";
    }
    if (first.due > untilMs) {
      this.#now = Math.max(this.#now, untilMs);
      return "time";
    }
    this.#now = Math.max(this.#now, first.due);
    this.#pop();
    return first.callback;
  }

  #push(timer: VirtualTimer): void {
    const heap = this.#timers;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(timer, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}

function isBefore(one: VirtualTimer, other: VirtualTimer): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}

/** Lets all microtasks and next ticks of the process run. */
function drain(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
