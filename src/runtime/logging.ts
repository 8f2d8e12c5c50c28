/** Loggers of a runtime: pino, JSON lines to stderr, unless the user gives one. */
import { type DestinationStream, pino } from "pino";
import { errorOf, failureOf } from "../model/failure.ts";
import type { Logger } from "../util/logger.ts";
import { catchRejection } from "../util/thenable.ts";

/** How much is written. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Of lines that could not be written yet. */
const UNWRITTEN_CHARACTERS_MAX = 16 * 1024 * 1024;

/**
 * A logger that writes at once, so that the last line before an exit is not lost. It never throws, whatever it is to write: it is
 * called where nobody could catch that. `destination` is stderr unless a test wants to read the lines.
 */
export function defaultLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    name: "raftwork",
    level,
    serializers: { err: written },
    hooks: {
      logMethod(this: pino.Logger, args: Parameters<pino.LogFn>, write: pino.LogFn): void {
        try {
          write.apply(this, args);
        } catch (error) {
          told(error);
        }
      },
    },
  };
  return pino(options, destination ?? standardError());
}

/** Lines that stderr does not take wait for better times, up to a bound. Nobody is told: what else could be said would go the same way. */
function standardError(): DestinationStream {
  const stream = pino.destination({ fd: 2, sync: true, maxLength: UNWRITTEN_CHARACTERS_MAX });
  stream.on("error", () => {});
  return stream;
}

/** An error for a line. pino's own serializer marks the error itself, which a frozen one does not let it, and reads what may throw. */
function written(error: unknown): unknown {
  try {
    return pino.stdSerializers.err(error as Error);
  } catch {
    return pino.stdSerializers.err(errorOf(failureOf(error)));
  }
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
      const given: unknown = this.#logger[level](fields, message);
      catchRejection(given, told);
    } catch (error) {
      told(error);
    }
  }
}

function told(error: unknown): void {
  const text = failureOf(error).message;
  process.emitWarning(`The logger of Raftwork threw: ${text}`, { code: "RAFTWORK_LOGGER" });
}
