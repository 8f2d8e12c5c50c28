/**
 * LogHost drives all groups of a node: one timer that ticks them, one flush in flight for all, one pass over
 * those that have something to do for each turn of the event loop.
 *
 * Group commit follows from that: while a flush is on its way to the disk, proposals gather, and the next
 * flush takes them all.
 *
 * Invariants: at most one flush in flight; after a failure nothing is written, sent or acknowledged.
 */
import { RuntimeClosedError } from "../errors.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { Message } from "../raft/types.ts";
import type { GroupFlush } from "../storage/group-store.ts";
import type { NodeStore } from "../storage/node-store.ts";
import { invariant } from "../util/assert.ts";
import { type Logger, silentLogger } from "../util/logger.ts";
import { type Random, SeededRandom } from "../util/random.ts";
import { type Scheduler, systemScheduler, type TimerHandle } from "../util/scheduler.ts";
import { TaskGroup } from "../util/task-group.ts";
import { EARLY_COMMANDS_MIN, earlyCommands } from "./crowds.ts";
import { Mail } from "./mail.ts";
import {
  checkLimits,
  checkTiming,
  type Limits,
  type ReplicaLimits,
  type Timing,
  type TimingOptions,
} from "./options.ts";
import { Replica } from "./replica.ts";
import type { ReplicaHost, SendSnapshot } from "./replica-host.ts";
import type { FlushWork } from "./storage-work.ts";
import { Ticker } from "./ticker.ts";

/** What a node's groups stand on. */
export interface LogHostOptions {
  readonly store: NodeStore;
  /** @defaultValue the clocks and timers of the process */
  readonly scheduler?: Scheduler | undefined;
  /** Dice of election timeouts. @defaultValue seeded from the process */
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  readonly timing?: TimingOptions | undefined;
  readonly limits?: ReplicaLimits | undefined;
  /** Takes messages for other nodes. @defaultValue none are sent: a group of one has no peers */
  readonly send?: ((group: number, messages: readonly Message[]) => void) | undefined;
  /** What was given to `send` is to go now. @defaultValue it goes when it does */
  readonly flushSent?: (() => void) | undefined;
  /** Carries snapshots to other nodes. @defaultValue there is no way, so none are made */
  readonly sendSnapshot?: SendSnapshot | undefined;
  /** Called after each turn of work, before the event loop goes on. @defaultValue nothing is */
  readonly onWorked?: (() => void) | undefined;
  /** Proposals come gathered already, so a flush need not wait for more of them. @defaultValue false */
  readonly isGathered?: boolean | undefined;
  /** Told once when the node cannot go on: a failed write, a broken invariant, a sink that threw. */
  readonly onFatal?: ((error: unknown) => void) | undefined;
}

/** Flushes while closing: what was committed is applied and saved, then its commit index; two are enough. */
const CLOSING_FLUSHES_MAX = 8;

/** How early an idle flush may be. */
const IDLE_TOLERANCE_MS = 0.5;

/** Passes over one replica in a row before the event loop gets its turn. */
const PASSES_MAX = 8;

/** All groups of one node. */
export class LogHost implements ReplicaHost<Replica> {
  readonly limits: Limits;
  readonly sendSnapshot: SendSnapshot | null;
  readonly tasks: TaskGroup = new TaskGroup((error) => this.fail(error));
  readonly #store: NodeStore;
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #timing: Timing;
  readonly #options: LogHostOptions;
  readonly #replicas = new Map<number, Replica>();
  #dirty = new Set<Replica>();
  readonly #mail: Mail;
  #pending: TimerHandle | null = null;
  #flight: Promise<void> | null = null;
  #isForced = false;
  #isEarlyAsked = false;
  /** So many commands begin a flush before the event loop's turn is over. */
  #earlyFlushCommands = EARLY_COMMANDS_MIN;
  /** Commands of the last flush. */
  #flushedCommands = 0;
  #lastFlushAt: number;
  #idleTimer: TimerHandle | null = null;
  readonly #ticker: Ticker;
  #isClosing = false;
  #isClosed = false;
  #closing: Promise<void> | null = null;

