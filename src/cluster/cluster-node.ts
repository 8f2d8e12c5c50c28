/**
 * ClusterNode is this node's part in its cluster: it finds or forms the cluster, carries the messages of replicas between nodes,
 * knows where the others are, and takes their calls.
 *
 * Order of things: `open` (listen, answer hellos, get an identity and a group), then the log host and the group are made, then
 * `start` (frames flow, joins are taken). Nothing here decides who leads or what is committed.
 */
import type { ClusterAdmin, ClusterInfo } from "../api/cluster.ts";
import { optionsObject } from "../api/options.ts";
import type { CallOptions } from "../api/run.ts";
import { callBounds } from "../api/start-request.ts";
import { DataDirMismatchError, RuntimeClosedError } from "../errors.ts";
import type { Members } from "../model/members.ts";
import type { ConfState, Message } from "../raft/types.ts";
import type { LogHost } from "../replica/log-host.ts";
import type { Replica } from "../replica/replica.ts";
import type { SendSnapshot } from "../replica/replica-host.ts";
import type { NodeStore } from "../storage/node-store.ts";
import type {
  GroupMessage,
  IncomingSnapshot,
  ListenOptions,
  Transport,
  TransportListener,
} from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { WorkflowGroup } from "../workflow/group.ts";
import type { Forwarded, LeaderLink } from "../workflow/leader-link.ts";
import { AddressBook } from "./address-book.ts";
import { clusterInfo } from "./cluster-info.ts";
import { Failover } from "./failover.ts";
import { ONLY_GROUP } from "./form.ts";
import { findCluster } from "./formation.ts";
import { Greeter, type SelfStatement } from "./greeter.ts";
import { handOver } from "./hand-over.ts";
import { takeJoin } from "./joining.ts";
import { forwardTo } from "./leader-calls.ts";
import { listedOnly, Membership } from "./membership.ts";
import {
  decodeGroupCall,
  decodeHello,
  decodeJoin,
  decodeLeave,
  encodeForwarded,
  encodeHelloAnswer,
  encodeJoinAnswer,
  encodeLeaveAnswer,
  METHODS,
} from "./messages.ts";
import { peersOf } from "./peers.ts";
import { removeMember, takeLeave } from "./removal.ts";
import { hasLeft, refuseRemoved, removedError } from "./removed.ts";
import { ReplicaMap } from "./replica-map.ts";
import { receiveSnapshot, sendSnapshotTo } from "./snapshot-link.ts";

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
}

/** Bytes of one part of a snapshot on its way, at most. */
const PART_BYTES = 512 * 1024;
/** Time for a removal unless the caller says another one, in ms. */
const REMOVE_MS = 10_000;

/** A node that has an identity and a group, and can be reached. */
export class ClusterNode implements ClusterAdmin {
  readonly #options: ClusterNodeOptions;
  readonly #self: SelfStatement;
  readonly #book: AddressBook;
  readonly #map = new ReplicaMap();
  readonly #failover: Failover;
  readonly #greeter: Greeter;
  readonly #closing = new AbortController();
  #members: Members | null = null;
  #host: LogHost | null = null;
  #group: WorkflowGroup | null = null;
  #membership: Membership | null = null;

