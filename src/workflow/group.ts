/**
 * WorkflowGroup puts together what runs the workflows of one group on one node: state machine, overlay, engine and
 * calls, on the group's log.
 */
import type { AnyWorkflow } from "../api/definition.ts";
import type { RunSummary } from "../api/description.ts";
import type { WorkflowInUse } from "../machine/active-runs.ts";
import type { MemberResult } from "../machine/effects.ts";
import { Machine } from "../machine/machine.ts";
import { encodeCommand, type MemberChange } from "../model/command.ts";
import type { CommandLevels } from "../model/command-levels.ts";
import type { Retention } from "../model/limits.ts";
import type { Members } from "../model/members.ts";
import type { Published } from "../model/published.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import { Overlay } from "../storage/overlay.ts";
import type { IdSource } from "../util/ids.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { GroupCalls } from "./calls.ts";
import { type EngineListener, type EngineSettings, WorkflowEngine } from "./engine.ts";
import type { Forwarded, LeaderLink } from "./leader-link.ts";
import { MissedEnds } from "./missed-ends.ts";
import { type ProposalOwner, Proposals } from "./proposals.ts";
import type { Registry } from "./registry.ts";
import { RetentionScan } from "./retention-scan.ts";
import { noGuard, type RunGuard } from "./run-guard.ts";
import { RunReader } from "./run-reader.ts";
import { StateHost, type StateListener } from "./state-host.ts";
import { loadState } from "./state-loader.ts";

/** What a group tells of. Called after the state is true; must not throw. */
export interface GroupListener extends Omit<EngineListener, "eventAppended"> {
  /** 0 and null when nobody leads that this node knows of. */
  leaderChanged(change: {
    readonly leaderReplicaId: number;
    readonly leaderNodeId: string | null;
    readonly term: number;
  }): void;
}

/** What a group stands on. */
export interface WorkflowGroupOptions {
  readonly log: ReplicatedLog;
  /** What is registered before `open` is called runs from the first entry on. */
  readonly registry: Registry;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly settings: EngineSettings;
  readonly retention: Retention;
  /** For work that nobody waits for: sweeps and scans. @defaultValue `scheduler` */
  readonly housekeeping: Scheduler;
  /** The longest that state waits to be saved, in ms. @defaultValue 100 */
  readonly saveWaitMs?: number | undefined;
  /** The node of a replica of this group; null for 0, and when it is not known. */
  readonly nodeIdOf: (replicaId: number) => string | null;
  /** To leaders on other nodes. @defaultValue null: there are no others */
  readonly link?: LeaderLink | null | undefined;
  readonly listener: GroupListener;
  /** @defaultValue none */
  readonly guard?: RunGuard | undefined;
  /** @defaultValue those of this version */
  readonly commandLevels?: CommandLevels | undefined;
  /** For messages. */
  readonly inFlightBytesMax: number;
  /** A broken invariant, or state that cannot be read: the node has to stop. */
  readonly onFatal: (error: unknown) => void;
}

/** An active run, and what it waits for. */
export interface WaitingRun extends Pick<RunSummary, "workflowId" | "waitingFor"> {
  /** Keys of its operations, if it is in memory. */
  readonly keys: readonly string[];
}

/** The workflows of one group on one node. */
export class WorkflowGroup {
  /** Start calls and waits. */
  readonly calls: GroupCalls;
  readonly #engine: WorkflowEngine;
  readonly #host: StateHost;
  readonly #proposals: Proposals;
  readonly #retention: RetentionScan;
  readonly #scheduler: Scheduler;
  readonly #log: ReplicatedLog;
  #opened: Promise<void> = Promise.resolve();

  private constructor(parts: {
    calls: GroupCalls;
    engine: WorkflowEngine;
    host: StateHost;
    proposals: Proposals;
    retention: RetentionScan;
    scheduler: Scheduler;
    log: ReplicatedLog;
  }) {
    this.calls = parts.calls;
    this.#engine = parts.engine;
    this.#host = parts.host;
    this.#proposals = parts.proposals;
    this.#retention = parts.retention;
    this.#scheduler = parts.scheduler;
    this.#log = parts.log;
  }

