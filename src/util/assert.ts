/**
 * Invariants: what must hold in every run of a correct program. Always on. A broken one is a bug of
 * ours, never an operating error: it is not a RaftworkError, and it stops the replica it happened in.
 */

/** A broken invariant. Never caught to be ignored: the replica that meets it stops. */
export class InvariantError extends Error {
  override readonly name: string = "InvariantError";
}

/**
 * Throws when `condition` does not hold. Two facts are two calls, so that the message names one.
 *
 * The message may be a function where building it would cost on a hot path.
 *
 * @throws {InvariantError} when the condition is false.
 */
export function invariant(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === "string" ? message : message());
}

/** For the `default` of an exhaustive switch: does not compile when a case is missing. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${describe(value)}`);
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
