/** Plants one bug and sees what becomes of it, in a process of its own: it may never end. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { buildPatched, ROOT } from "./build.ts";
import type { Mutant } from "./mutant.ts";

/** How long and how to look for it. */
export interface Effort {
  readonly seconds: number;
  readonly events: number;
  readonly from: number;
}

/** How a mutant fared. */
export interface Fate {
  readonly isCaught: boolean;
  /** Seeds it took, or that were run in vain; 0 for scenarios. */
  readonly seeds: number;
  /** What caught it, or what went wrong instead. */
  readonly by: string;
}

/** Longer than any seed takes. */
const PATIENCE_MS = 20_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** @throws {Error} when it cannot be planted. */
export function fateOf(mutant: Mutant, effort: Effort): Fate {
  return mutant.scenario === undefined
    ? simulate(mutant, effort)
    : playScenario(mutant, mutant.scenario);
}

function simulate(mutant: Mutant, { seconds, events, from }: Effort): Fate {
  const { name, patches, simulator = "core" } = mutant;
  const entry = `test/simulation/${simulator}-main.ts`;
  const script = buildPatched({ name: folderOf(name), entry, patches });
  const args = ["--seconds", String(seconds), "--from", String(from)];
  if (simulator === "core") args.push("--events", String(events));
  const child = run(script, args, seconds * 1000 + PATIENCE_MS);
  const failed = /^seed (\d+) failed: (?:Violation: )?([^\n]*)/m.exec(child.stderr);
  if (failed?.[1] !== undefined) {
    const seeds = Number(failed[1]) - from + 1;
    return { isCaught: true, seeds, by: (failed[2] ?? "").slice(0, 90) };
  }
  if (child.signal !== null) return { isCaught: true, seeds: 0, by: "it does not end" };
  const ran = /^(\d+) seeds/m.exec(child.stdout);
  return { isCaught: false, seeds: Number(ran?.[1] ?? 0), by: child.stderr.slice(0, 300) };
}

function playScenario({ name, patches, simulator }: Mutant, scenario: string): Fate {
  const folder = simulator === "host" ? "host/scenarios" : "scenarios";
  const entry = `test/simulation/${folder}/main.ts`;
  const script = buildPatched({ name: `${folderOf(name)}-scenario`, entry, patches });
  const child = run(script, [scenario], PATIENCE_MS);
  const isCaught = child.status === 1 && child.stderr.includes("scenario failed:");
  return { isCaught, seeds: 0, by: isCaught ? `"${scenario}"` : child.stderr.slice(0, 300) };
}

function run(script: string, args: readonly string[], timeout: number): SpawnSyncReturns<string> {
  const options = { cwd: ROOT, encoding: "utf8", timeout, maxBuffer: OUTPUT_BYTES_MAX } as const;
  return spawnSync(process.execPath, ["--enable-source-maps", script, ...args], options);
}

function folderOf(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/g, "-");
}
