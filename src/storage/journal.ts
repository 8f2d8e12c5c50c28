/**
 * Journal is the write-ahead log of a node: hard states and entries of all its groups, one frame for each flush, in files that are made
 * before they are written, so that a flush is one write that changes nothing but bytes. (An append that makes a file longer costs a
 * journalling file system half as much again, and a LevelDB batch more than twice as much: docs/performance.md.)
 *
 * A file is removed when no group needs an entry of it any more; each begins with where its groups stood, so that any may be the first one.
 *
 * Invariants: one append at a time; frames are contiguous and their numbers without a gap; nothing of a frame is used before it is
 * durable; the newest frame that was found is made durable before anything follows from it.
 */
import { invariant } from "../util/assert.ts";
import type { LoadedJournal } from "./journal-loader.ts";
import { JournalPins } from "./journal-pins.ts";
import {
  type EntryPlace,
  type GroupStanding,
  type JournalBase,
  type JournalPart,
  prepareFrame,
} from "./journal-record.ts";
import type { JournalFiles } from "./key-value-store.ts";
import type { NodeIdentity } from "./records.ts";

const MIB = 1024 * 1024;
/** How large files are made; the first ones are smaller. */
export const JOURNAL_FILE_BYTES: number = 16 * MIB;
const FIRST_FILE_BYTES = MIB;
/** Each file is so many times larger than the one before, up to the limit. */
const GROWTH = 4;
/** The buffer for frames is kept when it is no larger than this. */
const KEPT_BUFFER_BYTES = MIB;

/** What a journal stands on. */
export interface JournalOptions {
  readonly files: JournalFiles;
  /** How large files are made at most. */
  readonly fileBytes: number;
}

/** What is written with one append. */
export interface JournalFlush {
  readonly parts: readonly JournalPart[];
  /** The newest batch of the database that is durable. */
  readonly saved: number;
  /** Where all groups stand before it. */
  readonly standings: () => readonly GroupStanding[];
}

/** The files, and where in them the next frame goes. */
interface Position {
  file: number;
  at: number;
  size: number;
}

/** The journal of one node. */
export class Journal {
  readonly #files: JournalFiles;
  readonly #fileBytes: number;
  readonly #identity: NodeIdentity;
  readonly #pins: JournalPins;
  readonly #position: Position;
  #number: number;
  #firstFile: number;
  /** Files that a crash has brought back. They go with the first release: only what was opened without damage is cleaned up. */
  #leftOver: readonly number[] = [];
  /** The file with the newest frame that is durable. */
  #durableFile: number;
  /** The file behind the one that is written: being made, or there. */
  #ahead: Promise<void> | null = null;
  #buffer: Buffer = Buffer.alloc(0);
  #isAppending = false;
  /** Never rejects. */
  #removing: Promise<void> = Promise.resolve();
  /** The first file that could not be removed, and why. */
  #removalFailure: { readonly error: unknown } | null = null;

  private constructor(
    options: JournalOptions,
    parts: {
      readonly identity: NodeIdentity;
      readonly number: number;
      readonly position: Position;
      readonly firstFile: number;
      readonly pins: JournalPins;
    },
  ) {
    this.#files = options.files;
    this.#fileBytes = options.fileBytes;
    this.#identity = parts.identity;
    this.#number = parts.number;
    this.#position = parts.position;
    this.#firstFile = parts.firstFile;
    this.#durableFile = parts.position.file;
    this.#pins = parts.pins;
  }

  /** Begins an empty journal, with a first frame that says whose it is. */
  static async create(options: JournalOptions, identity: NodeIdentity): Promise<Journal> {
    const [first] = await options.files.list();
    // A crash may have left the file of an earlier attempt.
    if (first !== undefined) await options.files.remove(first);
    const position = { file: 0, at: 0, size: 0 };
    const pins = new JournalPins();
    const journal = new Journal(options, { identity, number: 0, position, firstFile: 1, pins });
    await journal.append({ parts: [], saved: 1, standings: () => [] });
    return journal;
  }

  /** Goes on behind what was found. */
  static async resume(options: JournalOptions, loaded: LoadedJournal): Promise<Journal> {
    const { identity, number, pins, firstFile, file, size, end: at, lastAt } = loaded;
    const { files } = options;
    // The process that wrote it may have ended before it was durable.
    const last = files.read(file, { at: lastAt, length: at - lastAt });
    await files.write(file, lastAt, last);
    const position = { file, at, size };
    const journal = new Journal(options, { identity, number, position, firstFile, pins });
    journal.#leftOver = loaded.leftOver;
    if (loaded.hasNext) journal.#ahead = Promise.resolve();
    return journal;
  }

