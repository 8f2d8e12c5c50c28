/**
 * GroupStore is what is durable of one group: its log, hard state, configuration, applied index and state.
 *
 * It is a LogStorage for the consensus core, synchronous: terms and sizes are in memory, newest entries too,
 * older ones are read from the database one by one.
 *
 * Invariants: readers see a flush when it is durable, not before; applied <= commit <= last; trimmed <= applied; the
 * state is one range of rows, and a snapshot goes into another one that nobody reads until the switch.
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
  NO_BYTES,
  type Snapshot,
} from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import { EntryCache } from "./entry-cache.ts";
import { checkFlush } from "./flush-check.ts";
import { GroupSnapshot } from "./group-snapshot.ts";
import type { KeyValueStore } from "./key-value-store.ts";
import { encodeNumber, groupMetaKey, logPrefix, statePrefix } from "./keys.ts";
import { LogIndex } from "./log-index.ts";
import { PrefixReader } from "./prefix-reader.ts";
import { decodeEntry, encodeEntry, encodeGroupRecord, type GroupRecord } from "./records.ts";
import { StateRanges } from "./state-ranges.ts";

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

/** Rows of a snapshot on their way into a range that nobody reads yet. */
export interface StagedRows {
  /** As `StateRanges.begin` gave it. */
  readonly generation: number;
  readonly keys: readonly string[];
  readonly values: readonly Uint8Array[];
}

/** The switch to a snapshot whose rows are all staged: the log begins behind it, the state is that range. */
export interface SnapshotSwitch {
  readonly generation: number;
  /** Applied index of the state, and the term of the entry there. */
  readonly index: number;
  readonly term: number;
  readonly confState: ConfState;
}

/** One group's part of a flush. */
export interface GroupFlush {
  readonly group: number;
  /** Replaces the log from the first of them on: what was there above the last of them is deleted. */
  readonly entries: readonly Entry[];
  /** null: as before. */
  readonly hardState: HardState | null;
  /** null: as before. Never beside `installed`. */
  readonly state: StateFlush | null;
  /** Rows of a snapshot that is on its way. @defaultValue none */
  readonly staged?: StagedRows | undefined;
  /** Happens before the entries are written. @defaultValue none */
  readonly installed?: SnapshotSwitch | undefined;
}

