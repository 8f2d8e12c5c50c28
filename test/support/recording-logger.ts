/** A logger for tests that keeps its lines. */
import type { Logger } from "../../src/util/logger.ts";

/** A line that a node has logged. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps what is logged. */
export function recordingLogger(lines: LogLine[], bound: object = {}): Logger {
  const log =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, message, fields: { ...bound, ...fields } });
    };
  return {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    child: (fields) => recordingLogger(lines, { ...bound, ...fields }),
  };
}
