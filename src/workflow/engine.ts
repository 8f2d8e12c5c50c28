/**
 * WorkflowEngine runs the active runs of one group on this node: it gives applied history to their executors, keeps
 * their timers, hydrates them after a start, and drives what is pending while this node leads.
 *
 * Everything it knows follows from state and effects; whatever is lost with the process is read again.
 */
import type { RunSummary } from "../api/description.ts";
import type { ActiveRun, Effect, RunEndedEffect } from "../machine/effects.ts";
import type { RunEvent } from "../model/history-event.ts";
import type { RunName } from "../model/state-keys.ts";
import { unreachable } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { Driver } from "./driver.ts";
import type { EngineListener, EngineOptions, EngineSettings } from "./engine-options.ts";
import { type ExecutorHost, RunExecutor, type RunWarning, type TurnWork } from "./executor.ts";
import { watchRejections } from "./rejection-watch.ts";
import { isParked, isSettled } from "./residency.ts";
import { ResidentRuns } from "./resident-runs.ts";
import type { RunGuard } from "./run-guard.ts";
import type { RunInsight, RunInspection } from "./run-reader.ts";
import type { RunSlot } from "./run-slot.ts";
import { RunSlots } from "./run-slots.ts";
import { StepTurn } from "./step-turn.ts";
import { TurnQueue } from "./turn-queue.ts";
import type { DeterminismMismatch } from "./verification.ts";

export type {
  EngineListener,
  EngineOptions,
  EngineSettings,
} from "./engine-options.ts";

/** The runs of one group on this node. */
export class WorkflowEngine implements ExecutorHost, RunInsight {
  readonly settings: EngineSettings;
  readonly #scheduler: Scheduler;
  readonly #logger: Logger;
  readonly #listener: EngineListener;
  readonly #guard: RunGuard;
  readonly #turns: TurnQueue;
  readonly #driver: Driver;
  readonly #residents: ResidentRuns;
  readonly #slots: RunSlots;
  readonly #stopWatching: () => void;
  /** What executors wait for; a node that stops leaves none behind. */
  readonly #delays = new Set<TimerHandle>();
  /** Suspect runs of a state that was replaced: the new one may know that they have ended. */
  #formerSuspects: RunName[] = [];
  #stopped = false;

