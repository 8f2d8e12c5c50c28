/** The cluster as one of its nodes sees it, and what can be done about its members. */
import type { Duration } from "../util/duration.ts";
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

/** How a node leaves. */
export interface LeaveOptions extends Pick<CallOptions, "callTimeout"> {
  /** Time that steps in flight on this node get to end, before anything else. @defaultValue 10 s */
  drain?: Duration | undefined;
}

/** Members of the cluster. */
export interface ClusterAdmin {
  /**
   * What this node knows of the cluster; of one without `listen`, itself. A new cluster has no members before its first leader has
   * named them, shortly after `open`: the event `nodeJoined` tells of each.
   */
  info(): ClusterInfo;
  /**
   * Removes a node, dead or alive: it is no member from then on, and its directory is never used again. Resolves when that is
   * committed; the configuration follows by itself, that of a living node as soon as the others that answer are a quorum without its
   * vote: until then it goes on.
   *
   * @throws {MemberNotFoundError} when there is no such member.
   * @throws {LastMemberError} when it is the only member.
   * @throws {NoQuorumError} when nobody leads who could do it within `callTimeout` (10 s).
   */
  remove(nodeId: string, options?: Pick<CallOptions, "callTimeout">): Promise<void>;
  /**
   * Takes this node out of its cluster, in order: its steps in flight get `drain` to end, another node leads if this one did, the
   * members are without it, then the configuration. Then the runtime is closed, and the directory is never used again, as after
   * `remove`. When it rejects the node goes on as a member.
   *
   * @throws {LastMemberError} when it is the only member.
   * @throws {NoQuorumError} when that was not possible within `callTimeout` (10 s) after the drain, also because so many others are
   * down that they would be no quorum without it. If it is removed later all the same, because its request was under way, the node stops
   * as after `remove`.
   */
  leave(options?: LeaveOptions): Promise<void>;
}
