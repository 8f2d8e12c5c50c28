/**
 * The bytes of the database's records that are not state, and of the witness.
 *
 * Invariant: what comes out of a decoder has been checked: numbers are safe integers, enums are known, the
 * record says the group and index that it was looked up by. All else is a MalformedBytesError.
 */
import { MalformedBytesError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import { decodeWith, text, uint32, uint64 } from "../model/wire.ts";
import type { ConfState } from "../raft/types.ts";

/** The layout of keys and records that this version writes and reads. */
export const STORAGE_FORMAT_VERSION = 2;

/** Whose data a directory holds. */
export interface NodeIdentity {
  readonly clusterId: string;
  readonly nodeId: string;
  /** Counts the lives of a node id: a wiped node comes back under a higher one. */
  readonly incarnation: number;
  /** See {@link STORAGE_FORMAT_VERSION}. */
  readonly formatVersion: number;
}

/** The row `node`. */
export interface NodeRecord {
  readonly identity: NodeIdentity;
  /** Ascending. */
  readonly groups: readonly number[];
}

/** The row `g/<group>/meta`. */
export interface GroupRecord {
  readonly group: number;
  readonly replicaId: number;
  readonly appliedIndex: number;
  /** Term of the entry at the applied index. */
  readonly appliedTerm: number;
  readonly generation: number;
  /** The configuration at the applied index. */
  readonly confState: ConfState;
  /** The batch that wrote this row. */
  readonly saveNumber: number;
  /** The newest flush that was durable before. */
  readonly flushNumber: number;
  /** The state came as a snapshot with this batch: the journal need not know of it yet. */
  readonly isInstalled: boolean;
}

/** The contents of the file WITNESS. */
export interface WitnessRecord {
  readonly identity: NodeIdentity;
  /** This flush was durable when the witness was written. */
  readonly flushNumber: number;
}

/** The value of the row `g/<group>/meta`. */
export function encodeGroupRecord(record: GroupRecord): Uint8Array {
  const confState = confStateRecord(record.confState);
  return raftwork.GroupRecord.encode({ ...record, confState }).finish();
}

/** Reads the row `g/<group>/meta`. @throws {MalformedBytesError} when it is none, or another group's. */
export function decodeGroupRecord(value: Uint8Array, group: number): GroupRecord {
  const record = decodeWith("group record", () => raftwork.GroupRecord.decode(value));
  expectNumber("group.group", uint64(record.group, "group.group"), group);
  return {
    group,
    replicaId: uint64(record.replicaId, "group.replicaId"),
    appliedIndex: uint64(record.appliedIndex, "group.appliedIndex"),
    appliedTerm: uint64(record.appliedTerm, "group.appliedTerm"),
    generation: uint64(record.generation, "group.generation"),
    confState: decodeConfState(record.confState),
    saveNumber: uint64(record.saveNumber, "group.saveNumber"),
    flushNumber: uint64(record.flushNumber, "group.flushNumber"),
    isInstalled: record.isInstalled,
  };
}

/** The value of the row `node`. */
export function encodeNodeRecord(record: NodeRecord): Uint8Array {
  return raftwork.NodeRecord.encode({
    identity: record.identity,
    groups: [...record.groups],
  }).finish();
}

/** Reads the row `node`. @throws {MalformedBytesError} when it is none. */
export function decodeNodeRecord(value: Uint8Array): NodeRecord {
  const record = decodeWith("node record", () => raftwork.NodeRecord.decode(value));
  return {
    identity: decodeIdentity(record.identity),
    groups: uint64s(record.groups, "node.groups"),
  };
}

/** The contents of the file WITNESS, without its checksum. */
export function encodeWitness(record: WitnessRecord): Uint8Array {
  return raftwork.WitnessRecord.encode(record).finish();
}

/** Reads the contents of the file WITNESS. @throws {MalformedBytesError} when they are none. */
export function decodeWitness(value: Uint8Array): WitnessRecord {
  const record = decodeWith("witness", () => raftwork.WitnessRecord.decode(value));
  return {
    identity: decodeIdentity(record.identity),
    flushNumber: uint64(record.flushNumber, "witness.flushNumber"),
  };
}

/** Whether two identities are the same in every field. */
export function isSameIdentity(one: NodeIdentity, other: NodeIdentity): boolean {
  return (
    one.clusterId === other.clusterId &&
    one.nodeId === other.nodeId &&
    one.incarnation === other.incarnation &&
    one.formatVersion === other.formatVersion
  );
}

/** Reads an identity out of another record. @throws {MalformedBytesError} when it is none. */
export function decodeIdentity(record: raftwork.IIdentityRecord | null | undefined): NodeIdentity {
  if (record === null || record === undefined) {
    throw new MalformedBytesError({ field: "identity", expected: "present", found: "none" });
  }
  return {
    clusterId: text(record.clusterId, "identity.clusterId"),
    nodeId: text(record.nodeId, "identity.nodeId"),
    incarnation: uint64(record.incarnation, "identity.incarnation"),
    formatVersion: uint32(record.formatVersion, "identity.formatVersion"),
  };
}

/** A configuration as it is put into other records. */
export function confStateRecord(confState: ConfState): raftwork.IConfStateRecord {
  return {
    voters: [...confState.voters],
    votersOutgoing: [...confState.votersOutgoing],
    learners: [...confState.learners],
    learnersNext: [...confState.learnersNext],
    autoLeave: confState.autoLeave,
  };
}

/** Reads a configuration out of another record. @throws {MalformedBytesError} when it is none. */
export function decodeConfState(record: raftwork.IConfStateRecord | null | undefined): ConfState {
  if (record === null || record === undefined) {
    throw new MalformedBytesError({ field: "confState", expected: "present", found: "none" });
  }
  return {
    voters: uint64s(record.voters, "confState.voters"),
    votersOutgoing: uint64s(record.votersOutgoing, "confState.votersOutgoing"),
    learners: uint64s(record.learners, "confState.learners"),
    learnersNext: uint64s(record.learnersNext, "confState.learnersNext"),
    autoLeave: record.autoLeave === true,
  };
}

function uint64s(values: readonly unknown[] | null | undefined, field: string): number[] {
  return (values ?? []).map((value) => uint64(value, field));
}

function expectNumber(field: string, found: number, expected: number): void {
  if (found !== expected) {
    throw new MalformedBytesError({ field, expected: `${expected}`, found: `${found}` });
  }
}
