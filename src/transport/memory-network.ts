/**
 * MemoryNetwork is a network inside one process, on any Scheduler, with faults by seed: delay, loss, duplication,
 * partitions also in one direction only, pauses and crashes of places. Transports over it run the same code as
 * those over gRPC; the bytes that would be on the wire are really made and read.
 *
 * What it keeps of TCP: messages of one stream never overtake each other. What it does not: frames are lost and
 * repeated one by one, where TCP would break the stream; that is harder on Raft, not easier. Messages of different
 * streams overtake each other as their delays fall.
 */
import { SeededRandom } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { MemoryStream, MemoryWire } from "./memory-wire.ts";
import { NodeTransport, type NodeTransportOptions } from "./node-transport.ts";
import type { Transport } from "./transport.ts";

/** What goes wrong by chance. May be changed at any time. */
export interface MemoryNetworkFaults {
  /** Least time on the way, in ms. @defaultValue 0.05 */
  readonly delayMinMs?: number | undefined;
  /** Most time on the way, in ms. @defaultValue 0.5 */
  readonly delayMaxMs?: number | undefined;
  /** Chance that a frame is lost, or that any other message breaks its stream. @defaultValue 0 */
  readonly lossRate?: number | undefined;
  /** Chance that a frame comes twice. @defaultValue 0 */
  readonly duplicateRate?: number | undefined;
}

/** {@link MemoryNetworkFaults} with all defaults. */
export type AllFaults = { readonly [K in keyof MemoryNetworkFaults]-?: number };

/** How a network is made. */
export interface MemoryNetworkOptions {
  readonly scheduler: Scheduler;
  /** The same seed and the same calls give the same events. */
  readonly seed: number;
  readonly faults?: MemoryNetworkFaults | undefined;
  /** A stream that nothing can pass for this long breaks, in ms. @defaultValue 7500 */
  readonly stallMs?: number | undefined;
  /** A connection that nobody answers is given up after this, in ms. @defaultValue 1000 */
  readonly dialTimeoutMs?: number | undefined;
}

/** A network inside one process. */
export class MemoryNetwork {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly stallMs: number;
  readonly dialTimeoutMs: number;
  readonly #listeners = new Map<string, MemoryWire>();
  readonly #streams = new Set<MemoryStream>();
  readonly #wires = new Set<MemoryWire>();
  readonly #cut = new Set<string>();
  readonly #paused = new Map<string, (() => void)[]>();
  #faults: AllFaults;
  #nextPort = 1;

  constructor(options: MemoryNetworkOptions) {
    this.scheduler = options.scheduler;
    this.random = new SeededRandom(options.seed);
    this.stallMs = options.stallMs ?? 7500;
    this.dialTimeoutMs = options.dialTimeoutMs ?? 1000;
    this.#faults = withDefaults(options.faults);
  }

  /** A transport of a node at a place of the same name, on this network's scheduler. */
  transport(options: Omit<NodeTransportOptions, "wire" | "scheduler" | "random">): Transport {
    const { scheduler } = this;
    const random = new SeededRandom(this.random.below(2 ** 32));
    return new NodeTransport({ ...options, scheduler, random, wire: this.wire(options.nodeId) });
  }

  /** Access to the network from a place. Cuts, pauses and crashes name places. */
  wire(place: string): MemoryWire {
    const wire = new MemoryWire(this, place);
    this.#wires.add(wire);
    return wire;
  }

  /** Streams that are open at either end. */
  get openStreams(): number {
    return this.#streams.size;
  }

  /** Streams to an address that their opener has not given up, whether anybody is there or not. */
  openStreamsTo(address: string): number {
    return [...this.#streams].filter((stream) => stream.isKeptTo(address)).length;
  }

  /** Changes what goes wrong from now on; what is not given is as it was. */
  setFaults(faults: MemoryNetworkFaults): void {
    this.#faults = withDefaults({ ...this.#faults, ...faults });
  }

  get faults(): AllFaults {
    return this.#faults;
  }

  /** Nothing passes from one place to the other until it is healed; the way back stays. */
  cut(from: string, to: string): void {
    this.#cut.add(link(from, to));
    for (const stream of this.#streams) stream.watchStall();
  }

  /** Cuts a place off in both directions from all others that have a wire. */
  isolate(place: string): void {
    for (const { place: other } of this.#wires) {
      if (other === place) continue;
      this.cut(place, other);
      this.cut(other, place);
    }
  }

  /** Heals one direction. */
  heal(from: string, to: string): void {
    this.#cut.delete(link(from, to));
  }

  /** Heals everything. */
  healAll(): void {
    this.#cut.clear();
  }

  isCut(from: string, to: string): boolean {
    return this.#cut.has(link(from, to));
  }

  /** Holds what comes to a place and what leaves it, as a stopped process does; its own timers are not held. */
  pause(place: string): void {
    if (!this.#paused.has(place)) this.#paused.set(place, []);
  }

  /** Lets everything that was held go its way, in order. */
  resume(place: string): void {
    this.scheduler.setImmediate(() => {
      // Until now it was paused, so that nothing overtook what was held.
      const held = this.#paused.get(place) ?? [];
      this.#paused.delete(place);
      for (const run of held) run();
    });
  }

  /**
   * The process at a place dies: its streams break at the other ends, its wire does and hears nothing any more.
   * A new wire at the same place is a new process. Close the transport of the dead one to stop its timers.
   */
  crash(place: string): void {
    // What it had closed itself while it was held was still to be told; the system closes what a process leaves.
    const hasHeld = this.#paused.delete(place);
    if (hasHeld) for (const stream of this.#streams) stream.left(place);
    for (const wire of this.#wires) if (wire.place === place) wire.die();
  }

  /** @internal An address for a wire; null when it is taken. */
  bind(wire: MemoryWire, { host, port }: { host: string; port: number }): string | null {
    const address = `${host}:${port === 0 ? this.#nextPort++ : port}`;
    if (this.#listeners.has(address)) return null;
    this.#listeners.set(address, wire);
    return address;
  }

  /** @internal */
  unbind(wire: MemoryWire): void {
    for (const [address, bound] of this.#listeners) {
      if (bound === wire) this.#listeners.delete(address);
    }
    this.#wires.delete(wire);
  }

  /** @internal */
  listenerAt(address: string): MemoryWire | undefined {
    return this.#listeners.get(address);
  }

  /** @internal */
  track(stream: MemoryStream): void {
    this.#streams.add(stream);
  }

  /** @internal */
  forget(stream: MemoryStream): void {
    this.#streams.delete(stream);
  }

  /** @internal Does something at a place: now, or when it is not paused any more. */
  at(place: string, run: () => void): void {
    const held = this.#paused.get(place);
    if (held === undefined) run();
    else held.push(run);
  }

  /** @internal Time on the way for one message. */
  delayMs(): number {
    const { delayMinMs, delayMaxMs } = this.#faults;
    return delayMinMs + this.random.next() * Math.max(0, delayMaxMs - delayMinMs);
  }
}

function link(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

function withDefaults(faults: MemoryNetworkFaults = {}): AllFaults {
  return {
    delayMinMs: faults.delayMinMs ?? 0.05,
    delayMaxMs: faults.delayMaxMs ?? 0.5,
    lossRate: faults.lossRate ?? 0,
    duplicateRate: faults.duplicateRate ?? 0,
  };
}
