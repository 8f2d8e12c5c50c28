/**
 * The log of one peer: the storage with the unstable end on top, and the cursors that move over it.
 *
 * Invariants, asserted wherever a cursor moves: applied <= applying <= committed <= last;
 * `committed` never decreases and nothing at or below it is ever replaced.
 */
import { invariant } from "../util/assert.ts";
import { entriesBytes, limitEntries } from "./entry-size.ts";
import type { Compacted, LogStorage, Unavailable } from "./log-storage.ts";
import { type Entry, NO_ENTRIES, type Snapshot } from "./types.ts";
import { type EntryId, UnstableLog } from "./unstable-log.ts";

/** What follows an entry of a leader's log. */
export interface LogSlice {
  readonly previous: EntryId;
  readonly entries: readonly Entry[];
}

/** Where two logs may agree; term 0 when the term there is not known. */
export type ConflictHint = EntryId;

/** The whole log of one peer, stable or not, and how far it is committed and applied. */
export class RaftLog {
  readonly #storage: LogStorage;
  readonly #unstable: UnstableLog;
  readonly #maxApplyingBytes: number;
  #committed: number;
  #applying: number;
  #applied: number;
  /** Bytes handed out to apply and not yet reported as applied. */
  #applyingBytes = 0;
  #applyingPaused = false;

  constructor(storage: LogStorage, maxApplyingBytes: number) {
    const first = storage.firstIndex();
    const last = storage.lastIndex();
    invariant(Number.isSafeInteger(first) && first > 0, `first index ${first} of the storage`);
    invariant(Number.isSafeInteger(last) && last >= first - 1, `last index ${last} of the storage`);
    this.#storage = storage;
    this.#unstable = new UnstableLog(last + 1);
    this.#maxApplyingBytes = maxApplyingBytes;
    // Until the host says otherwise, all that was compacted is what was applied.
    this.#committed = first - 1;
    this.#applying = first - 1;
    this.#applied = first - 1;
  }

  /** Highest index known to be on a quorum. Never decreases. */
  get committed(): number {
    return this.#committed;
  }

  /** Highest index handed out to the state machine. */
  get applying(): number {
    return this.#applying;
  }

  /** Highest index the state machine has reported as applied. */
  get applied(): number {
    return this.#applied;
  }

  /** The end that is not known to be stable. Read only for others than this class. */
  get unstable(): UnstableLog {
    return this.#unstable;
  }

  /** Index of the first entry that can be read. */
  firstIndex(): number {
    return this.#unstable.firstIndex() ?? this.#storage.firstIndex();
  }

  /** Index of the last entry, or of the snapshot when there is none. */
  lastIndex(): number {
    return this.#unstable.lastIndex() ?? this.#storage.lastIndex();
  }

  /** The last entry; both numbers 0 for an empty log. */
  lastEntryId(): EntryId {
    const index = this.lastIndex();
    const term = this.term(index);
    invariant(typeof term === "number", `the term of the last entry ${index} is ${term}`);
    return { term, index };
  }

  /** Term of an entry in [first - 1, last]. */
  term(index: number): number | Compacted | Unavailable {
    const known = this.#unstable.term(index);
    if (known !== null) return known;
    if (index + 1 < this.firstIndex()) return "compacted";
    if (index > this.lastIndex()) return "unavailable";
    return this.#storage.term(index);
  }

  /** Term of an entry, 0 when it is not known here. */
  termOrZero(index: number): number {
    const term = this.term(index);
    return typeof term === "number" ? term : 0;
  }

  /** Whether an entry is in this log. */
  matchTerm(id: EntryId): boolean {
    return this.term(id.index) === id.term;
  }

  /** Whether a log that ends with `id` has all that this one has committed, by the voting rule. */
  isUpToDate(id: EntryId): boolean {
    const last = this.lastEntryId();
    return id.term > last.term || (id.term === last.term && id.index >= last.index);
  }

