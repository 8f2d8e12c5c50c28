/**
 * Records: what the state machine keeps under the keys of model/state-keys.ts, to bytes and back.
 *
 * Everything read is checked here once. The bytes of a history event are the command's as they stand in
 * the log; nothing is ever encoded a second time.
 */
import { MalformedBytesError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import {
  decodeCommand,
  type Failure,
  failureFromWire,
  failureToWire,
  ID_BYTES,
} from "./command.ts";
import type { RunEvent, RunStatusWord } from "./history-event.ts";
import { type Cursor, readVarint, varintSize, writeVarint } from "./varint.ts";
import { bytes, decodeWith, text, uint32, uint64 } from "./wire.ts";

/** One run. Its input is history seq 0, its result the event at `endSeq`. */
export interface RunRecord {
  /** 128 random bits made at the start call. */
  readonly runId: Uint8Array;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly status: RunStatusWord;
  /** Machine time in ms. */
  readonly startedAt: number;
  /** Machine time in ms; null while it runs. */
  readonly closedAt: number | null;
  /** Seq of its last event; null while it runs. */
  readonly endSeq: number | null;
}

/** A pending operation: a timer (`attempt` 0), or a step between two attempts. */
export interface OperationRecord {
  /** Machine time in ms at which its timer is due. */
  readonly deadline: number;
  /** Failed attempts so far. */
  readonly attempt: number;
  readonly failure: Failure | null;
}

/** How a start call came out; kept under its request id and given again to whoever repeats it. */
export type StartOutcome =
  | "started"
  | "existing"
  | "alreadyRunning"
  | "alreadyClosed"
  | "idConflict";

/** The first outcome of a request. */
export interface RequestRecord {
  /** When it was applied, in ms of machine time. */
  readonly machineTime: number;
  readonly outcome: StartOutcome;
  readonly runNumber: number;
}

/** One event of a run's history as it is kept. */
export interface HistoryRecord {
  /** Machine time of the batch that brought it, in ms. */
  readonly machineTime: number;
  /** The encoded command; a view into the record. */
  readonly command: Uint8Array;
}

/** The machine's own. */
export interface MachineRecord {
  readonly machineTime: number;
}

const STATUSES: readonly RunStatusWord[] = [
  "running",
  "completed",
  "failed",
  "cancelled",
  "terminated",
  "timedOut",
  "continuedAsNew",
];

const OUTCOMES: readonly StartOutcome[] = [
  "started",
  "existing",
  "alreadyRunning",
  "alreadyClosed",
  "idConflict",
];

/** The bytes of a run record. */
export function encodeRunRecord(record: RunRecord): Uint8Array {
  const { runId, workflowName, workflowVersion, startedAt } = record;
  const status = STATUSES.indexOf(record.status);
  const running = { runId, workflowName, workflowVersion, status, startedAt };
  if (record.status === "running") return raftwork.RunRecord.encode(running).finish();
  const ended = { ...running, closedAt: record.closedAt, endSeq: record.endSeq };
  return raftwork.RunRecord.encode(ended).finish();
}

/** Reads a run record; its bytes are a view. @throws {MalformedBytesError} when it is none. */
export function decodeRunRecord(encoded: Uint8Array): RunRecord {
  const wire = decodeWith("RunRecord", () => raftwork.RunRecord.decode(encoded));
  const runId = bytes(wire.runId, "RunRecord.runId");
  if (runId.length !== ID_BYTES) {
    malformed("RunRecord.runId", `${ID_BYTES} bytes`, `${runId.length} bytes`);
  }
  const status = choice(STATUSES, wire.status, "RunRecord.status");
  const isRunning = status === "running";
  return {
    runId,
    workflowName: text(wire.workflowName, "RunRecord.workflowName"),
    workflowVersion: uint32(wire.workflowVersion, "RunRecord.workflowVersion"),
    status,
    startedAt: uint64(wire.startedAt, "RunRecord.startedAt"),
    closedAt: isRunning ? null : uint64(wire.closedAt, "RunRecord.closedAt"),
    endSeq: isRunning ? null : uint64(wire.endSeq, "RunRecord.endSeq"),
  };
}

/** The bytes of a pending operation. */
export function encodeOperationRecord(record: OperationRecord): Uint8Array {
  const { deadline, attempt, failure } = record;
  const wire = { deadline, attempt, failure: failure === null ? null : failureToWire(failure) };
  return raftwork.OperationRecord.encode(wire).finish();
}

/** Reads a pending operation. @throws {MalformedBytesError} when it is none. */
export function decodeOperationRecord(encoded: Uint8Array): OperationRecord {
  const wire = decodeWith("OperationRecord", () => raftwork.OperationRecord.decode(encoded));
  return {
    deadline: uint64(wire.deadline, "OperationRecord.deadline"),
    attempt: uint32(wire.attempt, "OperationRecord.attempt"),
    failure: wire.failure ? failureFromWire(wire.failure, 0) : null,
  };
}

/** The bytes of a request's outcome. */
export function encodeRequestRecord(record: RequestRecord): Uint8Array {
  const { machineTime, runNumber } = record;
  const outcome = OUTCOMES.indexOf(record.outcome);
  return raftwork.RequestRecord.encode({ machineTime, outcome, runNumber }).finish();
}

/** Reads a request's outcome. @throws {MalformedBytesError} when it is none. */
export function decodeRequestRecord(encoded: Uint8Array): RequestRecord {
  const wire = decodeWith("RequestRecord", () => raftwork.RequestRecord.decode(encoded));
  return {
    machineTime: uint64(wire.machineTime, "RequestRecord.machineTime"),
    outcome: choice(OUTCOMES, wire.outcome, "RequestRecord.outcome"),
    runNumber: uint64(wire.runNumber, "RequestRecord.runNumber"),
  };
}

/** The bytes that say which run of a workflow id is the newest. */
export function encodeHead(runNumber: number): Uint8Array {
  return raftwork.WorkflowHead.encode({ runNumber }).finish();
}

/** The number of the newest run. @throws {MalformedBytesError} when it is none. */
export function decodeHead(encoded: Uint8Array): number {
  const wire = decodeWith("WorkflowHead", () => raftwork.WorkflowHead.decode(encoded));
  return uint64(wire.runNumber, "WorkflowHead.runNumber");
}

/** The bytes of the machine's own record. */
export function encodeMachineRecord({ machineTime }: MachineRecord): Uint8Array {
  return raftwork.MachineRecord.encode({ machineTime }).finish();
}

/** Reads the machine's own record. @throws {MalformedBytesError} when it is none. */
export function decodeMachineRecord(encoded: Uint8Array): MachineRecord {
  const wire = decodeWith("MachineRecord", () => raftwork.MachineRecord.decode(encoded));
  return { machineTime: uint64(wire.machineTime, "MachineRecord.machineTime") };
}

const HISTORY_TAG_MACHINE_TIME = 0x08;
const HISTORY_TAG_COMMAND = 0x12;

/**
 * The bytes of a history event: a copy of the command behind its machine time.
 *
 * Written by hand, because every checkpoint on every node is one; a test compares it with the generated code.
 */
export function encodeHistoryRecord({ machineTime, command }: HistoryRecord): Uint8Array {
  const size = 2 + varintSize(machineTime) + varintSize(command.length) + command.length;
  const target = Buffer.allocUnsafe(size);
  target[0] = HISTORY_TAG_MACHINE_TIME;
  const at = writeVarint(target, 1, machineTime);
  target[at] = HISTORY_TAG_COMMAND;
  target.set(command, writeVarint(target, at + 1, command.length));
  // Never a Buffer: its slice() gives views where that of other arrays gives copies.
  return new Uint8Array(target.buffer, target.byteOffset, size);
}

/** Reads a history event. @throws {MalformedBytesError} when it is none. */
export function decodeHistoryRecord(encoded: Uint8Array): HistoryRecord {
  const field = "HistoryRecord";
  const cursor: Cursor = { bytes: encoded, at: 0 };
  expectTag(cursor, HISTORY_TAG_MACHINE_TIME);
  const machineTime = readVarint(cursor, field);
  expectTag(cursor, HISTORY_TAG_COMMAND);
  const length = readVarint(cursor, field);
  if (cursor.at + length !== encoded.length) {
    malformed(field, `${length} bytes of a command`, `${encoded.length - cursor.at} bytes`);
  }
  return { machineTime, command: encoded.subarray(cursor.at) };
}

/**
 * A history event as the engine consumes it. Its payloads are views into the record.
 *
 * @throws {MalformedBytesError} when the record is none.
 * @throws {UnknownCommandError} when a newer version wrote it.
 */
export function decodeRunEvent(
  seq: number,
  encoded: Uint8Array,
  at: { group: number; index: number },
): RunEvent {
  const { machineTime, command } = decodeHistoryRecord(encoded);
  return { seq, machineTime, command: decodeCommand(command, at) };
}

function expectTag(cursor: Cursor, tag: number): void {
  const found = cursor.bytes[cursor.at];
  if (found !== tag) malformed("HistoryRecord", `tag ${tag}`, `${found}`);
  cursor.at += 1;
}

function choice<T>(choices: readonly T[], value: unknown, field: string): T {
  const number = uint32(value, field);
  const chosen = choices[number];
  return chosen ?? malformed(field, `0 to ${choices.length - 1}`, `${number}`);
}

function malformed(field: string, expected: string, found: string): never {
  throw new MalformedBytesError({ field, expected, found });
}