  /**
   * Loads the state that is on disk and opens the log's stream.
   *
   * @throws {StorageCorruptedError} when the state cannot be read.
   */
  static async open(options: WorkflowGroupOptions): Promise<WorkflowGroup> {
    const { log, scheduler, listener, nodeIdOf, settings, onFatal } = options;
    const overlay = new Overlay(log.diskState);
    const machine = new Machine({ group: log.group, state: overlay });
    await loadState(machine, log.diskState);
    const proposals = new Proposals({ log, scheduler, levels: options.commandLevels });
    const told: EngineListener = {
      ...listener,
      eventAppended: (run) => calls.eventAppended(run),
      runEnded: (ended) => {
        calls.runEnded(ended);
        listener.runEnded(ended);
      },
    };
    const engine = new WorkflowEngine({
      ...options,
      guard: options.guard ?? noGuard,
      state: overlay,
      runs: {
        activeRun: (workflowId) => host.machine.activeRun(workflowId),
        activeRuns: () => host.machine.activeRuns(),
      },
      proposals,
      listener: told,
    });
    const host: StateHost = new StateHost({
      ...options,
      machine,
      overlay,
      proposals,
      scheduler: options.housekeeping,
      listener: stateListener(engine, () => ({ missed, calls })),
      leaderKnown: (known) => {
        listener.leaderChanged({ ...known, leaderNodeId: nodeIdOf(known.leaderReplicaId) });
      },
    });
    const reader = new RunReader({
      group: log.group,
      host,
      insight: engine,
      leaderNodeId: () => nodeIdOf(host.leaderReplicaId),
    });
    const missed: MissedEnds = new MissedEnds({ host, reader, listener: told });
    const calls = new GroupCalls({
      ...options,
      host,
      proposals,
      reader,
      engine,
      historyLimits: settings.historyLimits,
      payloadBytesMax: settings.payloadBytesMax,
      link: options.link ?? null,
    });
    const retention = new RetentionScan({
      state: overlay,
      machine: () => host.machine,
      proposals,
      scheduler: options.housekeeping,
      retention: options.retention,
      machineTimeNow: () => log.machineTimeNow(),
      term: () => host.drivingTerm,
      onError: onFatal,
    });
    const group = new WorkflowGroup({ calls, engine, host, proposals, retention, scheduler, log });
    group.#opened = host.open().then(() => {
      retention.start();
    });
    return group;
  }

  /** Resolves when all that an earlier life had applied is applied, and runs go on; or when the group is stopped. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  /** Runs that have not ended. */
  get activeRuns(): number {
    return this.#host.machine.activeRunCount;
  }

  /** Runs whose functions are in memory. */
  get residentRuns(): number {
    return this.#engine.residentRuns;
  }

  /** What the active runs wait for, as far as they are in memory: at most `max` of them. */
  waitingRuns(max: number): WaitingRun[] {
    const runs = [...this.#host.machine.activeRuns()].slice(0, max);
    return runs.map((run) => ({
      workflowId: run.workflowId,
      waitingFor: this.#engine.waitingFor(run),
      keys: this.#engine.pendingKeys(run),
    }));
  }

  /** Everything through this index is applied. */
  get appliedIndex(): number {
    return this.#host.appliedIndex;
  }

  /** Whether this node leads the group and has applied everything before its term. */
  get leads(): boolean {
    return this.#host.drivingTerm !== null;
  }

  /** The replica that leads, as far as this node knows; 0 when it knows none. */
  get leaderReplicaId(): number {
    return this.#host.leaderReplicaId;
  }

  /** The nodes of the group. */
  members(): Members {
    return this.#host.machine.members();
  }

  /** What a member has published that it can run; undefined when it has not. */
  published(nodeId: string): Published | undefined {
    return this.#host.machine.published(nodeId);
  }

  /** Definitions that active runs were started with. */
  workflowsInUse(): Iterable<WorkflowInUse> {
    return this.#host.machine.workflowsInUse();
  }

  /** The log clock, in ms. */
  machineTimeNow(): number {
    return this.#log.machineTimeNow();
  }

  /** All members know commands up to this level: no other ones are proposed. */
  knownToAll(commandLevel: number): void {
    this.#proposals.knownToAll(commandLevel);
  }

  /** Proposes a change of the members; null when this node does not lead, or not for long enough. */
  proposeMember(command: MemberChange): Promise<MemberResult | null> {
    const { drivingTerm: term } = this.#host;
    if (term === null) return Promise.resolve(null);
    return new Promise((resolve) => {
      const owner: ProposalOwner = {
        proposalSettled: (outcome) => {
          const result = outcome.type === "committed" ? outcome.result : null;
          resolve(result?.type === "member" ? result : null);
        },
      };
      const encoded = encodeCommand(command);
      this.#proposals.propose({ command: encoded, term, source: "engine", owner });
    });
  }

  /** Takes a call that another node has carried here, and says what became of it. @throws {MalformedBytesError} when it is none. */
  accept(command: Uint8Array): Promise<Forwarded> {
    return this.calls.accept(command);
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

  /** Starts steps again after a drain. */
  goOn(): void {
    this.#engine.goOn();
  }

  /** Stops everything: calls reject and steps in flight are aborted with `reason`. Idempotent. */
  async stop(reason: Error): Promise<void> {
    this.calls.close(reason);
    const stopping = [this.#engine.stop(reason), this.#retention.close(), this.#host.close()];
    this.#proposals.close();
    await Promise.all(stopping);
  }
}

/** Takes what follows from the state; `others` are those who care when a snapshot has replaced it. */
function stateListener(
  engine: WorkflowEngine,
  others: () => { readonly missed: MissedEnds; readonly calls: GroupCalls },
): StateListener {
  return {
    applied: (effects) => {
      engine.applied(effects);
    },
    leads: (term) => {
      engine.leads(term);
    },
    leadsNoMore: () => {
      engine.leadsNoMore();
    },
    stateReplaced: () => {
      others().missed.replaced(engine.clear());
    },
    opened: () => {
      engine.load();
    },
    stateLoaded: () => {
      engine.load();
      const { missed, calls } = others();
      missed.loaded((run) => {
        calls.forgotten(run);
      });
      calls.stateLoaded();
    },
  };
}
