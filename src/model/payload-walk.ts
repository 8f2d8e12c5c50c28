/**
 * The walk over a value before it is written: is it plain JSON, is it rich, or can it not come back equal?
 *
 * Two walks. `plainCopy` is quick and makes a copy on its way; nearly every value is plain and pays for nothing
 * else. `inspectValue` is exact: it finds out whether the value is rich, or throws with the path of what is
 * wrong. Both count what the value will take at least, so that a small value that names one big part many
 * times over costs no more than the limit allows.
 */
import { PayloadTooLargeError, UnserializableValueError } from "../errors.ts";
import { comesBackAsItself, OWN_PLACES } from "./error-revival.ts";

/** Containers may stand in each other at most this deep. */
export const NESTING_MAX = 64;

/** How a value is called in messages, and how large it may become. */
export interface PayloadOptions {
  /** What the value is, as the caller spells it: `result`, `input`, `value of "status"`. */
  readonly field: string;
  /** Most bytes of the encoded value (`payloadBytesMax`). */
  readonly limitBytes: number;
}

/** What is left of the limit; a walk only ever takes from it what the encoded value needs at least. */
interface Budget {
  left: number;
}

/** What `plainCopy` gives for a value that is not plain. */
export const NOT_PLAIN: unique symbol = Symbol("not plain");

/**
 * A copy of a value that JSON gives back exactly, equal to what it gives back. NOT_PLAIN for every other one, and for
 * some that are plain: those that may be over `limitBytes`, and those with a key `__proto__`.
 */
export function plainCopy(value: unknown, limitBytes: number): unknown {
  return copied(value, 0, { left: limitBytes });
}

function copied(value: unknown, depth: number, budget: Budget): unknown {
  budget.left -= 1;
  switch (typeof value) {
    case "string":
      budget.left -= value.length;
      return budget.left >= 0 ? value : NOT_PLAIN;
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : NOT_PLAIN;
    case "object":
      if (value === null) return null;
      if (depth >= NESTING_MAX || budget.left < 0) return NOT_PLAIN;
      return copiedContainer(value, depth, budget);
    default:
      return NOT_PLAIN;
  }
}

function copiedContainer(value: object, depth: number, budget: Budget): unknown {
  // The prototype comes first: the keys of a typed array would be a string for every byte.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) {
    return Array.isArray(value) ? copiedArray(value, depth, budget) : NOT_PLAIN;
  }
  if (prototype !== Object.prototype && prototype !== null) return NOT_PLAIN;
  const keys = Object.keys(value);
  if (Object.getOwnPropertyNames(value).length !== keys.length) return NOT_PLAIN;
  if (Object.getOwnPropertySymbols(value).length !== 0) return NOT_PLAIN;
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    if (key === "__proto__") return NOT_PLAIN;
    budget.left -= key.length;
    const property = Object.getOwnPropertyDescriptor(value, key);
    const part = copiedProperty(property, depth, budget);
    if (part === NOT_PLAIN) return NOT_PLAIN;
    if (key in copy) defineField(copy, key, part);
    else copy[key] = part;
  }
  return copy;
}

