/**
 * JournalOnDisk keeps the journal's files in a directory of their own.
 *
 * Layout: `<number>.log` with the number as in keys (keys.ts), so that names sort; `<number>.log.new` while a file is being made;
 * `spare`, the file that was removed last, which the next one is made of. Other names are left alone.
 *
 * Invariants: a file that has its name has its full size on the disk, so that a write inside it changes no metadata; what `list`
 * names is durable, whatever the last process left behind; the first write that fails is the last one that is tried.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync, readSync, write, writeSync } from "node:fs";
import { access, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RuntimeClosedError, StorageFailedError } from "../errors.ts";
import { InvariantError, invariant } from "../util/assert.ts";
import { BusyPoll, type BusyPollOptions } from "../util/busy-poll.ts";
import { SYNCED_FLAGS, syncDirectory, WRITES_ARE_SYNCED } from "./durable-files.ts";
import type { JournalFiles } from "./key-value-store.ts";
import { decodeNumber, encodeNumber } from "./keys.ts";

/** How a journal's directory is used. */
export interface JournalDiskOptions {
  /** The journal's own directory; the first file makes it. */
  readonly directory: string;
  /** Stays awake while bytes are written, see util/busy-poll.ts. @defaultValue the thread sleeps */
  readonly busyPoll?: Pick<BusyPollOptions, "lingerMs" | "watch"> | undefined;
  /**
   * The thread makes small writes itself, while the disk is fast, and stands still until they are durable: that takes less time than to wake
   * another thread and to be woken by it. For a thread that has little else to do.
   *
   * @defaultValue false
   */
  readonly writesItself?: boolean | undefined;
}

/**
 * What a thread writes itself: so many bytes at most, while writes have usually taken no longer than so many ms. A lone step is no larger; with
 * more, others come while it is written, and a thread that stands still gathers nothing: with 8 KiB, 64 runs at once made half as many steps.
 */
const OWN_WRITE_BYTES_MAX = 1024;
const OWN_WRITE_MS_MAX = 1;
/** The usual time is a moving mean of about so many writes. */
const USUAL_OF = 8;

/** A new file is filled in pieces of this size: of larger ones ext4 charges every later write whole large folios. */
const FILL_BYTES = 64 * 1024;
const FILE_SUFFIX = ".log";
const NEW_SUFFIX = ".new";
const SPARE_NAME = "spare";

/** The write that is under way. */
interface Flight {
  readonly file: number;
  readonly descriptor: number;
  readonly at: number;
  readonly bytes: Uint8Array;
  /** How many of the bytes the system has taken. */
  done: number;
  resolve(): void;
  reject(error: StorageFailedError): void;
}

/** The journal's files on disk. One process, one instance for a directory. */
export class JournalOnDisk implements JournalFiles {
  readonly #directory: string;
  readonly #poll: BusyPoll | undefined;
  readonly #writesItself: boolean;
  #usualMs = 0;
  #beganAt = 0;
  /** Of files that were written or read, by number. */
  readonly #descriptors: Map<number, number> = new Map();
  #flight: Flight | null = null;
  #onLanded: (() => void) | null = null;
  #failure: StorageFailedError | null = null;
  /** The last of what changes names or looks at them: one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #isCreating = false;
  #isDirectoryMade = false;
  #isSettled = false;
  #closing: Promise<void> | null = null;

  /** Touches nothing yet. */
  constructor({ directory, busyPoll, writesItself = false }: JournalDiskOptions) {
    this.#directory = directory;
    this.#writesItself = writesItself;
    this.#poll = busyPoll && BusyPoll.ofThread(busyPoll);
  }

  list(): Promise<readonly number[]> {
    return this.#inTurn("listing the journal", () => this.#list());
  }

