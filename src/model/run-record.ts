/**
 * Records: what the state machine keeps under the keys of model/state-keys.ts, to bytes and back.
 *
 * Everything read is checked here once. Those of history are in model/history-record.ts.
 */
import { raftwork } from "../gen/raftwork.js";
import { type Failure, failureFromWire, failureToWire } from "./command.ts";
import type { RunStatusWord } from "./history-event.ts";
import { choice, decodeWith, flag, id, someBytes, text, uint32, uint64 } from "./wire.ts";

export {
  commandOf,
  decodeHistoryRecord,
  decodeLastEvent,
  decodeRunEvent,
  decodeRunEvents,
  encodeHistoryRecord,
  type HistoryRecord,
  packHistory,
  setHistoryBytes,
} from "./history-record.ts";

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
  /** Bytes of the commands that are its events; null while it runs, when its last history row tells. */
  readonly historyBytes: number | null;
  /** Somebody asked it to end itself. */
  readonly cancelRequested: boolean;
  /** Last seq it had consumed when it left the leader's memory; null when it never has. */
  readonly parkedThrough: number | null;
  /** How long it is kept after its end, in ms; null: as the options of the leader say. */
  readonly retentionMs: number | null;
  /** First event that is left: 0 but while a long history is being retired, which goes in parts. */
  readonly firstSeq: number;
  /** Its whole history is one row, in the place of its last event. */
  readonly isPacked: boolean;
}

/** A pending operation: a timer (`attempt` 0), or a step between two attempts or within one. */
export interface OperationRecord {
  /** Machine time in ms at which its timer is due; null when it waits for no time. */
  readonly deadline: number | null;
  /** Failed attempts so far. */
  readonly attempt: number;
  readonly failure: Failure | null;
  /** Newest attempt that is known to have begun; 0 for none. */
  readonly startedAttempt: number;
  /** Attempts in a row that did not end. */
  readonly interruptions: number;
  /** Details of its last heartbeat as a payload; null without one. */
  readonly lastHeartbeat: Uint8Array | null;
}

/** How a start call came out; kept under its request id and given again to whoever repeats it. */
export type StartOutcome =
  | "started"
  | "existing"
  | "alreadyRunning"
  | "alreadyClosed"
  | "idConflict";

/** How a signal, a cancel or a terminate came out: `repeated` is a second cancel of a run. */
export type CallOutcome = "done" | "notFound" | "closed" | "historyLimit" | "repeated";

/** What a request was. */
export type RequestKind = "start" | "signal" | "cancel" | "terminate";

/** The first outcome of a request. */
export interface RequestRecord {
  /** When it was applied, in ms of machine time. */
  readonly machineTime: number;
  readonly kind: RequestKind;
  readonly outcome: StartOutcome | CallOutcome;
  /** The run that it found or made; 0 for none. */
  readonly runNumber: number;
  /** How that run had ended when the outcome is `closed`, else null. */
  readonly status: RunStatusWord | null;
}

/** The newest run of a workflow id. */
export interface WorkflowHead {
  readonly runNumber: number;
  /** Runs of the workflow id that are kept; the newest need not be among them. */
  readonly runsKept: number;
}

