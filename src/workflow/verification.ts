/**
 * Verification: what a node can compute again is compared with what was committed. Compared decoded: two codecs may write one value
 * in two ways.
 */
import type { Outcome } from "../model/command.ts";
import { decodePayload } from "../model/payload-codec.ts";
import { sameBytes } from "./operation.ts";

/** What a node computed is not what was committed; the committed value is the one that counts. */
export interface DeterminismMismatch {
  /** Operation key, or `result` for the result of the run. */
  readonly key: string;
  /** Path of the first difference, as `.items[3].price`; "" for the value as a whole. */
  readonly path: string;
  /** What differs there, in words. Values are not told. */
  readonly difference: string;
}

/** What a comparison came to; `unknown`: the bytes cannot be decoded here. */
export type Comparison =
  | { readonly type: "equal" }
  | { readonly type: "different"; readonly path: string; readonly difference: string }
  | { readonly type: "unknown"; readonly error: unknown };

const EQUAL: Comparison = Object.freeze({ type: "equal" });

/** Compares the outcome that this node computed with the committed one. */
export function compareOutcomes(own: Outcome, committed: Outcome): Comparison {
  if (own.type === "failure" || committed.type === "failure") {
    return compareFailures(own, committed);
  }
  if (sameBytes(own.payload, committed.payload)) return EQUAL;
  try {
    const found = firstDifference(
      decodePayload(own.payload, "own value"),
      decodePayload(committed.payload, "committed value"),
    );
    return found === null ? EQUAL : { type: "different", ...found };
  } catch (error) {
    return { type: "unknown", error };
  }
}

/** Stacks differ from node to node, so that only name and message count. */
function compareFailures(own: Outcome, committed: Outcome): Comparison {
  if (own.type !== committed.type) {
    const difference = `a ${own.type} here, a ${committed.type} in the log`;
    return { type: "different", path: "", difference };
  }
  if (own.type !== "failure" || committed.type !== "failure") return EQUAL;
  for (const field of ["name", "message"] as const) {
    if (own.failure[field] === committed.failure[field]) continue;
    return { type: "different", path: `.${field}`, difference: "another error" };
  }
  return EQUAL;
}

/** Where two values differ first. */
export interface Difference {
  readonly path: string;
  readonly difference: string;
}

/**
 * The first difference of two decoded values; null when they are equal. The order of an object's keys means nothing, that of
 * a map or a set does, because a function can see it; NaN equals itself, and 0 is not -0.
 */
export function firstDifference(own: unknown, committed: unknown, path = ""): Difference | null {
  if (Object.is(own, committed)) return null;
  if (!isObject(own) || !isObject(committed)) {
    return { path, difference: `${kindOf(own)} here, ${kindOf(committed)} in the log` };
  }
  if (kindOf(own) !== kindOf(committed)) {
    return { path, difference: `${kindOf(own)} here, ${kindOf(committed)} in the log` };
  }
  if (own instanceof Map && committed instanceof Map) return mapDifference(own, committed, path);
  if (own instanceof Set && committed instanceof Set) {
    return firstDifference([...own], [...committed], path);
  }
  const text = textOf(own);
  if (text !== null && text !== textOf(committed)) {
    return { path, difference: `another ${kindOf(own)}` };
  }
  if (text !== null && !(own instanceof Error)) return null;
  return fieldsDifference(own, committed, path);
}

function mapDifference(
  own: ReadonlyMap<unknown, unknown>,
  committed: ReadonlyMap<unknown, unknown>,
  path: string,
): Difference | null {
  return (
    firstDifference([...own.keys()], [...committed.keys()], `${path}.keys()`) ??
    firstDifference([...own.values()], [...committed.values()], `${path}.values()`)
  );
}

function fieldsDifference(own: object, committed: object, path: string): Difference | null {
  const ownKeys = Object.keys(own);
  for (const key of ownKeys) {
    const place = Array.isArray(own) ? `${path}[${key}]` : `${path}.${key}`;
    if (!Object.hasOwn(committed, key)) return { path: place, difference: "only here" };
    const found = firstDifference(Reflect.get(own, key), Reflect.get(committed, key), place);
    if (found !== null) return found;
  }
  for (const key of Object.keys(committed)) {
    if (Object.hasOwn(own, key)) continue;
    const place = Array.isArray(own) ? `${path}[${key}]` : `${path}.${key}`;
    return { path: place, difference: "only in the log" };
  }
  return null;
}

/** What is compared as text; null for what has fields or elements. */
function textOf(value: object): string | null {
  if (value instanceof Date) return `${value.getTime()}`;
  if (value instanceof URL || value instanceof RegExp) return value.toString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
  }
  return null;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (!isObject(value)) return typeof value === "undefined" ? "undefined" : `a ${typeof value}`;
  if (Array.isArray(value)) return "an array";
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind === "Object" ? "an object" : kind;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
