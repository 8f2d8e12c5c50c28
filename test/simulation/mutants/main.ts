/**
 * `npm run sim:mutants`: plants each bug in a copy of the sources and runs the simulator, or the named
 * scenario, until it is caught. Exit code 1 when one survives.
 */
import { parseArgs } from "node:util";
import { fateOf } from "./fate.ts";
import type { Mutant } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    // Seeds are the same each time; how long it takes to come to the one that sees a bug is up to the machine.
    seconds: { type: "string", default: "600" },
    events: { type: "string", default: "5000" },
    from: { type: "string", default: "1" },
    // Runs the simulator also where a scenario is known to catch the bug.
    simulate: { type: "boolean", default: false },
  },
});
const effort = {
  seconds: Number(values.seconds),
  events: Number(values.events),
  from: Number(values.from),
};

const chosen = MUTANTS.filter(
  ({ name }) => values.only === undefined || name.includes(values.only),
);
let survivors = 0;
for (const listed of chosen) {
  const { scenario, ...simulated } = listed;
  const mutant: Mutant = values.simulate ? simulated : listed;
  const startedAt = performance.now();
  const fate = fateOf(mutant, effort);
  if (!fate.isCaught) survivors += 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const seeds = scenario === undefined || values.simulate ? `${fate.seeds} seeds` : "scenario";
  const verdict = fate.isCaught ? "caught  " : "SURVIVED";
  console.log(`${verdict} ${mutant.name} | ${seeds}, ${seconds} s | ${fate.by}`);
}
console.log(`${chosen.length} mutants, ${chosen.length - survivors} caught, ${survivors} survived`);
process.exitCode = survivors === 0 && chosen.length > 0 ? 0 : 1;