  constructor(options: EngineOptions) {
    const { scheduler, logger, settings, onFatal } = options;
    this.settings = settings;
    this.#scheduler = scheduler;
    this.#logger = logger;
    this.#listener = options.listener;
    this.#guard = options.guard;
    this.#slots = new RunSlots(options.runs);
    this.#turns = new TurnQueue({
      scheduler,
      guard: options.guard,
      turnBudgetMs: settings.turnBudgetMs,
      onError: onFatal,
    });
    this.#driver = new Driver({
      ...options,
      payloadBytesMax: settings.payloadBytesMax,
      historyLimits: settings.historyLimits,
      slotOf: ({ run, operation }) => {
        const slot = this.#slots.wake(run);
        // A retry is due: it needs the function that the run has left memory with.
        if (slot !== undefined && operation.attempt > 0) this.#residents.hydrate(slot);
        return slot;
      },
      inTurn: (slot, work) => {
        this.#stepTurn(slot, work);
      },
    });
    this.#residents = new ResidentRuns({
      ...options,
      host: this,
      driver: this.#driver,
      isActive: (slot) => this.#slots.get(slot.run) === slot,
      evicted: (slot) => {
        this.#slots.maybeSleep(slot);
      },
    });
    this.#stopWatching = watchRejections((reason) => this.#unhandledRejection(reason));
  }

  // ---- the state's side

  /** Takes the runs that are active in the state, at the start or after it was replaced; before the first effect. */
  load(): void {
    // The oldest first. A parked run has nothing to do until its next event.
    for (const run of this.#slots.loaded()) {
      if (isParked(run) && this.#guard.suspicionOf(run) === null) continue;
      this.#residents.hydrate(this.#slots.add(run));
    }
    for (const run of this.#formerSuspects) {
      if (this.#slots.active(run) === undefined) this.#guard.acquit(run);
    }
    this.#formerSuspects = [];
  }

  /** Forgets all runs, because the state has been replaced, and returns them. */
  clear(): readonly ActiveRun[] {
    const { slots, runs } = this.#slots.clear();
    this.#residents.clear(slots);
    for (const slot of slots) slot.tellSettled(() => true);
    this.#formerSuspects.push(...runs.filter((run) => this.#guard.suspicionOf(run) !== null));
    return runs;
  }

  /** Runs whose functions are in memory. */
  get residentRuns(): number {
    return this.#residents.size;
  }

  // ---- those who ask

  waitingFor(name: RunName): RunSummary["waitingFor"] {
    const run = this.#slots.active(name);
    if (run === undefined) return null;
    if (this.#residents.definitionOf({ run }) === undefined) return "definition";
    return this.#slots.get(run)?.executor?.state === "blocked" ? "blocked" : "operation";
  }

  async inspect(run: RunName): Promise<RunInspection> {
    const isHere = !this.#stopped && this.waitingFor(run) !== "definition";
    const slot = isHere ? this.#slots.wake(run) : undefined;
    if (slot !== undefined) {
      this.#residents.hydrate(slot);
      if (!isSettled(slot)) {
        await new Promise<void>((resolve) => {
          slot.onSettled ??= [];
          slot.onSettled.push({ through: slot.run.lastSeq, tell: resolve });
        });
      }
    }
    return { waitingFor: this.waitingFor(run), keys: this.pendingKeys(run) };
  }

  /** Keys of what a run waits for, if it is in memory. */
  pendingKeys(run: RunName): readonly string[] {
    return Array.from(this.#slots.get(run)?.executor?.pending() ?? [], ({ key }) => key);
  }

  /** Tries a run again that is blocked on this node; does nothing for others. */
  retryBlocked(run: RunName): void {
    const slot = this.#slots.get(run);
    if (slot !== undefined && !this.#stopped) this.#residents.retry(slot);
  }

  /** A definition was registered: its runs go on. */
  definitionAdded(name: string, version: number): void {
    for (const slot of this.#slots.values()) {
      const { run } = slot;
      if (run.workflowName === name && run.workflowVersion === version)
        this.#residents.hydrate(slot);
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
    this.#driver.begin(term);
    for (const slot of this.#slots.values()) {
      const { executor } = slot;
      slot.freshFrom = null;
      slot.oldThrough = slot.run.lastSeq;
      if (executor === null) continue;
      executor.driveFrom = slot.run.lastSeq;
      executor.freshFrom = slot.run.lastSeq + 1;
      this.#stepTurn(slot, () => {
        this.#driver.maybeGoLive(slot, executor);
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

  /** Starts steps again after a drain. */
  goOn(): void {
    if (!this.#stopped) this.#driver.goOn();
  }

  /** Stops: no turn begins, steps in flight are aborted with `reason`. Idempotent. */
  async stop(reason: Error): Promise<void> {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#turns.stop();
      for (const timer of this.#delays) this.#scheduler.clearTimeout(timer);
      this.#delays.clear();
      this.#driver.abort(this.#slots.values(), reason);
      this.#stopWatching();
    }
    await this.#residents.close();
  }

  // ---- the executors' side

  ready(executor: RunExecutor): void {
    this.#turns.enqueue(executor);
  }

  drained(executor: RunExecutor, work: TurnWork): void {
    const slot = this.#slots.get(executor.run);
    if (slot === undefined) return;
    // The functions of steps may take their time.
    this.#guard.turnEnded();
    this.#residents.active(slot);
    this.#driver.calledKeys.length = 0;
    this.#driver.turned(slot, executor, work);
    this.#residents.maybeReplay(slot, executor);
    // One that is replayed has settled when its new function has come as far.
    this.#settled(slot);
  }

  waitsForKey({ run }: RunExecutor): void {
    const slot = this.#slots.get(run);
    if (slot !== undefined) this.#settled(slot);
  }

  blocked(executor: RunExecutor, error: Error): void {
    const { run } = executor;
    const { workflowId, runNumber } = run;
    this.#logger.error({ workflowId, runNumber, err: error }, "run blocked on this node");
    this.#listener.runBlocked(run, error);
    const slot = this.#slots.get(run);
    if (slot !== undefined) this.#settled(slot);
  }

  warned({ run }: { readonly run: RunName }, { message, error, keys }: RunWarning): void {
    const { workflowId, runNumber } = run;
    this.#logger.warn({ workflowId, runNumber, keys, err: error }, message);
  }

  mismatched(executor: RunExecutor, mismatch: DeterminismMismatch): void {
    const { run } = executor;
    const { workflowId, runNumber } = run;
    this.#logger.warn(
      { workflowId, runNumber, ...mismatch },
      "this node has computed something else than what was committed",
    );
    this.#listener.determinismMismatch(run, mismatch);
  }

  hasClosures(executor: RunExecutor): boolean {
    return (this.#slots.get(executor.run)?.closures ?? 0) > 0;
  }

  loggerOf(executor: RunExecutor): Logger {
    const { workflowId, runNumber, workflowName } = executor.run;
    return this.#logger.child({ workflowId, runNumber, workflowName });
  }

  delay(callback: () => void, delayMs: number): void {
    if (this.#stopped) return;
    const timer = this.#scheduler.setTimeout(() => {
      this.#delays.delete(timer);
      callback();
    }, delayMs);
    this.#delays.add(timer);
  }

  // ---- inside

  #stepTurn(slot: RunSlot, work: () => void): void {
    const options = { driver: this.#driver, guard: this.#guard, work };
    this.#turns.enqueue(new StepTurn(slot, options));
  }

  /** Tells those who wait for it that the function has come as far, or cannot. */
  #settled(slot: RunSlot): void {
    if (slot.onSettled !== null) slot.tellSettled(({ through }) => isSettled(slot, through));
  }

  #apply(effect: Effect): void {
    // Runs that are retired have ended: nothing of them is here.
    if (effect.type === "retired") return;
    if (effect.type === "membersChanged") return this.#listener.membersChanged(effect.members);
    const { run } = effect;
    switch (effect.type) {
      case "runStarted":
        this.#started(run, effect.event);
        return;
      case "historyAppended":
        this.#appended(run, effect.event);
        return;
      case "timerSet":
        this.#driver.timerSet(run, effect);
        return;
      case "timerRemoved":
        this.#driver.timerRemoved();
        return;
      case "runEnded":
        this.#ended(effect);
        return;
      case "runParked":
        this.#slots.maybeSleep(this.#slots.get(run));
        return;
      case "attemptStarted":
        this.#announced(run);
        return;
      case "heartbeat":
      case "cancelRequested":
        return;
      default:
        unreachable(effect);
    }
  }

  #started(run: ActiveRun, event: RunEvent): void {
    const slot = this.#slots.add(run, -1);
    const executor = this.#residents.begin(slot);
    if (executor !== null) {
      this.#driver.started(slot, executor);
      executor.append(event);
    } else if (this.#residents.definitionOf(slot) === undefined) {
      const { workflowId, workflowName, workflowVersion } = run;
      this.#logger.warn(
        { workflowId, workflowName, workflowVersion },
        "run waits for its definition",
      );
    }
    this.#listener.runStarted(run);
    if (executor === null) this.#residents.append(slot, event);
  }

  #appended(run: ActiveRun, event: RunEvent): void {
    const { command } = event;
    // A parked run that a later command of the same batch has ended need not be brought back for this.
    const slot = this.#slots.wake(run);
    if (slot !== undefined) {
      const isOutcome = command.type === "Checkpoint" || command.type === "TimerFired";
      if (isOutcome) this.#driver.settled(slot, command.key);
      this.#residents.append(slot, event);
    }
    if (command.type === "Checkpoint") this.#listener.checkpointSet(run, command.key);
    this.#listener.eventAppended(run);
  }

  /** No event tells of it, so a run that was parked may be out of memory; whoever leads next has to find it there. */
  #announced(run: ActiveRun): void {
    const slot = this.#slots.wake(run);
    if (slot !== undefined) this.#residents.hydrate(slot);
  }

  #ended(effect: RunEndedEffect): void {
    const { run, status } = effect;
    const slot = this.#slots.get(run);
    this.#driver.runEnded(run, slot, status);
    if (slot !== undefined) {
      this.#slots.remove(slot);
      this.#residents.ended(slot);
      slot.executor?.close(status, effect.event);
      slot.tellSettled(() => true);
    }
    this.#listener.runEnded(effect);
  }

  #unhandledRejection(reason: unknown): boolean {
    const { current } = this.#turns;
    if (!(current instanceof RunExecutor || current instanceof StepTurn)) return false;
    const message = "a rejection was unhandled at the end of a turn";
    // Behind the turn of a function come those of its steps that are called then.
    const keys = this.#turns.isInTurn ? [] : [...this.#driver.calledKeys];
    const warning = { message, error: reason };
    this.warned(current, keys.length === 0 ? warning : { ...warning, keys });
    return true;
  }
}
