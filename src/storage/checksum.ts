/**
 * The checksum that every value on disk carries: CRC-32 over key and value, in its last four bytes. The key is
 * in it so that a value read from the wrong place does not pass.
 */
import { crc32 } from "node:zlib";
import { Piece } from "../util/slab.ts";

/** Bytes that a checksum adds to a value. */
export const CHECKSUM_BYTES = 4;

/** `value` with its checksum behind it, in bytes of its own. */
export function seal(key: string, value: Uint8Array): Uint8Array {
  const length = value.length;
  const piece = new Piece(length + CHECKSUM_BYTES);
  piece.bytes(value);
  piece.uint32(checksumOf(key, value));
  return piece.finish();
}

/** The value of sealed bytes, as a view; undefined when the checksum does not match. */
export function unseal(key: string, sealed: Uint8Array): Uint8Array | undefined {
  const length = sealed.length - CHECKSUM_BYTES;
  if (length < 0) return undefined;
  const value = new Uint8Array(sealed.buffer, sealed.byteOffset, length);
  const found =
    (sealed[length] ?? 0) |
    ((sealed[length + 1] ?? 0) << 8) |
    ((sealed[length + 2] ?? 0) << 16) |
    ((sealed[length + 3] ?? 0) << 24);
  return checksumOf(key, value) === found >>> 0 ? value : undefined;
}

/**
 * Of key and value. An empty array may have no memory at all: as soon as something has looked at its buffer, which a debugger or a heap
 * snapshot does too. For those zlib begins anew and gives 0, whatever came before.
 */
function checksumOf(key: string, value: Uint8Array): number {
  const ofKey = crc32(key);
  return value.length === 0 ? ofKey : crc32(value, ofKey);
}
