// Two networks under one roof, so that one suite runs over both: gRPC over loopback sockets, and memory on virtual
// time. Nothing here sleeps: conditions are looked at when a listener was called.
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Message, type MessageInit, makeMessage } from "../../src/raft/types.ts";
import { openGrpcTransport } from "../../src/transport/grpc-transport.ts";
import { GrpcWire } from "../../src/transport/grpc-wire.ts";
import { MemoryNetwork } from "../../src/transport/memory-network.ts";
import {
  checkSettings,
  type TransportLimits,
  type TransportTiming,
} from "../../src/transport/options.ts";
import type { TlsOptions } from "../../src/transport/tls.ts";
import type {
  GroupMessage,
  IncomingSnapshot,
  Transport,
  TransportListener,
} from "../../src/transport/transport.ts";
import type { Wire } from "../../src/transport/wire.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";
import { systemScheduler } from "../../src/util/scheduler.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";

export const CLUSTER = "cluster-1";

/** Keeps what a transport tells, and wakes who waits for it. */
export class Recorder implements TransportListener {
  readonly received: { from: string; item: GroupMessage }[] = [];
  readonly frames: number[] = [];
  readonly up: string[] = [];
  readonly down: string[] = [];
  readonly unreachable: (number | null)[] = [];
  takeSnapshot: (snapshot: IncomingSnapshot) => Promise<void> = () =>
    Promise.reject(new Error("no snapshots here"));
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get messages(): Message[] {
    return this.received.map(({ item }) => item.message);
  }

  onMessages(from: string, messages: readonly GroupMessage[]): void {
    this.frames.push(messages.length);
    for (const item of messages) this.received.push({ from, item });
    this.#changed();
  }

  onPeerUp(nodeId: string): void {
    this.up.push(nodeId);
    this.#changed();
  }

  onPeerDown(nodeId: string): void {
    this.down.push(nodeId);
    this.#changed();
  }

  onUnreachable(_nodeId: string, group: number | null): void {
    this.unreachable.push(group);
    this.#changed();
  }

  async onSnapshot(snapshot: IncomingSnapshot): Promise<void> {
    await this.takeSnapshot(snapshot);
  }
}

export interface NodeOptions {
  readonly settings?: TransportLimits & TransportTiming;
  readonly clusterId?: string;
  readonly incarnation?: number;
  readonly port?: number;
  readonly tls?: TlsOptions;
  readonly logger?: Logger;
}

/** A node with its recorder and the address that others dial. */
export interface TestNode {
  readonly transport: Transport;
  readonly recorder: Recorder;
  readonly address: string;
}

/** A network to test on. */
export interface Net extends AsyncDisposable {
  /** A node that knows its cluster and listens. */
  node(nodeId: string, options?: NodeOptions): Promise<TestNode>;
  /** A node that is empty: it can only call and be called. */
  emptyNode(nodeId: string, options?: NodeOptions): Promise<TestNode>;
  /** Goes on until a condition holds that depends on what recorders hear, or on `changed`. */
  until(condition: () => boolean): Promise<void>;
  /** Goes on until a promise is settled. */
  finish<T>(promise: Promise<T>): Promise<T>;
  /** For conditions that depend on more than recorders. */
  changed(): void;
  /** Breaks every connection that is open; new ones may be made at once. */
  breakConnections(): Promise<void>;
  /** The process of a node dies without a word. */
  kill(node: TestNode): Promise<void>;
  /** The same while nothing comes through to others: they do not hear of it, and keep the streams that they had. For nets of two nodes. */
  vanish(node: TestNode): Promise<void>;
  /** How many streams (gRPC: connections) others keep to the address of a node, dead or alive. */
  keptTo(node: TestNode): number;
  /** The network itself, for peers that are made by hand. */
  wire(name: string): Promise<Wire>;
}

/** How a network is made. */
export interface NetOptions {
  /** How long a connection over which nothing comes is kept, in ms. @defaultValue 100 in memory, 5000 for gRPC */
  readonly silenceMs?: number;
}

/** Names each node as the others' peer. */
export function introduce(...nodes: readonly TestNode[]): void {
  const peers = nodes.map(({ transport, address }) => ({ nodeId: transport.nodeId, address }));
  for (const { transport } of nodes) transport.setPeers(peers);
}

export function messageOf(init: MessageInit, group = 1): GroupMessage {
  return { group, message: makeMessage({ from: 1, term: 5, ...init }) };
}

/** An append with entries of `bytes` bytes in all. */
export function appendOf(index: number, bytes: number, group = 1): GroupMessage {
  const data = new Uint8Array(bytes).fill(index & 0xff);
  const entries = [{ term: 5, index: index + 1, type: "normal" as const, data }];
  return messageOf({ type: "append", to: 2, index, logTerm: 5, entries, commit: index }, group);
}

const FAST: TransportTiming = { redialMinMs: 5, redialMaxMs: 50 };

class MemoryNet implements Net {
  readonly network: MemoryNetwork;
  readonly scheduler = new VirtualScheduler();

  constructor({ silenceMs = 100 }: NetOptions) {
    this.network = new MemoryNetwork({ scheduler: this.scheduler, seed: 7, stallMs: silenceMs });
  }

  async node(nodeId: string, options: NodeOptions = {}): Promise<TestNode> {
    const node = await this.emptyNode(nodeId, options);
    const { clusterId = CLUSTER, incarnation = 1 } = options;
    node.transport.identify({ clusterId, incarnation });
    node.transport.attach(node.recorder);
    return node;
  }

  async emptyNode(nodeId: string, options: NodeOptions = {}): Promise<TestNode> {
    const settings = { ...FAST, ...options.settings };
    const transport = this.network.transport({ nodeId, settings, logger: options.logger });
    const address = await transport.listen({ port: options.port ?? 0 });
    return { transport, recorder: new Recorder(() => {}), address };
  }

