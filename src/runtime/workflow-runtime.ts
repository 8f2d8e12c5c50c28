/**
 * WorkflowRuntime is a node of a cluster inside the user's process: the object that everything starts from.
 *
 * Invariants: it keeps the process alive until `close` has ended; closing is idempotent and gives the data directory
 * back whatever happened before.
 */
import type { ClusterAdmin } from "../api/cluster.ts";
import { type AnyWorkflow, defineWorkflow, type WorkflowDefinition } from "../api/definition.ts";
import type { EventSource, RuntimeEvents } from "../api/events.ts";
import { type GraphRegistry, noGraphs } from "../api/graph.ts";
import type { None } from "../api/messages.ts";
import { optionsObject } from "../api/options.ts";
import type { TypedWorkflowContext } from "../api/typed-context.ts";
import type { RemoteDefinitions } from "../cluster/elsewhere.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import { secureIds } from "../util/ids.ts";
import { SeededRandom } from "../util/random.ts";
import { systemScheduler } from "../util/scheduler.ts";
import { Registry } from "../workflow/registry.ts";
import { NodeCore, type NodeCoreOptions } from "./node-core.ts";
import { openCore, randomSeed } from "./node-parts.ts";
import { checkOptions, type RuntimeOptions } from "./options.ts";
import { RunClient, type RunClientOptions } from "./run-client.ts";

/** A node put together by hand, for tests and simulators. */
export interface OpenRuntimeOptions extends Omit<NodeCoreOptions, "registry"> {
  readonly workflows: readonly AnyWorkflow[];
  readonly callTimeoutMs: number;
}

/** Time that steps in flight get when the runtime closes. */
const DRAIN_DEFAULT: Duration = "10s";
/** Nothing happens then; the timer is there so that the process does not end. */
const KEEP_ALIVE_MS = 2 ** 30;

interface RuntimeParts {
  readonly core: NodeCore;
  readonly calls: RunClientOptions;
}

let construct: (parts: RuntimeParts) => WorkflowRuntime;

/** Opens a runtime over parts that the caller chose. It keeps no process alive and listens to no signals. */
export async function openRuntime(options: OpenRuntimeOptions): Promise<WorkflowRuntime> {
  return (await openNode(options)).runtime;
}

/** The same, and gives the node below the runtime as well. */
export async function openNode(
  options: OpenRuntimeOptions,
): Promise<{ readonly runtime: WorkflowRuntime; readonly core: NodeCore }> {
  const registry = new Registry();
  for (const workflow of options.workflows) registry.add(workflow);
  const core = await NodeCore.open({ ...options, registry });
  return { runtime: construct(partsOf(core, { ...options, registry })), core };
}

function partsOf(
  core: NodeCore,
  options: Pick<RunClientOptions, "ids" | "callTimeoutMs"> & { readonly registry: Registry },
): RuntimeParts {
  const { registry, ids, callTimeoutMs } = options;
  const { payloadBytesMax } = core;
  const elsewhere = (): RemoteDefinitions | null => core.elsewhere;
  const service = (): NodeCore["group"]["calls"] => core.group.calls;
  return {
    core,
    calls: { service, registry, ids, callTimeoutMs, payloadBytesMax, elsewhere },
  };
}

/**
 * A node that runs workflows.
 *
 * @example
 * ```ts
 * await using runtime = await WorkflowRuntime.open({ dataDir: "./data" });
 * const greet = runtime.registerWorkflow("greet", 1, async (ctx, name: string) =>
 *   ctx.step("compose", () => `Hello, ${name}`));
 * console.log(await runtime.runWorkflow(greet, "Ada", { workflowId: "greet-ada" }));
 * ```
 */
export class WorkflowRuntime extends RunClient implements AsyncDisposable {
  readonly #core: NodeCore;
  /** Undone when the runtime has closed: the timer that keeps the process alive, the handlers of signals. */
  #onClosed: (() => void)[] = [];

  static {
    construct = (parts) => new WorkflowRuntime(parts);
  }

  private constructor({ core, calls }: RuntimeParts) {
    super(calls);
    this.#core = core;
    core.events.on("fatal", () => {
      this.#release();
    });
    // Whoever opened it registers what he has in the same turn.
    core.scheduler.setImmediate(() => {
      core.publish();
    });
  }

