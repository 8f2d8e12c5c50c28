/**
 * ProcessScheduler is the clock and the timers of one process on the simulation's virtual time: it can be stopped, as by SIGSTOP,
 * and killed; it has a wall clock of its own; and it knows what still waits in it.
 */
import type { Scheduler, TimerHandle } from "../../../src/util/scheduler.ts";

interface Own {
  callback: (() => void) | null;
  inner: TimerHandle | null;
}

export class ProcessScheduler implements Scheduler {
  /** The process's wall clock is ahead by so much, in ms. */
  skewMs = 0;
  readonly #inner: Scheduler;
  readonly #onCallback: () => void;
  readonly #waiting = new Set<Own>();
  #held: Own[] | null = null;
  #isDead = false;

  /** `onCallback` is called before each callback of the process. */
  constructor(inner: Scheduler, onCallback: () => void) {
    this.#inner = inner;
    this.#onCallback = onCallback;
  }

  /** Timers and immediates that have neither run nor been cancelled. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get isStopped(): boolean {
    return this.#held !== null;
  }

  now(): number {
    return this.#inner.now();
  }

  wallMs(): number {
    return this.#inner.wallMs() + this.skewMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const own = this.#make(callback);
    if (!this.#isDead) own.inner = this.#inner.setTimeout(() => this.#due(own), delayMs);
    return own;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#cancel(handle as Own);
  }

  setImmediate(callback: () => void): TimerHandle {
    const own = this.#make(callback);
    if (!this.#isDead) own.inner = this.#inner.setImmediate(() => this.#due(own));
    return own;
  }

  clearImmediate(handle: TimerHandle): void {
    this.#cancel(handle as Own);
  }

  /** Resolves when the process runs: now, or when it goes on. */
  async awake(): Promise<void> {
    while (this.isStopped) {
      await new Promise<void>((resolve) => {
        this.setImmediate(resolve);
      });
    }
  }

  /** The wall clock jumps. */
  setSkew(skewMs: number): void {
    this.skewMs = skewMs;
  }

  /** Nothing runs from now on. */
  stop(): void {
    this.#held ??= [];
  }

  /** What became due meanwhile runs next, in order, each as a macrotask of its own. */
  goOn(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const own of held) own.inner = this.#inner.setImmediate(() => this.#due(own));
  }

  /** The process is dead: nothing of it ever runs again. */
  kill(): void {
    this.#isDead = true;
    for (const own of this.#waiting) this.#cancel(own);
  }

  #make(callback: () => void): Own {
    const own: Own = { callback, inner: null };
    if (!this.#isDead) this.#waiting.add(own);
    return own;
  }

  #cancel(own: Own): void {
    own.callback = null;
    this.#waiting.delete(own);
    // Timers and immediates are cancelled the same way on virtual time.
    if (own.inner !== null) this.#inner.clearTimeout(own.inner);
  }

  #due(own: Own): void {
    if (own.callback === null) return;
    if (this.#held !== null) {
      this.#held.push(own);
      return;
    }
    this.#waiting.delete(own);
    this.#onCallback();
    own.callback();
  }
}