/** Object.prototype has the key as well: where it is frozen, or has a setter, to assign would throw or set nothing. */
function defineField(copy: object, key: string, value: unknown): void {
  const property = { value, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(copy, key, property);
}

function copiedArray(value: readonly unknown[], depth: number, budget: Budget): unknown {
  // The names are the indexes and `length`; a hole beside another key is found below.
  if (Object.getOwnPropertyNames(value).length !== value.length + 1) return NOT_PLAIN;
  if (Object.getOwnPropertySymbols(value).length !== 0) return NOT_PLAIN;
  const copy: unknown[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const property = Object.getOwnPropertyDescriptor(value, at);
    const part = copiedProperty(property, depth, budget);
    if (part === NOT_PLAIN) return NOT_PLAIN;
    copy.push(part);
  }
  return copy;
}

function copiedProperty(
  property: PropertyDescriptor | undefined,
  depth: number,
  budget: Budget,
): unknown {
  if (property === undefined || property.get !== undefined || property.set !== undefined) {
    return NOT_PLAIN;
  }
  return property.enumerable === true ? copied(property.value, depth + 1, budget) : NOT_PLAIN;
}

/**
 * Says whether a value is plain or rich.
 *
 * @throws {UnserializableValueError} with the path of what cannot come back equal.
 * @throws {PayloadTooLargeError} when it needs more than `limitBytes` at least.
 */
export function inspectValue(value: unknown, options: PayloadOptions): "plain" | "rich" {
  return new Inspection(options).inspect(value);
}

/** Keys that could reach a prototype where rich values are put together again. */
const PROTOTYPE_KEYS: ReadonlySet<PropertyKey> = new Set(["__proto__", "constructor", "prototype"]);

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

class Inspection {
  readonly #options: PayloadOptions;
  readonly #path: string[];
  readonly #ancestors: object[] = [];
  #left: number;
  #isRich = false;
  /** Length of the keys between the place of the walk and the rich value around it; each rich value is written with them. */
  #keysLength = 0;
  /** First key that must not stand beside a rich value. */
  #prototypeKeyAt: string | null = null;

  constructor(options: PayloadOptions) {
    this.#options = options;
    this.#left = options.limitBytes;
    this.#path = [options.field];
  }

  inspect(value: unknown): "plain" | "rich" {
    this.#visit(value);
    if (!this.#isRich) return "plain";
    if (this.#prototypeKeyAt !== null) {
      throw new UnserializableValueError({
        path: this.#prototypeKeyAt,
        reason: "the keys __proto__, constructor and prototype cannot stand beside rich values",
      });
    }
    return "rich";
  }

  #visit(value: unknown): void {
    this.#take(1);
    switch (typeof value) {
      case "string":
        this.#take(value.length);
        return;
      case "boolean":
        return;
      case "number":
        if (!Number.isFinite(value) || Object.is(value, -0)) this.#takeRich();
        return;
      case "undefined":
      case "bigint":
        return this.#takeRich();
      case "function":
        return this.#refuse("a function");
      case "symbol":
        return this.#refuse("a symbol");
      default:
        if (typeof value === "object" && value !== null) this.#visitObject(value);
    }
  }

  #visitObject(value: object): void {
    if (this.#ancestors.includes(value)) this.#refuse("a cycle: the value contains itself");
    if (this.#ancestors.length >= NESTING_MAX) this.#refuse(`nested deeper than ${NESTING_MAX}`);
    this.#ancestors.push(value);
    const keysLength = this.#keysLength;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value)) this.#visitArray(value, prototype);
    else if (prototype === Object.prototype || prototype === null) this.#visitFields(value);
    else this.#visitRich(value, prototype);
    this.#keysLength = keysLength;
    this.#ancestors.pop();
  }

  #visitArray(value: readonly unknown[], prototype: unknown): void {
    if (prototype !== Array.prototype) this.#refuseInstance(value);
    const names = Object.getOwnPropertyNames(value);
    for (let at = 0; at < value.length; at += 1) {
      const property = Object.getOwnPropertyDescriptor(value, at);
      if (property === undefined) this.#refuseAt(`[${at}]`, "a hole in a sparse array");
      if (!("value" in property)) this.#refuseAt(`[${at}]`, "an accessor");
      if (property.enumerable !== true) this.#refuseAt(`[${at}]`, "not enumerable");
      this.#visitAt(`[${at}]`, property.value);
    }
    // The names are the indexes, then `length`, then what does not belong there.
    const extra = names[value.length + 1];
    if (extra !== undefined) this.#refuseAt(step(extra), "a key of an array beside its items");
    this.#refuseSymbols(value);
  }

  #visitFields(value: object): void {
    this.#refuseSymbols(value);
    for (const key of Object.getOwnPropertyNames(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      if (property === undefined || !("value" in property)) {
        this.#refuseAt(step(key), "an accessor");
      }
      if (property.enumerable !== true) this.#refuseAt(step(key), "not enumerable");
      if (PROTOTYPE_KEYS.has(key)) this.#prototypeKeyAt ??= this.#path.join("") + step(key);
      this.#visitField(key, property.value);
    }
  }

  #visitRich(value: object, prototype: unknown): void {
    this.#takeRich();
    this.#keysLength = 0;
    if (prototype === Date.prototype && value instanceof Date) {
      this.#refuseOwnKeys(value);
      if (Number.isNaN(value.getTime())) this.#refuse("an invalid Date");
    } else if (prototype === Map.prototype && value instanceof Map) this.#visitMap(value);
    else if (prototype === Set.prototype && value instanceof Set) this.#visitSet(value);
    else if (prototype === RegExp.prototype && value instanceof RegExp) {
      if (Object.getOwnPropertyNames(value).length !== 1) this.#refuseOwnKeys(value);
      this.#refuseSymbols(value);
      this.#take(value.source.length);
    } else if (prototype === URL.prototype && value instanceof URL) {
      if (Object.keys(value).length !== 0) this.#refuseOwnKeys(value);
      if (!URL.canParse(value.href)) this.#refuse("a URL that cannot be read again");
      this.#take(value.href.length);
    } else if (ArrayBuffer.isView(value) && isTypedArray(value, prototype)) {
      // Keys beside the items are not looked for: that would make a string of every index.
      this.#take(value.byteLength);
    } else if (value instanceof Error) this.#visitError(value);
    else this.#refuseInstance(value);
  }

  #visitMap(value: ReadonlyMap<unknown, unknown>): void {
    this.#refuseOwnKeys(value);
    let at = 0;
    for (const [key, item] of value) {
      this.#visitAt(`.keys()[${at}]`, key);
      this.#visitAt(
        typeof key === "string" ? `.get(${JSON.stringify(key)})` : `.values()[${at}]`,
        item,
      );
      at += 1;
    }
  }

  #visitSet(value: ReadonlySet<unknown>): void {
    this.#refuseOwnKeys(value);
    let at = 0;
    for (const item of value) {
      this.#visitAt(`.values()[${at}]`, item);
      at += 1;
    }
  }

  #visitError(value: Error): void {
    if (!comesBackAsItself(value)) {
      this.#refuse(`an instance of class ${value.name}; only built-in errors come back equal`);
    }
    this.#refuseSymbols(value);
    for (const key of ["name", "message", "stack"] as const) {
      const text: unknown = value[key];
      if (typeof text === "string") this.#take(text.length);
      else if (key !== "stack") this.#refuseAt(`.${key}`, "no string");
      else if (text !== undefined) this.#visitAt(".stack", text);
    }
    for (const key of Object.getOwnPropertyNames(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      // V8 has `stack` as an accessor in some versions; the others that have places are read by name.
      if (key === "stack" || key === "message") continue;
      if (property === undefined || !("value" in property)) {
        this.#refuseAt(step(key), "an accessor");
      }
      if (PROTOTYPE_KEYS.has(key)) this.#prototypeKeyAt ??= this.#path.join("") + step(key);
      if (property.enumerable === true) this.#visitField(key, property.value);
      else if (OWN_PLACES.has(key) || key === "errors") this.#visitAt(step(key), property.value);
    }
  }

  #visitField(key: string, value: unknown): void {
    this.#take(key.length);
    this.#keysLength += key.length;
    this.#visitAt(step(key), value);
    this.#keysLength -= key.length;
  }

  #visitAt(segment: string, value: unknown): void {
    this.#path.push(segment);
    this.#visit(value);
    this.#path.pop();
  }

  #takeRich(): void {
    this.#isRich = true;
    this.#take(this.#keysLength);
  }

  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    const { field, limitBytes } = this.#options;
    throw new PayloadTooLargeError({ field, limitBytes, actualBytes: limitBytes - this.#left });
  }

  #refuseOwnKeys(value: object): void {
    const keys = Reflect.ownKeys(value).filter((key) => key !== "lastIndex");
    if (keys.length === 0) return;
    this.#refuse(`a ${classOf(value)} with keys of its own (${keys.map(String).join(", ")})`);
  }

  #refuseSymbols(value: object): void {
    const [symbol] = Object.getOwnPropertySymbols(value);
    if (symbol !== undefined) this.#refuseAt(`[${String(symbol)}]`, "a symbol as key");
  }

  #refuseInstance(value: object): never {
    if (value instanceof Promise || "then" in value) {
      this.#refuse("a promise (forgot await?)");
    }
    return this.#refuse(`an instance of class ${classOf(value)}`);
  }

  #refuseAt(segment: string, reason: string): never {
    this.#path.push(segment);
    return this.#refuse(reason);
  }

  #refuse(reason: string): never {
    throw new UnserializableValueError({ path: this.#path.join(""), reason: `it is ${reason}` });
  }
}

