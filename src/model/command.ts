/**
 * Commands: what a log entry carries, as data. Each has a number in proto/command.proto that it keeps for ever.
 *
 * A command of a run's own making names workflow id and run id, and applies to no other run. A call from outside
 * names a workflow id and perhaps a run number, and bears a request id by which it is known again.
 */

export { decodeCommand } from "./command-decoding.ts";
export { encodeCommand } from "./command-encoding.ts";
export { failureFromWire, failureToWire } from "./failure-wire.ts";
export { ID_BYTES } from "./limits.ts";

import type { PublishedWorkflow } from "./published.ts";

/** An error as data. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** The error's own code as text, or "". */
  readonly code: string;
  /** Its own enumerable fields as a payload; empty when it has none. */
  readonly fields: Uint8Array;
  readonly cause: Failure | null;
  /** AggregateError.errors; null for any other class. */
  readonly errors: readonly Failure[] | null;
}

/** How an operation or a run came out. `payload` is what PayloadCodec wrote. */
export type Outcome =
  | { readonly type: "value"; readonly payload: Uint8Array }
  | { readonly type: "failure"; readonly failure: Failure };

/** The run that a command belongs to. */
export interface RunRef {
  readonly workflowId: string;
  /** 128 random bits made at the start call. */
  readonly runId: Uint8Array;
}

/** Whom a call from outside is for, and by which it is known again. */
export interface CallRef {
  readonly workflowId: string;
  /** From 1; null for the newest run. */
  readonly runNumber: number | null;
  /** 128 bits, made once where the user called. */
  readonly requestId: Uint8Array;
}

/** What happens when the workflow id has a run that has not ended. */
export type IfRunning = "useExisting" | "fail" | "terminateExisting";
/** What happens when the last run of the workflow id has ended. */
export type IfClosed = "useExisting" | "startNew" | "startNewIfFailed" | "fail";

/**
 * Starts a run, or answers with one that is there. Durations are in ms; what has no value is absent, never 0 or
 * empty.
 */
export interface RunStart extends RunRef {
  readonly type: "RunStart";
  readonly requestId: Uint8Array;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly input: Uint8Array;
  readonly ifRunning: IfRunning;
  readonly ifClosed: IfClosed;
  /** The run ends as timed out after so long, counted from the end of its start delay. */
  readonly runTimeoutMs?: number | undefined;
  /** Its function is called after so long, by the TimerFired of START_KEY. */
  readonly startDelayMs?: number | undefined;
  /** A payload. */
  readonly attributes?: Uint8Array | undefined;
  /** A payload. */
  readonly memo?: Uint8Array | undefined;
  /** How long the run is kept after its end; absent: as the options of the leader say. */
  readonly retentionMs?: number | undefined;
  /**
   * Events and bytes of its history, from half of which on the run is told to continue as new: as the options of the node said where the start was
   * called, so that all nodes tell it the same, in all their lives. Absent: no limit.
   */
  readonly historyEventsMax?: number | undefined;
  readonly historyBytesMax?: number | undefined;
}

/** The outcome of one operation. */
export interface Checkpoint extends RunRef {
  readonly type: "Checkpoint";
  readonly key: string;
  readonly outcome: Outcome;
}

/** An attempt of a step begins, and that must be known before it does. No history event. */
export interface StepAttemptStarted extends RunRef {
  readonly type: "StepAttemptStarted";
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
  /** The attempt before did not end: its leader died or was deposed. @defaultValue false */
  readonly interrupted?: boolean | undefined;
}

/** An attempt of a step failed and another one follows. */
export interface StepAttemptFailed extends RunRef {
  readonly type: "StepAttemptFailed";
  readonly key: string;
  readonly attempt: number;
  readonly failure: Failure;
  readonly retryDelayMs: number;
  /** Details of its last heartbeat as a payload; absent: those that are known already. */
  readonly lastHeartbeat?: Uint8Array | undefined;
}

/** An attempt of a step is alive. No history event. */
export interface StepHeartbeat extends RunRef {
  readonly type: "StepHeartbeat";
  readonly key: string;
  readonly attempt: number;
  /** A payload. */
  readonly details: Uint8Array;
}

/** A timer, due `durationMs` after it is applied, or at `deadlineMs` of machine time. */
export interface TimerSet extends RunRef {
  readonly type: "TimerSet";
  readonly key: string;
  readonly due: { readonly durationMs: number } | { readonly deadlineMs: number };
}

/** The timer of an operation is due. Of TIMEOUT_KEY it ends the run. */
export interface TimerFired extends RunRef {
  readonly type: "TimerFired";
  readonly key: string;
}

