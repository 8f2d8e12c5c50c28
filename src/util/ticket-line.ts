/**
 * TicketLine keeps what waits under consecutive numbers and is taken nearly in their order: a list with a window, where a map would
 * hash, and would grow tables for what has long gone.
 *
 * Invariant: the window begins at the oldest entry that was not taken, so memory follows the span between that and the newest.
 */

/** So many taken entries at the front, and half of the list, are dropped together. */
const DROPPED_MIN = 256;

/** Entries by ticket. */
export class TicketLine<T> {
  /** From `#first` on; null when taken. */
  #entries: (T | null)[] = [];
  /** Ticket of the first of the list. */
  #first = 1;
  /** Entries before this one are taken. */
  #front = 0;

  /** Adds an entry and gives its ticket: 1 for the first, then one more each time. */
  add(entry: T): number {
    this.#entries.push(entry);
    return this.#first + this.#entries.length - 1;
  }

  /** Takes an entry out; undefined when it is not there any more, or never was. */
  take(ticket: number): T | undefined {
    const at = ticket - this.#first;
    if (at < this.#front || at >= this.#entries.length) return undefined;
    const entry = this.#entries[at] ?? null;
    if (entry === null) return undefined;
    this.#entries[at] = null;
    if (at === this.#front) this.#advance();
    return entry;
  }

  /** Takes all that is there, in the order of tickets. Tickets go on where they were. */
  takeAll(): T[] {
    const all = this.#entries.filter((entry): entry is T & {} => entry !== null);
    this.#first += this.#entries.length;
    this.#entries = [];
    this.#front = 0;
    return all;
  }

  #advance(): void {
    const entries = this.#entries;
    let front = this.#front;
    while (front < entries.length && entries[front] === null) front += 1;
    if (front < DROPPED_MIN || front * 2 < entries.length) {
      this.#front = front;
      return;
    }
    // A new list: an old one would bring what is added to it into the old generation of the heap.
    this.#entries = entries.slice(front);
    this.#first += front;
    this.#front = 0;
  }
}
