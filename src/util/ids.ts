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

/** Milliseconds since 1970 at the beginning of a UUID of version 7, and the counter behind them. */
const TIME_BYTES = 6;
const COUNTER_MAX = 0xfff;

/**
 * UUIDs of version 7 (RFC 9562, section 5.7) that ascend, those of one millisecond too: by a counter that begins anywhere in the lower
 * half (section 6.2, method 1). 62 of their bits are random.
 */
export class AscendingUuids {
  readonly #wallMs: () => number;
  #time = 0;
  #counter = 0;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  next(): string {
    const bytes = randomId(16);
    const now = Math.floor(this.#wallMs());
    if (now > this.#time) {
      this.#time = now;
      this.#counter = (((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) & (COUNTER_MAX >> 1);
    } else if (this.#counter < COUNTER_MAX) {
      this.#counter += 1;
    } else {
      // Used up: ahead of the clock from now on, until that has come as far.
      this.#time += 1;
      this.#counter = 0;
    }
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, TIME_BYTES + 2);
    view.writeUIntBE(this.#time, 0, TIME_BYTES);
    view.writeUInt16BE(this.#counter, TIME_BYTES);
    return uuidOf(bytes, 7);
  }
}

const uuids: AscendingUuids = new AscendingUuids(() => systemScheduler.wallMs());

/**
 * Ids that nobody can guess. UUIDs begin with the time and ascend, so runs that start one after the other lie side by side on the disk,
 * which is less work for a database that keeps its rows sorted, and a new one is known for what it is.
 */
export const secureIds: IdSource = Object.freeze({
  id16: () => randomId(16),
  uuid: () => uuids.next(),
});

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
