/**
 * Active runs: what the machine keeps in memory of each run that has not ended, so that a checkpoint is
 * applied without reading anything.
 *
 * There may be a million of them asleep, so a run takes few bytes: its id is kept as a string, what many runs have in
 * common is there once, and what only runs with pending operations need is made when the first one comes.
 */

import type { RowTail, TailOwner } from "../model/row-tail.ts";
import { invariant } from "../util/assert.ts";
import { ChurnMap } from "../util/churn-map.ts";
import type { ActiveRun, PendingOperation } from "./effects.ts";

export type { PendingOperation, StepProgress } from "./effects.ts";

/** What a run is made of; `historyLength` follows from `lastSeq`. */
export type NewRun = Omit<ActiveRun, "historyLength" | "pending" | "pendingOperations">;

/** A definition that active runs were started with. */
export interface WorkflowInUse {
  readonly name: string;
  readonly version: number;
  /** How many of them. */
  readonly runs: number;
}

/** The same, as it is counted. */
interface CountedWorkflow extends WorkflowInUse {
  runs: number;
}

/** An active run. */
export class MachineRun implements ActiveRun, TailOwner {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly startedAt: number;
  readonly retentionMs: number | null;
  lastSeq: number;
  historyBytes: number;
  cancelRequested: boolean;
  parkedThrough: number | null;
  /** History that is not on disk. */
  tail: RowTail | null = null;
  readonly #workflow: CountedWorkflow;
  readonly #runId: string;
  /** Most sleeping runs have one pending operation, which needs no map: that is half of what a run takes. */
  #pending: PendingOperation | Map<string, PendingOperation> | null = null;

  /** `workflow` is the run's own, in the one copy that all runs share. */
  constructor(run: NewRun, workflow: CountedWorkflow) {
    this.workflowId = run.workflowId;
    this.runNumber = run.runNumber;
    this.#workflow = workflow;
    this.startedAt = run.startedAt;
    this.retentionMs = run.retentionMs;
    this.lastSeq = run.lastSeq;
    this.historyBytes = run.historyBytes;
    this.cancelRequested = run.cancelRequested;
    this.parkedThrough = run.parkedThrough;
    // A character for each byte: a sixth of what an array of its own takes. In one call, because what is put together
    // bit by bit stays in pieces.
    this.#runId = String.fromCharCode(...run.runId);
  }

  /** The run begins or ends: it is counted once more or less. */
  count(change: 1 | -1): void {
    this.#workflow.runs += change;
  }

  get workflowName(): string {
    return this.#workflow.name;
  }

  get workflowVersion(): number {
    return this.#workflow.version;
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

/** Operation keys that are kept to be shared; when there are more of them, others are. */
const SHARED_KEYS_MAX = 1024;

/** The active runs of a group by workflow id. Invariant: one at most of each. */
export class ActiveRuns {
  readonly #byWorkflowId = new ChurnMap<string, MachineRun>();
  /** Each definition once, by version and name, however many runs there are of it. */
  readonly #workflows = new Map<string, CountedWorkflow>();
  #newestWorkflow: CountedWorkflow | null = null;

  /** `sleep#0` and the like, of which every second run has one. */
  readonly #keys = new Map<string, string>();

  get size(): number {
    return this.#byWorkflowId.size;
  }

  /** An operation key that equals this one, if possible one that other runs have, too. */
  sharedKey(key: string): string {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    if (this.#keys.size >= SHARED_KEYS_MAX) this.#keys.clear();
    this.#keys.set(key, key);
    return key;
  }

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
    const added = new MachineRun(run, this.#workflow(run));
    this.#byWorkflowId.set(added.workflowId, added);
    added.count(1);
    return added;
  }

  remove(run: MachineRun): void {
    invariant(
      this.#byWorkflowId.get(run.workflowId) === run,
      () => `run ${run.runNumber} of ${run.workflowId} is not active`,
    );
    this.#byWorkflowId.delete(run.workflowId);
    run.count(-1);
  }

  /** Definitions of which there are active runs. */
  *workflows(): Iterable<WorkflowInUse> {
    for (const workflow of this.#workflows.values()) if (workflow.runs > 0) yield workflow;
  }

  #workflow({ workflowName: name, workflowVersion: version }: NewRun): CountedWorkflow {
    const newest = this.#newestWorkflow;
    // Most runs are of the definition that the one before was of.
    if (newest !== null && newest.name === name && newest.version === version) return newest;
    const key = `${version} ${name}`;
    const workflow = this.#workflows.get(key) ?? { name, version, runs: 0 };
    this.#workflows.set(key, workflow);
    this.#newestWorkflow = workflow;
    return workflow;
  }
}
