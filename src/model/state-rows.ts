/**
 * Reading rows of the state so that one that says nothing sensible is told for what it is: the data of a node are damaged, or something
 * else wrote them. A row of a newer version stays what its decoder says.
 */
import { MalformedBytesError } from "../errors.ts";
import type { StateReader, StateRow } from "./state-reader.ts";

/** Where rows are read by key. */
export type RowSource = Pick<StateReader, "get" | "damaged">;

/** What the row under `key` says; undefined when there is none. @throws {StorageCorruptedError} naming the row when it cannot be read. */
export function readValue<T>(
  source: RowSource,
  key: string,
  decode: (value: Uint8Array) => T,
): T | undefined {
  const value = source.get(key);
  if (value === undefined) return undefined;
  try {
    return decode(value);
  } catch (error) {
    throw told(source, key, error);
  }
}

/** What a row says. @throws {StorageCorruptedError} naming the row when it cannot be read. */
export function readRow<T>(
  source: Pick<StateReader, "damaged">,
  row: StateRow,
  read: (row: StateRow) => T,
): T {
  try {
    return read(row);
  } catch (error) {
    throw told(source, row.key, error);
  }
}

function told(source: Pick<StateReader, "damaged">, key: string, error: unknown): unknown {
  return error instanceof MalformedBytesError ? source.damaged(key, error) : error;
}