/** Nothing waits for a timer or a retry delay any more. No history event. */
export interface TimerCancelled extends RunRef {
  readonly type: "TimerCancelled";
  readonly key: string;
}

/** Somebody outside has something to say to a run. It is refused past the limits, which apply could not know else. */
export interface Signal extends CallRef {
  readonly type: "Signal";
  readonly name: string;
  readonly payload: Uint8Array;
  /** 0: no limit. */
  readonly historyEventsMax: number;
  /** 0: no limit. */
  readonly historyBytesMax: number;
}

/** Somebody outside asks a run to end itself. */
export interface Cancel extends CallRef {
  readonly type: "Cancel";
  /** For people; "" when none was given. */
  readonly reason: string;
}

/** The run has left the leader's memory, with everything through `seq` consumed. No history event. */
export interface RunParked extends RunRef {
  readonly type: "RunParked";
  readonly seq: number;
}

/** The function returned. */
export interface RunComplete extends RunRef {
  readonly type: "RunComplete";
  readonly value: Uint8Array;
  readonly consumedThrough: number;
}

/** The function threw. */
export interface RunFail extends RunRef {
  readonly type: "RunFail";
  readonly failure: Failure;
  readonly consumedThrough: number;
  /** `cancelled`: it threw because it was asked to end. @defaultValue "failed" */
  readonly kind?: "failed" | "cancelled" | undefined;
}

/** Ends a run at once; the engine's own, and the last event of a run that gave way to a new one. */
export interface TerminateRun extends RunRef {
  readonly type: "Terminate";
  /** For people; "" when none was given. */
  readonly reason: string;
}

/** Ends a run from outside, at once. */
export interface TerminateCall extends CallRef {
  readonly type: "Terminate";
  /** For people; "" when none was given. */
  readonly reason: string;
}

/** Ends a run at once. No code of it runs afterwards. */
export type Terminate = TerminateRun | TerminateCall;

/** Part of the history of an ended run; the part that has its last event takes the run itself along. */
export interface RetiredRun {
  readonly workflowId: string;
  readonly runNumber: number;
  /** The number may have been given again since; the run id never is. */
  readonly runId: Uint8Array;
  readonly fromSeq: number;
  readonly throughSeq: number;
}

/** A request whose outcome nobody may ask for any more. */
export interface RetiredRequest {
  readonly workflowId: string;
  readonly requestId: Uint8Array;
}

/** What the leader's retention scan found to be forgotten. Bounded as limits.ts says. */
export interface Retire {
  readonly type: "Retire";
  readonly runs: readonly RetiredRun[];
  readonly requests: readonly RetiredRequest[];
  /** A request is forgotten only if it was applied before this machine time in ms. */
  readonly requestsBefore: number;
}

/** A node becomes a member, says where it is now, or comes back with an empty directory. */
export interface MemberJoin {
  readonly type: "MemberJoin";
  readonly nodeId: string;
  readonly incarnation: number;
  /** `host:port`. */
  readonly address: string;
  /** Of the node that formed the group; 0: the next one that is free. */
  readonly replicaId: number;
  /** Highest level of commands that it knows, from 1. */
  readonly commandLevel: number;
}

/** A node is a member no more. */
export interface MemberLeave {
  readonly type: "MemberLeave";
  readonly nodeId: string;
  readonly replicaId: number;
}

/** A member says what it can run, in place of what it said before. */
export interface MemberPublish {
  readonly type: "MemberPublish";
  readonly nodeId: string;
  readonly incarnation: number;
  /** Ascending by name. */
  readonly workflows: readonly PublishedWorkflow[];
  /** It leads, and hands its leadership over because it lacks a definition. @defaultValue false */
  readonly handsOver?: boolean | undefined;
}

/** Commands that come from outside and are answered by their outcome. */
export type CallCommand = Signal | Cancel | TerminateCall;

/** Any command. */
export type Command =
  | RunStart
  | Checkpoint
  | StepAttemptStarted
  | StepAttemptFailed
  | StepHeartbeat
  | TimerSet
  | TimerFired
  | TimerCancelled
  | Signal
  | Cancel
  | Terminate
  | RunParked
  | RunComplete
  | RunFail
  | Retire
  | MemberChange;

/** Commands about members. */
export type MemberChange = MemberJoin | MemberLeave | MemberPublish;

/** Timer of the run itself: when it fires the run ends as timed out. No operation's key can be this. */
export const TIMEOUT_KEY = "$timeout";
/** Timer of the run itself: when it fires the function is called. No operation's key can be this. */
export const START_KEY = "$start";
