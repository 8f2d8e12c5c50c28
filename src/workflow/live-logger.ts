/** LiveLogger writes only while a run is driven live, so that replay and other nodes repeat no line. */
import type { Logger } from "../util/logger.ts";

/** A logger with a gate. */
export class LiveLogger implements Logger {
  readonly #logger: Logger;
  readonly #isLive: () => boolean;

  constructor(logger: Logger, isLive: () => boolean) {
    this.#logger = logger;
    this.#isLive = isLive;
  }

  debug(fields: object, message: string): void {
    if (this.#isLive()) this.#logger.debug(fields, message);
  }

  info(fields: object, message: string): void {
    if (this.#isLive()) this.#logger.info(fields, message);
  }

  warn(fields: object, message: string): void {
    if (this.#isLive()) this.#logger.warn(fields, message);
  }

  error(fields: object, message: string): void {
    if (this.#isLive()) this.#logger.error(fields, message);
  }

  child(fields: object): Logger {
    return new LiveLogger(this.#logger.child(fields), this.#isLive);
  }
}
