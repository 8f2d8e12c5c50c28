/** Members: the nodes of a group with their replica ids, as the state has them. */
import { raftwork } from "../gen/raftwork.js";
import { commandLevelFromWire } from "./command-levels.ts";
import { decodeWith, name, text, uint64 } from "./wire.ts";

/** One node of a group. */
export interface Member {
  readonly nodeId: string;
  /** Its peer id in the group's configuration; never used twice. */
  readonly replicaId: number;
  /** Of its data directory: a wiped node comes back with a higher one, under a new replica id. */
  readonly incarnation: number;
  /** `host:port`, a hint. */
  readonly address: string;
  /** Highest level of commands that it knows, from 1. */
  readonly commandLevel: number;
}

/** All nodes of a group. */
export interface Members {
  /** In order of replica ids. */
  readonly members: readonly Member[];
  readonly lastReplicaId: number;
  /** The newest of those that left or were replaced, at most {@link REMOVED_MAX}. */
  readonly removed: readonly Member[];
}

/** Removed members that are remembered, so that they can be told. */
export const REMOVED_MAX = 64;

/** No node yet. */
export const NO_MEMBERS: Members = Object.freeze({
  members: Object.freeze([]),
  lastReplicaId: 0,
  removed: Object.freeze([]),
});

/** The bytes of the members. */
export function encodeMembers({ members, lastReplicaId, removed }: Members): Uint8Array {
  return raftwork.MembersRecord.encode({
    members: [...members],
    lastReplicaId,
    removed: [...removed],
  }).finish();
}

/** Reads the members. @throws {MalformedBytesError} when the bytes are none. */
export function decodeMembers(encoded: Uint8Array): Members {
  const wire = decodeWith("MembersRecord", () => raftwork.MembersRecord.decode(encoded));
  return {
    members: (wire.members ?? []).map(memberFromWire),
    lastReplicaId: uint64(wire.lastReplicaId, "MembersRecord.lastReplicaId"),
    removed: (wire.removed ?? []).map(memberFromWire),
  };
}

function memberFromWire(wire: raftwork.MemberRecord.$Properties): Member {
  return {
    nodeId: name(wire.nodeId, "MemberRecord.nodeId"),
    replicaId: uint64(wire.replicaId, "MemberRecord.replicaId"),
    incarnation: uint64(wire.incarnation, "MemberRecord.incarnation"),
    address: text(wire.address, "MemberRecord.address"),
    commandLevel: commandLevelFromWire(wire.commandLevel, "MemberRecord.commandLevel"),
  };
}

/** The highest level of commands that all of these know. */
export function levelOfAll(members: readonly Pick<Member, "commandLevel">[]): number {
  return Math.min(...members.map(({ commandLevel }) => commandLevel));
}
