/**
 * Ticker counts time for the groups of a node: one timer for all, from the monotonic clock.
 *
 * A tick that comes late is put behind the network input that waits: Node runs timers before sockets after a stall, and the
 * heartbeats of that time may still be in the sockets.
 */
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

/** What it is made with. */
export interface TickerOptions {
  readonly scheduler: Scheduler;
  /** Length of a tick, in ms. */
  readonly tickMs: number;
  /** So many ticks have passed since the last call, at least one. */
  readonly onTicks: (ticks: number) => void;
}

/** Ticks until it is stopped. */
export class Ticker {
  readonly #options: TickerOptions;
  #tickedAt: number;
  #timer: TimerHandle | null = null;
  #late: TimerHandle | null = null;
  #isStopped = false;

  constructor(options: TickerOptions) {
    this.#options = options;
    this.#tickedAt = options.scheduler.now();
    this.#arm();
  }

  /** No tick comes any more. Idempotent. */
  stop(): void {
    const { scheduler } = this.#options;
    this.#isStopped = true;
    if (this.#timer !== null) scheduler.clearTimeout(this.#timer);
    if (this.#late !== null) scheduler.clearImmediate(this.#late);
  }

  #arm(): void {
    const { scheduler, tickMs } = this.#options;
    this.#timer = scheduler.setTimeout(() => {
      const late = scheduler.now() - this.#tickedAt - tickMs;
      if (late > tickMs / 2) {
        this.#late = scheduler.setImmediate(() => {
          this.#late = null;
          this.#tick();
        });
      } else {
        this.#tick();
      }
    }, tickMs);
  }

  #tick(): void {
    const { scheduler, tickMs, onTicks } = this.#options;
    const now = scheduler.now();
    const ticks = Math.max(1, Math.floor((now - this.#tickedAt) / tickMs));
    this.#tickedAt = now;
    onTicks(ticks);
    if (!this.#isStopped) this.#arm();
  }
}
