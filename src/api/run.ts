/** Runs: how they are started, and the handle on one. The same on a member and from outside. */
import type { Duration } from "../util/duration.ts";
import type { AnyWorkflow, OutputOf, QueriesOf, SignalsOf, UpdatesOf } from "./definition.ts";
import type { HistoryEvent, JsonObject, RunDescription } from "./description.ts";
import type {
  FnOf,
  NameIn,
  None,
  PayloadArgs,
  PayloadOf,
  Queries,
  Signals,
  Updates,
} from "./messages.ts";

/** How a run is started. */
export interface StartOptions {
  /** Names the run; starting the same id again finds it. @defaultValue a new UUID */
  workflowId?: string | undefined;
  /** What to do when a run of this id has not ended. @defaultValue "useExisting" */
  ifRunning?: "useExisting" | "fail" | "terminateExisting" | undefined;
  /** What to do when the last run of this id has ended. @defaultValue "useExisting" */
  ifClosed?: "useExisting" | "startNew" | "startNewIfFailed" | "fail" | undefined;
  /** Only with a workflow given by name. @defaultValue the highest version registered */
  version?: number | undefined;
  /** The run ends as `timedOut` after so long, its start delay not counted. @defaultValue the definition's */
  runTimeout?: Duration | undefined;
  /** Its function is called after so long. @defaultValue none */
  startDelay?: Duration | undefined;
  /** Kept with the run and shown by `describe`. With the input and the memo at most `payloadBytesMax` in all: PayloadTooLargeError. */
  attributes?: JsonObject | undefined;
  /** Kept with the run and shown by `describe`; the same limit. */
  memo?: JsonObject | undefined;
}

/** How a child run is started. */
export interface ChildOptions extends StartOptions {
  parentClosePolicy?: "terminate" | "cancel" | "abandon" | undefined;
}

/** Bounds of a call. The run itself does not end when they are reached. */
export interface CallOptions {
  /**
   * How long the call may wait for a leader and a commit, at most 5 minutes: that is how long a repeated call is
   * known again.
   *
   * @defaultValue the runtime's `callTimeout`, 10 s
   */
  callTimeout?: Duration | undefined;
  /** Ends the waiting; the call rejects with its reason (in an Error, if it is none). What was asked for may happen all the same. */
  abortSignal?: AbortSignal | undefined;
}

/** Bounds of a wait. */
export interface WaitOptions {
  /** @defaultValue none: waits as long as the run lives */
  timeout?: Duration | undefined;
  /** True is not available yet. @defaultValue false */
  followContinueAsNew?: boolean | undefined;
  /** Ends the waiting; the call rejects with its reason. */
  abortSignal?: AbortSignal | undefined;
}

/** How a signal is sent. */
export interface SignalOptions {
  /** A text of your own: signals of one id are delivered once. @defaultValue one made for this call */
  signalId?: string | undefined;
}

/** How a run is described. */
export interface DescribeOptions extends CallOptions {
  /** `linearizable` shows everything that was acknowledged before the call. @defaultValue "linearizable" */
  consistency?: "linearizable" | "local" | undefined;
}

/** Which part of a history. */
export interface HistoryOptions extends CallOptions {
  /** Index of the first event. @defaultValue 0 */
  from?: number | undefined;
  /** Waits for further events until the run has ended. @defaultValue false */
  follow?: boolean | undefined;
}

/** The arguments of a start after the workflow: the input may be left out where it can be undefined. */
export type StartArgs<I, O> = [I] extends [void]
  ? [input?: undefined, options?: O]
  : undefined extends I
    ? [input?: I, options?: O]
    : [input: I, options?: O];

/**
 * A handle on one run.
 *
 * Each call has a request id, made once, and is safe to repeat: until `callTimeout` the handle does that itself.
 */
export interface WorkflowRun<
  Output = unknown,
  S extends Signals = None,
  Q extends Queries = None,
  U extends Updates = None,