type TypedArrayClass = new (
  buffer: ArrayBuffer,
) => ArrayBufferView & { readonly BYTES_PER_ELEMENT: number };

/** By name, those that are read back: a class that only newer versions of Node have could not be read by all nodes. */
export const TYPED_ARRAYS: ReadonlyMap<string, TypedArrayClass> = new Map<string, TypedArrayClass>([
  ["Uint8Array", Uint8Array],
  ["Uint8ClampedArray", Uint8ClampedArray],
  ["Int8Array", Int8Array],
  ["Uint16Array", Uint16Array],
  ["Int16Array", Int16Array],
  ["Uint32Array", Uint32Array],
  ["Int32Array", Int32Array],
  ["Float32Array", Float32Array],
  ["Float64Array", Float64Array],
  ["BigUint64Array", BigUint64Array],
  ["BigInt64Array", BigInt64Array],
]);

/** True for a typed array of one of those classes, or a Buffer. */
function isTypedArray(view: ArrayBufferView, prototype: unknown): boolean {
  if (view instanceof DataView) return false;
  const tag: unknown = Reflect.get(view, Symbol.toStringTag);
  const own = typeof tag === "string" ? TYPED_ARRAYS.get(tag) : undefined;
  return prototype === own?.prototype || prototype === Buffer.prototype;
}

function classOf(value: object): string {
  const made: unknown = Reflect.get(value, "constructor");
  return typeof made === "function" && made.name !== "" ? made.name : "without a name";
}

function step(key: string): string {
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
