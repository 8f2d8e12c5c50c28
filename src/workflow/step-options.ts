/** Options of steps: checked, with the defaults of their definition, as what the leader has to do. */
import type { StepFn, StepOptions } from "../api/context.ts";
import { describeValue, oneOf, optionsObject } from "../api/options.ts";
import { InvalidArgumentError } from "../errors.ts";
import { type ResolvedRetryPolicy, resolveRetryPolicy } from "../model/retry-policy.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import type { StepWork } from "./operation.ts";

const KEYS = { known: ["retry", "timeout", "totalTimeout", "heartbeatTimeout", "semantics"] };

const ONCE: ResolvedRetryPolicy = resolveRetryPolicy({ maximumAttempts: 1 }, "retry");

type Settings = Omit<StepWork, "type" | "fn">;

/** Makes steps out of calls, with the defaults of one definition. */
export class StepOptionsReader {
  readonly #defaults: StepOptions | undefined;
  /** Most steps have no options; theirs are made once. */
  #usual: Settings | null = null;

  constructor(defaults: StepOptions | undefined) {
    this.#defaults = defaults;
  }

  /** @throws {InvalidArgumentError} naming what is wrong with the function or an option. */
  work(call: string, fn: StepFn<unknown>, options: StepOptions | undefined): StepWork {
    if (typeof fn !== "function") {
      throw new InvalidArgumentError({
        field: `${call}: fn`,
        expected: "a function",
        found: describeValue(fn),
      });
    }
    if (options === undefined) {
      this.#usual ??= settingsOf(this.#defaults ?? {}, "stepDefaults");
      return workOf(fn, this.#usual);
    }
    const field = `${call}: options`;
    const given = optionsObject(field, options, KEYS);
    const semantics = given.semantics ?? this.#defaults?.semantics;
    refuseRetry({ semantics, retry: given.retry }, field);
    return workOf(fn, settingsOf(withDefaults(given, this.#defaults), field));
  }
}

/**
 * Checks the `stepDefaults` of a definition.
 *
 * @throws {InvalidArgumentError} naming what is wrong.
 */
export function checkStepOptions(options: StepOptions, field: string): void {
  const given = optionsObject(field, options, KEYS);
  refuseRetry(given, field);
  settingsOf(given, field);
}

/** Retry options beside `atMostOnce`, or at a step whose definition says that: they could not be honoured. */
function refuseRetry({ semantics, retry }: StepOptions, field: string): void {
  if (semantics !== "atMostOnce" || retry === undefined) return;
  throw new InvalidArgumentError({
    field: `${field}.retry`,
    expected: 'absent beside semantics "atMostOnce", which never tries again',
    found: "a retry policy",
  });
}

function settingsOf(options: StepOptions, field: string): Settings {
  const { retry, timeout, totalTimeout, heartbeatTimeout } = options;
  const semantics = oneOf(`${field}.semantics`, options.semantics, ["atLeastOnce", "atMostOnce"]);
  const isAtMostOnce = semantics === "atMostOnce";
  return {
    policy: isAtMostOnce ? ONCE : resolveRetryPolicy(retry, `${field}.retry`),
    timeoutMs: durationOf(timeout, `${field}.timeout`),
    totalTimeoutMs: durationOf(totalTimeout, `${field}.totalTimeout`),
    heartbeatTimeoutMs: durationOf(heartbeatTimeout, `${field}.heartbeatTimeout`),
    isAtMostOnce,
  };
}

/** Field by field: a spread costs more than the rest of a step's call. */
function workOf(fn: StepFn<unknown>, settings: Settings): StepWork {
  return {
    type: "step",
    fn,
    policy: settings.policy,
    timeoutMs: settings.timeoutMs,
    totalTimeoutMs: settings.totalTimeoutMs,
    heartbeatTimeoutMs: settings.heartbeatTimeoutMs,
    isAtMostOnce: settings.isAtMostOnce,
  };
}

function durationOf(value: Duration | undefined, field: string): number | null {
  return value === undefined ? null : parseDuration(value, field);
}

/** What a step leaves open its definition says; so it is within `retry`. */
function withDefaults(given: StepOptions, defaults: StepOptions | undefined): StepOptions {
  if (defaults === undefined) return given;
  const whole = { ...defaults, ...stated(given) };
  // What is no policy is refused by name later on.
  if (typeof (given.retry ?? {}) !== "object") return whole;
  return { ...whole, retry: { ...defaults.retry, ...stated(given.retry) } };
}

function stated<T extends object>(options: T | undefined): Partial<T> {
  const entries = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}
