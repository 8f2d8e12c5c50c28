/**
 * NodeCore puts the parts of one node together: Raft host, workflows, events. It takes its clock, dice and disk from
 * outside, so that tests and simulators run the very same node on virtual time over a disk in memory.
 */

import type { ClusterAdmin } from "../api/cluster.ts";
import type { RuntimeEvents } from "../api/events.ts";
import type { ClusterNode } from "../cluster/cluster-node.ts";
import { localCatalog, type RemoteDefinitions } from "../cluster/elsewhere.ts";
import { ONLY_GROUP } from "../cluster/form.ts";
import { RuntimeClosedError } from "../errors.ts";
import { errorOf } from "../model/failure.ts";
import type { HistoryLimits, Retention } from "../model/limits.ts";
import type { Members } from "../model/members.ts";
import { checkLimits } from "../replica/options.ts";
import type { IdSource } from "../util/ids.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { type GroupListener, WorkflowGroup } from "../workflow/group.ts";
import type { Registry } from "../workflow/registry.ts";
import type { RunGuard } from "../workflow/run-guard.ts";
import type { StepInterceptor } from "../workflow/step-interceptor.ts";
import { EventHub } from "./event-hub.ts";
import { NodeHost, type NodeHostOptions } from "./node-host.ts";
import type { OpenRaftHost, RaftHost } from "./raft-host.ts";

/** How runs are executed; the options of a runtime, checked. */
export interface ExecutionOptions {
  readonly nonDurableAwait: "error" | "warn";
  readonly verifyDeterminism: "always" | "sampled" | "off";
  readonly replay: "onEviction" | "always";
  readonly idleEvictionMs: number;
  readonly maxResidentRuns: number;
  readonly historyLimits: HistoryLimits;
  /** Stands between the leader and the functions of steps: test runtimes count and replace them. */
  readonly interceptStep?: StepInterceptor | undefined;
}

/** What a node is made of, its Raft host among it. */
export interface NodeCoreOptions extends NodeHostOptions {
  readonly registry: Registry;
  /** Where it tells what happens. @defaultValue one of its own */
  readonly events?: EventHub<RuntimeEvents> | undefined;
  /** For ticks, flushes and sweeps, which a test need not wait for. @defaultValue `scheduler` */
  readonly housekeeping?: Scheduler | undefined;
  /** The longest that state waits to be saved, in ms. @defaultValue 100 */
  readonly saveWaitMs?: number | undefined;
  readonly ids: IdSource;
  readonly execution: ExecutionOptions;
  readonly retention: Retention;
  /** Belongs to the node from now on, as the backend does. @defaultValue none */
  readonly guard?: CloseableGuard | undefined;
}

/** What a node is made of beside its Raft host. */
export type WorkflowSideOptions = Omit<
  NodeCoreOptions,
  | "backend"
  | "cluster"
  | "timing"
  | "trailingEntries"
  | "journalFileBytes"
  | "tapLog"
  | "abortSignal"
  | "onWorked"
  | "isGathered"
  | "openRunQueue"
>;

/** A guard that is told when the node ends in order. */
export interface CloseableGuard extends RunGuard {
  close(): Promise<void>;
}

/** Time that turns of runs get in one iteration of the event loop, in ms. */
const TURN_BUDGET_MS = 5;
/** How long a checkpoint waits for its operation with `nonDurableAwait: "warn"`, in ms. */
const FOREIGN_AWAIT_MS = 10_000;
/** Histories that are read at the same time. */
const HYDRATIONS_MAX = 16;

/** The events of a node. */
export const EVENT_NAMES: readonly (keyof RuntimeEvents)[] = [
  "workflowStarted",
  "workflowCompleted",
  "workflowFailed",
  "checkpointSet",
  "runBlocked",
  "determinismMismatch",
  "leaderChanged",
  "nodeJoined",
  "nodeLeft",
  "fatal",
];

/** One node. */
export class NodeCore {
  readonly nodeId: string;
  readonly scheduler: Scheduler;
  readonly registry: Registry;
  readonly events: EventHub<RuntimeEvents>;
  readonly payloadBytesMax: number;
  readonly #logger: Logger;
  readonly #host: RaftHost;
  readonly #guard: CloseableGuard | undefined;
  #group: WorkflowGroup | null = null;
  #members: ReadonlyMap<string, string> = new Map();
  #failure: Error | null = null;
  #closing: Promise<void> | null = null;

