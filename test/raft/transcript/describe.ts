/**
 * The text form of the core's values that transcripts are written in. Names of types and states are
 * those of the protocol's reference transcripts.
 */
import { type ConfChangeSingle, decodeConfChange } from "../../../src/raft/conf-change.ts";
import type { Progress, ProgressState } from "../../../src/raft/progress.ts";
import type { ProgressStatus } from "../../../src/raft/status.ts";
import type { Configuration, ProgressMap } from "../../../src/raft/tracker.ts";
import {
  APPEND_THREAD,
  APPLY_THREAD,
  type ConfState,
  ENTRY_NORMAL,
  type Entry,
  type EntryType,
  type HardState,
  type Message,
  type MessageType,
  NO_PEER,
  type PeerId,
  type Ready,
  type Role,
  type Snapshot,
} from "../../../src/raft/types.ts";

export const MESSAGE_NAMES: Readonly<Record<MessageType, string>> = {
  hup: "MsgHup",
  beat: "MsgBeat",
  propose: "MsgProp",
  append: "MsgApp",
  appendResponse: "MsgAppResp",
  vote: "MsgVote",
  voteResponse: "MsgVoteResp",
  snapshot: "MsgSnap",
  heartbeat: "MsgHeartbeat",
  heartbeatResponse: "MsgHeartbeatResp",
  unreachable: "MsgUnreachable",
  snapshotStatus: "MsgSnapStatus",
  checkQuorum: "MsgCheckQuorum",
  transferLeader: "MsgTransferLeader",
  timeoutNow: "MsgTimeoutNow",
  readIndex: "MsgReadIndex",
  readIndexResponse: "MsgReadIndexResp",
  preVote: "MsgPreVote",
  preVoteResponse: "MsgPreVoteResp",
  storageAppend: "MsgStorageAppend",
  storageAppendResponse: "MsgStorageAppendResp",
  storageApply: "MsgStorageApply",
  storageApplyResponse: "MsgStorageApplyResp",
  forgetLeader: "MsgForgetLeader",
};

const ENTRY_NAMES: Readonly<Record<EntryType, string>> = {
  normal: "EntryNormal",
  confChangeSingle: "EntryConfChange",
  confChange: "EntryConfChangeV2",
};

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  follower: "StateFollower",
  preCandidate: "StatePreCandidate",
  candidate: "StateCandidate",
  leader: "StateLeader",
};

const PROGRESS_NAMES: Readonly<Record<ProgressState, string>> = {
  probe: "StateProbe",
  replicate: "StateReplicate",
  snapshot: "StateSnapshot",
};

const CHANGE_LETTERS: Readonly<Record<ConfChangeSingle["type"], string>> = {
  addVoter: "v",
  addLearner: "l",
  remove: "r",
  update: "u",
};

export function describeRole(role: Role): string {
  return ROLE_NAMES[role];
}

/** Go's %q of bytes. */
export function quote(data: Uint8Array): string {
  let text = "";
  for (let at = 0; at < data.length; ) {
    const { char, length } = decodeChar(data, at);
    text += char === null ? `\\x${hex(data[at] ?? 0)}` : escapeChar(char);
    at += length;
  }
  return `"${text}"`;
}

export function describeEntry(entry: Entry): string {
  const { term, index, type, data } = entry;
  let formatted = "";
  if (type === ENTRY_NORMAL) {
    formatted = quote(data);
  } else {
    const change = decodeConfChange(data);
    formatted = change === null ? "unreadable" : describeChanges(change.changes);
  }
  return `${term}/${index} ${ENTRY_NAMES[type]}${formatted === "" ? "" : ` ${formatted}`}`;
}

export function describeEntries(entries: readonly Entry[]): string {
  return entries.map((entry) => `${describeEntry(entry)}\n`).join("");
}

export function describeChanges(changes: readonly ConfChangeSingle[]): string {
  return changes.map(({ type, peerId }) => `${CHANGE_LETTERS[type]}${peerId}`).join(" ");
}

export function describeMessage(message: Message, indent = ""): string {
  const { type, from, to, term, logTerm, index, entries, snapshot, responses } = message;
  let text = `${indent}${target(from)}->${target(to)} ${MESSAGE_NAMES[type]}`;
  text += ` Term:${term} Log:${logTerm}/${index}`;
  if (message.reject) text += ` Rejected (Hint: ${message.rejectHint})`;
  if (message.commit !== 0) text += ` Commit:${message.commit}`;
  if (message.vote !== NO_PEER) text += ` Vote:${message.vote}`;
  const [first] = entries;
  if (first !== undefined && entries.length === 1) {
    text += ` Entries:[${describeEntry(first)}]`;
  } else if (entries.length > 1) {
    const lines = entries.map((entry) => `\n${indent}  ${describeEntry(entry)}`);
    text += ` Entries:[${lines.join("")}\n${indent}]`;
  }
  if (snapshot !== null) text += `\n${indent}  Snapshot: ${describeSnapshot(snapshot)}`;
  if (responses.length > 0) {
    const lines = responses.map((response) => `\n${describeMessage(response, `${indent}  `)}`);
    text += ` Responses:[${lines.join("")}\n${indent}]`;
  }
  return text;
}

