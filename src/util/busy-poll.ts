/**
 * BusyPoll keeps a thread's event loop turning while it waits for something that comes soon, so that the thread does not fall asleep.
 *
 * A flush of this machine's disk is over in less time than it takes to send a thread to sleep, wake it on a processor that was halted
 * and warm its caches again: on a virtual machine that doubles what a step waits for. The loop turns with immediates, so everything else
 * of the process has its turn as always. It costs the processor what the thread would have slept.
 *
 * It is for processors that have nothing else to do. The thread polls only after a while in which it hardly ever had to wait for one, and
 * stops for a time that grows when it has to: other processes, other threads of this one, a quota. Where the system does not tell, it never
 * polls.
 *
 * Invariants: without {@link began} nothing turns; for one wait it turns for {@link POLL_MS_MAX} at most, and then for `lingerMs`.
 */
import { availableParallelism } from "node:os";
import { Contention } from "./contention.ts";
import { openRunQueue, type RunQueue } from "./run-queue.ts";
import { type Scheduler, systemScheduler } from "./scheduler.ts";

/** What usually takes longer is not worth it: sleep and waking are a small part of it. In ms. */
const POLL_MS_MAX = 1;
/** Part of its time that a thread may wait for a processor. Uncontended it is 0 to 0.1, with two busy threads for a processor 0.2 and more. */
const WAITED_SHARE_MAX = 0.12;
/** It is a moving mean of about so many windows: in some of them the database writes what has gathered, ten times in a second, with threads of its own. */
const WAITED_OF = 4;
/** How long it sleeps after contention, in ms: the first time, and at most. */
const PAUSE_MS = { first: 200, max: 10_000 };
/** The usual time is a moving mean of about so many. */
const USUAL_OF = 8;

/** Who has something to look at while a thread's loop turns. */
export interface PollWatch {
  began(): void;
  /** The loop has turned once more. */
  turned(): void;
  ended(): void;
}

/** What a poll stands on. */
export interface BusyPollOptions {
  readonly scheduler: Pick<Scheduler, "now" | "setImmediate">;
  readonly runQueue: RunQueue;
  /**
   * For how long after the end the next beginning is waited for awake, in ms, when it came so soon the last time.
   *
   * @defaultValue 0
   */
  readonly lingerMs?: number | undefined;
  /** @defaultValue nobody looks */
  readonly watch?: PollWatch | undefined;
}

/** The waiting of one thread. */
export class BusyPoll {
  readonly #scheduler: BusyPollOptions["scheduler"];
  readonly #contention: Contention;
  readonly #lingerMs: number;
  readonly #watch: PollWatch | undefined;
  #until = 0;
  #isTurning = false;
  #isStopped = false;
  #beganAt = 0;
  #endedAt = Number.NEGATIVE_INFINITY;
  #usualMs = 0;
  #lingers = false;
  /** Null before the first window. */
  #waitedShare: number | null = null;
  #isContended = true;
  #pausedUntil = 0;
  #pauseMs = PAUSE_MS.first;

  constructor({ scheduler, runQueue, lingerMs = 0, watch }: BusyPollOptions) {
    this.#scheduler = scheduler;
    this.#contention = new Contention(runQueue);
    this.#lingerMs = lingerMs;
    this.#watch = watch;
  }

  /** That of the calling thread; undefined where polling is no use: one processor, or a system that does not tell of contention. */
  static ofThread(options: Pick<BusyPollOptions, "lingerMs" | "watch"> = {}): BusyPoll | undefined {
    if (availableParallelism() < 2) return undefined;
    const runQueue = openRunQueue();
    if (runQueue === null) return undefined;
    return new BusyPoll({ ...options, scheduler: systemScheduler, runQueue });
  }

  /** What is waited for has begun. */
  began(): void {
    const now = this.#scheduler.now();
    this.#beganAt = now;
    this.#lingers = now - this.#endedAt <= this.#lingerMs;
    this.#look(now);
    if (this.#polls(now)) this.#turnUntil(now + POLL_MS_MAX);
  }

  /** It is over. */
  ended(): void {
    const now = this.#scheduler.now();
    this.#endedAt = now;
    this.#usualMs += (now - this.#beganAt - this.#usualMs) / USUAL_OF;
    this.#until = now;
    if (this.#lingers && this.#polls(now)) this.#turnUntil(now + this.#lingerMs);
  }

  /** Nothing is waited for any more. Idempotent. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#until = 0;
    this.#contention.close();
  }

  #polls(now: number): boolean {
    const isWorth = this.#usualMs <= POLL_MS_MAX;
    return isWorth && !this.#isContended && now >= this.#pausedUntil && !this.#isStopped;
  }

  #turnUntil(until: number): void {
    this.#until = until;
    if (this.#isTurning) return;
    this.#isTurning = true;
    this.#watch?.began();
    this.#scheduler.setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    try {
      this.#watch?.turned();
    } finally {
      // Also when it threw: a process may go on after that.
      this.#isTurning = this.#scheduler.now() < this.#until;
      if (this.#isTurning) this.#scheduler.setImmediate(this.#turn);
      else this.#watch?.ended();
    }
  };

  /** Judges a window that has ended. */
  #look(now: number): void {
    const waitedShare = this.#contention.look(now);
    if (waitedShare === null) return;
    this.#waitedShare ??= waitedShare;
    this.#waitedShare += (waitedShare - this.#waitedShare) / WAITED_OF;
    // Not to know is as good a reason to sleep.
    this.#isContended = !(this.#waitedShare <= WAITED_SHARE_MAX);
    if (now < this.#pausedUntil) return;
    if (!this.#isContended) {
      this.#pauseMs = PAUSE_MS.first;
      return;
    }
    this.#pausedUntil = now + this.#pauseMs;
    this.#pauseMs = Math.min(PAUSE_MS.max, this.#pauseMs * 2);
  }
}
