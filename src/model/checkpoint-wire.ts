/**
 * Checkpoints with a value, to bytes and back. Written by hand, because every step is one, on every node; a test compares it with the
 * generated code.
 */
import { Piece } from "../util/slab.ts";
import type { Checkpoint, RunRef } from "./command.ts";
import { ID_BYTES } from "./limits.ts";
import { type Cursor, varintSize, writeVarint } from "./varint.ts";

/** A checkpoint of an operation that did not fail. */
export interface ValueCheckpoint extends RunRef {
  readonly key: string;
  readonly payload: Uint8Array;
}

/** Field 2 of Command. */
export const TAG_CHECKPOINT = 0x12;
const TAG_WORKFLOW_ID = 0x0a;
const TAG_RUN_ID = 0x12;
const TAG_KEY = 0x1a;
const TAG_VALUE = 0x22;

/** The bytes of the command. */
export function encodeCheckpoint(checkpoint: ValueCheckpoint): Uint8Array {
  const { workflowId, runId, key, payload } = checkpoint;
  const idBytes = Buffer.byteLength(workflowId);
  const keyBytes = Buffer.byteLength(key);
  const own =
    fieldSize(idBytes) + fieldSize(runId.length) + fieldSize(keyBytes) + fieldSize(payload.length);
  const piece = new Piece(fieldSize(own));
  writeHead(piece, TAG_CHECKPOINT, own);
  writeHead(piece, TAG_WORKFLOW_ID, idBytes);
  piece.text(workflowId, idBytes);
  writeHead(piece, TAG_RUN_ID, runId.length);
  piece.bytes(runId);
  writeHead(piece, TAG_KEY, keyBytes);
  piece.text(key, keyBytes);
  writeHead(piece, TAG_VALUE, payload.length);
  piece.bytes(payload);
  return piece.finish();
}

/**
 * The checkpoint whose message begins at `from` and ends with the bytes, when it is just as ours: four fields in their order, texts in
 * ASCII. Null for any other, which the generated code reads. Its bytes fields are views.
 */
export function decodeCheckpoint(bytes: Uint8Array, from: number): Checkpoint | null {
  const cursor = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), at: from };
  const workflowId = readAscii(cursor, TAG_WORKFLOW_ID);
  if (workflowId === null) return null;
  const runId = readBytes(cursor, TAG_RUN_ID);
  if (runId?.length !== ID_BYTES) return null;
  const key = readAscii(cursor, TAG_KEY);
  if (key === null) return null;
  const payload = readBytes(cursor, TAG_VALUE);
  if (payload === null || cursor.at !== bytes.length) return null;
  return { type: "Checkpoint", workflowId, runId, key, outcome: { type: "value", payload } };
}

interface BufferCursor extends Cursor {
  readonly bytes: Buffer;
}

/** Moves behind the head of a field and gives the end of it; 0 for one of another tag, an empty one, and whatever is odd about it. */
function readHead(cursor: Cursor, tag: number): number {
  const { bytes } = cursor;
  if (bytes[cursor.at] !== tag) return 0;
  let length = 0;
  let shift = 0;
  for (let at = cursor.at + 1; shift < 28; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    const begin = at + 1;
    cursor.at = begin;
    return length > 0 && begin + length <= bytes.length ? begin + length : 0;
  }
  return 0;
}

function readBytes(cursor: Cursor, tag: number): Uint8Array | null {
  const end = readHead(cursor, tag);
  if (end === 0) return null;
  const { bytes, at: begin } = cursor;
  cursor.at = end;
  // Never a Buffer, see wire.ts.
  return new Uint8Array(bytes.buffer, bytes.byteOffset + begin, end - begin);
}

/** A text in one piece: those that are put together of characters are hashed slowly. */
function readAscii(cursor: BufferCursor, tag: number): string | null {
  const end = readHead(cursor, tag);
  if (end === 0) return null;
  const { bytes, at: begin } = cursor;
  for (let at = begin; at < end; at += 1) if ((bytes[at] ?? 0) >= 0x80) return null;
  cursor.at = end;
  return bytes.toString("latin1", begin, end);
}

function fieldSize(bytes: number): number {
  return 1 + varintSize(bytes) + bytes;
}

function writeHead(piece: Piece, tag: number, bytes: number): void {
  piece.byte(tag);
  piece.at = writeVarint(piece.buffer, piece.at, bytes);
}
