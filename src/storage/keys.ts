/**
 * The keys of everything that a node keeps, in one place.
 *
 * Invariant: the order of keys is the order of the numbers in them. A number is written as one hexadecimal
 * digit that says how many digits follow, and those digits; no number is a prefix of another.
 *
 * ```
 * node                                  identity, list of groups
 * save/<save number>                    one for each of the newest batches
 * g/<group>/meta                        applied index, configuration, which range the state is in
 * g/<group>/state/<generation>/<key>    the state machine's; <key> is its own business
 * ```
 */
import type { KeyRange } from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";

/** The row with the node's identity and its groups. */
export const NODE_KEY = "node";

/** All rows of save records. */
export const SAVE_RANGE: KeyRange = prefixRange("save/");

/** The row that the batch of this number leaves behind. */
export function saveKey(saveNumber: number): string {
  return `save/${encodeNumber(saveNumber)}`;
}

/** The row with what is known of a group's state. */
export function groupMetaKey(group: number): string {
  return `g/${encodeNumber(group)}/meta`;
}

/** What all state keys of a group begin with; generation and state machine's key follow. */
export function stateRoot(group: number): string {
  return `g/${encodeNumber(group)}/state/`;
}

/** What all keys of one generation of a group's state begin with; the state machine's key follows. */
export function statePrefix(range: {
  readonly group: number;
  readonly generation: number;
}): string {
  return `${stateRoot(range.group)}${encodeNumber(range.generation)}/`;
}

/** All keys that begin with `prefix`, which ends in "/". */
export function prefixRange(prefix: string): KeyRange {
  invariant(prefix.endsWith("/"), `prefix ${prefix} does not end in a slash`);
  // "0" is the character after "/".
  return { gte: prefix, lt: `${prefix.slice(0, -1)}0` };
}

/**
 * Writes a safe integer >= 0 so that text order is number order: its count of hexadecimal digits as one such
 * digit, then the digits. 0 is "10", 255 is "2ff".
 */
export function encodeNumber(value: number): string {
  invariant(
    Number.isSafeInteger(value) && value >= 0,
    () => `a key's number is ${value}, not a safe integer >= 0`,
  );
  const digits = value.toString(16);
  return digits.length.toString(16) + digits;
}

/** Reads what {@link encodeNumber} wrote; undefined for anything else. */
export function decodeNumber(text: string): number | undefined {
  if (!/^[1-9a-e][0-9a-f]+$/.test(text)) return undefined;
  const value = Number.parseInt(text.slice(1), 16);
  return Number.isSafeInteger(value) && encodeNumber(value) === text ? value : undefined;
}
