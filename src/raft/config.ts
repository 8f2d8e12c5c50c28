/**
 * The options of one peer, and their check. Invariant: a core only ever sees checked options.
 */
import { invariant } from "../util/assert.ts";
import type { Random } from "../util/random.ts";
import type { LogStorage } from "./log-storage.ts";
import { isThread, NO_PEER, type PeerId } from "./types.ts";

/** Where the core tells of its changes. Fields first, then a constant message. */
export interface RaftLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** How a read is made linearizable: by asking a quorum, or by trusting the leader's clock. */
export type ReadOnlyOption = "safe" | "leaseBased";

/** The options of one peer. Those that are left out take the defaults named here. */
export interface RaftConfig {
  /** This peer. Never 0, never used by another replica before. */
  readonly id: PeerId;
  /** Ticks without a word from a leader before an election; the drawn timeout is up to twice that. */
  readonly electionTicks: number;
  /** Ticks between heartbeats of a leader. Less than `electionTicks`. */
  readonly heartbeatTicks: number;
  /** The stable log. */
  readonly storage: LogStorage;
  /** Last index the state machine has applied; entries up to it are not given out again. @defaultValue 0 */
  readonly applied?: number;
  /** Storage work leaves as messages to the host's threads instead of by `advance`. @defaultValue false */
  readonly asyncStorageWrites?: boolean;
  /** Bytes of entries in one append message; 0 means one entry each. @defaultValue Infinity */
  readonly maxSizePerMessage?: number;
  /** Bytes of entries handed out to apply and not yet applied. @defaultValue `maxSizePerMessage` */
  readonly maxCommittedSizePerReady?: number;
  /** Bytes of data a leader appends beyond what is applied before it drops proposals. @defaultValue Infinity */
  readonly maxUncommittedEntriesSize?: number;
  /** Append messages on their way to one peer. @defaultValue 256 */
  readonly maxInflightMessages?: number;
  /** Bytes of data on their way to one peer; 0 means no limit. @defaultValue 0 */
  readonly maxInflightBytes?: number;
  /** A leader that hears no quorum for an election timeout steps down. @defaultValue false */
  readonly checkQuorum?: boolean;
  /** Ask whether an election could be won before the term is raised. @defaultValue false */
  readonly preVote?: boolean;
  /**
   * Refusals of votes tell the candidate what is committed. Without it a group can lose its last leader in
   * the middle of a configuration change and never elect another. @defaultValue false
   */
  readonly commitInVotes?: boolean;
  /**
   * Votes are asked for only when the term, the own vote and the log that they speak of are durable.
   * Without it, and with asyncStorageWrites, a candidate that crashes can lead the same term a second
   * time with another log. @defaultValue false
   */
  readonly durableCampaigns?: boolean;
  /** "leaseBased" needs `checkQuorum` and clocks without jumps. @defaultValue "safe" */
  readonly readOnly?: ReadOnlyOption;
  /** Followers drop proposals instead of sending them on to the leader. @defaultValue false */
  readonly disableProposalForwarding?: boolean;
  /** Append configuration changes unchecked. Dangerous, for hosts that check them. @defaultValue false */
  readonly disableConfChangeValidation?: boolean;
  /** A leader that is removed or becomes a learner steps down. @defaultValue false */
  readonly stepDownOnRemoval?: boolean;
  /** The dice of the election timeout. */
  readonly random: Random;
  /** @defaultValue none */
  readonly logger?: RaftLogger;
}

/** {@link RaftConfig} with every default filled in. */
export type CheckedConfig = Required<Omit<RaftConfig, "logger">> & {
  readonly logger: RaftLogger | null;
};

/**
 * Fills in the defaults and checks every option.
 *
 * @throws {InvariantError} when an option is out of range: the host checks what users give.
 */
export function checkConfig(config: RaftConfig): CheckedConfig {
  const maxSizePerMessage = config.maxSizePerMessage ?? Infinity;
  const checked: CheckedConfig = {
    id: config.id,
    electionTicks: config.electionTicks,
    heartbeatTicks: config.heartbeatTicks,
    storage: config.storage,
    applied: config.applied ?? 0,
    asyncStorageWrites: config.asyncStorageWrites ?? false,
    maxSizePerMessage,
    maxCommittedSizePerReady: config.maxCommittedSizePerReady ?? Math.max(1, maxSizePerMessage),
    maxUncommittedEntriesSize: config.maxUncommittedEntriesSize ?? Infinity,
    maxInflightMessages: config.maxInflightMessages ?? 256,
    maxInflightBytes: config.maxInflightBytes ?? 0,
    checkQuorum: config.checkQuorum ?? false,
    preVote: config.preVote ?? false,
    commitInVotes: config.commitInVotes ?? false,
    durableCampaigns: config.durableCampaigns ?? false,
    readOnly: config.readOnly ?? "safe",
    disableProposalForwarding: config.disableProposalForwarding ?? false,
    disableConfChangeValidation: config.disableConfChangeValidation ?? false,
    stepDownOnRemoval: config.stepDownOnRemoval ?? false,
    random: config.random,
    logger: config.logger ?? null,
  };
  checkRanges(checked);
  return checked;
}

function checkRanges(config: CheckedConfig): void {
  const { id, electionTicks, heartbeatTicks, maxInflightBytes, maxSizePerMessage } = config;
  invariant(Number.isSafeInteger(id) && id > NO_PEER, `Expected id > 0, got ${id}`);
  invariant(!isThread(id), `Expected the id of a peer, got that of a thread`);
  invariant(Number.isSafeInteger(heartbeatTicks), `heartbeatTicks ${heartbeatTicks} is no integer`);
  invariant(heartbeatTicks > 0, `Expected heartbeatTicks > 0, got ${heartbeatTicks}`);
  invariant(Number.isSafeInteger(electionTicks), `electionTicks ${electionTicks} is no integer`);
  invariant(
    electionTicks > heartbeatTicks,
    `Expected electionTicks > heartbeatTicks (${heartbeatTicks}), got ${electionTicks}`,
  );
  invariant(Number.isSafeInteger(config.applied), `applied ${config.applied} is no integer`);
  invariant(config.applied >= 0, `Expected applied >= 0, got ${config.applied}`);
  invariant(maxSizePerMessage >= 0, `Expected maxSizePerMessage >= 0, got ${maxSizePerMessage}`);
  invariant(config.maxCommittedSizePerReady > 0, "Expected maxCommittedSizePerReady > 0");
  invariant(config.maxUncommittedEntriesSize >= 0, "Expected maxUncommittedEntriesSize >= 0");
  invariant(config.maxInflightMessages > 0, "Expected maxInflightMessages > 0");
  invariant(
    maxInflightBytes === 0 || maxInflightBytes >= maxSizePerMessage,
    `Expected maxInflightBytes >= maxSizePerMessage (${maxSizePerMessage}), got ${maxInflightBytes}`,
  );
  invariant(
    config.readOnly === "safe" || config.checkQuorum,
    "Lease-based reads need checkQuorum: without it a cut-off leader serves stale data",
  );
}
