/**
 * Operations as far as the machine knows them: timers, attempts of steps, and the delays between these.
 *
 * Each has one row under `operation/`, and one under `timer/` while it has a deadline. First write wins for a
 * timer; for attempts the higher number does, and a lower or repeated one does nothing.
 */
import type {
  StepAttemptFailed,
  StepAttemptStarted,
  StepHeartbeat,
  TimerSet,
} from "../model/command.ts";
import {
  decodeOperationRecord,
  encodeOperationRecord,
  type OperationRecord,
} from "../model/run-record.ts";
import { operationStateKey, timerKey } from "../model/state-keys.ts";
import { readValue } from "../model/state-rows.ts";
import type { MachineRun, PendingOperation } from "./active-runs.ts";
import { type BatchChanges, NO_VALUE } from "./batch-changes.ts";
import type { CommandResult } from "./effects.ts";
import { APPLIED, NOT_PENDING, REPEATED } from "./results.ts";
import { appendEvent, type Entry, later, putRunRecord, removeRows } from "./run-events.ts";

/** A duration counts from an instant within the ms that machine time shows, so a timer gets this on top. */
const ROUNDING_MS = 1;

/** What the rows have of an operation and the memory has not. */
type StoredDetails = Pick<OperationRecord, "failure" | "lastHeartbeat">;

const NO_DETAILS: StoredDetails = Object.freeze({ failure: null, lastHeartbeat: null });

/** The deadline of a timer that is set now. */
export function deadlineAfter(machineTime: number, durationMs: number): number {
  return later(machineTime, durationMs + ROUNDING_MS);
}

/** Sets a timer; the first of a key is the one that counts. */
export function setTimer(
  run: MachineRun,
  { key, due }: Pick<TimerSet, "key" | "due">,
  changes: BatchChanges,
): CommandResult {
  if (run.pending(key) !== undefined) return REPEATED;
  const deadline =
    "deadlineMs" in due ? due.deadlineMs : deadlineAfter(changes.machineTime, due.durationMs);
  putOperation(run, { key, deadline, attempt: 0, progress: null }, { details: null, changes });
  changes.effects.push({ type: "timerSet", run, key, deadline, attempt: 0 });
  return APPLIED;
}

/** True when the timer of a key is pending and due. A retry delay ends with the next attempt, not with an event. */
export function isTimerDue(run: MachineRun, key: string, machineTime: number): boolean {
  const timer = run.pending(key);
  if (timer === undefined || timer.deadline === null) return false;
  return timer.attempt === 0 && machineTime >= timer.deadline;
}

/** Takes away a timer or a retry delay, and whatever else is known of the operation's attempts. */
export function cancelTimer(run: MachineRun, key: string, changes: BatchChanges): CommandResult {
  if (run.pending(key) === undefined) return NOT_PENDING;
  removePending(run, key, changes);
  return APPLIED;
}

/** Forgets an operation that is settled; nothing when it is not pending. */
export function removePending(run: MachineRun, key: string, changes: BatchChanges): void {
  const operation = run.pending(key);
  if (operation === undefined) return;
  run.removePending(key);
  removeRows(run, operation, changes);
  if (operation.deadline !== null) changes.effects.push({ type: "timerRemoved", run, key });
}

/** Notes that an attempt begins: it waits for no time any more. */
export function startAttempt(
  run: MachineRun,
  { key, attempt, interrupted = false }: StepAttemptStarted,
  changes: BatchChanges,
): CommandResult {
  const before = run.pending(key);
  const newest = Math.max(before?.attempt ?? 0, before?.progress?.startedAttempt ?? 0);
  if (attempt <= newest) return REPEATED;
  const interruptions = interrupted ? (before?.progress?.interruptions ?? 0) + 1 : 0;
  const details = storedDetails(run, before, changes);
  const hasHeartbeat = details.lastHeartbeat !== null;
  const progress = { startedAttempt: attempt, interruptions, hasHeartbeat };
  const failed = before?.attempt ?? 0;
  putOperation(run, { key, deadline: null, attempt: failed, progress }, { details, changes });
  unpark(run, changes);
  if (before !== undefined && before.deadline !== null) {
    changes.effects.push({ type: "timerRemoved", run, key });
  }
  changes.effects.push({ type: "attemptStarted", run, key, attempt, interruptions });
  return APPLIED;
}

