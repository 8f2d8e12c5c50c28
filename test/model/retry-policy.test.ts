import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError, RaftworkError } from "../../src/errors.ts";
import {
  type ResolvedRetryPolicy,
  RetryAfter,
  type RetryDecision,
  type RetryPolicy,
  resolveRetryPolicy,
  retryDecision,
} from "../../src/model/retry-policy.ts";
import { SeededRandom } from "../../src/util/random.ts";

class CardDeclined extends Error {
  override readonly name = "CardDeclined";
}

function decide(
  policy: RetryPolicy,
  failed: { attempt?: number; error?: unknown; elapsedMs?: number; seed?: number } = {},
): RetryDecision {
  const { attempt = 1, error = new Error("x"), elapsedMs = 0, seed = 1 } = failed;
  const resolved = resolveRetryPolicy(policy, "step.retry");
  const random = new SeededRandom(seed);
  return retryDecision({ policy: resolved, attempt, error, elapsedMs, random });
}

function fails(reason: string): RetryDecision {
  return { type: "fail", reason, thrown: null } as RetryDecision;
}

describe("resolveRetryPolicy", () => {
  test("fills in the defaults of the documentation", () => {
    const expected: ResolvedRetryPolicy = {
      maximumAttempts: 10,
      initialIntervalMs: 200,
      backoffCoefficient: 2,
      maximumIntervalMs: 30_000,
      maximumDurationMs: null,
      jitter: "equal",
      nonRetryableErrors: [],
      shouldRetry: null,
    };
    expect(resolveRetryPolicy(undefined, "retry")).toEqual(expected);
    expect(resolveRetryPolicy({}, "retry")).toEqual(expected);
    expect(resolveRetryPolicy({ maximumAttempts: undefined }, "retry")).toEqual(expected);
  });

  test("reads durations, and lets a longer first pause raise the longest", () => {
    const policy = resolveRetryPolicy({ initialInterval: "1m", maximumDuration: "1d" }, "retry");
    expect(policy).toMatchObject({
      initialIntervalMs: 60_000,
      maximumIntervalMs: 60_000,
      maximumDurationMs: 86_400_000,
    });
  });

  test.each<{ policy: unknown; field: string }>([
    { policy: 5, field: "step.retry" },
    { policy: null, field: "" },
    { policy: { maximumAttempts: 0 }, field: "step.retry.maximumAttempts" },
    { policy: { maximumAttempts: 1.5 }, field: "step.retry.maximumAttempts" },
    { policy: { maximumAttempts: "3" }, field: "step.retry.maximumAttempts" },
    { policy: { initialInterval: "soon" }, field: "step.retry.initialInterval" },
    { policy: { initialInterval: -1 }, field: "step.retry.initialInterval" },
    { policy: { backoffCoefficient: 0.5 }, field: "step.retry.backoffCoefficient" },
    { policy: { backoffCoefficient: Infinity }, field: "step.retry.backoffCoefficient" },
    { policy: { maximumInterval: 5n }, field: "step.retry.maximumInterval" },
    { policy: { initialInterval: 500, maximumInterval: 400 }, field: "step.retry.maximumInterval" },
    { policy: { maximumDuration: "1y" }, field: "step.retry.maximumDuration" },
    { policy: { jitter: "some" }, field: "step.retry.jitter" },
    { policy: { nonRetryableErrors: "CardDeclined" }, field: "step.retry.nonRetryableErrors" },
    { policy: { nonRetryableErrors: [5] }, field: "step.retry.nonRetryableErrors" },
    { policy: { nonRetryableErrors: [undefined] }, field: "step.retry.nonRetryableErrors" },
    { policy: { shouldRetry: true }, field: "step.retry.shouldRetry" },
    { policy: { maxAttempts: 3 }, field: "step.retry key" },
  ])("refuses $policy and names $field", ({ policy, field }) => {
    const resolve = (): unknown => resolveRetryPolicy(policy as RetryPolicy, "step.retry");
    if (field === "") {
      // Null means not given, as undefined does.
      expect(resolve()).toEqual(resolveRetryPolicy(undefined, "step.retry"));
      return;
    }
    expect(resolve).toThrow(InvalidArgumentError);
    expect(resolve).toThrow(`Expected ${field} to be `);
  });

  test("is not changed by changing what it was made of", () => {
    const given = { nonRetryableErrors: ["A"] };
    const policy = resolveRetryPolicy(given, "retry");
    given.nonRetryableErrors.push("B");
    expect(policy.nonRetryableErrors).toEqual(["A"]);
  });
});