/** How much of a log is kept behind the applied index. */
export interface TrailingLimits {
  /** Entries kept at most, for followers that are behind. */
  readonly trailingEntries: number;
  /** Bytes of them kept at most. */
  readonly trailingBytes: number;
  /** Bytes of log kept at most for a node that is catching up; see {@link GroupStore.holdLog}. */
  readonly catchUpBytes: number;
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
  /** Generations of the state with rows that nobody needs. */
  readonly stale: readonly number[];
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
  /** Ranges of the state beside the one that is read. */
  readonly ranges: StateRanges;
  /** Whether the core may be given a snapshot to send now. Set by the replica. */
  maySnapshot: () => boolean = () => false;
  #index: LogIndex;
  readonly #cache: EntryCache = new EntryCache(0);
  readonly #metaKey: string;
  readonly #logPrefix: string;
  readonly #diskState: PrefixReader;
  #record: GroupRecord;
  #heldIndex: number | null = null;

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
    this.#diskState = new PrefixReader(parts.store, {
      prefix: statePrefix({ group, generation }),
      location: parts.location,
    });
    const { store, stale } = parts;
    this.ranges = new StateRanges({ store, group }, { current: generation, stale });
  }

  /** Applied index of the state on disk. */
  get appliedIndex(): number {
    return this.#record.appliedIndex;
  }

  /** Names the range that the state is in; grows whenever the state is replaced as a whole. */
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

  /** The state on disk, under the state machine's own keys: always of the newest generation. */
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
   * The state on disk as the core announces it; the rows come from {@link openSnapshot}. "unavailable" while
   * `maySnapshot` says no, and while there is no state.
   */
  snapshot(): Snapshot | Unavailable {
    const { appliedIndex: index, confState } = this.#record;
    if (index === 0 || !this.maySnapshot()) return "unavailable";
    return { index, term: this.#index.term(index), confState, data: NO_BYTES };
  }

  /**
   * Opens the state on disk as it is now. It may be newer than {@link snapshot} said: a flush is durable before it is
   * told. Close it.
   *
   * @throws {StorageCorruptedError} when the database contradicts itself.
   */
  openSnapshot({ chunkBytes }: { readonly chunkBytes: number }): GroupSnapshot {
    const view = this.#store.snapshot();
    return new GroupSnapshot({ view, group: this.group, location: this.#location, chunkBytes });
  }

  /**
   * Keeps the log behind `index` until another one, or null, is given, but never more than `catchUpBytes` of it: a node
   * that takes a snapshot needs what follows, or it would need another snapshot.
   */
  holdLog(index: number | null): void {
    this.#heldIndex = index;
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
    const { entries, state, staged, installed } = part;
    const last = entries[entries.length - 1];
    const trimmed = installed ?? this.#trimTarget();
    const base = installed === undefined ? this.#record : installed;
    const record: GroupRecord = {
      group: this.group,
      replicaId: this.replicaId,
      hardState: part.hardState ?? this.#record.hardState,
      trimmedIndex: trimmed.index,
      trimmedTerm: trimmed.term,
      lastIndex: last?.index ?? installed?.index ?? this.#index.lastIndex,
      appliedIndex: installed?.index ?? state?.appliedIndex ?? this.#record.appliedIndex,
      generation: base.generation,
      confState: state?.confState ?? base.confState,
      flushNumber,
    };
    const { ranges } = this;
    checkFlush(part, { before: this.#record, next: record, index: this.#index, ranges });
    // What the new entries do not overwrite, of all that goes.
    const keptFrom = installed === undefined ? trimmed.index + 1 : record.lastIndex + 1;
    for (let index = this.#index.trimmedIndex + 1; index < keptFrom; index += 1) {
      if (index <= this.#index.lastIndex) this.#remove(index, rows);
    }
    for (let index = record.lastIndex + 1; index <= this.#index.lastIndex; index += 1) {
      this.#remove(index, rows);
    }
    for (const entry of entries) {
      rows.keys.push(this.#logPrefix + encodeNumber(entry.index));
      rows.values.push(encodeEntry(this.group, entry));
    }
    ranges.take(rows);
    if (staged !== undefined) this.#put(staged.generation, staged, rows);
    if (state !== null) this.#put(state.generation, state.changes, rows);
    rows.keys.push(this.#metaKey);
    rows.values.push(encodeGroupRecord(record));
    return record;
  }

  /** Makes a flush visible after it became durable. Called by NodeStore. */
  completeFlush(part: GroupFlush, record: GroupRecord): void {
    const { entries, staged, installed } = part;
    if (installed !== undefined) {
      this.#index = new LogIndex(installed);
      this.#cache.truncateFrom(0);
      this.ranges.switched(this.#record.generation);
      this.#diskState.moveTo(statePrefix(record));
    }
    const first = entries[0];
    if (first !== undefined) {
      this.#index.truncateFrom(first.index);
      this.#cache.truncateFrom(first.index);
      for (const entry of entries) {
        this.#index.append({ index: entry.index, term: entry.term, bytes: entryBytes(entry) });
        this.#cache.append(entry);
      }
    }
    this.#index.trimThrough(record.trimmedIndex);
    this.#record = record;
    if (staged !== undefined) this.ranges.written(staged.generation, record.generation);
  }

  /** The entry through which the next flush trims: behind what is applied *on disk*, and in chunks. */
  #trimTarget(): { readonly index: number; readonly term: number } {
    const { trailingEntries, trailingBytes, catchUpBytes } = this.#limits;
    const applied = this.#record.appliedIndex;
    const index = this.#index;
    let trimmed = index.trimmedIndex;
    const excess = applied - trimmed - trailingEntries;
    let bytes = index.bytesBetween({ after: trimmed, through: applied });
    const chunkEntries = Math.max(1, Math.min(TRIM_ENTRIES, Math.floor(trailingEntries / 4)));
    const chunkBytes = Math.max(ENTRY_OVERHEAD_BYTES, trailingBytes / 16);
    if (excess >= chunkEntries || bytes - trailingBytes >= chunkBytes) {
      const held = bytes > catchUpBytes ? null : this.#heldIndex;
      const stop = Math.min(applied, trimmed + TRIM_ENTRIES_MAX, held ?? applied);
      while (trimmed < stop && (applied - trimmed > trailingEntries || bytes > trailingBytes)) {
        trimmed += 1;
        bytes -= index.bytesBetween({ after: trimmed - 1, through: trimmed });
      }
    }
    return { index: trimmed, term: index.term(trimmed) };
  }

  #put(
    generation: number,
    changes: { readonly keys: readonly string[]; readonly values: readonly (Uint8Array | null)[] },
    rows: BatchRows,
  ): void {
    const prefix = statePrefix({ group: this.group, generation });
    const { keys, values } = changes;
    for (let row = 0; row < keys.length; row += 1) {
      rows.keys.push(prefix + (keys[row] ?? ""));
      rows.values.push(values[row] ?? null);
    }
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
