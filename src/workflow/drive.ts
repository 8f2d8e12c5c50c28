/**
 * Drive brings one pending operation to its outcome, as leader and in one term: it runs the step's function,
 * proposes what came out, and waits for the retry delay when an attempt failed.
 *
 * Invariants: at most one attempt runs at a time; what an attempt does after it was aborted has no effect; an
 * outcome is proposed once per term.
 */
import { ContextMisuseError, StepFailedError, StepTimeoutError } from "../errors.ts";
import type { Command, Outcome } from "../model/command.ts";
import { failureOf } from "../model/failure.ts";
import { decodePayload, encodePayload } from "../model/payload-codec.ts";
import { type RetryDecision, retryDecision } from "../model/retry-policy.ts";
import { invariant, unreachable } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { Operation, OperationWork } from "./operation.ts";
import type { ProposalOutcome, ProposalOwner } from "./proposals.ts";
import type { RunSlot } from "./run-slot.ts";
import { StepRun } from "./step-run.ts";

/** What a drive needs of the driver. */
export interface DriveHost {
  readonly group: number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly payloadBytesMax: number;
  machineTimeNow(): number;
  propose(command: Command, drive: Drive): void;
  /** False while no function may start; the driver calls `begin` again later. */
  mayStart(drive: Drive): boolean;
  /** An attempt of a step is under way… */
  attemptStarted(drive: Drive): void;
  /** …and what came of it is committed, or of no consequence. */
  attemptSettled(drive: Drive): void;
}

type StepWork = Extract<OperationWork, { type: "step" }>;

/** The leader's work on one operation. */
export class Drive implements ProposalOwner {
  readonly slot: RunSlot;
  readonly operation: Operation;
  readonly term: number;
  readonly #host: DriveHost;
  #attempt: StepRun | null = null;
  #timeout: TimerHandle | null = null;
  #waitsForRetry = false;
  #over = false;

  constructor(options: { slot: RunSlot; operation: Operation; term: number; host: DriveHost }) {
    this.slot = options.slot;
    this.operation = options.operation;
    this.term = options.term;
    this.#host = options.host;
  }

