/**
 * `npm run endurance -- [--minutes 60] [--nodes 1] [--json]`
 *
 * One node works for so long, and is looked at every minute, or 30 times when that is more often. Says what was seen each time, and at the
 * end whether anything has grown; exit code 1 with the reasons then. With --json stdout has one JSON line for each look and one for the end.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runEndurance } from "./endurance.ts";
import { LONG_MARGINS, SHORT_MARGINS } from "./judge.ts";
import type { Sample } from "./plan.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    nodes: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`Expected --minutes to be above 0, got ${values.minutes}`);
if (values.nodes !== "1") throw new Error(`Expected --nodes to be 1, got ${values.nodes}`);

const SAMPLES_MIN = 30;
/** From here on the thirds are longer than the five minutes for which requests are known. */
const LONG_MINUTES = 20;
const RETENTION = { runs: 2000, age: 20_000 };
const MIB = 1024 * 1024;

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

function lineOf(sample: Sample): string {
  const { workMs, steps, stepsPerSecond, handles, rows } = sample;
  const open = Object.entries(handles).map(([type, count]) => `${type} ${count}`);
  return [
    `${(workMs / 60_000).toFixed(1)} min`,
    `${steps} steps`,
    `${stepsPerSecond.toFixed(0)} steps/s`,
    `heap ${mib(sample.heapBytes)}`,
    `external ${mib(sample.externalBytes)}`,
    `rss ${mib(sample.rssBytes)}`,
    `handles ${open.join(" ")}`,
    `fds ${sample.descriptors ?? "unknown"}`,
    `listeners ${sample.listeners}`,
    `directory ${mib(sample.directoryBytes)}`,
    `log ${mib(rows.log)}`,
    `${rows.endedRuns} ended runs ${mib(rows.runs)}`,
    `${rows.requestCount} requests ${mib(rows.requests)}`,
    `other rows ${rows.rest} bytes`,
  ].join(", ");
}

function say(text: string): void {
  if (!values.json) console.log(text);
}

const directory = mkdtempSync(join(tmpdir(), "raftwork-endurance-"));
try {
  say(`endurance: ${minutes} minutes, one node; LevelDB compacts the directory by itself`);
  const { end, violations } = await runEndurance({
    dataDir: join(directory, "node"),
    durationMs: minutes * 60_000,
    samples: Math.max(SAMPLES_MIN, Math.round(minutes)),
    atOnce: 64,
    retention: RETENTION,
    margins: minutes >= LONG_MINUTES ? LONG_MARGINS : SHORT_MARGINS,
    onSample: (sample) => {
      console.log(values.json ? JSON.stringify(sample) : lineOf(sample));
    },
  });
  if (values.json) console.log(JSON.stringify({ end, violations }));
  say(`${end?.runs ?? 0} runs were there at the end, and the same after the node was opened again`);
  say(`${mib(end?.compactedBytes ?? 0)} in the directory, once LevelDB had compacted all of it`);
  if (violations.length > 0) {
    console.error(`violations:\n  ${violations.join("\n  ")}`);
    process.exitCode = 1;
  } else say("nothing has grown");
} finally {
  rmSync(directory, { recursive: true, force: true });
}
