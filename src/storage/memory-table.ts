/**
 * MemoryTable is an ordered map of keys to bytes: a Map, and beside it a list of keys that is put in order when
 * somebody scans.
 *
 * Invariant: values are private copies and never change; a scan shows the moment it was asked for.
 */
import type { KeyRange, ScanOptions, StateChanges, StateRow } from "../model/state-reader.ts";
import { compareUtf8 } from "../util/utf8-order.ts";

/** Rows of one page of a scan. */
const PAGE_ROWS = 1000;

/** Keys in the order of their UTF-8 bytes with their values. */
export class MemoryTable {
  readonly #values: Map<string, Uint8Array>;
  /** All keys that were there when it was last put in order, some of them removed since. */
  #ordered: string[] = [];
  /** Keys that came since; some may stand in #ordered too. */
  #fresh: Set<string> = new Set();

  constructor(values: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#values = new Map(values);
    for (const key of this.#values.keys()) this.#fresh.add(key);
  }

  /** Count of keys. */
  get size(): number {
    return this.#values.size;
  }

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  /** Applies a whole batch; values are copied. */
  apply({ keys, values }: StateChanges): void {
    for (let row = 0; row < keys.length; row += 1) {
      const key = keys[row] ?? "";
      const value = values[row] ?? null;
      if (value === null) {
        this.#values.delete(key);
      } else {
        if (!this.#values.has(key)) this.#fresh.add(key);
        this.#values.set(key, new Uint8Array(value));
      }
    }
  }

  /** A table of its own with the same rows. */
  copy(): MemoryTable {
    return new MemoryTable(this.#values);
  }

  /** The rows of a range as they are now, in pages. */
  scan(range: KeyRange, options: ScanOptions = {}): AsyncIterable<readonly StateRow[]> {
    return pagesOf(this.rows(range, options));
  }

  /** The rows of a range as they are now. */
  rows({ gte, lt }: KeyRange, options: ScanOptions = {}): StateRow[] {
    const keys = this.#keysInOrder();
    const limit = options.limit ?? Number.POSITIVE_INFINITY;
    let low = lowerBound(keys, gte);
    let high = lowerBound(keys, lt) - 1;
    const rows: StateRow[] = [];
    while (low <= high && rows.length < limit) {
      const key = (options.reverse === true ? keys[high--] : keys[low++]) ?? "";
      const value = this.#values.get(key);
      if (value !== undefined) rows.push({ key, value });
    }
    return rows;
  }

  #keysInOrder(): readonly string[] {
    const isWasteful = this.#ordered.length > 2 * this.#values.size + PAGE_ROWS;
    if (this.#fresh.size === 0 && !isWasteful) return this.#ordered;
    const fresh = [...this.#fresh].filter((key) => this.#values.has(key)).sort(compareUtf8);
    const merged: string[] = [];
    let at = 0;
    for (const key of this.#ordered) {
      if (!this.#values.has(key)) continue;
      while (at < fresh.length && compareUtf8(fresh[at] ?? "", key) < 0) {
        merged.push(fresh[at] ?? "");
        at += 1;
      }
      if (fresh[at] === key) at += 1;
      merged.push(key);
    }
    for (; at < fresh.length; at += 1) merged.push(fresh[at] ?? "");
    this.#ordered = merged;
    this.#fresh = new Set();
    return merged;
  }
}

/** Position of the first key that is not before `bound`. */
function lowerBound(keys: readonly string[], bound: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (compareUtf8(keys[middle] ?? "", bound) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function* pagesOf(rows: readonly StateRow[]): AsyncGenerator<readonly StateRow[]> {
  for (let at = 0; at < rows.length; at += PAGE_ROWS) yield rows.slice(at, at + PAGE_ROWS);
}
