/**
 * W1 to W4, as DESIGN.md section 11 words them:
 * W1 one run at a time of ten sequential steps, (start call to result) / 10, and the gap between two steps, in turn with a bare engine (floor.ts);
 * W2 2,000 such runs, 64 at a time, nine times over, of which the median and the slowest, in turn with the same; W3 5,000 runs that sleep 1 s; W4 one run with 100 parallel steps.
 * Each checks the results of all its runs. Memory and CPU are those of the process that measures, which is the leader's.
 */
import { type Figure, percentile, Samples } from "./figures.ts";
import { type BenchNode, pssMegabytes } from "./node.ts";
import { bareTenSteps, expectSum, FANOUT_SUM, STEPS, STEPS_SUM } from "./programs.ts";

/** How long and how much; a workload takes what it needs of it. */
export interface Amount {
  /** W1 and W4. */
  readonly seconds: number;
}

/**
 * Warm-up: servers run for days, and the first thousand steps of a process are mostly its compiler's. Three processes
 * on two cores take longer to get there.
 */
const W1_WARM_UP_MS = { alone: 6000, cluster: 12_000 };
const W2 = { runs: 2000, atOnce: 64, rounds: 9, warmUpRuns: 10_000 };
const W3 = { runs: 5000, atOnce: 64, sleepMs: 1000, warmUpSleepMs: 200 };
const W4_WARM_UP_RUNS = 200;

/** What a workload does on a node. */
export type Workload = (node: BenchNode, amount: Amount) => Promise<Figure[]>;

/** The workloads by name. */
export const workloads: Readonly<Record<string, Workload>> = {
  W1: measureW1,
  W2: measureW2,
  W3: measureW3,
  W4: measureW4,
};

async function measureW1(node: BenchNode, { seconds }: Amount): Promise<Figure[]> {
  const { runtime, put, bare, programs } = node;
  const puts = new Samples();
  const bareSteps = new Samples();
  const steps = new Samples();
  const ours = (): Promise<number> => runtime.runWorkflow(programs.tenSteps);
  const floor = (): Promise<number> => bare.run("ten_steps", bareTenSteps);
  const runFor = async (milliseconds: number, runOne = ours): Promise<Samples> => {
    const samples = new Samples();
    const end = performance.now() + milliseconds;
    for (let now = performance.now(); now < end; ) {
      expectSum(await runOne(), STEPS_SUM);
      const after = performance.now();
      samples.add((after - now) / STEPS);
      now = after;
    }
    return samples;
  };
  await runFor(node.nodes > 1 ? W1_WARM_UP_MS.cluster : W1_WARM_UP_MS.alone);
  await put.run(0.5);
  await runFor(1000, floor);
  const warmGaps = programs.gaps.all.length;
  for (let round = 0; round < 6; round += 1) {
    for (const sample of (await put.run(seconds / 6)).all) puts.add(sample);
    for (const sample of (await runFor((seconds * 1000) / 6, floor)).all) bareSteps.add(sample);
    for (const sample of (await runFor((seconds * 1000) / 6)).all) steps.add(sample);
  }
  const figure = figuresOf("W1", node);
  const putP50 = percentile(puts.all, 0.5);
  return [
    figure("put_p50", putP50, "ms"),
    figure("bare_step_p50", percentile(bareSteps.all, 0.5), "ms"),
    figure("step_p50", percentile(steps.all, 0.5), "ms"),
    figure("step_p99", percentile(steps.all, 0.99), "ms"),
    figure("gap_p50", percentile(programs.gaps.all.subarray(warmGaps), 0.5), "ms"),
    figure("step_p50_over_put_p50", percentile(steps.all, 0.5) / putP50, "x"),
  ];
}

async function measureW2(node: BenchNode): Promise<Figure[]> {
  const { runtime, programs, bare } = node;
  const { runs, atOnce, rounds, warmUpRuns } = W2;
  const batch = async (count: number, runOne: () => Promise<number>): Promise<void> => {
    let started = 0;
    const line = async (): Promise<void> => {
      while (started < count) {
        started += 1;
        expectSum(await runOne(), STEPS_SUM);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, line));
  };
  const ours = (): Promise<number> => runtime.runWorkflow(programs.tenSteps);
  await batch(warmUpRuns, ours);
  const floor = (): Promise<number> => bare.run("ten_steps", bareTenSteps);
  await batch(runs, floor);
  const elapsedMs = new Samples();
  const bareMs = new Samples();
  const cpuMs = new Samples();
  for (let round = 0; round < rounds; round += 1) {
    const floorAt = performance.now();
    await batch(runs, floor);
    bareMs.add(performance.now() - floorAt);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await batch(runs, ours);
    elapsedMs.add(performance.now() - startedAt);
    const cpu = process.cpuUsage(cpuBefore);
    cpuMs.add((cpu.user + cpu.system) / 1000);
  }
  const perSecond = (part: number): number => (runs / percentile(elapsedMs.all, part)) * 1000;
  const figure = figuresOf("W2", node);
  const bareSteps = (runs / percentile(bareMs.all, 0.5)) * 1000 * STEPS;
  return [
    figure("bare_steps_per_s", bareSteps, "steps/s"),
    figure("steps_per_s", perSecond(0.5) * STEPS, "steps/s"),
    figure("steps_per_s_slowest", perSecond(1) * STEPS, "steps/s"),
    figure("workflows_per_s", perSecond(0.5), "workflows/s"),
    figure("pss_mb", pssMegabytes(), "MB"),
    figure("cpu_ms_per_workflow", percentile(cpuMs.all, 0.5) / runs, "ms"),
  ];
}

async function measureW3(node: BenchNode): Promise<Figure[]> {
  const { runtime, programs } = node;
  const { runs, atOnce } = W3;
  const sleepAll = async (sleepMs: number): Promise<void> => {
    const results: Promise<number>[] = [];
    const startLine = async (): Promise<void> => {
      while (results.length < runs) {
        const run = runtime.startWorkflow(programs.sleeper, sleepMs);
        results.push(run.then((handle) => handle.waitForCompletion()));
        await run;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, startLine));
    const ended = await Promise.all(results);
    expectSum(
      ended.reduce((sum, one) => sum + one, 0),
      runs,
    );
  };
  await sleepAll(W3.warmUpSleepMs);
  const warm = programs.lateness.all.length;
  await sleepAll(W3.sleepMs);
  const samples = programs.lateness.all.subarray(warm);
  const figure = figuresOf("W3", node);
  return [
    figure("lateness_p50", percentile(samples, 0.5), "ms"),
    figure("lateness_p99", percentile(samples, 0.99), "ms"),
  ];
}

async function measureW4(node: BenchNode, { seconds }: Amount): Promise<Figure[]> {
  const { runtime, programs } = node;
  const run = async (): Promise<void> => {
    expectSum(await runtime.runWorkflow(programs.fanout), FANOUT_SUM);
  };
  for (let count = 0; count < W4_WARM_UP_RUNS; count += 1) await run();
  const warm = programs.fanouts.all.length;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) await run();
  const samples = programs.fanouts.all.subarray(warm);
  const figure = figuresOf("W4", node);
  return [
    figure("fanout100_p50", percentile(samples, 0.5), "ms"),
    figure("fanout100_p99", percentile(samples, 0.99), "ms"),
  ];
}

function figuresOf(
  workload: string,
  { nodes }: BenchNode,
): (metric: string, value: number, unit: string) => Figure {
  return (metric, value, unit) => ({ workload, nodes, metric, value, unit });
}
