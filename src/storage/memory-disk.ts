/**
 * MemoryDisk is a disk in memory that outlives the processes that use it, for tests and the simulator: it can
 * crash at any point, be slow and fail, all by one seed and on a scheduler's time.
 *
 * Invariants: what was acknowledged survives every crash; of a batch in flight a crash keeps all or nothing; a
 * process that was alive at a crash hears nothing more of its writes: their promises stay open for ever.
 */
import { DataDirLockedError, RuntimeClosedError, StorageFailedError } from "../errors.ts";
import type { KeyRange, ScanOptions, StateRow } from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";
import { type Random, SeededRandom } from "../util/random.ts";
import { type Scheduler, systemScheduler } from "../util/scheduler.ts";
import type {
  HintFile,
  KeyValueSnapshot,
  KeyValueStore,
  StorageBackend,
  WitnessFile,
  WriteBatch,
} from "./key-value-store.ts";
import { MemoryTable } from "./memory-table.ts";

/** What may go wrong, each by the dice. Ratios are probabilities of one write, 0 to 1. */
export interface DiskFaults {
  /** Every write takes at least this long. @defaultValue 0: until the next macrotask */
  readonly writeDelayMs: number;
  /** A slow write takes up to `slowWriteDelayMs` longer. @defaultValue 0 */
  readonly slowWriteRatio: number;
  /** @defaultValue 0 */
  readonly slowWriteDelayMs: number;
  /** The write fails and nothing of it is there. @defaultValue 0 */
  readonly failWriteRatio: number;
  /** The sync fails: after the next opening the batch is there as a whole, or not at all. @defaultValue 0 */
  readonly failSyncRatio: number;
}

/** How a disk is made. */
export interface MemoryDiskOptions {
  /** For messages. @defaultValue "memory" */
  readonly name?: string | undefined;
  /** Of its dice. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** Clock and timers. @defaultValue those of the system */
  readonly scheduler?: Scheduler | undefined;
  readonly faults?: Partial<DiskFaults> | undefined;
}

/**
 * The points of a write at which a process may die, in order: before the disk has seen it; while it is in flight,
 * lost or kept; when it is durable and nobody has been told. A write of the witness passes the same four.
 */
export const CRASH_POINTS = ["before", "inFlightLost", "inFlightKept", "durable"] as const;

/** One of {@link CRASH_POINTS}. */
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** What a write changes. */
type Target = "database" | "witness";

/** A point that has been passed, as `database:durable`. */
export type PassedPoint = `${Target}:${CrashPoint}`;

const NO_FAULTS: DiskFaults = {
  writeDelayMs: 0,
  slowWriteRatio: 0,
  slowWriteDelayMs: 0,
  failWriteRatio: 0,
  failSyncRatio: 0,
};

/** A write that the disk has been given and that is not durable yet. */
interface Flight {
  apply(): void;
}

/** The disk. `open` gives what a process has of it; one at a time. */
export class MemoryDisk {
  readonly name: string;
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  #faults: DiskFaults;
  readonly #table: MemoryTable = new MemoryTable();
  #witness: Uint8Array | undefined = undefined;
  /** The file PEERS, for tests: what is put here is on the disk. */
  peers: Uint8Array | undefined = undefined;
  readonly #flights: Set<Flight> = new Set();
  #process: DiskProcess | null = null;
  #passed = 0;
  #crashAt: number | null = null;
  #onCrash: (() => void) | null = null;
  #lastPoint: PassedPoint | null = null;

  constructor(options: MemoryDiskOptions = {}) {
    this.name = options.name ?? "memory";
    this.#random = new SeededRandom(options.seed ?? 1);
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#faults = { ...NO_FAULTS, ...options.faults };
  }

  /** Crash points passed since the disk was made: what `crashAt` counts. */
  get pointsPassed(): number {
    return this.#passed;
  }

  /** The crash point that was passed last. */
  get lastPoint(): PassedPoint | null {
    return this.#lastPoint;
  }

  /** Whether a process has it open. */
  get isOpen(): boolean {
    return this.#process !== null;
  }

