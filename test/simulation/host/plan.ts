/**
 * What a seed decides before its first event: sizes, options, latencies, runs, and which faults there are. As in the simulator of
 * cores, each seed switches whole classes of faults on or off, and some seeds have none.
 */
import type { ReplicaLimits, TimingOptions } from "../../../src/replica/options.ts";
import { JOURNAL_FILE_BYTES } from "../../../src/storage/journal.ts";
import { type Dice, diceFor } from "../core/dice.ts";

/** Classes of faults. Each has its own dice, so that one can be left out of a seed. */
export const FAULTS = [
  "loss",
  "duplication",
  "partition",
  "oneWay",
  "isolation",
  "slowLink",
  "pause",
  "crash",
  "crashPoint",
  "blackout",
  "slowDisk",
  "failingDisk",
  "wipe",
  "restart",
  "move",
  "membership",
  "transfer",
  "clock",
] as const;

export type Fault = (typeof FAULTS)[number];

/** One run: its program, and what clients do with it. */
export interface RunPlan {
  readonly workflowId: string;
  /** The workflow: that of the one-node simulator, or the larger one of this. */
  readonly workflow: "program" | "play";
  readonly seed: number;
  readonly length: number;
  /** Its client begins after so long, in ms. */
  readonly startAtMs: number;
  readonly signals: number;
  /** Pause between two signals, in ms. */
  readonly signalEveryMs: number;
  /** Somebody ends it after so long, in ms; null: nobody does. */
  readonly end: { readonly how: "cancel" | "terminate"; readonly afterMs: number } | null;
  /** Null: none. */
  readonly runTimeoutMs: number | null;
  readonly startDelayMs: number;
}

export interface HostPlan {
  readonly seed: number;
  readonly faults: ReadonlySet<Fault>;
  /** Nodes that form the cluster. */
  readonly nodes: number;
  /** Nodes that may join later. */
  readonly spares: number;
  /** How long the part with faults takes, in virtual ms. */
  readonly faultyMs: number;
  /** Virtual ms between two faults of a class, on average. */
  readonly faultMeanMs: number;
  /** The workflows' state waits for `idleFlushMs`, too. */
  readonly timing: TimingOptions & {
    readonly tickMs: number;
    readonly electionTicks: number;
    readonly idleFlushMs: number;
  };
  readonly limits: ReplicaLimits;
  readonly trailingEntries: number;
  /** With small ones files of the journal come and go all the time. */
  readonly journalFileBytes: number;
  /** Of snapshots on their way: with little of it their rows are read while others are written. */
  readonly snapshotWindowBytes: number;
  readonly replay: "onEviction" | "always";
  readonly idleEvictionMs: number;
  readonly maxResidentRuns: number;
  readonly callTimeoutMs: number;
  readonly network: {
    readonly delayMinMs: number;
    readonly delayMaxMs: number;
    readonly lossRate: number;
    readonly duplicateRate: number;
    readonly stallMs: number;
  };
  readonly writeDelayMs: number;
  readonly runs: readonly RunPlan[];
}

/** What a seed is planned by. */
export interface PlanOptions {
  readonly seed: number;
  /** Classes of faults to leave out, whatever the seed says. */
  readonly without?: readonly Fault[] | undefined;
}

const CALM_RATIO = 0.08;
const FAULT_RATIO = 0.4;
/** How often a node runs with the timing and limits of the product. */
const PRODUCT_RATIO = 0.3;

