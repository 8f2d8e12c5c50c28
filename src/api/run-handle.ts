/** RunHandle turns a service's answers about one run into values and errors. */
import {
  InvalidArgumentError,
  NotAvailableError,
  WorkflowCancelledError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowTerminatedError,
  WorkflowTimedOutError,
} from "../errors.ts";
import { errorOf } from "../model/failure.ts";
import { assertWellFormed } from "../model/names.ts";
import { decodePayload, encodeChecked } from "../model/payload-codec.ts";
import { invariant, unreachable } from "../util/assert.ts";
import { parseDuration } from "../util/duration.ts";
import type { DefinitionDetails } from "./definition.ts";
import type { HistoryEvent, JsonObject, RunDescription } from "./description.ts";
import { historyEvent } from "./history-view.ts";
import { signalSchema } from "./messages.ts";
import { describeValue, oneOf, optionsObject } from "./options.ts";
import type {
  CallOptions,
  DescribeOptions,
  HistoryOptions,
  SignalOptions,
  WaitOptions,
} from "./run.ts";
import type { RunEnding, RunTarget, WorkflowService } from "./service.ts";
import { withValidated } from "./standard-schema.ts";
import { callBounds, checkedSignal } from "./start-request.ts";

/** What all handles of a client have in common. */
export interface HandleFrame {
  readonly service: WorkflowService;
  readonly callTimeoutMs: number;
  readonly payloadBytesMax: number;
  /** A definition as it is registered here, or as it was given. */
  definition(workflow: { name: string; version: number }): DefinitionDetails | undefined;
}

/** The run of a handle. */
export interface HandleTarget extends RunTarget {
  readonly started: boolean;
  /** Null when the handle was made by the id alone. */
  readonly workflow: { readonly name: string; readonly version: number } | null;
}

type EndOptions = { reason?: string | undefined } & CallOptions;

/** The handle that `startWorkflow` and `getRun` give out, whatever its types. */
export class RunHandle {
  readonly workflowId: string;
  readonly runNumber: number | null;
  readonly started: boolean;
  readonly #frame: HandleFrame;
  readonly #target: HandleTarget;

  constructor(frame: HandleFrame, target: HandleTarget) {
    this.#frame = frame;
    this.#target = target;
    this.workflowId = target.workflowId;
    this.runNumber = target.runNumber;
    this.started = target.started;
  }