  /**
   * Adds a leader's entries behind one that both logs have, and follows its commit index.
   *
   * Returns the last index both logs are now known to share, or null when they do not agree on the
   * entry before. Only what conflicts is dropped: a late message with fewer entries changes nothing.
   */
  maybeAppend(slice: LogSlice, leaderCommit: number): number | null {
    const { previous, entries } = slice;
    if (!this.matchTerm(previous)) return null;
    const lastNew = previous.index + entries.length;
    const conflict = this.findConflict(entries);
    if (conflict !== 0) {
      invariant(
        conflict > this.#committed,
        `entry ${conflict} conflicts with a committed entry (committed ${this.#committed})`,
      );
      this.append(entries.slice(conflict - previous.index - 1));
    }
    this.commitTo(Math.min(leaderCommit, lastNew));
    return lastNew;
  }

  /** Adds entries at the end, or over uncommitted ones. Returns the last index. */
  append(entries: readonly Entry[]): number {
    const first = entries[0];
    if (first === undefined) return this.lastIndex();
    invariant(
      first.index > this.#committed,
      `append at ${first.index} over committed ${this.#committed}`,
    );
    this.#unstable.truncateAndAppend(entries);
    return this.lastIndex();
  }

  /** Index of the first entry that is not in this log, or 0 when all are. */
  findConflict(entries: readonly Entry[]): number {
    for (const entry of entries) {
      if (this.term(entry.index) !== entry.term) return entry.index;
    }
    return 0;
  }

  /**
   * The last place at or before `index` whose term is at most `term`: everything between is known
   * not to be in a log that has `term` at `index`. With a term of 0 where this log cannot tell.
   */
  findConflictByTerm(index: number, term: number): ConflictHint {
    for (let at = index; at > 0; at -= 1) {
      const own = this.term(at);
      if (typeof own !== "number") return { index: at, term: 0 };
      if (own <= term) return { index: at, term: own };
    }
    return { index: 0, term: 0 };
  }

