/**
 * StateRanges keeps order among the ranges of a group's state beside the one that is read: one that a snapshot is being
 * written into, and those that nobody needs any more, whose rows go with the next flushes.
 *
 * Invariants: a generation is used once; a range is removed only when nothing is written into it any more.
 */
import { invariant } from "../util/assert.ts";
import type { KeyValueStore } from "./key-value-store.ts";
import { decodeNumber, prefixRange, statePrefix, stateRoot } from "./keys.ts";

/** Keys to remove. */
export interface RemovedRows {
  readonly keys: string[];
  readonly values: (Uint8Array | null)[];
}

/** Rows that one flush removes at most, so that none becomes slow. */
const REMOVE_ROWS_MAX = 1024;

/**
 * Generations of a group's state that have rows, but for `current`. In order.
 *
 * @returns null when a row of the state belongs to no generation.
 */
export async function staleGenerations(
  store: KeyValueStore,
  { group, current }: { readonly group: number; readonly current: number },
): Promise<number[] | null> {
  const root = stateRoot(group);
  const stale: number[] = [];
  let { gte } = prefixRange(root);
  for (;;) {
    let found: string | null = null;
    for await (const page of store.scan({ gte, lt: prefixRange(root).lt }, { limit: 1 })) {
      for (const { key } of page) found = key;
    }
    if (found === null) return stale;
    const generation = decodeNumber(found.slice(root.length).split("/")[0] ?? "");
    if (generation === undefined) return null;
    if (generation !== current) stale.push(generation);
    gte = prefixRange(statePrefix({ group, generation })).lt;
  }
}

/** Ranges of one group's state beside its current one. */
export class StateRanges {
  readonly #store: KeyValueStore;
  readonly #group: number;
  #newest: number;
  #staged: number | null = null;
  readonly #stale: Set<number>;
  #keys: string[] = [];
  #isReading = false;
  /** Whether somebody may still read the range that was current before. Set by whoever reads the state in another thread. */
  isFormerRead: () => boolean = () => false;

  /** `current` is the generation that is read, `stale` has those with rows that nobody needs. */
  constructor(
    source: { readonly store: KeyValueStore; readonly group: number },
    { current, stale }: { readonly current: number; readonly stale: readonly number[] },
  ) {
    this.#store = source.store;
    this.#group = source.group;
    this.#newest = Math.max(current, ...stale);
    this.#stale = new Set(stale);
  }

  /** The generation that is being filled; null when none is. */
  get staged(): number | null {
    return this.#staged;
  }

  /** Whether rows wait to be removed by the next flush. */
  get hasRemovals(): boolean {
    return this.#keys.length > 0;
  }

  /** Whether {@link read} would find more of them. */
  get needsReading(): boolean {
    if (this.#stale.size === 0 || this.#keys.length > 0 || this.#isReading) return false;
    return !this.isFormerRead();
  }

  /** Begins a range and returns its generation. */
  begin(): number {
    invariant(this.#staged === null, () => `generation ${this.#staged} is being filled already`);
    this.#newest += 1;
    this.#staged = this.#newest;
    return this.#newest;
  }

  /** The range that is being filled is not wanted any more. */
  abandon(): void {
    if (this.#staged === null) return;
    this.#stale.add(this.#staged);
    this.#staged = null;
  }

  /** The range that was being filled is the one that is read; the former one goes. */
  switched(former: number): void {
    invariant(this.#staged !== null, "no range was being filled");
    this.#staged = null;
    this.#stale.add(former);
  }

  /** A flush has written into a range: if that was abandoned meanwhile, its rows go. */
  written(generation: number, current: number): void {
    if (generation !== this.#staged && generation !== current) this.#stale.add(generation);
  }

  /** Finds rows to remove. Ends without any when all are gone. */
  async read(): Promise<void> {
    this.#isReading = true;
    try {
      // Of now: a range that is replaced meanwhile may be read still.
      const generations = [...this.#stale];
      for (const generation of generations) {
        // Before the look: rows that become durable meanwhile bring it back.
        this.#stale.delete(generation);
        const range = prefixRange(statePrefix({ group: this.#group, generation }));
        const keys: string[] = [];
        for await (const page of this.#store.scan(range, { limit: REMOVE_ROWS_MAX })) {
          for (const { key } of page) keys.push(key);
        }
        if (keys.length > 0) {
          this.#stale.add(generation);
          this.#keys = keys;
          return;
        }
      }
    } finally {
      this.#isReading = false;
    }
  }

  /** Adds what was found to a batch. */
  take(rows: RemovedRows): void {
    for (const key of this.#keys) {
      rows.keys.push(key);
      rows.values.push(null);
    }
    this.#keys = [];
  }
}
