/**
 * `npm run bench -- --workload L1|W1|W2|W3|W4 --nodes 1 [--seconds 3] [--json]`
 * `npm run bench -- --workload W1|W2|W3|W4|W5 --nodes 3 [--seconds 3] [--kills 50] [--json]`
 * `npm run bench -- --history 10000 [--json]`
 * `npm run bench -- --sleepers 100000 [--json]`
 *
 * With --json stdout has one JSON line for each figure and nothing else. Runs as in production (NODE_ENV) unless told otherwise.
 * Three nodes are three processes on this machine. The Raft host is inline unless `--raft-host thread` is given; nodes may poll for the
 * disk unless `--busy-poll off` is given.
 */
import { parseArgs } from "node:util";
import { measureCluster } from "./cluster.ts";
import { measureFailover } from "./failover.ts";
import { type Figure, print } from "./figures.ts";
import { runHistory } from "./history.ts";
import { runL1 } from "./l1.ts";
import { withNode } from "./node.ts";
import { runSleepers } from "./sleepers.ts";
import { workloads } from "./workflows.ts";

process.env["NODE_ENV"] ??= "production";

const { values } = parseArgs({
  options: {
    workload: { type: "string" },
    history: { type: "string" },
    sleepers: { type: "string" },
    nodes: { type: "string", default: "1" },
    seconds: { type: "string", default: "3" },
    kills: { type: "string", default: "50" },
    "raft-host": { type: "string", default: "inline" },
    "busy-poll": { type: "string", default: "on" },
    json: { type: "boolean", default: false },
  },
});

// Nodes are opened without these options, here and in processes of their own.
process.env["RAFTWORK_RAFT_HOST"] = oneOf("raft-host", ["inline", "thread"]);
process.env["RAFTWORK_BUSY_POLL"] = oneOf("busy-poll", ["on", "off"]);

function oneOf(name: "raft-host" | "busy-poll", choices: readonly string[]): string {
  const given = values[name];
  if (choices.includes(given)) return given;
  throw new Error(`Expected --${name} to be ${choices.join(" or ")}, got ${given}`);
}

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
  const name = `${workload ?? "L1"} --nodes ${values.nodes}`;
  const run = benchmarks[name];
  if (run !== undefined) return run;
  const known = Object.keys(benchmarks).toSorted().join(", ");
  throw new Error(`Expected --workload to be one of ${known}, got ${name}`);
}

const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 600)) {
  throw new Error(`Expected --seconds to be above 0 and at most 600, got ${values.seconds}`);
}
const kills = count("kills", values.kills, 1);
const benchmarks: Record<string, () => Promise<Figure[]>> = {
  "L1 --nodes 1": () => runL1({ seconds }),
  "W5 --nodes 3": () => measureFailover({ kills }),
};
for (const [name, measure] of Object.entries(workloads)) {
  benchmarks[`${name} --nodes 1`] = () => withNode((node) => measure(node, { seconds }));
  benchmarks[`${name} --nodes 3`] = () => measureCluster(name, seconds);
}
const run = chosen();
for (const figure of await run()) print(figure, values.json);
