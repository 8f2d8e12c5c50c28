/**
 * RunExecutor runs the function of one run on this node: it feeds it the events of its checkpoint queue, one per
 * turn, and keeps the operations it has created and not seen settled.
 *
 * The same on leader and follower. Nothing here proposes: after each drained turn the host is told, and the
 * leader's driver does what is pending.
 *
 * Invariants: events are consumed in order of seq, each once; an operation is settled only by an event of the
 * history; what the function does outside of its turns changes nothing (but with `nonDurableAwait: "warn"`).
 */
import type { AnyWorkflowFn } from "../api/definition.ts";
import { ContextMisuseError, NonDeterminismError, NonDurableAwaitError } from "../errors.ts";
import type { ActiveRun } from "../machine/effects.ts";
import type { Checkpoint, RunStart } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";
import { decodePayload } from "../model/payload-codec.ts";
import { unreachable } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import { EventQueue } from "./event-queue.ts";
import { LiveLogger } from "./live-logger.ts";
import { Operation, type OperationOptions } from "./operation.ts";
import { OperationTable } from "./operation-table.ts";
import { RunContext } from "./run-context.ts";
import { encodeEnding, type RunEndingCommand } from "./run-ending.ts";
import type { TurnTaker } from "./turn-queue.ts";

/** What the executors of a group have in common. */
export interface ExecutorSettings {
  readonly nonDurableAwait: "error" | "warn";
  /** How long a head whose key is not created may wait with `nonDurableAwait: "warn"`, in ms. */
  readonly foreignAwaitMs: number;
  readonly payloadBytesMax: number;
}

/** What an executor tells the engine of. */
export interface ExecutorHost {
  readonly settings: ExecutorSettings;
  /** There is a head to deliver: `turn` and then `drained` are to be called. */
  ready(executor: RunExecutor): void;
  /** A turn has drained; `created` are the operations it has created, in order. */
  drained(executor: RunExecutor, created: readonly Operation[]): void;
  /** The run stands still on this node. */
  blocked(executor: RunExecutor, error: Error): void;
  /** Something a human should know, kept with the run. */
  warned(
    executor: RunExecutor,
    warning: { readonly message: string; readonly error?: unknown },
  ): void;
  /** The logger of a run, before it is gated by `live`. */
  loggerOf(executor: RunExecutor): Logger;
  /** True while a step's function of this run is running on this node. */
  hasClosures(executor: RunExecutor): boolean;
  /** Calls back after `delayMs`, as a macrotask. */
  delay(callback: () => void, delayMs: number): void;
}

/** Where an executor stands. */
export type ExecutorState = "idle" | "ready" | "turn" | "waitingForKey" | "blocked" | "closed";

/** One run on one node. */
export class RunExecutor implements TurnTaker {
  readonly run: ActiveRun;
  readonly #host: ExecutorHost;
  readonly #fn: AnyWorkflowFn;
  readonly #queue = new EventQueue();
  readonly #operations = new OperationTable();
  #state: ExecutorState = "idle";
  #created: Operation[] = [];
  #ending: RunEndingCommand | null = null;
  #called = false;
  #now = 0;
  #logger: Logger | null = null;
  #warnedForeign = false;
  /** How the run ended, once it has. */
  #closedStatus: string | null = null;
  /** Seq through which the run must have consumed before its operations are driven; null: this node does not lead. */
  driveFrom: number | null = null;
  /** Term in which its end was proposed. */
  endingProposedIn: number | null = null;
  /** True once pending operations have been driven in this term. */
  live = false;

  constructor(options: { run: ActiveRun; fn: AnyWorkflowFn; host: ExecutorHost }) {
    this.run = options.run;
    this.#fn = options.fn;
    this.#host = options.host;
  }

  /** Where it stands. */
  get state(): ExecutorState {
    return this.#state;
  }

  /** Machine time in ms of the last event consumed. */
  get now(): number {
    return this.#now;
  }

  /** Writes only while the run is driven live on this node. */
  get logger(): Logger {
    this.#logger ??= new LiveLogger(this.#host.loggerOf(this), () => this.live);
    return this.#logger;
  }

