/**
 * The service contract: what a run handle and a start call ask of whoever serves them, on a member or from
 * outside. Payloads are bytes here, so that the contract is the same on a wire.
 */
import type { IfClosed, IfRunning, Outcome } from "../model/command.ts";
import type { RunStatusWord } from "../model/history-event.ts";

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

/** How a run came out; no outcome for a run that was terminated. */
export interface RunEnding {
  readonly status: RunStatusWord;
  readonly outcome: Outcome | null;
  /** Why it was terminated, if somebody said. */
  readonly reason: string | null;
}

/** Serves run handles. */
export interface WorkflowService {
  start(request: StartRequest, bounds: CallBounds): Promise<StartAnswer>;
  /** Resolves when the run has ended. @throws {WaitTimeoutError} @throws {WorkflowNotFoundError} */
  ending(target: RunTarget, bounds: WaitBounds): Promise<RunEnding>;
}
