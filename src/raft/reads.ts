/**
 * Linearizable reads without a log entry: a leader names the commit index a read must see, after a
 * quorum has confirmed that it still leads (or, lease-based, without asking).
 */
import { invariant } from "../util/assert.ts";
import type { Peer } from "./peer.ts";
import { broadcastHeartbeat } from "./sending.ts";
import { type Message, NO_PEER, type StepResult } from "./types.ts";

/** Reads that may wait on one leader. Past it requests are dropped: their senders time out and ask again. */
export const MAX_WAITING_READS = 65_536;

/** Takes a read at the leader. */
export function requestRead(peer: Peer, request: Message): StepResult {
  if (peer.reads.length + peer.earlyReads.length >= MAX_WAITING_READS) return "dropped";
  // Before its first own commit a leader may not know what was committed before it. That holds for
  // a single voter too: its commit index on disk may be older than what it has answered.
  if (!peer.hasCommittedOwn()) {
    peer.earlyReads.push(request);
    return "ok";
  }
  startRead(peer, request);
  return "ok";
}

/** Starts the reads that waited for the first commit of the term. */
export function releaseEarlyReads(peer: Peer): void {
  if (peer.earlyReads.length === 0) return;
  invariant(peer.hasCommittedOwn(), `early reads released before a commit in term ${peer.term}`);
  const requests = peer.earlyReads;
  peer.earlyReads = [];
  for (const request of requests) startRead(peer, request);
}

/** Answers the reads that a quorum has confirmed by now. */
export function releaseConfirmedReads(peer: Peer): void {
  const confirmed = peer.reads.takeConfirmed(peer.tracker.configuration, peer.id);
  for (const { request, index } of confirmed) answerRead(peer, request, index);
}

function startRead(peer: Peer, request: Message): void {
  const index = peer.log.committed;
  const isAlone = peer.tracker.isSingleton() && peer.tracker.isVoter(peer.id);
  if (isAlone || peer.config.readOnly === "leaseBased") {
    answerRead(peer, request, index);
    return;
  }
  peer.reads.add({ request, index });
  // A round like any other: the next one is due when it would be after a tick's.
  peer.heartbeatElapsed = 0;
  broadcastHeartbeat(peer);
}

function answerRead(peer: Peer, request: Message, index: number): void {
  const context = request.context;
  if (request.from === NO_PEER || request.from === peer.id) {
    peer.readStates.push({ index, context });
    return;
  }
  peer.send({ type: "readIndexResponse", to: request.from, index, context });
}
