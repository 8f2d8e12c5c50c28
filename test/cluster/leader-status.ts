/** What a leader knows: replica 1 leads, all others have its whole log and answer. */
import type { ProgressStatus, Status } from "../../src/raft/status.ts";
import { EMPTY_CONF_STATE } from "../../src/raft/types.ts";

/** The leader's replica. */
export const LEADER = 1;

/** A member with everything. */
export function progressOf(fields: Partial<ProgressStatus>): ProgressStatus {
  return {
    id: 2,
    state: "replicate",
    match: 1000,
    next: 1001,
    isLearner: false,
    isPaused: false,
    pendingSnapshot: 0,
    recentlyActive: true,
    hostSilent: false,
    inflightMessages: 0,
    inflightBytes: 0,
    isInflightFull: false,
    ...fields,
  };
}

/** The leader of these members. */
export function leaderStatus(fields: Partial<Status>): Status {
  return {
    id: LEADER,
    role: "leader",
    term: 3,
    vote: LEADER,
    leader: LEADER,
    commit: 1000,
    applied: 1000,
    firstIndex: 1,
    lastIndex: 1000,
    leadTransferee: 0,
    uncommittedBytes: 0,
    pendingConfIndex: 0,
    confState: EMPTY_CONF_STATE,
    progress: [],
    ...fields,
  };
}
