/**
 * Where in the user's code the context was called last: a stack is taken at each call, with `verifyDeterminism: "always"`, because that
 * costs 2 to 10 us, and made into text only when it is asked for.
 */

/** A stack that has been taken. */
export interface CallSite {
  /** Formatted by the engine when it is read. */
  readonly stack?: string | undefined;
}

/** Own frames above the user's, and that: the call of the context, for variables with one more between. */
const FRAMES = 3;

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
  const places = placesOf(site);
  const [here = ""] = placesOf(takeCallSite(takeCallSite));
  const ownFolder = here.slice(0, Math.max(here.lastIndexOf("/"), here.lastIndexOf("\\")) + 1);
  return places.find((place) => ownFolder === "" || !place.includes(ownFolder)) ?? null;
}

/** File, line and column of each frame. Source maps name the files of this folder, too, as something else than they are. */
function placesOf(site: CallSite | null): string[] {
  const frames = textOf(site)
    .split("\n")
    .filter((line) => /^\s*at /.test(line));
  return frames.map(
    (frame) => /\(([^()]*)\)$/.exec(frame)?.[1] ?? frame.replace(/^\s*at (?:async )?/, ""),
  );
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
