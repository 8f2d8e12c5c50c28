/** ByteReader reads the number formats of LevelDB's files, one after the other. */
import { LevelDamage } from "./level-log.ts";

/** A cursor over bytes. Every method throws LevelDamage where the bytes end too early or make no sense. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A number of seven bits a byte, lowest first; a safe integer. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new LevelDamage("a number is cut off");
      this.#at += 1;
      value += (byte & 127) * factor;
      if (!Number.isSafeInteger(value)) throw new LevelDamage("a number is too large");
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  /** A length and as many bytes, as a view. */
  lengthPrefixed(): Uint8Array {
    return this.take(this.varint());
  }

  /** The next `length` bytes, as a view. */
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new LevelDamage("bytes are cut off");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
