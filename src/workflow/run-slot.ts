/**
 * RunSlot is what this node has in memory of one active run beside its record: executor, what its leader is doing.
 *
 * A run that is parked has none: there may be a million of those.
 */
import type { ActiveRun } from "../machine/effects.ts";
import type { RunEvent } from "../model/history-event.ts";
import { SmallMap } from "../util/small-map.ts";
import type { Drive } from "./drive.ts";
import type { RunExecutor } from "./executor.ts";

/** Waits for a function to have come as far as its history. */
export interface SettledWaiter {
  /** Seq through which events are to be consumed: of a run that is always behind, all of them never are. */
  readonly through: number;
  readonly tell: () => void;
}

/** One active run on this node. */
export class RunSlot {
  readonly run: ActiveRun;
  /** Null while the run is out of memory, or its definition is not registered. */
  executor: RunExecutor | null = null;
  /** Events that came while the history before them is being read; null when nothing is being read. */
  later: RunEvent[] | null = null;
  /** It is in the line of runs that are brought back one at a time. */
  isReturning = false;
  /** Functions of its steps that have not ended here, those that were aborted with them. */
  closures = 0;
  /** Sweep of the residency at which it was last seen to do something. */
  activeAt = 0;
  /** With `replay: "always"`: seq through which its function has been replayed. */
  replayedThrough = -1;
  /** Term in which its operations were driven last on this node; null when they never were. */
  drivenIn: number | null = null;
  /**
   * Seq of the last event that may have been there when this node's term began. What the function calls behind a later one no earlier
   * leader has driven. Of a run that was parked then: the seq through which it was, because what is pending is in the state.
   */
  oldThrough: number = Infinity;
  /** Term of this node in which its history was read last; null when that was in none. */
  hydratedIn: number | null = null;
  /** While it comes back for an event: the seq of that; what the function logs from there on is new. */
  freshFrom: number | null = null;
  /** Term of this node in which its history was found to be full, and that is about to end it; null when it never was. */
  fullIn: number | null = null;
  /** Called when its executor has come as far as each of them waits for, or cannot. */
  onSettled: SettledWaiter[] | null = null;
  #runId: Uint8Array | null = null;
  #drives: SmallMap<Drive> | null = null;

  constructor(run: ActiveRun) {
    this.run = run;
  }

  /** A copy of `run.runId`, which makes one at every call. */
  get runId(): Uint8Array {
    return (this.#runId ??= this.run.runId);
  }

  /** What the leader is doing for this run, by operation key. */
  get drives(): SmallMap<Drive> {
    return (this.#drives ??= new SmallMap());
  }

  /** Tells those of the waiters that have waited long enough; they wait no more. */
  tellSettled(isDue: (waiter: SettledWaiter) => boolean): void {
    const waiters = this.onSettled ?? [];
    const due = waiters.filter(isDue);
    const others = waiters.filter((waiter) => !due.includes(waiter));
    this.onSettled = others.length === 0 ? null : others;
    for (const { tell } of due) tell();
  }

  /** True when nothing is here that the state would not bring back. */
  get isEmpty(): boolean {
    if (this.executor !== null || this.later !== null || this.onSettled !== null) return false;
    return (
      !this.isReturning && this.closures === 0 && (this.#drives === null || this.#drives.size === 0)
    );
  }
}
