/**
 * ConfHistory knows which configuration held at which applied index, for as long as that state is not on disk.
 *
 * The core applies configuration entries when they are committed, the state machine may be behind: state is
 * saved with the configuration of its own index, never with a newer one.
 * Invariant: indexes ascend; the first one holds at the index that is on disk.
 */
import type { ConfState } from "../raft/types.ts";
import { InvariantError, invariant } from "../util/assert.ts";

/** Whether no other peer than this one has a vote. */
export function isAlone(replicaId: number, { voters, votersOutgoing }: ConfState): boolean {
  return voters.length === 1 && votersOutgoing.length === 0 && voters[0] === replicaId;
}

/** Configurations of one group by the index that brought them. */
export class ConfHistory {
  #states: { readonly index: number; readonly confState: ConfState }[];

  readonly #replicaId: number;

  /** `confState` holds at the applied index of this replica's state on disk. */
  constructor(
    { appliedIndex, replicaId }: { readonly appliedIndex: number; readonly replicaId: number },
    confState: ConfState,
  ) {
    this.#states = [{ index: appliedIndex, confState }];
    this.#replicaId = replicaId;
  }

  /** Whether no other peer has a vote. */
  get isAlone(): boolean {
    return isAlone(this.#replicaId, this.newest);
  }

  /** Index of the newest change, or that on disk when there is none since. */
  get newestIndex(): number {
    return this.#states.at(-1)?.index ?? 0;
  }

  /** A snapshot at `index` brought `confState`: what was before it is gone. */
  replaced(index: number, confState: ConfState): void {
    this.#states = [{ index, confState }];
  }

  /** An entry at `index` brought `confState`. */
  push(index: number, confState: ConfState): void {
    const last = this.#states.at(-1);
    invariant(last !== undefined && index > last.index, `configuration ${index} out of order`);
    this.#states.push({ index, confState });
  }

  /** The configuration that is in force in the core. */
  get newest(): ConfState {
    const last = this.#states.at(-1);
    invariant(last !== undefined, "a group has a configuration");
    return last.confState;
  }

  /** The configuration that holds at `index`. */
  at(index: number): ConfState {
    for (let at = this.#states.length - 1; at >= 0; at -= 1) {
      const state = this.#states[at];
      if (state !== undefined && state.index <= index) return state.confState;
    }
    throw new InvariantError(`no configuration is known at index ${index}`);
  }

  /** State through `index` is on disk: what was replaced before it is not needed any more. */
  savedThrough(index: number): void {
    for (
      let next = this.#states[1];
      next !== undefined && next.index <= index;
      next = this.#states[1]
    ) {
      this.#states.shift();
    }
  }
}
