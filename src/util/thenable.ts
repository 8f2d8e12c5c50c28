/** What `await` takes for a promise: promises of any realm and library, and what only looks like one, as query builders do. */

import { types } from "node:util";

/** True for what has a method `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/**
 * Gives `failed` what a callback of the user's rejects with that turned out to be async: it would be nobody's. It may be a promise of any
 * realm; what only looks like one is left alone, because it may begin to work when it is waited for.
 */
export function catchRejection(given: unknown, failed: (error: unknown) => void): void {
  if (types.isPromise(given)) given.catch(failed);
}
