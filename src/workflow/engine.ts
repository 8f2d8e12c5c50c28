/**
 * WorkflowEngine runs the active runs of one group on this node: it gives applied history to their executors, keeps
 * their timers, hydrates them after a start, and drives what is pending while this node leads.
 *
 * Everything it knows follows from state and effects; whatever is lost with the process is read again.
 */
import type { AnyWorkflowFn } from "../api/definition.ts";
import type { ActiveRun, Effect, RunEndedEffect } from "../machine/effects.ts";
import type { RunEvent } from "../model/history-event.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { StateReader } from "../model/state-reader.ts";
import { unreachable } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { Driver } from "./driver.ts";
import { type ExecutorHost, type ExecutorSettings, RunExecutor } from "./executor.ts";
import { Hydration } from "./hydration.ts";
import type { Operation } from "./operation.ts";
import type { Proposals } from "./proposals.ts";
import type { Registry } from "./registry.ts";
import { watchRejections } from "./rejection-watch.ts";
import { RunSlot } from "./run-slot.ts";
import type { TimerEntry } from "./timer-heap.ts";
import { TurnQueue } from "./turn-queue.ts";

/** What an engine tells of. Called after the state is true; must not throw. */
export interface EngineListener {
  runStarted(run: ActiveRun): void;
  checkpointSet(run: ActiveRun, key: string): void;
  runEnded(ended: RunEndedEffect): void;
  runBlocked(run: ActiveRun, error: Error): void;
}

/** Bounds of an engine. */
export interface EngineSettings extends ExecutorSettings {
  /** Time that turns get in one iteration of the event loop, in ms. */
  readonly turnBudgetMs: number;
  /** Histories that are read at the same time. */
  readonly hydrationsMax: number;
}

/** What an engine is made of. */
export interface EngineOptions {
  readonly log: ReplicatedLog;
  /** The applied state. */
  readonly state: StateReader;
  readonly proposals: Proposals;
  readonly registry: Registry;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: EngineSettings;
  readonly listener: EngineListener;
  /** A broken invariant, or a state that cannot be read: the node has to stop. */
  readonly onFatal: (error: unknown) => void;
}

/** A timer or retry delay as it was found at the start. */
export interface LoadedTimer {
  readonly key: string;
  /** Machine time in ms. */
  readonly deadline: number;
  /** Failed attempts; 0 for a timer. */
  readonly attempt: number;
}

/** An active run as it was found at the start, with its timers. */
export interface LoadedRun {
  readonly run: ActiveRun;
  readonly timers: readonly LoadedTimer[];
}

/** The runs of one group on this node. */
export class WorkflowEngine implements ExecutorHost {
  readonly settings: EngineSettings;
  readonly #registry: Registry;
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #listener: EngineListener;
  readonly #turns: TurnQueue;
  readonly #driver: Driver;
  readonly #hydration: Hydration;
  readonly #slots = new Map<string, RunSlot>();
  readonly #stopWatching: () => void;
  #stopped = false;