export function describeSnapshot(snapshot: Snapshot): string {
  const { index, term, confState } = snapshot;
  return `Index:${index} Term:${term} ConfState:${describeConfState(confState)}`;
}

export function describeReady(ready: Ready): string {
  const { softState, hardState, readStates, entries, snapshot, committedEntries } = ready;
  let text = "";
  if (softState !== null) {
    text += `Lead:${softState.leader} State:${ROLE_NAMES[softState.role]}\n`;
  }
  if (hardState !== null) text += `HardState ${describeHardState(hardState)}\n`;
  if (readStates.length > 0) {
    const reads = readStates.map(({ index, context }) => `{${index} [${context.join(" ")}]}`);
    text += `ReadStates [${reads.join(" ")}]\n`;
  }
  if (entries.length > 0) text += `Entries:\n${describeEntries(entries)}`;
  if (snapshot !== null) text += `Snapshot ${describeSnapshot(snapshot)}\n`;
  if (committedEntries.length > 0)
    text += `CommittedEntries:\n${describeEntries(committedEntries)}`;
  if (ready.messages.length > 0) {
    const lines = ready.messages.map((message) => `${describeMessage(message)}\n`);
    text += `Messages:\n${lines.join("")}`;
  }
  return text === "" ? "<empty Ready>" : `Ready MustSync=${ready.mustSync}:\n${text}`;
}

export function describeProgress(progress: ProgressStatus): string {
  let text = `${PROGRESS_NAMES[progress.state]} match=${progress.match} next=${progress.next}`;
  if (progress.isLearner) text += " learner";
  if (progress.isPaused) text += " paused";
  if (progress.pendingSnapshot > 0) text += ` pendingSnap=${progress.pendingSnapshot}`;
  if (!progress.recentlyActive) text += " inactive";
  if (progress.inflightMessages > 0) {
    text += ` inflight=${progress.inflightMessages}${progress.isInflightFull ? "[full]" : ""}`;
  }
  return text;
}

export function describeProgressMap(progress: ProgressMap): string {
  const ids = [...progress.keys()].sort((one, other) => one - other);
  return ids
    .map((id) => {
      const view = progress.get(id);
      return view === undefined ? "" : `${id}: ${describeProgress(asStatus(id, view))}\n`;
    })
    .join("");
}

export function describeConfiguration(configuration: Configuration): string {
  const { incoming, outgoing, learners, learnersNext, autoLeave } = configuration;
  let text = `voters=${idList(incoming)}`;
  if (outgoing.length > 0) text += `&&${idList(outgoing)}`;
  if (learners.length > 0) text += ` learners=${idList(learners)}`;
  if (learnersNext.length > 0) text += ` learners_next=${idList(learnersNext)}`;
  return autoLeave ? `${text} autoleave` : text;
}

function asStatus(id: PeerId, view: Progress): ProgressStatus {
  return {
    id,
    state: view.state,
    match: view.match,
    next: view.next,
    isLearner: view.isLearner,
    isPaused: view.isPaused(),
    pendingSnapshot: view.pendingSnapshot,
    recentlyActive: view.recentlyActive,
    hostSilent: view.hostSilent,
    inflightMessages: view.inflights.count,
    inflightBytes: view.inflights.bytes,
    isInflightFull: view.inflights.isFull(),
  };
}

function describeHardState(state: HardState): string {
  const vote = state.vote === NO_PEER ? "" : ` Vote:${state.vote}`;
  return `Term:${state.term}${vote} Commit:${state.commit}`;
}

function describeConfState(state: ConfState): string {
  const list = (ids: readonly PeerId[]): string => `[${ids.join(" ")}]`;
  return (
    `Voters:${list(state.voters)} VotersOutgoing:${list(state.votersOutgoing)} ` +
    `Learners:${list(state.learners)} LearnersNext:${list(state.learnersNext)} ` +
    `AutoLeave:${state.autoLeave}`
  );
}

function target(id: PeerId): string {
  if (id === NO_PEER) return "None";
  if (id === APPEND_THREAD) return "AppendThread";
  if (id === APPLY_THREAD) return "ApplyThread";
  return id.toString(16);
}

function idList(ids: readonly PeerId[]): string {
  return `(${ids.map((id) => id.toString(16)).join(" ")})`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

function escapeChar(char: string): string {
  const known = ESCAPES.get(char);
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  if (char === " " || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) return char;
  if (code < 0x80) return `\\x${hex(code)}`;
  if (code < 0x1_0000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

function decodeChar(data: Uint8Array, at: number): { char: string | null; length: number } {
  for (let length = 1; length <= 4 && at + length <= data.length; length += 1) {
    try {
      const char = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
        data.subarray(at, at + length),
      );
      return { char, length };
    } catch {
      // Not a whole character yet; a longer one may be.
    }
  }
  return { char: null, length: 1 };
}
