/**
 * ThreadCells is the little that the thread of the Raft host and the main thread must know of each other without waiting for a
 * message: the log clock, the leader's contact with a majority, and a sign of life of the main thread.
 *
 * Invariant: each cell is written by one thread, whole, and read by the other one.
 */
/** What must be added to the common clock to get the log clock. Written by the host's thread. */
const CLOCK = 0;
/** Until when, by the common clock, a majority is known to follow; 0 when it is not. Written by the host's thread. */
const CONTACT = 1;
/** When the main thread was last seen, by the common clock. Written by the main thread. */
const ALIVE = 2;
const CELLS = 3;
const CELL_BYTES = 8;
/** Cells hold whole microseconds. */
const PER_MS = 1000;
const FOREVER = 2n ** 62n;

/** The monotonic clock in ms, the same in all threads of a process; that of a thread begins with the thread. */
export function processClock(): () => number {
  const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  return () => performance.now() + offset;
}

/** Cells of one node. */
export class ThreadCells {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigInt64Array;
  readonly #now: () => number;
  #machineTime = 0;

  /** `now` is the clock that both threads have in common; `buffer` the other one's cells, without it new ones are made. */
  constructor(
    now: () => number,
    buffer: SharedArrayBuffer = new SharedArrayBuffer(CELLS * CELL_BYTES),
  ) {
    this.buffer = buffer;
    this.#cells = new BigInt64Array(buffer);
    this.#now = now;
  }

  /** Tells the main thread the time, in ms, and for how long it may count on a majority; below 0 when it may not. */
  tellMain({ machineTime, contactLeftMs }: { machineTime: number; contactLeftMs: number }): void {
    const now = this.#now();
    this.#put(CLOCK, machineTime - now);
    if (contactLeftMs === Infinity) Atomics.store(this.#cells, CONTACT, FOREVER);
    else this.#put(CONTACT, contactLeftMs < 0 ? 0 : now + contactLeftMs);
  }

  /** The log clock in whole ms; never runs backwards. */
  machineTimeNow(): number {
    const reading = Math.floor(this.#now() + this.#get(CLOCK));
    if (reading > this.#machineTime) this.#machineTime = reading;
    return this.#machineTime;
  }

  /** Whether a majority is known to follow. */
  hasContact(): boolean {
    return this.#now() <= this.#get(CONTACT);
  }

  /** The main thread is alive. */
  alive(): void {
    this.#put(ALIVE, this.#now());
  }

  /** For how long, in ms, the main thread has given no sign of life. */
  silentForMs(): number {
    return Math.max(0, this.#now() - this.#get(ALIVE));
  }

  #put(cell: number, ms: number): void {
    Atomics.store(this.#cells, cell, BigInt(Math.round(ms * PER_MS)));
  }

  #get(cell: number): number {
    return Number(Atomics.load(this.#cells, cell)) / PER_MS;
  }
}
