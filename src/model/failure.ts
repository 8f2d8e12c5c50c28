/**
 * Failures: errors as data. What a function or a step threw is kept with name, message, stack, code, own
 * enumerable fields and causes, within a size; taking an error apart never throws, whatever its getters do.
 */
import type { Failure } from "./command.ts";
import { OWN_PLACES, reviveError } from "./error-revival.ts";
import { utf8Size } from "./names.ts";
import { decodePayload, encodePayload } from "./payload-codec.ts";

/** Bytes that a failure may take in all, its causes with it. */
export const FAILURE_BYTES_MAX = 16_384;
/** Causes that are kept behind an error. */
export const CAUSES_MAX = 8;
/** Errors of one AggregateError that are kept. */
export const ERRORS_MAX = 32;

const NAME_BYTES = 256;
const MESSAGE_BYTES = 4096;
const STACK_BYTES = 4096;
/** Tags and lengths of one failure on the wire, at most. */
const OVERHEAD_BYTES = 40;

const NO_FIELDS: Uint8Array = new Uint8Array(0);
const CUT = "…";

/** A failure that is being filled; stacks and fields come after all names and messages have their bytes. */
type Draft = { -readonly [K in keyof Failure]: Failure[K] };

interface Taking {
  left: number;
  readonly seen: Set<unknown>;
  readonly drafts: { readonly draft: Draft; readonly source: unknown }[];
}

/**
 * An error as data. Never throws.
 *
 * Anything that is no error becomes one: its text is the message, and it is kept as the field `thrown` when
 * it can be written. Past 16 KiB stacks are cut first, then fields are left out, then messages are cut.
 */
export function failureOf(error: unknown): Failure {
  const taking: Taking = { left: FAILURE_BYTES_MAX, seen: new Set(), drafts: [] };
  const root = take(error, 0, taking);
  for (const { draft, source } of taking.drafts) {
    draft.fields = takeFields(source, taking);
  }
  for (const { draft, source } of taking.drafts) {
    if (isObject(source)) draft.stack = takeText(read(source, "stack"), STACK_BYTES, taking);
  }
  return root;
}

/**
 * The error of a failure: built-in classes and Raftwork's own come back as themselves, others as Error with
 * their name. Fields that cannot be read are left out.
 */
export function errorOf(failure: Failure): Error {
  const fields = readFields(failure.fields);
  if (failure.code !== "" && !("code" in fields)) fields["code"] = failure.code;
  const parts = {
    name: failure.name,
    message: failure.message,
    stack: failure.stack,
    fields,
    errors: failure.errors === null ? null : failure.errors.map(errorOf),
  };
  return reviveError(failure.cause === null ? parts : { ...parts, cause: errorOf(failure.cause) });
}

/** Errors whose causes go deeper than this are not looked through further. */
const MATCH_DEPTH_MAX = 64;

/**
 * True when the error or one of its causes has this class or name.
 *
 * Classes do not survive the log, names do: a class matches every error that bears its name.
 *
 * ```ts
 * if (matchesError(error, CardDeclined)) return "declined";
 * ```
 */
export function matchesError(
  error: unknown,
  kind: string | (abstract new (...args: never[]) => Error),
): error is Error {
  let current = error;
  for (let depth = 0; depth <= MATCH_DEPTH_MAX && isObject(current); depth += 1) {
    if (isOfKind(current, kind)) return true;
    current = read(current, "cause");
  }
  return false;
}

function isOfKind(
  error: object,
  kind: string | (abstract new (...args: never[]) => Error),
): boolean {
  if (typeof kind === "string") return read(error, "name") === kind;
  return isInstance(error, kind) || read(error, "name") === kind.name;
}

function take(error: unknown, depth: number, taking: Taking): Draft {
  taking.left -= OVERHEAD_BYTES;
  taking.seen.add(error);
  const draft: Draft = {
    name: takeText(nameOf(error), NAME_BYTES, taking),
    code: takeText(codeOf(error), NAME_BYTES, taking),
    message: takeText(messageOf(error), MESSAGE_BYTES, taking),
    stack: "",
    fields: NO_FIELDS,
    cause: null,
    errors: null,
  };
  taking.drafts.push({ draft, source: error });
  if (!isObject(error)) return draft;
  const cause = read(error, "cause");
  if (cause !== undefined && depth < CAUSES_MAX && taking.left > 0 && !taking.seen.has(cause)) {
    draft.cause = take(cause, depth + 1, taking);
  }
  if (isInstance(error, AggregateError)) draft.errors = takeErrors(error, depth, taking);
  return draft;
}

function takeErrors(error: object, depth: number, taking: Taking): Failure[] {
  const errors = read(error, "errors");
  const taken: Failure[] = [];
  if (!isArray(errors) || depth >= CAUSES_MAX) return taken;
  for (let at = 0; at < ERRORS_MAX && taking.left > 0; at += 1) {
    const item = read(errors, `${at}`);
    if (item === undefined || taking.seen.has(item)) break;
    taken.push(take(item, depth + 1, taking));
  }
  return taken;
}

