/**
 * Raftwork: durable execution inside your own Node.js processes. Everything a user imports comes from here.
 */

/** The calls on runs; names that can be started. */
export * from "./api/client.ts";
/** The cluster as a node sees it. */
export type {
  ClusterAdmin,
  ClusterInfo,
  ClusterMember,
  LeaveOptions,
  MemberRole,
} from "./api/cluster.ts";
/** What a workflow's function is given, and what steps are given. */
export type {
  FencingToken,
  ReplicatedVar,
  RunHistory,
  ScopeOptions,
  StepContext,
  StepFn,
  StepOptions,
  WorkflowContext,
} from "./api/context.ts";
/** Workflows and their types. */
export {
  type AnyWorkflow,
  type ContextOf,
  defineWorkflow,
  type InputOf,
  type OutputOf,
  type QueriesOf,
  type SignalsOf,
  type UpdatesOf,
  type WorkflowDefinition,
  type WorkflowOptions,
} from "./api/definition.ts";
/** What can be told of runs. */
export type {
  HistoryEvent,
  JsonObject,
  PageOptions,
  PendingOperation,
  RunDescription,
  RunFilter,
  RunPage,
  RunStatus,
  RunSummary,
} from "./api/description.ts";
/** Events of a runtime. */
export type { EventSource, RuntimeEvents } from "./api/events.ts";
/** Graph workflows: types, and calls that are not available yet. */
export {
  type AnyNextNode,
  defineGraph,
  type GraphDefinition,
  type GraphNode,
  type GraphNodeContext,
  type GraphNodeResult,
  type GraphOptions,
  type GraphRegistry,
  type GraphRun,
  type GraphStart,
  type GraphStatus,
  type NamedGraphNode,
  type NextNode,
  type NextNodeOptions,
} from "./api/graph.ts";
/** Context calls that are typed and not available yet. */
export type { DurablePromise, LaterContext, Saga } from "./api/later-context.ts";
/** Messages that a definition declares. */
export {
  type MessageFn,
  type None,
  type Queries,
  type QueryType,
  query,
  type Signals,
  type SignalType,
  signal,
  type Updates,
  type UpdateType,
  update,
} from "./api/messages.ts";
/** Runs: how they are started, and the handle on one. */
export type {
  CallOptions,
  ChildOptions,
  ChildRun,
  DescribeOptions,
  HistoryOptions,
  RunOf,
  SignalOptions,
  StartArgs,
  StartOptions,
  WaitOptions,
  WorkflowRun,
} from "./api/run.ts";
/** The interface of schemas. */
export type { StandardResult, StandardSchemaV1 } from "./api/standard-schema.ts";
/** The context of one definition. */
export type {
  TypedWorkflowContext,
  UpdateHandler,
  WaitForAnySignal,
  WaitForSignal,
} from "./api/typed-context.ts";
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
