// MemoryDisk as a disk that crashes and fails; what it stores is in conformance.test.ts, its journal in journal-files.test.ts.
import { describe, expect, test } from "vitest";
import { CRASH_POINTS, MemoryDisk } from "../../src/storage/memory-disk.ts";
import { MemoryTable } from "../../src/storage/memory-table.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { compareUtf8 } from "../../src/util/utf8-order.ts";
import { bytesOf, outcomeOf, rowsOf, seeds, textOf } from "./support.ts";
import { VirtualScheduler } from "./virtual-scheduler.ts";

const ROWS = { keys: ["a", "b"], values: [bytesOf("1"), bytesOf("2")] };

describe("a crash", () => {
  test("keeps what was acknowledged and ends the process that had it open", async () => {
    const disk = new MemoryDisk();
    const backend = await disk.open();
    await backend.keyValue.write(ROWS);
    await backend.witness.write(bytesOf("w"));
    disk.crash();
    expect(() => backend.keyValue.get("a")).toThrow(/crashed/);
    await expect(backend.keyValue.write(ROWS)).rejects.toThrow(/crashed|Storage failed/);
    const again = await disk.open();
    expect(textOf(again.keyValue.get("b"))).toBe("2");
    expect(textOf(await again.witness.read())).toBe("w");
    // Closing what is dead must not close what lives.
    await backend.close();
    expect(disk.isOpen).toBe(true);
  });

  test("keeps a batch in flight as a whole or not at all, and never answers", async () => {
    const kept = new Set<string>();
    for (const seed of seeds(20)) {
      const disk = new MemoryDisk({ seed });
      const backend = await disk.open();
      const writing = backend.keyValue.write(ROWS);
      disk.crash();
      expect(await outcomeOf(writing)).toBe("pending");
      const again = await disk.open();
      const rows = await rowsOf(again.keyValue.scan({ gte: "", lt: "z" }));
      expect([[], ["a=1", "b=2"]]).toContainEqual(rows);
      kept.add(rows.join());
      expect(await outcomeOf(writing)).toBe("pending");
    }
    expect(kept.size).toBe(2);
  });

  const places = CRASH_POINTS.map((point, at) => ({ point, at: at + 1, isKept: at >= 2 }));
  test.each(places)("can be asked for at the point '$point' of a write", async ({ at, isKept }) => {
    const disk = new MemoryDisk();
    const backend = await disk.open();
    let crashes = 0;
    disk.crashAt(at, () => {
      crashes += 1;
    });
    const writing = backend.keyValue.write(ROWS);
    expect(await outcomeOf(writing)).toBe("pending");
    expect(crashes).toBe(1);
    const again = await disk.open();
    expect(textOf(again.keyValue.get("a"))).toBe(isKept ? "1" : undefined);
    expect(await outcomeOf(writing)).toBe("pending");
  });
});

describe("faults", () => {
  test("a write that fails leaves nothing, and is the last one", async () => {
    const disk = new MemoryDisk({ faults: { failWriteRatio: 1 } });
    const backend = await disk.open();
    await expect(backend.keyValue.write(ROWS)).rejects.toMatchObject({
      code: "ERR_STORAGE_FAILED",
      retryable: false,
    });
    disk.setFaults({ failWriteRatio: 0 });
    await expect(backend.keyValue.write(ROWS)).rejects.toMatchObject({
      code: "ERR_STORAGE_FAILED",
    });
    await backend.close();
    const again = await disk.open();
    expect(again.keyValue.get("a")).toBeUndefined();
    await again.keyValue.write(ROWS);
    expect(textOf(again.keyValue.get("a"))).toBe("1");
  });

  test("after a sync that failed the batch is there as a whole or not at all", async () => {
    const found = new Set<string>();
    for (const seed of seeds(20)) {
      const disk = new MemoryDisk({ seed, faults: { failSyncRatio: 1 } });
      const backend = await disk.open();
      await expect(backend.keyValue.write(ROWS)).rejects.toMatchObject({
        code: "ERR_STORAGE_FAILED",
      });
      await backend.close();
      const again = await disk.open();
      found.add((await rowsOf(again.keyValue.scan({ gte: "", lt: "z" }))).join());
    }
    expect(found).toEqual(new Set(["", "a=1,b=2"]));
  });

  test("a slow disk takes its time on the scheduler's clock", async () => {
    const scheduler = new VirtualScheduler();
    const faults = { writeDelayMs: 5, slowWriteRatio: 0.5, slowWriteDelayMs: 100 };
    const disk = new MemoryDisk({ scheduler, faults, seed: 4 });
    const backend = await disk.open();
    const durations: number[] = [];
    for (let write = 0; write < 20; write += 1) {
      const startMs = scheduler.now();
      await scheduler.settle(backend.keyValue.write(ROWS), 1);
      durations.push(scheduler.now() - startMs);
    }
    expect(Math.min(...durations)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...durations)).toBeGreaterThan(20);
    expect(Math.max(...durations)).toBeLessThan(110);
  });

  test("are the same for the same seed", async () => {
    const run = async (seed: number): Promise<string> => {
      const disk = new MemoryDisk({ seed, faults: { failWriteRatio: 0.3 } });
      const outcomes: string[] = [];
      for (let life = 0; life < 20; life += 1) {
        const backend = await disk.open();
        outcomes.push(
          await backend.keyValue.write(ROWS).then(
            () => "ok",
            () => "failed",
          ),
        );
        await backend.close();
      }
      return outcomes.join();
    };
    expect(await run(9)).toBe(await run(9));
    expect(await run(9)).not.toBe(await run(10));
  });
});

test.each(seeds(10))("MemoryTable is an ordered map (SEED=%d)", (seed) => {
  const random = new SeededRandom(seed);
  const table = new MemoryTable();
  const naive = new Map<string, string>();
  const keyOf = (): string =>
    `${"aé€\u{fffd}\u{1f600}".slice(0, random.below(6))}${random.below(40)}`;
  for (let step = 0; step < 600; step += 1) {
    const key = keyOf();
    const value = random.below(3) === 0 ? null : `${step}`;
    table.apply({ keys: [key], values: [value === null ? null : bytesOf(value)] });
    if (value === null) naive.delete(key);
    else naive.set(key, value);
    expect(table.size).toBe(naive.size);
    if (random.below(4) > 0) continue;
    const [gte, lt] = [keyOf(), keyOf()];
    const expected = [...naive]
      .filter(([one]) => compareUtf8(one, gte) >= 0 && compareUtf8(one, lt) < 0)
      .sort(([one], [other]) => compareUtf8(one, other))
      .map(([one, text]) => `${one}=${text}`);
    const rows = table.rows({ gte, lt }).map((row) => `${row.key}=${textOf(row.value) ?? ""}`);
    expect(rows).toEqual(expected);
  }
});
