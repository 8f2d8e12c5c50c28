/** NodeHost is a Raft host that runs where it is made: storage, log host and cluster of one node. */
import type { ClusterAdmin } from "../api/cluster.ts";
import { aloneAdmin } from "../cluster/alone.ts";
import type { ClusterGroup } from "../cluster/cluster-group.ts";
import { ClusterNode, type ClusterOptions } from "../cluster/cluster-node.ts";
import type { RemoteDefinitions } from "../cluster/elsewhere.ts";
import { FIRST_REPLICA_ID, formAlone, ONLY_GROUP } from "../cluster/form.ts";
import { RuntimeClosedError } from "../errors.ts";
import { type CommandLevels, OWN_COMMAND_LEVELS } from "../model/command-levels.ts";
import type { Members } from "../model/members.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import { LogHost, type LogHostOptions } from "../replica/log-host.ts";
import {
  checkTiming,
  type Limits,
  type ReplicaLimits,
  type TimingOptions,
} from "../replica/options.ts";
import type { Replica } from "../replica/replica.ts";
import type { GroupStore } from "../storage/group-store.ts";
import type { StorageBackend } from "../storage/key-value-store.ts";
import { NodeStore } from "../storage/node-store.ts";
import type { Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { LeaderLink } from "../workflow/leader-link.ts";
import type { HostSurroundings, LeaderTold, RaftHost } from "./raft-host.ts";

/** What a Raft host is made of. */
export interface NodeHostOptions {
  /** Belongs to the host from now on: it is closed with it, or at once when opening fails. */
  readonly backend: StorageBackend;
  readonly nodeId: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly timing?: TimingOptions | undefined;
  readonly limits?: ReplicaLimits | undefined;
  /** Entries kept behind the state, for followers that are behind. @defaultValue that of the storage */
  readonly trailingEntries?: number | undefined;
  /** How large files of the journal are made at most, in bytes. @defaultValue that of the storage */
  readonly journalFileBytes?: number | undefined;
  /** Other nodes, and how they are reached. @defaultValue none: the node is alone */
  readonly cluster?:
    | { readonly transport: Transport; readonly options: ClusterOptions }
    | undefined;
  /** Another version's, in tests of upgrades. @defaultValue those of this version */
  readonly commandLevels?: CommandLevels | undefined;
  /** Gives up waiting for a cluster to form or to take this node in. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Stands between the log and the workflows: simulators watch what passes. @defaultValue nothing does */
  readonly tapLog?: ((replica: Replica) => ReplicatedLog) | undefined;
  /** Proposals come gathered, as from another thread. @defaultValue false */
  readonly isGathered?: boolean | undefined;
  /** Tells how long this thread waits for processors. @defaultValue it is taken not to wait */
  readonly openRunQueue?: LogHostOptions["openRunQueue"];
  /** Called after each turn of the log host's work. @defaultValue nothing is */
  readonly onWorked?: (() => void) | undefined;
}

/** The Raft host of one node. */
export class NodeHost implements RaftHost {
  readonly log: ReplicatedLog;
  /** This node's part in its cluster; null when it is alone. */
  readonly cluster: ClusterNode | null;
  readonly admin: ClusterAdmin;
  readonly #nodeId: string;
  readonly #store: NodeStore;
  readonly #host: LogHost;
  readonly #logger: Logger;
  #group: ClusterGroup | null = null;
  #stopping: Promise<void> | null = null;

  private constructor(
    options: NodeHostOptions & HostSurroundings,
    { store, cluster }: { readonly store: NodeStore; readonly cluster: ClusterNode | null },
  ) {
    this.#nodeId = options.nodeId;
    this.#store = store;
    this.cluster = cluster;
    this.#logger = options.logger;
    this.#host = new LogHost({
      ...options,
      store,
      send: cluster?.send,
      flushSent: () => options.cluster?.transport.flush(),
      sendSnapshot: cluster?.sendSnapshot,
    });
    const { replica } = this;
    this.log = options.tapLog?.(replica) ?? replica;
    this.admin = cluster ?? aloneAdmin(store, () => this.#leads());
  }

  /**
   * Opens the storage, forms the node when it is empty or finds its cluster.
   *
   * @throws {StorageCorruptedError} or {DataDirMismatchError} when the data cannot be used.
   */
  static async open(options: NodeHostOptions & HostSurroundings): Promise<NodeHost> {
    const { backend, scheduler, nodeId, releasing } = options;
    let store: NodeStore | null = null;
    try {
      const { trailingEntries, journalFileBytes } = options;
      store = await NodeStore.open(backend, { scheduler, trailingEntries, journalFileBytes });
      if (options.cluster === undefined) await formAlone(store, nodeId);
      const cluster = await joinCluster(options, store);
      return new NodeHost(options, { store, cluster });
    } catch (error) {
      await options.cluster?.transport.close();
      await releasing();
      await store?.close();
      throw error;
    }
  }

  get limits(): Limits {
    return this.#host.limits;
  }

  get link(): LeaderLink | null {
    return this.cluster?.link ?? null;
  }

  get elsewhere(): RemoteDefinitions | null {
    return this.cluster?.elsewhere ?? null;
  }

  /** The replica of the node's group. */
  get replica(): Replica {
    return this.#host.replica(ONLY_GROUP);
  }

  /** What is durable of the node's group. */
  get groupStore(): GroupStore {
    return this.#store.group(ONLY_GROUP);
  }

  nodeIdOf(replicaId: number): string | null {
    if (this.cluster !== null) return this.cluster.nodeIdOf(replicaId);
    return replicaId === FIRST_REPLICA_ID ? this.#nodeId : null;
  }

  start(group: ClusterGroup): Promise<void> {
    this.#group = group;
    this.cluster?.start({ host: this.#host, group });
    return Promise.resolve();
  }

  membersChanged(members: Members): void {
    this.cluster?.membersChanged(members);
  }

  leaderChanged(_told: LeaderTold, tell: () => void): void {
    // What is known of the cluster is known here.
    tell();
  }

  publish(): void {
    this.cluster?.publish();
  }

  closing(): void {
    this.cluster?.closing();
  }

  async handOver(to?: string): Promise<void> {
    await this.cluster?.handOver(to);
  }

  fail(error: unknown): void {
    this.#host.fail(error);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  end(): Promise<void> {
    return this.#store.close();
  }

  abandon(): void {
    this.cluster?.close().catch((error: unknown) => {
      this.#logger.debug({ err: error }, "an abandoned node did not stop in order");
    });
  }

  #leads(): boolean {
    if (this.#group === null || this.#stopping !== null) throw new RuntimeClosedError();
    return this.#group.leads;
  }

  async #stop(): Promise<void> {
    await this.cluster?.close();
    await this.#host.close();
  }
}

async function joinCluster(
  options: NodeHostOptions & HostSurroundings,
  store: NodeStore,
): Promise<ClusterNode | null> {
  const { cluster, timing, abortSignal, commandLevels = OWN_COMMAND_LEVELS } = options;
  if (cluster === undefined) return null;
  return ClusterNode.open(
    {
      ...options,
      store,
      tickMs: checkTiming(timing).tickMs,
      commandLevel: commandLevels.known,
      transport: cluster.transport,
      cluster: cluster.options,
    },
    abortSignal ?? new AbortController().signal,
  );
}
