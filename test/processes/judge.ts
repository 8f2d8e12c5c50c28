/**
 * Holds what processes did outside against what is committed, by the wording of the guarantees:
 *
 * - G3: a node that has applied a step's checkpoint never starts that step again, and no later leader does. A leader cut off starts
 *   nothing later than one election timeout after its last contact with a majority. An attempt that was interrupted counts.
 * - G1: what was acknowledged is committed, and the only outcome of its operation. G5: a signal is in the history once.
 *
 * Times are compared only where the guarantee has one, and by bounds that a slow machine does not move: a step began *after* the moment
 * that its line has, another leader was elected *before* the moment that its line has.
 */
import { checkTiming } from "../../src/replica/options.ts";
import type { OutsideLine, PlainEvent, PlainRun, StartDetails } from "./protocol.ts";

/** What a cluster has come to. */
export interface Evidence {
  /** What each process has left, by its life. */
  readonly outside: ReadonlyMap<string, readonly OutsideLine[]>;
  /** All runs, as one node has them. */
  readonly runs: readonly PlainRun[];
  /** Status of all of them. @defaultValue "completed" */
  readonly endedAs?: string;
}

/** What was seen, and what contradicts. */
export interface Verdict {
  readonly violations: readonly string[];
  /** Calls of steps' functions. */
  readonly starts: number;
  /** Of these, calls of steps that an earlier leader had begun. */
  readonly startsAgain: number;
  /** Things that were acknowledged. */
  readonly acknowledged: number;
  /** Terms in which some process led. */
  readonly terms: number;
}

interface Start extends StartDetails {
  readonly life: string;
  readonly workflowId: string;
  /** Workflow id and operation key. */
  readonly step: string;
}

/** What is committed of one run. */
interface Committed {
  /** The first checkpoint of each key: its value as text, or "failed". */
  readonly outcomes: Map<string, string>;
  /** Key and number of attempts that are known to have failed. */
  readonly failed: Set<string>;
  readonly signals: unknown[];
  /** The result as text; null for any other end. */
  result: string | null;
}

const { tickMs, electionTicks } = checkTiming();
/** The shortest election timeout of a node as users have it: a leader without contact for so long starts nothing. */
export const ELECTION_TIMEOUT_MS: number = tickMs * electionTicks;

const SLEEP = /(^|\/)sleep#/;
/** Values of steps: the life, and a number. */
const EFFECT_VALUE = /^\w+\.\d+\.\d+$/;
const DOOMED_TEXT = '"it failed"';
const FAILED = "failed";

/** Judges. */
export function judge(evidence: Evidence): Verdict {
  const trial = new Trial(evidence);
  trial.startsAreAllowed();
  trial.wordsAreCommitted();
  trial.runsHaveEnded();
  return trial.verdict();
}