  /** Commits up to an index counted by a quorum, when the entry there is of the leader's term. */
  maybeCommit(id: EntryId): boolean {
    // Older entries are committed only by being before one of the own term (dissertation 3.6.2).
    if (id.term === 0 || id.index <= this.#committed || !this.matchTerm(id)) return false;
    this.commitTo(id.index);
    return true;
  }

  /** Moves `committed` up to an index; never down. */
  commitTo(index: number): void {
    if (index <= this.#committed) return;
    const last = this.lastIndex();
    invariant(index <= last, `commit ${index} beyond the last entry ${last}: was the log damaged?`);
    this.#committed = index;
  }

  /** Takes the commit index that was stored, when the peer starts. */
  loadCommitted(index: number): void {
    const last = this.lastIndex();
    invariant(index >= this.#committed, `stored commit ${index} before ${this.#committed}`);
    invariant(index <= last, `stored commit ${index} beyond the last entry ${last}`);
    this.#committed = index;
  }

  /** Notes that the state machine has applied entries up to `index`, `bytes` of them. */
  appliedTo(index: number, bytes: number): void {
    invariant(index <= this.#committed, `applied ${index} beyond committed ${this.#committed}`);
    invariant(index >= this.#applied, `applied ${index} before ${this.#applied}`);
    this.#applied = index;
    this.#applying = Math.max(this.#applying, index);
    this.#applyingBytes = Math.max(0, this.#applyingBytes - bytes);
    this.#applyingPaused = this.#applyingBytes >= this.#maxApplyingBytes;
  }

  /** Notes that entries up to `index`, `bytes` of them, were handed out to be applied. */
  acceptApplying(index: number, bytes: number, allowUnstable: boolean): void {
    invariant(index <= this.#committed, `applying ${index} beyond committed ${this.#committed}`);
    invariant(index >= this.#applying, `applying ${index} before ${this.#applying}`);
    this.#applying = index;
    this.#applyingBytes += bytes;
    // The second case: the limit is not reached, but the next entry would have crossed it. Waiting
    // makes the next batch a full one.
    this.#applyingPaused =
      this.#applyingBytes >= this.#maxApplyingBytes || index < this.#maxAppliable(allowUnstable);
  }

  /** Committed entries to hand out next, within the limit on what is being applied. */
  nextCommittedEntries(allowUnstable: boolean): readonly Entry[] {
    if (!this.hasNextCommittedEntries(allowUnstable)) return NO_ENTRIES;
    const room = this.#maxApplyingBytes - this.#applyingBytes;
    invariant(room > 0, `applying ${this.#applyingBytes} bytes is not paused`);
    const high = this.#maxAppliable(allowUnstable) + 1;
    const entries = this.slice(this.#applying + 1, high, room);
    invariant(typeof entries !== "string", `no committed entry ${this.#applying + 1} in the log`);
    return entries;
  }

  /** Whether {@link nextCommittedEntries} returns any. */
  hasNextCommittedEntries(allowUnstable: boolean): boolean {
    // Entries behind a snapshot wait until it is installed: the state machine has no base for them.
    if (this.#applyingPaused || this.#unstable.snapshot !== null) return false;
    return this.#applying < this.#maxAppliable(allowUnstable);
  }

  /** Entries from `index` to the end, as far as `maxBytes` go, but never fewer than one. */
  entriesFrom(index: number, maxBytes: number): readonly Entry[] | Compacted | Unavailable {
    if (index > this.lastIndex()) return NO_ENTRIES;
    return this.slice(index, this.lastIndex() + 1, maxBytes);
  }

  /** Entries with low <= index < high, as far as `maxBytes` go, but never fewer than one. */
  slice(low: number, high: number, maxBytes: number): readonly Entry[] | Compacted | Unavailable {
    invariant(low <= high, `slice from ${low} to ${high}`);
    if (low < this.firstIndex()) return "compacted";
    invariant(high <= this.lastIndex() + 1, `slice up to ${high} beyond ${this.lastIndex()}`);
    if (low === high) return NO_ENTRIES;
    const offset = this.#unstable.offset;
    if (low >= offset) return limitEntries(this.#unstable.slice(low, high), maxBytes);
    const cut = Math.min(high, offset);
    const stored = this.#storage.entries({ low, high: cut, maxBytes });
    if (typeof stored === "string") return stored;
    assertContiguous(stored, low);
    if (high <= offset || stored.length < cut - low) return stored;
    const bytes = entriesBytes(stored);
    if (bytes >= maxBytes) return stored;
    const rest = limitEntries(this.#unstable.slice(offset, high), maxBytes - bytes);
    // One entry comes whatever the limit; behind others it must not.
    if (rest.length === 1 && bytes + entriesBytes(rest) > maxBytes) return stored;
    return stored.concat(rest);
  }

  /** The newest snapshot: the one being installed, else the storage's. */
  snapshot(): Snapshot | Unavailable {
    return this.#unstable.snapshot ?? this.#storage.snapshot();
  }

  /** Replaces the whole log by a snapshot. */
  restore(snapshot: Snapshot): void {
    invariant(
      snapshot.index >= this.#committed,
      `snapshot at ${snapshot.index} before committed ${this.#committed}`,
    );
    this.#committed = snapshot.index;
    this.#unstable.restore(snapshot);
  }

  #maxAppliable(allowUnstable: boolean): number {
    if (allowUnstable) return this.#committed;
    return Math.min(this.#committed, this.#unstable.offset - 1);
  }
}

function assertContiguous(entries: readonly Entry[], low: number): void {
  invariant(entries.length > 0, `the storage gave no entries from ${low}`);
  invariant(entries[0]?.index === low, `asked for ${low}, the storage gave ${entries[0]?.index}`);
  const last = entries[entries.length - 1];
  invariant(last?.index === low + entries.length - 1, `a gap in stored entries from ${low}`);
}
