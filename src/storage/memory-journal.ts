/**
 * MemoryJournal is the journal of a MemoryDisk: its files, which outlive the processes, and what one process can do to them.
 *
 * Invariants: of a write that is cut off, the first bytes are there and the rest is not; a new file holds zeros or what a file held
 * that was removed, by the dice.
 */
import { StorageFailedError } from "../errors.ts";
import { invariant } from "../util/assert.ts";
import type { Random } from "../util/random.ts";
import type { JournalFiles } from "./key-value-store.ts";

/** What a write does to a disk when it lands. */
export interface DiskChange {
  /** All of it. */
  apply(): void;
  /** What is there when it was cut off: nothing, or a part. */
  tear(): void;
}

/** The files, by number. */
export class MemoryJournalFiles {
  /** Their bytes: changes to these are changes to the disk. */
  readonly files: Map<number, Uint8Array> = new Map();
  readonly #random: Random;
  /** What the file held that was removed last. */
  #stale: Uint8Array | null = null;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A write into a file that is there. The bytes are read when it lands. */
  writing(file: number, at: number, bytes: Uint8Array): DiskChange {
    return {
      apply: () => this.#put(file, at, bytes),
      tear: () => this.#put(file, at, bytes.subarray(0, this.#tornLength(bytes.length))),
    };
  }

  /** The making of a file. */
  making(file: number, bytes: number): DiskChange {
    const stale = this.#stale;
    const isRecycled = stale !== null && stale.length >= bytes && this.#random.below(2) === 1;
    const content = isRecycled ? new Uint8Array(stale) : new Uint8Array(bytes);
    return {
      apply: () => {
        this.files.set(file, content);
      },
      tear: () => {},
    };
  }

  /** Removes a file; what it held may come back in a new one. */
  remove(file: number): void {
    this.#stale = this.files.get(file) ?? null;
    this.files.delete(file);
  }

  /** Nothing one time out of three: in a long write it would hardly be seen otherwise. */
  #tornLength(length: number): number {
    return length === 0 || this.#random.below(3) === 0 ? 0 : this.#random.below(length);
  }

  #put(file: number, at: number, bytes: Uint8Array): void {
    const before = this.files.get(file);
    invariant(before !== undefined, () => `file ${file} is gone while it is written`);
    if (bytes.length === 0) return;
    let content = before;
    if (at + bytes.length > before.length) {
      content = new Uint8Array(at + bytes.length);
      content.set(before);
      this.files.set(file, content);
    }
    content.set(bytes, at);
  }
}

/** What a process needs of its disk. */
export interface JournalDisk {
  readonly files: MemoryJournalFiles;
  /** Throws when the process is dead or has closed the disk. */
  expectLiving(): void;
  /** Lands with the faults and crash points of a write. */
  write(change: DiskChange): Promise<void>;
  /** Lands, if the process lives that long. */
  make(change: DiskChange): Promise<void>;
}

/** One process's journal. */
export class MemoryJournal implements JournalFiles {
  readonly #disk: JournalDisk;
  #writing: { readonly file: number; readonly landed: Promise<void> } | null = null;
  #making: Promise<void> | null = null;
  #failure: StorageFailedError | null = null;

  constructor(disk: JournalDisk) {
    this.#disk = disk;
  }

  async list(): Promise<readonly number[]> {
    return [...this.#files().keys()].sort((one, other) => one - other);
  }

  async create(file: number, bytes: number): Promise<void> {
    const files = this.#files();
    invariant(
      this.#making === null,
      "a second file of the journal is made before the first is there",
    );
    invariant(Number.isSafeInteger(bytes) && bytes >= 0, () => `a file of ${bytes} bytes`);
    invariant(!files.has(file), () => `the journal has a file ${file} already`);
    const making = this.#disk.make(this.#disk.files.making(file, bytes));
    this.#making = making;
    await making;
    this.#making = null;
  }

  async size(file: number): Promise<number> {
    return this.#bytesOf(file, "reading the size of a journal file").length;
  }

  read(file: number, { at, length }: { readonly at: number; readonly length: number }): Uint8Array {
    // A copy: of a Buffer, which a test may have put here, slice() is none.
    return new Uint8Array(this.#bytesOf(file, "reading the journal").subarray(at, at + length));
  }

  async write(file: number, at: number, bytes: Uint8Array): Promise<void> {
    const files = this.#files();
    if (this.#failure !== null) throw this.#failure;
    invariant(this.#writing === null, "a second write began before the first was durable");
    invariant(Number.isSafeInteger(at) && at >= 0, () => `a write at ${at}`);
    if (!files.has(file)) throw this.#fail(missing(file));
    const landed = this.#disk.write(this.#disk.files.writing(file, at, bytes));
    this.#writing = { file, landed };
    try {
      await landed;
    } catch (cause) {
      throw this.#fail(cause);
    } finally {
      this.#writing = null;
    }
  }

  async remove(file: number): Promise<void> {
    this.#bytesOf(file, "removing a file of the journal");
    invariant(this.#writing?.file !== file, () => `file ${file} is removed while it is written`);
    this.#disk.files.remove(file);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#writing?.landed.catch(() => {});
    await this.#making;
  }

  #fail(cause: unknown): StorageFailedError {
    this.#failure = new StorageFailedError({ operation: "writing the journal", cause });
    return this.#failure;
  }

  #bytesOf(file: number, operation: string): Uint8Array {
    const bytes = this.#files().get(file);
    if (bytes === undefined) throw new StorageFailedError({ operation, cause: missing(file) });
    return bytes;
  }

  #files(): ReadonlyMap<number, Uint8Array> {
    this.#disk.expectLiving();
    return this.#disk.files.files;
  }
}

function missing(file: number): Error {
  return new Error(`there is no file ${file}`);
}
