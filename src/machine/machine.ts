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
 * How a host loads it: `restoreClock` with the MachineRecord under `machine`; `restoreLastId` with the last id of all heads and requests
 * (without it new ids are looked for as others are); then for each row under
 * `status/running/`: the run record and the last row of the run's history through `loadedRun` into `restoreRun`; then
 * each row of `allOperations()` through `loadedOperation` into `restoreOperation`; then batches after the applied index.
 * When a snapshot is installed the host makes a new machine and loads it in the same way.
 */
import { decodeBatch } from "../model/batch.ts";
import {
  type CallCommand,
  type Command,
  decodeCommand,
  type RunComplete,
  type RunFail,
  type RunParked,
  type RunRef,
  type RunStart,
  type TerminateRun,
  TIMEOUT_KEY,
  type TimerFired,
} from "../model/command.ts";
import type { RunStatusWord } from "../model/history-event.ts";
import type { Members } from "../model/members.ts";
import type { Published } from "../model/published.ts";
import {
  commandOf,
  decodeMachineRecord,
  decodeOperationRecord,
  encodeHistoryRecord,
  encodeMachineRecord,
} from "../model/run-record.ts";
import { MACHINE_KEY, operationStateKey, type RunName } from "../model/state-keys.ts";
import type { StateReader } from "../model/state-reader.ts";
import { readValue } from "../model/state-rows.ts";
import { InvariantError, invariant, unreachable } from "../util/assert.ts";
import {
  ActiveRuns,
  type MachineRun,
  type NewRun,
  type PendingOperation,
  type WorkflowInUse,
} from "./active-runs.ts";
import { type AppliedBatch, BatchChanges } from "./batch-changes.ts";
import { applyCall } from "./calls.ts";
import type { ActiveRun, CommandResult, OperationState } from "./effects.ts";
import { KnownIds } from "./known-ids.ts";
import { applyMemberChange, readMembers, readPublished } from "./members.ts";
import {
  cancelTimer,
  failAttempt,
  isTimerDue,
  keepHeartbeat,
  removePending,
  setTimer,
  startAttempt,
} from "./operations.ts";
import { requestResult } from "./requests.ts";
import { APPLIED, NO_SUCH_RUN, NOT_PENDING, NOT_REACHED, REPEATED } from "./results.ts";
import { applyRetire } from "./retire.ts";
import { appendEvent, type Entry, endRun, putRunRecord } from "./run-events.ts";
import { findRun, type RunSource, type RunView } from "./run-view.ts";
import { applyStart } from "./starts.ts";

export type { RunView };

/** The state machine of one group. */
export class Machine {
  readonly #group: number;
  readonly #state: StateReader;
  readonly #runs = new ActiveRuns();
  readonly #knownIds = new KnownIds();
  readonly #source: RunSource;
  #machineTime = 0;
  /** Ended runs that are kept; null until the first batch, which reads it. */
  #endedRuns: number | null = null;
  /** True while a batch is being applied, and for ever when that threw. */
  #isApplying = false;

