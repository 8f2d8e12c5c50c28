/**
 * SlowSteps knows the attempts of steps that are under way, and warns of those that run for long without any timeout: nobody would notice
 * if they hung.
 */
import { ChurnSet } from "../util/churn-map.ts";
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

/** Attempts under way, or whose outcome is not committed yet. */
export class SlowSteps {
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #attempts = new ChurnSet<Drive>();
  /** Those that were there at the last look, which took place `SLOW_AFTER_MS` after the one before. */
  #seen: readonly [drive: Drive, attempt: number][] = [];
  #timer: TimerHandle | null = null;
  #isStopped = false;

  constructor({ scheduler, logger }: SlowStepsOptions) {
    this.#scheduler = scheduler;
    this.#logger = logger;
  }

  /** Attempts under way. */
  get size(): number {
    return this.#attempts.size;
  }

  started(drive: Drive): void {
    this.#attempts.add(drive);
    // One timer for all, left alone when they end: a timer or a look at the clock for each would cost more than the
    // warning is worth.
    if (this.#timer === null && !this.#isStopped) this.#look();
  }

  ended(drive: Drive): void {
    this.#attempts.delete(drive);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
    this.#seen = [];
  }

  #look(): void {
    const seen: [drive: Drive, attempt: number][] = [];
    for (const drive of this.#attempts) if (!isBounded(drive)) seen.push([drive, drive.attempts]);
    this.#seen = seen;
    this.#timer = this.#scheduler.setTimeout(() => {
      this.#timer = null;
      for (const [drive, attempt] of this.#seen) this.#maybeWarn(drive, attempt);
      this.#seen = [];
      if (this.#attempts.size > 0) this.#look();
    }, SLOW_AFTER_MS);
  }

  #maybeWarn(drive: Drive, attempt: number): void {
    if (!this.#attempts.has(drive) || drive.attempts !== attempt || drive.isKnownSlow) return;
    drive.isKnownSlow = true;
    const { workflowId, runNumber } = drive.slot.run;
    this.#logger.warn(
      { workflowId, runNumber, key: drive.operation.key, afterMs: SLOW_AFTER_MS },
      "a step without timeout has been running for long",
    );
  }
}

function isBounded({ operation: { work } }: Drive): boolean {
  if (work.type !== "step") return true;
  return (work.timeoutMs ?? work.totalTimeoutMs ?? work.heartbeatTimeoutMs) !== null;
}
