/**
 * Log matching, the registry of what is committed, and what leaders must have.
 *
 * All checks are incremental: an entry is looked at once when it enters a member's log, once when that
 * member learns that it is committed, and once when it is applied.
 */
import type { Entry } from "../../../src/raft/types.ts";
import { hashEntry } from "./machine.ts";
import type { ShadowLog } from "./shadow-log.ts";
import { expectRule } from "./violation.ts";

/** An entry that exists somewhere, told from others of its index by its term. */
interface Known {
  readonly term: number;
  readonly chain: number;
}

interface Committed {
  readonly term: number;
  readonly chain: number;
  /** Term of the leader that counted it. Never decreases from one index to the next. */
  readonly leaderTerm: number;
}

export class LogCheck {
  readonly #origin: number;
  readonly #originTerm: number;
  /** By index behind the origin: the entries that were ever there. */
  readonly #known: Known[][] = [];
  readonly #committed: Committed[] = [];
  /** By index behind the origin: the entry's hash and the state's after it. */
  readonly #applied: { readonly entry: number; readonly state: number }[] = [];

  constructor(origin: { readonly index: number; readonly term: number }) {
    this.#origin = origin.index;
    this.#originTerm = origin.term;
  }

  /** Highest index that any member ever knew to be committed. */
  get committed(): number {
    return this.#origin + this.#committed.length;
  }

  /** Term of a committed entry; that of the origin at it; null for others. */
  committedTerm(index: number): number | null {
    if (index === this.#origin) return this.#originTerm;
    return this.#committed[index - this.#origin - 1]?.term ?? null;
  }

  /** Hash over the committed log up to an index. */
  committedChain(index: number): number {
    return this.#committed[index - this.#origin - 1]?.chain ?? 0;
  }

  /** Hash over the log up to an entry that some member once had. */
  chainOf(id: { readonly index: number; readonly term: number }): number {
    const known = this.#known[id.index - this.#origin - 1];
    return known?.find((entry) => entry.term === id.term)?.chain ?? 0;
  }

  /** An entry enters a log. Log matching: same index and term, so same log up to there. */
  push(log: ShadowLog, entry: Entry): void {
    expectRule(
      entry.index === log.last + 1,
      "contiguous log",
      () => `entry ${entry.index} written behind ${log.last}`,
    );
    const before = log.term(log.last) ?? 0;
    expectRule(
      entry.term >= before,
      "terms never decrease",
      () => `term ${entry.term} at ${entry.index} behind term ${before}`,
    );
    const chain = log.push(entry);
    const at = entry.index - this.#origin - 1;
    const known = this.#known[at];
    if (known === undefined) {
      this.#known[at] = [{ term: entry.term, chain }];
      return;
    }
    for (let slot = known.length - 1; slot >= 0; slot -= 1) {
      const other = known[slot];
      if (other?.term !== entry.term) continue;
      expectRule(
        other.chain === chain,
        "log matching",
        () => `two logs have term ${entry.term} at ${entry.index} and differ at or before it`,
      );
      return;
    }
    known.push({ term: entry.term, chain });
  }

  /** A member knows that an index is committed. Returns whether it is the first to know. */
  commit(log: ShadowLog, index: number, leaderTerm: number): boolean {
    const term = log.term(index);
    const known = this.#committed[index - this.#origin - 1];
    if (known !== undefined) {
      expectRule(
        known.term === term && known.chain === log.chain(index),
        "state machine safety",
        () => `committed ${index} with term ${term}; it was committed with term ${known.term}`,
      );
      return false;
    }
    if (index <= this.#origin) return false;
    expectRule(
      term !== null && index === this.committed + 1,
      "commit order",
      () => `committed ${index} with term ${term} after ${this.committed}`,
    );
    const leader = Math.max(leaderTerm, this.#committed.at(-1)?.leaderTerm ?? 0);
    this.#committed.push({ term, chain: log.chain(index) ?? 0, leaderTerm: leader });
    return true;
  }

  /** Somebody leads a term: it must have what was committed in all former ones. */
  lead(log: ShadowLog, term: number): void {
    let at = this.#committed.length - 1;
    while (at >= 0 && (this.#committed[at]?.leaderTerm ?? 0) >= term) at -= 1;
    const newest = this.#committed[at];
    if (newest === undefined) return;
    const index = this.#origin + at + 1;
    // A log that begins behind it came from a snapshot, which is of committed entries.
    if (index < log.base) return;
    expectRule(
      log.chain(index) === newest.chain,
      "leader completeness",
      () =>
        `the leader of term ${term} has term ${log.term(index)} at ${index}, ` +
        `which was committed with term ${newest.term} in term ${newest.leaderTerm}`,
    );
  }

  /** An entry was applied; all members must have applied the same and be the same after it. */
  apply(entry: Entry, stateHash: number): void {
    const { index } = entry;
    const at = index - this.#origin - 1;
    const hash = hashEntry(entry);
    const known = this.#applied[at];
    if (known === undefined) {
      expectRule(
        this.committedTerm(index) === entry.term,
        "applied is committed",
        () => `applied ${index} of term ${entry.term}, committed is ${this.committedTerm(index)}`,
      );
      this.#applied[at] = { entry: hash, state: stateHash };
      return;
    }
    expectRule(
      known.entry === hash,
      "state machine safety",
      () => `two entries applied at ${index}`,
    );
    expectRule(
      known.state === stateHash,
      "equal states",
      () => `states differ after ${index}: ${known.state}, ${stateHash}`,
    );
  }

  /** The state at an index came from elsewhere: a snapshot or the own disk. */
  restore(index: number, stateHash: number): void {
    const known = this.#applied[index - this.#origin - 1];
    expectRule(
      (known?.state ?? 0) === stateHash,
      "equal states",
      () => `a state restored at ${index} has ${stateHash}, not ${known?.state ?? 0}`,
    );
  }
}
