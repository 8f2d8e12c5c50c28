/**
 * What applying a batch leads to, beside the state: results for those who proposed, effects for the engine.
 *
 * Effects inform the engine of what is now state; they carry no decision. Whoever misses them (a start, an
 * installed snapshot) reads the state instead.
 */
import type { Failure } from "../model/command.ts";
import type { RunEvent, RunStatusWord } from "../model/history-event.ts";
import type { HistorySize } from "../model/limits.ts";
import type { Members } from "../model/members.ts";
import type { CallOutcome, RequestKind, StartOutcome } from "../model/run-record.ts";
import type { RunName } from "../model/state-keys.ts";

export type { CallOutcome, StartOutcome };

/** How far a step that is being attempted is known to have come. */
export interface StepProgress {
  /** Newest attempt that is known to have begun and not to have failed; 0 for none. */
  readonly startedAttempt: number;
  /** Attempts in a row that did not end. */
  readonly interruptions: number;
  /** The state has details of a heartbeat. */
  readonly hasHeartbeat: boolean;
}

/** A timer, or a step between two attempts or within one, as the machine keeps it in memory. Replaced, never changed. */
export interface PendingOperation {
  readonly key: string;
  /** Machine time in ms at which its timer is due; null when it waits for no time. */
  readonly deadline: number | null;
  /** Failed attempts so far for a step's retry delay, 0 for a timer. */
  readonly attempt: number;
  /** Null for a timer, and for a step of whose attempts nothing is known but that they failed. */
  readonly progress: StepProgress | null;
}

/** An active run as the machine keeps it in memory. What is not its identity moves with every command. */
export interface ActiveRun extends HistorySize {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly runId: Uint8Array;
  readonly workflowName: string;
  readonly workflowVersion: number;
  /** Machine time in ms. */
  readonly startedAt: number;
  /** Seq of its newest history event. */
  readonly lastSeq: number;
  /** A Cancel is in its history. */
  readonly cancelRequested: boolean;
  /** Last seq it had consumed when it left the leader's memory; null when it never has, or an attempt has begun since. */
  readonly parkedThrough: number | null;
  /** How long it is kept after its end, in ms; null: as the options of the leader say. */
  readonly retentionMs: number | null;
  /** The pending operation of a key. */
  pending(key: string): PendingOperation | undefined;
  /** Its pending operations, in no order that means anything. */
  pendingOperations(): Iterable<PendingOperation>;
}

/** A run was started; its first event is RunStart with seq 0. Its timers follow as effects of their own. */
export interface RunStartedEffect {
  readonly type: "runStarted";
  readonly run: ActiveRun;
  readonly event: RunEvent;
}

/** An event was appended to the history of a run that goes on; a Signal or a Cancel, for instance. */
export interface HistoryAppendedEffect {
  readonly type: "historyAppended";
  readonly run: ActiveRun;
  readonly event: RunEvent;
}

/** A timer or a retry delay became state; it replaces the one that its operation had. */
export interface TimerSetEffect {
  readonly type: "timerSet";
  readonly run: ActiveRun;
  readonly key: string;
  /** Machine time in ms. */
  readonly deadline: number;
  /** Failed attempts so far for a step's retry delay, 0 for a timer. */
  readonly attempt: number;
}

/** A timer is no more: fired, cancelled, its operation is settled, or the next attempt has begun. */
export interface TimerRemovedEffect {
  readonly type: "timerRemoved";
  readonly run: ActiveRun;
  readonly key: string;
}

/** An attempt is known to begin: its closure may be called now. */
export interface AttemptStartedEffect {
  readonly type: "attemptStarted";
  readonly run: ActiveRun;
  readonly key: string;
  readonly attempt: number;
  /** Attempts in a row, before this one, that did not end. */
  readonly interruptions: number;
}

/** An attempt is alive. */
export interface HeartbeatEffect {
  readonly type: "heartbeat";
  readonly run: ActiveRun;
  readonly key: string;
  readonly attempt: number;
  /** A payload. */
  readonly details: Uint8Array;
}

