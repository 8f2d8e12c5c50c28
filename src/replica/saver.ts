/**
 * Saver writes the state of a node's groups to the database, beside the flushes, as soon as it is given; rows that are to be removed wait
 * for a while.
 *
 * Invariants: one save in flight; what is taken for it is all that waits; after `stop` none begins. What waits is bounded: a journal that is
 * faster than the database is held back.
 */
import type { GroupSave } from "../storage/group-flush.ts";
import type { NodeStore } from "../storage/node-store.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { Saves } from "./saves.ts";
import type { StateWork } from "./storage-work.ts";

/** What a saver stands on. */
export interface SaverOptions {
  readonly store: NodeStore;
  readonly scheduler: Scheduler;
  /** So long rows that are to be removed may wait, in ms. */
  readonly idleMs: number;
  /** The states of the groups. */
  readonly groups: readonly Saves[];
  /** Whether the database is somebody else's now. */
  readonly isBlocked: () => boolean;
  /** Asks for a call of {@link Saver.maybeSave} in a turn of its own. */
  readonly ask: () => void;
  /** A save is durable, and the groups know. */
  readonly onSaved: () => void;
  readonly onFailed: (error: unknown) => void;
  /** Runs what may throw. */
  readonly guard: (work: () => void) => void;
}

/** The way of all groups' state to the database. */
export class Saver {
  readonly #options: SaverOptions;
  #saving: Promise<void> | null = null;
  #isForced = false;
  #idleTimer: TimerHandle | null = null;
  #isStopped = false;

  constructor(options: SaverOptions) {
    this.#options = options;
  }

  /** The save in flight; null when there is none. It never rejects. */
  get saving(): Promise<void> | null {
    return this.#saving;
  }

  /** Whether the database is behind the journal by so much that flushes have to wait; what is waited for is under way. */
  get isBehind(): boolean {
    return this.#saving !== null && this.#some(({ isBehind }) => isBehind);
  }

  /** The next chance is to be taken, whether or not a save is due. */
  force(): void {
    this.#isForced = true;
    this.#options.ask();
  }

  /** Begins a save if one is due, and sees to it that what waits does not wait for ever. */
  maybeSave(): void {
    if (this.#isForced || this.#some(({ isDue }) => isDue)) this.save();
    else if (this.#some(({ isWaiting }) => isWaiting)) this.#armIdle();
  }

  /** Begins a save of all that waits, if that is possible now. */
  save(): void {
    if (this.#saving !== null || this.#options.isBlocked() || this.#isStopped) return;
    this.#isForced = false;
    const parts: GroupSave[] = [];
    const works: { saves: Saves; state: StateWork | null }[] = [];
    for (const saves of this.#options.groups) {
      const taken = saves.take();
      if (taken === null) continue;
      parts.push(taken.save);
      works.push({ saves, state: taken.state });
    }
    if (parts.length === 0) return;
    this.#disarm();
    this.#saving = this.#options.store.save(parts).then(
      () => {
        this.#saving = null;
        this.#options.guard(() => {
          for (const { saves, state } of works) saves.saved(state);
          this.#options.onSaved();
        });
      },
      (error: unknown) => {
        this.#saving = null;
        this.#options.onFailed(error);
      },
    );
  }

  /** Begins no save any more. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#disarm();
  }

  #armIdle(): void {
    if (this.#idleTimer !== null || this.#isStopped) return;
    this.#idleTimer = this.#options.scheduler.setTimeout(() => {
      this.#idleTimer = null;
      this.force();
    }, this.#options.idleMs);
  }

  #disarm(): void {
    if (this.#idleTimer !== null) this.#options.scheduler.clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
  }

  #some(is: (saves: Saves) => boolean): boolean {
    return this.#options.groups.some(is);
  }
}
