/**
 * CarefulReturn brings runs back into memory one at a time, after a node has ended uncleanly more than once: each is named
 * durably before its function is called, so that the one that ends the process again is known at the next start.
 *
 * Invariant: while a run is named, no other run comes into memory.
 */
import type { RunName } from "../model/state-keys.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { RunSlot } from "./run-slot.ts";

/** What it stands on. */
export interface CarefulReturnOptions {
  readonly scheduler: Scheduler;
  /** True for a run that comes back behind all others. */
  readonly isAccused: (run: RunName) => boolean;
  /** Names the run that comes back now; null when all have. */
  readonly hydrating: (run: RunName | null) => void;
  /** Brings a run back; its slot tells when it has settled. */
  readonly hydrate: (slot: RunSlot) => void;
  /** False once the run has ended. */
  readonly isActive: (slot: RunSlot) => boolean;
  /** All that waited have come back. */
  readonly done: () => void;
}

/** Runs that wait for their turn to come back. */
export class CarefulReturn {
  readonly #options: CarefulReturnOptions;
  readonly #waiting = new Set<RunSlot>();
  readonly #last = new Set<RunSlot>();
  #isUnderWay = false;
  /** The run that is named. */
  #current: RunSlot | null = null;

  constructor(options: CarefulReturnOptions) {
    this.#options = options;
  }

  /** Adds a run, unless it waits already. */
  add(slot: RunSlot): void {
    // It is replayed before it has settled: behind itself in the line it would wait for ever.
    if (slot === this.#current) {
      this.#options.hydrate(slot);
      return;
    }
    (this.#options.isAccused(slot.run) ? this.#last : this.#waiting).add(slot);
    slot.isReturning = true;
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    this.#later();
  }

  #later(): void {
    this.#options.scheduler.setImmediate(() => {
      this.#next();
    });
  }

  #next(): void {
    const { hydrating, hydrate, isActive, done } = this.#options;
    for (const slot of this.#waiting.size > 0 ? this.#waiting : this.#last) {
      this.#waiting.delete(slot);
      this.#last.delete(slot);
      slot.isReturning = false;
      if (!isActive(slot)) continue;
      hydrating(slot.run);
      this.#current = slot;
      slot.onSettled ??= [];
      slot.onSettled.push({
        through: slot.run.lastSeq,
        tell: () => {
          this.#current = null;
          this.#later();
        },
      });
      hydrate(slot);
      return;
    }
    if (this.#last.size > 0) {
      this.#later();
      return;
    }
    hydrating(null);
    done();
  }
}
