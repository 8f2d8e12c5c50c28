/**
 * Failures on the wire: the same in commands and in records.
 */
import { MalformedBytesError } from "../errors.ts";
import type { raftwork } from "../gen/raftwork.js";
import type { Failure } from "./command.ts";
import { bytes, text } from "./wire.ts";

/** Failures nest at most this deep on the wire; the encoder cuts earlier. */
const FAILURE_DEPTH_MAX = 32;

/** The wire form of a failure. */
export function failureToWire(failure: Failure): raftwork.Failure.$Properties {
  return {
    name: failure.name,
    message: failure.message,
    stack: failure.stack,
    code: failure.code,
    fields: failure.fields,
    cause: failure.cause === null ? null : failureToWire(failure.cause),
    errors: failure.errors === null ? [] : failure.errors.map(failureToWire),
  };
}

/** Reads a failure. @throws {MalformedBytesError} when it nests too deep or a field is not what it should be. */
export function failureFromWire(wire: raftwork.Failure.$Properties, depth: number): Failure {
  if (depth > FAILURE_DEPTH_MAX) {
    throw new MalformedBytesError({
      field: "Failure.cause",
      expected: `at most ${FAILURE_DEPTH_MAX} levels`,
      found: "more",
    });
  }
  const name = text(wire.name, "Failure.name");
  return {
    name,
    message: text(wire.message, "Failure.message"),
    stack: text(wire.stack, "Failure.stack"),
    code: text(wire.code, "Failure.code"),
    fields: bytes(wire.fields, "Failure.fields"),
    cause: wire.cause ? failureFromWire(wire.cause, depth + 1) : null,
    errors:
      name === "AggregateError" || (wire.errors?.length ?? 0) > 0
        ? (wire.errors ?? []).map((error) => failureFromWire(error, depth + 1))
        : null,
  };
}
