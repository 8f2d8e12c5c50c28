/**
 * The words of the consensus core as data: entries, messages, states. Everything is a plain value.
 *
 * Invariants: every term, index and peer id is a safe integer >= 0; values are never changed after
 * they were handed out; all objects of one kind have the same fields in the same order, so that the
 * engine compiles the hot paths for one shape.
 */

/** Number of a replica inside its group, never used twice. Safe integer; 0 is {@link NO_PEER}. */
export type PeerId = number;

/** "Nobody": no leader known, no vote cast. */
export const NO_PEER: PeerId = 0;

/** Address of the host's log writer. Messages to it are storage work, never sent over the network. */
export const APPEND_THREAD: PeerId = 2 ** 53 - 1;

/** Address of the host's state machine. Messages to it are entries to apply. */
export const APPLY_THREAD: PeerId = 2 ** 53 - 2;

/**
 * What an entry carries. "confChangeSingle" holds one change that never makes a joint configuration;
 * "confChange" holds any {@link ConfChange}. The position in {@link ENTRY_TYPES} is the wire number.
 */
export type EntryType = "normal" | "confChangeSingle" | "confChange";

/** An entry with the host's bytes, or the empty entry of a new leader. */
export const ENTRY_NORMAL: EntryType = "normal";
/** An entry with exactly one configuration change. */
export const ENTRY_CONF_CHANGE_SINGLE: EntryType = "confChangeSingle";
/** An entry with any configuration change; without data it leaves a joint configuration. */
export const ENTRY_CONF_CHANGE: EntryType = "confChange";

/** All entry types in the order of their wire numbers. Append only. */
export const ENTRY_TYPES: readonly EntryType[] = Object.freeze([
  ENTRY_NORMAL,
  ENTRY_CONF_CHANGE_SINGLE,
  ENTRY_CONF_CHANGE,
]);

/** One record of the replicated log. */
export interface Entry {
  readonly term: number;
  readonly index: number;
  readonly type: EntryType;
  /** Opaque to the core unless the type is a configuration change. */
  readonly data: Uint8Array;
}

/** What a peer must never forget: written durably before any message that depends on it leaves. */
export interface HardState {
  readonly term: number;
  /** Whom this peer voted for in `term`. */
  readonly vote: PeerId;
  readonly commit: number;
}

/** The hard state of a peer that has never run. */
export const EMPTY_HARD_STATE: HardState = Object.freeze({ term: 0, vote: NO_PEER, commit: 0 });

/** A configuration of the group as it stands in snapshots. Joint when `votersOutgoing` has members. */
export interface ConfState {
  readonly voters: readonly PeerId[];
  /** The voters of the configuration that is being left. */
  readonly votersOutgoing: readonly PeerId[];
  readonly learners: readonly PeerId[];
  /** Outgoing voters that become learners when the joint configuration is left. */
  readonly learnersNext: readonly PeerId[];
  /** The leader leaves the joint configuration by itself as soon as it is applied. */
  readonly autoLeave: boolean;
}

/** A configuration without members. */
export const EMPTY_CONF_STATE: ConfState = Object.freeze({
  voters: Object.freeze([]),
  votersOutgoing: Object.freeze([]),
  learners: Object.freeze([]),
  learnersNext: Object.freeze([]),
  autoLeave: false,
});

/** The state machine's contents at `index`, with the configuration that holds there. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly confState: ConfState;
  /** Opaque to the core. */
  readonly data: Uint8Array;
}

/** What a peer is in its term. */
export type Role = "follower" | "preCandidate" | "candidate" | "leader";

/** The part of a peer's state that is of interest to the host and need not be written. */
export interface SoftState {
  readonly leader: PeerId;
  readonly role: Role;
}

/** A read that may be served once the state machine has applied `index`. */
export interface ReadState {
  readonly index: number;
  /** The bytes given to `readIndex`. */
  readonly context: Uint8Array;
}

/** All message types in the order of their wire numbers. Append only. */
export const MESSAGE_TYPES = [
  "hup",
  "beat",
  "propose",
  "append",
  "appendResponse",
  "vote",
  "voteResponse",
  "snapshot",
  "heartbeat",
  "heartbeatResponse",
  "unreachable",
  "snapshotStatus",
  "checkQuorum",
  "transferLeader",
  "timeoutNow",
  "readIndex",
  "readIndexResponse",
  "preVote",
  "preVoteResponse",
  "storageAppend",
  "storageAppendResponse",
  "storageApply",
  "storageApplyResponse",
  "forgetLeader",
] as const;