  constructor(options: EngineOptions) {
    const { scheduler, logger, settings, onFatal } = options;
    this.settings = settings;
    this.#registry = options.registry;
    this.#scheduler = scheduler;
    this.#logger = logger;
    this.#listener = options.listener;
    this.#turns = new TurnQueue({
      scheduler,
      turnBudgetMs: settings.turnBudgetMs,
      onError: onFatal,
    });
    this.#driver = new Driver({
      log: options.log,
      proposals: options.proposals,
      scheduler,
      random: options.random,
      logger,
      payloadBytesMax: settings.payloadBytesMax,
      slotOf: (entry) => this.#slot(entry),
    });
    this.#hydration = new Hydration({
      state: options.state,
      group: options.log.group,
      atOnceMax: settings.hydrationsMax,
      onError: onFatal,
    });
    this.#stopWatching = watchRejections((reason) => this.#unhandledRejection(reason));
  }

  /** Active runs that this node knows of. */
  get activeRuns(): number {
    return this.#slots.size;
  }

  // ---- the state's side

  /** Takes the runs that were active when the node stopped; before the first effect. */
  load(runs: readonly LoadedRun[]): void {
    for (const { run, timers } of runs) {
      const slot = new RunSlot(run);
      this.#slots.set(run.workflowId, slot);
      for (const timer of timers) this.#driver.timerSet(slot, this.#timerEntry(run, timer));
    }
    for (const slot of this.#slots.values()) this.#hydrate(slot);
  }

  /** A definition was registered: its runs go on. */
  definitionAdded(name: string, version: number): void {
    for (const slot of this.#slots.values()) {
      const { run } = slot;
      if (run.workflowName === name && run.workflowVersion === version) this.#hydrate(slot);
    }
  }

  /** Takes what a batch led to. */
  applied(effects: readonly Effect[]): void {
    if (this.#stopped) return;
    for (const effect of effects) this.#apply(effect);
  }

  /** This node leads in `term`, and all before its first entry is applied. */
  leads(term: number): void {
    if (this.#stopped) return;
    this.#driver.begin(term, this.#slots.values());
    for (const slot of this.#slots.values()) {
      const { executor } = slot;
      if (executor === null) continue;
      executor.driveFrom = slot.run.lastSeq;
      // Steps are not run inside the log's delivery: each run gets a turn of its own in which nothing is delivered.
      this.#turns.enqueue({
        turn: () => {},
        drained: () => {
          this.#maybeGoLive(slot, executor);
        },
      });
    }
  }

  /** This node leads no more. */
  leadsNoMore(): void {
    this.#driver.end(this.#slots.values());
    for (const { executor } of this.#slots.values()) {
      if (executor === null) continue;
      executor.driveFrom = null;
      executor.live = false;
    }
  }

  /** Starts no step any more and calls back when those in flight have ended and are applied. */
  drain(onDrained: () => void): void {
    this.#driver.drain(onDrained);
  }

  /** Stops: no turn begins, steps in flight are aborted with `reason`. Idempotent. */
  async stop(reason: Error): Promise<void> {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#turns.stop();
      this.#driver.abort(this.#slots.values(), reason);
      this.#stopWatching();
    }
    await this.#hydration.close();
  }

  // ---- the executors' side

  ready(executor: RunExecutor): void {
    this.#turns.enqueue(executor);
  }

  drained(executor: RunExecutor, created: readonly Operation[]): void {
    const slot = this.#slotOfRun(executor.run);
    if (slot === undefined || this.#driver.term === null) return;
    if (!executor.live) {
      this.#maybeGoLive(slot, executor);
      return;
    }
    if (executor.ending !== null) this.#end(slot, executor);
    else for (const operation of created) this.#driver.drive(slot, operation);
  }

  blocked(executor: RunExecutor, error: Error): void {
    const { run } = executor;
    const { workflowId, runNumber } = run;
    this.#logger.error({ workflowId, runNumber, err: error }, "run blocked on this node");
    this.#listener.runBlocked(run, error);
  }

  warned(executor: RunExecutor, warning: { message: string; error?: unknown }): void {
    const { workflowId, runNumber } = executor.run;
    this.#logger.warn({ workflowId, runNumber, err: warning.error }, warning.message);
  }

  hasClosures(executor: RunExecutor): boolean {
    return (this.#slotOfRun(executor.run)?.closures ?? 0) > 0;
  }

  loggerOf(executor: RunExecutor): Logger {
    const { workflowId, runNumber, workflowName } = executor.run;
    return this.#logger.child({ workflowId, runNumber, workflowName });
  }

  delay(callback: () => void, delayMs: number): void {
    this.#scheduler.setTimeout(callback, delayMs);
  }

  // ---- inside

  #apply(effect: Effect): void {
    // Runs that are retired have ended: nothing of them is here.
    if (effect.type === "retired") return;
    const { run } = effect;
    switch (effect.type) {
      case "runStarted":
        this.#started(run, effect.event);
        return;
      case "historyAppended": {
        const slot = this.#slotOfRun(run);
        if (slot === undefined) return;
        const { command } = effect.event;
        if (command.type === "Checkpoint") {
          this.#driver.settled(slot, command.key);
          this.#append(slot, effect.event);
          this.#listener.checkpointSet(run, command.key);
        } else {
          if (command.type === "TimerFired") this.#driver.settled(slot, command.key);
          this.#append(slot, effect.event);
        }
        return;
      }
      case "timerSet": {
        const slot = this.#slotOfRun(run);
        if (slot !== undefined) this.#driver.timerSet(slot, this.#timerEntry(run, effect));
        return;
      }
      case "timerRemoved": {
        const slot = this.#slotOfRun(run);
        if (slot !== undefined) this.#driver.timerRemoved(slot, effect.key);
        return;
      }
      case "runEnded":
        this.#ended(effect);
        return;
      case "attemptStarted":
      case "heartbeat":
      case "cancelRequested":
      case "runParked":
        return;
      default:
        unreachable(effect);
    }
  }

  #started(run: ActiveRun, event: RunEvent): void {
    const slot = new RunSlot(run);
    this.#slots.set(run.workflowId, slot);
    const registered = this.#registry.get(run.workflowName, run.workflowVersion);
    if (registered === undefined) {
      const { workflowId, workflowName, workflowVersion } = run;
      this.#logger.warn(
        { workflowId, workflowName, workflowVersion },
        "run waits for its definition",
      );
    } else {
      const executor = this.#executor(slot, registered.fn);
      if (this.#driver.term !== null) {
        executor.driveFrom = -1;
        executor.live = true;
      }
      executor.append(event);
    }
    this.#listener.runStarted(run);
  }

  #ended(effect: RunEndedEffect): void {
    const { run, status } = effect;
    const slot = this.#slotOfRun(run);
    if (slot !== undefined) {
      this.#slots.delete(run.workflowId);
      this.#driver.runEnded(slot, status);
      slot.executor?.close(status);
    }
    this.#listener.runEnded(effect);
  }

  #append(slot: RunSlot, event: RunEvent): void {
    if (slot.later !== null) slot.later.push(event);
    else if (slot.executor !== null) slot.executor.append(event);
  }

  #executor(slot: RunSlot, fn: AnyWorkflowFn): RunExecutor {
    const executor = new RunExecutor({ run: slot.run, fn, host: this });
    slot.executor = executor;
    return executor;
  }

  #hydrate(slot: RunSlot): void {
    const { run } = slot;
    if (slot.executor !== null || slot.later !== null) return;
    const registered = this.#registry.get(run.workflowName, run.workflowVersion);
    if (registered === undefined) return;
    // From here on events are kept behind those that are being read: 0 to s now, s + 1 and on by effects.
    slot.later = [];
    this.#hydration.read(run, run.lastSeq, (events) => {
      const later = slot.later ?? [];
      slot.later = null;
      if (this.#stopped || this.#slotOfRun(run) !== slot) return;
      const executor = this.#executor(slot, registered.fn);
      if (this.#driver.term !== null) executor.driveFrom = run.lastSeq;
      for (const event of events) executor.append(event);
      for (const event of later) executor.append(event);
    });
  }

  /** Pending operations are driven once everything that was there when the term began is consumed. */
  #maybeGoLive(slot: RunSlot, executor: RunExecutor): void {
    if (executor.driveFrom === null || executor.live || executor.state === "turn") return;
    if (executor.consumedThrough < executor.driveFrom) return;
    executor.live = true;
    if (executor.ending !== null) this.#end(slot, executor);
    else for (const operation of executor.pending()) this.#driver.drive(slot, operation);
  }

  #end(slot: RunSlot, executor: RunExecutor): void {
    if (executor.endingProposedIn === this.#driver.term) return;
    executor.endingProposedIn = this.#driver.term;
    const abandoned: string[] = [];
    for (const { key, work } of executor.pending()) if (work.type !== "timer") abandoned.push(key);
    if (abandoned.length > 0) {
      const { workflowId, runNumber } = slot.run;
      this.#logger.warn(
        { workflowId, runNumber, keys: abandoned },
        "the function returned before these operations; they are abandoned",
      );
    }
    this.#driver.proposeEnding(slot, executor);
  }

  #timerEntry(run: ActiveRun, timer: LoadedTimer): TimerEntry {
    const { workflowId, runNumber } = run;
    const { key, deadline, attempt } = timer;
    return { workflowId, runNumber, key, deadline, attempt, live: true };
  }

  #slot(entry: { workflowId: string; runNumber: number }): RunSlot | undefined {
    const slot = this.#slots.get(entry.workflowId);
    return slot?.run.runNumber === entry.runNumber ? slot : undefined;
  }

  #slotOfRun(run: ActiveRun): RunSlot | undefined {
    return this.#slot(run);
  }

  #unhandledRejection(reason: unknown): boolean {
    const { current } = this.#turns;
    if (!(current instanceof RunExecutor)) return false;
    current.unhandledRejection(reason);
    return true;
  }
}
