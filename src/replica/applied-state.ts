/**
 * AppliedState is how far a replica's host is: what it has applied, what of that it has given to be saved, and whether it was asked to.
 *
 * State with another configuration is asked for at once: it decides who may lead after a restart of all; were it late on most disks, those
 * that have it might not be enough.
 *
 * Invariants: saved <= given <= applied; what follows from a state that is replaced, or is about to be, is left alone.
 */
import type { AppliedPosition } from "../model/replicated-log.ts";
import type { StateChanges } from "../model/state-reader.ts";
import type { Message } from "../raft/types.ts";
import type { GroupStore } from "../storage/group-store.ts";
import { invariant } from "../util/assert.ts";
import type { ConfHistory } from "./conf-history.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Outbox } from "./outbox.ts";
import type { Saves } from "./saves.ts";
import type { Snapshots } from "./snapshots.ts";
import type { StorageWork } from "./storage-work.ts";

/** What it stands on. */
export interface AppliedStateParts {
  readonly store: Pick<GroupStore, "appliedIndex" | "generation">;
  readonly snapshots: Pick<Snapshots<unknown>, "isSwitching">;
  readonly deliveries: Deliveries;
  readonly confs: ConfHistory;
  readonly work: StorageWork;
  readonly saves: Saves;
  readonly outbox: Outbox;
  /** Asks for a pass over the group. */
  readonly schedule: () => void;
  /** Asks for a save even if none is due. */
  readonly forceSave: () => void;
}

/** The state of one group as its host has it. */
export class AppliedState {
  readonly #parts: AppliedStateParts;
  #index: number;
  #givenIndex: number;
  #isWanted = false;

  constructor(parts: AppliedStateParts) {
    this.#parts = parts;
    this.#index = parts.store.appliedIndex;
    this.#givenIndex = this.#index;
  }

  /** Everything through this index is applied. */
  get index(): number {
    return this.#index;
  }

  /** The host has applied more. Returns what the core is told. */
  applied({ appliedIndex, generation }: AppliedPosition): readonly Message[] {
    if (!this.#isOfNow(generation)) return [];
    const { deliveries, confs, work } = this.#parts;
    invariant(
      appliedIndex >= this.#index,
      () => `applied ${appliedIndex}, was ${this.#index} before`,
    );
    this.#index = appliedIndex;
    if (work.isOther(confs.at(appliedIndex))) this.want();
    return deliveries.appliedThrough(appliedIndex);
  }

  /** The host gives state to be saved. */
  given(change: AppliedPosition & { readonly changes: StateChanges }): void {
    const { appliedIndex, generation } = change;
    if (!this.#isOfNow(generation)) return;
    invariant(
      appliedIndex <= this.#index,
      () => `state of ${appliedIndex}, applied is ${this.#index}`,
    );
    this.#givenIndex = appliedIndex;
    this.#isWanted = false;
    this.#parts.work.save(change, this.#parts.confs.at(appliedIndex));
  }

  /** Asks the host for its state, unless all of it is on its way. */
  want(): void {
    if (this.#isWanted || this.#givenIndex >= this.#index) return;
    this.#isWanted = true;
    const { outbox, schedule } = this.#parts;
    outbox.push({ type: "saveWanted" });
    schedule();
  }

  /** Resolves when what is applied now is on disk, and asks for it. */
  flushed(): Promise<void> {
    const { saves, forceSave } = this.#parts;
    const index = this.#index;
    if (saves.savedIndex >= index) return Promise.resolve();
    return new Promise((resolve) => {
      this.want();
      saves.onSaved(index, resolve);
      forceSave();
    });
  }

  /** The state is that of a snapshot now. */
  replaced(index: number): void {
    this.#index = index;
    this.#givenIndex = index;
    this.#isWanted = false;
  }

  #isOfNow(generation: number): boolean {
    const { store, snapshots } = this.#parts;
    return generation >= store.generation && !snapshots.isSwitching;
  }
}
