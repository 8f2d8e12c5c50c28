/** Starting runs and waiting for them: the types of the calls, the same on a member and from outside. */
import type { Duration } from "../util/duration.ts";
import type { AnyWorkflow, InputOf, OutputOf, WorkflowDefinition } from "./definition.ts";

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
}

/** Bounds of a call. The run itself does not end when they are reached. */
export interface CallOptions {
  /** How long the call may wait for a leader and a commit. @defaultValue the runtime's `callTimeout`, 10 s */
  callTimeout?: Duration | undefined;
  /** Ends the waiting; the call rejects with its reason. */
  abortSignal?: AbortSignal | undefined;
}

/** Bounds of a wait. */
export interface WaitOptions {
  /** @defaultValue none: waits as long as the run lives */
  timeout?: Duration | undefined;
  /** Ends the waiting; the call rejects with its reason. */
  abortSignal?: AbortSignal | undefined;
}

/** The arguments of a start after the workflow: the input may be left out where it can be undefined. */
export type StartArgs<I, O> = [I] extends [void]
  ? [input?: undefined, options?: O]
  : undefined extends I
    ? [input?: I, options?: O]
    : [input: I, options?: O];

/** A handle on one run. */
export interface WorkflowRun<Output = unknown> {
  readonly workflowId: string;
  /** Null for a handle that means the newest run of the id. */
  readonly runNumber: number | null;
  /** False when `ifRunning` or `ifClosed` led to a run that was already there, and for handles of `getRun`. */
  readonly started: boolean;
  /**
   * The run's result, when it has one.
   *
   * @throws {WorkflowFailedError} when the function threw; `cause` is what it threw.
   * @throws {WorkflowTerminatedError} when the run was terminated.
   * @throws {WorkflowNotFoundError} when there is no such run.
   * @throws {WaitTimeoutError} when `timeout` is over first; the run goes on.
   */
  waitForCompletion(options?: WaitOptions): Promise<Output>;
}
/** The handle on a run of one definition. */
export type RunOf<W> = WorkflowRun<OutputOf<W>>;

/** Optional: `declare module "raftwork" { interface WorkflowNames { greet: typeof greet } }` types starts by name. */
// biome-ignore lint/suspicious/noEmptyInterface: users augment it.
export interface WorkflowNames {}
/** Names that can be started. */
export type KnownName = keyof WorkflowNames extends never
  ? string
  : Extract<keyof WorkflowNames, string>;
/** The definition meant by a definition or a name. */
export type Named<W> = W extends keyof WorkflowNames
  ? WorkflowNames[W]
  : W extends string
    ? WorkflowDefinition<unknown, unknown>
    : W;

/** The calls on runs. */
export interface WorkflowClient {
  /**
   * Starts a run, or finds the one that is there (`ifRunning`, `ifClosed`).
   *
   * @throws {InvalidArgumentError} for an unknown option or a value out of range.
   * @throws {WorkflowNotRegisteredError} when no node has the workflow.
   * @throws {WorkflowAlreadyStartedError} when a policy says "fail".
   * @throws {WorkflowIdConflictError} when the id belongs to another workflow or version.
   * @throws {UnserializableValueError} or {PayloadTooLargeError} for an input that cannot be kept.
   * @throws {OutcomeUnknownError} when `callTimeout` is over and the start may have happened.
   */
  startWorkflow<W extends AnyWorkflow | KnownName>(
    workflow: W,
    ...args: StartArgs<InputOf<Named<W>>, StartOptions & CallOptions>
  ): Promise<RunOf<Named<W>>>;
  /** Starts a run and waits for its result. */
  runWorkflow<W extends AnyWorkflow | KnownName>(
    workflow: W,
    ...args: StartArgs<InputOf<Named<W>>, StartOptions & CallOptions>
  ): Promise<OutputOf<Named<W>>>;
  /** A handle; asks nobody. Its methods reject with WorkflowNotFoundError when there is no such run. */
  getRun(workflowId: string, options?: { runNumber?: number | undefined }): WorkflowRun;
  getRun<W extends AnyWorkflow>(
    definition: W,
    workflowId: string,
    options?: { runNumber?: number | undefined },
  ): RunOf<W>;
}
