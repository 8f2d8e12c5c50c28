/**
 * MemoryDisk is a disk in memory that outlives the processes that use it, for tests and the simulator: it can
 * crash at any point, be slow and fail, all by one seed and on a scheduler's time.
 *
 * Invariants: what was acknowledged survives every crash; of a batch in flight a crash keeps all or nothing, of a write
 * of the journal the first part; a process that was alive at a crash hears nothing more of its writes: their promises
 * stay open for ever.
 */
import { DataDirLockedError, RuntimeClosedError, StorageFailedError } from "../errors.ts";
import type { KeyRange, ScanOptions, StateRow } from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";
import { type Random, SeededRandom } from "../util/random.ts";
import { type Scheduler, systemScheduler } from "../util/scheduler.ts";
import type {
  HintFile,
  JournalFiles,
  KeyValueSnapshot,
  KeyValueStore,
  StorageBackend,
  WitnessFile,
  WriteBatch,
} from "./key-value-store.ts";
import { type DiskChange, MemoryJournal, MemoryJournalFiles } from "./memory-journal.ts";
import { MemoryTable } from "./memory-table.ts";

/** What may go wrong, each by the dice. Ratios are probabilities of one write, 0 to 1. */
export interface DiskFaults {
  /** Every write takes at least this long. @defaultValue 0: until the next macrotask */
  readonly writeDelayMs: number;
  /** A slow write takes up to `slowWriteDelayMs` longer. @defaultValue 0 */
  readonly slowWriteRatio: number;
  /** @defaultValue 0 */
  readonly slowWriteDelayMs: number;
  /** The write fails and nothing of it is there, of one of the journal perhaps a part. @defaultValue 0 */
  readonly failWriteRatio: number;
  /**
   * The sync fails: after the next opening the batch is there as a whole, or not at all, a write of the journal as a whole
   * or its first part. @defaultValue 0
   */
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
 * lost or kept; when it is durable and nobody has been told. Writes of the witness and of the journal pass the same
 * four; of one of the journal that is lost a part may be there. The making of a file of the journal passes none: a crash
 * leaves the file there or not, by the dice.
 */
export const CRASH_POINTS = ["before", "inFlightLost", "inFlightKept", "durable"] as const;

/** One of {@link CRASH_POINTS}. */
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** What a write changes. */
type Target = "database" | "witness" | "journal";

/** A point that has been passed, as `database:durable`. */
export type PassedPoint = `${Target}:${CrashPoint}`;

const NO_FAULTS: DiskFaults = {
  writeDelayMs: 0,
  slowWriteRatio: 0,
  slowWriteDelayMs: 0,
  failWriteRatio: 0,
  failSyncRatio: 0,
};

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
  readonly #journal: MemoryJournalFiles;
  /** What the disk has been given and is not durable yet. */
  readonly #flights: Set<DiskChange> = new Set();
  #process: DiskProcess | null = null;
  #passed = 0;
  #crashAt: number | null = null;
  #onCrash: (() => void) | null = null;
  #lastPoint: PassedPoint | null = null;

