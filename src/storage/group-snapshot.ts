/**
 * GroupSnapshot is the state of a group at one applied index, read from one snapshot of the database: rows, index, term
 * and configuration agree with each other whatever is saved meanwhile.
 *
 * Invariants: chunk k is the same bytes however often it is read; nothing is held open between two chunks, so that
 * closing never waits for whoever takes them.
 */
import { SnapshotFailedError, StorageCorruptedError } from "../errors.ts";
import type { StateRow } from "../model/state-reader.ts";
import type { ConfState } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import type { KeyValueSnapshot } from "./key-value-store.ts";
import { groupMetaKey, prefixRange, statePrefix } from "./keys.ts";
import { decodeGroupRecord, type GroupRecord } from "./records.ts";
import { encodeChunk } from "./snapshot-chunk.ts";

/** Where a snapshot is read from. */
export interface GroupSnapshotOptions {
  /** Belongs to the snapshot from now on. */
  readonly view: KeyValueSnapshot;
  readonly group: number;
  /** For messages. */
  readonly location: string;
  /** A chunk is as large as this, or as one row that is larger. */
  readonly chunkBytes: number;
}

/** Where a chunk begins. */
interface ChunkStart {
  /** Its first key; "" for the first chunk. */
  readonly key: string;
  /** Rows of all chunks before it. */
  readonly rowsBefore: number;
}

/** What a row adds to a chunk beside its bytes, about. */
const ROW_OVERHEAD_BYTES = 12;

/** The state of a group at one index. Close it. */
export class GroupSnapshot {
  readonly group: number;
  readonly index: number;
  readonly term: number;
  /** The configuration at `index`. */
  readonly confState: ConfState;
  readonly #view: KeyValueSnapshot;
  readonly #prefix: string;
  readonly #chunkBytes: number;
  /** Starts of the chunks that are known; the next one after those that were read is the last of them. */
  readonly #starts: ChunkStart[] = [{ key: "", rowsBefore: 0 }];
  /** Number of the last chunk, once it was read. */
  #lastNumber: number | null = null;
  readonly #reading = new Set<Promise<unknown>>();
  #closing: Promise<void> | null = null;

  /** @throws {StorageCorruptedError} when the database contradicts itself. */
  constructor({ view, group, location, chunkBytes }: GroupSnapshotOptions) {
    const record = readRecord(view, group, location);
    this.group = group;
    this.index = record.appliedIndex;
    this.term = record.appliedTerm;
    this.confState = record.confState;
    this.#view = view;
    this.#prefix = statePrefix(record);
    this.#chunkBytes = chunkBytes;
  }

  /**
   * The chunks from number `from` on, to the last one.
   *
   * @throws {SnapshotFailedError} from the next chunk on when it was closed.
   */
  async *chunks(from = 0): AsyncGenerator<Uint8Array> {
    for (let number = from; ; number += 1) {
      const chunk = await this.chunk(number);
      if (chunk === null) return;
      yield chunk;
    }
  }

  /** One chunk; null past the last one. @throws {SnapshotFailedError} when it was closed. */
  async chunk(number: number): Promise<Uint8Array | null> {
    invariant(Number.isSafeInteger(number) && number >= 0, `chunk ${number}`);
    // Whoever goes on behind chunks that nobody has read here: their ends have to be found first.
    while (this.#starts.length <= number && this.#lastNumber === null) {
      await this.#guarded(this.#starts.length - 1);
    }
    if (this.#lastNumber !== null && number > this.#lastNumber) return null;
    return this.#guarded(number);
  }

  /** Frees the view of the database; idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    while (this.#reading.size > 0) await Promise.allSettled(this.#reading);
    await this.#view.close();
  }

  async #guarded(number: number): Promise<Uint8Array> {
    if (this.#closing !== null) {
      throw new SnapshotFailedError({ group: this.group, reason: "it was given up by its sender" });
    }
    const reading = this.#read(number);
    this.#reading.add(reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(reading);
    }
  }

  async #read(number: number): Promise<Uint8Array> {
    const start = this.#starts[number];
    invariant(start !== undefined, () => `the start of chunk ${number} is not known`);
    const { rows, next } = await this.#rowsFrom(start.key);
    const rowsThrough = start.rowsBefore + rows.length;
    if (next === null) this.#lastNumber = number;
    else this.#starts[number + 1] = { key: next, rowsBefore: rowsThrough };
    return encodeChunk(
      { group: this.group, index: this.index, number },
      {
        keys: rows.map(({ key }) => key),
        values: rows.map(({ value }) => value),
        isLast: next === null,
        rowsThrough,
      },
    );
  }

  /** As many rows as a chunk takes, and the key of the one behind them. */
  async #rowsFrom(from: string): Promise<{ rows: StateRow[]; next: string | null }> {
    const prefix = this.#prefix;
    const rows: StateRow[] = [];
    let size = 0;
    const range = { gte: prefix + from, lt: prefixRange(prefix).lt };
    for await (const page of this.#view.scan(range)) {
      for (const row of page) {
        const key = row.key.slice(prefix.length);
        size += Buffer.byteLength(key) + row.value.length + ROW_OVERHEAD_BYTES;
        if (size > this.#chunkBytes && rows.length > 0) return { rows, next: key };
        rows.push({ key, value: row.value });
      }
    }
    return { rows, next: null };
  }
}

function readRecord(view: KeyValueSnapshot, group: number, location: string): GroupRecord {
  const value = view.get(groupMetaKey(group));
  if (value === undefined) {
    throw new StorageCorruptedError({
      dataDir: location,
      found: `the record of group ${group} is missing`,
    });
  }
  return decodeGroupRecord(value, group);
}
