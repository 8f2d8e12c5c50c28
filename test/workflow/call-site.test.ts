/** Goal: an error about a run's code names the user's line, whatever stacks look like. Method: frames as engines and source maps write them. */
import { afterEach, describe, expect, test } from "vitest";
import { describeCallSite, takeCallSite } from "../../src/workflow/call-site.ts";

const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");

afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
  else Object.defineProperty(Error, "prepareStackTrace", before);
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
    Error.prepareStackTrace = (_error, frames) => {
      const lines = frames.map((frame) => {
        const file = frame
          .getFileName()
          ?.replace(/^.*\/workflow\/(?=call-site\.ts)/, "/pkg/mapped/workflow/");
        return `    at f (${file}:${frame.getLineNumber()}:${frame.getColumnNumber()})`;
      });
      return ["Error", ...lines].join("\n");
    };
    const stack = [
      "Error",
      "    at ScopedCalls.step (/pkg/mapped/workflow/scoped-calls.ts:1:2)",
      "    at RunContext.step (/pkg/mapped/workflow/run-context.ts:82:20)",
      "    at body (/app/orders.ts:12:34)",
    ].join("\n");
    expect(describeCallSite({ stack })).toBe("/app/orders.ts:12:34");
  });
});
