/**
 * The network between log hosts in one process: messages and snapshots, late by the dice, lost by ratios, cut off on
 * request, all on virtual time.
 */
import type { Message } from "../../src/raft/types.ts";
import type { Replica } from "../../src/replica/replica.ts";
import type { OutgoingSnapshot, SendSnapshot } from "../../src/replica/replica-host.ts";
import type { Random } from "../../src/util/random.ts";
import type { Scheduler } from "../../src/util/scheduler.ts";

/** What goes wrong; ratios are probabilities. */
export interface NetworkFaults {
  readonly messageLossRatio?: number;
  /** The connection breaks before a chunk. */
  readonly chunkLossRatio?: number;
  /** A chunk is changed on its way. */
  readonly chunkDamageRatio?: number;
  /** Time that a chunk takes, in ms. */
  readonly chunkDelayMs?: number;
}

/** How often a broken connection is made again for one snapshot. */
const CONNECTIONS_MAX = 3;

export class LogNetwork {
  /** Cut off from all others. */
  readonly cut = new Set<number>();
  faults: NetworkFaults = {};
  /** Messages that are lost beside those by the dice. */
  isLost: (message: Message) => boolean = () => false;
  /** Chunks that have arrived. */
  chunks = 0;
  /** Called with every chunk that arrives: the receiver and the number of the chunk. */
  onChunk: ((to: number, number: number) => void) | null = null;
  readonly #replicas = new Map<number, Replica>();
  readonly #scheduler: Scheduler;
  readonly #random: Random;

  constructor(scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler;
    this.#random = random;
  }

  /** A process takes part; null: it is gone. */
  connect(id: number, replica: Replica | null): void {
    if (replica === null) this.#replicas.delete(id);
    else this.#replicas.set(id, replica);
  }

  send(from: number, messages: readonly Message[]): void {
    const sender = this.#replicas.get(from);
    for (const message of messages) {
      const delayMs = 0.05 + this.#random.next() * 0.5;
      const byDice = this.#random.next() < (this.faults.messageLossRatio ?? 0);
      const isLost = byDice || this.isLost(message);
      this.#scheduler.setTimeout(() => {
        if (isLost || !this.#isOpen(from, message.to) || this.#replicas.get(from) !== sender)
          return;
        this.#replicas.get(message.to)?.receive(message);
      }, delayMs);
    }
  }

  /** What a host of this node sends snapshots by. */
  snapshotsOf(from: number): SendSnapshot {
    return (outgoing) => this.#carry(from, outgoing);
  }

  async #carry(from: number, outgoing: OutgoingSnapshot): Promise<void> {
    const { message } = outgoing;
    for (let connection = 1; ; connection += 1) {
      await this.#pause(0.2);
      const receiver = this.#replicas.get(message.to);
      if (receiver === undefined || !this.#isOpen(from, message.to))
        throw new Error("no connection");
      try {
        await receiver.receiveSnapshot(message, (number) => this.#chunks(from, outgoing, number));
        return;
      } catch (error) {
        if (!(error instanceof Broken) || connection === CONNECTIONS_MAX) throw error;
      }
    }
  }

  async *#chunks(
    from: number,
    outgoing: OutgoingSnapshot,
    first: number,
  ): AsyncGenerator<Uint8Array> {
    const { message } = outgoing;
    let number = first;
    for await (const chunk of outgoing.chunks(first)) {
      const { chunkLossRatio = 0, chunkDamageRatio = 0, chunkDelayMs = 0.2 } = this.faults;
      await this.#pause(chunkDelayMs);
      const isBroken = this.#random.next() < chunkLossRatio || !this.#isOpen(from, message.to);
      if (isBroken) throw new Broken("the connection broke");
      const copy = new Uint8Array(chunk);
      if (this.#random.next() < chunkDamageRatio) {
        const at = this.#random.below(copy.length);
        copy[at] = (copy[at] ?? 0) ^ 1;
      }
      this.chunks += 1;
      this.onChunk?.(message.to, number);
      number += 1;
      yield copy;
      // Whoever takes them may have used the bytes for something else by now.
      copy.fill(0);
    }
  }

  #isOpen(one: number, other: number): boolean {
    if (this.cut.has(one) || this.cut.has(other)) return false;
    return this.#replicas.has(one) && this.#replicas.has(other);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#scheduler.setTimeout(resolve, delayMs);
    });
  }
}

class Broken extends Error {}
