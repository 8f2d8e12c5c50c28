// Goal: one node that dies at every kind of crash point loses nothing. Method: see one-node.ts; the command
// `npm run sim:one-node` runs many more seeds.
import { describe, expect, test } from "vitest";
import { CRASH_POINTS } from "../../src/storage/memory-disk.ts";
import { runSeed, type SeedReport } from "./one-node.ts";

const SEEDS = 100;

describe("one node that dies again and again", () => {
  const reports: SeedReport[] = [];

  test.each(Array.from({ length: SEEDS }, (_, at) => at + 1))(
    "loses nothing (SEED=%d)",
    async (seed) => {
      const report = await runSeed(seed);
      reports.push(report);
      expect(report.violations).toEqual([]);
    },
  );

  test("these seeds died at every kind of crash point, and steps did run", () => {
    const points = new Set(reports.flatMap(({ crashPoints }) => crashPoints));
    for (const point of CRASH_POINTS) {
      expect(points).toContain(`database:${point}`);
      expect(points).toContain(`witness:${point}`);
      expect(points).toContain(`journal:${point}`);
    }
    expect(points).toContain("at a moment");
    const sum = (of: (report: SeedReport) => number): number =>
      reports.reduce((total, report) => total + of(report), 0);
    expect(sum(({ lives }) => lives)).toBeGreaterThan(2 * SEEDS);
    expect(sum(({ effects }) => effects)).toBeGreaterThan(5 * SEEDS);
  });

  test("a seed takes the same course each time", async () => {
    expect(await runSeed(7)).toEqual(await runSeed(7));
  });
});
