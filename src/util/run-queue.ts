/**
 * How long threads were ready to run and had to wait for a processor: what the system knows of their contention.
 *
 * Of the calling thread; when that is a worker, the mean of its own and the main thread's: a worker that stays awake may be what the main
 * thread waits for, and does not feel it itself.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** Of a thread on Linux: nanoseconds on a processor, nanoseconds of waiting for one, how often it got one. */
const OWN_PATH = "/proc/thread-self/schedstat";
/** The same of the main thread. */
const MAIN_PATH = "/proc/self/schedstat";
const NS_PER_MS = 1e6;

/** The queue for processors as the thread that opened it sees it. */
export interface RunQueue {
  /** Ms of waiting since the thread began, of two their mean; NaN when the system tells no more. Never throws. */
  waitedMs(): number;
  close(): void;
}

/** Null where the system does not tell. A look costs about 2 us for each thread. */
export function openRunQueue(): RunQueue | null {
  const own = openStatistics(OWN_PATH);
  if (own === null) return null;
  const main = isMainThread ? null : openStatistics(MAIN_PATH);
  return {
    waitedMs: () => (main === null ? own.waitedMs() : (own.waitedMs() + main.waitedMs()) / 2),
    close: () => {
      own.close();
      main?.close();
    },
  };
}

/** The statistics of one thread; null when the system does not keep them. */
function openStatistics(path: string): RunQueue | null {
  const bytes = Buffer.alloc(128);
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return null;
  }
  const read = (): readonly number[] => {
    try {
      const length = readSync(file, bytes, 0, bytes.length, 0);
      return bytes.toString("latin1", 0, length).split(" ").map(Number);
    } catch {
      return [];
    }
  };
  const [onProcessor = 0, waited = Number.NaN] = read();
  if (!(onProcessor > 0 && waited >= 0)) {
    closeSync(file);
    return null;
  }
  return {
    waitedMs: () => (read()[1] ?? Number.NaN) / NS_PER_MS,
    close: () => closeSync(file),
  };
}
