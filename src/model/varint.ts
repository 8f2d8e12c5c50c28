/**
 * Varints of protobuf's wire format for the few messages that are read and written by hand, because a hot path
 * needs it. Numbers are safe integers; what is larger on the wire is malformed.
 */
import { MalformedBytesError } from "../errors.ts";

/** A place in bytes that are being read. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Bytes that a number takes as a varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** Writes a varint and gives the offset behind it. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  // Beyond 2^31 bit operators would cut the number, so the high part goes by division.
  while (rest >= 0x80) {
    target[at] = (rest % 0x80) + 0x80;
    rest = Math.floor(rest / 0x80);
    at += 1;
  }
  target[at] = rest;
  return at + 1;
}

/** Reads a varint and moves the cursor behind it. @throws {MalformedBytesError} naming `field`. */
export function readVarint(cursor: Cursor, field: string): number {
  let value = 0;
  let factor = 1;
  for (let count = 0; count < 8; count += 1) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) return malformed(field, "a varint", "the end");
    cursor.at += 1;
    value += (byte % 0x80) * factor;
    if (byte < 0x80) {
      if (!Number.isSafeInteger(value)) malformed(field, "a varint below 2^53", `${value}`);
      return value;
    }
    factor *= 0x80;
  }
  return malformed(field, "a varint of at most 8 bytes", "more");
}

function malformed(field: string, expected: string, found: string): never {
  throw new MalformedBytesError({ field, expected, found });
}
