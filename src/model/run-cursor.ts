/**
 * Cursors of listings: a place between two pages, opaque to whoever holds it.
 *
 * A run keeps its place for ever (it is made of its start and its name), so that no run is told twice or left out
 * however many start or end between two pages. A cursor bears a check over its place and the filter it was made for.
 */
import { InvalidArgumentError } from "../errors.ts";

/** The cursor behind the run at `place`, for the filter that `filter` describes. */
export function encodeCursor(place: string, filter: string): string {
  return Buffer.from(`${checkOf(place, filter)}${place}`).toString("base64url");
}

/** The place of a cursor. @throws {InvalidArgumentError} when it is none, or of another filter. */
export function decodeCursor(cursor: string, filter: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  const place = text.slice(CHECK_DIGITS);
  if (place !== "" && encodeCursor(place, filter) === cursor) return place;
  throw new InvalidArgumentError({
    field: "cursor",
    expected: "the nextCursor of a page with the same filter",
    found: JSON.stringify(cursor.slice(0, 100)),
  });
}

const CHECK_DIGITS = 8;

/** FNV-1a with 32 bits: against mistakes, not against anybody who wants to forge a place. */
function checkOf(place: string, filter: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${filter}\u0000${place}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(CHECK_DIGITS, "0");
}