/** What a message is about. The position in {@link MESSAGE_TYPES} is the wire number. */
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** All inputs of the core that are not ticks, and all its outputs that are not states. */
export interface Message {
  readonly type: MessageType;
  readonly to: PeerId;
  readonly from: PeerId;
  /** The sender's term; 0 for messages of a peer to itself and for forwarded requests. */
  readonly term: number;
  /** append, votes: term of the entry at `index`. Rejections: term at `rejectHint`. */
  readonly logTerm: number;
  /** append: the entry before `entries`. appendResponse: the entry acknowledged or refused. */
  readonly index: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  /** storageAppend only: the vote to write. */
  readonly vote: PeerId;
  readonly snapshot: Snapshot | null;
  readonly reject: boolean;
  /** The refuser's guess at an index where the logs agree. */
  readonly rejectHint: number;
  /** heartbeatResponse only: the sender's host is silent, see RawNode.hostSilent. */
  readonly hostSilent: boolean;
  /** Opaque to the receiver, sent back in the response. */
  readonly context: Uint8Array;
  /** storageAppend, storageApply: to be delivered by the host when the work is durable. */
  readonly responses: readonly Message[];
}

/**
 * What the host must do now.
 *
 * Without asyncStorageWrites: write `entries`, `hardState` and `snapshot` durably (entries without a
 * snapshot or a snapshot without entries), then send `messages`, apply `committedEntries`, and call
 * `advance`. With asyncStorageWrites: route `messages`; those to APPEND_THREAD and APPLY_THREAD hold
 * all the work, in the order in which it must be done, and the responses to deliver afterwards.
 */
export interface Ready {
  /** Null when unchanged. */
  readonly softState: SoftState | null;
  /** Null when unchanged. */
  readonly hardState: HardState | null;
  readonly readStates: readonly ReadState[];
  /** To be written. They replace whatever stands at or after the first one's index. */
  readonly entries: readonly Entry[];
  /** To be installed before anything behind it is applied. */
  readonly snapshot: Snapshot | null;
  readonly committedEntries: readonly Entry[];
  readonly messages: readonly Message[];
  /** Entries, term or vote changed, so the write must be durable before anything depends on it. */
  readonly mustSync: boolean;
}

/** No bytes. Shared, so that empty fields cost nothing. */
export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** No entries. Shared, so that empty fields cost nothing. */
export const NO_ENTRIES: readonly Entry[] = Object.freeze([]);

/** No messages. Shared, so that empty fields cost nothing. */
export const NO_MESSAGES: readonly Message[] = Object.freeze([]);

/** The fields of a message that are not at their defaults. */
export type MessageInit = Pick<Message, "type" | "to"> & Partial<Message>;

/** Sender and term of a message, where they are not what its other fields say. */
export interface MessageOrigin {
  readonly from: PeerId;
  readonly term: number;
}

/**
 * Makes a message with all fields set, in the one order that keeps its shape the same everywhere.
 * `origin` goes before what `init` says; apart from it, so that a hot path copies nothing.
 *
 * @example
 * makeMessage({ type: "heartbeat", to: 2, commit: 17 });
 */
export function makeMessage(init: MessageInit, origin?: MessageOrigin): Message {
  return {
    type: init.type,
    to: init.to,
    from: origin === undefined ? (init.from ?? NO_PEER) : origin.from,
    term: origin === undefined ? (init.term ?? 0) : origin.term,
    logTerm: init.logTerm ?? 0,
    index: init.index ?? 0,
    entries: init.entries ?? NO_ENTRIES,
    commit: init.commit ?? 0,
    vote: init.vote ?? NO_PEER,
    snapshot: init.snapshot ?? null,
    reject: init.reject ?? false,
    rejectHint: init.rejectHint ?? 0,
    hostSilent: init.hostSilent ?? false,
    context: init.context ?? NO_BYTES,
    responses: init.responses ?? NO_MESSAGES,
  };
}

/** Makes an entry with its fields in the one order that keeps its shape the same everywhere. */
export function makeEntry(init: Partial<Entry>): Entry {
  return {
    term: init.term ?? 0,
    index: init.index ?? 0,
    type: init.type ?? ENTRY_NORMAL,
    data: init.data ?? NO_BYTES,
  };
}

/** Whether two hard states are the same. */
export function isSameHardState(one: HardState, other: HardState): boolean {
  return one.term === other.term && one.vote === other.vote && one.commit === other.commit;
}

/** Whether a hard state is that of a peer that has never run. */
export function isEmptyHardState(state: HardState): boolean {
  return isSameHardState(state, EMPTY_HARD_STATE);
}

/** Whether an id names one of the host's threads instead of a peer. */
export function isThread(id: PeerId): boolean {
  return id === APPEND_THREAD || id === APPLY_THREAD;
}

/** What became of an input. Never an exception: only a broken invariant throws. */
export type StepResult =
  /** Taken. */
  | "ok"
  /** A proposal that was not appended and not forwarded. It may be proposed again. */
  | "dropped"
  /** A message that a peer only sends to itself came from another peer. */
  | "localMessage"
  /** A response of a peer that is not in the configuration. */
  | "unknownPeer"
  /** A message whose numbers are not safe integers or whose entries are not contiguous. */
  | "invalid";
