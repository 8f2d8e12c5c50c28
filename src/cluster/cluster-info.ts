/** What a node can tell of its cluster without asking anybody. */
import type { ClusterInfo, ClusterMember, MemberRole } from "../api/cluster.ts";
import type { Member } from "../model/members.ts";
import type { Status } from "../raft/status.ts";

/** What is told, and from what. */
export interface InfoSources {
  readonly clusterId: string;
  readonly nodeId: string;
  /** Null before the log is open. */
  readonly status: Status | null;
  readonly members: readonly Member[];
  nodeIdOf(replicaId: number): string | null;
  /** Undefined when nothing newer than the state is known. */
  addressOf(nodeId: string): string | undefined;
  isConnected(nodeId: string): boolean;
}

/** The cluster as this node knows it. */
export function clusterInfo(sources: InfoSources): ClusterInfo {
  const { clusterId, nodeId, status } = sources;
  const leaderNodeId = status === null ? null : sources.nodeIdOf(status.leader);
  const members = sources.members.map(
    (member): ClusterMember => ({
      nodeId: member.nodeId,
      address: sources.addressOf(member.nodeId) ?? member.address,
      role: roleOf(member.replicaId, status),
      isLeader: member.nodeId === leaderNodeId,
      isConnected: member.nodeId === nodeId || sources.isConnected(member.nodeId),
    }),
  );
  return { clusterId, nodeId, leaderNodeId, term: status?.term ?? 0, members };
}

function roleOf(replicaId: number, status: Status | null): MemberRole {
  if (status?.confState.voters.includes(replicaId) === true) return "voter";
  return status?.confState.learners.includes(replicaId) === true ? "learner" : "joining";
}
