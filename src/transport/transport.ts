/**
 * Transport is how one node talks to the others: frames of Raft messages, unary calls, snapshots. The port that
 * gRPC and the network in memory both implement; one conformance suite runs against both.
 *
 * Contract:
 * - Messages may be lost, duplicated and re-ordered, as Raft allows; none is changed, and none is delivered
 *   that was meant for another cluster, another node, or another incarnation of this node.
 * - `send` never blocks and never throws for the network's sake. What cannot be sent is dropped and reported by
 *   `onUnreachable`; votes and heartbeats are only dropped while no stream to the peer is open.
 * - Listeners are called in macrotasks of the scheduler or of the sockets, never from inside a method of this
 *   port, and never after `close` was called. They must not throw.
 * - All bytes handed out are the receiver's own: it may keep them.
 */
import type { Message } from "../raft/types.ts";

/** Who a node is: what its data directory says. */
export interface NodeName {
  /** Random id of the cluster, made when it was formed. */
  readonly clusterId: string;
  /** As the user chose it. */
  readonly nodeId: string;
  /** Counts the lives of a node id: a wiped node comes back under a higher one. Safe integer > 0. */
  readonly incarnation: number;
}

/** A node that may be empty yet: without a cluster its id is "" and its incarnation 0. */
export type CallerName = NodeName;

/** A message and the group it belongs to. */
export interface GroupMessage {
  readonly group: number;
  readonly message: Message;
}

/** Another node, as far as this one knows. */
export interface Peer {
  readonly nodeId: string;
  /** `host:port`, `[ipv6]:port`. A hint: it may change at any time. */
  readonly address: string;
  /** When given, no other incarnation under this id is believed. @defaultValue any */
  readonly incarnation?: number | undefined;
}

/** Where to listen. */
export interface ListenOptions {
  /** Name or IP address of an interface. @defaultValue "127.0.0.1" */
  readonly host?: string | undefined;
  /** 0 for any free one. @defaultValue 0 */
  readonly port?: number | undefined;
}

/**
 * Whom a call is for: a peer by its id, which must then be that node of this cluster; or whoever is at an
 * address, where only what is expected is checked.
 */
export type CallTarget = string | AddressTarget;

/** Whoever is at an address: for forming and joining, when ids are not known yet. */
export interface AddressTarget {
  readonly address: string;
  /** What the node there must be; anything else is refused with PeerMismatchError. @defaultValue nothing */
  readonly expect?: Partial<NodeName> | undefined;
}

/** One unary call. */
export interface CallOptions {
  readonly payload: Uint8Array;
  /** In ms, at least 1, Infinity for none. @defaultValue 10,000 */
  readonly timeoutMs?: number | undefined;
  /** Gives the call up; it rejects with the signal's reason, and the handler's signal is aborted. */
  readonly abortSignal?: AbortSignal | undefined;
}

/** What a handler knows of a call beside its payload. */
export interface IncomingCall {
  /** What the caller says it is. With mutual TLS only holders of the cluster's certificates can say anything. */
  readonly from: CallerName;
  /** Aborted when the caller gave up, its connection broke, or this transport closes. */
  readonly abortSignal: AbortSignal;
}

/**
 * Answers calls of one method. What it resolves with goes back as it is: errors that the caller shall tell
 * apart are bytes of its own. A rejection reaches the caller as RemoteCallError and is logged here; one with a
 * CallerMismatchError reaches it as PeerMismatchError, is counted in `identityRefused`, and logged once.
 */
export type CallHandler = (payload: Uint8Array, call: IncomingCall) => Promise<Uint8Array>;

/** A snapshot to send. */
export interface OutgoingSnapshot {
  /** The first thing the receiver gets; at most `frameBytesMax`. Opaque. */
  readonly header: Uint8Array;
  /** Parts of at most `chunkBytesMax`; empty ones are passed over. Taken only as fast as the receiver takes them. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Gives it up; both sides are told. */
  readonly abortSignal?: AbortSignal | undefined;
}

/** A snapshot that comes in. */
export interface IncomingSnapshot {
  readonly from: NodeName;
  readonly header: Uint8Array;
  /**
   * The parts in order, each once, checked; ends only after the digest of the whole was checked. A broken stream
   * is opened again and goes on behind the last part that was asked for, unseen. Throws
   * SnapshotTransferError when that fails or the sender gave up. Can be iterated once; leaving early gives up.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Aborted when the sender gave up, it cannot be reached any more, or this transport closes. */
  readonly abortSignal: AbortSignal;
}

