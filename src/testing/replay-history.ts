/**
 * replayHistory feeds a recorded history to the function of a definition, as a node does that brings a run back: what the code would do
 * otherwise shows before it is deployed. No step is run and nothing is written.
 */
import { type AnyWorkflow, definitionDetails } from "../api/definition.ts";
import { InvalidArgumentError, NonDeterminismError } from "../errors.ts";
import type { ActiveRun } from "../machine/effects.ts";
import { type RunStart, TIMEOUT_KEY } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";
import { PAYLOAD_BYTES_MAX } from "../model/limits.ts";
import { silentLogger } from "../util/logger.ts";
import { systemScheduler } from "../util/scheduler.ts";
import { RunExecutor } from "../workflow/executor.ts";
import type { ExecutorHost, ExecutorSettings } from "../workflow/executor-host.ts";
import { watchRejections } from "../workflow/rejection-watch.ts";
import { noGuard } from "../workflow/run-guard.ts";
import { StepOptionsReader } from "../workflow/step-options.ts";
import { TurnQueue } from "../workflow/turn-queue.ts";
import type { DeterminismMismatch } from "../workflow/verification.ts";
import { eventsOf, type ShownHistory } from "./recorded-history.ts";

/** What a replay came to. */
export interface ReplayReport {
  /** Events that the function was fed. */
  readonly events: number;
  /** Values that came out otherwise than they were committed; the run would go on with the committed ones. */
  readonly mismatches: readonly DeterminismMismatch[];
}

const SETTINGS: ExecutorSettings = {
  nonDurableAwait: "error",
  foreignAwaitMs: 0,
  payloadBytesMax: PAYLOAD_BYTES_MAX,
  verifyDeterminism: "always",
};
const TURN_BUDGET_MS = 5;

/**
 * Replays a history, as `run.history()` gives it or `recordHistory` has kept it, against a definition.
 *
 * @throws {NonDeterminismError} when the code takes another path than the history.
 * @throws {NonDurableAwaitError} when it awaits what no node could replay.
 * @throws {InvalidArgumentError} when the history is none, or of another workflow or version.
 *
 * @example
 * ```ts
 * const recorded = await recordHistory(run.history()); // once, into a file
 * await replayHistory(processOrder, recorded); // in a test, from then on
 * ```
 */
export async function replayHistory(
  definition: AnyWorkflow,
  history: ShownHistory | string,
): Promise<ReplayReport> {
  const details = definitionDetails(definition);
  if (details === undefined) {
    throw new InvalidArgumentError({
      field: "replayHistory: definition",
      expected: "what defineWorkflow() of this package returned",
      found: typeof definition,
    });
  }
  const events = await eventsOf(history);
  const run = runOf(events, definition);
  const replay = new Replay();
  const executor = new RunExecutor({
    run,
    fn: details.fn,
    host: replay,
    steps: new StepOptionsReader(details.stepDefaults),
  });
  return replay.run(executor, events);
}

/** The host of one executor: it gives turns, and takes what is found. */
class Replay implements ExecutorHost {
  readonly settings: ExecutorSettings = SETTINGS;
  readonly #turns: TurnQueue;
  readonly #mismatches: DeterminismMismatch[] = [];
  #through = 0;
  #settled: () => void = () => {};
  #failed: (error: unknown) => void = () => {};

  constructor() {
    this.#turns = new TurnQueue({
      scheduler: systemScheduler,
      guard: noGuard,
      turnBudgetMs: TURN_BUDGET_MS,
      onError: (error) => {
        this.#failed(error);
      },
    });
  }

  async run(executor: RunExecutor, events: readonly RunEvent[]): Promise<ReplayReport> {
    const last = events.at(-1);
    const fed = last !== undefined && isEnd(last) ? events.slice(0, -1) : events;
    this.#through = fed.length - 1;
    const stopWatching = watchRejections(() => this.#turns.current === executor);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#settled = resolve;
        this.#failed = reject;
        for (const event of fed) executor.append(event);
      });
      if (last !== undefined && last !== fed.at(-1)) checkEnd(executor, last);
      return { events: fed.length, mismatches: this.#mismatches };
    } finally {
      stopWatching();
      this.#turns.stop();
      executor.drop();
    }
  }

  ready(executor: RunExecutor): void {
    this.#turns.enqueue(executor);
  }

  drained(executor: RunExecutor): void {
    if (executor.consumedThrough === this.#through) this.#settled();
  }

  waitsForKey(): void {}

  blocked(_executor: RunExecutor, error: Error): void {
    this.#failed(error);
  }

  mismatched(_executor: RunExecutor, mismatch: DeterminismMismatch): void {
    this.#mismatches.push(mismatch);
  }

  warned(): void {}

  loggerOf(): typeof silentLogger {
    return silentLogger;
  }

  hasClosures(): boolean {
    return false;
  }

  delay(callback: () => void, delayMs: number): void {
    systemScheduler.setTimeout(callback, delayMs);
  }
}

function runOf(events: readonly RunEvent[], { name, version }: AnyWorkflow): ActiveRun {
  const [first] = events as [RunEvent & { command: RunStart }];
  const { workflowId, runId, workflowName, workflowVersion } = first.command;
  if (workflowName !== name || workflowVersion !== version) {
    throw new InvalidArgumentError({
      field: "replayHistory: history",
      expected: `one of ${JSON.stringify(name)} version ${version}`,
      found: `one of ${JSON.stringify(workflowName)} version ${workflowVersion}`,
    });
  }
  const lastSeq = events.length - 1;
  return {
    workflowId,
    runId,
    workflowName,
    workflowVersion,
    // The history does not say which run of its id it was.
    runNumber: 1,
    startedAt: first.machineTime,
    lastSeq,
    historyLength: lastSeq + 1,
    historyBytes: events[lastSeq]?.historyBytes ?? 0,
    cancelRequested: events.some(({ command }) => command.type === "Cancel"),
    parkedThrough: null,
    retentionMs: null,
    // Nothing is driven.
    pending: () => undefined,
    pendingOperations: () => [],
  };
}

function isEnd({ command }: RunEvent): boolean {
  switch (command.type) {
    case "RunComplete":
    case "RunFail":
    case "Terminate":
      return true;
    case "TimerFired":
      return command.key === TIMEOUT_KEY;
    default:
      return false;
  }
}

/** A run that completed has a function that returns; how it ended is compared. */
function checkEnd(executor: RunExecutor, last: RunEvent): void {
  if (last.command.type === "RunComplete" && executor.ending === null) {
    const { workflowId, workflowName, workflowVersion } = executor.run;
    throw new NonDeterminismError({
      workflowId,
      expectedKey: last.command.type,
      createdKeys: Array.from(executor.pending(), ({ key }) => key),
      historyIndex: last.seq,
      definition: `${workflowName} version ${workflowVersion}`,
    });
  }
  executor.close(last.command.type, last);
}
