/**
 * The log of one core as its outputs describe it: for every entry its term and a hash over the whole
 * log up to it. Two logs that have the same hash at an index are the same up to there.
 *
 * Invariant: after every Ready it ends where the core's own log ends.
 */
import type { Entry } from "../../../src/raft/types.ts";
import { mix } from "./dice.ts";
import { hashEntry } from "./machine.ts";

export class ShadowLog {
  #base = 0;
  #baseTerm = 0;
  #baseChain = 0;
  #terms: number[] = [];
  #chains: number[] = [];
  /** Indexes of configuration changes, ascending. */
  #confIndexes: number[] = [];

  get base(): number {
    return this.#base;
  }

  get last(): number {
    return this.#base + this.#terms.length;
  }

  /** Term of an entry in [base, last], else null. */
  term(index: number): number | null {
    if (index === this.#base) return this.#baseTerm;
    return this.#terms[index - this.#base - 1] ?? null;
  }

  /** Hash over everything up to an entry in [base, last], else null. */
  chain(index: number): number | null {
    if (index === this.#base) return this.#baseChain;
    return this.#chains[index - this.#base - 1] ?? null;
  }

  /** The last configuration change at or before an index that is in this log, or 0. */
  lastConfIndex(through: number): number {
    const indexes = this.#confIndexes;
    for (let at = indexes.length - 1; at >= 0; at -= 1) {
      const index = indexes[at] ?? 0;
      if (index <= through) return index;
    }
    return 0;
  }

  /** Begins anew behind an entry. */
  reset(base: { readonly index: number; readonly term: number }, chain: number): void {
    this.#base = base.index;
    this.#baseTerm = base.term;
    this.#baseChain = chain;
    this.#terms = [];
    this.#chains = [];
    this.#confIndexes = [];
  }

  /** Drops everything at or after an index. */
  truncate(from: number): void {
    if (from > this.last) return;
    const kept = from - this.#base - 1;
    this.#terms.length = kept;
    this.#chains.length = kept;
    const confs = this.#confIndexes;
    while (confs.length > 0 && (confs.at(-1) ?? 0) >= from) confs.pop();
  }

  /** Adds the next entry. Returns the hash over the log with it. */
  push(entry: Entry): number {
    const before = this.#chains.at(-1) ?? this.#baseChain;
    const chain = mix(before, hashEntry(entry));
    this.#terms.push(entry.term);
    this.#chains.push(chain);
    if (entry.type !== "normal") this.#confIndexes.push(entry.index);
    return chain;
  }
}
