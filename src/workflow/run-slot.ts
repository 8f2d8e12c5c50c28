/** RunSlot is what this node has in memory of one active run: executor, timers, what its leader is doing. */
import type { ActiveRun } from "../machine/effects.ts";
import type { RunEvent } from "../model/history-event.ts";
import type { Drive } from "./drive.ts";
import type { RunExecutor } from "./executor.ts";
import type { TimerEntry } from "./timer-heap.ts";

/** One active run on this node. */
export class RunSlot {
  readonly run: ActiveRun;
  /** A copy of `run.runId`, which makes one at every call. */
  readonly runId: Uint8Array;
  executor: RunExecutor | null = null;
  /** Events that came while the history before them is being read; null when nothing is being read. */
  later: RunEvent[] | null = null;
  /** Timers and retry delays as the state has them, by operation key. */
  readonly timers: Map<string, TimerEntry> = new Map();
  /** What the leader is doing for this run, by operation key. */
  readonly drives: Map<string, Drive> = new Map();
  /** Functions of its steps that have not ended here, those that were aborted with them. */
  closures = 0;

  constructor(run: ActiveRun) {
    this.run = run;
    this.runId = run.runId;
  }
}
