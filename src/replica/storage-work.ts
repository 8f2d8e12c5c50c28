/**
 * StorageWork gathers what one group has to write: with the next flush, and the messages that may leave only after it; and state with the
 * next save.
 *
 * Invariants: work is taken in the order the core gave it; responses of work are released after the flush
 * that wrote it and all before it; only entries, a new term or vote, or the switch to a snapshot ask for a flush. The commit index rides
 * along, because nothing that leaves this node depends on it.
 */
import type { StateChanges } from "../model/state-reader.ts";
import type { ConfState, Entry, HardState, Message } from "../raft/types.ts";
import type { GroupFlush, GroupSave, SnapshotSwitch } from "../storage/group-flush.ts";
import { invariant } from "../util/assert.ts";

/** State to save, with the applied index and the configuration that it belongs to. */
export interface StateWork {
  appliedIndex: number;
  readonly generation: number;
  confState: ConfState;
  readonly keys: string[];
  readonly values: (Uint8Array | null)[];
}

/** What one flush writes for one group. */
export interface FlushWork {
  readonly entries: readonly Entry[];
  readonly hardState: HardState | null;
  /** The switch to a snapshot, before the entries. */
  readonly installed: SnapshotSwitch | null;
  readonly responses: readonly Message[];
}

/** The part of a flush that writes this work. */
export function flushOf(group: number, work: FlushWork): GroupFlush {
  const { entries, hardState, installed } = work;
  return { group, entries, hardState, installed: installed ?? undefined };
}

/** The part of a save that writes this state. */
export function saveOf(group: number, state: StateWork | null): GroupSave {
  if (state === null) return { group, state: null };
  const { appliedIndex, generation, confState, keys, values } = state;
  return { group, state: { appliedIndex, generation, confState, changes: { keys, values } } };
}

/** So many rows, or bytes in them, wait while a save is under way; then flushes wait for it, and with them whoever makes more. */
const BACKLOG_ROWS = 16_384;
const BACKLOG_BYTES = 8 * 1024 * 1024;

/** Work of one group between two flushes and two saves. */
export class StorageWork {
  /** Term and vote as last given to a flush. */
  #written: HardState;
  #entries: Entry[] = [];
  #hardState: HardState | null = null;
  #state: StateWork | null = null;
  #installed: SnapshotSwitch | null = null;
  #responses: Message[] = [];
  #isUrgent = false;
  #stateBytes = 0;
  /** As last saved; the same object while it is the same configuration. */
  #confState: ConfState;

  constructor(written: { readonly hardState: HardState; readonly confState: ConfState }) {
    this.#written = written.hardState;
    this.#confState = written.confState;
  }

  /** Whether something waits that must be flushed now. */
  get isUrgent(): boolean {
    return this.#isUrgent;
  }

  /** Whether nothing waits for a flush. */
  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.#installed === null && this.#hardState === null;
  }

  /** Whether the core has accepted a snapshot that waits for a flush. */
  get hasSwitch(): boolean {
    return this.#installed !== null;
  }

  /** Whether state waits for a save. */
  get hasState(): boolean {
    return this.#state !== null;
  }

  /** Whether so much state waits that nothing is to be added to it. */
  get isBehind(): boolean {
    const rows = this.#state?.keys.length ?? 0;
    return rows >= BACKLOG_ROWS || this.#stateBytes >= BACKLOG_BYTES;
  }

  /** Whether a configuration is another one than that of the state that was saved or is about to be. */
  isOther(confState: ConfState): boolean {
    return confState !== this.#confState;
  }

  /** Takes a storage-append message of the core, with the switch to the snapshot that it has, or null. */
  append(message: Message, installed: SnapshotSwitch | null = null): void {
    const hasSnapshot = message.snapshot !== null;
    invariant(
      hasSnapshot === (installed !== null),
      "a switch comes with its snapshot, and with no other",
    );
    if (installed !== null) {
      // Log and state are replaced as a whole: what waits is as if it had been written and replaced.
      this.#entries = [];
      this.takeState();
      this.#installed = installed;
      this.#confState = installed.confState;
      this.#isUrgent = true;
    }
    if (message.term !== 0) {
      const { term, vote, commit } = message;
      const known = this.#hardState ?? this.#written;
      if (term !== known.term || vote !== known.vote) this.#isUrgent = true;
      invariant(commit >= known.commit, `commit ${commit} behind ${known.commit}`);
      this.#hardState = { term, vote, commit };
    }
    const first = message.entries[0];
    if (first !== undefined) {
      const last = this.#entries.at(-1);
      if (last !== undefined && first.index <= last.index) {
        // A conflict: what stood there was never written, so it is as if it had never been asked for.
        this.#entries = this.#entries.filter((entry) => entry.index < first.index);
      }
      for (const entry of message.entries) this.#entries.push(entry);
      this.#isUrgent = true;
    }
    for (const response of message.responses) this.#responses.push(response);
  }

  /** Adds state to save. Not between a switch and its flush. */
  save(
    change: { appliedIndex: number; generation: number; changes: StateChanges },
    confState: ConfState,
  ): void {
    const { appliedIndex, generation, changes } = change;
    invariant(this.#installed === null, "state of before a switch was saved behind it");
    if (this.#state === null) {
      this.#state = { appliedIndex, generation, confState, keys: [], values: [] };
    }
    const state = this.#state;
    invariant(
      generation === state.generation,
      `generation ${generation} is not ${state.generation}`,
    );
    invariant(
      appliedIndex >= state.appliedIndex,
      `applied ${appliedIndex} behind ${state.appliedIndex}`,
    );
    state.appliedIndex = appliedIndex;
    state.confState = confState;
    this.#confState = confState;
    const { keys, values } = changes;
    invariant(keys.length === values.length, `${keys.length} keys with ${values.length} values`);
    for (let at = 0; at < keys.length; at += 1) {
      const value = values[at] ?? null;
      state.keys.push(keys[at] ?? "");
      state.values.push(value);
      this.#stateBytes += value?.length ?? 0;
    }
  }

  /**
   * Responses that depend on nothing that waits: those of messages without entries, term or vote, while no
   * flush is under way. They may leave at once.
   */
  takeFreeResponses(): readonly Message[] {
    if (this.#isUrgent || this.#responses.length === 0) return [];
    const free = this.#responses;
    this.#responses = [];
    return free;
  }

  /** Takes the state for a save; null when none waits. */
  takeState(): StateWork | null {
    const state = this.#state;
    this.#state = null;
    this.#stateBytes = 0;
    return state;
  }

  /** Takes everything for a flush. */
  take(): FlushWork {
    const work: FlushWork = {
      entries: this.#entries,
      hardState: this.#hardState,
      installed: this.#installed,
      responses: this.#responses,
    };
    if (this.#hardState !== null) this.#written = this.#hardState;
    this.#entries = [];
    this.#hardState = null;
    this.#installed = null;
    this.#responses = [];
    this.#isUrgent = false;
    return work;
  }
}
