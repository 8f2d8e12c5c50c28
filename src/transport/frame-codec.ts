/**
 * The bytes of a frame: whose it is, a checksum, the messages of all groups.
 *
 * Invariants: entries' bytes are copied once on the way out (into the frame) and once on the way in (out of it), so
 * a message that was decoded owns all its bytes and keeps no frame alive; a frame that does not decode touches nothing.
 */
import { crc32 } from "node:zlib";
import protobuf from "protobufjs/minimal.js";
import { raftwork } from "../gen/raftwork.js";
import { bytes, choice, decodeWith, flag, malformed, uint32, uint64 } from "../model/wire.ts";
import { isLocalType } from "../raft/message-check.ts";
import {
  type ConfState,
  ENTRY_TYPES,
  type Entry,
  MESSAGE_TYPES,
  type Message,
  makeEntry,
  makeMessage,
  NO_BYTES,
  NO_ENTRIES,
  type Snapshot,
} from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import { nodeName, own } from "./records.ts";
import type { GroupMessage, NodeName } from "./transport.ts";

/** Sender and receiver of a frame. */
export interface Route {
  readonly from: NodeName;
  readonly to: NodeName;
}

const MESSAGE_NUMBERS: ReadonlyMap<string, number> = new Map(
  MESSAGE_TYPES.map((type, number) => [type, number]),
);
const ENTRY_NUMBERS: ReadonlyMap<string, number> = new Map(
  ENTRY_TYPES.map((type, number) => [type, number]),
);
const TAG_ROUTE = 0x0a;
const TAG_CHECKSUM = 0x15;
const TAG_MESSAGE = 0x1a;
/** Tag and value of the checksum. */
const CHECKSUM_BYTES = 5;
/** What a message comes to beside its bytes, at most: twelve numbers and flags with tags, its own tag and length. */
const MESSAGE_OVERHEAD_BYTES = 160;
/** What an entry comes to beside its data, at most. */
const ENTRY_OVERHEAD_BYTES = 48;
/** Route and checksum, at most: four names of 256 bytes, two numbers, tags and lengths. */
export const FRAME_OVERHEAD_BYTES = 2048;

/** What a message adds to a frame, at most, in bytes. Cheap: nothing is encoded. */
export function messageBytesMax(message: Message): number {
  let size = MESSAGE_OVERHEAD_BYTES + message.context.length;
  for (const entry of message.entries) size += ENTRY_OVERHEAD_BYTES + entry.data.length;
  const { snapshot } = message;
  if (snapshot !== null) {
    const { voters, votersOutgoing, learners, learnersNext } = snapshot.confState;
    const members = voters.length + votersOutgoing.length + learners.length + learnersNext.length;
    size += 128 + 10 * members + snapshot.data.length;
  }
  return size;
}

/** The bytes with which every frame between two nodes begins. */
export function encodeRoute(route: Route): Uint8Array {
  const writer = protobuf.Writer.create();
  raftwork.Route.encode(route, writer.uint32(TAG_ROUTE).fork()).ldelim();
  return writer.finish();
}

/** Encodes a frame. `route` is what {@link encodeRoute} gave. */
export function encodeFrame(route: Uint8Array, messages: readonly GroupMessage[]): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.raw(route).uint32(TAG_CHECKSUM).fixed32(0);
  for (const message of messages) {
    raftwork.RaftMessage.encode(recordOf(message), writer.uint32(TAG_MESSAGE).fork()).ldelim();
  }
  const frame = writer.finish();
  const start = route.length + CHECKSUM_BYTES;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint32(start - 4, crc32(frame.subarray(start)), true);
  return frame;
}

/** Whether a frame begins with a route. */
export function hasRoute(frame: Uint8Array, route: Uint8Array): boolean {
  if (frame.length < route.length) return false;
  for (let at = 0; at < route.length; at += 1) if (frame[at] !== route[at]) return false;
  return true;
}

/** Reads the route of a frame that has not the expected one. @throws {MalformedBytesError} when it has none. */
export function decodeRoute(frame: Uint8Array): Route {
  const record = decodeWith("frame", () => {
    const reader = protobuf.Reader.create(frame);
    if (reader.uint32() !== TAG_ROUTE) malformed("frame.route", "a route first", "something else");
    return raftwork.Route.decode(reader, reader.uint32());
  });
  return { from: nodeName(record.from, "route.from"), to: nodeName(record.to, "route.to") };
}

/**
 * Reads the messages of a frame whose first `routeBytes` bytes are its route.
 *
 * @throws {MalformedBytesError} when the checksum differs, or anything in it is not as it must be.
 */
