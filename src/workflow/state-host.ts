/**
 * StateHost is one group's state machine on this node: it applies committed batches, shows the applied state, gives what
 * follows to the engine, and hands the changes to the log to be saved.
 *
 * Invariants: batches are applied in order, each once; changes are saved once per delivered burst, in order; nothing
 * is driven before the first entry of this node's term is applied. An error of `apply` changes nothing and stops the
 * node. When a snapshot has replaced the state, nothing that was made of the former one is saved, and the events behind
 * it wait until a new machine has loaded it.
 */
import type { CommandResult, Effect } from "../machine/effects.ts";
import { Machine } from "../machine/machine.ts";
import type {
  CommittedBatch,
  LogEvent,
  LogSink,
  ReplicatedLog,
  SnapshotInstalled,
} from "../model/replicated-log.ts";
import type { StateChanges } from "../model/state-reader.ts";
import type { Overlay } from "../storage/overlay.ts";
import { InvariantError, invariant, unreachable } from "../util/assert.ts";
import { TaskGroup } from "../util/task-group.ts";
import type { Proposals } from "./proposals.ts";
import { loadState } from "./state-loader.ts";

/** Takes what follows from applied batches. */
export interface StateListener {
  applied(effects: readonly Effect[]): void;
  /** This node leads in `term` and has applied everything before its first entry. */
  leads(term: number): void;
  leadsNoMore(): void;
  /** A snapshot has replaced the state: nothing in memory follows from it any more. This node does not lead. */
  stateReplaced(): void;
  /** Its active runs are loaded; before the first effect that follows. */
  stateLoaded(): void;
}

/** What a state host is made of. */
export interface StateHostOptions {
  readonly log: ReplicatedLog;
  /** Holds what is on disk already: restored before the stream opens. */
  readonly machine: Machine;
  readonly overlay: Overlay;
  readonly proposals: Proposals;
  readonly listener: StateListener;
  /** This node leads in `term`, or leads no more. Called after `term` says so. */
  readonly leaderKnown: (leader: { term: number; leaderReplicaId: number }) => void;
  /** An installed state cannot be read, or does not fit: the node has to stop. */
  readonly onFatal: (error: unknown) => void;
}

/** Waits for an index to be applied. */
interface AppliedWaiter {
  readonly index: number;
  readonly resolve: () => void;
}

const NOTHING: {
  readonly changes: StateChanges;
  readonly effects: readonly Effect[];
  readonly results: readonly CommandResult[];
} = { changes: { keys: [], values: [] }, effects: [], results: [] };

/** The state of one group. */
export class StateHost implements LogSink {
  readonly overlay: Overlay;
  readonly #log: ReplicatedLog;
  readonly #proposals: Proposals;
  readonly #listener: StateListener;
  readonly #leaderKnown: StateHostOptions["leaderKnown"];
  readonly #tasks: TaskGroup;
  #machine: Machine;
  #generation: number;
  #appliedIndex: number;
  /** Events that wait until an installed state is loaded; null when none is being loaded. */
  #waiting: LogEvent[] | null = null;
  /** Term this node leads in, whether or not its first entry is applied. */
  #term: number | null = null;
  /** First entry of that term while it is not applied. */
  #firstIndex: number | null = null;
  #keys: string[] = [];
  #values: (Uint8Array | null)[] = [];
  #unsaved = false;
  #appliedWaiters: AppliedWaiter[] = [];
  #leaderReplicaId = 0;
  readonly #leaderWaiters = new Set<() => void>();

  constructor(options: StateHostOptions) {
    this.#machine = options.machine;
    this.#tasks = new TaskGroup(options.onFatal);
    this.overlay = options.overlay;
    this.#log = options.log;
    this.#proposals = options.proposals;
    this.#listener = options.listener;
    this.#leaderKnown = options.leaderKnown;
    const { appliedIndex, generation } = options.log.position;
    this.#appliedIndex = appliedIndex;
    this.#generation = generation;
  }

  /** Opens the stream. */
  open(): void {
    this.#log.open(this, { machineTime: this.#machine.machineTime });
  }

  /** Stops waiting for what is being loaded, and waits for the end of that. Idempotent. */
  async close(): Promise<void> {
    this.#waiting = null;
    await this.#tasks.close();
  }

  /** The state machine. Another one after a snapshot was installed. */
  get machine(): Machine {
    return this.#machine;
  }

  /** Everything through this index is applied. */
  get appliedIndex(): number {
    return this.#appliedIndex;
  }

  /** The term this node leads in; null when it does not. */
  get term(): number | null {
    return this.#term;
  }

  /** The term this node leads in, once everything before its first entry is applied; null otherwise. */
  get drivingTerm(): number | null {
    return this.#firstIndex === null ? this.#term : null;
  }

  /** The replica that leads, as far as this node knows; 0 when it knows none. */
  get leaderReplicaId(): number {
    return this.#leaderReplicaId;
  }

