/**
 * CheckedStore stands before a KeyValueStore and gives every value a checksum over key and value when it is
 * written, and checks it whenever it is read.
 *
 * Invariant: bytes that were changed on the way never get past it.
 */
import { StorageCorruptedError } from "../errors.ts";
import type { KeyRange, ScanOptions, StateChanges, StateRow } from "../model/state-reader.ts";
import { seal, unseal } from "./checksum.ts";
import type { KeyValueSnapshot, KeyValueStore } from "./key-value-store.ts";

/** The store with a checksum on every value. Reads throw StorageCorruptedError where one does not match. */
export class CheckedStore implements KeyValueStore {
  readonly #store: KeyValueStore;
  readonly #location: string;

  constructor(store: KeyValueStore, location: string) {
    this.#store = store;
    this.#location = location;
  }

  get(key: string): Uint8Array | undefined {
    const sealed = this.#store.get(key);
    return sealed === undefined ? undefined : check(this.#location, key, sealed);
  }

  scan(range: KeyRange, options?: ScanOptions): AsyncIterable<readonly StateRow[]> {
    return checkPages(this.#location, this.#store.scan(range, options));
  }

  snapshot(): KeyValueSnapshot {
    const snapshot = this.#store.snapshot();
    const location = this.#location;
    return {
      get: (key) => {
        const sealed = snapshot.get(key);
        return sealed === undefined ? undefined : check(location, key, sealed);
      },
      scan: (range, options) => checkPages(location, snapshot.scan(range, options)),
      close: () => snapshot.close(),
    };
  }

  write({ keys, values }: StateChanges): Promise<void> {
    return this.#store.write({ keys, values, seal });
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function check(location: string, key: string, sealed: Uint8Array): Uint8Array {
  const value = unseal(key, sealed);
  if (value === undefined) {
    throw new StorageCorruptedError({
      dataDir: location,
      found: `the checksum of row ${JSON.stringify(key)} (${sealed.length} bytes) does not match`,
    });
  }
  return value;
}

async function* checkPages(
  location: string,
  pages: AsyncIterable<readonly StateRow[]>,
): AsyncGenerator<readonly StateRow[]> {
  for await (const page of pages) {
    const rows: StateRow[] = [];
    for (const { key, value } of page) {
      rows.push({ key, value: check(location, key, value) });
    }
    yield rows;
  }
}
