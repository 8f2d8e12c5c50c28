/**
 * Reads a node's identity and flush records back when it opens, and decides whether anything is missing.
 *
 * What a crash may leave: nothing at all; the first flush without a WITNESS; a WITNESS that is behind. Everything
 * else is damage.
 */
import { MalformedBytesError, StorageCorruptedError } from "../errors.ts";
import type { KeyValueStore, StorageBackend } from "./key-value-store.ts";
import { decodeNumber, FLUSH_RANGE, NODE_KEY } from "./keys.ts";
import { decodeNodeRecord, isSameIdentity, type NodeRecord } from "./records.ts";
import { readWitness } from "./witness-keeper.ts";

/** Flush records kept: a missing one shows that LevelDB lost a batch. */
export const FLUSH_RECORDS_KEPT = 1024;

/** What was found. */
export interface FoundNode {
  readonly record: NodeRecord;
  /** The newest flush. */
  readonly flushNumber: number;
  /** The flush that the WITNESS names; 0 when the crash came before it was made. */
  readonly witnessNumber: number;
}

/**
 * Reads what is there; null when it is empty.
 *
 * @throws {StorageCorruptedError} when something is missing.
 */
export async function readNode(
  backend: StorageBackend,
  store: KeyValueStore,
): Promise<FoundNode | null> {
  const damaged = (found: string, cause?: unknown): StorageCorruptedError =>
    new StorageCorruptedError({ dataDir: backend.location, found, cause });
  const witness = await readWitness(backend);
  const value = store.get(NODE_KEY);
  if (value === undefined) {
    if (witness !== undefined) {
      throw damaged(
        `the database has no node record, but WITNESS says that flush ${witness.flushNumber} was durable`,
      );
    }
    if (await hasRows(store)) throw damaged("the database has rows, but no node record");
    return null;
  }
  const record = readRecord(value, damaged);
  const newest = await readNewestFlush(store, damaged);
  if (witness === undefined) {
    if (newest > 1) {
      throw damaged(`the file WITNESS is missing beside ${newest} flushes`);
    }
    return { record, flushNumber: newest, witnessNumber: 0 };
  }
  if (!isSameIdentity(witness.identity, record.identity)) {
    const { clusterId, nodeId, incarnation } = witness.identity;
    throw damaged(
      `the file WITNESS belongs to node ${JSON.stringify(nodeId)}, incarnation ${incarnation}, ` +
        `of cluster ${JSON.stringify(clusterId)}, the database to another`,
    );
  }
  if (witness.flushNumber > newest) {
    throw damaged(
      `the database ends at flush ${newest}, but WITNESS says that flush ${witness.flushNumber} was durable`,
    );
  }
  return { record, flushNumber: newest, witnessNumber: witness.flushNumber };
}

function readRecord(
  value: Uint8Array,
  damaged: (found: string, cause?: unknown) => StorageCorruptedError,
): NodeRecord {
  try {
    return decodeNodeRecord(value);
  } catch (cause) {
    if (!(cause instanceof MalformedBytesError)) throw cause;
    throw damaged(`the node record cannot be read (${cause.message})`, cause);
  }
}

async function hasRows(store: KeyValueStore): Promise<boolean> {
  for await (const page of store.scan({ gte: "", lt: "\u{10ffff}" }, { limit: 1 })) {
    if (page.length > 0) return true;
  }
  return false;
}

/** The newest flush; the records must be the newest `FLUSH_RECORDS_KEPT` without a gap. */
async function readNewestFlush(
  store: KeyValueStore,
  damaged: (found: string) => StorageCorruptedError,
): Promise<number> {
  const prefixLength = FLUSH_RANGE.gte.length;
  let first = 0;
  let last = 0;
  for await (const page of store.scan(FLUSH_RANGE)) {
    for (const { key } of page) {
      const number = decodeNumber(key.slice(prefixLength));
      if (number === undefined) throw damaged(`row ${JSON.stringify(key)} is no flush record`);
      if (first === 0) first = number;
      else if (number !== last + 1) throw damaged(`flush ${last + 1} is missing before ${number}`);
      last = number;
    }
  }
  const expected = Math.max(1, last - FLUSH_RECORDS_KEPT + 1);
  if (last === 0) throw damaged("the database has a node record, but no flush record");
  if (first !== expected) {
    throw damaged(`flush records begin at ${first}, expected ${expected} before ${last}`);
  }
  return last;
}
