/** The cluster as one of its nodes sees it, and what can be done about its members. */
import type { CallOptions } from "./run.ts";

/** What a member is in the group. `joining`: it is named, and no part of the configuration yet. */
export type MemberRole = "voter" | "learner" | "joining";

/** One member. */
export interface ClusterMember {
  readonly nodeId: string;
  /** Under which others reach it, as far as this node knows. */
  readonly address: string;
  readonly role: MemberRole;
  readonly isLeader: boolean;
  /** Whether frames of it arrive here; true for this node itself. */
  readonly isConnected: boolean;
}

/** The cluster as this node knows it now. Nobody is asked. */
export interface ClusterInfo {
  readonly clusterId: string;
  readonly nodeId: string;
  /** Null when this node knows of none. */
  readonly leaderNodeId: string | null;
  readonly term: number;
  readonly members: readonly ClusterMember[];
}

/** Members of the cluster. */
export interface ClusterAdmin {
  /** What this node knows of the cluster; of one that is alone, itself. */
  info(): ClusterInfo;
  /**
   * Removes a node, dead or alive: it is no member from then on, and its directory is never used again. Resolves when that is
   * committed; the configuration follows by itself.
   *
   * @throws {MemberNotFoundError} when there is no such member.
   * @throws {NoQuorumError} when there is no leader for two election timeouts.
   */
  remove(nodeId: string, options?: Pick<CallOptions, "callTimeout">): Promise<void>;
}
