/** Where ids come from: the system's generator, or a seed, so that simulators make the same ones again. */

import type { Random } from "./random.ts";
import { randomId } from "./random-ids.ts";

/** Makes ids. */
export interface IdSource {
  /** 128 random bits, a private copy. */
  id16(): Uint8Array;
  /** A version 4 UUID. */
  uuid(): string;
}

/** Ids that nobody can guess. */
export const secureIds: IdSource = Object.freeze({
  id16: () => randomId(16),
  uuid: () => uuidOf(randomId(16)),
});

/** Ids by a seed: for tests and simulators only. */
export class SeededIds implements IdSource {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  id16(): Uint8Array {
    return Uint8Array.from({ length: 16 }, () => this.#random.below(256));
  }

  uuid(): string {
    return uuidOf(this.id16());
  }
}

function uuidOf(bytes: Uint8Array): string {
  const [version = 0, variant = 0] = [bytes[6], bytes[8]];
  bytes[6] = (version & 0x0f) | 0x40;
  bytes[8] = (variant & 0x3f) | 0x80;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString("hex");
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join("-");
}
