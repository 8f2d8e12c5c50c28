/**
 * TaskGroup owns promises that nobody awaits: none floats, none fails unseen, and whoever closes the group
 * waits for all of them.
 */
import { ChurnSet } from "./churn-map.ts";

/** A named set of running tasks. */
export class TaskGroup {
  readonly #running = new ChurnSet<Promise<void>>();
  readonly #onError: (error: unknown, taskName: string) => void;
  #closed = false;

  /** `onError` hears of every task that throws or rejects; it must not throw. */
  constructor(onError: (error: unknown, taskName: string) => void) {
    this.#onError = onError;
  }

  /** True once `close` was called; no further task is taken. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Starts a task now. After `close` it is not started, because nobody would wait for it. */
  run(taskName: string, task: () => Promise<void>): void {
    if (this.#closed) return;
    const running = this.#guard(taskName, task).finally(() => {
      this.#running.delete(running);
    });
    this.#running.add(running);
  }

  /** Resolves when every task has ended. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #guard(taskName: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#onError(error, taskName);
    }
  }
}
