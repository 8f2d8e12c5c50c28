/**
 * Random workflows for the one-node simulation: each is a sequence of operations drawn from the seed in its input, so
 * that every node and every life of a node runs the same one.
 */
import type { WorkflowDefinition } from "../../src/api/definition.ts";
import { defineWorkflow } from "../../src/index.ts";
import { SeededRandom } from "../../src/util/random.ts";
import type { Effect } from "./one-node-world.ts";

/** Input of a program. */
export interface ProgramInput {
  readonly seed: number;
  readonly length: number;
}

/** What programs act on. */
export interface ProgramWorld {
  /** A step's side effect; its result differs each time. */
  perform(effect: Effect): Promise<string>;
  /** A run's function went past its `position`-th observation. */
  consumed(workflowId: string, position: number, value: unknown): void;
}

/** The workflow whose runs are programs; what it does and sees goes to `world`. */
export function defineProgram(world: ProgramWorld): WorkflowDefinition<ProgramInput, unknown[]> {
  return defineWorkflow(
    { name: "program", version: 1 },
    async (ctx, input: ProgramInput): Promise<unknown[]> => {
      const random = new SeededRandom(input.seed);
      const seen: unknown[] = [];
      let newest = -1;
      const note = (value: unknown): void => {
        world.consumed(ctx.workflowId, seen.length, value);
        seen.push(value);
      };
      const step = (name: string, delayMs: number): Promise<string> =>
        ctx.step(name, ({ idempotencyKey, attempt }) =>
          world.perform({ workflowId: ctx.workflowId, name, idempotencyKey, attempt, delayMs }),
        );
      const total = await ctx.replicatedVar("total", 0);
      for (let at = 0; at < input.length; at += 1) {
        const delayMs = random.below(4) === 0 ? random.below(120) : 0;
        switch (random.below(12)) {
          case 0:
          case 1:
            note(await step(`s${random.below(3)}`, delayMs));
            break;
          case 2: {
            const failures = 1 + random.below(2);
            // The longer wait is long enough for a run to leave memory.
            const initialInterval = random.below(3) === 0 ? 200 : 5;
            const value = await ctx.step(
              "flaky",
              async ({ idempotencyKey, attempt }) => {
                const { workflowId } = ctx;
                const effect = { workflowId, name: "flaky", idempotencyKey, attempt, delayMs };
                const done = await world.perform(effect);
                if (attempt <= failures) throw new Error(`attempt ${attempt} of ${failures + 1}`);
                return done;
              },
              { retry: { initialInterval, maximumInterval: 8 * initialInterval, jitter: "full" } },
            );
            note(value);
            break;
          }
          case 3: {
            const failed = await ctx
              .step(
                "doomed",
                ({ attempt }) => {
                  throw new TypeError(`attempt ${attempt}`);
                },
                { retry: { maximumAttempts: 2, initialInterval: 1, jitter: "none" } },
              )
              .then(
                () => "it ended well",
                (error: unknown) => (error instanceof Error ? error.message : "no error"),
              );
            note(failed);
            break;
          }
          case 4:
            await total.set(total.value + random.below(10));
            note(total.value);
            break;
          case 5:
            note(await total.update((value) => value * 2 + 1));
            break;
          case 6: {
            const before = ctx.now();
            const duration = random.below(150);
            await ctx.sleep(duration);
            if (ctx.now() < before + duration) throw new Error(`slept less than ${duration} ms`);
            note("slept");
            break;
          }
          case 7: {
            const parts = [step("left", delayMs), step("right", 0), ctx.sleep(random.below(30))];
            note(await Promise.all(parts));
            break;
          }
          case 8: {
            // Undefined when none came in time, which the history decides and every replay repeats.
            const signal = await ctx.waitForSignal<number>("tick", { timeout: random.below(80) });
            // In the order they were sent, each once, however often sending was repeated.
            if (signal !== undefined && signal <= newest) {
              throw new Error(`signal ${signal} after ${newest}`);
            }
            newest = signal ?? newest;
            note(signal ?? "no signal");
            break;
          }
          case 9:
            note(
              await ctx.map(
                "items",
                [1, 2, 3],
                async (scoped, item) => {
                  await scoped.sleep(random.below(1) + item);
                  return scoped.step("item", ({ idempotencyKey, attempt }) =>
                    world.perform({
                      workflowId: ctx.workflowId,
                      name: `item ${item}`,
                      idempotencyKey,
                      attempt,
                      delayMs,
                    }),
                  );
                },
                { concurrency: 2 },
              ),
            );
            break;
          case 10:
            note(
              await ctx.scope("part", async (scoped) => {
                const variable = await scoped.replicatedVar("local", at);
                await Promise.all([variable.update((value) => value + 1), scoped.sleep(3)]);
                return variable.value;
              }),
            );
            break;
          default: {
            const slept = ctx.sleep(random.below(60)).then(() => "timer first");
            const stepped = step("racer", random.below(60)).then(() => "step first");
            note(await Promise.race([slept, stepped]));
          }
        }
      }
      return [...seen, total.value];
    },
  );
}