  /** Seq of the last event consumed, -1 before the first. */
  get consumedThrough(): number {
    return this.#queue.consumedThrough;
  }

  /** How the function ended; null while it runs. */
  get ending(): RunEndingCommand | null {
    return this.#ending;
  }

  /** Created and not settled, in order of creation. */
  pending(): Iterable<Operation> {
    return this.#operations.pending();
  }

  /** Takes the next event of the history, with bytes that nobody changes. */
  append(event: RunEvent): void {
    if (this.#state === "closed" || this.#state === "blocked") return;
    this.#queue.append(event);
    this.#wake();
  }

  /** The run has ended, or its executor is dropped: nothing of it has an effect any more. */
  close(status: string): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#closedStatus = status;
    this.#forget();
  }

  // ---- turns

  /** Delivers the head of the queue. */
  turn(): void {
    if (this.#state !== "ready") return;
    const event = this.#queue.peek();
    if (event === undefined) {
      this.#state = "idle";
      return;
    }
    this.#state = "turn";
    this.#deliver(event);
  }

  /** The turn has drained: what it created can be driven, what it awaits can be judged. */
  drained(): void {
    if (this.#state !== "turn") return;
    this.#state = "idle";
    const created = this.#created;
    if (created.length > 0) this.#created = [];
    if (this.#ending === null && this.#operations.size === 0 && this.#called) {
      this.#awaitsForeign();
      // The check above may have blocked the run.
      if (this.#halted) return;
    }
    this.#host.drained(this, created);
    this.#wake();
  }

  /** Notes a rejection that nobody had handled when the turn was over. */
  unhandledRejection(reason: unknown): void {
    this.#host.warned(this, {
      message: "a rejection was unhandled at the end of a turn",
      error: reason,
    });
  }

  // ---- calls of the context

  /**
   * Checks that a context call comes out of the run's turn.
   *
   * @throws {ContextMisuseError} when it does not.
   */
  enter(call: string): void {
    if (this.#state === "turn") return;
    if (this.#closedStatus !== null) {
      throw new ContextMisuseError({ call, where: `after the run's end (${this.#closedStatus})` });
    }
    if (this.#host.hasClosures(this))
      throw new ContextMisuseError({ call, where: "inside a step" });
    if (this.#state === "blocked") {
      throw new ContextMisuseError({ call, where: "while the run is blocked on this node" });
    }
    if (this.#host.settings.nonDurableAwait === "error") {
      this.#block(this.#nonDurableAwait());
      throw new ContextMisuseError({
        call,
        where: "after awaiting something that is not a context call",
      });
    }
    this.#warnForeign();
    this.#drainLater();
  }

  /** The key of the next operation of this kind and name. */
  nextKey(base: string): string {
    return this.#operations.nextKey(base);
  }

  /** Puts a new operation into the table. */
  create(options: Omit<OperationOptions, "calledAt">): Operation {
    const operation = new Operation({ ...options, calledAt: this.#now });
    this.#operations.add(operation);
    this.#created.push(operation);
    if (this.#state === "waitingForKey") this.#wake();
    return operation;
  }

  // ---- inside

  get #halted(): boolean {
    return this.#state === "blocked" || this.#state === "closed";
  }

  #wake(): void {
    if (this.#state !== "idle" && this.#state !== "waitingForKey") return;
    if (this.#queue.length === 0) return;
    this.#state = "ready";
    this.#host.ready(this);
  }

  #deliver(event: RunEvent): void {
    const { command } = event;
    switch (command.type) {
      case "RunStart":
        this.#consume(event);
        this.#call(command);
        return;
      case "Checkpoint":
      case "TimerFired":
      case "StepAttemptFailed":
        if (!this.#operations.isCreated(command.key)) {
          this.#keyNotCreated(event, command.key);
          return;
        }
        this.#consume(event);
        if (command.type === "Checkpoint") this.#settle(command);
        else if (command.type === "TimerFired") this.#operations.take(command.key)?.settleTimer();
        return;
      case "RunComplete":
      case "RunFail":
      case "Terminate":
        // The engine closes the executor when a run ends; an end that is read from the history is not delivered.
        this.#consume(event);
        this.close(command.type);
        return;
      case "Signal":
      case "Cancel":
        this.#consume(event);
        return;
      case "StepAttemptStarted":
      case "StepHeartbeat":
      case "TimerSet":
      case "TimerCancelled":
      case "RunParked":
      case "Retire":
        // No events of a history.
        this.#consume(event);
        return;
      default:
        unreachable(command);
    }
  }

  #consume(event: RunEvent): void {
    this.#queue.take();
    this.#now = event.machineTime;
  }

  #settle(checkpoint: Checkpoint): void {
    const operation = this.#operations.take(checkpoint.key);
    // A second checkpoint of a key is consumed without effect.
    if (operation === undefined) return;
    try {
      operation.settle(checkpoint.outcome);
    } catch (error) {
      // Committed bytes that this node cannot read: a newer codec, say. Another version of us may go on.
      this.#block(toError(error));
    }
  }

  #call(start: RunStart): void {
    let input: unknown;
    try {
      input = decodePayload(start.input, "input");
    } catch (error) {
      this.#block(toError(error));
      return;
    }
    this.#called = true;
    const context = new RunContext(this, this.#host.settings, "");
    // An async function does not throw here, and its promise is native.
    this.#fn(context, input).then(this.#returned, this.#threw);
  }

  readonly #returned = (result: unknown): void => {
    this.#ended({ type: "returned", result });
  };

  readonly #threw = (error: unknown): void => {
    this.#ended({ type: "threw", error });
  };

  #ended(end: { type: "returned"; result: unknown } | { type: "threw"; error: unknown }): void {
    if (this.#halted) return;
    if (this.#state !== "turn") {
      if (this.#host.settings.nonDurableAwait === "error") {
        this.#block(this.#nonDurableAwait());
        return;
      }
      this.#warnForeign();
      this.#drainLater();
    }
    this.#ending = encodeEnding(end, {
      run: this.run,
      consumedThrough: this.consumedThrough,
      limitBytes: this.#host.settings.payloadBytesMax,
    });
  }

  #keyNotCreated(event: RunEvent, key: string): void {
    const { foreignAwaitMs, nonDurableAwait } = this.#host.settings;
    const error = (): NonDeterminismError =>
      new NonDeterminismError({
        workflowId: this.run.workflowId,
        expectedKey: key,
        createdKeys: [...this.pending()].map((operation) => operation.key),
        historyIndex: event.seq,
        definition: `${this.run.workflowName} version ${this.run.workflowVersion}`,
      });
    if (nonDurableAwait === "error") {
      this.#block(error());
      return;
    }
    if (this.#state === "waitingForKey") return;
    this.#state = "waitingForKey";
    const waiting = this.consumedThrough;
    this.#host.delay(() => {
      if (this.#halted || this.consumedThrough !== waiting) return;
      this.#block(error());
    }, foreignAwaitMs);
  }

  #awaitsForeign(): void {
    if (this.#host.settings.nonDurableAwait === "error") this.#block(this.#nonDurableAwait());
    else this.#warnForeign();
  }

  #warnForeign(): void {
    if (this.#warnedForeign) return;
    this.#warnedForeign = true;
    this.#host.warned(this, {
      message: "the function awaits something that is not a context call",
      error: this.#nonDurableAwait(),
    });
  }

  #nonDurableAwait(): NonDurableAwaitError {
    return new NonDurableAwaitError({
      workflowId: this.run.workflowId,
      lastKey: this.#operations.lastKey,
    });
  }

  /** What the function does outside of a turn is a turn of its own when that is allowed. */
  #drainLater(): void {
    if (this.#state !== "idle" && this.#state !== "waitingForKey") return;
    const before = this.#state;
    this.#host.delay(() => {
      if (this.#state !== before) return;
      this.#state = "turn";
      this.drained();
    }, 0);
  }

  #block(error: Error): void {
    if (this.#halted) return;
    this.#state = "blocked";
    this.#forget();
    this.#host.blocked(this, error);
  }

  #forget(): void {
    this.#queue.clear();
    this.#operations.clear();
    this.#created = [];
    this.#ending = null;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
