/**
 * Requests: calls from outside are known by their request ids, with their first outcome, for the dedupe window.
 */
import type { CallCommand, RunStart } from "../model/command.ts";
import {
  decodeRequestRecord,
  encodeRequestRecord,
  type RequestRecord,
} from "../model/run-record.ts";
import { requestKey, requestTimeKey } from "../model/state-keys.ts";
import { readValue } from "../model/state-rows.ts";
import { type BatchChanges, NO_VALUE } from "./batch-changes.ts";
import type { CommandResult } from "./effects.ts";
import { OTHER_REQUEST } from "./results.ts";
import { findRun, type RunSource } from "./run-view.ts";
import { isStartOutcome, startResult } from "./start-policy.ts";

/** Kind of request by the type of its command. */
export const REQUEST_KINDS = {
  RunStart: "start",
  Signal: "signal",
  Cancel: "cancel",
  Terminate: "terminate",
} as const;

/** Keeps the first outcome of a request, and its place in the order in which requests are retired. */
export function putRequest(
  request: { readonly workflowId: string; readonly requestId: Uint8Array },
  record: RequestRecord,
  changes: BatchChanges,
): void {
  const { workflowId, requestId } = request;
  changes.knownIds.add(workflowId);
  changes.putReadable(requestKey(workflowId, requestId), encodeRequestRecord(record));
  changes.put(requestTimeKey(record.machineTime, { workflowId, requestId }), NO_VALUE);
}

/**
 * The first outcome of a request; undefined when its id is not known. An id that another kind of call has used is
 * answered as such.
 */
export function requestResult(
  command: Pick<RunStart | CallCommand, "type" | "workflowId" | "requestId">,
  source: RunSource,
): CommandResult | undefined {
  const { workflowId, requestId } = command;
  if (source.knownIds.isNew(workflowId)) return undefined;
  const known = readValue(source, requestKey(workflowId, requestId), decodeRequestRecord);
  if (known === undefined) return undefined;
  const { kind, outcome, runNumber, status } = known;
  if (kind !== REQUEST_KINDS[command.type]) return OTHER_REQUEST;
  if (kind !== "start") {
    return isStartOutcome(outcome)
      ? OTHER_REQUEST
      : { type: "call", kind, outcome, runNumber, status };
  }
  if (!isStartOutcome(outcome)) return OTHER_REQUEST;
  // The run may be gone from the state by now; the outcome stays what it was.
  return startResult({ outcome, runNumber }, findRun(source, workflowId, runNumber) ?? null);
}
