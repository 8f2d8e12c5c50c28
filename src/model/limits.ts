/**
 * Limits in one place: what ids, histories, requests and retention may come to, with the defaults of those that
 * are options.
 *
 * Apply sees no option: a limit that a user can set is enforced before proposing, or travels in the command.
 */

/** Most bytes of UTF-8 that an id or a name may have. */
export const NAME_BYTES_MAX = 256;

/** Bytes of a run id and of a request id: 128 random bits. */
export const ID_BYTES = 16;

/** Most bytes that one value may encode to. The default of the option. */
export const PAYLOAD_BYTES_MAX: number = 1024 * 1024;

/** Bytes that a command may have beside its payloads. */
export const COMMAND_EXTRA_BYTES: number = 64 * 1024;

/** How large the history of one run may grow; 0 for no limit. */
export interface HistoryLimits {
  readonly historyEventsMax: number;
  /** Bytes of the commands that are its events. */
  readonly historyBytesMax: number;
}

/** How large the history of one run is. */
export interface HistorySize {
  /** Events. */
  readonly historyLength: number;
  /** Bytes of the commands that are its events. */
  readonly historyBytes: number;
}

/** Defaults of the options `historyEventsMax` and `historyBytesMax`. */
export const HISTORY_LIMITS: HistoryLimits = Object.freeze({
  historyEventsMax: 50_000,
  historyBytesMax: 50 * 1024 * 1024,
});

/** Part of a limit at which a run is warned of, and told to continue as new. */
const HISTORY_WARNING_RATIO = 0.5;

/**
 * How a history stands to its limits once it has grown by one event of `addedBytes`, or as it is without one:
 * `full` past a limit, `large` from half of one on.
 */
export function historyStanding(
  { historyLength, historyBytes }: HistorySize,
  limits: HistoryLimits,
  addedBytes: number | null = null,
): "fine" | "large" | "full" {
  const events = share(historyLength + (addedBytes === null ? 0 : 1), limits.historyEventsMax);
  const bytes = share(historyBytes + (addedBytes ?? 0), limits.historyBytesMax);
  if (events > 1 || bytes > 1) return "full";
  return events >= HISTORY_WARNING_RATIO || bytes >= HISTORY_WARNING_RATIO ? "large" : "fine";
}

function share(value: number, max: number): number {
  return max === 0 ? 0 : value / max;
}

/** For how long a request id is known with its first outcome, in ms of machine time. A longer deadline is refused. */
export const DEDUPE_WINDOW_MS: number = 5 * 60_000;

/** How long ended runs are kept, and how many of them. */
export interface Retention {
  /** After the end of a run that has no retention of its own, in ms of machine time. */
  readonly ageMs: number;
  /** The oldest go first when there are more. */
  readonly endedRunsMax: number;
}

/** Defaults of the option `retention`: 7 days, 100,000 ended runs. */
export const RETENTION: Retention = Object.freeze({
  ageMs: 7 * 24 * 3_600_000,
  endedRunsMax: 100_000,
});

/** Most runs that one Retire names. */
export const RETIRE_RUNS_MAX = 256;
/** Most requests that one Retire names. */
export const RETIRE_REQUESTS_MAX = 256;
/** Most history rows that one Retire takes away; a longer history goes in several. */
export const RETIRE_ROWS_MAX = 4_096;

/** Runs on a page of a listing when the caller does not say. */
export const LIST_RUNS_DEFAULT = 100;
/** Runs that are looked at for one page. */
export const LIST_EXAMINED_MAX = 20_000;
/** Most runs on a page of a listing. */
export const LIST_RUNS_MAX = 1_000;
