// @ts-check
/**
 * Runs of random operations for the tests that kill processes, in plain JavaScript on the built package. What a run does is in its id,
 * so that every process, also one that was not there when it began, computes the same: `r<life>-<count>-<seed>-<length>`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { defineWorkflow } from "../../dist/index.js";

/**
 * Where a program leaves its traces.
 *
 * @typedef {object} ProgramOutside
 * @property {(workflowId: string, key: string, value: unknown) => void} seen The function was given the outcome of an operation:
 *   it is acknowledged. `signal` stands for all signals; null for what has no value.
 * @property {(step: import("../../dist/index.js").StepContext, key: string, workflowId: string) => string} perform A step's effect:
 *   returns a value that no other call of a step returns.
 */

const SIGNAL = 9;
const KINDS = 10;

/** Dice of a program: a linear congruential generator. @param {number} seed */
export function diceOf(seed) {
  let state = seed >>> 0;
  /** @param {number} limit */
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Seed and number of operations of a run, which its id has. @param {string} workflowId */
function programOf(workflowId) {
  const [, , seed = "0", length = "0"] = workflowId.split("-");
  return { seed: Number(seed), length: Number(length) };
}

/** How many signals a program waits for: the throws of its dice that mean one. @param {string} workflowId */
export function signalsOf(workflowId) {
  const { seed, length } = programOf(workflowId);
  const dice = diceOf(seed);
  return Array.from({ length }, () => dice(KINDS)).filter((kind) => kind === SIGNAL).length;
}

/** The workflow. @param {ProgramOutside} outside */
export function defineRandomProgram({ seen: told, perform }) {
  return defineWorkflow({ name: "program", version: 1 }, async (ctx) => {
    const { workflowId } = ctx;
    const { seed, length } = programOf(workflowId);
    const dice = diceOf(seed);
    const kinds = Array.from({ length }, () => dice(KINDS));
    /** @type {unknown[]} */
    const seen = [];
    /** Every value that the function was given is acknowledged under the key of its operation. */
    const note = (/** @type {string} */ key, /** @type {unknown} */ value) => {
      told(workflowId, key, value);
      seen.push(value);
    };
    const counts = new Map();
    const keyOf = (/** @type {string} */ name) => {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return `${name}#${count}`;
    };
    /** A step whose first attempts fail, and may wait for so long that a leader can change in between. */
    const step = async (
      /** @type {string} */ name,
      { failures = 0, delayMs = 0, retryMs = 5 } = {},
    ) => {
      const key = keyOf(`step:${name}`);
      const value = await ctx.step(
        name,
        async (attempt) => {
          const done = perform(attempt, key, workflowId);
          if (delayMs > 0) await delay(delayMs);
          if (attempt.attempt <= failures) throw new Error(`attempt ${attempt.attempt}`);
          return done;
        },
        {
          retry: { maximumAttempts: 20, initialInterval: retryMs, maximumInterval: 8 * retryMs },
        },
      );
      note(key, value);
    };
    const sleep = async (/** @type {number} */ durationMs) => {
      const key = keyOf("sleep");
      await ctx.sleep(durationMs);
      told(workflowId, key, null);
    };
    keyOf("var:total");
    const total = await ctx.replicatedVar("total", 0);
    for (const kind of kinds) {
      switch (kind) {
        case 0:
        case 1:
        case 2:
          await step(`s${dice(3)}`);
          break;
        case 3:
          await step("slow", { delayMs: 1 + dice(25) });
          break;
        case 4:
          await step("flaky", { failures: 1 + dice(3), retryMs: dice(3) === 0 ? 200 : 5 });
          break;
        case 5:
          await sleep(dice(60));
          break;
        case 6: {
          const key = keyOf("var:total");
          await total.set(total.value + dice(10));
          note(key, total.value);
          break;
        }
        case 7:
          await Promise.all([step("left", { delayMs: dice(5) }), sleep(dice(20)), step("right")]);
          break;
        case 8: {
          const key = keyOf("step:doomed");
          /** @type {string} */
          const text = await ctx
            .step(
              "doomed",
              (attempt) => {
                perform(attempt, key, workflowId);
                throw new TypeError("never");
              },
              { retry: { maximumAttempts: 2, initialInterval: 1 } },
            )
            .then(
              () => "it ended well",
              () => "it failed",
            );
          note(key, text);
          break;
        }
        default:
          note("signal", await ctx.waitForSignal("tick"));
      }
    }
    return seen;
  });
}
