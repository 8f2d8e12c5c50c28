/**
 * Machine is the replicated state machine of one group: batches of commands in log order become state.
 *
 * Invariants:
 * - It is deterministic and sees nothing but the state and the batch: no clock, no option, no codec, no dice.
 * - It is total: any bytes are applied, or refused with a typed error before anything has changed.
 * - A command that comes twice, late, or for another run than the active one does nothing.
 * - It reads by key only; the rows of an active run's pending operations are removed by the keys it has in memory.
 * - Seqs of a run are contiguous from 0; machine time never runs backwards.
 *
 * How a host loads it: `restoreClock` with the MachineRecord under `machine`; then for each row under
 * `status/running/`: the run record, the last row of the run's history (a reverse scan of one row: its seq is
 * `lastSeq`), and the rows of `operationsOf(run)`, all into `restoreRun`; then batches after the applied index.
 * When a snapshot is installed the host makes a new machine and loads it in the same way.
 */
import { decodeBatch } from "../model/batch.ts";
import {
  type Command,
  decodeCommand,
  encodeCommand,
  type RunComplete,
  type RunFail,
  type RunRef,
  type RunStart,
  type StepAttemptFailed,
  type Terminate,
  type TimerSet,
} from "../model/command.ts";
import type { RunEvent, RunStatusWord } from "../model/history-event.ts";
import {
  decodeHead,
  decodeOperationRecord,
  decodeRequestRecord,
  decodeRunRecord,
  encodeHead,
  encodeHistoryRecord,
  encodeMachineRecord,
  encodeOperationRecord,
  encodeRequestRecord,
  encodeRunRecord,
  type RunRecord,
} from "../model/run-record.ts";
import {
  headKey,
  historyKey,
  MACHINE_KEY,
  operationStateKey,
  type RunName,
  requestKey,
  runKey,
  statusKey,
  timerKey,
} from "../model/state-keys.ts";
import type { StateReader } from "../model/state-reader.ts";
import { invariant, unreachable } from "../util/assert.ts";
import { ActiveRuns, type MachineRun, type PendingOperation } from "./active-runs.ts";
import { type AppliedBatch, BatchChanges } from "./batch-changes.ts";
import type { ActiveRun, CommandResult, OperationState, StartResult } from "./effects.ts";
import { decideStart, startResult } from "./start-policy.ts";

/** One run, active or ended, as the state has it. */
export interface RunView extends RunName, RunRecord {}

/** A command with the history record that it becomes; its payloads are views into the record. */
interface Entry {
  readonly command: Command;
  readonly record: Uint8Array;
}

const APPLIED: CommandResult = Object.freeze({ type: "applied" });
const NO_SUCH_RUN: CommandResult = Object.freeze({ type: "ignored", reason: "noSuchRun" });
const NOT_PENDING: CommandResult = Object.freeze({ type: "ignored", reason: "notPending" });
const REPEATED: CommandResult = Object.freeze({ type: "ignored", reason: "repeated" });

/** Value of rows that are there for their keys. */
const NO_VALUE: Uint8Array = new Uint8Array(0);

/** A duration counts from an instant within the ms that machine time shows, so a timer gets this on top. */
const ROUNDING_MS = 1;

/** The state machine of one group. */
export class Machine {
  readonly #group: number;
  readonly #state: StateReader;
  readonly #runs = new ActiveRuns();
  #machineTime = 0;
  /** True while a batch is being applied, and for ever when that threw. */
  #isApplying = false;

  /** `state` must show everything of earlier batches, whether or not it is on disk. */
  constructor({ group, state }: { group: number; state: StateReader }) {
    this.#group = group;
    this.#state = state;
  }

  /** Machine time of the last batch, in ms. */
  get machineTime(): number {
    return this.#machineTime;
  }

  /** Sets the clock while the host loads. @throws {InvariantError} when it would run backwards. */
  restoreClock(machineTime: number): void {
    invariant(
      machineTime >= this.#machineTime,
      `machine time ${machineTime} is before ${this.#machineTime}`,
    );
    this.#machineTime = machineTime;
  }