  /** Number of the newest flush. */
  get number(): number {
    return this.#number;
  }

  /**
   * Appends one flush; resolves when it is durable, with the places of its entries, part by part.
   *
   * @throws {StorageFailedError} when it could not be written; then no later one can be, either.
   */
  async append(flush: JournalFlush): Promise<readonly (readonly EntryPlace[])[]> {
    invariant(!this.#isAppending, "a second append began before the first was durable");
    this.#isAppending = true;
    const { parts, saved } = flush;
    const position = this.#position;
    const number = this.#number + 1;
    let frame = prepareFrame({ number, saved, base: null, parts }, position.file);
    if (position.at + frame.bytes > position.size) {
      await this.#nextFile(frame.bytes);
      const base: JournalBase = { identity: this.#identity, groups: flush.standings() };
      frame = prepareFrame({ number, saved, base, parts }, position.file);
    }
    const buffer = this.#bufferOf(frame.bytes);
    frame.write(buffer);
    await this.#files.write(position.file, position.at, buffer);
    const places = frame.places(position.at);
    position.at += frame.bytes;
    this.#number = number;
    this.#durableFile = position.file;
    for (const { group, origin, entries } of parts) {
      if (origin !== null) this.#pins.forget(group);
      const last = entries.at(-1);
      if (last !== undefined) this.#pins.add(position.file, { group, index: last.index });
    }
    this.#isAppending = false;
    // In time, so that no flush waits for it.
    if (position.at > position.size / 2) void this.#makeAhead(0);
    return places;
  }

  /** The data of an entry, not checked. */
  read({ file, at, length }: EntryPlace): Uint8Array {
    return this.#files.read(file, { at, length });
  }

  /**
   * Removes files that nothing needs any more, beside what is being appended: never the last one with a durable frame, which says where
   * all groups stand.
   */
  release(trimmedIndexOf: (group: number) => number): void {
    for (const file of this.#leftOver) this.#remove(file);
    this.#leftOver = [];
    while (
      this.#firstFile < this.#durableFile &&
      this.#pins.isFree(this.#firstFile, trimmedIndexOf)
    ) {
      const file = this.#firstFile;
      this.#firstFile += 1;
      this.#pins.remove(file);
      this.#remove(file);
    }
  }

  /** Waits for what is done beside the appends. */
  async close(): Promise<void> {
    await this.#ahead?.catch(() => {});
    await this.#removing;
    if (this.#removalFailure !== null) throw this.#removalFailure.error;
  }

  #remove(file: number): void {
    this.#removing = this.#removing.then(async () => {
      try {
        await this.#files.remove(file);
      } catch (error) {
        // One file too many harms nobody, all that follow would fill the disk. Whoever closes hears of the first.
        this.#removalFailure ??= { error };
      }
    });
  }

  async #nextFile(frameBytes: number): Promise<void> {
    const earlier = this.#ahead;
    try {
      await this.#makeAhead(frameBytes);
    } catch (error) {
      // The disk was full then, and need not be now; what was named and perhaps not durable stays as it is.
      const isNamed = (await this.#files.list()).includes(this.#position.file + 1);
      if (earlier === null || isNamed) throw error;
      this.#ahead = null;
      await this.#makeAhead(frameBytes);
    }
    this.#ahead = null;
    const position = this.#position;
    position.file += 1;
    position.at = 0;
    position.size = await this.#files.size(position.file);
  }

  #makeAhead(leastBytes: number): Promise<void> {
    if (this.#ahead !== null) return this.#ahead;
    const file = this.#position.file + 1;
    const usual = Math.min(this.#fileBytes, FIRST_FILE_BYTES * GROWTH ** Math.min(8, file - 1));
    this.#ahead = this.#files.create(file, Math.max(usual, leastBytes));
    // Whoever needs it hears of it.
    this.#ahead.catch(() => {});
    return this.#ahead;
  }

  #bufferOf(bytes: number): Buffer {
    if (this.#buffer.length < bytes || this.#buffer.length > KEPT_BUFFER_BYTES) {
      this.#buffer = Buffer.allocUnsafeSlow(
        Math.max(bytes, 2 * Math.min(bytes, KEPT_BUFFER_BYTES / 2)),
      );
    }
    return this.#buffer.subarray(0, bytes);
  }
}
