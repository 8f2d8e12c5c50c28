/**
 * `--history N`: what a step costs as the history of its run grows. One run of N sequential steps; medians of the time from one
 * step to the next around the 10th and around the N-th, taken over many runs and over one.
 *
 * One run has only a few steps near its 10th, so these are taken from short runs, in turns with the pieces of the long one: a
 * slow moment of the machine meets both. Checked: the results of all runs.
 */
import { type Figure, percentile, Samples } from "./figures.ts";
import { withNode } from "./node.ts";
import { expectSum, stepResult } from "./programs.ts";

/** Steps of a short run, of which those behind the first `SETTLED` count. */
const SHORT_STEPS = 15;
const SETTLED = 5;
/** Short runs for each piece of the long one. */
const SHORT_RUNS = 40;
/** Steps of the long run between two rounds of short ones. */
const PIECE = 400;
/** The last steps of the long run that count as being near its end. */
const TAIL = 2000;

/** Runs it and gives its figures. */
export function runHistory({ steps }: { steps: number }): Promise<Figure[]> {
  return withNode(async ({ runtime }) => {
    const short = new Samples();
    const long: number[] = [];
    const shortRun = runtime.registerWorkflow("short", 1, async (ctx) => {
      let sum = 0;
      let before = performance.now();
      for (let at = 0; at < SHORT_STEPS; at += 1) {
        const { value } = await ctx.step("step", () => stepResult(at));
        const now = performance.now();
        if (at >= SETTLED) short.add(now - before);
        before = now;
        sum += Number(value.replaceAll("x", ""));
      }
      return sum;
    });
    const shortRuns = async (runs: number): Promise<void> => {
      for (let run = 0; run < runs; run += 1) {
        expectSum(await runtime.runWorkflow(shortRun), (SHORT_STEPS * (SHORT_STEPS - 1)) / 2);
      }
    };
    const longRun = runtime.registerWorkflow("long", 1, async (ctx) => {
      let sum = 0;
      for (let at = 0; at < steps; at += 1) {
        // Whoever wants to run in between sends a signal.
        if (at % PIECE === 0) await ctx.waitForSignal("go");
        const before = performance.now();
        const { value } = await ctx.step("step", () => stepResult(at));
        long[at] = performance.now() - before;
        sum += Number(value.replaceAll("x", ""));
        if (at % PIECE === PIECE - 1) pieceDone();
      }
      return sum;
    });
    let pieceDone: () => void = () => {};
    await shortRuns(10 * SHORT_RUNS);
    const warm = short.all.length;
    const run = await runtime.startWorkflow(longRun);
    for (let piece = 0; piece < Math.ceil(steps / PIECE); piece += 1) {
      const done = new Promise<void>((resolve) => {
        pieceDone = resolve;
      });
      await run.signal("go");
      await Promise.race([done, run.waitForCompletion()]);
      // Only beside the part that counts: the short runs are to meet the same moments.
      if ((piece + 1) * PIECE > steps - TAIL) await shortRuns(SHORT_RUNS);
    }
    expectSum(await run.waitForCompletion(), (steps * (steps - 1)) / 2);
    const at10 = percentile(short.all.subarray(warm), 0.5);
    const atEnd = percentile(Float64Array.from(long.slice(-Math.min(TAIL, steps))), 0.5);
    const figure = (metric: string, value: number, unit: string): Figure => {
      return { workload: `history ${steps}`, nodes: 1, metric, value, unit };
    };
    return [
      figure("step_p50_at_10", at10, "ms"),
      figure(`step_p50_at_${steps}`, atEnd, "ms"),
      figure("step_p50_growth", atEnd / at10, "x"),
    ];
  });
}
