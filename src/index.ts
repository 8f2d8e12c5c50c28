/**
 * Raftwork: durable execution inside your own Node.js processes. Everything a user imports comes from here.
 */

/** What a workflow's function is given, and what steps are given. */
export type {
  FencingToken,
  ReplicatedVar,
  StepContext,
  StepFn,
  StepOptions,
  WorkflowContext,
} from "./api/context.ts";
/** Workflows and their types. */
export {
  type AnyWorkflow,
  defineWorkflow,
  type InputOf,
  type OutputOf,
  type WorkflowDefinition,
  type WorkflowOptions,
} from "./api/definition.ts";
/** Events of a runtime. */
export type { EventSource, RuntimeEvents } from "./api/events.ts";
/** Starting runs and waiting for them. */
export type {
  CallOptions,
  RunOf,
  StartArgs,
  StartOptions,
  WaitOptions,
  WorkflowClient,
  WorkflowNames,
  WorkflowRun,
} from "./api/run.ts";
/** Every public error, each with a stable code. */
export * from "./errors.ts";
/** True when an error or one of its causes has this class or name. */
export { matchesError } from "./model/failure.ts";
/** How steps are retried. */
export { RetryAfter, type RetryPolicy } from "./model/retry-policy.ts";
/** Options of a runtime. */
export type { RuntimeOptions } from "./runtime/options.ts";
/** A node that runs workflows. */
export { WorkflowRuntime } from "./runtime/workflow-runtime.ts";
/** A broken invariant: a bug of ours, never an operating error. */
export { InvariantError } from "./util/assert.ts";
/** Milliseconds, or a number with a unit. */
export type { Duration } from "./util/duration.ts";
/** The logger that a runtime takes. */
export type { Logger } from "./util/logger.ts";
