// Goal: of the ranges beside the state every row goes that nobody needs, and none that somebody may still read. Method: a table whose
// pages come when the test says so.
import { expect, test } from "vitest";
import type { KeyRange, ScanOptions, StateRow } from "../../src/model/state-reader.ts";
import type { KeyValueStore } from "../../src/storage/key-value-store.ts";
import { statePrefix } from "../../src/storage/keys.ts";
import { MemoryTable } from "../../src/storage/memory-table.ts";
import { StateRanges } from "../../src/storage/state-ranges.ts";
import { bytesOf } from "./values.ts";

const GROUP = 1;

/** Scans show the moment they were asked for, and give it when `release` is called. */
class HeldTable extends MemoryTable {
  #waiting: (() => void)[] = [];

  override scan(range: KeyRange, options?: ScanOptions): AsyncIterable<readonly StateRow[]> {
    const rows = this.rows(range, options);
    const held = new Promise<void>((resolve) => this.#waiting.push(resolve));
    return (async function* pages() {
      await held;
      if (rows.length > 0) yield rows;
    })();
  }

  /** Ends the scans that were asked for, and those that follow from them. */
  async release(): Promise<void> {
    while (this.#waiting.length > 0) {
      for (const resolve of this.#waiting.splice(0)) resolve();
      await new Promise(setImmediate);
    }
  }

  /** Puts a row into a range. */
  fill(generation: number): void {
    const key = `${statePrefix({ group: GROUP, generation })}a`;
    this.apply({ keys: [key], values: [bytesOf("a")] });
  }
}

function rangesOf(
  table: HeldTable,
  { current, stale }: { current: number; stale: readonly number[] },
): StateRanges {
  const store = table as unknown as KeyValueStore;
  return new StateRanges({ store, group: GROUP }, { current, stale });
}

test("a range that is replaced while rows are looked for stays as long as it is read", async () => {
  const table = new HeldTable();
  const ranges = rangesOf(table, { current: 2, stale: [1] });
  table.fill(2);
  let isRead = false;
  ranges.isFormerRead = () => isRead;
  table.fill(ranges.begin());
  const reading = ranges.read();
  isRead = true;
  ranges.switched(2);
  await table.release();
  await reading;
  expect([ranges.hasRemovals, ranges.needsReading]).toEqual([false, false]);
  isRead = false;
  expect(ranges.needsReading).toBe(true);
  const again = ranges.read();
  await table.release();
  await again;
  expect(ranges.hasRemovals).toBe(true);
});

test("rows that become durable while their range is found empty are removed, too", async () => {
  const table = new HeldTable();
  const ranges = rangesOf(table, { current: 1, stale: [] });
  const generation = ranges.begin();
  ranges.abandon();
  const reading = ranges.read();
  // Of a save that was under way.
  table.fill(generation);
  ranges.written(generation, 1);
  await table.release();
  await reading;
  expect([ranges.hasRemovals, ranges.needsReading]).toEqual([false, true]);
  const again = ranges.read();
  await table.release();
  await again;
  expect(ranges.hasRemovals).toBe(true);
});
