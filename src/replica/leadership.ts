/**
 * Leadership notes who leads and whether this peer does, and says what its host has to be told.
 *
 * Invariant: a term that was won is lost before another one is won.
 */
import type { Ready, SoftState } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";

/** What has changed; null where nothing has. In this order. */
export interface LeadershipChange {
  /** The term that this peer led in. */
  readonly lost: number | null;
  /** The term that it leads in, and its first entry. */
  readonly won: { readonly term: number; readonly firstIndex: number } | null;
  /** Replica id of the leader that it follows, 0 when it knows none. */
  readonly leader: number | null;
}

/** Who leads a group, as one of its peers knows. */
export class Leadership {
  #soft: SoftState = { leader: 0, role: "follower" };
  #term = 0;

  /** Term that the host was told this peer leads in; 0 when none. */
  get term(): number {
    return this.#term;
  }

  /** Takes note of a Ready in `term`. */
  update({ softState, entries }: Ready, term: number): LeadershipChange | null {
    const before = this.#soft;
    const isOldTerm = this.#term !== 0 && this.#term !== term;
    if (softState === null && !isOldTerm) return null;
    const soft = softState ?? before;
    this.#soft = soft;
    const leads = soft.role === "leader";
    const lost = this.#term !== 0 && (!leads || isOldTerm) ? this.#term : null;
    if (lost !== null) this.#term = 0;
    let won: LeadershipChange["won"] = null;
    if (leads && this.#term === 0) {
      const first = entries.find((entry) => entry.term === term);
      invariant(first !== undefined, `leader of term ${term} without a first entry`);
      this.#term = term;
      won = { term, firstIndex: first.index };
    }
    return { lost, won, leader: soft.leader === before.leader ? null : soft.leader };
  }
}
