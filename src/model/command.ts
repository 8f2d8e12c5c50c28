/**
 * Commands: what a log entry carries, as data. Each has a number in proto/command.proto that it keeps for ever.
 *
 * Every command of a run's own making names workflow id and run id, and applies to no other run.
 */
import { MalformedBytesError, UnknownCommandError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import { unreachable } from "../util/assert.ts";
import { NAME_BYTES_MAX, nameProblem } from "./names.ts";
import { bytes, decodeWith, text, uint32, uint64 } from "./wire.ts";

/** Highest command number that this version knows; members publish it. */
export const COMMAND_LEVEL = 21;

/** Bytes of a run id and of a request id: 128 random bits. */
export const ID_BYTES = 16;

/** An error as data. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** The error's own code as text, or "". */
  readonly code: string;
  /** Its own enumerable fields as a payload; empty when it has none. */
  readonly fields: Uint8Array;
  readonly cause: Failure | null;
  /** AggregateError.errors; null for any other class. */
  readonly errors: readonly Failure[] | null;
}

/** How an operation or a run came out. `payload` is what PayloadCodec wrote. */
export type Outcome =
  | { readonly type: "value"; readonly payload: Uint8Array }
  | { readonly type: "failure"; readonly failure: Failure };

/** The run that a command belongs to. */
export interface RunRef {
  readonly workflowId: string;
  /** 128 random bits made at the start call. */
  readonly runId: Uint8Array;
}

/** What happens when the workflow id has a run that has not ended. */
export type IfRunning = "useExisting" | "fail" | "terminateExisting";
/** What happens when the last run of the workflow id has ended. */
export type IfClosed = "useExisting" | "startNew" | "startNewIfFailed" | "fail";

/** Starts a run, or answers with one that is there. */
export interface RunStart extends RunRef {
  readonly type: "RunStart";
  readonly requestId: Uint8Array;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly input: Uint8Array;
  readonly ifRunning: IfRunning;
  readonly ifClosed: IfClosed;
}

/** The outcome of one operation. */
export interface Checkpoint extends RunRef {
  readonly type: "Checkpoint";
  readonly key: string;
  readonly outcome: Outcome;
}

/** An attempt of a step failed and another one follows. */
export interface StepAttemptFailed extends RunRef {
  readonly type: "StepAttemptFailed";
  readonly key: string;
  readonly attempt: number;
  readonly failure: Failure;
  readonly retryDelayMs: number;
}

/** A timer, due `durationMs` after it is applied, or at `deadlineMs` of machine time. */
export interface TimerSet extends RunRef {
  readonly type: "TimerSet";
  readonly key: string;
  readonly due: { readonly durationMs: number } | { readonly deadlineMs: number };
}

/** The timer of an operation is due. */
export interface TimerFired extends RunRef {
  readonly type: "TimerFired";
  readonly key: string;
}

/** The function returned. */
export interface RunComplete extends RunRef {
  readonly type: "RunComplete";
  readonly value: Uint8Array;
  readonly consumedThrough: number;
}

/** The function threw. */
export interface RunFail extends RunRef {
  readonly type: "RunFail";
  readonly failure: Failure;
  readonly consumedThrough: number;
}

/** Ends a run from outside, at once; also the last event of a run that gave way to a new one. */
export interface Terminate extends RunRef {
  readonly type: "Terminate";
  /** For people; "" when none was given. */
  readonly reason: string;
}

/** Any command. */
export type Command =
  | RunStart
  | Checkpoint
  | StepAttemptFailed
  | TimerSet
  | TimerFired
  | Terminate
  | RunComplete
  | RunFail;

const IF_RUNNING: readonly IfRunning[] = ["useExisting", "fail", "terminateExisting"];
const IF_CLOSED: readonly IfClosed[] = ["useExisting", "startNew", "startNewIfFailed", "fail"];

/** The bytes of a command, encoded once; they are what disks, peers and apply see. */
export function encodeCommand(command: Command): Uint8Array {
  return raftwork.Command.encode(toWire(command)).finish();
}

