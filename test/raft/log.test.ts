/**
 * Goal: the rules of the log, of its unstable end and of the storage in memory, case by case.
 */
import { describe, expect, test } from "vitest";
import { ENTRY_OVERHEAD_BYTES, limitEntries, payloadBytes } from "../../src/raft/entry-size.ts";
import { MemoryLogStorage } from "../../src/raft/log-storage.ts";
import { RaftLog } from "../../src/raft/raft-log.ts";
import { EMPTY_CONF_STATE, makeEntry, NO_BYTES, type Snapshot } from "../../src/raft/types.ts";
import { UnstableLog } from "../../src/raft/unstable-log.ts";
import { entriesOf } from "./support/peers.ts";

function logOf(terms: readonly number[], maxApplyingBytes = Infinity): RaftLog {
  const log = new RaftLog(new MemoryLogStorage(), maxApplyingBytes);
  log.append(entriesOf(terms));
  return log;
}

function snapshotAt(index: number, term: number): Snapshot {
  return { index, term, confState: EMPTY_CONF_STATE, data: NO_BYTES };
}

function terms(entries: ReturnType<RaftLog["slice"]>): readonly number[] | string {
  return typeof entries === "string" ? entries : entries.map((entry) => entry.term);
}

describe("comparing logs", () => {
  test.each([
    { sent: [], first: 1, conflict: 0 },
    { sent: [1, 2, 3], first: 1, conflict: 0 },
    { sent: [2, 3], first: 2, conflict: 0 },
    { sent: [3], first: 3, conflict: 0 },
    { sent: [1, 2, 3, 4, 4], first: 1, conflict: 4 },
    { sent: [2, 3, 4, 4], first: 2, conflict: 4 },
    { sent: [4, 4], first: 4, conflict: 4 },
    { sent: [4, 4], first: 1, conflict: 1 },
    { sent: [1, 4, 4], first: 2, conflict: 2 },
    { sent: [1, 2, 4, 4], first: 3, conflict: 3 },
  ])(
    "entries $sent from $first conflict with 1, 2, 3 at $conflict",
    ({ sent, first, conflict }) => {
      expect(logOf([1, 2, 3]).findConflict(entriesOf(sent, first))).toBe(conflict);
    },
  );

  test.each([
    { index: 100, term: 2, at: 100 },
    { index: 5, term: 4, at: 5 },
    { index: 5, term: 3, at: 4 },
    { index: 5, term: 2, at: 2 },
    { index: 3, term: 2, at: 2 },
    { index: 2, term: 1, at: 1 },
    { index: 1, term: 0, at: 0 },
    { index: 0, term: 9, at: 0 },
  ])("the last place at or before $index with a term up to $term is $at", ({ index, term, at }) => {
    const log = logOf([1, 2, 3, 3, 4]);
    // Past its end a log cannot tell: the place itself is the answer, with an unknown term.
    const found = log.findConflictByTerm(index, term);
    expect(found.index).toBe(at);
    if (index > 5) expect(found.term).toBe(0);
  });

  test.each([
    { index: 4, term: 4, upToDate: true },
    { index: 2, term: 4, upToDate: true },
    { index: 3, term: 3, upToDate: true },
    { index: 4, term: 3, upToDate: true },
    { index: 2, term: 3, upToDate: false },
    { index: 9, term: 2, upToDate: false },
    { index: 3, term: 2, upToDate: false },
  ])("bug 10: a log that ends $index of $term against 3 of 3: $upToDate", (row) => {
    expect(logOf([1, 2, 3]).isUpToDate({ index: row.index, term: row.term })).toBe(row.upToDate);
  });
});

