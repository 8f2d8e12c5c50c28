/**
 * Goal: the log with its stable and unstable parts is one array of entries. Method: random sequences
 * of operations on the log, its storage, and an array as the oracle; everything readable is compared
 * after each step.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Inflights } from "../../src/raft/inflights.ts";
import { MemoryLogStorage } from "../../src/raft/log-storage.ts";
import { RaftLog } from "../../src/raft/raft-log.ts";
import { EMPTY_CONF_STATE, type Entry, makeEntry, NO_BYTES } from "../../src/raft/types.ts";
import type { EntryId } from "../../src/raft/unstable-log.ts";

const SEED = 20_261_121;

interface Write {
  readonly entries: readonly Entry[];
  readonly last: EntryId;
}

/** The log under test with an array beside it: model[i] is the term of entry i. */
class LogWorld {
  readonly storage = new MemoryLogStorage();
  readonly log = new RaftLog(this.storage, Infinity);
  model: number[] = [0];
  /** Index of the last entry that was compacted or came by snapshot. */
  base = 0;
  term = 1;
  committed = 0;
  applied = 0;
  writes: Write[] = [];

  get last(): number {
    return this.model.length - 1;
  }

  append(count: number): void {
    const entries = Array.from({ length: count }, (_, at) =>
      makeEntry({ term: this.term, index: this.last + 1 + at }),
    );
    this.log.append(entries);
    for (const entry of entries) this.model[entry.index] = entry.term;
  }

  /** A message of a new leader whose log leaves this one's somewhere behind the commit index. */
  overwrite(fraction: number, count: number): void {
    const at = this.committed + Math.floor(fraction * (this.last - this.committed + 1));
    this.term += 1;
    const term = this.term;
    const entries = Array.from({ length: count }, (_, position) =>
      makeEntry({ term, index: at + 1 + position }),
    );
    const previous = { index: at, term: this.model[at] ?? 0 };
    expect(this.log.maybeAppend({ previous, entries }, 0)).toBe(at + count);
    if (count > 0) this.model.length = at + 1;
    for (const entry of entries) this.model[entry.index] = entry.term;
  }

  commit(fraction: number): void {
    const to = this.committed + Math.floor(fraction * (this.last - this.committed + 1));
    this.log.commitTo(to);
    this.committed = Math.max(this.committed, to);
  }

  startWrite(): void {
    const entries = this.log.unstable.nextEntries();
    this.log.unstable.acceptInProgress();
    if (this.log.unstable.length > 0) this.writes.push({ entries, last: this.log.lastEntryId() });
  }

  finishWrite(): void {
    const write = this.writes.shift();
    if (write === undefined) return;
    this.storage.append(write.entries);
    this.log.unstable.stableTo(write.last);
  }

  apply(): void {
    const next = this.log.nextCommittedEntries(true);
    const last = next[next.length - 1];
    if (last === undefined) return;
    expect(next[0]?.index).toBe(this.applied + 1);
    this.log.acceptApplying(last.index, 0, true);
    this.log.appliedTo(last.index, 0);
    this.applied = last.index;
  }

  compact(fraction: number): void {
    const limit = Math.min(this.applied, this.storage.lastIndex(), this.log.unstable.offset - 1);
    const to = this.base + Math.floor(fraction * (limit - this.base + 1));
    if (to <= this.base) return;
    this.storage.compact(to);
    this.base = to;
  }

  restore(ahead: number): void {
    this.term += 1;
    const index = this.last + ahead;
    const snapshot = { index, term: this.term, confState: EMPTY_CONF_STATE, data: NO_BYTES };
    this.log.restore(snapshot);
    this.writes = [];
    this.storage.applySnapshot(snapshot);
    this.log.unstable.stableSnapshotTo(index);
    this.log.appliedTo(index, 0);
    this.model = [];
    this.model[index] = this.term;
    this.base = index;
    this.committed = index;
    this.applied = index;
  }

