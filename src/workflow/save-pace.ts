/**
 * SavePace says when a group's state is given to be saved.
 *
 * The longer it waits, the less there is to write: a run that begins and ends in the meantime leaves its result and one row of history. What
 * waits is memory, and time at the next start, when it is applied again.
 */
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

/** So many changed rows are enough… */
const ROWS_MAX = 4096;
/** …or so many bytes of commands that they came from… */
const BYTES_MAX = 2 * 1024 * 1024;
/** …or this time, in ms, when nobody says otherwise. */
const WAIT_MS = 100;
/** So many times as much is enough while a save is under way. */
const BACKLOG = 4;

/** What it stands on. */
export interface SavePaceOptions {
  /** State through this index is on disk. */
  readonly appliedIndex: number;
  readonly scheduler: Scheduler;
  /** The longest that state waits, in ms. @defaultValue 100 */
  readonly waitMs?: number | undefined;
  /** Changed rows that wait. */
  readonly untaken: () => number;
  /** Time has made a save due. */
  readonly onDue: () => void;
}

/** The pace of one group's saves. */
export class SavePace {
  readonly #options: SavePaceOptions;
  #appliedIndex: number;
  #givenIndex: number;
  #savedIndex: number;
  #bytes = 0;
  #isWanted = false;
  #isOverdue = false;
  #isEnding = false;
  #timer: TimerHandle | null = null;

  constructor(options: SavePaceOptions) {
    this.#options = options;
    this.#appliedIndex = options.appliedIndex;
    this.#givenIndex = options.appliedIndex;
    this.#savedIndex = options.appliedIndex;
  }

  /** Whether state is to be given now. */
  get isDue(): boolean {
    if (this.#givenIndex === this.#appliedIndex) return false;
    if (this.#isWanted || this.#isEnding) return true;
    const isUnderWay = this.#savedIndex < this.#givenIndex;
    if (this.#isOverdue && !isUnderWay) return true;
    const times = isUnderWay ? BACKLOG : 1;
    return this.#bytes >= times * BYTES_MAX || this.#options.untaken() >= times * ROWS_MAX;
  }

  /** A batch was applied that has so many bytes. */
  applied(index: number, bytes: number): void {
    this.#appliedIndex = index;
    this.#bytes += bytes;
    if (this.#timer !== null || this.#isOverdue || this.#isEnding) return;
    this.#timer = this.#options.scheduler.setTimeout(() => {
      this.#timer = null;
      this.#isOverdue = true;
      this.#options.onDue();
    }, this.#options.waitMs ?? WAIT_MS);
  }

  /** Somebody waits for what is applied. */
  hurry(): void {
    this.#isWanted = true;
  }

  /** All of it was given. */
  given(): void {
    this.#givenIndex = this.#appliedIndex;
    this.#bytes = 0;
    this.#isWanted = false;
    this.#isOverdue = false;
    this.#disarm();
  }

  /** What was given through an index is on disk. */
  saved(index: number): void {
    this.#savedIndex = Math.max(this.#savedIndex, index);
  }

  /** Another state is on disk, as of an index. */
  restart(index: number): void {
    this.#appliedIndex = index;
    this.#savedIndex = index;
    this.given();
  }

  /** From now on nothing waits. */
  end(): void {
    this.#isEnding = true;
    this.#disarm();
  }

  #disarm(): void {
    if (this.#timer !== null) this.#options.scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
