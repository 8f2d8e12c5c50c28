/**
 * GroupCalls serves start calls and waits for ends, from the state of one group on this node.
 *
 * Invariant: a wait looks at the state and subscribes in one step, so that no end falls between the two.
 */
import type {
  CallBounds,
  RunEnding,
  RunTarget,
  StartAnswer,
  StartRequest,
  WaitBounds,
  WorkflowService,
} from "../api/service.ts";
import { RuntimeClosedError, WaitTimeoutError, WorkflowNotFoundError } from "../errors.ts";
import type { RunEndedEffect } from "../machine/effects.ts";
import { type Command, encodeCommand, ID_BYTES } from "../model/command.ts";
import type { RunStatusWord } from "../model/history-event.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import { decodeRunEvent } from "../model/run-record.ts";
import { historyKey } from "../model/state-keys.ts";
import { InvariantError, invariant } from "../util/assert.ts";
import { randomId } from "../util/random-ids.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { type BoundedCall, callWithin } from "./bounded-call.ts";
import type { Proposals } from "./proposals.ts";
import { StartCall } from "./start-call.ts";
import type { StateHost } from "./state-host.ts";

/** What the calls stand on. */
export interface GroupCallsOptions {
  readonly log: ReplicatedLog;
  readonly host: StateHost;
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  /** For messages. */
  readonly inFlightBytesMax: number;
}

type EndingWaiter = BoundedCall<RunEnding>;

/** The calls of one group on this node. */
export class GroupCalls implements WorkflowService {
  readonly #options: GroupCallsOptions;
  readonly #calls = new Set<BoundedCall<never>>();
  readonly #waiters = new Map<string, Set<EndingWaiter>>();
  #closed = false;

  constructor(options: GroupCallsOptions) {
    this.#options = options;
  }

  async start(request: StartRequest, bounds: CallBounds): Promise<StartAnswer> {
    const { log, host, proposals, scheduler, inFlightBytesMax } = this.#options;
    const requestId = randomId(ID_BYTES);
    const command = encodeCommand({
      type: "RunStart",
      ...request,
      runId: randomId(ID_BYTES),
      requestId,
    });
    return this.#call<StartAnswer>(bounds, (call) => {
      const start = new StartCall({
        call,
        request,
        requestId,
        command,
        log,
        host,
        proposals,
        scheduler,
        inFlightBytesMax,
      });
      start.begin();
      return start;
    });
  }

  async ending(target: RunTarget, bounds: WaitBounds): Promise<RunEnding> {
    const { workflowId } = target;
    return this.#call<RunEnding>(bounds, (call) => {
      let waitsFor = target.runNumber === null ? null : this.#subscribe(target, call);
      if (waitsFor === null) {
        // The newest run of an id, or one that is not known here yet: only a majority can tell.
        this.#options.host.caughtUp().then(
          () => {
            if (call.isOver) return;
            waitsFor = this.#subscribe(target, call);
            if (waitsFor === null) call.reject(new WorkflowNotFoundError(target));
          },
          (error: unknown) => {
            call.reject(error);
          },
        );
      }
      return {
        timedOut: () => new WaitTimeoutError({ workflowId, timeoutMs: bounds.timeoutMs ?? 0 }),
        over: () => {
          if (waitsFor !== null) this.#unsubscribe(waitsFor, call);
        },
      };
    });
  }

  /** A run has ended and the state says so. */
  runEnded({ run, status, event }: RunEndedEffect): void {
    const key = waiterKey(run.workflowId, run.runNumber);
    const waiters = this.#waiters.get(key);
    if (waiters === undefined) return;
    this.#waiters.delete(key);
    const ending = endingOf(status, event.command);
    for (const waiter of waiters) waiter.resolve(ending);
  }

  /** Rejects whatever is under way. */
  close(): void {
    this.#closed = true;
    for (const call of this.#calls) call.reject(new RuntimeClosedError());
  }

  #call<T>(bounds: WaitBounds, begin: Parameters<typeof callWithin<T>>[1]["begin"]): Promise<T> {
    if (this.#closed) throw new RuntimeClosedError();
    const { scheduler } = this.#options;
    return callWithin<T>(bounds, { scheduler, calls: this.#calls, begin });
  }

  /** Answers or subscribes, and says under which key; null when there is no such run here. */
  #subscribe({ workflowId, runNumber }: RunTarget, call: EndingWaiter): string | null {
    const { host, log } = this.#options;
    const found = host.machine.findRun(workflowId, runNumber ?? undefined);
    if (found === undefined) return null;
    const key = waiterKey(workflowId, found.runNumber);
    if (found.status === "running") {
      const waiters = this.#waiters.get(key);
      if (waiters === undefined) this.#waiters.set(key, new Set([call]));
      else waiters.add(call);
      return key;
    }
    const endSeq = found.endSeq ?? 0;
    const record = host.overlay.get(historyKey(found, endSeq));
    invariant(record !== undefined, `run ${found.runNumber} of ${workflowId} has no last event`);
    const { command } = decodeRunEvent(endSeq, record, { group: log.group, index: endSeq });
    call.resolve(endingOf(found.status, command));
    return key;
  }

  #unsubscribe(key: string, call: EndingWaiter): void {
    const waiters = this.#waiters.get(key);
    if (waiters?.delete(call) === true && waiters.size === 0) this.#waiters.delete(key);
  }
}

function waiterKey(workflowId: string, runNumber: number): string {
  return `${workflowId}\u0000${runNumber}`;
}

/** How a run ended, from the last event of its history. */
export function endingOf(status: RunStatusWord, command: Command): RunEnding {
  switch (command.type) {
    case "RunComplete":
      return { status, outcome: { type: "value", payload: command.value }, reason: null };
    case "RunFail":
      return { status, outcome: { type: "failure", failure: command.failure }, reason: null };
    case "Terminate":
      return { status, outcome: null, reason: command.reason };
    case "TimerFired":
      return { status, outcome: null, reason: null };
    default:
      throw new InvariantError(`a run ended with ${command.type}`);
  }
}
