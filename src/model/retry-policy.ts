/**
 * Retry policies: how often and when a failed step is tried again. The leader decides, and its decision is
 * a command; nobody computes it a second time.
 */
import { InvalidArgumentError, RaftworkError, type RaftworkErrorOptions } from "../errors.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import type { Random } from "../util/random.ts";
import { errorOf, failureOf, isInstance, matchesError } from "./failure.ts";

/** How a step is retried. */
export interface RetryPolicy {
  /** Attempts in all, the first one with them; Infinity for no bound. @defaultValue 10 */
  maximumAttempts?: number | undefined;
  /** Pause after the first failure. @defaultValue 200 ms */
  initialInterval?: Duration | undefined;
  /** What the pause is multiplied with after each further failure; 1 or more. @defaultValue 2 */
  backoffCoefficient?: number | undefined;
  /** Longest pause. @defaultValue 30 s, or `initialInterval` when that is longer */
  maximumInterval?: Duration | undefined;
  /** No attempt starts later than this after the call. @defaultValue no bound */
  maximumDuration?: Duration | undefined;
  /** `full`: anything up to the pause; `equal`: half of it and anything up to the other half. @defaultValue "equal" */
  jitter?: "none" | "full" | "equal" | undefined;
  /** Classes or names; an error that has one, or a cause that has one, is not retried. */
  nonRetryableErrors?:
    | ReadonlyArray<string | (abstract new (...args: never[]) => Error)>
    | undefined;
  /** Asked on the leader after a failure. False ends the step; so does throwing. */
  shouldRetry?: ((error: Error, attempt: number) => boolean) | undefined;
}

/** A policy with its defaults, checked. */
export interface ResolvedRetryPolicy {
  readonly maximumAttempts: number;
  readonly initialIntervalMs: number;
  readonly backoffCoefficient: number;
  readonly maximumIntervalMs: number;
  /** Null for no bound. */
  readonly maximumDurationMs: number | null;
  readonly jitter: "none" | "full" | "equal";
  readonly nonRetryableErrors: ReadonlyArray<string | (abstract new (...args: never[]) => Error)>;
  readonly shouldRetry: ((error: Error, attempt: number) => boolean) | null;
}

/** Why a step is not tried again. */
export type RetryEnd =
  | "maximumAttempts"
  | "maximumDuration"
  | "nonRetryableErrors"
  | "shouldRetry"
  | "shouldRetryThrew";

/** What follows a failed attempt. */
export type RetryDecision =
  | { readonly type: "retry"; readonly delayMs: number }
  /** `thrown` is what `shouldRetry` threw, null in every other case; it belongs into the log. */
  | { readonly type: "fail"; readonly reason: RetryEnd; readonly thrown: unknown };

/**
 * Thrown by a step to say when it wants to be tried again; counts as an attempt.
 *
 * It goes before `nonRetryableErrors`, `shouldRetry` and the policy's pauses, but neither before
 * `maximumAttempts` nor before `maximumDuration`.
 *
 * ```ts
 * if (response.status === 429) throw new RetryAfter("30s");
 * ```
 */
export class RetryAfter extends RaftworkError {
  readonly code = "ERR_RETRY_AFTER";
  readonly retryable = true;
  /** Pause until the next attempt in ms. */
  readonly delayMs: number;

  /** @throws {InvalidArgumentError} when the delay is no duration. */
  constructor(delay: Duration, options: RaftworkErrorOptions = {}) {
    const delayMs = parseDuration(delay, "RetryAfter delay");
    super(`Try again in ${delayMs} ms`, options);
    this.delayMs = delayMs;
  }
}

const KEYS: ReadonlySet<string> = new Set([
  "maximumAttempts",
  "initialInterval",
  "backoffCoefficient",
  "maximumInterval",
  "maximumDuration",
  "jitter",
  "nonRetryableErrors",
  "shouldRetry",
]);

const MAXIMUM_INTERVAL_MS = 30_000;

/**
 * Checks a policy and fills in the defaults. `field` is the option's path, as `step.retry`.
 *
 * @throws {InvalidArgumentError} naming the part that is wrong, also for keys that are not known.
 */
export function resolveRetryPolicy(
  policy: RetryPolicy | undefined,
  field: string,
): ResolvedRetryPolicy {
  const given: unknown = policy ?? {};
  if (typeof given !== "object" || given === null) {
    throw new InvalidArgumentError({ field, expected: "a retry policy", found: typeof given });
  }
  for (const key of Object.keys(given)) {
    if (KEYS.has(key)) continue;
    const expected = `one of ${[...KEYS].join(", ")}`;
    throw new InvalidArgumentError({ field: `${field} key`, expected, found: JSON.stringify(key) });
  }
  const checked = policy ?? {};
  const intervals = resolveIntervals(checked, field);
  return Object.freeze({
    ...intervals,
    maximumAttempts: attemptsOf(checked.maximumAttempts ?? 10, `${field}.maximumAttempts`),
    backoffCoefficient: coefficientOf(
      checked.backoffCoefficient ?? 2,
      `${field}.backoffCoefficient`,
    ),
    maximumDurationMs:
      checked.maximumDuration === undefined
        ? null
        : parseDuration(checked.maximumDuration, `${field}.maximumDuration`),
    jitter: jitterOf(checked.jitter ?? "equal", `${field}.jitter`),
    nonRetryableErrors: kindsOf(checked.nonRetryableErrors ?? [], `${field}.nonRetryableErrors`),
    shouldRetry: hookOf(checked.shouldRetry, `${field}.shouldRetry`),
  });
}

