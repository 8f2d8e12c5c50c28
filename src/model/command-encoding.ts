/**
 * Commands to bytes. A value that means "none" is not written, so that a command has one form.
 */
import { raftwork } from "../gen/raftwork.js";
import { unreachable } from "../util/assert.ts";
import { encodeCheckpoint } from "./checkpoint-wire.ts";
import type { Command, RunStart, Terminate } from "./command.ts";
import { FAIL_KINDS, IF_CLOSED, IF_RUNNING } from "./command-choices.ts";
import { failureToWire } from "./failure-wire.ts";
import { publishedToWire } from "./published.ts";

/** The bytes of a command, encoded once; they are what disks, peers and apply see. */
export function encodeCommand(command: Command): Uint8Array {
  if (command.type === "Checkpoint" && command.outcome.type === "value") {
    const { workflowId, runId, key, outcome } = command;
    return encodeCheckpoint({ workflowId, runId, key, payload: outcome.payload });
  }
  return raftwork.Command.encode(toWire(command)).finish();
}

function toWire(command: Command): raftwork.Command.$Properties {
  switch (command.type) {
    case "RunStart":
      return { runStart: startToWire(command) };
    case "Checkpoint": {
      const { outcome, workflowId, runId, key } = command;
      return outcome.type === "value"
        ? { checkpoint: { workflowId, runId, key, value: outcome.payload } }
        : { checkpoint: { workflowId, runId, key, failure: failureToWire(outcome.failure) } };
    }
    case "StepAttemptStarted": {
      const { workflowId, runId, key, attempt } = command;
      const interrupted = command.interrupted === true ? true : null;
      return { stepAttemptStarted: { workflowId, runId, key, attempt, interrupted } };
    }
    case "StepAttemptFailed": {
      const { type: _, failure, lastHeartbeat = null, ...rest } = command;
      return { stepAttemptFailed: { ...rest, failure: failureToWire(failure), lastHeartbeat } };
    }
    case "StepHeartbeat":
      return { stepHeartbeat: command };
    case "TimerSet": {
      const { workflowId, runId, key, due } = command;
      return { timerSet: { workflowId, runId, key, ...due } };
    }
    case "TimerFired":
      return { timerFired: command };
    case "TimerCancelled":
      return { timerCancelled: command };
    case "Signal":
      return { signal: command };
    case "Cancel":
      return { cancel: command };
    case "Terminate":
      return { terminate: terminateToWire(command) };
    case "RunParked":
      return { runParked: command };
    case "RunComplete":
      return { runComplete: command };
    case "RunFail": {
      const { workflowId, runId, consumedThrough } = command;
      const kind = FAIL_KINDS.indexOf(command.kind ?? "failed") || null;
      const failure = failureToWire(command.failure);
      return { runFail: { workflowId, runId, failure, consumedThrough, kind } };
    }
    case "Retire": {
      const { runs, requests, requestsBefore } = command;
      return { retire: { runs: [...runs], requests: [...requests], requestsBefore } };
    }
    case "MemberJoin": {
      const { nodeId, incarnation, address } = command;
      const replicaId = command.replicaId || null;
      const { commandLevel } = command;
      return { memberJoin: { nodeId, incarnation, address, replicaId, commandLevel } };
    }
    case "MemberLeave":
      return { memberLeave: command };
    case "MemberPublish": {
      const { nodeId, incarnation } = command;
      const handsOver = command.handsOver === true ? true : null;
      const workflows = publishedToWire(command.workflows);
      return { memberPublish: { nodeId, incarnation, workflows, handsOver } };
    }
    default:
      return unreachable(command);
  }
}

function startToWire(command: RunStart): raftwork.RunStart.$Properties {
  const { workflowId, runId, requestId, workflowName, workflowVersion, input } = command;
  return {
    workflowId,
    runId,
    requestId,
    workflowName,
    workflowVersion,
    input,
    ifRunning: IF_RUNNING.indexOf(command.ifRunning),
    ifClosed: IF_CLOSED.indexOf(command.ifClosed),
    // A duration of 0 is the same as none.
    runTimeoutMs: command.runTimeoutMs || null,
    startDelayMs: command.startDelayMs || null,
    attributes: command.attributes ?? null,
    memo: command.memo ?? null,
    retentionMs: command.retentionMs || null,
    historyEventsMax: command.historyEventsMax || null,
    historyBytesMax: command.historyBytesMax || null,
  };
}

function terminateToWire(command: Terminate): raftwork.Terminate.$Properties {
  const { workflowId, reason } = command;
  if ("runId" in command) return { workflowId, runId: command.runId, reason };
  const { requestId, runNumber } = command;
  return { workflowId, reason, requestId, runNumber };
}
