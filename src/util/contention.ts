/**
 * Contention is what part of its time a thread had to wait for a processor: other processes, other threads of this one, a quota. It is
 * looked at in windows, by whoever has something to do anyway.
 */
import type { RunQueue } from "./run-queue.ts";

/** Length of a window in ms; a stretch that is longer than two of them says nothing. */
const WINDOW_MS = 50;

/** The contention of the thread that a run queue was opened by. */
export class Contention {
  readonly #runQueue: RunQueue;
  /** The window that is being looked at; none yet. */
  #window: { readonly since: number; readonly waitedMs: number } | null = null;
  #isClosed = false;

  /** The run queue is closed with it. */
  constructor(runQueue: RunQueue) {
    this.#runQueue = runQueue;
  }

  /**
   * Ends a window if there is one that is long enough, at a time in ms. Gives the part of it that the thread waited, NaN when the system does
   * not tell; null when no window has ended.
   */
  look(now: number): number | null {
    if (this.#isClosed) return null;
    const window = this.#window;
    const age = window === null ? Infinity : now - window.since;
    if (age < WINDOW_MS) return null;
    const waitedMs = this.#runQueue.waitedMs();
    this.#window = { since: now, waitedMs };
    return window === null || age > 2 * WINDOW_MS ? null : (waitedMs - window.waitedMs) / age;
  }

  /** Looks no more. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#runQueue.close();
  }
}
