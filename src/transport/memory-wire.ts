/** MemoryWire and MemoryStream: one process's access to a MemoryNetwork, and what passes between two of them. */
import { ListenFailedError } from "../errors.ts";
import type { TimerHandle } from "../util/scheduler.ts";
import type { MemoryNetwork } from "./memory-network.ts";
import {
  NeverConnectedError,
  type Wire,
  type WireAcceptor,
  type WireConnection,
  type WireHandler,
  type WireListenOptions,
  type WireMethod,
  type WireStream,
} from "./wire.ts";

/** One process's access to a network in memory. */
export class MemoryWire implements Wire {
  readonly place: string;
  readonly #network: MemoryNetwork;
  readonly #ends = new Set<MemoryEnd>();
  #accept: WireAcceptor | null = null;
  #isDead = false;

  constructor(network: MemoryNetwork, place: string) {
    this.#network = network;
    this.place = place;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async listen(options: WireListenOptions, accept: WireAcceptor): Promise<string> {
    // One turn later, as with sockets.
    await Promise.resolve();
    const address = this.#network.bind(this, options);
    if (address === null) {
      const { host, port } = options;
      throw new ListenFailedError({ address: `${host}:${port}`, reason: "it is taken" });
    }
    this.#accept = accept;
    return address;
  }

  connect(address: string): WireConnection {
    const opened = new Set<MemoryEnd>();
    return {
      open: (method, handler) => {
        // A dead process dials nobody, even while its timers still fire.
        if (this.#isDead) return NO_STREAM;
        const stream = new MemoryStream({ network: this.#network, address, method });
        const end = stream.open(this, handler);
        opened.add(end);
        end.onOver = () => opened.delete(end);
        return end;
      },
      close: () => {
        for (const end of opened) end.break("the connection was closed");
        opened.clear();
      },
    };
  }

  reload(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.die();
    return Promise.resolve();
  }

  /** Breaks all streams at the other ends and hears nothing more. */
  die(): void {
    this.#isDead = true;
    this.#accept = null;
    for (const end of this.#ends) end.cancel();
    this.#network.unbind(this);
  }

  /** @internal */
  adopt(end: MemoryEnd): void {
    this.#ends.add(end);
  }

  /** @internal */
  forget(end: MemoryEnd): void {
    this.#ends.delete(end);
  }

  /** @internal Null when nobody takes streams here. */
  accepted(method: WireMethod, end: MemoryEnd): WireHandler | null {
    return this.#accept?.(method, end) ?? null;
  }
}

const NO_STREAM: WireStream = { write: () => {}, end: () => {}, cancel: () => {} };

/** What a stream is made of. */
export interface MemoryStreamParts {
  readonly network: MemoryNetwork;
  readonly address: string;
  readonly method: WireMethod;
}

/** What passes between two ends. */
export class MemoryStream {
  readonly network: MemoryNetwork;
  readonly method: WireMethod;
  readonly #address: string;
  #opener: MemoryEnd | null = null;
  #acceptor: MemoryEnd | null = null;
  #stallTimer: TimerHandle | null = null;
  /** Something that had to come through did not: it breaks even if what was cut heals. */
  #isDoomed = false;

  constructor({ network, address, method }: MemoryStreamParts) {
    this.network = network;
    this.#address = address;
    this.method = method;
  }

  /** The opening end. The other one comes to be when the news arrives. */
  open(wire: MemoryWire, handler: WireHandler): MemoryEnd {
    const { network } = this;
    const opener = new MemoryEnd(this, wire, handler);
    this.#opener = opener;
    network.track(this);
    network.at(wire.place, () => {
      const target = network.listenerAt(this.#address);
      const isCut = target !== undefined && this.#isCutBetween(wire.place, target.place);
      if (isCut) this.#refuseLater(opener);
      else opener.pass(() => this.#arrived(opener));
    });
    return opener;
  }

  other(end: MemoryEnd): MemoryEnd | null {
    return end === this.#opener ? this.#acceptor : this.#opener;
  }

  /** Whether it goes to an address, and its opener has not given it up. */
  isKeptTo(address: string): boolean {
    return this.#address === address && this.#opener?.isOver === false;
  }

  isAcceptor(end: MemoryEnd): boolean {
    return end === this.#acceptor;
  }

  /** Where messages of an end go. */
  placeBeyond(end: MemoryEnd): string {
    const other = this.other(end)?.wire ?? this.network.listenerAt(this.#address);
    return other?.place ?? this.#address;
  }

  /** A cut may be between the ends now: if it stays for the stall time, the stream breaks. */
  watchStall(isDoomed = false): void {
    const [one, other] = [this.#opener?.wire.place, this.#acceptor?.wire.place];
    if (one === undefined || other === undefined) return;
    const isCut = (): boolean => this.#isCutBetween(one, other);
    this.#isDoomed ||= isDoomed;
    if (this.#stallTimer !== null || !(this.#isDoomed || isCut())) return;
    const { scheduler, stallMs } = this.network;
    this.#stallTimer = scheduler.setTimeout(() => {
      this.#stallTimer = null;
      if (!this.#isDoomed && !isCut()) return;
      this.#opener?.stalled();
      this.#acceptor?.stalled();
    }, stallMs);
  }

  /** The process at a place is gone: the other end hears of it, however the one there ended. */
  left(place: string): void {
    for (const end of [this.#opener, this.#acceptor])
      if (end?.wire.place === place && end.isOver) end.tellOver();
  }

  /** Both ends are over. */
  maybeForget(): void {
    if (this.#opener?.isOver === false || this.#acceptor?.isOver === false) return;
    if (this.#stallTimer !== null) this.network.scheduler.clearTimeout(this.#stallTimer);
    this.#stallTimer = null;
    this.network.forget(this);
  }

  #arrived(opener: MemoryEnd): void {
    const target = this.network.listenerAt(this.#address);
    if (opener.isOver) return;
    if (target === undefined) {
      opener.refused("nobody listens there");
      return;
    }
    const acceptor = new MemoryEnd(this, target, NOBODY);
    this.#acceptor = acceptor;
    const handler = target.accepted(this.method, acceptor);
    if (handler === null) acceptor.cancel();
    else acceptor.handler = handler;
  }

  #refuseLater(opener: MemoryEnd): void {
    const { scheduler, dialTimeoutMs } = this.network;
    opener.timer = scheduler.setTimeout(() => opener.refused("no answer"), dialTimeoutMs);
  }

  #isCutBetween(one: string, other: string): boolean {
    return this.network.isCut(one, other) || this.network.isCut(other, one);
  }
}

const NOBODY: WireHandler = { onMessage: () => {}, onClose: () => {} };

/** One end of a stream. */
export class MemoryEnd implements WireStream {
  readonly wire: MemoryWire;
  handler: WireHandler;
  /** Waits for the end of a dial that nobody answers. */
  timer: TimerHandle | null = null;
  /** Called when it is over: nothing needs it any more. */
  onOver: () => void = () => {};
  readonly #stream: MemoryStream;
  /** When the last message arrives at the other end; none arrives before it. */
  #lastArrival = 0;
  #written = 0;
  #isOver = false;

  constructor(stream: MemoryStream, wire: MemoryWire, handler: WireHandler) {
    this.#stream = stream;
    this.wire = wire;
    this.handler = handler;
    wire.adopt(this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  write(message: Uint8Array, sent?: () => void): void {
    if (this.#isOver) return;
    const { network } = this.#stream;
    // A copy: what the sender does with its bytes afterwards is nobody else's concern.
    const copy = message.slice();
    this.#written += 1;
    const isFirst = this.#written === 1;
    network.at(this.wire.place, () => this.#transmit(copy, isFirst));
    if (sent !== undefined) {
      network.scheduler.setImmediate(() => network.at(this.wire.place, sent));
    }
  }

  end(): void {
    if (this.#isOver) return;
    const { network } = this.#stream;
    // The accepting side ends the stream for both; the opening side says only that it writes no more.
    const isAcceptor = this.#stream.isAcceptor(this);
    network.at(this.wire.place, () => {
      const other = (): MemoryEnd | null => this.#stream.other(this);
      if (network.isCut(this.wire.place, this.#stream.placeBeyond(this)))
        this.#stream.watchStall(true);
      else if (isAcceptor) this.pass(() => other()?.closed(null));
      else this.pass(() => other()?.ended());
    });
    if (isAcceptor) this.#finish();
  }

  cancel(): void {
    if (this.#isOver) return;
    const { network } = this.#stream;
    this.#finish();
    network.at(this.wire.place, () => this.tellOver());
  }

  /** @internal The other end hears that this one is over, once what is cut heals. */
  tellOver(): void {
    const { network } = this.#stream;
    if (network.isCut(this.wire.place, this.#stream.placeBeyond(this))) {
      this.#stream.watchStall(true);
    } else {
      this.pass(() => this.#stream.other(this)?.closed(new Error("stream cancelled")));
    }
  }

  /** The connection is closed on this side: its handler hears of it. */
  break(reason: string): void {
    if (this.#isOver) return;
    const { handler } = this;
    this.cancel();
    this.#stream.network.scheduler.setImmediate(() => {
      if (!this.wire.isDead) handler.onClose(new Error(reason));
    });
  }

  /** @internal The dial came to nothing. */
  refused(reason: string): void {
    this.closed(new NeverConnectedError(reason));
  }

  /** @internal Nothing has passed for the stall time. */
  stalled(): void {
    this.closed(new Error("no sign of life"));
  }

  /** @internal The opening side writes no more. */
  ended(): void {
    this.#stream.network.at(this.wire.place, () => {
      if (!this.#isOver) this.handler.onEnd?.();
    });
  }

  /** @internal The stream is over, says the other end or the network. */
  closed(error: Error | null): void {
    this.#stream.network.at(this.wire.place, () => {
      if (this.#isOver) return;
      this.#finish();
      this.handler.onClose(error);
    });
  }

  /** @internal Does something at the other end, after what was passed before. */
  pass(run: () => void): void {
    const { scheduler } = this.#stream.network;
    const now = scheduler.now();
    this.#lastArrival = Math.max(this.#lastArrival, now + this.#stream.network.delayMs());
    scheduler.setTimeout(run, this.#lastArrival - now);
  }

  #transmit(message: Uint8Array, isFirst: boolean): void {
    const { network, method } = this.#stream;
    const { lossRate, duplicateRate } = network.faults;
    const isCut = network.isCut(this.wire.place, this.#stream.placeBeyond(this));
    const isFrame = method === "Frames" && !isFirst;
    const isLost = isCut || (lossRate > 0 && network.random.next() < lossRate);
    if (isLost) {
      if (isCut) this.#stream.watchStall(!isFrame);
      else if (!isFrame) this.#reset();
      return;
    }
    this.pass(() => this.#arrive(message));
    const isTwice = isFrame && duplicateRate > 0 && network.random.next() < duplicateRate;
    if (isTwice) this.pass(() => this.#arrive(message.slice()));
  }

  #arrive(message: Uint8Array): void {
    const other = this.#stream.other(this);
    if (other === null) return;
    this.#stream.network.at(other.wire.place, () => {
      if (!other.isOver) other.handler.onMessage(message);
    });
  }

  /** A message of a stream that cannot do without it was lost: both ends hear that it broke. */
  #reset(): void {
    const error = new Error("connection reset");
    this.pass(() => this.#stream.other(this)?.closed(error));
    this.#stream.network.scheduler.setImmediate(() => this.closed(error));
  }

  #finish(): void {
    this.#isOver = true;
    const { scheduler } = this.#stream.network;
    if (this.timer !== null) scheduler.clearTimeout(this.timer);
    this.timer = null;
    this.wire.forget(this);
    this.onOver();
    this.#stream.maybeForget();
  }
}
