/** Reading the arguments of directives. Every mistake in a transcript is an error, never ignored. */
import type { Argument, Directive } from "./parser.ts";

/** A transcript that cannot be run: wrong command, argument or number. Fails the transcript. */
export class TranscriptError extends Error {
  override readonly name: string = "TranscriptError";
}

export function fail(directive: Directive, message: string): never {
  throw new TranscriptError(`${directive.file}:${directive.line}: ${message}`);
}

/** A number of a directive. */
export function toNumber(directive: Directive, text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || text === "" || !Number.isSafeInteger(value) || value < 0) {
    return fail(directive, `expected a number, got "${text}"`);
  }
  return value;
}

/** A yes or no of a directive. */
export function toBoolean(directive: Directive, text: string | undefined): boolean {
  if (text === "true") return true;
  if (text === "false") return false;
  return fail(directive, `expected true or false, got "${text}"`);
}

/** The arguments without a value, as numbers. */
export function plainIds(directive: Directive): readonly number[] {
  return directive.arguments
    .filter((argument) => argument.values.length === 0)
    .map((argument) => toNumber(directive, argument.key));
}

/** The argument at a position, as a number. */
export function idAt(directive: Directive, position: number): number {
  return toNumber(directive, directive.arguments[position]?.key);
}

/** The one value of a named argument. */
export function valueOf(directive: Directive, key: string): string | undefined {
  return named(directive, key)?.values[0];
}

/** A named argument. */
export function named(directive: Directive, key: string): Argument | undefined {
  return directive.arguments.find((argument) => argument.key === key);
}

/** Fails on arguments with values whose name is not among those known. */
export function expectKeys(directive: Directive, known: readonly string[]): void {
  for (const { key, values } of directive.arguments) {
    if (values.length > 0 && !known.includes(key)) fail(directive, `unknown argument ${key}`);
  }
}
