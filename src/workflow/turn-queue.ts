/**
 * TurnQueue gives runs their turns: one head of one run per macrotask, then one more macrotask in which the turn is
 * known to have drained.
 *
 * Node drains microtasks and reports unhandled rejections between two macrotasks, so whatever happens between
 * `turn` and `drained` has one run to its name. The two are asked for one behind the other, so nothing of
 * ours comes between them. A loop iteration gives `turnBudgetMs` to turns; the rest waits for the next one, in
 * order, so that ticks, frames and flushes come in between.
 */
import type { Scheduler } from "../util/scheduler.ts";
import { loopPass } from "./rejection-watch.ts";
import type { RunGuard, WatchedTurns } from "./run-guard.ts";

/** Something that takes turns: the executor of a run. */
export interface TurnTaker extends WatchedTurns {
  /** Delivers one head. */
  turn(): void;
  /** All microtasks of the turn have run. */
  drained(): void;
}

/** Round robin over the runs that have something to consume. */
export class TurnQueue {
  readonly #scheduler: Scheduler;
  readonly #guard: RunGuard;
  readonly #turnBudgetMs: number;
  readonly #onError: (error: unknown) => void;
  #waiting: TurnTaker[] = [];
  #head = 0;
  #current: TurnTaker | null = null;
  #isInTurn = false;
  /** Pass of the event loop in which the last turn of a window drained. */
  #drainedIn = -1;
  /** Pairs of macrotasks asked for and not yet begun. */
  #pairs = 0;
  /** Pairs that belong to this iteration of the loop: those asked for before its first one began. */
  #windowPairs = 0;
  #windowStart = 0;
  #stopped = false;

  /** What a turn throws is a broken invariant of ours: `onError` stops the node. */
  constructor(options: {
    scheduler: Scheduler;
    guard: RunGuard;
    turnBudgetMs: number;
    onError: (error: unknown) => void;
  }) {
    this.#scheduler = options.scheduler;
    this.#guard = options.guard;
    this.#turnBudgetMs = options.turnBudgetMs;
    this.#onError = options.onError;
  }

  /**
   * The run whose turn it is, or whose turn has just drained: a rejection that is reported now is of its making. Null once
   * the event loop has gone on to something else.
   */
  get current(): TurnTaker | null {
    const isFresh = this.#isInTurn || this.#windowPairs > 0 || this.#drainedIn === loopPass();
    return isFresh ? this.#current : null;
  }

  /** True from the beginning of a turn until its microtasks have drained. */
  get isInTurn(): boolean {
    return this.#isInTurn;
  }

  /** Asks for one turn. */
  enqueue(taker: TurnTaker): void {
    if (this.#stopped) return;
    this.#waiting.push(taker);
    this.#askForPair();
  }

  /** No turn begins any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    this.#head = 0;
  }

  #askForPair(): void {
    this.#pairs += 1;
    this.#scheduler.setImmediate(this.#turn);
    this.#scheduler.setImmediate(this.#drained);
  }

  readonly #turn = (): void => {
    if (this.#windowPairs === 0) {
      this.#windowPairs = this.#pairs;
      this.#windowStart = this.#scheduler.now();
    }
    this.#windowPairs -= 1;
    this.#pairs -= 1;
    this.#current = null;
    if (this.#stopped) return;
    if (this.#scheduler.now() - this.#windowStart > this.#turnBudgetMs) {
      this.#askForPair();
      return;
    }
    const taker = this.#take();
    if (taker === undefined) return;
    this.#current = taker;
    this.#isInTurn = true;
    this.#guard.turnBegan(taker);
    try {
      taker.turn();
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #drained = (): void => {
    const taker = this.#current;
    if (taker === null || !this.#isInTurn) return;
    this.#isInTurn = false;
    // Asked for the last of a window only: behind the others comes a turn of ours.
    if (this.#windowPairs === 0) this.#drainedIn = loopPass();
    try {
      taker.drained();
    } catch (error) {
      this.#fail(error);
    }
    this.#guard.turnEnded();
  };

  #take(): TurnTaker | undefined {
    const taker = this.#waiting[this.#head];
    this.#head += 1;
    if (this.#head >= this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    } else if (this.#head === 4096) {
      this.#waiting.splice(0, 4096);
      this.#head = 0;
    }
    return taker;
  }

  #fail(error: unknown): void {
    this.stop();
    this.#onError(error);
  }
}
