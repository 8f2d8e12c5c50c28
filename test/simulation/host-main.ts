/**
 * `npm run sim:host -- [--seeds N] [--seconds S] [--from N] [--seed N] [--without crash,wipe] [--lines 60]
 * [--logs]`
 *
 * Runs seeds of the host simulation until their number or the time is reached. Ends with exit code 1 at the first that fails, and
 * says how to repeat it.
 */
import { parseArgs } from "node:util";
import { FAULTS, type Fault } from "./host/plan.ts";
import { runHostSeed } from "./host/run-seed.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    seconds: { type: "string" },
    without: { type: "string" },
    lines: { type: "string", default: "60" },
    logs: { type: "boolean", default: false },
  },
});

const named = (values.without ?? "").split(",").filter((name) => name !== "");
const without = named.filter(isFault);
if (without.length < named.length) {
  throw new Error(`Expected --without to name some of ${FAULTS.join(", ")}, got ${values.without}`);
}
const from = Number(values.seed ?? values.from);
const count = values.seed !== undefined ? 1 : Number(values.seeds ?? Infinity);
const until = performance.now() + 1000 * Number(values.seconds ?? (values.seeds ? Infinity : 60));
// A number that is none would be a run of no seeds, which finds nothing and looks clean.
for (const number of [from, count, until]) {
  if (Number.isNaN(number))
    throw new Error("Expected --seed, --seeds, --from, --seconds to be numbers");
}

function isFault(name: string): name is Fault {
  return (FAULTS as readonly string[]).includes(name);
}

const startedAt = performance.now();
const totals = { seeds: 0, events: 0, committed: 0, runs: 0, effects: 0, lives: 0, terms: 0 };
for (let seed = from; seed < from + count && performance.now() < until; seed += 1) {
  const result = await runHostSeed({ seed, without, isVerbose: values.logs }, Number(values.lines));
  if (!result.isGood) {
    console.error(result.report);
    process.exitCode = 1;
    break;
  }
  const { summary } = result;
  totals.seeds += 1;
  totals.events += summary.events;
  totals.committed += summary.committed;
  totals.runs += summary.runs;
  totals.effects += summary.effects;
  totals.lives += summary.lives;
  totals.terms += summary.terms;
  if (values.seed !== undefined) console.log(JSON.stringify(summary));
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${totals.seeds} seeds from ${from}, ${totals.events} events in ${seconds.toFixed(1)} s: ` +
    `${(totals.seeds / seconds).toFixed(1)} seeds/s, ${(totals.events / seconds).toFixed(0)} events/s; ` +
    `${totals.lives} lives of nodes, ${totals.terms} leaders, ${totals.committed} entries committed, ` +
    `${totals.runs} runs, ${totals.effects} effects`,
);
