/**
 * CallClient makes unary calls: each is a stream of its own on a connection that is kept for its address.
 *
 * After a failure the connection is left to the calls that are still on it and closed with the last of them; the
 * next call dials again. So a call never waits for a back-off, and one broken stream breaks no other call.
 */
import {
  CallTimeoutError,
  FrameTooLargeError,
  InvalidArgumentError,
  PeerMismatchError,
  PeerUnreachableError,
  RemoteCallError,
  RuntimeClosedError,
} from "../errors.ts";
import { unreachable } from "../util/assert.ts";
import { ChurnSet } from "../util/churn-map.ts";
import type { TimerHandle } from "../util/scheduler.ts";
import type { TransportCommon } from "./common.ts";
import { answererDifference, type ExpectedName } from "./identity.ts";
import { type Answer, decodeAnswer, encodeOpening, NO_NAME } from "./records.ts";
import type { CallOptions, NodeName } from "./transport.ts";
import { NeverConnectedError, type WireConnection, type WireStream } from "./wire.ts";

const CALL_TIMEOUT_MS = 10_000;

/** Where a call goes, and who must be there. */
export interface CallDestination {
  /** Node id or address, for errors. */
  readonly peer: string;
  readonly address: string;
  readonly expect: ExpectedName;
  /** Whether the connection is kept when no call is on it. */
  readonly isKept: boolean;
}

interface Line {
  readonly connection: WireConnection;
  calls: number;
  isKept: boolean;
  isRetired: boolean;
}

/** One call in flight. */
interface Flight {
  readonly destination: CallDestination;
  readonly method: string;
  readonly line: Line;
  readonly settle: (end: () => void) => void;
  resolve(payload: Uint8Array): void;
  reject(error: unknown): void;
}

/** Calls from this node. */
export class CallClient {
  readonly #common: TransportCommon;
  readonly #lines = new Map<string, Line>();
  readonly #flights = new ChurnSet<Flight>();
  #isClosed = false;

  constructor(common: TransportCommon) {
    this.#common = common;
  }

  /** See Transport.call. */
  async call(
    destination: CallDestination,
    method: string,
    options: CallOptions,
  ): Promise<Uint8Array> {
    const { payload, abortSignal, timeoutMs = CALL_TIMEOUT_MS } = options;
    const { frameBytesMax, callsMax } = this.#common.settings;
    assertTimeout(timeoutMs);
    abortSignal?.throwIfAborted();
    if (this.#isClosed) throw new RuntimeClosedError();
    assertFits(`the payload of ${method}`, payload.length, frameBytesMax);
    if (this.#flights.size >= callsMax) {
      throw new RemoteCallError({
        peer: destination.peer,
        method,
        reason: "overloaded",
        detail: `expected at most ${callsMax} calls in flight (callsMax)`,
      });
    }
    return new Promise<Uint8Array>((resolve, reject) => {
      this.#start({ destination, method, options: { ...options, timeoutMs }, resolve, reject });
    });
  }

  /** Connections to these addresses are kept; those to others close with their last call. */
  keepOnly(addresses: ReadonlySet<string>): void {
    for (const [address, line] of this.#lines) {
      line.isKept = addresses.has(address);
      this.#closeIdle(address, line);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const flight of this.#flights) {
      flight.settle(() => flight.reject(new RuntimeClosedError()));
    }
    for (const line of this.#lines.values()) line.connection.close();
    this.#lines.clear();
  }

  #start(call: {
    destination: CallDestination;
    method: string;
    options: CallOptions & { timeoutMs: number };
    resolve: (payload: Uint8Array) => void;
    reject: (error: unknown) => void;
  }): void {
    const { destination, method, options, resolve, reject } = call;
    const { scheduler, identity } = this.#common;
    const { abortSignal, timeoutMs, payload } = options;
    const line = this.#line(destination);
    let timer: TimerHandle | null = null;
    let stream: WireStream | null = null;
    const settle = (end: () => void): void => {
      if (!this.#flights.delete(flight)) return;
      if (timer !== null) scheduler.clearTimeout(timer);
      abortSignal?.removeEventListener("abort", onAbort);
      // Answered: nothing more to say. Given up: the handler is told by it.
      stream?.end();
      line.calls -= 1;
      this.#closeIdle(destination.address, line);
      end();
    };
    const flight: Flight = { destination, method, line, settle, resolve, reject };
    const onAbort = (): void => settle(() => reject(abortSignal?.reason));
    this.#flights.add(flight);
    abortSignal?.addEventListener("abort", onAbort, { once: true });
    if (timeoutMs !== Infinity) {
      const { peer } = destination;
      timer = scheduler.setTimeout(
        () => settle(() => reject(new CallTimeoutError({ peer, method, timeoutMs }))),
        timeoutMs,
      );
    }
    stream = line.connection.open("Call", {
      onMessage: (message) => this.#answered(flight, message),
      onClose: (error) => this.#broken(flight, error),
    });
    const to: NodeName = { ...NO_NAME, ...given(destination.expect) };
    // Ended only when nobody waits any more: that is how the other side hears of it, without a reset.
    stream.write(encodeOpening({ from: identity.name, to, method, payload }));
  }

  #answered(flight: Flight, message: Uint8Array): void {
    let answer: Answer;
    try {
      answer = decodeAnswer(message);
    } catch (error) {
      const { peer } = flight.destination;
      this.#common.malformed(peer, error);
      flight.settle(() =>
        flight.reject(
          new PeerUnreachableError(
            { peer, maybeDelivered: true, reason: "its answer could not be read" },
            { cause: error },
          ),
        ),
      );
      return;
    }
    const failure = this.#failureOf(flight, answer);
    flight.settle(() => {
      if (failure === null) flight.resolve(answer.payload);
      else flight.reject(failure);
    });
  }