describe("retryDecision", () => {
  test.each([
    { attempt: 1, delayMs: 200 },
    { attempt: 2, delayMs: 400 },
    { attempt: 8, delayMs: 25_600 },
    { attempt: 9, delayMs: 30_000 },
  ])("pauses $delayMs ms after attempt $attempt without jitter", ({ attempt, delayMs }) => {
    expect(decide({ jitter: "none" }, { attempt })).toEqual({ type: "retry", delayMs });
  });

  test("ends with the attempts", () => {
    expect(decide({ maximumAttempts: 3 }, { attempt: 2 }).type).toBe("retry");
    expect(decide({ maximumAttempts: 3 }, { attempt: 3 })).toEqual(fails("maximumAttempts"));
    expect(decide({ maximumAttempts: 1 })).toEqual(fails("maximumAttempts"));
    const forever: RetryPolicy = { maximumAttempts: Infinity, jitter: "none" };
    expect(decide(forever, { attempt: 1_000_000 })).toEqual({ type: "retry", delayMs: 30_000 });
  });

  test("ends when the next attempt would start after maximumDuration", () => {
    const policy: RetryPolicy = { maximumDuration: "1s", initialInterval: 400, jitter: "none" };
    expect(decide(policy, { elapsedMs: 600 })).toEqual({ type: "retry", delayMs: 400 });
    expect(decide(policy, { elapsedMs: 601 })).toEqual(fails("maximumDuration"));
  });

  test.each<{ kind: string | typeof CardDeclined; error: Error }>([
    { kind: CardDeclined, error: new CardDeclined("x") },
    { kind: "CardDeclined", error: new CardDeclined("x") },
    { kind: CardDeclined, error: new Error("outer", { cause: new CardDeclined("x") }) },
    { kind: "CardDeclined", error: Object.assign(new Error("x"), { name: "CardDeclined" }) },
  ])("does not retry $kind", ({ kind, error }) => {
    const policy: RetryPolicy = { nonRetryableErrors: ["Other", kind] };
    expect(decide(policy, { error })).toEqual(fails("nonRetryableErrors"));
    expect(decide(policy, { error: new TypeError("x") }).type).toBe("retry");
  });

  test("asks shouldRetry, with an error whatever was thrown", () => {
    const asked: [Error, number][] = [];
    const policy: RetryPolicy = {
      shouldRetry: (error, attempt) => {
        asked.push([error, attempt]);
        return attempt < 2;
      },
    };
    expect(decide(policy, { attempt: 1, error: "text" }).type).toBe("retry");
    expect(decide(policy, { attempt: 2 })).toEqual(fails("shouldRetry"));
    expect(asked[0]?.[0]).toBeInstanceOf(Error);
    expect(asked[0]?.[0].message).toBe("text");
    expect(asked.map(([, attempt]) => attempt)).toEqual([1, 2]);
  });

  test("fails and reports when shouldRetry throws", () => {
    const thrown = new Error("bug in shouldRetry");
    const policy: RetryPolicy = {
      shouldRetry: () => {
        throw thrown;
      },
    };
    expect(decide(policy)).toEqual({ type: "fail", reason: "shouldRetryThrew", thrown });
  });

  test("RetryAfter sets the pause, past pauses and kinds, within attempts and duration", () => {
    const error = new RetryAfter("45s", { cause: new CardDeclined("x") });
    expect(error).toBeInstanceOf(RaftworkError);
    expect(error).toMatchObject({ code: "ERR_RETRY_AFTER", delayMs: 45_000, name: "RetryAfter" });
    const policy: RetryPolicy = { nonRetryableErrors: [CardDeclined], shouldRetry: () => false };
    expect(decide(policy, { error })).toEqual({ type: "retry", delayMs: 45_000 });
    expect(decide({ maximumAttempts: 1 }, { error })).toEqual(fails("maximumAttempts"));
    expect(decide({ maximumDuration: "44s" }, { error })).toEqual(fails("maximumDuration"));
    expect(() => new RetryAfter(-5)).toThrow(InvalidArgumentError);
  });

  test("jitter stays in its bounds and is the seed's (SEED=61)", () => {
    const property = fc.property(
      fc.nat({ max: 9 }),
      fc.nat({ max: 5000 }),
      fc.double({ min: 1, max: 10, noNaN: true }),
      fc.nat(),
      (retries, initialInterval, backoffCoefficient, seed) => {
        const shape = { maximumAttempts: 11, initialInterval, backoffCoefficient } as const;
        const pause = (jitter: "none" | "full" | "equal"): number => {
          const failed = { attempt: retries + 1, seed };
          const decision = decide({ ...shape, jitter }, failed);
          expect(decide({ ...shape, jitter }, failed)).toEqual(decision);
          return decision.type === "retry" ? decision.delayMs : Number.NaN;
        };
        const whole = pause("none");
        expect(whole).toBeLessThanOrEqual(Math.max(30_000, initialInterval));
        expect(pause("full")).toBeGreaterThanOrEqual(0);
        expect(pause("full")).toBeLessThanOrEqual(whole);
        expect(pause("equal")).toBeGreaterThanOrEqual(Math.floor(whole / 2));
        expect(pause("equal")).toBeLessThanOrEqual(whole);
        expect(Number.isSafeInteger(pause("equal"))).toBe(true);
      },
    );
    fc.assert(property, { seed: 61, numRuns: 500 });
  });

  test("a pause of 0 stays 0 however often it has grown", () => {
    const policy: RetryPolicy = { initialInterval: 0, maximumAttempts: Infinity };
    expect(decide(policy, { attempt: 5000 })).toEqual({ type: "retry", delayMs: 0 });
  });
});
