/**
 * Putting configurations in force: at start, from snapshots, and when a change is applied.
 *
 * Changes take effect when they are applied, not when they are appended. That is safe only because
 * no leader appends one before the former is applied (proposals.ts), nobody campaigns before having
 * applied all that are committed (election.ts), and the commit index is written with the entries.
 */
import { invariant } from "../util/assert.ts";
import type { ConfChange } from "./conf-change.ts";
import {
  type ChangeBase,
  changeConfiguration,
  type Members,
  restoreConfiguration,
} from "./conf-changer.ts";
import type { Peer } from "./peer.ts";
import { releaseConfirmedReads, releaseEarlyReads } from "./reads.ts";
import { broadcastAppend, maybeSendAppend } from "./sending.ts";
import { sortedIds } from "./tracker.ts";
import { type ConfState, NO_PEER, type PeerId } from "./types.ts";

/** Applies a committed change. Returns the configuration that holds from here on. */
export function applyConfChange(peer: Peer, change: ConfChange): ConfState {
  const { configuration, progress } = peer.tracker;
  const outcome = changeConfiguration({ configuration, progress }, change, changeBase(peer));
  invariant(!("refused" in outcome), () =>
    "refused" in outcome ? `a committed configuration change is wrong: ${outcome.refused}` : "",
  );
  return switchConfiguration(peer, outcome);
}

/**
 * Why a change could not be applied to the configuration in force, or null.
 *
 * A leader appends a change only when all former ones are applied, so what holds of the configuration
 * then holds when the change is applied, on all members. A wrong one in the log would stop them all.
 */
export function refusalOf(peer: Peer, change: ConfChange): string | null {
  const { configuration, progress } = peer.tracker;
  const outcome = changeConfiguration({ configuration, progress }, change, changeBase(peer));
  return "refused" in outcome ? outcome.refused : null;
}

/** Puts the configuration of the storage or of a snapshot in force. */
export function restoreConfState(peer: Peer, state: ConfState): void {
  const restored = switchConfiguration(peer, restoreConfiguration(state, changeBase(peer)));
  assertSameConfState(state, restored);
}

/** Commits what is acknowledged; tells everybody and lets waiting reads go when that is news. */
export function commitAndTell(peer: Peer): boolean {
  if (!peer.maybeCommit()) return false;
  if (peer.hasCommittedOwn()) releaseEarlyReads(peer);
  broadcastAppend(peer);
  return true;
}

function switchConfiguration(peer: Peer, members: Members): ConfState {
  const { tracker } = peer;
  tracker.adopt(members.configuration, members.progress);
  const state = tracker.confState();
  peer.logger?.info({ id: peer.id, configuration: state }, "switched configuration");
  if (peer.role !== "leader") return state;
  const own = tracker.get(peer.id);
  if (own === undefined || own.isLearner) {
    // A leader outside of the configuration may go on until its successor is there, but it must not
    // count itself; the tracker sees to that.
    if (peer.config.stepDownOnRemoval) peer.becomeFollower(peer.term, NO_PEER);
    return state;
  }
  if (state.voters.length === 0) return state;
  if (!commitAndTell(peer)) {
    // New members need not wait for the next heartbeat.
    for (const id of tracker.ids) {
      if (id !== peer.id) maybeSendAppend(peer, id, { sendIfEmpty: false });
    }
  }
  if (peer.leadTransferee !== NO_PEER && !tracker.isVoter(peer.leadTransferee)) {
    peer.leadTransferee = NO_PEER;
  }
  // The acknowledgements that are there may be a quorum now.
  releaseConfirmedReads(peer);
  return state;
}

function changeBase(peer: Peer): ChangeBase {
  return { lastIndex: peer.log.lastIndex(), limits: peer.tracker.limits };
}

function assertSameConfState(expected: ConfState, found: ConfState): void {
  const same =
    isSameSet(expected.voters, found.voters) &&
    isSameSet(expected.votersOutgoing, found.votersOutgoing) &&
    isSameSet(expected.learners, found.learners) &&
    isSameSet(expected.learnersNext, found.learnersNext) &&
    expected.autoLeave === found.autoLeave;
  invariant(same, () => `restored ${JSON.stringify(found)} from ${JSON.stringify(expected)}`);
}

function isSameSet(one: readonly PeerId[], other: readonly PeerId[]): boolean {
  const left = sortedIds(one);
  const right = sortedIds(other);
  return left.length === right.length && left.every((id, position) => id === right[position]);
}
