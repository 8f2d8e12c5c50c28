/** The default logger: pino, JSON lines to stderr. */
import { pino } from "pino";
import type { Logger } from "../util/logger.ts";

/** How much is written. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** A logger that writes at once, so that the last line before an exit is not lost. */
export function defaultLogger(level: LogLevel): Logger {
  return pino({ name: "raftwork", level }, pino.destination({ fd: 2, sync: true }));
}
