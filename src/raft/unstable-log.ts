/**
 * The end of the log that is not known to be durable: new entries, and a snapshot being installed.
 *
 * ```
 *   storage            | in progress (being written) | not yet handed out |
 *   ... offset - 1     | offset ... offsetInProgress-1 | offsetInProgress ... last
 * ```
 *
 * Invariants: offset <= offsetInProgress <= last + 1; entries are contiguous; entries here hide those
 * with the same index in the storage. What is handed out is a copy and never changes afterwards.
 */
import { invariant } from "../util/assert.ts";
import { type Entry, NO_ENTRIES, type Snapshot } from "./types.ts";

/** An entry named by where it is and by who wrote it. */
export interface EntryId {
  readonly term: number;
  readonly index: number;
}

/** The unstable end of one peer's log. */
export class UnstableLog {
  #snapshot: Snapshot | null = null;
  #snapshotInProgress = false;
  #entries: Entry[] = [];
  #offset: number;
  #offsetInProgress: number;

  constructor(offset: number) {
    this.#offset = offset;
    this.#offsetInProgress = offset;
  }

  /** Index of the first entry that is not stable. */
  get offset(): number {
    return this.#offset;
  }

  /** Index of the first entry that was not handed out to be written. */
  get offsetInProgress(): number {
    return this.#offsetInProgress;
  }

  /** How many entries are not known to be stable. */
  get length(): number {
    return this.#entries.length;
  }

  /** The snapshot that is not yet installed, if any. */
  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /** First index of the whole log when a snapshot decides it, else null. */
  firstIndex(): number | null {
    return this.#snapshot === null ? null : this.#snapshot.index + 1;
  }

  /** Last index of the whole log when it is decided here, else null. */
  lastIndex(): number | null {
    if (this.#entries.length > 0) return this.#offset + this.#entries.length - 1;
    return this.#snapshot === null ? null : this.#snapshot.index;
  }

  /** Term of an entry when it is known here, else null. */
  term(index: number): number | null {
    if (index < this.#offset) {
      return this.#snapshot !== null && this.#snapshot.index === index ? this.#snapshot.term : null;
    }
    return this.#entries[index - this.#offset]?.term ?? null;
  }

  /** Entries that were not handed out to be written yet. */
  nextEntries(): readonly Entry[] {
    const started = this.#offsetInProgress - this.#offset;
    if (started === this.#entries.length) return NO_ENTRIES;
    return this.#entries.slice(started);
  }

  /** Whether {@link nextEntries} returns any. */
  hasNextEntries(): boolean {
    return this.#offsetInProgress < this.#offset + this.#entries.length;
  }

  /** The snapshot, when it was not handed out to be installed yet. */
  nextSnapshot(): Snapshot | null {
    return this.#snapshotInProgress ? null : this.#snapshot;
  }

  /** Notes that all that `next…` returned was handed out. */
  acceptInProgress(): void {
    this.#offsetInProgress = this.#offset + this.#entries.length;
    if (this.#snapshot !== null) this.#snapshotInProgress = true;
  }

  /**
   * Notes that entries up to and including `id` are durable.
   *
   * Without effect when the entry there has another term: then the write that finished was overtaken
   * by another leader's entries, which are still on their way to the disk.
   */
  stableTo(id: EntryId): void {
    if (id.index < this.#offset) return;
    if (this.term(id.index) !== id.term) return;
    this.#entries = this.#entries.slice(id.index + 1 - this.#offset);
    this.#offset = id.index + 1;
    this.#offsetInProgress = Math.max(this.#offsetInProgress, this.#offset);
  }

  /** Notes that the snapshot at `index` is installed. */
  stableSnapshotTo(index: number): void {
    if (this.#snapshot === null || this.#snapshot.index !== index) return;
    this.#snapshot = null;
    this.#snapshotInProgress = false;
  }

  /** Replaces everything by a snapshot. */
  restore(snapshot: Snapshot): void {
    this.#offset = snapshot.index + 1;
    this.#offsetInProgress = this.#offset;
    this.#entries = [];
    this.#snapshot = snapshot;
    this.#snapshotInProgress = false;
  }

  /** Adds entries, dropping whatever stands at or after the first one's index. */
  truncateAndAppend(entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    const end = this.#offset + this.#entries.length;
    invariant(first.index <= end, `append at ${first.index} leaves a gap after ${end - 1}`);
    if (first.index <= this.#offset) {
      // All of it is replaced; what is in the storage from here on is no longer the log.
      this.#offset = first.index;
      this.#offsetInProgress = first.index;
      this.#entries = entries.slice();
      return;
    }
    if (first.index < end) {
      this.#entries = this.#entries.slice(0, first.index - this.#offset);
      this.#offsetInProgress = Math.min(this.#offsetInProgress, first.index);
    }
    for (const entry of entries) this.#entries.push(entry);
  }

  /** Entries with low <= index < high, all of which must be here. */
  slice(low: number, high: number): readonly Entry[] {
    const end = this.#offset + this.#entries.length;
    invariant(low <= high, `slice from ${low} to ${high}`);
    invariant(low >= this.#offset, `slice from ${low} before ${this.#offset}`);
    invariant(high <= end, `slice up to ${high} after ${end}`);
    return this.#entries.slice(low - this.#offset, high - this.#offset);
  }
}
