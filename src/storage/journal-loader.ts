/**
 * Reads the journal back when a node opens, and checks all that can be known without the database: frames are whole and their
 * numbers without a gap, terms never decrease, every file begins where the one before it has ended.
 *
 * What a crash may leave: a frame that was torn at the end of what was written, a file behind it that was made and never written, files
 * that had been removed. Everything else is damage: above all a frame that is not whole, with one behind it that is.
 */
import { entryBytes } from "../raft/entry-size.ts";
import { type HardState, NO_BYTES } from "../raft/types.ts";
import { EntryPlaces } from "./entry-places.ts";
import { JournalPins } from "./journal-pins.ts";
import {
  type FoundAppend,
  type FoundEntry,
  type FoundPart,
  type GroupStanding,
  hasLaterFrame,
  JournalDamage,
  type LogPlace,
  readFrame,
} from "./journal-record.ts";
import type { JournalFiles } from "./key-value-store.ts";
import { LogIndex } from "./log-index.ts";
import type { NodeIdentity } from "./records.ts";

/** A group's log as it was found. */
export interface LoadedLog {
  hardState: HardState;
  /** Everything through this index had been applied, and those who listened been told. */
  toldIndex: number;
  index: LogIndex;
  places: EntryPlaces;
}

/** A journal as it was found. */
export interface LoadedJournal {
  readonly identity: NodeIdentity;
  /** The newest flush. */
  readonly number: number;
  /** The newest batch of the database that was durable before. */
  readonly saved: number;
  readonly groups: ReadonlyMap<number, LoadedLog>;
  readonly pins: JournalPins;
  /** The first file that is needed. */
  readonly firstFile: number;
  /** Files that are not: a crash has brought them back. */
  readonly leftOver: readonly number[];
  /** The last file with a frame, how many bytes it has, where its last frame begins, and where the next one does. */
  readonly file: number;
  readonly size: number;
  readonly lastAt: number;
  readonly end: number;
  /** Whether a file behind it is there already. */
  readonly hasNext: boolean;
}

/** Reads the journal; null when no frame was ever written. @throws {JournalDamage} */
export async function loadJournal(files: JournalFiles): Promise<LoadedJournal | null> {
  const { numbers, leftOver } = contiguous(await files.list());
  const loading = new Loading();
  let end: { file: number; size: number; lastAt: number; end: number } | null = null;
  let hasNext = false;
  for (const file of numbers) {
    const size = await files.size(file);
    const bytes = files.read(file, { at: 0, length: size });
    const found = loading.takeFile(file, bytes);
    if (found === null) {
      // Made ahead of its time, and only the last one can be.
      if (file !== numbers.at(-1))
        throw new JournalDamage(`file ${file} of the journal has no beginning`);
      hasNext = end !== null;
    } else {
      end = { file, size, ...found };
    }
  }
  if (end === null) {
    if (leftOver.length === 0) return null;
    throw new JournalDamage(`the journal has no beginning behind file ${leftOver.at(-1)}`);
  }
  const [firstFile = end.file] = numbers;
  return { ...loading.result(), ...end, firstFile, leftOver, hasNext };
}

/**
 * The newest files without a gap. Others were removed, and a crash has brought them back; were one of them missed, the groups' logs
 * would begin behind what their states hold.
 */
function contiguous(found: readonly number[]): { numbers: number[]; leftOver: readonly number[] } {
  let first = Math.max(0, found.length - 1);
  while (first > 0 && found[first - 1] === (found[first] ?? 0) - 1) first -= 1;
  return { numbers: found.slice(first), leftOver: found.slice(0, first) };
}

/** What has been read so far. */
class Loading {
  readonly #groups = new Map<number, LoadedLog>();
  readonly #pins = new JournalPins();
  #identity: NodeIdentity | null = null;
  #number = 0;
  #saved = 0;

