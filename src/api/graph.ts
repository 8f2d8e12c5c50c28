/**
 * Graph workflows: nodes that name the next nodes. Typed and not built yet: every call throws NotAvailableError.
 */
import { NotAvailableError } from "../errors.ts";
import type { RetryPolicy } from "../model/retry-policy.ts";
import type { Duration } from "../util/duration.ts";
import type { FencingToken, WorkflowContext } from "./context.ts";
import type { RunStatus } from "./description.ts";
import type { LaterContext } from "./later-context.ts";
import type { NameIn } from "./messages.ts";
import { describeValue } from "./options.ts";
import type { WorkflowRun } from "./run.ts";

/**
 * A next node by its name, with the config that it asks for. `C` has config types by node name:
 * `interface Configs { extract: { url: string }; publish: void }`.
 */
export type NextNode<C> = { [K in NameIn<C>]: NextNodeOf<C, K> }[NameIn<C>];
type NextNodeOf<C, K extends keyof C> = { readonly nodeName: K } & NextNodeOptions &
  ([C[K]] extends [void] ? { readonly config?: undefined } : { readonly config: C[K] });

/** When and how often a next node runs. */
export interface NextNodeOptions {
  readonly priority?: number | undefined;
  readonly delay?: Duration | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** What a graph node returns. */
export interface GraphNodeResult<State, C> {
  /** The whole new state; what changed is its difference from the state that was given. */
  readonly globalState?: State | undefined;
  /** Or only some keys; undefined removes one. */
  readonly update?: { readonly [K in keyof State]?: State[K] | undefined } | undefined;
  readonly nextNodes?: ReadonlyArray<NextNode<C>> | undefined;
  readonly data?: unknown;
}

/** What a graph node is given. */
export interface GraphNodeContext<C = Record<string, unknown>>
  extends Pick<
      WorkflowContext,
      "workflowId" | "logger" | "abortSignal" | "step" | "sleep" | "now" | "uuid"
    >,
    Pick<LaterContext, "promise"> {
  readonly nodeName: string;
  readonly executionId: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly fencingToken: FencingToken;
  readonly metadata: Readonly<Record<string, string>>;
  readonly previousNodeName: string | null;
  readonly clusterNodeId: string;
  readonly deadline: number | null;
  /** Typed where literals would widen: `pages.map((page) => ctx.next("ocr", { page }))`. */
  next<K extends NameIn<C>>(
    nodeName: K,
    ...args: [C[K]] extends [void]
      ? [config?: undefined, options?: NextNodeOptions]
      : [config: C[K], options?: NextNodeOptions]
  ): NextNode<C>;
}

/** A graph node. `execute` is a property: a method would accept a wrong config. Classes with a method fit. */
export interface GraphNode<State, Config, C = Record<string, unknown>> {
  readonly execute: (
    ctx: GraphNodeContext<C>,
    state: State,
    config: Config,
  ) => GraphNodeResult<State, C> | Promise<GraphNodeResult<State, C>>;
  readonly canStart?:
    | ((ctx: GraphNodeContext<C>, state: State, config: Config) => boolean | Promise<boolean>)
    | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly timeout?: Duration | undefined;
  readonly concurrency?: number | undefined;
}

/** A graph node with a name, to be registered. */
export interface NamedGraphNode<State, Config> extends GraphNode<State, Config> {
  readonly name: string;
}

/** A graph. */
export interface GraphDefinition<State, C> {
  readonly name: string;
  readonly version: number;
  /** Types only; never there at run time. */
  readonly "~types"?: { readonly state: (s: State) => State; readonly configs: C };
}

/** What a graph is made of. */
export interface GraphOptions<State, C> {
  name: string;
  version: number;
  start?: NameIn<C> | undefined;
  nodes: {
    readonly [K in NameIn<C>]: GraphNode<State, C[K], C> | GraphNode<State, C[K], C>["execute"];
  };
  reducers?:
    | {
        readonly [K in keyof State]?:
          | ((current: State[K], written: State[K]) => State[K])
          | undefined;
      }
    | undefined;
  joins?: { readonly [K in NameIn<C>]?: ReadonlyArray<NameIn<C>> | undefined } | undefined;
}

/** How a graph run stands. */
export interface GraphStatus<State> {
  readonly workflowId: string;
  readonly status: RunStatus | "paused" | "stopped";
  readonly state: State;
  readonly executed: ReadonlyArray<{
    readonly nodeName: string;
    readonly attempt: number;
    readonly startedAt: number;
    readonly endedAt: number;
    readonly data: unknown;
    readonly error: string | null;
  }>;
  readonly executing: readonly string[];
  readonly pending: readonly string[];
  readonly deadLetters: readonly string[];
}

/** A handle on one graph run. */
export interface GraphRun<State>
  extends Pick<WorkflowRun<State>, "workflowId" | "started" | "waitForCompletion" | "history"> {
  getStatus(): Promise<GraphStatus<State>>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  subscribe(): AsyncIterable<GraphStatus<State>>;
}

/** How a graph run starts. */
export interface GraphStart<State, Node> {
  readonly initialState: State;
  readonly initialNodes?: readonly Node[] | undefined;
  readonly workflowId?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A node by any name, for graphs put together from registered nodes. */
export interface AnyNextNode extends NextNodeOptions {
  readonly nodeName: string;
  readonly config?: unknown;
}

/** Graphs of a runtime. Not available yet. */
export interface GraphRegistry {
  /** @throws {NotAvailableError} always. */
  registerNode<State, Config>(node: NamedGraphNode<State, Config>): void;
  /** @throws {NotAvailableError} always. */
  register<State, C>(graph: GraphDefinition<State, C>): GraphDefinition<State, C>;
  /** @throws {NotAvailableError} always. */
  startWorkflow<State, C>(
    graph: GraphDefinition<State, C>,
    start: GraphStart<State, NextNode<C>>,
  ): Promise<GraphRun<State>>;
  startWorkflow<State = unknown>(
    start: GraphStart<State, AnyNextNode> & { readonly initialNodes: readonly AnyNextNode[] },
  ): Promise<GraphRun<State>>;
}

/** Defines a graph. Not available yet. @throws {NotAvailableError} always. */
export function defineGraph<State, C>(options: GraphOptions<State, C>): GraphDefinition<State, C> {
  const given = options as Partial<GraphOptions<State, C>> | null | undefined;
  throw new NotAvailableError({ call: `defineGraph(${describeValue(given?.name)})` });
}

/** The graphs of a runtime of this version. */
export const noGraphs: GraphRegistry = Object.freeze({
  registerNode(): void {
    throw new NotAvailableError({ call: "runtime.graph.registerNode" });
  },
  register<State, C>(): GraphDefinition<State, C> {
    throw new NotAvailableError({ call: "runtime.graph.register" });
  },
  startWorkflow<State>(): Promise<GraphRun<State>> {
    return Promise.reject(new NotAvailableError({ call: "runtime.graph.startWorkflow" }));
  },
});
