/**
 * Dice by seed. All randomness of the consensus core, the engine and the simulators comes from here,
 * so that one printed seed repeats a run exactly.
 */

/** A source of random numbers. The pure layers take one instead of calling `Math.random`. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, limit). @throws {RangeError} when `limit` is not a positive safe integer. */
  below(limit: number): number;
}

/**
 * xoshiro128** by Blackman and Vigna ("Scrambled linear pseudorandom number generators", 2018),
 * its state filled from the seed by splitmix32. Not for secrets.
 */
export class SeededRandom implements Random {
  readonly #state: Uint32Array<ArrayBuffer>;

  constructor(seed: number) {
    this.#state = new Uint32Array(4);
    let counter = seed >>> 0;
    for (let slot = 0; slot < 4; slot += 1) {
      counter = (counter + 0x9e3779b9) >>> 0;
      let word = counter ^ (counter >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word ^= word >>> 15;
      word = Math.imul(word, 0x735a2d97);
      this.#state[slot] = (word ^ (word >>> 15)) >>> 0;
    }
    // A state of zeros is the one state that never changes.
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1;
  }

  next(): number {
    // 53 bits from two words, as a double has them.
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  below(limit: number): number {
    if (!Number.isSafeInteger(limit) || limit <= 0) {
      throw new RangeError(`Expected a positive safe integer as limit, got ${limit}`);
    }
    return Math.floor(this.next() * limit);
  }

  #word(): number {
    const state = this.#state;
    const s0 = state[0] ?? 0;
    const s1 = state[1] ?? 0;
    const s2 = state[2] ?? 0;
    const s3 = state[3] ?? 0;
    const scrambled = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const mixed2 = s2 ^ s0;
    const mixed3 = s3 ^ s1;
    state[1] = s1 ^ mixed2;
    state[0] = s0 ^ mixed3;
    state[2] = mixed2 ^ (s1 << 9);
    state[3] = rotateLeft(mixed3, 11);
    return scrambled;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