/** A run was asked to end itself, for the first time. Its Cancel came as `historyAppended` just before. */
export interface CancelRequestedEffect {
  readonly type: "cancelRequested";
  readonly run: ActiveRun;
  readonly reason: string;
}

/** A run is known to have left the leader's memory; it need not be loaded until an event past `seq`. */
export interface RunParkedEffect {
  readonly type: "runParked";
  readonly run: ActiveRun;
  readonly seq: number;
}

/** A run ended; `event` is its last. All its timers are gone. */
export interface RunEndedEffect {
  readonly type: "runEnded";
  readonly run: ActiveRun;
  readonly status: RunStatusWord;
  readonly event: RunEvent;
}

/** Ended runs were forgotten. */
export interface RetiredEffect {
  readonly type: "retired";
  readonly runs: readonly RunName[];
}

/** What happened to one active run. */
export type RunEffect =
  | RunStartedEffect
  | HistoryAppendedEffect
  | TimerSetEffect
  | TimerRemovedEffect
  | AttemptStartedEffect
  | HeartbeatEffect
  | CancelRequestedEffect
  | RunParkedEffect
  | RunEndedEffect;

/** Nodes joined, left or moved. */
export interface MembersChangedEffect {
  readonly type: "membersChanged";
  readonly members: Members;
}

/** What the engine is told. */
export type Effect = RunEffect | RetiredEffect | MembersChangedEffect;

/** Answer to a RunStart. */
export interface StartResult {
  readonly type: "start";
  readonly outcome: StartOutcome;
  /** The run started or found. */
  readonly runNumber: number;
  /** Name and version of the run found, for messages. */
  readonly existing: { readonly workflowName: string; readonly workflowVersion: number } | null;
}

/**
 * Answer to a Signal, a Cancel, or a Terminate from outside.
 *
 * `done`: delivered, requested, terminated. `notFound`: there is no such run. `closed`: it had ended, `status`
 * says how. `historyLimit`: the signal would have made the history too large. `repeated`: the run had been
 * asked to end itself already.
 */
export interface CallResult {
  readonly type: "call";
  readonly kind: Exclude<RequestKind, "start">;
  readonly outcome: CallOutcome;
  /** The run it was for; 0 when there is none. */
  readonly runNumber: number;
  /** How the run had ended when the outcome is `closed`, else null. */
  readonly status: RunStatusWord | null;
}

/** Why a command did nothing. */
export type IgnoredReason =
  /** Of another run than the active one, or of one that has ended. */
  | "noSuchRun"
  | "notPending"
  | "repeated"
  /** The request id belongs to a call of another kind. */
  | "otherRequest"
  /** It speaks of an event that the history does not have. */
  | "notReached";

/**
 * Answer to a MemberJoin, MemberLeave or MemberPublish.
 *
 * `joined`: under a new replica id. `known`: it is a member already. `stale`: a newer directory of that node is.
 * `removed`: it was one, and its directory is not to be used again. `tooOld`: it does not know all commands that the members
 * know. `left`: it is one no more. `unknown`: it was none. `last`: there would be nobody left. `published`: so it is known.
 */
export interface MemberResult {
  readonly type: "member";
  readonly outcome:
    | "joined"
    | "known"
    | "stale"
    | "removed"
    | "tooOld"
    | "left"
    | "unknown"
    | "last"
    | "published";
  readonly replicaId: number;
}

/** What became of one command; aligned with the batch's commands. */
export type CommandResult =
  | StartResult
  | CallResult
  | MemberResult
  | { readonly type: "applied" }
  | { readonly type: "ignored"; readonly reason: IgnoredReason };

/** A pending operation as the state has it. */
export interface OperationState {
  readonly key: string;
  /** Machine time in ms at which its timer is due; null when it waits for no time. */
  readonly deadline: number | null;
  /** Failed attempts so far. */
  readonly attempt: number;
  readonly lastFailure: Failure | null;
  /** Newest attempt that is known to have begun and not to have failed; 0 for none. */
  readonly startedAttempt: number;
  /** Attempts in a row that did not end. */
  readonly interruptions: number;
  /** Details of its last heartbeat as a payload; null without one. */
  readonly lastHeartbeat: Uint8Array | null;
}
