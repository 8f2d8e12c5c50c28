/** RunHandle turns a service's answers about one run into values and errors. */
import { WorkflowFailedError, WorkflowTerminatedError } from "../errors.ts";
import { errorOf } from "../model/failure.ts";
import { decodePayload } from "../model/payload-codec.ts";
import { invariant } from "../util/assert.ts";
import { parseDuration } from "../util/duration.ts";
import { optionsObject } from "./options.ts";
import type { WaitOptions, WorkflowRun } from "./run.ts";
import type { RunTarget, WorkflowService } from "./service.ts";

/** The handle that `startWorkflow` and `getRun` give out. */
export class RunHandle<Output> implements WorkflowRun<Output> {
  readonly workflowId: string;
  readonly runNumber: number | null;
  readonly started: boolean;
  readonly #service: WorkflowService;

  constructor(service: WorkflowService, target: RunTarget & { readonly started: boolean }) {
    this.#service = service;
    this.workflowId = target.workflowId;
    this.runNumber = target.runNumber;
    this.started = target.started;
  }

  async waitForCompletion(options?: WaitOptions): Promise<Output> {
    const { timeout, abortSignal } = optionsObject("waitForCompletion", options, {
      known: ["timeout", "abortSignal"],
      later: ["followContinueAsNew"],
    });
    const { workflowId, runNumber } = this;
    const ending = await this.#service.ending(
      { workflowId, runNumber },
      {
        timeoutMs:
          timeout === undefined ? undefined : parseDuration(timeout, "waitForCompletion.timeout"),
        abortSignal,
      },
    );
    const { status, outcome, reason } = ending;
    if (outcome === null) throw new WorkflowTerminatedError({ workflowId, reason });
    if (outcome.type === "value") {
      invariant(status === "completed", `a run with a result is ${status}`);
      return decodePayload(outcome.payload, "result") as Output;
    }
    throw new WorkflowFailedError({ workflowId, cause: errorOf(outcome.failure) });
  }
}
