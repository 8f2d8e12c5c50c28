/**
 * RaftHost is all of a node but its workflows: the log, its storage, the way to other nodes, and the cluster's work. It is made in the
 * same thread (node-host.ts) or in one of its own (thread-host.ts); what stands on it cannot tell the difference.
 */
import type { ClusterAdmin } from "../api/cluster.ts";
import type { Catalog, ClusterGroup } from "../cluster/cluster-group.ts";
import type { RemoteDefinitions } from "../cluster/elsewhere.ts";
import type { Members } from "../model/members.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { Limits } from "../replica/options.ts";
import type { LeaderLink } from "../workflow/leader-link.ts";

/** What a Raft host is told by the node that it is opened for. */
export interface HostSurroundings {
  /** What this node can run. */
  readonly catalog: Catalog;
  /** Told once when the host cannot go on: nothing is acknowledged any more. */
  readonly onFatal: (error: unknown) => void;
  /** Called when opening fails, before the data directory is given back. */
  readonly releasing: () => Promise<void>;
}

/** Opens a Raft host, or nothing. */
export type OpenRaftHost = (surroundings: HostSurroundings) => Promise<RaftHost>;

/** What an event is about to tell of the leader. */
export interface LeaderTold {
  /** 0 when nobody leads that this node knows of. */
  readonly leaderReplicaId: number;
  readonly term: number;
}

/** The Raft host of one node. Order: open, then the group on `log`, then `start`; `stop`, then `end`. */
export interface RaftHost {
  /** The log of the node's group. */
  readonly log: ReplicatedLog;
  readonly limits: Limits;
  /** How calls reach leaders elsewhere; null when there are no others. */
  readonly link: LeaderLink | null;
  /** What other nodes have registered; null when there are no others, and before `start`. */
  readonly elsewhere: RemoteDefinitions | null;
  /** What can be seen of the cluster, and done. */
  readonly admin: ClusterAdmin;
  /** The node of a replica; null for 0, and when it is not known. */
  nodeIdOf(replicaId: number): string | null;
  /** The group is open: frames flow from now on, and calls and joins of others are taken. */
  start(group: ClusterGroup): Promise<void>;
  /** The members are others now. */
  membersChanged(members: Members): void;
  /** The log has told of a leader. While `tell` passes that on, `admin.info()` says the same. */
  leaderChanged(told: LeaderTold, tell: () => void): void;
  /** From now on others are told what this node has registered. */
  publish(): void;
  /** The node is about to close: nothing is begun for others any more. */
  closing(): void;
  /** Another node leads in this one's place, the named one if it can, if that is possible soon. */
  handOver(to?: string): Promise<void>;
  /** The host stops: the node cannot go on. */
  fail(error: unknown): void;
  /** Writes what is to be written and ends the log and the way to other nodes. Idempotent. */
  stop(): Promise<void>;
  /** Gives the data directory back. */
  end(): Promise<void>;
  /** Lets go of everything as the death of the process does; nothing is written. */
  abandon(): void;
}
