/**
 * Dice of a run: the same numbers on every node and in every replay, others in every run.
 *
 * A hash in counter mode over run id and scope: 128 bits of seed, so that UUIDs of many runs do not collide.
 */
import { hash } from "node:crypto";

const BLOCK_BYTES = 32;

/** Dice of one scope of one run. */
export class Dice {
  readonly #seed: string;
  #block: Buffer = Buffer.alloc(0);
  #used = 0;
  #blocks = 0;

  /** `runId` in hexadecimal; `scope` is the path of scope instances, "" for the run itself. */
  constructor(runId: string, scope: string) {
    this.#seed = `raftwork dice ${runId} ${scope} `;
  }

  /** A number in [0, 1) with 53 random bits. */
  random(): number {
    const bytes = this.#take(8);
    const high = bytes.readUInt32BE(0) >>> 5;
    const low = bytes.readUInt32BE(4) >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const bytes = Buffer.from(this.#take(16));
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString("hex");
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join("-");
  }

  #take(count: number): Buffer {
    if (this.#used + count > this.#block.length) {
      this.#block = hash("sha256", `${this.#seed}${this.#blocks}`, "buffer");
      this.#blocks += 1;
      this.#used = 0;
    }
    const taken = this.#block.subarray(this.#used, this.#used + count);
    // A block of 32 bytes holds numbers of 8 and UUIDs of 16; a rest that is too short is left.
    this.#used = Math.min(this.#used + count, BLOCK_BYTES);
    return taken;
  }
}
