/**
 * Keys of a group's state, below the prefix that storage puts before them.
 *
 * ```
 * machine                                             clock of the machine
 * members                                             nodes of the group
 * published/<node id>                                 what a member can run
 * head/<workflow id>NUL                               newest run of a workflow id
 * run/<workflow id>NUL<run number>                    run record
 * history/<workflow id>NUL<run number>/<seq>          history event, or all events through seq
 * operation/<workflow id>NUL<run number>/<key>        pending operation
 * timer/<deadline>/<workflow id>NUL<run number>/<key> pending operation by deadline; no value
 * request/<workflow id>NUL<request id in hex>         first outcome of a request
 * requestTime/<machine time>/<workflow id>NUL<request id in hex>   requests by age; no value
 * status/<status>/<started at>/<workflow id>NUL<run number>   runs by status and start; no value
 * closed/<closed at>/<workflow id>NUL<run number>     ended runs by their end; no value
 * expiry/<expires at>/<workflow id>NUL<run number>    ended runs with a retention of their own; no value
 * ```
 *
 * An ended run is either under `closed/` or under `expiry/`.
 *
 * Invariants: ids hold no control characters, so that U+0000 ends one and no id's keys can be inside
 * another's. Numbers are a digit that says how many hex digits follow, and these, so that strings are ordered
 * as the numbers are. Keys are ordered by their UTF-8 bytes, the workflow ids among them too.
 */
import { MalformedBytesError } from "../errors.ts";
import { invariant } from "../util/assert.ts";
import type { RunStatusWord } from "./history-event.ts";
import type { KeyRange } from "./state-reader.ts";

/** One run, as keys name it. */
export interface RunName {
  readonly workflowId: string;
  /** From 1. */
  readonly runNumber: number;
}

/** Key of the MachineRecord. */
export const MACHINE_KEY = "machine";
/** Key of the MembersRecord. */
export const MEMBERS_KEY = "members";

/** Key of what a member has published. */
export function publishedKey(nodeId: string): string {
  return `published/${nodeId}`;
}

const END_OF_ID = "\u0000";

const LOW_DIGITS = 7;
const LOW = 16 ** LOW_DIGITS;

/** A number such that texts are ordered as numbers are: 0 is "10", 255 is "2ff", 2^53 - 1 is "e1fff…". */
export function orderedNumber(value: number): string {
  invariant(Number.isSafeInteger(value), `${value} is no safe integer`);
  invariant(value >= 0, `${value} is negative`);
  if (value < LOW) {
    const digits = value.toString(16);
    return digits.length.toString(16) + digits;
  }
  // In two parts, as small integers: a text of a larger number is made four times as slowly.
  const upper = Math.floor(value / LOW);
  const high = upper.toString(16);
  const low = (value - upper * LOW).toString(16).padStart(LOW_DIGITS, "0");
  return (high.length + LOW_DIGITS).toString(16) + high + low;
}

/** Key of the newest run's number. */
export function headKey(workflowId: string): string {
  return `head/${workflowId}${END_OF_ID}`;
}

/** The heads of all workflow ids, in the order of the ids. */
export function allHeads(): KeyRange {
  return below("head/");
}

/** Key of a run record. */
export function runKey({ workflowId, runNumber }: RunName): string {
  return `run/${workflowId}${END_OF_ID}${orderedNumber(runNumber)}`;
}

/** Key of one history event, or of a whole history of which it is the last. */
export function historyKey(run: RunName, seq: number): string {
  return historyPrefix(run) + orderedNumber(seq);
}

/** What the keys of a history begin with; an ordered number follows. */
export function historyPrefix({ workflowId, runNumber }: RunName): string {
  return `history/${workflowId}${END_OF_ID}${orderedNumber(runNumber)}/`;
}

/** Key of a pending operation. */
export function operationStateKey({ workflowId, runNumber }: RunName, key: string): string {
  return `operation/${workflowId}${END_OF_ID}${orderedNumber(runNumber)}/${key}`;
}

/** Key of a pending operation in the order of deadlines. */
export function timerKey(
  { workflowId, runNumber }: RunName,
  { deadline, key }: { deadline: number; key: string },
): string {
  return `timer/${orderedNumber(deadline)}/${workflowId}${END_OF_ID}${orderedNumber(runNumber)}/${key}`;
}

/** Key of the outcome of a request. */
export function requestKey(workflowId: string, requestId: Uint8Array): string {
  return `request/${workflowId}${END_OF_ID}${hexOf(requestId)}`;
}

