/**
 * TestClock is the virtual time of a test runtime. It has three faces: what runs wait for, what the test itself waits for, and
 * housekeeping (ticks, flushes, sweeps), which goes on for ever and must not be what time waits for.
 *
 * Invariants: one callback at a time, each as a macrotask of its own; immediates before timers; no timer before it is due.
 * Time goes on by itself for HOUSEKEEPING_MS after something has happened that runs wait for, long enough for an
 * election; then it jumps to the next timer that they do wait for.
 */
import { invariant } from "../util/assert.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

interface TestTimer {
  readonly due: number;
  /** Order of making, for timers that are due at the same time. */
  readonly order: number;
  readonly isHousekeeping: boolean;
  readonly isOfTest: boolean;
  readonly callback: () => void;
}

interface TestImmediate {
  readonly isHousekeeping: boolean;
  readonly callback: () => void;
}

/** Virtual time that housekeeping gets after each thing that happens, in ms: a whole election, with room. */
const HOUSEKEEPING_MS = 500;

/** Virtual time and what is to happen in it. */
export class TestClock {
  /** What runs wait for. */
  readonly scheduler: Scheduler;
  /** What the test waits for: its timers outlive the node. */
  readonly ofTest: Scheduler;
  /** What nobody waits for. */
  readonly housekeeping: Scheduler;
  readonly #wallStartMs: number;
  readonly #timers = new Set<TestTimer>();
  #immediates = new Set<TestImmediate>();
  #now = 0;
  #order = 0;
  /** When something last happened that runs wait for. */
  #activeAt = 0;

  constructor(wallStartMs: number) {
    this.#wallStartMs = wallStartMs;
    this.scheduler = this.#face({ isHousekeeping: false, isOfTest: false });
    this.ofTest = this.#face({ isHousekeeping: false, isOfTest: true });
    this.housekeeping = this.#face({ isHousekeeping: true, isOfTest: false });
  }

  /** Wall clock in ms since 1970. */
  get wallMs(): number {
    return this.#wallStartMs + this.#now;
  }

  /** Drops everything of the node that waits: what the death of a process does to its timers. */
  clear(): void {
    for (const timer of this.#timers) if (!timer.isOfTest) this.#timers.delete(timer);
    this.#immediates.clear();
  }

  /** Something happens from outside: a call, the end of a step. */
  touch(): void {
    this.#activeAt = this.#now;
  }

  /** Runs the next callback that can run now; false when there is none. */
  runDue(): boolean {
    for (const immediate of this.#immediates) {
      this.#immediates.delete(immediate);
      this.#run(immediate);
      return true;
    }
    const due = this.#first((timer) => timer.due <= this.#now);
    if (due === undefined) return false;
    this.#timers.delete(due);
    this.#run(due);
    return true;
  }

  /** Lets time go on to the next callback and runs it; false when nothing will ever happen by itself. */
  runNext(): boolean {
    const limit = this.#activeAt + HOUSEKEEPING_MS;
    const next = this.#first((timer) => !timer.isHousekeeping || timer.due <= limit);
    if (next === undefined) return false;
    this.#now = Math.max(this.#now, next.due);
    this.#timers.delete(next);
    this.#run(next);
    return true;
  }

  #run({ callback, isHousekeeping }: TestImmediate): void {
    if (!isHousekeeping) this.touch();
    callback();
  }

  /** The earliest timer of those that fit. Tests have few timers. */
  #first(fits: (timer: TestTimer) => boolean): TestTimer | undefined {
    let first: TestTimer | undefined;
    for (const timer of this.#timers) {
      if (fits(timer) && (first === undefined || isBefore(timer, first))) first = timer;
    }
    return first;
  }

  #face({ isHousekeeping, isOfTest }: Pick<TestTimer, "isHousekeeping" | "isOfTest">): Scheduler {
    return {
      now: () => this.#now,
      wallMs: () => this.wallMs,
      setTimeout: (callback, delayMs) => {
        invariant(!Number.isNaN(delayMs), "a timer's delay is NaN");
        this.#order += 1;
        const due = this.#now + Math.max(0, delayMs);
        const order = this.#order;
        const timer: TestTimer = { due, order, isHousekeeping, isOfTest, callback };
        this.#timers.add(timer);
        return timer;
      },
      clearTimeout: (handle: TimerHandle) => {
        this.#timers.delete(handle as TestTimer);
      },
      setImmediate: (callback) => {
        const immediate: TestImmediate = { isHousekeeping, callback };
        this.#immediates.add(immediate);
        return immediate;
      },
      clearImmediate: (handle: TimerHandle) => {
        this.#immediates.delete(handle as TestImmediate);
      },
    };
  }
}

function isBefore(one: TestTimer, other: TestTimer): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
