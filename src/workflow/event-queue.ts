/**
 * The checkpoint queue of a run: history events that are applied and not yet consumed by the local function.
 *
 * Invariant: what it gives out is contiguous by seq, from the first event on; asserted at both ends.
 */
import type { RunEvent } from "../model/history-event.ts";
import { invariant } from "../util/assert.ts";

/** Consumed slots are cut off when there are this many, so that taking costs no copy of the rest. */
const CUT_AT = 1024;

/** FIFO by seq. */
export class EventQueue {
  #events: RunEvent[] = [];
  #head = 0;
  /** Seq of the next event to take. */
  #nextSeq = 0;

  /** Events waiting. */
  get length(): number {
    return this.#events.length - this.#head;
  }

  /** Seq of the event taken last, -1 before the first. */
  get consumedThrough(): number {
    return this.#nextSeq - 1;
  }

  /** Appends the next event. @throws {InvariantError} when there is a gap or a repetition. */
  append(event: RunEvent): void {
    const expected = this.#nextSeq + this.length;
    invariant(event.seq === expected, () => `history event ${event.seq}, expected ${expected}`);
    this.#events.push(event);
  }

  /** The next event, left where it is. */
  peek(): RunEvent | undefined {
    return this.#events[this.#head];
  }

  /** Takes the event that `peek` showed. */
  take(): RunEvent {
    const event = this.#events[this.#head];
    invariant(event !== undefined, "took from an empty checkpoint queue");
    invariant(event.seq === this.#nextSeq, () => `event ${event.seq}, expected ${this.#nextSeq}`);
    this.#nextSeq += 1;
    this.#head += 1;
    if (this.#head === this.#events.length) {
      this.#events = [];
      this.#head = 0;
    } else if (this.#head === CUT_AT) {
      this.#events.splice(0, CUT_AT);
      this.#head = 0;
    }
    return event;
  }

  /** Drops what waits; nothing more is taken from this queue. */
  clear(): void {
    this.#events = [];
    this.#head = 0;
  }
}
