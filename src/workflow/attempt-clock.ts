/** AttemptClock watches one attempt of a step: how long it takes, how long the step takes with it, how long it is silent. */
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

/** Which bound was reached. */
export type ClockBound = "timeout" | "total" | "heartbeat";

/** What is bounded, in ms from now; null for no bound. */
export interface ClockBounds {
  readonly timeoutMs: number | null;
  /** What is left of the time that the step has as a whole. */
  readonly totalMs: number | null;
  /** Longest silence. */
  readonly heartbeatMs: number | null;
}

/** One timer for all bounds, the earliest of them. */
export class AttemptClock {
  readonly #scheduler: Scheduler;
  readonly #onReached: (bound: ClockBound) => void;
  readonly #heartbeatMs: number;
  readonly #timeoutAt: number;
  readonly #totalAt: number;
  #heartbeatAt: number;
  #timer: TimerHandle | null = null;

  constructor(
    scheduler: Scheduler,
    { timeoutMs, totalMs, heartbeatMs }: ClockBounds,
    onReached: (bound: ClockBound) => void,
  ) {
    const now = scheduler.now();
    this.#scheduler = scheduler;
    this.#onReached = onReached;
    this.#heartbeatMs = heartbeatMs ?? Infinity;
    this.#timeoutAt = now + (timeoutMs ?? Infinity);
    this.#totalAt = now + (totalMs ?? Infinity);
    this.#heartbeatAt = now + this.#heartbeatMs;
    this.#arm(now);
  }

  /** The attempt is alive. */
  beat(): void {
    // The timer is left as it is: it looks again when it rings.
    this.#heartbeatAt = this.#scheduler.now() + this.#heartbeatMs;
  }

  stop(): void {
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #arm(now: number): void {
    const next = Math.min(this.#timeoutAt, this.#totalAt, this.#heartbeatAt);
    this.#timer = this.#scheduler.setTimeout(this.#rang, Math.max(0, next - now));
  }

  readonly #rang = (): void => {
    this.#timer = null;
    const now = this.#scheduler.now();
    if (now >= this.#totalAt) this.#onReached("total");
    else if (now >= this.#timeoutAt) this.#onReached("timeout");
    else if (now >= this.#heartbeatAt) this.#onReached("heartbeat");
    else this.#arm(now);
  };
}