  private constructor(options: ClusterNodeOptions, self: SelfStatement, book: AddressBook) {
    this.#options = options;
    this.#self = self;
    this.#book = book;
    const { transport, scheduler, random, logger, tickMs } = options;
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
      identity: () => this.#identity,
    });
    this.#greeter.onNews = () => {
      this.#setPeers();
    };
    this.#greeter.onRemoved = () => {
      this.#host?.fail(removedError(self.nodeId));
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
    if (identity !== null && identity.nodeId !== nodeId) {
      throw new DataDirMismatchError({
        field: "nodeId",
        expected: JSON.stringify(nodeId),
        found: JSON.stringify(identity.nodeId),
      });
    }
    const listening = await transport.listen(cluster.listen);
    const address = cluster.advertise ?? listening;
    const self: SelfStatement = {
      nodeId,
      address,
      saidAt: Math.max(1, Math.floor(scheduler.wallMs())),
    };
    const book = new AddressBook();
    book.configured(cluster.initialNodes);
    const node = new ClusterNode(options, self, book);
    node.#answerHellos();
    if (!store.groups.includes(ONLY_GROUP)) {
      const { initialNodes, join } = cluster;
      const incarnation = identity?.incarnation ?? self.saidAt;
      const known = { store, transport, self, incarnation, initialNodes, join, book };
      await findCluster({ ...known, scheduler, logger, abortSignal });
    }
    const { clusterId, incarnation } = node.#identity;
    await refuseRemoved({ transport, self, incarnation, clusterId, ...cluster, abortSignal });
    transport.identify({ clusterId, incarnation });
    return node;
  }

  /** How calls of this node reach leaders elsewhere. */
  readonly link: LeaderLink = {
    forward: (leaderReplicaId, command, abortSignal) =>
      this.#forward(leaderReplicaId, command, abortSignal),
  };

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

  async remove(nodeId: string, options?: Pick<CallOptions, "callTimeout">): Promise<void> {
    const group = this.#group;
    if (group === null) throw new RuntimeClosedError();
    optionsObject("cluster.remove", options, { known: ["callTimeout"] });
    const { timeoutMs } = callBounds("cluster.remove", options ?? {}, REMOVE_MS);
    const { transport, scheduler } = this.#options;
    const leaderNodeId = (): string | null => this.#map.nodeIdOf(group.leaderReplicaId);
    const abortSignal = this.#closing.signal;
    const parts = { group, transport, scheduler, leaderNodeId, abortSignal };
    await removeMember(nodeId, timeoutMs, parts);
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
  start({ host, group }: { host: LogHost; group: WorkflowGroup }): void {
    const { transport, scheduler, logger } = this.#options;
    this.#host = host;
    this.#group = group;
    this.membersChanged(group.members());
    transport.handle(METHODS.join, async (payload) => this.#join(payload));
    transport.handle(METHODS.leave, async (payload) =>
      encodeLeaveAnswer(await takeLeave(decodeLeave(payload), group)),
    );
    transport.handle(METHODS.call, async (payload) => this.#call(payload));
    transport.attach(this.#listener());
    this.#membership = new Membership({
      group,
      scheduler,
      logger,
      self: this.#self,
      onlyListed: listedOnly(this.#options.cluster),
      incarnation: this.#identity.incarnation,
      replicaId: this.#replicaId,
      replica: this.#replica(),
      saidAddressOf: (nodeId) => this.#book.saidAddressOf(nodeId),
    });
    this.#membership.start();
    this.#greeter.start();
  }

  /** The members are others now. */
  membersChanged(members: Members): void {
    this.#members = members;
    this.#map.update(members);
    this.#book.configured(members.members);
    this.#setPeers();
  }

  /** Before it closes: another node leads in its place, if one can soon, so that the others need no election timeout. */
  async handOver(): Promise<void> {
    this.#membership?.stop();
    if (this.#host === null) return;
    await handOver({ replica: this.#replica(), scheduler: this.#options.scheduler });
  }

  /** Ends its work for the cluster and closes the transport. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new RuntimeClosedError());
    this.#membership?.stop();
    this.#greeter.stop();
    this.#failover.stop();
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

  #answerHellos(): void {
    const { transport, store } = this.#options;
    transport.handle(METHODS.hello, (payload) => {
      const caller = decodeHello(payload);
      if (this.#book.heard(caller.self)) this.#setPeers();
      // A node without a group has nothing that others could join.
      const identity = store.groups.length > 0 ? store.identity : null;
      const { clusterId, incarnation } = identity ?? { clusterId: "", incarnation: 0 };
      const conf = this.#host === null ? null : this.configuration();
      const removed = hasLeft(caller, this.#members, conf);
      const known = this.#book.all();
      const answer = { clusterId, incarnation, self: this.#self, known, removed };
      return Promise.resolve(encodeHelloAnswer(answer));
    });
  }

  async #join(payload: Uint8Array): Promise<Uint8Array> {
    const group = this.#group;
    if (group === null) throw new RuntimeClosedError();
    const request = decodeJoin(payload);
    const { cluster, logger } = this.#options;
    const leader = this.nodeIdOf(group.leaderReplicaId);
    const answer = await takeJoin(request, {
      group,
      policy: cluster.policy,
      listed: cluster.initialNodes.map(({ nodeId }) => nodeId),
      clusterId: this.#identity.clusterId,
      leaderAddress: leader === null ? "" : (this.#addressOf(leader) ?? ""),
      known: () => [...this.#book.all(), this.#self],
    });
    logger.info({ nodeId: request.nodeId, outcome: answer.outcome }, "a node asked to join");
    return encodeJoinAnswer(answer);
  }

  async #call(payload: Uint8Array): Promise<Uint8Array> {
    const group = this.#group;
    if (group === null) return encodeForwarded({ type: "refused" });
    const { command } = decodeGroupCall(payload);
    return encodeForwarded(await group.calls.accept(command));
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

  #listener(): TransportListener {
    return {
      onMessages: (from, messages) => {
        this.#received(from, messages);
      },
      onPeerUp: (nodeId) => {
        this.#greeter.isUp(nodeId, true);
      },
      onPeerDown: (nodeId) => {
        this.#greeter.isUp(nodeId, false);
        this.#failover.peerDown(nodeId, this.#replica());
        this.#reportUnreachable(nodeId);
      },
      onUnreachable: (nodeId) => {
        this.#reportUnreachable(nodeId);
      },
      onSnapshot: (snapshot) => this.#snapshot(snapshot),
    };
  }

  #received(from: string, messages: readonly GroupMessage[]): void {
    const host = this.#host;
    if (host === null) return;
    for (const { group, message } of messages) {
      if (group !== ONLY_GROUP) continue;
      this.#map.seen(message.from, from);
      host.replica(group).receive(message);
    }
  }

  #reportUnreachable(nodeId: string): void {
    const member = this.#members?.members.find((one) => one.nodeId === nodeId);
    if (member === undefined) return;
    this.#replica().steer((node) => {
      node.reportUnreachable(member.replicaId);
    });
  }

  #snapshot(snapshot: IncomingSnapshot): Promise<void> {
    const host = this.#host;
    return receiveSnapshot(snapshot, (group) =>
      host === null || group !== ONLY_GROUP ? null : host.replica(group),
    );
  }

  #addressOf(nodeId: string): string | undefined {
    return nodeId === this.#self.nodeId ? this.#self.address : this.#book.addressOf(nodeId);
  }

  #setPeers(): void {
    if (this.#host === null) return;
    const { nodeId: selfId } = this.#self;
    const parts = { selfId, members: this.#members, conf: this.configuration(), book: this.#book };
    this.#options.transport.setPeers(peersOf(parts));
  }
}
