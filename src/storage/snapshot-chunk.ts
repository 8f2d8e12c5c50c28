/**
 * The bytes in which a snapshot travels: the header in the core's message, and chunks of rows.
 *
 * Invariant: a chunk that was decoded is the one that was asked for, of the group, the index and the number that were
 * expected, and its bytes are those that were encoded.
 */
import { MalformedBytesError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import { bytes, decodeWith, text, uint64 } from "../model/wire.ts";
import { seal, unseal } from "./checksum.ts";

/** What a sender says of a snapshot beside index, term and configuration. */
export interface SnapshotHeader {
  /** Chunks of one number are the same bytes wherever this is the same. */
  readonly snapshotId: number;
  /** The sender's log clock in ms; not before the machine time of the state. */
  readonly machineTime: number;
}

/** Which chunk. */
export interface ChunkPlace {
  readonly group: number;
  /** Applied index of the state. */
  readonly index: number;
  /** From 0. */
  readonly number: number;
}

/** Some rows of a state, in the order of their keys. */
export interface SnapshotChunk {
  readonly keys: readonly string[];
  readonly values: readonly Uint8Array[];
  readonly isLast: boolean;
  /** Rows of this chunk and all before it. */
  readonly rowsThrough: number;
}

/** The bytes of a header. */
export function encodeSnapshotHeader(header: SnapshotHeader): Uint8Array {
  return raftwork.SnapshotHeader.encode(header).finish();
}

/** Reads a header. @throws {MalformedBytesError} when it is none. */
export function decodeSnapshotHeader(encoded: Uint8Array): SnapshotHeader {
  const header = decodeWith("snapshot header", () => raftwork.SnapshotHeader.decode(encoded));
  return {
    snapshotId: uint64(header.snapshotId, "snapshot.snapshotId"),
    machineTime: uint64(header.machineTime, "snapshot.machineTime"),
  };
}

/** The bytes of a chunk, with their checksum. */
export function encodeChunk(place: ChunkPlace, chunk: SnapshotChunk): Uint8Array {
  const { group, index, number } = place;
  const { keys, values, isLast, rowsThrough } = chunk;
  const record = {
    group,
    index,
    number,
    keys: [...keys],
    values: [...values],
    isLast,
    rowsThrough,
  };
  return seal(nameOf(place), raftwork.SnapshotChunk.encode(record).finish());
}

/**
 * Reads a chunk; its values are views into `encoded`.
 *
 * @throws {MalformedBytesError} when it is none, was changed on the way, or is another one than expected.
 */
export function decodeChunk(encoded: Uint8Array, expected: ChunkPlace): SnapshotChunk {
  const content = unseal(nameOf(expected), encoded);
  if (content === undefined) {
    throw new MalformedBytesError({
      field: nameOf(expected),
      expected: "that chunk with its checksum",
      found: `${encoded.length} other bytes`,
    });
  }
  const record = decodeWith("snapshot chunk", () => raftwork.SnapshotChunk.decode(content));
  expectNumber("chunk.group", uint64(record.group, "chunk.group"), expected.group);
  expectNumber("chunk.index", uint64(record.index, "chunk.index"), expected.index);
  expectNumber("chunk.number", uint64(record.number, "chunk.number"), expected.number);
  const keys = (record.keys ?? []).map((key) => text(key, "chunk.keys"));
  const values = (record.values ?? []).map((value) => bytes(value, "chunk.values"));
  expectNumber("count of chunk.values", values.length, keys.length);
  return {
    keys,
    values,
    isLast: record.isLast ?? false,
    rowsThrough: uint64(record.rowsThrough, "chunk.rowsThrough"),
  };
}

/** What the checksum covers beside the content, so that one chunk does not pass for another. */
function nameOf({ group, index, number }: ChunkPlace): string {
  return `chunk ${number} of the snapshot of group ${group} at ${index}`;
}

function expectNumber(field: string, found: number, expected: number): void {
  if (found !== expected) {
    throw new MalformedBytesError({ field, expected: `${expected}`, found: `${found}` });
  }
}
