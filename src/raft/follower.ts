/**
 * What a follower does with messages of its own term, and what everybody does with a leader's word.
 */
import { invariant } from "../util/assert.ts";
import { maybeCampaign } from "./election.ts";
import { restoreConfState } from "./membership.ts";
import type { Peer } from "./peer.ts";
import { type Message, NO_PEER, type Snapshot, type StepResult } from "./types.ts";

/** Takes a message of this term, or one without a term. */
export function stepFollower(peer: Peer, message: Message): StepResult {
  switch (message.type) {
    case "propose":
      if (peer.config.disableProposalForwarding) return "dropped";
      return forward(peer, message);
    case "transferLeader":
    case "readIndex":
      return forward(peer, message);
    case "append":
    case "heartbeat":
    case "snapshot":
      followLeader(peer, message);
      return "ok";
    case "forgetLeader":
      if (peer.config.readOnly === "leaseBased") {
        peer.logger?.error({ id: peer.id }, "leader not forgotten: its lease may be in use");
        return "ok";
      }
      peer.forgetLeader();
      return "ok";
    case "timeoutNow":
      // The leader asked for it and will make room: nobody needs to be asked first.
      maybeCampaign(peer, "transfer");
      return "ok";
    case "readIndexResponse":
      peer.readStates.push({ index: message.index, context: message.context });
      return "ok";
    default:
      return "ok";
  }
}

/** Takes an append, heartbeat or snapshot message of the leader of this term. */
export function followLeader(peer: Peer, message: Message): void {
  peer.heardFrom(message.from);
  switch (message.type) {
    case "append":
      handleAppend(peer, message);
      break;
    case "heartbeat":
      // Heartbeats move the commit index and nothing else: they say nothing about this log's end.
      peer.log.commitTo(message.commit);
      peer.send({
        type: "heartbeatResponse",
        to: message.from,
        context: message.context,
        hostSilent: peer.hostSilent,
      });
      break;
    case "snapshot":
      handleSnapshot(peer, message);
      break;
    default:
      invariant(false, `${message.type} is no word of a leader`);
  }
}

function forward(peer: Peer, message: Message): StepResult {
  if (peer.leader === NO_PEER) {
    peer.logger?.info({ id: peer.id, term: peer.term, type: message.type }, "dropped: no leader");
    return "dropped";
  }
  peer.send({ ...message, to: peer.leader });
  return "ok";
}

function handleAppend(peer: Peer, message: Message): void {
  const { index, logTerm, entries, commit, from } = message;
  const { log } = peer;
  if (index < log.committed) {
    // Late or repeated: everything up to the commit index is as the leader has it.
    peer.send({ type: "appendResponse", to: from, index: log.committed });
    return;
  }
  const last = log.maybeAppend({ previous: { index, term: logTerm }, entries }, commit);
  if (last !== null) {
    peer.send({ type: "appendResponse", to: from, index: last });
    return;
  }
  // The hint skips the whole part of this log that cannot be in the leader's: entries of terms
  // greater than the one the leader has here. The leader does the same from its side.
  const hint = log.findConflictByTerm(Math.min(index, log.lastIndex()), logTerm);
  peer.logger?.debug({ id: peer.id, index, logTerm, hint: hint.index }, "refused entries");
  peer.send({
    type: "appendResponse",
    to: from,
    index,
    reject: true,
    rejectHint: hint.index,
    logTerm: hint.term,
  });
}

function handleSnapshot(peer: Peer, message: Message): void {
  const { snapshot, from } = message;
  invariant(snapshot !== null, "a snapshot message without a snapshot");
  const restored = restoreSnapshot(peer, snapshot);
  peer.logger?.info({ id: peer.id, index: snapshot.index, restored }, "took snapshot message");
  const index = restored ? peer.log.lastIndex() : peer.log.committed;
  peer.send({ type: "appendResponse", to: from, index });
}

/** Replaces log and configuration by a snapshot. False when it is old or of no use. */
function restoreSnapshot(peer: Peer, snapshot: Snapshot): boolean {
  const { log } = peer;
  const { index, term, confState } = snapshot;
  if (index <= log.committed) return false;
  const { voters, learners, votersOutgoing } = confState;
  const isMember =
    voters.includes(peer.id) || learners.includes(peer.id) || votersOutgoing.includes(peer.id);
  if (!isMember) {
    peer.logger?.warn({ id: peer.id, index }, "ignored a snapshot that does not name this peer");
    return false;
  }
  if (log.matchTerm({ index, term })) {
    // Everything is here already; the snapshot only tells that it is committed.
    log.commitTo(index);
    return false;
  }
  log.restore(snapshot);
  restoreConfState(peer, confState);
  return true;
}
