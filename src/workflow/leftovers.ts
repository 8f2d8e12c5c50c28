/** What a run leaves behind when its function returns: said, because it is rarely meant. */
import type { Logger } from "../util/logger.ts";
import type { RunExecutor } from "./executor.ts";

/** Warns of operations that nobody awaited and of signals that nobody took. */
export function warnOfLeftovers(executor: RunExecutor, logger: Logger): void {
  const { workflowId, runNumber } = executor.run;
  const keys: string[] = [];
  for (const { key, work } of executor.pending()) {
    // Waits and timers that lost a race are nothing to warn of.
    if (work.type === "step" || work.type === "assign") keys.push(key);
  }
  if (keys.length > 0) {
    logger.warn(
      { workflowId, runNumber, keys },
      "the function returned before these operations; they are abandoned",
    );
  }
  const signals = executor.signals.untaken();
  if (signals.length > 0) {
    logger.warn({ workflowId, runNumber, signals }, "the run ended without taking these signals");
  }
}
