// @ts-check
/** The workflows of a node process, in plain JavaScript on the built package. */
import { setTimeout as delay } from "node:timers/promises";
import { defineWorkflow, matchesError } from "../../dist/index.js";
import { defineRandomProgram } from "../support/random-program.mjs";

/** Longer than it takes to elect another leader. */
const RETRY_MS = 2000;
/** Of an assignment: so many that no two fit in one of the small entries. */
const VALUE_BYTES = 480;

/**
 * @param {object} surroundings
 * @param {import("./outside.mjs").Outside} surroundings.outside
 * @param {string} surroundings.life
 * @param {(workflowId: string, name: string) => void} surroundings.mark
 */
export function makeWorkflows({ outside, life, mark }) {
  /** @param {string} workflowId @param {string} key @param {unknown} value */
  const seen = (workflowId, key, value) => outside.write("seen", workflowId, key, value);
  /** @param {string} key @param {string} workflowId */
  const work =
    (key, workflowId, lastsMs = 0) =>
    /** @param {import("../../dist/index.js").StepContext} step */
    async (step) => {
      const value = outside.perform(step, key, workflowId);
      mark(workflowId, `began ${key}`);
      if (lastsMs > 0) await delay(lastsMs);
      return value;
    };

  const program = defineRandomProgram({
    seen,
    perform: (step, key, workflowId) => outside.perform(step, key, workflowId),
  });

  /** Steps one after the other. */
  const steps = defineWorkflow(
    { name: "steps", version: 1 },
    async (ctx, /** @type {{ count: number, lastsMs: number }} */ { count, lastsMs }) => {
      const { workflowId } = ctx;
      /** @type {string[]} */
      const values = [];
      for (let at = 0; at < count; at += 1) {
        const key = `step:work#${at}`;
        const value = await ctx.step("work", work(key, workflowId, lastsMs));
        seen(workflowId, key, value);
        values.push(value);
      }
      return values;
    },
  );

  /** Its process dies as soon as the function is given the outcome of a step that this process has run. */
  const dies = defineWorkflow({ name: "dies", version: 1 }, async (ctx) => {
    const { workflowId } = ctx;
    const first = await ctx.step("work", work("step:work#0", workflowId));
    seen(workflowId, "step:work#0", first);
    if (first.startsWith(`${life}.`)) process.kill(process.pid, "SIGKILL");
    const second = await ctx.step("work", work("step:work#1", workflowId));
    seen(workflowId, "step:work#1", second);
    return [first, second];
  });

  /** Its times are the wall clock's: before it slept, and after. */
  const sleeps = defineWorkflow(
    { name: "sleeps", version: 1 },
    async (ctx, /** @type {number} */ durationMs) => {
      const from = await ctx.step("from", () => Date.now());
      mark(ctx.workflowId, "sleeps");
      await ctx.sleep(durationMs);
      return { from, to: await ctx.step("to", () => Date.now()) };
    },
  );

  /** Waits in the way that its input says, until it is cancelled; then cleans up in two steps. */
  const waits = defineWorkflow(
    { name: "waits", version: 1 },
    async (ctx, /** @type {"step" | "sleep" | "signal" | "condition"} */ kind) => {
      const { workflowId } = ctx;
      let error = "none";
      try {
        mark(workflowId, "waits");
        if (kind === "sleep") await ctx.sleep("1h");
        else if (kind === "signal") await ctx.waitForSignal("never");
        else if (kind === "condition") await ctx.condition(() => false);
        else
          await ctx.step("hang", async ({ abortSignal }) => {
            mark(workflowId, "hangs");
            await delay(3_600_000, 0, { signal: abortSignal });
          });
      } catch (thrown) {
        error = matchesError(thrown, "CancelledError") ? "cancelled" : String(thrown);
        throw thrown;
      } finally {
        await ctx.scope(
          "cleanup",
          async (scoped) => {
            for (const at of [0, 1]) {
              const key = `cleanup#0/step:work#${at}`;
              const value = await scoped.step("work", work(key, workflowId, 300));
              seen(workflowId, key, value);
            }
            await scoped.replicatedVar("error", error);
          },
          { shield: true },
        );
      }
    },
  );

  /** A step whose first attempt fails, and whose second one follows after a while. */
  const retries = defineWorkflow({ name: "retries", version: 1 }, async (ctx) => {
    const { workflowId } = ctx;
    const key = "step:work#0";
    const value = await ctx.step(
      "work",
      (step) => {
        const made = outside.perform(step, key, workflowId);
        if (step.attempt === 1) throw new Error("the first attempt");
        return made;
      },
      { retry: { initialInterval: RETRY_MS, jitter: "none" } },
    );
    seen(workflowId, key, value);
    return value;
  });

  /** As many checkpoints as its input says, each of an entry of its own; nothing happens outside. */
  const counts = defineWorkflow(
    { name: "counts", version: 1 },
    async (ctx, /** @type {number} */ count) => {
      const total = await ctx.replicatedVar("total", "0".padEnd(VALUE_BYTES));
      for (let at = 1; at < count; at += 1) await total.set(`${at}`.padEnd(VALUE_BYTES));
      return Number(total.value);
    },
  );

  /** Its input, by way of a step. */
  const echoes = defineWorkflow(
    { name: "echoes", version: 1 },
    async (ctx, /** @type {string} */ input) => ctx.step("echo", () => input.length),
  );

  /** A step that keeps the main thread of one node busy, and of no other. */
  const spins = defineWorkflow(
    { name: "spins", version: 1 },
    async (ctx, /** @type {{ at: string, lastsMs: number }} */ { at, lastsMs }) => {
      const { workflowId } = ctx;
      const key = "step:work#0";
      const value = await ctx.step("work", (step) => {
        const made = outside.perform(step, key, workflowId);
        mark(workflowId, "spins");
        if (life.startsWith(`${at}.`)) spinFor(lastsMs);
        return made;
      });
      seen(workflowId, key, value);
      return value;
    },
  );

  /** Its turns never return in the first life of a node, on any node. */
  const hangs = defineWorkflow({ name: "hangs", version: 1 }, async (ctx) => {
    const { workflowId } = ctx;
    const key = "step:work#0";
    const value = await ctx.step("work", work(key, workflowId));
    seen(workflowId, key, value);
    mark(workflowId, "hangs");
    if (life.endsWith(".1")) spinFor(Infinity);
    return value;
  });

  return { spins, hangs, program, steps, dies, sleeps, waits, retries, counts, echoes };
}

/** @param {number} durationMs */
function spinFor(durationMs) {
  const from = performance.now();
  while (performance.now() - from < durationMs);
}
