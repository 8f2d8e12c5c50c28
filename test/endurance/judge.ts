/**
 * Decides whether a node that has worked for long is as it was: what must not grow is compared between the second and the last third of
 * its samples. The first third is for its compiler, its caches and LevelDB's levels to fill.
 *
 * Medians are compared: one sample in the middle of a full collection says nothing, a leak raises all of them. Of the data directory, and
 * of rss, which has the tables mapped, the lowest are compared: LevelDB compacts behind what is written, so that the directory goes up
 * and down between what is really there and several times as much, the higher the faster the machine is at the moment.
 */
import type { EnduranceEnd, RowBytes, Sample } from "./plan.ts";

/** By how much a third may be above the one before: a part of it, and so many bytes beside. */
export interface Margin {
  readonly ratio: number;
  readonly bytes: number;
}

/** What may grow by how much. */
export interface Margins {
  readonly heap: Margin;
  readonly external: Margin;
  readonly rss: Margin;
  /** Files of the journal: one more or less at a time. */
  readonly log: Margin;
  /** Rows of runs, and all others but those of requests. */
  readonly rows: Margin;
  readonly directory: Margin;
  /** Null: the five minutes for which requests are known are not over in the first third. */
  readonly requests: Margin | null;
}

const MIB = 1024 * 1024;

/**
 * Of an hour. In the 20 minutes between two thirds there are hundreds of thousands of runs, so that even 20 bytes that each leaves behind are
 * found: that is what the heap's 4 MiB come to. The rest is what the parts may use at one time and not at another: memory that the allocator
 * gives back late (rss), a write buffer of LevelDB's that is fuller or emptier (rss, directory).
 */
export const LONG_MARGINS: Margins = {
  heap: { ratio: 0.1, bytes: 4 * MIB },
  external: { ratio: 0.1, bytes: 4 * MIB },
  rss: { ratio: 0.1, bytes: 32 * MIB },
  log: { ratio: 0.1, bytes: 16 * MIB },
  rows: { ratio: 0.1, bytes: 4 * MIB },
  directory: { ratio: 0.1, bytes: 32 * MIB },
  requests: { ratio: 0.25, bytes: 4 * MIB },
};

/**
 * Of half a minute, in which compilers, caches and LevelDB's levels have only begun to fill, and the log has not come to the 64 MiB from
 * which on it is trimmed.
 */
export const SHORT_MARGINS: Margins = {
  heap: { ratio: 0.25, bytes: 8 * MIB },
  external: { ratio: 0.25, bytes: 16 * MIB },
  rss: { ratio: 0.5, bytes: 128 * MIB },
  log: { ratio: 0, bytes: 48 * MIB },
  rows: { ratio: 0.25, bytes: 8 * MIB },
  directory: { ratio: 0.5, bytes: 128 * MIB },
  requests: null,
};

/** Beyond the five minutes for which a request is known: until the leader's next scan, and the end of its work. */
const REQUESTS_KNOWN_MS = 6 * 60_000;

/** Samples of the second and of the last third. */
interface Thirds {
  readonly second: readonly Sample[];
  readonly last: readonly Sample[];
}

/** What is wrong; empty when all is well. */
export function judgeEndurance(
  samples: readonly Sample[],
  { margins, endedRunsMax }: { readonly margins: Margins; readonly endedRunsMax: number },
): string[] {
  const third = Math.floor(samples.length / 3);
  if (third < 2) return [`Expected at least 6 samples, got ${samples.length}`];
  const thirds = { second: samples.slice(third, 2 * third), last: samples.slice(-third) };
  return [
    ...grown(thirds, "heap after gc", margins.heap, (one) => one.heapBytes),
    ...grown(thirds, "external memory after gc", margins.external, (one) => one.externalBytes),
    ...grown(floor(thirds, "rssBytes"), "rss", margins.rss, (one) => one.rssBytes),
    ...grown(
      floor(thirds, "directoryBytes"),
      "data directory",
      margins.directory,
      (one) => one.directoryBytes,
    ),
    ...grown(thirds, "files of the journal", margins.log, (one) => one.rows.log),
    ...grown(thirds, "rows of runs", margins.rows, (one) => one.rows.runs),
    ...grown(thirds, "other rows", margins.rows, (one) => one.rows.rest),
    ...(margins.requests === null
      ? []
      : grown(thirds, "rows of requests", margins.requests, (one) => one.rows.requests)),
    ...moreHandles(samples, thirds),
    ...samples.flatMap((_, at) => kept(samples, at, endedRunsMax)),
  ];
}

