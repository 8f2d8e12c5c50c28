/**
 * StepDrive runs the function of one pending step: it begins attempts, proposes what came out, waits for the retry delay when
 * one failed, and keeps what an attempt said of itself.
 *
 * Invariants: at most one attempt runs at a time; what an attempt does after it was aborted has no effect; where it must be known
 * that an attempt begins (`atMostOnce`, and after one that an earlier leader may have begun), that is applied before the function is
 * called.
 */
import {
  ContextMisuseError,
  HeartbeatTimeoutError,
  StepFailedError,
  StepInterruptedError,
  StepTimeoutError,
} from "../errors.ts";
import type { Outcome } from "../model/command.ts";
import { failureOf, isInstance } from "../model/failure.ts";
import { encodeChecked, encodePayload } from "../model/payload-codec.ts";
import { type RetryDecision, retryDecision } from "../model/retry-policy.ts";
import { invariant } from "../util/assert.ts";
import { ownCopy } from "../util/slab.ts";
import { isThenable } from "../util/thenable.ts";
import { AttemptClock, type ClockBound } from "./attempt-clock.ts";
import { type Drive, type DriveHost, type DriveOptions, refOf } from "./drive.ts";
import type { Operation, StepWork } from "./operation.ts";
import type { ProposalOutcome, ProposalOwner } from "./proposals.ts";
import type { RunSlot } from "./run-slot.ts";
import { StepRun, type StepRunHost } from "./step-run.ts";
import { timedOperation } from "./timer-heap.ts";

/** So often in a row an attempt may be interrupted by the end of its leader; then the step fails. */
export const MAXIMUM_INTERRUPTIONS = 10;

/** The leader's work on one step. */
export class StepDrive implements Drive, ProposalOwner, StepRunHost {
  readonly slot: RunSlot;
  readonly term: number;
  isKnownSlow = false;
  readonly #host: DriveHost;
  #operation: Operation;
  #work: StepWork;
  #attempt: StepRun | null = null;
  #clock: AttemptClock | null = null;
  /** Newest attempt that this drive has begun or that it is known to have begun; null before it has looked. */
  #newest: number | null = null;
  /** Found when this drive begins: it may have to wait, and is part of the term's work from then on. */
  #mayHaveBegun: boolean | null = null;
  /** The attempt whose beginning is applied: its function may be called. */
  #announced: number | null = null;
  #isAnnouncing = false;
  #waitsForRetry = false;
  #hasRows = false;
  #isOver = false;
  /** Details of the last heartbeat that came here; null when none did. */
  #heartbeat: Uint8Array | null = null;
  #heartbeatSentAt = -Infinity;
  #hasUnsentHeartbeat = false;

  constructor({ slot, operation, term, host }: DriveOptions, work: StepWork) {
    this.slot = slot;
    this.term = term;
    this.#host = host;
    this.#operation = operation;
    this.#work = work;
  }

  get operation(): Operation {
    return this.#operation;
  }

  get attempts(): number {
    return this.#newest ?? 0;
  }

  get hasRows(): boolean {
    return this.#hasRows;
  }

