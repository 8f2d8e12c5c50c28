/** How long the calling thread was ready to run and had to wait for a processor: what the system knows of its contention. */
import { closeSync, openSync, readSync } from "node:fs";

/** Of each thread on Linux: nanoseconds on a processor, nanoseconds of waiting for one, how often it got one. */
const PATH = "/proc/thread-self/schedstat";
const NS_PER_MS = 1e6;

/** The queue for processors as the thread that opened it sees it. */
export interface RunQueue {
  /** Ms of waiting since the thread began; NaN when the system tells no more. Never throws. */
  waitedMs(): number;
  close(): void;
}

/** Null where the system does not tell. A look costs about 2 us. */
export function openRunQueue(): RunQueue | null {
  const bytes = Buffer.alloc(128);
  let file: number;
  try {
    file = openSync(PATH, "r");
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
