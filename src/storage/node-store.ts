/**
 * NodeStore is everything durable of one node: its identity and all its groups, in one database.
 *
 * Invariants: a flush is one synced batch for all groups, and one is in flight at a time; each flush has the next
 * number and leaves a record under it, of which the newest `FLUSH_RECORDS_KEPT` are kept; the first flush is
 * `initialise`, and the WITNESS is written before the second one can begin.
 */
import {
  DataDirMismatchError,
  InvalidArgumentError,
  RuntimeClosedError,
  StorageFailedError,
} from "../errors.ts";
import { type ConfState, EMPTY_CONF_STATE } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import { type Scheduler, systemScheduler } from "../util/scheduler.ts";
import { CheckedStore } from "./checked-store.ts";
import { loadGroup } from "./group-loader.ts";
import { type BatchRows, type GroupFlush, GroupStore, type TrailingLimits } from "./group-store.ts";
import type { HintFile, KeyValueStore, StorageBackend } from "./key-value-store.ts";
import { flushKey, groupMetaKey, NODE_KEY } from "./keys.ts";
import { LogIndex } from "./log-index.ts";
import { FLUSH_RECORDS_KEPT, type FoundNode, readNode } from "./node-loader.ts";
import {
  encodeGroupRecord,
  encodeNodeRecord,
  type GroupRecord,
  type NodeIdentity,
  STORAGE_FORMAT_VERSION,
} from "./records.ts";
import { WitnessKeeper } from "./witness-keeper.ts";

/** How a node's storage behaves. */
export interface NodeStoreOptions {
  /** Entries kept behind the applied index for followers that are behind. @defaultValue 10,000 */
  readonly trailingEntries?: number | undefined;
  /** Bytes of them kept at most, in each group. @defaultValue 64 MiB */
  readonly trailingBytes?: number | undefined;
  /** Bytes of log kept at most, in each group, while another node is catching up. @defaultValue 256 MiB */
  readonly catchUpBytes?: number | undefined;
  /** Bytes of the newest entries kept in memory, all groups together. @defaultValue 16 MiB */
  readonly entryCacheBytes?: number | undefined;
  /** Shortest time between two writes of the file WITNESS, in ms. @defaultValue 100 */
  readonly witnessIntervalMs?: number | undefined;
  /** Clock and timers. @defaultValue those of the system */
  readonly scheduler?: Scheduler | undefined;
}

/** The entry that every log starts behind: index and term of what was never written. */
const LOG_ORIGIN = { index: 1, term: 1 } as const;
/** A log that has not even that: all of it comes with a snapshot. */
const NO_LOG = { index: 0, term: 0 } as const;
const NO_VALUE: Uint8Array = new Uint8Array(0);

interface Settings extends TrailingLimits {
  readonly entryCacheBytes: number;
  readonly witnessIntervalMs: number;
  readonly scheduler: Scheduler;
}

