/** How a replica's consensus core is made from its store and the host's options. */
import { batchMachineTime } from "../model/batch.ts";
import type { LogStorage } from "../raft/log-storage.ts";
import { RawNode } from "../raft/raw-node.ts";
import type { ReplicaOptions } from "./replica-host.ts";

/**
 * The core of a group of this node, behind its applied index. A group of one campaigns at once: nobody else
 * can lead, and waiting for an election timeout would only delay the start.
 */
export function makeCore<R>(options: ReplicaOptions<R>): RawNode {
  const { store, timing, limits, random, logger } = options;
  const node = new RawNode({
    id: store.replicaId,
    electionTicks: timing.electionTicks,
    heartbeatTicks: timing.heartbeatTicks,
    storage: store,
    applied: store.appliedIndex,
    asyncStorageWrites: true,
    maxSizePerMessage: limits.entryBytesMax,
    maxCommittedSizePerReady: limits.windowBytes,
    checkQuorum: true,
    preVote: true,
    commitInVotes: true,
    durableCampaigns: true,
    disableProposalForwarding: true,
    stepDownOnRemoval: true,
    random,
    logger,
  });
  const { voters, votersOutgoing } = store.initialState().confState;
  const isAlone = voters.length === 1 && voters[0] === store.replicaId;
  if (isAlone && votersOutgoing.length === 0) node.campaign();
  return node;
}

/** Machine time of the newest batch in a log, committed or not; 0 when it has none. */
export function newestMachineTime(log: LogStorage): number {
  const first = log.firstIndex();
  for (let index = log.lastIndex(); index >= first; index -= 1) {
    const entries = log.entries({ low: index, high: index + 1, maxBytes: Infinity });
    const entry = typeof entries === "string" ? undefined : entries[0];
    if (entry?.type === "normal" && entry.data.length > 0) return batchMachineTime(entry.data);
  }
  return 0;
}
