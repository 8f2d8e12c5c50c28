/**
 * PayloadCodec: values to bytes and back, so that what comes back is equal or the value is refused.
 *
 * The first byte says how the rest is written: 0 plain JSON, 1 what superjson makes of Date, Map, Set,
 * BigInt, URL, RegExp, typed arrays, built-in errors, undefined, NaN, the infinities and -0. One walk decides, and
 * refuses the rest with its path, because superjson itself flattens, drops or accepts most of it.
 *
 * Caveats: a Buffer comes back as Uint8Array; an object that stands in a value twice comes back as two; an
 * object without prototype comes back with Object's; RegExp.lastIndex is not kept.
 */
import { SuperJSON, type SuperJSONResult } from "superjson";
import {
  MalformedBytesError,
  PayloadTooLargeError,
  RaftworkError,
  UnserializableValueError,
} from "../errors.ts";
import { Piece } from "../util/slab.ts";
import { classNameBeside, type ErrorParts, OWN_PLACES, reviveError } from "./error-revival.ts";
import {
  inspectValue,
  NOT_PLAIN,
  type PayloadOptions,
  plainCopy,
  TYPED_ARRAYS,
} from "./payload-walk.ts";

export type { PayloadOptions };

const FORMAT_PLAIN = 0;
const FORMAT_RICH = 1;

/** What superjson makes of undefined, which every second step returns. */
const UNDEFINED_TEXT = '{"json":null,"meta":{"values":["undefined"],"v":1}}';

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The bytes of a value.
 *
 * ```ts
 * encodePayload({ at: new Date(0) }, { field: "result", limitBytes: 1_048_576 });
 * ```
 *
 * @throws {UnserializableValueError} with the path of what would not come back equal.
 * @throws {PayloadTooLargeError} when the bytes are more than `limitBytes`.
 */
export function encodePayload(value: unknown, options: PayloadOptions): Uint8Array {
  const { format, text } = written(value, options);
  return toBytes(format, text, options);
}

/** A payload, and the value that its bytes give back: nothing that cannot be decoded is to reach the log. */
export interface CheckedPayload {
  readonly payload: Uint8Array;
  /** A copy of its own. */
  readonly value: unknown;
}

/**
 * The bytes of a value, and what they come back as.
 *
 * @throws as {@link encodePayload}, and {MalformedBytesError} when they cannot be decoded.
 */
export function encodeChecked(value: unknown, options: PayloadOptions): CheckedPayload {
  const { format, text, copy } = written(value, options);
  const payload = toBytes(format, text, options);
  if (copy !== NOT_PLAIN) return { payload, value: copy };
  return { payload, value: decodePayload(payload, options.field) };
}

/** A value as text. */
interface Written {
  readonly format: number;
  readonly text: string;
  /** What the text comes back as; NOT_PLAIN when it has to be read for that. */
  readonly copy: unknown;
}

function written(value: unknown, options: PayloadOptions): Written {
  if (value === undefined) return { format: FORMAT_RICH, text: UNDEFINED_TEXT, copy: NOT_PLAIN };
  try {
    const copy = plainCopy(value, options.limitBytes);
    // Of the copy: whoever shows one thing to the walk and another one later is not asked again.
    if (copy !== NOT_PLAIN) return { format: FORMAT_PLAIN, text: textOf(copy, options), copy };
    if (inspectValue(value, options) === "plain") {
      return { format: FORMAT_PLAIN, text: textOf(value, options), copy };
    }
    return { format: FORMAT_RICH, text: richTextOf(value), copy };
  } catch (cause) {
    if (cause instanceof RaftworkError) throw cause;
    // A proxy's trap or a class that only looks built-in: its code ran and threw.
    throw new UnserializableValueError({ path: options.field, reason: "reading it threw", cause });
  }
}

/**
 * The value of bytes that `encodePayload` made; a fresh copy at every call.
 *
 * @throws {MalformedBytesError} naming `field` when they are none.
 */
export function decodePayload(bytes: Uint8Array, field: string): unknown {
  const format = bytes[0];
  if (format !== FORMAT_PLAIN && format !== FORMAT_RICH) {
    const found = format === undefined ? "no bytes" : `${format}`;
    throw new MalformedBytesError({ field, expected: "a payload (first byte 0 or 1)", found });
  }
  try {
    const text = decoder.decode(bytes.subarray(1));
    if (format === FORMAT_PLAIN) return JSON.parse(text);
    if (text === UNDEFINED_TEXT) return undefined;
    return rich.deserialize(checkedRich(JSON.parse(text)), { inPlace: true });
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new MalformedBytesError({ field, expected: "a payload", found }, { cause });
  }
}

