/**
 * A loop whose state is a replicated variable: base 2, multiplied by 3 four times, is 162. Every assignment is a
 * checkpoint; a process that dies in between goes on at the iteration where it was.
 *
 *   npx tsx examples/02-computation.ts
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorkflowRuntime } from "raftwork";

interface Computation {
  readonly base: number;
  readonly multiplier: number;
  readonly iterations: number;
}

const dataDir = await mkdtemp(join(tmpdir(), "raftwork-computation-"));
const runtime = await WorkflowRuntime.open({ dataDir });

const compute = runtime.registerWorkflow(
  "computation",
  1,
  async (ctx, { base, multiplier, iterations }: Computation): Promise<number> => {
    const current = await ctx.replicatedVar("current", base);
    for (let iteration = 1; iteration <= iterations; iteration += 1) {
      await current.update((value) => value * multiplier);
      ctx.logger.info({ iteration, value: current.value }, "multiplied");
    }
    return current.value;
  },
);

runtime.events.on("checkpointSet", ({ key }) => {
  console.log(`checkpoint ${key}`);
});
const result = await runtime.runWorkflow(compute, { base: 2, multiplier: 3, iterations: 4 });
console.log(`2 x 3^4 = ${result}`);
await runtime.close();
await rm(dataDir, { recursive: true, force: true });
