/**
 * FunctionCall is the call of a run's function, from its start to the end of the run: when the function has returned or thrown and
 * its handlers have ended, or as soon as a handler has failed. A handler that was cancelled with its run or scope has not: the function
 * may have to clean up.
 *
 * Invariant: the function is called at most once; the first end is the one that counts.
 */
import type { AnyWorkflowFn } from "../api/definition.ts";
import { CancelledError } from "../errors.ts";
import type { RunStart } from "../model/command.ts";
import type { HistoryLimits } from "../model/limits.ts";
import { decodePayload } from "../model/payload-codec.ts";
import type { RunExecutor } from "./executor.ts";
import { RunContext } from "./run-context.ts";
import {
  encodeEnding,
  type FunctionEnd,
  isCancellation,
  type RunEndingCommand,
} from "./run-ending.ts";
import type { Scope } from "./scope.ts";

const NO_LIMITS: HistoryLimits = { historyEventsMax: 0, historyBytesMax: 0 };

/** The function of one run on this node. */
export class FunctionCall {
  readonly #executor: RunExecutor;
  readonly #fn: AnyWorkflowFn;
  readonly #root: Scope;
  #start: RunStart | null = null;
  #historyLimits: HistoryLimits = NO_LIMITS;
  #isCalled = false;
  #end: RunEndingCommand | null = null;
  /** How a handler ended that was cancelled with the run. */
  #cancelledEnd: RunEndingCommand | null = null;
  #ending: RunEndingCommand | null = null;

  constructor(executor: RunExecutor, { fn, root }: { fn: AnyWorkflowFn; root: Scope }) {
    this.#executor = executor;
    this.#fn = fn;
    this.#root = root;
  }

  /** True once the function has been called. */
  get isCalled(): boolean {
    return this.#isCalled;
  }

  /** True once the function itself has returned or thrown. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** What its history is measured by: the same on all nodes. */
  get historyLimits(): HistoryLimits {
    return this.#historyLimits;
  }

  /** How the run ends; null while it goes on. */
  get ending(): RunEndingCommand | null {
    return this.#ending;
  }

  /** The run has started; with a start delay the function is called later. */
  started(start: RunStart): void {
    this.#start = start;
    const { historyEventsMax = 0, historyBytesMax = 0 } = start;
    this.#historyLimits = { historyEventsMax, historyBytesMax };
    if ((start.startDelayMs ?? 0) === 0) this.call();
  }

  /** @throws {MalformedBytesError} when the input cannot be decoded on this node. */
  call(): void {
    const start = this.#start;
    if (start === null || this.#ending !== null) return;
    this.#start = null;
    const input = decodePayload(start.input, "input");
    this.#isCalled = true;
    // An async function does not throw here, and its promise is native.
    this.#fn(new RunContext(this.#executor, this.#root), input).then(this.#returned, this.#threw);
  }

  /** A run that is cancelled before the first instruction has none to carry out. */
  cancelled(error: CancelledError): void {
    if (this.#isCalled || this.#ending !== null) return;
    this.#ending = this.#encode({ type: "threw", error });
  }

  /** Another call of a handler has ended. */
  handlerEnded(): void {
    this.#maybeEnd();
  }

  /** Whatever else is under way, the run has failed; unless it is cancelled, or a scope around the handler, and the handler with it. */
  handlerFailed(error: unknown, scope: Scope): void {
    if (this.#ending !== null || !this.#executor.isActing()) return;
    const end = this.#encode({ type: "threw", error });
    if (end.type === "RunFail" && end.kind === "cancelled") {
      this.#cancelledEnd ??= end;
      this.#maybeEnd();
    } else if (scope.cancelledBy !== null && isCancellation(error)) {
      // Who has called the scope is told, and may cope with it.
      this.#maybeEnd();
    } else this.#ending = end;
  }

  /** Nothing of it has an effect any more. */
  forget(): void {
    this.#start = null;
    this.#ending = null;
  }

  readonly #returned = (result: unknown): void => {
    this.#functionEnded({ type: "returned", result });
  };

  readonly #threw = (error: unknown): void => {
    this.#functionEnded({ type: "threw", error });
  };

  #functionEnded(end: FunctionEnd): void {
    if (!this.#executor.isActing()) return;
    // Encoded in this turn: what the function has given away may change later.
    this.#end = this.#encode(end);
    this.#maybeEnd();
  }

  #maybeEnd(): void {
    if (this.#end === null || this.#ending !== null) return;
    if (this.#executor.signals.running > 0 || !this.#executor.isActing()) return;
    const end = this.#end.type === "RunComplete" ? (this.#cancelledEnd ?? this.#end) : this.#end;
    this.#ending = { ...end, consumedThrough: this.#executor.consumedThrough };
  }

  #encode(end: FunctionEnd): RunEndingCommand {
    const { run, consumedThrough, settings } = this.#executor;
    return encodeEnding(end, {
      run,
      consumedThrough,
      limitBytes: settings.payloadBytesMax,
      isCancelled: this.#root.cancelledBy !== null,
    });
  }
}
