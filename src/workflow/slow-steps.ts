/** SlowSteps warns of steps that run for long without any timeout: nobody would notice if they hung. */
import type { Logger } from "../util/logger.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { Drive } from "./drive.ts";

/** What it stands on. */
export interface SlowStepsOptions {
  /** For work that nobody waits for. */
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** A step without timeout that runs for longer than this is warned of. */
const SLOW_AFTER_MS = 60_000;

/** Attempts of steps without timeout. */
export class SlowSteps {
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  /** When each began; those that were warned of are not here. */
  readonly #begun = new Map<Drive, number>();
  #timer: TimerHandle | null = null;
  #isStopped = false;

  constructor({ scheduler, logger }: SlowStepsOptions) {
    this.#scheduler = scheduler;
    this.#logger = logger;
  }

  started(drive: Drive): void {
    const { work } = drive.operation;
    if (this.#isStopped || work.type !== "step") return;
    if (work.timeoutMs !== null || work.totalTimeoutMs !== null) return;
    if (work.heartbeatTimeoutMs !== null) return;
    this.#begun.set(drive, this.#scheduler.now());
    // One timer for all, left alone when they end: a timer per step would cost more than the warning is worth.
    this.#timer ??= this.#scheduler.setTimeout(this.#rang, SLOW_AFTER_MS);
  }

  ended(drive: Drive): void {
    this.#begun.delete(drive);
  }

  stop(): void {
    this.#isStopped = true;
    this.#begun.clear();
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  readonly #rang = (): void => {
    this.#timer = null;
    const now = this.#scheduler.now();
    let next = Infinity;
    for (const [drive, begunAt] of this.#begun) {
      const left = begunAt + SLOW_AFTER_MS - now;
      if (left > 0) {
        next = Math.min(next, left);
        continue;
      }
      this.#begun.delete(drive);
      const { workflowId, runNumber } = drive.slot.run;
      this.#logger.warn(
        { workflowId, runNumber, key: drive.operation.key, afterMs: SLOW_AFTER_MS },
        "a step without timeout has been running for long",
      );
    }
    if (next < Infinity) this.#timer = this.#scheduler.setTimeout(this.#rang, next);
  };
}
