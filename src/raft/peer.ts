/**
 * The state of one peer and the few moves that all of its rules are made of: change role, send,
 * append, commit. The rules themselves are functions in the files beside this one, all called from
 * step.ts, one input at a time; nothing here calls back into them.
 *
 * Invariants: `term` never decreases; `vote` changes only with the term or from nobody; a leader
 * appends only under its own term; messages that depend on a write leave by `messagesAfterAppend`
 * alone; a message to oneself is never in `messages`.
 */
import { invariant } from "../util/assert.ts";
import type { CheckedConfig, RaftLogger } from "./config.ts";
import { payloadBytes } from "./entry-size.ts";
import { RaftLog } from "./raft-log.ts";
import { ReadQueue } from "./read-queue.ts";
import { Tracker } from "./tracker.ts";
import {
  type Entry,
  type HardState,
  type Message,
  type MessageInit,
  makeEntry,
  makeMessage,
  NO_PEER,
  type PeerId,
  type ReadState,
  type Role,
} from "./types.ts";

/** One peer. Its fields belong to the functions of this folder; hosts see RawNode only. */
export class Peer {
  readonly id: PeerId;
  readonly config: CheckedConfig;
  readonly logger: RaftLogger | null;
  readonly log: RaftLog;
  readonly tracker: Tracker;

  /** Messages that may leave at once, in parallel with the write. */
  messages: Message[] = [];
  /**
   * Messages that may leave only after everything before them is durable: answers that promise something,
   * with durableCampaigns requests for votes, and those to oneself.
   */
  messagesAfterAppend: Message[] = [];
  /** Reads whose index is confirmed. */
  readStates: ReadState[] = [];

  /** Reads that wait for a quorum. */
  reads: ReadQueue = new ReadQueue();
  /** Reads that came before this leader had committed an entry of its term. */
  earlyReads: Message[] = [];
  /** To whom the leadership is being handed, or nobody. */
  leadTransferee: PeerId = NO_PEER;
  /** No configuration change may be appended before everything up to here is applied. */
  pendingConfIndex = 0;
  /** Ticks since the last election, contact with a leader, or check-quorum round. */
  electionElapsed = 0;
  /** Ticks since the last heartbeat. Only of leaders. */
  heartbeatElapsed = 0;
  /** Whether the host is silent. Told to leaders, and no rule of the core goes by it. */
  hostSilent = false;
  /** In [electionTicks, 2 * electionTicks - 1], drawn at every change of role. */
  randomizedElectionTicks: number;

  #term = 0;
  #vote: PeerId = NO_PEER;
  #leader: PeerId = NO_PEER;
  #role: Role = "follower";
  #uncommittedBytes = 0;
  /** Index of the empty entry by which this leader began its term; 0 of others. */
  #firstOwnIndex = 0;

  constructor(config: CheckedConfig) {
    this.id = config.id;
    this.config = config;
    this.logger = config.logger;
    this.log = new RaftLog(config.storage, config.maxCommittedSizePerReady);
    this.tracker = new Tracker({
      maxMessages: config.maxInflightMessages,
      maxBytes: config.maxInflightBytes,
    });
    this.randomizedElectionTicks = this.#drawElectionTicks();
  }

  get term(): number {
    return this.#term;
  }

  get vote(): PeerId {
    return this.#vote;
  }

  /** The leader of this term, as far as this peer knows. */
  get leader(): PeerId {
    return this.#leader;
  }

  get role(): Role {
    return this.#role;
  }

  /** Bytes of data appended by this leader and not yet applied. */
  get uncommittedBytes(): number {
    return this.#uncommittedBytes;
  }

