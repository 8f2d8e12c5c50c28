// What goes in comes back equal, or is refused with its path. The oracle is Node's isDeepStrictEqual.
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  MalformedBytesError,
  PayloadTooLargeError,
  StepFailedError,
  UnserializableValueError,
} from "../../src/errors.ts";
import { decodePayload, encodeChecked, encodePayload } from "../../src/model/payload-codec.ts";
import { inspectValue, NESTING_MAX, NOT_PLAIN, plainCopy } from "../../src/model/payload-walk.ts";

const options = { field: "result", limitBytes: 1_048_576 };

function roundTrip(value: unknown): unknown {
  const bytes = encodePayload(value, options);
  const decoded = decodePayload(bytes, "result");
  const checked = encodeChecked(value, options);
  expect(Buffer.compare(checked.payload, bytes)).toBe(0);
  // The oracle says whether this is what went in.
  expect(isDeepStrictEqual(checked.value, decoded)).toBe(true);
  expect(typeof decoded !== "object" || decoded === null || checked.value !== decoded).toBe(true);
  return decoded;
}

function nested(depth: number, core: unknown = 1): unknown {
  let value = core;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** One object that stands in itself twice at each of 60 levels: small in memory, 2^60 parts as a tree. */
function doubled(core: unknown): unknown {
  let value = core;
  for (let level = 0; level < 60; level += 1) value = [value, value];
  return value;
}

class Money {
  readonly cents = 1;
}
class Ids extends Array<number> {}
class Bytes extends Uint8Array {}
class CardDeclined extends Error {
  override readonly name = "CardDeclined";
}

const plainKey = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("a.b", "\\", "a\\.b", "", "0", "toString", "json", "length", "values", "."),
);
const plainLeaf = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    plainLeaf,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(plainKey, tie("value")), { maxLength: 5 }).map(Object.fromEntries),
  ),
})).value;

const richLeaf = fc.oneof(
  plainLeaf,
  fc.double(),
  fc.constantFrom(undefined, -0, Number.NaN, Infinity, -Infinity),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.webUrl().map((url) => new URL(url)),
  fc.constantFrom(/a/, /a\/b[/]\n/giu, /(?:)/, /\//y),
  fc.string().map((message) => new RangeError(message)),
);
const richKey = plainKey.filter((key) => !["__proto__", "constructor", "prototype"].includes(key));
const rich = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    richLeaf,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(richKey, tie("value")), { maxLength: 5 }).map(Object.fromEntries),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 4 }).map((list) => new Map(list)),
    fc.array(tie("value"), { maxLength: 4 }).map((list) => new Set(list)),
    fc
      .record({ message: fc.string(), cause: tie("value"), detail: tie("value") })
      .map(({ message, cause, detail }) =>
        Object.assign(new TypeError(message, { cause }), { detail }),
      ),
  ),
})).value;

