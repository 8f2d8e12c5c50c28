/**
 * Wire is what is below a transport: streams of whole messages between addresses. gRPC is one, the network in
 * memory the other; everything that has a meaning (identity, queues, calls, snapshots) stands above it, once.
 *
 * Contract: messages of one stream arrive in order; a stream that lost one is broken, but for streams of
 * Frames, where the network in memory may lose and repeat them. Handlers are never called from inside a method
 * of the wire. After `onClose` nothing follows; after a side's own `cancel` it hears nothing more.
 */

/** The methods of proto/transport.proto. */
export type WireMethod = "Frames" | "Call" | "Snapshot";

/** All methods. */
export const WIRE_METHODS: readonly WireMethod[] = ["Frames", "Call", "Snapshot"];

/** Why a stream broke that never had a connection: nothing of it has left this process. */
export class NeverConnectedError extends Error {
  override readonly name: string = "NeverConnectedError";
}

/** One side of a stream. Its methods do nothing once it is over. */
export interface WireStream {
  /** Sends a message. `sent` is called when it has left this process's hands; perhaps not once the stream is over. */
  write(message: Uint8Array, sent?: () => void): void;
  /** Says that this side writes no more. When the accepting side says so, the stream closes in good order. */
  end(): void;
  /** Breaks the stream. Not for everyday use: HTTP/2 servers break connections on which that happens often. */
  cancel(): void;
}

/** Who hears what a stream brings. */
export interface WireHandler {
  /** The bytes may be a view into a buffer that is used again: copy what is kept. */
  onMessage(message: Uint8Array): void;
  /** On the accepting side: the opening side writes no more. */
  onEnd?(): void;
  /** Once: null when the accepting side ended it in good order, else why it broke. */
  onClose(error: Error | null): void;
}

/** Makes the handler of a stream that another process opened. */
export type WireAcceptor = (method: WireMethod, stream: WireStream) => WireHandler;

/** A connection to one address; connects when the first stream is opened. Never shared with another one. */
export interface WireConnection {
  /** Opens a stream. It breaks when there is no connection within the wire's dial timeout. */
  open(method: WireMethod, handler: WireHandler): WireStream;
  /** Breaks all its streams. Their handlers hear of it, unless they were cancelled. Idempotent. */
  close(): void;
}

/** Where to listen, filled in. */
export interface WireListenOptions {
  readonly host: string;
  readonly port: number;
}

/** One process's access to the network. */
export interface Wire {
  /** Takes streams from now on; resolves with `host:port`. @throws {ListenFailedError} */
  listen(options: WireListenOptions, accept: WireAcceptor): Promise<string>;
  connect(address: string): WireConnection;
  /** Reads certificates again. @throws {InvalidArgumentError} when they are not fit; those before stay. */
  reload(): Promise<void>;
  /** Breaks all streams and stops listening. Idempotent. */
  close(): Promise<void>;
}