  /** Takes an active run while the host loads, with all of its pending operations. */
  restoreRun(run: ActiveRun, pending: Iterable<PendingOperation> = []): void {
    const restored = this.#runs.add(run, run.lastSeq);
    for (const { key, deadline, attempt } of pending) {
      restored.setPending({ key, deadline, attempt });
    }
  }

  /** The active run of a workflow id. Its `lastSeq` moves. */
  activeRun(workflowId: string): ActiveRun | undefined {
    return this.#runs.get(workflowId);
  }

  /** All active runs. Do not apply while you go through them. */
  activeRuns(): Iterable<ActiveRun> {
    return this.#runs.values();
  }

  /** Timers and retry delays of an active run; none when the run is not active. */
  pendingOperations({ workflowId, runNumber }: RunName): Iterable<PendingOperation> {
    const run = this.#runs.get(workflowId);
    return run?.runNumber === runNumber ? run.pendingOperations() : [];
  }

  /** A run by its number, the newest one without; undefined when there is none. Reads the state. */
  findRun(workflowId: string, runNumber?: number): RunView | undefined {
    const wanted = runNumber ?? this.#newestRunNumber(workflowId, this.#state);
    const name = { workflowId, runNumber: wanted };
    const encoded = wanted === 0 ? undefined : this.#state.get(runKey(name));
    return encoded === undefined ? undefined : { ...name, ...decodeRunRecord(encoded) };
  }

  /** A pending operation with its last failure; undefined when it is not pending. Reads the state. */
  operation(run: RunName, key: string): OperationState | undefined {
    const encoded = this.#state.get(operationStateKey(run, key));
    if (encoded === undefined) return undefined;
    const { deadline, attempt, failure } = decodeOperationRecord(encoded);
    return { key, deadline, attempt, lastFailure: failure };
  }

