// @ts-check
/** What a node process leaves outside of Raftwork: its own file, of lines that are written before anything else happens. */
import { openSync, writeSync } from "node:fs";

/** The system's monotonic clock in ms. */
export function clockMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** When somebody in this thread asked the time last, in the system's time. */
let askedAtMs = clockMs();

/** From now on it is known when somebody asks the time. Everything in the package that does asks `performance.now()`. */
export function watchClock() {
  const now = performance.now.bind(performance);
  performance.now = () => {
    askedAtMs = clockMs();
    return now();
  };
}

export class Outside {
  #file;
  #life;
  #effects = 0;

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
      // The check before a step's function asks the time, and then the function is called. However long the process stood still
      // between the two, this is when it was checked.
      notBeforeMs: askedAtMs,
    });
    return value;
  }
}
