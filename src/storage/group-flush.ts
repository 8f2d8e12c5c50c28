/** What a group gives to be written: a flush for the journal, a save for the database. */
import type { StateChanges } from "../model/state-reader.ts";
import type { ConfState, Entry, HardState } from "../raft/types.ts";

/** State that goes to disk. */
export interface StateFlush {
  /** Everything through this entry has been applied; it is durable. */
  readonly appliedIndex: number;
  /** The generation that the changes were made for. */
  readonly generation: number;
  /** The configuration at the applied index. */
  readonly confState: ConfState;
  readonly changes: StateChanges;
}

/** Rows of a snapshot on their way into a range that nobody reads yet. */
export interface StagedRows {
  /** As `StateRanges.begin` gave it. */
  readonly generation: number;
  readonly keys: readonly string[];
  readonly values: readonly Uint8Array[];
}

/** The switch to a snapshot whose rows are all staged: the log begins behind it, the state is that range. */
export interface SnapshotSwitch {
  readonly generation: number;
  /** Applied index of the state, and the term of the entry there. */
  readonly index: number;
  readonly term: number;
  readonly confState: ConfState;
}

/** One group's part of a flush: what goes to the journal. */
export interface GroupFlush {
  readonly group: number;
  /** Replaces the log from the first of them on: what was there above the last of them is deleted. */
  readonly entries: readonly Entry[];
  /** null: as before. */
  readonly hardState: HardState | null;
  /** Everything through this index has been applied, and those who listen have been told. @defaultValue as before */
  readonly toldIndex?: number | undefined;
  /** Happens before the entries are written. @defaultValue none */
  readonly installed?: SnapshotSwitch | undefined;
}

/** One group's part of a save: what goes to the database. Never while a switch is flushed. */
export interface GroupSave {
  readonly group: number;
  /** null: as before. */
  readonly state: StateFlush | null;
  /** Rows of a snapshot that is on its way. @defaultValue none */
  readonly staged?: StagedRows | undefined;
}

/** How much of a log is kept behind the applied index. */
export interface TrailingLimits {
  /** Entries kept at most, for followers that are behind. */
  readonly trailingEntries: number;
  /** Bytes of them kept at most. */
  readonly trailingBytes: number;
  /** Bytes of log kept at most for a node that is catching up; see `GroupStore.holdLog`. */
  readonly catchUpBytes: number;
}

/** Numbers of a batch in the making: its own, and that of the newest flush that is durable. */
export interface BatchNumbers {
  readonly saveNumber: number;
  readonly flushNumber: number;
}

/** Rows of a batch in the making. */
export interface BatchRows {
  readonly keys: string[];
  readonly values: (Uint8Array | null)[];
}
