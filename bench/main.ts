/**
 * `npm run bench -- --workload L1|W1|W2|W3|W4 --nodes 1 [--seconds 3] [--json]`
 *
 * With --json stdout has one JSON line for each figure and nothing else. Runs as in production (NODE_ENV) unless told otherwise.
 */
import { parseArgs } from "node:util";
import { type Figure, print } from "./figures.ts";
import { runL1 } from "./l1.ts";
import { runW1, runW2, runW3, runW4 } from "./workflows.ts";

process.env["NODE_ENV"] ??= "production";

const { values } = parseArgs({
  options: {
    workload: { type: "string", default: "L1" },
    nodes: { type: "string", default: "1" },
    seconds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});

const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 600)) {
  throw new Error(`Expected --seconds to be above 0 and at most 600, got ${values.seconds}`);
}
const workloads: Readonly<Record<string, () => Promise<Figure[]>>> = {
  L1: () => runL1({ seconds }),
  W1: () => runW1({ seconds }),
  W2: () => runW2({ runs: 2000, atOnce: 64 }),
  W3: () => runW3({ runs: 5000, sleepMs: 1000 }),
  W4: () => runW4({ seconds }),
};
const run = workloads[values.workload];
if (run === undefined || values.nodes !== "1") {
  const known = Object.keys(workloads).join(", ");
  throw new Error(
    `Expected --workload to be one of ${known} and --nodes 1, got ${values.workload} and ${values.nodes}`,
  );
}
for (const figure of await run()) print(figure, values.json);
