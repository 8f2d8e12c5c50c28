/** TestSteps counts the functions of steps that are called in a test runtime, and calls mocks in their place. */
import type { StepFn } from "../api/context.ts";
import { isThenable } from "../util/thenable.ts";
import type { StepInterceptor } from "../workflow/step-interceptor.ts";
import type { StepsUnderWay } from "./test-pump.ts";

/** The steps of one test runtime. */
export class TestSteps implements StepsUnderWay {
  readonly #mocks = new Map<string, StepFn<unknown>>();
  readonly #executions = new Map<string, number>();
  #count = 0;
  #changes = 0;
  /** Lives of the node before this one: what they left under way is not this one's. */
  #lives = 0;

  get count(): number {
    return this.#count;
  }

  get changes(): number {
    return this.#changes;
  }

  /** Replaces the function of all steps of a name; returns what takes it back. */
  mock(name: string, fn: StepFn<unknown>): () => void {
    this.#mocks.set(name, fn);
    return () => {
      if (this.#mocks.get(name) === fn) this.#mocks.delete(name);
    };
  }

  /** How often a function of a step of that name was called. */
  executions(name: string): number {
    return this.#executions.get(name) ?? 0;
  }

  /** Calls the mock if there is one, and counts. */
  readonly intercept: StepInterceptor = (name, fn) => (step) => {
    this.#executions.set(name, this.executions(name) + 1);
    return this.#counted(() => (this.#mocks.get(name) ?? fn)(step));
  };

  /** The process has died: nothing of it is under way any more. */
  reset(): void {
    this.#lives += 1;
    this.#changes += 1;
    this.#count = 0;
  }

  #counted(call: () => unknown): unknown {
    const given = call();
    if (!isThenable(given)) return given;
    // A query builder runs its query each time that somebody asks for what comes of it: only this asks.
    const result = Promise.resolve(given);
    const life = this.#lives;
    this.#count += 1;
    this.#changes += 1;
    const ended = (): void => {
      if (life !== this.#lives) return;
      this.#count -= 1;
      this.#changes += 1;
    };
    result.then(ended, ended);
    return result;
  }
}
