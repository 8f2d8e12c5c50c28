/** What an engine is made of, and what it tells of. */
import type { ActiveRun, RunEndedEffect } from "../machine/effects.ts";
import type { HistoryLimits } from "../model/limits.ts";
import type { Members } from "../model/members.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { StateReader } from "../model/state-reader.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { ExecutorSettings } from "./executor.ts";
import type { Proposals } from "./proposals.ts";
import type { Registry } from "./registry.ts";
import type { RunGuard } from "./run-guard.ts";
import type { DeterminismMismatch } from "./verification.ts";

/** What an engine tells of. Called after the state is true; must not throw. */
export interface EngineListener {
  runStarted(run: ActiveRun): void;
  checkpointSet(run: ActiveRun, key: string): void;
  /** Something was appended to the history of a run that goes on. */
  eventAppended(run: ActiveRun): void;
  runEnded(ended: RunEndedEffect): void;
  runBlocked(run: ActiveRun, error: Error): void;
  /** Nodes joined, left or moved. */
  membersChanged(members: Members): void;
  /** This node has computed something else than what was committed. */
  determinismMismatch(run: ActiveRun, mismatch: DeterminismMismatch): void;
}

/** The active runs as the machine has them. */
export interface ActiveRunSource {
  activeRun(workflowId: string): ActiveRun | undefined;
  /** All of them, the oldest first. */
  activeRuns(): Iterable<ActiveRun>;
}

/** Bounds of an engine. */
export interface EngineSettings extends ExecutorSettings {
  /** Time that turns get in one iteration of the event loop, in ms. */
  readonly turnBudgetMs: number;
  /** Histories that are read at the same time. */
  readonly hydrationsMax: number;
  /** `always`: a run's function is thrown away and replayed after every event that it has consumed. */
  readonly replay: "onEviction" | "always";
  readonly idleEvictionMs: number;
  readonly maxResidentRuns: number;
  /** A run whose own operations would pass them fails. */
  readonly historyLimits: HistoryLimits;
}

/** What an engine is made of. */
export interface EngineOptions {
  readonly log: ReplicatedLog;
  /** The applied state. */
  readonly state: StateReader;
  readonly runs: ActiveRunSource;
  readonly proposals: Proposals;
  readonly registry: Registry;
  readonly scheduler: Scheduler;
  /** For work that nobody waits for. */
  readonly housekeeping: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: EngineSettings;
  readonly listener: EngineListener;
  readonly guard: RunGuard;
  /** A broken invariant, or a state that cannot be read: the node has to stop. */
  readonly onFatal: (error: unknown) => void;
}
