/** What can be seen of a peer from outside. Plain values, copied when asked for. */
import type { Peer } from "./peer.ts";
import type { ProgressState } from "./progress.ts";
import type { ConfState, PeerId, Role } from "./types.ts";

/** The state of a peer without its view of others. */
export interface BasicStatus {
  readonly id: PeerId;
  readonly role: Role;
  readonly term: number;
  readonly vote: PeerId;
  readonly leader: PeerId;
  readonly commit: number;
  readonly applied: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** To whom the leadership is being handed, or NO_PEER. */
  readonly leadTransferee: PeerId;
  /** Bytes of data appended by this leader and not yet applied. */
  readonly uncommittedBytes: number;
  /** As long as this is not applied, a change of the configuration may be pending, and the leader proposes no other one; 0 elsewhere. */
  readonly pendingConfIndex: number;
}

/** A leader's view of one member. */
export interface ProgressStatus {
  readonly id: PeerId;
  readonly state: ProgressState;
  readonly match: number;
  readonly next: number;
  readonly isLearner: boolean;
  readonly isPaused: boolean;
  /** Index of the snapshot on its way, or 0. */
  readonly pendingSnapshot: number;
  readonly recentlyActive: boolean;
  /**
   * Whether its host is silent, as it said in its newest heartbeat response; null while it has given this leader none in this
   * term. Of the leader itself: what its own host has told it.
   */
  readonly hostSilent: boolean | null;
  readonly inflightMessages: number;
  readonly inflightBytes: number;
  readonly isInflightFull: boolean;
}

/** The state of a peer with its configuration and, on a leader, its view of all members. */
export interface Status extends BasicStatus {
  readonly confState: ConfState;
  /** Ascending by id; empty unless this peer leads. */
  readonly progress: readonly ProgressStatus[];
}

/** Reads the state of a peer. */
export function basicStatusOf(peer: Peer): BasicStatus {
  return {
    id: peer.id,
    role: peer.role,
    term: peer.term,
    vote: peer.vote,
    leader: peer.leader,
    commit: peer.log.committed,
    applied: peer.log.applied,
    firstIndex: peer.log.firstIndex(),
    lastIndex: peer.log.lastIndex(),
    leadTransferee: peer.leadTransferee,
    uncommittedBytes: peer.uncommittedBytes,
    pendingConfIndex: peer.pendingConfIndex,
  };
}

/** Reads the state of a peer with its configuration and members. */
export function statusOf(peer: Peer): Status {
  const progress: ProgressStatus[] = [];
  if (peer.role === "leader") {
    for (const id of peer.tracker.ids) {
      const view = peer.tracker.get(id);
      if (view === undefined) continue;
      progress.push({
        id,
        state: view.state,
        match: view.match,
        next: view.next,
        isLearner: view.isLearner,
        isPaused: view.isPaused(),
        pendingSnapshot: view.pendingSnapshot,
        recentlyActive: view.recentlyActive,
        hostSilent: id === peer.id ? peer.hostSilent : view.hostSilent,
        inflightMessages: view.inflights.count,
        inflightBytes: view.inflights.bytes,
        isInflightFull: view.inflights.isFull(),
      });
    }
  }
  return { ...basicStatusOf(peer), confState: peer.tracker.confState(), progress };
}