class Trial {
  readonly #evidence: Evidence;
  readonly #violations: string[] = [];
  readonly #committed: ReadonlyMap<string, Committed>;
  readonly #starts: readonly Start[];
  readonly #startOf: ReadonlyMap<string, Start>;
  /** When each term is known to have had its leader. */
  readonly #ledAt = new Map<number, { readonly life: string; readonly atMs: number }>();
  #acknowledged = 0;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    this.#committed = new Map(
      evidence.runs.map(({ workflowId, events }) => [workflowId, committedOf(events)]),
    );
    this.#starts = startsOf(evidence.outside);
    this.#startOf = new Map(this.#starts.map((start) => [start.value, start]));
    for (const [life, lines] of evidence.outside) {
      for (const line of lines) if (line[0] === "leads") this.#leads(life, line[1], line[2]);
    }
  }

  verdict(): Verdict {
    const terms = new Map<string, Set<number>>();
    for (const { step, term } of this.#starts) {
      terms.set(step, (terms.get(step) ?? new Set()).add(term));
    }
    let startsAgain = 0;
    for (const { size } of terms.values()) startsAgain += size - 1;
    return {
      violations: this.#violations,
      starts: this.#starts.length,
      startsAgain,
      acknowledged: this.#acknowledged,
      terms: this.#ledAt.size,
    };
  }

  /** Every step started when, where and as often as G3 says. */
  startsAreAllowed(): void {
    this.#notAfterApplied();
    this.#attemptsGrow();
    this.#notInALaterTerm();
    this.#notLongAfter();
  }

  /** Everything that was acknowledged is committed. */
  wordsAreCommitted(): void {
    for (const [life, lines] of this.#evidence.outside) {
      for (const line of lines) {
        const isTrue = this.#isCommitted(line);
        if (isTrue === null) continue;
        this.#acknowledged += 1;
        if (!isTrue) this.#violations.push(`${life}: not committed: ${JSON.stringify(line)}`);
      }
    }
    // What is committed has happened.
    for (const [workflowId, { outcomes }] of this.#committed) {
      for (const [key, text] of outcomes) {
        const value = valueOf(text);
        if (EFFECT_VALUE.test(value) && !this.#startOf.has(value)) {
          this.#violations.push(`${workflowId} ${key}: ${text} is committed, and was made nowhere`);
        }
      }
    }
  }

  /** Runs have ended, and got their signals once and in order. */
  runsHaveEnded(): void {
    const { runs, endedAs = "completed" } = this.#evidence;
    for (const { workflowId, status } of runs) {
      if (status !== endedAs) this.#violations.push(`${workflowId} is ${status}`);
      const signals = this.#committed.get(workflowId)?.signals ?? [];
      if (signals.some((payload, at) => payload !== at)) {
        this.#violations.push(`${workflowId} got its signals as ${JSON.stringify(signals)}`);
      }
    }
  }

  // ---- rules

  #leads(life: string, term: number, atMs: number): void {
    const before = this.#ledAt.get(term);
    if (before !== undefined && before.life !== life) {
      this.#violations.push(`term ${term} is led by ${before.life} and by ${life}`);
    }
    if (before === undefined || before.atMs > atMs) this.#ledAt.set(term, { life, atMs });
  }

  /** A node that has applied a step's checkpoint never starts it again. */
  #notAfterApplied(): void {
    for (const [life, lines] of this.#evidence.outside) {
      const applied = new Set<string>();
      for (const line of lines) {
        if (line[0] !== "applied" && line[0] !== "start") continue;
        const [type, workflowId, key] = line;
        const step = `${workflowId} ${key}`;
        if (type === "applied") applied.add(step);
        else if (applied.has(step)) {
          this.#violations.push(`${life} started ${step} after it had applied its checkpoint`);
        }
      }
    }
  }

  /** One leader starts an attempt once, and the next one begins where it was: fencing tokens grow. */
  #attemptsGrow(): void {
    const starts = [...this.#starts].sort((one, other) => one.term - other.term);
    const newest = new Map<string, Start>();
    const seen = new Set<string>();
    for (const start of starts) {
      const { step, term, attempt, life } = start;
      const name = `attempt ${attempt} of ${step} in term ${term}`;
      if (seen.has(name)) this.#violations.push(`${life} started ${name}, not for the first time`);
      seen.add(name);
      const before = newest.get(step);
      const least = (before?.attempt ?? 0) + (this.#hasFailed(start, attempt - 1) ? 0 : 1);
      if (before !== undefined && before.term < term && attempt < least) {
        this.#violations.push(
          `${life} started ${name}, after attempt ${before.attempt} in term ${before.term}`,
        );
      }
      if (before === undefined || before.attempt <= attempt) newest.set(step, start);
    }
  }

  /** An attempt that was due when the terms changed may be the same one in both. */
  #hasFailed({ workflowId, step }: Start, attempt: number): boolean {
    const key = step.slice(workflowId.length + 1);
    return this.#committed.get(workflowId)?.failed.has(`${key} ${attempt}`) ?? false;
  }

  /** No later leader starts a step whose checkpoint is there: that of a value was appended in the term of its execution (G4). */
  #notInALaterTerm(): void {
    for (const { step, term, life, workflowId } of this.#starts) {
      const key = step.slice(workflowId.length + 1);
      const outcome = this.#committed.get(workflowId)?.outcomes.get(key);
      if (outcome === undefined) {
        this.#violations.push(`${step}: it was started and has no outcome`);
        continue;
      }
      const done = this.#startOf.get(valueOf(outcome));
      if (done !== undefined && term > done.term) {
        this.#violations.push(
          `${life} started ${step} in term ${term}; its checkpoint is of term ${done.term}`,
        );
      }
    }
  }

  /** Nothing starts one election timeout after another leader was there, or after the checkpoint was applied anywhere. */
  #notLongAfter(): void {
    const { outside } = this.#evidence;
    const appliedAt = new Map<string, number>();
    for (const lines of outside.values()) {
      for (const line of lines) {
        if (line[0] !== "applied") continue;
        const step = `${line[1]} ${line[2]}`;
        appliedAt.set(step, Math.min(appliedAt.get(step) ?? Infinity, line[3]));
      }
    }
    const elections = [...this.#ledAt].sort(([one], [other]) => one - other);
    for (const { step, term, life, notBeforeMs } of this.#starts) {
      const [next, led] = elections.find(([later]) => later > term) ?? [0, null];
      const lateMs = notBeforeMs - ELECTION_TIMEOUT_MS;
      if (led !== null && lateMs > led.atMs) {
        this.#violations.push(
          `${life} started ${step} in term ${term}, ${notBeforeMs - led.atMs} ms after ${led.life} led in term ${next}`,
        );
      }
      const appliedMs = appliedAt.get(step);
      if (appliedMs !== undefined && lateMs > appliedMs) {
        this.#violations.push(
          `${life} started ${step} ${notBeforeMs - appliedMs} ms after its checkpoint was applied`,
        );
      }
    }
  }

  /** Null for lines that acknowledge nothing. */
  #isCommitted(line: OutsideLine): boolean | null {
    if (line[0] === "leads" || line[0] === "start") return null;
    const run = this.#committed.get(line[1]);
    switch (line[0]) {
      case "applied":
        return run?.outcomes.has(line[2]) ?? false;
      case "seen":
        return run !== undefined && wasGiven(run, line[2], line[3]);
      case "started":
        return run !== undefined;
      case "signalled":
        return run?.signals.includes(line[2]) ?? false;
      default:
        return run?.result === JSON.stringify(line[2]);
    }
  }
}

