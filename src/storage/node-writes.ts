/**
 * NodeWrites is how a node's storage writes: flushes to the journal, batches to the database, the file WITNESS beside them.
 *
 * Invariants: one flush and one batch in flight at a time; each has the next number of its kind; a batch leaves a record under its
 * number, of which the newest `SAVE_RECORDS_KEPT` are kept; after the first failure nothing is written any more.
 */
import { RuntimeClosedError, StorageFailedError } from "../errors.ts";
import { InvariantError, invariant } from "../util/assert.ts";
import type { BatchNumbers, BatchRows } from "./group-flush.ts";
import { Journal, type JournalFlush, type JournalOptions } from "./journal.ts";
import type { LoadedJournal } from "./journal-loader.ts";
import type { EntryPlace } from "./journal-record.ts";
import type { KeyValueStore, StorageBackend } from "./key-value-store.ts";
import { saveKey } from "./keys.ts";
import { SAVE_RECORDS_KEPT } from "./node-loader.ts";
import type { StorageSettings } from "./node-options.ts";
import type { NodeIdentity } from "./records.ts";
import { WitnessKeeper } from "./witness-keeper.ts";

const NO_VALUE: Uint8Array = new Uint8Array(0);

/** Kinds of writes. */
type Kind = "flush" | "save";

/** The writes of one node. */
export class NodeWrites {
  readonly #backend: StorageBackend;
  readonly #store: KeyValueStore;
  readonly #settings: StorageSettings;
  readonly #running: Record<Kind, Promise<void> | null> = { flush: null, save: null };
  #journal: Journal | null = null;
  #saveNumber = 0;
  #keeper: WitnessKeeper | null = null;
  #failure: StorageFailedError | null = null;
  #closing: Promise<void> | null = null;

  constructor(backend: StorageBackend, store: KeyValueStore, settings: StorageSettings) {
    this.#backend = backend;
    this.#store = store;
    this.#settings = settings;
  }

  /** Number of the newest durable flush; 0 before there is a journal. */
  get flushNumber(): number {
    return this.#journal?.number ?? 0;
  }

  /** Number of the newest durable batch. */
  get saveNumber(): number {
    return this.#saveNumber;
  }

  /** Why writing has ended, or null. */
  get failure(): StorageFailedError | null {
    return this.#failure;
  }

  /** What the next batch says of itself. */
  get numbers(): BatchNumbers {
    return { saveNumber: this.#saveNumber + 1, flushNumber: this.flushNumber };
  }

  /** Makes the journal beside the first batch, and the WITNESS. */
  async begin(identity: NodeIdentity, saveNumber: number): Promise<void> {
    this.#saveNumber = saveNumber;
    this.#journal = await this.#guarded("a flush", () =>
      Journal.create(this.#journalOptions(), identity),
    );
    await this.witnessed(identity, 0);
  }

  /** Goes on behind what was found. {@link witnessed} once all of it was read. */
  async resume(journal: LoadedJournal, saveNumber: number): Promise<void> {
    this.#saveNumber = saveNumber;
    this.#journal = await this.#guarded("a flush", () =>
      Journal.resume(this.#journalOptions(), journal),
    );
  }

  /** The WITNESS, which names flush `witnessNumber`, is brought up to the newest one, and kept there. */
  async witnessed(identity: NodeIdentity, witnessNumber: number): Promise<void> {
    const keeper = new WitnessKeeper({
      file: this.#backend.witness,
      identity,
      flushNumber: witnessNumber,
      intervalMs: this.#settings.witnessIntervalMs,
      scheduler: this.#settings.scheduler,
      onFailure: (cause) => this.#fail("writing the file WITNESS", cause),
    });
    keeper.flushed(this.flushNumber);
    await this.#guarded("writing the file WITNESS", () => keeper.checkpoint());
    this.#keeper = keeper;
  }

  /** Appends a flush. Inside of {@link exclusively}. */
  async append(flush: Omit<JournalFlush, "saved">): Promise<readonly (readonly EntryPlace[])[]> {
    const journal = this.#journal;
    invariant(journal !== null, "a flush needs a node store with an identity");
    const places = await this.#guarded("a flush", () =>
      journal.append({ ...flush, saved: this.#saveNumber }),
    );
    this.#keeper?.flushed(journal.number);
    return places;
  }

  /** Removes files of the journal that nothing needs any more. */
  release(trimmedIndexOf: (group: number) => number): void {
    this.#journal?.release(trimmedIndexOf);
  }

  /** The data of an entry, not checked. */
  readEntry(place: EntryPlace): Uint8Array {
    invariant(this.#journal !== null, "entries are read from a journal");
    return this.#journal.read(place);
  }

  /** Writes a batch, to which its own rows are added. Inside of {@link exclusively}. */
  async writeBatch(rows: BatchRows): Promise<void> {
    const number = this.#saveNumber + 1;
    rows.keys.push(saveKey(number));
    rows.values.push(NO_VALUE);
    if (number > SAVE_RECORDS_KEPT) {
      rows.keys.push(saveKey(number - SAVE_RECORDS_KEPT));
      rows.values.push(null);
    }
    await this.#guarded("a save", () => this.#store.write(rows));
    this.#saveNumber = number;
  }

  /** Runs one flush, or one save, at a time. */
  async exclusively<T>(kind: Kind, run: () => Promise<T>): Promise<T> {
    if (this.#failure !== null) throw this.#failure;
    invariant(
      this.#running[kind] === null,
      () => `a second ${kind} began before the first was durable`,
    );
    const running = run();
    this.#running[kind] = running.then(
      () => {},
      () => {},
    );
    try {
      return await running;
    } finally {
      this.#running[kind] = null;
    }
  }

  /** Brings the file WITNESS up to the newest flush at once. */
  async checkpointWitness(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    await this.#guarded("writing the file WITNESS", async () => this.#keeper?.checkpoint());
  }

  /** @throws {RuntimeClosedError} when it is, or is being, closed. */
  expectOpen(): void {
    if (this.#closing !== null) throw new RuntimeClosedError();
  }

  /** Waits for what is in flight, writes the WITNESS, closes the backend; idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([this.#running.flush, this.#running.save]);
    try {
      // Without this a journal that loses its newest flushes while it is closed would not be found out.
      if (this.#failure === null) await this.checkpointWitness();
    } finally {
      await this.#keeper?.stop();
      try {
        await this.#journal?.close();
      } finally {
        await this.#backend.close();
      }
    }
  }

  /** A write after which, when it fails, there is none. */
  async #guarded<T>(operation: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (cause) {
      // A mistake of the caller's: nothing was written.
      throw cause instanceof InvariantError ? cause : this.#fail(operation, cause);
    }
  }

  #fail(operation: string, cause: unknown): StorageFailedError {
    this.#failure ??=
      cause instanceof StorageFailedError ? cause : new StorageFailedError({ operation, cause });
    return this.#failure;
  }

  #journalOptions(): JournalOptions {
    return { files: this.#backend.journal, fileBytes: this.#settings.journalFileBytes };
  }
}
