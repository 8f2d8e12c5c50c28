/**
 * ProposedCall carries one call from outside to its outcome: it proposes it when this node leads, has it carried to the leader
 * when another one does, and tries again when a term has ended under it. The request id makes that safe: the state answers a
 * repetition with the first outcome.
 *
 * Invariant: it is told to be refused (overloaded, too new, too large, no quorum) only when none of its attempts can have happened. Otherwise it
 * goes on until its deadline, and nobody can say what became of it.
 */
import {
  NoQuorumError,
  OutcomeUnknownError,
  OverloadedError,
  PayloadTooLargeError,
  UpgradeInProgressError,
} from "../errors.ts";
import type { CommandResult } from "../machine/effects.ts";
import type { CallCommand, RunStart } from "../model/command.ts";
import type { DropReason, ReplicatedLog } from "../model/replicated-log.ts";
import { unreachable } from "../util/assert.ts";
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
  /** Most bytes of the payloads of a call that another node has carried here. */
  readonly payloadBytesMax: number;
  /** To leaders on other nodes; null when there are none. */
  readonly link: LeaderLink | null;
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
/** Who leads no more says at once what became of what it was given, and who stands still says nothing: it is not waited for longer. */
const FORMER_LEADER_MS = 100;

/** A call on its way through the log. */
export class ProposedCall<T> implements ProposalOwner, CallHandler {
  readonly #options: ProposedCallOptions<T>;
  /** An attempt is under way: at the log here, or at the leader. */
  #isUnderWay = false;
  /** An attempt was lost from sight: it may have happened, or may yet. */
  #isLost = false;
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
      this.#isUnderWay = true;
      frame.proposals.propose({ command, term, source: "outside", owner: this });
    } else if (leaderReplicaId !== 0 && frame.link !== null) {
      this.#forward(frame.link, leaderReplicaId);
    } else {
      this.#awaitLeader();
    }
  }

  proposalSettled(outcome: ProposalOutcome): void {
    this.#isUnderWay = false;
    if (this.#options.call.isOver) return;
    switch (outcome.type) {
      case "committed":
        this.#committed(outcome.result);
        return;
      case "dropped":
        this.#dropped(outcome.reason);
        return;
      case "tooNew":
        this.#tooNew(outcome);
        return;
      case "lost":
        this.#isLost = true;
        this.begin();
        return;
      default:
        unreachable(outcome);
    }
  }

  timedOut(): Error {
    const { frame, name, request } = this.#options;
    const requestId = Buffer.from(request.requestId).toString("hex");
    return this.#isLost || this.#isUnderWay
      ? new OutcomeUnknownError({ call: name, requestId })
      : new NoQuorumError({ group: frame.log.group });
  }

  over(): void {
    this.#stopWaiting?.();
    this.#forwarding?.abort();
    this.#clearTimer();
  }

  #awaitLeader(): void {
    const stop = this.#options.frame.host.onLeader(() => {
      stopWaiting();
      this.begin();
    });
    const stopWaiting = (): void => {
      stop();
      this.#clearTimer();
      this.#stopWaiting = null;
    };
    this.#stopWaiting = stopWaiting;
    if (!this.#isLost) this.#askForQuorum(stopWaiting);
  }

  /** The log says when there is none, as it does to those who read. When it answers there was a leader, who may be gone again. */
  #askForQuorum(waiting: () => void): void {
    const { call, frame } = this.#options;
    const isWaiting = (): boolean => this.#stopWaiting === waiting;
    frame.log.readIndex().then(
      () => {
        if (!isWaiting()) return;
        this.#timer = frame.scheduler.setTimeout(() => {
          this.#askForQuorum(waiting);
        }, AGAIN_AFTER_MS);
      },
      (error: unknown) => {
        if (isWaiting() && error instanceof NoQuorumError) call.reject(error);
      },
    );
  }

  #forward(link: LeaderLink, leaderReplicaId: number): void {
    const { call, command } = this.#options;
    const forwarding = new AbortController();
    this.#forwarding = forwarding;
    this.#isUnderWay = true;
    void link.forward(leaderReplicaId, command, forwarding.signal).then((outcome) => {
      // It was given up when another one had come to lead.
      if (this.#forwarding !== forwarding) return;
      this.#forwardingEnded();
      if (!call.isOver) this.#forwarded(outcome);
    });
    this.#awaitOtherLeader(leaderReplicaId);
  }

  /** A connection to a leader that stands still does not break by itself; the call goes on at the next one. */
  #awaitOtherLeader(askedReplicaId: number): void {
    const { host, scheduler } = this.#options.frame;
    const isOther = (): boolean =>
      host.term !== null || ![0, askedReplicaId].includes(host.leaderReplicaId);
    const stop = host.onLeader(() => {
      if (this.#timer !== null || !isOther()) return;
      this.#timer = scheduler.setTimeout(() => {
        this.#timer = null;
        if (!isOther()) return;
        this.#isLost = true;
        this.#forwarding?.abort();
        this.#forwardingEnded();
        this.begin();
      }, FORMER_LEADER_MS);
    });
    this.#stopWaiting = () => {
      stop();
      this.#clearTimer();
      this.#stopWaiting = null;
    };
  }

  #forwardingEnded(): void {
    this.#stopWaiting?.();
    this.#forwarding = null;
    this.#isUnderWay = false;
  }

  #forwarded(outcome: Forwarded): void {
    const { call, frame } = this.#options;
    switch (outcome.type) {
      case "applied":
        // It has happened: what became of it is out of sight until this node has come as far.
        this.#isLost = true;
        // What happened there is told from the state here: who called sees it at once.
        void frame.host.appliedThrough(outcome.index).then(() => {
          if (!call.isOver) this.#applied();
        });
        return;
      case "unknown":
        this.#isLost = true;
        this.#again();
        return;
      case "refused":
        this.#again();
        return;
      case "overloaded":
        this.#refused(new OverloadedError(outcome));
        return;
      case "tooNew":
        this.#tooNew(outcome);
        return;
      case "tooLarge":
        this.#tooLarge(outcome.limitBytes);
        return;
      default:
        unreachable(outcome);
    }
  }

  #applied(): void {
    const { call, frame, request } = this.#options;
    const result = frame.host.machine.requestResult(request);
    if (result !== undefined) this.#committed(result);
    // A clock that jumped had it forgotten before this node came as far; to propose it once more could have it happen twice.
    else call.reject(this.timedOut());
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
    const { name, frame, command } = this.#options;
    const commandLevel = frame.proposals.levelOf(command);
    this.#refused(new UpgradeInProgressError({ call: name, commandLevel, knownLevel }));
  }

  #tooLarge(limitBytes: number): void {
    const { name, command } = this.#options;
    const field = `${name}, at the node that leads,`;
    this.#refused(new PayloadTooLargeError({ field, limitBytes, actualBytes: command.length }));
  }

  /** Nothing of this attempt happened. Of an earlier one that is out of sight nobody knows. */
  #refused(error: Error): void {
    if (this.#isLost) this.#again();
    else this.#options.call.reject(error);
  }

  #dropped(reason: DropReason): void {
    const { frame } = this.#options;
    if (reason === "overloaded") {
      const { inFlightBytes } = frame.log;
      this.#refused(new OverloadedError({ limitBytes: frame.inFlightBytesMax, inFlightBytes }));
    } else if (reason !== "closed") {
      // After "closed" the node closes, and all its calls with it: that says why.
      this.#again();
    }
  }
}