describe("appending", () => {
  test.each([
    { after: 2, sent: [], log: [1, 2], offset: 3 },
    { after: 2, sent: [2], log: [1, 2, 2], offset: 3 },
    { after: 0, sent: [2], log: [2], offset: 1 },
    { after: 1, sent: [3, 3], log: [1, 3, 3], offset: 2 },
  ])("$sent after $after makes $log, unstable from $offset", ({ after, sent, log, offset }) => {
    const storage = new MemoryLogStorage();
    storage.append(entriesOf([1, 2]));
    const raftLog = new RaftLog(storage, Infinity);
    raftLog.append(entriesOf(sent, after + 1));
    expect(terms(raftLog.slice(1, raftLog.lastIndex() + 1, Infinity))).toEqual(log);
    expect(raftLog.unstable.offset).toBe(offset);
  });

  const cases = [
    { previous: [2, 3], commit: 3, sent: [], last: null, committed: 1, log: [1, 2, 3] },
    { previous: [3, 4], commit: 3, sent: [4], last: null, committed: 1, log: [1, 2, 3] },
    { previous: [3, 3], commit: 3, sent: [], last: 3, committed: 3, log: [1, 2, 3] },
    { previous: [3, 3], commit: 4, sent: [], last: 3, committed: 3, log: [1, 2, 3] },
    { previous: [3, 3], commit: 2, sent: [], last: 3, committed: 2, log: [1, 2, 3] },
    { previous: [0, 0], commit: 3, sent: [], last: 0, committed: 1, log: [1, 2, 3] },
    { previous: [3, 3], commit: 3, sent: [4], last: 4, committed: 3, log: [1, 2, 3, 4] },
    { previous: [3, 3], commit: 5, sent: [4], last: 4, committed: 4, log: [1, 2, 3, 4] },
    { previous: [3, 3], commit: 5, sent: [4, 4], last: 5, committed: 5, log: [1, 2, 3, 4, 4] },
    { previous: [2, 2], commit: 3, sent: [4], last: 3, committed: 3, log: [1, 2, 4] },
    { previous: [1, 1], commit: 3, sent: [4], last: 2, committed: 2, log: [1, 4] },
    { previous: [1, 1], commit: 3, sent: [4, 4], last: 3, committed: 3, log: [1, 4, 4] },
    // Bug 7: a late message with fewer entries truncates nothing.
    { previous: [1, 1], commit: 2, sent: [2], last: 2, committed: 2, log: [1, 2, 3] },
  ];
  test.each(cases)("a leader's $sent after $previous, commit $commit: $log", (row) => {
    const log = logOf([1, 2, 3]);
    log.commitTo(1);
    const [index = 0, term = 0] = row.previous;
    const entries = entriesOf(row.sent, index + 1);
    expect(log.maybeAppend({ previous: { index, term }, entries }, row.commit)).toBe(row.last);
    expect(log.committed).toBe(row.committed);
    expect(terms(log.slice(1, log.lastIndex() + 1, Infinity))).toEqual(row.log);
  });

  test("a conflict with a committed entry is a broken invariant", () => {
    const log = logOf([1, 2, 3]);
    log.commitTo(2);
    const slice = { previous: { index: 1, term: 1 }, entries: entriesOf([4], 2) };
    expect(() => log.maybeAppend(slice, 2)).toThrow("conflicts with a committed entry");
    expect(() => log.append(entriesOf([4], 2))).toThrow("over committed 2");
  });

  test.each([
    { index: 2, committed: 2 },
    { index: 1, committed: 2 },
  ])("committing $index moves the commit index from 2 to $committed", ({ index, committed }) => {
    const log = logOf([1, 2, 3]);
    log.commitTo(2);
    log.commitTo(index);
    expect(log.committed).toBe(committed);
  });

  test("bug 46: a commit index beyond the log is a broken invariant, never clamped", () => {
    expect(() => logOf([1]).commitTo(2)).toThrow("commit 2 beyond the last entry 1");
    expect(() => logOf([1]).loadCommitted(2)).toThrow("stored commit 2 beyond");
  });

  test("bug 4: only an entry of the given term is committed by counting", () => {
    const log = logOf([1, 2]);
    expect(log.maybeCommit({ index: 1, term: 2 })).toBe(false);
    expect(log.maybeCommit({ index: 2, term: 0 })).toBe(false);
    expect(log.maybeCommit({ index: 2, term: 2 })).toBe(true);
    expect(log.maybeCommit({ index: 2, term: 2 })).toBe(false);
    expect(log.committed).toBe(2);
  });
});

