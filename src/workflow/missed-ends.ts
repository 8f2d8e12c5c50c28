/**
 * MissedEnds tells what a snapshot shows that no event has told: which of the runs that were active here have ended, which
 * are new, and who the members are. Of runs that began and ended in between nothing is told.
 */
import type { ActiveRun, RunEndedEffect } from "../machine/effects.ts";
import type { EngineListener } from "./engine-options.ts";
import type { RunReader } from "./run-reader.ts";
import type { StateHost } from "./state-host.ts";

/** Where the new state is seen, and who is told. */
export interface MissedEndsOptions {
  readonly host: StateHost;
  readonly reader: RunReader;
  readonly listener: Pick<EngineListener, "runStarted" | "runEnded" | "membersChanged">;
}

/** Compares the active runs before and after. */
export class MissedEnds {
  readonly #options: MissedEndsOptions;
  /** By name. Of all states since the last one that was loaded. */
  #former = new Map<string, ActiveRun>();

  constructor(options: MissedEndsOptions) {
    this.#options = options;
  }

  /** These runs were active; what they are now is not known yet. */
  replaced(former: readonly ActiveRun[]): void {
    for (const run of former) this.#former.set(nameOf(run), run);
  }

  /** These are. */
  loaded(): void {
    const former = this.#former;
    this.#former = new Map();
    const { listener, host } = this.#options;
    listener.membersChanged(host.machine.members());
    for (const run of host.machine.activeRuns()) {
      if (!former.delete(nameOf(run))) listener.runStarted(run);
    }
    for (const run of former.values()) {
      const ended = this.#endOf(run);
      if (ended !== null) listener.runEnded(ended);
    }
  }

  /** Null when the run has been forgotten since. */
  #endOf(run: ActiveRun): RunEndedEffect | null {
    const { host, reader } = this.#options;
    const found = host.machine.findRun(run.workflowId, run.runNumber);
    if (found === undefined || found.status === "running") return null;
    return { type: "runEnded", run, status: found.status, event: reader.lastEvent(found) };
  }
}

function nameOf({ workflowId, runNumber }: ActiveRun): string {
  return `${workflowId}\u0000${runNumber}`;
}
