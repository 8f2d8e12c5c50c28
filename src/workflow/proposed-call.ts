/**
 * ProposedCall carries one call from outside to its outcome: it proposes it when this node leads, and again after a term
 * has ended under it. The request id makes that safe: the state answers a repetition with the first outcome.
 */
import {
  NoQuorumError,
  OutcomeUnknownError,
  OverloadedError,
  RuntimeClosedError,
} from "../errors.ts";
import type { CommandResult } from "../machine/effects.ts";
import type { DropReason, ReplicatedLog } from "../model/replicated-log.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { BoundedCall, CallHandler } from "./bounded-call.ts";
import type { ProposalOutcome, ProposalOwner, Proposals } from "./proposals.ts";
import type { StateHost } from "./state-host.ts";

/** What calls are proposed by. */
export interface CallFrame {
  readonly log: ReplicatedLog;
  readonly host: StateHost;
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  /** For messages. */
  readonly inFlightBytesMax: number;
}

/** One call. */
export interface ProposedCallOptions<T> {
  readonly call: BoundedCall<T>;
  readonly frame: CallFrame;
  /** Encoded. */
  readonly command: Uint8Array;
  /** For messages, as `start of "order-1"`. */
  readonly name: string;
  /** For messages. */
  readonly requestId: Uint8Array;
  /** What the result means; what it throws is the call's error. */
  readonly answer: (result: CommandResult) => T;
}

/** While leadership is being handed over the same term may go on; it is asked again after this long. */
const AGAIN_AFTER_MS = 10;

/** A call on its way through the log. */
export class ProposedCall<T> implements ProposalOwner, CallHandler {
  readonly #options: ProposedCallOptions<T>;
  #mayHaveHappened = false;
  #stopWaiting: (() => void) | null = null;
  #timer: TimerHandle | null = null;

  constructor(options: ProposedCallOptions<T>) {
    this.#options = options;
  }

  /** Proposes now, or as soon as this node leads. */
  begin(): void {
    const { call, command, frame } = this.#options;
    if (call.isOver) return;
    const { term } = frame.host;
    if (term === null) {
      this.#stopWaiting = frame.host.onTerm(() => {
        this.#stopWaiting?.();
        this.#stopWaiting = null;
        this.begin();
      });
      return;
    }
    this.#mayHaveHappened = true;
    frame.proposals.propose({ command, term, source: "outside", owner: this });
  }

  proposalSettled(outcome: ProposalOutcome): void {
    if (this.#options.call.isOver) return;
    if (outcome.type === "committed") this.#committed(outcome.result);
    else if (outcome.type === "dropped") this.#dropped(outcome.reason);
    else this.begin();
  }

  timedOut(): Error {
    const { frame, name, requestId } = this.#options;
    return this.#mayHaveHappened
      ? new OutcomeUnknownError({ call: name, requestId: Buffer.from(requestId).toString("hex") })
      : new NoQuorumError({ group: frame.log.group });
  }

  over(): void {
    this.#stopWaiting?.();
    if (this.#timer !== null) this.#options.frame.scheduler.clearTimeout(this.#timer);
  }

  #committed(result: CommandResult): void {
    const { call, answer } = this.#options;
    try {
      call.resolve(answer(result));
    } catch (error) {
      call.reject(error);
    }
  }

  #dropped(reason: DropReason): void {
    const { call, frame } = this.#options;
    if (reason === "overloaded") {
      const { inFlightBytes } = frame.log;
      call.reject(new OverloadedError({ limitBytes: frame.inFlightBytesMax, inFlightBytes }));
    } else if (reason === "closed") {
      call.reject(new RuntimeClosedError());
    } else {
      this.#timer = frame.scheduler.setTimeout(() => {
        this.begin();
      }, AGAIN_AFTER_MS);
    }
  }
}
