/**
 * Driver does what only the leader does: it runs the functions of pending steps, proposes outcomes, sets timers and
 * fires those that are due. It exists on every node and works only between `begin` and `end` of a term.
 *
 * Invariants: one drive per pending operation and term; no function starts while outcomes wait for room in the log, while a
 * majority has not been heard of for an election timeout, nor once draining has begun.
 */
import { CancelledError, HistoryLimitError, NotLeaderError, RunClosedError } from "../errors.ts";
import type { ActiveRun } from "../machine/effects.ts";
import { type Command, encodeCommand } from "../model/command.ts";
import { failureOf } from "../model/failure.ts";
import { type HistoryLimits, historyStanding } from "../model/limits.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import { decodeOperationRecord, type OperationRecord } from "../model/run-record.ts";
import { operationStateKey } from "../model/state-keys.ts";
import type { StateReader } from "../model/state-reader.ts";
import { readValue } from "../model/state-rows.ts";
import { invariant } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { type Drive, type DriveHost, refOf } from "./drive.ts";
import { driveFor } from "./drive-for.ts";
import type { DriverOptions } from "./driver-options.ts";
import { DueTimers } from "./due-timers.ts";
import type { ActiveRunSource } from "./engine-options.ts";
import type { RunExecutor } from "./executor.ts";
import type { TurnWork } from "./executor-host.ts";
import { HeldDrives } from "./held-drives.ts";
import { warnOfLeftovers } from "./leftovers.ts";
import type { Operation } from "./operation.ts";
import type { ProposalOwner, Proposals } from "./proposals.ts";
import type { RunSlot } from "./run-slot.ts";
import { SlowSteps } from "./slow-steps.ts";
import { isTimed, type Timer, timedOperation } from "./timer-heap.ts";

/** The leader's side of one group. */
export class Driver implements DriveHost {
  readonly group: number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly payloadBytesMax: number;
  readonly #log: ReplicatedLog;
  readonly #state: StateReader;
  readonly #proposals: Proposals;
  readonly #historyLimits: HistoryLimits;
  readonly #slotOf: (timer: Timer) => RunSlot | undefined;
  readonly #inTurn: (slot: RunSlot, work: () => void) => void;
  readonly #runs: ActiveRunSource;
  readonly #timers: DueTimers;
  /** Steps with an attempt under way, or one whose outcome is not committed yet. */
  readonly #attempts: SlowSteps;
  /** Runs whose history has been found to be large in this term. */
  #large = new WeakSet<RunSlot>();
  readonly #held: HeldDrives;
  #term: number | null = null;
  /** Machine time in ms at which the term began here. */
  #termBeganAt = 0;
  #onDrained: (() => void)[] = [];
  /** Keys of the steps whose functions have been called since somebody cleared it: in the turn that drains. */
  readonly calledKeys: string[] = [];

