// Goal: UUIDs are what RFC 9562 says: unique, in the order of time, and the same again only from a seed.
import { describe, expect, test } from "vitest";
import { AscendingUuids, SeededIds, secureIds } from "../../src/util/ids.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { systemScheduler } from "../../src/util/scheduler.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([47])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function timeOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

describe("a UUID", () => {
  test("begins with the time it was made at", () => {
    const before = systemScheduler.wallMs();
    const uuid = secureIds.uuid();
    const after = systemScheduler.wallMs();
    expect(UUID.exec(uuid)?.[1]).toBe("7");
    expect(timeOf(uuid)).toBeGreaterThanOrEqual(before);
    expect(timeOf(uuid)).toBeLessThanOrEqual(after);
  });

  test("is no other one's, also of those that are made within a millisecond", () => {
    const uuids = Array.from({ length: 10_000 }, () => secureIds.uuid());
    expect(new Set(uuids).size).toBe(uuids.length);
    for (const uuid of uuids) expect(UUID.exec(uuid)?.[1]).toBe("7");
  });

  test("comes after all before it, within a millisecond, after its 4,096th, and with a clock that is set back", () => {
    let now = 1_700_000_000_000;
    const ascending = new AscendingUuids(() => now);
    const uuids: string[] = [];
    for (let at = 0; at < 20_000; at += 1) {
      if (at === 9000) now += 3;
      if (at === 12_000) now -= 60_000;
      if (at === 15_000) now += 120_000;
      uuids.push(ascending.next());
    }
    expect(uuids.toSorted()).toEqual(uuids);
    expect(new Set(uuids).size).toBe(uuids.length);
    for (const uuid of uuids) expect(UUID.exec(uuid)?.[1]).toBe("7");
    expect(timeOf(uuids[0] ?? "")).toBe(1_700_000_000_000);
    expect(timeOf(uuids.at(-1) ?? "")).toBe(now + 1);
  });

  test("comes again from the same seed, with no time in it", () => {
    const [one, other] = [new SeededIds(new SeededRandom(5)), new SeededIds(new SeededRandom(5))];
    const uuids = Array.from({ length: 100 }, () => one.uuid());
    expect(Array.from({ length: 100 }, () => other.uuid())).toEqual(uuids);
    expect(new Set(uuids).size).toBe(100);
    for (const uuid of uuids) expect(UUID.exec(uuid)?.[1]).toBe("4");
  });
});
