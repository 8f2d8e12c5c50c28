/** A StateReader over a plain map: the disk of a FakeLog. */
import { type MalformedBytesError, StorageCorruptedError } from "../../src/errors.ts";
import type {
  KeyRange,
  ScanOptions,
  StateChanges,
  StateReader,
  StateRow,
} from "../../src/model/state-reader.ts";
import { compareUtf8 } from "../../src/storage/utf8-order.ts";

export class MemoryState implements StateReader {
  readonly rows = new Map<string, Uint8Array>();

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

  write({ keys, values }: StateChanges): void {
    keys.forEach((key, row) => {
      const value = values[row] ?? null;
      if (value === null) this.rows.delete(key);
      else this.rows.set(key, value);
    });
  }
}
