/** Runs one seed and says what came of it. */
import type { PlanOptions } from "./plan.ts";
import { type RunSummary, Simulation } from "./simulation.ts";
import { Violation } from "./violation.ts";

export type SeedResult =
  | { readonly isGood: true; readonly summary: RunSummary }
  | {
      readonly isGood: false;
      /** What broke: a rule of a checker, or the name of the error of the code under test. */
      readonly rule: string;
      /** All that is known, for people. */
      readonly report: string;
    };

const TAIL_LINES = 40;

/** Runs one seed. Never throws: whatever was thrown is the result. */
export function runSeed(options: PlanOptions): SeedResult {
  const simulation = new Simulation(options);
  try {
    return { isGood: true, summary: simulation.run() };
  } catch (error) {
    const { plan, trace } = simulation;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const without = options.without?.length ? ` --without ${options.without.join(",")}` : "";
    const report = [
      `seed ${plan.seed} failed: ${text}`,
      `plan: ${describePlan(plan)}`,
      "the last events:",
      ...trace.tail(TAIL_LINES).map((line) => `  ${line}`),
      `repeat with: npm run sim -- --seed ${plan.seed} --events ${plan.events}${without}`,
    ].join("\n");
    return { isGood: false, rule: ruleOf(error), report };
  }
}

function ruleOf(error: unknown): string {
  if (error instanceof Violation) return error.rule;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function describePlan(plan: Simulation["plan"]): string {
  return JSON.stringify({ ...plan, faults: [...plan.faults] });
}
