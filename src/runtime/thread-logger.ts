/** Logging in a thread of its own: lines go to the main thread, whose logger writes them. */
import type { Failure } from "../model/command.ts";
import { errorOf, failureOf } from "../model/failure.ts";
import type { Logger } from "../util/logger.ts";
import type { LogLine } from "./thread-records.ts";

/** Levels, the least important first. */
const LEVELS = ["debug", "info", "warn", "error"] as const;

/** Hands every line to the main thread that its logger would write. */
export class ThreadLogger implements Logger {
  readonly #post: (line: LogLine) => void;
  readonly #least: number;
  readonly #fields: object;

  /** `level`: what is less important is not even handed over; null for all. */
  constructor(options: {
    readonly post: (line: LogLine) => void;
    readonly level: string | null;
    readonly fields?: object;
  }) {
    const { post, level, fields = {} } = options;
    const found = LEVELS.findIndex((one) => one === level);
    this.#post = post;
    this.#least = level === "silent" ? LEVELS.length : Math.max(0, found);
    this.#fields = fields;
  }

  debug(fields: object, message: string): void {
    this.#write(0, fields, message);
  }

  info(fields: object, message: string): void {
    this.#write(1, fields, message);
  }

  warn(fields: object, message: string): void {
    this.#write(2, fields, message);
  }

  error(fields: object, message: string): void {
    this.#write(3, fields, message);
  }

  child(fields: object): Logger {
    const level = LEVELS[this.#least] ?? "silent";
    return new ThreadLogger({ post: this.#post, level, fields: { ...this.#fields, ...fields } });
  }

  #write(at: number, given: object, message: string): void {
    const level = LEVELS[at];
    if (level === undefined || at < this.#least) return;
    const { err, ...fields } = { ...this.#fields, ...given } as { readonly err?: unknown };
    const failure: Failure | null = err === undefined ? null : failureOf(err);
    this.#post({ level, fields, failure, message });
  }
}

/** Writes a line that another thread has handed over. */
export function writeLine(logger: Logger, { level, fields, failure, message }: LogLine): void {
  logger[level](failure === null ? fields : { ...fields, err: errorOf(failure) }, message);
}
