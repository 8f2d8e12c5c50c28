/**
 * The stable log as the core sees it, and its implementation in memory.
 *
 * The core reads here what it has been told is durable; what is newer it keeps itself (UnstableLog).
 * Invariants: entries are contiguous; the term of the entry before the first one is known; all calls
 * are synchronous and see every write whose response was delivered to the core.
 */
import { invariant } from "../util/assert.ts";
import { limitEntries } from "./entry-size.ts";
import {
  type ConfState,
  EMPTY_CONF_STATE,
  EMPTY_HARD_STATE,
  type Entry,
  type HardState,
  NO_BYTES,
  NO_ENTRIES,
  type Snapshot,
} from "./types.ts";

/** What the core must be given at start. */
export interface InitialState {
  readonly hardState: HardState;
  /** The configuration at the applied index, or at the snapshot when nothing newer was applied. */
  readonly confState: ConfState;
}

/** Which entries to read: `low` <= index < `high`, at most `maxBytes` but never fewer than one. */
export interface EntryRange {
  readonly low: number;
  readonly high: number;
  /** Bytes by {@link entryBytes}; Infinity for all. */
  readonly maxBytes: number;
}

/** The index lies before the first entry that is still stored. */
export type Compacted = "compacted";
/** The answer exists but cannot be given now (term, snapshot), or lies past the last entry. */
export type Unavailable = "unavailable";

/** The stable log of one peer. The host implements it; the core only reads. */
export interface LogStorage {
  /** Hard state and configuration as last written. Read once, when the core is made. */
  initialState(): InitialState;
  /** Index of the first entry that can be read; last index + 1 when there is none. */
  firstIndex(): number;
  /** Index of the last entry; that of the snapshot when there is none; 0 for an empty log. */
  lastIndex(): number;
  /** Term of an entry in [firstIndex - 1, lastIndex]. Must be fast: it is asked on every append. */
  term(index: number): number | Compacted | Unavailable;
  /** Entries of a range. "unavailable" makes the core try again later when it wants to send them. */
  entries(range: EntryRange): readonly Entry[] | Compacted | Unavailable;
  /** The newest snapshot, for a peer that needs entries which are gone. */
  snapshot(): Snapshot | Unavailable;
}

/** A {@link LogStorage} in memory, for tests and simulations. Writes take effect at once. */
export class MemoryLogStorage implements LogStorage {
  #hardState: HardState = EMPTY_HARD_STATE;
  #snapshot: Snapshot = { index: 0, term: 0, confState: EMPTY_CONF_STATE, data: NO_BYTES };
  /** Index and term of the entry before #entries[0]. */
  #before: { readonly index: number; readonly term: number } = { index: 0, term: 0 };
  #entries: Entry[] = [];

  initialState(): InitialState {
    return { hardState: this.#hardState, confState: this.#snapshot.confState };
  }

  firstIndex(): number {
    return this.#before.index + 1;
  }

  lastIndex(): number {
    return this.#before.index + this.#entries.length;
  }

  term(index: number): number | Compacted | Unavailable {
    if (index < this.#before.index) return "compacted";
    if (index === this.#before.index) return this.#before.term;
    return this.#entries[index - this.#before.index - 1]?.term ?? "unavailable";
  }

  entries(range: EntryRange): readonly Entry[] | Compacted | Unavailable {
    if (range.low <= this.#before.index) return "compacted";
    invariant(
      range.high <= this.lastIndex() + 1,
      `entries up to ${range.high} of a log that ends at ${this.lastIndex()}`,
    );
    if (this.#entries.length === 0) return "unavailable";
    const first = this.#before.index + 1;
    return limitEntries(this.#entries.slice(range.low - first, range.high - first), range.maxBytes);
  }

  snapshot(): Snapshot | Unavailable {
    return this.#snapshot;
  }

  /** Replaces the hard state. */
  setHardState(hardState: HardState): void {
    this.#hardState = hardState;
  }

  /** Adds entries; what they overlap is replaced, and what follows the replaced part is dropped. */
  append(entries: readonly Entry[]): void {
    const first = this.firstIndex();
    const kept = entries.filter((entry) => entry.index >= first);
    const start = kept[0];
    if (start === undefined) return;
    invariant(
      start.index <= this.lastIndex() + 1,
      `append at ${start.index} leaves a gap after ${this.lastIndex()}`,
    );
    this.#entries.length = start.index - first;
    for (const entry of kept) this.#entries.push(entry);
  }

  /** Replaces everything by a snapshot. An older snapshot than the present one is refused: false. */
  applySnapshot(snapshot: Snapshot): boolean {
    if (snapshot.index <= this.#snapshot.index) return false;
    this.#snapshot = snapshot;
    this.#before = { index: snapshot.index, term: snapshot.term };
    this.#entries = [];
    return true;
  }

  /** Makes the snapshot that {@link snapshot} returns; the log stays. */
  createSnapshot(snapshot: Pick<Snapshot, "index" | "data"> & Partial<Snapshot>): Snapshot {
    const term = this.term(snapshot.index);
    invariant(typeof term === "number", `no entry ${snapshot.index} to make a snapshot at`);
    invariant(
      snapshot.index > this.#snapshot.index,
      `snapshot at ${snapshot.index} is not newer than ${this.#snapshot.index}`,
    );
    const confState = snapshot.confState ?? this.#snapshot.confState;
    this.#snapshot = { index: snapshot.index, term, confState, data: snapshot.data };
    return this.#snapshot;
  }

  /** Drops the entries up to and including `throughIndex`; its term stays known. */
  compact(throughIndex: number): void {
    if (throughIndex <= this.#before.index) return;
    const term = this.term(throughIndex);
    invariant(typeof term === "number", `compact ${throughIndex} beyond ${this.lastIndex()}`);
    this.#entries.splice(0, throughIndex - this.#before.index);
    this.#before = { index: throughIndex, term };
  }

  /** All stored entries. */
  allEntries(): readonly Entry[] {
    return this.#entries.length === 0 ? NO_ENTRIES : this.#entries.slice();
  }
}
