/** How a node's storage behaves: its options, and what they are when they are not given. */
import { InvalidArgumentError } from "../errors.ts";
import { type Scheduler, systemScheduler } from "../util/scheduler.ts";
import type { TrailingLimits } from "./group-flush.ts";
import { JOURNAL_FILE_BYTES } from "./journal.ts";

/** How a node's storage behaves. */
export interface NodeStoreOptions {
  /** Entries kept behind the applied index for followers that are behind. @defaultValue 10,000 */
  readonly trailingEntries?: number | undefined;
  /** Bytes of them kept at most, in each group. @defaultValue 64 MiB */
  readonly trailingBytes?: number | undefined;
  /** Bytes of log kept at most, in each group, while another node is catching up. @defaultValue 256 MiB */
  readonly catchUpBytes?: number | undefined;
  /** Bytes of the newest entries kept in memory, all groups together. @defaultValue 16 MiB */
  readonly entryCacheBytes?: number | undefined;
  /** How large files of the journal are made at most, in bytes. @defaultValue 16 MiB */
  readonly journalFileBytes?: number | undefined;
  /** Shortest time between two writes of the file WITNESS, in ms. @defaultValue 100 */
  readonly witnessIntervalMs?: number | undefined;
  /** Clock and timers. @defaultValue those of the system */
  readonly scheduler?: Scheduler | undefined;
}

/** The same, with what was not given. */
export interface StorageSettings extends TrailingLimits {
  readonly entryCacheBytes: number;
  readonly journalFileBytes: number;
  readonly witnessIntervalMs: number;
  readonly scheduler: Scheduler;
}

/** Fills in what was not given. @throws {InvalidArgumentError} naming an option that makes no sense. */
export function settingsOf(options: NodeStoreOptions): StorageSettings {
  const settings: StorageSettings = {
    trailingEntries: options.trailingEntries ?? 10_000,
    trailingBytes: options.trailingBytes ?? 64 * 1024 * 1024,
    catchUpBytes: options.catchUpBytes ?? 256 * 1024 * 1024,
    entryCacheBytes: options.entryCacheBytes ?? 16 * 1024 * 1024,
    journalFileBytes: options.journalFileBytes ?? JOURNAL_FILE_BYTES,
    witnessIntervalMs: options.witnessIntervalMs ?? 100,
    scheduler: options.scheduler ?? systemScheduler,
  };
  for (const field of [
    "trailingEntries",
    "trailingBytes",
    "catchUpBytes",
    "entryCacheBytes",
    "journalFileBytes",
    "witnessIntervalMs",
  ] as const) {
    const value = settings[field];
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new InvalidArgumentError({
        field,
        expected: "a whole number of 0 or more",
        found: `${value}`,
      });
    }
  }
  return settings;
}
