/**
 * How a leader takes proposals, and how applied entries move things on.
 */
import { type ConfChange, decodeConfChange } from "./conf-change.ts";
import { entriesBytes, payloadBytes } from "./entry-size.ts";
import { refusalOf } from "./membership.ts";
import type { Peer } from "./peer.ts";
import { broadcastAppend } from "./sending.ts";
import {
  ENTRY_CONF_CHANGE,
  ENTRY_NORMAL,
  type Entry,
  makeEntry,
  NO_PEER,
  type StepResult,
} from "./types.ts";

/** Appends proposals at the leader and sends them on. */
export function proposeAsLeader(peer: Peer, proposed: readonly Entry[]): StepResult {
  if (proposed.length === 0) return "invalid";
  // A leader that was removed goes on leading until it is told otherwise, but takes nothing new.
  if (peer.tracker.get(peer.id) === undefined) return "dropped";
  // The transferee must catch up with a log that stands still.
  if (peer.leadTransferee !== NO_PEER) return "dropped";
  const pendingBefore = peer.pendingConfIndex;
  const entries = checkConfChanges(peer, proposed);
  if (entries === null) return "invalid";
  if (!peer.appendOwn(entries)) {
    peer.pendingConfIndex = pendingBefore;
    return "dropped";
  }
  broadcastAppend(peer);
  return "ok";
}

/** Notes that the state machine has applied entries. */
export function entriesApplied(peer: Peer, entries: readonly Entry[]): void {
  const last = entries[entries.length - 1];
  if (last === undefined) return;
  appliedTo(peer, last.index, entriesBytes(entries));
  peer.releaseUncommitted(payloadBytes(entries));
}

/** Notes that the snapshot at `index` is installed. */
export function snapshotApplied(peer: Peer, index: number): void {
  peer.log.unstable.stableSnapshotTo(index);
  appliedTo(peer, index, 0);
}

/** Gives up handing the leadership over, if it is being handed over: proposals are taken again. */
export function giveUpTransfer(peer: Peer): void {
  if (peer.leadTransferee === NO_PEER) return;
  peer.leadTransferee = NO_PEER;
  maybeLeaveJoint(peer);
}

function appliedTo(peer: Peer, index: number, bytes: number): void {
  const applied = Math.max(index, peer.log.applied);
  peer.log.appliedTo(applied, bytes);
  maybeLeaveJoint(peer);
}

function maybeLeaveJoint(peer: Peer): void {
  const { applied } = peer.log;
  const { autoLeave } = peer.tracker.configuration;
  if (!autoLeave || peer.role !== "leader" || applied < peer.pendingConfIndex) return;
  // The joint configuration is applied and asks to be left. During a transfer this is dropped; the end of
  // the transfer tries again, because there may never be another entry to apply.
  const result = proposeAsLeader(peer, [makeEntry({ type: ENTRY_CONF_CHANGE })]);
  peer.logger?.info({ id: peer.id, applied, result }, "proposed to leave joint configuration");
}

/**
 * Replaces configuration changes that must not be appended now by empty entries, and remembers the
 * last one that may. Null when the bytes of one cannot be read.
 */
function checkConfChanges(peer: Peer, proposed: readonly Entry[]): readonly Entry[] | null {
  if (proposed.every((entry) => entry.type === ENTRY_NORMAL)) return proposed;
  const entries: Entry[] = [];
  const first = peer.log.lastIndex() + 1;
  let pendingConfIndex = peer.pendingConfIndex;
  for (const [position, entry] of proposed.entries()) {
    if (entry.type === ENTRY_NORMAL) {
      entries.push(entry);
      continue;
    }
    const change = decodeConfChange(entry.data);
    if (change === null) return null;
    const refused = refuseConfChange(peer, pendingConfIndex, change);
    if (refused === null || peer.config.disableConfChangeValidation) {
      pendingConfIndex = first + position;
      entries.push(entry);
      continue;
    }
    peer.logger?.info({ id: peer.id, refused }, "ignored configuration change");
    entries.push(makeEntry({}));
  }
  peer.pendingConfIndex = pendingConfIndex;
  return entries;
}

function refuseConfChange(peer: Peer, pendingConfIndex: number, change: ConfChange): string | null {
  if (pendingConfIndex > peer.log.applied) {
    return `a change may be pending at ${pendingConfIndex}, applied is ${peer.log.applied}`;
  }
  const leaves = change.changes.length === 0;
  if (peer.tracker.isJoint() && !leaves) return "the joint configuration must be left first";
  if (!peer.tracker.isJoint() && leaves) return "there is no joint configuration to leave";
  return refusalOf(peer, change);
}