> {
  readonly workflowId: string;
  /** Null for a handle that means the newest run of the id. */
  readonly runNumber: number | null;
  /** False when `ifRunning` or `ifClosed` led to a run that was already there, and for handles of `getRun`. */
  readonly started: boolean;
  /**
   * The run's result, when it has one.
   *
   * @throws {WorkflowFailedError} when the function threw; `cause` is what it threw.
   * @throws {WorkflowCancelledError} when it ended itself after a `cancel`.
   * @throws {WorkflowTerminatedError} when the run was terminated.
   * @throws {WorkflowTimedOutError} when its `runTimeout` was over.
   * @throws {WorkflowNotFoundError} when there is no such run.
   * @throws {WaitTimeoutError} when `timeout` is over first; the run goes on.
   */
  waitForCompletion(options?: WaitOptions): Promise<Output>;
  /**
   * Sends a signal; resolves when it is in the run's history. It waits there until the function takes it.
   *
   * @throws {WorkflowNotFoundError} when there is no such run.
   * @throws {RunEndedError} when the run has ended.
   * @throws {HistoryLimitError} when its history is full.
   * @throws {ValidationError} when the payload does not fit the signal's schema.
   */
  readonly signal: keyof S extends never
    ? (name: string, payload?: unknown, options?: SignalOptions) => Promise<void>
    : <K extends NameIn<S>>(
        name: K,
        ...args: [...PayloadArgs<PayloadOf<S[K]>>, options?: SignalOptions]
      ) => Promise<void>;
  /** Not available yet. @throws {NotAvailableError} always. */
  query<K extends NameIn<Q>>(
    name: K,
    ...input: FnOf<Q[K]> extends (...input: infer A) => unknown ? A : never
  ): Promise<FnOf<Q[K]> extends (...input: never) => infer R ? Awaited<R> : never>;
  /** Not available yet. @throws {NotAvailableError} always. */
  update<K extends NameIn<U>>(
    name: K,
    ...input: FnOf<U[K]> extends (...input: infer A) => unknown ? A : never
  ): Promise<FnOf<U[K]> extends (...input: never) => infer R ? Awaited<R> : never>;
  /**
   * Asks the run to end itself: its pending operations reject with CancelledError, and `finally` blocks run. Asking
   * again, or after the end, does nothing.
   *
   * @throws {WorkflowNotFoundError} when there is no such run.
   */
  cancel(options?: { reason?: string | undefined } & CallOptions): Promise<void>;
  /**
   * Ends the run at once; no code of it runs afterwards. After the end it does nothing.
   *
   * @throws {WorkflowNotFoundError} when there is no such run.
   */
  terminate(options?: { reason?: string | undefined } & CallOptions): Promise<void>;
  /**
   * Tries the run again on this node when it is blocked there: its function is called again and fed its history. For one that
   * made the process hang (WorkflowStuckError) that is the only way on, beside `terminate`. Does nothing for other runs.
   *
   * @throws {WorkflowNotFoundError} when there is no such run.
   */
  retry(options?: CallOptions): Promise<void>;
  /** How the run stands. @throws {WorkflowNotFoundError} when there is no such run. */
  describe(options?: DescribeOptions): Promise<RunDescription>;
  /**
   * The events of the run's history, in order.
   *
   * @throws {WorkflowNotFoundError} when there is no such run.
   */
  history(options?: HistoryOptions): AsyncIterable<HistoryEvent>;
}

/** The handle on a run of one definition. */
export type RunOf<W> = WorkflowRun<OutputOf<W>, SignalsOf<W>, QueriesOf<W>, UpdatesOf<W>>;
/** What a run has of its child. */
export type ChildRun<W extends AnyWorkflow> = Pick<
  RunOf<W>,
  "workflowId" | "runNumber" | "waitForCompletion" | "signal" | "cancel"
>;