  check(): void {
    const { log } = this;
    expect(log.lastIndex()).toBe(this.last);
    expect(log.firstIndex()).toBe(this.base + 1);
    expect([log.applied, log.applying, log.committed]).toEqual([
      this.applied,
      this.applied,
      this.committed,
    ]);
    for (let index = this.base; index <= this.last; index += 1) {
      expect(log.term(index)).toBe(this.model[index]);
    }
    expect(log.term(this.last + 1)).toBe("unavailable");
    if (this.base > 0) expect(log.term(this.base - 1)).toBe("compacted");
    const all = log.slice(this.base + 1, this.last + 1, Infinity);
    expect(typeof all === "string" ? all : all.map((entry) => entry.term)).toEqual(
      this.model.slice(this.base + 1),
    );
  }

  /** The place that is looked for when a follower refuses entries, found one by one. */
  checkConflict(index: number, term: number): void {
    const from = Math.min(index, this.last);
    let expected = from;
    while (expected >= this.base && (this.model[expected] ?? 0) > term) expected -= 1;
    const found = this.log.findConflictByTerm(from, term);
    if (from < this.base) expect(found).toEqual({ index: from, term: 0 });
    else if (expected < this.base) expect(found.term).toBe(0);
    else expect(found).toEqual({ index: expected, term: this.model[expected] });
  }
}

const fraction = fc.double({ min: 0, max: 0.999, noNaN: true });
const operation = fc.oneof(
  fc.record({ type: fc.constant("append" as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ type: fc.constant("overwrite" as const), fraction, count: fc.nat(4) }),
  fc.record({ type: fc.constant("commit" as const), fraction }),
  fc.record({ type: fc.constant("startWrite" as const) }),
  fc.record({ type: fc.constant("finishWrite" as const) }),
  fc.record({ type: fc.constant("apply" as const) }),
  fc.record({ type: fc.constant("compact" as const), fraction }),
  fc.record({ type: fc.constant("restore" as const), ahead: fc.integer({ min: 1, max: 5 }) }),
);

test(`the log is an array under 1500 random histories (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 40 }),
      fc.nat(60),
      fc.nat(20),
      (steps, at, term) => {
        const world = new LogWorld();
        for (const step of steps) {
          switch (step.type) {
            case "append":
              world.append(step.count);
              break;
            case "overwrite":
              world.overwrite(step.fraction, step.count);
              break;
            case "commit":
            case "compact":
              world[step.type](step.fraction);
              break;
            case "restore":
              world.restore(step.ahead);
              break;
            default:
              world[step.type]();
          }
          world.check();
        }
        world.checkConflict(at, term);
      },
    ),
    { seed: SEED, numRuns: 1_500 },
  );
});

test(`the window of messages in flight is a list of (index, bytes) (SEED=${SEED})`, () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant("add" as const), by: fc.nat(3), bytes: fc.nat(50) }),
    fc.record({ type: fc.constant("free" as const), back: fc.nat(12) }),
    fc.record({ type: fc.constant("reset" as const) }),
  );
  const limits = fc.record({
    maxMessages: fc.integer({ min: 1, max: 40 }),
    maxBytes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 })),
  });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 120 }), (limits, steps) => {
      const window = new Inflights(limits);
      let model: { index: number; bytes: number }[] = [];
      let newest = 1;
      const sum = (): number => model.reduce((total, { bytes }) => total + bytes, 0);
      const isFull = (): boolean =>
        model.length >= limits.maxMessages || (limits.maxBytes > 0 && sum() >= limits.maxBytes);
      for (const each of steps) {
        if (each.type === "add") {
          if (isFull()) {
            expect(() => window.add(newest, each.bytes)).toThrow("full window");
            continue;
          }
          newest += each.by;
          window.add(newest, each.bytes);
          model.push({ index: newest, bytes: each.bytes });
        } else if (each.type === "free") {
          window.freeThrough(newest - each.back);
          model = model.filter(({ index }) => index > newest - each.back);
        } else {
          window.reset();
          model = [];
        }
        expect([window.count, window.bytes, window.isFull()]).toEqual([
          model.length,
          sum(),
          isFull(),
        ]);
      }
    }),
    { seed: SEED, numRuns: 2_000 },
  );
});
