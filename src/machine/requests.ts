/**
 * Requests: calls from outside are known by their request ids, with their first outcome, for the dedupe window.
 */
import type { RequestRecord } from "../model/run-record.ts";
import { encodeRequestRecord } from "../model/run-record.ts";
import { requestKey, requestTimeKey } from "../model/state-keys.ts";
import { type BatchChanges, NO_VALUE } from "./batch-changes.ts";

/** Keeps the first outcome of a request, and its place in the order in which requests are retired. */
export function putRequest(
  request: { readonly workflowId: string; readonly requestId: Uint8Array },
  record: RequestRecord,
  changes: BatchChanges,
): void {
  const { workflowId, requestId } = request;
  changes.putReadable(requestKey(workflowId, requestId), encodeRequestRecord(record));
  changes.put(requestTimeKey(record.machineTime, { workflowId, requestId }), NO_VALUE);
}
