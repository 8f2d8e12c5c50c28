/** Immediates by hand, in iterations as an event loop has them, and a clock that the test moves. */
import type { Scheduler, TimerHandle } from "../../src/util/scheduler.ts";

export class LoopScheduler implements Scheduler {
  time = 0;
  #next: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  wallMs(): number {
    return this.time;
  }

  setTimeout(): TimerHandle {
    throw new Error("no timers here");
  }

  clearTimeout(): void {}

  setImmediate(callback: () => void): TimerHandle {
    this.#next.push(callback);
    return callback;
  }

  clearImmediate(): void {}

  /** Runs what was asked for before; gives back whether there was anything. */
  iterate(): boolean {
    const callbacks = this.#next;
    this.#next = [];
    for (const callback of callbacks) callback();
    return callbacks.length > 0;
  }
}
