/**
 * GroupCalls serves the calls on the runs of one group on this node: what is proposed (starts, signals, cancels,
 * terminates), what waits (ends, further events), and what is read.
 *
 * Invariant: a wait looks at the state and subscribes in one step, so that nothing falls between the two.
 */
import { createHash } from "node:crypto";
import type {
  CallBounds,
  DescribedRun,
  EventsAnswer,
  EventsRequest,
  ListAnswer,
  RunEnding,
  RunTarget,
  SignalRequest,
  StartAnswer,
  StartRequest,
  WaitBounds,
  WorkflowService,
} from "../api/service.ts";
import {
  NoQuorumError,
  RuntimeClosedError,
  WaitTimeoutError,
  WorkflowNotFoundError,
} from "../errors.ts";
import type { RunEndedEffect } from "../machine/effects.ts";
import type { RunView } from "../machine/machine.ts";
import { type CallCommand, encodeCommand, ID_BYTES } from "../model/command.ts";
import type { HistoryLimits } from "../model/limits.ts";
import type { RunQuery } from "../model/run-listing.ts";
import type { RunName } from "../model/state-keys.ts";
import { ChurnMap, ChurnSet } from "../util/churn-map.ts";
import type { IdSource } from "../util/ids.ts";
import { acceptCall } from "./accepted-call.ts";
import { type BoundedCall, type CallHandler, callWithin } from "./bounded-call.ts";
import { type CallOfRun, checkCallResult, endingOf, startAnswer } from "./call-answers.ts";
import type { Forwarded } from "./leader-link.ts";
import { type CallFrame, ProposedCall, type ProposedCallOptions } from "./proposed-call.ts";
import type { RunReader } from "./run-reader.ts";

/** What the calls stand on. */
export interface GroupCallsOptions extends CallFrame {
  readonly reader: RunReader;
  readonly ids: IdSource;
  readonly historyLimits: HistoryLimits;
  readonly engine: { retryBlocked(run: RunName): void };
}

type EndingWaiter = BoundedCall<RunEnding>;
type Follower = BoundedCall<void>;

/** The calls of one group on this node. */
export class GroupCalls implements WorkflowService {
  readonly #options: GroupCallsOptions;
  readonly #calls = new ChurnSet<BoundedCall<never>>();
  readonly #waiters = new ChurnMap<string, Set<EndingWaiter>>();
  /** Who waits for the next event of a run, or its end. */
  readonly #followers = new ChurnMap<string, Set<Follower>>();
  /** Why nothing is served any more; null as long as it is. */
  #closed: Error | null = null;

  constructor(options: GroupCallsOptions) {
    this.#options = options;
  }

