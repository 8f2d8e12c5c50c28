/**
 * NodeStore is everything durable of one node: the logs of all its groups in one journal, their state and its identity in one database.
 *
 * A flush goes to the journal, and is what others wait for; a save goes to the database beside the flushes, and is what makes the
 * journal shorter. The database may be behind the journal, never before it.
 *
 * Invariants: a flush is one append for all groups, a save one synced batch, and one of each is in flight at a time; each has the next
 * number of its kind; what a flush or a save says of the other kind was durable before it. The first save is `initialise`, which makes
 * the journal, and the WITNESS is written before anything else can begin.
 */
import { DataDirMismatchError, type StorageFailedError } from "../errors.ts";
import { type ConfState, EMPTY_CONF_STATE } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import { CheckedStore } from "./checked-store.ts";
import type { BatchRows, GroupFlush, GroupSave } from "./group-flush.ts";
import { emptyLog, loadGroup } from "./group-loader.ts";
import { GroupStore } from "./group-store.ts";
import type { LoadedJournal } from "./journal-loader.ts";
import type { EntryPlace, GroupStanding, JournalPart } from "./journal-record.ts";
import type { HintFile, KeyValueStore, StorageBackend } from "./key-value-store.ts";
import { groupMetaKey, NODE_KEY } from "./keys.ts";
import { type FoundNode, readNode } from "./node-loader.ts";
import { type NodeStoreOptions, type StorageSettings, settingsOf } from "./node-options.ts";
import { NodeWrites } from "./node-writes.ts";
import {
  encodeGroupRecord,
  encodeNodeRecord,
  type GroupRecord,
  type NodeIdentity,
  STORAGE_FORMAT_VERSION,
} from "./records.ts";

export type { NodeStoreOptions };

/** The entry that every log starts behind: index and term of what was never written. */
const LOG_ORIGIN = { index: 1, term: 1 } as const;
/** A log that has not even that: all of it comes with a snapshot. */
const NO_LOG = { index: 0, term: 0 } as const;

/** The storage of one node. */
export class NodeStore {
  readonly #backend: StorageBackend;
  readonly #store: KeyValueStore;
  readonly #settings: StorageSettings;
  readonly #writes: NodeWrites;
  readonly #groups: Map<number, GroupStore> = new Map();
  #identity: NodeIdentity | null = null;

  private constructor(backend: StorageBackend, settings: StorageSettings) {
    this.#backend = backend;
    this.#store = new CheckedStore(backend.keyValue, backend.location);
    this.#settings = settings;
    this.#writes = new NodeWrites(backend, this.#store, settings);
  }

  /**
   * Opens what is there and checks it. The backend belongs to the node store from now on: it is closed with it,
   * or at once when opening fails.
   *
   * @throws {StorageCorruptedError} when anything that had been acknowledged is missing or changed.
   * @throws {DataDirMismatchError} when another version wrote it.
   */
  static async open(backend: StorageBackend, options: NodeStoreOptions = {}): Promise<NodeStore> {
    try {
      const node = new NodeStore(backend, settingsOf(options));
      await node.#load();
      return node;
    } catch (error) {
      await backend.close();
      throw error;
    }
  }

  /** Whose storage this is; null before `initialise`. */
  get identity(): NodeIdentity | null {
    return this.#identity;
  }

  /** The groups that there are, ascending. */
  get groups(): readonly number[] {
    return [...this.#groups.keys()].sort((one, other) => one - other);
  }

  /** Number of the newest durable flush; 0 before `initialise`. */
  get flushNumber(): number {
    return this.#writes.flushNumber;
  }

  /** Number of the newest durable batch of the database; 0 before `initialise`. */
  get saveNumber(): number {
    return this.#writes.saveNumber;
  }

  /** Why writing has ended, or null. */
  get failure(): StorageFailedError | null {
    return this.#writes.failure;
  }

  /** One of `groups`. */
  group(group: number): GroupStore {
    const found = this.#groups.get(group);
    invariant(found !== undefined, `there is no group ${group} here`);
    return found;
  }

  /**
   * Gives an empty store its identity: the first batch, the journal with the first flush, then the WITNESS. After a crash in between,
   * opening makes what is missing.
   */
  async initialise(identity: NodeIdentity): Promise<void> {
    invariant(this.#identity === null, "the node store has an identity already");
    invariant(
      identity.formatVersion === STORAGE_FORMAT_VERSION,
      `format version ${identity.formatVersion}, this version writes ${STORAGE_FORMAT_VERSION}`,
    );
    const value = encodeNodeRecord({ identity, groups: [] });
    await this.#alone(async () => {
      await this.#writes.writeBatch({ keys: [NODE_KEY], values: [value] });
      await this.#writes.begin(identity, this.#writes.saveNumber);
      this.#identity = identity;
    });
  }

