/**
 * GroupStore is what is durable of one group: its log, hard state, configuration, applied index and state.
 *
 * It is a LogStorage for the consensus core, synchronous: terms and sizes are in memory, newest entries too,
 * older ones are read from the database one by one.
 *
 * Invariants: readers see a flush when it is durable, not before; applied <= commit <= last; trimmed <= applied.
 */
import { MalformedBytesError, StorageCorruptedError } from "../errors.ts";
import type { StateChanges, StateReader } from "../model/state-reader.ts";
import { ENTRY_OVERHEAD_BYTES, entryBytes } from "../raft/entry-size.ts";
import type {
  Compacted,
  EntryRange,
  InitialState,
  LogStorage,
  Unavailable,
} from "../raft/log-storage.ts";
import {
  type ConfState,
  type Entry,
  type HardState,
  NO_PEER,
  type Snapshot,
} from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import { EntryCache } from "./entry-cache.ts";
import type { KeyValueStore } from "./key-value-store.ts";
import { encodeNumber, groupMetaKey, logPrefix, statePrefix } from "./keys.ts";
import type { LogIndex } from "./log-index.ts";
import { PrefixReader } from "./prefix-reader.ts";
import { decodeEntry, encodeEntry, encodeGroupRecord, type GroupRecord } from "./records.ts";

/** The state that goes to disk with a flush. */
export interface StateFlush {
  /** Everything through this entry has been applied. Not above the commit index of the same flush. */
  readonly appliedIndex: number;
  /** The generation that the changes were made for. */
  readonly generation: number;
  /** The configuration at the applied index. */
  readonly confState: ConfState;
  readonly changes: StateChanges;
}

/** One group's part of a flush. */
export interface GroupFlush {
  readonly group: number;
  /** Replaces the log from the first of them on: what was there above the last of them is deleted. */
  readonly entries: readonly Entry[];
  /** null: as before. */
  readonly hardState: HardState | null;
  /** null: as before. */
  readonly state: StateFlush | null;
}

/** How much of a log is kept behind the applied index. */
export interface TrailingLimits {
  /** Entries kept at most, for followers that are behind. */
  readonly trailingEntries: number;
  /** Bytes of them kept at most. */
  readonly trailingBytes: number;
}

/** Rows of a batch in the making. */
export interface BatchRows {
  readonly keys: string[];
  readonly values: (Uint8Array | null)[];
}

/** What GroupStore is made of; see group-loader.ts. */
export interface GroupStoreParts {
  readonly store: KeyValueStore;
  /** For messages. */
  readonly location: string;
  readonly record: GroupRecord;
  readonly index: LogIndex;
  readonly limits: TrailingLimits;
}

/** Trimming waits for this many entries, a quarter of `trailingEntries` or a sixteenth of the bytes… */
const TRIM_ENTRIES = 256;
/** …and one flush trims at most this many, so that none becomes slow. */
const TRIM_ENTRIES_MAX = 1024;

/** The durable part of one group. Made by NodeStore. */
export class GroupStore implements LogStorage {
  readonly group: number;
  readonly replicaId: number;
  readonly #store: KeyValueStore;
  readonly #location: string;
  readonly #limits: TrailingLimits;
  readonly #index: LogIndex;
  readonly #cache: EntryCache = new EntryCache(0);
  readonly #metaKey: string;
  readonly #logPrefix: string;
  #statePrefix: string;
  #diskState: StateReader;
  #record: GroupRecord;

  constructor(parts: GroupStoreParts) {
    const { group, generation } = parts.record;
    this.group = group;
    this.replicaId = parts.record.replicaId;
    this.#store = parts.store;
    this.#location = parts.location;
    this.#limits = parts.limits;
    this.#index = parts.index;
    this.#record = parts.record;
    this.#metaKey = groupMetaKey(group);
    this.#logPrefix = logPrefix(group);
    this.#statePrefix = statePrefix({ group, generation });
    this.#diskState = new PrefixReader(parts.store, this.#statePrefix);
  }

  /** Applied index of the state on disk. */
  get appliedIndex(): number {
    return this.#record.appliedIndex;
  }

  /** Counts the times that the state was replaced as a whole. */
  get generation(): number {
    return this.#record.generation;
  }

  /** The configuration at the applied index. */
  get confState(): ConfState {
    return this.#record.confState;
  }

