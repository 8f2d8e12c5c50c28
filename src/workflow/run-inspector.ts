/**
 * RunInspector finds out whether a run's function does on this node what it did where its history was made, and says what is
 * wrong when it does not.
 */
import { NonDeterminismError, NonDurableAwaitError } from "../errors.ts";
import type { Command, Outcome } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";
import { type CallSite, describeCallSite, takeCallSite } from "./call-site.ts";
import type { RunExecutor } from "./executor.ts";
import type { ExecutorHost } from "./executor-host.ts";
import type { Operation, OperationWork } from "./operation.ts";
import { outcomeOfEnd, type RunEndingCommand } from "./run-ending.ts";
import { compareOutcomes } from "./verification.ts";

/** One run in so many is looked at with `verifyDeterminism: "sampled"`. */
const SAMPLE = 16;

/** What may settle, or happen to, an operation of each kind of work. */
const FITTING: Readonly<Record<OperationWork["type"], readonly Command["type"][]>> = {
  step: ["Checkpoint", "StepAttemptFailed"],
  assign: ["Checkpoint"],
  timer: ["TimerFired"],
  wait: [],
};

/** Looks at one run on this node. */
export class RunInspector {
  readonly #executor: RunExecutor;
  readonly #host: ExecutorHost;
  readonly #verifies: boolean;
  /** In production a stack costs more than the rest of a call. */
  readonly #notesCalls: boolean;
  #lastCall: CallSite | null = null;
  #hasWarnedForeign = false;

  constructor(executor: RunExecutor, host: ExecutorHost) {
    this.#executor = executor;
    this.#host = host;
    const { verifyDeterminism } = host.settings;
    this.#notesCalls = verifyDeterminism === "always";
    this.#verifies =
      verifyDeterminism === "always" ||
      (verifyDeterminism === "sampled" && (executor.run.runId[0] ?? 0) % SAMPLE === 0);
  }

  /** The function calls the context. `callee` is our own function that it came through. */
  noteCall(callee: (...args: never[]) => unknown): void {
    if (this.#notesCalls) this.#lastCall = takeCallSite(callee);
  }

  /** Blocks the run when an event cannot be one of this operation. */
  fits(operation: Operation, { command, seq }: RunEvent): boolean {
    if (FITTING[operation.work.type].includes(command.type)) return true;
    this.#executor.block(this.divergence(seq, `${operation.key} (${command.type})`));
    return false;
  }

  /** Compares the value that an assignment has here with the committed one. */
  verifyAssignment(operation: Operation, committed: Outcome): void {
    const { work, key } = operation;
    if (this.#verifies && work.type === "assign") this.#compare(key, work.outcome, committed);
  }

  /** Compares how the function ended here with the run's last event. */
  verifyEnding(own: RunEndingCommand | null, last: RunEvent): void {
    if (!this.#verifies || own === null) return;
    const [ownOutcome, committed] = [outcomeOfEnd(own), outcomeOfEnd(last.command)];
    if (ownOutcome !== null && committed !== null) {
      this.#compare("result", ownOutcome, committed);
    }
  }

  /** The history has an operation next that the function has not created. */
  divergence(historyIndex: number, expectedKey: string): NonDeterminismError {
    const { run } = this.#executor;
    return new NonDeterminismError({
      workflowId: run.workflowId,
      expectedKey,
      createdKeys: Array.from(this.#executor.pending(), ({ key }) => key),
      historyIndex,
      definition: `${run.workflowName} version ${run.workflowVersion}`,
      lastCall: describeCallSite(this.#lastCall),
    });
  }

  /** The function awaits what no node can replay. */
  nonDurableAwait(): NonDurableAwaitError {
    const { workflowId } = this.#executor.run;
    const { lastKey } = this.#executor.operations;
    const lastCall = describeCallSite(this.#lastCall);
    return new NonDurableAwaitError({ workflowId, lastKey, lastCall });
  }

  /** Warns of that, once. */
  warnForeign(): void {
    if (this.#hasWarnedForeign) return;
    this.#hasWarnedForeign = true;
    this.#host.warned(this.#executor, {
      message: "the function awaits something that is not a context call",
      error: this.nonDurableAwait(),
    });
  }

  #compare(key: string, own: Outcome, committed: Outcome): void {
    const found = compareOutcomes(own, committed);
    if (found.type === "equal") return;
    if (found.type === "different") {
      const { path, difference } = found;
      this.#host.mismatched(this.#executor, { key, path, difference });
      return;
    }
    this.#host.warned(this.#executor, {
      message: "a committed value cannot be decoded on this node, and was not compared",
      error: found.error,
      keys: [key],
    });
  }
}