export function decodeFrame(frame: Uint8Array, routeBytes: number): readonly GroupMessage[] {
  const start = routeBytes + CHECKSUM_BYTES;
  if (frame.length < start || frame[routeBytes] !== TAG_CHECKSUM) {
    malformed("frame.checksum", "a checksum behind the route", "none");
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const body = frame.subarray(start);
  const expected = view.getUint32(start - 4, true);
  const found = crc32(body);
  if (found !== expected) malformed("frame.checksum", `${expected}`, `${found}`);
  // Route and checksum stand before the body; the same decoder reads it without them.
  const record = decodeWith("frame", () => raftwork.Frame.decode(body));
  return (record.messages ?? []).map(messageOf);
}

/** Encodes one message by itself: for a snapshot's header. */
export function encodeMessage(message: GroupMessage): Uint8Array {
  return raftwork.RaftMessage.encode(recordOf(message)).finish();
}

/** Reads one message by itself; it owns its bytes. @throws {MalformedBytesError} when it is none. */
export function decodeMessage(encoded: Uint8Array): GroupMessage {
  return messageOf(decodeWith("message", () => raftwork.RaftMessage.decode(encoded)));
}

function recordOf({ group, message }: GroupMessage): raftwork.RaftMessage.$Properties {
  const { type, snapshot } = message;
  const number = MESSAGE_NUMBERS.get(type);
  invariant(number !== undefined, () => `a message of type ${type} has no wire number`);
  invariant(!isLocalType(type), () => `a message of type ${type} is not for another node`);
  return {
    group,
    type: number,
    to: message.to,
    from: message.from,
    term: message.term,
    logTerm: message.logTerm,
    index: message.index,
    entries: message.entries.length === 0 ? [] : message.entries.map(entryRecord),
    commit: message.commit,
    snapshot: snapshot === null ? null : snapshotRecord(snapshot),
    reject: message.reject,
    rejectHint: message.rejectHint,
    hostSilent: message.hostSilent,
    context: message.context,
  };
}

function entryRecord(entry: Entry): raftwork.RaftEntry.$Properties {
  const type = ENTRY_NUMBERS.get(entry.type) ?? 0;
  return { term: entry.term, index: entry.index, type, data: entry.data };
}

function snapshotRecord(snapshot: Snapshot): raftwork.RaftSnapshot.$Properties {
  const { confState } = snapshot;
  return {
    index: snapshot.index,
    term: snapshot.term,
    confState: {
      voters: [...confState.voters],
      votersOutgoing: [...confState.votersOutgoing],
      learners: [...confState.learners],
      learnersNext: [...confState.learnersNext],
      autoLeave: confState.autoLeave,
    },
    data: snapshot.data,
  };
}

function messageOf(record: raftwork.RaftMessage.$Properties): GroupMessage {
  const type = choice(MESSAGE_TYPES, record.type, "message.type");
  if (isLocalType(type)) malformed("message.type", "a type for other nodes", type);
  const { entries, context, snapshot } = record;
  const message = makeMessage({
    type,
    to: uint64(record.to, "message.to"),
    from: uint64(record.from, "message.from"),
    term: uint64(record.term, "message.term"),
    logTerm: uint64(record.logTerm, "message.logTerm"),
    index: uint64(record.index, "message.index"),
    entries:
      entries === undefined || entries === null || entries.length === 0
        ? NO_ENTRIES
        : entries.map(entryOf),
    commit: uint64(record.commit, "message.commit"),
    snapshot: snapshot === undefined || snapshot === null ? null : snapshotOf(snapshot),
    reject: flag(record.reject, "message.reject"),
    rejectHint: uint64(record.rejectHint, "message.rejectHint"),
    hostSilent: flag(record.hostSilent, "message.hostSilent"),
    context: owned(context, "message.context"),
  });
  return { group: uint32(record.group, "message.group"), message };
}

function entryOf(record: raftwork.RaftEntry.$Properties): Entry {
  return makeEntry({
    term: uint64(record.term, "entry.term"),
    index: uint64(record.index, "entry.index"),
    type: choice(ENTRY_TYPES, record.type, "entry.type"),
    data: owned(record.data, "entry.data"),
  });
}

function snapshotOf(record: raftwork.RaftSnapshot.$Properties): Snapshot {
  return {
    index: uint64(record.index, "snapshot.index"),
    term: uint64(record.term, "snapshot.term"),
    confState: confStateOf(record.confState ?? {}),
    data: owned(record.data, "snapshot.data"),
  };
}

function confStateOf(record: raftwork.ConfStateRecord.$Properties): ConfState {
  const ids = (list: readonly unknown[] | null | undefined): number[] =>
    (list ?? []).map((id) => uint64(id, "snapshot.confState"));
  return {
    voters: ids(record.voters),
    votersOutgoing: ids(record.votersOutgoing),
    learners: ids(record.learners),
    learnersNext: ids(record.learnersNext),
    autoLeave: flag(record.autoLeave, "snapshot.confState.autoLeave"),
  };
}

function owned(value: unknown, field: string): Uint8Array {
  const view = bytes(value, field);
  return view.length === 0 ? NO_BYTES : own(view);
}
