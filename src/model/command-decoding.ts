/**
 * Commands from bytes. Everything is checked here once; what a newer version wrote is told from what is
 * malformed.
 */
import { MalformedBytesError, UnknownCommandError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import { decodeCheckpoint, TAG_CHECKPOINT } from "./checkpoint-wire.ts";
import type {
  CallRef,
  Cancel,
  Checkpoint,
  Command,
  Outcome,
  RunComplete,
  RunFail,
  RunParked,
  RunRef,
  RunStart,
  Signal,
  StepAttemptFailed,
  StepAttemptStarted,
  StepHeartbeat,
  Terminate,
  TimerSet,
} from "./command.ts";
import { FAIL_KINDS, IF_CLOSED, IF_RUNNING } from "./command-choices.ts";
import { failureFromWire } from "./failure-wire.ts";
import {
  memberJoinFromWire,
  memberLeaveFromWire,
  memberPublishFromWire,
} from "./member-decoding.ts";
import { retireFromWire } from "./retire-decoding.ts";
import { type Cursor, readVarint } from "./varint.ts";
import {
  bytes,
  choice,
  decodeWith,
  flag,
  id,
  malformed,
  name,
  someBytes,
  someUint64,
  text,
  uint32,
  uint64,
} from "./wire.ts";

/** How one kind of command is read. */
interface Kind {
  /** From the bytes of its own message. */
  readonly decode: (own: Uint8Array) => Command;
  /** From the generated form of Command; null when that is of another kind. */
  readonly pick: (wire: raftwork.Command.$Properties) => Command | null;
}

function kind<Wire>(
  message: { decode(own: Uint8Array): Wire },
  field: (wire: raftwork.Command.$Properties) => Wire | null | undefined,
  fromWire: (wire: Wire) => Command,
): Kind {
  return {
    decode: (own) => fromWire(message.decode(own)),
    pick: (wire) => {
      const own = field(wire);
      return own === null || own === undefined ? null : fromWire(own);
    },
  };
}

const timerFired = (wire: raftwork.TimerFired.$Properties): Command =>
  keyedFromWire("TimerFired", wire);
const timerCancelled = (wire: raftwork.TimerCancelled.$Properties): Command =>
  keyedFromWire("TimerCancelled", wire);

/** By number, as in proto/command.proto. */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [1, kind(raftwork.RunStart, (wire) => wire.runStart, runStartFromWire)],
  [2, kind(raftwork.Checkpoint, (wire) => wire.checkpoint, checkpointFromWire)],
  [
    3,
    kind(
      raftwork.StepAttemptStarted,
      (wire) => wire.stepAttemptStarted,
      stepAttemptStartedFromWire,
    ),
  ],
  [
    4,
    kind(raftwork.StepAttemptFailed, (wire) => wire.stepAttemptFailed, stepAttemptFailedFromWire),
  ],
  [5, kind(raftwork.StepHeartbeat, (wire) => wire.stepHeartbeat, stepHeartbeatFromWire)],
  [6, kind(raftwork.TimerSet, (wire) => wire.timerSet, timerSetFromWire)],
  [7, kind(raftwork.TimerFired, (wire) => wire.timerFired, timerFired)],
  [8, kind(raftwork.TimerCancelled, (wire) => wire.timerCancelled, timerCancelled)],
  [9, kind(raftwork.Signal, (wire) => wire.signal, signalFromWire)],
  [15, kind(raftwork.Cancel, (wire) => wire.cancel, cancelFromWire)],
  [16, kind(raftwork.Terminate, (wire) => wire.terminate, terminateFromWire)],
  [19, kind(raftwork.RunParked, (wire) => wire.runParked, runParkedFromWire)],
  [20, kind(raftwork.RunComplete, (wire) => wire.runComplete, runCompleteFromWire)],
  [21, kind(raftwork.RunFail, (wire) => wire.runFail, runFailFromWire)],
  [23, kind(raftwork.Retire, (wire) => wire.retire, retireFromWire)],
  [24, kind(raftwork.MemberJoin, (wire) => wire.memberJoin, memberJoinFromWire)],
  [25, kind(raftwork.MemberLeave, (wire) => wire.memberLeave, memberLeaveFromWire)],
  [26, kind(raftwork.MemberPublish, (wire) => wire.memberPublish, memberPublishFromWire)],
]);

/**
 * Reads a command. Its bytes fields are views into `encoded`: copy what is kept.
 *
 * @throws {MalformedBytesError} when the bytes are no command.
 * @throws {UnknownCommandError} when a newer version wrote it.
 */
export function decodeCommand(encoded: Uint8Array, at: { group: number; index: number }): Command {
  const command = decodeWith("command", () => decodeAlone(encoded) ?? decodeAny(encoded));
  if (command === null) throw new UnknownCommandError(at);
  return command;
}

/**
 * What our encoder writes: one message and nothing beside it. Read by hand, because the generated code deletes
 * all other kinds from each command it reads, at the price of a third of what reading a checkpoint takes.
 */