  private constructor(options: WorkflowSideOptions, host: RaftHost) {
    const { logger } = options;
    this.nodeId = options.nodeId;
    this.scheduler = options.scheduler;
    this.registry = options.registry;
    this.events = options.events ?? new EventHub<RuntimeEvents>(EVENT_NAMES, logger);
    // Nobody can listen to a hub of its own before the node is open.
    if (options.events === undefined) this.events.hold();
    this.#logger = logger;
    this.#host = host;
    this.#guard = options.guard;
    this.payloadBytesMax = host.limits.payloadBytesMax;
  }

  /**
   * Opens the storage, forms the node when it is empty, loads the state and opens the log.
   *
   * @throws {StorageCorruptedError} or {DataDirMismatchError} when the data cannot be used.
   */
  static open(options: NodeCoreOptions): Promise<NodeCore> {
    const scheduler = options.housekeeping ?? options.scheduler;
    return NodeCore.openOn(options, (surroundings) =>
      NodeHost.open({ ...options, ...surroundings, scheduler }),
    );
  }

  /** The same on a Raft host that may be elsewhere. */
  static async openOn(options: WorkflowSideOptions, openHost: OpenRaftHost): Promise<NodeCore> {
    const { registry, limits, guard } = options;
    const { payloadBytesMax } = checkLimits(limits);
    let core: NodeCore | null = null;
    let failure: unknown = null;
    const host = await openHost({
      catalog: localCatalog({ registry, payloadBytesMax }),
      onFatal: (error) => {
        failure ??= error;
        if (core !== null) core.#fail(error);
      },
      releasing: async () => guard?.close(),
    });
    try {
      core = new NodeCore(options, host);
      if (failure !== null) core.#fail(failure);
      await core.#openGroup(options);
      const { events } = core;
      // Whoever has waited for the node listens by then.
      core.scheduler.setImmediate(() => events.release());
      return core;
    } catch (error) {
      core?.events.release();
      await core?.close({ drainMs: 0 });
      throw error;
    }
  }

