/**
 * Goal: a node that dies again and again at random moments, on a slow disk, brings every run to its end with the result
 * that a run without crashes has; committed results are never computed again; sleeps are never early.
 * Method: random programs by seed over the real runtime, memory disk, virtual time.
 */
import { expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { RuntimeOptions } from "../../src/runtime/options.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { makeWorld, openNode, within } from "./virtual-node.ts";

interface Op {
  readonly type: "step" | "flaky" | "sleep" | "var" | "parallel";
  readonly value: number;
}

function program(random: SeededRandom): Op[] {
  const types = ["step", "flaky", "sleep", "var", "parallel"] as const;
  return Array.from({ length: 3 + random.below(10) }, () => ({
    type: types[random.below(types.length)] ?? "step",
    value: 1 + random.below(50),
  }));
}

/** What a program comes to when nothing goes wrong. */
function model(ops: readonly Op[]): number {
  return ops.reduce((sum, { type, value }) => {
    if (type === "sleep") return sum;
    return sum + (type === "parallel" ? value * 3 : value);
  }, 0);
}

/** Results that a function was given, by run and operation: computed again, they would differ. */
let given = new Map<string, string>();
let early: string[] = [];
let calls = 0;

const chaotic = defineWorkflow({ name: "chaotic", version: 1 }, async (ctx, ops: readonly Op[]) => {
  const total = await ctx.replicatedVar("total", 0);
  const step = async (at: string, value: number, failsOnce: boolean): Promise<number> => {
    const result = await ctx.step(
      at,
      async ({ attempt }) => {
        calls += 1;
        if (failsOnce && attempt === 1) throw new Error("once");
        return { value, token: calls };
      },
      { retry: { initialInterval: 10 } },
    );
    const id = `${ctx.workflowId} ${at}`;
    const seen = JSON.stringify(result);
    const before = given.get(id);
    if (before !== undefined && before !== seen) throw new Error(`${id}: ${before}, now ${seen}`);
    given.set(id, seen);
    return result.value;
  };
  for (const [at, { type, value }] of ops.entries()) {
    if (type === "sleep") {
      const before = ctx.now();
      await ctx.sleep(value * 10);
      if (ctx.now() - before < value * 10) early.push(`${ctx.workflowId} ${at}`);
    } else if (type === "var") {
      await total.update((sum) => sum + value);
    } else if (type === "parallel") {
      const parts = await Promise.all([0, 1, 2].map((part) => step(`${at}.${part}`, value, false)));
      await total.update((sum) => parts.reduce((all, part) => all + part, sum));
    } else {
      await total.set(total.value + (await step(`${at}`, value, type === "flaky")));
    }
  }
  return total.value;
});

/** By the seed: a replay after every event, runs that leave memory at once, hardly any room for them, or none of it. */
function modeOf(seed: number): RuntimeOptions {
  return {
    replay: seed % 3 === 0 ? "always" : "onEviction",
    idleEviction: seed % 2 === 0 ? 5 : undefined,
    maxResidentRuns: seed % 5 === 0 ? 1 : undefined,
  };
}

test.each(Array.from({ length: 60 }, (_, at) => at + 1))(
  "runs survive a node that dies again and again (SEED=%d)",
  async (seed) => {
    given = new Map();
    early = [];
    const random = new SeededRandom(seed);
    const world = makeWorld(seed);
    const programs = Array.from({ length: 1 + random.below(5) }, () => program(random));
    world.disk.setFaults({
      writeDelayMs: random.below(3),
      slowWriteRatio: 0.1,
      slowWriteDelayMs: 40,
    });
    for (let life = 0; life < 2 + random.below(8); life += 1) {
      const runtime = await openNode(world, {
        workflows: [chaotic],
        seed: seed + life,
        runtime: modeOf(seed),
      });
      for (const [at, ops] of programs.entries()) {
        const start = runtime.startWorkflow(chaotic, ops, { workflowId: `run-${at}` });
        start.catch(() => {});
      }
      const untilMs = world.scheduler.now() + 20 + random.below(400);
      await world.scheduler.run({ untilMs });
      world.disk.crash();
      world.scheduler.clear();
    }
    world.disk.setFaults({ writeDelayMs: 0, slowWriteRatio: 0 });
    const runtime = await openNode(world, { workflows: [chaotic], seed, runtime: modeOf(seed) });
    const blocked: unknown[] = [];
    runtime.events.on("runBlocked", ({ error }) => blocked.push(error));
    const results = programs.map((ops, at) =>
      runtime.runWorkflow(chaotic, ops, { workflowId: `run-${at}` }),
    );
    expect(await within(world, Promise.all(results))).toEqual(programs.map(model));
    expect(early).toEqual([]);
    expect(blocked).toEqual([]);
    await within(world, runtime.close());
  },
);