  begin(): void {
    if (this.#isOver || this.#isAnnouncing) return;
    invariant(this.#attempt === null, () => `${this.#operation.key} has an attempt running`);
    this.#mayHaveBegun ??= this.#host.mayHaveBegun(this);
    if (this.#totalLeftMs() === 0) {
      this.#outOfTimeBefore();
      return;
    }
    const recorded = timedOperation(this.slot.run, this.#operation.key);
    if (recorded !== undefined && recorded.deadline > this.#host.machineTimeNow()) {
      this.#waitsForRetry = true;
      return;
    }
    if (!this.#host.mayStart(this)) return;
    if (this.#newest !== null) this.#run(this.#announced ?? this.#newest + 1);
    else this.#beginFirst(recorded?.attempt ?? 0);
  }

  retryDue(): void {
    if (!this.#waitsForRetry || this.#isOver) return;
    this.#waitsForRetry = false;
    this.begin();
  }

  adopt(operation: Operation): void {
    this.#operation = operation;
    if (operation.work.type === "step") this.#work = operation.work;
  }

  abandon(reason: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const attempt = this.#attempt;
    if (attempt === null) return;
    this.#attemptOver();
    this.#host.attemptSettled(this);
    attempt.abort(reason);
  }

  proposalSettled(outcome: ProposalOutcome): void {
    // Committed, it comes back as an effect; otherwise the term is over, and the driver with it.
    if (outcome.type !== "committed") this.#isOver = true;
    if (this.#attempt === null) this.#host.attemptSettled(this);
  }

  // ---- for the attempt

  beat(attempt: StepRun, details: unknown): void {
    // What a zombie says of itself is of no interest.
    if (this.#attempt !== attempt) return;
    const field = `the heartbeat of step ${JSON.stringify(this.#operation.name)}`;
    const options = { field, limitBytes: this.#host.payloadBytesMax };
    this.#heartbeat = ownCopy(encodePayload(details, options));
    this.#hasUnsentHeartbeat = true;
    this.#clock?.beat();
    const { heartbeatTimeoutMs } = this.#work;
    if (heartbeatTimeoutMs === null) return;
    const now = this.#host.scheduler.now();
    if (now - this.#heartbeatSentAt < heartbeatTimeoutMs / 2) return;
    this.#heartbeatSentAt = now;
    this.#hasUnsentHeartbeat = false;
    this.#hasRows = true;
    const { key } = this.#operation;
    const command = { attempt: attempt.attempt, details: this.#heartbeat, ...refOf(this.slot) };
    this.#host.propose({ type: "StepHeartbeat", key, ...command }, this, NOBODY);
  }

  heartbeatBefore(): Uint8Array | null {
    return this.#heartbeat ?? this.#host.recordOf(this)?.lastHeartbeat ?? null;
  }

  // ---- inside

  /** The first attempt of this drive: others may have been begun by those who drove the step before. */
  #beginFirst(failed: number): void {
    const { isAtMostOnce } = this.#work;
    if (!isAtMostOnce && this.#mayHaveBegun !== true) {
      this.#run(failed + 1);
      return;
    }
    const record = this.#host.recordOf(this);
    const started = record?.startedAttempt ?? 0;
    if (isAtMostOnce) {
      if (started > 0) this.#interrupted(1);
      else this.#announce(1, false);
      return;
    }
    const interruptions = (record?.interruptions ?? 0) + 1;
    // What failed last is known; the attempt after it need not have left a trace.
    const interrupted = Math.max((record?.attempt ?? failed) + 1, started);
    if (interruptions >= MAXIMUM_INTERRUPTIONS) this.#interrupted(interruptions);
    else this.#announce(interrupted + 1, true);
  }

  /** The time of the step as a whole is over before another attempt has begun. */
  #outOfTimeBefore(): void {
    const record = this.#newest === null ? this.#host.recordOf(this) : undefined;
    const begun = this.#newest ?? Math.max(record?.attempt ?? 0, record?.startedAttempt ?? 0);
    // Found begun it may have been carried out: that is what has to be known of it, however late it is.
    if (this.#work.isAtMostOnce && this.#newest === null && begun > 0) this.#interrupted(1);
    else this.#fail(this.#totalTimeout(), begun);
  }

  #interrupted(interruptions: number): void {
    const error = new StepInterruptedError({ stepName: this.#operation.name, interruptions });
    this.#propose({ type: "failure", failure: failureOf(error) });
  }

  #announce(attempt: number, interrupted: boolean): void {
    this.#isAnnouncing = true;
    this.#hasRows = true;
    const { key } = this.#operation;
    const owner: ProposalOwner = {
      proposalSettled: (outcome) => {
        if (outcome.type !== "committed") this.#isOver = true;
        if (this.#isOver) return;
        this.#newest = attempt;
        this.#announced = attempt;
        this.#host.inTurn(this, () => {
          this.#isAnnouncing = false;
          this.begin();
        });
      },
    };
    const command = { attempt, interrupted, ...refOf(this.slot) };
    this.#host.propose({ type: "StepAttemptStarted", key, ...command }, this, owner);
  }

  #run(attempt: number): void {
    const host = this.#host;
    this.#newest = attempt;
    this.#announced = null;
    const step = new StepRun({
      run: this.slot.run,
      key: this.#operation.key,
      attempt,
      group: host.group,
      term: this.term,
      logger: host.logger,
      host: this,
    });
    this.#attempt = step;
    host.attemptStarted(this);
    this.#watch(step);
    let result: unknown;
    let pending: Promise<unknown> | null = null;
    this.slot.closures += 1;
    try {
      result = this.#work.fn(step);
      // Looking at what it returned may throw as well.
      if (isThenable(result)) pending = Promise.resolve(result);
    } catch (error) {
      this.#failed(step, error);
      return;
    } finally {
      this.slot.closures -= 1;
    }
    if (pending !== null) {
      // Counted until it has really ended, aborted or not: until then it may call what it must not.
      this.slot.closures += 1;
      // The native one, as `await` takes it: a promise that was given a `then` of its own may throw, or answer twice.
      void Reflect.apply(promiseThen, pending, [
        (value: unknown) => {
          this.slot.closures -= 1;
          this.#succeeded(step, value);
        },
        (error: unknown) => {
          this.slot.closures -= 1;
          this.#failed(step, error);
        },
      ]);
    } else {
      this.#succeeded(step, result);
    }
  }

  #watch(step: StepRun): void {
    const { timeoutMs, totalTimeoutMs, heartbeatTimeoutMs: heartbeatMs } = this.#work;
    if (timeoutMs === null && totalTimeoutMs === null && heartbeatMs === null) return;
    const bounds = { timeoutMs, totalMs: this.#totalLeftMs(), heartbeatMs };
    this.#clock = new AttemptClock(this.#host.scheduler, bounds, (bound) => {
      this.#outOfTime(step, bound);
    });
  }

  #outOfTime(step: StepRun, bound: ClockBound): void {
    if (this.#attempt !== step) return;
    const stepName = this.#operation.name;
    const { timeoutMs, heartbeatTimeoutMs } = this.#work;
    if (bound === "total") {
      const error = this.#totalTimeout();
      this.#attemptOver();
      this.#fail(error, step.attempt);
      step.abort(error);
      return;
    }
    const error =
      bound === "timeout"
        ? new StepTimeoutError({ stepName, timeoutMs: timeoutMs ?? 0 })
        : new HeartbeatTimeoutError({ stepName, timeoutMs: heartbeatTimeoutMs ?? 0 });
    this.#failed(step, error);
    step.abort(error);
  }

  #succeeded(step: StepRun, value: unknown): void {
    if (this.#attempt !== step) return;
    this.#attemptOver();
    this.#propose(this.#encoded(value));
  }

  #failed(step: StepRun, error: unknown): void {
    if (this.#attempt !== step) return;
    this.#attemptOver();
    const { attempt } = step;
    const decision = this.#decide(attempt, error);
    if (decision.type === "retry") {
      this.#retry(attempt, { error, delayMs: decision.delayMs });
      return;
    }
    if (decision.reason === "shouldRetryThrew") {
      const { workflowId, runNumber } = this.slot.run;
      this.#host.logger.error(
        { workflowId, runNumber, key: this.#operation.key, err: decision.thrown },
        "shouldRetry threw; the step fails",
      );
    }
    this.#fail(error, attempt);
  }

  #decide(attempt: number, error: unknown): RetryDecision {
    // A call on the context inside a step is a mistake in the code: it would be there at every attempt.
    if (isInstance(error, ContextMisuseError)) return MISUSED;
    const { random } = this.#host;
    const { policy } = this.#work;
    const elapsedMs = this.#elapsedMs();
    const decision = retryDecision({ policy, attempt, error, elapsedMs, random });
    const left = this.#totalLeftMs();
    // The next attempt would have no time left.
    if (decision.type === "retry" && left !== null && decision.delayMs >= left) return TOO_LATE;
    return decision;
  }

  #retry(attempt: number, { error, delayMs }: { error: unknown; delayMs: number }): void {
    this.#waitsForRetry = true;
    this.#hasRows = true;
    const lastHeartbeat = this.#hasUnsentHeartbeat ? this.#heartbeat : null;
    this.#hasUnsentHeartbeat = false;
    const failed = { attempt, failure: failureOf(error), retryDelayMs: delayMs };
    const { key } = this.#operation;
    const ref = refOf(this.slot);
    const details = lastHeartbeat === null ? {} : { lastHeartbeat };
    this.#host.propose(
      { type: "StepAttemptFailed", ...ref, key, ...failed, ...details },
      this,
      this,
    );
  }

  #fail(cause: unknown, attempts: number): void {
    const failed = new StepFailedError({ stepName: this.#operation.name, attempts, cause });
    this.#propose({ type: "failure", failure: failureOf(failed) });
  }

  #attemptOver(): void {
    this.#attempt = null;
    this.#clock?.stop();
    this.#clock = null;
  }

  #elapsedMs(): number {
    return Math.max(0, this.#host.machineTimeNow() - this.#operation.calledAt);
  }

  /** What is left of the time of the step as a whole; null when that is not bounded. */
  #totalLeftMs(): number | null {
    const { totalTimeoutMs } = this.#work;
    return totalTimeoutMs === null ? null : Math.max(0, totalTimeoutMs - this.#elapsedMs());
  }

  #totalTimeout(): StepTimeoutError {
    const timeoutMs = this.#work.totalTimeoutMs ?? 0;
    return new StepTimeoutError({ stepName: this.#operation.name, timeoutMs, isTotal: true });
  }

  /** The outcome of a value: one that cannot be kept is a failure, and never retried. */
  #encoded(value: unknown): Outcome {
    try {
      const field = `the result of step ${JSON.stringify(this.#operation.name)}`;
      const checked = encodeChecked(value, { field, limitBytes: this.#host.payloadBytesMax });
      this.#operation.prepare(checked.payload, checked.value);
      return { type: "value", payload: checked.payload };
    } catch (error) {
      return { type: "failure", failure: failureOf(error) };
    }
  }

  #propose(outcome: Outcome): void {
    if (this.#isOver) return;
    const { key } = this.#operation;
    this.#host.propose({ type: "Checkpoint", ...refOf(this.slot), key, outcome }, this, this);
  }
}

// oxlint-disable-next-line typescript/unbound-method -- called with the promise as its `this`
const promiseThen: Promise<unknown>["then"] = Promise.prototype.then;
const NOBODY: ProposalOwner = { proposalSettled: () => {} };
const MISUSED: RetryDecision = { type: "fail", reason: "nonRetryableErrors", thrown: null };
const TOO_LATE: RetryDecision = { type: "fail", reason: "maximumDuration", thrown: null };
