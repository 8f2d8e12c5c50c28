// Goal: a node that works for long does not grow: not its heap, not its handles, not its directory. Method: see endurance.ts; this is half a
// minute of it with wide margins, `npm run endurance` takes an hour. It runs what was built: dist.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runEndurance } from "./endurance.ts";
import { SHORT_MARGINS } from "./judge.ts";

const DURATION_MS = 20_000;
const SAMPLES = 12;
/** Looks wait for retention, and histories are read thrice, on a busy machine. */
const TEST_MS = 180_000;

test(
  "a node at work for 20 seconds keeps its size, and its runs",
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "raftwork-endurance-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const report = await runEndurance({
      dataDir: join(directory, "node"),
      durationMs: DURATION_MS,
      samples: SAMPLES,
      atOnce: 64,
      // Retention is looked at every second then.
      retention: { runs: 500, age: 4000 },
      margins: SHORT_MARGINS,
    });
    console.log(JSON.stringify(report.samples.at(-1)));
    expect(report.violations).toEqual([]);
    expect(report.samples).toHaveLength(SAMPLES);
    expect(report.samples.at(-1)?.runs).toBeGreaterThan(SAMPLES * 64);
  },
  TEST_MS,
);
