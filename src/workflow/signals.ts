/**
 * Signals keeps what a run has been sent by name: to the handler that is registered, or to the waits, or buffered for those
 * that come. None is lost, and each is taken once, in log order.
 *
 * Invariant: a name has a handler or pending waits, not both; signals are buffered only while it has neither.
 */
import { InvalidArgumentError } from "../errors.ts";
import { ownCopy } from "../util/slab.ts";
import type { Operation } from "./operation.ts";
import { countedAs, type Scope } from "./scope.ts";

/** One signal that has been received. */
export interface ReceivedSignal {
  readonly name: string;
  /** Counts the signals of that name in this run, from 0. */
  readonly number: number;
  readonly payload: Uint8Array;
}

/** What handles the signals of a name. */
export interface SignalHandler {
  /** The scope it was registered in; its calls are in scopes of their own inside that. */
  readonly scope: Scope;
  /** `payload` is encoded. What it throws or rejects with fails the run. */
  readonly handle: (scope: Scope, payload: Uint8Array) => unknown;
}

/** What is told how handlers end. */
export interface SignalsHost {
  handlerEnded(): void;
  /** `scope` is that of the call. */
  handlerFailed(error: unknown, scope: Scope): void;
}

interface Mailbox {
  readonly name: string;
  received: number;
  buffered: ReceivedSignal[];
  waits: Operation[];
  handler: SignalHandler | null;
}

/** The signals of one run on this node. */
export class Signals {
  readonly #host: SignalsHost;
  readonly #boxes = new Map<string, Mailbox>();
  #handlers = 0;
  #running = 0;

  constructor(host: SignalsHost) {
    this.#host = host;
  }

  /** Handlers that are registered. */
  get handlers(): number {
    return this.#handlers;
  }

  /** Calls of handlers that have not ended. */
  get running(): number {
    return this.#running;
  }

  /** Takes the next signal of the history; gives the wait that it settles. */
  receive(name: string, payload: Uint8Array): Operation | null {
    const box = this.#box(name);
    const number = box.received;
    box.received += 1;
    if (box.handler !== null) {
      // Behind those that are about to be given to a handler that has just been registered.
      if (box.buffered.length > 0) box.buffered.push({ name, number, payload: ownCopy(payload) });
      else this.#start(box.handler, { name, number, payload });
      return null;
    }
    const wait = nextWait(box);
    // It may be days before the function asks for it.
    if (wait === undefined) box.buffered.push({ name, number, payload: ownCopy(payload) });
    return wait ?? null;
  }

  /** The first buffered signal of a name, taken out. */
  take(name: string): ReceivedSignal | undefined {
    return this.#boxes.get(name)?.buffered.shift();
  }

  /** @throws {InvalidArgumentError} when the name has a handler. */
  checkWait(name: string): void {
    if ((this.#boxes.get(name)?.handler ?? null) === null) return;
    throw new InvalidArgumentError({
      field: "ctx.waitForSignal: name",
      expected: "a signal that has no handler: a name has a handler or waits, not both",
      found: JSON.stringify(name),
    });
  }

  /** Adds a pending wait behind those that are there. */
  wait(name: string, operation: Operation): void {
    this.#box(name).waits.push(operation);
  }

  /**
   * Registers a handler. It is given what is buffered in a microtask, in order.
   *
   * @throws {InvalidArgumentError} when the name has a handler, or pending waits.
   */
  handle(name: string, handler: SignalHandler): void {
    const box = this.#box(name);
    const isWaited = box.waits.some((operation) => !operation.isSettled);
    if (box.handler !== null || isWaited) {
      throw new InvalidArgumentError({
        field: "ctx.onSignal: name",
        expected: isWaited
          ? "a signal that nobody waits for: a name has a handler or waits, not both"
          : "a signal that has no handler",
        found: JSON.stringify(name),
      });
    }
    box.handler = handler;
    this.#handlers += 1;
    if (box.buffered.length > 0) void this.#giveBuffered(box, handler);
  }

  /** The handlers of a scope go with it; signals are buffered again. */
  scopeEnded(scope: Scope): void {
    if (this.#handlers === 0) return;
    for (const box of this.#boxes.values()) {
      if (box.handler?.scope !== scope) continue;
      box.handler = null;
      this.#handlers -= 1;
    }
  }

  /** Names of signals that nobody has taken, as often as there are some. */
  untaken(): string[] {
    const names: string[] = [];
    for (const box of this.#boxes.values()) for (const { name } of box.buffered) names.push(name);
    return names;
  }

  clear(): void {
    for (const box of this.#boxes.values()) {
      box.buffered = [];
      box.handler = null;
    }
    this.#boxes.clear();
    this.#handlers = 0;
  }

  #box(name: string): Mailbox {
    const known = this.#boxes.get(name);
    if (known !== undefined) return known;
    const box: Mailbox = { name, received: 0, buffered: [], waits: [], handler: null };
    this.#boxes.set(name, box);
    return box;
  }

  async #giveBuffered(box: Mailbox, handler: SignalHandler): Promise<void> {
    // The function goes on first, to where it awaits something.
    await Promise.resolve();
    while (box.handler === handler) {
      const signal = box.buffered.shift();
      if (signal === undefined) return;
      this.#start(handler, signal);
    }
  }

  #start(handler: SignalHandler, { name, number, payload }: ReceivedSignal): void {
    const scope = handler.scope.openNumbered(countedAs("signal", name), number);
    this.#running += 1;
    void this.#run(scope, () => handler.handle(scope, payload));
  }

  /** Begins at once; never rejects. */
  async #run(scope: Scope, call: () => unknown): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    try {
      await call();
    } catch (error) {
      failure = { error };
    }
    this.#running -= 1;
    this.scopeEnded(scope);
    scope.end();
    if (failure === null) this.#host.handlerEnded();
    else this.#host.handlerFailed(failure.error, scope);
  }
}

/** Waits that timed out or were cancelled swallow nothing. */
function nextWait(box: Mailbox): Operation | undefined {
  for (;;) {
    const operation = box.waits.shift();
    if (operation === undefined || !operation.isSettled) return operation;
  }
}
