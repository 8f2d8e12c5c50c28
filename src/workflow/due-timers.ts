/**
 * DueTimers wakes the leader when the earliest of a group's timers is due by the log clock. Disarmed, it only forgets.
 */
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { type TimerEntry, TimerHeap } from "./timer-heap.ts";

/** What it stands on. */
export interface DueTimersOptions {
  readonly scheduler: Scheduler;
  /** The log clock in ms. */
  readonly machineTimeNow: () => number;
  /** A timer is due; it is forgotten until it is added again. */
  readonly due: (entry: TimerEntry) => void;
}

/** A timer that came up too early by the log clock, or could not be proposed, is looked at again after this long. */
const AGAIN_MS = 1;

/** The timers of one group, while this node leads. */
export class DueTimers {
  readonly #options: DueTimersOptions;
  readonly #timers = new TimerHeap();
  #isArmed = false;
  #alarm: TimerHandle | null = null;
  #alarmDeadline = 0;

  constructor(options: DueTimersOptions) {
    this.#options = options;
  }

  /** Begins with these timers. */
  arm(entries: Iterable<TimerEntry>): void {
    this.#isArmed = true;
    this.#timers.clear();
    for (const entry of entries) this.#timers.add(entry);
    this.#armFirst();
  }

  /** Nothing is due any more. */
  disarm(): void {
    this.#isArmed = false;
    this.#timers.clear();
    this.#clearAlarm();
  }

  add(entry: TimerEntry): void {
    if (!this.#isArmed) return;
    this.#timers.add(entry);
    this.#armFirst();
  }

  /** Adds a timer that was due and is not to be lost: it is looked at again soon. */
  addAgain(entry: TimerEntry): void {
    if (!this.#isArmed || !entry.live) return;
    this.#timers.add(entry);
    if (this.#alarm === null) this.#armFor(entry.deadline, AGAIN_MS);
  }

  /** A timer is no more. */
  remove(entry: TimerEntry): void {
    if (!entry.live) return;
    entry.live = false;
    if (this.#isArmed) this.#timers.removed();
  }

  #armFirst(): void {
    const first = this.#timers.peek();
    if (first === undefined) {
      this.#clearAlarm();
      return;
    }
    if (this.#alarm !== null) {
      if (this.#alarmDeadline <= first.deadline) return;
      this.#clearAlarm();
    }
    this.#armFor(first.deadline, Math.max(0, first.deadline - this.#options.machineTimeNow()));
  }

  #armFor(deadline: number, delayMs: number): void {
    this.#alarmDeadline = deadline;
    this.#alarm = this.#options.scheduler.setTimeout(this.#rang, delayMs);
  }

  #clearAlarm(): void {
    if (this.#alarm !== null) this.#options.scheduler.clearTimeout(this.#alarm);
    this.#alarm = null;
  }

  readonly #rang = (): void => {
    this.#alarm = null;
    if (!this.#isArmed) return;
    const now = this.#options.machineTimeNow();
    for (;;) {
      const first = this.#timers.peek();
      if (first === undefined) return;
      if (first.deadline > now) break;
      this.#timers.take();
      this.#options.due(first);
    }
    this.#armFirst();
  };
}
