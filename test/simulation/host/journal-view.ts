/**
 * JournalView is what a simulated disk's journal says of the group, frame by frame as they became durable. It remembers: what files said
 * that are gone by now is still known, if it was asked before they went, so that a start can be held against all that was durable before it.
 *
 * Invariants: each frame is read once; its number is one above that of the one before, whatever else lies in the files.
 */
import type { Entry, HardState } from "../../../src/raft/types.ts";
import {
  type FoundAppend,
  type FoundEntry,
  type FoundPart,
  isWhole,
  type LogPlace,
  readFrame,
} from "../../../src/storage/journal-record.ts";
import type { MemoryDisk } from "../../../src/storage/memory-disk.ts";
import { expectRule } from "../core/violation.ts";

const GROUP = 1;
const VIEWS = new WeakMap<MemoryDisk, JournalView>();

/** The group's log, with all that ever belonged to it. */
interface KnownLog {
  hardState: HardState;
  /** Behind this place it began. */
  origin: LogPlace;
  /** Behind the origin, without a gap. */
  readonly entries: FoundEntry[];
}

/** The journal of one disk. */
export class JournalView {
  readonly #disk: MemoryDisk;
  #file = 1;
  #at = 0;
  #number = 0;
  #log: KnownLog | null = null;

  private constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  /** The one of this disk, up to date. @throws {Violation} when what became durable takes something back. */
  static of(disk: MemoryDisk): JournalView {
    const view = VIEWS.get(disk) ?? new JournalView(disk);
    VIEWS.set(disk, view);
    view.#read();
    return view;
  }

  /** The newest flush that is durable; 0 before the first one. */
  get number(): number {
    return this.#number;
  }

  /** The group's hard state; null while it is not known. */
  get hardState(): HardState | null {
    return this.#log?.hardState ?? null;
  }

  /** The log's last entry; null while there is no log. */
  get last(): LogPlace | null {
    return this.#log === null ? null : (this.#log.entries.at(-1) ?? this.#log.origin);
  }

  /** Index and term of an entry, or of the origin, as it was written last; null when the log has none there. */
  known(index: number): LogPlace | null {
    const log = this.#log;
    if (log === null) return null;
    return index === log.origin.index ? log.origin : (this.#found(index) ?? null);
  }

  /** An entry as it is on the disk now; null when it is not there, or not any more. */
  entry(index: number): Entry | null {
    const found = this.#found(index);
    if (found === undefined) return null;
    const { term, place } = found;
    const file = this.#disk.journal.get(place.file);
    if (file === undefined) return null;
    const data = file.slice(place.at, place.at + place.length);
    return isWhole(data, { group: GROUP, ...found })
      ? { index, term, type: place.type, data }
      : null;
  }

  /** Whether the log goes on behind an entry on files that are all there. */
  goesOnBehind({ index, term }: LogPlace): boolean {
    if (this.known(index)?.term !== term) return false;
    const next = this.#found(index + 1);
    if (next === undefined) return true;
    for (let file = next.place.file; file <= this.#file; file += 1) {
      if (!this.#disk.journal.has(file)) return false;
    }
    return true;
  }

  /** Whether a process could do without a file: a later one says where the log stands, and the state has what is in this one. */
  canMiss(file: number, appliedIndex: number): boolean {
    // What is left of an attempt to begin the journal.
    if (this.#number === 0) return true;
    const needed = this.#found(appliedIndex + 1)?.place.file ?? this.#file;
    return file < needed && file < this.#file;
  }

  #found(index: number): FoundEntry | undefined {
    const log = this.#log;
    return log === null ? undefined : log.entries[index - log.origin.index - 1];
  }

  #read(): void {
    for (let found = this.#next(); found !== null; found = this.#next()) {
      this.#number = found.number;
      this.#at = found.end;
      for (const part of found.parts) if (part.group === GROUP) this.#take(part);
    }
  }

  /** The next frame: behind the last one, or at the beginning of the next file. Leftovers of others have other numbers. */
  #next(): FoundAppend | null {
    const here = this.#frameAt(this.#file, this.#at);
    if (here !== null) return here;
    const there = this.#frameAt(this.#file + 1, 0);
    if (there !== null) this.#file += 1;
    return there;
  }

  #frameAt(file: number, at: number): FoundAppend | null {
    const bytes = this.#disk.journal.get(file);
    const found = bytes === undefined ? null : readFrame(bytes, { file, at });
    return found?.number === this.#number + 1 ? found : null;
  }

  #take({ hardState, origin, entries }: FoundPart): void {
    const before = this.#log;
    if (before !== null) this.#expectKept(before.hardState, hardState);
    if (origin !== null) this.#log = { hardState, origin, entries: [] };
    const log = this.#log;
    const { name } = this.#disk;
    expectRule(log !== null, "logs begin somewhere", () => `${name}, flush ${this.#number}`);
    log.hardState = hardState;
    const [first] = entries;
    if (first === undefined) return;
    const kept = first.index - log.origin.index - 1;
    expectRule(kept >= 0 && kept <= log.entries.length, "contiguous log", () => {
      return `${name}, flush ${this.#number}: entry ${first.index} follows ${this.last?.index}`;
    });
    log.entries.length = kept;
    log.entries.push(...entries);
  }

  #expectKept(old: HardState, { term, vote, commit }: HardState): void {
    const isKept =
      term >= old.term &&
      commit >= old.commit &&
      (term > old.term || old.vote === 0 || vote === old.vote);
    expectRule(isKept, "terms, votes and commits stay", () => {
      return `${this.#disk.name}, flush ${this.#number}: ${JSON.stringify(old)}, then ${term}/${vote}/${commit}`;
    });
  }
}
