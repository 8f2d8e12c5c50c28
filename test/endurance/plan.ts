/** What the endurance run and its node process tell each other. */

/** What the node process is started with. */
export interface EndurancePlan {
  readonly dataDir: string;
  /** How long it works, without the pauses in which it is looked at, in ms. */
  readonly durationMs: number;
  /** Looks at it, evenly over that time. */
  readonly samples: number;
  /** Runs under way at the same time. */
  readonly atOnce: number;
  /** Options of the runtime: ended runs that are kept, and for how long. */
  readonly retention: { readonly runs: number; readonly age: number };
}

/** The node, with nothing under way. */
export interface Sample {
  /** Time at work so far, in ms. */
  readonly workMs: number;
  /** Runs that have ended so far, each with the right result. */
  readonly runs: number;
  readonly steps: number;
  /** Since the sample before. */
  readonly stepsPerSecond: number;
  /** Used after a collection of garbage. */
  readonly heapBytes: number;
  /** Buffers outside of the heap, after the same. */
  readonly externalBytes: number;
  readonly rssBytes: number;
  /** What keeps the event loop alive, by type, as it usually is within the moment of the look. */
  readonly handles: Readonly<Record<string, number>>;
  /** Open files and sockets, likewise, but for files of the journal; null where the system does not tell. */
  readonly descriptors: number | null;
  /** Listeners on the process object. */
  readonly listeners: number;
  /** All files of the data directory. LevelDB compacts by itself: what was deleted stays for a while. */
  readonly directoryBytes: number;
  /** Keys and values of the node's rows, as they are now. */
  readonly rows: RowBytes;
}

/** Keys and values by what they are for, and the log beside them, in bytes. */
export interface RowBytes {
  /** Files of the journal, with the Raft log, which is trimmed to 10,000 entries or 64 MiB: by whole files of 16 MiB. */
  readonly log: number;
  /** Runs and their histories. */
  readonly runs: number;
  /** Request ids, which are known for five minutes. */
  readonly requests: number;
  /** How many requests. */
  readonly requestCount: number;
  /** How many ended runs. */
  readonly endedRuns: number;
  /** All that is none of these. */
  readonly rest: number;
}

/** What the node had at the end, and after it was opened again. */
export interface EnduranceEnd {
  /** Runs that were still there. Each history had all its steps, with the right values. */
  readonly runs: number;
  /** Of the newest runs: before the node was closed, opened again, and opened once more. */
  readonly newestDigests: readonly string[];
  /** Of all runs: when the node was opened again, and once more. */
  readonly allDigests: readonly string[];
  /** All files of the database, when LevelDB had rewritten all of its tables. */
  readonly compactedBytes: number;
}

/** What the node process says. */
export type EnduranceMessage =
  | { readonly type: "sample"; readonly sample: Sample }
  | { readonly type: "wrong"; readonly text: string }
  | { readonly type: "end"; readonly end: EnduranceEnd };
