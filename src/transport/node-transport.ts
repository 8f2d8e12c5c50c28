/**
 * NodeTransport puts the parts of a transport together over a Wire: a way in and a way out for each peer, calls,
 * snapshots, and the flush at the end of a turn.
 *
 * Invariants: frames and snapshots flow only when the node knows its cluster and has a listener; the listener is
 * never called from inside a method and never after the close.
 */
import { InvalidArgumentError, PeerUnreachableError, RuntimeClosedError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { invariant } from "../util/assert.ts";
import { SeededIds } from "../util/ids.ts";
import { type Logger, silentLogger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { Acceptor, type Opener } from "./acceptor.ts";
import { parseAddress } from "./address.ts";
import { CallClient, type CallDestination } from "./call-client.ts";
import { CallServer } from "./call-server.ts";
import { TransportCommon } from "./common.ts";
import { CallerMismatchError, LocalIdentity } from "./identity.ts";
import { lifeOf } from "./life.ts";
import { checkSettings, type TransportLimits, type TransportTiming } from "./options.ts";
import { PeerReceiver } from "./peer-receiver.ts";
import { PeerSender } from "./peer-sender.ts";
import { SnapshotReceiver } from "./snapshot-receiver.ts";
import { SNAPSHOT_METHOD, SnapshotSender } from "./snapshot-sender.ts";
import type {
  CallHandler,
  CallOptions,
  CallTarget,
  GroupMessage,
  IncomingCall,
  ListenOptions,
  NodeName,
  OutgoingSnapshot,
  Peer,
  Transport,
  TransportListener,
  TransportStats,
} from "./transport.ts";
import type { Wire, WireStream } from "./wire.ts";

/** What a transport is made of. */
export interface NodeTransportOptions {
  readonly nodeId: string;
  readonly wire: Wire;
  readonly scheduler: Scheduler;
  /** Jitter and transfer ids. */
  readonly random: Random;
  /** 16 bytes that no other transport has (life.ts). @defaultValue by `random` */
  readonly life?: Uint8Array | undefined;
  readonly logger?: Logger | undefined;
  readonly settings?: (TransportLimits & TransportTiming) | undefined;
}

interface Link {
  peer: Peer;
  readonly sender: PeerSender;
  /** Null until frames may flow. */
  receiver: PeerReceiver | null;
}

/** A transport over a wire. */
export class NodeTransport implements Transport {
  readonly nodeId: string;
  readonly #common: TransportCommon;
  readonly #links = new Map<string, Link>();
  readonly #acceptor: Acceptor;
  readonly #callClient: CallClient;
  readonly #callServer: CallServer;
  readonly #snapshotSender: SnapshotSender;
  readonly #snapshotReceiver: SnapshotReceiver;
  #flushHandle: TimerHandle | null = null;
  /** Groups of nodes whose messages were dropped, until the listener is told. */
  readonly #dropped = new Map<string, Set<number | null>>();
  #droppedHandle: TimerHandle | null = null;
  #listening: Promise<string> | null = null;
  #closing: Promise<void> | null = null;

  /** @throws {InvalidArgumentError} naming the option that is out of range. */
  constructor(options: NodeTransportOptions) {
    const { nodeId, wire, scheduler, random, logger = silentLogger } = options;
    const life = lifeOf(options.life ?? new SeededIds(random).id16());
    const identity = new LocalIdentity(nodeId, life);
    const settings = checkSettings(options.settings);
    this.nodeId = nodeId;
    this.#common = new TransportCommon({
      wire,
      identity,
      settings,
      scheduler,
      random,
      logger: logger.child({ part: "transport", nodeId }),
    });
    this.#callClient = new CallClient(this.#common);
    this.#callServer = new CallServer(this.#common);
    this.#snapshotSender = new SnapshotSender(this.#common, (peer, payload) =>
      this.call(peer, SNAPSHOT_METHOD, { payload, timeoutMs: settings.resumeTimeoutMs }),
    );
    this.#snapshotReceiver = new SnapshotReceiver(
      this.#common,
      (peer) => this.#links.get(peer)?.peer.address ?? null,
    );
    this.#acceptor = new Acceptor({
      common: this.#common,
      calls: this.#callServer,
      peerOf: (peer) => this.#links.get(peer)?.peer,
      openFrames: (opener, stream) => this.#openFrames(opener, stream),
      openSnapshot: (opener, want, stream) => this.#snapshotSender.accept(opener, want, stream),
    });
    this.#callServer.handle(SNAPSHOT_METHOD, (payload, call) => this.#offered(payload, call));
  }

  async listen(options: ListenOptions = {}): Promise<string> {
    this.#assertOpen();
    invariant(this.#listening === null, "a transport listens once");
    const { host = "127.0.0.1", port = 0 } = options;
    // Port 0 is any free one; all else must be an address.
    parseAddress(`${host.includes(":") ? `[${host}]` : host}:${port === 0 ? 1 : port}`, "listen");
    this.#listening = this.#common.wire.listen({ host, port }, (method, stream) =>
      this.#acceptor.accept(method, stream),
    );
    return this.#listening;
  }

  attach(listener: TransportListener): void {
    this.#assertOpen();
    invariant(this.#common.listener === null, "a transport has one listener");
    this.#common.listener = listener;
    this.#dialPeers();
  }

  identify(name: Pick<NodeName, "clusterId" | "incarnation">): void {
    this.#assertOpen();
    this.#common.identity.identify(name);
    this.#dialPeers();
  }

  setPeers(peers: readonly Peer[]): void {
    this.#assertOpen();
    const named = checkPeers(peers, this.nodeId);
    for (const [nodeId, link] of this.#links) {
      if (named.has(nodeId)) continue;
      this.#links.delete(nodeId);
      link.sender.close();
      link.receiver?.close();
      this.#snapshotSender.forget(nodeId);
      this.#snapshotReceiver.forget(nodeId);
    }
    for (const peer of named.values()) this.#setPeer(peer);
    this.#callClient.keepOnly(new Set([...named.values()].map(({ address }) => address)));
    this.#dialPeers();
  }

  send(nodeId: string, messages: readonly GroupMessage[]): void {
    if (this.#closing !== null) return;
    const link = this.#links.get(nodeId);
    if (link === undefined) {
      this.#common.counters.messagesDropped += messages.length;
      for (const { group } of messages) this.#tellDropped(nodeId, group);
      return;
    }
    link.sender.send(messages);
    this.#flushHandle ??= this.#common.scheduler.setImmediate(() => {
      this.#flushHandle = null;
      this.flush();
    });
  }

  flush(): void {
    for (const { sender } of this.#links.values()) sender.flush();
  }

  async call(target: CallTarget, method: string, options: CallOptions): Promise<Uint8Array> {
    this.#assertOpen();
    return this.#callClient.call(this.#destination(target), method, options);
  }

  handle(method: string, handler: CallHandler): void {
    this.#callServer.handle(method, handler);
  }

  async sendSnapshot(nodeId: string, snapshot: OutgoingSnapshot): Promise<void> {
    this.#assertOpen();
    await this.#snapshotSender.send(nodeId, snapshot);
  }

  async reload(): Promise<void> {
    this.#assertOpen();
    await this.#common.wire.reload();
  }

  stats(): TransportStats {
    let queuedBytes = 0;
    for (const { sender } of this.#links.values()) queuedBytes += sender.queuedBytes;
    return { ...this.#common.counters, queuedBytes };
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const { scheduler } = this.#common;
    this.#common.listener = null;
    this.#acceptor.close();
    if (this.#flushHandle !== null) scheduler.clearImmediate(this.#flushHandle);
    if (this.#droppedHandle !== null) scheduler.clearImmediate(this.#droppedHandle);
    for (const { sender, receiver } of this.#links.values()) {
      sender.close();
      receiver?.close();
    }
    this.#links.clear();
    this.#callClient.close();
    this.#snapshotSender.close();
    await Promise.all([this.#callServer.close(), this.#snapshotReceiver.close()]);
    // A listen that is under way is waited for, so that nothing listens afterwards.
    await this.#listening?.catch(() => {});
    await this.#common.wire.close();
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new RuntimeClosedError();
  }

  #setPeer(peer: Peer): void {
    const link = this.#links.get(peer.nodeId);
    if (link === undefined) {
      const sender = new PeerSender(peer.nodeId, this.#common, (nodeId, group) =>
        this.#tellDropped(nodeId, group),
      );
      this.#links.set(peer.nodeId, { peer, sender, receiver: null });
      return;
    }
    const isOther =
      peer.incarnation !== undefined &&
      link.sender.name !== null &&
      link.sender.name.incarnation !== peer.incarnation;
    if (isOther) link.sender.close();
    link.peer = peer;
    link.receiver?.update(peer);
  }

  #dialPeers(): void {
    if (this.#common.listener === null || !this.#common.identity.isKnown) return;
    for (const link of this.#links.values()) {
      link.receiver ??= new PeerReceiver(link.peer, this.#common);
    }
  }

  /** A peer that opens its stream is alive: the stream from it is worth a dial. */
  #openFrames(opener: Opener, stream: WireStream): () => void {
    const { life } = opener;
    const { nodeId } = opener.from;
    const link = this.#links.get(nodeId);
    invariant(link !== undefined, "frames for a node that is no peer");
    this.#snapshotSender.outlived(nodeId, life);
    this.#snapshotReceiver.outlived(nodeId, life);
    link.sender.openWith(stream, opener);
    link.receiver?.outlived(life);
    link.receiver?.nudge();
    return () => link.sender.closed(stream);
  }

  async #offered(payload: Uint8Array, { from }: IncomingCall): Promise<Uint8Array> {
    const stranger = this.#acceptor.strangerIn({ from });
    if (stranger !== null) throw new CallerMismatchError(stranger);
    this.#snapshotReceiver.offered(from, payload);
    await Promise.resolve();
    return new Uint8Array(0);
  }

  #destination(target: CallTarget): CallDestination {
    if (typeof target !== "string") {
      const { address, expect = {} } = target;
      parseAddress(address, "target.address");
      return { peer: address, address, expect, isKept: this.#isPeersAddress(address) };
    }
    const link = this.#links.get(target);
    if (link === undefined) {
      const reason = "it is no peer of this node";
      throw new PeerUnreachableError({ peer: target, maybeDelivered: false, reason });
    }
    const { address, incarnation } = link.peer;
    const { clusterId } = this.#common.identity.name;
    const expect = { clusterId, nodeId: target, incarnation };
    return { peer: target, address, expect, isKept: true };
  }

  #isPeersAddress(address: string): boolean {
    for (const { peer } of this.#links.values()) if (peer.address === address) return true;
    return false;
  }

  #tellDropped(nodeId: string, group: number | null): void {
    if (this.#closing !== null) return;
    const groups = this.#dropped.get(nodeId);
    if (groups === undefined) this.#dropped.set(nodeId, new Set([group]));
    else groups.add(group);
    this.#droppedHandle ??= this.#common.scheduler.setImmediate(() => {
      this.#droppedHandle = null;
      const dropped = [...this.#dropped];
      this.#dropped.clear();
      for (const [peer, lost] of dropped) {
        const all = lost.has(null) ? [null] : lost;
        for (const one of all) this.#common.listener?.onUnreachable(peer, one);
      }
    });
  }
}

function checkPeers(peers: readonly Peer[], ownId: string): Map<string, Peer> {
  const named = new Map<string, Peer>();
  for (const [at, peer] of peers.entries()) {
    assertWellFormed(peer.nodeId, `peers[${at}].nodeId`);
    parseAddress(peer.address, `peers[${at}].address`);
    if (peer.nodeId === ownId) continue;
    if (named.has(peer.nodeId)) {
      throw new InvalidArgumentError({
        field: `peers[${at}].nodeId`,
        expected: "an id that is named once",
        found: JSON.stringify(peer.nodeId),
      });
    }
    named.set(peer.nodeId, peer);
  }
  return named;
}
