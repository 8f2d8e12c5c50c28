/** Goal: an error about a run's code names the user's line, whatever stacks look like. Method: frames as engines and source maps write them. */
import { afterEach, describe, expect, test } from "vitest";
import { describeCallSite, takeCallSite } from "../../src/workflow/call-site.ts";

const { prepareStackTrace } = Error;

afterEach(() => {
  Error.prepareStackTrace = prepareStackTrace;
});

/** As `RunContext` calls it. */
function called(): string | null {
  return describeCallSite(takeCallSite(called));
}

describe("a call site", () => {
  test("is where the caller stands", () => {
    expect(called()).toContain("call-site.test.ts");
  });

  test("is none of our own frames where a source map names our files otherwise", () => {
    // What --enable-source-maps and tsx make of the frames of dist/workflow/.
    Error.prepareStackTrace = (error, frames) =>
      [String(error), ...frames.map((frame) => `    at ${String(frame)}`)]
        .join("\n")
        .replaceAll(/(?:file:\/\/)?\/\S*\/workflow\/(?=call-site\.ts)/g, "/pkg/mapped/workflow/");
    const stack = [
      "Error",
      "    at ScopedCalls.step (/pkg/mapped/workflow/scoped-calls.ts:1:2)",
      "    at RunContext.step (/pkg/mapped/workflow/run-context.ts:82:20)",
      "    at body (/app/orders.ts:12:34)",
    ].join("\n");
    expect(describeCallSite({ stack })).toBe("/app/orders.ts:12:34");
  });
});
