/**
 * EntryCache keeps the newest durable entries of one group in memory, within a number of bytes, so that what is
 * applied and replicated is not read back from disk.
 *
 * Invariant: the cached entries are contiguous and end at the last durable one.
 */
import { entryBytes } from "../raft/entry-size.ts";
import type { Entry } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";

/** Slots at the front of the array that are given up before it is copied. */
const SLACK_MAX = 1024;

/** The newest entries. Holds at most `bytesMax`, by the core's measure; none that is larger alone. */
export class EntryCache {
  #entries: (Entry | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #bytesMax: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Changes the limit and lets go of what is over it. */
  setBytesMax(bytesMax: number): void {
    this.#bytesMax = bytesMax;
    this.#shrink();
  }

  /** The entry of this index, or undefined when it is not held. */
  get(index: number): Entry | undefined {
    const first = this.#entries[this.#head];
    if (first === undefined || index < first.index) return undefined;
    return this.#entries[this.#head + index - first.index];
  }

  /** Adds the entry behind the last durable one. */
  append(entry: Entry): void {
    const last = this.#entries[this.#entries.length - 1];
    invariant(
      last === undefined || last.index + 1 === entry.index,
      () => `entry ${entry.index} cached behind ${last?.index ?? "none"}`,
    );
    this.#entries.push(entry);
    this.#bytes += entryBytes(entry);
    this.#shrink();
  }

  /** Forgets the entries from `index` on. */
  truncateFrom(index: number): void {
    for (;;) {
      const last = this.#entries[this.#entries.length - 1];
      if (last === undefined || last.index < index) return;
      this.#entries.pop();
      this.#bytes -= entryBytes(last);
      if (this.#entries.length === this.#head) this.#clear();
    }
  }

  #shrink(): void {
    while (this.#bytes > this.#bytesMax) {
      const first = this.#entries[this.#head];
      if (first === undefined) break;
      this.#entries[this.#head] = undefined;
      this.#head += 1;
      this.#bytes -= entryBytes(first);
    }
    if (this.#head === this.#entries.length) {
      this.#clear();
    } else if (this.#head > SLACK_MAX && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  #clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#bytes = 0;
  }
}
