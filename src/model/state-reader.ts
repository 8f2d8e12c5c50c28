/**
 * StateReader is the port through which the state machine and the engine read a group's state.
 *
 * Keys are strings without lone surrogates, ordered by their UTF-8 bytes; values are bytes. Reads show
 * what has been applied, whether or not it is on disk yet: the overlay of storage/ stands before the disk.
 */

import type { MalformedBytesError } from "../errors.ts";
import type { RowTail } from "./row-tail.ts";

/** Keys from `gte` (inclusive) to `lt` (exclusive), in the order of their UTF-8 bytes. */
export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
}

/** One key of the state with its value. */
export interface StateRow {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Order and bounds of a scan. */
export interface ScanOptions {
  /** Most rows to give back. @defaultValue no bound */
  readonly limit?: number | undefined;
  /** Last key first. @defaultValue false */
  readonly reverse?: boolean | undefined;
}

/** Reads of one group's state. */
export interface StateReader {
  /** The value under `key`, or undefined. Synchronous, because apply is. */
  get(key: string): Uint8Array | undefined;
  /** Rows of a range, in pages of unspecified size, as of one moment. */
  scan(range: KeyRange, options?: ScanOptions): AsyncIterable<readonly StateRow[]>;
  /** What to throw when the row under `key` cannot be read: names that row and where it lies, with `cause`. See state-rows.ts. */
  damaged(key: string, cause: MalformedBytesError): Error;
}

/** What one save changes: `values[i]` is put under `keys[i]`, null removes. The last of a key wins. */
export interface StateChanges {
  readonly keys: readonly string[];
  readonly values: readonly (Uint8Array | null)[];
}

/** What a batch changes: rows, and new tails, which are shown from now on. */
export interface AppliedChanges extends StateChanges {
  readonly tails: readonly RowTail[];
}
