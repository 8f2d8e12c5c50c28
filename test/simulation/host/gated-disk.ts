/** A disk whose answers wait while the process that asked is stopped: the disk goes on, the process hears of it later. */
import type { StorageBackend } from "../../../src/storage/key-value-store.ts";
import type { ProcessScheduler } from "./process-scheduler.ts";

/** Who asks. */
export interface GateOptions {
  readonly process: ProcessScheduler;
  /** A file of the journal is about to be removed, and can be read until this returns. */
  readonly beforeRemoval: (file: number) => void;
  /** The first frame of a file of the journal is durable, and nobody has been told. Never rejects. */
  readonly afterTurn: (file: number) => Promise<void>;
}

/** The same disk, for a process that can be stopped. */
export function gated(
  disk: StorageBackend,
  { process, beforeRemoval, afterTurn }: GateOptions,
): StorageBackend {
  const { keyValue, journal, witness } = disk;
  const heard = async (written: Promise<void>): Promise<void> => {
    try {
      await written;
    } finally {
      await process.awake();
    }
  };
  return {
    location: disk.location,
    keyValue: {
      get: (key) => keyValue.get(key),
      scan: (range, options) => keyValue.scan(range, options),
      snapshot: () => keyValue.snapshot(),
      write: (batch) => heard(keyValue.write(batch)),
      close: () => keyValue.close(),
    },
    journal: {
      list: () => journal.list(),
      create: (file, bytes) => heard(journal.create(file, bytes)),
      size: (file) => journal.size(file),
      read: (file, part) => journal.read(file, part),
      write: (file, at, bytes) => {
        const written = journal.write(file, at, bytes);
        return heard(at === 0 ? written.then(() => afterTurn(file)) : written);
      },
      remove: (file) => {
        beforeRemoval(file);
        return heard(journal.remove(file));
      },
    },
    witness: {
      read: () => witness.read(),
      write: (bytes) => heard(witness.write(bytes)),
    },
    peers: disk.peers,
    close: () => disk.close(),
  };
}
