/** A scheduler of one process among several: while it is stopped, as by SIGSTOP, nothing of it runs. */
import type { Scheduler, TimerHandle } from "../../src/util/scheduler.ts";

/** One timer; without a callback when it was cancelled. */
interface Own {
  callback: (() => void) | null;
  inner: TimerHandle | null;
}

export class PausableScheduler implements Scheduler {
  readonly #inner: Scheduler;
  #held: Own[] | null = null;

  constructor(inner: Scheduler) {
    this.#inner = inner;
  }

  now(): number {
    return this.#inner.now();
  }

  wallMs(): number {
    return this.#inner.wallMs();
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const own: Own = { callback, inner: null };
    own.inner = this.#inner.setTimeout(() => {
      this.#run(own);
    }, delayMs);
    return own;
  }

  clearTimeout(handle: TimerHandle): void {
    const own = handle as Own;
    own.callback = null;
    if (own.inner !== null) this.#inner.clearTimeout(own.inner);
  }

  setImmediate(callback: () => void): TimerHandle {
    const own: Own = { callback, inner: null };
    own.inner = this.#inner.setImmediate(() => {
      this.#run(own);
    });
    return own;
  }

  clearImmediate(handle: TimerHandle): void {
    const own = handle as Own;
    own.callback = null;
    if (own.inner !== null) this.#inner.clearImmediate(own.inner);
  }

  /** Nothing runs from now on. */
  stop(): void {
    this.#held ??= [];
  }

  /** What became due meanwhile runs now, in order. */
  goOn(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const own of held) own.callback?.();
  }

  #run(own: Own): void {
    if (this.#held === null) own.callback?.();
    else this.#held.push(own);
  }
}
