/**
 * RunReader reads what can be told of runs: from the applied state of one group, and from the functions that run on
 * this node.
 */
import type { PendingOperation, RunSummary } from "../api/description.ts";
import type { DescribedRun, EventsAnswer, ListAnswer } from "../api/service.ts";
import { WorkflowNotFoundError } from "../errors.ts";
import type { RunView } from "../machine/machine.ts";
import type { Command } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";
import { parseOperationKey } from "../model/operation-key.ts";
import { RunListing, type RunQuery } from "../model/run-listing.ts";
import { decodeLastEvent, decodeRunEvents } from "../model/run-record.ts";
import {
  historyKey,
  historyOf,
  parseHistoryKey,
  parseStatusKey,
  type RunName,
} from "../model/state-keys.ts";
import type { StateRow } from "../model/state-reader.ts";
import { readRow, readValue } from "../model/state-rows.ts";
import { invariant } from "../util/assert.ts";
import type { StateHost } from "./state-host.ts";

/** What the functions on this node know of a run. */
export interface RunInspection {
  readonly waitingFor: RunSummary["waitingFor"];
  /** Keys of the operations that it waits for, in order of creation. */
  readonly keys: readonly string[];
}

/** Shows runs from the inside. */
export interface RunInsight {
  /** How an active run stands on this node now. */
  waitingFor(run: RunName): RunSummary["waitingFor"];
  /** The same with what it waits for; brings it back into memory when it is not there. */
  inspect(run: RunName): Promise<RunInspection>;
}

/** What a reader stands on. */
export interface RunReaderOptions {
  readonly group: number;
  readonly host: StateHost;
  readonly insight: RunInsight;
  readonly leaderNodeId: () => string | null;
}

/** Events of one answer. */
const EVENTS_MAX = 1000;

/** Reads of one group on this node. */
export class RunReader {
  readonly #options: RunReaderOptions;

  constructor(options: RunReaderOptions) {
    this.#options = options;
  }

  /** The last event's command of a run that has ended. */
  lastCommand(run: RunView): Command {
    return this.lastEvent(run).command;
  }

  /** The last event of a run that has ended. */
  lastEvent(run: RunView): RunEvent {
    const { endSeq, workflowId, runNumber } = run;
    const { host, group } = this.#options;
    const seq = endSeq ?? 0;
    const event = readValue(host.overlay, historyKey(run, seq), (row) =>
      decodeLastEvent(seq, row, { group, index: seq }),
    );
    invariant(event !== undefined, () => `run ${runNumber} of ${workflowId} has no last event`);
    return event;
  }

