// @ts-check
/**
 * Random runs, one after the other in some lines, each of them accompanied: it is given the signals that it waits for, under ids that are
 * the same in every life, and is seen to its end.
 */
import { setTimeout as delay } from "node:timers/promises";
import { diceOf, signalsOf } from "../support/random-program.mjs";

const OPERATIONS_MAX = 14;
/** Who was refused waits so long. */
const REFUSED_MS = 5;
/** After these a call is repeated. */
const AGAIN = new Set(["ERR_NO_QUORUM", "ERR_OUTCOME_UNKNOWN", "ERR_NOT_LEADER"]);

export class Load {
  #runtime;
  #program;
  #outside;
  #nodeId;
  #life;
  #isEnding = false;
  #runs = 0;
  /** @type {Promise<void>[]} */
  #lines = [];

  /**
   * @param {object} parts
   * @param {import("../../dist/index.js").WorkflowRuntime} parts.runtime
   * @param {ReturnType<typeof import("../support/random-program.mjs").defineRandomProgram>} parts.program
   * @param {import("./outside.mjs").Outside} parts.outside
   * @param {string} parts.nodeId
   * @param {string} parts.life
   */
  constructor({ runtime, program, outside, nodeId, life }) {
    this.#runtime = runtime;
    this.#program = program;
    this.#outside = outside;
    this.#nodeId = nodeId;
    this.#life = life;
  }

  /** @param {{ lines: number, seed: number }} options */
  async begin({ lines, seed }) {
    for (const workflowId of await this.#unended()) this.#lines.push(this.#accompany(workflowId));
    const dice = diceOf(seed);
    for (let line = 0; line < lines; line += 1) this.#lines.push(this.#startAll(dice));
  }

  async end() {
    this.#isEnding = true;
    await Promise.all(this.#lines);
    // A start of an earlier life may have arrived after this one had looked.
    for (;;) {
      const left = await this.#unended();
      if (left.length === 0) return;
      await Promise.all(left.map((workflowId) => this.#accompany(workflowId)));
    }
  }

  /** Runs that lives of this node have started and that have not ended. */
  async #unended() {
    const { runs } = await again(() =>
      this.#runtime.listRuns({ status: "running" }, { limit: 1000 }),
    );
    const prefix = `${this.#nodeId}.`;
    return runs.map(({ workflowId }) => workflowId).filter((id) => id.startsWith(prefix));
  }

  /** @param {(limit: number) => number} dice */
  async #startAll(dice) {
    while (!this.#isEnding) {
      this.#runs += 1;
      const workflowId = `${this.#life}-${this.#runs}-${dice(2 ** 31)}-${1 + dice(OPERATIONS_MAX)}`;
      await again(() => this.#runtime.startWorkflow(this.#program, undefined, { workflowId }));
      this.#outside.write("started", workflowId);
      await this.#accompany(workflowId);
    }
  }

  /** @param {string} workflowId */
  async #accompany(workflowId) {
    const run = this.#runtime.getRun(workflowId);
    const signals = (async () => {
      for (let count = 0; count < signalsOf(workflowId); count += 1) {
        const signalId = `${workflowId}-${count}`;
        await again(() => run.signal("tick", count, { signalId }));
        this.#outside.write("signalled", workflowId, count);
      }
    })();
    // A run that has its signals may end before it is known that the last of them had come.
    const hasEnded = (/** @type {unknown} */ error) => {
      if (/** @type {{ code?: string }} */ (error).code !== "ERR_RUN_ENDED") throw error;
    };
    const [result] = await Promise.all([
      again(() => run.waitForCompletion()),
      signals.catch(hasEnded),
    ]);
    this.#outside.write("ended", workflowId, result);
  }
}

/**
 * Callers that each start a run, wait for its end and start the next one, for some time. Who is refused for load calls again, for another
 * run, after a moment.
 *
 * @param {import("../../dist/index.js").WorkflowRuntime} runtime
 * @param {import("./protocol.ts").CallersPlan} plan
 * @returns {Promise<import("./protocol.ts").CallersReport>}
 */
export async function callAtOnce(runtime, { name, callers, durationMs, inputBytes }) {
  /** @type {string[]} */
  const started = [];
  /** @type {string[]} */
  const refused = [];
  const report = { started, refused, ended: 0, slowestMs: 0, rssBytesMax: 0 };
  const input = "x".repeat(inputBytes);
  const end = performance.now() + durationMs;
  let count = 0;
  const caller = async () => {
    while (performance.now() < end) {
      count += 1;
      const workflowId = `${name} ${count}`;
      report.rssBytesMax = Math.max(report.rssBytesMax, process.memoryUsage.rss());
      const from = performance.now();
      try {
        const run = await again(() => runtime.startWorkflow("echoes", input, { workflowId }));
        started.push(workflowId);
        await again(() => run.waitForCompletion());
        report.ended += 1;
        report.slowestMs = Math.max(report.slowestMs, performance.now() - from);
      } catch (error) {
        if (/** @type {{ code?: string }} */ (error).code !== "ERR_OVERLOADED") throw error;
        refused.push(workflowId);
        await delay(REFUSED_MS);
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return report;
}

/** Repeats a call, under the same names, as long as there is no leader. @template T @param {() => Promise<T>} call */
export async function again(call) {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!AGAIN.has(/** @type {{ code?: string }} */ (error).code ?? "")) throw error;
    }
  }
}
