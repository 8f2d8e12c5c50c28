// Overlay against a naive map: changes are applied, saved to a disk and dropped in any order, and every read shows all
// that was applied when it was asked for.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KeyRange, ScanOptions, StateChanges } from "../../src/model/state-reader.ts";
import { MemoryTable } from "../../src/storage/memory-table.ts";
import { Overlay } from "../../src/storage/overlay.ts";
import { PrefixReader } from "../../src/storage/prefix-reader.ts";
import { compareUtf8 } from "../../src/storage/utf8-order.ts";
import { bytesOf, rowsOf, textOf } from "./support.ts";

const SEED = 42_2026;
const KEYS = ["a", "a/1", "a/2", "b", "c\u{fffd}", "c\u{1f600}", "d", "e"];

type Action =
  | { readonly type: "apply"; readonly rows: readonly (readonly [string, string | null])[] }
  /** What was applied and not yet saved goes to disk, up to a share of it; the overlay hears of it. */
  | { readonly type: "save"; readonly share: number }
  /** The same, and the overlay hears of it later. */
  | { readonly type: "write"; readonly share: number }
  | { readonly type: "scan"; readonly range: KeyRange; readonly options: ScanOptions };

const anyKey = fc.constantFrom(...KEYS);
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    type: fc.constant("apply" as const),
    rows: fc.array(fc.tuple(anyKey, fc.option(fc.string({ maxLength: 3 }))), { maxLength: 5 }),
  }),
  fc.record({
    type: fc.constant("save" as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    type: fc.constant("write" as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
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

class World {
  readonly table = new MemoryTable();
  readonly overlay = new Overlay(readerOf(this.table));
  readonly naive = new Map<string, string>();
  readonly unsaved: { index: number; changes: StateChanges }[] = [];
  index = 1;
  written = 1;

  apply(rows: readonly (readonly [string, string | null])[]): void {
    this.index += 1;
    const changes = {
      keys: rows.map(([key]) => key),
      values: rows.map(([, value]) => (value === null ? null : bytesOf(value))),
    };
    this.overlay.apply(changes, this.index);
    this.unsaved.push({ index: this.index, changes });
    for (const [key, value] of rows) {
      if (value === null) this.naive.delete(key);
      else this.naive.set(key, value);
    }
  }

  write(share: number): void {
    for (const { index, changes } of this.unsaved.splice(
      0,
      Math.ceil(share * this.unsaved.length),
    )) {
      this.table.apply(changes);
      this.written = index;
    }
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
    fc.asyncProperty(fc.array(anyAction, { maxLength: 30 }), async (actions) => {
      const world = new World();
      const scans: { found: AsyncIterable<readonly never[]>; expected: string[] }[] = [];
      for (const action of actions) {
        if (action.type === "apply") world.apply(action.rows);
        if (action.type === "save" || action.type === "write") world.write(action.share);
        if (action.type === "save") world.overlay.saved(world.written);
        if (action.type === "scan") {
          const { range, options } = action;
          // Read to its end only when everything else has happened: it shows the moment of the call.
          scans.push({
            found: world.overlay.scan(range, options) as AsyncIterable<readonly never[]>,
            expected: world.expected(range, options),
          });
        }
        for (const key of KEYS) expect(textOf(world.overlay.get(key))).toBe(world.naive.get(key));
      }
      for (const { found, expected } of scans) expect(await rowsOf(found)).toEqual(expected);
      world.write(1);
      world.overlay.saved(world.index);
      expect(world.overlay.size).toBe(0);
      expect(await rowsOf(world.overlay.scan({ gte: "", lt: "z" }))).toEqual(
        world.expected({ gte: "", lt: "z" }, {}),
      );
    }),
    { seed: SEED, numRuns: 1500 },
  );
});

describe("saved", () => {
  test("drops what the disk shows, and keeps what changed since", () => {
    const table = new MemoryTable();
    const overlay = new Overlay(readerOf(table));
    overlay.apply({ keys: ["a", "b"], values: [bytesOf("1"), bytesOf("2")] }, 5);
    overlay.apply({ keys: ["b", "c"], values: [bytesOf("3"), null] }, 6);
    table.apply({ keys: ["a", "b"], values: [bytesOf("1"), bytesOf("2")] });
    overlay.saved(5);
    expect(overlay.size).toBe(2);
    expect(textOf(overlay.get("a"))).toBe("1");
    expect(textOf(overlay.get("b"))).toBe("3");
    overlay.saved(6);
    expect(overlay.size).toBe(0);
  });

  test("finds what it may drop behind what was changed again", () => {
    const overlay = new Overlay(readerOf(new MemoryTable()));
    overlay.apply({ keys: ["a", "b"], values: [null, null] }, 5);
    overlay.apply({ keys: ["a"], values: [bytesOf("2")] }, 6);
    overlay.saved(5);
    expect(overlay.size).toBe(1);
    expect(textOf(overlay.get("a"))).toBe("2");
  });

  test("may name an index that changed nothing; applying backwards breaks an invariant", () => {
    const overlay = new Overlay(readerOf(new MemoryTable()));
    overlay.apply({ keys: ["a"], values: [null] }, 5);
    overlay.saved(6);
    expect(overlay.size).toBe(0);
    expect(() => overlay.apply({ keys: ["a"], values: [null] }, 4)).toThrow(/backwards/);
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
  overlay.apply({ keys: changed, values }, 2);
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
