/**
 * What applying a batch leads to, beside the state: results for those who proposed, effects for the engine.
 *
 * Effects inform the engine of what is now state; they carry no decision. Whoever misses them (a start, an
 * installed snapshot) reads the state instead.
 */
import type { Failure } from "../model/command.ts";
import type { RunEvent, RunStatusWord } from "../model/history-event.ts";
import type { StartOutcome } from "../model/run-record.ts";

export type { StartOutcome };

/** An active run as the machine keeps it in memory. `lastSeq` moves with every event. */
export interface ActiveRun {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly runId: Uint8Array;
  readonly workflowName: string;
  readonly workflowVersion: number;
  /** Machine time in ms. */
  readonly startedAt: number;
  /** Seq of its newest history event. */
  readonly lastSeq: number;
}

/** A run was started; its first event is RunStart with seq 0. */
export interface RunStartedEffect {
  readonly type: "runStarted";
  readonly run: ActiveRun;
  readonly event: RunEvent;
}

/** An event was appended to the history of a run that goes on. */
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

/** A timer is no more: fired, or its operation is settled. */
export interface TimerRemovedEffect {
  readonly type: "timerRemoved";
  readonly run: ActiveRun;
  readonly key: string;
}

/** A run ended; `event` is its last. All its timers are gone. */
export interface RunEndedEffect {
  readonly type: "runEnded";
  readonly run: ActiveRun;
  readonly status: RunStatusWord;
  readonly event: RunEvent;
}

/** What the engine is told. */
export type Effect =
  | RunStartedEffect
  | HistoryAppendedEffect
  | TimerSetEffect
  | TimerRemovedEffect
  | RunEndedEffect;

/** Answer to a RunStart. */
export interface StartResult {
  readonly type: "start";
  readonly outcome: StartOutcome;
  /** The run started or found. */
  readonly runNumber: number;
  /** Name and version of the run found, for messages. */
  readonly existing: { readonly workflowName: string; readonly workflowVersion: number } | null;
}

/** What became of one command; aligned with the batch's commands. */
export type CommandResult =
  | StartResult
  | { readonly type: "applied" }
  /** A no-op: of another run, of an ended run, a lost race, a repetition. */
  | { readonly type: "ignored"; readonly reason: "noSuchRun" | "notPending" | "repeated" };

/** A pending operation as the state has it. */
export interface OperationState {
  readonly key: string;
  /** Machine time in ms. */
  readonly deadline: number;
  readonly attempt: number;
  readonly lastFailure: Failure | null;
}