/** The storage of one node. */
export class NodeStore {
  readonly #backend: StorageBackend;
  readonly #store: KeyValueStore;
  readonly #settings: Settings;
  readonly #groups: Map<number, GroupStore> = new Map();
  #identity: NodeIdentity | null = null;
  #flushNumber = 0;
  #keeper: WitnessKeeper | null = null;
  #flight: Promise<void> | null = null;
  #failure: StorageFailedError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(backend: StorageBackend, settings: Settings) {
    this.#backend = backend;
    this.#store = new CheckedStore(backend.keyValue, backend.location);
    this.#settings = settings;
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
    return this.#flushNumber;
  }

  /** Why writing has ended, or null. */
  get failure(): StorageFailedError | null {
    return this.#failure;
  }

  /** One of `groups`. */
  group(group: number): GroupStore {
    const found = this.#groups.get(group);
    invariant(found !== undefined, `there is no group ${group} here`);
    return found;
  }

  /**
   * Gives an empty store its identity: the first flush, then the WITNESS. After a crash in between, opening
   * writes the WITNESS.
   */
  async initialise(identity: NodeIdentity): Promise<void> {
    invariant(this.#identity === null, "the node store has an identity already");
    invariant(
      identity.formatVersion === STORAGE_FORMAT_VERSION,
      `format version ${identity.formatVersion}, this version writes ${STORAGE_FORMAT_VERSION}`,
    );
    const value = encodeNodeRecord({ identity, groups: [] });
    await this.#exclusively(async (number) => {
      await this.#writeFlush(number, { keys: [NODE_KEY], values: [value] });
      const keeper = this.#makeKeeper(identity, 0);
      keeper.flushed(number);
      await this.#checkpoint(keeper);
      this.#keeper = keeper;
      this.#identity = identity;
    });
  }

  /**
   * Makes a group, in a flush of its own. With the configuration that it begins with, its log starts behind an entry
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
    return this.#exclusively(async (number) => {
      const record: GroupRecord = {
        group,
        replicaId,
        hardState: { term: origin.term, vote: 0, commit: origin.index },
        trimmedIndex: origin.index,
        trimmedTerm: origin.term,
        lastIndex: origin.index,
        appliedIndex: origin.index,
        generation: 1,
        confState: confState ?? EMPTY_CONF_STATE,
        flushNumber: number,
      };
      const groups = [...this.groups, group].sort((one, other) => one - other);
      await this.#writeFlush(number, {
        keys: [NODE_KEY, groupMetaKey(group)],
        values: [encodeNodeRecord({ identity, groups }), encodeGroupRecord(record)],
      });
      const made = new GroupStore({
        store: this.#store,
        location: this.#backend.location,
        record,
        index: new LogIndex(origin),
        limits: this.#settings,
        stale: [],
      });
      this.#addGroups([made]);
      return made;
    });
  }

  /**
   * Writes one synced batch for all groups named, each at most once. Resolves when it is durable and the groups
   * show it. An empty list is no flush.
   *
   * @throws {StorageFailedError} when the write failed; every later one does too.
   * @throws {InvariantError} when a part contradicts what is there; nothing was written then.
   */
  async flush(parts: readonly GroupFlush[]): Promise<void> {
    if (parts.length === 0) return;
    await this.#exclusively(async (number) => {
      const rows: BatchRows = { keys: [], values: [] };
      const records: GroupRecord[] = [];
      const seen = new Set<number>();
      for (const part of parts) {
        invariant(!seen.has(part.group), `group ${part.group} is named twice in a flush`);
        seen.add(part.group);
        records.push(this.group(part.group).prepareFlush(part, number, rows));
      }
      await this.#writeFlush(number, rows);
      for (let at = 0; at < parts.length; at += 1) {
        const part = parts[at] as GroupFlush;
        this.group(part.group).completeFlush(part, records[at] as GroupRecord);
      }
    });
  }

  /** Brings the file WITNESS up to the newest durable flush at once. */
  async checkpointWitness(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#keeper !== null) await this.#checkpoint(this.#keeper);
  }

  /** Addresses of the members, beside the database. */
  get peers(): HintFile {
    return this.#backend.peers;
  }

  /** Waits for the flush in flight, writes the WITNESS, closes the backend; idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
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
    this.#flushNumber = found.flushNumber;
    const groups: GroupStore[] = [];
    for (const group of found.record.groups) {
      groups.push(
        await loadGroup({
          store: this.#store,
          location: this.#backend.location,
          group,
          flushNumber: found.flushNumber,
          limits: this.#settings,
        }),
      );
    }
    this.#addGroups(groups);
    this.#keeper = this.#makeKeeper(identity, found.witnessNumber);
    this.#keeper.flushed(found.flushNumber);
    await this.#checkpoint(this.#keeper);
    this.#identity = identity;
  }

  /** Runs one flush at a time, with its number. */
  async #exclusively<T>(run: (flushNumber: number) => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new RuntimeClosedError();
    if (this.#failure !== null) throw this.#failure;
    invariant(this.#flight === null, "a second flush began before the first was durable");
    const running = run(this.#flushNumber + 1);
    this.#flight = running.then(
      () => {},
      () => {},
    );
    try {
      return await running;
    } finally {
      this.#flight = null;
    }
  }

  /** Adds the flush's own rows to a batch, writes it, and notes that it is durable. */
  async #writeFlush(number: number, rows: BatchRows): Promise<void> {
    rows.keys.push(flushKey(number));
    rows.values.push(NO_VALUE);
    if (number > FLUSH_RECORDS_KEPT) {
      rows.keys.push(flushKey(number - FLUSH_RECORDS_KEPT));
      rows.values.push(null);
    }
    try {
      await this.#store.write(rows);
    } catch (cause) {
      throw this.#fail("a flush", cause);
    }
    this.#flushNumber = number;
    this.#keeper?.flushed(number);
  }

  async #checkpoint(keeper: WitnessKeeper): Promise<void> {
    try {
      await keeper.checkpoint();
    } catch (cause) {
      throw this.#fail("writing the file WITNESS", cause);
    }
  }

  #makeKeeper(identity: NodeIdentity, flushNumber: number): WitnessKeeper {
    return new WitnessKeeper({
      file: this.#backend.witness,
      identity,
      flushNumber,
      intervalMs: this.#settings.witnessIntervalMs,
      scheduler: this.#settings.scheduler,
      onFailure: (cause) => this.#fail("writing the file WITNESS", cause),
    });
  }

  #fail(operation: string, cause: unknown): StorageFailedError {
    this.#failure ??=
      cause instanceof StorageFailedError ? cause : new StorageFailedError({ operation, cause });
    return this.#failure;
  }

  #addGroups(groups: readonly GroupStore[]): void {
    for (const group of groups) this.#groups.set(group.group, group);
    const share = Math.floor(this.#settings.entryCacheBytes / Math.max(1, this.#groups.size));
    for (const group of this.#groups.values()) group.setCacheBytes(share);
  }

  async #close(): Promise<void> {
    await this.#flight;
    try {
      // Without this a database that loses its newest flushes while it is closed would not be found out.
      if (this.#failure === null) await this.checkpointWitness();
    } finally {
      await this.#keeper?.stop();
      await this.#backend.close();
    }
  }
}

function settingsOf(options: NodeStoreOptions): Settings {
  const settings: Settings = {
    trailingEntries: options.trailingEntries ?? 10_000,
    trailingBytes: options.trailingBytes ?? 64 * 1024 * 1024,
    catchUpBytes: options.catchUpBytes ?? 256 * 1024 * 1024,
    entryCacheBytes: options.entryCacheBytes ?? 16 * 1024 * 1024,
    witnessIntervalMs: options.witnessIntervalMs ?? 100,
    scheduler: options.scheduler ?? systemScheduler,
  };
  for (const field of [
    "trailingEntries",
    "trailingBytes",
    "catchUpBytes",
    "entryCacheBytes",
    "witnessIntervalMs",
  ] as const) {
    const value = settings[field];
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new InvalidArgumentError({
        field,
        expected: "a whole number of 0 or more",
        found: `${value}`,
      });
    }
  }
  return settings;
}
