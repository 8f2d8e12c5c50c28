/**
 * Reads one group back when its node opens, and checks everything that can be known without the state machine:
 * the log is contiguous from the trimmed entry to the last one and nothing else is in its range, terms never
 * decrease and none is above the hard state's, trimmed <= applied <= commit <= last. What is left over of snapshots is
 * found, and removed by the flushes that follow.
 */
import { MalformedBytesError, StorageCorruptedError } from "../errors.ts";
import { entryBytes } from "../raft/entry-size.ts";
import { GroupStore, type TrailingLimits } from "./group-store.ts";
import type { KeyValueStore } from "./key-value-store.ts";
import { encodeNumber, groupMetaKey, logPrefix, prefixRange } from "./keys.ts";
import { LogIndex } from "./log-index.ts";
import { decodeEntry, decodeGroupRecord, type GroupRecord } from "./records.ts";
import { staleGenerations } from "./state-ranges.ts";

/** Where a group is loaded from. */
export interface GroupSource {
  readonly store: KeyValueStore;
  /** For messages. */
  readonly location: string;
  readonly group: number;
  /** The newest flush; no row may be of a later one. */
  readonly flushNumber: number;
  readonly limits: TrailingLimits;
}

/** Reads and checks a group. @throws {StorageCorruptedError} when anything is not as it must be. */
export async function loadGroup(source: GroupSource): Promise<GroupStore> {
  const { store, location, group, limits } = source;
  try {
    const value = store.get(groupMetaKey(group));
    if (value === undefined) throw new Damage("its record is missing");
    const record = decodeGroupRecord(value, group);
    checkRecord(record, source.flushNumber);
    const index = await loadLog(store, record);
    // What a snapshot has left behind that was not finished, or has replaced.
    const stale = await staleGenerations(store, { group, current: record.generation });
    if (stale === null) throw new Damage("a row of its state is in no range");
    return new GroupStore({ store, location, record, index, limits, stale });
  } catch (cause) {
    if (!(cause instanceof MalformedBytesError || cause instanceof Damage)) throw cause;
    throw new StorageCorruptedError({
      dataDir: location,
      found: `group ${group}: ${cause.message}`,
      cause,
    });
  }
}

/** What was found; translated at the border of this file, which knows the group and the directory. */
class Damage extends Error {}

function checkRecord(record: GroupRecord, flushNumber: number): void {
  const { trimmedIndex, trimmedTerm, appliedIndex, lastIndex, generation } = record;
  const { term, commit } = record.hardState;
  const newest = { "the newest flush": flushNumber };
  expectOrder({ trimmed: trimmedIndex }, { applied: appliedIndex });
  expectOrder({ applied: appliedIndex }, { commit });
  expectOrder({ commit }, { last: lastIndex });
  expectOrder({ "trimmed term": trimmedTerm }, { term });
  expectOrder({ "the record's flush": record.flushNumber }, newest);
  // A replica that waits for its first snapshot has nothing at all.
  const leastTerm = trimmedIndex === 0 ? 0 : 1;
  expectOrder({ "the least": leastTerm }, { "trimmed term": trimmedTerm });
  expectOrder({ "the least": 1 }, { generation });
  expectOrder({ "the least": 1 }, { "replica id": record.replicaId });
}

async function loadLog(store: KeyValueStore, record: GroupRecord): Promise<LogIndex> {
  const index = new LogIndex({ index: record.trimmedIndex, term: record.trimmedTerm });
  const prefix = logPrefix(record.group);
  for await (const page of store.scan(prefixRange(prefix))) {
    for (const { key, value } of page) {
      const next = index.lastIndex + 1;
      if (next > record.lastIndex) {
        throw new Damage(`row ${key} lies behind the last entry ${record.lastIndex}`);
      }
      if (key !== prefix + encodeNumber(next)) {
        throw new Damage(`row ${key} stands where entry ${next} is expected`);
      }
      const entry = decodeEntry(value, { group: record.group, index: next });
      if (entry.term < index.lastTerm || entry.term > record.hardState.term) {
        throw new Damage(
          `entry ${next} has term ${entry.term}, expected ${index.lastTerm} to ${record.hardState.term}`,
        );
      }
      index.append({ index: next, term: entry.term, bytes: entryBytes(entry) });
    }
  }
  if (index.lastIndex !== record.lastIndex) {
    throw new Damage(`the log ends at ${index.lastIndex}, expected ${record.lastIndex}`);
  }
  return index;
}

/** Two numbers with their names, of which the first must not be above the second. */
function expectOrder(low: Record<string, number>, high: Record<string, number>): void {
  const [lowName = "", lowValue = 0] = Object.entries(low)[0] ?? [];
  const [highName = "", highValue = 0] = Object.entries(high)[0] ?? [];
  if (lowValue > highValue) {
    throw new Damage(`${lowName} ${lowValue} is above ${highName} ${highValue}`);
  }
}
