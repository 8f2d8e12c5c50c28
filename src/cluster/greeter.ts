/**
 * Greeter keeps asking where the nodes are that cannot be reached, and tells them where this one is: at the addresses that are known of
 * them, and through any other that answers. All nodes may have moved at once.
 */
import { setMaxListeners } from "node:events";
import type { Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { type AddressBook, SAID_AT_MAX } from "./address-book.ts";
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
  /** Addresses where somebody of the cluster may be. */
  readonly join: readonly string[];
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
  #untold = new Set<string>();
  readonly #stopping = new AbortController();
  #timer: TimerHandle | null = null;
  /** Called when an address has changed, and once in each round. */
  onNews: () => void = () => {};
  /** Called when somebody says that this node was removed. */
  onRemoved: () => void = () => {};

  constructor(options: GreeterOptions) {
    this.#options = options;
    // Each hello under way has one; how many there are is bounded by the address book.
    setMaxListeners(0, this.#stopping.signal);
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

  /** Nobody else is connected any more: nobody tells when those go who are no peers. */
  keepOnly(peers: ReadonlySet<string>): void {
    for (const nodeId of this.#up) if (!peers.has(nodeId)) this.#up.delete(nodeId);
  }

  /** Whether a node is connected. */
  sees(nodeId: string): boolean {
    return this.#up.has(nodeId);
  }

  /** Asks all nodes, also those that are connected. */
  askAll(): void {
    for (const { nodeId } of this.#others()) this.#askNode(nodeId);
  }

  #round(): void {
    const others = this.#others();
    const missing = others.filter(({ nodeId }) => !this.#up.has(nodeId));
    const untold = others.filter(({ nodeId }) => this.#untold.has(nodeId));
    // Without those that the book has forgotten.
    this.#untold = new Set(untold.map(({ nodeId }) => nodeId));
    for (const nodeId of this.#untold) this.#askNode(nodeId);
    const { join, scheduler } = this.#options;
    if (missing.length > 0 || this.#up.size === 0) {
      // Those that are connected may have heard where the missing ones are now.
      this.askAll();
      for (const address of join) this.#maybeAsk(address);
    }
    this.#timer = scheduler.setTimeout(() => {
      this.onNews();
      this.#round();
    }, ROUND_MS);
  }

  #others(): readonly KnownNode[] {
    const { book, self } = this.#options;
    return book.all().filter(({ nodeId }) => nodeId !== self.nodeId);
  }

  /** Wherever it may be: its own word, the state's and the configuration's may differ. */
  #askNode(nodeId: string): void {
    for (const address of this.#options.book.addressesOf(nodeId)) this.#maybeAsk(address);
  }

  #maybeAsk(address: string): void {
    const isSelf = address === this.#options.self.address;
    if (!isSelf && !this.#asking.has(address)) void this.#ask(address);
  }

  async #ask(address: string): Promise<void> {
    const { transport, self, book, logger } = this.#options;
    this.#asking.add(address);
    try {
      const { clusterId, incarnation } = this.#options.identity();
      const said = self.saidAt;
      const payload = encodeHello({ self, incarnation });
      const call = { payload, timeoutMs: ROUND_MS, abortSignal: this.#stopping.signal };
      const answer = decodeHelloAnswer(await transport.call({ address }, METHODS.hello, call));
      // Another cluster has that address now; its nodes may have the names of members of this one.
      if (answer.clusterId !== "" && answer.clusterId !== clusterId) return;
      if (answer.removed && answer.clusterId === clusterId) this.onRemoved();
      for (const known of answer.known) this.#correct(known);
      // Not when it was told what holds no more by now.
      if (said === self.saidAt) this.#untold.delete(answer.self.nodeId);
      const ownWord = book.heard(answer.self, answer.incarnation) ? [answer.self] : [];
      const news = [...ownWord, ...answer.known.filter((node) => book.heard(node))];
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
    // Nobody believes that, so it need not be topped.
    if (saidAt > SAID_AT_MAX) return;
    self.saidAt = saidAt + 1;
    for (const other of book.all()) this.#untold.add(other.nodeId);
  }
}
