/** The calls on runs: the same on a member and from outside. */
import type { AnyWorkflow, InputOf, OutputOf, WorkflowDefinition } from "./definition.ts";
import type { PageOptions, RunFilter, RunPage } from "./description.ts";
import type { CallOptions, RunOf, StartArgs, StartOptions, WorkflowRun } from "./run.ts";

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
   * @throws {ValidationError} when the input does not fit the definition's schema.
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
  /**
   * Runs, the newest first: everything that was acknowledged before the call. A run that starts meanwhile moves no other to another page.
   *
   * @throws {InvalidArgumentError} for an unknown key, a value out of range, a cursor of another filter.
   */
  listRuns(filter?: RunFilter, page?: PageOptions): Promise<RunPage>;
  /** Not available yet. @throws {NotAvailableError} always. */
  resolvePromise(promiseId: string, value: unknown): Promise<void>;
  /** Not available yet. @throws {NotAvailableError} always. */
  rejectPromise(promiseId: string, error: Error): Promise<void>;
}
