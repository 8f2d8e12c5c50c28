/** Limits and times of a transport, with their defaults. Every option has a unit and is checked where it enters. */
import { InvalidArgumentError } from "../errors.ts";

/** Bounds on what one transport holds and how long it waits. */
export interface TransportLimits {
  /** Bytes of a frame with several messages, a call's payload or answer, a snapshot's header. @defaultValue 4 MiB */
  readonly frameBytesMax?: number | undefined;
  /** Bytes that wait for one peer; past it replication messages are dropped. @defaultValue 32 MiB */
  readonly queueBytesMax?: number | undefined;
  /** Calls in flight from here, and calls being answered here. @defaultValue 10,000 */
  readonly callsMax?: number | undefined;
  /** Bytes of one part of a snapshot. @defaultValue 1 MiB */
  readonly chunkBytesMax?: number | undefined;
  /** Bytes of a snapshot on the way, not yet taken by the receiver. @defaultValue 4 MiB */
  readonly snapshotWindowBytes?: number | undefined;
  /** Snapshots that may come in at once. @defaultValue 4 */
  readonly snapshotsMax?: number | undefined;
}

/** How long a transport waits for what. */
export interface TransportTiming {
  /** For a connection and the other side's first word, in ms. @defaultValue 1000 */
  readonly dialTimeoutMs?: number | undefined;
  /** Before the second redial of a peer, in ms; doubles from there, with jitter. @defaultValue 50 */
  readonly redialMinMs?: number | undefined;
  /** Between two redials of a peer, at most, in ms. @defaultValue 1000 */
  readonly redialMaxMs?: number | undefined;
  /** Between two signs of life on a silent connection, in ms; half of it without an answer breaks it. @defaultValue 5000 */
  readonly keepaliveMs?: number | undefined;
  /** How long a snapshot outlives its broken stream, in ms. @defaultValue 5000 */
  readonly resumeTimeoutMs?: number | undefined;
}

/** {@link TransportLimits} and {@link TransportTiming} with all defaults. */
export type TransportSettings = {
  readonly [K in keyof (TransportLimits & TransportTiming)]-?: number;
};

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * 1024;

/**
 * Bytes of a frame with one message that every node takes and sends, however small its own frames are: the largest entry that any
 * member may write (64 MiB and 64 KiB), and room for what is around it. A member's limits say what it puts into the log, not what it takes
 * from there: an entry that one member could not take, or not send on, would keep it, and who needs its vote, standing still for ever.
 */
export const LONE_FRAME_BYTES_MAX: number = 64 * MEBIBYTE + 128 * KIBIBYTE;

/**
 * Fills in and checks the settings.
 *
 * @throws {InvalidArgumentError} when one is out of range, or they do not fit each other.
 */
export function checkSettings(options: TransportLimits & TransportTiming = {}): TransportSettings {
  const bytes = (field: keyof TransportSettings, fallback: number): number =>
    within(field, options[field] ?? fallback, { min: KIBIBYTE, max: 4096 * MEBIBYTE });
  const ms = (field: keyof TransportSettings, fallback: number): number =>
    within(field, options[field] ?? fallback, { min: 1, max: 3_600_000 });
  const settings: TransportSettings = {
    frameBytesMax: within("frameBytesMax", options.frameBytesMax ?? 4 * MEBIBYTE, {
      min: 4 * KIBIBYTE,
      max: 256 * MEBIBYTE,
    }),
    queueBytesMax: bytes("queueBytesMax", 32 * MEBIBYTE),
    callsMax: within("callsMax", options.callsMax ?? 10_000, { min: 1, max: 1_000_000 }),
    chunkBytesMax: bytes(
      "chunkBytesMax",
      Math.min(MEBIBYTE, (options.frameBytesMax ?? Infinity) / 2),
    ),
    snapshotWindowBytes: bytes("snapshotWindowBytes", 4 * MEBIBYTE),
    snapshotsMax: within("snapshotsMax", options.snapshotsMax ?? 4, { min: 1, max: 1000 }),
    dialTimeoutMs: ms("dialTimeoutMs", 1000),
    redialMinMs: ms("redialMinMs", 50),
    redialMaxMs: ms("redialMaxMs", 1000),
    keepaliveMs: ms("keepaliveMs", 5000),
    resumeTimeoutMs: ms("resumeTimeoutMs", 5000),
  };
  assertAtMost(settings, "chunkBytesMax", "frameBytesMax");
  assertAtMost(settings, "redialMinMs", "redialMaxMs");
  return settings;
}

function assertAtMost(
  settings: TransportSettings,
  smaller: keyof TransportSettings,
  larger: keyof TransportSettings,
): void {
  if (settings[smaller] <= settings[larger]) return;
  throw new InvalidArgumentError({
    field: smaller,
    expected: `at most ${larger} (${settings[larger]})`,
    found: `${settings[smaller]}`,
  });
}

function within(field: string, value: number, range: { min: number; max: number }): number {
  if (Number.isSafeInteger(value) && value >= range.min && value <= range.max) return value;
  throw new InvalidArgumentError({
    field,
    expected: `a whole number of ${range.min} to ${range.max}`,
    found: `${value}`,
  });
}
