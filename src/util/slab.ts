/**
 * Small pieces of memory, cut from slabs: an array of its own costs more than what is written into it, and so does each
 * view of one, so a piece is written where it lies and seen once it is whole.
 *
 * Caveat: a slab stays as long as one of its pieces: what is kept for long is copied into memory of its own.
 */
import { invariant } from "./assert.ts";

const SLAB_BYTES = 16 * 1024;
/** Larger pieces are not cut from slabs. */
const PIECE_BYTES_MAX = 4096;

let slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
let used = 0;

/** A copy in memory of its own, for what is kept for long: a view holds the slab, or the row, that it was read from. */
export function ownCopy(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** Memory that is written from its beginning to its end, and is bytes then. It holds whatever was there before. */
export class Piece {
  /** Where it lies, among others. */
  readonly buffer: Buffer;
  /** Where in the buffer the next byte goes. */
  at: number;
  readonly #begin: number;
  readonly #size: number;

  /** Cuts a piece of so many bytes. */
  constructor(size: number) {
    if (size > PIECE_BYTES_MAX) {
      this.buffer = Buffer.allocUnsafeSlow(size);
      this.#begin = 0;
    } else {
      if (used + size > SLAB_BYTES) {
        slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
        used = 0;
      }
      this.buffer = slab;
      this.#begin = used;
      // Whole words, as they are copied fastest.
      used = (used + size + 7) & ~7;
    }
    this.at = this.#begin;
    this.#size = size;
  }

  byte(value: number): void {
    this.buffer[this.at] = value;
    this.at += 1;
  }

  bytes(value: Uint8Array): void {
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  uint32(value: number): void {
    this.at = this.buffer.writeUInt32LE(value, this.at);
  }

  /** A text whose UTF-8 form has `size` bytes. */
  text(value: string, size: number): void {
    // As many bytes as characters: all of them are ASCII, which is copied as it is.
    this.buffer.write(value, this.at, size, size === value.length ? "latin1" : "utf8");
    this.at += size;
  }

  /** What was written. Never a Buffer: its slice() gives views where that of other arrays gives copies. */
  finish(): Uint8Array {
    const { buffer } = this;
    const begin = this.#begin;
    invariant(
      this.at === begin + this.#size,
      () => `${this.at - begin} of ${this.#size} bytes were written`,
    );
    return new Uint8Array(buffer.buffer, buffer.byteOffset + begin, this.#size);
  }
}
