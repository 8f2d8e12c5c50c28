/**
 * RunListing finds one page of runs, newest first, in the index by status and start. It does no I/O: it says what to
 * scan and takes the rows.
 *
 * ```ts
 * const listing = new RunListing(query, find);
 * for (let scan = listing.nextScan(); scan !== null; scan = listing.nextScan()) {
 *   const rows = [];
 *   for await (const page of state.scan(scan.range, { limit: scan.limit, reverse: true })) rows.push(...page);
 *   listing.take(rows);
 * }
 * listing.page();
 * ```
 *
 * Invariants: a run that ends while it goes on is on the page once: the rows of running runs are read before those of
 * ended ones over the same span of starts, and what is told is what `find` says last. Order is by start, then by the
 * UTF-8 bytes of the workflow id, then by run number, all downwards. A filter that few runs fit may give a page that is
 * short, even empty, and has a cursor all the same: no page looks at more than LIST_EXAMINED_MAX runs.
 */

import { invariant } from "../util/assert.ts";
import type { RunStatusWord } from "./history-event.ts";
import { LIST_EXAMINED_MAX } from "./limits.ts";
import { decodeCursor, encodeCursor } from "./run-cursor.ts";
import { parseStatusKey, placeOfStatusKey, type RunName, statusRange } from "./state-keys.ts";
import type { KeyRange, StateRow } from "./state-reader.ts";

/** Which runs, and which page of them. */
export interface RunQuery {
  /** Null for all. */
  readonly statuses: readonly RunStatusWord[] | null;
  readonly workflowName: string | null;
  readonly workflowVersion: number | null;
  /** In ms of machine time; this instant or later. */
  readonly startedFrom: number | null;
  /** In ms of machine time; before this instant. */
  readonly startedBefore: number | null;
  /** Most runs on the page. */
  readonly limit: number;
  /** `nextCursor` of the page before; null for the first one. */
  readonly cursor: string | null;
}

/** What a query asks of a run. */
export interface ListedRun extends RunName {
  readonly status: RunStatusWord;
  readonly workflowName: string;
  readonly workflowVersion: number;
}

/** A scan to make, last key first. */
export interface ListingScan {
  readonly range: KeyRange;
  readonly limit: number;
}

/** Rows of one scan when each must be looked at. */
const FILTERED_SCAN_ROWS = 1_000;

/** Running first: see the invariants. */
const STATUSES: readonly RunStatusWord[] = [
  "running",
  "completed",
  "failed",
  "cancelled",
  "terminated",
  "timedOut",
  "continuedAsNew",
];

/** Finds one page of runs. */
export class RunListing<Run extends ListedRun> {
  readonly #query: RunQuery;
  readonly #find: (name: RunName) => Run | undefined;
  readonly #statuses: readonly RunStatusWord[];
  readonly #scanRows: number;
  readonly #found: { readonly place: string; readonly run: Run }[] = [];
  /** Everything from here on upwards has been looked at; null before the first page, and after the last. */
  #above: string | null = null;
  /** Rows of this round by their places, and where the rows of some status were cut off. */
  #places = new Set<string>();
  #floor: string | null = null;
  #scanned = 0;
  #examined = 0;
  #isDone = false;

  /**
   * `find` gives a run as it is now, undefined when it is gone.
   *
   * @throws {InvalidArgumentError} when the cursor is none, or of another filter.
   */
  constructor(query: RunQuery, find: (name: RunName) => Run | undefined) {
    invariant(query.limit > 0, `a page of ${query.limit} runs`);
    this.#query = query;
    this.#find = find;
    const { statuses, cursor } = query;
    this.#statuses = STATUSES.filter((status) => statuses === null || statuses.includes(status));
    const isFiltered = query.workflowName !== null || query.workflowVersion !== null;
    this.#scanRows = isFiltered ? FILTERED_SCAN_ROWS : query.limit + 1;
    if (cursor !== null) this.#above = decodeCursor(cursor, filterOf(query));
  }

  /** The scan to make next; null when the page is found. */
  nextScan(): ListingScan | null {
    const status = this.#statuses[this.#scanned];
    if (this.#isDone || status === undefined) return null;
    const { startedFrom, startedBefore } = this.#query;
    const range = statusRange(status, { startedFrom, startedBefore, below: this.#above });
    return { range, limit: this.#scanRows };
  }

  /** Takes the rows of that scan. */
  take(rows: readonly StateRow[]): void {
    const places = rows.map(({ key }) => placeOfStatusKey(key));
    for (const place of places) this.#places.add(place);
    const last = places.at(-1);
    // What lies below the last row has not been read in this status, and may have to stand above others.
    if (last !== undefined && rows.length >= this.#scanRows) {
      if (this.#floor === null || isAbove(last, this.#floor)) this.#floor = last;
    }
    this.#scanned += 1;
    if (this.#scanned === this.#statuses.length) this.#endRound();
  }

  /** The page, once there is nothing more to scan. */
  page(): { readonly runs: readonly Run[]; readonly nextCursor: string | null } {
    const { limit } = this.#query;
    const runs = this.#found.slice(0, limit);
    const last = this.#found.length > limit ? (runs.at(-1)?.place ?? null) : this.#above;
    const nextCursor = last === null ? null : encodeCursor(last, filterOf(this.#query));
    return { runs: runs.map(({ run }) => run), nextCursor };
  }

  #endRound(): void {
    const floor = this.#floor;
    const places = [...this.#places]
      .filter((place) => floor === null || !isAbove(floor, place))
      .toSorted((one, other) => (isAbove(one, other) ? -1 : 1));
    this.#examined += places.length;
    for (const place of places) {
      const run = this.#find(parseStatusKey(`status/running/${place}`));
      if (run !== undefined && this.#matches(run)) this.#found.push({ place, run });
      // One more than fits says that there is another page.
      if (this.#found.length > this.#query.limit) break;
    }
    const isFull = this.#found.length > this.#query.limit;
    this.#isDone = floor === null || isFull || this.#examined >= LIST_EXAMINED_MAX;
    this.#above = floor;
    this.#places = new Set();
    this.#floor = null;
    this.#scanned = 0;
  }

  #matches({ status, workflowName, workflowVersion }: Run): boolean {
    const query = this.#query;
    if (!this.#statuses.includes(status)) return false;
    if (query.workflowName !== null && query.workflowName !== workflowName) return false;
    return query.workflowVersion === null || query.workflowVersion === workflowVersion;
  }
}

function filterOf(query: RunQuery): string {
  const { statuses, workflowName, workflowVersion, startedFrom, startedBefore } = query;
  const asked = statuses === null ? null : STATUSES.filter((status) => statuses.includes(status));
  return JSON.stringify([asked, workflowName, workflowVersion, startedFrom, startedBefore]);
}

/** True for the place that comes first in the order of a listing. */
function isAbove(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0;
}
