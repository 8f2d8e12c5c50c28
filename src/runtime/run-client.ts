/**
 * RunClient is the calls on runs over one node: what `WorkflowRuntime` and test runtimes have in common, and extend.
 */
import type { KnownName, Named, WorkflowClient } from "../api/client.ts";
import type { AnyWorkflow, InputOf, OutputOf } from "../api/definition.ts";
import type { PageOptions, RunFilter, RunPage } from "../api/description.ts";
import { listRequest } from "../api/list-request.ts";
import { describeValue, optionsObject } from "../api/options.ts";
import type { CallOptions, RunOf, StartArgs, StartOptions, WorkflowRun } from "../api/run.ts";
import { type HandleFrame, RunHandle } from "../api/run-handle.ts";
import type { WorkflowService } from "../api/service.ts";
import { callBounds, startOptions, startRequest } from "../api/start-request.ts";
import { InvalidArgumentError, NotAvailableError, WorkflowNotRegisteredError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import type { IdSource } from "../util/ids.ts";
import type { RegisteredWorkflow, Registry } from "../workflow/registry.ts";

/** What a client stands on. */
export interface RunClientOptions {
  /** @throws {RuntimeClosedError} when there is none any more. */
  readonly service: () => WorkflowService;
  readonly registry: Pick<Registry, "get" | "newest">;
  readonly ids: IdSource;
  readonly callTimeoutMs: number;
  readonly payloadBytesMax: number;
}

/** The calls on runs. */
export class RunClient implements WorkflowClient {
  readonly #options: RunClientOptions;

  constructor(options: RunClientOptions) {
    this.#options = options;
  }

  async startWorkflow<W extends AnyWorkflow | KnownName>(
    workflow: W,
    ...args: StartArgs<InputOf<Named<W>>, StartOptions & CallOptions>
  ): Promise<RunOf<Named<W>>> {
    const [input, given] = args as [unknown, (StartOptions & CallOptions)?];
    const { callTimeoutMs, payloadBytesMax, ids } = this.#options;
    const options = startOptions(given);
    const bounds = callBounds("startWorkflow", options, callTimeoutMs);
    const registered = this.#registered(workflow, options.version);
    const frame = this.#frame();
    const request = await startRequest(registered, input, {
      options,
      payloadBytesMax,
      uuid: () => ids.uuid(),
    });
    const { workflowId } = request;
    const answer = await frame.service.start(request, bounds);
    const handle: unknown = new RunHandle(frame, { workflowId, workflow: registered, ...answer });
    return handle as RunOf<Named<W>>;
  }

  async runWorkflow<W extends AnyWorkflow | KnownName>(
    workflow: W,
    ...args: StartArgs<InputOf<Named<W>>, StartOptions & CallOptions>
  ): Promise<OutputOf<Named<W>>> {
    const run: RunOf<Named<W>> = await this.startWorkflow(workflow, ...args);
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
  ): unknown {
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
    return new RunHandle(this.#frame(), {
      workflowId: workflowId as string,
      runNumber,
      started: false,
      workflow: isShort ? null : idOrDefinition,
    });
  }

  async listRuns(filter?: RunFilter, page?: PageOptions): Promise<RunPage> {
    const { service, callTimeoutMs: timeoutMs } = this.#options;
    return service().list(listRequest(filter, page), { timeoutMs, abortSignal: undefined });
  }

  resolvePromise(_promiseId: string, _value: unknown): Promise<void> {
    return Promise.reject(new NotAvailableError({ call: "resolvePromise" }));
  }

  rejectPromise(_promiseId: string, _error: Error): Promise<void> {
    return Promise.reject(new NotAvailableError({ call: "rejectPromise" }));
  }

  #frame(): HandleFrame {
    const { service, registry, callTimeoutMs, payloadBytesMax } = this.#options;
    return {
      service: service(),
      callTimeoutMs,
      payloadBytesMax,
      definition: ({ name, version }) => registry.get(name, version),
    };
  }

  #registered(workflow: AnyWorkflow | string, version: number | undefined): RegisteredWorkflow {
    const { registry } = this.#options;
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
}