  /** Calls back when there is a leader, this node or another one; returns the removal. */
  onLeader(callback: () => void): () => void {
    this.#leaderWaiters.add(callback);
    return () => {
      this.#leaderWaiters.delete(callback);
    };
  }

  /** Resolves when everything through `index` is applied here; never when this node stops before. */
  async appliedThrough(index: number): Promise<void> {
    if (index <= this.#appliedIndex) return;
    await new Promise<void>((resolve) => {
      this.#appliedWaiters.push({ index, resolve });
    });
  }

  /** Resolves when everything acknowledged before the call is applied here. @throws {NoQuorumError} */
  async caughtUp(): Promise<void> {
    await this.appliedThrough(await this.#log.readIndex());
  }

  onEvents(events: readonly LogEvent[]): void {
    for (const event of events) {
      if (event.type === "snapshotInstalled") this.#replaced(event);
      else if (this.#waiting !== null) this.#waiting.push(event);
      else this.#take(event);
    }
    this.#save();
    if (this.#appliedWaiters.length > 0) this.#wakeReaders();
  }

  #replaced(event: SnapshotInstalled): void {
    this.#keys = [];
    this.#values = [];
    this.#unsaved = false;
    this.#generation = event.generation;
    this.overlay.reset(event.index);
    // Batches that waited for an earlier snapshot are part of this one.
    const waiting = (this.#waiting ?? []).filter(({ type }) => type !== "committed");
    this.#waiting = waiting;
    this.#listener.stateReplaced();
    this.#tasks.run("load an installed state", async () => {
      const machine = new Machine({ group: this.#log.group, state: this.overlay });
      const isCurrent = (): boolean => this.#waiting === waiting;
      await loadState(machine, this.#log.diskState).catch((error: unknown) => {
        // The next snapshot came while it was read, or the node stops.
        if (isCurrent()) throw error;
      });
      if (!isCurrent()) return;
      this.#machine = machine;
      this.#appliedIndex = event.index;
      this.#waiting = null;
      this.#listener.stateLoaded();
      this.onEvents(waiting);
    });
  }

  #take(event: LogEvent): void {
    switch (event.type) {
      case "committed":
        this.#committed(event);
        return;
      case "saved":
        this.overlay.saved(event.appliedIndex);
        return;
      case "dropped":
        this.#proposals.dropped(event.tickets, event.reason);
        return;
      case "becameLeader":
        this.#term = event.term;
        this.#firstIndex = event.firstIndex;
        this.#maybeDrive();
        this.#wakeCallers();
        return;
      case "lostLeadership":
        this.#term = null;
        this.#firstIndex = null;
        this.#listener.leadsNoMore();
        this.#proposals.termEnded();
        return;
      case "leaderKnown": {
        const { term, leaderReplicaId } = event;
        this.#leaderReplicaId = leaderReplicaId;
        if (leaderReplicaId !== 0) this.#wakeCallers();
        this.#leaderKnown({ term, leaderReplicaId });
        return;
      }
      case "snapshotInstalled":
        throw new InvariantError("a snapshot goes before all other events");
      default:
        unreachable(event);
    }
  }

  #committed(batch: CommittedBatch): void {
    const { index, bytes, tickets } = batch;
    invariant(
      index === this.#appliedIndex + 1,
      () => `committed index ${index}, expected ${this.#appliedIndex + 1}`,
    );
    // The log's own entries are empty; the applied index moves on all the same.
    const applied = bytes.length === 0 ? NOTHING : this.#machine.apply({ index, bytes });
    const { changes, results, effects } = applied;
    this.overlay.apply(changes, index);
    this.#gather(changes);
    this.#appliedIndex = index;
    this.#unsaved = true;
    if (effects.length > 0) this.#listener.applied(effects);
    if (tickets !== null) this.#proposals.committed(tickets, results);
    this.#maybeDrive();
  }

  #maybeDrive(): void {
    if (this.#firstIndex === null || this.#term === null) return;
    if (this.#appliedIndex < this.#firstIndex) return;
    this.#firstIndex = null;
    this.#listener.leads(this.#term);
  }

  #gather({ keys, values }: StateChanges): void {
    for (let row = 0; row < keys.length; row += 1) {
      this.#keys.push(keys[row] ?? "");
      this.#values.push(values[row] ?? null);
    }
  }

  #save(): void {
    if (!this.#unsaved) return;
    const changes: StateChanges = { keys: this.#keys, values: this.#values };
    this.#keys = [];
    this.#values = [];
    this.#unsaved = false;
    this.#log.save({
      appliedIndex: this.#appliedIndex,
      generation: this.#generation,
      changes,
    });
  }

  #wakeCallers(): void {
    // A call that finds no leader waits again.
    const callbacks = [...this.#leaderWaiters];
    for (const callback of callbacks) callback();
  }

  #wakeReaders(): void {
    const waiters = this.#appliedWaiters;
    this.#appliedWaiters = waiters.filter(({ index }) => index > this.#appliedIndex);
    for (const { index, resolve } of waiters) if (index <= this.#appliedIndex) resolve();
  }
}
