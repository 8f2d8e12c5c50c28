/** Runs one seed of the host simulation and says what came of it. */
import { Violation } from "../core/violation.ts";
import type { HostPlan, PlanOptions } from "./plan.ts";
import { HostSimulation, type HostSummary } from "./simulation.ts";

export type HostSeedResult =
  | { readonly isGood: true; readonly summary: HostSummary }
  | {
      readonly isGood: false;
      /** What broke: a rule, or the name of the error of the code under test. */
      readonly rule: string;
      /** All that is known, for people. */
      readonly report: string;
    };

/** Runs one seed. Never rejects: whatever was thrown is the result. `lines` of the trace are in the report. */
export async function runHostSeed(
  options: PlanOptions & { readonly isVerbose?: boolean | undefined },
  lines = 60,
): Promise<HostSeedResult> {
  const simulation = new HostSimulation(options);
  simulation.world.isVerbose = options.isVerbose === true;
  try {
    return { isGood: true, summary: await simulation.run() };
  } catch (error) {
    const { plan, world } = simulation;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const without = options.without?.length ? ` --without ${options.without.join(",")}` : "";
    const report = [
      `seed ${plan.seed} failed: ${text}`,
      `plan: ${describePlan(plan)}`,
      "the last events:",
      ...world.trace.tail(lines).map((line) => `  ${line}`),
      `repeat with: npm run sim:host -- --seed ${plan.seed}${without}`,
    ].join("\n");
    return { isGood: false, rule: ruleOf(error), report };
  }
}

function ruleOf(error: unknown): string {
  if (error instanceof Violation) return error.rule;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function describePlan(plan: HostPlan): string {
  return JSON.stringify({ ...plan, faults: [...plan.faults] });
}
