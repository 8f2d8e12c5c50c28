// Keys keep the order of their numbers, never run into each other, and the order of strings is that of UTF-8.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seal, unseal } from "../../src/storage/checksum.ts";
import {
  decodeNumber,
  encodeNumber,
  groupMetaKey,
  prefixRange,
  saveKey,
  statePrefix,
} from "../../src/storage/keys.ts";
import { compareUtf8 } from "../../src/util/utf8-order.ts";

const SEED = 20261121;
const anyNumber = fc.oneof(
  fc.nat({ max: 300 }),
  fc.maxSafeNat(),
  fc.nat({ max: 53 }).map((power) => Math.min(2 ** power, Number.MAX_SAFE_INTEGER)),
);

describe(`numbers in keys (SEED=${SEED})`, () => {
  test("come back, and are ordered as numbers", () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (one, other) => {
        const [a, b] = [encodeNumber(one), encodeNumber(other)];
        expect(decodeNumber(a)).toBe(one);
        expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(one - other));
        expect(a < b).toBe(one < other);
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  test("are no prefix of one another", () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (one, other) => {
        fc.pre(one !== other);
        expect(encodeNumber(one).startsWith(encodeNumber(other))).toBe(false);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test("are written in one way only", () => {
    expect(encodeNumber(0)).toBe("10");
    expect(encodeNumber(255)).toBe("2ff");
    expect(encodeNumber(Number.MAX_SAFE_INTEGER)).toBe("e1fffffffffffff");
    for (const text of [
      "",
      "1",
      "11x",
      "201",
      "2FF",
      "fffffffffffffff0",
      "e3fffffffffffff",
      "-1",
    ]) {
      expect(decodeNumber(text)).toBeUndefined();
    }
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])("refuse %d", (value) => {
    expect(() => encodeNumber(value)).toThrow(/safe integer/);
  });
});

describe(`the order of strings (SEED=${SEED})`, () => {
  const anyText = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 6 }),
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.string({
      unit: fc.constantFrom("a", "\u{d7ff}", "\u{e000}", "\u{ffff}", "\u{10000}"),
      maxLength: 4,
    }),
  );

  test("is that of their UTF-8 bytes", () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        expect(Math.sign(compareUtf8(one, other))).toBe(
          Buffer.compare(Buffer.from(one), Buffer.from(other)),
        );
      }),
      { seed: SEED, numRuns: 10_000 },
    );
  });
});

describe("the layout", () => {
  test("keeps groups, states and generations apart", () => {
    const prefixes = [
      statePrefix({ group: 1, generation: 1 }),
      statePrefix({ group: 1, generation: 17 }),
      statePrefix({ group: 17, generation: 1 }),
    ];
    const keys = [...prefixes.map((prefix) => `${prefix}x`), groupMetaKey(1), saveKey(1), "node"];
    for (const prefix of prefixes) {
      const { gte, lt } = prefixRange(prefix);
      const inside = keys.filter((key) => compareUtf8(key, gte) >= 0 && compareUtf8(key, lt) < 0);
      expect(inside).toEqual([`${prefix}x`]);
    }
  });

  test("a prefix's range holds every key below it and no other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 5 }), (tail) => {
        const { gte, lt } = prefixRange("g/11/state/");
        expect(compareUtf8(`g/11/state/${tail}`, gte) >= 0).toBe(true);
        expect(compareUtf8(`g/11/state/${tail}`, lt) < 0).toBe(true);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe(`checksums of values (SEED=${SEED})`, () => {
  test("pass what was written under the same key, and nothing else", () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 60 }), fc.nat(), (key, value, where) => {
        const sealed = seal(key, value);
        expect([...(unseal(key, sealed) ?? [])]).toEqual([...value]);
        expect(unseal(`${key}x`, sealed)).toBeUndefined();
        const damaged = new Uint8Array(sealed);
        const at = where % damaged.length;
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (where % 8));
        expect(unseal(key, damaged)).toBeUndefined();
        expect(unseal(key, sealed.subarray(0, where % sealed.length))).toBeUndefined();
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});
