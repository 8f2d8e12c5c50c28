/**
 * StateHost is one group's state machine on this node: it applies committed batches, shows the applied state, gives what
 * follows to the engine, and hands the changes to the log to be saved.
 *
 * State is given to be saved when there is enough of it, after a while, or when the log asks for it: until then a row that changes again,
 * or comes and goes, costs nothing but memory. While one save is under way the next one grows.
 *
 * Invariants: batches are applied in order, each once, and answered once per delivered burst; what is given is all that was not given
 * before; nothing is driven before the first entry of this node's term is applied. An error of `apply` changes nothing and stops the
 * node. What an earlier life had applied and told, and is not in the state on disk, is applied before anything follows from the
 * state. When a snapshot has replaced the state, nothing that was made of the former one is saved, and the events behind it wait until
 * a new machine has loaded it.
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
import type { AppliedChanges } from "../model/state-reader.ts";
import type { Overlay } from "../storage/overlay.ts";
import { InvariantError, invariant, unreachable } from "../util/assert.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { TaskGroup } from "../util/task-group.ts";
import type { Proposals } from "./proposals.ts";
import { SavePace } from "./save-pace.ts";
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
  /** The same for the first time: nothing has happened in this life. */
  opened(): void;
}

/** What a state host is made of. */
export interface StateHostOptions {
  readonly log: ReplicatedLog;
  /** Holds what is on disk already: restored before the stream opens. */
  readonly machine: Machine;
  readonly overlay: Overlay;
  readonly proposals: Proposals;
  readonly listener: StateListener;
  /** For the time that state may wait. */
  readonly scheduler: Scheduler;
  /** That time in ms. @defaultValue see save-pace.ts */
  readonly saveWaitMs?: number | undefined;
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
  readonly changes: AppliedChanges;
  readonly effects: readonly Effect[];
  readonly results: readonly CommandResult[];
} = { changes: { keys: [], values: [], tails: [] }, effects: [], results: [] };

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
  /** Batches through this index belong to an earlier life. */
  readonly #openThrough: number;
  /** Called when they are applied; null once that was. */
  #onOpened: (() => void) | null = () => {};
  /** Term this node leads in, whether or not its first entry is applied. */
  #term: number | null = null;
  /** First entry of that term while it is not applied. */
  #firstIndex: number | null = null;
  /** Batches through this index were answered. */
  #answeredIndex: number;
  readonly #pace: SavePace;
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
    const { appliedIndex, toldIndex, generation } = options.log.position;
    this.#appliedIndex = appliedIndex;
    this.#answeredIndex = appliedIndex;
    this.#pace = new SavePace({
      appliedIndex,
      scheduler: options.scheduler,
      waitMs: options.saveWaitMs,
      untaken: () => this.overlay.untaken,
      onDue: () => this.#maybeSave(),
    });
    this.#openThrough = toldIndex;
    this.#generation = generation;
  }

  /** Opens the stream. Resolves when what was committed before is applied. */
  open(): Promise<void> {
    const opened = new Promise<void>((resolve) => {
      this.#onOpened = resolve;
    });
    this.#maybeOpened();
    this.#log.open(this, { machineTime: this.#machine.machineTime });
    return opened;
  }

  /** Stops waiting for what is being loaded, and waits for the end of that. Idempotent. */
  async close(): Promise<void> {
    this.#waiting = null;
    this.#onOpened?.();
    this.#pace.end();
    // A failure may end it while a batch is being applied, of which the log has not been told: that one is applied anew at the next start.
    if (this.#appliedIndex === this.#answeredIndex) this.#maybeSave();
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

  /** Resolves when machine and rows are of one state: at once, but while an installed state is loaded. */
  loaded(): Promise<void> {
    return this.appliedThrough(0);
  }

  /** Resolves when everything through `index` is applied here, and can be read; never when this node stops before. */
  async appliedThrough(index: number): Promise<void> {
    if (index <= this.#appliedIndex && this.#waiting === null) return;
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
    this.#answer();
    this.#maybeSave();
    if (this.#appliedWaiters.length > 0) this.#wakeReaders();
  }

  #replaced(event: SnapshotInstalled): void {
    this.#generation = event.generation;
    this.overlay.reset(event.index);
    // Nothing of the former state is answered or saved any more.
    this.#answeredIndex = this.#appliedIndex;
    this.#pace.restart(event.index);
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
      this.#answeredIndex = event.index;
      this.#waiting = null;
      if (this.#onOpened === null) this.#listener.stateLoaded();
      else this.#maybeOpened();
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
        this.#pace.saved(event.appliedIndex);
        return;
      case "saveWanted":
        this.#pace.hurry();
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
    this.#appliedIndex = index;
    this.#pace.applied(index, bytes.length);
    if (this.#onOpened !== null) this.#maybeOpened();
    else if (effects.length > 0) this.#listener.applied(effects);
    if (tickets !== null) this.#proposals.committed(tickets, results);
    this.#maybeDrive();
  }

  #maybeOpened(): void {
    const onOpened = this.#onOpened;
    if (onOpened === null || this.#appliedIndex < this.#openThrough) return;
    this.#onOpened = null;
    this.#listener.opened();
    onOpened();
  }

  #maybeDrive(): void {
    if (this.#firstIndex === null || this.#term === null) return;
    if (this.#appliedIndex < this.#firstIndex) return;
    this.#firstIndex = null;
    this.#listener.leads(this.#term);
  }

  #answer(): void {
    const { appliedIndex } = this;
    if (appliedIndex === this.#answeredIndex) return;
    this.#answeredIndex = appliedIndex;
    this.#log.applied({ appliedIndex, generation: this.#generation });
  }

  #maybeSave(): void {
    if (!this.#pace.isDue) return;
    const { appliedIndex } = this;
    this.#pace.given();
    const changes = this.overlay.take();
    this.#log.save({ appliedIndex, generation: this.#generation, changes });
  }

  #wakeCallers(): void {
    // A call that finds no leader waits again.
    const callbacks = [...this.#leaderWaiters];
    for (const callback of callbacks) callback();
  }

  #wakeReaders(): void {
    // The rows are those of an installed state, which the machine does not know yet.
    if (this.#waiting !== null) return;
    const waiters = this.#appliedWaiters;
    this.#appliedWaiters = waiters.filter(({ index }) => index > this.#appliedIndex);
    for (const { index, resolve } of waiters) if (index <= this.#appliedIndex) resolve();
  }
}