/**
 * superjson follows what stands for the tree of annotations wherever it leads: into the characters of a text it goes for ever, which ends
 * with the stack. So it is given trees only.
 *
 * @throws {TypeError} for anything else.
 */
function checkedRich(parsed: unknown): SuperJSONResult {
  if (typeof parsed !== "object" || parsed === null)
    throw new TypeError("a rich value is an object");
  const { meta } = parsed as Partial<SuperJSONResult>;
  if (typeof meta === "object" && meta !== null) checkAnnotations(meta.values);
  return parsed as SuperJSONResult;
}

/** A leaf is a list: the annotation, and the tree below it, if any. Everything else is an object of trees. */
function checkAnnotations(tree: unknown): void {
  if (tree === undefined) return;
  if (typeof tree !== "object" || tree === null) throw new TypeError("annotations are no tree");
  const below: unknown = Array.isArray(tree) ? (tree as unknown[])[1] : tree;
  if (below === undefined) return;
  if (typeof below !== "object" || below === null) throw new TypeError("annotations are no tree");
  for (const subtree of Object.values(below)) checkAnnotations(subtree);
}

function textOf(value: unknown, { field }: PayloadOptions): string {
  const text: unknown = JSON.stringify(value);
  if (typeof text === "string") return text;
  // Only a proxy can show one thing to the walk and another to JSON.
  throw new UnserializableValueError({ path: field, reason: "JSON has nothing for it" });
}

function toBytes(format: number, text: string, { field, limitBytes }: PayloadOptions): Uint8Array {
  const size = 1 + Buffer.byteLength(text);
  if (size > limitBytes) throw new PayloadTooLargeError({ field, limitBytes, actualBytes: size });
  const piece = new Piece(size);
  piece.byte(format);
  piece.text(text, size - 1);
  return piece.finish();
}

/** An instance of our own: what users register with theirs has no place in a log. */
const rich: SuperJSON = new SuperJSON();

function richTextOf(value: unknown): string {
  const { json, meta } = rich.serialize(value);
  // Which objects were the same one is left out: plain JSON does not keep it either.
  const { values, v } = meta ?? {};
  return JSON.stringify({ json, meta: { values, v } });
}

/** Typed arrays are written as they lie in memory, which all of Node's platforms but s390x order like this. */
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

rich.registerCustom<ArrayBufferView, string>(
  {
    isApplicable: (value): value is ArrayBufferView =>
      ArrayBuffer.isView(value) && !(value instanceof DataView),
    serialize: (view) => {
      const tag: unknown = Reflect.get(view, Symbol.toStringTag);
      if (!IS_LITTLE_ENDIAN && tag !== "Uint8Array") throw new TypeError("big-endian typed array");
      const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
      return `${String(tag)};${bytes.toString("base64")}`;
    },
    deserialize: (text) => {
      const at = text.indexOf(";");
      const typed = TYPED_ARRAYS.get(text.slice(0, at));
      if (typed === undefined) throw new TypeError("unknown typed array");
      // A copy with memory of its own: what the user holds must not hold Node's pool.
      return new typed(new Uint8Array(Buffer.from(text.slice(at + 1), "base64")).buffer);
    },
  },
  "bytes",
);

// What superjson makes of an error's parts is typed as JSON, but it walks on into them, so they may be rich.
type WrittenError = { [key: string]: never };

rich.registerCustom<Error, WrittenError>(
  {
    isApplicable: (value): value is Error => value instanceof Error,
    serialize: (error) => partsOf(error) as unknown as WrittenError,
    deserialize: (parts) => reviveError(parts as unknown as ErrorParts),
  },
  "error",
);

function partsOf(error: Error): ErrorParts {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error)) {
    if (!OWN_PLACES.has(key)) fields[key] = value;
  }
  const { name, message, stack = "" } = error;
  const errors = error instanceof AggregateError ? [...error.errors] : null;
  const className = classNameBeside(error, Object.getPrototypeOf(error));
  const parts = {
    name,
    ...(className === null ? null : { className }),
    message,
    stack,
    fields,
    errors,
  };
  return Object.hasOwn(error, "cause") ? { ...parts, cause: error.cause } : parts;
}
