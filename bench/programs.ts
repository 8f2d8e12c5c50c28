/** The workflows that the workloads run, and what they measure where they run. The same on every node of a cluster. */
import { type AnyWorkflow, defineWorkflow, type WorkflowDefinition } from "raftwork";
import { Samples } from "./figures.ts";
import type { BareContext } from "./floor.ts";

/** Steps of the sequential workflow. */
export const STEPS = 10;
/** The sum that it returns. */
export const STEPS_SUM = 45;
/** Parallel steps. */
export const FANOUT = 100;
/** The sum that they come to. */
export const FANOUT_SUM = 4950;
/** Bytes of a step's result. */
export const RESULT_BYTES = 200;

/** The workflows of one node. */
export interface Programs {
  readonly tenSteps: WorkflowDefinition<void, number>;
  readonly sleeper: WorkflowDefinition<number, number>;
  readonly fanout: WorkflowDefinition<void, number>;
  readonly all: readonly AnyWorkflow[];
  /** From one step of a run to its next, in ms; where steps run. */
  readonly gaps: Samples;
  /** From when a sleep was to end, counted from its call, to when its function went on, in ms. */
  readonly lateness: Samples;
  /** From the first of the parallel steps to the last, in ms. */
  readonly fanouts: Samples;
}

/** Makes the workflows with empty samples. */
export function makePrograms(): Programs {
  const gaps = new Samples();
  const lateness = new Samples();
  const fanouts = new Samples();
  const tenSteps = defineWorkflow({ name: "ten_steps", version: 1 }, async (ctx) => {
    let sum = 0;
    let before = 0;
    for (let at = 0; at < STEPS; at += 1) {
      const result = await ctx.step("step", () => {
        const now = performance.now();
        if (before !== 0) gaps.add(now - before);
        before = now;
        return stepResult(at);
      });
      sum += numberOf(result);
    }
    return sum;
  });
  const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx, duration: number) => {
    const before = performance.now();
    await ctx.sleep(duration);
    lateness.add(performance.now() - before - duration);
    return 1;
  });
  const fanout = defineWorkflow({ name: "fanout", version: 1 }, async (ctx) => {
    const before = performance.now();
    const steps = Array.from({ length: FANOUT }, (_, at) => ctx.step("step", () => stepResult(at)));
    const results = await Promise.all(steps);
    fanouts.add(performance.now() - before);
    return results.reduce((sum, result) => sum + numberOf(result), 0);
  });
  return { tenSteps, sleeper, fanout, all: [tenSteps, sleeper, fanout], gaps, lateness, fanouts };
}

/** The sequential workflow without what is measured in it. */
export async function bareTenSteps(ctx: BareContext): Promise<number> {
  let sum = 0;
  for (let at = 0; at < STEPS; at += 1) {
    sum += numberOf(await ctx.step("step", () => stepResult(at)));
  }
  return sum;
}

/** What a step returns: 200 bytes as JSON, different for each number. */
export function stepResult(number: number): { readonly value: string } {
  const overhead = '{"value":""}'.length;
  return { value: `${number}`.padStart(RESULT_BYTES - overhead, "x") };
}

/** The number in a step's result. */
export function numberOf({ value }: { readonly value: string }): number {
  return Number(value.slice(value.lastIndexOf("x") + 1));
}

/** Throws when a result is not what its steps returned: a fast wrong answer is no figure. */
export function expectSum(actual: unknown, expected: number | string): void {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${String(actual)}`);
}
