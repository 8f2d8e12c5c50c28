/**
 * GroupStore is what is durable of one group: its log and hard state in the journal; its state, with configuration and applied index,
 * in the database.
 *
 * It is a LogStorage for the consensus core, synchronous: terms and sizes are in memory, newest entries too,
 * older ones are read from the journal one by one.
 *
 * Invariants: readers see what is durable, not before; applied <= last; trimmed <= applied; the
 * state is one range of rows, and a snapshot goes into another one that nobody reads until the switch. The state is behind the log: what
 * was applied and not saved is applied again after a restart.
 */
import { StorageCorruptedError } from "../errors.ts";
import type { StateReader } from "../model/state-reader.ts";
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
import { EntryPlaces } from "./entry-places.ts";
import { checkFlush, checkSave, checkSwitch } from "./flush-check.ts";
import type {
  BatchNumbers,
  BatchRows,
  GroupFlush,
  GroupSave,
  SnapshotSwitch,
  TrailingLimits,
} from "./group-flush.ts";
import { GroupSnapshot } from "./group-snapshot.ts";
import type { LoadedLog } from "./journal-loader.ts";
import {
  type EntryPlace,
  type GroupStanding,
  isWhole,
  type JournalPart,
} from "./journal-record.ts";
import type { KeyValueStore } from "./key-value-store.ts";
import { groupMetaKey, statePrefix } from "./keys.ts";
import { LogIndex } from "./log-index.ts";
import { PrefixReader } from "./prefix-reader.ts";
import { encodeGroupRecord, type GroupRecord } from "./records.ts";
import { StateRanges } from "./state-ranges.ts";

/** What GroupStore is made of; see group-loader.ts. */
export interface GroupStoreParts {
  readonly store: KeyValueStore;
  /** For messages. */
  readonly location: string;
  readonly record: GroupRecord;
  readonly log: LoadedLog;
  /** Reads the data of an entry from the journal. */
  readonly readEntry: (place: EntryPlace) => Uint8Array;
  readonly limits: TrailingLimits;
  /** Generations of the state with rows that nobody needs. */
  readonly stale: readonly number[];
}

