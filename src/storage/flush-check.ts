/** What a caller of the storage must never do, checked before anything of a flush is written. */
import { NO_PEER } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import type { GroupFlush } from "./group-store.ts";
import type { LogIndex } from "./log-index.ts";
import type { GroupRecord } from "./records.ts";
import type { StateRanges } from "./state-ranges.ts";

/** Where the group stands. */
export interface FlushBase {
  readonly before: GroupRecord;
  /** The record that the flush would write. */
  readonly next: GroupRecord;
  readonly index: LogIndex;
  readonly ranges: StateRanges;
}

/** Checks one group's part of a flush. @throws {InvariantError} when it contradicts what is there. */
export function checkFlush(part: GroupFlush, base: FlushBase): void {
  const { before, next } = base;
  checkEntries(part, base);
  checkHardState(before, next);
  const { commit } = next.hardState;
  invariant(commit <= next.lastIndex, () => `commit ${commit} beyond last ${next.lastIndex}`);
  invariant(
    next.appliedIndex >= before.appliedIndex,
    () => `applied ran backwards from ${before.appliedIndex} to ${next.appliedIndex}`,
  );
  invariant(
    next.appliedIndex <= commit,
    () => `applied ${next.appliedIndex} beyond commit ${commit}: give the hard state with it`,
  );
  checkState(part, base);
}

function checkEntries(
  { entries, installed }: GroupFlush,
  { before, next, index }: FlushBase,
): void {
  const first = entries[0];
  if (first === undefined) return;
  const lastIndex = installed?.index ?? index.lastIndex;
  const committed = installed?.index ?? before.hardState.commit;
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
    previous.term <= next.hardState.term,
    () => `an entry of term ${previous.term} in term ${next.hardState.term}`,
  );
}

function checkHardState(before: GroupRecord, next: GroupRecord): void {
  const { term, vote, commit } = next.hardState;
  const old = before.hardState;
  invariant(term >= old.term, () => `term ran backwards from ${old.term} to ${term}`);
  invariant(
    term > old.term || vote === old.vote || old.vote === NO_PEER,
    () => `the vote of term ${term} changed from ${old.vote} to ${vote}`,
  );
  invariant(commit >= old.commit, () => `commit ran backwards from ${old.commit} to ${commit}`);
}

function checkState({ state, staged, installed }: GroupFlush, base: FlushBase): void {
  const { before, next, ranges } = base;
  if (staged !== undefined) {
    invariant(
      staged.generation === ranges.staged,
      () => `rows for generation ${staged.generation}, ${ranges.staged} is being filled`,
    );
    invariant(staged.keys.length === staged.values.length, "rows have as many values as keys");
  }
  if (installed !== undefined) {
    const { index, term, generation } = installed;
    invariant(
      generation === ranges.staged,
      () => `switch to generation ${generation}, ${ranges.staged} was being filled`,
    );
    invariant(
      index > before.hardState.commit,
      () => `a snapshot at ${index} over what is committed through ${before.hardState.commit}`,
    );
    invariant(
      term <= next.hardState.term,
      () => `a snapshot of term ${term} in term ${next.hardState.term}`,
    );
    invariant(state === null, "changes of the state beside the switch to another one");
  }
  if (state !== null) {
    invariant(
      state.generation === before.generation,
      () => `changes of generation ${state.generation}, the state is of ${before.generation}`,
    );
    invariant(
      state.changes.keys.length === state.changes.values.length,
      "state changes have as many values as keys",
    );
  }
}
