/**
 * ResidentRuns brings runs into memory and out of it.
 *
 * Hydration notes the newest seq s, reads the events 0 to s, and keeps what comes meanwhile behind them: the function
 * gets every event once, in order. Invariant: a run has one executor at most; whatever an earlier one still does has no
 * effect.
 */
import { WorkflowStuckError } from "../errors.ts";
import { encodeCommand } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";
import { invariant } from "../util/assert.ts";
import { CarefulReturn } from "./careful-return.ts";
import type { Driver } from "./driver.ts";
import type { EngineOptions } from "./engine-options.ts";
import { type ExecutorHost, RunExecutor } from "./executor.ts";
import { Hydration } from "./hydration.ts";
import type { ProposalOwner } from "./proposals.ts";
import type { RegisteredWorkflow } from "./registry.ts";
import { isAnchored, isParked, Residency } from "./residency.ts";
import type { RunSlot } from "./run-slot.ts";

/** What it stands on beside the options of its engine. */
export interface ResidentRunsOptions extends EngineOptions {
  readonly host: ExecutorHost;
  readonly driver: Driver;
  /** False once the run has ended. */
  readonly isActive: (slot: RunSlot) => boolean;
  /** A run has left memory. */
  readonly evicted: (slot: RunSlot) => void;
}

const EVICTED: Error = new Error("the run has left the memory");
const NOBODY: ProposalOwner = { proposalSettled: () => {} };

/** The runs of one group whose functions are in memory. */
export class ResidentRuns {
  readonly #options: ResidentRunsOptions;
  readonly #hydration: Hydration;
  readonly #residency: Residency;
  /** Null when runs may come back many at a time. */
  #careful: CarefulReturn | null = null;
  #stopped = false;

