/**
 * Overlay shows a group's state as applied: changes that are not on disk yet lie over those that are. They wait here until they are taken to
 * be saved, so that of a key that changes often the newest value is written, and nothing of what came and went.
 *
 * Invariants: a change stays until the disk shows it; entries of the map stand in the order of the applied
 * index of their last change, so that `saved` looks at nothing it does not drop; what is taken is all that was not taken before. A row of
 * a tail lies over a removal: what was removed there was another's who had the prefix before, and who adds rows removes none.
 */
import type { MalformedBytesError } from "../errors.ts";
import type { RowTail } from "../model/row-tail.ts";
import type {
  AppliedChanges,
  KeyRange,
  ScanOptions,
  StateChanges,
  StateReader,
  StateRow,
} from "../model/state-reader.ts";
import { invariant } from "../util/assert.ts";
import { ChurnMap } from "../util/churn-map.ts";
import { compareUtf8 } from "../util/utf8-order.ts";

/** A key's newest value; null when it was removed. Reused when the key changes again. */
interface Change {
  readonly key: string;
  value: Uint8Array | null;
  appliedIndex: number;
  isTaken: boolean;
}

/** Rows of tails that were taken together. */
interface TakenTails {
  readonly appliedIndex: number;
  readonly tails: readonly { readonly tail: RowTail; readonly end: number }[];
}

/** A changed key with its value as of the start of a scan. */
interface OverlayRow {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** The applied state: what is not yet saved over what is. */
export class Overlay implements StateReader {
  readonly #disk: StateReader;
  readonly #changes = new ChurnMap<string, Change>();
  /** Those of the changes that nobody has taken. */
  #untaken: Change[] = [];
  /** By what their keys begin with. */
  readonly #tails = new ChurnMap<string, RowTail>();
  #takenTails: TakenTails[] = [];
  #appliedIndex = 0;

  constructor(disk: StateReader) {
    this.#disk = disk;
  }

  /** Changed keys that are held here. */
  get size(): number {
    return this.#changes.size;
  }

  /** Changed keys that nobody has taken. */
  get untaken(): number {
    return this.#untaken.length;
  }

  /**
   * Adds what applying up to `appliedIndex` changed. Values are kept by reference.
   *
   * @throws {InvariantError} when the index runs backwards.
   */
  apply(changes: AppliedChanges, appliedIndex: number): void {
    invariant(
      appliedIndex >= this.#appliedIndex,
      () => `applied index ran backwards from ${this.#appliedIndex} to ${appliedIndex}`,
    );
    this.#appliedIndex = appliedIndex;
    const { keys, values, tails } = changes;
    const held = this.#changes;
    for (const tail of tails) this.#tails.set(tail.prefix, tail);
    for (let row = 0; row < keys.length; row += 1) {
      const key = keys[row] ?? "";
      const value = values[row] ?? null;
      const change = held.get(key);
      if (change === undefined) {
        const added: Change = { key, value, appliedIndex, isTaken: false };
        held.set(key, added);
        this.#untaken.push(added);
      } else {
        if (change.appliedIndex !== appliedIndex) {
          // To the end of the map, to keep its order.
          held.delete(key);
          held.set(key, change);
          change.appliedIndex = appliedIndex;
        }
        change.value = value;
        if (change.isTaken) {
          change.isTaken = false;
          this.#untaken.push(change);
        }
      }
    }
  }

  /** Takes everything that nobody has taken, to be saved: the state is that of the newest applied index then. */
  take(): StateChanges {
    const into: { keys: string[]; values: (Uint8Array | null)[] } = { keys: [], values: [] };
    for (const change of this.#untaken) {
      change.isTaken = true;
      into.keys.push(change.key);
      into.values.push(change.value);
    }
    this.#untaken = [];
    const taken: { tail: RowTail; end: number }[] = [];
    // Behind the changes, because they lie over removals.
    for (const tail of this.#tails.values()) {
      if (tail.isEmpty) this.#tails.delete(tail.prefix);
      else taken.push({ tail, end: tail.take(into) });
    }
    this.#takenTails.push({ appliedIndex: this.#appliedIndex, tails: taken });
    return into;
  }

  /** Drops everything: the disk shows another state, applied through `appliedIndex`. */
  reset(appliedIndex: number): void {
    this.#changes.clear();
    this.#untaken = [];
    this.#tails.clear();
    this.#takenTails = [];
    this.#appliedIndex = appliedIndex;
  }

