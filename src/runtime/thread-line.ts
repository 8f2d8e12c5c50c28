/**
 * ThreadLine is the way between the main thread and that of the Raft host: posts, which nobody answers, and calls, which somebody does.
 * What is sent is copied. Errors come out as what they were, as they do from the log.
 */
import type { TransferListItem } from "node:worker_threads";
import type { Failure } from "../model/command.ts";
import { errorOf, failureOf } from "../model/failure.ts";
import { ChurnMap } from "../util/churn-map.ts";

/** What one side may be sent: posts by name, and calls by name with what they answer. */
export interface Protocol {
  readonly posts: object;
  readonly calls: { readonly [name: string]: readonly [asked: unknown, answer: unknown] };
}

/** Takes the posts of a protocol. */
export type PostHandlers<P extends Protocol> = {
  readonly [N in keyof P["posts"]]: (body: P["posts"][N]) => void;
};

/** Answers the calls of a protocol. */
export type CallHandlers<P extends Protocol> = {
  readonly [N in keyof P["calls"]]: (
    body: P["calls"][N][0],
    abortSignal: AbortSignal,
  ) => P["calls"][N][1] | Promise<P["calls"][N][1]>;
};

/** One end of the line: a worker, a worker's parent, a port. */
export interface LinePort {
  postMessage(message: unknown, transfer?: readonly TransferListItem[]): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
}

type Packet =
  | { readonly type: "post"; readonly name: string; readonly body: unknown }
  | { readonly type: "call"; readonly id: number; readonly name: string; readonly body: unknown }
  | { readonly type: "abort"; readonly id: number }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "failed"; readonly id: number; readonly failure: Failure };

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What is transferred of a packet that is copied. */
const NOTHING: readonly TransferListItem[] = [];

/** One end. `Out` is what the other end takes, `In` what this one takes. */
export class ThreadLine<Out extends Protocol, In extends Protocol> {
  readonly #port: LinePort;
  readonly #posts: PostHandlers<In>;
  readonly #calls: CallHandlers<In>;
  readonly #waiting = new ChurnMap<number, Waiting>();
  readonly #running = new ChurnMap<number, AbortController>();
  #lastId = 0;
  #ended: Error | null = null;

  constructor(
    port: LinePort,
    handlers: { readonly posts: PostHandlers<In>; readonly calls: CallHandlers<In> },
  ) {
    this.#port = port;
    this.#posts = handlers.posts;
    this.#calls = handlers.calls;
    port.on("message", (message) => {
      this.#take(message as Packet);
    });
  }

  /** Sends without an answer. What is transferred is not this thread's any more. */
  post<N extends keyof Out["posts"] & string>(
    name: N,
    body: Out["posts"][N],
    transfer?: readonly TransferListItem[],
  ): void {
    if (this.#ended !== null) return;
    const packet: Packet = { type: "post", name, body };
    this.#port.postMessage(packet, transfer);
  }

  /** Sends, and resolves with the answer. When `abortSignal` is aborted it rejects with its reason, and the other side is told. */
  call<N extends keyof Out["calls"] & string>(
    name: N,
    body: Out["calls"][N][0],
    abortSignal?: AbortSignal,
  ): Promise<Out["calls"][N][1]> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const aborted = (): void => {
        this.#waiting.delete(id);
        this.#send({ type: "abort", id });
        reject(abortSignal?.reason as Error);
      };
      const done =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          abortSignal?.removeEventListener("abort", aborted);
          settle(value);
        };
      this.#waiting.set(id, { resolve: done(resolve), reject: done(reject) });
      this.#send({ type: "call", id, name, body });
      if (abortSignal?.aborted === true) aborted();
      else abortSignal?.addEventListener("abort", aborted, { once: true });
    });
  }

  /** Nothing is sent any more; calls that wait reject. Idempotent. */
  end(error: Error): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    for (const controller of this.#running.values()) controller.abort(error);
    this.#running.clear();
  }

  #send(packet: Packet): void {
    if (this.#ended === null) this.#port.postMessage(packet, NOTHING);
  }

  #take(packet: Packet): void {
    if (this.#ended !== null) return;
    switch (packet.type) {
      case "post":
        this.#posts[packet.name as keyof In["posts"]](packet.body as never);
        return;
      case "call":
        void this.#answer(packet);
        return;
      case "abort":
        this.#running.get(packet.id)?.abort(new Error("nobody waits for the answer any more"));
        return;
      default:
        this.#settle(packet);
    }
  }

  #settle(packet: Packet & { readonly type: "answer" | "failed" }): void {
    const waiting = this.#waiting.get(packet.id);
    if (waiting === undefined) return;
    this.#waiting.delete(packet.id);
    if (packet.type === "answer") waiting.resolve(packet.answer);
    else waiting.reject(errorOf(packet.failure));
  }

  async #answer({ id, name, body }: Packet & { readonly type: "call" }): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const packet = await this.#outcome(id, () =>
      this.#calls[name as keyof In["calls"]](body, controller.signal),
    );
    this.#running.delete(id);
    this.#send(packet);
  }

  async #outcome(id: number, work: () => unknown): Promise<Packet> {
    try {
      return { type: "answer", id, answer: await work() };
    } catch (error) {
      return { type: "failed", id, failure: failureOf(error) };
    }
  }
}