  /**
   * Opens a node on a data directory and keeps the process alive until `close`.
   *
   * @throws {InvalidArgumentError} for an unknown option or a value out of range.
   * @throws {DataDirLockedError} when the directory is in use for longer than `lockTimeout`.
   * @throws {DataDirMismatchError} when the directory belongs to another node or version.
   * @throws {StorageCorruptedError} when what was acknowledged is missing or changed.
   * @throws {ListenFailedError} when `listen` names an address that is taken.
   * @throws {JoinRefusedError} when the cluster does not take this node.
   */
  static async open(options?: RuntimeOptions): Promise<WorkflowRuntime> {
    const checked = checkOptions(options, process.env);
    const registry = new Registry();
    for (const workflow of checked.workflows) registry.add(workflow);
    const random = new SeededRandom(randomSeed());
    const own = { ...checked, registry, random, ids: secureIds, scheduler: systemScheduler };
    const core = await openCore(own);
    const runtime = construct(partsOf(core, own));
    runtime.#keepAlive();
    for (const signal of checked.closeOn) runtime.#closeOn(signal, checked.logger);
    return runtime;
  }

  /** Names this node. */
  get nodeId(): string {
    return this.#core.nodeId;
  }

  /** The cluster that this node is part of. */
  get cluster(): ClusterAdmin {
    const { clusterAdmin } = this.#core;
    return {
      ...clusterAdmin,
      leave: async (options) => {
        await clusterAdmin.leave(options);
        this.#release();
      },
    };
  }

  /** Graph workflows. Not available yet: each call throws NotAvailableError. */
  get graph(): GraphRegistry {
    return noGraphs;
  }

  /** Events of this node. */
  get events(): EventSource<RuntimeEvents> {
    return this.#core.events;
  }

  /**
   * Registers a workflow on this node; its runs that are waiting for it go on.
   *
   * @throws {WorkflowAlreadyRegisteredError} for the same name and version twice.
   * @throws {InvalidArgumentError} when the function is no native async function, or the name or version is unfit.
   */
  registerWorkflow<W extends AnyWorkflow>(definition: W): W;
  /** Short form of `registerWorkflow(defineWorkflow({ name, version }, fn))`, without messages and schema. */
  registerWorkflow<Input = void, Output = void>(
    name: string,
    version: number,
    fn: (
      ctx: TypedWorkflowContext<Input, None, None, None>,
      input: Input,
    ) => Output | Promise<Output>,
  ): WorkflowDefinition<Input, Output>;
  registerWorkflow(
    nameOrDefinition: string | AnyWorkflow,
    version?: number,
    fn?: (ctx: never, input: never) => unknown,
  ): AnyWorkflow {
    const definition =
      typeof nameOrDefinition === "string"
        ? (defineWorkflow(
            { name: nameOrDefinition, version: version as number },
            fn as (ctx: unknown) => Promise<unknown>,
          ) as AnyWorkflow)
        : nameOrDefinition;
    const { group, registry } = this.#core;
    group.definitionAdded(registry.add(definition));
    return definition;
  }

  /**
   * Closes the node: it takes no more calls, gives steps in flight `drain` to end, aborts the others, writes what is to
   * be written and gives the data directory back. Idempotent. Runs go on where they are when it is opened again.
   */
  async close(options?: { drain?: Duration | undefined }): Promise<void> {
    const { drain = DRAIN_DEFAULT } = optionsObject("close", options, { known: ["drain"] });
    // Before anything else: one that is refused has closed nothing.
    const drainMs = parseDuration(drain, "close.drain");
    try {
      await this.#core.close({ drainMs });
    } finally {
      this.#release();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #keepAlive(): void {
    const timer = setInterval(() => {}, KEEP_ALIVE_MS);
    this.#onClosed.push(() => {
      clearInterval(timer);
    });
  }

  #closeOn(
    signal: "SIGTERM" | "SIGINT",
    logger: { error(fields: object, text: string): void },
  ): void {
    // Once: a second signal finds no handler of ours and ends the process.
    const onSignal = (): void => {
      this.close().catch((error: unknown) => {
        logger.error({ err: error, signal }, "closing on a signal failed");
      });
    };
    process.once(signal, onSignal);
    this.#onClosed.push(() => {
      process.off(signal, onSignal);
    });
  }

  #release(): void {
    for (const undo of this.#onClosed) undo();
    this.#onClosed = [];
  }
}
