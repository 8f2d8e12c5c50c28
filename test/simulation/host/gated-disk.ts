/** A disk whose answers wait while the process that asked is stopped: the disk goes on, the process hears of it later. */
import type { StorageBackend } from "../../../src/storage/key-value-store.ts";
import type { ProcessScheduler } from "./process-scheduler.ts";

/** The same disk, for a process that can be stopped. */
export function gated(disk: StorageBackend, process: ProcessScheduler): StorageBackend {
  const { keyValue, witness } = disk;
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
    witness: {
      read: () => witness.read(),
      write: (bytes) => heard(witness.write(bytes)),
    },
    peers: disk.peers,
    close: () => disk.close(),
  };
}
