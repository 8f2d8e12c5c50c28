// @ts-check
/** What a node process leaves outside of Raftwork: its own file, of lines that are written before anything else happens. */
import { openSync, writeSync } from "node:fs";

/** How often it is noted how far the event loop has come, in ms. */
const NOTE_EVERY_MS = 5;

/** The system's monotonic clock in ms. */
export function clockMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}

export class Outside {
  #file;
  #life;
  #effects = 0;
  #loopMs = clockMs();

  /** @param {string} path @param {string} life */
  constructor(path, life) {
    this.#file = openSync(path, "a");
    this.#life = life;
    // The check before a step's function and the call itself are one iteration of the loop. What is noted in an earlier one lies
    // before both, however long the process stood still between them.
    setInterval(() => {
      this.#loopMs = clockMs();
    }, NOTE_EVERY_MS).unref();
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
    this.write("start", workflowId, key, { attempt, term, value, notBeforeMs: this.#loopMs });
    return value;
  }
}
