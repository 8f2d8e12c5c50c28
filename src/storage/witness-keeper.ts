/**
 * WitnessKeeper keeps the file WITNESS beside the database up to date: whose data it is and a flush number known
 * durable, so that a database that has lost its newest flushes is found out when it opens.
 *
 * Invariants: the file never names a flush that is not durable; it is behind by at most `intervalMs` and the time
 * of one write; it is written beside the flushes and never waited for by one.
 */
import { MalformedBytesError, StorageCorruptedError } from "../errors.ts";
import { invariant } from "../util/assert.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { seal, unseal } from "./checksum.ts";
import type { StorageBackend, WitnessFile } from "./key-value-store.ts";
import { decodeWitness, encodeWitness, type NodeIdentity, type WitnessRecord } from "./records.ts";

/** What the checksum of the file is made with in place of a key. */
const WITNESS_KEY = "WITNESS";

/** Reads the witness; undefined when there is none. @throws {StorageCorruptedError} when it is damaged. */
export async function readWitness(backend: StorageBackend): Promise<WitnessRecord | undefined> {
  const sealed = await backend.witness.read();
  if (sealed === undefined) return undefined;
  const value = unseal(WITNESS_KEY, sealed);
  try {
    if (value !== undefined) return decodeWitness(value);
  } catch (cause) {
    if (!(cause instanceof MalformedBytesError)) throw cause;
  }
  throw new StorageCorruptedError({
    dataDir: backend.location,
    found: `the file WITNESS (${sealed.length} bytes) cannot be read`,
  });
}

/** What a keeper is made of. */
export interface WitnessKeeperOptions {
  readonly file: WitnessFile;
  readonly identity: NodeIdentity;
  /** The flush that the file names now; 0 when there is no file. */
  readonly flushNumber: number;
  readonly intervalMs: number;
  readonly scheduler: Scheduler;
  /** Told once when the file cannot be written. */
  readonly onFailure: (cause: unknown) => void;
}

/** Writes the witness, at most once in `intervalMs`. */
export class WitnessKeeper {
  readonly #file: WitnessFile;
  readonly #identity: NodeIdentity;
  readonly #intervalMs: number;
  readonly #scheduler: Scheduler;
  readonly #onFailure: (cause: unknown) => void;
  #written: number;
  #durable: number;
  #lastWriteMs: number = Number.NEGATIVE_INFINITY;
  #timer: TimerHandle | null = null;
  #writing: Promise<void> | null = null;
  #isStopped = false;

  constructor(options: WitnessKeeperOptions) {
    this.#file = options.file;
    this.#identity = options.identity;
    this.#intervalMs = options.intervalMs;
    this.#scheduler = options.scheduler;
    this.#onFailure = options.onFailure;
    this.#written = options.flushNumber;
    this.#durable = options.flushNumber;
  }

  /** Says that this flush is durable. The file follows by itself. */
  flushed(flushNumber: number): void {
    invariant(
      flushNumber >= this.#durable,
      () => `witness of flush ${flushNumber} after ${this.#durable}`,
    );
    this.#durable = flushNumber;
    this.#arm();
  }

  /** Writes the file now if it is behind. Rejects when it cannot be written. */
  async checkpoint(): Promise<void> {
    // The end of one write may be the start of the next.
    while (this.#writing !== null) await this.#writing;
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#written < this.#durable && !this.#isStopped) await this.#write();
  }

  /** Stops writing after a failure or at the end; waits for what is under way, however it ends. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writing?.catch(() => {});
  }

  #arm(): void {
    if (this.#timer !== null || this.#writing !== null || this.#isStopped) return;
    if (this.#written === this.#durable) return;
    const restMs = this.#lastWriteMs + this.#intervalMs - this.#scheduler.now();
    if (restMs <= 0) {
      this.#writeBeside();
      return;
    }
    this.#timer = this.#scheduler.setTimeout(() => {
      this.#timer = null;
      this.#writeBeside();
    }, restMs);
  }

  #writeBeside(): void {
    // A failure has been reported by #write.
    this.#write().catch(() => {});
  }

  #write(): Promise<void> {
    invariant(this.#writing === null, "two writes of the witness at a time");
    const flushNumber = this.#durable;
    const record = { identity: this.#identity, flushNumber };
    this.#lastWriteMs = this.#scheduler.now();
    const writing = this.#file.write(seal(WITNESS_KEY, encodeWitness(record))).then(
      () => {
        this.#writing = null;
        this.#written = flushNumber;
        this.#arm();
      },
      (cause: unknown) => {
        this.#writing = null;
        this.#isStopped = true;
        this.#onFailure(cause);
        throw cause;
      },
    );
    this.#writing = writing;
    return writing;
  }
}
