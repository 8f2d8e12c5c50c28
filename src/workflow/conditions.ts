/**
 * Conditions are the predicates over local state that a run's function waits for. They are asked after a turn has drained, in order of
 * creation; the first that holds is settled, that turn drains, and the asking starts over.
 */
import { types } from "node:util";
import { InvalidArgumentError } from "../errors.ts";
import type { Operation } from "./operation.ts";

interface Condition {
  readonly operation: Operation;
  readonly predicate: () => boolean;
}

/** What a predicate answers. What it throws is the same on every node. */
export type PredicateAnswer =
  | { readonly type: "holds" }
  | { readonly type: "open" }
  | { readonly type: "threw"; readonly error: Error };

/** A condition that is to be settled: it holds, or asking it threw. */
export interface JudgedCondition {
  readonly operation: Operation;
  readonly answer: Exclude<PredicateAnswer, { readonly type: "open" }>;
}

const HOLDS: PredicateAnswer = Object.freeze({ type: "holds" });
const OPEN: PredicateAnswer = Object.freeze({ type: "open" });

/** Asks a predicate. One that answers with a promise would always hold, so that is a mistake. */
export function askPredicate(predicate: () => boolean): PredicateAnswer {
  try {
    const answer: unknown = predicate();
    if (types.isPromise(answer)) {
      answer.catch(() => {
        // Its answer comes too late, whatever it is.
      });
      throw new InvalidArgumentError({
        field: "ctx.condition: predicate",
        expected: "a function that answers at once with true or false",
        found: "one that returns a promise",
      });
    }
    return answer ? HOLDS : OPEN;
  } catch (error) {
    return { type: "threw", error: error as Error };
  }
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
      const answer = askPredicate(condition.predicate);
      if (answer.type === "open") continue;
      this.#waiting = this.#waiting.filter((other) => other !== condition);
      return { operation: condition.operation, answer };
    }
    return null;
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** Gives the one who waits the answer. */
export function settleJudged({ operation, answer }: JudgedCondition): void {
  if (answer.type === "holds") operation.resolve(true);
  else operation.reject(answer.error);
}
