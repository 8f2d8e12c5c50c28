// Overlay against a naive map: changes are applied, taken, written to a disk and told to be there in any order, and every read shows all
// that was applied when it was asked for.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RowTail, type TailOwner } from "../../src/model/row-tail.ts";
import { orderedNumber } from "../../src/model/state-keys.ts";
import type {
  AppliedChanges,
  KeyRange,
  ScanOptions,
  StateChanges,
} from "../../src/model/state-reader.ts";
import { MemoryTable } from "../../src/storage/memory-table.ts";
import { Overlay } from "../../src/storage/overlay.ts";
import { PrefixReader } from "../../src/storage/prefix-reader.ts";
import { compareUtf8 } from "../../src/util/utf8-order.ts";
import { bytesOf, rowsOf, textOf } from "./support.ts";

const SEED = 42_2026;
const PREFIXES = ["a/", "b/c/"];
const KEYS = ["a", "a/1", "a/2", "b", "c\u{fffd}", "c\u{1f600}", "d", "e"];

type Row = readonly [string, string | null];

type Action =
  | { readonly type: "apply"; readonly rows: readonly Row[] }
  /** Rows are added to a tail, with rows that change. */
  | { readonly type: "grow"; readonly tail: number; readonly values: readonly string[] }
  /** Rows of a tail are gone, and another row stands in their place. */
  | { readonly type: "pack"; readonly tail: number }
  /** No row comes any more; the first ones are removed, and when these are all, rows begin anew. */
  | { readonly type: "cut"; readonly tail: number; readonly rows: number }
  | { readonly type: "take" }
  /** What was taken goes to disk, one after the other. */
  | { readonly type: "write" }
  /** The overlay hears of all that is there. */
  | { readonly type: "tell" }
  | { readonly type: "scan"; readonly range: KeyRange; readonly options: ScanOptions };

const anyKey = fc.constantFrom(...KEYS);
const anyTail = fc.nat({ max: PREFIXES.length - 1 });
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    type: fc.constant("apply" as const),
    rows: fc.array(fc.tuple(anyKey, fc.option(fc.string({ maxLength: 3 }))), { maxLength: 5 }),
  }),
  fc.record({
    type: fc.constant("grow" as const),
    tail: anyTail,
    values: fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ type: fc.constant("pack" as const), tail: anyTail }),
  fc.record({ type: fc.constant("cut" as const), tail: anyTail, rows: fc.nat({ max: 4 }) }),
  fc.record({ type: fc.constantFrom("take" as const, "write" as const, "tell" as const) }),
  fc.record({
    type: fc.constant("scan" as const),
    range: fc.record({
      gte: fc.oneof(anyKey, fc.constant("")),
      lt: fc.oneof(anyKey, fc.constant("z")),
    }),
    options: fc.record({ limit: fc.nat({ max: 5 }), reverse: fc.boolean() }, { requiredKeys: [] }),
  }),
);

function readerOf(table: MemoryTable): PrefixReader {
  return new PrefixReader(table, { prefix: "", location: "memory" });
}

/** Rows that are only added, until they are packed: then they begin anew. */
class Growing implements TailOwner {
  tail: RowTail | null = null;
  next = 0;
  readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** The next row's key; a new tail is put into the list. */
  push(value: string, tails: RowTail[]): string {
    if (this.tail === null) {
      this.tail = new RowTail(this, { prefix: this.prefix, first: this.next });
      tails.push(this.tail);
    }
    this.tail.push(bytesOf(value));
    this.next += 1;
    return this.keyOf(this.next - 1);
  }

  keyOf(number: number): string {
    return this.prefix + orderedNumber(number);
  }
}

function changesOf(rows: readonly Row[], tails: readonly RowTail[] = []): AppliedChanges {
  return {
    keys: rows.map(([key]) => key),
    values: rows.map(([, value]) => (value === null ? null : bytesOf(value))),
    tails,
  };
}

class World {
  readonly table = new MemoryTable();
  readonly overlay = new Overlay(readerOf(this.table));
  readonly naive = new Map<string, string>();
  readonly growing = PREFIXES.map((prefix) => new Growing(prefix));
  readonly taken: { index: number; changes: StateChanges }[] = [];
  index = 1;
  written = 1;

