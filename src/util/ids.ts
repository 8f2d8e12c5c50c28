/** Where ids come from: the system's generator, or a seed, so that simulators make the same ones again. */

import type { Random } from "./random.ts";
import { randomId } from "./random-ids.ts";
import { systemScheduler } from "./scheduler.ts";

/** Makes ids. */
export interface IdSource {
  /** 128 random bits, a private copy. */
  id16(): Uint8Array;
  /** A new UUID. */
  uuid(): string;
}

/**
 * Ids that nobody can guess. UUIDs are of version 7 (RFC 9562, section 5.7): they begin with the time, so runs that start one after
 * the other lie side by side on the disk, which is less work for a database that keeps its rows sorted. 74 of their bits are random.
 */
export const secureIds: IdSource = Object.freeze({
  id16: () => randomId(16),
  uuid: () => {
    const bytes = randomId(16);
    const now = systemScheduler.wallMs();
    for (let at = 0; at < TIME_BYTES; at += 1) {
      bytes[at] = Math.floor(now / 2 ** (8 * (TIME_BYTES - 1 - at))) % 256;
    }
    return uuidOf(bytes, 7);
  },
});

/** Milliseconds since 1970 at the beginning of a UUID of version 7. */
const TIME_BYTES = 6;

/** Ids by a seed: for tests and simulators only. UUIDs are of version 4. */
export class SeededIds implements IdSource {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  id16(): Uint8Array {
    return Uint8Array.from({ length: 16 }, () => this.#random.below(256));
  }

  uuid(): string {
    return uuidOf(this.id16(), 4);
  }
}

/** The UUID of 16 bytes, which are changed. */
function uuidOf(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString("hex");
  const part = (from: number, to: number): string => hex.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
}
