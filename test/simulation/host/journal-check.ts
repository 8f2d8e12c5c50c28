/**
 * What a disk's journal must be like when a process starts, and when it begins a file: everything that was ever durable there is there, or
 * is in the state; what it calls committed is what all have committed; and any of its files could be the first one.
 */
import { type LoadedJournal, loadJournal } from "../../../src/storage/journal-loader.ts";
import { JournalDamage } from "../../../src/storage/journal-record.ts";
import type { JournalFiles } from "../../../src/storage/key-value-store.ts";
import type { MemoryDisk } from "../../../src/storage/memory-disk.ts";
import { expectRule, Violation } from "../core/violation.ts";
import { groupRecordOf } from "./disk-view.ts";
import { JournalView } from "./journal-view.ts";
import type { Oracle } from "./oracle.ts";

const GROUP = 1;
const RULE = "what was durable stays";

/** Whose journal it is. */
export interface JournalCheckOptions {
  readonly disk: MemoryDisk;
  /** Node and life, as `n1/3`. */
  readonly name: string;
}

/** Reads the journal anew, as the process will, and compares it with all that was seen to become durable. @throws {Violation} */
export async function checkStart(
  options: JournalCheckOptions & { readonly oracle: Oracle },
): Promise<void> {
  const { disk, name, oracle } = options;
  const loaded = await loadedFrom(options, [...disk.journal.keys()]);
  const view = JournalView.of(disk);
  const log = loaded?.groups.get(GROUP);
  expectRule((log === undefined) === (view.last === null), RULE, () => `the log of ${name}`);
  if (log === undefined) return;
  const { trimmedIndex, lastIndex } = log.index;
  for (let index = trimmedIndex; index <= lastIndex; index += 1) {
    const term = log.index.term(index);
    const known = view.known(index)?.term;
    expectRule(term === known, RULE, () => {
      return `${name} finds entry ${index} of term ${term}, ${known} was durable`;
    });
  }
  const { commit } = log.hardState;
  checkTogether({ disk, name, oracle }, { trimmedIndex, commit });
}

/** The first frame of a file is durable: it goes on where the file before it ends, and could do without that. @throws {Violation} */
export async function checkTurn(options: JournalCheckOptions, file: number): Promise<void> {
  if (options.disk.journal.has(file - 1)) await loadedFrom(options, [file - 1, file]);
  await loadedFrom(options, [file]);
}

/** A file is about to be removed: nobody needs it. Also the last chance to see what is in it. @throws {Violation} */
export function checkRemoval({ disk, name }: JournalCheckOptions, file: number): void {
  const appliedIndex = groupRecordOf(disk)?.appliedIndex ?? 0;
  expectRule(JournalView.of(disk).canMiss(file, appliedIndex), RULE, () => {
    return `${name} removes file ${file} of ${[...disk.journal.keys()].join(" ")}, its state is through ${appliedIndex}`;
  });
}

/** Reads some of the files, and expects to be where the whole journal is. */
async function loadedFrom(
  { disk, name }: JournalCheckOptions,
  numbers: readonly number[],
): Promise<LoadedJournal | null> {
  const loaded = await load(disk, { numbers, name });
  const view = JournalView.of(disk);
  const number = loaded?.number ?? 0;
  expectRule(number === view.number, RULE, () => {
    return `${name} finds flushes through ${number}, ${view.number} was durable`;
  });
  const log = loaded?.groups.get(GROUP);
  if (log === undefined) return loaded;
  const { lastIndex: index, lastTerm: term } = log.index;
  const found = JSON.stringify([log.hardState, index, term]);
  const expected = JSON.stringify([view.hardState, view.last?.index, view.last?.term]);
  expectRule(found === expected, RULE, () => `${name} finds ${found}, ${expected} was durable`);
  return loaded;
}

/** State and log belong together, and are committed. */
function checkTogether(
  { disk, name, oracle }: JournalCheckOptions & { readonly oracle: Oracle },
  { trimmedIndex, commit }: { readonly trimmedIndex: number; readonly commit: number },
): void {
  const record = groupRecordOf(disk);
  expectRule(record !== null, RULE, () => `${name} has a log and no state`);
  const { appliedIndex, appliedTerm, isInstalled } = record;
  const view = JournalView.of(disk);
  const isKnown = trimmedIndex <= appliedIndex && view.known(appliedIndex)?.term === appliedTerm;
  // The word of a snapshot follows its state into the journal.
  expectRule(isKnown || isInstalled, "the log goes on behind the state", () => {
    return `${name} has applied ${appliedIndex} of term ${appliedTerm}, its log begins behind ${trimmedIndex}`;
  });
  if (!isKnown) return;
  // A commit index may be on a disk before anybody was given the entries.
  const end = Math.min(commit, oracle.lastIndex);
  for (let index = appliedIndex + 1; index <= end; index += 1) {
    const expected = oracle.entryAt(index);
    const entry = view.entry(index);
    const isSame =
      entry !== null &&
      entry.term === expected?.term &&
      // Entries of configurations are no business of the state machine.
      (entry.type !== "normal" || Buffer.compare(entry.data, expected.bytes) === 0);
    expectRule(isSame, "committed on the disk is committed", () => {
      return `${name}: entry ${index} of term ${entry?.term}, ${expected?.term} is committed`;
    });
  }
}

async function load(
  disk: MemoryDisk,
  { numbers, name }: { readonly numbers: readonly number[]; readonly name: string },
): Promise<LoadedJournal | null> {
  try {
    return await loadJournal(readOnly(disk, numbers));
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    throw new Violation(RULE, `the journal of ${name}: ${error.message}`);
  }
}

/** Files of the journal, from which nothing is removed. */
function readOnly(disk: MemoryDisk, numbers: readonly number[]): JournalFiles {
  const bytesOf = (file: number): Uint8Array => {
    const bytes = disk.journal.get(file);
    if (bytes === undefined) throw new Error(`there is no file ${file}`);
    return bytes;
  };
  const refuse = (): Promise<never> => Promise.reject(new Error("this is only read"));
  return {
    list: async () => [...numbers].sort((one, other) => one - other),
    size: async (file) => bytesOf(file).length,
    read: (file, { at, length }) => new Uint8Array(bytesOf(file).subarray(at, at + length)),
    create: refuse,
    write: refuse,
    // What is left over of removed files is not read; it stays for the process that starts.
    remove: async () => {},
  };
}