/** Key of a request in the order of machine times. */
export function requestTimeKey(
  machineTime: number,
  { workflowId, requestId }: { workflowId: string; requestId: Uint8Array },
): string {
  return `requestTime/${orderedNumber(machineTime)}/${workflowId}${END_OF_ID}${hexOf(requestId)}`;
}

/** Key of an ended run without a retention of its own, in the order of ends. */
export function closedKey(run: RunName, closedAt: number): string {
  return timedRunKey("closed", run, closedAt);
}

/** Key of an ended run with a retention of its own, in the order in which they may go. */
export function expiryKey(run: RunName, expiresAt: number): string {
  return timedRunKey("expiry", run, expiresAt);
}

function timedRunKey(
  index: "closed" | "expiry",
  { workflowId, runNumber }: RunName,
  time: number,
): string {
  return `${index}/${orderedNumber(time)}/${workflowId}${END_OF_ID}${orderedNumber(runNumber)}`;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);

/** By a table, because every request has two keys. */
function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (let at = 0; at < bytes.length; at += 1) hex += HEX[bytes[at] ?? 0];
  return hex;
}

/** Key of a run in the order of start within its status. */
export function statusKey(
  { workflowId, runNumber }: RunName,
  { status, startedAt }: { status: RunStatusWord; startedAt: number },
): string {
  return `status/${status}/${orderedNumber(startedAt)}/${workflowId}${END_OF_ID}${orderedNumber(runNumber)}`;
}

/** All run records of a workflow id, oldest run first. */
export function runsOf(workflowId: string): KeyRange {
  return below(`run/${workflowId}${END_OF_ID}`);
}

/** The history of a run from seq `from` through `through`; the whole of it without bounds. */
export function historyOf(
  run: RunName,
  { from = 0, through = Number.MAX_SAFE_INTEGER }: { from?: number; through?: number } = {},
): KeyRange {
  return {
    gte: historyKey(run, from),
    // The key itself is the smallest after which nothing of that seq can come.
    lt: `${historyKey(run, through)}${END_OF_ID}`,
  };
}

/** The pending operations of a run. */
export function operationsOf(run: RunName): KeyRange {
  return below(operationStateKey(run, ""));
}

/** The pending operations of all runs, run by run. */
export function allOperations(): KeyRange {
  return below("operation/");
}

/** Pending operations whose deadline is `through` or before, earliest first. */
export function timersThrough(through: number): KeyRange {
  return { gte: "timer/", lt: upperBound(`timer/${orderedNumber(through)}/`) };
}

/** All pending operations by deadline. */
export function allTimers(): KeyRange {
  return below("timer/");
}

/** Known requests of a workflow id. */
export function requestsOf(workflowId: string): KeyRange {
  return below(`request/${workflowId}${END_OF_ID}`);
}

/** Known requests, in the order of their workflow ids. */
export function allRequests(): KeyRange {
  return below("request/");
}

/** The workflow id in the key of a head or a request. @throws {MalformedBytesError} when there is none. */
export function workflowIdOf(key: string): string {
  const begin = key.indexOf("/") + 1;
  const end = key.indexOf(END_OF_ID);
  if (begin > 0 && end > begin) return key.slice(begin, end);
  throw malformedKey(key);
}

/** Runs of one status, oldest first; `status/running` is what a host loads when it opens. */
export function runsWithStatus(status: RunStatusWord): KeyRange {
  return below(`status/${status}/`);
}

/** Requests that were applied before a machine time, oldest first. */
export function requestsBefore(machineTime: number): KeyRange {
  return { gte: "requestTime/", lt: `requestTime/${orderedNumber(machineTime)}/` };
}

/** Ended runs without a retention of their own whose end is before `before`, or all of them; oldest end first. */
export function closedBefore(before: number | null = null): KeyRange {
  if (before === null) return below("closed/");
  return { gte: "closed/", lt: `closed/${orderedNumber(before)}/` };
}

/** Ended runs with a retention of their own that is over before `before`, or all of them; first to go first. */
export function expiresBefore(before: number | null = null): KeyRange {
  if (before === null) return below("expiry/");
  return { gte: "expiry/", lt: `expiry/${orderedNumber(before)}/` };
}

/**
 * Runs of one status that started within a span, and, with `below`, whose place in the order of starts comes before
 * that place.
 */
export function statusRange(
  status: RunStatusWord,
  span: { startedFrom: number | null; startedBefore: number | null; below: string | null },
): KeyRange {
  const prefix = `status/${status}/`;
  const gte = span.startedFrom === null ? prefix : `${prefix}${orderedNumber(span.startedFrom)}/`;
  const { startedBefore, below: place } = span;
  // A cursor lies within the span that it was made for.
  if (place !== null) return { gte, lt: `${prefix}${place}` };
  if (startedBefore === null) return { gte, lt: upperBound(prefix) };
  return { gte, lt: `${prefix}${orderedNumber(startedBefore)}/` };
}

