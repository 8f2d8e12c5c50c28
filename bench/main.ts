/**
 * `npm run bench -- --workload L1 --nodes 1 [--seconds 3] [--json]`
 *
 * With --json stdout has one JSON line for each figure and nothing else.
 */
import { parseArgs } from "node:util";
import { print } from "./figures.ts";
import { runL1 } from "./l1.ts";

const { values } = parseArgs({
  options: {
    workload: { type: "string", default: "L1" },
    nodes: { type: "string", default: "1" },
    seconds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});

if (values.workload !== "L1" || values.nodes !== "1") {
  throw new Error(
    `Expected --workload L1 --nodes 1, got --workload ${values.workload} --nodes ${values.nodes}`,
  );
}
const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 600)) {
  throw new Error(`Expected --seconds to be above 0 and at most 600, got ${values.seconds}`);
}
for (const figure of await runL1({ seconds })) print(figure, values.json);
