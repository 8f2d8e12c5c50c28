/**
 * NodeCore puts the parts of one node together: storage, logs, workflows, events. It takes its clock, dice and disk from
 * outside, so that tests and simulators run the very same node on virtual time over a disk in memory.
 */

import type { ClusterAdmin } from "../api/cluster.ts";
import type { RuntimeEvents } from "../api/events.ts";
import { aloneAdmin } from "../cluster/alone.ts";
import { ClusterNode, type ClusterOptions } from "../cluster/cluster-node.ts";
import { FIRST_REPLICA_ID, formAlone, ONLY_GROUP } from "../cluster/form.ts";
import { RuntimeClosedError } from "../errors.ts";
import { type CommandLevels, OWN_COMMAND_LEVELS } from "../model/command-levels.ts";
import { errorOf } from "../model/failure.ts";
import type { HistoryLimits, Retention } from "../model/limits.ts";
import type { Members } from "../model/members.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import { LogHost } from "../replica/log-host.ts";
import {
  checkLimits,
  checkTiming,
  type ReplicaLimits,
  type TimingOptions,
} from "../replica/options.ts";
import type { Replica } from "../replica/replica.ts";
import type { StorageBackend } from "../storage/key-value-store.ts";
import { NodeStore } from "../storage/node-store.ts";
import type { Transport } from "../transport/transport.ts";
import type { IdSource } from "../util/ids.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { type GroupListener, WorkflowGroup } from "../workflow/group.ts";
import type { Registry } from "../workflow/registry.ts";
import type { RunGuard } from "../workflow/run-guard.ts";
import type { StepInterceptor } from "../workflow/step-interceptor.ts";
import { EventHub } from "./event-hub.ts";

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

