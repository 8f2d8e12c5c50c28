/**
 * Conditions are the predicates over local state that a run's function waits for. They are asked after a turn has drained, in order of
 * creation; the first that holds is settled, that turn drains, and the asking starts over.
 */
import type { Operation } from "./operation.ts";

interface Condition {
  readonly operation: Operation;
  readonly predicate: () => boolean;
}

/** A condition that is to be settled: it holds, or asking it threw. */
export interface JudgedCondition {
  readonly operation: Operation;
  readonly thrown: { readonly error: unknown } | null;
}

/** The conditions of one run. */
export class Conditions {
  #waiting: Condition[] = [];

  /** Adds one; it is not asked when it is settled otherwise. */
  add(operation: Operation, predicate: () => boolean): void {
    this.#waiting.push({ operation, predicate });
  }

  /** The first that holds, taken out; null when none does. */
  judge(): JudgedCondition | null {
    if (this.#waiting.length === 0) return null;
    // Those that timed out or were cancelled are not asked.
    this.#waiting = this.#waiting.filter(({ operation }) => !operation.isSettled);
    for (const condition of this.#waiting) {
      const judged = judgeOne(condition);
      if (judged === null) continue;
      this.#waiting = this.#waiting.filter((other) => other !== condition);
      return judged;
    }
    return null;
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** Gives the one who waits the answer. */
export function settleJudged({ operation, thrown }: JudgedCondition): void {
  if (thrown === null) operation.resolve(true);
  else operation.reject(thrown.error);
}

function judgeOne({ operation, predicate }: Condition): JudgedCondition | null {
  try {
    return predicate() ? { operation, thrown: null } : null;
  } catch (error) {
    // The same on every node: the wait rejects with it.
    return { operation, thrown: { error } };
  }
}