  /**
   * Applies one batch. What it gives back owns its bytes; `batch.bytes` is not kept.
   *
   * @throws {MalformedBytesError} when the bytes are no batch of commands. Nothing has changed.
   * @throws {UnknownCommandError} when a newer version wrote one of them. Nothing has changed.
   */
  apply(batch: { index: number; bytes: Uint8Array }): AppliedBatch {
    invariant(!this.#isApplying, "the machine is in the middle of a batch, or one has failed");
    const decoded = decodeBatch(batch.bytes);
    const machineTime = Math.max(this.#machineTime, decoded.machineTime);
    const at = { group: this.#group, index: batch.index };
    const entries = decoded.commands.map((encoded): Entry => {
      // The history row is the one copy that is made; the command is read from it, and keeps nothing else alive.
      const record = encodeHistoryRecord({ machineTime, command: encoded });
      return {
        command: decodeCommand(record.subarray(record.length - encoded.length), at),
        record,
      };
    });
    this.#isApplying = true;
    this.#machineTime = machineTime;
    const changes = new BatchChanges(this.#state, machineTime);
    for (const entry of entries) changes.results.push(this.#applyCommand(entry, changes));
    changes.put(MACHINE_KEY, encodeMachineRecord({ machineTime }));
    this.#isApplying = false;
    invariant(changes.results.length === entries.length, "each command has one result");
    return changes.done(batch.index);
  }

  #applyCommand(entry: Entry, changes: BatchChanges): CommandResult {
    const { command } = entry;
    if (command.type === "RunStart") return this.#start(command, entry, changes);
    const run = this.#runOf(command);
    if (run === undefined) return NO_SUCH_RUN;
    switch (command.type) {
      case "Checkpoint":
        this.#append(run, entry, changes);
        this.#removePending(run, command.key, changes);
        return APPLIED;
      case "StepAttemptFailed":
        return this.#failAttempt(run, { ...entry, command }, changes);
      case "TimerSet":
        return this.#setTimer(run, command, changes);
      case "TimerFired":
        return this.#fireTimer(run, { entry, key: command.key }, changes);
      case "Terminate":
      case "RunComplete":
      case "RunFail":
        this.#end(run, { ...entry, command }, changes);
        return APPLIED;
      default:
        return unreachable(command);
    }
  }

  #runOf({ workflowId, runId }: RunRef): MachineRun | undefined {
    const run = this.#runs.get(workflowId);
    return run?.hasRunId(runId) === true ? run : undefined;
  }

  #start(command: RunStart, entry: Entry, changes: BatchChanges): StartResult {
    const { workflowId, requestId } = command;
    const request = requestKey(workflowId, requestId);
    const repeated = changes.get(request);
    if (repeated !== undefined) {
      const first = decodeRequestRecord(repeated);
      const run = changes.get(runKey({ workflowId, runNumber: first.runNumber }));
      // The run may be gone from the state by now; the outcome stays what it was.
      return startResult(first, run === undefined ? null : decodeRunRecord(run));
    }
    const newest = this.#newestRun(workflowId, changes);
    const decision = decideStart(command, newest);
    const isNew = decision === "start" || decision === "replace";
    const runNumber = (newest?.runNumber ?? 0) + (isNew ? 1 : 0);
    if (decision === "replace") this.#replace(workflowId, changes);
    if (isNew) this.#startRun({ workflowId, runNumber }, { ...entry, command }, changes);
    const outcome = isNew ? "started" : decision;
    const { machineTime } = changes;
    changes.putReadable(request, encodeRequestRecord({ machineTime, outcome, runNumber }));
    return startResult({ outcome, runNumber }, newest);
  }

  #startRun(
    name: RunName,
    { command, record }: Entry & { command: RunStart },
    changes: BatchChanges,
  ): void {
    const { runId, workflowName, workflowVersion } = command;
    const startedAt = changes.machineTime;
    const run = this.#runs.add({ ...name, runId, workflowName, workflowVersion, startedAt }, -1);
    changes.putReadable(headKey(name.workflowId), encodeHead(name.runNumber));
    changes.putReadable(runKey(name), encodeRunRecord(recordOf(run, "running")));
    changes.put(statusKey(name, { status: "running", startedAt }), NO_VALUE);
    const event = this.#record(run, { command, record }, changes);
    changes.effects.push({ type: "runStarted", run, event });
  }

  /** Ends the active run of a workflow id because a start call asked for it. */
  #replace(workflowId: string, changes: BatchChanges): void {
    const run = this.#runs.get(workflowId);
    invariant(run !== undefined, () => `${workflowId} has no active run to replace`);
    const reason = "replaced by a new run of the same workflow id";
    const command: Terminate = { type: "Terminate", workflowId, runId: run.runId, reason };
    const { machineTime } = changes;
    const record = encodeHistoryRecord({ machineTime, command: encodeCommand(command) });
    this.#end(run, { command, record }, changes);
  }