describe("values come back equal", () => {
  test("plain ones, as JSON behind a byte 0 (SEED=41)", () => {
    const property = fc.property(plain, (value) => {
      const bytes = encodePayload(value, options);
      expect(bytes[0]).toBe(0);
      expect(Buffer.from(bytes.subarray(1)).toString()).toBe(JSON.stringify(value));
      expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
    });
    fc.assert(property, { seed: 41, numRuns: 1500 });
  });

  test("rich ones (SEED=42)", () => {
    const property = fc.property(rich, (value) => {
      expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
    });
    fc.assert(property, { seed: 42, numRuns: 3000 });
  });

  test("the quick walk and the exact one agree on what is plain (SEED=43)", () => {
    const property = fc.property(rich, (value) => {
      const exact = inspectValue(value, options) === "plain";
      const copy = plainCopy(value, options.limitBytes);
      expect(copy !== NOT_PLAIN).toBe(exact);
      if (exact) expect(isDeepStrictEqual(copy, JSON.parse(JSON.stringify(value)))).toBe(true);
    });
    fc.assert(property, { seed: 43, numRuns: 1500 });
  });

  test("a proxy is written as the walk saw it, whatever it shows later", () => {
    let reads = 0;
    const handler = {
      getOwnPropertyDescriptor: (target: object, key: PropertyKey) => ({
        ...Object.getOwnPropertyDescriptor(target, key),
        value: (reads += 1),
      }),
      get: () => "later",
    };
    const { payload, value } = encodeChecked(new Proxy({ a: 0 }, handler), options);
    expect(decodePayload(payload, "result")).toEqual(value);
    expect(value).toEqual({ a: reads });
  });

  test("a key of Object.prototype is a key, also where that is frozen or has a setter", () => {
    const shared: object = Object.prototype;
    const key = "settable";
    const value = { toString: 1, [key]: 2, list: [{ valueOf: null }] };
    const valueOf = Object.getOwnPropertyDescriptor(shared, "valueOf") ?? {};
    const toStringOf = Object.getOwnPropertyDescriptor(shared, "toString") ?? {};
    Object.defineProperty(shared, "valueOf", { ...valueOf, writable: false });
    Object.defineProperty(shared, "toString", { ...toStringOf, writable: false });
    Object.defineProperty(shared, key, { set: () => {}, configurable: true });
    let checked: unknown;
    try {
      checked = encodeChecked(value, options).value;
    } finally {
      Object.defineProperty(shared, "valueOf", valueOf);
      Object.defineProperty(shared, "toString", toStringOf);
      Reflect.deleteProperty(shared, key);
    }
    expect(JSON.stringify(checked)).toBe('{"toString":1,"settable":2,"list":[{"valueOf":null}]}');
  });

  test.each<{ name: string; value: unknown; format: number }>([
    { name: "undefined", value: undefined, format: 1 },
    { name: "null", value: null, format: 0 },
    { name: "an empty string", value: "", format: 0 },
    { name: "a lone surrogate in a string", value: "\ud800", format: 0 },
    { name: "0", value: 0, format: 0 },
    { name: "-0", value: -0, format: 1 },
    { name: "undefined as a field", value: { a: undefined }, format: 1 },
    { name: "undefined as an item", value: [undefined], format: 1 },
    { name: "a map by objects", value: new Map([[{ a: new Date(0) }, new Set([1n])]]), format: 1 },
    { name: "an object without prototype", value: Object.create(null) as unknown, format: 0 },
    { name: "a key __proto__ alone", value: JSON.parse('{"__proto__":{"a":1}}'), format: 0 },
    { name: "a key constructor alone", value: { constructor: 1, prototype: 2 }, format: 0 },
    { name: "a field toJSON that is no function", value: { toJSON: 1 }, format: 0 },
    { name: "64 levels", value: nested(NESTING_MAX), format: 0 },
    { name: "64 levels around a rich value", value: nested(NESTING_MAX, 1n), format: 1 },
    { name: "an empty typed array", value: new Float64Array(), format: 1 },
  ])("$name", ({ value, format }) => {
    const bytes = encodePayload(value, options);
    expect(bytes[0]).toBe(format);
    expect(decodePayload(bytes, "result")).toEqual(value);
  });

  test("a Buffer comes back as Uint8Array, with memory of its own", () => {
    const value = roundTrip({ file: Buffer.from("hello") }) as { file: Uint8Array };
    expect(value.file.constructor).toBe(Uint8Array);
    expect(Buffer.from(value.file).toString()).toBe("hello");
    expect(value.file.buffer.byteLength).toBe(5);
  });

  test("a part of an ArrayBuffer comes back as that part", () => {
    const whole = new Float64Array([1, Number.NaN, 3]);
    expect(roundTrip(whole.subarray(1))).toEqual(new Float64Array([Number.NaN, 3]));
  });

  test("every decoding gives a copy of its own", () => {
    const bytes = encodePayload({ list: [1] }, options);
    const first = decodePayload(bytes, "result") as { list: number[] };
    first.list.push(2);
    expect(decodePayload(bytes, "result")).toEqual({ list: [1] });
  });

  test("an object that stands in the value twice comes back as two", () => {
    const shared = { at: new Date(0) };
    const value = roundTrip([shared, shared]) as { at: Date }[];
    expect(value).toEqual([shared, shared]);
    expect(value[0]).not.toBe(value[1]);
  });

  test("errors keep class, message, stack, fields and any cause", () => {
    const cause = new Map([["when", new Date(5)]]);
    const error = Object.assign(new TypeError("no", { cause }), { code: "E_NO", at: 1n });
    const value = roundTrip({ error }) as { error: TypeError & { at: bigint; code: string } };
    expect(value.error).toBeInstanceOf(TypeError);
    expect(value.error).toEqual(error);
    expect(value.error.stack).toBe(error.stack);
    expect(value.error.cause).toEqual(cause);
    expect(Object.keys(value.error)).toEqual(["code", "at"]);
  });

  test.each<{ name: string; error: Error }>([
    { name: "a name of its own", error: Object.assign(new TypeError("x"), { name: "BadConfig" }) },
    { name: "the name of another", error: Object.assign(new Error("x"), { name: "RangeError" }) },
    {
      name: "an aggregate's name",
      error: Object.assign(new URIError("x"), { name: "AggregateError" }),
    },
    {
      name: "a hidden name",
      error: Object.defineProperty(new AggregateError([1], "x"), "name", { value: "Several" }),
    },
    {
      name: "Raftwork's own with a name of its own",
      error: Object.assign(
        new StepFailedError({ stepName: "a", attempts: 3, cause: new Error("no") }),
        { name: "ChargeFailed" },
      ),
    },
  ])("an error keeps its class with $name", ({ error }) => {
    const value = roundTrip({ error }) as { error: Error };
    expect(Object.getPrototypeOf(value.error)).toBe(Object.getPrototypeOf(error));
    expect(value.error.name).toBe(error.name);
    expect(isDeepStrictEqual(value.error, error)).toBe(true);
  });

  test("errors of all settled promises come back, Raftwork's own too", async () => {
    const failed = new StepFailedError({ stepName: "charge", attempts: 3, cause: new Error("no") });
    const settled = await Promise.allSettled([Promise.reject(failed), Promise.resolve(5)]);
    const value = roundTrip(settled) as [{ reason: StepFailedError }, unknown];
    expect(value[0].reason).toBeInstanceOf(StepFailedError);
    expect(value[0].reason.attempts).toBe(3);
    expect(value[0].reason.cause).toEqual(new Error("no"));
    expect(value).toEqual(settled);
  });

  test("an AggregateError keeps its errors, whatever they are", () => {
    const value = roundTrip(new AggregateError([new RangeError("a"), 2n], "both"));
    expect(value).toBeInstanceOf(AggregateError);
    expect((value as AggregateError).errors).toEqual([new RangeError("a"), 2n]);
  });
});

