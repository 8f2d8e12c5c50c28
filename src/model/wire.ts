/**
 * The border between generated protobuf code and the model: every number, string and byte that comes out
 * of a decoder is checked here once, and everything malformed ends as MalformedBytesError.
 *
 * The generated decoders return Long for uint64 whatever their typings say, and bytes as views into the
 * frame.
 */
import { MalformedBytesError } from "../errors.ts";
import { ID_BYTES, NAME_BYTES_MAX } from "./limits.ts";
import { nameProblem } from "./names.ts";

interface LongLike {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

/** A decoded uint64 as a safe integer. @throws {MalformedBytesError} past 2^53 - 1. */
export function uint64(value: unknown, field: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number") {
    if (Number.isSafeInteger(value) && value >= 0) return value;
  } else if (isLongLike(value)) {
    const high = value.high >>> 0;
    if (high < 0x200000) return high * 0x100000000 + (value.low >>> 0);
  }
  throw new MalformedBytesError({
    field,
    expected: "an integer of 0 to 2^53 - 1",
    found: typeof value === "number" ? `${value}` : typeof value,
  });
}

/** A decoded uint32. @throws {MalformedBytesError} when it is none. */
export function uint32(value: unknown, field: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 0x100000000) {
    return value;
  }
  throw new MalformedBytesError({
    field,
    expected: "a uint32",
    found: typeof value === "number" ? `${value}` : typeof value,
  });
}

/** A decoded string, "" when absent. @throws {MalformedBytesError} with U+FFFD where bytes were no UTF-8 is not found here. */
export function text(value: unknown, field: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw new MalformedBytesError({ field, expected: "a string", found: typeof value });
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * Decoded bytes, empty when absent; a view into the frame. Never a Buffer, whose slice() gives views where that
 * of other arrays gives copies.
 */
export function bytes(value: unknown, field: string): Uint8Array {
  if (value === undefined || value === null) return NO_BYTES;
  if (value instanceof Uint8Array) {
    if (value.length === 0) return NO_BYTES;
    if (!Buffer.isBuffer(value)) return value;
    return new Uint8Array(value.buffer, value.byteOffset, value.length);
  }
  throw new MalformedBytesError({ field, expected: "bytes", found: typeof value });
}

/** A decoded uint64 for which 0 means none. @throws {MalformedBytesError} past 2^53 - 1. */
export function someUint64(value: unknown, field: string): number | null {
  const number = uint64(value, field);
  return number === 0 ? null : number;
}

/** Decoded bytes, of which an empty list means none; a view into the frame. @throws {MalformedBytesError} */
export function someBytes(value: unknown, field: string): Uint8Array | null {
  const found = bytes(value, field);
  return found.length === 0 ? null : found;
}

/** A decoded bool, false when absent. @throws {MalformedBytesError} when it is none. */
export function flag(value: unknown, field: string): boolean {
  if (value === undefined || value === null) return false;
  return typeof value === "boolean" ? value : malformed(field, "a bool", typeof value);
}

/** A decoded run id or request id; a view into the frame. @throws {MalformedBytesError} when it is none. */
export function id(value: unknown, field: string): Uint8Array {
  const found = bytes(value, field);
  if (found.length === ID_BYTES) return found;
  return malformed(field, `${ID_BYTES} bytes`, `${found.length} bytes`);
}

/** A decoded id or name of a user's, fit to be part of a key. @throws {MalformedBytesError} when it is none. */
export function name(value: unknown, field: string): string {
  const found = text(value, field);
  const problem = nameProblem(found);
  if (problem === null) return found;
  const expected = `a name of at most ${NAME_BYTES_MAX} bytes without control characters`;
  return malformed(field, expected, problem);
}

/** What a decoded number stands for: its place among the choices. @throws {MalformedBytesError} past them. */
export function choice<T>(choices: readonly T[], value: unknown, field: string): T {
  const number = uint32(value, field);
  const chosen = choices[number];
  return chosen ?? malformed(field, `0 to ${choices.length - 1}`, `${number}`);
}

/** Throws. @throws {MalformedBytesError} always, naming `field`. */
export function malformed(field: string, expected: string, found: string): never {
  throw new MalformedBytesError({ field, expected, found });
}

/** Runs a generated decoder; whatever it throws becomes a MalformedBytesError naming `field`. */
export function decodeWith<T>(field: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof MalformedBytesError) throw cause;
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new MalformedBytesError({ field, expected: "well-formed protobuf", found }, { cause });
  }
}

function isLongLike(value: unknown): value is LongLike {
  return (
    typeof value === "object" &&
    value !== null &&
    "low" in value &&
    "high" in value &&
    typeof value.low === "number" &&
    typeof value.high === "number"
  );
}