  constructor(options: ResidentRunsOptions) {
    this.#options = options;
    const { log, state, settings, housekeeping, onFatal } = options;
    const { idleEvictionMs, maxResidentRuns, hydrationsMax } = settings;
    this.#residency = new Residency({
      scheduler: housekeeping,
      idleEvictionMs,
      maxResidentRuns,
      isAnchored: (slot) => isAnchored(slot, log.machineTimeNow()),
      evict: (slot) => {
        this.#evict(slot);
      },
    });
    this.#hydration = new Hydration({
      state,
      group: log.group,
      atOnceMax: hydrationsMax,
      onError: onFatal,
    });
    if (options.guard.isCareful) this.#careful = this.#carefulReturn();
  }

  /** Runs in memory. */
  get size(): number {
    return this.#residency.size;
  }

  /** The definition of a run, if it is registered. */
  definitionOf({ run }: Pick<RunSlot, "run">): RegisteredWorkflow | undefined {
    return this.#options.registry.get(run.workflowName, run.workflowVersion);
  }

  /**
   * Begins a run that has just been started; null when its definition is not registered, or when it has to come into memory as a
   * run does that was there before: this start may be news to the state only, and the run what ended an earlier life in its first turn.
   */
  begin(slot: RunSlot): RunExecutor | null {
    const registered = this.definitionOf(slot);
    const { guard } = this.#options;
    if (registered === undefined || guard.suspicionOf(slot.run) !== null) return null;
    if (!guard.isCareful) return this.#executor(slot, registered);
    this.#careful ??= this.#carefulReturn();
    return null;
  }

  /** Brings a run into memory, unless it is there, on its way, or without a definition. */
  hydrate(slot: RunSlot): void {
    if (slot.executor !== null || slot.later !== null || this.#stopped) return;
    if (this.definitionOf(slot) === undefined) return;
    if (this.#careful === null) this.#hydrate(slot);
    else this.#careful.add(slot);
  }

  /** A run that is blocked on this node is tried again, from the beginning of its history. */
  retry(slot: RunSlot): void {
    this.#options.guard.acquit(slot.run);
    if (slot.executor?.state !== "blocked") return;
    slot.executor.drop();
    slot.executor = null;
    this.hydrate(slot);
  }

  #carefulReturn(): CarefulReturn {
    const { guard, scheduler, isActive } = this.#options;
    return new CarefulReturn({
      scheduler,
      isActive,
      isAccused: (run) => guard.isAccused(run),
      hydrating: (run) => {
        if (!this.#stopped) guard.hydrating(run);
      },
      hydrate: (slot) => {
        this.#hydrate(slot);
      },
      done: () => {
        this.#careful = null;
      },
    });
  }

  #hydrate(slot: RunSlot): void {
    const { run } = slot;
    const registered = this.definitionOf(slot);
    if (registered === undefined || slot.executor !== null || this.#stopped) return;
    const { workflowId } = run;
    const suspicion = this.#options.guard.suspicionOf(run);
    if (suspicion !== null) {
      this.#executor(slot, registered).block(new WorkflowStuckError({ workflowId, suspicion }));
      return;
    }
    slot.later = [];
    const through = run.lastSeq;
    // Whoever drove it before may have been given all that is there.
    const freshFrom = slot.freshFrom ?? through + 1;
    slot.freshFrom = null;
    slot.replayedThrough = through;
    slot.hydratedIn = this.#options.driver.term;
    const isWanted = (): boolean => !this.#stopped && this.#options.isActive(slot);
    const onRead = (events: readonly RunEvent[]): void => {
      // The effects of a batch come after the whole of it is state, so that some of these may have been read.
      const later = (slot.later ?? []).filter(({ seq }) => seq > through);
      slot.later = null;
      if (!isWanted()) return;
      const executor = this.#executor(slot, registered);
      const { term } = this.#options.driver;
      executor.freshFrom = term === slot.hydratedIn ? freshFrom : run.lastSeq + 1;
      if (term !== null) executor.driveFrom = run.lastSeq;
      for (const event of events) executor.append(event);
      for (const event of later) executor.append(event);
    };
    this.#hydration.read({ run, through, isWanted, onRead });
  }

  /** Hands an event to the run's function, wherever that is. */
  append(slot: RunSlot, event: RunEvent): void {
    const { executor } = slot;
    if (slot.later !== null) slot.later.push(event);
    else if (executor !== null) {
      // Steps of an earlier executor may have ended meanwhile: what their checkpoints settle must not be driven again, so
      // a run that was brought back in this term goes live only when it has consumed everything.
      const isReplayed = !executor.live && slot.hydratedIn === this.#options.driver.term;
      if (isReplayed && executor.driveFrom !== null) executor.driveFrom = event.seq;
      executor.append(event);
    } else {
      // The history that is read has this event too.
      slot.freshFrom ??= event.seq;
      this.hydrate(slot);
    }
  }

  /** A turn of the run has drained. */
  active(slot: RunSlot): void {
    this.#residency.active(slot);
  }

  /** With `replay: "always"`: the function is thrown away and fed its whole history again. */
  maybeReplay(slot: RunSlot, executor: RunExecutor): void {
    if (this.#options.settings.replay !== "always" || executor.ending !== null) return;
    if (executor.state !== "idle" || executor.consumedThrough <= slot.replayedThrough) return;
    slot.executor = null;
    slot.freshFrom = executor.consumedThrough + 1;
    executor.drop();
    this.hydrate(slot);
  }

  /** The run has ended. */
  ended(slot: RunSlot): void {
    this.#options.guard.acquit(slot.run);
    this.#residency.left(slot);
  }

  /** The state has been replaced: functions leave the memory whatever they are doing, and no history is read any more. */
  clear(slots: readonly RunSlot[]): void {
    const { driver } = this.#options;
    invariant(driver.term === null, "the state was replaced under a leader");
    this.#hydration.clear();
    for (const slot of slots) {
      this.#residency.left(slot);
      slot.executor?.drop();
      slot.executor = null;
    }
  }

  /** Nothing comes or goes any more; waits for what is being read. Idempotent. */
  async close(): Promise<void> {
    this.#stopped = true;
    this.#residency.stop();
    await this.#hydration.close();
  }

  #executor(slot: RunSlot, { fn, steps }: RegisteredWorkflow): RunExecutor {
    const { host } = this.#options;
    const executor = new RunExecutor({ run: slot.run, fn, host, steps });
    slot.executor = executor;
    this.#residency.entered(slot);
    return executor;
  }

  /** The run leaves memory; whatever is pending is known to the state. */
  #evict(slot: RunSlot): void {
    const { run, executor } = slot;
    if (executor === null) return;
    slot.executor = null;
    executor.drop();
    for (const drive of slot.drives.values()) drive.abandon(EVICTED);
    slot.drives.clear();
    const { workflowId, lastSeq: seq } = run;
    const { driver, proposals } = this.#options;
    if (driver.term !== null && !isParked(run)) {
      const command = encodeCommand({ type: "RunParked", workflowId, runId: slot.runId, seq });
      proposals.propose({ command, term: driver.term, source: "engine", owner: NOBODY });
    }
    this.#options.evicted(slot);
  }
}
