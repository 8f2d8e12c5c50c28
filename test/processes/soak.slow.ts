// Goal: three processes that are killed, paused, cut off and wiped while they work keep what they promise. Method: see soak.ts; the command
// `npm run soak` does it for longer. It runs what was built: dist.
import { expect, test } from "vitest";
import { runSoak } from "./soak.ts";

const DURATION_MS = 60_000;
/** The start, and the end of all runs and their comparison, on a busy machine. */
const TEST_MS = DURATION_MS + 180_000;

test.each([Date.now() % 1_000_000])(
  "three processes under faults lose nothing and repeat nothing (SEED=%d)",
  async (seed) => {
    const report = await runSoak({ seed, durationMs: DURATION_MS });
    const { verdict, ...counts } = report;
    console.log(JSON.stringify({ ...counts, ...verdict, violations: undefined }));
    expect(verdict?.violations).toEqual([]);
    expect(report.kills).toBeGreaterThan(3);
    expect(report.pauses + report.partitions).toBeGreaterThan(3);
    expect(report.runs).toBeGreaterThan(50);
    expect(verdict?.starts).toBeGreaterThan(report.runs);
    expect(verdict?.terms).toBeGreaterThan(3);
  },
  TEST_MS,
);