  #failureOf({ destination, method }: Flight, answer: Answer): Error | null {
    const { peer, expect } = destination;
    const { status, field, expected, found } = answer;
    const remote = (reason: RemoteCallError["reason"]): Error =>
      new RemoteCallError({ peer, method, reason, detail: found });
    const difference = answererDifference(expect, answer);
    if (difference !== null) {
      this.#common.refused(peer, difference);
      return new PeerMismatchError({ peer, ...difference });
    }
    switch (status) {
      case "done":
        return null;
      case "identityRefused":
        return new PeerMismatchError({ peer, field, expected, found });
      case "unknownMethod":
      case "failed":
      case "overloaded":
      case "malformed":
        return remote(status);
      case "notReady":
        return remote("overloaded");
      case "tooLarge": {
        const limitBytes = this.#common.settings.frameBytesMax;
        const actualBytes = Number(found);
        return new FrameTooLargeError({
          field: `the answer of ${method}`,
          limitName: "frameBytesMax",
          limitBytes,
          actualBytes,
        });
      }
      default:
        return unreachable(status);
    }
  }

  #broken(flight: Flight, error: Error | null): void {
    if (!this.#flights.has(flight)) return;
    flight.line.isRetired = true;
    const { address, peer } = flight.destination;
    if (this.#lines.get(address) === flight.line) this.#lines.delete(address);
    const reason = error?.message ?? "the stream ended without an answer";
    const maybeDelivered = !(error instanceof NeverConnectedError);
    flight.settle(() =>
      flight.reject(
        new PeerUnreachableError(
          { peer, maybeDelivered, reason },
          error === null ? {} : { cause: error },
        ),
      ),
    );
  }

  #line({ address, isKept }: CallDestination): Line {
    let line = this.#lines.get(address);
    if (line === undefined) {
      const connection = this.#common.wire.connect(address);
      line = { connection, calls: 0, isKept, isRetired: false };
      this.#lines.set(address, line);
    }
    line.isKept ||= isKept;
    line.calls += 1;
    return line;
  }

  #closeIdle(address: string, line: Line): void {
    if (line.calls > 0 || (line.isKept && !line.isRetired)) return;
    if (this.#lines.get(address) === line) this.#lines.delete(address);
    line.connection.close();
  }
}

function given(expect: ExpectedName): Partial<NodeName> {
  const found: Partial<Record<keyof NodeName, string | number>> = {};
  for (const field of ["clusterId", "nodeId", "incarnation"] as const) {
    const value = expect[field];
    if (value !== undefined) found[field] = value;
  }
  return found as Partial<NodeName>;
}

function assertTimeout(timeoutMs: number): void {
  if (timeoutMs === Infinity || (timeoutMs >= 1 && timeoutMs <= Number.MAX_SAFE_INTEGER)) return;
  throw new InvalidArgumentError({
    field: "timeoutMs",
    expected: "at least 1, or Infinity",
    found: `${timeoutMs}`,
  });
}

function assertFits(field: string, actualBytes: number, limitBytes: number): void {
  if (actualBytes <= limitBytes) return;
  throw new FrameTooLargeError({ field, limitName: "frameBytesMax", limitBytes, actualBytes });
}
