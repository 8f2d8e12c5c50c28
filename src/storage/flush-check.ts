/** What a caller of the storage must never do, checked before anything of a flush or a save is written. */
import { type HardState, NO_PEER } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import type { GroupFlush, GroupSave } from "./group-flush.ts";
import type { GroupStanding } from "./journal-record.ts";
import type { LogIndex } from "./log-index.ts";
import type { GroupRecord } from "./records.ts";
import type { StateRanges } from "./state-ranges.ts";

/** Where the group's log stands. */
export interface FlushBase {
  readonly standing: GroupStanding;
  /** The hard state that the flush would write. */
  readonly hardState: HardState;
  readonly index: LogIndex;
}

/** Where the group's state stands. */
export interface SaveBase {
  readonly record: GroupRecord;
  readonly index: LogIndex;
  readonly ranges: StateRanges;
}

/** Checks one group's part of a flush. @throws {InvariantError} when it contradicts what is there. */
export function checkFlush(part: GroupFlush, base: FlushBase): void {
  const { standing, hardState } = base;
  const { installed, entries } = part;
  checkEntries(part, base);
  checkHardState(standing.hardState, hardState);
  const { commit, term } = hardState;
  const lastIndex = entries.at(-1)?.index ?? installed?.index ?? standing.last.index;
  invariant(commit <= lastIndex, () => `commit ${commit} beyond last ${lastIndex}`);
  if (installed === undefined) return;
  const known = standing.hardState.commit;
  invariant(
    installed.index > known,
    () => `a snapshot at ${installed.index} over what is committed through ${known}`,
  );
  invariant(installed.term <= term, () => `a snapshot of term ${installed.term} in term ${term}`);
}

/** Checks the switch to a snapshot. @throws {InvariantError} when its range is not the one that was filled. */
export function checkSwitch(generation: number, ranges: StateRanges): void {
  invariant(
    generation === ranges.staged,
    () => `switch to generation ${generation}, ${ranges.staged} was being filled`,
  );
}

/** Checks one group's part of a save. @throws {InvariantError} when it contradicts what is there. */
export function checkSave({ state, staged }: GroupSave, base: SaveBase): void {
  const { record, index, ranges } = base;
  if (staged !== undefined) {
    invariant(
      staged.generation === ranges.staged,
      () => `rows for generation ${staged.generation}, ${ranges.staged} is being filled`,
    );
    invariant(staged.keys.length === staged.values.length, "rows have as many values as keys");
  }
  if (state === null) return;
  const { appliedIndex, generation, changes } = state;
  invariant(
    appliedIndex >= record.appliedIndex,
    () => `applied ran backwards from ${record.appliedIndex} to ${appliedIndex}`,
  );
  invariant(
    appliedIndex <= index.lastIndex,
    () => `applied ${appliedIndex} beyond the last durable entry ${index.lastIndex}`,
  );
  invariant(
    generation === record.generation,
    () => `changes of generation ${generation}, the state is of ${record.generation}`,
  );
  invariant(
    changes.keys.length === changes.values.length,
    "state changes have as many values as keys",
  );
}

function checkEntries(
  { entries, installed }: GroupFlush,
  { standing, hardState, index }: FlushBase,
): void {
  const first = entries[0];
  if (first === undefined) return;
  const lastIndex = installed?.index ?? index.lastIndex;
  const committed = installed?.index ?? standing.hardState.commit;
  invariant(
    first.index <= lastIndex + 1,
    () => `entry ${first.index} leaves a gap behind ${lastIndex}`,
  );
  invariant(
    first.index > committed,
    () => `entry ${first.index} replaces what is committed through ${committed}`,
  );
  let previous = {
    index: first.index - 1,
    term: installed?.term ?? index.term(first.index - 1),
  };
  for (const entry of entries) {
    const { index: at, term } = previous;
    invariant(entry.index === at + 1, () => `entry ${entry.index} follows ${at}`);
    invariant(entry.term >= term, () => `term ${entry.term} follows ${term} at ${entry.index}`);
    previous = entry;
  }
  invariant(
    previous.term <= hardState.term,
    () => `an entry of term ${previous.term} in term ${hardState.term}`,
  );
}

function checkHardState(old: HardState, { term, vote, commit }: HardState): void {
  invariant(term >= old.term, () => `term ran backwards from ${old.term} to ${term}`);
  invariant(
    term > old.term || vote === old.vote || old.vote === NO_PEER,
    () => `the vote of term ${term} changed from ${old.vote} to ${vote}`,
  );
  invariant(commit >= old.commit, () => `commit ran backwards from ${old.commit} to ${commit}`);
}
