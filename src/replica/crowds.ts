/**
 * Many runs whose steps were committed together would go on together: all compute, then all wait for the disk. A flush that begins when half
 * of them have proposed makes two crowds of them, and while one computes the other one is being written. One that is alone need not wait
 * for anybody.
 *
 * Two crowds are twice as many flushes, messages and wake-ups: on three nodes that share two processors, an eighth of all work. Where threads
 * wait for processors there is nothing to be won by computing while the disk writes, and the crowd is one.
 */
import { Contention } from "../util/contention.ts";
import type { RunQueue } from "../util/run-queue.ts";

/** Fewest commands that begin a flush early when there are many. */
export const EARLY_COMMANDS_MIN = 16;
/** A flush of no more commands than this is followed by one that begins with the first command. */
const SOLO_COMMANDS_MAX = 2;
/** Part of its time that a thread waits for a processor. Two crowds are one above it; on two processors one node has 0.02 to 0.14, three have 0.27 to 0.41. */
const WAITED_SHARE_MAX = 0.2;

/** So many commands begin a flush when there are `commands` in circulation. */
export function earlyCommands(commands: number): number {
  return commands <= SOLO_COMMANDS_MAX ? 1 : Math.max(EARLY_COMMANDS_MIN, Math.ceil(commands / 2));
}

/** What crowds stand on. */
export interface CrowdsOptions {
  readonly now: () => number;
  /** Tells how long this thread waits for processors; null where the system does not. @defaultValue it is taken not to wait */
  readonly openRunQueue?: (() => RunQueue | null) | undefined;
}

/** The two crowds of a host: how many commands each has. */
export class Crowds {
  readonly #options: CrowdsOptions;
  /** Undefined as long as there was no crowd. */
  #contention: Contention | null | undefined;
  #isOne = false;
  #early = EARLY_COMMANDS_MIN;
  #flushed = 0;

  constructor(options: CrowdsOptions) {
    this.#options = options;
  }

  /** Whether so many commands begin a flush before the event loop's turn is over. */
  isEnough(waiting: number): boolean {
    return waiting >= this.#early;
  }

  /** A flush with so many commands begins. */
  flushed(commands: number): void {
    this.#flushed = commands;
    if (commands >= EARLY_COMMANDS_MIN) this.#look();
    this.#early = this.#earlyOf(commands);
  }

  /**
   * A flush has landed. True when few commands wait while those who will make many more have just been answered: they wait for about as
   * many of these, so that the two crowds stay equally large, or become one. At most until the turns that the answers begin are over.
   */
  holdsBack(waiting: number): boolean {
    if (waiting === 0 || this.#flushed < EARLY_COMMANDS_MIN) return false;
    const early = this.#earlyOf(this.#flushed + waiting);
    if (waiting >= early) return false;
    this.#early = early;
    return true;
  }

  /** Looks at contention no more. Idempotent. */
  close(): void {
    this.#contention?.close();
    this.#contention = null;
  }

  #earlyOf(commands: number): number {
    const early = earlyCommands(commands);
    return this.#isOne && early > 1 ? Infinity : early;
  }

  #look(): void {
    if (this.#contention === undefined) {
      const runQueue = this.#options.openRunQueue?.() ?? null;
      this.#contention = runQueue && new Contention(runQueue);
    }
    const waitedShare = this.#contention?.look(this.#options.now()) ?? null;
    if (waitedShare !== null) this.#isOne = waitedShare > WAITED_SHARE_MAX;
  }
}
