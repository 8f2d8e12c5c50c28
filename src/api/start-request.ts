/** A start as users call it, checked and turned into a request. */
import { randomUUID } from "node:crypto";
import { InvalidArgumentError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { decodePayload, encodePayload } from "../model/payload-codec.ts";
import { parseDuration } from "../util/duration.ts";
import { checkVersion } from "./definition.ts";
import { oneOf, optionsObject } from "./options.ts";
import type { CallOptions, StartOptions } from "./run.ts";
import type { CallBounds, StartRequest } from "./service.ts";

const KEYS = {
  known: ["workflowId", "ifRunning", "ifClosed", "version", "callTimeout", "abortSignal"],
  later: ["runTimeout", "startDelay", "attributes", "memo"],
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

/**
 * The request of a start.
 *
 * @throws {InvalidArgumentError} for an option out of range.
 * @throws {UnserializableValueError} or {PayloadTooLargeError} when the input cannot be kept.
 */
export function startRequest(
  workflow: { readonly name: string; readonly version: number },
  input: unknown,
  given: { readonly options: StartOptions; readonly payloadBytesMax: number },
): StartRequest {
  const { options, payloadBytesMax } = given;
  const encoded = encodePayload(input, { field: "input", limitBytes: payloadBytesMax });
  // Nothing that cannot be decoded reaches the log.
  decodePayload(encoded, "input");
  return {
    workflowId: options.workflowId ?? randomUUID(),
    workflowName: workflow.name,
    workflowVersion: workflow.version,
    input: encoded,
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
  };
}

/** The bounds of a call. @throws {InvalidArgumentError} when they are none. */
export function callBounds(call: string, options: CallOptions, fallbackMs: number): CallBounds {
  const { callTimeout, abortSignal } = options;
  return {
    timeoutMs:
      callTimeout === undefined ? fallbackMs : parseDuration(callTimeout, `${call}.callTimeout`),
    abortSignal: checkedSignal(`${call}.abortSignal`, abortSignal),
  };
}

/** @throws {InvalidArgumentError} when it is given and no AbortSignal. */
export function checkedSignal(
  field: string,
  signal: AbortSignal | undefined,
): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new InvalidArgumentError({ field, expected: "an AbortSignal", found: typeof signal });
}
