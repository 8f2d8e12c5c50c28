/**
 * ReplicatedLog is the port on which machine, workflow and graph stand: an ordered log of command
 * batches for one group, with a leader, and a place for the state that follows from it.
 *
 * Only bytes and plain numbers cross it, so that the same port can be served inline, by a worker
 * thread, by the simulator, or by a log that a user already operates.
 *
 * Contract:
 * - Everything reaches the host through one ordered stream (`LogSink.onEvents`). Batches come in index order,
 *   each once per stream; the stream begins after the applied index that is on disk.
 * - A command is appended only in the term it was proposed under; otherwise its ticket comes back in
 *   `dropped`. A ticket that has been neither committed nor dropped when `lostLeadership` has been
 *   delivered may still commit: its bytes are then found in the stream like anybody's.
 * - The host takes at most `windowBytes` that it has not answered with `applied`; the rest waits in the log.
 */
import type { StateChanges, StateReader } from "./state-reader.ts";

/** Why a proposal was not appended. Nothing of it will ever commit. */
export type DropReason = "notLeader" | "staleTerm" | "transferring" | "overloaded" | "closed";

/** Whose proposal it is: the engine has a quarter of the in-flight bytes to itself, and is never refused. */
export type ProposalSource = "engine" | "outside";

/** A batch that is committed; the host applies it before anything that follows. */
export interface CommittedBatch {
  readonly type: "committed";
  readonly index: number;
  readonly term: number;
  /**
   * An encoded batch, see model/batch.ts. A view: copy what is kept. Empty for the log's own entries (a new leader's
   * first one, configuration changes): nothing to apply, but the applied index moves on.
   */
  readonly bytes: Uint8Array;
  /** Tickets of its commands in order when they were proposed at this node since it opened, else null. */
  readonly tickets: readonly number[] | null;
}

/** This node leads in `term`. `firstIndex` is its first entry: drive only after that is applied. */
export interface BecameLeader {
  readonly type: "becameLeader";
  readonly term: number;
  readonly firstIndex: number;
}

/** This node leads no more. */
export interface LostLeadership {
  readonly type: "lostLeadership";
  readonly term: number;
}

/** The group's leader as this node knows it; 0 when none is known. Informs only. */
export interface LeaderKnown {
  readonly type: "leaderKnown";
  readonly term: number;
  readonly leaderReplicaId: number;
}

/** Proposals that were not appended. */
export interface ProposalsDropped {
  readonly type: "dropped";
  readonly tickets: readonly number[];
  readonly reason: DropReason;
}

/** State changes with applied index up to `appliedIndex` are on disk. */
export interface StateSaved {
  readonly type: "saved";
  readonly appliedIndex: number;
}

/** The state as applied is to be saved now: something waits for it to be on disk. */
export interface SaveWanted {
  readonly type: "saveWanted";
}

/**
 * The state was replaced as a whole, by that of `index`: drop every copy of it, read again. `diskState` shows the new one
 * already. Batches behind `index` follow; nothing more is heard of tickets from before.
 */
export interface SnapshotInstalled {
  readonly type: "snapshotInstalled";
  readonly index: number;
  readonly term: number;
  /** State changes made from an earlier generation are refused. */
  readonly generation: number;
}

/** What the stream carries. */
export type LogEvent =
  | CommittedBatch
  | BecameLeader
  | LostLeadership
  | LeaderKnown
  | ProposalsDropped
  | StateSaved
  | SaveWanted
  | SnapshotInstalled;

/** The host's side of the stream. */
export interface LogSink {
  /** Takes the next events, in order. Must not throw: what it throws stops the replica. */
  onEvents(events: readonly LogEvent[]): void;
}

/** One command to append. */
export interface Proposal {
  /** The encoded command, kept by reference until it is appended. */
  readonly command: Uint8Array;
  /** The term it was computed in; it is appended in no other. */
  readonly term: number;
  /** A number of the host's own by which it knows the proposal again. */
  readonly ticket: number;
  readonly source: ProposalSource;
}

/** How far the state is, and which one it is. */
export interface AppliedPosition {
  readonly appliedIndex: number;
  readonly generation: number;
}

/** Where the group's state and log stand when the stream is opened. */
export interface LogPosition {
  /** Everything through this index is in the state on disk. */
  readonly appliedIndex: number;
  /**
   * Everything through this index was applied in an earlier life, and those who listened were told. What of it is not in the state comes
   * first in the stream, whoever leads.
   */
  readonly toldIndex: number;
  readonly generation: number;
}

/** The log of one group on one node. */
export interface ReplicatedLog {
  readonly group: number;
  /** The state as it is on disk; the host puts its overlay before it. */
  readonly diskState: StateReader;
  /**
   * Opens the stream. Called once, with the machine time that the loaded state has (0 in an empty group): the log
   * clock goes on from there.
   */
  open(sink: LogSink, loaded: { machineTime: number }): void;
  /** Where the state on disk stands: what the host loads before it opens the stream. */
  readonly position: LogPosition;
  /**
   * Hands over a command; the answer comes by the stream. Never throws for load. After the log is closed
   * nothing comes any more.
   *
   * An `outside` proposal past the in-flight limit is dropped with reason `overloaded`.
   */
  propose(proposal: Proposal): void;
  /** True while a proposal of this source would be taken, as far as load goes. */
  hasRoom(source: ProposalSource): boolean;
  /** Bytes proposed and not yet committed or dropped. */
  readonly inFlightBytes: number;
  /**
   * The group's log clock in ms: what a batch proposed now would bear at the earliest. Exact on the leader; on
   * others it stands where the newest batch they know left it, plus the time since.
   */
  machineTimeNow(): number;
  /**
   * While this node leads: whether a majority is known to have followed it within the last election timeout. Asked
   * before every side effect.
   */
  hasContact(): boolean;
  /**
   * Says that everything through `appliedIndex` has been applied: the next batches may come. Of an earlier generation it is ignored: a
   * snapshot has replaced that state.
   *
   * @throws {InvariantError} when the index runs backwards.
   */
  applied(position: AppliedPosition): void;
  /**
   * Gives all that the state has changed since the last call, as of an index that was said to be applied. It goes to disk beside the
   * flushes; `saved` tells. Of an earlier generation it is ignored, too. When to give it is the host's business, but soon when `saveWanted`
   * comes: the log is kept through what is not on disk.
   *
   * @throws {InvariantError} when the index runs backwards, or was not said to be applied.
   */
  save(change: AppliedPosition & { readonly changes: StateChanges }): void;
  /**
   * Resolves with an index such that state applied through it holds every write acknowledged before the call.
   *
   * @throws {NoQuorumError} when no majority answers within two election timeouts; never while no other peer has a vote.
   */
  readIndex(): Promise<number>;
  /** Resolves when the state as applied so far is on disk. Asks for it at once. */
  flushed(): Promise<void>;
}
