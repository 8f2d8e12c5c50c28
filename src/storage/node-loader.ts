/**
 * Reads a node's identity, the records of its saves and its journal back when it opens, and decides whether anything is missing.
 *
 * What a crash may leave: nothing at all; the first batch without a journal; the first flush without a WITNESS; a WITNESS that is
 * behind. Everything else is damage.
 */
import { MalformedBytesError, StorageCorruptedError } from "../errors.ts";
import { type LoadedJournal, loadJournal } from "./journal-loader.ts";
import { JournalDamage } from "./journal-record.ts";
import type { KeyValueStore, StorageBackend } from "./key-value-store.ts";
import { decodeNumber, NODE_KEY, SAVE_RANGE } from "./keys.ts";
import {
  decodeNodeRecord,
  isSameIdentity,
  type NodeIdentity,
  type NodeRecord,
  STORAGE_FORMAT_VERSION,
  type WitnessRecord,
} from "./records.ts";
import { readWitness } from "./witness-keeper.ts";

/** Records of saves kept: a missing one shows that LevelDB lost a batch. */
export const SAVE_RECORDS_KEPT = 1024;

/** What was found. */
export interface FoundNode {
  readonly record: NodeRecord;
  /** The newest batch of the database. */
  readonly saveNumber: number;
  /** Null when the crash came before it was made. */
  readonly journal: LoadedJournal | null;
  /** The flush that the WITNESS names; 0 when the crash came before it was made. */
  readonly witnessNumber: number;
}

type Damaged = (found: string, cause?: unknown) => StorageCorruptedError;

/**
 * Reads what is there; null when it is empty.
 *
 * @throws {StorageCorruptedError} when something is missing.
 */
export async function readNode(
  backend: StorageBackend,
  store: KeyValueStore,
): Promise<FoundNode | null> {
  const damaged: Damaged = (found, cause) =>
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
    if ((await readJournal(backend, damaged)) !== null) {
      throw damaged("the database has no node record, but there is a journal");
    }
    return null;
  }
  const record = readRecord(value, damaged);
  const saveNumber = await readNewestSave(store, damaged);
  const isReadable = record.identity.formatVersion === STORAGE_FORMAT_VERSION;
  const journal = isReadable ? await readJournal(backend, damaged) : null;
  const found = { record, saveNumber, journal, witnessNumber: witness?.flushNumber ?? 0 };
  if (isReadable) checkTogether(found, witness ?? null, damaged);
  return found;
}

async function readJournal(
  backend: StorageBackend,
  damaged: Damaged,
): Promise<LoadedJournal | null> {
  try {
    return await loadJournal(backend.journal);
  } catch (cause) {
    if (!(cause instanceof JournalDamage || cause instanceof MalformedBytesError)) throw cause;
    throw damaged(cause.message, cause);
  }
}

/** Database, journal and witness belong together, and each knows how far the others have come. */
function checkTogether(
  { record, saveNumber, journal }: FoundNode,
  witness: WitnessRecord | null,
  damaged: Damaged,
): void {
  const of = ({ clusterId, nodeId, incarnation }: NodeIdentity): string =>
    `node ${JSON.stringify(nodeId)}, incarnation ${incarnation}, of cluster ${JSON.stringify(clusterId)}`;
  if (witness !== null && !isSameIdentity(witness.identity, record.identity)) {
    throw damaged(`the file WITNESS belongs to ${of(witness.identity)}, the database to another`);
  }
  const flushNumber = journal?.number ?? 0;
  if (witness === null && Math.max(saveNumber, flushNumber) > 1) {
    throw damaged(
      `the file WITNESS is missing beside ${flushNumber} flushes and ${saveNumber} batches`,
    );
  }
  if (witness !== null && witness.flushNumber > flushNumber) {
    throw damaged(
      `the journal ends at flush ${flushNumber}, but WITNESS says that flush ${witness.flushNumber} was durable`,
    );
  }
  if (journal === null) return;
  if (!isSameIdentity(journal.identity, record.identity)) {
    throw damaged(`the journal belongs to ${of(journal.identity)}, the database to another`);
  }
  if (journal.saved > saveNumber) {
    throw damaged(
      `the database ends at batch ${saveNumber}, but the journal says that batch ${journal.saved} was durable`,
    );
  }
  for (const group of journal.groups.keys()) {
    if (!record.groups.includes(group)) {
      throw damaged(`the journal has a log of group ${group}, which the database does not know`);
    }
  }
}

function readRecord(value: Uint8Array, damaged: Damaged): NodeRecord {
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

/** The newest batch; the records must be the newest `SAVE_RECORDS_KEPT` without a gap. */
async function readNewestSave(store: KeyValueStore, damaged: Damaged): Promise<number> {
  const prefixLength = SAVE_RANGE.gte.length;
  let first = 0;
  let last = 0;
  for await (const page of store.scan(SAVE_RANGE)) {
    for (const { key } of page) {
      const number = decodeNumber(key.slice(prefixLength));
      if (number === undefined) throw damaged(`row ${JSON.stringify(key)} is no record of a batch`);
      if (first === 0) first = number;
      else if (number !== last + 1) throw damaged(`batch ${last + 1} is missing before ${number}`);
      last = number;
    }
  }
  const expected = Math.max(1, last - SAVE_RECORDS_KEPT + 1);
  if (last === 0) throw damaged("the database has a node record, but no record of a batch");
  if (first !== expected) {
    throw damaged(`the records of batches begin at ${first}, expected ${expected} before ${last}`);
  }
  return last;
}
