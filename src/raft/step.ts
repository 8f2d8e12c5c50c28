/**
 * The one entrance of the core: messages and ticks. First the rules about terms, which are the same
 * for all roles, then those of the role.
 */
import { answerVoteRequest, countVote, isTransferVote, maybeCampaign } from "./election.ts";
import { followLeader, stepFollower } from "./follower.ts";
import { checkQuorum, stepLeader } from "./leader.ts";
import type { Peer } from "./peer.ts";
import { entriesApplied, giveUpTransfer, snapshotApplied } from "./proposals.ts";
import { broadcastHeartbeat } from "./sending.ts";
import { type Message, NO_PEER, type StepResult } from "./types.ts";

/** Takes a checked message, from another peer or from this one. */
export function step(peer: Peer, message: Message): StepResult {
  // A term of 0 is that of local messages and of requests, which are valid in any term.
  if (message.term > peer.term) {
    if (!enterLaterTerm(peer, message)) return "ok";
  } else if (message.term !== 0 && message.term < peer.term) {
    answerEarlierTerm(peer, message);
    return "ok";
  }
  switch (message.type) {
    case "hup":
      maybeCampaign(peer, peer.config.preVote ? "preVote" : "vote");
      return "ok";
    case "storageAppendResponse":
      if (message.index !== 0) {
        peer.log.unstable.stableTo({ term: message.logTerm, index: message.index });
      }
      if (message.snapshot !== null) snapshotApplied(peer, message.snapshot.index);
      return "ok";
    case "storageApplyResponse":
      entriesApplied(peer, message.entries);
      return "ok";
    case "vote":
    case "preVote":
      answerVoteRequest(peer, message);
      return "ok";
    default:
      return stepRole(peer, message);
  }
}

/** Takes one tick of the host's clock. */
export function tick(peer: Peer): void {
  if (peer.role === "leader") tickLeader(peer);
  else tickOther(peer);
}

/** Follows a message into its term. False when it must be ignored. */
function enterLaterTerm(peer: Peer, message: Message): boolean {
  const { type, from, term } = message;
  if (type === "vote" || type === "preVote") {
    // Who hears its leader does not help to depose it: a peer that comes back from a partition
    // must not disturb. Transfers are wanted by the leader.
    const isInLease =
      peer.config.checkQuorum &&
      peer.leader !== NO_PEER &&
      peer.electionElapsed < peer.config.electionTicks;
    if (isInLease && !isTransferVote(message)) {
      peer.logger?.info({ id: peer.id, from, term }, "ignored vote request: the leader is alive");
      return false;
    }
  }
  // Pre-votes are about a term that nobody has entered.
  if (type === "preVote" || (type === "preVoteResponse" && !message.reject)) return true;
  const isLeaders = type === "append" || type === "heartbeat" || type === "snapshot";
  peer.becomeFollower(term, isLeaders ? from : NO_PEER);
  return true;
}

/** Answers a message of an earlier term where silence would leave its sender stuck. */
function answerEarlierTerm(peer: Peer, message: Message): void {
  const { checkQuorum: hasCheckQuorum, preVote } = peer.config;
  switch (message.type) {
    case "append":
    case "heartbeat":
      // With these options this peer's greater term is not told by vote requests, which are ignored
      // or not sent. The response makes the old leader step down, so that an election can succeed.
      if (hasCheckQuorum || preVote) peer.send({ type: "appendResponse", to: message.from });
      break;
    case "preVote":
      // Teaches the term to a peer that asks for promises with too small a one.
      peer.send({ type: "preVoteResponse", to: message.from, term: peer.term, reject: true });
      break;
    case "storageAppendResponse":
      // Its entries may have been replaced since, even by others of the same index and term as
      // theirs were; the write of those will have its own response. A snapshot stays installed.
      if (message.snapshot !== null) snapshotApplied(peer, message.snapshot.index);
      break;
    default:
  }
}

function stepRole(peer: Peer, message: Message): StepResult {
  switch (peer.role) {
    case "leader":
      return stepLeader(peer, message);
    case "follower":
      return stepFollower(peer, message);
    default:
      return stepCandidate(peer, message);
  }
}

function stepCandidate(peer: Peer, message: Message): StepResult {
  switch (message.type) {
    case "propose":
    case "readIndex":
      return "dropped";
    case "append":
    case "heartbeat":
    case "snapshot":
      // Somebody else has won this term.
      peer.becomeFollower(message.term, message.from);
      followLeader(peer, message);
      return "ok";
    case "preVoteResponse":
      if (peer.role === "preCandidate") countVote(peer, message);
      return "ok";
    case "voteResponse":
      // Late answers of the pre-campaign are of the other type, so they are never counted here.
      if (peer.role === "candidate") countVote(peer, message);
      return "ok";
    default:
      return "ok";
  }
}

/**
 * Time passes for a peer that does not lead. A candidate waits for its own disk, however long that takes: another campaign would make its
 * vote worthless before it counts, and with a disk slower than the election timeout nobody would ever win.
 */
function tickOther(peer: Peer): void {
  peer.electionElapsed += 1;
  if (!peer.isPromotable() || !peer.isPastElectionTimeout()) return;
  if (peer.role === "candidate" && !peer.tracker.hasVoted(peer.id)) return;
  peer.electionElapsed = 0;
  maybeCampaign(peer, peer.config.preVote ? "preVote" : "vote");
}

function tickLeader(peer: Peer): void {
  peer.heartbeatElapsed += 1;
  peer.electionElapsed += 1;
  if (peer.electionElapsed >= peer.config.electionTicks) {
    peer.electionElapsed = 0;
    if (peer.config.checkQuorum) checkQuorum(peer);
    // A transfer that takes longer has failed; proposals are taken again.
    giveUpTransfer(peer);
  }
  // Checking the quorum may have ended the leadership.
  if (peer.role !== "leader" || peer.heartbeatElapsed < peer.config.heartbeatTicks) return;
  peer.heartbeatElapsed = 0;
  broadcastHeartbeat(peer);
}
