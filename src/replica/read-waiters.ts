/**
 * ReadWaiters matches linearizable reads with the answers of the core.
 *
 * Every round has a context of its own, never used again: a late answer to an old round must not answer a
 * new read (etcd issue 20418).
 */
import { NoQuorumError } from "../errors.ts";
import type { ReadState } from "../raft/types.ts";

interface ReadWaiter {
  readonly resolve: (index: number) => void;
  readonly reject: (error: Error) => void;
  /** Tick at which it is given up, over all its rounds. */
  readonly deadline: number;
}

/** Reads of one group on one node. */
export class ReadWaiters {
  readonly #group: number;
  readonly #timeoutTicks: number;
  #nextRound = 1;
  #ticks = 0;
  #unasked: ReadWaiter[] = [];
  readonly #rounds = new Map<number, ReadWaiter[]>();

  constructor(options: { group: number; timeoutTicks: number }) {
    this.#group = options.group;
    this.#timeoutTicks = options.timeoutTicks;
  }

  /** Whether reads wait to be asked for. */
  get hasUnasked(): boolean {
    return this.#unasked.length > 0;
  }

  /** Adds a read; it goes out with the next round. */
  wait(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#unasked.push({ resolve, reject, deadline: this.#ticks + this.#timeoutTicks });
    });
  }

  /** Starts a round for all reads that wait; one heartbeat round serves them all. */
  nextContext(): Uint8Array {
    const round = this.#nextRound;
    this.#nextRound += 1;
    this.#rounds.set(round, this.#unasked);
    this.#unasked = [];
    const context = new Uint8Array(8);
    new DataView(context.buffer).setFloat64(0, round);
    return context;
  }

  /** Puts a round back that the core did not take: there is no leader to ask yet. */
  takeBack(context: Uint8Array): void {
    this.#unasked.unshift(...this.#take(context));
  }

  /** Answers the reads of a round. */
  answer(state: ReadState): void {
    for (const waiter of this.#take(state.context)) waiter.resolve(state.index);
  }

  /** All rounds under way are asked again: their leader is gone. */
  askAgain(): void {
    for (const waiters of this.#rounds.values()) this.#unasked.push(...waiters);
    this.#rounds.clear();
  }

  /** Counts time; rejects what has waited for its two election timeouts. */
  tick(ticks: number): void {
    this.#ticks += ticks;
    this.#unasked = this.#giveUp(this.#unasked);
    for (const [id, waiters] of this.#rounds) {
      const kept = this.#giveUp(waiters);
      if (kept.length > 0) this.#rounds.set(id, kept);
      else this.#rounds.delete(id);
    }
  }

  /** Rejects every read. */
  close(error: Error): void {
    this.askAgain();
    for (const waiter of this.#unasked) waiter.reject(error);
    this.#unasked = [];
  }

  #giveUp(waiters: ReadWaiter[]): ReadWaiter[] {
    if (waiters.every((waiter) => waiter.deadline > this.#ticks)) return waiters;
    const kept: ReadWaiter[] = [];
    for (const waiter of waiters) {
      if (waiter.deadline > this.#ticks) kept.push(waiter);
      else waiter.reject(new NoQuorumError({ group: this.#group }));
    }
    return kept;
  }

  #take(context: Uint8Array): ReadWaiter[] {
    if (context.length !== 8) return [];
    const id = new DataView(context.buffer, context.byteOffset, 8).getFloat64(0);
    const waiters = this.#rounds.get(id) ?? [];
    this.#rounds.delete(id);
    return waiters;
  }
}