/** The machine's own. */
export interface MachineRecord {
  readonly machineTime: number;
  /** Runs that have ended and are kept. */
  readonly endedRuns: number;
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

const OUTCOMES: readonly RequestRecord["outcome"][] = [
  "started",
  "existing",
  "alreadyRunning",
  "alreadyClosed",
  "idConflict",
  "done",
  "notFound",
  "closed",
  "historyLimit",
  "repeated",
];

const KINDS: readonly RequestKind[] = ["start", "signal", "cancel", "terminate"];

/** The bytes of a run record. */
export function encodeRunRecord(record: RunRecord): Uint8Array {
  const hasEnded = record.status !== "running";
  return raftwork.RunRecord.encode({
    runId: record.runId,
    workflowName: record.workflowName,
    workflowVersion: record.workflowVersion,
    status: STATUSES.indexOf(record.status),
    startedAt: record.startedAt,
    closedAt: hasEnded ? record.closedAt : null,
    endSeq: hasEnded ? record.endSeq : null,
    historyBytes: hasEnded ? record.historyBytes : null,
    cancelRequested: record.cancelRequested || null,
    parkedThrough: record.parkedThrough,
    retentionMs: record.retentionMs,
    firstSeq: record.firstSeq || null,
    isPacked: record.isPacked || null,
  }).finish();
}

/** Reads a run record; its bytes are a view. @throws {MalformedBytesError} when it is none. */
export function decodeRunRecord(encoded: Uint8Array): RunRecord {
  const wire = decodeWith("RunRecord", () => raftwork.RunRecord.decode(encoded));
  const status = choice(STATUSES, wire.status, "RunRecord.status");
  const isRunning = status === "running";
  return {
    runId: id(wire.runId, "RunRecord.runId"),
    workflowName: text(wire.workflowName, "RunRecord.workflowName"),
    workflowVersion: uint32(wire.workflowVersion, "RunRecord.workflowVersion"),
    status,
    startedAt: uint64(wire.startedAt, "RunRecord.startedAt"),
    closedAt: isRunning ? null : uint64(wire.closedAt, "RunRecord.closedAt"),
    endSeq: isRunning ? null : uint64(wire.endSeq, "RunRecord.endSeq"),
    historyBytes: isRunning ? null : uint64(wire.historyBytes, "RunRecord.historyBytes"),
    cancelRequested: flag(wire.cancelRequested, "RunRecord.cancelRequested"),
    parkedThrough: optionalUint64(wire.parkedThrough, "RunRecord.parkedThrough"),
    retentionMs: uint64(wire.retentionMs, "RunRecord.retentionMs") || null,
    firstSeq: isRunning ? 0 : uint64(wire.firstSeq, "RunRecord.firstSeq"),
    isPacked: isRunning ? false : flag(wire.isPacked, "RunRecord.isPacked"),
  };
}

/** The bytes of a pending operation. */
export function encodeOperationRecord(record: OperationRecord): Uint8Array {
  const { deadline, attempt, failure, lastHeartbeat } = record;
  return raftwork.OperationRecord.encode({
    deadline,
    attempt,
    failure: failure === null ? null : failureToWire(failure),
    startedAttempt: record.startedAttempt || null,
    interruptions: record.interruptions || null,
    lastHeartbeat,
  }).finish();
}

/** Reads a pending operation; its payloads are views. @throws {MalformedBytesError} when it is none. */
export function decodeOperationRecord(encoded: Uint8Array): OperationRecord {
  const wire = decodeWith("OperationRecord", () => raftwork.OperationRecord.decode(encoded));
  return {
    deadline: optionalUint64(wire.deadline, "OperationRecord.deadline"),
    attempt: uint32(wire.attempt, "OperationRecord.attempt"),
    failure: wire.failure ? failureFromWire(wire.failure, 0) : null,
    startedAttempt: uint32(wire.startedAttempt, "OperationRecord.startedAttempt"),
    interruptions: uint32(wire.interruptions, "OperationRecord.interruptions"),
    lastHeartbeat: someBytes(wire.lastHeartbeat, "OperationRecord.lastHeartbeat"),
  };
}

/** The bytes of a request's outcome. */
export function encodeRequestRecord(record: RequestRecord): Uint8Array {
  const { machineTime, runNumber, status } = record;
  return raftwork.RequestRecord.encode({
    machineTime,
    outcome: OUTCOMES.indexOf(record.outcome),
    runNumber,
    call: KINDS.indexOf(record.kind) || null,
    status: status === null ? null : STATUSES.indexOf(status),
  }).finish();
}

/** Reads a request's outcome. @throws {MalformedBytesError} when it is none. */
export function decodeRequestRecord(encoded: Uint8Array): RequestRecord {
  const wire = decodeWith("RequestRecord", () => raftwork.RequestRecord.decode(encoded));
  const outcome = choice(OUTCOMES, wire.outcome, "RequestRecord.outcome");
  const status = choice(STATUSES, wire.status, "RequestRecord.status");
  return {
    machineTime: uint64(wire.machineTime, "RequestRecord.machineTime"),
    kind: choice(KINDS, wire.call, "RequestRecord.call"),
    outcome,
    runNumber: uint64(wire.runNumber, "RequestRecord.runNumber"),
    status: outcome === "closed" ? status : null,
  };
}

/** The bytes that say which run of a workflow id is the newest. */
export function encodeHead({ runNumber, runsKept }: WorkflowHead): Uint8Array {
  return raftwork.WorkflowHead.encode({ runNumber, runsKept }).finish();
}

/** The newest run of a workflow id. @throws {MalformedBytesError} when the bytes are none. */
export function decodeHead(encoded: Uint8Array): WorkflowHead {
  const wire = decodeWith("WorkflowHead", () => raftwork.WorkflowHead.decode(encoded));
  return {
    runNumber: uint64(wire.runNumber, "WorkflowHead.runNumber"),
    runsKept: uint64(wire.runsKept, "WorkflowHead.runsKept"),
  };
}

/** The bytes of the machine's own record. */
export function encodeMachineRecord({ machineTime, endedRuns }: MachineRecord): Uint8Array {
  return raftwork.MachineRecord.encode({ machineTime, endedRuns: endedRuns || null }).finish();
}

/** Reads the machine's own record. @throws {MalformedBytesError} when it is none. */
export function decodeMachineRecord(encoded: Uint8Array): MachineRecord {
  const wire = decodeWith("MachineRecord", () => raftwork.MachineRecord.decode(encoded));
  return {
    machineTime: uint64(wire.machineTime, "MachineRecord.machineTime"),
    endedRuns: uint64(wire.endedRuns, "MachineRecord.endedRuns"),
  };
}

function optionalUint64(value: unknown, field: string): number | null {
  return value === undefined || value === null ? null : uint64(value, field);
}
