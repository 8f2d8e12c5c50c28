/**
 * RunSlot is what this node has in memory of one active run: executor, timers, what its leader is doing.
 *
 * A run that has left memory keeps its slot, so that must be small: what most such runs do not have is made when it is
 * asked for.
 */
import type { ActiveRun } from "../machine/effects.ts";
import type { RunEvent } from "../model/history-event.ts";
import type { Drive } from "./drive.ts";
import type { RunExecutor } from "./executor.ts";
import type { TimerEntry } from "./timer-heap.ts";

/** One active run on this node. */
export class RunSlot {
  readonly run: ActiveRun;
  /** Null while the run is out of memory, or its definition is not registered. */
  executor: RunExecutor | null = null;
  /** Events that came while the history before them is being read; null when nothing is being read. */
  later: RunEvent[] | null = null;
  /** Functions of its steps that have not ended here, those that were aborted with them. */
  closures = 0;
  /** Sweep of the residency at which it was last seen to do something. */
  activeAt = 0;
  /** With `replay: "always"`: seq through which its function has been replayed. */
  replayedThrough = -1;
  /** Term in which its operations were driven last on this node; null when they never were. */
  drivenIn: number | null = null;
  /** Its history is full, and that is about to end it. */
  isFull = false;
  /** Called when its executor has consumed what there is, or cannot. */
  onSettled: (() => void)[] | null = null;
  #runId: Uint8Array | null = null;
  #timers: Map<string, TimerEntry> | null = null;
  #drives: Map<string, Drive> | null = null;

  constructor(run: ActiveRun) {
    this.run = run;
  }

  /** A copy of `run.runId`, which makes one at every call. */
  get runId(): Uint8Array {
    return (this.#runId ??= this.run.runId);
  }

  /** Timers and retry delays as the state has them, by operation key. */
  get timers(): Map<string, TimerEntry> {
    return (this.#timers ??= new Map());
  }

  /** The same, without making anything. */
  timerEntries(): Iterable<TimerEntry> {
    return this.#timers?.values() ?? [];
  }

  /** What the leader is doing for this run, by operation key. */
  get drives(): Map<string, Drive> {
    return (this.#drives ??= new Map());
  }

  /** Drops what is not needed while the run is out of memory. */
  shrink(): void {
    this.#runId = null;
    if (this.#drives?.size === 0) this.#drives = null;
    if (this.#timers?.size === 0) this.#timers = null;
  }
}
