// A machine, its effects and its rows as values that can be compared.
import type { Effect } from "../../../src/machine/effects.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import type { StateReader } from "../../../src/model/state-reader.ts";

/** What is said of a step's attempts when nothing is known but that they failed: loaded again, it is not there. */
const NO_PROGRESS = { startedAttempt: 0, interruptions: 0, hasHeartbeat: false };

/** The runs that a machine has in memory, in the order of their ids. */
export function shownRuns(machine: Machine): unknown {
  const runs = [...machine.activeRuns()].toSorted((one, other) =>
    one.workflowId < other.workflowId ? -1 : 1,
  );
  return runs.map((run) => {
    const { workflowId, runNumber, workflowName, workflowVersion, startedAt, lastSeq } = run;
    const { historyBytes, parkedThrough, cancelRequested, retentionMs } = run;
    const pending = [...run.pendingOperations()]
      .map(({ progress, ...rest }) => ({ ...rest, progress: progress ?? NO_PROGRESS }))
      .toSorted((one, other) => (one.key < other.key ? -1 : 1));
    return {
      workflowId,
      runNumber,
      runId: [...run.runId],
      workflowName,
      workflowVersion,
      startedAt,
      lastSeq,
      historyBytes,
      parkedThrough,
      cancelRequested,
      retentionMs,
      pending,
    };
  });
}

export function describeEffect(effect: Effect): string {
  if (effect.type === "retired" || effect.type === "membersChanged") return JSON.stringify(effect);
  const { run, type, ...rest } = effect;
  const { event, ...others } = { event: null, ...rest };
  const place = `${type} ${run.workflowId} ${run.runNumber}`;
  return `${place} ${event?.seq ?? "-"} ${JSON.stringify(others)}`;
}

/** All rows in order, each as its key and its value in hexadecimal. */
export async function allRows(state: StateReader): Promise<string[]> {
  const rows: string[] = [];
  for await (const page of state.scan({ gte: "", lt: "\u{10ffff}" })) {
    for (const { key, value } of page) rows.push(`${key} ${Buffer.from(value).toString("hex")}`);
  }
  return rows;
}
