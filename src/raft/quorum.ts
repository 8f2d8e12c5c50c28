/**
 * What a majority knows and wants. Pure functions over lists of voters.
 *
 * Everything is computed anew on each call: incremental bookkeeping is where others had their bugs.
 * A joint configuration decides only what both of its halves decide. A half without voters decides
 * everything: that makes a plain configuration a joint one with an empty second half.
 */
import type { PeerId } from "./types.ts";

/** What the votes so far decide. */
export type VoteOutcome = "won" | "lost" | "pending";

/** The index a voter has acknowledged, or undefined when nothing was heard. */
export type AckedIndex = (voter: PeerId) => number | undefined;

/** The vote of a voter, or undefined when nothing was heard. */
export type CastVote = (voter: PeerId) => boolean | undefined;

/** How many voters are more than half. */
export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** Highest index that more than half of the voters have acknowledged; Infinity without voters. */
export function committedIndex(voters: readonly PeerId[], acked: AckedIndex): number {
  const count = voters.length;
  if (count === 0) return Infinity;
  // Descending, by insertion: there are few voters, and this allocates nothing but the array.
  const sorted: number[] = [];
  for (const voter of voters) {
    const index = acked(voter) ?? 0;
    let at = sorted.length;
    sorted.push(index);
    while (at > 0 && (sorted[at - 1] ?? 0) < index) {
      sorted[at] = sorted[at - 1] ?? 0;
      at -= 1;
    }
    sorted[at] = index;
  }
  return sorted[majorityOf(count) - 1] ?? 0;
}

/** The outcome of a vote among these voters; "won" without voters. */
export function voteOutcome(voters: readonly PeerId[], cast: CastVote): VoteOutcome {
  if (voters.length === 0) return "won";
  let yes = 0;
  let missing = 0;
  for (const voter of voters) {
    const vote = cast(voter);
    if (vote === undefined) missing += 1;
    else if (vote) yes += 1;
  }
  const needed = majorityOf(voters.length);
  if (yes >= needed) return "won";
  return yes + missing >= needed ? "pending" : "lost";
}

/** The two halves of a configuration; the second is empty unless the configuration is joint. */
export interface JointVoters {
  readonly incoming: readonly PeerId[];
  readonly outgoing: readonly PeerId[];
}

/** Highest index acknowledged by a majority of each half. */
export function jointCommittedIndex(voters: JointVoters, acked: AckedIndex): number {
  const incoming = committedIndex(voters.incoming, acked);
  if (voters.outgoing.length === 0) return incoming;
  return Math.min(incoming, committedIndex(voters.outgoing, acked));
}

/** The outcome of a vote that must be won in each half. */
export function jointVoteOutcome(voters: JointVoters, cast: CastVote): VoteOutcome {
  const incoming = voteOutcome(voters.incoming, cast);
  const outgoing = voteOutcome(voters.outgoing, cast);
  if (incoming === "lost" || outgoing === "lost") return "lost";
  return incoming === outgoing ? incoming : "pending";
}