/** What a node is made of. */
export interface NodeCoreOptions {
  /** Belongs to the node from now on: it is closed with it, or at once when opening fails. */
  readonly backend: StorageBackend;
  readonly nodeId: string;
  readonly registry: Registry;
  /** Where it tells what happens. @defaultValue one of its own */
  readonly events?: EventHub<RuntimeEvents> | undefined;
  readonly scheduler: Scheduler;
  /** For ticks, flushes and sweeps, which a test need not wait for. @defaultValue `scheduler` */
  readonly housekeeping?: Scheduler | undefined;
  readonly random: Random;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly execution: ExecutionOptions;
  readonly retention: Retention;
  readonly timing?: TimingOptions | undefined;
  readonly limits?: ReplicaLimits | undefined;
  /** Entries kept behind the state, for followers that are behind. @defaultValue that of the storage */
  readonly trailingEntries?: number | undefined;
  /** Other nodes, and how they are reached. @defaultValue none: the node is alone */
  readonly cluster?:
    | { readonly transport: Transport; readonly options: ClusterOptions }
    | undefined;
  /** Another version's, in tests of upgrades. @defaultValue those of this version */
  readonly commandLevels?: CommandLevels | undefined;
  /** Gives up waiting for a cluster to form or to take this node in. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Belongs to the node from now on, as the backend does. @defaultValue none */
  readonly guard?: CloseableGuard | undefined;
  /** Stands between the log and the workflows: simulators watch what passes. @defaultValue nothing does */
  readonly tapLog?: ((replica: Replica) => ReplicatedLog) | undefined;
}

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
  readonly #store: NodeStore;
  readonly #host: LogHost;
  readonly #cluster: ClusterNode | null;
  readonly #guard: CloseableGuard | undefined;
  #group: WorkflowGroup | null = null;
  #members: ReadonlyMap<string, string> = new Map();
  #failure: Error | null = null;
  #closing: Promise<void> | null = null;

  private constructor(options: NodeCoreOptions, store: NodeStore, cluster: ClusterNode | null) {
    const { scheduler, random, logger, timing, limits, housekeeping = scheduler } = options;
    this.#cluster = cluster;
    this.nodeId = options.nodeId;
    this.scheduler = scheduler;
    this.registry = options.registry;
    this.events = options.events ?? new EventHub<RuntimeEvents>(EVENT_NAMES, logger);
    this.#logger = logger;
    this.#store = store;
    this.#guard = options.guard;
    this.#host = new LogHost({
      store,
      scheduler: housekeeping,
      random,
      logger,
      timing,
      limits,
      send: cluster?.send,
      flushSent: () => options.cluster?.transport.flush(),
      sendSnapshot: cluster?.sendSnapshot,
      onFatal: (error) => {
        this.#fail(error);
      },
    });
    this.payloadBytesMax = this.#host.limits.payloadBytesMax;
  }

  /**
   * Opens the storage, forms the node when it is empty, loads the state and opens the log.
   *
   * @throws {StorageCorruptedError} or {DataDirMismatchError} when the data cannot be used.
   */
  static async open(options: NodeCoreOptions): Promise<NodeCore> {
    const { scheduler, nodeId, housekeeping = scheduler } = options;
    const store = await openStore(options, housekeeping);
    let core: NodeCore | null = null;
    let cluster: ClusterNode | null = null;
    try {
      if (options.cluster === undefined) await formAlone(store, nodeId);
      else cluster = await joinCluster(options, options.cluster, store);
      core = new NodeCore(options, store, cluster);
      await core.#openGroup(options);
      return core;
    } catch (error) {
      if (core === null) {
        await options.cluster?.transport.close();
        await options.guard?.close();
        await store.close();
      } else await core.close({ drainMs: 0 });
      throw error;
    }
  }

  /** The workflows of this node. @throws {RuntimeClosedError} when it is closing. */
  get group(): WorkflowGroup {
    if (this.#group === null || this.#closing !== null) {
      throw new RuntimeClosedError(this.#failure === null ? {} : { cause: this.#failure });
    }
    return this.#group;
  }

  /** This node's part in its cluster; null when it is alone. */
  get cluster(): ClusterNode | null {
    return this.#cluster;
  }

  /** What can be seen of the cluster, and done. */
  get clusterAdmin(): ClusterAdmin {
    const admin = this.#cluster ?? aloneAdmin(this.#store, () => this.group.leads);
    return {
      info: () => admin.info(),
      remove: (nodeId, options) => admin.remove(nodeId, options),
      leave: async (options) => {
        if (this.#closing !== null) throw new RuntimeClosedError();
        await admin.leave(options);
        await this.close({ drainMs: 0 });
      },
    };
  }

  /** Others are told from now on what this node has registered: until now there was more to come. */
  publish(): void {
    this.#cluster?.publish();
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
    for (const stopping of [this.#group?.stop(new RuntimeClosedError()), this.#cluster?.close()]) {
      stopping?.catch((error: unknown) => {
        this.#logger.debug({ err: error }, "an abandoned node did not stop in order");
      });
    }
  }

  async #openGroup(options: NodeCoreOptions): Promise<void> {
    const { registry, scheduler, random, ids, logger, execution, retention, tapLog } = options;
    const replica = this.#host.replica(ONLY_GROUP);
    this.#group = await WorkflowGroup.open({
      log: tapLog?.(replica) ?? replica,
      registry,
      scheduler,
      random,
      ids,
      retention,
      nodeIdOf: (replicaId) => this.#nodeIdOf(replicaId),
      link: this.#cluster?.link,
      noQuorumMs: this.#host.noQuorumMs,
      housekeeping: options.housekeeping ?? scheduler,
      guard: options.guard,
      logger: logger.child({ nodeId: this.nodeId, group: ONLY_GROUP }),
      settings: {
        ...execution,
        foreignAwaitMs: FOREIGN_AWAIT_MS,
        payloadBytesMax: this.payloadBytesMax,
        turnBudgetMs: TURN_BUDGET_MS,
        hydrationsMax: HYDRATIONS_MAX,
      },
      commandLevels: options.commandLevels,
      listener: this.#listener(),
      inFlightBytesMax: this.#host.limits.inFlightBytesMax,
      onFatal: (error) => {
        this.#host.fail(error);
      },
    });
    if (this.#failure !== null) throw this.#failure;
    this.#cluster?.start({ host: this.#host, group: this.#group });
  }

  #nodeIdOf(replicaId: number): string | null {
    if (this.#cluster !== null) return this.#cluster.nodeIdOf(replicaId);
    return replicaId === FIRST_REPLICA_ID ? this.nodeId : null;
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
        this.#cluster?.membersChanged(members);
        this.#tellMembers(members);
      },
      leaderChanged: ({ leaderNodeId, term }) => {
        events.emit("leaderChanged", { group: ONLY_GROUP, leaderNodeId, term });
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
    this.#cluster?.closing();
    if (group !== null) {
      if (drainMs > 0 && this.#failure === null) await group.drain(drainMs);
      if (this.#failure === null) await this.#cluster?.handOver();
      await group.stop(new RuntimeClosedError());
    }
    await this.#cluster?.close();
    await this.#host.close();
    // Before the directory is given back: the next life in it is another process's.
    await this.#guard?.close();
    await this.#store.close();
  }
}

function joinCluster(
  options: NodeCoreOptions,
  cluster: NonNullable<NodeCoreOptions["cluster"]>,
  store: NodeStore,
): Promise<ClusterNode> {
  const { nodeId, scheduler, random, logger, timing, abortSignal, housekeeping } = options;
  const { registry, commandLevels = OWN_COMMAND_LEVELS } = options;
  const { tickMs } = checkTiming(timing);
  return ClusterNode.open(
    {
      nodeId,
      store,
      random,
      logger,
      tickMs,
      registry,
      payloadBytesMax: checkLimits(options.limits).payloadBytesMax,
      commandLevel: commandLevels.known,
      transport: cluster.transport,
      cluster: cluster.options,
      scheduler: housekeeping ?? scheduler,
    },
    abortSignal ?? new AbortController().signal,
  );
}

async function openStore(options: NodeCoreOptions, scheduler: Scheduler): Promise<NodeStore> {
  try {
    const { trailingEntries } = options;
    return await NodeStore.open(options.backend, { scheduler, trailingEntries });
  } catch (error) {
    await options.guard?.close();
    throw error;
  }
}