/** Node 20 sets a host that it does not read again; newer versions need not. */
const hostless = new URL("foo://user@host/");
hostless.host = ":";
const cycle: { self?: unknown } = {};
cycle.self = { back: cycle };
const withSymbol = { [Symbol("hidden")]: 1 };
const named = Object.assign([1], { extra: 2 });
const holed = [1, , 3]; // oxlint-disable-line no-sparse-arrays -- that is what is tested
const holedAndNamed = Object.assign([1, ,], { extra: 2 }); // oxlint-disable-line no-sparse-arrays
const accessors = Object.defineProperty([0], 0, { get: () => 1, enumerable: true });
const hidden = Object.defineProperty({ a: 1 }, "b", { value: 2, enumerable: false });
const throwing = new Proxy({}, { ownKeys: () => { throw new Error("trap"); } }); // biome-ignore format: one line

describe("values that would not come back equal are refused with their path", () => {
  test.each<{ name: string; value: unknown; path: string; reason: string }>([
    { name: "a function", value: { f: () => 1 }, path: "result.f", reason: "function" },
    { name: "a method", value: { toJSON: () => 1 }, path: "result.toJSON", reason: "function" },
    { name: "a class", value: [Money], path: "result[0]", reason: "function" },
    { name: "a symbol", value: Symbol("x"), path: "result", reason: "symbol" },
    {
      name: "a symbol as key",
      value: withSymbol,
      path: "result[Symbol(hidden)]",
      reason: "symbol",
    },
    { name: "a promise", value: { p: Promise.resolve(1) }, path: "result.p", reason: "await" },
    { name: "an instance", value: { a: [new Money()] }, path: "result.a[0]", reason: "Money" },
    { name: "an array's subclass", value: new Ids(3), path: "result", reason: "Ids" },
    { name: "bytes' subclass", value: new Bytes(3), path: "result", reason: "Bytes" },
    { name: "an ArrayBuffer", value: new ArrayBuffer(1), path: "result", reason: "ArrayBuffer" },
    {
      name: "a DataView",
      value: new DataView(new ArrayBuffer(1)),
      path: "result",
      reason: "DataView",
    },
    { name: "a Blob", value: new Blob(["x"]), path: "result", reason: "Blob" },
    { name: "Headers", value: { h: new Headers() }, path: "result.h", reason: "Headers" },
    { name: "a WeakMap", value: new WeakMap(), path: "result", reason: "WeakMap" },
    { name: "a boxed string", value: Object("x") as unknown, path: "result", reason: "String" },
    {
      name: "an accessor",
      value: {
        a: {
          get b() {
            return 1;
          },
        },
      },
      path: "result.a.b",
      reason: "accessor",
    },
    { name: "an accessor in an array", value: accessors, path: "result[0]", reason: "accessor" },
    { name: "a hidden field", value: hidden, path: "result.b", reason: "not enumerable" },
    { name: "a sparse array", value: holed, path: "result[1]", reason: "hole" },
    { name: "a hole and a key", value: holedAndNamed, path: "result[1]", reason: "hole" },
    { name: "an array with a key", value: named, path: "result.extra", reason: "beside its items" },
    {
      name: "an invalid Date",
      value: { when: new Date("x") },
      path: "result.when",
      reason: "invalid",
    },
    ...(URL.canParse(hostless.href)
      ? []
      : [
          { name: "a URL that is none", value: { u: hostless }, path: "result.u", reason: "a URL" },
        ]),
    {
      name: "a date with a key",
      value: Object.assign(new Date(0), { zone: "UTC" }),
      path: "result",
      reason: "zone",
    },
    {
      name: "a map with a key",
      value: Object.assign(new Map(), { a: 1 }),
      path: "result",
      reason: "keys of its own",
    },
    {
      name: "what only looks like a map",
      value: Object.create(Map.prototype),
      path: "result",
      reason: "reading it threw",
    },
    { name: "a cycle", value: cycle, path: "result.self.back", reason: "cycle" },
    {
      name: "a cycle through a map",
      value: new Map([["k", cycle]]),
      path: 'result.get("k").self.back',
      reason: "cycle",
    },
    {
      name: "65 levels",
      value: nested(NESTING_MAX + 1),
      path: `result${"[0].a".repeat(32)}`,
      reason: "64",
    },
    { name: "a key beside", value: { "a b": () => 1 }, path: 'result["a b"]', reason: "function" },
    {
      name: "a map's key",
      value: new Map([[() => 1, 1]]),
      path: "result.keys()[0]",
      reason: "function",
    },
    {
      name: "a map's value",
      value: new Map([[1, () => 1]]),
      path: "result.values()[0]",
      reason: "function",
    },
    {
      name: "a set's value",
      value: new Set([1, Symbol("x")]),
      path: "result.values()[1]",
      reason: "symbol",
    },
    {
      name: "__proto__ beside a rich value",
      value: JSON.parse('{"a":{"__proto__":1}}', (key, value: unknown) =>
        key === "" ? [value, 1n] : value,
      ),
      path: "result[0].a.__proto__",
      reason: "rich",
    },
    {
      name: "constructor beside a rich value",
      value: { constructor: 1, at: 1n },
      path: "result.constructor",
      reason: "rich",
    },
    {
      name: "prototype in an error",
      value: Object.assign(new Error("x"), { prototype: 1 }),
      path: "result.prototype",
      reason: "rich",
    },
    {
      name: "an error class of the user's",
      value: { e: new CardDeclined("x") },
      path: "result.e",
      reason: "CardDeclined",
    },
    {
      name: "a cause that cannot be written",
      value: new Error("x", { cause: () => 1 }),
      path: "result.cause",
      reason: "function",
    },
    { name: "a proxy that throws", value: throwing, path: "result", reason: "reading it threw" },
  ])("$name", ({ value, path, reason }) => {
    let refused: unknown;
    try {
      encodePayload(value, options);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(UnserializableValueError);
    expect((refused as UnserializableValueError).path).toBe(path);
    expect((refused as UnserializableValueError).message).toContain(reason);
  });
});

describe("typed arrays of a class that this codec does not read", () => {
  test("are refused: newer versions of Node have a Float16Array", () => {
    class Float16Array extends Uint16Array {
      override get [Symbol.toStringTag](): "Uint16Array" {
        return "Float16Array" as "Uint16Array";
      }
    }
    vi.stubGlobal("Float16Array", Float16Array);
    try {
      expect(() => encodePayload({ a: new Float16Array(2) }, options)).toThrow(
        UnserializableValueError,
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("the limit", () => {
  test.each<{ name: string; value: unknown; size: number }>([
    { name: "plain", value: "x".repeat(97), size: 100 },
    { name: "plain of two bytes each", value: "é".repeat(48), size: 99 },
    { name: "rich", value: [1n], size: 56 },
    { name: "undefined", value: undefined, size: 52 },
  ])("is on the encoded bytes: $name", ({ value, size }) => {
    expect(encodePayload(value, { field: "input", limitBytes: size })).toHaveLength(size);
    expect(() => encodePayload(value, { field: "input", limitBytes: size - 1 })).toThrow(
      new PayloadTooLargeError({ field: "input", limitBytes: size - 1, actualBytes: size }).message,
    );
  });

  test.each<{ name: string; core: unknown }>([
    { name: "plain", core: "x" },
    { name: "rich", core: 1n },
  ])("is met early by a small value that is a huge tree: $name", ({ core }) => {
    const encode = (): Uint8Array =>
      encodePayload(doubled(core), { ...options, limitBytes: 10_000 });
    expect(encode).toThrow(PayloadTooLargeError);
  });

  const longKey = "k".repeat(2_000);
  const withLongKey = { [longKey]: 1 };
  const errorWithLongKey = Object.assign(new Error("x"), withLongKey, { stack: "" });
  test.each<{ name: string; value: unknown }>([
    { name: "keys", value: Array.from({ length: 4_000 }, () => withLongKey) },
    {
      name: "keys beside a rich value",
      value: [1n, ...Array.from({ length: 4_000 }, () => withLongKey)],
    },
    { name: "keys of errors", value: Array.from({ length: 4_000 }, () => errorWithLongKey) },
    { name: "paths to rich values", value: { [longKey]: Array.from({ length: 4_000 }, () => 1n) } },
    {
      name: "paths to rich values in a map",
      value: new Map([[1, { [longKey]: { a: Array.from({ length: 4_000 }, () => -0) } }]]),
    },
    {
      name: "stacks that are no text",
      value: Array.from({ length: 4_000 }, () =>
        Object.assign(new Error("x"), { stack: [longKey] }),
      ),
    },
  ])("is met before a long text is made: $name", ({ value }) => {
    const stringify = vi.spyOn(JSON, "stringify");
    try {
      expect(() => encodePayload(value, options)).toThrow(PayloadTooLargeError);
      expect(stringify).not.toHaveBeenCalled();
    } finally {
      stringify.mockRestore();
    }
  });

  test("counts no more than what is written (SEED=45)", () => {
    const property = fc.property(rich, (value) => {
      const size = encodePayload(value, { ...options, limitBytes: Number.MAX_SAFE_INTEGER }).length;
      expect(encodePayload(value, { ...options, limitBytes: size })).toHaveLength(size);
    });
    fc.assert(property, { seed: 45, numRuns: 1500 });
  });

  test("counts a large typed array before it is turned into text", () => {
    const encode = (): Uint8Array => encodePayload(new Uint8Array(2_000_000), options);
    expect(encode).toThrow(PayloadTooLargeError);
  });
});

describe("bytes that are no payload", () => {
  const text = (format: number, body: string): Uint8Array =>
    Buffer.concat([Uint8Array.of(format), Buffer.from(body)]);

  test.each<{ name: string; bytes: Uint8Array }>([
    { name: "none", bytes: new Uint8Array() },
    { name: "another format", bytes: text(2, "1") },
    { name: "no text", bytes: text(0, "") },
    { name: "half a text", bytes: text(0, '{"a":') },
    { name: "no UTF-8", bytes: Uint8Array.of(0, 0x22, 0xff, 0x22) },
    { name: "rich without an object", bytes: text(1, "null") },
    { name: "an unknown annotation", bytes: text(1, '{"json":1,"meta":{"values":["x"],"v":1}}') },
    {
      name: "a path into a prototype",
      bytes: text(1, '{"json":{},"meta":{"values":{"__proto__.x":["undefined"]},"v":1}}'),
    },
    {
      name: "an unknown typed array",
      bytes: text(1, '{"json":"Function;","meta":{"values":[["custom","bytes"]],"v":1}}'),
    },
    {
      name: "half a number in a typed array",
      bytes: text(1, '{"json":"Float64Array;AA==","meta":{"values":[["custom","bytes"]],"v":1}}'),
    },
  ])("are refused: $name", ({ bytes }) => {
    expect(() => decodePayload(bytes, "history")).toThrow(MalformedBytesError);
    expect(() => decodePayload(bytes, "history")).toThrow(/expected history to be a payload/);
  });

  test("are refused with that error whatever they are (SEED=44)", () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(rich, fc.nat(), fc.nat({ max: 255 })).map(([value, at, byte]) => {
        const bytes = encodePayload(value, options);
        bytes[at % bytes.length] = byte;
        return bytes;
      }),
    );
    const property = fc.property(noise, (bytes) => {
      try {
        decodePayload(bytes, "history");
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBytesError);
      }
    });
    fc.assert(property, { seed: 44, numRuns: 3000 });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