function toWire(command: Command): raftwork.Command.$Properties {
  const { workflowId, runId } = command;
  switch (command.type) {
    case "RunStart":
      return {
        runStart: {
          workflowId,
          runId,
          requestId: command.requestId,
          workflowName: command.workflowName,
          workflowVersion: command.workflowVersion,
          input: command.input,
          ifRunning: IF_RUNNING.indexOf(command.ifRunning),
          ifClosed: IF_CLOSED.indexOf(command.ifClosed),
        },
      };
    case "Checkpoint": {
      const { key, outcome } = command;
      return outcome.type === "value"
        ? { checkpoint: { workflowId, runId, key, value: outcome.payload } }
        : { checkpoint: { workflowId, runId, key, failure: failureToWire(outcome.failure) } };
    }
    case "StepAttemptFailed":
      return {
        stepAttemptFailed: {
          workflowId,
          runId,
          key: command.key,
          attempt: command.attempt,
          failure: failureToWire(command.failure),
          retryDelayMs: command.retryDelayMs,
        },
      };
    case "TimerSet":
      return { timerSet: { workflowId, runId, key: command.key, ...command.due } };
    case "TimerFired":
      return { timerFired: { workflowId, runId, key: command.key } };
    case "Terminate":
      return { terminate: { workflowId, runId, reason: command.reason } };
    case "RunComplete":
      return {
        runComplete: {
          workflowId,
          runId,
          value: command.value,
          consumedThrough: command.consumedThrough,
        },
      };
    case "RunFail":
      return {
        runFail: {
          workflowId,
          runId,
          failure: failureToWire(command.failure),
          consumedThrough: command.consumedThrough,
        },
      };
    default:
      return unreachable(command);
  }
}

/**
 * Reads a command. Its bytes fields are views into `encoded`: copy what is kept.
 *
 * @throws {MalformedBytesError} when the bytes are no command.
 * @throws {UnknownCommandError} when a newer version wrote it.
 */
export function decodeCommand(encoded: Uint8Array, at: { group: number; index: number }): Command {
  const wire = decodeWith("command", () => raftwork.Command.decode(encoded));
  if (wire.checkpoint) return checkpointFromWire(wire.checkpoint);
  if (wire.runStart) return runStartFromWire(wire.runStart);
  if (wire.runComplete) return runCompleteFromWire(wire.runComplete);
  if (wire.runFail) return runFailFromWire(wire.runFail);
  if (wire.stepAttemptFailed) return stepAttemptFailedFromWire(wire.stepAttemptFailed);
  if (wire.timerSet) return timerSetFromWire(wire.timerSet);
  if (wire.timerFired) {
    return {
      type: "TimerFired",
      ...refFromWire(wire.timerFired, "TimerFired"),
      key: keyFromWire(wire.timerFired.key, "TimerFired.key"),
    };
  }
  if (wire.terminate) {
    return {
      type: "Terminate",
      ...refFromWire(wire.terminate, "Terminate"),
      reason: text(wire.terminate.reason, "Terminate.reason"),
    };
  }
  throw new UnknownCommandError(at);
}

function runCompleteFromWire(wire: raftwork.RunComplete.$Properties): RunComplete {
  return {
    type: "RunComplete",
    ...refFromWire(wire, "RunComplete"),
    value: bytes(wire.value, "RunComplete.value"),
    consumedThrough: uint64(wire.consumedThrough, "RunComplete.consumedThrough"),
  };
}

function runFailFromWire(wire: raftwork.RunFail.$Properties): RunFail {
  return {
    type: "RunFail",
    ...refFromWire(wire, "RunFail"),
    failure: requiredFailure(wire.failure, "RunFail.failure"),
    consumedThrough: uint64(wire.consumedThrough, "RunFail.consumedThrough"),
  };
}

