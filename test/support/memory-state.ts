/** A StateReader over a plain map: the disk of a FakeLog. */
import { type MalformedBytesError, StorageCorruptedError } from "../../src/errors.ts";
import type { RowTail } from "../../src/model/row-tail.ts";
import type {
  AppliedChanges,
  KeyRange,
  ScanOptions,
  StateChanges,
  StateReader,
  StateRow,
} from "../../src/model/state-reader.ts";
import { compareUtf8 } from "../../src/util/utf8-order.ts";

export class MemoryState implements StateReader {
  readonly rows = new Map<string, Uint8Array>();
  readonly #tails = new Set<RowTail>();

  get(key: string): Uint8Array | undefined {
    return this.rows.get(key);
  }

  async *scan(
    { gte, lt }: KeyRange,
    { limit = Number.POSITIVE_INFINITY, reverse = false }: ScanOptions = {},
  ): AsyncGenerator<readonly StateRow[]> {
    const found: StateRow[] = [];
    for (const [key, value] of this.rows) {
      if (compareUtf8(key, gte) >= 0 && compareUtf8(key, lt) < 0) found.push({ key, value });
    }
    found.sort((one, other) => compareUtf8(one.key, other.key));
    if (reverse) found.reverse();
    yield found.slice(0, limit);
  }

  damaged(key: string, cause: MalformedBytesError): Error {
    return new StorageCorruptedError({ dataDir: "memory", found: `row ${key}`, cause });
  }

  /** Writes at once what a batch has changed, and gives it as rows. */
  apply({ keys, values, tails }: AppliedChanges): StateChanges {
    const into = { keys: [...keys], values: [...values] };
    for (const tail of tails) this.#tails.add(tail);
    for (const tail of this.#tails) {
      if (!tail.isEmpty) tail.saved(tail.take(into));
      this.#tails.delete(tail);
    }
    this.write(into);
    return into;
  }

  write({ keys, values }: StateChanges): void {
    keys.forEach((key, row) => {
      const value = values[row] ?? null;
      if (value === null) this.rows.delete(key);
      else this.rows.set(key, value);
    });
  }
}