  /** Begins, or goes on where the state says that an earlier leader stopped. */
  begin(): void {
    if (this.#over) return;
    const { work, key } = this.operation;
    switch (work.type) {
      case "assign":
        this.#propose(this.#checked(work.outcome));
        return;
      case "timer":
        this.#command({ type: "TimerSet", ...this.#ref(), key, due: work.due });
        return;
      case "step":
        this.#beginStep(work);
        return;
      default:
        unreachable(work);
    }
  }

  /** The delay before the next attempt is over. */
  retryDue(): void {
    if (!this.#waitsForRetry || this.#over) return;
    this.#waitsForRetry = false;
    this.begin();
  }

  /** Nothing more is done; a running attempt is aborted and its outcome has no effect. */
  abandon(reason: Error): void {
    if (this.#over) return;
    this.#over = true;
    const attempt = this.#attempt;
    if (attempt === null) return;
    this.#attemptOver();
    this.#host.attemptSettled(this);
    attempt.abort(reason);
  }

  proposalSettled(outcome: ProposalOutcome): void {
    // Committed, it comes back as an effect; otherwise the term is over, and the driver with it.
    if (outcome.type !== "committed") this.#over = true;
    if (this.#attempt === null) this.#host.attemptSettled(this);
  }

  #beginStep(work: StepWork): void {
    invariant(this.#attempt === null, () => `${this.operation.key} has an attempt running`);
    const recorded = this.slot.timers.get(this.operation.key);
    const failed = recorded?.attempt ?? 0;
    if (recorded !== undefined && recorded.deadline > this.#host.machineTimeNow()) {
      this.#waitsForRetry = true;
      return;
    }
    if (this.#host.mayStart(this)) this.#runAttempt(work, failed + 1);
  }

  #runAttempt(work: StepWork, attempt: number): void {
    const host = this.#host;
    const step = new StepRun({
      run: this.slot.run,
      key: this.operation.key,
      attempt,
      group: host.group,
      term: this.term,
      logger: host.logger,
    });
    this.#attempt = step;
    host.attemptStarted(this);
    if (work.timeoutMs !== null) this.#armTimeout(work, step);
    let result: unknown;
    this.slot.closures += 1;
    try {
      result = work.fn(step);
    } catch (error) {
      this.#failed(work, { step, error });
      return;
    } finally {
      this.slot.closures -= 1;
    }
    if (isThenable(result)) {
      // Counted until it has really ended, aborted or not: until then it may call what it must not.
      this.slot.closures += 1;
      Promise.resolve(result).then(
        (value) => {
          this.slot.closures -= 1;
          this.#succeeded(step, value);
        },
        (error: unknown) => {
          this.slot.closures -= 1;
          this.#failed(work, { step, error });
        },
      );
    } else {
      this.#succeeded(step, result);
    }
  }

  #armTimeout(work: StepWork, step: StepRun): void {
    const timeoutMs = work.timeoutMs ?? 0;
    this.#timeout = this.#host.scheduler.setTimeout(() => {
      const error = new StepTimeoutError({ stepName: this.operation.name, timeoutMs });
      step.abort(error);
      this.#failed(work, { step, error });
    }, timeoutMs);
  }

  #succeeded(step: StepRun, value: unknown): void {
    if (this.#attempt !== step) return;
    this.#attemptOver();
    this.#propose(this.#encoded(value));
  }

  #failed(work: StepWork, { step, error }: { step: StepRun; error: unknown }): void {
    if (this.#attempt !== step) return;
    this.#attemptOver();
    const { key, name, calledAt } = this.operation;
    const { attempt } = step;
    const elapsedMs = Math.max(0, this.#host.machineTimeNow() - calledAt);
    const { policy } = work;
    const { random } = this.#host;
    // A call on the context inside a step is a mistake in the code: it would be there at every attempt.
    const decision =
      error instanceof ContextMisuseError
        ? MISUSED
        : retryDecision({ policy, attempt, error, elapsedMs, random });
    if (decision.type === "retry") {
      this.#waitsForRetry = true;
      this.#command({
        type: "StepAttemptFailed",
        ...this.#ref(),
        key,
        attempt,
        failure: failureOf(error),
        retryDelayMs: decision.delayMs,
      });
      return;
    }
    if (decision.reason === "shouldRetryThrew") {
      this.#host.logger.error(
        { ...this.#place(), err: decision.thrown },
        "shouldRetry threw; the step fails",
      );
    }
    const failed = new StepFailedError({ stepName: name, attempts: attempt, cause: error });
    this.#propose({ type: "failure", failure: failureOf(failed) });
  }

  #attemptOver(): void {
    this.#attempt = null;
    if (this.#timeout !== null) this.#host.scheduler.clearTimeout(this.#timeout);
    this.#timeout = null;
  }

  /** The outcome of a value: one that cannot be kept is a failure, and never retried. */
  #encoded(value: unknown): Outcome {
    try {
      const field = `the result of step ${JSON.stringify(this.operation.name)}`;
      const payload = encodePayload(value, { field, limitBytes: this.#host.payloadBytesMax });
      return this.#checked({ type: "value", payload });
    } catch (error) {
      return { type: "failure", failure: failureOf(error) };
    }
  }

  /** Nothing that cannot be decoded reaches the log; the decoded copy is what the function gets. */
  #checked(outcome: Outcome): Outcome {
    if (outcome.type === "failure") return outcome;
    try {
      this.operation.prepare(outcome.payload, decodePayload(outcome.payload, this.operation.key));
      return outcome;
    } catch (error) {
      return { type: "failure", failure: failureOf(error) };
    }
  }

  #propose(outcome: Outcome): void {
    this.#command({ type: "Checkpoint", ...this.#ref(), key: this.operation.key, outcome });
  }

  #command(command: Command): void {
    if (!this.#over) this.#host.propose(command, this);
  }

  #place(): { workflowId: string; runNumber: number; key: string } {
    const { workflowId, runNumber } = this.slot.run;
    return { workflowId, runNumber, key: this.operation.key };
  }

  #ref(): { workflowId: string; runId: Uint8Array } {
    const { run, runId } = this.slot;
    return { workflowId: run.workflowId, runId };
  }
}

const MISUSED: RetryDecision = { type: "fail", reason: "nonRetryableErrors", thrown: null };

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