function decodeAlone(encoded: Uint8Array): Command | null {
  const cursor: Cursor = { bytes: encoded, at: 0 };
  if (encoded.length === 0) return null;
  const tag = readVarint(cursor, "command");
  const own = tag % 8 === WIRE_TYPE_MESSAGE ? KINDS.get(Math.floor(tag / 8)) : undefined;
  if (own === undefined) return null;
  const length = readVarint(cursor, "command");
  if (cursor.at + length !== encoded.length) return null;
  const checkpoint = tag === TAG_CHECKPOINT ? decodeCheckpoint(encoded, cursor.at) : null;
  return checkpoint ?? own.decode(encoded.subarray(cursor.at));
}

const WIRE_TYPE_MESSAGE = 2;

/** Whatever else is well-formed: fields in another order, or fields that a newer version has added. */
function decodeAny(encoded: Uint8Array): Command | null {
  const wire = raftwork.Command.decode(encoded);
  for (const { pick } of KINDS.values()) {
    const command = pick(wire);
    if (command !== null) return command;
  }
  return null;
}

function runStartFromWire(wire: raftwork.RunStart.$Properties): RunStart {
  const start: RunStart = {
    type: "RunStart",
    // Only RunStart and calls bring new ids; they become parts of keys. Others are matched with what is there.
    workflowId: name(wire.workflowId, "RunStart.workflowId"),
    runId: id(wire.runId, "RunStart.runId"),
    requestId: id(wire.requestId, "RunStart.requestId"),
    workflowName: name(wire.workflowName, "RunStart.workflowName"),
    workflowVersion: uint32(wire.workflowVersion, "RunStart.workflowVersion"),
    input: bytes(wire.input, "RunStart.input"),
    ifRunning: choice(IF_RUNNING, wire.ifRunning, "RunStart.ifRunning"),
    ifClosed: choice(IF_CLOSED, wire.ifClosed, "RunStart.ifClosed"),
  };
  const runTimeoutMs = someUint64(wire.runTimeoutMs, "RunStart.runTimeoutMs");
  const startDelayMs = someUint64(wire.startDelayMs, "RunStart.startDelayMs");
  const attributes = someBytes(wire.attributes, "RunStart.attributes");
  const memo = someBytes(wire.memo, "RunStart.memo");
  const retentionMs = someUint64(wire.retentionMs, "RunStart.retentionMs");
  const historyEventsMax = someUint64(wire.historyEventsMax, "RunStart.historyEventsMax");
  const historyBytesMax = someUint64(wire.historyBytesMax, "RunStart.historyBytesMax");
  return Object.assign(
    start,
    runTimeoutMs === null ? null : { runTimeoutMs },
    startDelayMs === null ? null : { startDelayMs },
    attributes === null ? null : { attributes },
    memo === null ? null : { memo },
    retentionMs === null ? null : { retentionMs },
    historyEventsMax === null ? null : { historyEventsMax },
    historyBytesMax === null ? null : { historyBytesMax },
  );
}

function checkpointFromWire(wire: raftwork.Checkpoint.$Properties): Checkpoint {
  const outcome: Outcome = wire.failure
    ? { type: "failure", failure: failureFromWire(wire.failure, 0) }
    : { type: "value", payload: bytes(wire.value, "Checkpoint.value") };
  // No spread in the most frequent ones: after one, each property is added the slow way.
  const { workflowId, runId } = refFromWire(wire, "Checkpoint");
  const key = keyFromWire(wire.key, "Checkpoint.key");
  return { type: "Checkpoint", workflowId, runId, key, outcome };
}

function stepAttemptStartedFromWire(
  wire: raftwork.StepAttemptStarted.$Properties,
): StepAttemptStarted {
  const isInterrupted = flag(wire.interrupted, "StepAttemptStarted.interrupted");
  return {
    type: "StepAttemptStarted",
    ...refFromWire(wire, "StepAttemptStarted"),
    key: keyFromWire(wire.key, "StepAttemptStarted.key"),
    attempt: uint32(wire.attempt, "StepAttemptStarted.attempt"),
    ...(isInterrupted ? { interrupted: true } : null),
  };
}

function stepAttemptFailedFromWire(
  wire: raftwork.StepAttemptFailed.$Properties,
): StepAttemptFailed {
  const lastHeartbeat = someBytes(wire.lastHeartbeat, "StepAttemptFailed.lastHeartbeat");
  return {
    type: "StepAttemptFailed",
    ...refFromWire(wire, "StepAttemptFailed"),
    key: keyFromWire(wire.key, "StepAttemptFailed.key"),
    attempt: uint32(wire.attempt, "StepAttemptFailed.attempt"),
    failure: requiredFailure(wire.failure, "StepAttemptFailed.failure"),
    retryDelayMs: uint64(wire.retryDelayMs, "StepAttemptFailed.retryDelayMs"),
    ...(lastHeartbeat === null ? null : { lastHeartbeat }),
  };
}

