/**
 * The configuration of the group with the leader's view of every member, and the votes of a candidate.
 *
 * Invariants (assertConfiguration): voters and learners have no member in common; learnersNext is part
 * of the outgoing voters; learnersNext and autoLeave exist only in a joint configuration; there is a
 * progress for exactly the members. All lists are ascending: visits happen in that order.
 */
import { invariant } from "../util/assert.ts";
import type { InflightLimits } from "./inflights.ts";
import { Progress } from "./progress.ts";
import {
  type CastVote,
  type JointVoters,
  jointCommittedIndex,
  jointVoteOutcome,
  type VoteOutcome,
} from "./quorum.ts";
import type { ConfState, PeerId } from "./types.ts";

/** The members of a group and their parts. Joint when `outgoing` has members. All lists ascending. */
export interface Configuration extends JointVoters {
  readonly learners: readonly PeerId[];
  /** Outgoing voters that will be learners once the joint configuration is left. */
  readonly learnersNext: readonly PeerId[];
  readonly autoLeave: boolean;
}

/** A configuration without members. */
export const EMPTY_CONFIGURATION: Configuration = Object.freeze({
  incoming: Object.freeze([]),
  outgoing: Object.freeze([]),
  learners: Object.freeze([]),
  learnersNext: Object.freeze([]),
  autoLeave: false,
});

/** A leader's view of each member. */
export type ProgressMap = ReadonlyMap<PeerId, Progress>;

/** How an election stands. */
export interface Tally {
  readonly granted: number;
  readonly rejected: number;
  readonly outcome: VoteOutcome;
}

/** Members, their progress and their votes. */
export class Tracker {
  readonly limits: InflightLimits;
  #configuration: Configuration = EMPTY_CONFIGURATION;
  #progress: ProgressMap = new Map();
  /** Members in ascending order. */
  #ids: readonly PeerId[] = [];
  #voters: readonly PeerId[] = [];
  #votes = new Map<PeerId, boolean>();
  readonly #acked = (id: PeerId): number | undefined => this.#progress.get(id)?.match;

  constructor(limits: InflightLimits) {
    this.limits = limits;
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  get progress(): ProgressMap {
    return this.#progress;
  }

  /** All members in ascending order. */
  get ids(): readonly PeerId[] {
    return this.#ids;
  }

  /** Voters of both halves in ascending order. */
  get voters(): readonly PeerId[] {
    return this.#voters;
  }

  /** The view of one member. */
  get(id: PeerId): Progress | undefined {
    return this.#progress.get(id);
  }

  isJoint(): boolean {
    return this.#configuration.outgoing.length > 0;
  }

  /** Whether a peer has a vote in either half. */
  isVoter(id: PeerId): boolean {
    return this.#voters.includes(id);
  }

  /** Whether the configuration is exactly one voter, so that it is a quorum by itself. */
  isSingleton(): boolean {
    return this.#configuration.incoming.length === 1 && !this.isJoint();
  }

  /** Takes over a configuration and the views of its members. */
  adopt(configuration: Configuration, progress: ProgressMap): void {
    assertConfiguration(configuration, progress);
    this.#configuration = configuration;
    this.#progress = progress;
    this.#ids = [...progress.keys()].sort(ascending);
    this.#voters = sortedIds([...configuration.incoming, ...configuration.outgoing]);
    for (const [id, view] of progress) view.isLearner = configuration.learners.includes(id);
  }

  /** Starts all views anew, as a new leader or follower does. */
  resetProgress(self: PeerId, lastIndex: number): void {
    const fresh = new Map<PeerId, Progress>();
    for (const [id, old] of this.#progress) {
      const match = id === self ? lastIndex : 0;
      const { isLearner } = old;
      const next = lastIndex + 1;
      const limits = this.limits;
      fresh.set(id, new Progress({ match, next, isLearner, recentlyActive: false, limits }));
    }
    this.#progress = fresh;
  }

  /** The configuration as it stands in snapshots. */
  confState(): ConfState {
    const { incoming, outgoing, learners, learnersNext, autoLeave } = this.#configuration;
    return { voters: incoming, votersOutgoing: outgoing, learners, learnersNext, autoLeave };
  }

  /** Highest index that a quorum has acknowledged. */
  committedIndex(): number {
    return jointCommittedIndex(this.#configuration, this.#acked);
  }

  /** Whether a quorum was heard of since the last round. */
  isQuorumActive(): boolean {
    return this.#outcome((id) => this.#progress.get(id)?.recentlyActive ?? false) === "won";
  }

  /** Forgets all votes. */
  resetVotes(): void {
    this.#votes.clear();
  }

  /** Notes a vote; a second one of the same peer is ignored. */
  recordVote(id: PeerId, granted: boolean): void {
    if (!this.#votes.has(id)) this.#votes.set(id, granted);
  }

  /** Whether a vote of this peer is noted. */
  hasVoted(id: PeerId): boolean {
    return this.#votes.has(id);
  }

  /** How the election stands. Votes of peers that are no voters are not counted. */
  tally(): Tally {
    let granted = 0;
    let rejected = 0;
    for (const id of this.#voters) {
      const vote = this.#votes.get(id);
      if (vote === true) granted += 1;
      else if (vote === false) rejected += 1;
    }
    return { granted, rejected, outcome: this.#outcome((id) => this.#votes.get(id)) };
  }

  #outcome(cast: CastVote): VoteOutcome {
    return jointVoteOutcome(this.#configuration, cast);
  }
}

/** Order of numbers, for `sort`: without it JavaScript sorts as text. */
export function ascending(one: number, other: number): number {
  return one - other;
}

/** The distinct ids in ascending order. */
export function sortedIds(ids: Iterable<PeerId>): readonly PeerId[] {
  return [...new Set(ids)].sort(ascending);
}

/** Asserts what must hold of every configuration. */
export function assertConfiguration(configuration: Configuration, progress: ProgressMap): void {
  const { incoming, outgoing, learners, learnersNext, autoLeave } = configuration;
  for (const id of [...incoming, ...outgoing, ...learners, ...learnersNext]) {
    invariant(progress.has(id), `member ${id} without progress`);
  }
  for (const id of progress.keys()) {
    const isMember = incoming.includes(id) || outgoing.includes(id) || learners.includes(id);
    invariant(isMember, `progress of ${id}, which is no member`);
  }
  for (const id of learnersNext) {
    invariant(outgoing.includes(id), `next learner ${id} is no outgoing voter`);
    invariant(!learners.includes(id), `next learner ${id} is a learner already`);
  }
  for (const id of learners) {
    invariant(!incoming.includes(id), `learner ${id} is a voter`);
    invariant(!outgoing.includes(id), `learner ${id} is an outgoing voter`);
  }
  if (outgoing.length > 0) return;
  invariant(learnersNext.length === 0, "next learners outside of a joint configuration");
  invariant(!autoLeave, "autoLeave outside of a joint configuration");
}
