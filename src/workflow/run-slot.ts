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
  /** Most sleeping runs have one timer, which needs no map: that would be a quarter of what such a run takes. */
  #timers: TimerEntry | Map<string, TimerEntry> | null = null;
  #drives: Map<string, Drive> | null = null;

  constructor(run: ActiveRun) {
    this.run = run;
  }

  /** A copy of `run.runId`, which makes one at every call. */
  get runId(): Uint8Array {
    return (this.#runId ??= this.run.runId);
  }

  /** The timer or retry delay of an operation, as the state has it. */
  timer(key: string): TimerEntry | undefined {
    if (this.#timers instanceof Map) return this.#timers.get(key);
    return this.#timers?.key === key ? this.#timers : undefined;
  }

  /** All of them. */
  timerEntries(): Iterable<TimerEntry> {
    if (this.#timers === null) return [];
    return this.#timers instanceof Map ? this.#timers.values() : [this.#timers];
  }

  /** Puts a timer in the place of the one of its key. */
  setTimer(entry: TimerEntry): void {
    const timers = this.#timers;
    if (timers === null || (!(timers instanceof Map) && timers.key === entry.key)) {
      this.#timers = entry;
      return;
    }
    const byKey = timers instanceof Map ? timers : new Map([[timers.key, timers]]);
    byKey.set(entry.key, entry);
    this.#timers = byKey;
  }

  /** Takes a timer out. */
  removeTimer(key: string): TimerEntry | undefined {
    const entry = this.timer(key);
    if (entry === undefined) return undefined;
    if (this.#timers instanceof Map) this.#timers.delete(key);
    else this.#timers = null;
    return entry;
  }

  clearTimers(): void {
    this.#timers = null;
  }

  /** What the leader is doing for this run, by operation key. */
  get drives(): Map<string, Drive> {
    return (this.#drives ??= new Map());
  }

  /** Drops what is not needed while the run is out of memory. */
  shrink(): void {
    this.#runId = null;
    if (this.#drives?.size === 0) this.#drives = null;
    if (!(this.#timers instanceof Map) || this.#timers.size > 1) return;
    const [only] = this.#timers.values();
    this.#timers = only ?? null;
  }
}
