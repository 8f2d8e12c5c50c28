/** Timing and limits of the Raft host. Every option has a unit and is checked where it enters. */
import { InvalidArgumentError } from "../errors.ts";
import { COMMAND_EXTRA_BYTES } from "../model/limits.ts";

/** Clockwork of a node's groups. */
export interface TimingOptions {
  /** Length of a tick in ms. @defaultValue 15 */
  readonly tickMs?: number | undefined;
  /** Ticks between heartbeats. @defaultValue 2 */
  readonly heartbeatTicks?: number | undefined;
  /** Ticks without a leader before an election; drawn up to twice that. @defaultValue 8 */
  readonly electionTicks?: number | undefined;
  /** Rows of a replaced state are removed with the next save, or after so long, in ms. @defaultValue 50 */
  readonly idleFlushMs?: number | undefined;
  /** A wall clock further ahead of the log clock than this, in ms, is followed in one jump. @defaultValue 1000 */
  readonly clockSkewMaxMs?: number | undefined;
  /** A snapshot between nodes is given up when no chunk of it has moved for so long, in ms. @defaultValue 30,000 */
  readonly snapshotStallMs?: number | undefined;
}

/** Bounds on what is in flight. */
export interface ReplicaLimits {
  /** Bytes of an encoded payload. @defaultValue 1 MiB */
  readonly payloadBytesMax?: number | undefined;
  /** Bytes of one entry with several commands. @defaultValue 1 MiB */
  readonly entryBytesMax?: number | undefined;
  /** Bytes proposed and not yet committed; a quarter is the engine's alone. @defaultValue 64 MiB */
  readonly inFlightBytesMax?: number | undefined;
  /** Bytes given to the state machine and not yet applied. @defaultValue 4 MiB */
  readonly windowBytes?: number | undefined;
  /** Bytes of a frame between nodes; every entry with its overhead must fit. @defaultValue 4 MiB */
  readonly frameBytesMax?: number | undefined;
  /** Bytes of a chunk of a snapshot; one row that is larger is a chunk of its own. @defaultValue 256 KiB */
  readonly snapshotChunkBytes?: number | undefined;
  /** Snapshots that a node sends at the same time, of all its groups. @defaultValue 2 */
  readonly snapshotsMax?: number | undefined;
}

/** {@link TimingOptions} with all defaults. */
export type Timing = { readonly [K in keyof TimingOptions]-?: number };
/** {@link ReplicaLimits} with all defaults. */
export type Limits = { readonly [K in keyof ReplicaLimits]-?: number };

/** Share of the in-flight bytes that outside proposals may fill; the rest is the engine's. */
export const OUTSIDE_SHARE = 0.75;

const MEBIBYTE = 1024 * 1024;
/** What a frame has beside one entry. */
const FRAME_OVERHEAD_BYTES = 4096;

/**
 * Fills in and checks the clockwork.
 *
 * @throws {InvalidArgumentError} naming the option, its range and what was given.
 */
export function checkTiming(options: TimingOptions = {}): Timing {
  const heartbeatTicks = within("heartbeatTicks", options.heartbeatTicks ?? 2, {
    min: 1,
    max: 1000,
  });
  return {
    tickMs: within("tickMs", options.tickMs ?? 15, { min: 1, max: 10_000 }),
    heartbeatTicks,
    electionTicks: within("electionTicks", options.electionTicks ?? 8, {
      min: heartbeatTicks + 1,
      max: 10_000,
    }),
    idleFlushMs: within("idleFlushMs", options.idleFlushMs ?? 50, { min: 0, max: 60_000 }),
    clockSkewMaxMs: within("clockSkewMaxMs", options.clockSkewMaxMs ?? 1000, {
      min: 1,
      max: 3_600_000,
    }),
    snapshotStallMs: within("snapshotStallMs", options.snapshotStallMs ?? 30_000, {
      min: 1,
      max: 86_400_000,
    }),
  };
}

/** `snapshotStallMs` in ticks. */
export function stallTicksOf({ snapshotStallMs, tickMs }: Timing): number {
  return Math.ceil(snapshotStallMs / tickMs);
}

/**
 * Fills in and checks the limits.
 *
 * @throws {InvalidArgumentError} when one is out of range or an entry would not fit a frame.
 */
export function checkLimits(options: ReplicaLimits = {}): Limits {
  const limits: Limits = {
    payloadBytesMax: within("payloadBytesMax", options.payloadBytesMax ?? MEBIBYTE, {
      min: 1024,
      max: 64 * MEBIBYTE,
    }),
    entryBytesMax: within("entryBytesMax", options.entryBytesMax ?? MEBIBYTE, {
      min: 1024,
      max: 64 * MEBIBYTE,
    }),
    inFlightBytesMax: within("inFlightBytesMax", options.inFlightBytesMax ?? 64 * MEBIBYTE, {
      min: 4096,
      max: 4096 * MEBIBYTE,
    }),
    windowBytes: within("windowBytes", options.windowBytes ?? 4 * MEBIBYTE, {
      min: 4096,
      max: 1024 * MEBIBYTE,
    }),
    frameBytesMax: within("frameBytesMax", options.frameBytesMax ?? 4 * MEBIBYTE, {
      min: 64 * 1024,
      max: 256 * MEBIBYTE,
    }),
    snapshotChunkBytes: within("snapshotChunkBytes", options.snapshotChunkBytes ?? MEBIBYTE / 4, {
      min: 1024,
      max: 64 * MEBIBYTE,
    }),
    snapshotsMax: within("snapshotsMax", options.snapshotsMax ?? 2, { min: 1, max: 1000 }),
  };
  if (limits.snapshotChunkBytes + FRAME_OVERHEAD_BYTES > limits.frameBytesMax) {
    throw new InvalidArgumentError({
      field: "snapshotChunkBytes",
      expected: `at most ${limits.frameBytesMax - FRAME_OVERHEAD_BYTES} bytes, so that a chunk fits a frame`,
      found: `${limits.snapshotChunkBytes}`,
    });
  }
  const largest = Math.max(limits.entryBytesMax, limits.payloadBytesMax + COMMAND_EXTRA_BYTES);
  if (largest + FRAME_OVERHEAD_BYTES > limits.frameBytesMax) {
    throw new InvalidArgumentError({
      field: "frameBytesMax",
      expected: `at least ${largest + FRAME_OVERHEAD_BYTES} bytes, so that the largest entry fits a frame`,
      found: `${limits.frameBytesMax}`,
    });
  }
  return limits;
}

function within(field: string, value: number, range: { min: number; max: number }): number {
  if (Number.isSafeInteger(value) && value >= range.min && value <= range.max) return value;
  throw new InvalidArgumentError({
    field,
    expected: `a whole number of ${range.min} to ${range.max}`,
    found: `${value}`,
  });
}
