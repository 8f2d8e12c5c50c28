/**
 * A call with bounds: it ends with an answer, at its timeout, when its caller aborts it, or when the runtime closes;
 * whichever comes first, once, and leaves neither timer nor listener behind.
 */
import type { WaitBounds } from "../api/service.ts";
import type { ChurnSet } from "../util/churn-map.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

/** The side of whoever answers. */
export interface BoundedCall<T> {
  readonly isOver: boolean;
  resolve(answer: T): void;
  reject(error: unknown): void;
}

/** What the one who answers is told. */
export interface CallHandler {
  /** The error to reject with when the time is over. */
  timedOut(): Error;
  /** The call is over, whatever its end. */
  over(): void;
}

/** Surroundings of a call. */
export interface CallFrame<T> {
  readonly scheduler: Scheduler;
  /** The calls that are under way. */
  readonly calls: ChurnSet<BoundedCall<never>>;
  readonly begin: (call: BoundedCall<T>) => CallHandler;
}

/** Makes a call. */
export function callWithin<T>(bounds: WaitBounds, frame: CallFrame<T>): Promise<T> {
  const { abortSignal } = bounds;
  if (abortSignal?.aborted === true) return Promise.reject(reasonOf(abortSignal));
  return new Promise<T>((resolve, reject) => {
    const call = new Call<T>({ resolve, reject, bounds, frame });
    call.begin();
  });
}

class Call<T> implements BoundedCall<T> {
  readonly #resolve: (answer: T) => void;
  readonly #reject: (error: unknown) => void;
  readonly #bounds: WaitBounds;
  readonly #frame: CallFrame<T>;
  #handler: CallHandler | null = null;
  #timer: TimerHandle | null = null;
  #isOver = false;

  constructor(options: {
    resolve: (answer: T) => void;
    reject: (error: unknown) => void;
    bounds: WaitBounds;
    frame: CallFrame<T>;
  }) {
    this.#resolve = options.resolve;
    this.#reject = options.reject;
    this.#bounds = options.bounds;
    this.#frame = options.frame;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  begin(): void {
    const { scheduler, calls, begin } = this.#frame;
    const { timeoutMs, abortSignal } = this.#bounds;
    calls.add(this);
    let handler: CallHandler;
    try {
      handler = begin(this);
    } catch (error) {
      this.reject(error);
      return;
    }
    // It may have been answered on the way.
    if (this.#isOver) {
      handler.over();
      return;
    }
    this.#handler = handler;
    if (timeoutMs !== undefined) {
      this.#timer = scheduler.setTimeout(() => {
        this.reject(handler.timedOut());
      }, timeoutMs);
    }
    abortSignal?.addEventListener("abort", this.#onAbort);
  }

  resolve(answer: T): void {
    if (this.#isOver) return;
    this.#end();
    this.#resolve(answer);
  }

  reject(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(error);
  }

  readonly #onAbort = (): void => {
    const { abortSignal } = this.#bounds;
    if (abortSignal !== undefined) this.reject(reasonOf(abortSignal));
  };

  #end(): void {
    this.#isOver = true;
    this.#frame.calls.delete(this);
    if (this.#timer !== null) this.#frame.scheduler.clearTimeout(this.#timer);
    this.#bounds.abortSignal?.removeEventListener("abort", this.#onAbort);
    this.#handler?.over();
  }
}

/** Why a call was given up by its caller, as an error whatever the reason is. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}
