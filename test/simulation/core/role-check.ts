/** One leader per term, one vote per term and member, and numbers that only grow. */
import type { BasicStatus } from "../../../src/raft/status.ts";
import { NO_PEER, type PeerId } from "../../../src/raft/types.ts";
import { expectRule } from "./violation.ts";

/** More members than any run has: to make one number of a term and a member. */
const MEMBERS_MAX = 64;

export class RoleCheck {
  readonly #leaders = new Map<number, PeerId>();
  /** By term and voter: for whom. Survives restarts of the voter, as its vote must. */
  readonly #votes = new Map<number, PeerId>();

  /** Who led a term, or nobody. */
  leaderOf(term: number): PeerId {
    return this.#leaders.get(term) ?? NO_PEER;
  }

  /** A member leads. Returns whether that is new. */
  lead(id: PeerId, term: number): boolean {
    const other = this.#leaders.get(term);
    if (other === id) return false;
    expectRule(
      other === undefined,
      "election safety",
      () => `${id} leads term ${term}, as ${other} did`,
    );
    this.#leaders.set(term, id);
    return true;
  }

  /** A granted vote leaves a member, or reaches the candidate that cast it for itself. */
  vote(voter: PeerId, candidate: PeerId, term: number): void {
    const key = term * MEMBERS_MAX + voter;
    const before = this.#votes.get(key);
    expectRule(
      before === undefined || before === candidate,
      "one vote per term",
      () => `${voter} voted for ${before} and for ${candidate} in term ${term}`,
    );
    this.#votes.set(key, candidate);
  }

  /** From one event to the next of one process. */
  advance(before: BasicStatus, after: BasicStatus): void {
    const { id } = after;
    expectRule(
      after.term >= before.term,
      "terms grow",
      () => `${id} went from term ${before.term} to ${after.term}`,
    );
    expectRule(
      after.commit >= before.commit,
      "commit grows",
      () => `${id} went from commit ${before.commit} to ${after.commit}`,
    );
    expectRule(
      after.applied >= before.applied,
      "applied grows",
      () => `${id} went from applied ${before.applied} to ${after.applied}`,
    );
    expectRule(
      after.applied <= after.commit && after.commit <= after.lastIndex,
      "cursor order",
      () => `${id}: applied ${after.applied}, commit ${after.commit}, last ${after.lastIndex}`,
    );
    if (after.term !== before.term || before.vote === NO_PEER) return;
    expectRule(
      after.vote === before.vote,
      "one vote per term",
      () => `${id} changed its vote in term ${after.term} from ${before.vote} to ${after.vote}`,
    );
  }
}