  async create(file: number, bytes: number): Promise<void> {
    this.#expectOpen();
    invariant(!this.#isCreating, "a second file of the journal is made before the first is there");
    invariant(Number.isSafeInteger(bytes) && bytes >= 0, () => `a file of ${bytes} bytes`);
    this.#isCreating = true;
    try {
      await this.#inTurn("making a file of the journal", () => this.#create(file, bytes));
    } finally {
      this.#isCreating = false;
    }
  }

  async size(file: number): Promise<number> {
    this.#expectOpen();
    try {
      return (await stat(this.#pathOf(file))).size;
    } catch (cause) {
      throw new StorageFailedError({ operation: "reading the size of a journal file", cause });
    }
  }

  read(file: number, part: { readonly at: number; readonly length: number }): Uint8Array {
    this.#expectOpen();
    const bytes = new Uint8Array(part.length);
    let done = 0;
    try {
      const descriptor = this.#descriptorOf(file);
      while (done < bytes.length) {
        const count = readSync(descriptor, bytes, done, bytes.length - done, part.at + done);
        if (count === 0) break;
        done += count;
      }
    } catch (cause) {
      throw new StorageFailedError({ operation: "reading the journal", cause });
    }
    return done === bytes.length ? bytes : bytes.slice(0, done);
  }

  write(file: number, at: number, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#expectOpen();
      if (this.#failure !== null) throw this.#failure;
      invariant(this.#flight === null, "a second write began before the first was durable");
      invariant(Number.isSafeInteger(at) && at >= 0, () => `a write at ${at}`);
      const descriptor = this.#openToWrite(file);
      const flight: Flight = { file, descriptor, at, bytes, done: 0, resolve, reject };
      this.#flight = flight;
      this.#poll?.began();
      this.#beganAt = performance.now();
      const isSmall = bytes.length <= OWN_WRITE_BYTES_MAX && this.#usualMs <= OWN_WRITE_MS_MAX;
      if (isSmall && this.#writesItself) this.#writeNow(flight);
      else this.#writeRest(flight);
    });
  }

  remove(file: number): Promise<void> {
    return this.#inTurn("removing a file of the journal", () => this.#remove(file));
  }

  /** Waits for what is under way, then closes the files; idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #writeRest({ descriptor, at, bytes, done }: Flight): void {
    write(descriptor, bytes, done, bytes.length - done, at + done, this.#onWritten);
  }

  #writeNow(flight: Flight): void {
    const { descriptor, at, bytes } = flight;
    try {
      while (flight.done < bytes.length) {
        const { done } = flight;
        const count = writeSync(descriptor, bytes, done, bytes.length - done, at + done);
        if (count === 0) throw new Error("the file takes no more bytes");
        flight.done += count;
      }
      if (!WRITES_ARE_SYNCED) fdatasyncSync(descriptor);
    } catch (error) {
      return this.#land(error as Error);
    }
    this.#land(null);
  }

  // One function for all writes: each goes with as little garbage as it can.
  readonly #onWritten = (error: Error | null, count: number): void => {
    const flight = this.#flight;
    invariant(flight !== null, "a write ended that nobody began");
    if (error !== null) return this.#land(error);
    flight.done += count;
    if (flight.done < flight.bytes.length) {
      if (count === 0) return this.#land(new Error("the file takes no more bytes"));
      return this.#writeRest(flight);
    }
    if (WRITES_ARE_SYNCED) return this.#land(null);
    fdatasync(flight.descriptor, this.#land);
  };

  readonly #land = (error: Error | null): void => {
    const flight = this.#flight;
    invariant(flight !== null, "a sync ended that nobody began");
    this.#flight = null;
    this.#poll?.ended();
    this.#usualMs += (performance.now() - this.#beganAt - this.#usualMs) / USUAL_OF;
    if (error === null) flight.resolve();
    else flight.reject(this.#fail(error));
    this.#onLanded?.();
  };

  #fail(cause: unknown): StorageFailedError {
    this.#failure ??= new StorageFailedError({ operation: "writing the journal", cause });
    return this.#failure;
  }

  #openToWrite(file: number): number {
    try {
      return this.#descriptorOf(file);
    } catch (cause) {
      throw this.#fail(cause);
    }
  }

  #descriptorOf(file: number): number {
    const known = this.#descriptors.get(file);
    if (known !== undefined) return known;
    const descriptor = openSync(this.#pathOf(file), SYNCED_FLAGS);
    this.#descriptors.set(file, descriptor);
    return descriptor;
  }

  async #list(): Promise<readonly number[]> {
    const files: number[] = [];
    for (const name of await namesIn(this.#directory)) {
      if (isUnfinished(name)) await rm(join(this.#directory, name), { force: true });
      const file = numberOf(name);
      if (file !== undefined) files.push(file);
    }
    if (!this.#isSettled && files.length > 0) await this.#settle(files);
    this.#isSettled = true;
    return files.sort((one, other) => one - other);
  }

  /** Makes durable what a process that was killed had written and named, and perhaps not synced yet. */
  async #settle(files: readonly number[]): Promise<void> {
    for (const file of files) {
      const handle = await open(this.#pathOf(file), "r+");
      try {
        await handle.datasync();
      } finally {
        await handle.close();
      }
    }
    await syncDirectory(this.#directory);
    await this.#makeDirectory();
  }

  async #create(file: number, bytes: number): Promise<void> {
    const path = this.#pathOf(file);
    invariant(!(await exists(path)), () => `the journal has a file ${file} already`);
    await this.#makeDirectory();
    const spare = join(this.#directory, SPARE_NAME);
    const spareBytes = (await exists(spare)) ? (await stat(spare)).size : -1;
    if (spareBytes >= bytes) {
      await rename(spare, path);
    } else {
      await rm(spare, { force: true });
      await makeFilled(path + NEW_SUFFIX, bytes);
      await rename(path + NEW_SUFFIX, path);
    }
    await syncDirectory(this.#directory);
  }

  async #makeDirectory(): Promise<void> {
    if (this.#isDirectoryMade) return;
    await mkdir(this.#directory, { recursive: true });
    // Also when it is there: whoever made it may have died before this.
    await syncDirectory(dirname(this.#directory));
    this.#isDirectoryMade = true;
  }

  async #remove(file: number): Promise<void> {
    invariant(this.#flight?.file !== file, () => `file ${file} is removed while it is written`);
    await rename(this.#pathOf(file), join(this.#directory, SPARE_NAME));
    // After the renaming, because a read may have opened it until then: its number may be given again.
    const descriptor = this.#descriptors.get(file);
    if (descriptor === undefined) return;
    this.#descriptors.delete(file);
    closeSync(descriptor);
  }

  async #inTurn<T>(operation: string, work: () => Promise<T>): Promise<T> {
    this.#expectOpen();
    const turn = this.#turn.then(work);
    // How it ends is for the one who asked for it.
    this.#turn = turn.catch(() => {});
    try {
      return await turn;
    } catch (cause) {
      if (cause instanceof InvariantError) throw cause;
      throw new StorageFailedError({ operation, cause });
    }
  }

  async #close(): Promise<void> {
    if (this.#flight !== null) {
      await new Promise<void>((resolve) => {
        this.#onLanded = resolve;
      });
    }
    await this.#turn;
    this.#poll?.stop();
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
    this.#descriptors.clear();
  }

  #expectOpen(): void {
    if (this.#closing !== null) throw new RuntimeClosedError();
  }

  #pathOf(file: number): string {
    return join(this.#directory, encodeNumber(file) + FILE_SUFFIX);
  }
}

/** Makes a file of zeros; its bytes and its size are durable, its name is not. */
async function makeFilled(path: string, bytes: number): Promise<void> {
  const zeros = new Uint8Array(Math.min(FILL_BYTES, bytes));
  const file = await open(path, "w");
  try {
    for (let done = 0; done < bytes; ) {
      const length = Math.min(zeros.length, bytes - done);
      done += (await file.write(zeros, 0, length, done)).bytesWritten;
    }
    await file.datasync();
  } catch (error) {
    // What it has taken may be all the room that is left, and the database needs some. If it stays, the next listing removes it.
    await rm(path, { force: true }).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
}

function numberOf(name: string): number | undefined {
  if (!name.endsWith(FILE_SUFFIX)) return undefined;
  return decodeNumber(name.slice(0, -FILE_SUFFIX.length));
}

/** Whether it is a file that somebody did not live to finish. */
function isUnfinished(name: string): boolean {
  return name.endsWith(NEW_SUFFIX) && numberOf(name.slice(0, -NEW_SUFFIX.length)) !== undefined;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
