/**
 * ProposedCall carries one call from outside to its outcome: it proposes it when this node leads, has it carried to the leader
 * when another one does, and tries again when a term has ended under it. The request id makes that safe: the state answers a
 * repetition with the first outcome.
 */
import {
  NoQuorumError,
  OutcomeUnknownError,
  OverloadedError,
  RuntimeClosedError,
  UpgradeInProgressError,
} from "../errors.ts";
import type { CommandResult } from "../machine/effects.ts";
import type { CallCommand, RunStart } from "../model/command.ts";
import type { DropReason, ReplicatedLog } from "../model/replicated-log.ts";
import { invariant, unreachable } from "../util/assert.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { BoundedCall, CallHandler } from "./bounded-call.ts";
import type { Forwarded, LeaderLink } from "./leader-link.ts";
import type { ProposalOutcome, ProposalOwner, Proposals, TooNew } from "./proposals.ts";
import type { StateHost } from "./state-host.ts";

/** What calls are proposed by. */
export interface CallFrame {
  readonly log: ReplicatedLog;
  readonly host: StateHost;
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  /** For messages. */
  readonly inFlightBytesMax: number;
  /** To leaders on other nodes; null when there are none. */
  readonly link: LeaderLink | null;
  /** A call gives up when no leader is known for so long, in ms, unless it may have happened already. */
  readonly noQuorumMs: number;
}

/** One call. */
export interface ProposedCallOptions<T> {
  readonly call: BoundedCall<T>;
  readonly frame: CallFrame;
  /** Encoded. */
  readonly command: Uint8Array;
  /** For messages, as `start of "order-1"`. */
  readonly name: string;
  /** By which its outcome is found in the state. */
  readonly request: Pick<RunStart | CallCommand, "type" | "workflowId" | "requestId">;
  /** What the result means; what it throws is the call's error. */
  readonly answer: (result: CommandResult) => T;
}

/** While leadership is being handed over the same leader may go on; it is asked again after this long. */
const AGAIN_AFTER_MS = 10;

/** A call on its way through the log. */
export class ProposedCall<T> implements ProposalOwner, CallHandler {
  readonly #options: ProposedCallOptions<T>;
  #mayHaveHappened = false;
  #stopWaiting: (() => void) | null = null;
  #timer: TimerHandle | null = null;
  #forwarding: AbortController | null = null;

  constructor(options: ProposedCallOptions<T>) {
    this.#options = options;
  }

  /** Proposes it here or at the leader, as soon as there is one. */
  begin(): void {
    const { call, command, frame } = this.#options;
    if (call.isOver) return;
    const { term, leaderReplicaId } = frame.host;
    if (term !== null) {
      this.#mayHaveHappened = true;
      frame.proposals.propose({ command, term, source: "outside", owner: this });
    } else if (leaderReplicaId !== 0 && frame.link !== null) {
      this.#forward(frame.link, leaderReplicaId);
    } else {
      this.#awaitLeader();
    }
  }

  proposalSettled(outcome: ProposalOutcome): void {
    if (this.#options.call.isOver) return;
    if (outcome.type === "committed") this.#committed(outcome.result);
    else if (outcome.type === "dropped") this.#dropped(outcome.reason);
    else if (outcome.type === "tooNew") this.#tooNew(outcome);
    else this.begin();
  }

  timedOut(): Error {
    const { frame, name, request } = this.#options;
    const requestId = Buffer.from(request.requestId).toString("hex");
    return this.#mayHaveHappened
      ? new OutcomeUnknownError({ call: name, requestId })
      : new NoQuorumError({ group: frame.log.group });
  }

  over(): void {
    this.#stopWaiting?.();
    this.#forwarding?.abort();
    this.#clearTimer();
  }

  #awaitLeader(): void {
    const { call, frame } = this.#options;
    const stop = frame.host.onLeader(() => {
      this.#stopWaiting?.();
      this.begin();
    });
    this.#stopWaiting = () => {
      stop();
      this.#clearTimer();
      this.#stopWaiting = null;
    };
    if (this.#mayHaveHappened) return;
    this.#timer = frame.scheduler.setTimeout(() => {
      call.reject(new NoQuorumError({ group: frame.log.group }));
    }, frame.noQuorumMs);
  }

  #forward(link: LeaderLink, leaderReplicaId: number): void {
    const { call, command } = this.#options;
    const forwarding = new AbortController();
    this.#forwarding = forwarding;
    void link.forward(leaderReplicaId, command, forwarding.signal).then((outcome) => {
      this.#forwarding = null;
      if (!call.isOver) this.#forwarded(outcome);
    });
  }

  #forwarded(outcome: Forwarded): void {
    const { call, frame } = this.#options;
    switch (outcome.type) {
      case "applied":
        this.#mayHaveHappened = true;
        // What happened there is told from the state here: who called sees it at once.
        void frame.host.appliedThrough(outcome.index).then(() => {
          if (!call.isOver) this.#applied();
        });
        return;
      case "unknown":
        this.#mayHaveHappened = true;
        this.#again();
        return;
      case "refused":
        this.#again();
        return;
      case "overloaded":
        call.reject(new OverloadedError(outcome));
        return;
      case "tooNew":
        this.#tooNew(outcome);
        return;
      default:
        unreachable(outcome);
    }
  }

  #applied(): void {
    const { frame, request, name } = this.#options;
    const result = frame.host.machine.requestResult(request);
    invariant(
      result !== undefined,
      () => `the state does not know the ${name} that it has applied`,
    );
    this.#committed(result);
  }

  #again(): void {
    this.#timer = this.#options.frame.scheduler.setTimeout(() => {
      this.#timer = null;
      this.begin();
    }, AGAIN_AFTER_MS);
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.#options.frame.scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #committed(result: CommandResult): void {
    const { call, answer } = this.#options;
    try {
      call.resolve(answer(result));
    } catch (error) {
      call.reject(error);
    }
  }

  #tooNew({ knownLevel }: TooNew): void {
    const { call, name, frame, command } = this.#options;
    const commandLevel = frame.proposals.levelOf(command);
    call.reject(new UpgradeInProgressError({ call: name, commandLevel, knownLevel }));
  }

  #dropped(reason: DropReason): void {
    const { call, frame } = this.#options;
    if (reason === "overloaded") {
      const { inFlightBytes } = frame.log;
      call.reject(new OverloadedError({ limitBytes: frame.inFlightBytesMax, inFlightBytes }));
    } else if (reason === "closed") {
      call.reject(new RuntimeClosedError());
    } else {
      this.#again();
    }
  }
}