  /** `state` must show everything of earlier batches, whether or not it is on disk. */
  constructor({ group, state }: { group: number; state: StateReader }) {
    this.#group = group;
    this.#state = state;
    this.#source = {
      runs: this.#runs,
      knownIds: this.#knownIds,
      get: (key) => state.get(key),
      damaged: (key, cause) => state.damaged(key, cause),
    };
  }

  /** Machine time of the last batch, in ms. */
  get machineTime(): number {
    return this.#machineTime;
  }

  /** Runs that have ended and are kept. */
  get endedRuns(): number {
    return (this.#endedRuns ??= this.#readEndedRuns());
  }

  /** Sets the clock while the host loads. @throws {InvariantError} when it would run backwards. */
  restoreClock(machineTime: number): void {
    invariant(
      machineTime >= this.#machineTime,
      `machine time ${machineTime} is before ${this.#machineTime}`,
    );
    this.#machineTime = machineTime;
  }

  /** Takes the last workflow id in the state, in the order of UTF-8 bytes, while the host loads; empty when there is none. */
  restoreLastId(workflowId: string): void {
    this.#knownIds.restore(workflowId);
  }

  /** Takes an active run while the host loads. */
  restoreRun(run: NewRun): void {
    this.#runs.add(run);
  }

  /**
   * Takes a pending operation of a run that was restored.
   *
   * @throws {InvariantError} when there is no such run.
   */
  restoreOperation({ workflowId, runNumber }: RunName, operation: PendingOperation): void {
    const run = this.#runs.get(workflowId);
    const key = this.#runs.sharedKey(operation.key);
    invariant(
      run?.runNumber === runNumber,
      () => `operation ${key} belongs to run ${runNumber} of ${workflowId}, which is not active`,
    );
    run.setPending({ ...operation, key });
  }

  /** How many runs are active. */
  get activeRunCount(): number {
    return this.#runs.size;
  }

  /** The active run of a workflow id. Its `lastSeq` moves. */
  activeRun(workflowId: string): ActiveRun | undefined {
    return this.#runs.get(workflowId);
  }

  /** All active runs. Do not apply while you go through them. */
  activeRuns(): Iterable<ActiveRun> {
    return this.#runs.values();
  }

  /** Timers, retry delays and attempts of an active run; none when the run is not active. */
  pendingOperations({ workflowId, runNumber }: RunName): Iterable<PendingOperation> {
    const run = this.#runs.get(workflowId);
    return run?.runNumber === runNumber ? run.pendingOperations() : [];
  }

  /** A run by its number, the newest one without; undefined when there is none. Reads the state. */
  findRun(workflowId: string, runNumber?: number): RunView | undefined {
    return findRun(this.#source, workflowId, runNumber ?? null);
  }

  /** The nodes of the group. Reads the state. */
  members(): Members {
    return readMembers(this.#state);
  }

  /** What a member has published; undefined when it has not. Reads the state. */
  published(nodeId: string): Published | undefined {
    return readPublished(nodeId, this.#state);
  }

  /** Definitions that active runs were started with, and how many of each. */
  workflowsInUse(): Iterable<WorkflowInUse> {
    return this.#runs.workflows();
  }

  /** The first outcome of a call from outside that has been applied; undefined when it is not known. Reads the state. */
  requestResult(
    command: Pick<RunStart | CallCommand, "type" | "workflowId" | "requestId">,
  ): CommandResult | undefined {
    return requestResult(command, this.#source);
  }

  /** A pending operation with its last failure; undefined when it is not pending. Reads the state. */
  operation(run: RunName, key: string): OperationState | undefined {
    const found = readValue(this.#state, operationStateKey(run, key), decodeOperationRecord);
    if (found === undefined) return undefined;
    const { failure, ...record } = found;
    return { key, ...record, lastFailure: failure };
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
      const record = encodeHistoryRecord({ machineTime, command: encoded, historyBytes: 0 });
      const command = decodeCommand(commandOf(record, encoded.length), at);
      return { command, record, commandBytes: encoded.length };
    });
    const before = {
      machineTime,
      runs: this.#runs,
      knownIds: this.#knownIds,
      endedRuns: this.endedRuns,
    };
    this.#isApplying = true;
    this.#machineTime = machineTime;
    const changes = new BatchChanges(this.#state, before);
    for (const entry of entries) changes.results.push(this.#applyCommand(entry, changes));
    this.#endedRuns = changes.endedRuns;
    changes.put(MACHINE_KEY, encodeMachineRecord({ machineTime, endedRuns: this.#endedRuns }));
    this.#isApplying = false;
    invariant(changes.results.length === entries.length, "each command has one result");
    return changes.done(batch.index);
  }

  #applyCommand(entry: Entry, changes: BatchChanges): CommandResult {
    if (isOwn(entry)) {
      const run = this.#runOf(entry.command);
      return run === undefined ? NO_SUCH_RUN : applyToRun(run, entry, changes);
    }
    const { command } = entry;
    switch (command.type) {
      case "RunStart":
        return applyStart({ ...entry, command }, changes);
      case "Signal":
      case "Cancel":
        return applyCall({ ...entry, command }, changes);
      case "Terminate":
        invariant("requestId" in command, "a terminate without a request id is the run's own");
        return applyCall({ ...entry, command }, changes);
      case "Retire":
        return applyRetire(command, changes);
      case "MemberJoin":
      case "MemberLeave":
      case "MemberPublish":
        return applyMemberChange(command, changes);
      default:
        throw new InvariantError(`${command.type} is a command of a run's own`);
    }
  }

  #runOf({ workflowId, runId }: RunRef): MachineRun | undefined {
    const run = this.#runs.get(workflowId);
    return run?.hasRunId(runId) === true ? run : undefined;
  }

  #readEndedRuns(): number {
    return readValue(this.#state, MACHINE_KEY, decodeMachineRecord)?.endedRuns ?? 0;
  }
}

/** A command of a run's own making: for that run, while it is active. */
type OwnCommand = Exclude<Extract<Command, RunRef>, RunStart>;

/** Tells without making a new entry: this is asked for every checkpoint. */
function isOwn(entry: Entry): entry is Entry<OwnCommand> {
  const { command } = entry;
  return "runId" in command && command.type !== "RunStart";
}

function applyToRun(
  run: MachineRun,
  entry: Entry<OwnCommand>,
  changes: BatchChanges,
): CommandResult {
  const { command } = entry;
  switch (command.type) {
    case "Checkpoint":
      appendEvent(run, entry, changes);
      removePending(run, command.key, changes);
      return APPLIED;
    case "StepAttemptStarted":
      return startAttempt(run, command, changes);
    case "StepAttemptFailed":
      return failAttempt(run, { ...entry, command }, changes);
    case "StepHeartbeat":
      return keepHeartbeat(run, command, changes);
    case "TimerSet":
      return setTimer(run, command, changes);
    case "TimerFired":
      return fireTimer(run, { ...entry, command }, changes);
    case "TimerCancelled":
      return cancelTimer(run, command.key, changes);
    case "RunParked":
      return park(run, command, changes);
    case "Terminate":
    case "RunComplete":
    case "RunFail":
      endRun(run, { ...entry, status: endStatus(command) }, changes);
      return APPLIED;
    default:
      return unreachable(command);
  }
}

function fireTimer(
  run: MachineRun,
  entry: Entry<TimerFired>,
  changes: BatchChanges,
): CommandResult {
  const { key } = entry.command;
  // One that is early stays.
  if (!isTimerDue(run, key, changes.machineTime)) return NOT_PENDING;
  if (key === TIMEOUT_KEY) {
    endRun(run, { ...entry, status: "timedOut" }, changes);
    return APPLIED;
  }
  appendEvent(run, entry, changes);
  removePending(run, key, changes);
  return APPLIED;
}

function park(run: MachineRun, { seq }: RunParked, changes: BatchChanges): CommandResult {
  if (seq > run.lastSeq) return NOT_REACHED;
  if (run.parkedThrough !== null && seq <= run.parkedThrough) return REPEATED;
  run.parkedThrough = seq;
  putRunRecord(run, changes);
  changes.effects.push({ type: "runParked", run, seq });
  return APPLIED;
}

function endStatus(
  command: RunComplete | RunFail | TerminateRun,
): Exclude<RunStatusWord, "running"> {
  switch (command.type) {
    case "RunComplete":
      return "completed";
    case "RunFail":
      return command.kind ?? "failed";
    case "Terminate":
      return "terminated";
    default:
      return unreachable(command);
  }
}
