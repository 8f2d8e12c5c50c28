/** CallServer answers unary calls: it finds the handler, bounds how many run, and tells them when nobody waits any more. */
import { RuntimeClosedError } from "../errors.ts";
import { ChurnSet } from "../util/churn-map.ts";
import { TaskGroup } from "../util/task-group.ts";
import type { TransportCommon } from "./common.ts";
import { CallerMismatchError } from "./identity.ts";
import { type Answer, encodeAnswer, type Opening } from "./records.ts";
import type { CallHandler } from "./transport.ts";
import type { WireStream } from "./wire.ts";

/** The abort reason of a handler whose caller is gone. */
export class CallerGoneError extends Error {
  override readonly name: string = "CallerGoneError";
}

/** Calls to this node. */
export class CallServer {
  readonly #common: TransportCommon;
  readonly #handlers = new Map<string, CallHandler>();
  readonly #running = new ChurnSet<AbortController>();
  readonly #tasks: TaskGroup;

  constructor(common: TransportCommon) {
    this.#common = common;
    this.#tasks = new TaskGroup((error, method) => {
      common.logger.error({ err: error, method }, "a call could not be answered");
    });
  }

  handle(method: string, handler: CallHandler): void {
    this.#handlers.set(method, handler);
  }

  /** Answers one call; gives what to do when the caller waits no more. */
  accept(opening: Opening, stream: WireStream): () => void {
    const handler = this.#handlers.get(opening.method);
    if (handler === undefined) {
      this.#answer(stream, { status: "unknownMethod", found: "no such method there" });
      return () => {};
    }
    const { callsMax } = this.#common.settings;
    if (this.#running.size >= callsMax || this.#tasks.closed) {
      const found = `${callsMax} calls are being answered (callsMax)`;
      this.#answer(stream, { status: "overloaded", found });
      return () => {};
    }
    const controller = new AbortController();
    this.#running.add(controller);
    this.#tasks.run(opening.method, async () => {
      try {
        await this.#run({ handler, opening, stream, controller });
      } finally {
        this.#running.delete(controller);
      }
    });
    return () => {
      controller.abort(new CallerGoneError("The caller of this call is gone"));
      stream.end();
    };
  }

  /** Aborts the handlers and waits for them. */
  async close(): Promise<void> {
    for (const controller of this.#running) controller.abort(new RuntimeClosedError());
    await this.#tasks.close();
  }

  async #run(call: {
    handler: CallHandler;
    opening: Opening;
    stream: WireStream;
    controller: AbortController;
  }): Promise<void> {
    const { handler, opening, stream, controller } = call;
    const { frameBytesMax } = this.#common.settings;
    const { method } = opening;
    let payload: Uint8Array;
    try {
      payload = await handler(opening.payload, {
        from: opening.from,
        abortSignal: controller.signal,
      });
    } catch (error) {
      if (error instanceof CallerMismatchError) {
        this.#common.refused(opening.from.nodeId, error.words);
        this.#answer(stream, { status: "identityRefused", ...error.words });
        return;
      }
      if (!controller.signal.aborted) {
        this.#common.logger.warn({ err: error, method }, "handler of a call failed");
      }
      const found = error instanceof Error ? error.message : String(error);
      this.#answer(stream, { status: "failed", found });
      return;
    }
    if (payload.length <= frameBytesMax) this.#answer(stream, { status: "done", payload });
    else this.#answer(stream, { status: "tooLarge", found: `${payload.length}` });
  }

  #answer(stream: WireStream, answer: Partial<Answer> & Pick<Answer, "status">): void {
    stream.write(encodeAnswer({ ...answer, name: this.#common.identity.name }));
    stream.end();
  }
}