/**
 * A parked run waits for its next event or timer. An attempt under way is neither, so whoever starts while it is has to
 * bring the run into memory: nothing else would.
 */
function unpark(run: MachineRun, changes: BatchChanges): void {
  if (run.parkedThrough === null || run.parkedThrough < run.lastSeq) return;
  run.parkedThrough = null;
  putRunRecord(run, changes);
}

/** Notes that an attempt failed and when the next one is due. */
export function failAttempt(
  run: MachineRun,
  entry: Entry<StepAttemptFailed>,
  changes: BatchChanges,
): CommandResult {
  const { key, attempt, failure, retryDelayMs } = entry.command;
  const before = run.pending(key);
  if (attempt <= (before?.attempt ?? 0) || isBefore(attempt, before)) return REPEATED;
  const deadline = deadlineAfter(changes.machineTime, retryDelayMs);
  appendEvent(run, entry, changes);
  const known = before?.progress?.hasHeartbeat === true;
  const lastHeartbeat =
    entry.command.lastHeartbeat ??
    (known ? storedDetails(run, before, changes).lastHeartbeat : null);
  // An attempt that failed has ended: no interruption counts any more.
  const progress =
    lastHeartbeat === null ? null : { startedAttempt: 0, interruptions: 0, hasHeartbeat: true };
  const details = { failure, lastHeartbeat };
  putOperation(run, { key, deadline, attempt, progress }, { details, changes });
  changes.effects.push({ type: "timerSet", run, key, deadline, attempt });
  return APPLIED;
}

/** Keeps the details of the last heartbeat of the attempt that is under way. */
export function keepHeartbeat(
  run: MachineRun,
  { key, attempt, details: heartbeat }: StepHeartbeat,
  changes: BatchChanges,
): CommandResult {
  const before = run.pending(key);
  if (attempt <= (before?.attempt ?? 0) || isBefore(attempt, before)) return REPEATED;
  const lastHeartbeat = heartbeat.length === 0 ? null : heartbeat;
  const { failure } = storedDetails(run, before, changes);
  const { startedAttempt = 0, interruptions = 0 } = before?.progress ?? {};
  const progress = { startedAttempt, interruptions, hasHeartbeat: lastHeartbeat !== null };
  const { deadline = null, attempt: failed = 0 } = before ?? {};
  const details = { failure, lastHeartbeat };
  putOperation(run, { key, deadline, attempt: failed, progress }, { details, changes });
  changes.effects.push({ type: "heartbeat", run, key, attempt, details: heartbeat });
  return APPLIED;
}

/** True for an attempt before the one that is known to have begun. */
function isBefore(attempt: number, operation: PendingOperation | undefined): boolean {
  return attempt < (operation?.progress?.startedAttempt ?? 0);
}

function storedDetails(
  run: MachineRun,
  operation: PendingOperation | undefined,
  changes: BatchChanges,
): StoredDetails {
  if (operation === undefined) return NO_DETAILS;
  if (operation.attempt === 0 && operation.progress?.hasHeartbeat !== true) return NO_DETAILS;
  const key = operationStateKey(run, operation.key);
  return readValue(changes, key, decodeOperationRecord) ?? NO_DETAILS;
}

/** Puts an operation in the place of what was known of it, in memory and in the state. */
function putOperation(
  run: MachineRun,
  operation: PendingOperation,
  { details, changes }: { details: StoredDetails | null; changes: BatchChanges },
): void {
  const { key, deadline, attempt, progress } = operation;
  const before = run.pending(key);
  run.setPending({ key: changes.runs.sharedKey(key), deadline, attempt, progress });
  const { failure, lastHeartbeat } = details ?? NO_DETAILS;
  const { startedAttempt = 0, interruptions = 0 } = progress ?? {};
  const record = { deadline, attempt, failure, startedAttempt, interruptions, lastHeartbeat };
  changes.putReadable(operationStateKey(run, key), encodeOperationRecord(record));
  const oldDeadline = before?.deadline ?? null;
  if (oldDeadline !== null) changes.remove(timerKey(run, { key, deadline: oldDeadline }));
  if (deadline !== null) changes.put(timerKey(run, { key, deadline }), NO_VALUE);
}
