/** What waits until the state has come to an index: answers for the core, and those who asked for a flush. */
import type { Message } from "../raft/types.ts";

interface Waiting<T> {
  readonly index: number;
  readonly value: T;
}

/** Values that wait, in the order of their indexes. */
class WaitingList<T> {
  #waiting: Waiting<T>[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  push(index: number, value: T): void {
    this.#waiting.push({ index, value });
  }

  /** Takes out what waits for no more than `index`. */
  takeThrough(index: number): readonly T[] {
    let count = 0;
    for (const waiting of this.#waiting) {
      if (waiting.index > index) break;
      count += 1;
    }
    if (count === 0) return [];
    return this.#waiting.splice(0, count).map(({ value }) => value);
  }
}

/** Entries given to the sink and not yet answered with `save`: the core's answers to them. */
export class OutstandingApplies extends WaitingList<readonly Message[]> {}

/** Callers of `flushed`. */
export class FlushWaiters extends WaitingList<() => void> {
  /** The state through `index` is on disk. */
  saved(index: number): void {
    for (const resolve of this.takeThrough(index)) resolve();
  }
}