  async waitForCompletion(options?: WaitOptions): Promise<unknown> {
    const { timeout, followContinueAsNew, abortSignal } = optionsObject(
      "waitForCompletion",
      options,
      { known: ["timeout", "followContinueAsNew", "abortSignal"] },
    );
    if (followContinueAsNew === true) {
      throw new NotAvailableError({ call: "waitForCompletion({ followContinueAsNew: true })" });
    }
    const ending = await this.#frame.service.ending(this.#target, {
      timeoutMs:
        timeout === undefined ? undefined : parseDuration(timeout, "waitForCompletion.timeout"),
      abortSignal: checkedSignal("waitForCompletion.abortSignal", abortSignal),
    });
    return resultOf(this.workflowId, ending);
  }

  async signal(name: string, payload?: unknown, options?: SignalOptions): Promise<void> {
    assertWellFormed(name, "signal: name");
    const { signalId = null } = optionsObject("signal", options, { known: ["signalId"] });
    if (signalId !== null) assertWellFormed(signalId, "signal.signalId");
    const { service, payloadBytesMax } = this.#frame;
    const field = `signal ${JSON.stringify(name)}`;
    const encoded = await withValidated(
      { schema: this.#schemaOf(name), field },
      payload ?? null,
      // Nothing that cannot be decoded reaches the log.
      (checked) => encodeChecked(checked ?? null, { field, limitBytes: payloadBytesMax }),
    );
    const request = { name, payload: encoded.payload, signalId };
    await service.signal(this.#target, request, this.#bounds("signal", {}));
  }

  query(name: string): Promise<never> {
    return Promise.reject(new NotAvailableError({ call: `run.query(${describeValue(name)})` }));
  }

  update(name: string): Promise<never> {
    return Promise.reject(new NotAvailableError({ call: `run.update(${describeValue(name)})` }));
  }

  async cancel(options?: EndOptions): Promise<void> {
    const { reason, bounds } = this.#endOptions("cancel", options);
    await this.#frame.service.cancel(this.#target, reason, bounds);
  }

  async terminate(options?: EndOptions): Promise<void> {
    const { reason, bounds } = this.#endOptions("terminate", options);
    await this.#frame.service.terminate(this.#target, reason, bounds);
  }

  async retry(options?: CallOptions): Promise<void> {
    const given = optionsObject("retry", options, { known: ["callTimeout", "abortSignal"] });
    await this.#frame.service.retry(this.#target, this.#bounds("retry", given));
  }

  async describe(options?: DescribeOptions): Promise<RunDescription> {
    const given = optionsObject("describe", options, {
      known: ["consistency", "callTimeout", "abortSignal"],
    });
    const consistency = oneOf("describe.consistency", given.consistency, ["linearizable", "local"]);
    const { summary, variables, pendingOperations, attributes, memo } =
      await this.#frame.service.describe(this.#target, {
        ...this.#bounds("describe", given),
        isLocal: consistency === "local",
      });
    const values: [string, unknown][] = [];
    for (const [name, payload] of variables) values.push([name, decodePayload(payload, name)]);
    return {
      ...summary,
      variables: Object.fromEntries(values),
      pendingOperations,
      attributes: objectOf(attributes, "attributes"),
      memo: objectOf(memo, "memo"),
    };
  }

  async *history(options?: HistoryOptions): AsyncGenerator<HistoryEvent, void, undefined> {
    const given = optionsObject("history", options, {
      known: ["from", "follow", "callTimeout", "abortSignal"],
    });
    let { from = 0 } = given;
    const wait = checkFlag("history.follow", given.follow);
    if (!(Number.isSafeInteger(from) && from >= 0)) {
      throw new InvalidArgumentError({
        field: "history.from",
        expected: "a whole number from 0 on",
        found: describeValue(from),
      });
    }
    const bounds = this.#bounds("history", given);
    let { runNumber } = this.#target;
    const { workflowId } = this;
    let runId: Uint8Array | null = null;
    for (;;) {
      const answer = await this.#frame.service.events(
        { workflowId, runNumber },
        { from, wait },
        bounds,
      );
      // From here on it is this run, whatever is started under its id meanwhile.
      runNumber = answer.runNumber;
      const gone = (): Error => new WorkflowNotFoundError({ workflowId, runNumber });
      if (runId === null) from = answer.events[0]?.seq ?? from;
      else if (Buffer.compare(runId, answer.runId) !== 0) throw gone();
      ({ runId } = answer);
      for (const event of answer.events) {
        // It is being forgotten, from its beginning on.
        if (event.seq !== from) throw gone();
        from += 1;
        yield historyEvent(event);
      }
      if (answer.isLast || (!wait && answer.events.length === 0)) return;
    }
  }

  #bounds(call: string, options: CallOptions): ReturnType<typeof callBounds> {
    return callBounds(call, options, this.#frame.callTimeoutMs);
  }

  #endOptions(
    call: "cancel" | "terminate",
    options: EndOptions | undefined,
  ): { reason: string; bounds: ReturnType<typeof callBounds> } {
    const given = optionsObject(call, options, {
      known: ["reason", "callTimeout", "abortSignal"],
    });
    const { reason = "" } = given;
    if (reason !== "") assertWellFormed(reason, `${call}.reason`);
    return { reason, bounds: this.#bounds(call, given) };
  }

  #schemaOf(signalName: string): ReturnType<typeof signalSchema> {
    const { service } = this.#frame;
    const workflow = this.#target.workflow ?? service.workflowOf(this.#target);
    if (workflow === undefined) return undefined;
    const signals = this.#frame.definition(workflow)?.signals ?? null;
    if (signals === null || !Object.hasOwn(signals, signalName)) return undefined;
    const declaration = signals[signalName];
    return declaration === undefined ? undefined : signalSchema(declaration);
  }
}

function resultOf(workflowId: string, { status, outcome, reason }: RunEnding): unknown {
  switch (status) {
    case "completed":
      invariant(outcome?.type === "value", "a completed run has a result");
      return decodePayload(outcome.payload, "result");
    case "failed":
    case "cancelled": {
      invariant(outcome?.type === "failure", () => `a run that is ${status} has a failure`);
      const cause = errorOf(outcome.failure);
      if (status === "cancelled") throw new WorkflowCancelledError({ workflowId, cause });
      throw new WorkflowFailedError({ workflowId, cause });
    }
    case "terminated":
      throw new WorkflowTerminatedError({ workflowId, reason });
    case "timedOut":
      throw new WorkflowTimedOutError({ workflowId });
    case "continuedAsNew":
      throw new NotAvailableError({ call: "waitForCompletion of a run that continued as new" });
    case "running":
      invariant(false, "a run that has ended is running");
      return undefined;
    default:
      return unreachable(status);
  }
}

function objectOf(payload: Uint8Array | null, field: string): JsonObject {
  return payload === null ? {} : (decodePayload(payload, field) as JsonObject);
}

function checkFlag(field: string, value: boolean | undefined): boolean {
  if (value === undefined || typeof value === "boolean") return value ?? false;
  throw new InvalidArgumentError({ field, expected: "a boolean", found: describeValue(value) });
}
