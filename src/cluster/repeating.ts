/** Repeating does something again and again until it is stopped. */
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

/** Work that is done every so often. */
export class Repeating {
  readonly #scheduler: Scheduler;
  readonly #everyMs: number;
  readonly #work: () => void;
  #timer: TimerHandle | null = null;
  #isStopped = false;

  constructor(options: { scheduler: Scheduler; everyMs: number; work: () => void }) {
    this.#scheduler = options.scheduler;
    this.#everyMs = options.everyMs;
    this.#work = options.work;
  }

  /** The first time after one pause. */
  start(): void {
    if (this.#isStopped) return;
    this.#timer = this.#scheduler.setTimeout(() => {
      this.#work();
      this.start();
    }, this.#everyMs);
  }

  /** Not once more. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
