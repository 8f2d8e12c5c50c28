/**
 * A log as a disk holds it: a snapshot, the entry it or a compaction ends with, and what follows.
 *
 * Invariants: entries are contiguous from base + 1; snapshot.index >= base unless nothing was compacted.
 */
import type { Entry, Snapshot } from "../../../src/raft/types.ts";

export class StoredLog {
  snapshot: Snapshot;
  #baseIndex: number;
  #baseTerm: number;
  #entries: Entry[] = [];

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#baseIndex = snapshot.index;
    this.#baseTerm = snapshot.term;
  }

  /** Index of the entry before the first one. */
  get base(): number {
    return this.#baseIndex;
  }

  get baseTerm(): number {
    return this.#baseTerm;
  }

  get last(): number {
    return this.#baseIndex + this.#entries.length;
  }

  /** Term of an entry in [base, last], else null. */
  term(index: number): number | null {
    if (index === this.#baseIndex) return this.#baseTerm;
    return this.#entries[index - this.#baseIndex - 1]?.term ?? null;
  }

  /** Entries with low <= index < high. */
  slice(low: number, high: number): readonly Entry[] {
    return this.#entries.slice(low - this.#baseIndex - 1, high - this.#baseIndex - 1);
  }

  /** Adds entries; what stands at or after the first one's index is dropped. */
  append(entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    if (first.index > this.last + 1) {
      throw new Error(`write at ${first.index} leaves a gap after ${this.last}`);
    }
    let at = 0;
    // A local compaction may have overtaken a write that waited.
    while (at < entries.length && (entries[at]?.index ?? 0) <= this.#baseIndex) at += 1;
    const start = entries[at];
    if (start === undefined) return;
    this.#entries.length = start.index - this.#baseIndex - 1;
    for (; at < entries.length; at += 1) {
      const entry = entries[at];
      if (entry !== undefined) this.#entries.push(entry);
    }
  }

  /** Replaces everything. */
  install(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    this.#baseIndex = snapshot.index;
    this.#baseTerm = snapshot.term;
    this.#entries = [];
  }

  compact(throughIndex: number): void {
    if (throughIndex <= this.#baseIndex) return;
    const term = this.term(throughIndex);
    if (term === null) throw new Error(`compacted ${throughIndex}, the log ends at ${this.last}`);
    this.#entries.splice(0, throughIndex - this.#baseIndex);
    this.#baseIndex = throughIndex;
    this.#baseTerm = term;
  }

  copy(): StoredLog {
    const copied = new StoredLog(this.snapshot);
    copied.#baseIndex = this.#baseIndex;
    copied.#baseTerm = this.#baseTerm;
    copied.#entries = this.#entries.slice();
    return copied;
  }
}