function takeText(value: unknown, bytesMax: number, taking: Taking): string {
  if (typeof value !== "string" || value === "") return "";
  const text = cutText(value, Math.max(0, Math.min(bytesMax, taking.left)));
  taking.left -= utf8Size(text);
  return text;
}

/** A well-formed text of at most `bytesMax` bytes; one that was cut ends with an ellipsis. */
function cutText(value: string, bytesMax: number): string {
  const text = value.slice(0, bytesMax + 1).replace(/\p{Surrogate}/gu, "\ufffd");
  if (value.length <= bytesMax && utf8Size(text) <= bytesMax) return text;
  let kept = "";
  let size = utf8Size(CUT);
  for (const character of text) {
    size += utf8Size(character);
    if (size > bytesMax) break;
    kept += character;
  }
  return bytesMax >= utf8Size(CUT) ? kept + CUT : "";
}

function nameOf(error: unknown): string {
  const name = isObject(error) ? read(error, "name") : undefined;
  return typeof name === "string" && name !== "" ? name : "Error";
}

function codeOf(error: unknown): string {
  const code = isObject(error) ? read(error, "code") : undefined;
  return typeof code === "string" || typeof code === "number" ? `${code}` : "";
}

function messageOf(error: unknown): string {
  if (!isObject(error)) return String(error);
  const message = read(error, "message");
  if (typeof message === "string") return message;
  try {
    return JSON.stringify(error) ?? typeof error;
  } catch {
    // A cycle, a BigInt or a toJSON that throws: there is no better text.
    return `a thrown ${typeof error}`;
  }
}

function takeFields(source: unknown, taking: Taking): Uint8Array {
  const fields = isErrorLike(source) ? ownFields(source) : { thrown: source };
  if (taking.left <= 0 || Object.keys(fields).length === 0) return NO_FIELDS;
  const whole = tryEncode(fields, taking.left);
  const encoded = whole ?? encodeWhatFits(fields, taking.left);
  taking.left -= encoded.length;
  return encoded;
}

/** Leaves out the fields that cannot be written or do not fit; those that come first stay. */
function encodeWhatFits(fields: Readonly<Record<string, unknown>>, bytesMax: number): Uint8Array {
  const kept = noFields();
  let encoded = NO_FIELDS;
  for (const [key, value] of Object.entries(fields)) {
    // Alone first, so that one bad field does not cost an encoding of all the good ones.
    if (tryEncode(value, bytesMax) === null) continue;
    const next = tryEncode({ ...kept, [key]: value }, bytesMax);
    if (next === null) continue;
    kept[key] = value;
    encoded = next;
  }
  return encoded;
}

/** Without a prototype: where Object.prototype is frozen, a field of the name of one of its keys could not be set. */
function noFields(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** Fields of one error that are looked at; the rest is left out. */
const FIELDS_MAX = 64;

function ownFields(source: object): Record<string, unknown> {
  const fields = noFields();
  let keys: readonly string[] = [];
  try {
    keys = Object.keys(source);
  } catch {
    // A proxy that does not show its keys has no fields.
  }
  for (const key of keys.slice(0, FIELDS_MAX)) {
    if (OWN_PLACES.has(key) || key === "__proto__") continue;
    const value = read(source, key);
    if (value !== undefined) fields[key] = value;
  }
  return fields;
}

function tryEncode(value: unknown, limitBytes: number): Uint8Array | null {
  try {
    return encodePayload(value, { field: "error", limitBytes });
  } catch {
    // Too large or not to be written: the caller leaves it out.
    return null;
  }
}

function readFields(fields: Uint8Array): Record<string, unknown> {
  if (fields.length === 0) return {};
  try {
    const decoded = decodePayload(fields, "Failure.fields");
    return isObject(decoded) ? { ...decoded } : {};
  } catch {
    // An error without its fields is better than another error in its place.
    return {};
  }
}

function isErrorLike(value: unknown): value is object {
  return (
    isObject(value) && (isInstance(value, Error) || typeof read(value, "message") === "string")
  );
}

/** `instanceof`, for whatever was thrown. Never throws. */
export function isInstance<T>(
  value: unknown,
  kind: abstract new (...args: never[]) => T,
): value is T {
  try {
    return value instanceof kind;
  } catch {
    // A proxy whose prototype cannot be read, or a class that forbids the question.
    return false;
  }
}

function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    // A revoked proxy.
    return false;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function read(target: object, key: string): unknown {
  try {
    return Reflect.get(target, key);
  } catch {
    // A getter or a trap that throws counts as a field that is not there.
    return undefined;
  }
}
