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
  /** Changes of the steps at which they were given up: they take longer than time waits for them. */
  #gaveUpAt = -1;

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
      this.#awaiting.add(awaiting);
      work.then(
        (value) => {
          this.#awaiting.delete(awaiting);
          resolve(value);
        },
        (error: unknown) => {
          this.#awaiting.delete(awaiting);
          reject(error);
        },
      );
      this.#options.clock.touch();
      this.#start();
    });
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

  /** Gives the steps that are under way real time until one ends; false when none does. */
  async #stepEnds(): Promise<boolean> {
    const { steps, realTimeMs, clock } = this.#options;
    const before = steps.changes;
    if (steps.count === 0 || before === this.#gaveUpAt) return false;
    const until = systemScheduler.now() + realTimeMs;
    while (systemScheduler.now() < until) {
      await realTime();
      if (steps.changes === before) continue;
      clock.touch();
      return true;
    }
    this.#gaveUpAt = before;
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
