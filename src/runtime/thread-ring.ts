/**
 * ThreadRing is a ring of records in memory that two threads share: one writes, the other reads. A message between threads takes the system
 * five times as long to make, carry and hand out as a record takes here, and ten times where a thread has to be woken for it.
 *
 * A single-producer, single-consumer ring after L. Lamport, "Proving the Correctness of Multiprocess Programs" (IEEE TSE 3(2), 1977): each side
 * moves only its own position, behind what it has written or read. The reader also says whether it looks by itself; who writes
 * for one that does not has to wake it. Both sides first say, then look, in the one order that Atomics have, so a record is not left lying.
 *
 * Invariants: a record is whole before it can be seen; what is read is a copy; a record that does not fit is refused, never half written.
 */
import { invariant } from "../util/assert.ts";

/** What crosses as one. */
export interface RingRecord {
  /** A small whole number that says what it is. */
  readonly kind: number;
  /** A whole number from 0 on that goes along. */
  readonly order: number;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Words of 8 bytes. Large enough for some crowds of commands; what is larger pollutes the caches of both sides. */
const WORDS = 16 * 1024;
const MASK = WORDS - 1;
/** A record takes a quarter at most, so that there is room for it again soon. */
const RECORD_WORDS_MAX = WORDS / 4;
const WORD_BYTES = 8;
/** Kind, order, count of numbers, count of bytes. */
const HEADER_WORDS = 4;
/** In the place of a kind: the rest of the ring is empty, the next record is at its beginning. */
const SKIP = -1;

/** Cells before the words, each in a cache line of its own. Positions count words and wrap around at 2^32. */
const CELLS_IN_LINE = 16;
const WRITTEN = 0;
const READ = CELLS_IN_LINE;
const LOOKS = 2 * CELLS_IN_LINE;
const CELLS_BYTES = 3 * CELLS_IN_LINE * Int32Array.BYTES_PER_ELEMENT;

/** One direction between two threads. Each thread makes one of the same memory. */
export class ThreadRing {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #words: Float64Array;
  readonly #bytes: Uint8Array;
  /** Of the side that this thread is. */
  #position = 0;

  /** Without `buffer` it gets new memory, for the other thread too. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(CELLS_BYTES + WORDS * WORD_BYTES)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer, 0, CELLS_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#words = new Float64Array(buffer, CELLS_BYTES, WORDS);
    this.#bytes = new Uint8Array(buffer, CELLS_BYTES, WORDS * WORD_BYTES);
  }

  // ------------------------------------------------------------------ the side that writes

  /** Writes a record; false when it is too large, or there is no room for it now. */
  tryWrite({ kind, order, numbers, bytes }: RingRecord): boolean {
    const words = wordsOf(numbers.length, bytes.length);
    if (words > RECORD_WORDS_MAX) return false;
    const at = this.#position & MASK;
    const skipped = WORDS - at < words ? WORDS - at : 0;
    const taken = (this.#position - Atomics.load(this.#cells, READ)) >>> 0;
    if (taken + skipped + words > WORDS) return false;
    if (skipped > 0) this.#words[at] = SKIP;
    const from = skipped > 0 ? 0 : at;
    this.#words[from] = kind;
    this.#words[from + 1] = order;
    this.#words[from + 2] = numbers.length;
    this.#words[from + 3] = bytes.length;
    this.#words.set(numbers, from + HEADER_WORDS);
    this.#bytes.set(bytes, (from + HEADER_WORDS + numbers.length) * WORD_BYTES);
    this.#position = (this.#position + skipped + words) | 0;
    Atomics.store(this.#cells, WRITTEN, this.#position);
    return true;
  }

  /** Whether the reader has to be woken for what was written. True once for each time it stopped to look. */
  mustWake(): boolean {
    return (
      Atomics.load(this.#cells, LOOKS) === 0 &&
      Atomics.compareExchange(this.#cells, LOOKS, 0, 1) === 0
    );
  }

  // ------------------------------------------------------------------ the side that reads

  /** What goes along with the next record; null when there is none. */
  nextOrder(): number | null {
    const at = this.#next();
    return at === null ? null : (this.#words[at + 1] ?? 0);
  }

  /** Takes the next record. */
  read(): RingRecord {
    const at = this.#next();
    invariant(at !== null, "a record is read that is not there");
    const words = this.#words;
    const [kind = 0, order = 0, count = 0, length = 0] = words.subarray(at, at + HEADER_WORDS);
    const numbersEnd = at + HEADER_WORDS + count;
    const numbers = words.slice(at + HEADER_WORDS, numbersEnd);
    const bytes = this.#bytes.slice(numbersEnd * WORD_BYTES, numbersEnd * WORD_BYTES + length);
    this.#position = (this.#position + wordsOf(count, length)) | 0;
    Atomics.store(this.#cells, READ, this.#position);
    return { kind, order, numbers, bytes };
  }

  /** The reader looks by itself from now on, or no more. Who says so looks once more. */
  looks(isLooking: boolean): void {
    Atomics.store(this.#cells, LOOKS, isLooking ? 1 : 0);
  }

  /** Where the next record begins, past what was skipped. */
  #next(): number | null {
    if (Atomics.load(this.#cells, WRITTEN) === this.#position) return null;
    const at = this.#position & MASK;
    if (this.#words[at] !== SKIP) return at;
    this.#position = (this.#position + WORDS - at) | 0;
    return 0;
  }
}

function wordsOf(numbers: number, bytes: number): number {
  return HEADER_WORDS + numbers + Math.ceil(bytes / WORD_BYTES);
}