  start(request: StartRequest, bounds: CallBounds): Promise<StartAnswer> {
    const { ids, host, historyLimits } = this.#options;
    const { workflowId } = request;
    const requestId = ids.id16();
    const runId = ids.id16();
    const start = { type: "RunStart", ...request, ...historyLimits, runId, requestId } as const;
    const command = encodeCommand(start);
    return this.#propose<StartAnswer>(bounds, {
      command,
      request: { type: "RunStart", workflowId, requestId },
      name: `start of ${JSON.stringify(request.workflowId)}`,
      answer: (result) => startAnswer(request, result, host.machine),
    });
  }

  signal(target: RunTarget, request: SignalRequest, bounds: CallBounds): Promise<void> {
    const { ids, historyLimits } = this.#options;
    const { name, payload, signalId } = request;
    const requestId = signalId === null ? ids.id16() : signalRequestId(signalId);
    return this.#callRun(
      { type: "Signal", ...target, requestId, name, payload, ...historyLimits },
      { name: `signal ${JSON.stringify(name)}`, target, needsRunning: true },
      bounds,
    );
  }

  cancel(target: RunTarget, reason: string, bounds: CallBounds): Promise<void> {
    return this.#callRun(
      { type: "Cancel", ...target, requestId: this.#options.ids.id16(), reason },
      { name: "cancel", target, needsRunning: false },
      bounds,
    );
  }

  terminate(target: RunTarget, reason: string, bounds: CallBounds): Promise<void> {
    return this.#callRun(
      { type: "Terminate", ...target, requestId: this.#options.ids.id16(), reason },
      { name: "terminate", target, needsRunning: false },
      bounds,
    );
  }

  async ending(target: RunTarget, bounds: WaitBounds): Promise<RunEnding> {
    const { workflowId } = target;
    return this.#call<RunEnding>(bounds, (call) => {
      let waitsFor = target.runNumber === null ? null : this.#awaitEnd(target, call);
      if (waitsFor === null) {
        // The newest run of an id, or one that is not known here yet: only a majority can tell.
        this.#whenCaughtUp(call, () => {
          waitsFor = this.#awaitEnd(target, call);
          if (waitsFor === null) call.reject(new WorkflowNotFoundError(target));
        });
      }
      return {
        timedOut: () => new WaitTimeoutError({ workflowId, timeoutMs: bounds.timeoutMs ?? 0 }),
        over: () => {
          if (waitsFor !== null) remove(this.#waiters, waitsFor, call);
        },
      };
    });
  }

  describe(target: RunTarget, bounds: CallBounds & { isLocal: boolean }): Promise<DescribedRun> {
    const { reader, host } = this.#options;
    return this.#bounded(bounds, async () => {
      await (bounds.isLocal ? host.loaded() : host.caughtUp());
      return reader.describe(this.#find(target));
    });
  }

  async retry(target: RunTarget, bounds: CallBounds): Promise<void> {
    await this.#caughtUp(bounds);
    this.#options.engine.retryBlocked(this.#find(target));
  }

  async events(
    target: RunTarget,
    request: EventsRequest,
    bounds: CallBounds,
  ): Promise<EventsAnswer> {
    const { scheduler, reader } = this.#options;
    const from = scheduler.now();
    await this.#caughtUp(bounds);
    const run = this.#find(target);
    let timeoutMs = bounds.timeoutMs - (scheduler.now() - from);
    if (request.wait && run.status === "running" && run.historyLength <= request.from) {
      // As long as the run lives; only its caller's signal ends it earlier.
      await this.#nextEvent(run, { timeoutMs: undefined, abortSignal: bounds.abortSignal });
      ({ timeoutMs } = bounds);
    }
    const { workflowId, runNumber } = run;
    const found = this.#find({ workflowId, runNumber });
    return this.#bounded({ ...bounds, timeoutMs }, () => reader.events(found, request.from));
  }

  list(request: RunQuery, bounds: CallBounds): Promise<ListAnswer> {
    const { reader, host } = this.#options;
    return this.#bounded(bounds, async () => {
      await host.caughtUp();
      return reader.list(request);
    });
  }

  workflowOf({ workflowId, runNumber }: RunTarget): { name: string; version: number } | undefined {
    const run = this.#options.host.machine.findRun(workflowId, runNumber ?? undefined);
    return run === undefined ? undefined : { name: run.workflowName, version: run.workflowVersion };
  }

  /**
   * Takes a call that another node carried here, and tells what became of it.
   *
   * @throws {MalformedBytesError} when it is none.
   */
  accept(command: Uint8Array): Promise<Forwarded> {
    return acceptCall(command, this.#options);
  }

  /** An event was appended to the history of a run. */
  eventAppended(run: RunName): void {
    if (this.#followers.size > 0) this.#wakeFollowers(run);
  }

  /** A run has ended and the state says so. */
  runEnded({ run, status, event }: RunEndedEffect): void {
    const waiters = this.#waiters.get(nameOf(run));
    if (waiters !== undefined) {
      this.#waiters.delete(nameOf(run));
      const ending = endingOf(status, event.command);
      for (const waiter of waiters) waiter.resolve(ending);
    }
    this.eventAppended(run);
  }

  /** A run that was active here is unknown to the state that has replaced the former one. */
  forgotten({ workflowId, runNumber }: RunName): void {
    const name = { workflowId, runNumber };
    const waiters = this.#waiters.get(nameOf(name)) ?? [];
    this.#waiters.delete(nameOf(name));
    for (const waiter of waiters) waiter.reject(new WorkflowNotFoundError(name));
  }

  /** The state was replaced by a snapshot: what happened to runs meanwhile was told by no event. */
  stateLoaded(): void {
    // Whoever has to wait on is added again.
    const waiting = [...this.#waiters];
    for (const [key, waiters] of waiting) {
      const [workflowId = "", runNumber = ""] = key.split("\u0000");
      const target = { workflowId, runNumber: Number(runNumber) };
      this.#waiters.delete(key);
      for (const waiter of waiters) {
        if (this.#awaitEnd(target, waiter) === null)
          waiter.reject(new WorkflowNotFoundError(target));
      }
    }
    const followers = Array.from(this.#followers.values(), (some) => [...some]).flat();
    for (const follower of followers) follower.resolve();
  }

  /** Rejects whatever is under way, and whatever comes. */
  close(reason: Error): void {
    this.#closed ??= reason;
    for (const call of this.#calls) call.reject(reason);
  }

  // ---- inside

  #callRun(
    command: CallCommand,
    called: Omit<CallOfRun, "limits">,
    bounds: CallBounds,
  ): Promise<void> {
    const { host, historyLimits } = this.#options;
    return this.#propose<void>(bounds, {
      command: encodeCommand(command),
      request: command,
      name: `${called.name} of ${JSON.stringify(command.workflowId)}`,
      answer: (result) => {
        checkCallResult({ ...called, limits: historyLimits }, result, host.machine);
      },
    });
  }

  #propose<T>(
    bounds: CallBounds,
    options: Omit<ProposedCallOptions<T>, "call" | "frame">,
  ): Promise<T> {
    return this.#call<T>(bounds, (call) => {
      const proposed = new ProposedCall<T>({ ...options, call, frame: this.#options });
      proposed.begin();
      return proposed;
    });
  }

  async #call<T>(bounds: WaitBounds, begin: (call: BoundedCall<T>) => CallHandler): Promise<T> {
    if (this.#closed !== null) throw this.#closed;
    const { scheduler } = this.#options;
    return callWithin<T>(bounds, { scheduler, calls: this.#calls, begin });
  }

  /** Work within a call's bounds. */
  #bounded<T>(bounds: CallBounds, work: () => Promise<T>): Promise<T> {
    const { group } = this.#options.log;
    return this.#call<T>(bounds, (call) => {
      work().then(
        (answer) => {
          call.resolve(answer);
        },
        (error: unknown) => {
          call.reject(error);
        },
      );
      // It may also have been answered by a majority, and this node be behind with what it has to read or to apply.
      const found = "did not answer on this node within callTimeout";
      return { timedOut: () => new NoQuorumError({ group, found }), over: () => {} };
    });
  }

  /** Everything acknowledged before the call is applied here. @throws {NoQuorumError} */
  #caughtUp(bounds: CallBounds): Promise<void> {
    return this.#bounded(bounds, () => this.#options.host.caughtUp());
  }

  #whenCaughtUp(call: BoundedCall<never>, then: () => void): void {
    const { host } = this.#options;
    const done = host.caughtUp().then(() => {
      if (!call.isOver) then();
    });
    // A row that cannot be read is told to whoever asked for it.
    done.catch((error: unknown) => {
      call.reject(error);
    });
  }

  #nextEvent(run: RunName, bounds: WaitBounds): Promise<void> {
    const key = nameOf(run);
    return this.#call<void>(bounds, (call) => {
      add(this.#followers, key, call);
      return {
        timedOut: () => new RuntimeClosedError(),
        over: () => {
          remove(this.#followers, key, call);
        },
      };
    });
  }

  #wakeFollowers(run: RunName): void {
    const followers = this.#followers.get(nameOf(run));
    if (followers === undefined) return;
    this.#followers.delete(nameOf(run));
    for (const follower of followers) follower.resolve();
  }

  #find(target: RunTarget): RunView {
    const { workflowId, runNumber } = target;
    const run = this.#options.host.machine.findRun(workflowId, runNumber ?? undefined);
    if (run === undefined) throw new WorkflowNotFoundError(target);
    return run;
  }

  /** Answers or subscribes, and says under which key; null when there is no such run here. */
  #awaitEnd({ workflowId, runNumber }: RunTarget, call: EndingWaiter): string | null {
    const { host, reader } = this.#options;
    const active = host.machine.activeRun(workflowId);
    if (active !== undefined && (runNumber ?? active.runNumber) === active.runNumber) {
      const key = nameOf(active);
      add(this.#waiters, key, call);
      return key;
    }
    const found = host.machine.findRun(workflowId, runNumber ?? undefined);
    if (found === undefined) return null;
    const key = nameOf(found);
    if (found.status === "running") add(this.#waiters, key, call);
    else call.resolve(endingOf(found.status, reader.lastCommand(found)));
    return key;
  }
}

function nameOf({ workflowId, runNumber }: RunName): string {
  return `${workflowId}\u0000${runNumber}`;
}

function add<T>(waiters: ChurnMap<string, Set<T>>, key: string, waiter: T): void {
  const others = waiters.get(key);
  if (others === undefined) waiters.set(key, new Set([waiter]));
  else others.add(waiter);
}

function remove<T>(waiters: ChurnMap<string, Set<T>>, key: string, waiter: T): void {
  const others = waiters.get(key);
  if (others?.delete(waiter) === true && others.size === 0) waiters.delete(key);
}

/** The request id of a signal that has a name of its sender's: the same name, the same id. */
function signalRequestId(signalId: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(signalId).digest().subarray(0, ID_BYTES));
}
