/** A start as users call it, checked and turned into a request. */
import { InvalidArgumentError, PayloadTooLargeError } from "../errors.ts";
import { DEDUPE_WINDOW_MS } from "../model/limits.ts";
import { assertWellFormed } from "../model/names.ts";
import { encodeChecked } from "../model/payload-codec.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import { checkVersion, type DefinitionDetails } from "./definition.ts";
import { describeValue, oneOf, optionsObject } from "./options.ts";
import type { CallOptions, StartOptions } from "./run.ts";
import type { CallBounds, StartRequest } from "./service.ts";
import { validated } from "./standard-schema.ts";

const KEYS = {
  known: [
    "workflowId",
    "ifRunning",
    "ifClosed",
    "version",
    "runTimeout",
    "startDelay",
    "attributes",
    "memo",
    "callTimeout",
    "abortSignal",
  ],
};

/** The options of a start after their keys have been checked. */
export function startOptions(
  options: (StartOptions & CallOptions) | undefined,
): StartOptions & CallOptions {
  const given = optionsObject("startWorkflow", options, KEYS);
  if (given.workflowId !== undefined) {
    assertWellFormed(given.workflowId, "startWorkflow.workflowId");
  }
  if (given.version !== undefined) checkVersion(given.version, "startWorkflow.version");
  return given;
}

/** A definition that a run can be started of. */
export interface StartableWorkflow
  extends Pick<DefinitionDetails, "input" | "runTimeoutMs" | "retentionMs"> {
  readonly name: string;
  readonly version: number;
}

/**
 * The request of a start.
 *
 * @throws {InvalidArgumentError} for an option out of range.
 * @throws {ValidationError} when the input does not fit the definition's schema.
 * @throws {UnserializableValueError} or {PayloadTooLargeError} when the input, the attributes or the memo cannot be kept, or
 * come to more than one payload may be: they travel in one command, which has to fit an entry and a frame.
 */
export async function startRequest(
  workflow: StartableWorkflow,
  input: unknown,
  given: {
    readonly options: StartOptions;
    readonly payloadBytesMax: number;
    readonly uuid: () => string;
  },
): Promise<StartRequest> {
  const { options, payloadBytesMax: limitBytes, uuid } = given;
  const { runTimeout, startDelay, attributes, memo } = options;
  const policies = {
    ifRunning: oneOf("startWorkflow.ifRunning", options.ifRunning, [
      "useExisting",
      "fail",
      "terminateExisting",
    ]),
    ifClosed: oneOf("startWorkflow.ifClosed", options.ifClosed, [
      "useExisting",
      "startNew",
      "startNewIfFailed",
      "fail",
    ]),
    runTimeoutMs: duration("runTimeout", runTimeout) ?? workflow.runTimeoutMs,
    startDelayMs: duration("startDelay", startDelay) ?? 0,
  };
  const { runTimeoutMs, startDelayMs } = policies;
  const { retentionMs } = workflow;
  const payloads = {
    ...(attributes === undefined
      ? {}
      : { attributes: encodedObject("attributes", attributes, limitBytes) }),
    ...(memo === undefined ? {} : { memo: encodedObject("memo", memo, limitBytes) }),
    input: encoded(await validated(workflow.input, input, "input"), "input", limitBytes),
  };
  const actualBytes = Object.values(payloads).reduce((sum, { length }) => sum + length, 0);
  if (actualBytes > limitBytes) {
    const field = "startWorkflow: input, attributes and memo";
    throw new PayloadTooLargeError({ field, limitBytes, actualBytes });
  }
  return {
    workflowId: options.workflowId ?? uuid(),
    workflowName: workflow.name,
    workflowVersion: workflow.version,
    ifRunning: policies.ifRunning,
    ifClosed: policies.ifClosed,
    ...(runTimeoutMs > 0 ? { runTimeoutMs } : {}),
    ...(startDelayMs > 0 ? { startDelayMs } : {}),
    ...(retentionMs === null ? {} : { retentionMs }),
    ...payloads,
  };
}

/** The bounds of a call. @throws {InvalidArgumentError} when they are none, or out of range. */
export function callBounds(call: string, options: CallOptions, fallbackMs: number): CallBounds {
  const { callTimeout, abortSignal } = options;
  return {
    timeoutMs:
      callTimeout === undefined
        ? fallbackMs
        : checkCallTimeout(parseDuration(callTimeout, `${call}.callTimeout`), call),
    abortSignal: checkedSignal(`${call}.abortSignal`, abortSignal),
  };
}

/** @throws {InvalidArgumentError} when a call would go on for longer than its request id is known. */
export function checkCallTimeout(timeoutMs: number, call: string): number {
  if (timeoutMs <= DEDUPE_WINDOW_MS) return timeoutMs;
  throw new InvalidArgumentError({
    field: `${call}.callTimeout`,
    expected: `at most ${DEDUPE_WINDOW_MS} ms, for which a repeated call is known again`,
    found: `${timeoutMs} ms`,
  });
}

/** @throws {InvalidArgumentError} when it is given and no AbortSignal. */
export function checkedSignal(
  field: string,
  signal: AbortSignal | undefined,
): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new InvalidArgumentError({ field, expected: "an AbortSignal", found: typeof signal });
}

function duration(name: string, given: Duration | undefined): number | undefined {
  return given === undefined ? undefined : parseDuration(given, `startWorkflow.${name}`);
}

function encodedObject(name: string, value: unknown, limitBytes: number): Uint8Array {
  const field = `startWorkflow.${name}`;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return encoded(value, field, limitBytes);
  }
  throw new InvalidArgumentError({ field, expected: "an object", found: describeValue(value) });
}

function encoded(value: unknown, field: string, limitBytes: number): Uint8Array {
  // Nothing that cannot be decoded reaches the log.
  return encodeChecked(value, { field, limitBytes }).payload;
}
