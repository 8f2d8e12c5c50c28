/**
 * Ids and names that users choose. They become parts of keys, frames and logs, so they must be what every
 * encoder gives back unchanged: a lone surrogate would be committed and then be refused by every decoder.
 */
import { InvalidArgumentError } from "../errors.ts";
import { NAME_BYTES_MAX } from "./limits.ts";

export { NAME_BYTES_MAX };

const UNFIT = /[\p{Cc}\p{Surrogate}]/u;

/**
 * What is wrong with a text as an id or a name, in words, or null when nothing is.
 *
 * Right is 1 to 256 bytes of well-formed Unicode without control characters.
 */
export function nameProblem(text: string): string | null {
  if (text === "") return '""';
  if (UNFIT.test(text)) return "one with a control character or a lone surrogate";
  // No character of UTF-16 takes more than three bytes, so most texts need no counting.
  if (text.length * 3 <= NAME_BYTES_MAX) return null;
  const size = utf8Size(text);
  return size <= NAME_BYTES_MAX ? null : `${size} bytes`;
}

/**
 * Checks an id or a name at the border.
 *
 * @throws {InvalidArgumentError} naming `field`, unless it is a string of 1 to 256 bytes of well-formed
 * Unicode without control characters.
 */
export function assertWellFormed(text: string, field: string): void {
  const given: unknown = text;
  const problem = typeof given === "string" ? nameProblem(given) : typeof given;
  if (problem === null) return;
  throw new InvalidArgumentError({
    field,
    expected: `well-formed Unicode of 1 to ${NAME_BYTES_MAX} bytes without control characters`,
    found: problem,
  });
}

/** Bytes of a text in UTF-8; a lone surrogate counts three, as what replaces it. */
export function utf8Size(text: string): number {
  let size = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) size += 1;
    else if (unit < 0x800) size += 2;
    else if (isHigh(unit) && isLow(text.charCodeAt(at + 1))) {
      size += 4;
      at += 1;
    } else size += 3;
  }
  return size;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
