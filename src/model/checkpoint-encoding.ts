/**
 * Checkpoints with a value, to bytes. Written by hand, because every step is one; a test compares it with the generated code.
 */
import { Piece } from "../util/slab.ts";
import type { RunRef } from "./command.ts";
import { varintSize, writeVarint } from "./varint.ts";

/** A checkpoint of an operation that did not fail. */
export interface ValueCheckpoint extends RunRef {
  readonly key: string;
  readonly payload: Uint8Array;
}

/** Field 2 of Command. */
const TAG_CHECKPOINT = 0x12;
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

function fieldSize(bytes: number): number {
  return 1 + varintSize(bytes) + bytes;
}

function writeHead(piece: Piece, tag: number, bytes: number): void {
  piece.byte(tag);
  piece.at = writeVarint(piece.buffer, piece.at, bytes);
}
