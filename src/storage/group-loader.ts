/**
 * Brings the two halves of a group together when its node opens: its record in the database and its log in the journal; checks
 * trimmed <= applied <= commit <= last. What is left over of snapshots is found, and removed by the saves that follow.
 */
import { MalformedBytesError, StorageCorruptedError } from "../errors.ts";
import { EntryPlaces } from "./entry-places.ts";
import { GroupStore, type GroupStoreParts } from "./group-store.ts";
import type { LoadedLog } from "./journal-loader.ts";
import { groupMetaKey } from "./keys.ts";
import { LogIndex } from "./log-index.ts";
import { decodeGroupRecord, type GroupRecord } from "./records.ts";
import { staleGenerations } from "./state-ranges.ts";

/** Where a group is loaded from. */
export interface GroupSource
  extends Pick<GroupStoreParts, "store" | "location" | "limits" | "readEntry"> {
  readonly group: number;
  /** Its log as the journal has it; undefined when it has none. */
  readonly log: LoadedLog | undefined;
  /** The newest batch and the newest flush; no row may know of later ones. */
  readonly saveNumber: number;
  readonly flushNumber: number;
}

/** A group as it was found. */
export interface LoadedGroup {
  readonly store: GroupStore;
  /** Whether the journal knows where it stands; otherwise it has to be told before anything else is written. */
  readonly isJournaled: boolean;
}

/** Reads and checks a group. @throws {StorageCorruptedError} when anything is not as it must be. */
export async function loadGroup(source: GroupSource): Promise<LoadedGroup> {
  const { store, location, group, limits, readEntry } = source;
  try {
    const value = store.get(groupMetaKey(group));
    if (value === undefined) throw new Damage("its record is missing");
    const record = decodeGroupRecord(value, group);
    checkNumbers(record, source);
    const { log, isJournaled } = matchedLog(record, source.log);
    checkLog(record, log);
    // What a snapshot has left behind that was not finished, or has replaced.
    const stale = await staleGenerations(store, { group, current: record.generation });
    if (stale === null) throw new Damage("a row of its state is in no range");
    const parts = { store, location, record, log, readEntry, limits, stale };
    return { store: new GroupStore(parts), isJournaled };
  } catch (cause) {
    if (!(cause instanceof MalformedBytesError || cause instanceof Damage)) throw cause;
    throw new StorageCorruptedError({
      dataDir: location,
      found: `group ${group}: ${cause.message}`,
      cause,
    });
  }
}

/** The log of a group that has none in the journal: it begins behind what is applied. */
export function emptyLog({ appliedIndex, appliedTerm }: GroupRecord): LoadedLog {
  return {
    hardState: { term: appliedTerm, vote: 0, commit: appliedIndex },
    toldIndex: appliedIndex,
    index: new LogIndex({ index: appliedIndex, term: appliedTerm }),
    places: new EntryPlaces(appliedIndex),
  };
}

/** What was found; translated at the border of this file, which knows the group and the directory. */
class Damage extends Error {}

function checkNumbers(record: GroupRecord, { saveNumber, flushNumber }: GroupSource): void {
  expectOrder({ "the record's batch": record.saveNumber }, { "the newest batch": saveNumber });
  expectOrder({ "the record's flush": record.flushNumber }, { "the newest flush": flushNumber });
  expectOrder({ "the least": 1 }, { generation: record.generation });
  expectOrder({ "the least": 1 }, { "replica id": record.replicaId });
}

/**
 * The log that belongs to a state. A crash may have come between the switch to a snapshot and the word of it in the journal: then
 * the log is as if that had been said. The term of the snapshot is known with it, and no vote was given in it.
 */
function matchedLog(
  record: GroupRecord,
  log: LoadedLog | undefined,
): { readonly log: LoadedLog; readonly isJournaled: boolean } {
  if (log === undefined) return { log: emptyLog(record), isJournaled: false };
  const { appliedIndex, appliedTerm, isInstalled } = record;
  const { index, hardState } = log;
  const isKnown =
    appliedIndex >= index.trimmedIndex &&
    appliedIndex <= index.lastIndex &&
    index.term(appliedIndex) === appliedTerm;
  if (isKnown) {
    const commit = Math.max(hardState.commit, appliedIndex);
    const toldIndex = Math.min(commit, Math.max(log.toldIndex, appliedIndex));
    return { log: { ...log, hardState: { ...hardState, commit }, toldIndex }, isJournaled: true };
  }
  if (!isInstalled || appliedIndex < index.trimmedIndex) return { log, isJournaled: true };
  const empty = emptyLog(record);
  const isNewTerm = appliedTerm > hardState.term;
  const { term, vote } = isNewTerm ? empty.hardState : hardState;
  return {
    log: { ...empty, hardState: { term, vote, commit: appliedIndex } },
    isJournaled: false,
  };
}

function checkLog(record: GroupRecord, { index, hardState }: LoadedLog): void {
  const { appliedIndex, appliedTerm } = record;
  const { trimmedIndex, lastIndex, lastTerm } = index;
  expectOrder({ trimmed: trimmedIndex }, { applied: appliedIndex });
  expectOrder({ applied: appliedIndex }, { last: lastIndex });
  expectOrder({ commit: hardState.commit }, { last: lastIndex });
  expectOrder({ "the last entry's term": lastTerm }, { term: hardState.term });
  // A replica that waits for its first snapshot has nothing at all.
  expectOrder({ "the least": appliedIndex === 0 ? 0 : 1 }, { "applied term": appliedTerm });
  if (index.term(appliedIndex) !== appliedTerm) {
    throw new Damage(
      `entry ${appliedIndex} has term ${index.term(appliedIndex)}, the state was applied through one of ${appliedTerm}`,
    );
  }
}

/** Two numbers with their names, of which the first must not be above the second. */
function expectOrder(low: Record<string, number>, high: Record<string, number>): void {
  const [lowName = "", lowValue = 0] = Object.entries(low)[0] ?? [];
  const [highName = "", highValue = 0] = Object.entries(high)[0] ?? [];
  if (lowValue > highValue) {
    throw new Damage(`${lowName} ${lowValue} is above ${highName} ${highValue}`);
  }
}
