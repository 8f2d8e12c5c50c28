/**
 * TestTime is the time of a test runtime, for a whole cluster: it goes on while somebody awaits something, and jumps to the next
 * timer that a run waits for when nothing but housekeeping is left. A sleep of a year on three nodes takes milliseconds.
 */
import { TestClock } from "../../src/testing/test-clock.ts";
import { type StepsUnderWay, TestPump } from "../../src/testing/test-pump.ts";
import type { Scheduler, TimerHandle } from "../../src/util/scheduler.ts";
import {
  type RunEnd,
  type RunOptions,
  VirtualScheduler,
} from "../../src/util/virtual-scheduler.ts";

/** What it stands on. */
export interface TestTimeOptions {
  readonly wallStartMs: number;
  readonly steps: StepsUnderWay;
  /** Real time that steps under way get before virtual time goes on without them, in ms. */
  readonly stepGraceMs: number;
  /** What the runs wait for, for people. */
  readonly waiting: () => string;
}

const LOOK_MS = 1;

export class TestTime extends VirtualScheduler {
  readonly housekeeping: Scheduler;
  readonly #clock: TestClock;
  readonly pump: TestPump;

  constructor({ wallStartMs, steps, stepGraceMs, waiting }: TestTimeOptions) {
    super();
    this.#clock = new TestClock(wallStartMs);
    this.housekeeping = this.#clock.housekeeping;
    this.pump = new TestPump({ clock: this.#clock, steps, realTimeMs: stepGraceMs, waiting });
  }

  override now(): number {
    return this.#clock.scheduler.now();
  }

  override wallMs(): number {
    return this.#clock.wallMs;
  }

  override setTimeout(callback: () => void, delayMs: number): TimerHandle {
    return this.#clock.scheduler.setTimeout(callback, delayMs);
  }

  override clearTimeout(handle: TimerHandle): void {
    this.#clock.scheduler.clearTimeout(handle);
  }

  override setImmediate(callback: () => void): TimerHandle {
    return this.#clock.scheduler.setImmediate(callback);
  }

  override clearImmediate(handle: TimerHandle): void {
    this.#clock.scheduler.clearImmediate(handle);
  }

  /** Something goes on: time does not jump. */
  touch(): void {
    this.#clock.touch();
  }

  /** Lets time pass until a promise has settled. */
  during<T>(work: Promise<T>): Promise<T> {
    return this.pump.during(work);
  }

  /** Looks once a millisecond, so time does not jump. */
  override run({ until, untilMs = Infinity }: RunOptions = {}): Promise<RunEnd> {
    return this.during(
      new Promise<RunEnd>((resolve) => {
        const look = (): void => {
          const leftMs = untilMs - this.now();
          if (until?.() === true) resolve("condition");
          else if (leftMs <= 0) resolve("time");
          else this.setTimeout(look, until === undefined ? leftMs : Math.min(LOOK_MS, leftMs));
        };
        look();
      }),
    );
  }
}