/** Who hears of what comes from other nodes. */
export interface TransportListener {
  /** Messages of one frame, in the sender's order but for votes and heartbeats, which come first. */
  onMessages(from: string, messages: readonly GroupMessage[]): void;
  /** The stream from a peer is open (again): it is alive and believed. */
  onPeerUp(nodeId: string): void;
  /** The stream from a peer broke, and one redial failed. Told once until it is up again. */
  onPeerDown(nodeId: string): void;
  /** Messages to a peer were dropped: of one group, or of any when `group` is null. At most once per flush and group. */
  onUnreachable(nodeId: string, group: number | null): void;
  /** Takes a snapshot. Resolve: it is taken, the sender is told. Reject: it is refused, the sender is told why. */
  onSnapshot(snapshot: IncomingSnapshot): Promise<void>;
}

/** What happened so far, for metrics and tests. Counts since the transport was made. */
export interface TransportStats {
  readonly framesSent: number;
  readonly framesReceived: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Messages that were given to `send` and never reached a stream. */
  readonly messagesDropped: number;
  /** Streams, frames and calls of the wrong cluster, node or incarnation. */
  readonly identityRefused: number;
  /** Frames and requests that could not be decoded or failed their checksum. */
  readonly malformed: number;
  /** Bytes waiting for peers. */
  readonly queuedBytes: number;
}

/** One node's door to the others. */
export interface Transport extends AsyncDisposable {
  readonly nodeId: string;
  /**
   * Begins to take connections; resolves with the address under which they come, `host:port`.
   *
   * @throws {ListenFailedError} when the address is taken or is not of this machine.
   */
  listen(options?: ListenOptions): Promise<string>;
  /** Says who hears of frames, peers and snapshots. Once; until then they are refused, and calls work. */
  attach(listener: TransportListener): void;
  /**
   * Says which cluster this node is of, once it knows. Frames and snapshots flow only after that.
   *
   * @throws {InvalidArgumentError} when it was of another one already.
   */
  identify(name: Pick<NodeName, "clusterId" | "incarnation">): void;
  /**
   * All other nodes there are now, in place of those before. Streams to nodes that are not named any more end.
   *
   * This node's own id is passed over, so that one list fits all.
   *
   * @throws {InvalidArgumentError} for an address or id that is none, or an id twice.
   */
  setPeers(peers: readonly Peer[]): void;
  /** Queues messages; they leave with the next flush, at the latest after this turn of the event loop. */
  send(nodeId: string, messages: readonly GroupMessage[]): void;
  /** Sends what is queued now: one frame for each peer, more only where one would grow past `frameBytesMax`. */
  flush(): void;
  /**
   * Calls a method of another node.
   *
   * @throws {PeerUnreachableError} when it cannot be reached or the connection broke; `maybeDelivered` says
   * whether the handler may have run.
   * @throws {CallTimeoutError} after `timeoutMs`; the handler may have run, and is told to stop.
   * @throws {PeerMismatchError} when the node there is not the one that was meant. Its handler did not run.
   * @throws {FrameTooLargeError} when payload or answer do not fit a frame.
   * @throws {RemoteCallError} when the handler threw, or nobody handles the method there.
   */
  call(target: CallTarget, method: string, options: CallOptions): Promise<Uint8Array>;
  /** Answers calls of a method from now on, in place of the handler before. */
  handle(method: string, handler: CallHandler): void;
  /**
   * Sends a snapshot on connections of its own; resolves when the receiver's listener has taken it.
   *
   * @throws {SnapshotTransferError} when it was refused, gave up, or the peer stayed away for `resumeTimeoutMs`.
   */
  sendSnapshot(nodeId: string, snapshot: OutgoingSnapshot): Promise<void>;
  /**
   * Reads the TLS files again; connections made from now on use them. Without TLS nothing.
   *
   * @throws {InvalidArgumentError} when they are not fit; those before stay in use.
   */
  reload(): Promise<void>;
  stats(): TransportStats;
  /** Ends everything. Calls in flight reject with RuntimeClosedError. Idempotent. */
  close(): Promise<void>;
}
