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
import { withValidated } from "./standard-schema.ts";

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

/** What the options of a start say: nothing in it changes when the caller goes on to change the options. */
export interface StartChoices {
  readonly workflowId: string | undefined;
  readonly ifRunning: StartRequest["ifRunning"];
  readonly ifClosed: StartRequest["ifClosed"];
  /** Undefined for the definition's. */
  readonly runTimeoutMs: number | undefined;
  readonly startDelayMs: number;
  /** Encoded. */
  readonly payloads: Pick<StartRequest, "attributes" | "memo">;
}

/**
 * The choices of a start, to be taken before anything is awaited.
 *
 * @throws {InvalidArgumentError} for an option out of range.
 * @throws {UnserializableValueError} or {PayloadTooLargeError} when the attributes or the memo cannot be kept.
 */
export function startChoices(options: StartOptions, limitBytes: number): StartChoices {
  const { workflowId, runTimeout, startDelay, attributes, memo } = options;
  return {
    workflowId,
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
    runTimeoutMs: duration("runTimeout", runTimeout),
    startDelayMs: duration("startDelay", startDelay) ?? 0,
    payloads: {
      ...(attributes === undefined
        ? {}
        : { attributes: encodedObject("attributes", attributes, limitBytes) }),
      ...(memo === undefined ? {} : { memo: encodedObject("memo", memo, limitBytes) }),
    },
  };
}

/**
 * The request of a start. The input is taken at once, unless the schema of the workflow is asynchronous.
 *
 * @throws {ValidationError} when the input does not fit the definition's schema.
 * @throws {UnserializableValueError} or {PayloadTooLargeError} when the input cannot be kept, or comes with the attributes and the
 * memo to more than one payload may be: they travel in one command, which has to fit an entry and a frame.
 */
export async function startRequest(
  workflow: StartableWorkflow,
  input: unknown,
  given: {
    readonly choices: StartChoices;
    readonly payloadBytesMax: number;
    readonly uuid: () => string;
  },
): Promise<StartRequest> {
  const { choices, payloadBytesMax: limitBytes, uuid } = given;
  const { retentionMs } = workflow;
  const { startDelayMs, runTimeoutMs = workflow.runTimeoutMs } = choices;
  const taken = withValidated({ schema: workflow.input, field: "input" }, input, (value) =>
    encoded(value, "input", limitBytes),
  );
  const payloads = { ...choices.payloads, input: await taken };
  const actualBytes = Object.values(payloads).reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
  if (actualBytes > limitBytes) {
    const field = "startWorkflow: input, attributes and memo";
    throw new PayloadTooLargeError({ field, limitBytes, actualBytes });
  }
  return {
    workflowId: choices.workflowId ?? uuid(),
    workflowName: workflow.name,
    workflowVersion: workflow.version,
    ifRunning: choices.ifRunning,
    ifClosed: choices.ifClosed,
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
