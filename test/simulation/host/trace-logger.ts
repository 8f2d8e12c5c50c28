/** A logger whose lines go into the trace of a simulated run. */
import type { Logger } from "../../../src/util/logger.ts";
import type { HostTrace } from "./trace.ts";

/** Notes what is logged, with the node that says it. */
export function traceLogger(trace: HostTrace, name: string): Logger {
  const log =
    (level: string) =>
    (fields: object, message: string): void => {
      const shown = JSON.stringify(fields, (_, value: unknown) =>
        value instanceof Error ? `${value.name}: ${value.message}` : value,
      );
      trace.note(`${name} ${level}: ${message} ${shown}`);
    };
  return {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    child: () => traceLogger(trace, name),
  };
}
