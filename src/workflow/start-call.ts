/**
 * StartCall carries one start to its outcome: it proposes it when this node leads, and again after a term has ended
 * under it. The request id makes that safe: the state answers a repetition with the first outcome.
 */
import type { StartAnswer, StartRequest } from "../api/service.ts";
import {
  NoQuorumError,
  OutcomeUnknownError,
  OverloadedError,
  RuntimeClosedError,
  WorkflowAlreadyStartedError,
  WorkflowIdConflictError,
} from "../errors.ts";
import type { CommandResult, StartResult } from "../machine/effects.ts";
import type { DropReason, ReplicatedLog } from "../model/replicated-log.ts";
import { invariant, unreachable } from "../util/assert.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { BoundedCall, CallHandler } from "./bounded-call.ts";
import type { ProposalOutcome, ProposalOwner, Proposals } from "./proposals.ts";
import type { StateHost } from "./state-host.ts";

/** What a start call is made of. */
export interface StartCallOptions {
  readonly call: BoundedCall<StartAnswer>;
  readonly request: StartRequest;
  /** For messages. */
  readonly requestId: Uint8Array;
  readonly command: Uint8Array;
  readonly log: ReplicatedLog;
  readonly host: StateHost;
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  readonly inFlightBytesMax: number;
}

/** While leadership is being handed over the same term may go on; it is asked again after this long. */
const AGAIN_AFTER_MS = 10;

/** One start call. */
export class StartCall implements ProposalOwner, CallHandler {
  readonly #options: StartCallOptions;
  #mayHaveHappened = false;
  #stopWaiting: (() => void) | null = null;
  #timer: TimerHandle | null = null;

  constructor(options: StartCallOptions) {
    this.#options = options;
  }

  /** Proposes now, or as soon as this node leads. */
  begin(): void {
    const { call, command, host, proposals } = this.#options;
    if (call.isOver) return;
    const { term } = host;
    if (term === null) {
      this.#stopWaiting = host.onTerm(() => {
        this.#stopWaiting?.();
        this.#stopWaiting = null;
        this.begin();
      });
      return;
    }
    this.#mayHaveHappened = true;
    proposals.propose({ command, term, source: "outside", owner: this });
  }

  proposalSettled(outcome: ProposalOutcome): void {
    const { call } = this.#options;
    if (call.isOver) return;
    if (outcome.type === "committed") this.#committed(outcome.result);
    else if (outcome.type === "dropped") this.#dropped(outcome.reason);
    else this.begin();
  }

  timedOut(): Error {
    const { log, request, requestId } = this.#options;
    return this.#mayHaveHappened
      ? new OutcomeUnknownError({
          call: `start of ${JSON.stringify(request.workflowId)}`,
          requestId: Buffer.from(requestId).toString("hex"),
        })
      : new NoQuorumError({ group: log.group });
  }

  over(): void {
    this.#stopWaiting?.();
    if (this.#timer !== null) this.#options.scheduler.clearTimeout(this.#timer);
  }

  #dropped(reason: DropReason): void {
    const { call, log, inFlightBytesMax, scheduler } = this.#options;
    if (reason === "overloaded") {
      const { inFlightBytes } = log;
      call.reject(new OverloadedError({ limitBytes: inFlightBytesMax, inFlightBytes }));
    } else if (reason === "closed") {
      call.reject(new RuntimeClosedError());
    } else {
      this.#timer = scheduler.setTimeout(() => {
        this.begin();
      }, AGAIN_AFTER_MS);
    }
  }

  #committed(result: CommandResult): void {
    invariant(result.type === "start", `a start was answered with ${result.type}`);
    const { call, request } = this.#options;
    const { workflowId } = request;
    switch (result.outcome) {
      case "started":
      case "existing":
        call.resolve({ runNumber: result.runNumber, started: result.outcome === "started" });
        return;
      case "alreadyRunning":
      case "alreadyClosed":
        call.reject(
          new WorkflowAlreadyStartedError({ workflowId, status: this.#statusOf(result) }),
        );
        return;
      case "idConflict": {
        const { existing } = result;
        call.reject(
          new WorkflowIdConflictError({
            workflowId,
            existing: existing === null ? "another workflow" : named(existing),
            asked: named(request),
          }),
        );
        return;
      }
      default:
        unreachable(result.outcome);
    }
  }

  #statusOf(result: StartResult): string {
    const { host, request } = this.#options;
    return host.machine.findRun(request.workflowId, result.runNumber)?.status ?? "closed";
  }
}

function named(workflow: { workflowName: string; workflowVersion: number }): string {
  return `${JSON.stringify(workflow.workflowName)} version ${workflow.workflowVersion}`;
}
