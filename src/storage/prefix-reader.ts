/** PrefixReader shows the rows below one prefix of a store as a StateReader with keys of its own. */
import { type MalformedBytesError, StorageCorruptedError } from "../errors.ts";
import type { KeyRange, ScanOptions, StateReader, StateRow } from "../model/state-reader.ts";
import type { KeyValueSnapshot } from "./key-value-store.ts";

/** What rows are read from. */
type Rows = Pick<KeyValueSnapshot, "get" | "scan">;

/** The rows of a store whose keys begin with a prefix, under what follows it. */
export class PrefixReader implements StateReader {
  readonly #store: Rows;
  readonly #location: string;
  #prefix: string;

  /** `location` is the data directory, for messages. */
  constructor(
    store: Rows,
    { prefix, location }: { readonly prefix: string; readonly location: string },
  ) {
    this.#store = store;
    this.#location = location;
    this.#prefix = prefix;
  }

  /** Shows the rows of another prefix from now on; scans that have begun go on with the former ones. */
  moveTo(prefix: string): void {
    this.#prefix = prefix;
  }

  get(key: string): Uint8Array | undefined {
    return this.#store.get(this.#prefix + key);
  }

  scan(range: KeyRange, options?: ScanOptions): AsyncIterable<readonly StateRow[]> {
    const prefix = this.#prefix;
    const pages = this.#store.scan({ gte: prefix + range.gte, lt: prefix + range.lt }, options);
    return withoutPrefix(pages, prefix.length);
  }

  damaged(key: string, cause: MalformedBytesError): StorageCorruptedError {
    const row = JSON.stringify(this.#prefix + key);
    const found = `row ${row} cannot be read, although its checksum matches (${cause.message})`;
    return new StorageCorruptedError({ dataDir: this.#location, found, cause });
  }
}

async function* withoutPrefix(
  pages: AsyncIterable<readonly StateRow[]>,
  length: number,
): AsyncGenerator<readonly StateRow[]> {
  for await (const page of pages) {
    const rows: StateRow[] = [];
    for (const { key, value } of page) rows.push({ key: key.slice(length), value });
    yield rows;
  }
}