  /** Drops what the disk shows: all changes through `appliedIndex` that were not changed again since. */
  saved(appliedIndex: number): void {
    while (this.#takenTails.length > 0) {
      const [taken] = this.#takenTails;
      if (taken === undefined || taken.appliedIndex > appliedIndex) break;
      this.#takenTails.shift();
      for (const { tail, end } of taken.tails) {
        tail.saved(end);
        if (tail.isEmpty && this.#tails.get(tail.prefix) === tail) this.#tails.delete(tail.prefix);
      }
    }
    for (const change of this.#changes.values()) {
      if (change.appliedIndex > appliedIndex) return;
      this.#changes.delete(change.key);
    }
  }

  get(key: string): Uint8Array | undefined {
    const change = this.#changes.get(key);
    if (change === undefined) return this.#tailRow(key) ?? this.#disk.get(key);
    return change.value ?? this.#tailRow(key);
  }

  scan(range: KeyRange, options: ScanOptions = {}): AsyncIterable<readonly StateRow[]> {
    const reverse = options.reverse ?? false;
    const limit = options.limit ?? Number.POSITIVE_INFINITY;
    const { rows, removals } = this.#rowsOf(range, reverse);
    // Each removal hides at most one row of the disk; every other one of them counts towards the limit.
    const disk = this.#disk.scan(range, {
      reverse,
      limit: options.limit === undefined ? undefined : options.limit + removals,
    });
    return merge({ rows, disk, limit, reverse });
  }

  damaged(key: string, cause: MalformedBytesError): Error {
    // What is not on disk yet says nothing of the disk.
    const isHere = this.#changes.has(key) || this.#tailRow(key) !== undefined;
    return isHere ? cause : this.#disk.damaged(key, cause);
  }

  #tailRow(key: string): Uint8Array | undefined {
    return this.#tails.get(key.slice(0, key.lastIndexOf("/") + 1))?.get(key);
  }

  /** The changed keys of a range in scan order, and how many of them are removals. */
  #rowsOf(range: KeyRange, reverse: boolean): { rows: OverlayRow[]; removals: number } {
    const rows: OverlayRow[] = [];
    let removals = 0;
    for (const tail of this.#tails.values()) {
      for (const row of tail.rows()) {
        if (isIn(row.key, range)) rows.push(row);
      }
    }
    for (const { key, value } of this.#changes.values()) {
      if (!isIn(key, range) || this.#tailRow(key) !== undefined) continue;
      rows.push({ key, value });
      if (value === null) removals += 1;
    }
    rows.sort((one, other) => compareUtf8(one.key, other.key));
    if (reverse) rows.reverse();
    return { rows, removals };
  }
}

function isIn(key: string, { gte, lt }: KeyRange): boolean {
  return compareUtf8(key, gte) >= 0 && compareUtf8(key, lt) < 0;
}

async function* merge(scan: {
  readonly rows: readonly OverlayRow[];
  readonly disk: AsyncIterable<readonly StateRow[]>;
  readonly limit: number;
  readonly reverse: boolean;
}): AsyncGenerator<readonly StateRow[]> {
  const { rows, limit, reverse } = scan;
  let position = 0;
  let given = 0;
  for await (const diskPage of scan.disk) {
    const page: StateRow[] = [];
    for (const diskRow of diskPage) {
      let order = -1;
      for (; position < rows.length; position += 1) {
        const row = rows[position] as OverlayRow;
        order = compareUtf8(row.key, diskRow.key);
        if (reverse) order = -order;
        if (order >= 0) break;
        if (row.value !== null) page.push({ key: row.key, value: row.value });
      }
      // The same key: what lies over it is given at the next turn, or hides it.
      if (position === rows.length || order !== 0) page.push(diskRow);
    }
    if (given + page.length >= limit) {
      if (limit > given) yield page.slice(0, limit - given);
      return;
    }
    given += page.length;
    if (page.length > 0) yield page;
  }
  const rest: StateRow[] = [];
  for (; position < rows.length && given + rest.length < limit; position += 1) {
    const row = rows[position] as OverlayRow;
    if (row.value !== null) rest.push({ key: row.key, value: row.value });
  }
  if (rest.length > 0) yield rest;
}
