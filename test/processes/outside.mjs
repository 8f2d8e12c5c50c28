// @ts-check
/** What a node process leaves outside of Raftwork: its own file, of lines that are written before anything else happens. */
import { openSync, writeSync } from "node:fs";

/** The system's monotonic clock in ms. */
export function clockMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}

export class Outside {
  #file;
  #life;
  #effects = 0;
  /** The least that was seen between the clock of the event loop, which has whole ms, and that of the system. */
  #offsetMs = Infinity;

  /** @param {string} path @param {string} life */
  constructor(path, life) {
    this.#file = openSync(path, "a");
    this.#life = life;
  }

  /** @param {import("./protocol.ts").OutsideLine} line */
  write(...line) {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }

  /**
   * A step's effect: a line, and a value that no other call of a step returns.
   *
   * @param {Pick<import("../../dist/index.js").StepContext, "attempt" | "fencingToken">} step
   * @param {string} key
   * @param {string} workflowId
   */
  perform({ attempt, fencingToken }, key, workflowId) {
    this.#effects += 1;
    const value = `${this.#life}.${this.#effects}`;
    const { term } = fencingToken;
    this.write("start", workflowId, key, {
      attempt,
      term,
      value,
      notBeforeMs: this.#notBeforeMs(),
    });
    return value;
  }

  /**
   * When the event loop began what it does now, in the system's time. The check before a step's function and the call itself are one
   * thing that it does, so the check was later, however long the process stood still between the two.
   */
  #notBeforeMs() {
    const timer = setTimeout(() => {}, 0);
    clearTimeout(timer);
    const { _idleStart: loopMs } = /** @type {{ _idleStart?: unknown }} */ (timer);
    if (typeof loopMs !== "number") throw new Error("timers of this version do not say when");
    this.#offsetMs = Math.min(this.#offsetMs, clockMs() - loopMs - 1);
    return loopMs + this.#offsetMs;
  }
}
