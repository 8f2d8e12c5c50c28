/**
 * W1 to W4 on one node, as DESIGN.md section 11 words them:
 * W1 one run at a time of ten sequential steps, (start call to result) / 10, and the gap between two steps;
 * W2 2,000 such runs, 64 at a time; W3 5,000 runs that sleep 1 s; W4 one run with 100 parallel steps.
 * Each checks the results of all its runs.
 */
import type { WorkflowDefinition, WorkflowRuntime } from "raftwork";
import { type Figure, percentile, Samples } from "./figures.ts";
import { type BenchNode, expectSum, numberOf, pssMegabytes, stepResult, withNode } from "./node.ts";

const STEPS = 10;
const STEPS_SUM = 45;
const FANOUT = 100;
const FANOUT_SUM = 4950;

function figure(workload: string, metric: string, value: number, unit: string): Figure {
  return { workload, nodes: 1, metric, value, unit };
}

function registerSteps(runtime: WorkflowRuntime, gaps: Samples): WorkflowDefinition<void, number> {
  return runtime.registerWorkflow("ten_steps", 1, async (ctx) => {
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
}

/** W1. */
export function runW1({ seconds }: { seconds: number }): Promise<Figure[]> {
  return withNode(async ({ runtime, put }: BenchNode) => {
    const gaps = new Samples();
    const workflow = registerSteps(runtime, gaps);
    const puts = new Samples();
    const steps = new Samples();
    const runFor = async (milliseconds: number): Promise<Samples> => {
      const samples = new Samples();
      const end = performance.now() + milliseconds;
      for (let now = performance.now(); now < end; ) {
        expectSum(await runtime.runWorkflow(workflow), STEPS_SUM);
        const after = performance.now();
        samples.add((after - now) / STEPS);
        now = after;
      }
      return samples;
    };
    await runFor(1000);
    await put.run(0.5);
    const warmGaps = gaps.all.length;
    for (let round = 0; round < 6; round += 1) {
      for (const sample of (await put.run(seconds / 6)).all) puts.add(sample);
      for (const sample of (await runFor((seconds * 1000) / 6)).all) steps.add(sample);
    }
    const putP50 = percentile(puts.all, 0.5);
    return [
      figure("W1", "put_p50", putP50, "ms"),
      figure("W1", "step_p50", percentile(steps.all, 0.5), "ms"),
      figure("W1", "step_p99", percentile(steps.all, 0.99), "ms"),
      figure("W1", "gap_p50", percentile(gaps.all.subarray(warmGaps), 0.5), "ms"),
      figure("W1", "step_p50_over_put_p50", percentile(steps.all, 0.5) / putP50, "x"),
    ];
  });
}

/** W2. */
export function runW2({ runs, atOnce }: { runs: number; atOnce: number }): Promise<Figure[]> {
  return withNode(async ({ runtime }: BenchNode) => {
    const workflow = registerSteps(runtime, new Samples());
    const batch = async (count: number): Promise<void> => {
      let started = 0;
      const line = async (): Promise<void> => {
        while (started < count) {
          started += 1;
          expectSum(await runtime.runWorkflow(workflow), STEPS_SUM);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, line));
    };
    await batch(runs / 2);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await batch(runs);
    const elapsedMs = performance.now() - startedAt;
    const cpu = process.cpuUsage(cpuBefore);
    return [
      figure("W2", "steps_per_s", ((runs * STEPS) / elapsedMs) * 1000, "steps/s"),
      figure("W2", "workflows_per_s", (runs / elapsedMs) * 1000, "workflows/s"),
      figure("W2", "pss_mb", pssMegabytes(), "MB"),
      figure("W2", "cpu_ms_per_workflow", (cpu.user + cpu.system) / 1000 / runs, "ms"),
    ];
  });
}

/**
 * W3. Starts 64 at a time. Lateness is from the moment a sleep was to end, counted from its call, to the moment its
 * function goes on.
 */
export function runW3({ runs, sleepMs }: { runs: number; sleepMs: number }): Promise<Figure[]> {
  return withNode(async ({ runtime }: BenchNode) => {
    const lateness = new Samples();
    const sleeper = runtime.registerWorkflow("sleeper", 1, async (ctx, duration: number) => {
      const before = performance.now();
      await ctx.sleep(duration);
      lateness.add(performance.now() - before - duration);
      return 1;
    });
    const results: Promise<number>[] = [];
    const startLine = async (): Promise<void> => {
      while (results.length < runs) {
        const run = runtime.startWorkflow(sleeper, sleepMs);
        results.push(run.then((handle) => handle.waitForCompletion()));
        await run;
      }
    };
    await Promise.all(Array.from({ length: 64 }, startLine));
    const ended = await Promise.all(results);
    expectSum(
      ended.reduce((sum, one) => sum + one, 0),
      runs,
    );
    return [
      figure("W3", "lateness_p50", percentile(lateness.all, 0.5), "ms"),
      figure("W3", "lateness_p99", percentile(lateness.all, 0.99), "ms"),
    ];
  });
}

/** W4. */
export function runW4({ seconds }: { seconds: number }): Promise<Figure[]> {
  return withNode(async ({ runtime }: BenchNode) => {
    const times = new Samples();
    const workflow = runtime.registerWorkflow("fanout", 1, async (ctx) => {
      const before = performance.now();
      const steps = Array.from({ length: FANOUT }, (_, at) =>
        ctx.step("step", () => stepResult(at)),
      );
      const results = await Promise.all(steps);
      times.add(performance.now() - before);
      return results.reduce((sum, result) => sum + numberOf(result), 0);
    });
    for (let count = 0; count < 200; count += 1) {
      expectSum(await runtime.runWorkflow(workflow), FANOUT_SUM);
    }
    const warm = times.all.length;
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) expectSum(await runtime.runWorkflow(workflow), FANOUT_SUM);
    const samples = times.all.subarray(warm);
    return [
      figure("W4", "fanout100_p50", percentile(samples, 0.5), "ms"),
      figure("W4", "fanout100_p99", percentile(samples, 0.99), "ms"),
    ];
  });
}
