/**
 * DataDir is the right to use a data directory: one holder in this process, one process on this machine.
 *
 * Layout: `db/` is the LevelDB database, `journal/` has the journal's files; `WITNESS` and `PEERS` are files beside them.
 *
 * Invariants: both locks are asked before LevelDB touches the directory, because its refusal alone would release the
 * lock of the holder; nothing here opens the file LOCK.
 */
import { access, constants, mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DataDirLockedError, InvalidArgumentError, StorageFailedError } from "../errors.ts";
import { syncDirectory } from "./durable-files.ts";
import { lockAddress, ProcessLock } from "./process-lock.ts";

/** How a data directory is taken. */
export interface DataDirOptions {
  /** The directory; it is made when it is not there. */
  readonly dataDir: string;
  /** How long to wait for one that is in use, in ms. @defaultValue 5,000 */
  readonly lockTimeoutMs?: number | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** How often a directory in use is asked for again. */
const RETRY_MS = 25;
const LOCK_TIMEOUT_MS = 5000;

/** By real path. On `globalThis`, so that two copies of the package see each other. */
const TABLE_KEY: unique symbol = Symbol.for("raftwork.dataDirs");

/** Time until which somebody waits for a directory. */
export class LockDeadline {
  readonly #endMs: number;
  readonly #signal: AbortSignal | undefined;

  constructor(options: Pick<DataDirOptions, "lockTimeoutMs" | "signal">) {
    const timeoutMs = options.lockTimeoutMs ?? LOCK_TIMEOUT_MS;
    if (!Number.isFinite(timeoutMs) || timeoutMs < 0) {
      throw new InvalidArgumentError({
        field: "lockTimeoutMs",
        expected: "a number of milliseconds of 0 or more",
        found: `${timeoutMs}`,
      });
    }
    this.#endMs = performance.now() + timeoutMs;
    this.#signal = options.signal;
  }

  /** Waits a little, or rejects with `error` when the time is over. */
  async pause(error: DataDirLockedError): Promise<void> {
    const restMs = this.#endMs - performance.now();
    if (restMs <= 0) throw error;
    try {
      await delay(Math.min(RETRY_MS, restMs), undefined, { signal: this.#signal });
    } catch (cause) {
      throw this.#signal?.aborted === true ? this.#signal.reason : cause;
    }
  }
}

/** Where things are in a data directory. */
export class DataPaths {
  /** Its real path. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Where LevelDB's files are. */
  get databasePath(): string {
    return join(this.path, "db");
  }

  /** Where the journal's files are. */
  get journalPath(): string {
    return join(this.path, "journal");
  }

  /** The file that says how much was durable once. */
  get witnessPath(): string {
    return join(this.path, "WITNESS");
  }

  /** Where the members were last. */
  get peersPath(): string {
    return join(this.path, "PEERS");
  }
}

/** A data directory that is this holder's alone. */
export class DataDir extends DataPaths {
  readonly #lock: ProcessLock;
  #closing: Promise<void> | null = null;

  private constructor(path: string, lock: ProcessLock) {
    super(path);
    this.#lock = lock;
  }

  /**
   * The same, without a deadline at hand.
   *
   * @throws {DataDirLockedError} when somebody else holds it for longer than `lockTimeoutMs`.
   */
  static take(options: DataDirOptions): Promise<DataDir> {
    return DataDir.acquire(options, new LockDeadline(options));
  }

  /**
   * Takes the directory.
   *
   * @throws {InvalidArgumentError} when there cannot be such a directory, or it is not to be used.
   * @throws {DataDirLockedError} when somebody else holds it for longer than `lockTimeoutMs`.
   */
  static async acquire(options: DataDirOptions, deadline: LockDeadline): Promise<DataDir> {
    await makeUsable(options.dataDir).catch((cause: NodeJS.ErrnoException) => {
      throw new InvalidArgumentError(
        {
          field: "dataDir",
          expected: "a directory that is there or can be made, and may be written to",
          found: `${JSON.stringify(options.dataDir)}: ${cause.code ?? cause.message}`,
        },
        { cause },
      );
    });
    const path = await realpath(options.dataDir);
    const table = heldDirectories();
    for (;;) {
      const holder = table.has(path) ? "this process" : await DataDir.#tryTake(path, table);
      if (holder instanceof DataDir) return holder;
      await deadline.pause(new DataDirLockedError({ dataDir: path, by: holder }));
    }
  }

  /** Gives the directory back; idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  static async #tryTake(path: string, table: Set<string>): Promise<DataDir | string> {
    // Entered before the first await, so that nobody else in this process gets here meanwhile.
    table.add(path);
    let taken: DataDir | null = null;
    try {
      const lock = await ProcessLock.tryAcquire(await lockAddress(path));
      if (typeof lock === "string") return lock;
      taken = new DataDir(path, lock);
      return taken;
    } catch (cause) {
      throw new StorageFailedError({ operation: "taking the data directory", cause });
    } finally {
      if (taken === null) table.delete(path);
    }
  }

  async #close(): Promise<void> {
    await this.#lock.release();
    heldDirectories().delete(this.path);
  }
}

function heldDirectories(): Set<string> {
  const holder = globalThis as { [TABLE_KEY]?: Set<string> };
  holder[TABLE_KEY] ??= new Set();
  return holder[TABLE_KEY];
}

/** Makes the directory; rejects also when this process may not work in it. */
async function makeUsable(path: string): Promise<void> {
  await makeDirectory(path);
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
}

/** Makes the directory and those above it, durably: a lost one would look like a node that never was. */
async function makeDirectory(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true });
  if (firstMade === undefined) return;
  // As it was given, that may be relative, or lead over links.
  const top = dirname(await realpath(firstMade));
  for (let parent = dirname(await realpath(path)); ; parent = dirname(parent)) {
    await syncDirectory(parent);
    if (parent === top || parent === dirname(parent)) return;
  }
}
