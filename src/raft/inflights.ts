/**
 * The append messages on their way to one peer, oldest first: a ring of (last index, bytes).
 *
 * Invariants: indexes never decrease from oldest to newest; 0 <= count <= limit; `bytes` is the sum
 * over the ring. The ring starts small and doubles, because a leader has one per peer and few fill up.
 */
import { invariant } from "../util/assert.ts";

/** The limits on what may be in flight to one peer. */
export interface InflightLimits {
  readonly maxMessages: number;
  /** 0 for no limit. The message that reaches it is still sent: a limit must never stop progress. */
  readonly maxBytes: number;
}

const FIRST_CAPACITY = 8;

/** The window of unacknowledged append messages to one peer. */
export class Inflights {
  readonly #limits: InflightLimits;
  #indexes = new Float64Array(0);
  #sizes = new Float64Array(0);
  #start = 0;
  #count = 0;
  #bytes = 0;

  constructor(limits: InflightLimits) {
    this.#limits = limits;
  }

  /** Messages in flight. */
  get count(): number {
    return this.#count;
  }

  /** Bytes in flight. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether no further message with entries may be sent. */
  isFull(): boolean {
    const { maxMessages, maxBytes } = this.#limits;
    return this.#count >= maxMessages || (maxBytes !== 0 && this.#bytes >= maxBytes);
  }

  /** Notes a message whose last entry is `lastIndex`. */
  add(lastIndex: number, bytes: number): void {
    invariant(!this.isFull(), `message ${lastIndex} sent into a full window of ${this.#count}`);
    if (this.#count === this.#indexes.length) this.#grow();
    const newest = this.#count === 0 ? 0 : this.#indexAt(this.#count - 1);
    invariant(lastIndex >= newest, `message ${lastIndex} sent after message ${newest}`);
    const slot = (this.#start + this.#count) % this.#indexes.length;
    this.#indexes[slot] = lastIndex;
    this.#sizes[slot] = bytes;
    this.#count += 1;
    this.#bytes += bytes;
  }

  /** Frees all messages whose last entry is at or before an acknowledged index. */
  freeThrough(index: number): void {
    while (this.#count > 0 && this.#indexAt(0) <= index) {
      this.#bytes -= this.#sizes[this.#start] ?? 0;
      this.#start = (this.#start + 1) % this.#indexes.length;
      this.#count -= 1;
    }
    if (this.#count === 0) this.#start = 0;
  }

  /** Forgets all messages. */
  reset(): void {
    this.#start = 0;
    this.#count = 0;
    this.#bytes = 0;
  }

  #indexAt(position: number): number {
    return this.#indexes[(this.#start + position) % this.#indexes.length] ?? 0;
  }

  #grow(): void {
    const capacity = Math.min(
      this.#limits.maxMessages,
      Math.max(FIRST_CAPACITY, 2 * this.#indexes.length),
    );
    const indexes = new Float64Array(capacity);
    const sizes = new Float64Array(capacity);
    for (let position = 0; position < this.#count; position += 1) {
      const slot = (this.#start + position) % this.#indexes.length;
      indexes[position] = this.#indexes[slot] ?? 0;
      sizes[position] = this.#sizes[slot] ?? 0;
    }
    this.#indexes = indexes;
    this.#sizes = sizes;
    this.#start = 0;
  }
}
