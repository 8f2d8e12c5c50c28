import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../src/errors.ts";
import { assertWellFormed, NAME_BYTES_MAX, utf8Size } from "../../src/model/names.ts";

describe("assertWellFormed", () => {
  test.each([
    { text: "order-1" },
    { text: "Bestellung / Größe: #1 %" },
    { text: "注文😀" },
    { text: "x".repeat(256) },
    { text: "é".repeat(128) },
    { text: "😀".repeat(64) },
  ])("takes $text", ({ text }) => {
    expect(() => assertWellFormed(text, "workflowId")).not.toThrow();
  });

  test.each<{ text: unknown; found: string }>([
    { text: "", found: '""' },
    { text: "x".repeat(257), found: "257 bytes" },
    { text: "é".repeat(129), found: "258 bytes" },
    { text: "😀".repeat(65), found: "260 bytes" },
    { text: "a\u0000b", found: "control character" },
    { text: "a\nb", found: "control character" },
    { text: "a\u007f", found: "control character" },
    { text: "a\u0085", found: "control character" },
    { text: "\ud800", found: "lone surrogate" },
    { text: "a\udc00b", found: "lone surrogate" },
    { text: 5, found: "number" },
    { text: undefined, found: "undefined" },
  ])("refuses $text: $found", ({ text, found }) => {
    const check = (): void => assertWellFormed(text as string, "workflowId");
    expect(check).toThrow(InvalidArgumentError);
    expect(check).toThrow(/^Expected workflowId to be .* 256 bytes/);
    expect(check).toThrow(found);
  });

  test("counts bytes as UTF-8 has them (SEED=11)", () => {
    const property = fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
      expect(utf8Size(text)).toBe(Buffer.byteLength(text));
    });
    fc.assert(property, { seed: 11, numRuns: 500 });
  });

  test("agrees with the bytes at the limit (SEED=12)", () => {
    const character = fc.constantFrom("a", "é", "注", "😀");
    const property = fc.property(fc.array(character, { minLength: 50, maxLength: 260 }), (list) => {
      const text = list.join("");
      const fits = Buffer.byteLength(text) <= NAME_BYTES_MAX;
      if (fits) assertWellFormed(text, "name");
      else expect(() => assertWellFormed(text, "name")).toThrow(InvalidArgumentError);
    });
    fc.assert(property, { seed: 12, numRuns: 300 });
  });
});
