/**
 * Errors that come back from bytes: which class they get, and what is written onto them.
 *
 * Built-in classes and Raftwork's own come back as themselves, all others as Error with their name. Used by
 * failures (model/failure.ts), which are cut and never refuse, and by errors inside values
 * (model/payload-codec.ts), which are kept whole or refused.
 */
import * as errors from "../errors.ts";

/** What an error is made of again. */
export interface ErrorParts {
  readonly name: string;
  /** Of the built-in class, or Raftwork's own, when the name does not tell it. */
  readonly className?: string;
  readonly message: string;
  /** "" when it is not known. */
  readonly stack: string;
  /** Own enumerable fields. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Absent when it had none; undefined is a cause as well. */
  readonly cause?: unknown;
  /** AggregateError.errors; null for any other class. */
  readonly errors: readonly unknown[] | null;
}

/** Fields of an error that have a place of their own and are not among its `fields`. */
export const OWN_PLACES: ReadonlySet<string> = new Set(["message", "stack", "cause"]);

type ErrorClass = new (message?: string, options?: ErrorOptions) => Error;

const BUILT_IN: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ["Error", Error],
  ["TypeError", TypeError],
  ["RangeError", RangeError],
  ["SyntaxError", SyntaxError],
  ["ReferenceError", ReferenceError],
  ["EvalError", EvalError],
  ["URIError", URIError],
]);

/** Prototypes of Raftwork's own errors by class name. */
const OF_RAFTWORK: ReadonlyMap<string, object> = new Map(
  Object.entries(errors)
    .filter(([name]) => name.endsWith("Error") && name !== "RaftworkError")
    .map(([name, value]) => [name, value.prototype]),
);

/** True when an error of exactly this class comes back with its class. */
export function comesBackAsItself(error: Error): boolean {
  const prototype: unknown = Object.getPrototypeOf(error);
  if (prototype === AggregateError.prototype) return true;
  for (const builtIn of BUILT_IN.values()) if (prototype === builtIn.prototype) return true;
  for (const own of OF_RAFTWORK.values()) if (prototype === own) return true;
  return false;
}

/** The `className` that an error of such a class needs to come back with it; null when its name tells it. */
export function classNameBeside({ name }: Error, prototype: unknown): string | null {
  const own = classNameOf(prototype);
  if (own === name) return null;
  const isOther = name === "AggregateError" || BUILT_IN.has(name) || OF_RAFTWORK.has(name);
  return own === "Error" && !isOther ? null : own;
}

function classNameOf(prototype: unknown): string {
  if (prototype === AggregateError.prototype) return "AggregateError";
  for (const [name, own] of OF_RAFTWORK) if (prototype === own) return name;
  for (const [name, builtIn] of BUILT_IN) if (prototype === builtIn.prototype) return name;
  return "Error";
}

/** Makes an error of its parts. Runs no code of the error's own class. */
export function reviveError(parts: ErrorParts): Error {
  const error = blankError(parts);
  for (const [key, value] of Object.entries(parts.fields)) {
    if (!OWN_PLACES.has(key)) define(error, key, { value, enumerable: true });
  }
  const { name, stack, errors } = parts;
  if (error.name !== name) define(error, "name", { value: name, enumerable: false });
  if (errors !== null) define(error, "errors", { value: [...errors], enumerable: false });
  define(error, "stack", { value: stack || `${name}: ${error.message}`, enumerable: false });
  return error;
}

function blankError(parts: ErrorParts): Error {
  const { message, errors } = parts;
  const name = parts.className ?? parts.name;
  const options = "cause" in parts ? { cause: parts.cause } : undefined;
  if (name === "AggregateError") return new AggregateError(errors ?? [], message, options);
  const own = OF_RAFTWORK.get(name);
  if (own !== undefined && looksLikeRaftwork(name, parts)) {
    const error = new Error(message, options);
    Object.setPrototypeOf(error, own);
    return error;
  }
  return new (BUILT_IN.get(name) ?? Error)(message, options);
}

/** A user's class may bear the name of one of ours, but not its code as well. */
function looksLikeRaftwork(name: string, { fields }: ErrorParts): boolean {
  return fields["code"] === codeOf(name) && typeof fields["retryable"] === "boolean";
}

/** `StepFailedError` has the code ERR_STEP_FAILED, and so on; a test holds all classes to it. */
function codeOf(name: string): string {
  const words = name.replace(/Error$/, "").replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_");
  return `ERR_${words.toUpperCase()}`;
}

/** Defines rather than assigns: a field named `__proto__`, or one with a setter, must stay a field. */
function define(
  error: Error,
  key: string,
  property: { value: unknown; enumerable: boolean },
): void {
  Object.defineProperty(error, key, { ...property, writable: true, configurable: true });
}