  /** @throws {DataDirLockedError} when a living process has it open. */
  async open(): Promise<StorageBackend> {
    if (this.#process !== null) {
      throw new DataDirLockedError({ dataDir: this.name, by: "this process" });
    }
    const opened = new DiskProcess(this.#actions(), this.name);
    this.#process = opened;
    return opened;
  }

  /** Changes what goes wrong from now on; what is not named stays. */
  setFaults(faults: Partial<DiskFaults>): void {
    this.#faults = { ...this.#faults, ...faults };
  }

  /** Kills the process that has it open. Each write in flight is kept or lost as a whole, by the dice. */
  crash(): void {
    for (const flight of this.#flights) {
      if (this.#random.below(2) === 1) flight.apply();
    }
    this.#kill();
  }

  /**
   * Crashes by itself at the `point`-th crash point from the making of the disk, counted from 1, and then calls
   * `onCrash`. A run without it and `pointsPassed` say how many there are.
   */
  crashAt(point: number, onCrash: () => void): void {
    invariant(point > this.#passed, `crash point ${point} has been passed`);
    this.#crashAt = point;
    this.#onCrash = onCrash;
  }

  /** Takes a `crashAt` back that has not come true. */
  cancelCrash(): void {
    this.#crashAt = null;
    this.#onCrash = null;
  }

  /** What it holds, for tests: changes to the table are changes to the disk. */
  get table(): MemoryTable {
    return this.#table;
  }

  #actions(): DiskActions {
    return {
      table: this.#table,
      readWitness: () => this.#witness,
      writeTable: (owner, batch) => {
        const copy: WriteBatch = {
          keys: [...batch.keys],
          values: batch.values.map((value) => (value === null ? null : new Uint8Array(value))),
        };
        return this.#write(owner, "database", () => this.#table.apply(copy));
      },
      writeWitness: (owner, bytes) => {
        const copy = new Uint8Array(bytes);
        return this.#write(owner, "witness", () => {
          this.#witness = copy;
        });
      },
      readPeers: () => this.peers,
      writePeers: (owner, bytes) => {
        // Not synced: the crash of a process keeps it, the end of its power may not.
        if (!owner.isDead) this.peers = new Uint8Array(bytes);
      },
      release: (owner) => {
        if (this.#process === owner) this.#process = null;
      },
    };
  }

  #write(owner: DiskProcess, target: Target, apply: () => void): Promise<void> {
    if (this.#passes(`${target}:before`)) return forever();
    const flight: Flight = { apply };
    this.#flights.add(flight);
    const faults = this.#faults;
    const willFailWrite = this.#random.next() < faults.failWriteRatio;
    const willFailSync = this.#random.next() < faults.failSyncRatio;
    const isSlow = this.#random.next() < faults.slowWriteRatio;
    const delayMs =
      faults.writeDelayMs + (isSlow ? this.#random.next() * faults.slowWriteDelayMs : 0);
    return new Promise((resolve, reject) => {
      const land = (): void => {
        // A process that died meanwhile hears nothing more; crash() has dealt with the batch.
        if (!this.#flights.has(flight) || owner.isDead) return;
        if (willFailWrite || willFailSync) {
          this.#flights.delete(flight);
          if (!willFailWrite && this.#random.below(2) === 1) apply();
          reject(new Error(willFailWrite ? "injected: write failed" : "injected: sync failed"));
          return;
        }
        if (this.#passes(`${target}:inFlightLost`)) return;
        if (this.#passes(`${target}:inFlightKept`, apply)) return;
        this.#flights.delete(flight);
        apply();
        if (this.#passes(`${target}:durable`)) return;
        resolve();
      };
      if (delayMs > 0) this.#scheduler.setTimeout(land, delayMs);
      else this.#scheduler.setImmediate(land);
    });
  }

  /** Notes a crash point; true when the process dies at it. `beforeDeath` is what the disk still does. */
  #passes(point: PassedPoint, beforeDeath?: () => void): boolean {
    this.#passed += 1;
    this.#lastPoint = point;
    if (this.#passed !== this.#crashAt) return false;
    beforeDeath?.();
    this.#kill();
    this.#onCrash?.();
    return true;
  }

  #kill(): void {
    this.#flights.clear();
    this.#process?.die();
    this.#process = null;
  }
}

/** What a process can do to the disk. */
interface DiskActions {
  readonly table: MemoryTable;
  readWitness(): Uint8Array | undefined;
  writeTable(owner: DiskProcess, batch: WriteBatch): Promise<void>;
  writeWitness(owner: DiskProcess, bytes: Uint8Array): Promise<void>;
  readPeers(): Uint8Array | undefined;
  writePeers(owner: DiskProcess, bytes: Uint8Array): void;
  release(owner: DiskProcess): void;
}

/** One opening of the disk: dead after a crash, closed after `close`. */
class DiskProcess implements StorageBackend {
  readonly location: string;
  readonly keyValue: KeyValueStore;
  readonly witness: WitnessFile;
  readonly peers: HintFile;
  readonly #actions: DiskActions;
  #writing: Promise<void> | null = null;
  #failure: StorageFailedError | null = null;
  #isDead = false;
  #isClosed = false;

  constructor(actions: DiskActions, location: string) {
    this.location = location;
    this.#actions = actions;
    this.keyValue = {
      get: (key) => this.#living().get(key),
      scan: (range, options) => this.#living().scan(range, options),
      snapshot: () => this.#snapshot(),
      write: (batch) => this.#write(batch),
      close: () => this.close(),
    };
    this.witness = {
      read: async () => {
        this.#living();
        return actions.readWitness();
      },
      write: (bytes) => this.#writeWitness(bytes),
    };
    this.peers = {
      read: async () => actions.readPeers(),
      write: async (bytes) => {
        actions.writePeers(this, bytes);
      },
    };
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  die(): void {
    this.#isDead = true;
  }

  async close(): Promise<void> {
    if (this.#isDead || this.#isClosed) return;
    this.#isClosed = true;
    await this.#writing?.catch(() => {});
    this.#actions.release(this);
  }

  async #write(batch: WriteBatch): Promise<void> {
    this.#living();
    if (this.#failure !== null) throw this.#failure;
    invariant(this.#writing === null, "a second write began before the first was durable");
    invariant(batch.keys.length === batch.values.length, "a batch has as many values as keys");
    const writing = this.#actions.writeTable(this, batch);
    this.#writing = writing;
    try {
      await writing;
    } catch (cause) {
      this.#failure = new StorageFailedError({ operation: "writing a batch to memory", cause });
      throw this.#failure;
    } finally {
      this.#writing = null;
    }
  }

  async #writeWitness(bytes: Uint8Array): Promise<void> {
    this.#living();
    await this.#actions.writeWitness(this, bytes);
  }

  #snapshot(): KeyValueSnapshot {
    const table = this.#living().copy();
    return {
      get: (key: string) => table.get(key),
      scan: (range: KeyRange, options?: ScanOptions): AsyncIterable<readonly StateRow[]> =>
        table.scan(range, options),
      close: async () => {},
    };
  }

  #living(): MemoryTable {
    if (this.#isDead) {
      throw new StorageFailedError({
        operation: "using a disk after its process had crashed",
        cause: undefined,
      });
    }
    if (this.#isClosed) throw new RuntimeClosedError();
    return this.#actions.table;
  }
}

/** What a dead process waits for. */
function forever(): Promise<never> {
  return new Promise(() => {});
}
