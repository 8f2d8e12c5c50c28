/**
 * Everything a peer wants done, in one value, and the messages that carry storage work.
 */
import type { Peer } from "./peer.ts";
import {
  APPEND_THREAD,
  APPLY_THREAD,
  EMPTY_HARD_STATE,
  type Entry,
  type HardState,
  type Message,
  makeMessage,
  NO_MESSAGES,
  type ReadState,
  type Ready,
  type Snapshot,
  type SoftState,
} from "./types.ts";

const NO_READ_STATES: readonly ReadState[] = Object.freeze([]);

/** The states that the host has been told of. */
export interface KnownStates {
  readonly softState: SoftState;
  readonly hardState: HardState;
}

/** The response by which the core learns that what it handed out is durable; null if it need not. */
export function storageAppendResponse(peer: Peer, snapshot: Snapshot | null): Message | null {
  const { log } = peer;
  const hasUnstable = log.unstable.length > 0;
  if (!hasUnstable && snapshot === null) return null;
  // The last entry stands for all before it, also those of former writes: writes are done in order.
  const last = hasUnstable ? log.lastEntryId() : { term: 0, index: 0 };
  return makeMessage({
    type: "storageAppendResponse",
    to: peer.id,
    from: APPEND_THREAD,
    term: peer.term,
    index: last.index,
    logTerm: last.term,
    snapshot,
  });
}

/** The response by which the core learns that entries are applied. */
export function storageApplyResponse(peer: Peer, entries: readonly Entry[]): Message {
  return makeMessage({ type: "storageApplyResponse", to: peer.id, from: APPLY_THREAD, entries });
}

/** Collects what is to be done, and changes nothing. */
export function collectReady(peer: Peer, known: KnownStates): Ready {
  const { log, config } = peer;
  const softState: SoftState = { leader: peer.leader, role: peer.role };
  const hardState = peer.hardState();
  const isSoftNew =
    softState.leader !== known.softState.leader || softState.role !== known.softState.role;
  const isVoteNew =
    hardState.term !== known.hardState.term || hardState.vote !== known.hardState.vote;
  const isHardNew = isVoteNew || hardState.commit !== known.hardState.commit;
  const entries = log.unstable.nextEntries();
  const work: Ready = {
    softState: isSoftNew ? softState : null,
    hardState: isHardNew ? hardState : null,
    readStates: peer.readStates.length > 0 ? peer.readStates : NO_READ_STATES,
    entries,
    snapshot: log.unstable.nextSnapshot(),
    committedEntries: log.nextCommittedEntries(!config.asyncStorageWrites),
    messages: peer.messages,
    mustSync: entries.length > 0 || isVoteNew,
  };
  const messages = config.asyncStorageWrites
    ? withStorageMessages(peer, work)
    : withMessagesAfterAppend(peer);
  return { ...work, messages };
}

function withMessagesAfterAppend(peer: Peer): readonly Message[] {
  const messages = peer.messages.slice();
  for (const message of peer.messagesAfterAppend) {
    if (message.to !== peer.id) messages.push(message);
  }
  return messages;
}

function withStorageMessages(peer: Peer, work: Ready): readonly Message[] {
  const messages = peer.messages.slice();
  const { entries, hardState, snapshot, committedEntries } = work;
  // Never the peer's own list while it is empty: it would go on filling after it was handed out, and
  // acknowledgements would leave with a write that does not hold their entries.
  const waiting = peer.messagesAfterAppend.length > 0 ? peer.messagesAfterAppend : NO_MESSAGES;
  if (entries.length > 0 || hardState !== null || snapshot !== null || waiting.length > 0) {
    // The own acknowledgements come first: a commit then finds the entries still in memory.
    const stable = storageAppendResponse(peer, snapshot);
    const { term, vote, commit } = hardState ?? EMPTY_HARD_STATE;
    messages.push(
      makeMessage({
        type: "storageAppend",
        to: APPEND_THREAD,
        from: peer.id,
        term,
        vote,
        commit,
        entries,
        snapshot,
        responses: stable === null ? waiting : [...waiting, stable],
      }),
    );
  }
  if (committedEntries.length > 0) {
    messages.push(
      makeMessage({
        type: "storageApply",
        to: APPLY_THREAD,
        from: peer.id,
        entries: committedEntries,
        responses: [storageApplyResponse(peer, committedEntries)],
      }),
    );
  }
  return messages;
}