describe("reading", () => {
  const size = ENTRY_OVERHEAD_BYTES;
  function halfStable(): RaftLog {
    const storage = new MemoryLogStorage();
    storage.applySnapshot(snapshotAt(100, 1));
    storage.append(entriesOf([101, 102, 103, 104], 101));
    const log = new RaftLog(storage, Infinity);
    log.append(entriesOf([105, 106, 107], 105));
    return log;
  }

  test.each([
    { low: 100, high: 102, max: Infinity, found: "compacted" },
    { low: 101, high: 101, max: Infinity, found: [] },
    { low: 101, high: 103, max: Infinity, found: [101, 102] },
    { low: 103, high: 107, max: Infinity, found: [103, 104, 105, 106] },
    { low: 105, high: 108, max: Infinity, found: [105, 106, 107] },
    // At least one entry comes whatever the limit; it cuts on both sides of the border.
    { low: 103, high: 107, max: 0, found: [103] },
    { low: 105, high: 107, max: 0, found: [105] },
    { low: 103, high: 107, max: size, found: [103] },
    { low: 103, high: 107, max: 2 * size, found: [103, 104] },
    { low: 103, high: 107, max: 3 * size - 1, found: [103, 104] },
    { low: 103, high: 107, max: 3 * size, found: [103, 104, 105] },
    { low: 103, high: 107, max: 4 * size, found: [103, 104, 105, 106] },
  ])("entries from $low to $high within $max bytes are $found", ({ low, high, max, found }) => {
    expect(terms(halfStable().slice(low, high, max))).toEqual(found);
  });

  test.each([
    { index: 99, term: "compacted" },
    { index: 100, term: 1 },
    { index: 104, term: 104 },
    { index: 107, term: 107 },
    { index: 108, term: "unavailable" },
  ])("the term of entry $index is $term", ({ index, term }) => {
    expect(halfStable().term(index)).toBe(term);
  });

  test("reading past the end is a broken invariant", () => {
    expect(() => halfStable().slice(105, 109, Infinity)).toThrow("beyond 107");
  });

  test("limits count data and overhead, and never hold back the first entry", () => {
    const entries = [3, 4, 5].map((length) => makeEntry({ data: new Uint8Array(length) }));
    expect(payloadBytes(entries)).toBe(12);
    expect(limitEntries(entries, 0)).toHaveLength(1);
    expect(limitEntries(entries, 2 * size + 6)).toHaveLength(1);
    expect(limitEntries(entries, 2 * size + 7)).toHaveLength(2);
    expect(limitEntries([], 0)).toHaveLength(0);
  });
});

