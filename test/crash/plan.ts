/** What one life of the child is made of, drawn from the seed, and handed to it as JSON. */
import type { SeededRandom } from "../../src/util/random.ts";

/** One life of the child process. */
export interface LifePlan {
  /** From 1. */
  readonly life: number;
  readonly dataDir: string;
  /** The file that steps append to. */
  readonly effectsPath: string;
  /** Ids of runs to start: each line one after the other, all lines at once. */
  readonly lines: readonly (readonly string[])[];
  /** Ended runs that are kept: retention is under way, too. */
  readonly endedRunsKept: number;
  /** Options of the runtime that change what is in memory, not what is committed. */
  readonly options: {
    readonly replay: "onEviction" | "always";
    readonly idleEviction: number;
    readonly maxResidentRuns: number;
    /** Every other life has its Raft host in a thread of its own. */
    readonly raftHost: "thread" | "inline";
  };
}

/** When the child is killed. */
export interface KillMoment {
  /** After so many lines that no child has said before; 0: counted from the start of the process. */
  readonly afterLines: number;
  /** And so many ms later. */
  readonly delayMs: number;
}

/** Runs that a life may start at most, all lines together. */
const LINES_MAX = 4;
const RUNS_A_LINE = 3;
const OPERATIONS_MAX = 14;
const ENDED_RUNS_KEPT = 30;
/** Somewhere between the start of the process and its first work, on a machine that is not busy. */
const OPENING_MS = 450;

/** The life's plan. `isLast`: nothing new is started. */
export function drawLife(
  random: SeededRandom,
  life: Pick<LifePlan, "life" | "dataDir" | "effectsPath"> & { isLast: boolean },
): LifePlan {
  const { isLast, ...plan } = life;
  const lines = isLast ? 0 : random.below(LINES_MAX + 1);
  let runs = 0;
  const idOf = (): string => {
    runs += 1;
    return `r${life.life}-${runs}-${random.below(2 ** 31)}-${1 + random.below(OPERATIONS_MAX)}`;
  };
  return {
    ...plan,
    lines: Array.from({ length: lines }, () => Array.from({ length: RUNS_A_LINE }, idOf)),
    endedRunsKept: ENDED_RUNS_KEPT,
    options: {
      replay: random.below(4) === 0 ? "always" : "onEviction",
      idleEviction: random.below(3) === 0 ? 5 : 60_000,
      maxResidentRuns: random.below(3) === 0 ? 2 : 10_000,
      raftHost: life.life % 2 === 1 ? "thread" : "inline",
    },
  };
}

/** When this life ends. */
export function drawKill(random: SeededRandom): KillMoment {
  // One in five dies while it opens, or soon after.
  if (random.below(5) === 0) return { afterLines: 0, delayMs: random.below(OPENING_MS) };
  return { afterLines: 1 + random.below(100), delayMs: random.below(3) * random.next() * 8 };
}
