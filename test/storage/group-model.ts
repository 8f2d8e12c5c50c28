// A naive twin of GroupStore, and random flushes that a consensus core could ask for.
import { expect } from "vitest";
import type { ConfState, Entry, HardState } from "../../src/raft/types.ts";
import type { GroupStore } from "../../src/storage/group-store.ts";
import type { SeededRandom } from "../../src/util/random.ts";
import { ALONE, bytesOf, type Part, rowsOf, textOf } from "./support.ts";

/** The log of a group, as plain values; never changed. */
export interface LogModel {
  readonly hardState: HardState;
  /** Entry 2 and following; nothing is ever trimmed here. */
  readonly entries: readonly Entry[];
}

/** The state of a group. */
export interface StateModel {
  readonly appliedIndex: number;
  readonly confState: ConfState;
  readonly state: ReadonlyMap<string, string>;
}

/** What a group holds. */
export type GroupModel = LogModel & StateModel;

export const NEW_LOG: LogModel = { hardState: { term: 1, vote: 0, commit: 1 }, entries: [] };

export const NEW_STATE: StateModel = { appliedIndex: 1, confState: ALONE, state: new Map() };

export function lastIndexOf(model: LogModel): number {
  return model.entries.length + 1;
}

export function logAfter(model: LogModel, { entries, hardState }: Part): LogModel {
  const [first] = entries;
  const kept = first === undefined ? model.entries : model.entries.slice(0, first.index - 2);
  return { hardState: hardState ?? model.hardState, entries: [...kept, ...entries] };
}

export function stateAfter(model: StateModel, part: Part): StateModel {
  const state = new Map(model.state);
  const { keys, values } = part.state?.changes ?? { keys: [], values: [] };
  for (const [row, key] of keys.entries()) {
    const value = textOf(values[row] ?? undefined);
    if (value === undefined) state.delete(key);
    else state.set(key, value);
  }
  return {
    appliedIndex: part.state?.appliedIndex ?? model.appliedIndex,
    confState: part.state?.confState ?? model.confState,
    state,
  };
}

/** A flush and a save that are allowed now: new entries, sometimes over an uncommitted tail; votes; commits; state. */
export function randomPart(group: number, model: GroupModel, random: SeededRandom): Part {
  const { term, vote } = model.hardState;
  // What is applied was committed.
  const commit = Math.max(model.hardState.commit, model.appliedIndex);
  const isNewTerm = random.below(6) === 0;
  const newTerm = isNewTerm ? term + 1 + random.below(2) : term;
  const last = lastIndexOf(model);
  const entries: Entry[] = [];
  if (random.below(4) > 0) {
    // In a new term a leader may replace what was never committed.
    const start = isNewTerm ? commit + 1 + random.below(last - commit + 1) : last + 1;
    const count = 1 + random.below(4);
    for (let index = start; index < start + count; index += 1) {
      const data = bytesOf(`${newTerm}.${index}.${"x".repeat(random.below(40))}`);
      entries.push({ index, term: newTerm, type: "normal", data });
    }
  }
  const newLast = entries[entries.length - 1]?.index ?? last;
  const newCommit = commit + random.below(newLast - commit + 1);
  const newVote = isNewTerm ? random.below(3) : vote;
  const hasState = random.below(3) > 0;
  const appliedIndex = model.appliedIndex + random.below(newCommit - model.appliedIndex + 1);
  const keys = Array.from(
    { length: random.below(5) },
    () => `k/${"abcdefghijkl"[random.below(12)] ?? ""}`,
  );
  return {
    group,
    entries,
    hardState: { term: newTerm, vote: newVote, commit: newCommit },
    state: hasState
      ? {
          appliedIndex,
          generation: 1,
          confState: { ...ALONE, learners: [appliedIndex] },
          changes: {
            keys,
            values: keys.map((key) =>
              random.below(4) === 0 ? null : bytesOf(`${key}@${appliedIndex}.${random.below(99)}`),
            ),
          },
        }
      : null,
  };
}

/** Everything readable of a group is as the model has it; what is trimmed lies behind the applied index. */
export async function expectSame(group: GroupStore, model: GroupModel): Promise<void> {
  const last = lastIndexOf(model);
  expect(group.lastIndex()).toBe(last);
  const { term, vote, commit } = model.hardState;
  expect(group.initialState()).toEqual({
    // What is applied was committed.
    hardState: { term, vote, commit: Math.max(commit, model.appliedIndex) },
    confState: model.confState,
  });
  expect(group.appliedIndex).toBe(model.appliedIndex);
  const first = group.firstIndex();
  expect(first - 1).toBeLessThanOrEqual(model.appliedIndex);
  for (let index = first - 1; index <= last; index += 1) {
    expect(group.term(index)).toBe(index === 1 ? 1 : model.entries[index - 2]?.term);
  }
  if (first > 2) expect(group.term(first - 2)).toBe("compacted");
  expect(group.term(last + 1)).toBe("unavailable");
  if (first <= last) {
    const entries = group.entries({ low: first, high: last + 1, maxBytes: Infinity });
    expect(plain(entries)).toEqual(plain(model.entries.slice(first - 2)));
  }
  const rows = [...model.state].map(([key, value]) => `${key}=${value}`);
  const found = await rowsOf(group.diskState.scan({ gte: "k/", lt: "k0" }));
  expect(found).toEqual(rows.sort((one, other) => (one < other ? -1 : 1)));
}

function plain(entries: readonly Entry[] | string): unknown {
  if (typeof entries === "string") return entries;
  return entries.map(({ data, ...rest }) => ({ ...rest, data: textOf(data) }));
}
