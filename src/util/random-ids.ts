/** Random ids from the system's generator, drawn many at a time: a call to it costs more than the bytes. */
import { randomFillSync } from "node:crypto";

const POOL_BYTES = 4096;
const pool: Buffer = Buffer.allocUnsafe(POOL_BYTES);
let used: number = POOL_BYTES;

/** `count` random bytes, a private copy; fit for ids that nobody may guess. `count` is at most 4,096. */
export function randomId(count: number): Uint8Array {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const id = new Uint8Array(pool.subarray(used, used + count));
  // What was given out is not kept.
  pool.fill(0, used, used + count);
  used += count;
  return id;
}