  /**
   * Opens every group that the store has.
   *
   * @throws {InvalidArgumentError} when an option is out of range.
   */
  constructor(options: LogHostOptions) {
    this.#options = options;
    this.sendSnapshot = options.sendSnapshot ?? null;
    this.#store = options.store;
    this.#scheduler = options.scheduler ?? systemScheduler;
    this.#logger = options.logger ?? silentLogger;
    this.#mail = new Mail({ ...options, scheduler: this.#scheduler });
    this.#timing = checkTiming(options.timing);
    this.limits = checkLimits(options.limits);
    const now = this.#scheduler.now();
    this.#lastFlushAt = now;
    const random = options.random ?? new SeededRandom(now * 1000 + process.pid);
    for (const group of this.#store.groups) {
      const replica = new Replica({
        host: this,
        store: this.#store.group(group),
        timing: this.#timing,
        limits: this.limits,
        scheduler: this.#scheduler,
        random,
        logger: this.#logger.child({ group }),
      });
      this.#replicas.set(group, replica);
    }
    this.#ticker = new Ticker({
      scheduler: this.#scheduler,
      tickMs: this.#timing.tickMs,
      onTicks: (ticks) => {
        this.#guard(() => {
          for (const replica of this.#replicas.values()) replica.tick(ticks);
        });
      },
    });
  }

  /** After so long without a leader, in ms, there is no quorum as far as callers are concerned: two election timeouts. */
  get noQuorumMs(): number {
    const { electionTicks, tickMs } = this.#timing;
    return 4 * electionTicks * tickMs;
  }

  /** The log of a group. @throws {InvariantError} when the store has no such group. */
  log(group: number): ReplicatedLog {
    return this.replica(group);
  }

  /** The replica of a group, for messages from other nodes. */
  replica(group: number): Replica {
    const replica = this.#replicas.get(group);
    invariant(replica !== undefined, `this node has no replica of group ${group}`);
    return replica;
  }

  /**
   * Waits for the flush in flight, writes what may ride along with one, and stops; idempotent. Proposals that
   * wait are dropped. The store stays open: it is its owner's to close.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  // ------------------------------------------------------------------ for replicas

  get sendingSnapshots(): number {
    return Array.from(this.#replicas.values()).reduce((sum, one) => sum + one.sendingSnapshots, 0);
  }

  schedule(replica: Replica): void {
    if (this.#isClosed) return;
    this.#dirty.add(replica);
    this.#pending ??= this.#scheduler.setImmediate(this.#onImmediate);
  }

  proposed(replica: Replica): void {
    this.schedule(replica);
    if (this.#flight !== null || this.#isEarlyAsked) return;
    const isFew = replica.waitingCommands < this.#earlyFlushCommands;
    if (isFew && this.#options.isGathered !== true) return;
    this.#isEarlyAsked = true;
    // After the microtasks that are due: what is proposed side by side goes into one flush.
    queueMicrotask(this.#flushEarly);
  }

  forceFlush(): void {
    this.#isForced = true;
    this.#pending ??= this.#scheduler.setImmediate(this.#onImmediate);
  }

  send(group: number, messages: readonly Message[]): void {
    if (!this.#isClosed) this.#mail.add(group, messages);
  }

  /** Stops the node: it cannot go on. */
  fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#stop();
    this.#logger.error({ err: error }, "the log host stopped: nothing is acknowledged any more");
    this.#options.onFatal?.(error);
  }

  // ------------------------------------------------------------------ the loop

  readonly #onImmediate = (): void => {
    this.#pending = null;
    this.#guard(() => {
      this.#flushAppended();
      this.#passes();
      this.#maybeFlush();
    });
  };

  /**
   * Many runs whose steps were committed together would go on together: all compute, then all wait for the disk.
   * A flush that begins when half of them have proposed makes two crowds of them, and while one computes the
   * other one is being written. One that is alone need not wait for anybody.
   */
  readonly #flushEarly = (): void => {
    this.#isEarlyAsked = false;
    if (this.#flight === null) this.#guard(() => this.#flush());
  };

  /** Whatever throws here is a bug or damage; the node stops rather than go on from a state nobody knows. */
  #guard(work: () => void): void {
    if (this.#isClosed) return;
    try {
      work();
      this.#mail.leave();
      this.#options.onWorked?.();
    } catch (error) {
      this.fail(error);
    }
  }

  #passes(): void {
    const context = { isFlushing: this.#flight !== null };
    const dirty = this.#dirty;
    this.#dirty = new Set();
    for (const replica of dirty) {
      let isDone = false;
      for (let count = 0; count < PASSES_MAX && !isDone; count += 1) isDone = replica.pass(context);
      // The rest goes on after the event loop has had its turn.
      if (!isDone) this.schedule(replica);
    }
  }

  /** What a leader waits for goes to the disk before the hosts are told of what came along with it. */
  #flushAppended(): void {
    if (this.#flight !== null) return;
    let isUrgent = false;
    for (const replica of this.#dirty) {
      replica.advance({ isFlushing: false });
      isUrgent ||= replica.isUrgent;
    }
    if (isUrgent) this.#flush();
  }

  #maybeFlush(): void {
    if (this.#flight !== null) return;
    let isUrgent = this.#isForced;
    let hasLazyWork = false;
    for (const replica of this.#replicas.values()) {
      isUrgent ||= needsFlush(replica);
      hasLazyWork ||= replica.hasLazyWork;
    }
    if (isUrgent) this.#flush();
    else if (hasLazyWork) this.#armIdleFlush();
  }

  #flush(): void {
    this.#isForced = false;
    const commands = this.#waitingCommands();
    this.#flushedCommands = commands;
    this.#earlyFlushCommands = earlyCommands(commands);
    const parts: GroupFlush[] = [];
    const works: { replica: Replica; work: FlushWork }[] = [];
    for (const replica of this.#replicas.values()) {
      const taken = replica.takeWork();
      if (taken === null) continue;
      parts.push(taken.flush);
      works.push({ replica, work: taken.work });
    }
    if (parts.length === 0) return;
    // The way over the network and another disk is longer than the one to this disk.
    this.#mail.leave();
    this.#lastFlushAt = this.#scheduler.now();
    this.#flight = this.#store.flush(parts).then(
      () => this.#landed(works),
      (error: unknown) => {
        this.#flight = null;
        this.fail(error);
      },
    );
  }

  #landed(works: readonly { replica: Replica; work: FlushWork }[]): void {
    this.#flight = null;
    this.#guard(() => {
      for (const { replica, work } of works) replica.written(work);
      // What was proposed meanwhile goes to the disk before the hosts are told of what came from it.
      for (const { replica } of works) replica.advance({ isFlushing: false });
      const isHeld = this.#holdsBack();
      if (!isHeld) this.#maybeFlush();
      // Others wait for these.
      this.#mail.leave();
      this.#passes();
      if (isHeld) this.#askBehindTurns();
      for (const replica of this.#replicas.values()) {
        if (needsFlush(replica)) this.schedule(replica);
        else if (replica.hasLazyWork) this.#armIdleFlush();
      }
      if (this.#isForced) this.forceFlush();
    });
  }

  /**
   * Few commands wait while those who will make many more have just been answered: they wait for about as many of
   * these, so that the two crowds stay equally large. At most until the turns that the answers begin are over.
   */
  #holdsBack(): boolean {
    const waiting = this.#waitingCommands();
    const landed = this.#flushedCommands;
    if (this.#isForced || waiting === 0 || landed < EARLY_COMMANDS_MIN) return false;
    for (const replica of this.#replicas.values()) if (replica.isUrgent) return false;
    const half = earlyCommands(landed + waiting);
    if (waiting >= half) return false;
    this.#earlyFlushCommands = half;
    return true;
  }

  /** Asks for a pass behind whatever has been asked for in the meantime. */
  #askBehindTurns(): void {
    if (this.#pending !== null) this.#scheduler.clearImmediate(this.#pending);
    this.#pending = this.#scheduler.setImmediate(this.#onImmediate);
  }

  #waitingCommands(): number {
    let commands = 0;
    for (const replica of this.#replicas.values()) commands += replica.waitingCommands;
    return commands;
  }

  // ------------------------------------------------------------------ time

  #armIdleFlush(): void {
    if (this.#idleTimer !== null || this.#isClosing) return;
    const due = (): number => this.#lastFlushAt + this.#timing.idleFlushMs;
    const delay = Math.max(0, due() - this.#scheduler.now());
    this.#idleTimer = this.#scheduler.setTimeout(() => {
      this.#idleTimer = null;
      // Sums of fractions may miss the due time by a hair; arming a timer for that hair would spin.
      if (due() - this.#scheduler.now() > IDLE_TOLERANCE_MS) this.#armIdleFlush();
      else this.forceFlush();
    }, delay);
  }

  // ------------------------------------------------------------------ the end

  async #close(): Promise<void> {
    this.#isClosing = true;
    for (let flushes = 0; flushes < CLOSING_FLUSHES_MAX && !this.#isClosed; flushes += 1) {
      // Its handler deals with a failure, and may begin the next one.
      while (this.#flight !== null) await this.#flight;
      this.#guard(() => {
        this.#passes();
        this.#flush();
      });
      if (this.#flight === null) break;
    }
    while (this.#flight !== null) await this.#flight;
    this.#stop();
    await this.tasks.close();
  }

  #stop(): void {
    this.#isClosed = true;
    this.#mail.stop();
    this.#ticker.stop();
    if (this.#idleTimer !== null) this.#scheduler.clearTimeout(this.#idleTimer);
    if (this.#pending !== null) this.#scheduler.clearImmediate(this.#pending);
    this.#pending = null;
    this.#dirty.clear();
    for (const replica of this.#replicas.values()) {
      try {
        replica.close(new RuntimeClosedError());
      } catch (error) {
        this.#logger.error({ err: error, group: replica.group }, "a log's host threw at its end");
      }
    }
  }
}

/** Whether a flush must begin now, for the core or for commands that wait. */
function needsFlush(replica: Replica): boolean {
  return replica.isUrgent || replica.waitingCommands > 0;
}