/** What a database may have beside the rows: filters and indexes of tables, and files that are empty or new. */
const BESIDE_ROWS: Margin = { ratio: 0.25, bytes: 16 * MIB };

/**
 * What is wrong with the end: the node had the same runs when it was opened again, and what LevelDB still kept of rows that were no more was gone
 * when it had compacted. While it works it may be behind with that.
 */
export function judgeEnd(end: EnduranceEnd, rows: RowBytes): string[] {
  const { runs, newestDigests, allDigests, compactedBytes } = end;
  const rowBytes = rows.runs + rows.requests + rows.rest;
  const bytesMax = rowBytes * (1 + BESIDE_ROWS.ratio) + BESIDE_ROWS.bytes;
  return [
    ...(compactedBytes <= bytesMax
      ? []
      : [
          `the compacted database has ${mib(compactedBytes)} MiB, at most ${mib(bytesMax)} are expected`,
        ]),
    ...(runs > 0 ? [] : ["no run was left at the end"]),
    ...(new Set(newestDigests).size === 1
      ? []
      : [`the newest runs differ when opened again: ${newestDigests.join(", ")}`]),
    ...(new Set(allDigests).size === 1
      ? []
      : [`runs differ when opened again: ${allDigests.join(", ")}`]),
  ];
}

/** Of each third the one sample in which this is lowest. */
function floor({ second, last }: Thirds, of: "rssBytes" | "directoryBytes"): Thirds {
  const lowest = (samples: readonly Sample[]): Sample[] =>
    samples.toSorted((one, other) => one[of] - other[of]).slice(0, 1);
  return { second: lowest(second), last: lowest(last) };
}

function grown(
  { second, last }: Thirds,
  what: string,
  ...[margin, of]: [Margin, (sample: Sample) => number]
): string[] {
  const before = median(second.map(of));
  const after = median(last.map(of));
  const max = before * (1 + margin.ratio) + margin.bytes;
  if (after <= max) return [];
  return [
    `${what} grew from ${mib(before)} to ${mib(after)} MiB, at most ${mib(max)} are expected`,
  ];
}

/**
 * Handles and listeners may not be more than they ever were: which timers are armed differs from look to look, how many there can be does
 * not. Descriptors, of which a compaction has some more for a while, may not be more than they usually were.
 */
function moreHandles(samples: readonly Sample[], { second, last }: Thirds): string[] {
  const before = samples.slice(0, -last.length);
  const types = new Set(last.flatMap((one) => Object.keys(one.handles)));
  const counts: [string, (sample: Sample) => number][] = [
    ["listeners of the process", (one) => one.listeners],
    ...[...types].map((type): [string, (sample: Sample) => number] => [
      `handles of type ${type}`,
      (one) => one.handles[type] ?? 0,
    ]),
  ];
  const descriptors = (one: Sample): number => one.descriptors ?? 0;
  return [
    ...more("open descriptors", median(second.map(descriptors)), median(last.map(descriptors))),
    ...counts.flatMap(([what, of]) =>
      more(what, Math.max(...before.map(of)), Math.max(...last.map(of))),
    ),
  ];
}

function more(what: string, before: number, after: number): string[] {
  return after <= before ? [] : [`${what}: ${after}, and ${before} before`];
}

/** Retention keeps its promises at each sample. */
function kept(samples: readonly Sample[], at: number, endedRunsMax: number): string[] {
  const sample = samples[at] as Sample;
  const { endedRuns, requestCount } = sample.rows;
  const earlier = samples.findLast((one) => one.workMs <= sample.workMs - REQUESTS_KNOWN_MS);
  const requestsMax = sample.runs - (earlier?.runs ?? 0);
  return [
    ...(endedRuns <= endedRunsMax
      ? []
      : [`sample ${at + 1}: ${endedRuns} ended runs are kept, at most ${endedRunsMax} may be`]),
    ...(requestCount <= requestsMax
      ? []
      : [`sample ${at + 1}: ${requestCount} requests are known, of ${requestsMax} lately`]),
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
