/**
 * LogHost drives all groups of a node: one timer that ticks them, one flush in flight for all, one pass over
 * those that have something to do for each turn of the event loop.
 *
 * Group commit follows from that: while a flush is on its way to the disk, proposals gather, and the next
 * flush takes them all. State is saved beside the flushes, as soon as it is given.
 *
 * Invariants: at most one flush and one save in flight, and no save beside the switch to a snapshot; after a failure nothing is
 * written, sent or acknowledged.
 */
import { RuntimeClosedError } from "../errors.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { Message } from "../raft/types.ts";
import type { GroupFlush } from "../storage/group-flush.ts";
import type { NodeStore } from "../storage/node-store.ts";
import { invariant } from "../util/assert.ts";
import { type Logger, silentLogger } from "../util/logger.ts";
import { type Random, SeededRandom } from "../util/random.ts";
import { type Scheduler, systemScheduler, type TimerHandle } from "../util/scheduler.ts";
import { TaskGroup } from "../util/task-group.ts";
import { Crowds, type CrowdsOptions } from "./crowds.ts";
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
import { Saver } from "./saver.ts";
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
  /** Tells how long this thread waits for processors. @defaultValue it is taken not to wait */
  readonly openRunQueue?: CrowdsOptions["openRunQueue"];
  /** Told once when the node cannot go on: a failed write, a broken invariant, a sink that threw. */
  readonly onFatal?: ((error: unknown) => void) | undefined;
}

/** Flushes and saves while closing: what was committed is applied and saved, then its commit index; two are enough. */
const CLOSING_WRITES_MAX = 8;

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
  /** A flush under way switches to a snapshot. */
  #isSwitching = false;
  #isEarlyAsked = false;
  readonly #crowds: Crowds;
  readonly #saver: Saver;
  readonly #ticker: Ticker;
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
    this.#crowds = new Crowds({
      now: () => this.#scheduler.now(),
      openRunQueue: options.openRunQueue,
    });
    this.#timing = checkTiming(options.timing);
    this.limits = checkLimits(options.limits);
    const now = this.#scheduler.now();
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
    this.#saver = new Saver({
      store: this.#store,
      scheduler: this.#scheduler,
      idleMs: this.#timing.idleFlushMs,
      groups: Array.from(this.#replicas.values(), ({ saves }) => saves),
      isBlocked: () => this.#isSwitching,
      ask: () => this.#ask(),
      onSaved: () => {
        // A flush may have waited for this.
        this.#maybeFlush();
        this.#saver.maybeSave();
      },
      onFailed: (error) => this.fail(error),
      guard: (work) => this.#guard(work),
    });
    this.#ticker = new Ticker({
      scheduler: this.#scheduler,
      tickMs: this.#timing.tickMs,
      onTicks: (ticks) => {
        this.#guard(() => {
          for (const replica of this.#replicas.values()) {
            // A late tick comes behind what the sockets had, and that was said before this time had passed.
            replica.advance({ isFlushing: this.#flight !== null });
            replica.tick(ticks);
          }
        });
      },
    });
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
   * Waits for what is being written, writes what waits, and stops; idempotent. Proposals that
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
    this.#ask();
  }

  proposed(replica: Replica): void {
    this.schedule(replica);
    if (this.#flight !== null || this.#isEarlyAsked) return;
    if (!this.#crowds.isEnough(replica.waitingCommands) && this.#options.isGathered !== true)
      return;
    this.#isEarlyAsked = true;
    // After the microtasks that are due: what is proposed side by side goes into one flush.
    queueMicrotask(this.#flushEarly);
  }

  forceSave(): void {
    this.#saver.force();
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
      this.#saver.maybeSave();
    });
  };

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
    for (const replica of this.#replicas.values()) {
      if (needsFlush(replica)) {
        this.#flush();
        return;
      }
    }
  }

  #flush(): void {
    const isSwitching = this.#some(({ hasSwitch }) => hasSwitch);
    // It comes back when the save has landed.
    if (this.#saver.isBehind || (isSwitching && this.#saver.saving !== null)) return;
    this.#isSwitching = isSwitching;
    this.#crowds.flushed(this.#waitingCommands());
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
    this.#isSwitching = false;
    this.#guard(() => {
      for (const { replica, work } of works) replica.written(work);
      // What was proposed meanwhile goes to the disk before the hosts are told of what came from it.
      for (const { replica } of works) replica.advance({ isFlushing: false });
      const isUrgent = this.#some((replica) => replica.isUrgent);
      const isHeld = !isUrgent && this.#crowds.holdsBack(this.#waitingCommands());
      if (!isHeld) this.#maybeFlush();
      // Others wait for these.
      this.#mail.leave();
      this.#passes();
      if (isHeld) this.#askBehindTurns();
      for (const replica of this.#replicas.values()) {
        if (needsFlush(replica)) this.schedule(replica);
      }
      this.#saver.maybeSave();
    });
  }

  /** Asks for a pass behind whatever has been asked for in the meantime. */
  #askBehindTurns(): void {
    if (this.#pending !== null) this.#scheduler.clearImmediate(this.#pending);
    this.#pending = this.#scheduler.setImmediate(this.#onImmediate);
  }

  #ask(): void {
    if (!this.#isClosed) this.#pending ??= this.#scheduler.setImmediate(this.#onImmediate);
  }

  #waitingCommands(): number {
    let commands = 0;
    for (const replica of this.#replicas.values()) commands += replica.waitingCommands;
    return commands;
  }

  #some(is: (replica: Replica) => boolean): boolean {
    for (const replica of this.#replicas.values()) if (is(replica)) return true;
    return false;
  }

  // ------------------------------------------------------------------ the end

  async #close(): Promise<void> {
    for (let writes = 0; writes < CLOSING_WRITES_MAX && !this.#isClosed; writes += 1) {
      await this.#landings();
      this.#guard(() => {
        for (const replica of this.#replicas.values()) replica.state.want();
        this.#passes();
        if (this.#flight === null) this.#flush();
        this.#saver.save();
      });
      if (this.#flight === null && this.#saver.saving === null) break;
    }
    await this.#landings();
    this.#stop();
    await this.tasks.close();
  }

  /** Waits for what is being written. Its handlers deal with a failure, and may begin the next flush or save. */
  async #landings(): Promise<void> {
    while (this.#flight !== null || this.#saver.saving !== null) {
      await Promise.all([this.#flight, this.#saver.saving]);
    }
  }

  #stop(): void {
    this.#isClosed = true;
    this.#mail.stop();
    this.#ticker.stop();
    this.#saver.stop();
    this.#crowds.close();
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
