/**
 * `npm run crash -- [--kills 1000] [--seed N]`
 *
 * Kills a node so often and says what was seen; ends with exit code 1 at the first violation, keeps what is on the disk
 * then, and says how to try it again. The seed decides about runs and moments; what a process has come to at its
 * moment is up to the machine.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CrashReport, runCrashes } from "./crash.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (!Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  throw new Error(`Expected whole numbers, got --kills ${values.kills} --seed ${values.seed}`);
}
const PROGRESS_KILLS = 100;
const directory = mkdtempSync(join(tmpdir(), "raftwork-crash-"));
const startedAt = performance.now();

function summary(report: CrashReport): string {
  const { killsWhileOpening, killsBeforeApplied, runs, checkpoints, effects } = report;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return (
    `seed ${seed}: ${report.kills} kills (${killsWhileOpening} while opening, ${killsBeforeApplied} with ` +
    `entries not applied on disk), ${runs} runs, ${checkpoints} checkpoints, ${effects} effects, ` +
    `${report.acknowledged} acknowledgements, ${report.entries} entries, ${seconds} s`
  );
}

console.log(`crash test: ${kills} kills, seed ${seed}`);
let told = 0;
const report = await runCrashes({
  kills,
  seed,
  directory,
  onDeath: (soFar) => {
    if (soFar.kills < told + PROGRESS_KILLS) return;
    told = soFar.kills;
    console.log(summary(soFar));
  },
});
console.log(summary(report));
if (report.violations.length > 0) {
  console.error(`violations:\n  ${report.violations.join("\n  ")}`);
  console.error(`kept: ${directory}`);
  console.error(`try it again: npm run crash -- --kills ${kills} --seed ${seed}`);
  process.exitCode = 1;
} else {
  rmSync(directory, { recursive: true, force: true });
  console.log("no violation");
}
