/** Saves is what one group has for the database: state that follows from its log, rows of snapshots that come and go. */
import type { GroupSave } from "../storage/group-flush.ts";
import type { GroupStore } from "../storage/group-store.ts";
import type { ConfHistory } from "./conf-history.ts";
import type { Outbox } from "./outbox.ts";
import { FlushWaiters } from "./outstanding.ts";
import type { Snapshots } from "./snapshots.ts";
import { type StateWork, type StorageWork, saveOf } from "./storage-work.ts";

/** What they are made of. */
export interface SavesParts {
  readonly store: Pick<GroupStore, "group" | "appliedIndex">;
  readonly work: StorageWork;
  readonly snapshots: Pick<Snapshots<unknown>, "hasRows" | "hasStagedRows" | "addTo" | "saved">;
  readonly confs: ConfHistory;
  readonly outbox: Outbox;
  /** Asks for a pass over the group. */
  readonly schedule: () => void;
}

/** The saves of one group. */
export class Saves {
  readonly #parts: SavesParts;
  readonly #waiters = new FlushWaiters();
  #savedIndex: number;

  constructor(parts: SavesParts) {
    this.#parts = parts;
    this.#savedIndex = parts.store.appliedIndex;
  }

  /** State through this index is on disk. */
  get savedIndex(): number {
    return this.#savedIndex;
  }

  /** Whether anything waits for a save. */
  get isWaiting(): boolean {
    const { work, snapshots } = this.#parts;
    return work.hasState || snapshots.hasRows;
  }

  /** Whether that is to be saved now. */
  get isDue(): boolean {
    const { work, snapshots } = this.#parts;
    return work.hasState || snapshots.hasStagedRows;
  }

  /** Whether so much waits that flushes have to wait for the next save. */
  get isBehind(): boolean {
    return this.#parts.work.isBehind;
  }

  /** Takes what waits, for a save that begins now. Null when there is nothing. */
  take(): { readonly save: GroupSave; readonly state: StateWork | null } | null {
    if (!this.isWaiting) return null;
    const { store, work, snapshots } = this.#parts;
    const state = work.takeState();
    return { state, save: snapshots.addTo(saveOf(store.group, state)) };
  }

  /** What was taken for a save is durable. */
  saved(state: StateWork | null): void {
    const { schedule, snapshots, confs, outbox } = this.#parts;
    schedule();
    snapshots.saved();
    if (state === null) return;
    confs.savedThrough(state.appliedIndex);
    outbox.push({ type: "saved", appliedIndex: state.appliedIndex });
    this.#reached(state.appliedIndex);
  }

  /** A snapshot at this index is what is on disk. */
  replaced(index: number): void {
    this.#reached(index);
  }

  /** Calls back when state through an index is on disk. */
  onSaved(index: number, callback: () => void): void {
    this.#waiters.push(index, callback);
  }

  #reached(index: number): void {
    this.#savedIndex = index;
    this.#waiters.saved(index);
  }
}
