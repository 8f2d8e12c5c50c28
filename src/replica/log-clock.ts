/**
 * The log clock of a group: the time that batches bear (DESIGN.md section 4).
 *
 * It goes on by the monotonic clock from the newest batch this node has received, is slewed to the wall clock
 * by at most 500 ppm, and follows a wall clock that is far ahead in one jump.
 * Invariants: readings never run backwards, and no reading is below a batch that was observed.
 */
import type { Scheduler } from "../util/scheduler.ts";

/** Share of the elapsed time by which the clock is drawn to the wall clock: 500 ppm, what NTP slews by. */
const SLEW_RATIO = 500e-6;

/** What a log clock stands on. */
export interface LogClockOptions {
  readonly scheduler: Scheduler;
  /** A wall clock further ahead than this, in ms, is followed in one jump. @defaultValue 1000 */
  readonly clockSkewMaxMs?: number | undefined;
  /** Told of a jump, in ms. */
  readonly onJump?: ((jumpMs: number) => void) | undefined;
}

/** The clock of one group on one node. */
export class LogClock {
  readonly #scheduler: Scheduler;
  readonly #clockSkewMaxMs: number;
  readonly #onJump: ((jumpMs: number) => void) | null;
  /** Reading at `#readAt`, in ms with fractions. */
  #reading: number;
  /** Monotonic time of the last reading. */
  #readAt: number;

  /** A cold start: the larger of the machine time that is known and the wall clock. */
  constructor(options: LogClockOptions, machineTime: number) {
    this.#scheduler = options.scheduler;
    this.#clockSkewMaxMs = options.clockSkewMaxMs ?? 1000;
    this.#onJump = options.onJump ?? null;
    this.#readAt = options.scheduler.now();
    this.#reading = Math.max(machineTime, options.scheduler.wallMs());
  }

  /** The time a batch made now bears, in whole ms. */
  now(): number {
    const monotonic = this.#scheduler.now();
    const elapsed = Math.max(0, monotonic - this.#readAt);
    this.#readAt = monotonic;
    this.#reading += elapsed;
    const behind = this.#scheduler.wallMs() - this.#reading;
    if (behind > this.#clockSkewMaxMs) {
      this.#reading += behind;
      this.#onJump?.(behind);
    } else {
      const slewMax = elapsed * SLEW_RATIO;
      this.#reading += Math.min(slewMax, Math.max(-slewMax, behind));
    }
    return Math.floor(this.#reading);
  }

  /** Takes note of a batch of another leader; the clock goes on from it. */
  observe(machineTime: number): void {
    if (machineTime > this.now()) this.#reading = machineTime;
  }
}
