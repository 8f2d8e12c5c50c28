import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestState, Fnv1a64, StateDigest } from "../../src/machine/state-digest.ts";

const rows = fc.array(
  fc.record({
    key: fc.string({ unit: "grapheme", maxLength: 5 }),
    value: fc.uint8Array({ maxLength: 5 }),
  }),
  { maxLength: 8 },
);

/** FNV-1a by its definition, with whole numbers of any size. */
function naive(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}

describe("Fnv1a64", () => {
  test.each([
    { text: "", hex: "cbf29ce484222325" },
    { text: "a", hex: "af63dc4c8601ec8c" },
    { text: "foobar", hex: "85944171f73967e8" },
  ])("of $text is what its authors publish", ({ text, hex }) => {
    const hash = new Fnv1a64();
    hash.addBytes(Buffer.from(text));
    expect(hash.hex()).toBe(hex);
  });

  test("agrees with the definition (SEED=91)", () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const hash = new Fnv1a64();
      hash.addBytes(bytes);
      expect(hash.hex()).toBe(naive(bytes));
    });
    fc.assert(property, { seed: 91, numRuns: 500 });
  });
});

describe("a state's digest", () => {
  test("does not show how the rows were cut into pages (SEED=92)", () => {
    const property = fc.property(rows, fc.nat(), (all, place) => {
      const at = place % (all.length + 1);
      expect(digestState([all.slice(0, at), [], all.slice(at)])).toBe(digestState([all]));
      const digest = new StateDigest();
      for (const row of all) digest.add([row]);
      expect(digest.hex()).toBe(digestState([all]));
    });
    fc.assert(property, { seed: 92, numRuns: 300 });
  });

  test("differs where rows differ (SEED=93)", () => {
    const property = fc.property(rows, rows, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(digestState([one]) === digestState([other])).toBe(isSame);
    });
    fc.assert(property, { seed: 93, numRuns: 500 });
    const value = (text: string): Uint8Array => Buffer.from(text);
    expect(digestState([[{ key: "ab", value: value("c") }]])).not.toBe(
      digestState([[{ key: "a", value: value("bc") }]]),
    );
  });
});
