/**
 * RejectionWatch gives rejections that nobody handled to the run in whose turn they happened: they become warnings of
 * that run and never end the process. All other rejections are left to what Node does with them.
 *
 * Node reports unhandled rejections between two macrotasks, and a turn is a macrotask of its own, so the run whose
 * turn it is when a report comes is the one it belongs to. One handler serves all runtimes of the process.
 *
 * The functions of steps are called in such macrotasks too, and what they reject with there is told apart in the same way. What
 * goes wrong later, behind an await of their own, has no run to its name and is left to Node.
 */
import { performance } from "node:perf_hooks";

/** Takes the rejection of one of its runs; false when it is not about one. */
export type RejectionTaker = (reason: unknown) => boolean;

/** Who takes rejections in this process, and the handler that asks them. */
interface Watch {
  readonly takers: Set<RejectionTaker>;
  readonly handler: (reason: unknown) => void;
}

/** On `globalThis`, so that two copies of the package have one handler: of two, each would take the other for somebody who judges. */
const WATCH_KEY: unique symbol = Symbol.for("raftwork.rejectionWatch");

/** Adds a taker; returns its removal. */
export function watchRejections(taker: RejectionTaker): () => void {
  const { takers, handler } = watchOfProcess();
  if (takers.size === 0) process.on("unhandledRejection", handler);
  takers.add(taker);
  return () => {
    if (!takers.delete(taker)) return;
    if (takers.size === 0) process.off("unhandledRejection", handler);
  };
}

function watchOfProcess(): Watch {
  const holder = globalThis as { [WATCH_KEY]?: Watch };
  holder[WATCH_KEY] ??= newWatch();
  return holder[WATCH_KEY];
}

function newWatch(): Watch {
  const takers = new Set<RejectionTaker>();
  return { takers, handler: (reason) => onUnhandledRejection(takers, reason) };
}

/** Number of the pass of the event loop that is under way. */
export function loopPass(): number {
  return performance.nodeTiming.uvMetricsInfo.loopCount;
}

function onUnhandledRejection(takers: ReadonlySet<RejectionTaker>, reason: unknown): void {
  for (const taker of takers) if (taker(reason)) return;
  // Other handlers judge for themselves. Without one Node would end the process, if this handler were not there; unless it was
  // told to do something else, and that it does beside its handlers.
  if (process.listenerCount("unhandledRejection") === 1 && throwsByDefault()) throw reason;
}

/** What Node does with rejections that nobody handles; `throw` unless a flag says otherwise. */
function throwsByDefault(): boolean {
  const flags = [process.env["NODE_OPTIONS"] ?? "", ...process.execArgv].join(" ");
  const [, mode = "throw"] = /--unhandled-rejections[= ]([a-z-]+)/.exec(flags) ?? [];
  return mode === "throw";
}
