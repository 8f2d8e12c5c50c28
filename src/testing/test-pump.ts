/**
 * TestPump moves virtual time while somebody awaits something: whatever can happen now happens first; then steps that are
 * under way in real time get some of it; then time goes on to the next timer.
 *
 * Invariant: while nothing is awaited, nothing happens.
 */
import { TestStalledError } from "../errors.ts";
import { systemScheduler } from "../util/scheduler.ts";
import type { TestClock } from "./test-clock.ts";

/** Functions of steps that have been called and have not ended. */
export interface StepsUnderWay {
  readonly count: number;
  /** Grows whenever one begins or ends. */
  readonly changes: number;
}

/** What a pump stands on. */
export interface TestPumpOptions {
  readonly clock: TestClock;
  readonly steps: StepsUnderWay;
  /** Real time that they get before virtual time goes on without them, in ms. */
  readonly realTimeMs: number;
  /** What the runs wait for, for people. */
  readonly waiting: () => string;
}

/** Somebody who awaits. */
interface Awaiting {
  reject(error: Error): void;
}

/** Moves time for those who await. */
export class TestPump {
  readonly #options: TestPumpOptions;
  readonly #awaiting = new Set<Awaiting>();
  #isRunning = false;
  /** Grows whenever somebody begins or ceases to await: it may be a step, which goes on behind its call. */
  #calls = 0;
  /** Until when the steps have real time if none of them begins or ends, and the changes of theirs that this began with. */
  #grace = { changes: -1, until: 0 };

  constructor(options: TestPumpOptions) {
    this.#options = options;
  }

  /**
   * Lets things happen until `work` is settled.
   *
   * @throws {TestStalledError} when it is not and nothing more can happen.
   */
  during<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const awaiting: Awaiting = { reject };
      this.#calls += 1;
      this.#awaiting.add(awaiting);
      work.then(
        (value) => {
          this.#ended(awaiting);
          resolve(value);
        },
        (error: unknown) => {
          this.#ended(awaiting);
          reject(error);
        },
      );
      this.#options.clock.touch();
      this.#start();
    });
  }

  #ended(awaiting: Awaiting): void {
    this.#calls += 1;
    this.#awaiting.delete(awaiting);
  }

  #start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run().then(
      () => {
        this.#isRunning = false;
        // Somebody may have come while the last callback drained.
        if (this.#awaiting.size > 0) this.#start();
      },
      (error: unknown) => {
        this.#isRunning = false;
        this.#rejectAll(error as Error);
      },
    );
  }

  async #run(): Promise<void> {
    const { clock, waiting } = this.#options;
    await drained();
    while (this.#awaiting.size > 0) {
      if (!clock.runDue() && !(await this.#stepEnds()) && !clock.runNext()) {
        if (this.#options.steps.count > 0) await realTime();
        else this.#rejectAll(new TestStalledError({ waiting: waiting() }));
      }
      await drained();
    }
  }

  /** Gives the steps that are under way real time until one ends, or somebody calls; false when that does not happen. */
  async #stepEnds(): Promise<boolean> {
    const { steps, realTimeMs, clock } = this.#options;
    const { changes } = steps;
    if (steps.count === 0) return false;
    if (this.#grace.changes !== changes) {
      this.#grace = { changes, until: systemScheduler.now() + realTimeMs };
    }
    const calls = this.#calls;
    while (systemScheduler.now() < this.#grace.until) {
      await realTime();
      if (steps.changes === changes && this.#calls === calls) continue;
      clock.touch();
      return true;
    }
    return false;
  }

  #rejectAll(error: Error): void {
    const all = [...this.#awaiting];
    this.#awaiting.clear();
    for (const awaiting of all) awaiting.reject(error);
  }
}

/** Lets all microtasks and next ticks of the process run. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    systemScheduler.setImmediate(resolve);
  });
}

function realTime(): Promise<void> {
  return new Promise((resolve) => {
    systemScheduler.setTimeout(resolve, 1);
  });
}
