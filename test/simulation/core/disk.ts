/**
 * The disk of one member: a queue of writes, one of them in flight, and what is durable.
 *
 * Invariants: writes become durable in the order in which they were asked for; a write in flight may
 * carry several, and a crash keeps it as a whole or loses it as a whole; what waits behind it is lost.
 * Entries, term, vote and commit index of one write are one record.
 */
import { limitEntries } from "../../../src/raft/entry-size.ts";
import type {
  Compacted,
  EntryRange,
  InitialState,
  LogStorage,
  Unavailable,
} from "../../../src/raft/log-storage.ts";
import type { ConfState, Entry, HardState, Message, Snapshot } from "../../../src/raft/types.ts";
import { StoredLog } from "./stored-log.ts";

/** The state machine as last saved, with the configuration that holds there. */
export interface Image {
  readonly applied: number;
  readonly confState: ConfState;
  readonly bytes: Uint8Array;
}

export interface DiskInit {
  readonly snapshot: Snapshot;
  readonly hardState: HardState;
  readonly visibleAtOnce: boolean;
}

export class Disk implements LogStorage {
  /** What a crash leaves. */
  readonly durable: StoredLog;
  hardState: HardState;
  image: Image;
  /** Asked before a snapshot is handed to the core: may make a newer one, or say that there is none now. */
  prepareSnapshot: () => boolean = () => true;
  /** What the core reads: the durable log, or one that runs ahead of it. */
  #visible: StoredLog;
  readonly #visibleAtOnce: boolean;
  #waiting: Message[] = [];
  #flying: readonly Message[] = [];

  constructor(init: DiskInit) {
    const { snapshot } = init;
    this.durable = new StoredLog(snapshot);
    this.hardState = init.hardState;
    const { confState, data: bytes } = snapshot;
    this.image = { applied: snapshot.index, confState, bytes };
    this.#visibleAtOnce = init.visibleAtOnce;
    this.#visible = init.visibleAtOnce ? this.durable.copy() : this.durable;
  }

  // ------------------------------------------------------------------ writing

  get isFlying(): boolean {
    return this.#flying.length > 0;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes a storage-append message of the core. */
  enqueue(work: Message): void {
    this.#waiting.push(work);
    if (!this.#visibleAtOnce) return;
    if (work.snapshot !== null) this.#visible.install(work.snapshot);
    this.#visible.append(work.entries);
  }

  /** Starts the next write, of at most `batchMax` waiting ones. */
  start(batchMax: number): void {
    this.#flying = this.#waiting.splice(0, batchMax);
  }

  /** The write in flight has become durable. Returns what it carried, in order. */
  land(): readonly Message[] {
    const landed = this.#flying;
    this.#flying = [];
    for (const work of landed) this.#write(work);
    return landed;
  }

  /** The process is gone. With `keepsFlight` the write in flight had just become durable. */
  crash(keepsFlight: boolean): readonly Message[] {
    const kept = keepsFlight ? this.#flying : [];
    for (const work of kept) this.#write(work);
    this.#flying = [];
    this.#waiting = [];
    if (this.#visibleAtOnce) this.#visible = this.durable.copy();
    return kept;
  }

  saveImage(image: Image): void {
    this.image = image;
  }

  /** Stores a snapshot of the own state machine and drops entries before it but for `trailing`. */
  keepSnapshot(snapshot: Snapshot, trailing: number): void {
    const logs = this.#visibleAtOnce ? [this.durable, this.#visible] : [this.durable];
    for (const log of logs) {
      if (log.snapshot.index >= snapshot.index) continue;
      log.snapshot = snapshot;
      if (snapshot.index - trailing > log.base) log.compact(snapshot.index - trailing);
    }
    const { index: applied, confState, data: bytes } = snapshot;
    if (applied > this.image.applied) this.image = { applied, confState, bytes };
  }

  #write(work: Message): void {
    if (work.snapshot !== null && work.snapshot.index > this.durable.snapshot.index) {
      const { index: applied, confState, data: bytes } = work.snapshot;
      this.durable.install(work.snapshot);
      this.image = { applied, confState, bytes };
    }
    this.durable.append(work.entries);
    const { term, vote, commit } = work;
    // A term of 0 says that nothing of it has changed.
    if (term !== 0) this.hardState = { term, vote, commit };
  }

  // ------------------------------------------------------------------ reading, by the core

  initialState(): InitialState {
    const { term, vote, commit } = this.hardState;
    const { applied, confState } = this.image;
    // State is saved beside the log; having applied an entry says that it is committed.
    return { hardState: { term, vote, commit: Math.max(commit, applied) }, confState };
  }

  firstIndex(): number {
    return this.#visible.base + 1;
  }

  lastIndex(): number {
    return this.#visible.last;
  }

  term(index: number): number | Compacted | Unavailable {
    if (index < this.#visible.base) return "compacted";
    return this.#visible.term(index) ?? "unavailable";
  }

  entries(range: EntryRange): readonly Entry[] | Compacted | Unavailable {
    if (range.low <= this.#visible.base) return "compacted";
    return limitEntries(this.#visible.slice(range.low, range.high), range.maxBytes);
  }

  snapshot(): Snapshot | Unavailable {
    return this.prepareSnapshot() ? this.#visible.snapshot : "unavailable";
  }
}
