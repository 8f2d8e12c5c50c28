/**
 * ThreadCluster is what the main thread knows of the cluster while the Raft host works in another one. `info` is answered from here, so
 * that a busy thread of the host never makes the main thread stand still.
 *
 * Invariants: who the members are is what the state here says, as the events nodeJoined and nodeLeft do; while leaderChanged is being
 * told, leader and term are those that it tells. The rest is what the host has shown last, of members that it knows as they are here.
 */
import type { ClusterInfo, ClusterMember } from "../api/cluster.ts";
import { RuntimeClosedError } from "../errors.ts";
import type { Member, Members } from "../model/members.ts";
import type { LeaderTold } from "./raft-host.ts";
import type { ClusterView, SeenMember } from "./thread-records.ts";

/** What it stands on. */
export interface ThreadClusterOptions {
  readonly nodeId: string;
  readonly nodeIdOf: (replicaId: number) => string | null;
}

const NOBODY_TOLD: LeaderTold = { leaderReplicaId: 0, term: 0 };

/** The cluster as it was shown last. */
export class ThreadCluster {
  readonly #options: ThreadClusterOptions;
  #view: ClusterView | null = null;
  #seen: ReadonlyMap<string, SeenMember> = new Map();
  /** Null on a node that is alone: its state names nobody. */
  #members: readonly Member[] | null = null;
  #told: LeaderTold = NOBODY_TOLD;
  #isTelling = false;

  constructor(options: ThreadClusterOptions) {
    this.#options = options;
  }

  /** Takes what the host shows. */
  take(view: ClusterView): void {
    this.#view = view;
    this.#seen = new Map(view.members.map((member) => [member.nodeId, member]));
  }

  /** The members as the state has them. Never called on a node that is alone. */
  membersChanged({ members }: Members): void {
    this.#members = members;
  }

  /** Somebody else leads, or nobody. `tell` tells of it. */
  leaderChanged(told: LeaderTold, tell: () => void): void {
    this.#told = told;
    this.#isTelling = true;
    try {
      tell();
    } finally {
      this.#isTelling = false;
    }
  }

  /** What is known now. @throws {RuntimeClosedError} before the host has shown anything. */
  info(): ClusterInfo {
    const view = this.#view;
    if (view === null) throw new RuntimeClosedError();
    const { nodeId, nodeIdOf } = this.#options;
    // Terms pass without a word while nobody leads; but what has been told of a term is not older than what was shown of it.
    const isPast = !this.#isTelling && view.term > this.#told.term;
    const { leaderReplicaId, term } = isPast ? view : this.#told;
    const leaderNodeId = nodeIdOf(leaderReplicaId);
    const known = this.#members?.map((member) => this.#known(member)) ?? view.members;
    const members = known.map((member): ClusterMember => {
      const { address, role } = member;
      const isLeader = member.nodeId === leaderNodeId;
      const isConnected = member.nodeId === nodeId || member.isConnected;
      return { nodeId: member.nodeId, address, role, isLeader, isConnected };
    });
    return { clusterId: view.clusterId, nodeId, leaderNodeId, term, members };
  }

  #known({ nodeId, replicaId, address }: Member): Omit<ClusterMember, "isLeader"> {
    const seen = this.#seen.get(nodeId);
    const isConnected = seen?.isConnected ?? false;
    // Until the host has seen it as it is here it is of no configuration.
    if (seen?.replicaId !== replicaId) return { nodeId, address, role: "joining", isConnected };
    const isSame = seen.statedAddress === address;
    return { nodeId, address: isSame ? seen.address : address, role: seen.role, isConnected };
  }
}
