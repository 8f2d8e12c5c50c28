/**
 * LogIndex knows of every entry of a group's durable log its term and its size, in memory, so that the consensus
 * core's questions never touch the disk.
 *
 * Terms are kept as runs (entries of one term follow each other), sizes as running sums, 8 bytes an entry.
 * Invariants: indexes are contiguous behind the trimmed entry; terms never decrease.
 */
import { invariant } from "../util/assert.ts";

/** Slots at the front of an array that are given up before it is copied. */
const SLACK_MAX = 4096;

/** Terms and sizes of the entries behind `trimmedIndex` up to `lastIndex`. */
export class LogIndex {
  /** First index of each run of one term; the first run begins at the trimmed entry or before. */
  readonly #runStarts: number[];
  readonly #runTerms: number[];
  #trimmedIndex: number;
  #lastIndex: number;
  /** #sums[#head + i]: bytes of all entries up to index #trimmedIndex + i, from an arbitrary zero. */
  #sums: number[] = [0];
  #head = 0;

  constructor(trimmed: { readonly index: number; readonly term: number }) {
    this.#trimmedIndex = trimmed.index;
    this.#lastIndex = trimmed.index;
    this.#runStarts = [trimmed.index];
    this.#runTerms = [trimmed.term];
  }

  /** The entry before the first one; its term is known. */
  get trimmedIndex(): number {
    return this.#trimmedIndex;
  }

  get lastIndex(): number {
    return this.#lastIndex;
  }

  get lastTerm(): number {
    return this.#runTerms[this.#runTerms.length - 1] ?? 0;
  }

  /** Term of an entry in [trimmedIndex, lastIndex]. */
  term(index: number): number {
    invariant(
      index >= this.#trimmedIndex && index <= this.#lastIndex,
      () => `term of ${index} outside of [${this.#trimmedIndex}, ${this.#lastIndex}]`,
    );
    let run = this.#runStarts.length - 1;
    // Nearly all questions are about the newest term.
    if ((this.#runStarts[run] ?? 0) > index) {
      let low = 0;
      while (run - low > 1) {
        const middle = Math.floor((low + run) / 2);
        if ((this.#runStarts[middle] ?? 0) <= index) low = middle;
        else run = middle;
      }
      run = low;
    }
    return this.#runTerms[run] ?? 0;
  }

  /** Bytes of the entries in (`after`, `through`]; both in [trimmedIndex, lastIndex]. */
  bytesBetween({ after, through }: { readonly after: number; readonly through: number }): number {
    return this.#sumThrough(through) - this.#sumThrough(after);
  }

  /** Adds the entry behind the last one. */
  append(entry: { readonly index: number; readonly term: number; readonly bytes: number }): void {
    const { index, term, bytes } = entry;
    invariant(
      index === this.#lastIndex + 1,
      () => `entry ${index} appended behind ${this.#lastIndex}`,
    );
    invariant(term >= this.lastTerm, () => `term ${term} appended behind ${this.lastTerm}`);
    if (term > this.lastTerm) {
      this.#runStarts.push(index);
      this.#runTerms.push(term);
    }
    this.#sums.push((this.#sums[this.#sums.length - 1] ?? 0) + bytes);
    this.#lastIndex = index;
  }

  /** Forgets the entries from `index` on. */
  truncateFrom(index: number): void {
    invariant(
      index > this.#trimmedIndex,
      () => `truncate from ${index}, trimmed through ${this.#trimmedIndex}`,
    );
    if (index > this.#lastIndex) return;
    this.#lastIndex = index - 1;
    this.#sums.length = this.#head + (index - this.#trimmedIndex);
    while ((this.#runStarts[this.#runStarts.length - 1] ?? 0) >= index) {
      this.#runStarts.pop();
      this.#runTerms.pop();
    }
  }

  /** Forgets the entries up to and including `index`, but for the term of the last of them. */
  trimThrough(index: number): void {
    invariant(
      index <= this.#lastIndex,
      () => `trim through ${index} of a log that ends at ${this.#lastIndex}`,
    );
    if (index <= this.#trimmedIndex) return;
    this.#head += index - this.#trimmedIndex;
    this.#trimmedIndex = index;
    if (this.#head > SLACK_MAX) {
      this.#sums = this.#sums.slice(this.#head);
      this.#head = 0;
    }
    while ((this.#runStarts[1] ?? Number.POSITIVE_INFINITY) <= index) {
      this.#runStarts.shift();
      this.#runTerms.shift();
    }
  }

  #sumThrough(index: number): number {
    invariant(
      index >= this.#trimmedIndex && index <= this.#lastIndex,
      () => `size of ${index} outside of [${this.#trimmedIndex}, ${this.#lastIndex}]`,
    );
    return this.#sums[this.#head + index - this.#trimmedIndex] ?? 0;
  }
}