function stepHeartbeatFromWire(wire: raftwork.StepHeartbeat.$Properties): StepHeartbeat {
  return {
    type: "StepHeartbeat",
    ...refFromWire(wire, "StepHeartbeat"),
    key: keyFromWire(wire.key, "StepHeartbeat.key"),
    attempt: uint32(wire.attempt, "StepHeartbeat.attempt"),
    details: bytes(wire.details, "StepHeartbeat.details"),
  };
}

function timerSetFromWire(wire: raftwork.TimerSet.$Properties): TimerSet {
  const { deadlineMs, durationMs } = wire;
  return {
    type: "TimerSet",
    ...refFromWire(wire, "TimerSet"),
    key: keyFromWire(wire.key, "TimerSet.key"),
    due:
      deadlineMs === undefined || deadlineMs === null
        ? { durationMs: uint64(durationMs, "TimerSet.durationMs") }
        : { deadlineMs: uint64(deadlineMs, "TimerSet.deadlineMs") },
  };
}

function keyedFromWire<Type extends "TimerFired" | "TimerCancelled">(
  type: Type,
  wire: raftwork.TimerFired.$Properties,
): RunRef & { readonly type: Type; readonly key: string } {
  return { type, ...refFromWire(wire, type), key: keyFromWire(wire.key, `${type}.key`) };
}

function signalFromWire(wire: raftwork.Signal.$Properties): Signal {
  return {
    type: "Signal",
    ...callFromWire(wire, "Signal"),
    name: name(wire.name, "Signal.name"),
    payload: bytes(wire.payload, "Signal.payload"),
    historyEventsMax: uint64(wire.historyEventsMax, "Signal.historyEventsMax"),
    historyBytesMax: uint64(wire.historyBytesMax, "Signal.historyBytesMax"),
  };
}

function cancelFromWire(wire: raftwork.Cancel.$Properties): Cancel {
  return {
    type: "Cancel",
    ...callFromWire(wire, "Cancel"),
    reason: text(wire.reason, "Cancel.reason"),
  };
}

function terminateFromWire(wire: raftwork.Terminate.$Properties): Terminate {
  const reason = text(wire.reason, "Terminate.reason");
  const isCall = bytes(wire.requestId, "Terminate.requestId").length > 0;
  return isCall
    ? { type: "Terminate", ...callFromWire(wire, "Terminate"), reason }
    : { type: "Terminate", ...refFromWire(wire, "Terminate"), reason };
}

function runParkedFromWire(wire: raftwork.RunParked.$Properties): RunParked {
  return {
    type: "RunParked",
    ...refFromWire(wire, "RunParked"),
    seq: uint64(wire.seq, "RunParked.seq"),
  };
}

function runCompleteFromWire(wire: raftwork.RunComplete.$Properties): RunComplete {
  const { workflowId, runId } = refFromWire(wire, "RunComplete");
  return {
    type: "RunComplete",
    workflowId,
    runId,
    value: bytes(wire.value, "RunComplete.value"),
    consumedThrough: uint64(wire.consumedThrough, "RunComplete.consumedThrough"),
  };
}

function runFailFromWire(wire: raftwork.RunFail.$Properties): RunFail {
  const kind = choice(FAIL_KINDS, wire.kind, "RunFail.kind");
  return {
    type: "RunFail",
    ...refFromWire(wire, "RunFail"),
    failure: requiredFailure(wire.failure, "RunFail.failure"),
    consumedThrough: uint64(wire.consumedThrough, "RunFail.consumedThrough"),
    ...(kind === "failed" ? null : { kind }),
  };
}

function refFromWire(
  wire: { workflowId?: string | null | undefined; runId?: Uint8Array | null | undefined },
  command: string,
): RunRef {
  const workflowId = text(wire.workflowId, `${command}.workflowId`);
  if (workflowId === "") malformed(`${command}.workflowId`, "an id", '""');
  return { workflowId, runId: id(wire.runId, `${command}.runId`) };
}

function callFromWire(
  wire: {
    workflowId?: string | null | undefined;
    runNumber?: number | null | undefined;
    requestId?: Uint8Array | null | undefined;
  },
  command: string,
): CallRef {
  return {
    workflowId: name(wire.workflowId, `${command}.workflowId`),
    runNumber: someUint64(wire.runNumber, `${command}.runNumber`),
    requestId: id(wire.requestId, `${command}.requestId`),
  };
}

function keyFromWire(value: unknown, field: string): string {
  const key = text(value, field);
  return key === "" ? malformed(field, "an operation key", '""') : key;
}

function requiredFailure(
  wire: raftwork.Failure.$Properties | null | undefined,
  field: string,
): ReturnType<typeof failureFromWire> {
  if (wire) return failureFromWire(wire, 0);
  throw new MalformedBytesError({ field, expected: "a failure", found: "none" });
}
