/**
 * Records of history: the command as it stands in the log, never encoded a second time, with its machine time and
 * the bytes that the history has come to with it.
 *
 * The history of a short run is packed when it ends: one row, in the place of its last event, has the records of all.
 *
 * Written by hand, because every checkpoint on every node is one; a test compares it with the generated code.
 */
import { Piece } from "../util/slab.ts";
import { decodeCommand } from "./command.ts";
import type { RunEvent } from "./history-event.ts";
import { type Cursor, readVarint, varintSize, writeVarint } from "./varint.ts";
import { malformed } from "./wire.ts";

/** One event of a run's history as it is kept. */
export interface HistoryRecord {
  /** Machine time of the batch that brought it, in ms. */
  readonly machineTime: number;
  /** The encoded command; a view into the record. */
  readonly command: Uint8Array;
  /** Bytes of the commands of this event and of all before it. */
  readonly historyBytes: number;
}

const FIELD = "HistoryRecord";
const TAG_MACHINE_TIME = 0x08;
const TAG_COMMAND = 0x12;
const TAG_HISTORY_BYTES = 0x19;
const PACKED = "PackedHistory";
const TAG_PACKED = 0x7a;
/** Tag and fixed64. */
const TAIL_BYTES = 9;
const TWO_32 = 0x100000000;

/** The bytes of a history event: a copy of the command behind its machine time. */
export function encodeHistoryRecord({
  machineTime,
  command,
  historyBytes,
}: HistoryRecord): Uint8Array {
  const head = 2 + varintSize(machineTime) + varintSize(command.length);
  const size = head + command.length + TAIL_BYTES;
  const piece = new Piece(size);
  const { buffer } = piece;
  piece.byte(TAG_MACHINE_TIME);
  piece.at = writeVarint(buffer, piece.at, machineTime);
  piece.byte(TAG_COMMAND);
  piece.at = writeVarint(buffer, piece.at, command.length);
  piece.bytes(command);
  piece.byte(TAG_HISTORY_BYTES);
  // Filled in below.
  piece.at += TAIL_BYTES - 1;
  const record = piece.finish();
  setHistoryBytes(record, historyBytes);
  return record;
}

/** The command of a record that was just encoded; a view. */
export function commandOf(record: Uint8Array, commandBytes: number): Uint8Array {
  const begin = record.length - TAIL_BYTES - commandBytes;
  return new Uint8Array(record.buffer, record.byteOffset + begin, commandBytes);
}

/** Fills in what the history has come to, once it is known which run the event belongs to. */
export function setHistoryBytes(record: Uint8Array, historyBytes: number): void {
  writeUint32(record, record.length - 8, historyBytes % TWO_32);
  writeUint32(record, record.length - 4, Math.floor(historyBytes / TWO_32));
}

/** Reads a history event. @throws {MalformedBytesError} when it is none. */
export function decodeHistoryRecord(encoded: Uint8Array): HistoryRecord {
  const cursor: Cursor = { bytes: encoded, at: 0 };
  expectTag(cursor, TAG_MACHINE_TIME);
  const machineTime = readVarint(cursor, FIELD);
  expectTag(cursor, TAG_COMMAND);
  const length = readVarint(cursor, FIELD);
  const end = cursor.at + length;
  if (end + TAIL_BYTES !== encoded.length) {
    malformed(FIELD, `${length} bytes of a command`, `${encoded.length - cursor.at - TAIL_BYTES}`);
  }
  const command = encoded.subarray(cursor.at, end);
  cursor.at = end;
  expectTag(cursor, TAG_HISTORY_BYTES);
  const historyBytes = readUint32(encoded, end + 1) + readUint32(encoded, end + 5) * TWO_32;
  if (!Number.isSafeInteger(historyBytes)) {
    malformed("HistoryRecord.historyBytes", "below 2^53", `${historyBytes}`);
  }
  return { machineTime, command, historyBytes };
}

/**
 * A history event as the engine consumes it. Its payloads are views into the record.
 *
 * @throws {MalformedBytesError} when the record is none.
 * @throws {UnknownCommandError} when a newer version wrote it.
 */
export function decodeRunEvent(
  seq: number,
  encoded: Uint8Array,
  at: { group: number; index: number },
): RunEvent {
  const { machineTime, command, historyBytes } = decodeHistoryRecord(encoded);
  return { seq, machineTime, historyBytes, command: decodeCommand(command, at) };
}

/** One row that has the records of a whole history. */
export function packHistory(records: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const { length } of records) size += 1 + varintSize(length) + length;
  const piece = new Piece(size);
  for (const record of records) {
    piece.byte(TAG_PACKED);
    piece.at = writeVarint(piece.buffer, piece.at, record.length);
    piece.bytes(record);
  }
  return piece.finish();
}

/**
 * The events of a row: one, or those of a packed history, of which `seq` is the last.
 *
 * @throws {MalformedBytesError} when the row is neither.
 * @throws {UnknownCommandError} when a newer version wrote one of them.
 */
export function decodeRunEvents(
  seq: number,
  encoded: Uint8Array,
  at: { group: number; index: number },
): RunEvent[] {
  const records = recordsIn(encoded);
  const first = seq - records.length + 1;
  if (first < 0) malformed(PACKED, `${seq + 1} records or fewer`, `${records.length}`);
  return records.map((record, place) => decodeRunEvent(first + place, record, at));
}

/** The last one of {@link decodeRunEvents}. */
export function decodeLastEvent(
  seq: number,
  encoded: Uint8Array,
  at: { group: number; index: number },
): RunEvent {
  return decodeRunEvent(seq, recordsIn(encoded).at(-1) ?? encoded, at);
}

function recordsIn(encoded: Uint8Array): readonly Uint8Array[] {
  if (encoded[0] !== TAG_PACKED) return [encoded];
  const records: Uint8Array[] = [];
  const cursor: Cursor = { bytes: encoded, at: 0 };
  while (cursor.at < encoded.length) {
    expectTag(cursor, TAG_PACKED);
    const length = readVarint(cursor, PACKED);
    const end = cursor.at + length;
    if (end > encoded.length) malformed(PACKED, `${length} bytes`, `${encoded.length - cursor.at}`);
    records.push(encoded.subarray(cursor.at, end));
    cursor.at = end;
  }
  return records;
}

function expectTag(cursor: Cursor, tag: number): void {
  const found = cursor.bytes[cursor.at];
  if (found !== tag) malformed(FIELD, `tag ${tag}`, `${found}`);
  cursor.at += 1;
}

function writeUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value & 0xff;
  target[at + 1] = (value >>> 8) & 0xff;
  target[at + 2] = (value >>> 16) & 0xff;
  target[at + 3] = value >>> 24;
}

function readUint32(bytes: Uint8Array, at: number): number {
  const byte = (offset: number): number => bytes[at + offset] ?? 0;
  return byte(0) + byte(1) * 0x100 + byte(2) * 0x10000 + byte(3) * 0x1000000;
}