  /** The hard state on disk. */
  get hardState(): HardState {
    return this.#record.hardState;
  }

  /** The state on disk, under the state machine's own keys. */
  get diskState(): StateReader {
    return this.#diskState;
  }

  initialState(): InitialState {
    return { hardState: this.#record.hardState, confState: this.#record.confState };
  }

  firstIndex(): number {
    return this.#index.trimmedIndex + 1;
  }

  lastIndex(): number {
    return this.#index.lastIndex;
  }

  term(index: number): number | Compacted | Unavailable {
    if (index < this.#index.trimmedIndex) return "compacted";
    if (index > this.#index.lastIndex) return "unavailable";
    return this.#index.term(index);
  }

  /** @throws {StorageCorruptedError} when an entry cannot be read back as it was written. */
  entries(range: EntryRange): readonly Entry[] | Compacted | Unavailable {
    const { low, high, maxBytes } = range;
    if (low <= this.#index.trimmedIndex) return "compacted";
    if (low > this.#index.lastIndex) return "unavailable";
    invariant(
      high <= this.#index.lastIndex + 1,
      () => `entries up to ${high} of a log that ends at ${this.#index.lastIndex}`,
    );
    const entries: Entry[] = [];
    let bytes = 0;
    for (let index = low; index < high; index += 1) {
      bytes += this.#index.bytesBetween({ after: index - 1, through: index });
      if (bytes > maxBytes && entries.length > 0) break;
      entries.push(this.#cache.get(index) ?? this.#read(index));
    }
    return entries;
  }

  /**
   * Always "unavailable": there is nothing yet that would carry the state to another node, and a snapshot
   * without its state would make the receiver forget.
   */
  snapshot(): Snapshot | Unavailable {
    return "unavailable";
  }

  /** Sets the bytes of entries kept in memory. Called by NodeStore, which divides them among its groups. */
  setCacheBytes(bytesMax: number): void {
    this.#cache.setBytesMax(bytesMax);
  }

  /**
   * Adds the rows of one flush to a batch and returns the group's record after it. Nothing is visible before
   * `completeFlush`. Called by NodeStore.
   */
  prepareFlush(part: GroupFlush, flushNumber: number, rows: BatchRows): GroupRecord {
    const last = part.entries[part.entries.length - 1];
    const trimmedIndex = this.#trimTarget();
    const record: GroupRecord = {
      group: this.group,
      replicaId: this.replicaId,
      hardState: part.hardState ?? this.#record.hardState,
      trimmedIndex,
      trimmedTerm: this.#index.term(trimmedIndex),
      lastIndex: last === undefined ? this.#index.lastIndex : last.index,
      appliedIndex: part.state?.appliedIndex ?? this.#record.appliedIndex,
      generation: this.#record.generation,
      confState: part.state?.confState ?? this.#record.confState,
      flushNumber,
    };
    this.#checkFlush(part, record);
    for (const entry of part.entries) {
      rows.keys.push(this.#logPrefix + encodeNumber(entry.index));
      rows.values.push(encodeEntry(this.group, entry));
    }
    for (let index = record.lastIndex + 1; index <= this.#index.lastIndex; index += 1) {
      this.#remove(index, rows);
    }
    for (let index = this.#index.trimmedIndex + 1; index <= trimmedIndex; index += 1) {
      this.#remove(index, rows);
    }
    if (part.state !== null) {
      const { keys, values } = part.state.changes;
      for (let row = 0; row < keys.length; row += 1) {
        rows.keys.push(this.#statePrefix + (keys[row] ?? ""));
        rows.values.push(values[row] ?? null);
      }
    }
    rows.keys.push(this.#metaKey);
    rows.values.push(encodeGroupRecord(record));
    return record;
  }

  /** Makes a flush visible after it became durable. Called by NodeStore. */
  completeFlush(part: GroupFlush, record: GroupRecord): void {
    const first = part.entries[0];
    if (first !== undefined) {
      this.#index.truncateFrom(first.index);
      this.#cache.truncateFrom(first.index);
      for (const entry of part.entries) {
        this.#index.append({ index: entry.index, term: entry.term, bytes: entryBytes(entry) });
        this.#cache.append(entry);
      }
    }
    this.#index.trimThrough(record.trimmedIndex);
    this.#record = record;
  }

  /** What a caller must never do, checked before anything is written. */
  #checkFlush({ entries, state }: GroupFlush, next: GroupRecord): void {
    const before = this.#record;
    const first = entries[0];
    if (first !== undefined) {
      invariant(
        first.index <= this.#index.lastIndex + 1,
        () => `entry ${first.index} leaves a gap behind ${this.#index.lastIndex}`,
      );
      invariant(
        first.index > before.hardState.commit,
        () => `entry ${first.index} replaces what is committed through ${before.hardState.commit}`,
      );
      let previous = { index: first.index - 1, term: this.#index.term(first.index - 1) };
      for (const entry of entries) {
        const { index, term } = previous;
        invariant(entry.index === index + 1, () => `entry ${entry.index} follows ${index}`);
        invariant(entry.term >= term, () => `term ${entry.term} follows ${term} at ${entry.index}`);
        previous = entry;
      }
      invariant(
        previous.term <= next.hardState.term,
        () => `an entry of term ${previous.term} in term ${next.hardState.term}`,
      );
    }
    const { term, vote, commit } = next.hardState;
    const old = before.hardState;
    invariant(term >= old.term, () => `term ran backwards from ${old.term} to ${term}`);
    invariant(
      term > old.term || vote === old.vote || old.vote === NO_PEER,
      () => `the vote of term ${term} changed from ${old.vote} to ${vote}`,
    );
    invariant(commit >= old.commit, () => `commit ran backwards from ${old.commit} to ${commit}`);
    invariant(commit <= next.lastIndex, () => `commit ${commit} beyond last ${next.lastIndex}`);
    invariant(
      next.appliedIndex >= before.appliedIndex,
      () => `applied ran backwards from ${before.appliedIndex} to ${next.appliedIndex}`,
    );
    invariant(
      next.appliedIndex <= commit,
      () => `applied ${next.appliedIndex} beyond commit ${commit}: give the hard state with it`,
    );
    if (state !== null) {
      invariant(
        state.generation === before.generation,
        () => `changes of generation ${state.generation}, the state is of ${before.generation}`,
      );
      invariant(
        state.changes.keys.length === state.changes.values.length,
        "state changes have as many values as keys",
      );
    }
  }

  /** The index through which the next flush trims: behind what is applied *on disk*, and in chunks. */
  #trimTarget(): number {
    const { trailingEntries, trailingBytes } = this.#limits;
    const applied = this.#record.appliedIndex;
    let trimmed = this.#index.trimmedIndex;
    const excess = applied - trimmed - trailingEntries;
    let bytes = this.#index.bytesBetween({ after: trimmed, through: applied });
    const chunkEntries = Math.max(1, Math.min(TRIM_ENTRIES, Math.floor(trailingEntries / 4)));
    const chunkBytes = Math.max(ENTRY_OVERHEAD_BYTES, trailingBytes / 16);
    if (excess < chunkEntries && bytes - trailingBytes < chunkBytes) return trimmed;
    const stop = Math.min(applied, trimmed + TRIM_ENTRIES_MAX);
    while (trimmed < stop && (applied - trimmed > trailingEntries || bytes > trailingBytes)) {
      trimmed += 1;
      bytes -= this.#index.bytesBetween({ after: trimmed - 1, through: trimmed });
    }
    return trimmed;
  }

  #remove(index: number, rows: BatchRows): void {
    rows.keys.push(this.#logPrefix + encodeNumber(index));
    rows.values.push(null);
  }

  #read(index: number): Entry {
    const value = this.#store.get(this.#logPrefix + encodeNumber(index));
    const where = `entry ${index} of group ${this.group}`;
    if (value === undefined) {
      throw new StorageCorruptedError({ dataDir: this.#location, found: `${where} is missing` });
    }
    try {
      const entry = decodeEntry(value, { group: this.group, index });
      if (entry.term === this.#index.term(index)) return entry;
      throw new MalformedBytesError({
        field: "entry.term",
        expected: `${this.#index.term(index)}`,
        found: `${entry.term}`,
      });
    } catch (cause) {
      if (!(cause instanceof MalformedBytesError)) throw cause;
      throw new StorageCorruptedError({
        dataDir: this.#location,
        found: `${where} cannot be read (${cause.message})`,
        cause,
      });
    }
  }
}
