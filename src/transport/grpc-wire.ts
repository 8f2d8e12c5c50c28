/**
 * GrpcWire is the wire over @grpc/grpc-js. Only streams of bytes are used of it: no generated stubs, no retries, no
 * name service, no proxy, and a connection for each purpose, so that a snapshot holds up no heartbeat.
 *
 * Caveats of the library that this file is about: its servers ignore the flow-control window (so whoever receives
 * much dials); clients to one address share a connection unless told not to; its own back-off would delay
 * redials (so a failed connection is thrown away); it reads proxies from the environment and service settings from
 * DNS unless told not to; a status may come before the last messages are read.
 */
import {
  Client,
  type ClientDuplexStream,
  connectivityState,
  type MethodDefinition,
  Server,
  type ServerDuplexStream,
  status as Status,
} from "@grpc/grpc-js";
import { ListenFailedError } from "../errors.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { formatAddress } from "./address.ts";
import { GrpcCredentials } from "./grpc-credentials.ts";
import { MortalCredentials } from "./mortal-credentials.ts";
import { LONE_FRAME_BYTES_MAX, type TransportSettings } from "./options.ts";
import { OPENING_OVERHEAD_BYTES } from "./records.ts";
import type { TlsOptions } from "./tls.ts";
import {
  NeverConnectedError,
  WIRE_METHODS,
  type Wire,
  type WireAcceptor,
  type WireConnection,
  type WireHandler,
  type WireListenOptions,
  type WireMethod,
  type WireStream,
} from "./wire.ts";

/** What a wire over gRPC is made with. */
export interface GrpcWireOptions {
  readonly settings: TransportSettings;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Null for plain text. */
  readonly tls: TlsOptions | null;
}

const SERVICE = "raftwork.Transport";
/** Receive window of the dialling side: what a link of 100 ms and 40 MB/s holds. */
const WINDOW_BYTES = 4 * 1024 * 1024;

const METHODS: Readonly<Record<WireMethod, MethodDefinition<Buffer, Buffer>>> = Object.freeze({
  Frames: methodOf("Frames"),
  Call: methodOf("Call"),
  Snapshot: methodOf("Snapshot"),
});

/** The wire over gRPC. */
export class GrpcWire implements Wire {
  readonly #options: GrpcWireOptions;
  readonly #credentials: GrpcCredentials;
  readonly #connections = new Set<GrpcConnection>();
  #server: Server | null = null;
  #isClosed = false;

  private constructor(options: GrpcWireOptions, credentials: GrpcCredentials) {
    this.#options = options;
    this.#credentials = credentials;
  }

  /** @throws {InvalidArgumentError} when TLS is asked for and not possible. */
  static async open(options: GrpcWireOptions): Promise<GrpcWire> {
    const { tls, scheduler, logger } = options;
    return new GrpcWire(options, await GrpcCredentials.open({ tls, scheduler, logger }));
  }

