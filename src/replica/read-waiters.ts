/**
 * ReadWaiters matches linearizable reads with the answers of the core. A round that was answered also shows that a
 * majority followed this leader when the round began; leaders ask for rounds without a reader for that reason.
 *
 * Every round has a context of its own, never used again: a late answer to an old round must not answer a
 * new read (etcd issue 20418), not even one to an earlier life of this node: rounds are counted from the time of its start.
 * Contact is reckoned from the beginning of a round, so that answers that waited in a socket while this process stood
 * still prove nothing.
 */
import { NoQuorumError } from "../errors.ts";
import type { RawNode } from "../raft/raw-node.ts";
import type { ReadState } from "../raft/types.ts";
import type { Scheduler } from "../util/scheduler.ts";

interface ReadWaiter {
  readonly resolve: (index: number) => void;
  readonly reject: (error: Error) => void;
  /** When it is given up, over all its rounds, by `#ticksInCompany`. */
  readonly deadline: number;
  /** Tick at which its question is taken for lost. */
  againAt: number;
  isAnswered: boolean;
}

/** One round of heartbeats. */
interface Round {
  readonly waiters: ReadWaiter[];
  readonly askedAt: number;
}

/** What reads of a group are made with. */
export interface ReadWaitersOptions {
  readonly group: number;
  /** A read is given up after so many ticks. */
  readonly timeoutTicks: number;
  /** A leader asks for a round when the last one is so many ticks old: with its heartbeats, which bear the question. */
  readonly probeTicks: number;
  readonly clock: Pick<Scheduler, "now" | "wallMs">;
}

/** More rounds than there can be in one ms. */
const ROUNDS_PER_MS = 1024;

/** Rounds without readers that are remembered while they are not answered. */
const PROBES_MAX = 16;

/** A read is asked for so often within its time, as long as it is not answered. */
const ASKED_TIMES = 4;

/** Reads of one group on one node. */
export class ReadWaiters {
  readonly #group: number;
  readonly #timeoutTicks: number;
  readonly #probeTicks: number;
  /** A read that is not answered is asked for again after so many ticks. */
  readonly #againTicks: number;
  readonly #clock: ReadWaitersOptions["clock"];
  #nextRound: number;
  #ticks = 0;
  /** Those of them during which a quorum could be lacking: a peer that has all the votes waits for its own disk. */
  #ticksInCompany = 0;
  #unasked: ReadWaiter[] = [];
  #wantsProbe = false;
  #ticksSinceRound = 0;
  #contactAt = -Infinity;
  readonly #rounds = new Map<number, Round>();

  constructor(options: ReadWaitersOptions) {
    this.#group = options.group;
    this.#probeTicks = options.probeTicks;
    this.#timeoutTicks = options.timeoutTicks;
    this.#againTicks = Math.max(1, Math.floor(options.timeoutTicks / ASKED_TIMES));
    this.#clock = options.clock;
    this.#nextRound = Math.max(1, Math.floor(options.clock.wallMs()) * ROUNDS_PER_MS);
  }

  /** Whether a round is to be asked for. */
  get hasUnasked(): boolean {
    return this.#wantsProbe || this.#unasked.length > 0;
  }

  /** How long ago, in ms, a majority is known to have followed; Infinity when never. */
  get contactAgeMs(): number {
    return this.#clock.now() - this.#contactAt;
  }

  /** This node was elected just now: what its first commit will prove. */
  elected(): void {
    this.#contactAt = this.#clock.now();
  }

