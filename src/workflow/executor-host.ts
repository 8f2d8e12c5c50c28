/** What an executor is made of and stands on, and what it tells of. */
import type { AnyWorkflowFn } from "../api/definition.ts";
import type { ActiveRun } from "../machine/effects.ts";
import type { Logger } from "../util/logger.ts";
import type { RunExecutor } from "./executor.ts";
import type { Operation } from "./operation.ts";
import type { StepInterceptor } from "./step-interceptor.ts";
import type { StepOptionsReader } from "./step-options.ts";
import type { DeterminismMismatch } from "./verification.ts";

/** What the executors of a group have in common. */
export interface ExecutorSettings {
  readonly nonDurableAwait: "error" | "warn";
  /** How long a head whose key is not created may wait with `nonDurableAwait: "warn"`, in ms. */
  readonly foreignAwaitMs: number;
  readonly payloadBytesMax: number;
  /** Whether values that this node can compute again are compared with the committed ones; `sampled`: one run in 16. */
  readonly verifyDeterminism: "always" | "sampled" | "off";
  /** @defaultValue none */
  readonly interceptStep?: StepInterceptor | undefined;
}

/** Something a human should know of a run. */
export interface RunWarning {
  readonly message: string;
  readonly error?: unknown;
  /** Keys of operations that it is about. */
  readonly keys?: readonly string[];
}

/** What was done in one turn, for whoever drives the run. */
export interface TurnWork {
  /** Operations that were created, in order; some may be settled again. */
  readonly created: readonly Operation[];
  /** Operations that were settled by something else than their own event: nobody needs their outcome any more. */
  readonly released: readonly Operation[];
}

/** What an executor tells the engine of. */
export interface ExecutorHost {
  readonly settings: ExecutorSettings;
  /** There is something to deliver: `turn` and then `drained` are to be called. */
  ready(executor: RunExecutor): void;
  /** A turn has drained. */
  drained(executor: RunExecutor, work: TurnWork): void;
  /** A turn has drained, and the next event waits for an operation that the function has not created. */
  waitsForKey(executor: RunExecutor): void;
  /** The run stands still on this node. */
  blocked(executor: RunExecutor, error: Error): void;
  /** Something a human should know, kept with the run. */
  warned(executor: RunExecutor, warning: RunWarning): void;
  /** This node has computed something else than what was committed. The run goes on with what was committed. */
  mismatched(executor: RunExecutor, mismatch: DeterminismMismatch): void;
  /** The logger of a run, before it is gated by `live`. */
  loggerOf(executor: RunExecutor): Logger;
  /** True while a step's function of this run is running on this node. */
  hasClosures(executor: RunExecutor): boolean;
  /** Calls back after `delayMs`, as a macrotask. */
  delay(callback: () => void, delayMs: number): void;
}

/**
 * Where an executor stands. `judging`: the conditions of a turn are being asked. `closed`: the run has ended. `dropped`: this executor
 * left the memory, its run goes on.
 */
export type ExecutorState =
  | "idle"
  | "ready"
  | "turn"
  | "judging"
  | "waitingForKey"
  | "blocked"
  | "closed"
  | "dropped";

/** What an executor is made of. */
export interface ExecutorOptions {
  readonly run: ActiveRun;
  readonly fn: AnyWorkflowFn;
  readonly host: ExecutorHost;
  /** Of the run's definition. */
  readonly steps: StepOptionsReader;
}
