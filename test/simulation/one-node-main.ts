/**
 * `npm run sim:one-node -- [--seeds 300] [--from 1] [--seconds 90] [--seed N]`
 *
 * Runs seeds until their number or the time is reached; ends with exit code 1 at the first that fails, and says how
 * to repeat it.
 */
import { parseArgs } from "node:util";
import { runSeed } from "./one-node.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string", default: "1" },
    seconds: { type: "string", default: "3600" },
    seed: { type: "string" },
  },
});
const from = Number(values.seed ?? values.from);
const seeds = values.seed === undefined ? Number(values.seeds) : 1;
const deadline = performance.now() + Number(values.seconds) * 1000;
const totals = { seeds: 0, lives: 0, runs: 0, effects: 0 };
const points = new Map<string, number>();
const startedAt = performance.now();

for (let seed = from; seed < from + seeds && performance.now() < deadline; seed += 1) {
  const report = await runSeed(seed);
  totals.seeds += 1;
  totals.lives += report.lives;
  totals.runs += report.runs;
  totals.effects += report.effects;
  for (const point of report.crashPoints) points.set(point, (points.get(point) ?? 0) + 1);
  if (report.violations.length > 0) {
    console.error(`seed ${seed} failed:\n  ${report.violations.join("\n  ")}`);
    console.error(`repeat it: npm run sim:one-node -- --seed ${seed}`);
    process.exit(1);
  }
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `one-node simulation: ${totals.seeds} seeds from ${from}, ${totals.lives} lives, ${totals.runs} runs, ` +
    `${totals.effects} effects, no violation, ${(totals.seeds / seconds).toFixed(1)} seeds/s`,
);
console.log(`crash points: ${[...points].map(([point, count]) => `${point} ${count}`).join(", ")}`);
