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

  /** These are. Of those that are `forgotten` nothing is known any more: another run may have their number. */
  loaded(forgotten: (run: ActiveRun) => void): void {
    const former = this.#former;
    this.#former = new Map();
    const { listener, host } = this.#options;
    const begun: ActiveRun[] = [];
    for (const run of host.machine.activeRuns()) if (!former.delete(nameOf(run))) begun.push(run);
    const ended: RunEndedEffect[] = [];
    for (const run of former.values()) {
      const end = this.#endOf(run);
      if (end === null) forgotten(run);
      else ended.push(end);
    }
    listener.membersChanged(host.machine.members());
    for (const run of begun) listener.runStarted(run);
    for (const end of ended) listener.runEnded(end);
  }

  /** Null when the run has been forgotten since. */
  #endOf(run: ActiveRun): RunEndedEffect | null {
    const { host, reader } = this.#options;
    const found = host.machine.findRun(run.workflowId, run.runNumber);
    if (found === undefined || found.status === "running" || nameOf(found) !== nameOf(run)) {
      return null;
    }
    return { type: "runEnded", run, status: found.status, event: reader.lastEvent(found) };
  }
}

/** With the run id: numbers begin anew when all runs of a workflow id are forgotten. */
function nameOf({
  workflowId,
  runNumber,
  runId,
}: Pick<ActiveRun, "workflowId" | "runNumber" | "runId">): string {
  return `${workflowId}\u0000${runNumber}\u0000${Buffer.from(runId).toString("hex")}`;
}
