/** What `await` takes for a promise: promises of any realm and library, and what only looks like one, as query builders do. */

/** True for what has a method `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
