// Commands in few words: runs and requests are numbers, which become their ids.

import type { AppliedBatch } from "../../../src/machine/batch-changes.ts";
import { Machine } from "../../../src/machine/machine.ts";
import { encodeBatch } from "../../../src/model/batch.ts";
import {
  type CallRef,
  type Command,
  encodeCommand,
  type Failure,
  type RunStart,
} from "../../../src/model/command.ts";
import { failureOf } from "../../../src/model/failure.ts";
import { encodePayload } from "../../../src/model/payload-codec.ts";
import { loadMachine, MemoryState } from "./memory-state.ts";

export const FAILURE: Failure = { ...failureOf(new Error("no")), stack: "" };

export function id(number: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, at) => (at === 0 ? number : at));
}

export function payload(value: unknown): Uint8Array {
  return encodePayload(value, { field: "value", limitBytes: 1000 });
}

interface Run {
  readonly workflowId?: string;
  readonly run?: number;
}

function ref({ workflowId = "order-1", run = 1 }: Run): { workflowId: string; runId: Uint8Array } {
  return { workflowId, runId: id(run) };
}

export function start(
  given: Run & Partial<Omit<RunStart, "type" | "runId">> & { request?: number } = {},
): Command {
  const { run, request = 100 + (run ?? 1), ...rest } = given;
  return {
    type: "RunStart",
    requestId: id(request),
    workflowName: "process_order",
    workflowVersion: 1,
    input: payload({ order: 1 }),
    ifRunning: "useExisting",
    ifClosed: "useExisting",
    ...rest,
    ...ref(given),
  };
}

export function checkpoint(key: string, given: Run & { value?: unknown } = {}): Command {
  const outcome = { type: "value", payload: payload(given.value ?? key) } as const;
  return { type: "Checkpoint", ...ref(given), key, outcome };
}

export function timerSet(key: string, durationMs: number, given: Run = {}): Command {
  return { type: "TimerSet", ...ref(given), key, due: { durationMs } };
}

export function timerSetUntil(key: string, deadlineMs: number, given: Run = {}): Command {
  return { type: "TimerSet", ...ref(given), key, due: { deadlineMs } };
}

export function timerFired(key: string, given: Run = {}): Command {
  return { type: "TimerFired", ...ref(given), key };
}

export function attemptFailed(
  key: string,
  attempt: number,
  given: Run & { retryDelayMs?: number; details?: unknown } = {},
): Command {
  const { retryDelayMs = 200, details } = given;
  const failed = { type: "StepAttemptFailed", key, attempt, failure: FAILURE } as const;
  const heard = details === undefined ? null : { lastHeartbeat: payload(details) };
  return { ...failed, retryDelayMs, ...ref(given), ...heard };
}

export function attemptStarted(
  key: string,
  attempt: number,
  given: Run & { interrupted?: boolean } = {},
): Command {
  const interrupted = given.interrupted === true ? { interrupted: true } : null;
  return { type: "StepAttemptStarted", ...ref(given), key, attempt, ...interrupted };
}

export function heartbeat(
  key: string,
  attempt: number,
  given: Run & { details?: unknown } = {},
): Command {
  const details = payload(given.details ?? attempt);
  return { type: "StepHeartbeat", ...ref(given), key, attempt, details };
}

export function timerCancelled(key: string, given: Run = {}): Command {
  return { type: "TimerCancelled", ...ref(given), key };
}

export function parked(seq: number, given: Run = {}): Command {
  return { type: "RunParked", ...ref(given), seq };
}

interface Call {
  readonly workflowId?: string;
  readonly runNumber?: number | null;
  readonly request?: number;
  readonly reason?: string;
}

function callRef({ workflowId = "order-1", runNumber = null, request = 50 }: Call): CallRef {
  return { workflowId, runNumber, requestId: id(request) };
}

export function signal(
  name: string,
  given: Call & { value?: unknown; historyEventsMax?: number; historyBytesMax?: number } = {},
): Command {
  const { value = null, historyEventsMax = 0, historyBytesMax = 0 } = given;
  const limits = { historyEventsMax, historyBytesMax };
  return { type: "Signal", ...callRef(given), name, payload: payload(value), ...limits };
}

export function cancel(given: Call = {}): Command {
  return { type: "Cancel", ...callRef(given), reason: given.reason ?? "" };
}

export function terminateCall(given: Call = {}): Command {
  return { type: "Terminate", ...callRef(given), reason: given.reason ?? "" };
}

export function retire(given: {
  readonly runs?: readonly {
    readonly workflowId?: string;
    readonly runNumber?: number;
    readonly run?: number;
    readonly from?: number;
    readonly through: number;
  }[];
  readonly requests?: readonly { readonly workflowId?: string; readonly request: number }[];
  readonly before?: number;
}): Command {
  const { runs = [], requests = [], before = 0 } = given;
  return {
    type: "Retire",
    runs: runs.map(({ runNumber = 1, from = 0, through, ...run }) => ({
      ...ref(run),
      runNumber,
      fromSeq: from,
      throughSeq: through,
    })),
    requests: requests.map(({ workflowId = "order-1", request }) => ({
      workflowId,
      requestId: id(request),
    })),
    requestsBefore: before,
  };
}

export function complete(given: Run = {}): Command {
  return { type: "RunComplete", ...ref(given), value: payload("done"), consumedThrough: 0 };
}

export function fail(given: Run & { kind?: "cancelled" } = {}): Command {
  const kind = given.kind === undefined ? null : { kind: given.kind };
  return { type: "RunFail", ...ref(given), failure: FAILURE, consumedThrough: 0, ...kind };
}

export function terminate(given: Run & { reason?: string } = {}): Command {
  return { type: "Terminate", ...ref(given), reason: given.reason ?? "" };
}

/** A machine with its state; each call is one batch. */
export class Bench {
  readonly state = new MemoryState();
  machine: Machine;
  #index = 0;

  constructor() {
    this.machine = loadMachine(this.state);
  }

  apply(machineTime: number, ...commands: readonly Command[]): AppliedBatch {
    return this.applyBytes(encodeBatch(machineTime, commands.map(encodeCommand)));
  }

  applyBytes(bytes: Uint8Array): AppliedBatch {
    const applied = this.machine.apply({ index: this.#index + 1, bytes });
    this.#index += 1;
    this.state.save(applied);
    return applied;
  }

  /** The process ends and another one loads the state. */
  restart(): void {
    this.machine = loadMachine(this.state);
  }
}