  apply(rows: readonly Row[], tails: readonly RowTail[] = []): void {
    this.index += 1;
    this.overlay.apply(changesOf(rows, tails), this.index);
    for (const [key, value] of rows) {
      if (value === null) this.naive.delete(key);
      else this.naive.set(key, value);
    }
  }

  grow(tail: number, values: readonly string[]): void {
    const tails: RowTail[] = [];
    const growing = this.growing[tail] as Growing;
    const rows = values.map((value): Row => [growing.push(value, tails), value]);
    this.apply([["d", `${this.index}`]], tails);
    for (const [key, value] of rows) this.naive.set(key, value ?? "");
  }

  pack(tail: number): void {
    const growing = this.growing[tail] as Growing;
    const { next } = growing;
    const first = growing.tail?.drop() ?? next;
    const removals = Array.from({ length: first }, (_, at): Row => [growing.keyOf(at), null]);
    for (let at = first; at < next; at += 1) this.naive.delete(growing.keyOf(at));
    this.apply([...removals, [`${growing.prefix}packed`, `${next}`]]);
  }

  cut(tail: number, count: number): void {
    const growing = this.growing[tail] as Growing;
    const held = [...(growing.tail?.rows() ?? [])];
    growing.tail?.drop();
    this.apply(held.map(({ key, value }): Row => [key, textOf(value) ?? ""]));
    const rows = Math.min(count, growing.next);
    this.apply(Array.from({ length: rows }, (_, at): Row => [growing.keyOf(at), null]));
    if (rows === growing.next) growing.next = 0;
  }

  take(): void {
    this.taken.push({ index: this.index, changes: this.overlay.take() });
  }

  write(): void {
    const next = this.taken.shift();
    if (next === undefined) return;
    this.table.apply(next.changes);
    this.written = next.index;
  }

  expected({ gte, lt }: KeyRange, { limit, reverse }: ScanOptions): string[] {
    const rows = [...this.naive]
      .filter(([key]) => compareUtf8(key, gte) >= 0 && compareUtf8(key, lt) < 0)
      .sort(([one], [other]) => compareUtf8(one, other))
      .map(([key, value]) => `${key}=${value}`);
    if (reverse === true) rows.reverse();
    return rows.slice(0, limit ?? rows.length);
  }
}