  /** What must be durable. */
  hardState(): HardState {
    return { term: this.#term, vote: this.#vote, commit: this.log.committed };
  }

  /** Takes over what was durable when the peer last ran. */
  loadHardState(state: HardState): void {
    this.log.loadCommitted(state.commit);
    this.#term = state.term;
    this.#vote = state.vote;
  }

  /** Follows `leader`, or waits for one. */
  becomeFollower(term: number, leader: PeerId): void {
    this.#reset(term);
    this.#leader = leader;
    this.#role = "follower";
    this.logger?.info({ id: this.id, term, leader }, "became follower");
  }

  /** Stands for election in the next term, with its own vote. */
  becomeCandidate(): void {
    invariant(this.#role !== "leader", "a leader became candidate");
    this.#reset(this.#term + 1);
    this.#vote = this.id;
    this.#role = "candidate";
    this.logger?.info({ id: this.id, term: this.#term }, "became candidate");
  }

  /** Asks for promises without raising the term: neither term nor vote change. */
  becomePreCandidate(): void {
    invariant(this.#role !== "leader", "a leader became pre-candidate");
    this.tracker.resetVotes();
    this.#leader = NO_PEER;
    this.#role = "preCandidate";
    this.logger?.info({ id: this.id, term: this.#term }, "became pre-candidate");
  }

  /** Leads the term, beginning with an empty entry: only an own entry can be committed by counting. */
  becomeLeader(): void {
    invariant(this.#role === "candidate", `a ${this.#role} became leader`);
    this.#reset(this.#term);
    this.#leader = this.id;
    this.#role = "leader";
    const own = this.tracker.get(this.id);
    invariant(own !== undefined, `leader ${this.id} is no member`);
    own.becomeReplicate();
    own.recentlyActive = true;
    // The log may hold a change that was not applied; which one would take a scan. All of it is
    // taken for one: the next change waits until what is there now is applied.
    this.pendingConfIndex = this.log.lastIndex();
    this.#firstOwnIndex = this.log.lastIndex() + 1;
    const accepted = this.appendOwn([makeEntry({})]);
    invariant(accepted, "the empty entry of a new leader was refused");
    this.logger?.info({ id: this.id, term: this.#term }, "became leader");
  }

  /** Forgets the leader, so that others are voted for at once. */
  forgetLeader(): void {
    this.#leader = NO_PEER;
  }

  /** Notes a word from the leader of this term. */
  heardFrom(leader: PeerId): void {
    invariant(
      this.#role === "follower" && (this.#leader === NO_PEER || this.#leader === leader),
      `${leader} leads term ${this.#term} of ${this.#role} ${this.id} beside ${this.#leader}`,
    );
    this.electionElapsed = 0;
    this.#leader = leader;
  }

  /**
   * Notes that the own vote is durable. Only now the others are asked, and their disks may be as slow as this one: they have as long
   * as it took, and an election timeout.
   */
  ownVoteDurable(): void {
    if (this.#role !== "candidate" || this.tracker.hasVoted(this.id)) return;
    this.randomizedElectionTicks += this.electionElapsed;
    this.electionElapsed = 0;
  }

  /** Votes for a candidate of this term. */
  castVote(candidate: PeerId): void {
    invariant(
      this.#vote === NO_PEER || this.#vote === candidate,
      `second vote in term ${this.#term}: ${this.#vote}, then ${candidate}`,
    );
    this.electionElapsed = 0;
    this.#vote = candidate;
  }

  /** Puts a message on its way, by the queue that its kind must take. */
  send(init: MessageInit): void {
    const from = init.from === undefined || init.from === NO_PEER ? this.id : init.from;
    const message = makeMessage(init, { from, term: this.#termToSend(init) });
    switch (message.type) {
      case "appendResponse":
      case "voteResponse":
      case "preVoteResponse":
        // They promise something about what is durable, so they wait until it is.
        this.messagesAfterAppend.push(message);
        break;
      default:
        invariant(message.to !== this.id, `${message.type} of ${this.id} to itself`);
        if (message.type === "vote" && this.config.durableCampaigns) {
          this.messagesAfterAppend.push(message);
        } else {
          this.messages.push(message);
        }
    }
  }

  /**
   * Appends entries under the own term; their index and term are set here. False, and nothing
   * happens, when they would exceed the limit on uncommitted data.
   */
  appendOwn(entries: readonly Entry[]): boolean {
    invariant(this.#role === "leader", `a ${this.#role} appended`);
    if (!this.#reserve(payloadBytes(entries))) return false;
    const term = this.#term;
    const first = this.log.lastIndex() + 1;
    const numbered = entries.map((entry, position) => {
      const { type, data } = entry;
      return makeEntry({ term, index: first + position, type, data });
    });
    const last = this.log.append(numbered);
    // The own acknowledgement counts like any other, once the write is durable.
    this.send({ type: "appendResponse", to: this.id, index: last });
    return true;
  }

  /** Commits what a quorum has acknowledged, if that is anything new of this term. */
  maybeCommit(): boolean {
    const index = this.tracker.committedIndex();
    if (index === Infinity) return false;
    return this.log.maybeCommit({ term: this.#term, index });
  }

  /** Gives back what applied entries had reserved. */
  releaseUncommitted(bytes: number): void {
    // Entries of former leaders were never reserved, so this saturates.
    this.#uncommittedBytes = Math.max(0, this.#uncommittedBytes - bytes);
  }

  /** Index of the empty entry by which this leader began its term; 0 of others. */
  get firstOwnIndex(): number {
    return this.#firstOwnIndex;
  }

  /**
   * Whether this leader has committed an entry of its own: until then its commit index may be an old
   * one. The index is compared, not the term: that of the entry at the commit index proves nothing
   * when a group was set up from a snapshot that bears the first term.
   */
  hasCommittedOwn(): boolean {
    return this.#role === "leader" && this.log.committed >= this.#firstOwnIndex;
  }

  /** Whether this peer may stand for election: a voter, with no snapshot half installed. */
  isPromotable(): boolean {
    const own = this.tracker.get(this.id);
    return own !== undefined && !own.isLearner && this.log.unstable.snapshot === null;
  }

  /** Whether it is time for an election. */
  isPastElectionTimeout(): boolean {
    return this.electionElapsed >= this.randomizedElectionTicks;
  }

  #reset(term: number): void {
    invariant(term >= this.#term, `term ${term} after term ${this.#term}`);
    if (term !== this.#term) {
      this.#term = term;
      this.#vote = NO_PEER;
    }
    this.#leader = NO_PEER;
    this.electionElapsed = 0;
    this.heartbeatElapsed = 0;
    this.randomizedElectionTicks = this.#drawElectionTicks();
    this.leadTransferee = NO_PEER;
    this.tracker.resetVotes();
    this.tracker.resetProgress(this.id, this.log.lastIndex());
    this.pendingConfIndex = 0;
    this.#uncommittedBytes = 0;
    this.#firstOwnIndex = 0;
    this.reads = new ReadQueue();
    this.earlyReads = [];
  }

  #drawElectionTicks(): number {
    const { electionTicks, random } = this.config;
    return electionTicks + random.below(electionTicks);
  }

  #termToSend(init: MessageInit): number {
    switch (init.type) {
      case "vote":
      case "preVote":
      case "voteResponse":
      case "preVoteResponse":
        // Pre-votes name a term that is not yet; responses may name the one that was asked about.
        invariant(init.term !== undefined && init.term > 0, `${init.type} without a term`);
        return init.term;
      case "propose":
      case "readIndex":
        // Requests, valid in whatever term they arrive.
        return 0;
      default:
        return this.#term;
    }
  }

  #reserve(bytes: number): boolean {
    // An empty log tail takes a proposal of any size, and entries without data are always taken: a
    // new leader's first entry and leaving a joint configuration must never be refused.
    const total = this.#uncommittedBytes + bytes;
    const limit = this.config.maxUncommittedEntriesSize;
    if (this.#uncommittedBytes > 0 && bytes > 0 && total > limit) return false;
    this.#uncommittedBytes = total;
    return true;
  }
}
