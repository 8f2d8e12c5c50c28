/**
 * LevelBackend is a node's data directory on disk: taken, checked, opened; the journal lies beside the database.
 *
 * Invariants: LevelDB opens only what has been checked, and makes a new database only where there is no trace of an
 * old one; the directory is given back after LevelDB has closed.
 */
import { rename, writeFile } from "node:fs/promises";
import { Level } from "level";
import {
  DataDirLockedError,
  RaftworkError,
  StorageCorruptedError,
  StorageFailedError,
} from "../errors.ts";
import { InvariantError } from "../util/assert.ts";
import { DataDir, type DataDirOptions, DataPaths, LockDeadline } from "./data-dir.ts";
import { bytesOf } from "./durable-files.ts";
import { type JournalDiskOptions, JournalOnDisk } from "./journal-disk.ts";
import type { HintFile, KeyValueStore, StorageBackend } from "./key-value-store.ts";
import { checkLevelDirectory, type LevelState } from "./level-check.ts";
import { LevelDamage } from "./level-log.ts";
import { LevelStore, type LevelStoreOptions } from "./level-store.ts";
import { WitnessOnDisk } from "./witness-on-disk.ts";

/** How a data directory is opened. */
export interface LevelBackendOptions
  extends DataDirOptions,
    Pick<LevelStoreOptions, "writeBufferBytes" | "cacheBytes">,
    Omit<JournalDiskOptions, "directory"> {}

/** How a database is opened whose directory is held already. */
export type HeldBackendOptions = Omit<LevelBackendOptions, "dataDir">;

/** A data directory that this process has open. */
export class LevelBackend implements StorageBackend {
  readonly location: string;
  readonly keyValue: KeyValueStore;
  readonly journal: JournalOnDisk;
  readonly witness: WitnessOnDisk;
  readonly peers: HintFile;
  readonly #giveBack: () => Promise<void>;
  #closing: Promise<void> | null = null;

  private constructor(
    directory: DataPaths,
    parts: {
      readonly options: Omit<JournalDiskOptions, "directory">;
      readonly store: KeyValueStore;
      readonly giveBack: () => Promise<void>;
    },
  ) {
    this.location = directory.path;
    this.keyValue = parts.store;
    const { busyPoll, writesItself } = parts.options;
    this.journal = new JournalOnDisk({ directory: directory.journalPath, busyPoll, writesItself });
    this.witness = new WitnessOnDisk(directory);
    this.peers = hintOnDisk(directory.peersPath);
    this.#giveBack = parts.giveBack;
  }

  /**
   * Takes the directory, checks every file of the database, opens it.
   *
   * @throws {DataDirLockedError} when the directory is in use for longer than `lockTimeoutMs`.
   * @throws {StorageCorruptedError} when its files are not as a crash can have left them.
   * @throws {StorageFailedError} when they cannot be read or made.
   */
  static async open(options: LevelBackendOptions): Promise<LevelBackend> {
    const deadline = new LockDeadline(options);
    const directory = await DataDir.acquire(options, deadline);
    try {
      const store = await openDatabase(directory, options, deadline);
      return new LevelBackend(directory, { store, options, giveBack: () => directory.close() });
    } catch (error) {
      await directory.close();
      throw error;
    }
  }

  /**
   * The same in a directory that another thread of this process holds, and keeps until this is closed. That thread may read
   * the database beside it, see {@link openReader}.
   *
   * @throws {DataDirLockedError} when another process has the database open for longer than `lockTimeoutMs`.
   * @throws {StorageCorruptedError} when its files are not as a crash can have left them.
   * @throws {StorageFailedError} when they cannot be read or made.
   */
  static async openHeld(path: string, options: HeldBackendOptions = {}): Promise<LevelBackend> {
    const directory = new DataPaths(path);
    const shared = { ...options, multithreading: true };
    const store = await openDatabase(directory, shared, new LockDeadline(options));
    return new LevelBackend(directory, { store, options, giveBack: () => Promise.resolve() });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.journal.close();
    } finally {
      try {
        await this.witness.close();
      } finally {
        try {
          await this.keyValue.close();
        } finally {
          await this.#giveBack();
        }
      }
    }
  }
}

/**
 * Opens a database a second time, to read it in another thread than the one that writes it, which has opened it by
 * {@link LevelBackend.openHeld} and closes it later than this one is closed.
 */
export function openReader(path: string): Promise<KeyValueStore> {
  const directory = new DataPaths(path).databasePath;
  return LevelStore.open({ directory, createIfMissing: false, multithreading: true }).catch(
    (cause: unknown) => {
      throw asFailure("opening the database", cause);
    },
  );
}

async function openDatabase(
  directory: DataPaths,
  options: HeldBackendOptions & Pick<LevelStoreOptions, "multithreading">,
  deadline: LockDeadline,
): Promise<LevelStore> {
  for (;;) {
    try {
      await expectUnlocked(directory.databasePath);
      const state = await check(directory);
      return await LevelStore.open({
        directory: directory.databasePath,
        createIfMissing: state === "missing",
        writeBufferBytes: options.writeBufferBytes,
        cacheBytes: options.cacheBytes,
        multithreading: options.multithreading,
      });
    } catch (cause) {
      const error = translate(directory.path, cause);
      if (!(error instanceof DataDirLockedError)) throw error;
      await deadline.pause(error);
    }
  }
}

/**
 * Rejects when somebody holds LevelDB's lock who does not hold ours: a container that is about to end, a tool. Its
 * files must not be judged while it writes them. LevelDB takes its lock before it says that the database exists,
 * which changes nothing.
 */
async function expectUnlocked(path: string): Promise<void> {
  const probe = new Level(path, { createIfMissing: false, errorIfExists: true });
  try {
    await probe.open({ passive: false });
  } catch (error) {
    if (isLocked(error)) throw error;
  } finally {
    await probe.close();
  }
}

/** Checks the files. A database that is gone while its witness is there is damage. */
async function check(directory: DataPaths): Promise<LevelState> {
  const state = await checkLevelDirectory(directory.databasePath);
  if (state === "missing" && (await new WitnessOnDisk(directory).read()) !== undefined) {
    throw new LevelDamage("the database is missing beside the file WITNESS");
  }
  return state;
}

function translate(dataDir: string, error: unknown): Error {
  if (isLocked(error)) {
    return new DataDirLockedError({ dataDir, by: "another process", cause: error });
  }
  if (error instanceof LevelDamage) {
    return new StorageCorruptedError({ dataDir, found: error.message, cause: error });
  }
  const cause = causeOf(error);
  if (cause?.code === "LEVEL_CORRUPTION") {
    return new StorageCorruptedError({ dataDir, found: cause.message, cause: error });
  }
  return asFailure("opening the database", error);
}

/** What the disk or the system has refused: no room, no right, no file handle. Nothing is known to be lost. */
function asFailure(operation: string, cause: unknown): Error {
  if (cause instanceof RaftworkError || cause instanceof InvariantError) return cause;
  return new StorageFailedError({ operation, cause });
}

function isLocked(error: unknown): boolean {
  return causeOf(error)?.code === "LEVEL_LOCKED";
}

function causeOf(error: unknown): (Error & { readonly code?: string }) | null {
  return error instanceof Error && error.cause instanceof Error ? error.cause : null;
}

/** A file that is replaced by renaming, and not synced. */
function hintOnDisk(path: string): HintFile {
  return {
    read: () => bytesOf(path),
    write: async (bytes) => {
      await writeFile(`${path}.new`, bytes);
      await rename(`${path}.new`, path);
    },
  };
}