  async listen({ host, port }: WireListenOptions, accept: WireAcceptor): Promise<string> {
    const { settings } = this.#options;
    const server = new Server({
      ...this.#commonOptions(),
      "grpc.max_concurrent_streams": settings.callsMax + 1024,
    });
    const handlers: Record<string, (call: ServerDuplexStream<Buffer, Buffer>) => void> = {};
    for (const method of WIRE_METHODS) {
      handlers[method] = (call) => serve(call, (stream) => accept(method, stream));
    }
    server.addService(METHODS, handlers);
    const address = formatAddress({ host, port });
    const bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(address, this.#credentials.server(), (error, boundPort) => {
        if (error === null) resolve(boundPort);
        else reject(new ListenFailedError({ address, reason: error.message }, { cause: error }));
      });
    });
    if (this.#isClosed) server.forceShutdown();
    this.#server = server;
    return formatAddress({ host, port: bound });
  }

  connect(address: string): WireConnection {
    const { scheduler, settings } = this.#options;
    const { credentials, options } = this.#credentials.channel(address);
    const client = new Client(targetOf(address), new MortalCredentials(credentials), {
      ...this.#commonOptions(),
      ...options,
      "grpc.use_local_subchannel_pool": 1,
      "grpc-node.flow_control_window": WINDOW_BYTES,
      "grpc.enable_retries": 0,
      "grpc.enable_http_proxy": 0,
      "grpc.service_config_disable_resolution": 1,
      "grpc.initial_reconnect_backoff_ms": settings.redialMinMs,
      "grpc.max_reconnect_backoff_ms": settings.redialMaxMs,
    });
    const connection = new GrpcConnection({
      client,
      scheduler,
      dialTimeoutMs: settings.dialTimeoutMs,
      onClose: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    return connection;
  }

  reload(): Promise<void> {
    return this.#credentials.reload();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#credentials.close();
    for (const connection of this.#connections) connection.close();
    this.#server?.forceShutdown();
    // Sockets close one turn later.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }

  #commonOptions(): Record<string, number> {
    const { frameBytesMax, keepaliveMs } = this.#options.settings;
    return {
      // What this node takes is not what it sends: the other may have larger limits.
      "grpc.max_receive_message_length":
        Math.max(frameBytesMax, LONE_FRAME_BYTES_MAX) + OPENING_OVERHEAD_BYTES,
      "grpc.max_send_message_length": -1,
      "grpc.keepalive_time_ms": keepaliveMs,
      "grpc.keepalive_timeout_ms": Math.ceil(keepaliveMs / 2),
      "grpc.enable_channelz": 0,
    };
  }
}

interface ConnectionParts {
  readonly client: Client;
  readonly scheduler: Scheduler;
  readonly dialTimeoutMs: number;
  readonly onClose: () => void;
}

/** One channel of its own. */
class GrpcConnection implements WireConnection {
  readonly #parts: ConnectionParts;
  readonly #streams = new Set<ClientStream>();

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  open(method: WireMethod, handler: WireHandler): WireStream {
    const { client, scheduler, dialTimeoutMs } = this.#parts;
    const { path, requestSerialize, responseDeserialize } = METHODS[method];
    const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    const stream = new ClientStream(call, handler, () => {
      scheduler.clearTimeout(timer);
      this.#streams.delete(stream);
    });
    // A stream may be silent for long, a connection may not: only that is timed.
    const timer: TimerHandle = scheduler.setTimeout(() => {
      const state = client.getChannel().getConnectivityState(false);
      if (state === connectivityState.READY) return;
      const reason = `no connection within ${dialTimeoutMs} ms`;
      const isNever = !stream.wasConnected;
      stream.fail(isNever ? new NeverConnectedError(reason) : new Error("the connection was lost"));
    }, dialTimeoutMs);
    this.#streams.add(stream);
    this.#watch(stream);
    return stream;
  }

  /** Notes that there is a connection: a server that goes away in good order ends it for new streams and answers those that it has. */
  #watch(stream: ClientStream): void {
    const channel = this.#parts.client.getChannel();
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.READY) stream.wasConnected = true;
    if (stream.wasConnected || state === connectivityState.SHUTDOWN) return;
    channel.watchConnectivityState(state, Infinity, () => {
      if (this.#streams.has(stream)) this.#watch(stream);
    });
  }

  close(): void {
    for (const stream of this.#streams) stream.fail(new Error("the connection was closed"));
    this.#parts.client.close();
    this.#parts.onClose();
  }
}

/** The dialling side of a stream. */
class ClientStream implements WireStream {
  readonly #call: ClientDuplexStream<Buffer, Buffer>;
  readonly #handler: WireHandler;
  readonly #onOver: () => void;
  /** There was a connection since it was opened, so it may have been sent. */
  wasConnected = false;
  #isOver = false;

  constructor(call: ClientDuplexStream<Buffer, Buffer>, handler: WireHandler, onOver: () => void) {
    this.#call = call;
    this.#handler = handler;
    this.#onOver = onOver;
    call.on("data", (message: Buffer) => {
      if (!this.#isOver) handler.onMessage(message);
    });
    call.on("error", () => {});
    // What was received before the status is read in the turn of the status.
    call.on("status", ({ code, details }) => {
      setImmediate(() => this.#close(code === Status.OK ? null : errorOf(details)));
    });
  }

  write(message: Uint8Array, sent?: () => void): void {
    if (this.#isOver) return;
    this.#call.write(bufferOf(message), (error?: Error | null) => {
      if (!this.#isOver && (error === undefined || error === null)) sent?.();
    });
  }

  end(): void {
    if (!this.#isOver) this.#call.end();
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#over();
    this.#call.cancel();
  }

  /** Breaks the stream and tells the handler, one turn later. */
  fail(error: Error): void {
    if (this.#isOver) return;
    this.#call.cancel();
    setImmediate(() => this.#close(error));
  }

  #close(error: Error | null): void {
    if (this.#isOver) return;
    this.#over();
    this.#handler.onClose(error);
  }

  #over(): void {
    this.#isOver = true;
    this.#onOver();
  }
}

/** The accepting side of a stream. */
function serve(
  call: ServerDuplexStream<Buffer, Buffer>,
  accept: (stream: WireStream) => WireHandler,
): void {
  let isOver = false;
  const stream: WireStream = {
    write: (message, sent) => {
      if (isOver) return;
      call.write(bufferOf(message), (error?: Error | null) => {
        if (!isOver && (error === undefined || error === null)) sent?.();
      });
    },
    end: () => {
      if (isOver) return;
      isOver = true;
      call.end();
    },
    cancel: () => {
      if (isOver) return;
      isOver = true;
      call.emit("error", Object.assign(new Error("cancelled"), { code: Status.ABORTED }));
    },
  };
  const handler = accept(stream);
  const close = (error: Error): void => {
    isOver = true;
    handler.onClose(error);
  };
  call.on("data", (message: Buffer) => {
    if (!isOver) handler.onMessage(message);
  });
  call.on("end", () => {
    if (!isOver) handler.onEnd?.();
  });
  call.on("error", (error) => {
    if (!isOver) close(error);
  });
  // Also when this side has ended it: a handler may still have to be told that nobody waits.
  call.on("cancelled", () => close(new Error("the stream broke")));
}

function methodOf(method: WireMethod): MethodDefinition<Buffer, Buffer> {
  const same = (message: Buffer): Buffer => message;
  return {
    path: `/${SERVICE}/${method}`,
    requestStream: true,
    responseStream: true,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

/**
 * Why a stream broke. The library says only in words that there never was a connection; should the words change,
 * callers are told that the call may have arrived, which is the safe side.
 */
function errorOf(details: string): Error {
  const isNever = /^(No connection established|Name resolution failed)/.test(details);
  return isNever ? new NeverConnectedError(details) : new Error(details);
}

function targetOf(address: string): string {
  // An IPv6 address in brackets and an IPv4 address are names that resolve to themselves.
  return `dns:${address}`;
}

function bufferOf(message: Uint8Array): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Buffer.from(message.buffer, message.byteOffset, message.byteLength);
}
