/**
 * Proposals knows what this node has proposed and not yet heard of.
 *
 * Outcomes of the engine are kept until they are committed or their term is over: when the log had no room for one, it
 * is proposed again. Calls from outside are told at once. No command is proposed that some member of the group does not know.
 */
import type { CommandResult } from "../machine/effects.ts";
import {
  type CommandLevels,
  commandNumberOf,
  OWN_COMMAND_LEVELS,
} from "../model/command-levels.ts";
import type { DropReason, ProposalSource, ReplicatedLog } from "../model/replicated-log.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { TicketLine } from "../util/ticket-line.ts";

/** What became of a proposal. After `lost` it may still commit; `tooNew`: some member does not know the command. */
export type ProposalOutcome =
  | { readonly type: "committed"; readonly result: CommandResult }
  | { readonly type: "dropped"; readonly reason: DropReason }
  | TooNew
  | { readonly type: "lost" };

/** A command of a later level than all members know. */
export interface TooNew {
  readonly type: "tooNew";
  /** What all members know, or the one that was asked. */
  readonly knownLevel: number;
}

/** Who proposed, and is told. */
export interface ProposalOwner {
  proposalSettled(outcome: ProposalOutcome): void;
}

/** One command to propose. */
export interface ProposalRequest {
  readonly command: Uint8Array;
  readonly term: number;
  readonly source: ProposalSource;
  readonly owner: ProposalOwner;
}

/** The log told that it has no room; it is asked again after this long. */
const AGAIN_AFTER_MS = 5;
const LOST: ProposalOutcome = { type: "lost" };

/** Proposals of one group that are under way. */
export class Proposals {
  readonly #log: ReplicatedLog;
  readonly #scheduler: Scheduler;
  readonly #requests = new TicketLine<ProposalRequest>();
  readonly #levels: CommandLevels["byNumber"];
  readonly #newestLevel: number;
  #waiting: ProposalRequest[] = [];
  /** Outcomes of the engine that wait until all members know their commands. */
  #tooNew: ProposalRequest[] = [];
  #knownLevel = Infinity;
  #timer: TimerHandle | null = null;
  #isClosed = false;
  /** Called when the last proposal that waited for room has been handed over. */
  onRoom: () => void = () => {};

  /** `levels` are those of this version unless a test pretends another one. */
  constructor(options: {
    log: ReplicatedLog;
    scheduler: Scheduler;
    levels?: CommandLevels | undefined;
  }) {
    this.#log = options.log;
    const { byNumber } = options.levels ?? OWN_COMMAND_LEVELS;
    this.#levels = byNumber;
    this.#newestLevel = Math.max(...byNumber.values());
    this.#scheduler = options.scheduler;
  }

  /** True while outcomes of the engine wait for room: nothing new is to be begun. */
  get congested(): boolean {
    return this.#waiting.length > 0;
  }

  /** All members know commands up to this level: no other ones are proposed. */
  knownToAll(level: number): void {
    const isHigher = level > this.#knownLevel;
    this.#knownLevel = level;
    if (!isHigher || this.#tooNew.length === 0) return;
    const waiting = this.#tooNew;
    this.#tooNew = [];
    for (const request of waiting) this.propose(request);
  }

  /** The level that an encoded command came in. */
  levelOf(command: Uint8Array): number {
    return this.#levels.get(commandNumberOf(command)) ?? Infinity;
  }

  /** Hands a command to the log. */
  propose(request: ProposalRequest): void {
    if (this.#isClosed) {
      // Not before the caller is done: it may not expect an answer yet.
      queueMicrotask(() => {
        request.owner.proposalSettled({ type: "dropped", reason: "closed" });
      });
      return;
    }
    if (this.#knownLevel < this.#newestLevel && this.#isTooNew(request)) return;
    const ticket = this.#requests.add(request);
    const { command, term, source } = request;
    this.#log.propose({ command, term, ticket, source });
  }

  /** A batch of ours is committed and applied. */
  committed(tickets: readonly number[], results: readonly CommandResult[]): void {
    for (let at = 0; at < tickets.length; at += 1) {
      const result = results[at];
      const request = result === undefined ? undefined : this.#requests.take(tickets[at] ?? 0);
      if (request === undefined || result === undefined) continue;
      request.owner.proposalSettled({ type: "committed", result });
    }
  }

  /** The log did not append these. */
  dropped(tickets: readonly number[], reason: DropReason): void {
    const forLoad = reason === "overloaded" || reason === "transferring";
    for (const ticket of tickets) {
      const request = this.#requests.take(ticket);
      if (request === undefined) continue;
      if (forLoad && request.source === "engine") this.#waiting.push(request);
      else request.owner.proposalSettled({ type: "dropped", reason });
    }
    this.#arm();
  }

  /** The term is over: whatever is under way may still commit, and is nobody's any more. */
  termEnded(): void {
    const requests = [...this.#requests.takeAll(), ...this.#waiting, ...this.#tooNew];
    this.#waiting = [];
    this.#tooNew = [];
    this.stop();
    for (const request of requests) request.owner.proposalSettled(LOST);
  }

  /** Nothing more is proposed. A log that has ended says nothing, so whatever is under way is told now; it may still commit. */
  close(): void {
    this.#isClosed = true;
    this.termEnded();
  }

  /** Disarms the timer. */
  stop(): void {
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #isTooNew(request: ProposalRequest): boolean {
    const knownLevel = this.#knownLevel;
    if (this.levelOf(request.command) <= knownLevel) return false;
    if (request.source === "engine") this.#tooNew.push(request);
    else {
      // Not before the caller is done.
      queueMicrotask(() => {
        request.owner.proposalSettled({ type: "tooNew", knownLevel });
      });
    }
    return true;
  }

  #arm(): void {
    if (this.#timer !== null || this.#waiting.length === 0) return;
    this.#timer = this.#scheduler.setTimeout(() => {
      this.#timer = null;
      this.#again();
    }, AGAIN_AFTER_MS);
  }

  #again(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let at = 0;
    for (; at < waiting.length && this.#log.hasRoom("engine"); at += 1) {
      this.propose(waiting[at] as ProposalRequest);
    }
    // What was dropped again in the meantime comes behind what has waited longer.
    if (at < waiting.length) this.#waiting = [...waiting.slice(at), ...this.#waiting];
    if (this.#waiting.length === 0) this.onRoom();
    this.#arm();
  }
}
