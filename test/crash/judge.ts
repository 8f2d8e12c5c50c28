/**
 * What a child said and what its steps did outside, held against what is committed. It decides by that alone, by no
 * clock: an effect is wrong when its outcome was committed before the life began in which it happened.
 */
import type { CommittedHistory, CommittedRun } from "../support/committed.ts";

/** A line that a step left outside. */
interface Effect {
  readonly key: string;
  readonly attempt: number;
  readonly value: string;
}

/** What is committed, as far as the judge asks. */
export type Committed = Pick<CommittedHistory, "settledKeys" | "failedAttempts"> & {
  readonly runs: ReadonlyMap<string, CommittedRun>;
};

/** Values of steps, of which no two are the same. */
const EFFECT_VALUE = /^\d+\.\d+$/;
/** Lines that speak of no run. */
const OF_PROCESSES: ReadonlySet<string> = new Set(["open", "retried", "closed"]);
const DOOMED_TEXT = "it failed";
const DOOMED_OUTCOME = "failed: StepFailedError";

/** Everything that contradicts. */
export class Judge {
  readonly violations: string[] = [];
  /** The key under which each value was made outside. */
  readonly #keyOfValue = new Map<string, string>();
  readonly #history: Committed;

  constructor(history: Committed) {
    this.#history = history;
  }

  /** Effects so far. */
  get effects(): number {
    return this.#keyOfValue.size;
  }

  /**
   * What the steps of a life did outside, as the lines of the file; before what that life committed is taken into
   * the history.
   */
  lifeActed(life: number, text: string): void {
    const seen = new Set<string>();
    for (const { key, attempt, value } of parseEffects(text)) {
      const what = `life ${life}: attempt ${attempt} under ${key}`;
      if (!value.startsWith(`${life}.`)) this.violations.push(`${what} is of another life`);
      if (this.#history.settledKeys.has(key)) {
        this.violations.push(`${what} after its outcome was committed`);
      }
      if (attempt <= (this.#history.failedAttempts.get(key) ?? 0)) {
        this.violations.push(`${what} after that attempt was known to have failed`);
      }
      if (seen.has(`${key} ${attempt}`)) this.violations.push(`${what} ran twice`);
      seen.add(`${key} ${attempt}`);
      this.#keyOfValue.set(value, key);
    }
  }

  /** What a life said, after what it committed was taken into the history. */
  lifeSaid(life: number, lines: readonly unknown[][]): void {
    for (const [word, ...rest] of lines) {
      const isTrue = OF_PROCESSES.has(String(word)) || this.#isCommitted(word, rest);
      if (!isTrue) {
        this.violations.push(`life ${life}: not committed: ${JSON.stringify([word, ...rest])}`);
      }
    }
  }

  /** All runs have ended, with results made of what is committed. */
  allEnded(): void {
    for (const [workflowId, run] of this.#history.runs) {
      const { ending, signals, outcomes } = run;
      if (ending?.startsWith("[") !== true) {
        this.violations.push(`${workflowId} ended as ${ending ?? "not at all"}`);
        continue;
      }
      if (signals.some((payload, at) => payload !== at)) {
        this.violations.push(`${workflowId} got its signals as ${JSON.stringify(signals)}`);
      }
      const known = new Set(outcomes.values());
      for (const value of JSON.parse(ending) as unknown[]) {
        const isKnown = known.has(JSON.stringify(value)) || signals.includes(value);
        if (!isKnown && value !== DOOMED_TEXT) {
          this.violations.push(`${workflowId} has ${JSON.stringify(value)} in its result`);
        }
      }
    }
    for (const [value, key] of this.#keyOfValue) {
      if (!this.#history.settledKeys.has(key)) {
        this.violations.push(`effect ${value} under ${key} has no outcome`);
      }
    }
  }

  #isCommitted(word: unknown, rest: readonly unknown[]): boolean {
    const [workflowId, detail, value] = rest;
    const run = this.#history.runs.get(String(workflowId));
    if (run === undefined) return false;
    switch (word) {
      case "started":
        return true;
      case "signalled":
        return run.signals.includes(detail);
      case "seen":
        return this.#wasGiven(run, String(detail), value);
      case "ended":
        return run.ending === JSON.stringify(detail);
      default:
        // "bad", and whatever nobody knows.
        return false;
    }
  }

  #wasGiven(run: CommittedRun, key: string, value: unknown): boolean {
    if (key === "signal") return run.signals.includes(value);
    const outcome = run.outcomes.get(key);
    if (key.startsWith("sleep")) return outcome === "fired";
    if (value === DOOMED_TEXT) return outcome === DOOMED_OUTCOME;
    // A step's effect was outside before its outcome was committed.
    const isEffect = typeof value === "string" && EFFECT_VALUE.test(value);
    if (isEffect && !this.#keyOfValue.has(value)) return false;
    return outcome === JSON.stringify(value);
  }
}

/** The effects in a piece of the file. A line is one write, so that a dying process leaves whole ones. */
function parseEffects(text: string): Effect[] {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("the file of effects ends within a line");
  return lines.map((line) => {
    const [key = "", attempt = "", value = ""] = line.split(" ");
    return { key, attempt: Number(attempt), value };
  });
}
