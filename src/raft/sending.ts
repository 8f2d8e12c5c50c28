/**
 * What a leader sends: entries, snapshots, heartbeats. Limits and pauses are those of Progress.
 */
import { invariant } from "../util/assert.ts";
import { payloadBytes } from "./entry-size.ts";
import type { Peer } from "./peer.ts";
import type { Progress } from "./progress.ts";
import { NO_ENTRIES, type PeerId } from "./types.ts";

/** Sends entries, or an empty message with the commit index, unless the peer is paused. */
export function sendAppend(peer: Peer, to: PeerId): void {
  maybeSendAppend(peer, to, { sendIfEmpty: true });
}

/**
 * Sends the next entries to a peer, or a snapshot when they are gone. Returns whether anything was
 * sent. Without `sendIfEmpty` a message that would carry no entries is not sent.
 */
export function maybeSendAppend(
  peer: Peer,
  to: PeerId,
  options: { readonly sendIfEmpty: boolean },
): boolean {
  const progress = peer.tracker.get(to);
  invariant(progress !== undefined, `append message to ${to}, which is no member`);
  if (progress.isPaused()) return false;
  const index = progress.next - 1;
  const logTerm = peer.log.term(index);
  if (typeof logTerm === "string") return maybeSendSnapshot(peer, to, progress);
  // With a full window only empty messages go out. They are answered too, which is what frees the
  // window when all the messages that filled it were lost.
  const isFull = progress.state === "replicate" && progress.inflights.isFull();
  const entries = isFull
    ? NO_ENTRIES
    : peer.log.entriesFrom(progress.next, peer.config.maxSizePerMessage);
  if (entries === "compacted") return maybeSendSnapshot(peer, to, progress);
  // The host is fetching them; the peer's next response asks again.
  if (entries === "unavailable") return false;
  if (entries.length === 0 && !options.sendIfEmpty) return false;
  const commit = peer.log.committed;
  peer.send({ type: "append", to, index, logTerm, entries, commit });
  progress.sentEntries(entries.length, payloadBytes(entries));
  progress.sentCommit(commit);
  return true;
}

/** Sends entries to all other members. */
export function broadcastAppend(peer: Peer): void {
  for (const id of peer.tracker.ids) {
    if (id !== peer.id) sendAppend(peer, id);
  }
}

/** Sends heartbeats to all other members, with the position of the newest waiting read. */
export function broadcastHeartbeat(peer: Peer): void {
  const context = peer.reads.heartbeatContext();
  for (const id of peer.tracker.ids) {
    if (id !== peer.id) sendHeartbeat(peer, id, context);
  }
}

/** Asks a peer to stand for election at once. */
export function sendTimeoutNow(peer: Peer, to: PeerId): void {
  peer.send({ type: "timeoutNow", to });
}

function sendHeartbeat(peer: Peer, to: PeerId, context: Uint8Array): void {
  const progress = peer.tracker.get(to);
  invariant(progress !== undefined, `heartbeat to ${to}, which is no member`);
  // Never past what the peer is known to share: behind that its log may hold other entries.
  const commit = Math.min(progress.match, peer.log.committed);
  peer.send({ type: "heartbeat", to, commit, context });
  progress.sentCommit(commit);
}

function maybeSendSnapshot(peer: Peer, to: PeerId, progress: Progress): boolean {
  // A snapshot is too much to send to somebody who may not be there.
  if (!progress.recentlyActive) return false;
  const snapshot = peer.log.snapshot();
  if (snapshot === "unavailable") return false;
  invariant(snapshot.index > 0, `an empty snapshot for ${to}`);
  progress.becomeSnapshot(snapshot.index);
  peer.send({ type: "snapshot", to, snapshot });
  peer.logger?.debug({ id: peer.id, to, index: snapshot.index }, "sent snapshot");
  return true;
}
