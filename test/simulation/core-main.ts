/** `npm run sim`: runs seeds of the core simulator until told to stop or something breaks. */
import { parseArgs } from "node:util";
import { FAULTS, type Fault } from "./core/plan.ts";
import { runSeed } from "./core/run-seed.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    seconds: { type: "string" },
    events: { type: "string", default: "20000" },
    without: { type: "string" },
    quiet: { type: "boolean", default: false },
  },
});

const events = Number(values.events);
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
const totals = { seeds: 0, events: 0, committed: 0, operations: 0 };
for (let seed = from; seed < from + count && performance.now() < until; seed += 1) {
  const result = runSeed({ seed, events, without });
  if (!result.isGood) {
    console.error(result.report);
    process.exitCode = 1;
    break;
  }
  const { summary } = result;
  totals.seeds += 1;
  totals.events += summary.events;
  totals.committed += summary.committed;
  totals.operations += summary.operations;
  if (values.seed !== undefined) console.log(JSON.stringify(summary));
}
const seconds = (performance.now() - startedAt) / 1000;
const rate = (amount: number): string => (amount / seconds).toFixed(amount / seconds < 100 ? 1 : 0);
console.log(
  `${totals.seeds} seeds, ${totals.events} events in ${seconds.toFixed(1)} s: ` +
    `${rate(totals.seeds)} seeds/s, ${rate(totals.events)} events/s; ` +
    `${totals.committed} entries committed, ${totals.operations} operations`,
);
