/**
 * RunExecutor runs the function of one run on this node: it feeds it the events of its checkpoint queue, one per
 * turn, and keeps the operations it has created and not seen settled.
 *
 * The same on leader and follower. Nothing here proposes: after each drained turn the host is told, and the
 * leader's driver does what is pending.
 *
 * Invariants: events are consumed in order of seq, each once; an operation is settled by an event of the history, or by local
 * state that follows from it; what the function does outside of its turns changes nothing (but with `nonDurableAwait:
 * "warn"`); once dropped, whatever its function still does has no effect.
 */
import { ContextMisuseError } from "../errors.ts";
import type { ActiveRun } from "../machine/effects.ts";
import type { RunEvent } from "../model/history-event.ts";
import type { HistoryLimits } from "../model/limits.ts";
import type { Logger } from "../util/logger.ts";
import {
  askPredicate,
  Conditions,
  type JudgedCondition,
  type PredicateAnswer,
  settleJudged,
} from "./conditions.ts";
import { Delivery } from "./delivery.ts";
import { EventQueue } from "./event-queue.ts";
import type {
  ExecutorHost,
  ExecutorOptions,
  ExecutorSettings,
  ExecutorState,
} from "./executor-host.ts";
import { FunctionCall } from "./function-call.ts";
import { LiveLogger } from "./live-logger.ts";
import { NEVER, Operation, type OperationOptions } from "./operation.ts";
import { OperationTable } from "./operation-table.ts";
import type { RunEndingCommand } from "./run-ending.ts";
import { RunInspector } from "./run-inspector.ts";
import type { Scope } from "./scope.ts";
import { Signals } from "./signals.ts";
import { intercepted } from "./step-interceptor.ts";
import type { StepOptionsReader } from "./step-options.ts";
import type { TurnTaker } from "./turn-queue.ts";

export type {
  ExecutorHost,
  ExecutorSettings,
  ExecutorState,
  RunWarning,
  TurnWork,
} from "./executor-host.ts";

/** One run on one node. */
export class RunExecutor implements TurnTaker {
  readonly run: ActiveRun;
  readonly settings: ExecutorSettings;
  readonly steps: StepOptionsReader;
  readonly signals: Signals;
  readonly operations: OperationTable = new OperationTable();
  readonly conditions: Conditions = new Conditions();
  readonly #host: ExecutorHost;
  readonly #queue = new EventQueue();
  readonly #call: FunctionCall;
  readonly #inspector: RunInspector;
  readonly #delivery: Delivery;
  #state: ExecutorState = "idle";
  /** The condition that is settled in the next turn. */
  #judged: JudgedCondition | null = null;
  #now = 0;
  #historyBytes = 0;
  #logger: Logger | null = null;
  /** How the run ended, once it has. */
  #closedStatus: string | null = null;
  /** Seq through which the run must have consumed before its operations are driven; null: this node does not lead. */
  driveFrom: number | null = null;
  /** Seq of the first event that a function of this run was never given in this term: what it logs from there on is new. */
  freshFrom: number = Infinity;
  /** Term in which its end was proposed. */
  endingProposedIn: number | null = null;
  /** True once pending operations have been driven in this term. */
  live = false;
  watchId = 0;

