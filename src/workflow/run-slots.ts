/**
 * RunSlots are the slots of a group's active runs. Invariant: an active run without one is parked, and nothing on this node waits
 * for it.
 */
import type { ActiveRun } from "../machine/effects.ts";
import type { RunName } from "../model/state-keys.ts";
import { ChurnMap } from "../util/churn-map.ts";
import type { ActiveRunSource } from "./engine-options.ts";
import { isParked } from "./residency.ts";
import { RunSlot } from "./run-slot.ts";

/** The slots of one group. */
export class RunSlots {
  readonly #runs: ActiveRunSource;
  readonly #byWorkflowId = new ChurnMap<string, RunSlot>();
  /** The state has been replaced, and what is active in it is not known yet. */
  #isCleared = false;

  constructor(runs: ActiveRunSource) {
    this.#runs = runs;
  }

  /** An active run, parked or not, if this is still the run. */
  active({ workflowId, runNumber }: RunName): ActiveRun | undefined {
    const run = this.#isCleared ? undefined : this.#runs.activeRun(workflowId);
    return run?.runNumber === runNumber ? run : undefined;
  }

  /** All active runs of the state as it is now, the oldest first. */
  loaded(): Iterable<ActiveRun> {
    this.#isCleared = false;
    return this.#runs.activeRuns();
  }

  /** All slots. */
  values(): Iterable<RunSlot> {
    return this.#byWorkflowId.values();
  }

  /** The slot of a run that is not parked, if this is still the run. */
  get(name: RunName): RunSlot | undefined {
    const slot = this.#byWorkflowId.get(name.workflowId);
    return slot?.run.runNumber === name.runNumber ? slot : undefined;
  }

  /** The same, with a new one for a parked run that something is to happen to. */
  wake(name: RunName): RunSlot | undefined {
    const known = this.get(name);
    if (known !== undefined) return known;
    const run = this.active(name);
    if (run === undefined) return undefined;
    // What was pending when the run was parked is in the state.
    return this.add(run, run.parkedThrough ?? Infinity);
  }

  /** Makes the slot of an active run; see {@link RunSlot.oldThrough}. */
  add(run: ActiveRun, oldThrough: number = Infinity): RunSlot {
    const slot = new RunSlot(run);
    slot.oldThrough = oldThrough;
    this.#byWorkflowId.set(run.workflowId, slot);
    return slot;
  }

  /** Forgets the slot of a run that has ended. */
  remove(slot: RunSlot): void {
    this.#byWorkflowId.delete(slot.run.workflowId);
  }

  /** Forgets the slot of a run that is parked, and that nothing here is waiting for. */
  maybeSleep(slot: RunSlot | undefined): void {
    if (slot?.isEmpty === true && isParked(slot.run)) this.remove(slot);
  }

  /** Forgets all, because the state has been replaced, and gives what was active and had a slot. */
  clear(): { readonly slots: readonly RunSlot[]; readonly runs: readonly ActiveRun[] } {
    const slots = [...this.#byWorkflowId.values()];
    const runs = this.#isCleared ? [] : [...this.#runs.activeRuns()];
    this.#byWorkflowId.clear();
    this.#isCleared = true;
    return { slots, runs };
  }
}
