/** Odd values by fast-check: what callers without types may give, and what users' code may bring along. */
import * as fc from "fast-check";

/** Values that no library should be surprised by, each made anew. */
const ODD: ReadonlyArray<() => unknown> = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => -0,
  () => Infinity,
  () => 2 ** 53,
  () => -1,
  () => 0.5,
  () => 10n ** 30n,
  () => Symbol("odd"),
  () => Symbol.iterator,
  () => "",
  () => "\ud800",
  () => "a\u0000b",
  () => "__proto__",
  () => "constructor",
  () => "x".repeat(300),
  () => () => "called",
  () => async () => {},
  () => Promise.resolve(1),
  () => new Date(Number.NaN),
  () => new Date(0),
  () => /a/g,
  () => new Map([[{}, new Set([1])]]),
  () => new WeakMap(),
  () => new Proxy({}, {}),
  () => Object.create(null) as unknown,
  () => JSON.parse('{"__proto__":{"polluted":1}}') as unknown,
  () => Object.create({ inherited: 1 }) as unknown,
  () => Array.from({ length: 3 }),
  () => sparse(),
  () => new Uint8Array(3),
  () => new SharedArrayBuffer(4),
  () => new DataView(new ArrayBuffer(2)),
  () => new URL("http://a/"),
  () => new Error("odd", { cause: Symbol("cause") }),
  () => new (class Strange extends Error {})("strange"),
  () => cyclic(),
  () => deep(200),
  () => new AbortController().signal,
  () => Object.freeze([]),
  () => globalThis,
  () => new Number(5),
  () => new String("boxed"),
];

function sparse(): unknown[] {
  const made: unknown[] = [];
  made[2] = "a";
  return made;
}

function cyclic(): object {
  const made: Record<string, unknown> = {};
  made["self"] = { made };
  return made;
}

function deep(levels: number): unknown {
  let made: unknown = 1;
  for (let level = 0; level < levels; level += 1) made = { made };
  return made;
}

/** An odd value, one in an object or in a list, or any other that fast-check knows. */
export const odd: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 6, arbitrary: fc.constantFrom(...ODD).map((make) => make()) },
    {
      weight: 2,
      arbitrary: fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withSet: true,
        withSparseArray: true,
        withTypedArray: true,
      }),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.string({ maxLength: 5 }), tie("value"), { maxKeys: 3 }),
    },
  ),
})).value;

/** An object of options: each known key as it should be, odd, or not there; sometimes a key that nobody knows, or no object at all. */
export function oddOptions(
  known: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(known).map(([key, fit]) => [
      key,
      fc.oneof({ weight: 3, arbitrary: fit }, { weight: 1, arbitrary: odd }),
    ]),
  );
  const options = fc.record(fields, { requiredKeys: [] });
  return fc.oneof(
    { weight: 8, arbitrary: options },
    {
      weight: 1,
      arbitrary: fc.tuple(options, odd).map(([given, value]) => ({ ...given, unknown: value })),
    },
    { weight: 1, arbitrary: odd },
  );
}

/** Fails when a prototype has got a property that it did not have. */
export function expectNoPollution(): void {
  const found = [Object.prototype, Array.prototype, Function.prototype].flatMap((prototype) => [
    ...Object.keys(prototype),
    ...("polluted" in prototype ? ["polluted"] : []),
  ]);
  if (found.length > 0) throw new Error(`a prototype got ${found.join(", ")}`);
}
