// Goal: a node that is killed at any moment loses nothing that it acknowledged and does nothing again that was
// committed. Method: see crash.ts; the command `npm run crash` kills many more. It runs what was built: dist.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCrashes } from "./crash.ts";

const KILLS = 60;
/** Half a second for each on an idle machine; two and more beside other suites on a disk with a bad day. */
const TEST_MS = KILLS * 8000 + 60_000;

test.each([1])(
  `a process killed ${KILLS} times loses nothing and repeats nothing (SEED=%d)`,
  async (seed) => {
    const directory = mkdtempSync(join(tmpdir(), "raftwork-crash-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const report = await runCrashes({ kills: KILLS, seed, directory });
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(KILLS);
    // It was killed while it opened, and with work behind it: entries that only the log had, runs over several lives.
    expect(report.killsWhileOpening).toBeGreaterThan(0);
    expect(report.killsBeforeApplied).toBeGreaterThan(KILLS / 4);
    expect(report.runs).toBeGreaterThan(KILLS / 2);
    expect(report.effects).toBeGreaterThan(5 * KILLS);
  },
  TEST_MS,
);
