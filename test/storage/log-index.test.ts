// LogIndex and EntryCache against plain arrays.
import { describe, expect, test } from "vitest";
import { entryBytes } from "../../src/raft/entry-size.ts";
import type { Entry } from "../../src/raft/types.ts";
import { EntryCache } from "../../src/storage/entry-cache.ts";
import { LogIndex } from "../../src/storage/log-index.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { entry, seeds } from "./support.ts";

test.each(seeds(20))("LogIndex knows terms and sizes as an array does (SEED=%d)", (seed) => {
  const random = new SeededRandom(seed);
  const origin = { index: random.below(50), term: 1 + random.below(3) };
  const index = new LogIndex(origin);
  let log = [{ ...origin, bytes: 0 }];
  for (let step = 0; step < 3000; step += 1) {
    const last = log[log.length - 1] ?? { index: 0, term: 0, bytes: 0 };
    const first = log[0] ?? last;
    const dice = random.below(20);
    if (dice === 0) {
      const at = first.index + 1 + random.below(last.index - first.index + 2);
      index.truncateFrom(at);
      log = log.filter((one) => one.index < at);
    } else if (dice === 1) {
      const at = first.index + random.below(last.index - first.index + 1);
      index.trimThrough(at);
      log = log.filter((one) => one.index >= at);
    } else {
      const next = {
        index: last.index + 1,
        term: last.term + (random.below(5) === 0 ? 1 + random.below(2) : 0),
        bytes: random.below(1000),
      };
      index.append(next);
      log.push(next);
    }
    const start = log[0]?.index ?? 0;
    expect([index.trimmedIndex, index.lastIndex]).toEqual([start, start + log.length - 1]);
    expect(index.lastTerm).toBe(log[log.length - 1]?.term);
    const some = start + random.below(log.length);
    expect(index.term(some)).toBe(log[some - start]?.term);
    const other = some + random.below(start + log.length - some);
    const between = log.filter((one) => one.index > some && one.index <= other);
    expect(index.bytesBetween({ after: some, through: other })).toBe(
      between.reduce((sum, one) => sum + one.bytes, 0),
    );
  }
});

describe("LogIndex refuses", () => {
  const index = new LogIndex({ index: 5, term: 2 });
  index.append({ index: 6, term: 3, bytes: 1 });
  test.each([
    ["a gap", () => index.append({ index: 8, term: 3, bytes: 1 }), /8 appended behind 6/],
    ["a falling term", () => index.append({ index: 7, term: 2, bytes: 1 }), /term 2/],
    ["the term of what is gone", () => index.term(4), /outside of \[5, 6\]/],
    ["the term of what is not there", () => index.term(7), /outside of \[5, 6\]/],
    ["to truncate the trimmed entry", () => index.truncateFrom(5), /truncate from 5/],
    ["to trim beyond the end", () => index.trimThrough(7), /trim through 7/],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});

test.each(seeds(10))("EntryCache holds the newest entries within its bytes (SEED=%d)", (seed) => {
  const random = new SeededRandom(seed);
  const bytesMax = 500 + random.below(3000);
  const cache = new EntryCache(bytesMax);
  let log: Entry[] = [];
  for (let step = 0; step < 4000; step += 1) {
    if (random.below(40) === 0) {
      const keep = random.below(log.length + 1);
      cache.truncateFrom(keep + 1);
      log = log.slice(0, keep);
    } else {
      const next = entry(
        log.length + 1,
        1,
        "x".repeat(random.below(random.below(30) === 0 ? 4000 : 60)),
      );
      cache.append(next);
      log.push(next);
    }
    expect(cache.bytes).toBeLessThanOrEqual(bytesMax);
    // What is held is a suffix of the log, entry by entry.
    let held = 0;
    for (let index = log.length; index >= 1; index -= 1) {
      const found = cache.get(index);
      if (found === undefined) break;
      if (found !== log[index - 1]) throw new Error(`entry ${index} is another one`);
      held += entryBytes(found);
    }
    expect(held).toBe(cache.bytes);
    expect(cache.get(log.length + 1)).toBeUndefined();
    expect(cache.get(0)).toBeUndefined();
  }
  cache.setBytesMax(0);
  expect(cache.bytes).toBe(0);
  expect(cache.get(log.length)).toBeUndefined();
});
