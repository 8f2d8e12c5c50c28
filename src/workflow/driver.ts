/**
 * Driver does what only the leader does: it runs the functions of pending steps, proposes outcomes, sets timers and
 * fires those that are due. It exists on every node and works only between `begin` and `end` of a term.
 *
 * Invariants: one drive per pending operation and term; no function starts while outcomes wait for room in the log,
 * nor once draining has begun.
 */
import { NotLeaderError, RunClosedError } from "../errors.ts";
import { type Command, encodeCommand } from "../model/command.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import { invariant } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { Drive, type DriveHost } from "./drive.ts";
import type { RunExecutor } from "./executor.ts";
import type { Operation } from "./operation.ts";
import type { ProposalOutcome, ProposalOwner, Proposals } from "./proposals.ts";
import type { RunSlot } from "./run-slot.ts";
import { type TimerEntry, TimerHeap } from "./timer-heap.ts";

/** What a driver stands on. */
export interface DriverOptions {
  readonly log: ReplicatedLog;
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly payloadBytesMax: number;
  /** The slot of an active run, if this is still the run. */
  readonly slotOf: (entry: TimerEntry) => RunSlot | undefined;
}

/** A timer that came up too early by the log clock, or could not be proposed, is looked at again after this long. */
const TIMER_AGAIN_MS = 1;

/** The leader's side of one group. */
export class Driver implements DriveHost {
  readonly group: number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly payloadBytesMax: number;
  readonly #log: ReplicatedLog;
  readonly #proposals: Proposals;
  readonly #slotOf: (entry: TimerEntry) => RunSlot | undefined;
  readonly #timers = new TimerHeap();
  /** Steps with an attempt under way, or one whose outcome is not committed yet. */
  readonly #attempts = new Set<Drive>();
  #held: Drive[] = [];
  #term: number | null = null;
  #alarm: TimerHandle | null = null;
  #alarmDeadline = 0;
  #draining = false;
  #onDrained: (() => void) | null = null;

  constructor(options: DriverOptions) {
    this.group = options.log.group;
    this.scheduler = options.scheduler;
    this.random = options.random;
    this.logger = options.logger;
    this.payloadBytesMax = options.payloadBytesMax;
    this.#log = options.log;
    this.#proposals = options.proposals;
    this.#slotOf = options.slotOf;
    options.proposals.onRoom = this.#room;
  }

  /** The term this node leads in and drives; null when it does not. */
  get term(): number | null {
    return this.#term;
  }