  /**
   * Makes a group, alone. With the configuration that it begins with, its log starts behind an entry
   * {index 1, term 1} that nobody wrote. Without one it is a new replica of a group that there is elsewhere: it knows
   * nothing, and state, log and configuration come to it with a snapshot.
   */
  async createGroup(options: {
    readonly group: number;
    readonly replicaId: number;
    readonly confState: ConfState | null;
  }): Promise<GroupStore> {
    const { group, replicaId, confState } = options;
    const origin = confState === null ? NO_LOG : LOG_ORIGIN;
    const identity = this.#identity;
    invariant(identity !== null, "a group needs a node store with an identity");
    invariant(!this.#groups.has(group), `group ${group} exists already`);
    invariant(Number.isSafeInteger(replicaId) && replicaId > 0, `replica id ${replicaId}`);
    return this.#alone(async () => {
      const record: GroupRecord = {
        group,
        replicaId,
        appliedIndex: origin.index,
        appliedTerm: origin.term,
        generation: 1,
        confState: confState ?? EMPTY_CONF_STATE,
        ...this.#writes.numbers,
        isInstalled: false,
      };
      const groups = [...this.groups, group].sort((one, other) => one - other);
      await this.#writes.writeBatch({
        keys: [NODE_KEY, groupMetaKey(group)],
        values: [encodeNodeRecord({ identity, groups }), encodeGroupRecord(record)],
      });
      const made = new GroupStore({
        store: this.#store,
        location: this.#backend.location,
        record,
        log: emptyLog(record),
        readEntry: this.#readEntry,
        limits: this.#settings,
        stale: [],
      });
      await this.#append([made.originPart]);
      this.#addGroups([made]);
      return made;
    });
  }

  /**
   * Appends to the journal for all groups named, each at most once. Resolves when it is durable and the groups
   * show it. An empty list is no flush. One with a switch to a snapshot is a save, too, before that.
   *
   * @throws {StorageFailedError} when a write failed; every later one fails too.
   * @throws {InvariantError} when a part contradicts what is there; nothing was written then.
   */
  async flush(parts: readonly GroupFlush[]): Promise<void> {
    if (parts.length === 0) return;
    this.#writes.expectOpen();
    await this.#writes.exclusively("flush", async () => {
      const stores = this.#storesOf(parts);
      const written = parts.map((part, at) => (stores[at] as GroupStore).prepareFlush(part));
      const switches = parts.filter(({ installed }) => installed !== undefined);
      if (switches.length > 0) await this.#writes.exclusively("save", () => this.#switch(switches));
      const places = await this.#append(written);
      for (let at = 0; at < parts.length; at += 1) {
        const store = stores[at] as GroupStore;
        store.completeFlush(written[at] as JournalPart, places[at] as readonly EntryPlace[]);
      }
      if (switches.length > 0) this.#release();
    });
  }

  /**
   * Writes one synced batch to the database for all groups named, each at most once, beside flushes. Resolves when it is durable and the
   * groups show it. An empty list is no save.
   *
   * @throws {StorageFailedError} when a write failed; every later one fails too.
   * @throws {InvariantError} when a part contradicts what is there; nothing was written then.
   */
  async save(parts: readonly GroupSave[]): Promise<void> {
    if (parts.length === 0) return;
    this.#writes.expectOpen();
    await this.#writes.exclusively("save", async () => {
      const rows: BatchRows = { keys: [], values: [] };
      const { numbers } = this.#writes;
      const stores = this.#storesOf(parts);
      const records = parts.map((part, at) =>
        (stores[at] as GroupStore).prepareSave(part, numbers, rows),
      );
      await this.#writes.writeBatch(rows);
      for (let at = 0; at < parts.length; at += 1) {
        (stores[at] as GroupStore).completeSave(parts[at] as GroupSave, records[at] as GroupRecord);
      }
      this.#release();
    });
  }

  /** Brings the file WITNESS up to the newest durable flush at once. */
  checkpointWitness(): Promise<void> {
    return this.#writes.checkpointWitness();
  }

  /** Addresses of the members, beside the database. */
  get peers(): HintFile {
    return this.#backend.peers;
  }

  /** Waits for the flush and the save in flight, writes the WITNESS, closes the backend; idempotent. */
  close(): Promise<void> {
    return this.#writes.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #load(): Promise<void> {
    const found: FoundNode | null = await readNode(this.#backend, this.#store);
    if (found === null) return;
    const { identity } = found.record;
    if (identity.formatVersion !== STORAGE_FORMAT_VERSION) {
      throw new DataDirMismatchError({
        field: "format version",
        expected: `${STORAGE_FORMAT_VERSION}`,
        found: `${identity.formatVersion}`,
      });
    }
    if (found.journal === null) await this.#writes.begin(identity, found.saveNumber);
    else await this.#resume(found, found.journal);
    this.#identity = identity;
  }

  async #resume(found: FoundNode, journal: LoadedJournal): Promise<void> {
    const { identity, groups } = found.record;
    await this.#writes.resume(journal, found.saveNumber);
    const unknown: JournalPart[] = [];
    for (const group of groups) {
      const { store, isJournaled } = await loadGroup({
        store: this.#store,
        location: this.#backend.location,
        group,
        log: journal.groups.get(group),
        saveNumber: found.saveNumber,
        flushNumber: journal.number,
        readEntry: this.#readEntry,
        limits: this.#settings,
      });
      this.#addGroups([store]);
      if (!isJournaled) unknown.push(store.originPart);
    }
    // A file that begins with this goes on where the one before it ends.
    if (unknown.length > 0) await this.#append(unknown, () => standingsIn(journal));
    await this.#writes.witnessed(identity, found.witnessNumber);
    this.#release();
  }

  /** Removes files of the journal that no group needs. */
  #release(): void {
    this.#writes.release((group) => this.#groups.get(group)?.trimmedIndex ?? 0);
  }

  /** The state of groups is that of snapshots from now on; their logs follow. */
  async #switch(parts: readonly GroupFlush[]): Promise<void> {
    const rows: BatchRows = { keys: [], values: [] };
    const { numbers } = this.#writes;
    const switched: { store: GroupStore; record: GroupRecord }[] = [];
    for (const { group, installed } of parts) {
      if (installed === undefined) continue;
      const store = this.group(group);
      switched.push({ store, record: store.prepareSwitch(installed, numbers, rows) });
    }
    await this.#writes.writeBatch(rows);
    for (const { store, record } of switched) store.completeSwitch(record);
  }

  #storesOf(parts: readonly { readonly group: number }[]): GroupStore[] {
    const seen = new Set<number>();
    return parts.map(({ group }) => {
      invariant(!seen.has(group), `group ${group} is named twice in a flush`);
      seen.add(group);
      return this.group(group);
    });
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    this.#writes.expectOpen();
    return this.#writes.exclusively("flush", () => this.#writes.exclusively("save", run));
  }

  #append(
    parts: readonly JournalPart[],
    standings = (): GroupStanding[] =>
      Array.from(this.#groups.values(), ({ standing }) => standing),
  ): Promise<readonly (readonly EntryPlace[])[]> {
    return this.#writes.append({ parts, standings });
  }

  readonly #readEntry = (place: EntryPlace): Uint8Array => this.#writes.readEntry(place);

  #addGroups(groups: readonly GroupStore[]): void {
    for (const group of groups) this.#groups.set(group.group, group);
    const share = Math.floor(this.#settings.entryCacheBytes / Math.max(1, this.#groups.size));
    for (const group of this.#groups.values()) group.setCacheBytes(share);
  }
}

/** Where the groups stand as far as a journal knows. */
function standingsIn({ groups }: LoadedJournal): GroupStanding[] {
  return Array.from(groups, ([group, { hardState, toldIndex, index }]): GroupStanding => {
    const { lastIndex, lastTerm } = index;
    return { group, hardState, toldIndex, last: { index: lastIndex, term: lastTerm } };
  });
}
