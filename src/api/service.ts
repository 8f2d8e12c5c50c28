/**
 * The service contract: what a run handle and a start call ask of whoever serves them, on a member or from
 * outside. Payloads are bytes here, so that the contract is the same on a wire.
 */
import type { IfClosed, IfRunning, Outcome } from "../model/command.ts";
import type { RunEvent, RunStatusWord } from "../model/history-event.ts";
import type { RunQuery } from "../model/run-listing.ts";
import type { PendingOperation, RunSummary } from "./description.ts";

/** How long a call may take, and what ends it earlier. */
export interface CallBounds {
  readonly timeoutMs: number;
  readonly abortSignal: AbortSignal | undefined;
}

/** One start call. */
export interface StartRequest {
  readonly workflowId: string;
  readonly workflowName: string;
  readonly workflowVersion: number;
  /** An encoded payload. */
  readonly input: Uint8Array;
  readonly ifRunning: IfRunning;
  readonly ifClosed: IfClosed;
  readonly runTimeoutMs?: number | undefined;
  readonly startDelayMs?: number | undefined;
  /** An encoded payload. */
  readonly attributes?: Uint8Array | undefined;
  /** An encoded payload. */
  readonly memo?: Uint8Array | undefined;
  readonly retentionMs?: number | undefined;
}

/** The run that a start led to. */
export interface StartAnswer {
  readonly runNumber: number;
  readonly started: boolean;
}

/** The run that is meant; null means the newest of the workflow id. */
export interface RunTarget {
  readonly workflowId: string;
  readonly runNumber: number | null;
}

/** How long to wait for a run; no `timeoutMs` means as long as it lives. */
export interface WaitBounds {
  readonly timeoutMs: number | undefined;
  readonly abortSignal: AbortSignal | undefined;
}

/** How a run came out; no outcome for one that was terminated or timed out. */
export interface RunEnding {
  readonly status: RunStatusWord;
  readonly outcome: Outcome | null;
  /** Why it was terminated, if somebody said. */
  readonly reason: string | null;
}

/** One signal. */
export interface SignalRequest {
  readonly name: string;
  /** An encoded payload. */
  readonly payload: Uint8Array;
  /** The sender's own name for it; null for one that is never repeated. */
  readonly signalId: string | null;
}

/** How a run stands, with its payloads as bytes. */
export interface DescribedRun {
  readonly summary: RunSummary;
  readonly variables: ReadonlyMap<string, Uint8Array>;
  readonly pendingOperations: readonly PendingOperation[];
  readonly attributes: Uint8Array | null;
  readonly memo: Uint8Array | null;
}

/** Which events of a run. */
export interface EventsRequest {
  /** Seq of the first one. */
  readonly from: number;
  /** With `from` past the last event of a run that goes on: wait for one, or answer with none. */
  readonly wait: boolean;
}

/** Some events of a run, contiguous. */
export interface EventsAnswer {
  /** The run that was found. */
  readonly runNumber: number;
  /** Tells it from one that has come under its name since it was forgotten. */
  readonly runId: Uint8Array;
  readonly events: readonly RunEvent[];
  /** None will follow these. */
  readonly isLast: boolean;
}

/** One page of runs. */
export interface ListAnswer {
  readonly runs: readonly RunSummary[];
  readonly nextCursor: string | null;
}

/** Serves run handles. Calls make their request ids themselves and repeat themselves until their time is over. */
export interface WorkflowService {
  start(request: StartRequest, bounds: CallBounds): Promise<StartAnswer>;
  /** Resolves when the run has ended. @throws {WaitTimeoutError} @throws {WorkflowNotFoundError} */
  ending(target: RunTarget, bounds: WaitBounds): Promise<RunEnding>;
  /** @throws {WorkflowNotFoundError} @throws {RunEndedError} @throws {HistoryLimitError} */
  signal(target: RunTarget, request: SignalRequest, bounds: CallBounds): Promise<void>;
  /** @throws {WorkflowNotFoundError} */
  cancel(target: RunTarget, reason: string, bounds: CallBounds): Promise<void>;
  /** @throws {WorkflowNotFoundError} */
  terminate(target: RunTarget, reason: string, bounds: CallBounds): Promise<void>;
  /** @throws {WorkflowNotFoundError} */
  describe(target: RunTarget, bounds: CallBounds & { isLocal: boolean }): Promise<DescribedRun>;
  /** Tries a run again that is blocked on the node that is asked. @throws {WorkflowNotFoundError} */
  retry(target: RunTarget, bounds: CallBounds): Promise<void>;
  /** @throws {WorkflowNotFoundError} */
  events(target: RunTarget, request: EventsRequest, bounds: CallBounds): Promise<EventsAnswer>;
  list(request: RunQuery, bounds: CallBounds): Promise<ListAnswer>;
  /** Name and version of a run, as far as this node knows it; undefined otherwise. */
  workflowOf(target: RunTarget): { readonly name: string; readonly version: number } | undefined;
}