  constructor(options: MemoryDiskOptions = {}) {
    this.name = options.name ?? "memory";
    this.#random = new SeededRandom(options.seed ?? 1);
    this.#journal = new MemoryJournalFiles(this.#random);
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

  /** Kills the process that has it open. Each write in flight is kept or lost, by the dice. */
  crash(): void {
    for (const flight of this.#flights) {
      if (this.#random.below(2) === 1) flight.apply();
      else flight.tear();
    }
    this.#flights.clear();
    this.#process?.die();
    this.#process = null;
  }

  /**
   * Crashes by itself at the `point`-th crash point from the making of the disk, counted from 1, and then calls
   * `onCrash`; other writes in flight are kept or lost as by `crash`. A run without it and `pointsPassed` say how many
   * points there are.
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

  /** The bytes of the journal's files by number, for tests: changes to the map and to the bytes are changes to the disk. */
  get journal(): Map<number, Uint8Array> {
    return this.#journal.files;
  }

  #actions(): DiskActions {
    return {
      table: this.#table,
      journal: this.#journal,
      readWitness: () => this.#witness,
      writeTable: ({ keys, values, seal = (_, value) => value }) => {
        const copy: WriteBatch = {
          keys: [...keys],
          values: values.map((value, row) => {
            return value === null ? null : new Uint8Array(seal(keys[row] ?? "", value));
          }),
        };
        return this.#write(
          "database",
          allOrNothing(() => this.#table.apply(copy)),
        );
      },
      writeWitness: (bytes) => {
        const copy = new Uint8Array(bytes);
        const replace = (): void => {
          this.#witness = copy;
        };
        return this.#write("witness", allOrNothing(replace));
      },
      writeJournal: (change) => this.#write("journal", change),
      makeJournalFile: (change) => this.#make(change),
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

  #write(target: Target, change: DiskChange): Promise<void> {
    if (this.#passes(`${target}:before`)) return forever();
    this.#flights.add(change);
    const willFailWrite = this.#random.next() < this.#faults.failWriteRatio;
    const willFailSync = this.#random.next() < this.#faults.failSyncRatio;
    return new Promise((resolve, reject) => {
      this.#later(() => {
        // A process that died meanwhile hears nothing more; crash() has dealt with the change.
        if (!this.#flights.delete(change)) return;
        if (willFailWrite || willFailSync) {
          if (!willFailWrite && this.#random.below(2) === 1) change.apply();
          else change.tear();
          reject(new Error(willFailWrite ? "injected: write failed" : "injected: sync failed"));
          return;
        }
        if (this.#passes(`${target}:inFlightLost`, () => change.tear())) return;
        if (this.#passes(`${target}:inFlightKept`, () => change.apply())) return;
        change.apply();
        if (this.#passes(`${target}:durable`)) return;
        resolve();
      });
    });
  }

  /** As a write that cannot fail and at which no process dies by itself. */
  #make(change: DiskChange): Promise<void> {
    this.#flights.add(change);
    return new Promise((resolve) => {
      this.#later(() => {
        if (!this.#flights.delete(change)) return;
        change.apply();
        resolve();
      });
    });
  }

  /** Runs when the disk has taken its time. */
  #later(land: () => void): void {
    const { writeDelayMs, slowWriteRatio, slowWriteDelayMs } = this.#faults;
    const isSlow = this.#random.next() < slowWriteRatio;
    const delayMs = writeDelayMs + (isSlow ? this.#random.next() * slowWriteDelayMs : 0);
    if (delayMs > 0) this.#scheduler.setTimeout(land, delayMs);
    else this.#scheduler.setImmediate(land);
  }

  /** Notes a crash point; true when the process dies at it. `beforeDeath` is what the disk still does. */
  #passes(point: PassedPoint, beforeDeath?: () => void): boolean {
    this.#passed += 1;
    this.#lastPoint = point;
    if (this.#passed !== this.#crashAt) return false;
    beforeDeath?.();
    this.crash();
    this.#onCrash?.();
    return true;
  }
}

/** What a process can do to the disk. */
interface DiskActions {
  readonly table: MemoryTable;
  readonly journal: MemoryJournalFiles;
  readWitness(): Uint8Array | undefined;
  writeTable(batch: WriteBatch): Promise<void>;
  writeWitness(bytes: Uint8Array): Promise<void>;
  writeJournal(change: DiskChange): Promise<void>;
  makeJournalFile(change: DiskChange): Promise<void>;
  readPeers(): Uint8Array | undefined;
  writePeers(owner: DiskProcess, bytes: Uint8Array): void;
  release(owner: DiskProcess): void;
}

/** One opening of the disk: dead after a crash, closed after `close`. */
class DiskProcess implements StorageBackend {
  readonly location: string;
  readonly keyValue: KeyValueStore;
  readonly journal: JournalFiles;
  readonly witness: WitnessFile;
  readonly peers: HintFile;
  readonly #actions: DiskActions;
  readonly #journal: MemoryJournal;
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
    this.#journal = new MemoryJournal({
      files: actions.journal,
      expectLiving: () => this.#living(),
      write: (change) => actions.writeJournal(change),
      make: (change) => actions.makeJournalFile(change),
    });
    this.journal = this.#journal;
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
    await this.#journal.idle();
    this.#actions.release(this);
  }

  async #write(batch: WriteBatch): Promise<void> {
    this.#living();
    if (this.#failure !== null) throw this.#failure;
    invariant(this.#writing === null, "a second write began before the first was durable");
    invariant(batch.keys.length === batch.values.length, "a batch has as many values as keys");
    const writing = this.#actions.writeTable(batch);
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
    await this.#actions.writeWitness(bytes);
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

/** What is replaced as a whole. */
function allOrNothing(apply: () => void): DiskChange {
  return { apply, tear: () => {} };
}

/** What a dead process waits for. */
function forever(): Promise<never> {
  return new Promise(() => {});
}
