/**
 * ClusterNode is this node's part in its cluster: it finds or forms the cluster, carries the messages of replicas between nodes,
 * knows where the others are, and takes their calls.
 *
 * Order of things: `open` (listen, answer hellos, get an identity and a group), then the log host and the group are made, then
 * `start` (frames flow, joins are taken). Nothing here decides who leads or what is committed.
 */
import type { ClusterAdmin, ClusterInfo, LeaveOptions } from "../api/cluster.ts";
import type { CallOptions } from "../api/run.ts";
import { RuntimeClosedError } from "../errors.ts";
import type { Members } from "../model/members.ts";
import type { ConfState, Message } from "../raft/types.ts";
import type { LogHost } from "../replica/log-host.ts";
import type { Replica } from "../replica/replica.ts";
import type { SendSnapshot } from "../replica/replica-host.ts";
import type { NodeStore } from "../storage/node-store.ts";
import type { ListenOptions, Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { Forwarded, LeaderLink } from "../workflow/leader-link.ts";
import { AddressBook } from "./address-book.ts";
import type { Catalog, ClusterGroup } from "./cluster-group.ts";
import { clusterInfo } from "./cluster-info.ts";
import { Duties } from "./duties.ts";
import { Elsewhere, type RemoteDefinitions } from "./elsewhere.ts";
import { Failover } from "./failover.ts";
import { checkOwner, ONLY_GROUP } from "./form.ts";
import { findCluster } from "./formation.ts";
import { Greeter, type SelfStatement } from "./greeter.ts";
import { handOver } from "./hand-over.ts";
import { Incoming } from "./incoming.ts";
import { tooOldRefusal } from "./joining.ts";
import { forwardTo } from "./leader-calls.ts";
import { MemberAdmin } from "./member-admin.ts";
import { listedOnly } from "./membership.ts";
import { peersOf } from "./peers.ts";
import { PeersFile } from "./peers-file.ts";
import { Reception } from "./reception.ts";
import { refuseRemoved, removedError } from "./removed.ts";
import { ReplicaMap } from "./replica-map.ts";
import { sendSnapshotTo } from "./snapshot-link.ts";

/** Who may become a member. */
export type MembershipPolicy = "open" | "restricted" | "strict";

/** How a node takes part in a cluster. */
export interface ClusterOptions {
  readonly listen: ListenOptions;
  /** Under which others reach this node; what it listens on when not given. */
  readonly advertise?: string | undefined;
  /** The nodes that form the cluster together; empty for one that joins. */
  readonly initialNodes: ReadonlyArray<{ readonly nodeId: string; readonly address: string }>;
  /** Addresses of nodes to join. */
  readonly join: readonly string[];
  readonly policy: MembershipPolicy;
}

/** What it stands on. */
export interface ClusterNodeOptions {
  readonly nodeId: string;
  readonly store: NodeStore;
  readonly transport: Transport;
  readonly cluster: ClusterOptions;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly tickMs: number;
  /** What this node can run. */
  readonly catalog: Catalog;
  /** Highest level of commands that this node knows. */
  readonly commandLevel: number;
}

/** Bytes of one part of a snapshot on its way, at most. */
const PART_BYTES = 512 * 1024;
/** A node that has an identity and a group, and can be reached. */
export class ClusterNode implements ClusterAdmin {
  readonly #options: ClusterNodeOptions;
  readonly #self: SelfStatement;
  readonly #book: AddressBook;
  readonly #map = new ReplicaMap();
  readonly #failover: Failover;
  readonly #greeter: Greeter;
  readonly #reception: Reception;
  readonly #peersFile: PeersFile;
  readonly #closing = new AbortController();
  #members: Members | null = null;
  #host: LogHost | null = null;
  #group: ClusterGroup | null = null;
  #duties: Duties | null = null;
  #admin: MemberAdmin | null = null;
  #elsewhere: Elsewhere | null = null;
  /** Somebody has said that the configuration is without this node. */
  #isOut = false;

  private constructor(options: ClusterNodeOptions, self: SelfStatement, book: AddressBook) {
    this.#options = options;
    this.#self = self;
    this.#book = book;
    const { transport, scheduler, random, logger, tickMs, cluster, store } = options;
    this.#peersFile = new PeersFile({ file: store.peers, scheduler, logger });
    const shared = { self, store, transport, book, logger, catalog: options.catalog };
    this.#reception = new Reception({
      ...shared,
      policy: cluster.policy,
      listed: cluster.initialNodes.map(({ nodeId }) => nodeId),
      members: () => this.#members,
      configuration: () => (this.#host === null ? null : this.configuration()),
      leaderAddress: () => this.#leaderAddress(),
      onNews: () => {
        this.#setPeers();
      },
    });
    this.#failover = new Failover({
      scheduler,
      random,
      tickMs,
      nodeIdOf: (replicaId) => this.nodeIdOf(replicaId),
    });
    this.#greeter = new Greeter({
      transport,
      scheduler,
      logger,
      self,
      book,
      join: cluster.join,
      identity: () => this.#identity,
    });
    this.#greeter.onNews = () => {
      this.#setPeers();
      this.#peersFile.keep(this.#identity.clusterId, this.#book.saidByOthers(this.#self.nodeId));
    };
    this.#greeter.onRemoved = () => {
      this.#isOut = true;
      // Who leaves by itself closes by itself.
      if (this.#admin?.isLeaving !== true) this.#host?.fail(removedError(self.nodeId));
    };
  }

  /**
   * Listens, and gives an empty node its identity and its group; that takes until there is a cluster.
   *
   * @throws {ListenFailedError} @throws {JoinRefusedError}
   * @throws {DataDirMismatchError} when the data belong to another node.
   */
  static async open(options: ClusterNodeOptions, abortSignal: AbortSignal): Promise<ClusterNode> {
    const { transport, cluster, nodeId, store, scheduler, logger } = options;
    const { identity } = store;
    checkOwner(store, nodeId);
    const listening = await transport.listen(cluster.listen);
    const address = cluster.advertise ?? listening;
    const self: SelfStatement = {
      nodeId,
      address,
      saidAt: Math.max(1, Math.floor(scheduler.wallMs())),
    };
    const book = new AddressBook(() => scheduler.wallMs());
    book.configured(cluster.initialNodes);
    const node = new ClusterNode(options, self, book);
    node.#reception.answerHellos();
    if (identity !== null) {
      for (const known of await node.#peersFile.read(identity.clusterId)) book.heard(known);
    }
    if (!store.groups.includes(ONLY_GROUP)) {
      const { initialNodes, join } = cluster;
      const incarnation = identity?.incarnation ?? self.saidAt;
      const { commandLevel } = options;
      const known = { store, transport, self, incarnation, initialNodes, join, book, commandLevel };
      await findCluster({ ...known, scheduler, logger, abortSignal });
    }
    const { clusterId, incarnation } = node.#identity;
    const addresses = [...cluster.join, ...book.everywhere()];
    // Before anybody is asked: only to nodes of its own cluster it says where it is.
    transport.identify({ clusterId, incarnation });
    await refuseRemoved({ transport, self, incarnation, clusterId, addresses, abortSignal });
    return node;
  }

  /** How calls of this node reach leaders elsewhere. */
  readonly link: LeaderLink = {
    forward: (leaderReplicaId, command, abortSignal) =>
      this.#forward(leaderReplicaId, command, abortSignal),
  };

  /** What other nodes have registered; null before this node is open. */
  get elsewhere(): RemoteDefinitions | null {
    return this.#elsewhere;
  }

  /** The node of a replica; null when it is not known. */
  nodeIdOf(replicaId: number): string | null {
    return replicaId === this.#replicaId ? this.#self.nodeId : this.#map.nodeIdOf(replicaId);
  }

  /** The configuration in force at this node's replica; null before its log is open. */
  configuration(): ConfState | null {
    return this.#replica().status()?.confState ?? null;
  }

  info(): ClusterInfo {
    return clusterInfo({
      clusterId: this.#identity.clusterId,
      nodeId: this.#self.nodeId,
      status: this.#replica().status(),
      members: this.#members?.members ?? [],
      nodeIdOf: (replicaId) => this.nodeIdOf(replicaId),
      addressOf: (nodeId) => this.#addressOf(nodeId),
      isConnected: (nodeId) => this.#greeter.sees(nodeId),
    });
  }

  remove(nodeId: string, options?: Pick<CallOptions, "callTimeout">): Promise<void> {
    return this.#memberAdmin().remove(nodeId, options);
  }

  /** Leaves the cluster; whoever calls closes the node then. */
  leave(options?: LeaveOptions): Promise<void> {
    return this.#memberAdmin().leave(options);
  }

  /** Messages of a group leave for the nodes of their replicas; those to replicas that nobody knows are lost. */
  readonly send = (group: number, messages: readonly Message[]): void => {
    for (const [nodeId, list] of this.#map.byNode(group, messages)) {
      this.#options.transport.send(nodeId, list);
    }
  };

  /** A copy of a group's state leaves for the node of a replica. */
  readonly sendSnapshot: SendSnapshot = (snapshot) => {
    const { transport } = this.#options;
    const nodeId = this.#map.nodeIdOf(snapshot.message.to);
    return sendSnapshotTo({ transport, nodeId }, snapshot, PART_BYTES);
  };

  /** Frames flow from now on, and this node takes calls and joins of others. */
  start({ host, group }: { host: LogHost; group: ClusterGroup }): void {
    const refusal = tooOldRefusal({ ...this.#options, members: group.members().members });
    if (refusal !== null) throw refusal;
    this.#host = host;
    this.#group = group;
    this.membersChanged(group.members());
    this.#reception.open(group);
    const incoming = { host, map: this.#map, greeter: this.#greeter, failover: this.#failover };
    const members = (): Members | null => this.#members;
    this.#options.transport.attach(new Incoming({ ...incoming, members }));
    const parts = {
      ...this.#options,
      group,
      replicaId: this.#replicaId,
      replica: this.#replica(),
      leaderNodeId: () => this.#map.nodeIdOf(group.leaderReplicaId),
    };
    this.#admin = new MemberAdmin({
      ...parts,
      askOthers: () => this.#greeter.askAll(),
      isOut: () => this.#isOut,
      abortSignal: this.#closing.signal,
    });
    const isConnected = (nodeId: string): boolean => this.#greeter.sees(nodeId);
    this.#elsewhere = new Elsewhere({ ...parts, isConnected });
    this.#duties = new Duties({
      ...parts,
      workflows: () => this.#options.catalog.published(),
      self: this.#self,
      onlyListed: listedOnly(this.#options.cluster),
      incarnation: this.#identity.incarnation,
      saidAddressOf: (id) => this.#book.saidAddressOf(id),
    });
    this.#duties.start();
    this.#greeter.start();
  }

  /** From now on others are told what this node has registered. */
  publish(): void {
    this.#duties?.publish();
  }

  /** The members are others now. */
  membersChanged(members: Members): void {
    this.#members = members;
    this.#map.update(members);
    this.#book.members(members.members);
    this.#duties?.membersChanged();
    this.#setPeers();
    this.#failWhenTooOld(members);
  }

  /** It is about to close: nothing is begun for others any more. */
  closing(): void {
    this.#duties?.stop();
  }

  /**
   * Another node leads in its place, the named one if it is a member, if that is possible soon: before it closes, so that the others
   * need no election timeout.
   */
  async handOver(to?: string): Promise<void> {
    if (this.#host === null) return;
    const { scheduler } = this.#options;
    const successor = this.#members?.members.find(({ nodeId }) => nodeId === to)?.replicaId;
    await handOver({ replica: this.#replica(), scheduler, successor });
  }

  /** Ends its work for the cluster and closes the transport. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new RuntimeClosedError());
    this.#duties?.stop();
    this.#greeter.stop();
    this.#failover.stop();
    const { clusterId } = this.#options.store.identity ?? {};
    if (clusterId !== undefined && this.#members !== null) {
      await this.#peersFile.close(clusterId, this.#book.saidByOthers(this.#self.nodeId));
    }
    await this.#options.transport.close();
  }

  // ---- inside

  get #identity(): NonNullable<NodeStore["identity"]> {
    const { identity } = this.#options.store;
    if (identity === null) throw new RuntimeClosedError();
    return identity;
  }

  get #replicaId(): number {
    return this.#options.store.group(ONLY_GROUP).replicaId;
  }

  #replica(): Replica {
    if (this.#host === null) throw new RuntimeClosedError();
    return this.#host.replica(ONLY_GROUP);
  }

  #memberAdmin(): MemberAdmin {
    if (this.#admin === null) throw new RuntimeClosedError();
    return this.#admin;
  }

  #leaderAddress(): string {
    const leader = this.#group === null ? null : this.nodeIdOf(this.#group.leaderReplicaId);
    return leader === null ? "" : (this.#addressOf(leader) ?? "");
  }

  async #forward(
    leaderReplicaId: number,
    command: Uint8Array,
    abortSignal: AbortSignal,
  ): Promise<Forwarded> {
    const nodeId = this.#map.nodeIdOf(leaderReplicaId);
    if (nodeId === null) return { type: "refused" };
    return forwardTo(nodeId, { ...this.#options, command, abortSignal });
  }

  /** What was on the disk of this node when it started may have been old, and said that another member is of its version still. */
  #failWhenTooOld({ members }: Members): void {
    // One that was removed is told so.
    if (!members.some(({ nodeId }) => nodeId === this.#self.nodeId)) return;
    const refusal = tooOldRefusal({ ...this.#options, members });
    if (refusal !== null) this.#host?.fail(refusal);
  }

  #addressOf(nodeId: string): string | undefined {
    return nodeId === this.#self.nodeId ? this.#self.address : this.#book.addressOf(nodeId);
  }

  #setPeers(): void {
    // A view of the members from the main thread may still be under way when the node closes: nobody is dialled any more.
    if (this.#host === null || this.#closing.signal.aborted) return;
    const { nodeId: selfId } = this.#self;
    const parts = { selfId, members: this.#members, conf: this.configuration(), book: this.#book };
    const peers = peersOf(parts);
    this.#options.transport.setPeers(peers);
    this.#greeter.keepOnly(new Set(peers.map(({ nodeId }) => nodeId)));
  }
}