test(`reads show all that was applied, whatever is on disk (SEED=${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAction, { maxLength: 40 }), async (actions) => {
      const world = new World();
      const scans: { found: AsyncIterable<readonly never[]>; expected: string[] }[] = [];
      for (const action of actions) {
        if (action.type === "apply") world.apply(action.rows);
        if (action.type === "grow") world.grow(action.tail, action.values);
        if (action.type === "pack") world.pack(action.tail);
        if (action.type === "cut") world.cut(action.tail, action.rows);
        if (action.type === "take") world.take();
        if (action.type === "write") world.write();
        if (action.type === "tell") world.overlay.saved(world.written);
        if (action.type === "scan") {
          const { range, options } = action;
          // Read to its end only when everything else has happened: it shows the moment of the call.
          scans.push({
            found: world.overlay.scan(range, options) as AsyncIterable<readonly never[]>,
            expected: world.expected(range, options),
          });
        }
        for (const key of [...KEYS, ...world.naive.keys()]) {
          expect(textOf(world.overlay.get(key))).toBe(world.naive.get(key));
        }
      }
      for (const { found, expected } of scans) expect(await rowsOf(found)).toEqual(expected);
      world.take();
      while (world.taken.length > 0) world.write();
      const whole = { gte: "", lt: "z" };
      expect(await rowsOf(readerOf(world.table).scan(whole))).toEqual(world.expected(whole, {}));
      world.overlay.saved(world.index);
      expect(world.overlay.size).toBe(0);
      for (const { tail } of world.growing) expect(tail).toBeNull();
      expect(await rowsOf(world.overlay.scan(whole))).toEqual(world.expected(whole, {}));
    }),
    { seed: SEED, numRuns: 1500 },
  );
});

describe("saved", () => {
  test("drops what the disk shows, and keeps what changed since", () => {
    const table = new MemoryTable();
    const overlay = new Overlay(readerOf(table));
    overlay.apply(
      changesOf([
        ["a", "1"],
        ["b", "2"],
      ]),
      5,
    );
    table.apply(overlay.take());
    overlay.apply(
      changesOf([
        ["b", "3"],
        ["c", null],
      ]),
      6,
    );
    overlay.saved(5);
    expect(overlay.size).toBe(2);
    expect(textOf(overlay.get("a"))).toBe("1");
    expect(textOf(overlay.get("b"))).toBe("3");
    table.apply(overlay.take());
    overlay.saved(6);
    expect(overlay.size).toBe(0);
    expect(textOf(overlay.get("b"))).toBe("3");
  });

  test("finds what it may drop behind what was changed again", () => {
    const overlay = new Overlay(readerOf(new MemoryTable()));
    overlay.apply(
      changesOf([
        ["a", null],
        ["b", null],
      ]),
      5,
    );
    overlay.apply(changesOf([["a", "2"]]), 6);
    overlay.saved(5);
    expect(overlay.size).toBe(1);
    expect(textOf(overlay.get("a"))).toBe("2");
  });

  test("may name an index that changed nothing; applying backwards breaks an invariant", () => {
    const overlay = new Overlay(readerOf(new MemoryTable()));
    overlay.apply(changesOf([["a", null]]), 5);
    overlay.saved(6);
    expect(overlay.size).toBe(0);
    expect(() => overlay.apply(changesOf([["a", null]]), 4)).toThrow(/backwards/);
  });
});

describe("taking", () => {
  const taken = (overlay: Overlay): string[] => {
    const { keys, values } = overlay.take();
    return keys.map((key, at) => `${key}=${textOf(values[at] ?? undefined) ?? "gone"}`);
  };

  test("gives the newest value of each key once", () => {
    const overlay = new Overlay(readerOf(new MemoryTable()));
    overlay.apply(
      changesOf([
        ["a", "1"],
        ["b", "2"],
      ]),
      5,
    );
    overlay.apply(
      changesOf([
        ["a", "3"],
        ["b", null],
      ]),
      6,
    );
    expect(overlay.untaken).toBe(2);
    expect(taken(overlay)).toEqual(["a=3", "b=gone"]);
    expect(overlay.untaken).toBe(0);
    expect(taken(overlay)).toEqual([]);
    overlay.apply(changesOf([["b", "4"]]), 7);
    expect(taken(overlay)).toEqual(["b=4"]);
  });

  test("gives the rows of a tail, but not those that were dropped in time", () => {
    const overlay = new Overlay(readerOf(new MemoryTable()));
    const [lasting, short] = [new Growing("l/"), new Growing("s/")];
    const tails: RowTail[] = [];
    for (const growing of [lasting, short]) growing.push("1", tails);
    overlay.apply(changesOf([], tails), 5);
    expect(taken(overlay)).toEqual(["l/10=1", "s/10=1"]);
    for (const growing of [lasting, short]) growing.push("2", []);
    expect(short.tail?.drop()).toBe(1);
    overlay.apply(
      changesOf([
        ["s/10", null],
        ["s/11", "all"],
      ]),
      6,
    );
    expect(taken(overlay)).toEqual(["s/10=gone", "s/11=all", "l/11=2"]);
  });
});

test("a scan over many pages of disk and overlay gives each key once, in order", async () => {
  const table = new MemoryTable();
  const overlay = new Overlay(readerOf(table));
  const keyOf = (at: number): string => `k${String(at).padStart(5, "0")}`;
  const all = Array.from({ length: 4000 }, (_, at) => keyOf(at));
  const onDisk = all.filter((_, at) => at % 2 === 0);
  table.apply({ keys: onDisk, values: onDisk.map(() => bytesOf("disk")) });
  const changed = all.filter((_, at) => at % 3 === 0);
  const values = changed.map((_, at) => (at % 4 === 0 ? null : bytesOf("over")));
  overlay.apply({ keys: changed, values, tails: [] }, 2);
  const expected = all.flatMap((key, at) => {
    if (at % 3 === 0) return (at / 3) % 4 === 0 ? [] : [`${key}=over`];
    return at % 2 === 0 ? [`${key}=disk`] : [];
  });
  const range = { gte: "k", lt: "l" };
  expect(await rowsOf(overlay.scan(range))).toEqual(expected);
  expect(await rowsOf(overlay.scan(range, { limit: 1500 }))).toEqual(expected.slice(0, 1500));
  const reversed = [...expected].reverse();
  expect(await rowsOf(overlay.scan(range, { reverse: true, limit: 1700 }))).toEqual(
    reversed.slice(0, 1700),
  );
});
