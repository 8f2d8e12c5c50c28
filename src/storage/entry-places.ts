/**
 * EntryPlaces knows where in the journal the data of each entry of a group's log are.
 *
 * Invariant: indexes are contiguous behind the trimmed entry, as those of the LogIndex beside it.
 */
import { invariant } from "../util/assert.ts";
import type { EntryPlace } from "./journal-record.ts";

/** Slots at the front of the array that are given up before it is copied. */
const SLACK_MAX = 4096;

/** Places of the entries behind a trimmed one. */
export class EntryPlaces {
  #places: (EntryPlace | null)[] = [];
  #head = 0;
  #trimmedIndex: number;

  constructor(trimmedIndex: number) {
    this.#trimmedIndex = trimmedIndex;
  }

  /** Adds the place of the entry behind the last one. */
  append(place: EntryPlace): void {
    this.#places.push(place);
  }

  /** Where an entry is. */
  get(index: number): EntryPlace {
    const place = this.#places[this.#head + index - this.#trimmedIndex - 1];
    invariant(place !== undefined && place !== null, () => `entry ${index} has no place`);
    return place;
  }

  /** Forgets the entries from `index` on. */
  truncateFrom(index: number): void {
    const length = this.#head + index - this.#trimmedIndex - 1;
    if (length < this.#places.length) this.#places.length = length;
  }

  /** Forgets the entries up to and including `index`. */
  trimThrough(index: number): void {
    for (; this.#trimmedIndex < index; this.#trimmedIndex += 1) {
      this.#places[this.#head] = null;
      this.#head += 1;
    }
    if (this.#head <= SLACK_MAX) return;
    this.#places = this.#places.slice(this.#head);
    this.#head = 0;
  }
}
