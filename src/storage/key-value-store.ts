/**
 * KeyValueStore is the ordered store underneath everything a node keeps: LevelDB on disk, or memory for
 * tests and the simulator. One conformance suite holds for both.
 *
 * Invariants: a write is atomic and durable when its promise resolves; writes are made one at a time and in
 * order; there is no unsynced write. Keys are ordered by their UTF-8 bytes. Values come back as private copies
 * or views that nobody changes.
 */
import type { KeyRange, ScanOptions, StateChanges, StateRow } from "../model/state-reader.ts";

/** One atomic batch: `values[i]` is put under `keys[i]`, null removes. */
export interface WriteBatch extends StateChanges {
  /** What is written in the place of a value, made when it is needed. @defaultValue the value */
  readonly seal?: ((key: string, value: Uint8Array) => Uint8Array) | undefined;
}

/** A consistent view of the store as of the moment it was made. */
export interface KeyValueSnapshot {
  get(key: string): Uint8Array | undefined;
  scan(range: KeyRange, options?: ScanOptions): AsyncIterable<readonly StateRow[]>;
  /** Frees the view; idempotent. */
  close(): Promise<void>;
}

/** The store. */
export interface KeyValueStore {
  /** Synchronous point read. A batch in flight may be seen, as a whole, from some moment on: another thread writes it. */
  get(key: string): Uint8Array | undefined;
  scan(range: KeyRange, options?: ScanOptions): AsyncIterable<readonly StateRow[]>;
  snapshot(): KeyValueSnapshot;
  /**
   * Writes one batch with a sync. One at a time.
   *
   * @throws {StorageFailedError} when the write or the sync failed; every later write fails too.
   */
  write(batch: WriteBatch): Promise<void>;
  /** Waits for the write in flight, then closes; idempotent. */
  close(): Promise<void>;
}

/** A small file beside the database, replaced as a whole and synced. */
export interface WitnessFile {
  /** Its bytes, or undefined when there is none. */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces it atomically; durable when resolved. One at a time. */
  write(bytes: Uint8Array): Promise<void>;
}

/** A small file beside the database that may get lost, or come back as it was earlier. */
export interface HintFile {
  /** Its bytes, or undefined when there is none. */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces it as a whole, without a sync. */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Files beside the database that are written from front to back, each write at once durable: the journal is kept in them.
 *
 * A file has a number and a name for ever; what it holds before it is written is anything: zeros, or what another file held
 * earlier. A write that a crash cuts off may be there in part.
 */
export interface JournalFiles {
  /** Numbers of the files that there are, ascending. */
  list(): Promise<readonly number[]>;
  /** Makes a file of at least `bytes` bytes; it is durable with its name when this resolves. Beside writes, one at a time. */
  create(file: number, bytes: number): Promise<void>;
  /** How many bytes it has: what it was made with, or more where it was written beyond that. */
  size(file: number): Promise<number>;
  /** Reads a part of a file, private bytes; shorter where the file ends. */
  read(file: number, part: { readonly at: number; readonly length: number }): Uint8Array;
  /**
   * Writes into a file, beyond its end too; durable when it resolves. One at a time over all files.
   *
   * @throws {StorageFailedError} when the write or the sync failed; every later write fails too.
   */
  write(file: number, at: number, bytes: Uint8Array): Promise<void>;
  /** Removes a file that nobody writes. A crash may bring it back. */
  remove(file: number): Promise<void>;
}

/** What a node's storage stands on. */
export interface StorageBackend {
  /** For messages: the directory, or a name. */
  readonly location: string;
  readonly keyValue: KeyValueStore;
  readonly journal: JournalFiles;
  readonly witness: WitnessFile;
  /** Addresses of the members. */
  readonly peers: HintFile;
  /** Closes store and lock; idempotent. */
  close(): Promise<void>;
}
