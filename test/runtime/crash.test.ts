/**
 * Goal: whatever instant the disk of a single node dies at, everything acknowledged is there after the start, every run
 * ends with the same result, and no step whose result was given to the function runs again.
 * Method: the real runtime over MemoryDisk on virtual time; one whole life to count the crash points, then one for each.
 */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { makeWorld, openNode, type World, within } from "./virtual-node.ts";

interface Effects {
  /** Calls of each step's function, by run and step. */
  readonly calls: Map<string, number>;
  /** Steps whose result the function was given. */
  readonly given: Set<string>;
  /** Runs whose start was acknowledged. */
  readonly started: Set<string>;
  /** Results that were acknowledged. */
  readonly results: Map<string, unknown>;
}

let effects: Effects = newEffects();

function newEffects(): Effects {
  return { calls: new Map(), given: new Set(), started: new Set(), results: new Map() };
}

const work = defineWorkflow({ name: "work", version: 1 }, async (ctx, base: number) => {
  const step = async (name: string, value: number): Promise<number> => {
    const id = `${ctx.workflowId} ${name}`;
    const result = await ctx.step(
      name,
      async ({ attempt }) => {
        effects.calls.set(id, (effects.calls.get(id) ?? 0) + 1);
        if (name === "flaky" && attempt === 1) throw new Error("once");
        return value;
      },
      { retry: { initialInterval: 20, jitter: "none" } },
    );
    effects.given.add(id);
    return result;
  };
  const sum = await ctx.replicatedVar("sum", base);
  await sum.set(sum.value + (await step("one", 1)));
  const parts = await Promise.all([step("two", 2), step("flaky", 3)]);
  await ctx.sleep(100);
  await sum.update((value) => value + parts[0] + parts[1]);
  return { sum: sum.value, last: await step("last", 4) };
});

const IDS = ["a", "b"];

async function life(world: World): Promise<void> {
  const runtime = await openNode(world, { workflows: [work] });
  const runs = IDS.map(async (workflowId, at) => {
    const run = await runtime.startWorkflow(work, at * 100, { workflowId });
    effects.started.add(workflowId);
    effects.results.set(workflowId, await run.waitForCompletion());
  });
  await within(world, Promise.all(runs));
  await within(world, runtime.close());
}

const EXPECTED = new Map(IDS.map((id, at) => [id, { sum: at * 100 + 6, last: 4 }]));

describe("crash points of a node's disk", () => {
  test.each([1, 2])("nothing acknowledged is lost or done again (SEED=%d)", async (seed) => {
    effects = newEffects();
    const whole = makeWorld(seed);
    await life(whole);
    expect(effects.results).toEqual(EXPECTED);
    const points = whole.disk.pointsPassed;
    expect(points).toBeGreaterThan(60);
    for (let point = 1; point <= points; point += 1) {
      effects = newEffects();
      const world = makeWorld(seed);
      let hasCrashed = false;
      world.disk.crashAt(point, () => {
        hasCrashed = true;
      });
      const dying = life(world);
      dying.catch(() => {});
      await world.scheduler.run({ until: () => hasCrashed });
      // The process is gone: whatever it had asked for does not happen.
      world.scheduler.clear();
      const { started, results, given } = effects;
      const callsBefore = new Map(effects.calls);
      const givenBefore = new Set(given);

      const runtime = await openNode(world, { workflows: [work] });
      for (const workflowId of started) {
        const result = await within(world, runtime.getRun(work, workflowId).waitForCompletion());
        expect(result).toEqual(EXPECTED.get(workflowId));
      }
      for (const [at, workflowId] of IDS.entries()) {
        const run = await within(world, runtime.startWorkflow(work, at * 100, { workflowId }));
        expect(await within(world, run.waitForCompletion())).toEqual(EXPECTED.get(workflowId));
      }
      for (const [workflowId, result] of results) expect(result).toEqual(EXPECTED.get(workflowId));
      for (const id of givenBefore) {
        expect(`${id} x${effects.calls.get(id)} at ${point}`).toBe(
          `${id} x${callsBefore.get(id)} at ${point}`,
        );
      }
      for (const [id, calls] of effects.calls) {
        // Once more than without the crash at most: the attempt that was in flight.
        expect(calls).toBeLessThanOrEqual(id.endsWith("flaky") ? 3 : 2);
      }
      await within(world, runtime.close());
    }
  });
});
