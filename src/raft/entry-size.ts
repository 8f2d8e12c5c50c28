/** How many bytes entries count for, wherever the core limits them. Pure functions. */
import type { Entry } from "./types.ts";

/**
 * What an entry costs beside its data: term, index, type and length in any encoding we use. It also
 * keeps a batch of empty entries from counting for nothing.
 */
export const ENTRY_OVERHEAD_BYTES = 24;

/** Bytes one entry counts for in messages and in Ready. */
export function entryBytes(entry: Entry): number {
  return entry.data.length + ENTRY_OVERHEAD_BYTES;
}

/** Bytes of several entries, by {@link entryBytes}. */
export function entriesBytes(entries: readonly Entry[]): number {
  let sum = 0;
  for (const entry of entries) sum += entry.data.length + ENTRY_OVERHEAD_BYTES;
  return sum;
}

/** Bytes of data alone: what the limits on in-flight and uncommitted entries count. */
export function payloadBytes(entries: readonly Entry[]): number {
  let sum = 0;
  for (const entry of entries) sum += entry.data.length;
  return sum;
}

/** The longest prefix within `maxBytes`, but at least one entry: a limit must never stop progress. */
export function limitEntries(entries: readonly Entry[], maxBytes: number): readonly Entry[] {
  let bytes = 0;
  for (let position = 0; position < entries.length; position += 1) {
    bytes += (entries[position]?.data.length ?? 0) + ENTRY_OVERHEAD_BYTES;
    if (bytes > maxBytes && position > 0) return entries.slice(0, position);
  }
  return entries;
}