/** The plan of a seed. */
export function planOf({ seed, without = [] }: PlanOptions): HostPlan {
  const dice = diceFor(seed, "plan");
  const faults = drawFaults(dice, without);
  const isProduct = dice.chance(PRODUCT_RATIO);
  const delayMinMs = dice.pick([0.05, 0.05, 0.5]);
  return {
    seed,
    faults,
    nodes: dice.pick([1, 2, 3, 3, 3, 3, 3, 4, 5, 5]),
    spares: dice.between(1, 2),
    faultyMs: dice.pick([600, 1200, 2500]),
    faultMeanMs: dice.pick([80, 250, 600]),
    timing: drawTiming(dice, isProduct),
    limits: drawLimits(dice, isProduct),
    trailingEntries: dice.pick([0, 1, 2, 4, 20, 10_000]),
    snapshotWindowBytes: dice.pick([1024, 1024, 4 * 1024 * 1024]),
    replay: dice.chance(0.25) ? "always" : "onEviction",
    idleEvictionMs: dice.pick([5, 40, 60_000]),
    maxResidentRuns: dice.pick([1, 3, 10_000, 10_000]),
    callTimeoutMs: dice.pick([300, 1000, 5000]),
    network: {
      delayMinMs,
      delayMaxMs: delayMinMs + dice.pick([0.2, 1, 5, 25]),
      lossRate: dice.pick([0.002, 0.02, 0.08]),
      duplicateRate: dice.pick([0.01, 0.1]),
      stallMs: dice.pick([300, 1000, 7500]),
    },
    writeDelayMs: dice.pick([0, 0.2, 1, 4]),
    runs: Array.from({ length: dice.between(1, 6) }, (_, at) => drawRun(dice, at)),
    journalFileBytes: dice.pick([256, 256, 4096, 4096, 16 * 1024, 64 * 1024, JOURNAL_FILE_BYTES]),
  };
}

function drawFaults(dice: Dice, without: readonly Fault[]): ReadonlySet<Fault> {
  const isCalm = dice.chance(CALM_RATIO);
  const chosen = new Set<Fault>();
  for (const fault of FAULTS) {
    // Drawn for each, so that leaving one out changes nothing else.
    const isDrawn = dice.chance(FAULT_RATIO);
    if (isDrawn && !isCalm && !without.includes(fault)) chosen.add(fault);
  }
  return chosen;
}

function drawTiming(dice: Dice, isProduct: boolean): HostPlan["timing"] {
  const [tickMs, heartbeatTicks, electionTicks] = dice.pick([
    [15, 2, 8],
    [10, 1, 5],
    [20, 3, 10],
  ] as const);
  const idleFlushMs = dice.pick([50, 5, 200]);
  if (isProduct) return { tickMs: 15, heartbeatTicks: 2, electionTicks: 8, idleFlushMs: 50 };
  return { tickMs, heartbeatTicks, electionTicks, idleFlushMs, snapshotStallMs: 2000 };
}

function drawLimits(dice: Dice, isProduct: boolean): ReplicaLimits {
  const limits = {
    entryBytesMax: dice.pick([1024, 16 * 1024, 1024 * 1024]),
    windowBytes: dice.pick([4096, 4 * 1024 * 1024]),
    snapshotChunkBytes: dice.pick([1024, 1024, 256 * 1024]),
    inFlightBytesMax: dice.pick([16 * 1024, 64 * 1024 * 1024]),
  };
  return isProduct ? {} : limits;
}

function drawRun(dice: Dice, at: number): RunPlan {
  const how = dice.pick(["cancel", "cancel", "terminate"] as const);
  const afterMs = dice.below(900);
  const isEnded = dice.chance(0.25);
  const isTimed = dice.chance(0.08);
  const runTimeoutMs = dice.between(50, 1500);
  const isDelayed = dice.chance(0.1);
  return {
    workflowId: `run-${at}`,
    workflow: dice.chance(0.35) ? "program" : "play",
    seed: dice.below(2 ** 31),
    length: dice.between(1, 14),
    startAtMs: dice.below(500),
    signals: dice.pick([0, 2, 6]),
    signalEveryMs: dice.between(1, 120),
    end: isEnded ? { how, afterMs } : null,
    runTimeoutMs: isTimed ? runTimeoutMs : null,
    startDelayMs: isDelayed ? dice.between(1, 200) : 0,
  };
}
