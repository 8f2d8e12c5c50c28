/**
 * Standing for election and voting. Campaigns come in three kinds: pre-vote, vote, and the vote of a
 * peer that a leader hands over to, which others grant although their leader is alive.
 */
import { invariant } from "../util/assert.ts";
import type { Peer } from "./peer.ts";
import { broadcastAppend } from "./sending.ts";
import { ENTRY_NORMAL, type Message, NO_BYTES, NO_PEER } from "./types.ts";

/** Why an election is held. */
export type CampaignKind = "preVote" | "vote" | "transfer";

/** The context of votes that a leader has asked for. */
const TRANSFER_CONTEXT: Uint8Array = Uint8Array.of(1);

/** Entries read at a time when looking for configuration changes. */
const SCAN_BYTES = 1024 * 1024;

/** Whether a vote request is part of a leadership transfer. */
export function isTransferVote(request: Message): boolean {
  return request.context.length === 1 && request.context[0] === TRANSFER_CONTEXT[0];
}

/** Stands for election if this peer may. */
export function maybeCampaign(peer: Peer, kind: CampaignKind): void {
  const { id, term } = peer;
  if (peer.role === "leader") {
    peer.logger?.debug({ id, term }, "ignored election: already leader");
    return;
  }
  if (!peer.isPromotable()) {
    peer.logger?.warn({ id, term }, "cannot campaign: not promotable");
    return;
  }
  if (hasUnappliedConfChange(peer)) {
    peer.logger?.warn({ id, term }, "cannot campaign: a configuration change is not applied");
    return;
  }
  campaign(peer, kind);
}

/** Answers a request for a vote or a pre-vote of this term or, for pre-votes, a later one. */
export function answerVoteRequest(peer: Peer, request: Message): void {
  const { from, term, type } = request;
  const isPreVote = type === "preVote";
  const canVote =
    peer.vote === from ||
    (peer.vote === NO_PEER && peer.leader === NO_PEER) ||
    (isPreVote && term > peer.term);
  // A learner answers too: it may have been promoted and not know it yet. Without its vote a group
  // could be unable to elect anybody.
  const granted = canVote && peer.log.isUpToDate({ term: request.logTerm, index: request.index });
  const responseType = isPreVote ? "preVoteResponse" : "voteResponse";
  peer.logger?.info({ id: peer.id, from, term, type, granted }, "answered vote request");
  if (!granted) {
    peer.send({
      type: responseType,
      to: from,
      term: peer.term,
      reject: true,
      ...knownCommit(peer),
    });
    return;
  }
  // The term of the request: a pre-candidate counts only answers to the term it asked about.
  peer.send({ type: responseType, to: from, term });
  // A pre-vote promises nothing and resets no timer.
  if (!isPreVote) peer.castVote(from);
}

/** Counts an answer to the own campaign. */
export function countVote(peer: Peer, response: Message): void {
  if (response.reject && learnCommit(peer, response)) return;
  if (response.from === peer.id) peer.ownVoteDurable();
  peer.tracker.recordVote(response.from, !response.reject);
  const { granted, rejected, outcome } = peer.tracker.tally();
  peer.logger?.info({ id: peer.id, term: peer.term, granted, rejected }, "counted votes");
  if (outcome === "won") {
    if (peer.role === "preCandidate") {
      campaign(peer, "vote");
      return;
    }
    peer.becomeLeader();
    broadcastAppend(peer);
  } else if (outcome === "lost") {
    // The term stays: a refused pre-vote speaks of a term that this peer has not entered.
    peer.becomeFollower(peer.term, NO_PEER);
  }
}

/** What a refusal tells of the refuser's commit index, so that the candidate may learn from it. */
function knownCommit(peer: Peer): { readonly commit: number; readonly logTerm: number } {
  const { log, config } = peer;
  const logTerm = config.commitInVotes ? log.termOrZero(log.committed) : 0;
  return { commit: logTerm === 0 ? 0 : log.committed, logTerm };
}

/**
 * Follows the commit index of a refusal. True when that ends the campaign, because a configuration change
 * is committed that is not applied yet.
 *
 * Say the only voter of a new configuration has the change but not the news that it is committed: it
 * asks the voters of the old one, which know more, refuse, and are no candidates any more themselves.
 */
function learnCommit(peer: Peer, response: Message): boolean {
  const { commit, logTerm } = response;
  if (!peer.log.maybeCommit({ term: logTerm, index: commit }) || !hasUnappliedConfChange(peer)) {
    return false;
  }
  peer.logger?.info(
    { id: peer.id, term: peer.term, commit },
    "gave up election: learned of a change",
  );
  peer.becomeFollower(peer.term, NO_PEER);
  return true;
}

function campaign(peer: Peer, kind: CampaignKind): void {
  invariant(peer.isPromotable(), `${peer.id} campaigns and may not`);
  if (kind === "preVote") peer.becomePreCandidate();
  else peer.becomeCandidate();
  const term = kind === "preVote" ? peer.term + 1 : peer.term;
  const last = peer.log.lastEntryId();
  for (const to of peer.tracker.voters) {
    if (to === peer.id) {
      // The own vote counts when the term and vote it stands for are durable.
      peer.send({ type: kind === "preVote" ? "preVoteResponse" : "voteResponse", to, term });
      continue;
    }
    peer.send({
      type: kind === "preVote" ? "preVote" : "vote",
      to,
      term,
      index: last.index,
      logTerm: last.term,
      context: kind === "transfer" ? TRANSFER_CONTEXT : NO_BYTES,
    });
  }
}

/**
 * Whether a change is committed that this peer has not applied: it would count votes by an old
 * configuration, and two leaders could be elected in one term.
 */
function hasUnappliedConfChange(peer: Peer): boolean {
  const { applied, committed } = peer.log;
  let low = applied + 1;
  // While a snapshot is being installed there are no entries to read, and no campaign either.
  while (low <= committed) {
    const page = peer.log.slice(low, committed + 1, SCAN_BYTES);
    // What cannot be read now may be a change. The next timeout looks again.
    if (typeof page === "string") return true;
    if (page.some((entry) => entry.type !== ENTRY_NORMAL)) return true;
    low += page.length;
  }
  return false;
}