describe("handing out to apply", () => {
  const size = ENTRY_OVERHEAD_BYTES;
  test.each([
    { committed: 0, allowUnstable: true, found: [] },
    { committed: 2, allowUnstable: true, found: [1, 2] },
    { committed: 4, allowUnstable: true, found: [1, 2, 3, 4] },
    { committed: 4, allowUnstable: false, found: [1, 2] },
    { committed: 1, allowUnstable: false, found: [1] },
  ])("committed $committed, unstable allowed $allowUnstable: $found", (row) => {
    const storage = new MemoryLogStorage();
    storage.append(entriesOf([1, 2]));
    const log = new RaftLog(storage, Infinity);
    log.append(entriesOf([3, 4], 3));
    log.commitTo(row.committed);
    expect(log.nextCommittedEntries(row.allowUnstable).map((entry) => entry.index)).toEqual(
      row.found,
    );
    expect(log.hasNextCommittedEntries(row.allowUnstable)).toBe(row.found.length > 0);
  });

  test("nothing more is handed out while the limit is reached, and again when it is not", () => {
    const log = logOf([1, 1, 1, 1], 2 * size);
    log.commitTo(4);
    expect(log.nextCommittedEntries(true)).toHaveLength(2);
    log.acceptApplying(2, 2 * size, true);
    expect(log.hasNextCommittedEntries(true)).toBe(false);
    log.appliedTo(1, size);
    expect(log.nextCommittedEntries(true).map((entry) => entry.index)).toEqual([3]);
  });

  test("nothing more is handed out when the next entry would cross the limit", () => {
    const log = logOf([1, 1, 1], 3 * size - 1);
    log.commitTo(3);
    expect(log.nextCommittedEntries(true)).toHaveLength(2);
    log.acceptApplying(2, 2 * size, true);
    // There would be room for a byte, but not for an entry: a full batch is worth waiting for.
    expect(log.hasNextCommittedEntries(true)).toBe(false);
    log.appliedTo(2, 2 * size);
    expect(log.nextCommittedEntries(true).map((entry) => entry.index)).toEqual([3]);
  });

  test("bug 54: nothing is handed out while a snapshot is not installed", () => {
    const log = logOf([1]);
    log.restore(snapshotAt(5, 2));
    log.append(entriesOf([2], 6));
    log.commitTo(6);
    expect(log.hasNextCommittedEntries(true)).toBe(false);
    log.unstable.acceptInProgress();
    expect(log.hasNextCommittedEntries(true)).toBe(false);
    log.unstable.stableSnapshotTo(5);
    log.appliedTo(5, 0);
    expect(log.nextCommittedEntries(true).map((entry) => entry.index)).toEqual([6]);
  });

  test.each([
    { index: 3, message: "beyond committed" },
    { index: 0, message: "before" },
  ])("applied $index with committed 2 and applied 1 is a broken invariant", (row) => {
    const log = logOf([1, 1, 1]);
    log.commitTo(2);
    log.appliedTo(1, 0);
    expect(() => log.appliedTo(row.index, 0)).toThrow(row.message);
  });
});

