/**
 * DueTimers wakes the leader when the earliest of a group's timers is due by the log clock. Disarmed, it only forgets.
 *
 * The timers of a process stand still while the machine is suspended, and the log clock jumps ahead when it goes on. So it is read again
 * before a timer far ahead is due: such a timer is late by {@link LOOK_SHARE} of its time at most.
 */
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { type Timer, TimerHeap } from "./timer-heap.ts";

/** What it stands on. */
export interface DueTimersOptions {
  readonly scheduler: Scheduler;
  /** The log clock in ms. */
  readonly machineTimeNow: () => number;
  /** False once a timer is fired, replaced or its operation settled, or its run has ended. */
  readonly isLive: (timer: Timer) => boolean;
  /** A timer is due; it is forgotten until it is added again. */
  readonly due: (timer: Timer) => void;
}

/** A timer that came up too early by the log clock, or could not be proposed, is looked at again after this long. */
const AGAIN_MS = 1;

/** The log clock is read again after this share of the time that is left… */
const LOOK_SHARE = 1 / 16;
/** …but not sooner than this, in ms. */
const LOOK_MS_MIN = 10_000;

/** The timers of one group, while this node leads. */
export class DueTimers {
  readonly #options: DueTimersOptions;
  readonly #timers: TimerHeap;
  #isArmed = false;
  #alarm: TimerHandle | null = null;
  #alarmDeadline = 0;

  constructor(options: DueTimersOptions) {
    this.#options = options;
    this.#timers = new TimerHeap(options.isLive);
  }

  /** Begins with these timers. */
  arm(timers: Iterable<Timer>): void {
    this.#isArmed = true;
    this.#timers.clear();
    for (const timer of timers) this.#timers.add(timer);
    this.#armFirst();
  }

  /** Nothing is due any more. */
  disarm(): void {
    this.#isArmed = false;
    this.#timers.clear();
    this.#clearAlarm();
  }

  add(timer: Timer): void {
    if (!this.#isArmed) return;
    this.#timers.add(timer);
    this.#armFirst();
  }

  /** Adds a timer that was due and is not to be lost: it is looked at again soon. */
  addAgain(timer: Timer): void {
    if (!this.#isArmed || !this.#options.isLive(timer)) return;
    this.#timers.add(timer);
    const { deadline } = timer.operation;
    if (this.#alarm !== null) {
      if (this.#alarmDeadline <= deadline) return;
      this.#clearAlarm();
    }
    this.#armFor(deadline, AGAIN_MS);
  }

  /** A timer is not live any more. */
  removed(): void {
    if (this.#isArmed) this.#timers.removed();
  }

  #armFirst(): void {
    const first = this.#timers.peek();
    if (first === undefined) {
      this.#clearAlarm();
      return;
    }
    if (this.#alarm !== null) {
      if (this.#alarmDeadline <= first) return;
      this.#clearAlarm();
    }
    const leftMs = Math.max(0, first - this.#options.machineTimeNow());
    this.#armFor(first, Math.min(leftMs, Math.max(LOOK_MS_MIN, Math.ceil(leftMs * LOOK_SHARE))));
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
      if (first > now) break;
      const timer = this.#timers.take();
      if (timer !== undefined) this.#options.due(timer);
    }
    this.#armFirst();
  };
}
