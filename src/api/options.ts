/** Options objects at the border: unknown keys are errors, and so is what cannot be honoured yet. */
import { InvalidArgumentError } from "../errors.ts";

/** The keys of an options object. */
export interface KnownKeys {
  readonly known: readonly string[];
  /** Keys that the documentation has and this version does not. */
  readonly later?: readonly string[] | undefined;
}

const NOTHING = {};

/**
 * Checks that `value` is an object with no other keys than the known ones, and gives it back; `{}` for undefined.
 *
 * @throws {InvalidArgumentError} naming the key.
 */
export function optionsObject<T extends object>(
  field: string,
  value: T | undefined,
  keys: KnownKeys,
): T {
  if (value === undefined) return NOTHING as T;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError({
      field,
      expected: "an options object",
      found: describeValue(value),
    });
  }
  for (const key of Object.keys(value)) {
    if (keys.known.includes(key)) continue;
    if ((value as Record<string, unknown>)[key] === undefined) continue;
    const later = keys.later?.includes(key) === true;
    throw new InvalidArgumentError({
      field: `${field}.${key}`,
      expected: later
        ? "absent: it is not available yet in this version"
        : `absent: the options are ${keys.known.join(", ")}`,
      found: describeValue((value as Record<string, unknown>)[key]),
    });
  }
  return value;
}

/** @throws {InvalidArgumentError} when `value` is given and none of the choices. */
export function oneOf<T extends string>(
  field: string,
  value: T | undefined,
  choices: readonly [T, ...T[]],
): T {
  if (value === undefined) return choices[0];
  if (choices.includes(value)) return value;
  throw new InvalidArgumentError({
    field,
    expected: `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`,
    found: describeValue(value),
  });
}

/** A value for a message: short, and never a payload. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "number":
    case "bigint":
    case "boolean":
    case "undefined":
      return `${value}`;
    case "object":
      return "an object";
    default:
      return `a ${typeof value}`;
  }
}