describe("the unstable end", () => {
  function unstableOf(offset: number, list: readonly number[]): UnstableLog {
    const unstable = new UnstableLog(offset);
    unstable.truncateAndAppend(entriesOf(list, offset));
    return unstable;
  }

  test.each([
    { list: [1, 1], started: 0, id: [5, 1], offset: 6, left: 1, inProgress: 6 },
    { list: [1, 1], started: 2, id: [5, 1], offset: 6, left: 1, inProgress: 7 },
    // Bug 11: an entry of another term was written; the one here is still on its way.
    { list: [2, 2], started: 2, id: [5, 1], offset: 5, left: 2, inProgress: 7 },
    // Older than what is here, or newer.
    { list: [1, 1], started: 2, id: [4, 1], offset: 5, left: 2, inProgress: 7 },
    { list: [1, 1], started: 2, id: [7, 1], offset: 5, left: 2, inProgress: 7 },
  ])("after $list from 5 with $started written, $id stable: from $offset", (row) => {
    const unstable = unstableOf(5, row.list);
    if (row.started > 0) unstable.acceptInProgress();
    const [index = 0, term = 0] = row.id;
    unstable.stableTo({ index, term });
    expect([unstable.offset, unstable.length, unstable.offsetInProgress]).toEqual([
      row.offset,
      row.left,
      row.inProgress,
    ]);
  });

  test.each([
    { list: [1], at: 6, sent: [1, 1], all: [1, 1, 1], offset: 5, inProgress: 6 },
    { list: [1], at: 5, sent: [2, 2], all: [2, 2], offset: 5, inProgress: 5 },
    { list: [1], at: 4, sent: [2, 2, 2], all: [2, 2, 2], offset: 4, inProgress: 4 },
    { list: [1, 1, 1], at: 6, sent: [2], all: [1, 2], offset: 5, inProgress: 6 },
    { list: [1, 1, 1], at: 7, sent: [2, 2], all: [1, 1, 2, 2], offset: 5, inProgress: 7 },
  ])("$sent at $at over $list from 5, all being written: $all", (row) => {
    const unstable = unstableOf(5, row.list);
    unstable.acceptInProgress();
    unstable.truncateAndAppend(entriesOf(row.sent, row.at));
    expect(unstable.offset).toBe(row.offset);
    expect(unstable.offsetInProgress).toBe(row.inProgress);
    const all = unstable.slice(unstable.offset, unstable.offset + unstable.length);
    expect(all.map((entry) => entry.term)).toEqual(row.all);
    const next = unstable.nextEntries();
    expect(next.map((entry) => entry.index)).toEqual(
      all.map((entry) => entry.index).filter((index) => index >= row.inProgress),
    );
  });

  test("what was handed out does not change afterwards", () => {
    const unstable = unstableOf(5, [1, 1]);
    const taken = unstable.nextEntries();
    unstable.acceptInProgress();
    unstable.truncateAndAppend(entriesOf([2, 2, 2], 6));
    unstable.stableTo({ index: 6, term: 2 });
    expect(taken.map((entry) => entry.term)).toEqual([1, 1]);
  });

  test("a snapshot gives first, last and term, is handed out once, and goes when installed", () => {
    const unstable = unstableOf(5, [1, 1]);
    unstable.restore(snapshotAt(9, 3));
    expect([unstable.firstIndex(), unstable.lastIndex(), unstable.term(9)]).toEqual([10, 9, 3]);
    expect([unstable.term(8), unstable.length, unstable.offset]).toEqual([null, 0, 10]);
    expect(unstable.nextSnapshot()?.index).toBe(9);
    unstable.acceptInProgress();
    expect(unstable.nextSnapshot()).toBeNull();
    unstable.stableSnapshotTo(8);
    expect(unstable.snapshot?.index).toBe(9);
    unstable.stableSnapshotTo(9);
    expect([unstable.snapshot, unstable.firstIndex(), unstable.lastIndex()]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("a gap is a broken invariant", () => {
    expect(() => unstableOf(5, [1]).truncateAndAppend(entriesOf([1], 7))).toThrow("a gap after 5");
  });
});

describe("the storage in memory", () => {
  function storageOf(): MemoryLogStorage {
    const storage = new MemoryLogStorage();
    storage.applySnapshot(snapshotAt(3, 3));
    storage.append(entriesOf([4, 5], 4));
    return storage;
  }

  test.each([
    { first: 1, sent: [1, 2], all: [4, 5] },
    { first: 3, sent: [3, 4, 5], all: [4, 5] },
    { first: 3, sent: [3, 6, 6], all: [6, 6] },
    { first: 4, sent: [4, 5, 5], all: [4, 5, 5] },
    { first: 2, sent: [3, 3, 5], all: [5] },
    { first: 4, sent: [5], all: [5] },
    { first: 6, sent: [5], all: [4, 5, 5] },
  ])("appending $sent at $first leaves $all", ({ first, sent, all }) => {
    const storage = storageOf();
    storage.append(entriesOf(sent, first));
    expect(storage.allEntries().map((entry) => entry.term)).toEqual(all);
  });

  test("compaction keeps the term before the first entry; old and future indexes say so", () => {
    const storage = storageOf();
    storage.compact(4);
    expect([storage.firstIndex(), storage.lastIndex(), storage.term(4)]).toEqual([5, 5, 4]);
    expect(storage.term(3)).toBe("compacted");
    expect(storage.term(6)).toBe("unavailable");
    expect(storage.entries({ low: 4, high: 5, maxBytes: Infinity })).toBe("compacted");
    storage.compact(2);
    expect(storage.firstIndex()).toBe(5);
  });

  test("an older snapshot is refused, and a new one is made at a stored entry", () => {
    const storage = storageOf();
    expect(storage.applySnapshot(snapshotAt(3, 3))).toBe(false);
    expect(storage.createSnapshot({ index: 5, data: NO_BYTES })).toMatchObject({
      index: 5,
      term: 5,
    });
    expect(() => storage.createSnapshot({ index: 5, data: NO_BYTES })).toThrow("not newer");
    expect(() => storage.append(entriesOf([9], 9))).toThrow("a gap");
  });
});
