/**
 * Operation keys: which operation of a run a checkpoint belongs to. A key is a path of scope instances, then
 * `kind:name#n`, `n` counting the calls of that kind and name in that scope instance from 0:
 * `item#1/step:charge#0`. Without a name it is `sleep#n`; a code change marker has no count, `patch:id`.
 *
 * Scope instances are `name#n` (ctx.scope, an item of ctx.map, a saga) or `kind:name#n` (the handler of the
 * n-th signal or update): `signal:x#3/` is the scope of the handler of the fourth x.
 *
 * Invariant: two different operations never have the same key. `/ : # %` in names are percent-escaped.
 */
import { MalformedBytesError } from "../errors.ts";

/** What an operation is, as keys spell it. */
export type OperationKind =
  | "var"
  | "step"
  | "sleep"
  | "signal"
  | "condition"
  | "promise"
  | "child"
  | "scope"
  | "update"
  | "patch";

/** One scope instance on the path of a key. */
export interface ScopeInstance {
  /** `signal` or `update` for a handler, else null. */
  readonly kind: "signal" | "update" | null;
  readonly name: string;
  /** Which instance of that kind and name in the scope around it, from 0. */
  readonly count: number;
}

/** The parts of a key. */
export interface OperationParts {
  readonly kind: OperationKind;
  /** Null for operations without one, as a sleep. */
  readonly name: string | null;
  /** From 0; null for a code change marker, which has none. */
  readonly count: number | null;
}

/** A key taken apart. */
export interface ParsedOperationKey extends OperationParts {
  readonly scopes: readonly ScopeInstance[];
}

/** The scope path of the run itself. */
export const ROOT_SCOPE = "";

const SPECIAL = /[/:#%]/g;
const HAS_SPECIAL = /[/:#%]/;
const KINDS: ReadonlySet<string> = new Set([
  "var",
  "step",
  "sleep",
  "signal",
  "condition",
  "promise",
  "child",
  "scope",
  "update",
  "patch",
]);

/** A name as it stands in a key: `/ : # %` become `%2F %3A %23 %25`. */
export function escapeName(name: string): string {
  // Hardly any name has one, and to replace nothing takes as long as a replacement.
  if (!HAS_SPECIAL.test(name)) return name;
  return name.replace(SPECIAL, (special) => `%${hexOf(special)}`);
}

/**
 * The key of an operation in the scope whose path is `scope` (`""`, or what `scopePath` gave).
 */
export function operationKey(scope: string, { kind, name, count }: OperationParts): string {
  const named = name === null ? kind : `${kind}:${escapeName(name)}`;
  return count === null ? scope + named : `${scope}${named}#${count}`;
}

/** The path of a scope instance inside the scope `parent`; it ends with a slash. */
export function scopePath(parent: string, { kind, name, count }: ScopeInstance): string {
  const named = kind === null ? escapeName(name) : `${kind}:${escapeName(name)}`;
  return `${parent}${named}#${count}/`;
}

/** The path of the scope that an operation belongs to: all of its key before the operation itself. */
export function scopeOfKey(key: string): string {
  return key.slice(0, key.lastIndexOf("/") + 1);
}

/** Takes a key apart. @throws {MalformedBytesError} when it is none that `operationKey` gives. */
export function parseOperationKey(key: string): ParsedOperationKey {
  const segments = key.split("/");
  const own = segments.pop() ?? "";
  const scopes = segments.map((segment) => parseScope(segment, key));
  const { kind, name, count } = parseSegment(own, key);
  if (kind === null || !isOperationKind(kind)) malformed("a kind of operation", key);
  return { scopes, kind, name, count };
}

function parseScope(segment: string, key: string): ScopeInstance {
  const { kind, name, count } = parseSegment(segment, key);
  if (count === null) malformed("a count in each scope", key);
  // Without a colon the one word is the scope's name; for an operation it would be its kind.
  if (name === null) return { kind: null, name: unescapeName(kind ?? "", key), count };
  if (kind !== "signal" && kind !== "update") malformed("signal or update as a scope's kind", key);
  return { kind, name, count };
}

interface Segment {
  readonly kind: string | null;
  readonly name: string | null;
  readonly count: number | null;
}

const SEGMENT = /^([^:#]*)(?::([^:#]*))?(?:#(0|[1-9]\d{0,15}))?$/;

function parseSegment(segment: string, key: string): Segment {
  const parts = SEGMENT.exec(segment);
  if (parts === null) malformed("kind:name#n", key);
  const [, kind = null, name, count] = parts;
  return {
    kind,
    name: name === undefined ? null : unescapeName(name, key),
    count: count === undefined ? null : Number(count),
  };
}

function unescapeName(escaped: string, key: string): string {
  return escaped.replace(/%(..)?/g, (_, code: string | undefined) => {
    const special = SPECIALS.find((character) => hexOf(character) === code);
    return special ?? malformed("%2F, %3A, %23 or %25 after %", key);
  });
}

const SPECIALS: readonly string[] = ["/", ":", "#", "%"];

function hexOf(special: string): string {
  return special.charCodeAt(0).toString(16).toUpperCase();
}

function isOperationKind(kind: string): kind is OperationKind {
  return KINDS.has(kind);
}

function malformed(expected: string, key: string): never {
  throw new MalformedBytesError({
    field: "operation key",
    expected,
    found: JSON.stringify(key.slice(0, 200)),
  });
}
