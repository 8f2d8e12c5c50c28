/**
 * What a seed decides before the first event: sizes, options of the core, and which faults there are.
 *
 * Swarm testing: a run in which everything goes wrong at once explores little, because each fault
 * hides others. So each seed switches whole classes on or off, and some seeds have none.
 */
import type { PeerId } from "../../../src/raft/types.ts";
import { type Dice, diceFor } from "./dice.ts";

/** Classes of faults. Each has its own dice, so that one can be left out of a seed. */
export const FAULTS = [
  "loss",
  "duplication",
  "reordering",
  "replay",
  "partition",
  "oneWay",
  "isolation",
  "slowLink",
  "pause",
  "crash",
  "blackout",
  "tornWork",
  "slowDisk",
  "lateReady",
  "lostReport",
  "noSnapshot",
  "membership",
  "transfer",
  "forgetLeader",
  "campaign",
] as const;

export type Fault = (typeof FAULTS)[number];

export interface CoreOptions {
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  readonly commitInVotes: boolean;
  readonly durableCampaigns: boolean;
  readonly maxSizePerMessage: number;
  readonly maxCommittedSizePerReady: number;
  readonly maxUncommittedEntriesSize: number;
  readonly maxInflightMessages: number;
  readonly maxInflightBytes: number;
  readonly disableProposalForwarding: boolean;
  readonly stepDownOnRemoval: boolean;
}

export interface Plan {
  readonly seed: number;
  /** Events of the part with faults. */
  readonly events: number;
  readonly faults: ReadonlySet<Fault>;
  readonly voters: readonly PeerId[];
  readonly learners: readonly PeerId[];
  /** The snapshot the group was set up from: the log begins behind it. */
  readonly origin: { readonly index: number; readonly term: number };
  /** Safety with any of these; see docs/testing.md for the two that are always on. */
  readonly core: CoreOptions;
  readonly network: { readonly base: number; readonly mean: number; readonly loss: number };
  readonly disk: {
    readonly mean: number;
    /** Waiting writes that one write may take along. */
    readonly batchMax: number;
    /** Whether the core reads what is being written, or only what is durable. */
    readonly visibleAtOnce: boolean;
  };
  readonly apply: {
    readonly mean: number;
    /** How often applying saves the state; else it is rebuilt from the snapshot at the next start. */
    readonly saveRatio: number;
  };
  readonly snapshots: { readonly every: number; readonly trailing: number };
  readonly faultMean: number;
  readonly workload: {
    readonly clients: number;
    readonly keys: number;
    readonly readRatio: number;
    readonly thinkMean: number;
    readonly timeout: number;
    readonly paddingMax: number;
  };
}

/** Virtual time between two ticks of a member whose clock runs right. */
export const TICK = 20;

const CALM_RATIO = 0.1;
const FAULT_RATIO = 0.45;
/** How often the core runs with the options that the product gives it. */
const PRODUCT_RATIO = 0.3;
/** Where a 32-bit signed number ends, and where one that is not a safe integer would begin. */
const ORIGINS = [1, 1, 1, 7, 2 ** 31 - 150, 2 ** 32 - 150, 2 ** 45];
const ORIGIN_TERMS = [1, 1, 1, 5, 2 ** 31 - 3, 2 ** 32 - 3];

export interface PlanOptions {
  readonly seed: number;
  /** @defaultValue 20,000 */
  readonly events?: number | undefined;
  /** Classes of faults to leave out, whatever the seed says. */
  readonly without?: readonly Fault[] | undefined;
}

export function planOf(options: PlanOptions): Plan {
  const { seed } = options;
  const dice = diceFor(seed, "plan");
  const faults = drawFaults(dice, options.without ?? []);
  const sizes = [1, 2, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7];
  const voters = Array.from({ length: dice.pick(sizes) }, (_, position) => position + 1);
  const learnerCount = dice.pick([0, 0, 0, 1, 2]);
  const learners = Array.from({ length: learnerCount }, (_, at) => voters.length + at + 1);
  return {
    seed,
    events: options.events ?? 20_000,
    faults,
    voters,
    learners,
    origin: { index: dice.pick(ORIGINS), term: dice.pick(ORIGIN_TERMS) },
    core: drawCore(dice),
    network: {
      base: dice.between(1, 3),
      mean: dice.pick([2, 4, 8, 20]),
      loss: dice.pick([0.01, 0.05, 0.2]),
    },
    disk: drawDisk(dice),
    apply: { mean: dice.pick([1, 3, 15]), saveRatio: dice.pick([0, 0.2, 1]) },
    snapshots: {
      every: dice.pick([2, 4, 10, 40, Infinity]),
      trailing: dice.pick([0, 0, 1, 5, 20]),
    },
    faultMean: dice.pick([200, 600, 2000]),
    workload: {
      clients: dice.between(2, 8),
      keys: dice.between(4, 8),
      readRatio: dice.pick([0.2, 0.5, 0.8]),
      thinkMean: dice.pick([2, 8, 30]),
      timeout: dice.pick([100, 300, 1000]),
      paddingMax: dice.pick([0, 0, 60, 300]),
    },
  };
}

function drawFaults(dice: Dice, without: readonly Fault[]): ReadonlySet<Fault> {
  const isCalm = dice.chance(CALM_RATIO);
  const faults = new Set<Fault>();
  for (const fault of FAULTS) {
    // Drawn always, so that leaving one out moves nothing else.
    const isOn = dice.chance(FAULT_RATIO);
    if (isOn && !isCalm && !without.includes(fault)) faults.add(fault);
  }
  return faults;
}

function drawDisk(dice: Dice): Plan["disk"] {
  const mean = dice.pick([1, 4, 10, 40]);
  const batchMax = dice.pick([1, 2, 4, 16]);
  const visibleAtOnce = dice.chance(0.5);
  // A disk that takes one write at a time, and long for each, is only overloaded.
  return { mean, batchMax: mean > 4 ? batchMax * 8 : batchMax, visibleAtOnce };
}

function drawCore(dice: Dice): CoreOptions {
  const maxSizePerMessage = dice.pick([0, 100, 1000, Infinity, Infinity]);
  const inflightBytes = dice.pick([0, 0, 500, 5000]);
  const isProduct = dice.chance(PRODUCT_RATIO);
  const preVote = isProduct || dice.chance(0.6);
  const checkQuorum = isProduct || dice.chance(0.6);
  return {
    electionTicks: dice.pick([4, 6, 10, 10]),
    heartbeatTicks: dice.pick([1, 1, 2, 3]),
    preVote,
    checkQuorum,
    commitInVotes: true,
    durableCampaigns: true,
    maxSizePerMessage,
    maxCommittedSizePerReady: dice.pick([1, 100, 1000, Infinity]),
    maxUncommittedEntriesSize: dice.pick([200, 2000, Infinity]),
    maxInflightMessages: dice.pick([1, 2, 8, 256]),
    maxInflightBytes: inflightBytes === 0 || inflightBytes < maxSizePerMessage ? 0 : inflightBytes,
    disableProposalForwarding: isProduct || dice.chance(0.2),
    stepDownOnRemoval: isProduct || dice.chance(0.5),
  };
}