  /** The workflows of this node. @throws {RuntimeClosedError} when it is closing. */
  get group(): WorkflowGroup {
    if (this.#group === null || this.#closing !== null) throw this.#closed();
    return this.#group;
  }

  /** This node's part in its cluster; null when it is alone, or in another thread. */
  get cluster(): ClusterNode | null {
    return this.#host instanceof NodeHost ? this.#host.cluster : null;
  }

  /** What other nodes have registered; null when there are no others. */
  get elsewhere(): RemoteDefinitions | null {
    return this.#host.elsewhere;
  }

  /** What can be seen of the cluster, and done. */
  get clusterAdmin(): ClusterAdmin {
    const { admin } = this.#host;
    return {
      info: () => {
        try {
          return admin.info();
        } catch (error) {
          throw this.#failure === null ? error : this.#closed();
        }
      },
      remove: (nodeId, options) => this.#unlessFailed(() => admin.remove(nodeId, options)),
      leave: async (options) => {
        if (this.#closing !== null) throw this.#closed();
        await this.#unlessFailed(() => admin.leave(options));
        await this.close({ drainMs: 0 });
      },
    };
  }

  /** Others are told from now on what this node has registered: until now there was more to come. */
  publish(): void {
    this.#host.publish();
  }

  /** Drains, stops, writes what is to be written, gives the data back. Idempotent. */
  close({ drainMs }: { drainMs: number }): Promise<void> {
    this.#closing ??= this.#close(drainMs);
    return this.#closing;
  }

  /**
   * Takes the process for dead: calls reject, steps are aborted, nothing is written any more. For test runtimes and simulators,
   * whose disk has died.
   */
  abandon(): void {
    this.#closing ??= Promise.resolve();
    this.#group?.stop(new RuntimeClosedError()).catch((error: unknown) => {
      this.#logger.debug(
        { err: error },
        "the workflows of an abandoned node did not stop in order",
      );
    });
    this.#host.abandon();
  }

  async #openGroup(options: WorkflowSideOptions): Promise<void> {
    const { scheduler, logger, execution } = options;
    const host = this.#host;
    this.#group = await WorkflowGroup.open({
      ...options,
      log: host.log,
      nodeIdOf: (replicaId) => host.nodeIdOf(replicaId),
      link: host.link,
      housekeeping: options.housekeeping ?? scheduler,
      logger: logger.child({ nodeId: this.nodeId, group: ONLY_GROUP }),
      settings: {
        ...execution,
        foreignAwaitMs: FOREIGN_AWAIT_MS,
        payloadBytesMax: this.payloadBytesMax,
        turnBudgetMs: TURN_BUDGET_MS,
        hydrationsMax: HYDRATIONS_MAX,
      },
      listener: this.#listener(),
      inFlightBytesMax: host.limits.inFlightBytesMax,
      onFatal: (error) => {
        host.fail(error);
      },
    });
    await this.#group.opened;
    if (this.#failure !== null) throw this.#failure;
    await host.start(this.#group);
  }

  #listener(): GroupListener {
    const { events } = this;
    return {
      runStarted: ({ workflowId, runNumber, workflowName }) => {
        events.emit("workflowStarted", { workflowId, runNumber, workflowName });
      },
      checkpointSet: ({ workflowId, runNumber }, key) => {
        if (events.has("checkpointSet"))
          events.emit("checkpointSet", { workflowId, runNumber, key });
      },
      runEnded: ({ run, status, event }) => {
        const { workflowId, runNumber, workflowName } = run;
        const { command } = event;
        if (status === "completed") {
          events.emit("workflowCompleted", { workflowId, runNumber, workflowName });
        } else if (command.type === "RunFail" && events.has("workflowFailed")) {
          const error = errorOf(command.failure);
          events.emit("workflowFailed", { workflowId, runNumber, workflowName, error });
        }
      },
      runBlocked: ({ workflowId, runNumber }, error) => {
        events.emit("runBlocked", { workflowId, runNumber, error });
      },
      determinismMismatch: ({ workflowId, runNumber }, mismatch) => {
        events.emit("determinismMismatch", { workflowId, runNumber, ...mismatch });
      },
      membersChanged: (members) => {
        this.#host.membersChanged(members);
        this.#tellMembers(members);
      },
      leaderChanged: ({ leaderReplicaId, leaderNodeId, term }) => {
        this.#host.leaderChanged({ leaderReplicaId, term }, () => {
          events.emit("leaderChanged", { group: ONLY_GROUP, leaderNodeId, term });
        });
      },
    };
  }

  #tellMembers({ members }: Members): void {
    const before = this.#members;
    this.#members = new Map(members.map(({ nodeId, address }) => [nodeId, address]));
    for (const [nodeId, address] of this.#members) {
      if (!before.has(nodeId)) this.events.emit("nodeJoined", { nodeId, address });
    }
    for (const nodeId of before.keys()) {
      if (!this.#members.has(nodeId)) this.events.emit("nodeLeft", { nodeId });
    }
  }

  /** Why there is no node any more. */
  #closed(): RuntimeClosedError {
    return new RuntimeClosedError(this.#failure === null ? {} : { cause: this.#failure });
  }

  /** Work of the host's. What stops it when the node fails is that failure. */
  async #unlessFailed(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== null) throw this.#closed();
    try {
      await work();
    } catch (error) {
      throw this.#failure === null ? error : this.#closed();
    }
  }

  /** The log host has stopped: nothing is acknowledged any more. The rest of the node follows. */
  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    const failure = error instanceof Error ? error : new Error(String(error));
    this.#failure = failure;
    this.#logger.error({ err: failure }, "the node cannot go on and closes itself");
    this.events.emit("fatal", { error: failure });
    void this.#closeAfterFailure();
  }

  async #closeAfterFailure(): Promise<void> {
    try {
      await this.close({ drainMs: 0 });
    } catch (error) {
      this.#logger.error({ err: error }, "closing after a failure failed too");
    }
  }

  async #close(drainMs: number): Promise<void> {
    const group = this.#group;
    const host = this.#host;
    host.closing();
    if (group !== null) {
      if (drainMs > 0 && this.#failure === null) await group.drain(drainMs);
      if (this.#failure === null) await host.handOver();
      await group.stop(this.#closed());
    }
    await host.stop();
    // Before the directory is given back: the next life in it is another process's.
    await this.#guard?.close();
    await host.end();
  }
}