  constructor(options: DriverOptions) {
    this.group = options.log.group;
    this.scheduler = options.scheduler;
    this.random = options.random;
    this.logger = options.logger;
    this.payloadBytesMax = options.payloadBytesMax;
    this.#log = options.log;
    this.#state = options.state;
    this.#proposals = options.proposals;
    this.#historyLimits = options.historyLimits;
    this.#slotOf = options.slotOf;
    this.#inTurn = options.inTurn;
    this.#runs = options.runs;
    this.#timers = new DueTimers({
      scheduler: options.scheduler,
      machineTimeNow: () => options.log.machineTimeNow(),
      isLive: ({ run, operation }) =>
        this.#runs.activeRun(run.workflowId) === run && run.pending(operation.key) === operation,
      due: (timer) => {
        this.#due(timer);
      },
    });
    this.#attempts = new SlowSteps({ scheduler: options.housekeeping, logger: options.logger });
    this.#held = new HeldDrives(options);
  }

  /** The term this node leads in and drives; null when it does not. */
  get term(): number | null {
    return this.#term;
  }

  /** This node leads, and everything before its term is applied. */
  begin(term: number): void {
    invariant(this.#term === null, () => `term ${term} begins inside term ${this.#term}`);
    this.#term = term;
    this.#termBeganAt = this.#log.machineTimeNow();
    this.#large = new WeakSet();
    this.#timers.arm(timersOf(this.#runs.activeRuns()));
  }

  /** The term is over: functions are aborted, their outcomes are discarded. */
  end(slots: Iterable<RunSlot>): void {
    const term = this.#term;
    if (term === null) return;
    this.#term = null;
    this.#timers.disarm();
    this.#held.clear();
    const reason = new NotLeaderError({ group: this.group, term });
    for (const slot of slots) this.#abandonAll(slot, reason);
  }

  // ---- what executors have done

  /** A run was started in this term: nobody has driven it before. */
  started(slot: RunSlot, executor: RunExecutor): void {
    if (this.#term === null) return;
    executor.driveFrom = -1;
    executor.live = true;
    slot.drivenIn = this.#term;
  }

  /** A turn of a run has drained. */
  turned(slot: RunSlot, executor: RunExecutor, work: TurnWork): void {
    if (this.#term === null) return;
    if (!executor.live) {
      this.maybeGoLive(slot, executor);
      return;
    }
    for (const operation of work.released) this.#release(slot, operation);
    if (executor.ending !== null) {
      this.#end(slot, executor);
      return;
    }
    for (const operation of work.created) {
      if (!operation.isSettled) this.#drive(slot, operation);
    }
  }

  /** Pending operations are driven once everything that was there when the term began is consumed. */
  maybeGoLive(slot: RunSlot, executor: RunExecutor): void {
    if (this.#term === null || !executor.mayGoLive) return;
    executor.live = true;
    this.#cleanUp(slot, executor);
    if (executor.ending !== null) this.#end(slot, executor);
    else for (const operation of executor.pending()) this.#drive(slot, operation);
    slot.drivenIn = this.#term;
  }

  // ---- what has become state

  /** The operation is settled in the state: no more work on it. */
  settled(slot: RunSlot, key: string): void {
    slot.drives.delete(key);
  }

  /** The run has ended. */
  runEnded(run: ActiveRun, slot: RunSlot | undefined, status: string): void {
    if (slot !== undefined) this.#runClosed(slot, status);
    for (const operation of run.pendingOperations()) if (isTimed(operation)) this.timerRemoved();
  }

  /** A timer or retry delay became state. */
  timerSet(run: ActiveRun, { key, deadline }: { key: string; deadline: number }): void {
    const operation = timedOperation(run, key);
    // What a later command of the same batch has changed tells of itself.
    if (operation?.deadline === deadline) this.#timers.add({ run, operation });
  }

  /** A timer is no more. */
  timerRemoved(): void {
    this.#timers.removed();
  }

  // ---- the end

  /**
   * Starts nothing more and calls back when the functions in flight have ended and their outcomes are applied. After
   * `end`, that is at once.
   */
  drain(onDrained: () => void): void {
    this.#held.drain();
    this.#onDrained.push(onDrained);
    this.#checkDrained();
  }

  /** Takes one `drain` back; starts again what was not started meanwhile when it was the last. */
  goOn(): void {
    this.#held.goOn();
  }

  /** Aborts what runs; for a runtime that closes. */
  abort(slots: Iterable<RunSlot>, reason: Error): void {
    this.#held.drain();
    for (const slot of slots) this.#abandonAll(slot, reason);
    this.#timers.disarm();
    this.#attempts.stop();
    this.#held.clear();
    this.#proposals.stop();
  }

  // ---- for drives

  machineTimeNow(): number {
    return this.#log.machineTimeNow();
  }

  propose(command: Command, drive: Drive, owner: ProposalOwner): void {
    if (drive.term !== this.#term || this.#proposeFor(drive.slot, command, owner)) return;
    // Nobody is going to tell what became of it.
    this.attemptSettled(drive);
  }

  recordOf({ slot, operation }: Drive): OperationRecord | undefined {
    const key = operationStateKey(slot.run, operation.key);
    return readValue(this.#state, key, decodeOperationRecord);
  }

  mayHaveBegun({ slot, operation }: Drive): boolean {
    const known = slot.run.pending(operation.key);
    if ((known?.progress?.startedAttempt ?? 0) > 0) return true;
    if (slot.drivenIn === this.#term || operation.calledBehind > slot.oldThrough) return false;
    // Whose delay was not over when the term began, it has certainly not begun since.
    return (known?.deadline ?? 0) <= this.#termBeganAt;
  }

  mayStart(drive: Drive): boolean {
    return this.#held.mayStart(drive);
  }

  inTurn({ slot }: Drive, work: () => void): void {
    this.#inTurn(slot, work);
  }

  attemptStarted(drive: Drive): void {
    this.calledKeys.push(drive.operation.key);
    this.#attempts.started(drive);
  }

  attemptSettled(drive: Drive): void {
    this.#attempts.ended(drive);
    if (this.#held.isDraining) this.#checkDrained();
  }

  // ---- inside

  /** Begins to work on a pending operation, once per term. */
  #drive(slot: RunSlot, operation: Operation): void {
    if (this.#term === null || operation.work.type === "wait") return;
    const known = slot.drives.get(operation.key);
    if (known !== undefined) {
      known.adopt(operation);
      return;
    }
    // A timer that the state has is set already.
    const isTimer = operation.work.type === "timer";
    if (isTimer && timedOperation(slot.run, operation.key) !== undefined) return;
    const drive = driveFor({ slot, operation, term: this.#term, host: this });
    slot.drives.set(operation.key, drive);
    drive.begin();
  }

  /** Something else than its own event has settled an operation. */
  #release(slot: RunSlot, operation: Operation): void {
    const { key, scope } = operation;
    const drive = slot.drives.get(key);
    const hasRows = timedOperation(slot.run, key) !== undefined || drive?.hasRows === true;
    if (drive !== undefined) {
      slot.drives.delete(key);
      drive.abandon(scope.cancelledBy ?? new CancelledError({ what: "The operation", reason: "" }));
    }
    if (hasRows) this.#cancelTimer(slot, key);
  }

  /** What earlier leaders, or earlier executors, have left behind of operations that nobody waits for any more. */
  #cleanUp(slot: RunSlot, executor: RunExecutor): void {
    const { operations } = executor;
    for (const { operation } of timersOf([slot.run])) {
      const { key } = operation;
      // Timers of the run itself have keys that no operation can have.
      if (operations.get(key) === undefined && !key.startsWith("$")) this.#cancelTimer(slot, key);
    }
    for (const [key, drive] of slot.drives) {
      if (operations.get(key) === undefined) this.#release(slot, drive.operation);
    }
  }

  #cancelTimer(slot: RunSlot, key: string): void {
    this.#proposeFor(slot, { type: "TimerCancelled", ...refOf(slot), key }, NOBODY);
  }

  /** Proposes how the function of a run ended. What is still pending is abandoned. */
  #end(slot: RunSlot, executor: RunExecutor): void {
    const { ending } = executor;
    if (ending === null || executor.endingProposedIn === this.#term) return;
    executor.endingProposedIn = this.#term;
    warnOfLeftovers(executor, this.logger);
    this.#runClosed(slot, statusOf(ending));
    this.#proposeFor(slot, ending, NOBODY);
  }

  /** False when it is not proposed: the run is about to end instead. */
  #proposeFor(slot: RunSlot, command: Command, owner: ProposalOwner): boolean {
    if (this.#term === null) return false;
    const encoded = encodeCommand(command);
    if (GROWS.has(command.type) && this.#isFull(slot, encoded.length)) return false;
    this.#proposals.propose({ command: encoded, term: this.#term, source: "engine", owner });
    return true;
  }

  /** A run whose own operations would make its history too large fails. */
  #isFull(slot: RunSlot, addedBytes: number): boolean {
    const { workflowId, runNumber, historyLength, historyBytes } = slot.run;
    const size = { historyLength, historyBytes };
    const standing = historyStanding(size, this.#historyLimits, addedBytes);
    if (standing === "fine") return false;
    const found = { workflowId, ...this.#historyLimits, ...size };
    if (standing === "full") {
      if (slot.fullIn === this.#term) return true;
      slot.fullIn = this.#term;
      this.#runClosed(slot, "failed");
      const failure = failureOf(new HistoryLimitError(found));
      const consumedThrough = slot.run.lastSeq;
      const command: Command = { type: "RunFail", ...refOf(slot), failure, consumedThrough };
      this.#proposeFor(slot, command, NOBODY);
      return true;
    }
    if (!this.#large.has(slot)) {
      this.#large.add(slot);
      this.logger.warn({ ...found, runNumber }, "the run's history is half as large as it may be");
    }
    return false;
  }

  #runClosed(slot: RunSlot, status: string): void {
    // Most runs end with nothing in flight, and an error with its stack is dear.
    if (slot.drives.size === 0) return;
    this.#abandonAll(slot, new RunClosedError({ workflowId: slot.run.workflowId, status }));
  }

  #abandonAll(slot: RunSlot, reason: Error): void {
    if (slot.drives.size === 0) return;
    const drives = [...slot.drives.values()];
    slot.drives.clear();
    for (const drive of drives) drive.abandon(reason);
  }

  #checkDrained(): void {
    if (this.#attempts.size > 0) return;
    const told = this.#onDrained;
    this.#onDrained = [];
    for (const onDrained of told) onDrained();
  }

  #due(timer: Timer): void {
    const slot = this.#slotOf(timer);
    if (slot === undefined) return;
    const { key, attempt } = timer.operation;
    if (attempt > 0) {
      const drive = slot.drives.get(key);
      if (drive === undefined) return;
      this.#inTurn(slot, () => {
        drive.retryDue();
      });
      return;
    }
    const owner: ProposalOwner = {
      proposalSettled: (outcome) => {
        // The machine may have found the timer too early: then it is armed again.
        if (outcome.type === "committed") this.#timers.addAgain(timer);
      },
    };
    this.#proposeFor(slot, { type: "TimerFired", ...refOf(slot), key }, owner);
  }
}

const NOBODY: ProposalOwner = { proposalSettled: () => {} };

/** Timers and retry delays of runs. */
function* timersOf(runs: Iterable<ActiveRun>): Iterable<Timer> {
  for (const run of runs) {
    for (const operation of run.pendingOperations()) {
      if (isTimed(operation)) yield { run, operation };
    }
  }
}

/** Commands of a run's own making that make its history grow, but for its end. */
const GROWS: ReadonlySet<Command["type"]> = new Set([
  "Checkpoint",
  "StepAttemptFailed",
  "TimerFired",
] as const);

function statusOf(ending: NonNullable<RunExecutor["ending"]>): string {
  if (ending.type === "RunComplete") return "completed";
  return ending.kind ?? "failed";
}