function stepAttemptFailedFromWire(
  wire: raftwork.StepAttemptFailed.$Properties,
): StepAttemptFailed {
  return {
    type: "StepAttemptFailed",
    ...refFromWire(wire, "StepAttemptFailed"),
    key: keyFromWire(wire.key, "StepAttemptFailed.key"),
    attempt: uint32(wire.attempt, "StepAttemptFailed.attempt"),
    failure: requiredFailure(wire.failure, "StepAttemptFailed.failure"),
    retryDelayMs: uint64(wire.retryDelayMs, "StepAttemptFailed.retryDelayMs"),
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

function checkpointFromWire(wire: raftwork.Checkpoint.$Properties): Checkpoint {
  const outcome: Outcome = wire.failure
    ? { type: "failure", failure: failureFromWire(wire.failure, 0) }
    : { type: "value", payload: bytes(wire.value, "Checkpoint.value") };
  return {
    type: "Checkpoint",
    ...refFromWire(wire, "Checkpoint"),
    key: keyFromWire(wire.key, "Checkpoint.key"),
    outcome,
  };
}

function runStartFromWire(wire: raftwork.RunStart.$Properties): RunStart {
  return {
    type: "RunStart",
    ...refFromWire(wire, "RunStart"),
    workflowId: nameFromWire(wire.workflowId, "RunStart.workflowId"),
    requestId: idFromWire(wire.requestId, "RunStart.requestId"),
    workflowName: nameFromWire(wire.workflowName, "RunStart.workflowName"),
    workflowVersion: uint32(wire.workflowVersion, "RunStart.workflowVersion"),
    input: bytes(wire.input, "RunStart.input"),
    ifRunning: choice(IF_RUNNING, wire.ifRunning, "RunStart.ifRunning"),
    ifClosed: choice(IF_CLOSED, wire.ifClosed, "RunStart.ifClosed"),
  };
}

function refFromWire(
  wire: { workflowId?: string | null | undefined; runId?: Uint8Array | null | undefined },
  command: string,
): RunRef {
  const workflowId = text(wire.workflowId, `${command}.workflowId`);
  if (workflowId === "") {
    throw new MalformedBytesError({
      field: `${command}.workflowId`,
      expected: "an id",
      found: '""',
    });
  }
  return { workflowId, runId: idFromWire(wire.runId, `${command}.runId`) };
}

/** Only RunStart brings new names; they become parts of keys. Other commands are matched with what is there. */
function nameFromWire(value: unknown, field: string): string {
  const name = text(value, field);
  const problem = nameProblem(name);
  if (problem === null) return name;
  const expected = `a name of at most ${NAME_BYTES_MAX} bytes without control characters`;
  throw new MalformedBytesError({ field, expected, found: problem });
}

function idFromWire(value: unknown, field: string): Uint8Array {
  const id = bytes(value, field);
  if (id.length === ID_BYTES) return id;
  throw new MalformedBytesError({
    field,
    expected: `${ID_BYTES} bytes`,
    found: `${id.length} bytes`,
  });
}

function keyFromWire(value: unknown, field: string): string {
  const key = text(value, field);
  if (key !== "") return key;
  throw new MalformedBytesError({ field, expected: "an operation key", found: '""' });
}

function choice<T>(choices: readonly T[], value: unknown, field: string): T {
  const number = uint32(value, field);
  const chosen = choices[number];
  if (chosen !== undefined) return chosen;
  throw new MalformedBytesError({
    field,
    expected: `0 to ${choices.length - 1}`,
    found: `${number}`,
  });
}

/** Failures nest at most this deep on the wire; the encoder cuts earlier. */
const FAILURE_DEPTH_MAX = 32;

/** The wire form of a failure. */
export function failureToWire(failure: Failure): raftwork.Failure.$Properties {
  return {
    name: failure.name,
    message: failure.message,
    stack: failure.stack,
    code: failure.code,
    fields: failure.fields,
    cause: failure.cause === null ? null : failureToWire(failure.cause),
    errors: failure.errors === null ? [] : failure.errors.map(failureToWire),
  };
}

/** Reads a failure. @throws {MalformedBytesError} when it nests too deep or a field is not what it should be. */
export function failureFromWire(wire: raftwork.Failure.$Properties, depth: number): Failure {
  if (depth > FAILURE_DEPTH_MAX) {
    throw new MalformedBytesError({
      field: "Failure.cause",
      expected: `at most ${FAILURE_DEPTH_MAX} levels`,
      found: "more",
    });
  }
  const name = text(wire.name, "Failure.name");
  return {
    name,
    message: text(wire.message, "Failure.message"),
    stack: text(wire.stack, "Failure.stack"),
    code: text(wire.code, "Failure.code"),
    fields: bytes(wire.fields, "Failure.fields"),
    cause: wire.cause ? failureFromWire(wire.cause, depth + 1) : null,
    errors:
      name === "AggregateError" || (wire.errors?.length ?? 0) > 0
        ? (wire.errors ?? []).map((error) => failureFromWire(error, depth + 1))
        : null,
  };
}

function requiredFailure(
  wire: raftwork.Failure.$Properties | null | undefined,
  field: string,
): Failure {
  if (wire) return failureFromWire(wire, 0);
  throw new MalformedBytesError({ field, expected: "a failure", found: "none" });
}
