/**
 * WorkflowGroup puts together what runs the workflows of one group on one node: state machine, overlay, engine and
 * calls, on the group's log.
 */
import type { AnyWorkflow } from "../api/definition.ts";
import { Machine } from "../machine/machine.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import { Overlay } from "../storage/overlay.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { GroupCalls } from "./calls.ts";
import { type EngineListener, type EngineSettings, WorkflowEngine } from "./engine.ts";
import { Proposals } from "./proposals.ts";
import type { Registry } from "./registry.ts";
import { StateHost } from "./state-host.ts";
import { loadState } from "./state-loader.ts";

/** What a group stands on. */
export interface WorkflowGroupOptions {
  readonly log: ReplicatedLog;
  /** What is registered before `open` is called runs from the first entry on. */
  readonly registry: Registry;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: EngineSettings;
  readonly listener: EngineListener;
  /** For messages. */
  readonly inFlightBytesMax: number;
  /** A broken invariant, or state that cannot be read: the node has to stop. */
  readonly onFatal: (error: unknown) => void;
}

/** The workflows of one group on one node. */
export class WorkflowGroup {
  /** Start calls and waits. */
  readonly calls: GroupCalls;
  readonly #engine: WorkflowEngine;
  readonly #host: StateHost;
  readonly #proposals: Proposals;
  readonly #scheduler: Scheduler;

  private constructor(parts: {
    calls: GroupCalls;
    engine: WorkflowEngine;
    host: StateHost;
    proposals: Proposals;
    scheduler: Scheduler;
  }) {
    this.calls = parts.calls;
    this.#engine = parts.engine;
    this.#host = parts.host;
    this.#proposals = parts.proposals;
    this.#scheduler = parts.scheduler;
  }

  /**
   * Loads the state that is on disk and opens the log's stream.
   *
   * @throws {MalformedBytesError} when the state cannot be read.
   */
  static async open(options: WorkflowGroupOptions): Promise<WorkflowGroup> {
    const { log, scheduler, listener } = options;
    const overlay = new Overlay(log.diskState);
    const machine = new Machine({ group: log.group, state: overlay });
    const loaded = await loadState(machine, log.diskState);
    const proposals = new Proposals({ log, scheduler });
    const engine = new WorkflowEngine({
      ...options,
      state: overlay,
      proposals,
      listener: {
        runStarted: (run) => {
          listener.runStarted(run);
        },
        checkpointSet: (run, key) => {
          listener.checkpointSet(run, key);
        },
        runEnded: (ended) => {
          calls.runEnded(ended);
          listener.runEnded(ended);
        },
        runBlocked: (run, error) => {
          listener.runBlocked(run, error);
        },
      },
    });
    const host = new StateHost({ log, machine, overlay, proposals, listener: engine });
    const { inFlightBytesMax } = options;
    const calls = new GroupCalls({ log, host, proposals, scheduler, inFlightBytesMax });
    const group = new WorkflowGroup({ calls, engine, host, proposals, scheduler });
    engine.load(loaded);
    host.open();
    return group;
  }

  /** Runs that have not ended. */
  get activeRuns(): number {
    return this.#engine.activeRuns;
  }

  /** Everything through this index is applied. */
  get appliedIndex(): number {
    return this.#host.appliedIndex;
  }

  /** A definition was added to the registry: its runs go on. */
  definitionAdded({ name, version }: Pick<AnyWorkflow, "name" | "version">): void {
    this.#engine.definitionAdded(name, version);
  }

  /** Starts no step any more; resolves when those in flight are done and applied, at the latest after `drainMs`. */
  drain(drainMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#scheduler.clearTimeout(timer);
        resolve();
      };
      const timer: TimerHandle = this.#scheduler.setTimeout(done, drainMs);
      this.#engine.drain(done);
    });
  }

  /** Stops everything; steps in flight are aborted with `reason`. Idempotent. */
  async stop(reason: Error): Promise<void> {
    this.calls.close();
    this.#proposals.stop();
    await this.#engine.stop(reason);
  }
}
