/**
 * LevelStore is the KeyValueStore on disk: LevelDB by way of the package `level`.
 *
 * Invariants: every write is one chained batch with `sync: true`; `clear()`, which never syncs, is not used;
 * the first write that fails is the last one that is tried.
 *
 * Caveats: LevelDB's own lock and its silence about damage are dealt with outside, before it opens
 * (process-lock.ts, level-check.ts).
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { Level } from "level";
import { RuntimeClosedError, StorageFailedError } from "../errors.ts";
import type { KeyRange, ScanOptions, StateRow } from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";
import type { KeyValueSnapshot, KeyValueStore, WriteBatch } from "./key-value-store.ts";

/** How LevelDB is opened. */
export interface LevelStoreOptions {
  /** The database's own directory. */
  readonly directory: string;
  /** Make a new database; otherwise one must be there. */
  readonly createIfMissing: boolean;
  /**
   * Bytes that LevelDB collects in memory and in one log file before it writes a table. It holds twice as much at most, and reads as much when
   * it opens.
   *
   * @defaultValue 64 MiB
   */
  readonly writeBufferBytes?: number | undefined;
  /** Bytes of table blocks kept in memory. @defaultValue 16 MiB */
  readonly cacheBytes?: number | undefined;
  /** Other threads of this process may have it open, too, all of them with this option. @defaultValue false */
  readonly multithreading?: boolean | undefined;
}

const MIB = 1024 * 1024;
/** Larger tables and blocks than LevelDB's own choice (2 MiB, 4 KiB): half the work of compaction beside a busy node. */
const TABLE_BYTES = 8 * MIB;
const BLOCK_BYTES = 16 * 1024;
/** Rows of a batch that are given to LevelDB in one turn of the event loop: about half a millisecond. */
const ROWS_AT_ONCE = 256;
/** Rows of one page of a scan at most; and its bytes, past which the page ends. */
const PAGE_ROWS_MAX = 1000;
const PAGE_BYTES = 256 * 1024;

/**
 * Keys that encode to fewer bytes are looked up the fast way. classic-level 3.0.0 writes keys of `getSync` into
 * a buffer that it only enlarges when a key fills it to the last byte: a key whose last character is of several
 * bytes and does not fit is cut off before it, and another key's value comes back. The store makes that buffer
 * this large at once and never gives it a longer key.
 */
const FAST_KEY_BYTES = 4096;
/** UTF-8 bytes that one UTF-16 unit takes at most. */
const BYTES_PER_UNIT_MAX = 3;

type Database = Level<string, Uint8Array>;
type ReadSnapshot = ReturnType<Database["snapshot"]>;

/** The store on disk. One process, one instance for a directory. */
export class LevelStore implements KeyValueStore {
  readonly #database: Database;
  #writing: Promise<void> | null = null;
  #failure: StorageFailedError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Opens the database. Rejects with what LevelDB says: see level-backend.ts for what it means. */
  static async open(options: LevelStoreOptions): Promise<LevelStore> {
    const database: Database = new Level(options.directory, {
      keyEncoding: "utf8",
      valueEncoding: "view",
      compression: false,
      createIfMissing: options.createIfMissing,
      writeBufferSize: options.writeBufferBytes ?? 64 * MIB,
      maxFileSize: TABLE_BYTES,
      blockSize: BLOCK_BYTES,
      cacheSize: options.cacheBytes ?? 16 * MIB,
      multithreading: options.multithreading ?? false,
    });
    await database.open();
    database.getSync("k".repeat(FAST_KEY_BYTES));
    return new LevelStore(database);
  }

  get(key: string): Uint8Array | undefined {
    this.#expectOpen();
    return getSync(this.#database, key);
  }

  scan(range: KeyRange, options: ScanOptions = {}): AsyncIterable<readonly StateRow[]> {
    this.#expectOpen();
    return scanPages(this.#database, { range, options });
  }

  snapshot(): KeyValueSnapshot {
    this.#expectOpen();
    const snapshot = this.#database.snapshot();
    return {
      get: (key) => getSync(this.#database, key, snapshot),
      scan: (range, options = {}) => scanPages(this.#database, { range, options, snapshot }),
      close: () => snapshot.close(),
    };
  }

  async write(batch: WriteBatch): Promise<void> {
    this.#expectOpen();
    if (this.#failure !== null) throw this.#failure;
    invariant(this.#writing === null, "a second write began before the first was durable");
    const writing = this.#write(batch);
    this.#writing = writing;
    try {
      await writing;
    } catch (cause) {
      this.#failure = new StorageFailedError({ operation: "writing a batch to LevelDB", cause });
      throw this.#failure;
    } finally {
      this.#writing = null;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #write({ keys, values, seal }: WriteBatch): Promise<void> {
    invariant(keys.length === values.length, "a batch has as many values as keys");
    const batch = this.#database.batch();
    for (let row = 0; row < keys.length; row += 1) {
      if (row > 0 && row % ROWS_AT_ONCE === 0) await nextTurn();
      const key = keys[row] ?? "";
      const value = values[row] ?? null;
      if (value === null) batch.del(key);
      else batch.put(key, seal === undefined ? value : seal(key, value));
    }
    await batch.write({ sync: true });
  }

  async #close(): Promise<void> {
    // How the write ends is for the one who asked for it.
    await this.#writing?.catch(() => {});
    await this.#database.close();
  }

  #expectOpen(): void {
    if (this.#closing !== null) throw new RuntimeClosedError();
  }
}

function getSync(database: Database, key: string, snapshot?: ReadSnapshot): Uint8Array | undefined {
  if (key.length * BYTES_PER_UNIT_MAX < FAST_KEY_BYTES) {
    return snapshot === undefined ? database.getSync(key) : database.getSync(key, { snapshot });
  }
  const bytes = Buffer.from(key);
  return database.getSync<Uint8Array, Uint8Array>(bytes, {
    keyEncoding: "buffer",
    valueEncoding: "view",
    snapshot,
  });
}

/** The iterator, and with it the view of the database, is made before this returns. */
function scanPages(
  database: Database,
  scan: {
    readonly range: KeyRange;
    readonly options: ScanOptions;
    readonly snapshot?: ReadSnapshot;
  },
): AsyncIterable<readonly StateRow[]> {
  const { range, options, snapshot } = scan;
  const iterator = database.iterator({
    gte: range.gte,
    lt: range.lt,
    limit: options.limit ?? -1,
    reverse: options.reverse ?? false,
    fillCache: false,
    highWaterMarkBytes: PAGE_BYTES,
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  return pagesOf(iterator);
}

/** What is used of LevelDB's iterators. */
interface RowIterator {
  nextv(rowsMax: number): Promise<[string, Uint8Array][]>;
  close(): Promise<void>;
}

async function* pagesOf(iterator: RowIterator): AsyncGenerator<readonly StateRow[]> {
  try {
    for (;;) {
      const entries = await iterator.nextv(PAGE_ROWS_MAX);
      if (entries.length === 0) return;
      const rows: StateRow[] = [];
      for (const [key, value] of entries) rows.push({ key, value });
      yield rows;
    }
  } finally {
    await iterator.close();
  }
}