  /** Takes the frames of a file; null when it has not even the first one. */
  takeFile(file: number, bytes: Uint8Array): Pick<LoadedJournal, "lastAt" | "end"> | null {
    let at = 0;
    let lastAt = 0;
    for (;;) {
      const found = readFrame(bytes, { file, at });
      if (found === null) break;
      if (at === 0) this.#begin(file, found);
      this.#take(file, found);
      lastAt = at;
      at = found.end;
    }
    // Of a file without a beginning, too: what was never written has nothing behind it.
    if (hasLaterFrame(bytes, { file, at, number: this.#number })) {
      throw new JournalDamage(
        `flush ${this.#number + 1} in file ${file} of the journal is damaged: others follow it`,
      );
    }
    return at === 0 ? null : { lastAt, end: at };
  }

  result(): Pick<LoadedJournal, "identity" | "number" | "saved" | "groups" | "pins"> {
    if (this.#identity === null) throw new JournalDamage("the journal says not whose it is");
    return {
      identity: this.#identity,
      number: this.#number,
      saved: this.#saved,
      groups: this.#groups,
      pins: this.#pins,
    };
  }

  /** The first frame of a file. */
  #begin(file: number, { number, base }: FoundAppend): void {
    if (base === null) throw new JournalDamage(`file ${file} of the journal has no base`);
    if (this.#identity === null) {
      this.#identity = base.identity;
      this.#number = number - 1;
      for (const standing of base.groups) this.#stand(standing);
      return;
    }
    for (const standing of base.groups) this.#expectStanding(file, standing);
  }

  #stand({ group, hardState, toldIndex, last }: GroupStanding): void {
    this.#groups.set(group, { hardState, toldIndex, ...emptyLog(last) });
  }

  /** A group that was not there at the beginning of the file before has come without a log. */
  #expectStanding(file: number, standing: GroupStanding): void {
    const { group, hardState, last } = standing;
    const found = this.#groups.get(group);
    if (found === undefined) {
      this.#stand(standing);
      return;
    }
    const { index } = found;
    const isSame =
      index.lastIndex === last.index &&
      index.lastTerm === last.term &&
      found.hardState.term === hardState.term &&
      found.hardState.vote === hardState.vote &&
      found.hardState.commit <= hardState.commit;
    if (!isSame) {
      throw new JournalDamage(
        `file ${file} of the journal begins where group ${group} ends at ${last.index}, ` +
          `and the file before it at ${index.lastIndex}`,
      );
    }
  }

  #take(file: number, { number, saved, parts }: FoundAppend): void {
    if (number !== this.#number + 1) {
      throw new JournalDamage(`flush ${this.#number + 1} is missing before ${number}`);
    }
    if (saved < this.#saved) {
      throw new JournalDamage(
        `flush ${number} knows of batch ${saved}, an earlier one of ${this.#saved}`,
      );
    }
    this.#number = number;
    this.#saved = saved;
    for (const part of parts) this.#takePart(file, part);
  }

  #takePart(file: number, part: FoundPart): void {
    const { group, hardState, toldIndex, origin, entries } = part;
    const known = this.#groups.get(group);
    const log: LoadedLog | undefined =
      origin === null ? known : { hardState, toldIndex, ...emptyLog(origin) };
    if (log === undefined) {
      throw new JournalDamage(`flush ${this.#number} writes group ${group}, which begins nowhere`);
    }
    if (origin !== null) this.#pins.forget(group);
    const before = known?.hardState ?? { term: 0, commit: 0 };
    if (hardState.term < before.term) {
      throw new JournalDamage(
        `the term of group ${group} ran backwards from ${before.term} to ${hardState.term}`,
      );
    }
    const committed = origin?.index ?? before.commit;
    log.hardState = hardState;
    log.toldIndex = toldIndex;
    this.#groups.set(group, log);
    if (entries.length === 0) return;
    checkEntries(part, { log, committed });
    appendTo(log, entries);
    this.#pins.add(file, { group, index: log.index.lastIndex });
  }
}

/** Entries go on where the log ends, or replace what is not committed; their terms fit in. */
function checkEntries(
  { group, hardState, entries }: FoundPart,
  { log, committed }: { readonly log: LoadedLog; readonly committed: number },
): void {
  const { trimmedIndex, lastIndex } = log.index;
  const first = entries[0]?.index ?? 0;
  if (first <= committed || first > lastIndex + 1) {
    throw new JournalDamage(
      `entry ${first} of group ${group} follows ${lastIndex}, committed through ${committed}`,
    );
  }
  // What stood before a replaced one may have been in a file that is gone.
  let least = first > trimmedIndex ? log.index.term(first - 1) : 0;
  for (const { index, term } of entries) {
    if (term < least || term > hardState.term) {
      throw new JournalDamage(
        `entry ${index} of group ${group} has term ${term}, expected ${least} to ${hardState.term}`,
      );
    }
    least = term;
  }
}

/**
 * Puts entries that were checked into the log. Of the first file they may replace what its base has ended with, and more that was in
 * files before it: these were removed after that, when all of it had been applied, so that nothing up to there is needed.
 */
function appendTo(log: LoadedLog, entries: readonly FoundEntry[]): void {
  const { trimmedIndex } = log.index;
  const first = entries[0]?.index ?? 0;
  const passed = entries.findLast(({ index }) => index <= trimmedIndex);
  if (passed === undefined) {
    log.index.truncateFrom(first);
    log.places.truncateFrom(first);
  } else {
    Object.assign(log, emptyLog(passed));
  }
  for (const { index, term, place } of entries) {
    if (index <= (passed?.index ?? 0)) continue;
    const bytes = entryBytes({ type: place.type, index, term, data: NO_BYTES }) + place.length;
    log.index.append({ index, term, bytes });
    log.places.append(place);
  }
}

function emptyLog(origin: LogPlace): { index: LogIndex; places: EntryPlaces } {
  return { index: new LogIndex(origin), places: new EntryPlaces(origin.index) };
}
