/**
 * RunClient is the calls on runs over one node: what `WorkflowRuntime` and test runtimes have in common, and extend.
 */
import type { KnownName, Named, WorkflowClient } from "../api/client.ts";
import {
  type AnyWorkflow,
  definitionDetails,
  type InputOf,
  type OutputOf,
} from "../api/definition.ts";
import type { PageOptions, RunFilter, RunPage } from "../api/description.ts";
import { listRequest } from "../api/list-request.ts";
import { describeValue, optionsObject } from "../api/options.ts";
import type { CallOptions, RunOf, StartArgs, StartOptions, WorkflowRun } from "../api/run.ts";
import { type HandleFrame, RunHandle } from "../api/run-handle.ts";
import type { CallBounds, WorkflowService } from "../api/service.ts";
import {
  callBounds,
  type StartableWorkflow,
  startChoices,
  startOptions,
  startRequest,
} from "../api/start-request.ts";
import type { RemoteDefinitions, WorkflowVersion } from "../cluster/elsewhere.ts";
import { InvalidArgumentError, NotAvailableError, WorkflowNotRegisteredError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { decodePayload, encodePayload } from "../model/payload-codec.ts";
import type { IdSource } from "../util/ids.ts";
import { reasonOf } from "../workflow/bounded-call.ts";
import type { Registry } from "../workflow/registry.ts";

/** What a client stands on. */
export interface RunClientOptions {
  /** @throws {RuntimeClosedError} when there is none any more. */
  readonly service: () => WorkflowService;
  readonly registry: Pick<Registry, "get" | "newest">;
  readonly ids: IdSource;
  readonly callTimeoutMs: number;
  readonly payloadBytesMax: number;
  /** What other nodes have registered. @defaultValue null: there are none */
  readonly elsewhere?: (() => RemoteDefinitions | null) | undefined;
}

/** What a run is started of: a definition that is here, or a version that only others have. */
type Startable =
  | { readonly type: "here"; readonly workflow: StartableWorkflow }
  | {
      readonly type: "elsewhere";
      readonly workflow: WorkflowVersion;
      readonly at: RemoteDefinitions;
    };

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
    const found = this.#startable(workflow, options.version);
    const choices = startChoices(options, payloadBytesMax);
    const frame = this.#frame();
    const prepared =
      found.type === "here"
        ? { workflow: found.workflow, input, bounds }
        : await this.#prepared(found, input, bounds);
    const request = await startRequest(prepared.workflow, prepared.input, {
      choices,
      payloadBytesMax,
      uuid: () => ids.uuid(),
    });
    const { workflowId } = request;
    const answer = await frame.service.start(request, prepared.bounds);
    const handle: unknown = new RunHandle(frame, {
      workflowId,
      // What a definition declares is known by itself, also where it is not registered.
      workflow: typeof workflow === "string" ? found.workflow : workflow,
      ...answer,
    });
    return handle as RunOf<Named<W>>;
  }

  async runWorkflow<W extends AnyWorkflow | KnownName>(
    workflow: W,
    ...args: StartArgs<InputOf<Named<W>>, StartOptions & CallOptions>
  ): Promise<OutputOf<Named<W>>> {
    const [, options] = args as [unknown, CallOptions?];
    const abortSignal = options?.abortSignal;
    const run: RunOf<Named<W>> = await this.startWorkflow(workflow, ...args);
    return run.waitForCompletion({ abortSignal });
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
      definition: (workflow) =>
        registry.get(workflow.name, workflow.version) ?? definitionDetails(workflow),
    };
  }

  /** The input as the schema has it that is registered elsewhere. */
  async #prepared(
    { workflow, at }: Startable & { type: "elsewhere" },
    input: unknown,
    bounds: CallBounds,
  ): Promise<{ workflow: StartableWorkflow; input: unknown; bounds: CallBounds }> {
    const field = "input";
    const limitBytes = this.#options.payloadBytesMax;
    const encoded = encodePayload(input, { field, limitBytes });
    const { abortSignal } = bounds;
    const made = await at.prepare(workflow, encoded, bounds).catch((error: unknown) => {
      throw abortSignal?.aborted === true ? reasonOf(abortSignal) : error;
    });
    const { runTimeoutMs, retentionMs, leftMs } = made;
    return {
      workflow: { ...workflow, runTimeoutMs, retentionMs, input: undefined },
      input: decodePayload(made.input, field),
      bounds: { ...bounds, timeoutMs: leftMs },
    };
  }

  /** By name the highest version that any node has, if not another one is asked for. */
  #startable(workflow: AnyWorkflow | string, version: number | undefined): Startable {
    if (typeof workflow === "string") return this.#named(workflow, version);
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
    const registered = this.#options.registry.get(name, defined);
    if (registered !== undefined) return { type: "here", workflow: registered };
    // Its schema is here, whoever is going to run it.
    const details = definitionDetails(workflow);
    const versions = this.#options.elsewhere?.()?.versionsOf(name);
    if (details !== undefined && versions?.includes(defined) === true) {
      return { type: "here", workflow: { name, version: defined, ...details } };
    }
    throw new WorkflowNotRegisteredError({ name, version: defined });
  }

  #named(name: string, version: number | undefined): Startable {
    const { registry } = this.#options;
    const at = this.#options.elsewhere?.() ?? null;
    const others = at?.versionsOf(name) ?? [];
    const newest = Math.max(registry.newest(name)?.version ?? 0, ...others);
    const wanted = version ?? newest;
    const registered = registry.get(name, wanted);
    if (registered !== undefined) return { type: "here", workflow: registered };
    if (at !== null && others.includes(wanted)) {
      return { type: "elsewhere", at, workflow: { name, version: wanted } };
    }
    throw new WorkflowNotRegisteredError({ name, version: version ?? null });
  }
}
