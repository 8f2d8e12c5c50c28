/**
 * Active runs: what the machine keeps in memory of each run that has not ended, so that a checkpoint is
 * applied without reading anything.
 *
 * There may be a million of them asleep, so a run takes few bytes: its id is kept as a string, and what
 * only runs with pending operations need is made when the first one comes.
 */
import { invariant } from "../util/assert.ts";
import type { ActiveRun } from "./effects.ts";

/** How far a step that is being attempted is known to have come. */
export interface StepProgress {
  /** Newest attempt that is known to have begun and not to have failed; 0 for none. */
  readonly startedAttempt: number;
  /** Attempts in a row that did not end. */
  readonly interruptions: number;
  /** The state has details of a heartbeat. */
  readonly hasHeartbeat: boolean;
}

/** A timer, or a step between two attempts or within one, as the machine keeps it in memory. */
export interface PendingOperation {
  readonly key: string;
  /** Machine time in ms at which its timer is due; null when it waits for no time. */
  readonly deadline: number | null;
  /** Failed attempts so far for a step's retry delay, 0 for a timer. */
  readonly attempt: number;
  /** Null for a timer, and for a step of whose attempts nothing is known but that they failed. */
  readonly progress: StepProgress | null;
}

/** What a run is made of; `historyLength` follows from `lastSeq`. */
export type NewRun = Omit<ActiveRun, "historyLength">;

/** An active run. */
export class MachineRun implements ActiveRun {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly startedAt: number;
  readonly retentionMs: number | null;
  lastSeq: number;
  historyBytes: number;
  cancelRequested: boolean;
  parkedThrough: number | null;
  readonly #runId: string;
  /** Most sleeping runs have one pending operation, which needs no map: that is half of what a run takes. */
  #pending: PendingOperation | Map<string, PendingOperation> | null = null;

  /** `workflowName` is the run's own, in the one copy that all runs share. */
  constructor(run: NewRun, workflowName: string) {
    this.workflowId = run.workflowId;
    this.runNumber = run.runNumber;
    this.workflowName = workflowName;
    this.workflowVersion = run.workflowVersion;
    this.startedAt = run.startedAt;
    this.retentionMs = run.retentionMs;
    this.lastSeq = run.lastSeq;
    this.historyBytes = run.historyBytes;
    this.cancelRequested = run.cancelRequested;
    this.parkedThrough = run.parkedThrough;
    // A character for each byte: a sixth of what an array of its own takes.
    let runId = "";
    for (const byte of run.runId) runId += String.fromCharCode(byte);
    this.#runId = runId;
  }

  get historyLength(): number {
    return this.lastSeq + 1;
  }

  /** A new copy at every call. */
  get runId(): Uint8Array {
    const bytes = new Uint8Array(this.#runId.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = this.#runId.charCodeAt(at);
    return bytes;
  }

  /** True when a command that names this run id is this run's. */
  hasRunId(runId: Uint8Array): boolean {
    if (runId.length !== this.#runId.length) return false;
    for (let at = 0; at < runId.length; at += 1) {
      if (runId[at] !== this.#runId.charCodeAt(at)) return false;
    }
    return true;
  }

  /** Its pending operations, in no order that means anything. */
  pendingOperations(): Iterable<PendingOperation> {
    if (this.#pending === null) return [];
    return this.#pending instanceof Map ? this.#pending.values() : [this.#pending];
  }

  pending(key: string): PendingOperation | undefined {
    if (this.#pending === null) return undefined;
    if (this.#pending instanceof Map) return this.#pending.get(key);
    return this.#pending.key === key ? this.#pending : undefined;
  }

  /** Puts an operation in the place of the one of its key. */
  setPending(operation: PendingOperation): void {
    const pending = this.#pending;
    if (pending === null || (!(pending instanceof Map) && pending.key === operation.key)) {
      this.#pending = operation;
      return;
    }
    const byKey = pending instanceof Map ? pending : new Map([[pending.key, pending]]);
    byKey.set(operation.key, operation);
    this.#pending = byKey;
  }

  removePending(key: string): void {
    invariant(this.pending(key) !== undefined, () => `operation ${key} is not pending`);
    if (this.#pending instanceof Map) this.#pending.delete(key);
    else this.#pending = null;
    if (this.#pending instanceof Map && this.#pending.size === 0) this.#pending = null;
  }
}

/** The active runs of a group by workflow id. Invariant: one at most of each. */
export class ActiveRuns {
  readonly #byWorkflowId = new Map<string, MachineRun>();
  /** One string for each workflow name, however many runs bear it. */
  readonly #names = new Map<string, string>();

  /** The active run of a workflow id. */
  get(workflowId: string): MachineRun | undefined {
    return this.#byWorkflowId.get(workflowId);
  }

  /** All of them, in the order in which they were added. */
  values(): Iterable<MachineRun> {
    return this.#byWorkflowId.values();
  }

  add(run: NewRun): MachineRun {
    invariant(
      !this.#byWorkflowId.has(run.workflowId),
      () => `workflow id ${run.workflowId} has an active run already`,
    );
    const added = new MachineRun(run, this.#named(run.workflowName));
    this.#byWorkflowId.set(added.workflowId, added);
    return added;
  }

  remove(run: MachineRun): void {
    invariant(
      this.#byWorkflowId.get(run.workflowId) === run,
      () => `run ${run.runNumber} of ${run.workflowId} is not active`,
    );
    this.#byWorkflowId.delete(run.workflowId);
  }

  #named(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, name);
    return name;
  }
}