  async until(condition: () => boolean): Promise<void> {
    const end = await this.scheduler.run({ until: condition });
    if (!condition())
      throw new Error(`the network came to rest (${end}) and the condition is false`);
  }

  async finish<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await this.until(() => isSettled);
    return promise;
  }

  changed(): void {}

  async breakConnections(): Promise<void> {
    const places = ["a", "b", "c"];
    for (const one of places) for (const other of places) this.network.cut(one, other);
    await this.scheduler.run({ untilMs: this.scheduler.now() + 101 });
    this.network.healAll();
  }

  async kill({ transport }: TestNode): Promise<void> {
    this.network.crash(transport.nodeId);
    await Promise.resolve();
  }

  async vanish(node: TestNode): Promise<void> {
    this.network.isolate(node.transport.nodeId);
    await this.kill(node);
    this.network.healAll();
  }

  keptTo({ address }: TestNode): number {
    return this.network.openStreamsTo(address);
  }

  wire(name: string): Promise<Wire> {
    return Promise.resolve(this.network.wire(name));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.scheduler.clear();
    return Promise.resolve();
  }
}

/** Passes bytes on to another port, and can break, silence or watch them. */
export class Proxy {
  readonly seen: Buffer[] = [];
  /** Open sockets, each with the pair that it is of. */
  readonly #sockets = new Map<Socket, { isSilent: boolean }>();
  /** Those among them that others have opened. */
  readonly #near = new Set<Socket>();
  readonly #server: Server;
  #isOpen = true;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(target: string): Promise<{ proxy: Proxy; address: string }> {
    const server = createServer();
    const proxy = new Proxy(server);
    const port = Number(target.slice(target.lastIndexOf(":") + 1));
    server.on("connection", (near) => proxy.#join(near, port));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("no port");
    return { proxy, address: `127.0.0.1:${bound.port}` };
  }

  /** Connections that others have open. */
  get connections(): number {
    return this.#near.size;
  }

  breakAll(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  /** Nothing comes through the connections there are any more, not even their end. */
  silence(): void {
    for (const pair of this.#sockets.values()) pair.isSilent = true;
  }

  /** Takes no connections from now on, and breaks those there are: what a dead process looks like. */
  die(): void {
    this.#isOpen = false;
    this.#server.close();
    this.breakAll();
  }

  async close(): Promise<void> {
    if (this.#isOpen) this.die();
    await Promise.resolve();
  }

  #join(near: Socket, port: number): void {
    const far = connect({ host: "127.0.0.1", port });
    const pair = { isSilent: false };
    this.#near.add(near);
    near.on("close", () => this.#near.delete(near));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      this.#sockets.set(one, pair);
      one.on("data", (bytes) => {
        if (pair.isSilent) return;
        this.seen.push(bytes);
        other.write(bytes);
      });
      one.on("error", () => {});
      one.on("close", () => {
        this.#sockets.delete(one);
        if (!pair.isSilent) other.destroy();
      });
    }
  }
}

class GrpcNet implements Net {
  readonly #keepaliveMs: number;
  readonly #nodes: Transport[] = [];
  readonly #proxies = new Map<Transport, Proxy>();
  readonly #waiting = new Set<() => void>();
  readonly #wires: Wire[] = [];

  constructor({ silenceMs = 5000 }: NetOptions) {
    this.#keepaliveMs = silenceMs;
  }

  async node(nodeId: string, options: NodeOptions = {}): Promise<TestNode> {
    const node = await this.emptyNode(nodeId, options);
    const { clusterId = CLUSTER, incarnation = 1 } = options;
    node.transport.identify({ clusterId, incarnation });
    node.transport.attach(node.recorder);
    return node;
  }

  async emptyNode(nodeId: string, options: NodeOptions = {}): Promise<TestNode> {
    const settings = { ...FAST, keepaliveMs: this.#keepaliveMs, ...options.settings };
    const given = { tls: options.tls, logger: options.logger };
    const transport = await openGrpcTransport({ nodeId, settings, ...given });
    this.#nodes.push(transport);
    const { proxy, address } = await Proxy.open(
      await transport.listen({ port: options.port ?? 0 }),
    );
    this.#proxies.set(transport, proxy);
    return { transport, recorder: new Recorder(() => this.changed()), address };
  }

  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  async finish<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  changed(): void {
    for (const look of this.#waiting) look();
  }

  async breakConnections(): Promise<void> {
    for (const proxy of this.#proxies.values()) proxy.breakAll();
    await Promise.resolve();
  }

  async kill({ transport }: TestNode): Promise<void> {
    this.#proxies.get(transport)?.die();
    await transport.close();
  }

  async vanish({ transport }: TestNode): Promise<void> {
    for (const proxy of this.#proxies.values()) proxy.silence();
    await transport.close();
  }

  keptTo({ transport }: TestNode): number {
    return this.#proxies.get(transport)?.connections ?? 0;
  }

  async wire(_name: string): Promise<Wire> {
    const settings = checkSettings(FAST);
    const parts = { settings, scheduler: systemScheduler, logger: silentLogger, tls: null };
    const wire = await GrpcWire.open(parts);
    this.#wires.push(wire);
    return wire;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const proxy of this.#proxies.values()) await proxy.close();
    for (const transport of this.#nodes) await transport.close();
    for (const wire of this.#wires) await wire.close();
  }
}

export const NETS: ReadonlyArray<{
  readonly name: string;
  readonly make: (options?: NetOptions) => Net;
}> = [
  { name: "memory", make: (options = {}) => new MemoryNet(options) },
  { name: "grpc", make: (options = {}) => new GrpcNet(options) },
];