function wasGiven({ outcomes, signals }: Committed, key: string, value: unknown): boolean {
  if (key === "signal") return signals.includes(value);
  const outcome = outcomes.get(key);
  if (SLEEP.test(key)) return outcome !== undefined;
  const text = JSON.stringify(value);
  return text === DOOMED_TEXT ? outcome === FAILED : outcome === text;
}

/** The text inside a JSON string; anything else as it is. */
function valueOf(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

function startsOf(outside: Evidence["outside"]): Start[] {
  const starts: Start[] = [];
  for (const [life, lines] of outside) {
    for (const line of lines) {
      if (line[0] !== "start") continue;
      const [, workflowId, key, details] = line;
      starts.push({ life, workflowId, step: `${workflowId} ${key}`, ...details });
    }
  }
  return starts;
}

function committedOf(events: readonly PlainEvent[]): Committed {
  const run: Committed = { outcomes: new Map(), failed: new Set(), signals: [], result: null };
  for (const { type, key, value } of events) {
    if (type === "Signal") run.signals.push(value);
    else if (type === "RunComplete") run.result = JSON.stringify(value);
    else if (type === "TimerFired" && key !== null) run.outcomes.set(key, "fired");
    else if (type === "StepAttemptFailed") {
      run.failed.add(`${key} ${(value as { attempt: number }).attempt}`);
    } else if (type === "Checkpoint" && key !== null && !run.outcomes.has(key)) {
      const isFailure = typeof value === "object" && value !== null && "error" in value;
      run.outcomes.set(key, isFailure ? FAILED : JSON.stringify(value));
    }
  }
  return run;
}
