// Goal: what was sealed can be unsealed, whatever the bytes are made of. Method: the ways in which a program comes by bytes, empty ones above
// all: some of them have no memory at all.
import { expect, test } from "vitest";
import { seal, unseal } from "../../src/storage/checksum.ts";

const KEY = "g/11/state/11/closed/run";

/** Something has looked at its buffer, so that it is not in the heap any more. */
function lookedAt(bytes: Uint8Array): Uint8Array {
  expect(bytes.buffer.byteLength).toBe(bytes.length);
  return bytes;
}

test.each<[string, Uint8Array]>([
  ["no bytes", new Uint8Array(0)],
  ["no bytes of a buffer of their own", new Uint8Array(new ArrayBuffer(0))],
  ["no bytes that somebody has looked at", lookedAt(new Uint8Array(0))],
  ["no text", new TextEncoder().encode("")],
  ["nothing of a buffer", new Uint8Array(5).subarray(2, 2)],
  ["a copy of nothing", structuredClone(new Uint8Array(0))],
  ["an empty Buffer", Buffer.alloc(0)],
  ["one byte", lookedAt(new Uint8Array([7]))],
  ["a part of a buffer", new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
])("%s are found as they were, and under no other key", (_, value) => {
  const sealed = seal(KEY, value);
  expect(unseal(KEY, sealed)).toEqual(new Uint8Array(value));
  expect(unseal(`${KEY}s`, sealed)).toBeUndefined();
  // Two that are equal are equal on the disk.
  expect(sealed).toEqual(seal(KEY, new Uint8Array(Array.from(value))));
});
