// Goal: whatever users call with, the call works or says what is wrong with it, and nobody else's run is hurt (scenarios 35 and 112 on every
// entry point). Method: one node for all inputs, whose every public call is made with odd values, from outside and from inside of a run; after
// each, a run that is started next completes, and at the end one that has waited all the while. The seed is in the name.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { InvalidArgumentError, RaftworkError } from "../../src/errors.ts";
import { TestRuntime } from "../../src/testing/test-runtime.ts";
import { TestCluster } from "../support/cluster.ts";
import { FUZZ_TEST_MS, fuzzing, fuzzSeeds } from "./fuzz.ts";
import { oddCall } from "./odd-calls.ts";
import { oddContextCall } from "./odd-context.ts";
import { expectNoPollution, odd, oddOptions } from "./values.ts";

const INPUTS = 400;

const echo = defineWorkflow({ name: "echo", version: 1 }, async (ctx, input: unknown) =>
  ctx.step("echo", () => input),
);
const waiting = defineWorkflow({ name: "waiting", version: 1 }, async (ctx) =>
  ctx.waitForSignal("go"),
);
const bystander = defineWorkflow({ name: "bystander", version: 1 }, async (ctx) => {
  const seen = await ctx.replicatedVar("seen", 0);
  const signal = await ctx.waitForSignal("end");
  await seen.set(1);
  return [seen.value, signal];
});

/** A call ends well, or with an error of ours that says what is wrong. */
async function expectTyped(call: () => unknown): Promise<void> {
  try {
    await call();
  } catch (error) {
    expect(error, String(error)).toBeInstanceOf(RaftworkError);
    if (error instanceof InvalidArgumentError) expect(error.field).not.toBe("");
  }
}

async function expectAlive(runtime: TestRuntime, count: number): Promise<void> {
  expectNoPollution();
  expect(await runtime.runWorkflow(echo, count)).toBe(count);
}

describe.each(fuzzSeeds())("calls (SEED=%d)", (seed) => {
  test(
    "from outside: each works or says what is wrong with it",
    async () => {
      await using runtime = await TestRuntime.open({ workflows: [echo, waiting, bystander], seed });
      const patient = await runtime.startWorkflow(bystander, undefined, { workflowId: "patient" });
      let count = 0;
      const property = fc.asyncProperty(oddCall, async (call) => {
        count += 1;
        const target = await runtime.startWorkflow(waiting, undefined, {
          workflowId: `w-${count}`,
        });
        await expectTyped(() => call.run({ runtime, workflow: echo, target }));
        await target.terminate();
        await expectAlive(runtime, count);
      });
      await fc.assert(property, fuzzing(seed, INPUTS, 4));
      await patient.signal("end", "well");
      expect(await patient.waitForCompletion()).toEqual([1, "well"]);
    },
    FUZZ_TEST_MS,
  );

  test(
    "from inside of a run: each works, or fails that run and says why",
    async () => {
      let calls: readonly (typeof oddContextCall extends fc.Arbitrary<infer Call>
        ? Call
        : never)[] = [];
      let thrown: unknown;
      const inside = defineWorkflow({ name: "inside", version: 1 }, async (ctx) => {
        for (const call of calls) {
          try {
            await call.run(ctx);
          } catch (error) {
            thrown = error;
            throw error;
          }
        }
        return "through";
      });
      const all: AnyWorkflow[] = [echo, bystander, inside];
      await using runtime = await TestRuntime.open({ workflows: all, seed });
      const patient = await runtime.startWorkflow(bystander, undefined, { workflowId: "patient" });
      let count = 0;
      const inputs = fc.array(oddContextCall, { minLength: 1, maxLength: 3 });
      const property = fc.asyncProperty(inputs, async (given) => {
        count += 1;
        [calls, thrown] = [given, undefined];
        const workflowId = `inside-${count}`;
        const run = await runtime.startWorkflow(inside, undefined, { workflowId });
        await expectTyped(() => run.waitForCompletion({ timeout: "10m" }));
        await run.terminate();
        if (thrown !== undefined) expect(thrown).toBeInstanceOf(RaftworkError);
        await expectAlive(runtime, count);
      });
      await fc.assert(property, fuzzing(seed, INPUTS, 4));
      await patient.signal("end", "well");
      expect(await patient.waitForCompletion()).toEqual([1, "well"]);
    },
    FUZZ_TEST_MS,
  );

  test(
    "about the cluster: no member is lost, and none is asked for what cannot be",
    async () => {
      const nodes = ["n1", "n2", "n3"];
      const cluster = await TestCluster.open({ nodes, seed, workflows: [echo] });
      const fit = { callTimeout: fc.constantFrom(100, "1s"), drain: fc.constant(0) };
      const calls = fc.oneof(
        fc.tuple(fc.constant("remove" as const), odd, oddOptions(fit)),
        // With a key that is none, so that none really leaves.
        fc.tuple(
          fc.constant("leave" as const),
          oddOptions(fit).map((given) =>
            typeof given === "object" && given !== null ? { ...given, odd: 1 } : 1,
          ),
          fc.constant(undefined),
        ),
      );
      let count = 0;
      const property = fc.asyncProperty(
        fc.constantFrom(...nodes),
        calls,
        async (nodeId, [call, ...args]) => {
          count += 1;
          const admin = cluster.node(nodeId).cluster as unknown as Record<
            typeof call,
            (...given: readonly unknown[]) => Promise<void>
          >;
          await expectTyped(() => cluster.wait(admin[call](...args)));
          expect(cluster.living).toEqual(nodes);
          const runtime = cluster.node("n1");
          if (count % 20 === 0)
            expect(await cluster.wait(runtime.runWorkflow(echo, count))).toBe(count);
        },
      );
      await fc.assert(property, fuzzing(seed, INPUTS, 4));
      expect(cluster.voters("n1").toSorted()).toEqual(nodes);
      await cluster.close();
    },
    FUZZ_TEST_MS,
  );
});
