/**
 * `npm run bench -- --workload L1|W1|W2|W3|W4 --nodes 1 [--seconds 3] [--json]`
 * `npm run bench -- --history 10000 [--json]`
 * `npm run bench -- --sleepers 100000 [--json]`
 *
 * With --json stdout has one JSON line for each figure and nothing else. Runs as in production (NODE_ENV) unless told otherwise.
 */
import { parseArgs } from "node:util";
import { type Figure, print } from "./figures.ts";
import { runHistory } from "./history.ts";
import { runL1 } from "./l1.ts";
import { runSleepers } from "./sleepers.ts";
import { runW1, runW2, runW3, runW4 } from "./workflows.ts";

process.env["NODE_ENV"] ??= "production";

const { values } = parseArgs({
  options: {
    workload: { type: "string" },
    history: { type: "string" },
    sleepers: { type: "string" },
    nodes: { type: "string", default: "1" },
    seconds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});

function count(name: string, text: string, min: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new Error(`Expected --${name} to be a whole number of at least ${min}, got ${text}`);
}

function chosen(): () => Promise<Figure[]> {
  const { workload, history, sleepers } = values;
  if ([workload, history, sleepers].filter((one) => one !== undefined).length > 1) {
    throw new Error("Expected one of --workload, --history and --sleepers, got several");
  }
  if (history !== undefined) {
    const steps = count("history", history, 10);
    return () => runHistory({ steps });
  }
  if (sleepers !== undefined) {
    const runs = count("sleepers", sleepers, 1);
    return () => runSleepers({ sleepers: runs });
  }
  const run = workloads[workload ?? "L1"];
  if (run !== undefined && values.nodes === "1") return run;
  const known = Object.keys(workloads).join(", ");
  throw new Error(
    `Expected --workload to be one of ${known} and --nodes 1, got ${workload} and ${values.nodes}`,
  );
}

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
const run = chosen();
for (const figure of await run()) print(figure, values.json);
