/**
 * WorkflowRuntime is a node of a cluster inside the user's process: the object that everything starts from.
 *
 * Invariants: it keeps the process alive until `close` has ended; closing is idempotent and gives the data directory
 * back whatever happened before.
 */
import type { WorkflowContext } from "../api/context.ts";
import {
  type AnyWorkflow,
  defineWorkflow,
  type InputOf,
  type OutputOf,
  type WorkflowDefinition,
} from "../api/definition.ts";
import type { EventSource, RuntimeEvents } from "../api/events.ts";
import { describeValue, optionsObject } from "../api/options.ts";
import type {
  CallOptions,
  KnownName,
  Named,
  RunOf,
  StartArgs,
  StartOptions,
  WorkflowClient,
  WorkflowRun,
} from "../api/run.ts";
import { RunHandle } from "../api/run-handle.ts";
import { callBounds, startOptions, startRequest } from "../api/start-request.ts";
import { InvalidArgumentError, WorkflowNotRegisteredError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { LevelBackend } from "../storage/level-backend.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import { SeededRandom } from "../util/random.ts";
import { systemScheduler } from "../util/scheduler.ts";
import { type RegisteredWorkflow, Registry } from "../workflow/registry.ts";
import { NodeCore, type NodeCoreOptions } from "./node-core.ts";
import { checkOptions, type RuntimeOptions } from "./options.ts";

/** A node put together by hand, for tests and simulators. */
export interface OpenRuntimeOptions extends Omit<NodeCoreOptions, "registry"> {
  readonly workflows: readonly AnyWorkflow[];
  readonly callTimeoutMs: number;
}

/** Time that steps in flight get when the runtime closes. */
const DRAIN_DEFAULT: Duration = "10s";
/** Nothing happens then; the timer is there so that the process does not end. */
const KEEP_ALIVE_MS = 2 ** 30;

let construct: (core: NodeCore, callTimeoutMs: number) => WorkflowRuntime;

/** Opens a runtime over parts that the caller chose. It keeps no process alive and listens to no signals. */
export async function openRuntime(options: OpenRuntimeOptions): Promise<WorkflowRuntime> {
  const registry = new Registry();
  for (const workflow of options.workflows) registry.add(workflow);
  return construct(await NodeCore.open({ ...options, registry }), options.callTimeoutMs);
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
export class WorkflowRuntime implements WorkflowClient, AsyncDisposable {
  readonly #core: NodeCore;
  readonly #callTimeoutMs: number;
  /** Undone when the runtime has closed: the timer that keeps the process alive, the handlers of signals. */
  #onClosed: (() => void)[] = [];

  static {
    construct = (core, callTimeoutMs) => new WorkflowRuntime(core, callTimeoutMs);
  }

  private constructor(core: NodeCore, callTimeoutMs: number) {
    this.#core = core;
    this.#callTimeoutMs = callTimeoutMs;
    core.events.on("fatal", () => {
      this.#release();
    });
  }

  /**
   * Opens a node on a data directory and keeps the process alive until `close`.
   *
   * @throws {InvalidArgumentError} for an unknown option or a value out of range.
   * @throws {DataDirLockedError} when the directory is in use for longer than `lockTimeout`.
   * @throws {DataDirMismatchError} when the directory belongs to another node or version.
   * @throws {StorageCorruptedError} when what was acknowledged is missing or changed.
   */
  static async open(options?: RuntimeOptions): Promise<WorkflowRuntime> {
    const checked = checkOptions(options, process.env);
    const { dataDir, lockTimeoutMs } = checked;
    const registry = new Registry();
    for (const workflow of checked.workflows) registry.add(workflow);
    const backend = await LevelBackend.open({ dataDir, lockTimeoutMs });
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const core = await NodeCore.open({
      ...checked,
      registry,
      backend,
      scheduler: systemScheduler,
      random: new SeededRandom(seed),
    });
    const runtime = construct(core, checked.callTimeoutMs);
    runtime.#keepAlive();
    for (const signal of checked.closeOn) runtime.#closeOn(signal, checked.logger);
    return runtime;
  }

  /** Names this node. */
  get nodeId(): string {
    return this.#core.nodeId;
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
  /** Short form of `registerWorkflow(defineWorkflow({ name, version }, fn))`. */
  registerWorkflow<Input = void, Output = void>(
    name: string,
    version: number,
    fn: (ctx: WorkflowContext, input: Input) => Output | Promise<Output>,
  ): WorkflowDefinition<Input, Output>;
  registerWorkflow(
    nameOrDefinition: string | AnyWorkflow,
    version?: number,
    fn?: (ctx: WorkflowContext, input: never) => unknown,
  ): AnyWorkflow {
    const definition =
      typeof nameOrDefinition === "string"
        ? (defineWorkflow(
            { name: nameOrDefinition, version: version as number },
            fn as (ctx: WorkflowContext) => Promise<unknown>,
          ) as AnyWorkflow)
        : nameOrDefinition;
    const { group, registry } = this.#core;
    group.definitionAdded(registry.add(definition));
    return definition;
  }

  async startWorkflow<W extends AnyWorkflow | KnownName>(
    workflow: W,
    ...args: StartArgs<InputOf<Named<W>>, StartOptions & CallOptions>
  ): Promise<RunOf<Named<W>>> {
    const [input, given] = args as [unknown, (StartOptions & CallOptions)?];
    const options = startOptions(given);
    const bounds = callBounds("startWorkflow", options, this.#callTimeoutMs);
    const registered = this.#registered(workflow, options.version);
    const { payloadBytesMax, group } = this.#core;
    const request = startRequest(registered, input, { options, payloadBytesMax });
    const answer = await group.calls.start(request, bounds);
    return new RunHandle<OutputOf<Named<W>>>(group.calls, {
      workflowId: request.workflowId,
      ...answer,
    });
  }

  async runWorkflow<W extends AnyWorkflow | KnownName>(
    workflow: W,
    ...args: StartArgs<InputOf<Named<W>>, StartOptions & CallOptions>
  ): Promise<OutputOf<Named<W>>> {
    const run = await this.startWorkflow(workflow, ...args);
    const [, options] = args as [unknown, CallOptions?];
    return run.waitForCompletion({ abortSignal: options?.abortSignal });
  }

  getRun(workflowId: string, options?: { runNumber?: number | undefined }): WorkflowRun;
  getRun<W extends AnyWorkflow>(
    definition: W,
    workflowId: string,
    options?: { runNumber?: number | undefined },
  ): RunOf<W>;
  getRun(
    idOrDefinition: string | AnyWorkflow,
    idOrOptions?: string | { runNumber?: number | undefined },
    maybeOptions?: { runNumber?: number | undefined },
  ): WorkflowRun {
    const isShort = typeof idOrDefinition === "string";
    const workflowId = isShort ? idOrDefinition : idOrOptions;
    const options = isShort ? idOrOptions : maybeOptions;
    assertWellFormed(workflowId as string, "getRun.workflowId");
    const { runNumber = null } = optionsObject("getRun", options as { runNumber?: number }, {
      known: ["runNumber"],
    });
    if (runNumber !== null && !(Number.isSafeInteger(runNumber) && runNumber > 0)) {
      throw new InvalidArgumentError({
        field: "getRun.runNumber",
        expected: "a whole number from 1 on",
        found: describeValue(runNumber),
      });
    }
    const target = { workflowId: workflowId as string, runNumber, started: false };
    return new RunHandle(this.#core.group.calls, target);
  }

  /**
   * Closes the node: it takes no more calls, gives steps in flight `drain` to end, aborts the others, writes what is to
   * be written and gives the data directory back. Idempotent. Runs go on where they are when it is opened again.
   */
  async close(options?: { drain?: Duration | undefined }): Promise<void> {
    const { drain = DRAIN_DEFAULT } = optionsObject("close", options, { known: ["drain"] });
    try {
      await this.#core.close({ drainMs: parseDuration(drain, "close.drain") });
    } finally {
      this.#release();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #registered(workflow: AnyWorkflow | string, version: number | undefined): RegisteredWorkflow {
    const { registry } = this.#core;
    if (typeof workflow === "string") {
      const found =
        version === undefined ? registry.newest(workflow) : registry.get(workflow, version);
      if (found !== undefined) return found;
      throw new WorkflowNotRegisteredError({ name: workflow, version: version ?? null });
    }
    if (typeof workflow !== "object" || workflow === null) {
      throw new InvalidArgumentError({
        field: "startWorkflow: the workflow",
        expected: "a definition or a name",
        found: describeValue(workflow),
      });
    }
    if (version !== undefined) {
      throw new InvalidArgumentError({
        field: "startWorkflow.version",
        expected: "absent for a workflow that is given by its definition",
        found: `${version}`,
      });
    }
    const { name, version: defined } = workflow;
    const found = registry.get(name, defined);
    if (found !== undefined) return found;
    throw new WorkflowNotRegisteredError({ name, version: defined });
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
