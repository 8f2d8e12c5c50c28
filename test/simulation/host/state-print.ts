/**
 * StatePrint is a digest of a state that is kept up to date row by row: the sum of the hashes of its rows, so that the order in
 * which they came does not matter. Two states with equal prints have equal rows.
 */
import type { StateChanges, StateRow } from "../../../src/model/state-reader.ts";

const FNV_PRIME = 0x01000193;

export class StatePrint {
  readonly #rows = new Map<string, readonly [number, number]>();
  #one = 0;
  #two = 0;

  /** The print of rows that are all there. */
  static of(rows: Iterable<StateRow>): StatePrint {
    const print = new StatePrint();
    for (const { key, value } of rows) print.#set(key, value);
    return print;
  }

  apply({ keys, values }: StateChanges): void {
    for (let row = 0; row < keys.length; row += 1) this.#set(keys[row] ?? "", values[row] ?? null);
  }

  get text(): string {
    return `${this.#one.toString(16)}.${this.#two.toString(16)} (${this.#rows.size} rows)`;
  }

  #set(key: string, value: Uint8Array | null): void {
    const before = this.#rows.get(key);
    if (before !== undefined) {
      this.#one = (this.#one - before[0]) >>> 0;
      this.#two = (this.#two - before[1]) >>> 0;
    }
    if (value === null) {
      this.#rows.delete(key);
      return;
    }
    const hashes = hashesOf(key, value);
    this.#rows.set(key, hashes);
    this.#one = (this.#one + hashes[0]) >>> 0;
    this.#two = (this.#two + hashes[1]) >>> 0;
  }
}

function hashesOf(key: string, value: Uint8Array): readonly [number, number] {
  let one = 0x811c9dc5;
  let two = 0x9e3779b1;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    one = Math.imul(one ^ code, FNV_PRIME);
    two = Math.imul(two ^ (code + 0x5bd1), 0x85ebca6b);
  }
  for (const byte of value) {
    one = Math.imul(one ^ byte, FNV_PRIME);
    two = Math.imul(two ^ (byte + 0x27d4), 0x85ebca6b) ^ (two >>> 15);
  }
  return [one >>> 0, two >>> 0];
}
