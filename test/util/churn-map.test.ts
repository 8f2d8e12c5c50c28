// Goal: ChurnMap, ChurnSet and SmallMap are maps and a set like any other, and nothing that has left one is kept. Method: seeded steps beside
// the built-in ones; the heap after collections of the young generation alone.
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { ChurnMap, ChurnSet } from "../../src/util/churn-map.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { SmallMap } from "../../src/util/small-map.ts";

const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e6));
const STEPS = 5_000;

/** What is asked of all of them. */
interface Tried {
  readonly size: number;
  get(key: string): number | undefined;
  has(key: string): boolean;
  set(key: string, value: number): unknown;
  delete(key: string): boolean;
  clear(): void;
  values(): Iterable<number>;
  [Symbol.iterator](): Iterator<[string, number]>;
}

/** Does the same to both, with so many keys, and compares what they say. */
function compare(tried: Tried, keys: number): void {
  const random = new SeededRandom(SEED);
  const model = new Map<string, number>();
  for (let step = 0; step < STEPS; step += 1) {
    const key = `k${random.below(keys)}`;
    const choice = random.below(100);
    if (choice < 48) {
      model.set(key, step);
      tried.set(key, step);
    } else if (choice < 96) {
      expect(tried.delete(key)).toBe(model.delete(key));
    } else if (choice < 97) {
      model.clear();
      tried.clear();
    } else {
      for (const [each] of tried) {
        if (random.below(2) === 1) continue;
        expect(tried.delete(each)).toBe(true);
        model.delete(each);
      }
    }
    expect(tried.get(key)).toBe(model.get(key));
    expect(tried.has(key)).toBe(model.has(key));
    expect(tried.size).toBe(model.size);
    expect([...tried]).toEqual([...model]);
    expect([...tried.values()]).toEqual([...model.values()]);
  }
}

describe(`ChurnMap and SmallMap (SEED=${SEED})`, () => {
  test.each([1, 2, 3, 40, 300])("a ChurnMap of up to %i keys is a Map", (keys) => {
    compare(new ChurnMap<string, number>(), keys);
  });

  test.each([1, 2, 3, 40])("a SmallMap of up to %i keys is a Map", (keys) => {
    compare(new SmallMap<number>(), keys);
  });

  test("a ChurnSet is a Set", () => {
    const random = new SeededRandom(SEED);
    const model = new Set<number>();
    const tried = new ChurnSet<number>();
    for (let step = 0; step < STEPS; step += 1) {
      const value = random.below(50);
      if (random.below(2) === 0) {
        model.add(value);
        tried.add(value);
      } else {
        expect(tried.delete(value)).toBe(model.delete(value));
      }
      expect(tried.has(value)).toBe(model.has(value));
      expect([tried.size, ...tried]).toEqual([model.size, ...model]);
    }
    tried.clear();
    expect([tried.size, ...tried]).toEqual([0]);
  });
});

describe("what has left", () => {
  // In a process of its own, whose flags are known, with the built package. There were 64 values at most at a time.
  const program = `
    import { ChurnMap } from ${JSON.stringify(new URL("../../dist/util/churn-map.js", import.meta.url).href)};
    const ENTRIES = 3000;
    const held = new ChurnMap();
    held.set(-1, null);
    gc();
    held.delete(-1);
    const before = process.memoryUsage().heapUsed;
    for (let entry = 0; entry < ENTRIES; entry += 1) {
      held.set(entry, new Array(1000).fill(entry));
      held.delete(entry - 64);
      if (entry % 200 === 0) gc({ type: "minor" });
    }
    for (let entry = ENTRIES - 64; entry < ENTRIES; entry += 1) held.delete(entry);
    gc({ type: "minor" });
    gc({ type: "minor" });
    console.log(process.memoryUsage().heapUsed - before);`;

  test("does not stay until the old generation is collected", () => {
    const flags = ["--expose-gc", "--input-type=module", "--eval", program];
    const left = Number(execFileSync(process.execPath, flags, { encoding: "utf8" }));
    // 24 MB went through it. A Map leaves 9 to 15 of them behind; these are of the time before the first move.
    expect(left).toBeLessThan(5e6);
  });
});
