/**
 * What a leader does with messages of its own term: count acknowledgements, move the commit index,
 * keep every peer's window full, hand the leadership over.
 */
import { invariant } from "../util/assert.ts";
import { commitAndTell } from "./membership.ts";
import type { Peer } from "./peer.ts";
import type { Progress } from "./progress.ts";
import { giveUpTransfer, proposeAsLeader } from "./proposals.ts";
import { releaseConfirmedReads, requestRead } from "./reads.ts";
import { maybeSendAppend, sendAppend, sendTimeoutNow } from "./sending.ts";
import { type Message, NO_PEER, type PeerId, type StepResult } from "./types.ts";

/** Takes a message of this term, or one without a term. */
export function stepLeader(peer: Peer, message: Message): StepResult {
  switch (message.type) {
    case "propose":
      return proposeAsLeader(peer, message.entries);
    case "readIndex":
      return requestRead(peer, message);
    case "append":
    case "heartbeat":
    case "snapshot":
      invariant(false, `${message.from} leads term ${peer.term} too, beside ${peer.id}`);
      break;
    default:
  }
  const progress = peer.tracker.get(message.from);
  // Not a member: it may have been removed while the message was on its way.
  if (progress === undefined) return "ok";
  switch (message.type) {
    case "appendResponse":
      progress.recentlyActive = true;
      if (message.reject) handleRefusal(peer, message, progress);
      else handleAcknowledgement(peer, message, progress);
      break;
    case "heartbeatResponse":
      handleHeartbeatResponse(peer, message, progress);
      break;
    case "snapshotStatus":
      handleSnapshotStatus(peer, message, progress);
      break;
    case "unreachable":
      // What was sent into the pipeline is probably lost.
      if (progress.state === "replicate") progress.becomeProbe();
      break;
    case "transferLeader":
      startTransfer(peer, message.from, progress);
      break;
    default:
  }
  return "ok";
}

/** Steps down when no quorum was heard of since the last round, and begins the next round. */
export function checkQuorum(peer: Peer): void {
  if (!peer.tracker.isQuorumActive()) {
    peer.logger?.warn({ id: peer.id, term: peer.term }, "stepped down: no quorum was heard of");
    peer.becomeFollower(peer.term, NO_PEER);
  }
  for (const [id, progress] of peer.tracker.progress) {
    if (id !== peer.id) progress.recentlyActive = false;
  }
}

function handleRefusal(peer: Peer, message: Message, progress: Progress): void {
  const { from, index, rejectHint, logTerm } = message;
  // The follower has `logTerm` at the hint and less or equal before it. Where this log has a greater
  // term the two cannot agree, so the probe goes to the last place with a term that may be shared:
  // at most one probe per term instead of one per entry. See handleAppend for the other half.
  const hint = logTerm > 0 ? peer.log.findConflictByTerm(rejectHint, logTerm).index : rejectHint;
  if (!progress.maybeDecreaseTo(index, hint)) return;
  peer.logger?.debug({ id: peer.id, from, index, next: progress.next }, "entries were refused");
  if (progress.state === "replicate") progress.becomeProbe();
  sendAppend(peer, from);
}

function handleAcknowledgement(peer: Peer, message: Message, progress: Progress): void {
  const { from, index } = message;
  invariant(
    index <= peer.log.lastIndex(),
    () => `${from} acknowledged ${index}, the log ends at ${peer.log.lastIndex()}`,
  );
  const isNews = progress.maybeUpdate(index);
  // A peer that has everything can be in state "probe" after its messages were thought lost; its
  // acknowledgement of what is known lets it go on.
  if (!isNews && !(progress.match === index && progress.state === "probe")) return;
  advanceState(peer, progress, index);
  const isOther = from !== peer.id;
  if (!commitAndTell(peer) && isOther && progress.canBumpCommit(peer.log.committed)) {
    sendAppend(peer, from);
  }
  // The window has room now, perhaps for several messages of limited size.
  if (isOther) sendAll(peer, from);
  if (from === peer.leadTransferee && progress.match === peer.log.lastIndex()) {
    sendTimeoutNow(peer, from);
  }
}

function advanceState(peer: Peer, progress: Progress, index: number): void {
  switch (progress.state) {
    case "probe":
      progress.becomeReplicate();
      break;
    case "snapshot":
      // Any snapshot that reconnects the logs will do, not only the one that was sent.
      if (progress.match + 1 < peer.log.firstIndex()) break;
      progress.becomeProbe();
      progress.becomeReplicate();
      break;
    case "replicate":
      progress.inflights.freeThrough(index);
      break;
    default:
  }
}

function sendAll(peer: Peer, to: PeerId): void {
  // Ends: every round sends at least one entry, and the window and the log are finite.
  while (maybeSendAppend(peer, to, { sendIfEmpty: false }));
}

function handleHeartbeatResponse(peer: Peer, message: Message, progress: Progress): void {
  progress.recentlyActive = true;
  progress.resume();
  progress.hostSilent = message.hostSilent;
  // It does not say how far the follower's log goes: only an append message finds out.
  if (progress.match < peer.log.lastIndex() || progress.state === "probe") {
    sendAppend(peer, message.from);
  }
  if (peer.config.readOnly !== "safe" || message.context.length === 0) return;
  peer.reads.acknowledge(message.from, message.context);
  releaseConfirmedReads(peer);
}

function handleSnapshotStatus(peer: Peer, message: Message, progress: Progress): void {
  if (progress.state !== "snapshot") return;
  if (message.reject) progress.forgetSnapshot();
  progress.becomeProbe();
  peer.logger?.debug({ id: peer.id, to: message.from, failed: message.reject }, "snapshot ended");
  // Wait for its acknowledgement, or after a failure for the next heartbeat response.
  progress.pause();
}

function startTransfer(peer: Peer, to: PeerId, progress: Progress): void {
  if (progress.isLearner || to === peer.id || to === peer.leadTransferee) {
    // To oneself: a former transfer is given up.
    if (to === peer.id) giveUpTransfer(peer);
    return;
  }
  peer.logger?.info({ id: peer.id, term: peer.term, to }, "started leadership transfer");
  // It has one election timeout from now.
  peer.electionElapsed = 0;
  peer.leadTransferee = to;
  if (progress.match === peer.log.lastIndex()) sendTimeoutNow(peer, to);
  else sendAppend(peer, to);
}