  #failAttempt(
    run: MachineRun,
    { command, record }: Entry & { command: StepAttemptFailed },
    changes: BatchChanges,
  ): CommandResult {
    const { key, attempt, failure, retryDelayMs } = command;
    const before = run.pending(key);
    if (attempt <= (before?.attempt ?? 0)) return REPEATED;
    const deadline = later(changes.machineTime, retryDelayMs + ROUNDING_MS);
    this.#append(run, { command, record }, changes);
    if (before !== undefined) changes.remove(timerKey(run, before));
    changes.put(operationStateKey(run, key), encodeOperationRecord({ deadline, attempt, failure }));
    setPending(run, { key, deadline, attempt }, changes);
    return APPLIED;
  }

  #setTimer(run: MachineRun, { key, due }: TimerSet, changes: BatchChanges): CommandResult {
    if (run.pending(key) !== undefined) return REPEATED;
    const deadline =
      "deadlineMs" in due
        ? due.deadlineMs
        : later(changes.machineTime, due.durationMs + ROUNDING_MS);
    changes.put(
      operationStateKey(run, key),
      encodeOperationRecord({ deadline, attempt: 0, failure: null }),
    );
    setPending(run, { key, deadline, attempt: 0 }, changes);
    return APPLIED;
  }

  #fireTimer(
    run: MachineRun,
    { entry, key }: { entry: Entry; key: string },
    changes: BatchChanges,
  ): CommandResult {
    const timer = run.pending(key);
    // A retry delay ends with the next attempt, not with an event; a timer that is early stays.
    if (timer === undefined || timer.attempt !== 0 || changes.machineTime < timer.deadline) {
      return NOT_PENDING;
    }
    this.#append(run, entry, changes);
    this.#removePending(run, key, changes);
    return APPLIED;
  }

  #end(
    run: MachineRun,
    { command, record }: Entry & { command: RunComplete | RunFail | Terminate },
    changes: BatchChanges,
  ): void {
    const status = endStatus(command);
    const event = this.#record(run, { command, record }, changes);
    for (const operation of run.pendingOperations()) removeRows(run, operation, changes);
    const { startedAt } = run;
    const ended = recordOf(run, status, { closedAt: changes.machineTime, endSeq: event.seq });
    changes.putReadable(runKey(run), encodeRunRecord(ended));
    changes.remove(statusKey(run, { status: "running", startedAt }));
    changes.put(statusKey(run, { status, startedAt }), NO_VALUE);
    this.#runs.remove(run);
    changes.effects.push({ type: "runEnded", run, status, event });
  }

  /** Adds an event to the history of a run that goes on. */
  #append(run: MachineRun, entry: Entry, changes: BatchChanges): void {
    const event = this.#record(run, entry, changes);
    changes.effects.push({ type: "historyAppended", run, event });
  }

  #record(run: MachineRun, { command, record }: Entry, changes: BatchChanges): RunEvent {
    const seq = run.lastSeq + 1;
    run.lastSeq = seq;
    changes.put(historyKey(run, seq), record);
    return { seq, machineTime: changes.machineTime, command };
  }

  #removePending(run: MachineRun, key: string, changes: BatchChanges): void {
    const operation = run.pending(key);
    if (operation === undefined) return;
    run.removePending(key);
    removeRows(run, operation, changes);
    changes.effects.push({ type: "timerRemoved", run, key });
  }

  #newestRun(workflowId: string, changes: BatchChanges): RunView | null {
    const runNumber = this.#newestRunNumber(workflowId, changes);
    if (runNumber === 0) return null;
    const encoded = changes.get(runKey({ workflowId, runNumber }));
    invariant(encoded !== undefined, () => `run ${runNumber} of ${workflowId} has no record`);
    return { workflowId, runNumber, ...decodeRunRecord(encoded) };
  }

  /** 0 when the workflow id has never been used. */
  #newestRunNumber(workflowId: string, rows: { get(key: string): Uint8Array | undefined }): number {
    const active = this.#runs.get(workflowId);
    if (active !== undefined) return active.runNumber;
    const head = rows.get(headKey(workflowId));
    return head === undefined ? 0 : decodeHead(head);
  }
}

function setPending(run: MachineRun, operation: PendingOperation, changes: BatchChanges): void {
  run.setPending(operation);
  changes.put(timerKey(run, operation), NO_VALUE);
  changes.effects.push({ type: "timerSet", run, ...operation });
}

function removeRows(run: MachineRun, operation: PendingOperation, changes: BatchChanges): void {
  changes.remove(operationStateKey(run, operation.key));
  changes.remove(timerKey(run, operation));
}

function recordOf(
  run: MachineRun,
  status: RunStatusWord,
  end: { closedAt: number; endSeq: number } | null = null,
): RunRecord {
  const { runId, workflowName, workflowVersion, startedAt } = run;
  const { closedAt, endSeq } = end ?? { closedAt: null, endSeq: null };
  return { runId, workflowName, workflowVersion, status, startedAt, closedAt, endSeq };
}

function endStatus(command: RunComplete | RunFail | Terminate): RunStatusWord {
  switch (command.type) {
    case "RunComplete":
      return "completed";
    case "RunFail":
      return "failed";
    case "Terminate":
      return "terminated";
    default:
      return unreachable(command);
  }
}

/** A sum of times. Commands may hold any number, and a deadline past all others is one that never comes. */
function later(machineTime: number, durationMs: number): number {
  return Math.min(machineTime + durationMs, Number.MAX_SAFE_INTEGER);
}
