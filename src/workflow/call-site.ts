/**
 * Where in the user's code the context was called last: a stack is taken at each call, with `verifyDeterminism: "always"`, because that
 * costs 2 to 10 us, and made into text only when it is asked for.
 */
import { fileURLToPath } from "node:url";

/** A stack that has been taken. */
export interface CallSite {
  /** Formatted by the engine when it is read. */
  readonly stack?: string | undefined;
}

/** Own frames above the user's, and that: the call of the context, for variables with one more between. */
const FRAMES = 3;
/** Where the files of this folder are, as they stand in a stack: as addresses, or as paths when something transformed them. */
const OWN_FOLDER: string = new URL(".", import.meta.url).href;
const OWN_PATH: string = fileURLToPath(OWN_FOLDER);

/** Takes the stack above `callee`. */
export function takeCallSite(callee: (...args: never[]) => unknown): CallSite {
  const site: CallSite = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(site, callee);
  Error.stackTraceLimit = stackTraceLimit;
  return site;
}

/** File, line and column of the first frame that is not ours; null when there is none. */
export function describeCallSite(site: CallSite | null): string | null {
  const frames = textOf(site).split("\n").slice(1);
  const frame = frames.find((line) => !line.includes(OWN_FOLDER) && !line.includes(OWN_PATH));
  if (frame === undefined) return null;
  return /\(([^()]*)\)$/.exec(frame)?.[1] ?? frame.replace(/^\s*at (?:async )?/, "");
}

/** A user may have a stack formatted as something else, or fail to. */
function textOf(site: CallSite | null): string {
  try {
    const stack: unknown = site?.stack;
    return typeof stack === "string" ? stack : "";
  } catch {
    return "";
  }
}
