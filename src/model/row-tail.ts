/**
 * RowTail is the end of a row of rows that are only ever added, as those of a run's history are: those that the disk does not show yet.
 *
 * Whoever adds them has it, and the overlay shows it, gives its rows to be saved, and lets go of them when they are. That is less than
 * half the work of rows that may change.
 *
 * Invariants: rows are numbered without a gap, and are taken, and let go of, in that order.
 */
import { orderedNumber } from "./state-keys.ts";

/** Who has the tail: null when the disk shows all. */
export interface TailOwner {
  tail: RowTail | null;
}

/** Rows at the end. */
export class RowTail {
  /** What the keys begin with; an ordered number follows. */
  readonly prefix: string;
  readonly #owner: TailOwner;
  /** Number of the first row that is held. */
  #first: number;
  #rows: Uint8Array[] = [];
  /** Number of the first row that nobody has taken. */
  #untaken: number;

  constructor(
    owner: TailOwner,
    { prefix, first }: { readonly prefix: string; readonly first: number },
  ) {
    this.#owner = owner;
    this.prefix = prefix;
    this.#first = first;
    this.#untaken = first;
  }

  /** Whether it holds no row. It will get no other then: another tail goes on. */
  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  /** Adds the next row. Kept by reference. */
  push(row: Uint8Array): void {
    this.#rows.push(row);
  }

  /** The row with a number if it is held. */
  row(number: number): Uint8Array | undefined {
    return this.#rows[number - this.#first];
  }

  /** The same by its key, which begins with the prefix. */
  get(key: string): Uint8Array | undefined {
    const number = Number.parseInt(key.slice(this.prefix.length + 1), 16);
    const isOne = number >= 0 && this.prefix + orderedNumber(number) === key;
    return isOne ? this.row(number) : undefined;
  }

  /** Goes through the rows that are held. */
  *rows(): Iterable<{ readonly key: string; readonly value: Uint8Array }> {
    let number = this.#first;
    for (const value of this.#rows) {
      yield { key: this.prefix + orderedNumber(number), value };
      number += 1;
    }
  }

  /** Takes the rows that nobody has taken, and gives the number behind them. */
  take(into: { readonly keys: string[]; readonly values: (Uint8Array | null)[] }): number {
    const rows = this.#rows;
    for (let at = this.#untaken - this.#first; at < rows.length; at += 1) {
      into.keys.push(this.prefix + orderedNumber(this.#first + at));
      into.values.push(rows[at] ?? null);
    }
    this.#untaken = this.#first + rows.length;
    return this.#untaken;
  }

  /** The disk shows the rows before a number. */
  saved(number: number): void {
    const count = number - this.#first;
    if (count <= 0) return;
    this.#rows.splice(0, count);
    this.#first = number;
    if (this.isEmpty) this.#leave();
  }

  /** Something else stands in the place of all rows: none is to be saved. Gives the number before which the disk may have some. */
  drop(): number {
    this.#rows = [];
    this.#leave();
    return this.#untaken;
  }

  #leave(): void {
    if (this.#owner.tail === this) this.#owner.tail = null;
  }
}
