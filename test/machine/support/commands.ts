// Commands in few words: runs and requests are numbers, which become their ids.

import type { AppliedBatch } from "../../../src/machine/batch-changes.ts";
import { Machine } from "../../../src/machine/machine.ts";
import { encodeBatch } from "../../../src/model/batch.ts";
import {
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
  given: Run & { retryDelayMs?: number } = {},
): Command {
  const { retryDelayMs = 200 } = given;
  const failed = { type: "StepAttemptFailed", key, attempt, failure: FAILURE } as const;
  return { ...failed, retryDelayMs, ...ref(given) };
}

export function complete(given: Run = {}): Command {
  return { type: "RunComplete", ...ref(given), value: payload("done"), consumedThrough: 0 };
}

export function fail(given: Run = {}): Command {
  return { type: "RunFail", ...ref(given), failure: FAILURE, consumedThrough: 0 };
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
