import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedBytesError } from "../../src/errors.ts";
import {
  type OperationParts,
  operationKey,
  parseOperationKey,
  ROOT_SCOPE,
  type ScopeInstance,
  scopeOfKey,
  scopePath,
} from "../../src/model/operation-key.ts";

const name = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.string({ unit: fc.constantFrom("/", ":", "#", "%", "2", "F", "3", "a"), maxLength: 6 }),
  fc.constantFrom("%2F", "sleep", "step", "a/b:c#0", "signal:x#1", ""),
);
const count = fc.oneof(fc.nat(), fc.nat({ max: 3 }));
const scope: fc.Arbitrary<ScopeInstance> = fc.record({
  kind: fc.constantFrom<ScopeInstance["kind"]>(null, "signal", "update"),
  name,
  count,
});
const own: fc.Arbitrary<OperationParts> = fc.oneof(
  fc.record({
    kind: fc.constantFrom<OperationParts["kind"]>("var", "step", "signal", "child", "scope"),
    name,
    count,
  }),
  fc.record({ kind: fc.constant<OperationParts["kind"]>("sleep"), name: fc.constant(null), count }),
  fc.record({ kind: fc.constant<OperationParts["kind"]>("patch"), name, count: fc.constant(null) }),
);
const operation = fc.tuple(fc.array(scope, { maxLength: 3 }), own);

function keyOf([scopes, parts]: [readonly ScopeInstance[], OperationParts]): string {
  return operationKey(scopes.reduce(scopePath, ROOT_SCOPE), parts);
}

describe("operationKey", () => {
  test.each([
    {
      key: "step:charge#0",
      scopes: [],
      parts: { kind: "step", name: "charge", count: 0 },
    },
    { key: "sleep#2", scopes: [], parts: { kind: "sleep", name: null, count: 2 } },
    { key: "patch:fraud%2F2", scopes: [], parts: { kind: "patch", name: "fraud/2", count: null } },
    {
      key: "item#1/step:charge#0",
      scopes: [{ kind: null, name: "item", count: 1 }],
      parts: { kind: "step", name: "charge", count: 0 },
    },
    {
      key: "signal:x#3/sleep#0",
      scopes: [{ kind: "signal", name: "x", count: 3 }],
      parts: { kind: "sleep", name: null, count: 0 },
    },
    {
      key: "a%3Ab%23c#0/var:100%25#7",
      scopes: [{ kind: null, name: "a:b#c", count: 0 }],
      parts: { kind: "var", name: "100%", count: 7 },
    },
  ] as const)("writes and reads $key", ({ key, scopes, parts }) => {
    expect(keyOf([scopes, parts])).toBe(key);
    expect(parseOperationKey(key)).toEqual({ scopes, ...parts });
  });

  test("reads back what it wrote (SEED=21)", () => {
    const property = fc.property(operation, ([scopes, parts]) => {
      const key = keyOf([scopes, parts]);
      expect(parseOperationKey(key)).toEqual({ scopes, ...parts });
      expect(scopeOfKey(key)).toBe(scopes.reduce(scopePath, ROOT_SCOPE));
    });
    fc.assert(property, { seed: 21, numRuns: 2000 });
  });

  test("gives different operations different keys (SEED=22)", () => {
    const property = fc.property(operation, operation, (one, other) => {
      expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    });
    fc.assert(property, { seed: 22, numRuns: 2000 });
  });

  test.each([
    { key: "" },
    { key: "step:a#" },
    { key: "walk:a#0" },
    { key: "step:a#01" },
    { key: "step:a#-1" },
    { key: "step:a#0#1" },
    { key: "step:a:b#0" },
    { key: "step:%zz#0" },
    { key: "step:%2f#0" },
    { key: "step:%41#0" },
    { key: "step:%#0" },
    { key: "item/step:a#0" },
    { key: "step:item#0/step:a#0" },
    { key: "item#0/" },
  ])("refuses $key", ({ key }) => {
    expect(() => parseOperationKey(key)).toThrow(MalformedBytesError);
  });

  test("refuses any text with that error or reads it (SEED=23)", () => {
    const property = fc.property(
      fc.string({ unit: fc.constantFrom("s", "/", ":", "#", "%", "0", "2", "F", "\n") }),
      (text) => {
        try {
          const { scopes, ...parts } = parseOperationKey(text);
          expect(keyOf([scopes, parts])).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytesError);
        }
      },
    );
    fc.assert(property, { seed: 23, numRuns: 2000 });
  });
});
