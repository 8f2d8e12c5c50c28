// Goal: no bytes from a disk or from another node do more than be refused. Method: bytes of all kinds for everything that reads bytes; each
// input ends in a value or in the one typed error, soon, in little memory, and changes nothing but its result. The seed is in the name.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedBytesError, UnknownCommandError } from "../../src/errors.ts";
import { raftwork } from "../../src/gen/raftwork.js";
import { decodeOperationRecord } from "../../src/model/run-record.ts";
import { FUZZ_TEST_MS, fuzzing, fuzzSeeds, hostile } from "./fuzz.ts";
import {
  MESSAGE_TARGETS,
  MODEL_TARGETS,
  PAYLOAD_TARGETS,
  STORAGE_TARGETS,
  type Target,
} from "./targets.ts";

/** An input is a few hundred bytes; collected garbage moves the count by less than this. */
const MEMORY_MAX = 16 * 1024 * 1024;
/** Far more than any decoder takes, far less than an endless loop does. */
const TIME_MAX_MS = 1000;
const INPUTS = 500;

const targets = [...MODEL_TARGETS, ...STORAGE_TARGETS, ...MESSAGE_TARGETS, ...PAYLOAD_TARGETS];

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Decodes, and gives back the value in a list; null when it was refused as it may be. */
function decoded({ decode }: Target, bytes: Uint8Array): [unknown] | null {
  const before = memory();
  const startedAt = performance.now();
  try {
    return [decode(bytes)];
  } catch (error) {
    const isTyped = error instanceof MalformedBytesError || error instanceof UnknownCommandError;
    expect(isTyped, String(error)).toBe(true);
    return null;
  } finally {
    expect(performance.now() - startedAt).toBeLessThan(TIME_MAX_MS);
    expect(memory() - before).toBeLessThan(MEMORY_MAX);
  }
}

describe.each(fuzzSeeds())("bytes (SEED=%d)", (seed) => {
  test.each(targets)(
    "$name: any are read or refused with one error",
    (target) => {
      const property = fc.property(hostile(target.valid), (bytes) => {
        const copy = bytes.slice();
        decoded(target, bytes);
        expect(bytes).toEqual(copy);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(Reflect.get({}, "polluted")).toBeUndefined();
        expect(Reflect.get(() => {}, "polluted")).toBeUndefined();
      });
      fc.assert(property, fuzzing(seed, INPUTS));
    },
    FUZZ_TEST_MS,
  );

  test.each(targets)("$name: what is right is read", (target) => {
    const property = fc.property(target.valid, (bytes) => {
      // Of hostile JSON nothing is promised.
      if (target.name !== "payload of hostile JSON") expect(decoded(target, bytes)).not.toBeNull();
    });
    fc.assert(property, fuzzing(seed, 100));
  });
});

describe("nesting", () => {
  test("brackets in brackets are read or refused, and no more", () => {
    const text = "[".repeat(200_000) + "]".repeat(200_000);
    const [target] = PAYLOAD_TARGETS;
    for (const format of [0, 1]) {
      if (target) decoded(target, Uint8Array.from([format, ...Buffer.from(text)]));
    }
  });

  test("causes that go deeper than any that is written are refused", () => {
    // Tag and length around what is inside, thousands of times: failures and groups of unknown fields.
    const around = (tag: number, inside: number[]): number[] => {
      const { length } = inside;
      return [tag, (length % 0x80) + 0x80, (length >> 7) + 0x80, 0, ...inside];
    };
    const tagOf = (encoded: Uint8Array): number => encoded[0] ?? 0;
    const cause = tagOf(raftwork.Failure.encode({ cause: {} }).finish());
    const failure = tagOf(raftwork.OperationRecord.encode({ failure: {} }).finish());
    let nested: number[] = [];
    for (let depth = 0; depth < 2000; depth += 1) nested = around(cause, nested);
    const causes = Uint8Array.from(around(failure, nested));
    const groups = new Uint8Array(100_000).fill((15 << 3) | 3);
    for (const bytes of [causes, groups]) {
      expect(() => decodeOperationRecord(bytes)).toThrow(MalformedBytesError);
    }
    // A few are fine, and built as they are above.
    const few = Uint8Array.from(around(failure, around(cause, around(cause, []))));
    expect(decodeOperationRecord(few).failure?.cause?.cause?.cause).toBeNull();
  });
});
