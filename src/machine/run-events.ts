/**
 * Events: the history of a run grows by one command at a time, and ends with one.
 *
 * The history of a run that was short in every sense is packed into one row when it ends: a run that begins and ends between two saves
 * leaves a third of the rows.
 *
 * Invariants: seqs of a run are contiguous from 0, and each record says what the history has come to with it. Whether a history is packed
 * follows from the log alone.
 */
import { type Command, encodeCommand } from "../model/command.ts";
import type { RunEvent, RunStatusWord } from "../model/history-event.ts";
import { RowTail } from "../model/row-tail.ts";
import {
  encodeHistoryRecord,
  encodeRunRecord,
  packHistory,
  type RunRecord,
  setHistoryBytes,
} from "../model/run-record.ts";
import {
  closedKey,
  expiryKey,
  historyKey,
  historyPrefix,
  operationStateKey,
  type RunName,
  runKey,
  statusKey,
  timerKey,
} from "../model/state-keys.ts";
import { invariant } from "../util/assert.ts";
import type { MachineRun, PendingOperation } from "./active-runs.ts";
import { type BatchChanges, NO_VALUE } from "./batch-changes.ts";

/** A history of more events is not packed… */
const PACKED_EVENTS_MAX = 64;
/** …nor one of more bytes… */
const PACKED_BYTES_MAX = 16 * 1024;
/** …nor that of a run that was there for longer, in ms of machine time. */
const PACKED_AGE_MS_MAX = 500;

/** A command with the history record that it may become; its payloads are views into the record. */
export interface Entry<C extends Command = Command> {
  readonly command: C;
  readonly record: Uint8Array;
  /** Bytes of the command as it stands in the log. */
  readonly commandBytes: number;
}

/** An entry of a command that stands in no log because it follows from another one. */
export function entryOf<C extends Command>(command: C, machineTime: number): Entry<C> {
  const encoded = encodeCommand(command);
  const record = encodeHistoryRecord({ machineTime, command: encoded, historyBytes: 0 });
  return { command, record, commandBytes: encoded.length };
}

/** Adds an event to the history of a run that goes on. */
export function appendEvent(run: MachineRun, entry: Entry, changes: BatchChanges): void {
  const event = recordEvent(run, entry, changes);
  changes.effects.push({ type: "historyAppended", run, event });
}

/** Adds an event to the history of a run, and leaves it to the caller to say so. */
export function recordEvent(run: MachineRun, entry: Entry, changes: BatchChanges): RunEvent {
  const seq = run.lastSeq + 1;
  run.lastSeq = seq;
  run.historyBytes += entry.commandBytes;
  setHistoryBytes(entry.record, run.historyBytes);
  const tail = run.tail ?? newTail(run, changes);
  tail.push(entry.record);
  const { machineTime } = changes;
  return { seq, machineTime, historyBytes: run.historyBytes, command: entry.command };
}

function newTail(run: MachineRun, changes: BatchChanges): RowTail {
  const tail = new RowTail(run, { prefix: historyPrefix(run), first: run.lastSeq });
  run.tail = tail;
  changes.show(tail);
  return tail;
}

/** Ends a run: its last event, its record, its place in the indexes; whatever was pending is gone. */
export function endRun(
  run: MachineRun,
  { status, ...entry }: Entry & { status: Exclude<RunStatusWord, "running"> },
  changes: BatchChanges,
): void {
  const event = recordEvent(run, entry, changes);
  for (const operation of run.pendingOperations()) removeRows(run, operation, changes);
  const { startedAt, historyBytes } = run;
  const closedAt = changes.machineTime;
  const isPacked = isShort(run, closedAt);
  if (isPacked) pack(run, changes);
  else spill(run, changes);
  const record = {
    ...runningRecord(run),
    status,
    closedAt,
    endSeq: event.seq,
    historyBytes,
    isPacked,
  };
  changes.putReadable(runKey(run), encodeRunRecord(record));
  changes.remove(statusKey(run, { status: "running", startedAt }));
  changes.put(statusKey(run, { status, startedAt }), NO_VALUE);
  changes.put(endedKey(run, record), NO_VALUE);
  changes.runs.remove(run);
  changes.endedRuns += 1;
  changes.effects.push({ type: "runEnded", run, status, event });
}

/** Whether a history is packed: few events, few bytes, and young, so that what is on disk of it is quickly read. */
function isShort({ lastSeq, historyBytes, startedAt }: MachineRun, closedAt: number): boolean {
  return (
    lastSeq < PACKED_EVENTS_MAX &&
    historyBytes <= PACKED_BYTES_MAX &&
    closedAt - startedAt <= PACKED_AGE_MS_MAX
  );
}

/** Puts the whole history in the place of its last event. */
function pack(run: MachineRun, changes: BatchChanges): void {
  const { tail, lastSeq } = run;
  invariant(tail !== null, "the last event of a run is not on disk yet");
  const records: Uint8Array[] = [];
  for (let seq = 0; seq <= lastSeq; seq += 1) {
    const record = tail.row(seq) ?? changes.get(historyKey(run, seq));
    invariant(record !== undefined, () => `event ${seq} of ${run.workflowId} is missing`);
    records.push(record);
  }
  const saved = tail.drop();
  for (let seq = 0; seq < saved; seq += 1) changes.remove(historyKey(run, seq));
  changes.put(historyKey(run, lastSeq), packHistory(records));
}

/** A history that will not grow any more needs no tail: what of it is not on disk becomes changed rows, which a Retire can remove. */
function spill({ tail }: MachineRun, changes: BatchChanges): void {
  if (tail === null) return;
  for (const { key, value } of tail.rows()) changes.put(key, value);
  tail.drop();
}

/** Where an ended run stands in the order in which runs are retired. */
export function endedKey(
  run: RunName,
  { closedAt, retentionMs }: { closedAt: number; retentionMs: number | null },
): string {
  return retentionMs === null
    ? closedKey(run, closedAt)
    : expiryKey(run, later(closedAt, retentionMs));
}

/** Writes the record of an active run; only when it has changed. */
export function putRunRecord(run: MachineRun, changes: BatchChanges): void {
  changes.putReadable(runKey(run), encodeRunRecord(runningRecord(run)));
}

/** The record of an active run, all of which is in memory. */
export function runningRecord(run: MachineRun): RunRecord {
  return {
    runId: run.runId,
    workflowName: run.workflowName,
    workflowVersion: run.workflowVersion,
    status: "running",
    startedAt: run.startedAt,
    closedAt: null,
    endSeq: null,
    historyBytes: null,
    cancelRequested: run.cancelRequested,
    parkedThrough: run.parkedThrough,
    retentionMs: run.retentionMs,
    firstSeq: 0,
    isPacked: false,
  };
}

/** Removes the rows of a pending operation. */
export function removeRows(run: RunName, operation: PendingOperation, changes: BatchChanges): void {
  const { key, deadline } = operation;
  changes.removeReadable(operationStateKey(run, key));
  if (deadline !== null) changes.remove(timerKey(run, { key, deadline }));
}

/** A sum of times. Commands may hold any number, and a deadline past all others is one that never comes. */
export function later(machineTime: number, durationMs: number): number {
  return Math.min(machineTime + durationMs, Number.MAX_SAFE_INTEGER);
}