/** Trimming waits for this many entries, a quarter of `trailingEntries` or a sixteenth of the bytes. */
const TRIM_ENTRIES = 256;
/** Entries, and bytes of them, that a group of one keeps behind its state. */
const LONE_ENTRIES = 1000;
const LONE_BYTES = 1024 * 1024;

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
  #places: EntryPlaces;
  readonly #readEntry: GroupStoreParts["readEntry"];
  readonly #metaKey: string;
  readonly #diskState: PrefixReader;
  #record: GroupRecord;
  #hardState: HardState;
  #toldIndex: number;
  #heldIndex: number | null = null;

  constructor(parts: GroupStoreParts) {
    const { group, generation } = parts.record;
    this.group = group;
    this.replicaId = parts.record.replicaId;
    this.#store = parts.store;
    this.#location = parts.location;
    this.#limits = parts.limits;
    this.#index = parts.log.index;
    this.#places = parts.log.places;
    this.#hardState = parts.log.hardState;
    this.#toldIndex = parts.log.toldIndex;
    this.#readEntry = parts.readEntry;
    this.#record = parts.record;
    this.#metaKey = groupMetaKey(group);
    this.#diskState = new PrefixReader(parts.store, {
      prefix: statePrefix({ group, generation }),
      location: parts.location,
    });
    const { store, stale } = parts;
    this.ranges = new StateRanges({ store, group }, { current: generation, stale });
    // The journal goes file by file, so more may be there than was kept.
    this.#trim();
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
    return this.#hardState;
  }

  /** Where the log stands: its hard state and last entry. */
  get standing(): GroupStanding {
    const { lastIndex: index, lastTerm: term } = this.#index;
    const { group } = this;
    return { group, hardState: this.#hardState, toldIndex: this.#toldIndex, last: { index, term } };
  }

  /** Everything through this index was applied by an earlier life, or this one, and those who listened were told. */
  get toldIndex(): number {
    return this.#toldIndex;
  }

  /** The entry before the first one that is kept. */
  get trimmedIndex(): number {
    return this.#index.trimmedIndex;
  }

  /** The state on disk, under the state machine's own keys: of the newest generation, once its switch is durable as a whole. */
  get diskState(): StateReader {
    return this.#diskState;
  }

  initialState(): InitialState {
    return { hardState: this.#hardState, confState: this.#record.confState };
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
    const { appliedIndex: index, appliedTerm: term, confState } = this.#record;
    if (index === 0 || !this.maySnapshot()) return "unavailable";
    return { index, term, confState, data: NO_BYTES };
  }

  /**
   * Opens the state on disk as it is now. It may be newer than {@link snapshot} said: a save is durable before it is
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

  /** What of a flush the journal writes. Nothing is visible before {@link completeFlush}. Called by NodeStore. */
  prepareFlush(part: GroupFlush): JournalPart {
    const { group, entries, installed } = part;
    const hardState = part.hardState ?? this.#hardState;
    checkFlush(part, { standing: this.standing, hardState, index: this.#index });
    const origin = installed ? { index: installed.index, term: installed.term } : null;
    const toldIndex = Math.max(this.#toldIndex, part.toldIndex ?? 0, origin?.index ?? 0);
    return { group, hardState, toldIndex, origin, entries };
  }

  /** What the journal has to be told when it does not know where this group stands. Called by NodeStore. */
  get originPart(): JournalPart {
    const { group, hardState, toldIndex, last } = this.standing;
    return { group, hardState, toldIndex, origin: last, entries: [] };
  }

  /** Makes a flush visible after it became durable. Called by NodeStore. */
  completeFlush(part: JournalPart, places: readonly EntryPlace[]): void {
    const { hardState, toldIndex, origin, entries } = part;
    this.#hardState = hardState;
    this.#toldIndex = toldIndex;
    if (origin !== null) {
      this.#index = new LogIndex(origin);
      this.#places = new EntryPlaces(origin.index);
      this.#cache.truncateFrom(0);
      // Not before: until the switch is told of, readers go by what they know of the former state.
      this.#diskState.moveTo(statePrefix(this.#record));
    }
    const first = entries[0];
    if (first !== undefined) {
      this.#index.truncateFrom(first.index);
      this.#places.truncateFrom(first.index);
      this.#cache.truncateFrom(first.index);
      for (let at = 0; at < entries.length; at += 1) {
        const entry = entries[at] as Entry;
        this.#index.append({ index: entry.index, term: entry.term, bytes: entryBytes(entry) });
        this.#places.append(places[at] as EntryPlace);
        this.#cache.append(entry);
      }
    }
  }

  /** Adds the rows of a save to a batch and returns the group's record after it. Called by NodeStore. */
  prepareSave(part: GroupSave, numbers: BatchNumbers, rows: BatchRows): GroupRecord {
    const { state, staged } = part;
    checkSave(part, { record: this.#record, index: this.#index, ranges: this.ranges });
    this.ranges.take(rows);
    if (staged !== undefined) this.#put(staged.generation, staged, rows);
    if (state === null) return this.#record;
    this.#put(state.generation, state.changes, rows);
    const { appliedIndex, confState } = state;
    const appliedTerm = this.#index.term(appliedIndex);
    return this.#putRecord(
      { ...this.#record, ...numbers, appliedIndex, appliedTerm, confState, isInstalled: false },
      rows,
    );
  }

  /** Makes a save visible after it became durable, and trims the log. Called by NodeStore. */
  completeSave({ staged }: GroupSave, record: GroupRecord): void {
    this.#record = record;
    if (staged !== undefined) this.ranges.written(staged.generation, record.generation);
    this.#trim();
  }

  /** The same for the switch to a snapshot, whose journal part is written afterwards. Called by NodeStore. */
  prepareSwitch(installed: SnapshotSwitch, numbers: BatchNumbers, rows: BatchRows): GroupRecord {
    const { index: appliedIndex, term: appliedTerm, generation, confState } = installed;
    checkSwitch(generation, this.ranges);
    this.ranges.take(rows);
    return this.#putRecord(
      {
        ...this.#record,
        ...numbers,
        appliedIndex,
        appliedTerm,
        generation,
        confState,
        isInstalled: true,
      },
      rows,
    );
  }

  /** The switch is durable. Called by NodeStore, and {@link completeFlush} afterwards. */
  completeSwitch(record: GroupRecord): void {
    this.ranges.switched(this.#record.generation);
    this.#record = record;
  }

  /** Forgets entries behind what is applied *on disk*, in chunks; the files that hold them go when nothing else is in them. */
  #trim(): void {
    const { catchUpBytes } = this.#limits;
    const { trailingEntries, trailingBytes } = this.#trailing;
    const applied = this.#record.appliedIndex;
    const index = this.#index;
    let trimmed = index.trimmedIndex;
    const excess = applied - trimmed - trailingEntries;
    let bytes = index.bytesBetween({ after: trimmed, through: applied });
    const chunkEntries = Math.max(1, Math.min(TRIM_ENTRIES, Math.floor(trailingEntries / 4)));
    const chunkBytes = Math.max(ENTRY_OVERHEAD_BYTES, trailingBytes / 16);
    if (excess >= chunkEntries || bytes - trailingBytes >= chunkBytes) {
      const held = bytes > catchUpBytes ? null : this.#heldIndex;
      const stop = Math.min(applied, held ?? applied);
      while (trimmed < stop && (applied - trimmed > trailingEntries || bytes > trailingBytes)) {
        trimmed += 1;
        bytes -= index.bytesBetween({ after: trimmed - 1, through: trimmed });
      }
    }
    index.trimThrough(trimmed);
    this.#places.trimThrough(trimmed);
  }

  /** What is kept for others: next to nothing when there are none. Whoever joins begins with a snapshot. */
  get #trailing(): Pick<TrailingLimits, "trailingEntries" | "trailingBytes"> {
    const { trailingEntries, trailingBytes } = this.#limits;
    const { voters, votersOutgoing, learners, learnersNext } = this.#record.confState;
    const peers = voters.length + votersOutgoing.length + learners.length + learnersNext.length;
    if (peers > 1) return this.#limits;
    return {
      trailingEntries: Math.min(trailingEntries, LONE_ENTRIES),
      trailingBytes: Math.min(trailingBytes, LONE_BYTES),
    };
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

  #putRecord(record: GroupRecord, rows: BatchRows): GroupRecord {
    rows.keys.push(this.#metaKey);
    rows.values.push(encodeGroupRecord(record));
    return record;
  }

  #read(index: number): Entry {
    const { group } = this;
    const place = this.#places.get(index);
    const term = this.#index.term(index);
    const data = this.#readEntry(place);
    if (isWhole(data, { group, index, term, place }))
      return { index, term, type: place.type, data };
    throw new StorageCorruptedError({
      dataDir: this.#location,
      found: `entry ${index} of group ${group} cannot be read: its checksum in file ${place.file} of the journal does not match`,
    });
  }
}
