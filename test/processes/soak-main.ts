/**
 * `npm run soak -- [--minutes 30] [--seed N]`
 *
 * Says every minute what was done so far, and at the end what was seen; ends with exit code 1 when something is wrong, and says how to try
 * it again.
 */
import { parseArgs } from "node:util";
import { runSoak, type SoakReport } from "./soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(seed) || seed < 0) {
  throw new Error(
    `Expected a number of minutes and a whole number, got --minutes ${values.minutes} --seed ${values.seed}`,
  );
}
const PROGRESS_MS = 60_000;
const startedAt = performance.now();

function summary({ rounds, kills, powerCuts, pauses, partitions, wipes }: SoakReport): string {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  return (
    `seed ${seed}, ${seconds} s: ${rounds} rounds, ${kills} kills (${powerCuts} times all, ${wipes} with a wiped disk), ` +
    `${pauses} pauses, ${partitions} partitions`
  );
}

console.log(`soak: ${minutes} minutes, seed ${seed}`);
let toldMs = startedAt;
try {
  const report = await runSoak({
    seed,
    durationMs: minutes * 60_000,
    onRound: (soFar) => {
      if (performance.now() < toldMs + PROGRESS_MS) return;
      toldMs = performance.now();
      console.log(summary(soFar));
    },
  });
  const { runs, checkpoints, verdict } = report;
  console.log(summary(report));
  console.log(
    `${runs} runs, ${checkpoints} checkpoints, ${verdict?.starts} effects (${verdict?.startsAgain} again by a later leader), ` +
      `${verdict?.acknowledged} acknowledgements, ${verdict?.terms} terms`,
  );
  const violations = verdict?.violations ?? ["there is no verdict"];
  if (violations.length > 0) throw new Error(`violations:\n  ${violations.join("\n  ")}`);
  console.log("no violation");
} catch (error) {
  console.error(error);
  console.error(`try it again: npm run soak -- --minutes ${minutes} --seed ${seed}`);
  process.exitCode = 1;
}
