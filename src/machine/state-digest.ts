/**
 * Digest of a state: equal on all replicas that have applied the same entries. Finds divergence; it is no
 * protection against anybody who wants a collision.
 *
 * FNV-1a with 64 bits over lengths, keys and values, in the order of keys. How a scan was cut into pages
 * does not matter.
 */
import type { StateRow } from "../model/state-reader.ts";

// 0xcbf29ce484222325, and the prime 2^40 + 0x1b3, whose high part is a shift.
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const PRIME_LOW = 0x1b3;
const TWO_32 = 0x100000000;

/** FNV-1a, 64 bits, over whatever is added. */
export class Fnv1a64 {
  #high = OFFSET_HIGH;
  #low = OFFSET_LOW;

  addBytes(bytes: Uint8Array): void {
    let high = this.#high;
    let low = this.#low;
    for (const byte of bytes) {
      low = (low ^ byte) >>> 0;
      // Products of 32 and 9 bits are exact in a double, so the halves need no further cutting.
      const product = low * PRIME_LOW;
      high = (high * PRIME_LOW + Math.floor(product / TWO_32) + (low << 8)) % TWO_32;
      if (high < 0) high += TWO_32;
      low = product % TWO_32;
    }
    this.#high = high;
    this.#low = low;
  }

  /** 16 hex digits. */
  hex(): string {
    return hex32(this.#high) + hex32(this.#low);
  }
}

/**
 * Digest of rows that come page by page, in the order of their keys.
 *
 * ```ts
 * const digest = new StateDigest();
 * for await (const rows of state.scan(range)) digest.add(rows);
 * digest.hex();
 * ```
 */
export class StateDigest {
  readonly #hash = new Fnv1a64();
  readonly #encoder = new TextEncoder();

  add(rows: readonly StateRow[]): void {
    for (const { key, value } of rows) {
      const keyBytes = this.#encoder.encode(key);
      // Lengths go before what they measure, else a key's end could pass for a value's beginning.
      this.#hash.addBytes(uint32Bytes(keyBytes.length));
      this.#hash.addBytes(keyBytes);
      this.#hash.addBytes(uint32Bytes(value.length));
      this.#hash.addBytes(value);
    }
  }

  /** 16 hex digits. More rows may follow. */
  hex(): string {
    return this.#hash.hex();
  }
}

/** The digest of rows that are all there. */
export function digestState(pages: Iterable<readonly StateRow[]>): string {
  const digest = new StateDigest();
  for (const rows of pages) digest.add(rows);
  return digest.hex();
}

function uint32Bytes(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, "0");
}
