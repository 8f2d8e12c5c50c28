/**
 * Greeter keeps asking nodes that cannot be reached where they are, and tells them where this one is: at the addresses that are known of
 * them, through any that answer. All nodes may have moved at once.
 */
import type { Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { AddressBook } from "./address-book.ts";
import { decodeHelloAnswer, encodeHello, type KnownNode, METHODS } from "./messages.ts";

/** What this node says of itself. It says it anew when others go by something that it said before. */
export interface SelfStatement extends KnownNode {
  saidAt: number;
}

/** What it stands on. */
export interface GreeterOptions {
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly self: SelfStatement;
  readonly book: AddressBook;
  /** Of this node's directory. */
  readonly identity: () => { readonly clusterId: string; readonly incarnation: number };
}

/** Pause between two rounds, in ms. */
const ROUND_MS = 1000;

/** Hellos of one node. */
export class Greeter {
  readonly #options: GreeterOptions;
  readonly #up = new Set<string>();
  readonly #asking = new Set<string>();
  /** Nodes that may be connected here and still go by an old address of this one. */
  readonly #untold = new Set<string>();
  readonly #stopping = new AbortController();
  #timer: TimerHandle | null = null;
  /** Called when an address has changed, and once in each round. */
  onNews: () => void = () => {};
  /** Called when somebody says that this node was removed. */
  onRemoved: () => void = () => {};

  constructor(options: GreeterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#round();
  }

  stop(): void {
    this.#stopping.abort(new Error("the node closes"));
    if (this.#timer !== null) this.#options.scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** A node is connected, or is not any more. */
  isUp(nodeId: string, up: boolean): void {
    if (!up) {
      this.#up.delete(nodeId);
      return;
    }
    this.#up.add(nodeId);
    this.#untold.add(nodeId);
    const address = this.#options.book.addressOf(nodeId);
    if (this.#timer !== null && address !== undefined) void this.#ask(address);
  }

  /** Whether a node is connected. */
  sees(nodeId: string): boolean {
    return this.#up.has(nodeId);
  }

  #round(): void {
    const { book, self, scheduler } = this.#options;
    for (const { nodeId, address } of book.all()) {
      const isDone = this.#up.has(nodeId) && !this.#untold.has(nodeId);
      if (nodeId === self.nodeId || isDone || this.#asking.has(address)) continue;
      void this.#ask(address);
    }
    this.#timer = scheduler.setTimeout(() => {
      this.onNews();
      this.#round();
    }, ROUND_MS);
  }

  async #ask(address: string): Promise<void> {
    const { transport, self, book, logger } = this.#options;
    this.#asking.add(address);
    try {
      const { clusterId, incarnation } = this.#options.identity();
      const payload = encodeHello({ self, incarnation });
      const call = { payload, timeoutMs: ROUND_MS, abortSignal: this.#stopping.signal };
      const answer = decodeHelloAnswer(await transport.call({ address }, METHODS.hello, call));
      if (answer.removed && answer.clusterId === clusterId) this.onRemoved();
      this.#untold.delete(answer.self.nodeId);
      for (const known of answer.known) this.#correct(known);
      const news = [answer.self, ...answer.known].filter((node) => book.heard(node));
      if (news.some(({ nodeId }) => nodeId !== self.nodeId)) this.onNews();
    } catch (error) {
      logger.debug({ address, err: error }, "a node did not answer a hello");
    } finally {
      this.#asking.delete(address);
    }
  }

  /** Somebody goes by an older word of this node, which its clock was ahead for: it says the new one as a newer one. */
  #correct({ nodeId, address, saidAt }: KnownNode): void {
    const { self, book } = this.#options;
    if (nodeId !== self.nodeId || address === self.address || saidAt < self.saidAt) return;
    self.saidAt = saidAt + 1;
    for (const other of book.all()) this.#untold.add(other.nodeId);
  }
}