  constructor({ run, fn, host, steps }: ExecutorOptions) {
    this.run = run;
    this.settings = host.settings;
    this.steps = steps;
    this.#call = new FunctionCall(this, { fn, root: this.operations.root });
    this.signals = new Signals(this.#call);
    this.#host = host;
    this.#inspector = new RunInspector(this, host);
    this.#delivery = new Delivery(this, { call: this.#call, inspector: this.#inspector });
  }

  /** Where it stands. */
  get state(): ExecutorState {
    return this.#state;
  }

  /** Machine time in ms of the last event consumed. */
  get now(): number {
    return this.#now;
  }

  /** Bytes of the events consumed. */
  get historyBytes(): number {
    return this.#historyBytes;
  }

  /** From half of them on the run is told to continue as new. */
  get historyLimits(): HistoryLimits {
    return this.#call.historyLimits;
  }

  /** Writes what is new, on the node that leads: while the run is driven live, and while it comes back for an event. */
  get logger(): Logger {
    this.#logger ??= new LiveLogger(this.#host.loggerOf(this), () => {
      return this.live || (this.driveFrom !== null && this.consumedThrough >= this.freshFrom);
    });
    return this.#logger;
  }

  /** Seq of the last event consumed, -1 before the first. */
  get consumedThrough(): number {
    return this.#queue.consumedThrough;
  }

  /** How the function ended; null while it runs. */
  get ending(): RunEndingCommand | null {
    return this.#call.ending;
  }

  /** True when calls of the function have no effect any more, and it is not to be told. */
  get isDropped(): boolean {
    return this.#state === "dropped";
  }

  /**
   * True between two turns, with nothing to deliver and the function waiting for events or for local state: dropping the executor now
   * loses nothing that a replay would not bring back.
   */
  get isAtRest(): boolean {
    if (this.#state !== "idle" || this.#queue.length > 0 || this.ending !== null) return false;
    return !this.awaitsForeign;
  }

  /** True from the delivery of an event until the turn that it began has drained, conditions that it led to included. */
  get isInTurn(): boolean {
    if (this.#state === "turn" || this.#state === "judging") return true;
    return this.#state === "ready" && this.#judged !== null;
  }

  /**
   * True when what was there when the term began is consumed: its operations may be driven. Of a function that is not heard any more
   * they are forgotten, which does not mean that nobody needs what the state has of them.
   */
  get mayGoLive(): boolean {
    if (this.live || this.driveFrom === null || this.#halted || this.isInTurn) return false;
    return this.consumedThrough >= this.driveFrom;
  }

  /** Neither ended nor waiting for anything that the log could bring. */
  get awaitsForeign(): boolean {
    const { isCalled, ending, hasEnded } = this.#call;
    if (!isCalled || ending !== null || this.operations.awaitable > 0) return false;
    // A function may wait for ever while its handlers do the work.
    return hasEnded || this.signals.handlers === 0 || this.signals.running > 0;
  }

  /** Created and not settled, in order of creation. */
  pending(): Iterable<Operation> {
    return this.operations.pending();
  }

  /** Takes the next event of the history, with bytes that nobody changes. */
  append(event: RunEvent): void {
    if (this.#halted) return;
    this.#queue.append(event);
    this.#wake();
  }

  /** The run has ended: nothing of it has an effect any more. `last` is its last event. */
  close(status: string, last?: RunEvent): void {
    if (this.#state === "closed") return;
    if (last !== undefined && !this.#halted) this.#inspector.verifyEnding(this.ending, last);
    this.#state = "closed";
    this.#closedStatus = status;
    this.#forget();
  }

  /** This executor leaves the memory, whatever it is doing; another one is fed the same history. */
  drop(): void {
    if (this.#state === "closed") return;
    this.#state = "dropped";
    this.#forget();
  }

  // ---- turns

  /** Delivers the head of the queue, or settles the condition that holds. */
  turn(): void {
    if (this.#state !== "ready") return;
    this.#state = "turn";
    const judged = this.#judged;
    if (judged !== null) {
      this.#judged = null;
      this.operations.release(judged.operation);
      settleJudged(judged);
      return;
    }
    const event = this.#queue.peek();
    if (event === undefined) this.#state = "idle";
    else this.#delivery.deliver(event);
  }

  /** The turn has drained: what it created can be driven, what it awaits can be judged. */
  drained(): void {
    if (this.#state === "waitingForKey") this.#host.waitsForKey(this);
    if (this.#state !== "turn") return;
    this.#state = "judging";
    this.#judged = this.conditions.judge();
    // A predicate may have been asked to drop its own run.
    if (this.#halted) return;
    if (this.#judged !== null) {
      this.#state = "ready";
      this.#host.ready(this);
      return;
    }
    this.#state = "idle";
    if (this.awaitsForeign) this.#foreign();
    // The check above may have blocked the run.
    if (this.#halted) return;
    const created = this.operations.takeCreated();
    const released = this.operations.takeReleased();
    this.#host.drained(this, { created, released });
    this.#wake();
  }

  /** A listener of an abort signal of the function threw. Bound. */
  readonly listenerFailed = (error: unknown): void => {
    this.#host.warned(this, { message: "an abort listener threw", error });
  };

  /** The head is consumed. */
  consume(event: RunEvent): void {
    this.#queue.take();
    this.#now = event.machineTime;
    this.#historyBytes = event.historyBytes;
  }

  /** The head bears a key that the function has not created, and its last turn has drained. */
  waitForKey(event: RunEvent, key: string): void {
    if (this.settings.nonDurableAwait === "error") {
      this.block(this.#inspector.divergence(event.seq, key));
      return;
    }
    this.#state = "waitingForKey";
    const waiting = this.consumedThrough;
    this.#host.delay(() => {
      if (this.#halted || this.consumedThrough !== waiting) return;
      this.block(this.#inspector.divergence(event.seq, key));
    }, this.settings.foreignAwaitMs);
  }

  // ---- calls of the context

  /**
   * Checks that a context call comes out of the run's turn.
   *
   * @throws {ContextMisuseError} when it does not.
   */
  enter(call: string): void {
    if (this.#state === "turn") {
      // oxlint-disable-next-line typescript/unbound-method -- only named: the stack begins above it
      this.#inspector.noteCall(this.enter);
      return;
    }
    // Of a function that was replaced nothing is heard any more, but a step of it may still be running.
    if (this.#state === "dropped" && !this.#host.hasClosures(this)) return;
    if (this.#state === "judging") {
      throw new ContextMisuseError({ call, where: "inside the predicate of a condition" });
    }
    if (this.#closedStatus !== null) {
      throw new ContextMisuseError({ call, where: `after the run's end (${this.#closedStatus})` });
    }
    if (this.#host.hasClosures(this)) {
      throw new ContextMisuseError({ call, where: "inside a step" });
    }
    if (this.#state === "blocked") {
      throw new ContextMisuseError({ call, where: "while the run is blocked on this node" });
    }
    if (!this.isActing()) {
      throw new ContextMisuseError({
        call,
        where: "after awaiting something that is not a context call",
      });
    }
  }

  /**
   * True when what the function does has an effect: in a turn. Outside of one it is a turn of its own when that is allowed;
   * otherwise the run is blocked.
   */
  isActing(): boolean {
    if (this.#state === "turn") return true;
    if (this.#halted) return false;
    this.#foreign();
    if (this.#halted) return false;
    if (this.#state !== "idle" && this.#state !== "waitingForKey") return true;
    const before = this.#state;
    this.#host.delay(() => {
      if (this.#state !== before) return;
      this.#state = "turn";
      this.drained();
    }, 0);
    return true;
  }

  /** Asks a predicate for the first time, with nothing of the context at hand but the time. */
  ask(predicate: () => boolean): PredicateAnswer {
    const before = this.#state;
    this.#state = "judging";
    const answer = askPredicate(predicate);
    // It may have been asked to drop its own run.
    if (!this.#halted) this.#state = before;
    return answer;
  }

  /** Makes a new operation; one of a cancelled scope is rejected at once. */
  create(options: OperationOptions): Operation {
    const chosen = intercepted(options, this.settings.interceptStep);
    const operation = new Operation(chosen, this.consumedThrough);
    if (this.#halted) return operation;
    this.operations.add(operation);
    if (this.#state === "waitingForKey") this.#wake();
    return operation;
  }

  /** Decodes committed bytes for the function. A node that cannot read them stands still, and gives nothing. */
  decode<T>(decode: () => unknown): Promise<T> {
    try {
      return Promise.resolve(decode() as T);
    } catch (error) {
      this.block(toError(error));
      return NEVER;
    }
  }

  /** A scope has done its work. */
  scopeEnded(scope: Scope): void {
    this.signals.scopeEnded(scope);
    scope.end();
  }

  /** Stands still: what happened is not the run's fault, and another version of the code may go on. */
  block(error: Error): void {
    if (this.#halted) return;
    this.#state = "blocked";
    this.#forget();
    this.#host.blocked(this, error);
  }

  // ---- inside

  get #halted(): boolean {
    return this.#state === "blocked" || this.#state === "closed" || this.#state === "dropped";
  }

  #wake(): void {
    if (this.#state !== "idle" && this.#state !== "waitingForKey") return;
    if (this.#queue.length === 0) return;
    this.#state = "ready";
    this.#host.ready(this);
  }

  #foreign(): void {
    if (this.settings.nonDurableAwait === "warn") this.#inspector.warnForeign();
    else this.block(this.#inspector.nonDurableAwait());
  }

  #forget(): void {
    this.#queue.clear();
    this.operations.clear();
    this.conditions.clear();
    this.signals.clear();
    this.#judged = null;
    this.#call.forget();
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
