/** Dice for a purpose: taking away one purpose of a seed leaves the draws of all others as they were. */
import { SeededRandom } from "../../../src/util/random.ts";

export class Dice extends SeededRandom {
  /** A number in [min, max]. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  chance(ratio: number): boolean {
    return ratio > 0 && this.next() < ratio;
  }

  /** Exponentially distributed around a mean, at least 1, at most twelve times the mean. */
  around(mean: number): number {
    const drawn = -Math.log(1 - this.next()) * mean;
    return 1 + Math.floor(Math.min(drawn, 12 * mean));
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new Error("picked from nothing");
    return picked;
  }

  /** A sample of `count` in random order. */
  sample<T>(from: readonly T[], count: number): T[] {
    const rest = from.slice();
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) {
      taken.push(...rest.splice(this.below(rest.length), 1));
    }
    return taken;
  }
}

/** The dice of one purpose of one seed. */
export function diceFor(seed: number, purpose: string): Dice {
  let word = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ Math.floor(seed / 0x1_0000_0000);
  for (let at = 0; at < purpose.length; at += 1) word = mix(word, purpose.charCodeAt(at));
  return new Dice(word);
}

/** Stirs a number into a 32-bit hash. */
export function mix(hash: number, value: number): number {
  let word = Math.imul(hash ^ value ^ Math.floor(value / 0x1_0000_0000), 0x85ebca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

/** Stirs bytes into a 32-bit hash (FNV-1a). */
export function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  }
  return hash >>> 0;
}