  /** Leads for so many ticks more: asks for a round, even if nobody reads, when the last one is that old. */
  probe(ticks: number): void {
    this.#ticksSinceRound += ticks;
    if (this.#ticksSinceRound >= this.#probeTicks) this.#wantsProbe = true;
  }

  /** Adds a read; it goes out with the next round. */
  wait(): Promise<number> {
    return new Promise((resolve, reject) => {
      const deadline = this.#ticksInCompany + this.#timeoutTicks;
      const againAt = this.#ticks + this.#againTicks;
      this.#unasked.push({ resolve, reject, deadline, againAt, isAnswered: false });
    });
  }

  /** Asks the core for all reads that wait. */
  ask(node: RawNode): void {
    if (!this.hasUnasked) return;
    const context = this.nextContext();
    if (node.readIndex(context) !== "ok") this.takeBack(context);
  }

  /** Starts a round for all reads that wait; one heartbeat round serves them all. */
  nextContext(): Uint8Array {
    const round = this.#nextRound;
    this.#nextRound += 1;
    this.#rounds.set(round, { waiters: this.#unasked, askedAt: this.#clock.now() });
    this.#unasked = [];
    this.#wantsProbe = false;
    this.#ticksSinceRound = 0;
    this.#forgetProbes();
    const context = new Uint8Array(8);
    new DataView(context.buffer).setFloat64(0, round);
    return context;
  }

  /** Puts a round back that the core did not take: there is no leader to ask yet. */
  takeBack(context: Uint8Array): void {
    this.#unasked.unshift(...(this.#take(context)?.waiters ?? []));
  }

  /** Answers the reads of a round. */
  answer(state: ReadState): void {
    const round = this.#take(state.context);
    if (round === undefined) return;
    this.#contactAt = Math.max(this.#contactAt, round.askedAt);
    for (const waiter of round.waiters) {
      waiter.isAnswered = true;
      waiter.resolve(state.index);
    }
  }

  /** All rounds under way are asked again: their leader is gone. */
  askAgain(): void {
    for (const { waiters } of this.#rounds.values()) this.#unasked.push(...waiters);
    this.#rounds.clear();
  }

  /** Counts time; rejects what has waited for its two election timeouts, except while no other peer has a vote. */
  tick(ticks: number, { isAlone }: { isAlone: boolean }): void {
    this.#ticks += ticks;
    if (!isAlone) this.#ticksInCompany += ticks;
    this.#unasked = this.#giveUp(this.#unasked);
    for (const [id, { waiters, askedAt }] of this.#rounds) {
      if (waiters.length === 0) continue;
      const left = this.#giveUp(waiters);
      this.#rounds.set(id, { waiters: left, askedAt });
      this.#askLateOnes(left);
    }
  }

  /** The question or its answer may have been lost on the way. A further round asks as well; whichever is answered first counts. */
  #askLateOnes(waiters: readonly ReadWaiter[]): void {
    for (const waiter of waiters) {
      if (waiter.againAt > this.#ticks) continue;
      waiter.againAt = this.#ticks + this.#againTicks;
      this.#unasked.push(waiter);
    }
  }

  /** Rejects every read. */
  close(error: Error): void {
    this.askAgain();
    for (const waiter of this.#unasked) waiter.reject(error);
    this.#unasked = [];
  }

  #giveUp(waiters: ReadWaiter[]): ReadWaiter[] {
    if (waiters.every((one) => !one.isAnswered && one.deadline > this.#ticksInCompany))
      return waiters;
    const kept: ReadWaiter[] = [];
    for (const waiter of waiters) {
      if (waiter.isAnswered) continue;
      if (waiter.deadline > this.#ticksInCompany) kept.push(waiter);
      else waiter.reject(new NoQuorumError({ group: this.#group }));
    }
    return kept;
  }

  /** Rounds nobody reads any more, the oldest first, beyond those that may still tell of contact. */
  #forgetProbes(): void {
    let excess = this.#rounds.size - PROBES_MAX;
    for (const [id, { waiters }] of this.#rounds) {
      if (excess <= 0) return;
      if (waiters.length > 0) continue;
      this.#rounds.delete(id);
      excess -= 1;
    }
  }

  #take(context: Uint8Array): Round | undefined {
    if (context.length !== 8) return undefined;
    const id = new DataView(context.buffer, context.byteOffset, 8).getFloat64(0);
    const round = this.#rounds.get(id);
    this.#rounds.delete(id);
    return round;
  }
}