  /** This node leads, and everything before its term is applied. */
  begin(term: number, slots: Iterable<RunSlot>): void {
    invariant(this.#term === null, () => `term ${term} begins inside term ${this.#term}`);
    this.#term = term;
    this.#timers.clear();
    for (const slot of slots) {
      for (const entry of slot.timers.values()) this.#timers.add(entry);
    }
    this.#arm();
  }

  /** The term is over: functions are aborted, their outcomes are discarded. */
  end(slots: Iterable<RunSlot>): void {
    const term = this.#term;
    if (term === null) return;
    this.#term = null;
    this.#disarm();
    this.#timers.clear();
    this.#held = [];
    const reason = new NotLeaderError({ group: this.group, term });
    for (const slot of slots) this.#abandonAll(slot, reason);
  }

  /** Begins to work on a pending operation, once per term. */
  drive(slot: RunSlot, operation: Operation): void {
    if (this.#term === null || slot.drives.has(operation.key)) return;
    // A timer that the state has is set already.
    if (operation.work.type === "timer" && slot.timers.has(operation.key)) return;
    const drive = new Drive({ slot, operation, term: this.#term, host: this });
    slot.drives.set(operation.key, drive);
    drive.begin();
  }

  /** Proposes how the function of a run ended. What is still pending is abandoned. */
  proposeEnding(slot: RunSlot, executor: RunExecutor): void {
    const { ending } = executor;
    if (this.#term === null || ending === null) return;
    const status = ending.type === "RunComplete" ? "completed" : "failed";
    this.#runClosed(slot, status);
    this.#proposeFor(ending, NOBODY);
  }

  /** The operation is settled in the state, or its run has ended: no more work on it. */
  settled(slot: RunSlot, key: string): void {
    slot.drives.delete(key);
  }

  /** The run has ended. */
  runEnded(slot: RunSlot, status: string): void {
    this.#runClosed(slot, status);
    for (const entry of slot.timers.values()) this.#forgetTimer(entry);
    slot.timers.clear();
  }

  /** A timer or retry delay became state. */
  timerSet(slot: RunSlot, entry: TimerEntry): void {
    this.timerRemoved(slot, entry.key);
    slot.timers.set(entry.key, entry);
    if (this.#term === null) return;
    this.#timers.add(entry);
    this.#arm();
  }

  /** A timer is no more. */
  timerRemoved(slot: RunSlot, key: string): void {
    const entry = slot.timers.get(key);
    if (entry === undefined) return;
    slot.timers.delete(key);
    this.#forgetTimer(entry);
  }

  /**
   * Starts nothing more and calls back when the functions in flight have ended and their outcomes are applied. After
   * `end`, that is at once.
   */
  drain(onDrained: () => void): void {
    this.#draining = true;
    this.#onDrained = onDrained;
    this.#checkDrained();
  }

  /** Aborts what runs; for a runtime that closes. */
  abort(slots: Iterable<RunSlot>, reason: Error): void {
    this.#draining = true;
    for (const slot of slots) this.#abandonAll(slot, reason);
    this.#disarm();
    this.#proposals.stop();
  }

  // ---- for drives

  machineTimeNow(): number {
    return this.#log.machineTimeNow();
  }

  propose(command: Command, drive: Drive): void {
    if (drive.term === this.#term) this.#proposeFor(command, drive);
  }

  mayStart(drive: Drive): boolean {
    if (this.#draining) return false;
    if (!this.#proposals.congested) return true;
    this.#held.push(drive);
    return false;
  }

  attemptStarted(drive: Drive): void {
    this.#attempts.add(drive);
  }

  attemptSettled(drive: Drive): void {
    this.#attempts.delete(drive);
    if (this.#draining) this.#checkDrained();
  }

  // ---- inside

  #proposeFor(command: Command, owner: ProposalOwner): void {
    if (this.#term === null) return;
    this.#proposals.propose({
      command: encodeCommand(command),
      term: this.#term,
      source: "engine",
      owner,
    });
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

  readonly #room = (): void => {
    // Steps are not run inside the log's delivery.
    if (this.#held.length > 0) this.scheduler.setImmediate(this.#beginHeld);
  };

  readonly #beginHeld = (): void => {
    if (this.#proposals.congested) return;
    const held = this.#held;
    this.#held = [];
    for (const drive of held) drive.begin();
  };

  #checkDrained(): void {
    if (this.#onDrained === null || this.#attempts.size > 0) return;
    const onDrained = this.#onDrained;
    this.#onDrained = null;
    onDrained();
  }

  // ---- timers

  #forgetTimer(entry: TimerEntry): void {
    if (!entry.live) return;
    entry.live = false;
    if (this.#term !== null) this.#timers.removed();
  }

  #arm(): void {
    const first = this.#timers.peek();
    if (first === undefined) {
      this.#disarm();
      return;
    }
    if (this.#alarm !== null) {
      if (this.#alarmDeadline <= first.deadline) return;
      this.#disarm();
    }
    this.#armFor(first.deadline, Math.max(0, first.deadline - this.#log.machineTimeNow()));
  }

  #armFor(deadline: number, delayMs: number): void {
    this.#alarmDeadline = deadline;
    this.#alarm = this.scheduler.setTimeout(this.#alarmRang, delayMs);
  }

  #disarm(): void {
    if (this.#alarm !== null) this.scheduler.clearTimeout(this.#alarm);
    this.#alarm = null;
  }

  readonly #alarmRang = (): void => {
    this.#alarm = null;
    if (this.#term === null) return;
    const now = this.#log.machineTimeNow();
    for (;;) {
      const first = this.#timers.peek();
      if (first === undefined) return;
      if (first.deadline > now) break;
      this.#timers.take();
      this.#due(first);
    }
    this.#arm();
  };

  #due(entry: TimerEntry): void {
    const slot = this.#slotOf(entry);
    if (slot === undefined) return;
    if (entry.attempt > 0) {
      slot.drives.get(entry.key)?.retryDue();
      return;
    }
    const { runId } = slot;
    const { workflowId } = slot.run;
    const owner: ProposalOwner = {
      proposalSettled: (outcome) => {
        this.#fired(entry, outcome);
      },
    };
    this.#proposeFor({ type: "TimerFired", workflowId, runId, key: entry.key }, owner);
  }

  /** The machine found the timer too early: it is armed again. */
  #fired(entry: TimerEntry, outcome: ProposalOutcome): void {
    if (outcome.type !== "committed" || !entry.live || this.#term === null) return;
    this.#timers.add(entry);
    if (this.#alarm === null) this.#armFor(entry.deadline, TIMER_AGAIN_MS);
  }
}

const NOBODY: ProposalOwner = { proposalSettled: () => {} };
