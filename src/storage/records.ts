/**
 * The bytes of everything that is not state: entries, group and node records, the witness. The only place in
 * storage/ that knows protobuf.
 *
 * Invariant: what comes out of a decoder has been checked: numbers are safe integers, enums are known, the
 * record says the group and index that it was looked up by. All else is a MalformedBytesError.
 */
import { MalformedBytesError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import { bytes, decodeWith, text, uint32, uint64 } from "../model/wire.ts";
import { type ConfState, ENTRY_TYPES, type Entry, type HardState } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";

/** The layout of keys and records that this version writes and reads. */
export const STORAGE_FORMAT_VERSION = 1;

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
  readonly hardState: HardState;
  /** Index and term of the entry before the first one that is kept. */
  readonly trimmedIndex: number;
  readonly trimmedTerm: number;
  readonly lastIndex: number;
  readonly appliedIndex: number;
  readonly generation: number;
  /** The configuration at the applied index. */
  readonly confState: ConfState;
  /** The flush that wrote this row. */
  readonly flushNumber: number;
}

/** The contents of the file WITNESS. */
export interface WitnessRecord {
  readonly identity: NodeIdentity;
  /** This flush was durable when the witness was written. */
  readonly flushNumber: number;
}

const ENTRY_TYPE_NUMBERS: ReadonlyMap<string, number> = new Map(
  ENTRY_TYPES.map((type, number) => [type, number]),
);

/** The value of a log row. */
export function encodeEntry(group: number, entry: Entry): Uint8Array {
  const type = ENTRY_TYPE_NUMBERS.get(entry.type);
  invariant(type !== undefined, `entry ${entry.index} has the unknown type ${entry.type}`);
  return raftwork.EntryRecord.encode({
    group,
    index: entry.index,
    term: entry.term,
    type,
    data: entry.data,
  }).finish();
}

/**
 * Reads a log row; `data` is a view into `value`.
 *
 * @throws {MalformedBytesError} when it is no entry, or that of another group or index.
 */
export function decodeEntry(
  value: Uint8Array,
  expected: { readonly group: number; readonly index: number },
): Entry {
  const record = decodeWith("entry", () => raftwork.EntryRecord.decode(value));
  expectNumber("entry.group", uint64(record.group, "entry.group"), expected.group);
  expectNumber("entry.index", uint64(record.index, "entry.index"), expected.index);
  const number = uint32(record.type, "entry.type");
  const type = ENTRY_TYPES[number];
  if (type === undefined) {
    throw new MalformedBytesError({
      field: "entry.type",
      expected: "a known type",
      found: `${number}`,
    });
  }
  return {
    term: uint64(record.term, "entry.term"),
    index: expected.index,
    type,
    data: bytes(record.data, "entry.data"),
  };
}

/** The value of the row `g/<group>/meta`. */
export function encodeGroupRecord(record: GroupRecord): Uint8Array {
  return raftwork.GroupRecord.encode({
    group: record.group,
    replicaId: record.replicaId,
    term: record.hardState.term,
    vote: record.hardState.vote,
    commit: record.hardState.commit,
    trimmedIndex: record.trimmedIndex,
    trimmedTerm: record.trimmedTerm,
    lastIndex: record.lastIndex,
    appliedIndex: record.appliedIndex,
    generation: record.generation,
    confState: confStateRecord(record.confState),
    flushNumber: record.flushNumber,
  }).finish();
}

/** Reads the row `g/<group>/meta`. @throws {MalformedBytesError} when it is none, or another group's. */
export function decodeGroupRecord(value: Uint8Array, group: number): GroupRecord {
  const record = decodeWith("group record", () => raftwork.GroupRecord.decode(value));
  expectNumber("group.group", uint64(record.group, "group.group"), group);
  return {
    group,
    replicaId: uint64(record.replicaId, "group.replicaId"),
    hardState: {
      term: uint64(record.term, "group.term"),
      vote: uint64(record.vote, "group.vote"),
      commit: uint64(record.commit, "group.commit"),
    },
    trimmedIndex: uint64(record.trimmedIndex, "group.trimmedIndex"),
    trimmedTerm: uint64(record.trimmedTerm, "group.trimmedTerm"),
    lastIndex: uint64(record.lastIndex, "group.lastIndex"),
    appliedIndex: uint64(record.appliedIndex, "group.appliedIndex"),
    generation: uint64(record.generation, "group.generation"),
    confState: decodeConfState(record.confState),
    flushNumber: uint64(record.flushNumber, "group.flushNumber"),
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

function decodeIdentity(record: raftwork.IIdentityRecord | null | undefined): NodeIdentity {
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
