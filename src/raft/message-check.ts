/**
 * What every message must look like before the core looks at it. A message that does not is answered
 * with "invalid" and touches nothing: it came from a broken or hostile sender, not from a rule.
 */
import type { Message, MessageType, Snapshot } from "./types.ts";

/** Types that a peer or its host sends to the peer itself, never to another one. */
const LOCAL_TYPES: ReadonlySet<MessageType> = new Set<MessageType>([
  "hup",
  "beat",
  "unreachable",
  "snapshotStatus",
  "checkQuorum",
  "storageAppend",
  "storageAppendResponse",
  "storageApply",
  "storageApplyResponse",
  "forgetLeader",
]);

/** Types that only make sense of a member of the configuration. */
const RESPONSE_TYPES: ReadonlySet<MessageType> = new Set<MessageType>([
  "appendResponse",
  "voteResponse",
  "preVoteResponse",
  "heartbeatResponse",
  "readIndexResponse",
]);

/** Whether a type is never sent from one peer to another. */
export function isLocalType(type: MessageType): boolean {
  return LOCAL_TYPES.has(type);
}

/** Whether a type answers a message of this peer. */
export function isResponseType(type: MessageType): boolean {
  return RESPONSE_TYPES.has(type);
}

/** Whether numbers are safe integers, entries contiguous, and all that the type needs is there. */
export function isWellFormed(message: Message): boolean {
  const { type, term, index } = message;
  if (!isCount(message.from) || !isCount(message.to) || !isCount(term)) return false;
  if (!isCount(message.logTerm) || !isCount(index) || !isCount(message.commit)) return false;
  if (!isCount(message.rejectHint)) return false;
  switch (type) {
    case "propose":
      return message.entries.length > 0;
    case "readIndex":
      return true;
    case "append":
      return term > 0 && areContiguous(message);
    case "snapshot":
      return term > 0 && message.snapshot !== null && isSnapshot(message.snapshot);
    default:
      // Without a term the rules about terms would be passed by.
      return term > 0;
  }
}

function areContiguous(message: Message): boolean {
  let { index, logTerm } = message;
  for (const entry of message.entries) {
    index += 1;
    if (entry.index !== index || entry.term < logTerm || entry.term > message.term) return false;
    if (!isCount(entry.term) || !isCount(index)) return false;
    logTerm = entry.term;
  }
  return true;
}

function isSnapshot(snapshot: Snapshot): boolean {
  return isCount(snapshot.index) && snapshot.index > 0 && isCount(snapshot.term);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