/** Decides after attempt number `attempt` (from 1) has failed, `elapsedMs` after the call of the step. */
export function retryDecision(failed: {
  policy: ResolvedRetryPolicy;
  attempt: number;
  error: unknown;
  elapsedMs: number;
  random: Random;
}): RetryDecision {
  const { policy, attempt, error } = failed;
  const asked = isInstance(error, RetryAfter) ? error.delayMs : null;
  if (asked === null) {
    const refusal = refusalOf(policy, attempt, error);
    if (refusal !== null) return refusal;
  }
  if (attempt >= policy.maximumAttempts) return fail("maximumAttempts");
  const delayMs = asked ?? pauseMs(policy, attempt, failed.random);
  const { maximumDurationMs } = policy;
  if (maximumDurationMs !== null && failed.elapsedMs + delayMs > maximumDurationMs) {
    return fail("maximumDuration");
  }
  return { type: "retry", delayMs };
}

function refusalOf(
  policy: ResolvedRetryPolicy,
  attempt: number,
  error: unknown,
): RetryDecision | null {
  for (const kind of policy.nonRetryableErrors) {
    if (matchesError(error, kind)) return fail("nonRetryableErrors");
  }
  // At the last attempt the answer could change nothing but the reason.
  if (policy.shouldRetry === null || attempt >= policy.maximumAttempts) return null;
  try {
    const asError = isInstance(error, Error) ? error : errorOf(failureOf(error));
    return policy.shouldRetry(asError, attempt) ? null : fail("shouldRetry");
  } catch (thrown) {
    return { type: "fail", reason: "shouldRetryThrew", thrown };
  }
}

function fail(reason: RetryEnd): RetryDecision {
  return { type: "fail", reason, thrown: null };
}

function pauseMs(policy: ResolvedRetryPolicy, attempt: number, random: Random): number {
  const grown = policy.initialIntervalMs * policy.backoffCoefficient ** (attempt - 1);
  // 0 times infinity is no number; a policy without a pause has none.
  const pause = Number.isNaN(grown) ? 0 : Math.min(grown, policy.maximumIntervalMs);
  switch (policy.jitter) {
    case "none":
      return Math.ceil(pause);
    case "full":
      return Math.ceil(pause * random.next());
    default:
      return Math.ceil(pause / 2 + (pause / 2) * random.next());
  }
}

function resolveIntervals(
  policy: RetryPolicy,
  field: string,
): { initialIntervalMs: number; maximumIntervalMs: number } {
  const initialIntervalMs = parseDuration(
    policy.initialInterval ?? 200,
    `${field}.initialInterval`,
  );
  if (policy.maximumInterval === undefined) {
    return {
      initialIntervalMs,
      maximumIntervalMs: Math.max(initialIntervalMs, MAXIMUM_INTERVAL_MS),
    };
  }
  const maximumIntervalMs = parseDuration(policy.maximumInterval, `${field}.maximumInterval`);
  if (maximumIntervalMs < initialIntervalMs) {
    throw new InvalidArgumentError({
      field: `${field}.maximumInterval`,
      expected: `at least initialInterval (${initialIntervalMs} ms)`,
      found: `${maximumIntervalMs} ms`,
    });
  }
  return { initialIntervalMs, maximumIntervalMs };
}

function attemptsOf(value: unknown, field: string): number {
  const fits = value === Infinity || (Number.isInteger(value) && Number(value) >= 1);
  if (typeof value === "number" && fits) return value;
  throw new InvalidArgumentError({
    field,
    expected: "a whole number of 1 or more, or Infinity",
    found: shown(value),
  });
}

function coefficientOf(value: unknown, field: string): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 1) return value;
  throw new InvalidArgumentError({
    field,
    expected: "a number of 1 or more",
    found: shown(value),
  });
}

function jitterOf(value: unknown, field: string): "none" | "full" | "equal" {
  if (value === "none" || value === "full" || value === "equal") return value;
  throw new InvalidArgumentError({
    field,
    expected: '"none", "full" or "equal"',
    found: shown(value),
  });
}

function kindsOf(
  value: ResolvedRetryPolicy["nonRetryableErrors"],
  field: string,
): ResolvedRetryPolicy["nonRetryableErrors"] {
  const given: unknown = value;
  if (Array.isArray(given)) {
    const odd: unknown = given.find(
      (kind) => typeof kind !== "string" && typeof kind !== "function",
    );
    if (odd === undefined && !given.includes(undefined)) return [...value];
  }
  throw new InvalidArgumentError({
    field,
    expected: "an array of error classes and names",
    found: Array.isArray(given) ? "other items" : typeof given,
  });
}

function hookOf(
  value: RetryPolicy["shouldRetry"],
  field: string,
): ResolvedRetryPolicy["shouldRetry"] {
  if (value === undefined) return null;
  if (typeof value === "function") return value;
  throw new InvalidArgumentError({ field, expected: "a function", found: typeof value });
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return typeof value === "number" ? `${value}` : typeof value;
}
