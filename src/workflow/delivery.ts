/**
 * Delivery is what one event of the history does to a run: it starts the function, settles the operation whose key it bears, goes to a
 * mailbox or handler, or has no effect.
 */
import { CancelledError } from "../errors.ts";
import { type Command, START_KEY, TIMEOUT_KEY } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";
import { decodePayload } from "../model/payload-codec.ts";
import { unreachable } from "../util/assert.ts";
import type { RunExecutor } from "./executor.ts";
import type { FunctionCall } from "./function-call.ts";
import type { RunInspector } from "./run-inspector.ts";

/** Events that settle the operation whose key they bear, or tell of it. */
type KeyedCommand = Extract<
  Command,
  { readonly type: "Checkpoint" | "TimerFired" | "StepAttemptFailed" }
>;

/** Delivers the events of one run, each in a turn of its own. */
export class Delivery {
  readonly #executor: RunExecutor;
  readonly #call: FunctionCall;
  readonly #inspector: RunInspector;

  constructor(executor: RunExecutor, parts: { call: FunctionCall; inspector: RunInspector }) {
    this.#executor = executor;
    this.#call = parts.call;
    this.#inspector = parts.inspector;
  }

  /** Delivers the head of the queue, unless it has to wait for its key. */
  deliver(event: RunEvent): void {
    const { command } = event;
    switch (command.type) {
      case "RunStart":
        this.#executor.consume(event);
        this.#orBlock(() => {
          this.#call.started(command);
        });
        return;
      case "Checkpoint":
      case "TimerFired":
      case "StepAttemptFailed":
        this.#keyed(event, command);
        return;
      case "Signal":
        this.#executor.consume(event);
        this.#signal(command.name, command.payload);
        return;
      case "Cancel":
        this.#executor.consume(event);
        this.#cancel(command.reason);
        return;
      case "RunComplete":
      case "RunFail":
      case "Terminate":
        // The engine closes the executor when a run ends; an end that is read from the history is not delivered.
        this.#executor.consume(event);
        this.#executor.close(command.type);
        return;
      case "StepAttemptStarted":
      case "StepHeartbeat":
      case "TimerSet":
      case "TimerCancelled":
      case "RunParked":
      case "Retire":
      case "MemberJoin":
      case "MemberLeave":
      case "MemberPublish":
        // No events of a history.
        this.#executor.consume(event);
        return;
      default:
        unreachable(command);
    }
  }

  #keyed(event: RunEvent, command: KeyedCommand): void {
    const { key } = command;
    const { operations } = this.#executor;
    const pending = operations.get(key);
    if (pending === undefined) {
      this.#settledOrUnknown(event, key);
      return;
    }
    if (!this.#inspector.fits(pending, event)) return;
    this.#executor.consume(event);
    if (command.type === "StepAttemptFailed") return;
    operations.take(key);
    if (command.type === "TimerFired") {
      pending.settleTimer();
      return;
    }
    this.#inspector.verifyAssignment(pending, command.outcome);
    this.#orBlock(() => {
      pending.settle(command.outcome);
    });
  }

  #settledOrUnknown(event: RunEvent, key: string): void {
    if (key === START_KEY) {
      this.#executor.consume(event);
      this.#orBlock(() => {
        this.#call.call();
      });
      return;
    }
    // Of an operation that is settled: a wait's timer after the signal, a second checkpoint of a key.
    if (key === TIMEOUT_KEY || this.#executor.operations.isCreated(key)) {
      this.#executor.consume(event);
    } else this.#executor.waitForKey(event, key);
  }

  #signal(name: string, payload: Uint8Array): void {
    const wait = this.#executor.signals.receive(name, payload);
    if (wait === null) return;
    this.#orBlock(() => {
      const value = decodePayload(payload, `signal ${name}`);
      this.#executor.operations.release(wait);
      wait.resolve(value);
    });
  }

  #cancel(reason: string): void {
    const error = new CancelledError({ what: "The run", reason });
    const { operations } = this.#executor;
    operations.cancel(operations.root, error);
    this.#call.cancelled(error);
  }

  /** Committed bytes that this node cannot read: a newer codec, say. Another version of us may go on. */
  #orBlock(decode: () => void): void {
    try {
      decode();
    } catch (error) {
      this.#executor.block(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
