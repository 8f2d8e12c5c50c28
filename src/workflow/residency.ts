/**
 * Residency decides which runs leave memory: those that have been idle for `idleEviction`, and the longest idle ones
 * above `maxResidentRuns`.
 *
 * Invariant: only an anchored run leaves: one whose pending operations are all known to the state machine, with nothing
 * to consume and nothing in flight. So the next event brings it back to where it was.
 */
import type { ActiveRun } from "../machine/effects.ts";
import { ChurnSet } from "../util/churn-map.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { RunSlot } from "./run-slot.ts";
import { timedOperation } from "./timer-heap.ts";

/** What a residency stands on. */
export interface ResidencyOptions {
  readonly scheduler: Scheduler;
  /** In ms. */
  readonly idleEvictionMs: number;
  readonly maxResidentRuns: number;
  readonly isAnchored: (slot: RunSlot) => boolean;
  readonly evict: (slot: RunSlot) => void;
}

/** Sweeps in `idleEvictionMs`: an idle run leaves at the latest a quarter of it later. */
const SWEEPS = 4;
const SWEEP_MIN_MS = 10;
/** Above the bound, memory is looked for at most this often. */
const TRIM_AFTER_MS = 20;
/** Part of `maxResidentRuns` that is left then, so that the next run does not start it again. */
const TRIM_TO = 0.95;

/** The runs whose functions are in memory. */
export class Residency {
  readonly #options: ResidencyOptions;
  readonly #resident = new ChurnSet<RunSlot>();
  readonly #sweepMs: number;
  #sweeps = 0;
  #sweepTimer: TimerHandle | null = null;
  #trimTimer: TimerHandle | null = null;
  #stopped = false;

  constructor(options: ResidencyOptions) {
    this.#options = options;
    this.#sweepMs = Math.max(SWEEP_MIN_MS, Math.ceil(options.idleEvictionMs / SWEEPS));
  }

  /** Runs in memory. */
  get size(): number {
    return this.#resident.size;
  }

  /** A run has come into memory. */
  entered(slot: RunSlot): void {
    if (this.#stopped) return;
    this.#resident.add(slot);
    this.active(slot);
    this.#armSweep();
    this.#armTrim();
  }

  /** A run does something. */
  active(slot: RunSlot): void {
    slot.activeAt = this.#sweeps;
  }

  /** A run is not in memory any more. */
  left(slot: RunSlot): void {
    this.#resident.delete(slot);
  }

  /** No run is evicted any more. Idempotent. */
  stop(): void {
    this.#stopped = true;
    const { scheduler } = this.#options;
    for (const timer of [this.#sweepTimer, this.#trimTimer]) {
      if (timer !== null) scheduler.clearTimeout(timer);
    }
  }

  #armSweep(): void {
    if (this.#sweepTimer !== null || this.#resident.size === 0) return;
    this.#sweepTimer = this.#options.scheduler.setTimeout(() => {
      this.#sweepTimer = null;
      this.#sweeps += 1;
      this.#evictIdle(SWEEPS, 0);
      this.#armSweep();
    }, this.#sweepMs);
  }

  #armTrim(): void {
    const { maxResidentRuns, scheduler } = this.#options;
    if (this.#trimTimer !== null || this.#resident.size <= maxResidentRuns) return;
    this.#trimTimer = scheduler.setTimeout(() => {
      this.#trimTimer = null;
      const keep = Math.floor(maxResidentRuns * TRIM_TO);
      this.#evictIdle(1, keep);
      this.#evictIdle(0, keep);
      this.#armTrim();
    }, TRIM_AFTER_MS);
  }

  /** Evicts runs that have done nothing for so many sweeps, until no more than `keep` are left. */
  #evictIdle(sweeps: number, keep: number): void {
    const { isAnchored, evict } = this.#options;
    for (const slot of this.#resident) {
      if (this.#resident.size <= keep) return;
      if (this.#sweeps - slot.activeAt < sweeps || !isAnchored(slot)) continue;
      this.#resident.delete(slot);
      evict(slot);
    }
  }
}

/** True when a run has nothing to do until an event that is past what it had consumed when it left memory. */
export function isParked({ parkedThrough, lastSeq }: ActiveRun): boolean {
  return parkedThrough !== null && parkedThrough >= lastSeq;
}

/** True when the state alone can bring a run back to where it is. `now` is machine time in ms. */
export function isAnchored(slot: RunSlot, now: number): boolean {
  const { executor, run } = slot;
  if (executor === null || slot.closures > 0 || !executor.isAtRest) return false;
  for (const { key, work } of executor.pending()) {
    if (work.type === "wait") continue;
    const timer = timedOperation(run, key);
    if (timer === undefined || work.type === "assign") return false;
    // A step is anchored between two attempts only: by the delay that the state has.
    if (work.type === "step" && (timer.attempt === 0 || timer.deadline <= now)) return false;
  }
  return true;
}

/** True when a run's function has consumed what there is of its events through a seq, or cannot. */
export function isSettled({ run, executor, later }: RunSlot, through: number = Infinity): boolean {
  if (later !== null || executor === null) return false;
  const { state } = executor;
  if (state === "ready" || state === "turn" || state === "judging") return false;
  return state !== "idle" || executor.consumedThrough >= Math.min(through, run.lastSeq);
}
