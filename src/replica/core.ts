/** How a replica's consensus core and clock are made from its store and the host's options. */
import { batchMachineTime } from "../model/batch.ts";
import type { LogStorage } from "../raft/log-storage.ts";
import { RawNode } from "../raft/raw-node.ts";
import type { Entry } from "../raft/types.ts";
import { isAlone } from "./conf-history.ts";
import { LogClock } from "./log-clock.ts";
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
  if (isAlone(store.replicaId, store.initialState().confState)) node.campaign();
  return node;
}

/** The log clock of a group, from a machine time on. */
export function makeClock<R>(options: ReplicaOptions<R>, machineTime: number): LogClock {
  const { scheduler, timing, logger, store } = options;
  const onJump = (jumpMs: number): void =>
    logger.warn({ group: store.group, jumpMs }, "log clock followed the wall clock in a jump");
  return new LogClock({ scheduler, clockSkewMaxMs: timing.clockSkewMaxMs, onJump }, machineTime);
}

/** Entries of another leader set the clock. */
export function observeEntries(clock: LogClock, entries: readonly Entry[]): void {
  for (const { type, data } of entries) {
    if (type === "normal" && data.length > 0) clock.observe(batchMachineTime(data));
  }
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