/** A status key without the status: the run's place in the order of starts, the same whatever its status. */
export function placeOfStatusKey(key: string): string {
  return key.slice(key.indexOf("/", "status/".length) + 1);
}

/** What a status key says. @throws {MalformedBytesError} when it is none. */
export function parseStatusKey(key: string): RunName & { startedAt: number } {
  // oxlint-disable-next-line no-control-regex -- U+0000 is what ends an id
  const parts = /^status\/\w+\/([0-9a-f]+)\/([^\0]+)\0([0-9a-f]+)$/u.exec(key);
  return {
    startedAt: parseNumber(parts?.[1], key),
    workflowId: parts?.[2] ?? "",
    runNumber: parseNumber(parts?.[3], key),
  };
}

/** What a timer key says. @throws {MalformedBytesError} when it is none. */
export function parseTimerKey(key: string): RunName & { deadline: number; key: string } {
  // oxlint-disable-next-line no-control-regex -- U+0000 is what ends an id
  const parts = /^timer\/([0-9a-f]+)\/([^\0]+)\0([0-9a-f]+)\/(.*)$/su.exec(key);
  return {
    deadline: parseNumber(parts?.[1], key),
    workflowId: parts?.[2] ?? "",
    runNumber: parseNumber(parts?.[3], key),
    key: parts?.[4] ?? "",
  };
}

/** What the key of a pending operation says. @throws {MalformedBytesError} when it is none. */
export function parseOperationStateKey(key: string): RunName & { key: string } {
  // oxlint-disable-next-line no-control-regex -- U+0000 is what ends an id
  const parts = /^operation\/([^\0]+)\0([0-9a-f]+)\/(.*)$/su.exec(key);
  return {
    workflowId: parts?.[1] ?? "",
    runNumber: parseNumber(parts?.[2], key),
    key: parts?.[3] ?? "",
  };
}

/** What a history key says. @throws {MalformedBytesError} when it is none. */
export function parseHistoryKey(key: string): RunName & { seq: number } {
  // oxlint-disable-next-line no-control-regex -- U+0000 is what ends an id
  const parts = /^history\/([^\0]+)\0([0-9a-f]+)\/([0-9a-f]+)$/u.exec(key);
  return {
    workflowId: parts?.[1] ?? "",
    runNumber: parseNumber(parts?.[2], key),
    seq: parseNumber(parts?.[3], key),
  };
}

/** What a key of `closed/` or `expiry/` says. @throws {MalformedBytesError} when it is none. */
export function parseEndedKey(key: string): RunName & { time: number } {
  // oxlint-disable-next-line no-control-regex -- U+0000 is what ends an id
  const parts = /^(?:closed|expiry)\/([0-9a-f]+)\/([^\0]+)\0([0-9a-f]+)$/u.exec(key);
  return {
    time: parseNumber(parts?.[1], key),
    workflowId: parts?.[2] ?? "",
    runNumber: parseNumber(parts?.[3], key),
  };
}

/** What a key of `requestTime/` says. @throws {MalformedBytesError} when it is none. */
export function parseRequestTimeKey(key: string): {
  machineTime: number;
  workflowId: string;
  requestId: Uint8Array;
} {
  // oxlint-disable-next-line no-control-regex -- U+0000 is what ends an id
  const parts = /^requestTime\/([0-9a-f]+)\/([^\0]+)\0([0-9a-f]{32})$/u.exec(key);
  return {
    machineTime: parseNumber(parts?.[1], key),
    workflowId: parts?.[2] ?? "",
    requestId: Uint8Array.from(parts?.[3]?.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
  };
}

function below(prefix: string): KeyRange {
  return { gte: prefix, lt: upperBound(prefix) };
}

/** The smallest key past all that begin with `prefix`, whose last character is ASCII. */
function upperBound(prefix: string): string {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}

function parseNumber(text: string | undefined, key: string): number {
  const value = Number.parseInt(text?.slice(1) ?? "", 16);
  if (Number.isSafeInteger(value) && orderedNumber(value) === text) return value;
  throw malformedKey(key);
}

function malformedKey(key: string): MalformedBytesError {
  return new MalformedBytesError({
    field: "state key",
    expected: "a key as model/state-keys.ts makes it",
    found: JSON.stringify(key.slice(0, 200)),
  });
}
