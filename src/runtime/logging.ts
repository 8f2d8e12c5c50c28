/** Loggers of a runtime: pino, JSON lines to stderr, unless the user gives one. */
import { pino } from "pino";
import type { Logger } from "../util/logger.ts";

/** How much is written. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** A logger that writes at once, so that the last line before an exit is not lost. */
export function defaultLogger(level: LogLevel): Logger {
  return pino({ name: "raftwork", level }, pino.destination({ fd: 2, sync: true }));
}

/**
 * A user's logger that cannot throw into ours: what it throws becomes a warning of the process, and the line is lost. A
 * node does not stop because it cannot say something.
 */
export function guardedLogger(logger: Logger): Logger {
  return new GuardedLogger(logger);
}

class GuardedLogger implements Logger {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(fields: object, message: string): void {
    this.#write("debug", fields, message);
  }

  info(fields: object, message: string): void {
    this.#write("info", fields, message);
  }

  warn(fields: object, message: string): void {
    this.#write("warn", fields, message);
  }

  error(fields: object, message: string): void {
    this.#write("error", fields, message);
  }

  child(fields: object): Logger {
    try {
      return new GuardedLogger(this.#logger.child(fields));
    } catch (error) {
      told(error);
      return this;
    }
  }

  #write(level: "debug" | "info" | "warn" | "error", fields: object, message: string): void {
    try {
      this.#logger[level](fields, message);
    } catch (error) {
      told(error);
    }
  }
}

function told(error: unknown): void {
  const text = error instanceof Error ? error.message : typeof error;
  process.emitWarning(`The logger given to Raftwork threw: ${text}`, { code: "RAFTWORK_LOGGER" });
}