  /** Everything that can be told of a run. @throws {WorkflowNotFoundError} when it has been forgotten meanwhile. */
  async describe(found: RunView): Promise<DescribedRun> {
    const { insight, host } = this.#options;
    const { workflowId, runNumber } = found;
    const inspection =
      found.status === "running" ? await insight.inspect(found) : { waitingFor: null, keys: [] };
    // It may have ended while its function was brought to where it is, and the state may have been replaced.
    await host.loaded();
    const run = host.machine.findRun(workflowId, runNumber);
    if (run === undefined) throw new WorkflowNotFoundError({ workflowId, runNumber });
    const isRunning = run.status === "running";
    const variables = new Map<string, { payload: Uint8Array; count: number }>();
    let start: Command | undefined;
    for await (const events of this.#eventsOf(run, run.firstSeq)) {
      for (const { command } of events) {
        start ??= command;
        if (command.type === "Checkpoint" && command.outcome.type === "value") {
          noteVariable(variables, command.key, command.outcome.payload);
        }
      }
    }
    const given = start?.type === "RunStart" ? start : null;
    return {
      summary: { ...this.#summary(run), waitingFor: isRunning ? inspection.waitingFor : null },
      variables: new Map([...variables].map(([name, { payload }]) => [name, payload])),
      pendingOperations: isRunning ? this.#pending(run, inspection.keys) : [],
      attributes: given?.attributes ?? null,
      memo: given?.memo ?? null,
    };
  }

  /** Events of a run from `from` on, as many as one answer takes. */
  async events(run: RunView, from: number): Promise<EventsAnswer> {
    const { runNumber, runId, endSeq } = run;
    const events: RunEvent[] = [];
    for await (const page of this.#eventsOf(run, Math.max(from, run.firstSeq), EVENTS_MAX)) {
      events.push(...page);
    }
    const next = (events.at(-1)?.seq ?? from - 1) + 1;
    return { runNumber, runId, events, isLast: endSeq !== null && next > endSeq };
  }

  /** One page of runs. @throws {InvalidArgumentError} for a cursor of another listing. */
  async list(request: RunQuery): Promise<ListAnswer> {
    const { machine, overlay } = this.#options.host;
    const listing = new RunListing(request, ({ workflowId, runNumber }) =>
      machine.findRun(workflowId, runNumber),
    );
    for (let scan = listing.nextScan(); scan !== null; scan = listing.nextScan()) {
      const { range, limit } = scan;
      const rows: StateRow[] = [];
      for await (const page of overlay.scan(range, { limit, reverse: true })) rows.push(...page);
      for (const row of rows) readRow(overlay, row, ({ key }) => parseStatusKey(key));
      listing.take(rows);
    }
    const { runs, nextCursor } = listing.page();
    return { runs: runs.map((run) => this.#summary(run)), nextCursor };
  }

  #summary(run: RunView): RunSummary {
    const { group, insight, leaderNodeId } = this.#options;
    const { workflowId, runNumber, workflowName, workflowVersion, status } = run;
    const { startedAt, closedAt, historyLength, historyBytes } = run;
    return {
      workflowId,
      runNumber,
      workflowName,
      workflowVersion,
      status,
      waitingFor: status === "running" ? insight.waitingFor(run) : null,
      startedAt,
      closedAt,
      historyLength,
      historyBytes,
      group,
      leaderNodeId: leaderNodeId(),
    };
  }

  async *#eventsOf(run: RunView, from: number, limit?: number): AsyncGenerator<RunEvent[]> {
    const { group, host } = this.#options;
    const range = historyOf(run, { from, through: run.historyLength - 1 });
    for await (const page of host.overlay.scan(range, { limit })) {
      yield page.flatMap((row) =>
        readRow(host.overlay, row, ({ key, value }) => {
          const { seq } = parseHistoryKey(key);
          const events = decodeRunEvents(seq, value, { group, index: seq });
          return events.filter((event) => event.seq >= from);
        }),
      );
    }
  }

  #pending(run: RunView, keys: readonly string[]): PendingOperation[] {
    const { machine } = this.#options.host;
    const known = new Set(keys);
    for (const { key } of machine.pendingOperations(run)) known.add(key);
    return [...known].map((key) => {
      const state = machine.operation(run, key);
      return {
        key,
        kind: kindOf(key),
        attempt: state?.attempt ?? 0,
        nextAttemptAt: state?.deadline ?? null,
        lastError: state?.lastFailure?.message ?? null,
      };
    });
  }
}

/** `$timeout` and `$start` are timers of the run itself. */
function kindOf(key: string): string {
  return key.startsWith("$") ? key.slice(1) : parseOperationKey(key).kind;
}

function noteVariable(
  variables: Map<string, { payload: Uint8Array; count: number }>,
  key: string,
  payload: Uint8Array,
): void {
  // Most checkpoints are no variable's; taking a key apart costs more than looking.
  const own = key.lastIndexOf("/") + 1;
  if (!key.startsWith("var:", own)) return;
  const { name, count } = parseOperationKey(key);
  const shown = key.slice(0, own) + (name ?? "");
  const before = variables.get(shown);
  if (before === undefined || before.count < (count ?? 0)) {
    variables.set(shown, { payload, count: count ?? 0 });
  }
}
