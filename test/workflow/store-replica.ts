// A state host over a real node store, whose log is given by the test: entries come, state is written and told, and a snapshot of another
// replica replaces it, when the test says so. Whatever is awaited goes through the scheduler.
import { Machine } from "../../src/machine/machine.ts";
import type {
  AppliedPosition,
  LogEvent,
  LogPosition,
  LogSink,
  ReplicatedLog,
} from "../../src/model/replicated-log.ts";
import type { StateChanges, StateReader } from "../../src/model/state-reader.ts";
import type { GroupStore } from "../../src/storage/group-store.ts";
import type { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { Overlay } from "../../src/storage/overlay.ts";
import type { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { Proposals } from "../../src/workflow/proposals.ts";
import { StateHost, type StateListener } from "../../src/workflow/state-host.ts";
import { loadState } from "../../src/workflow/state-loader.ts";
import { install, sweep } from "../storage/snapshots.ts";
import { ALONE, IDENTITY, part } from "../storage/values.ts";

/** As `install` writes it. */
const TERM = 5;
/** So few that a log is trimmed at once. */
const TRAILING_ENTRIES = 3;
/** Several to a state. */
const CHUNK_BYTES = 2048;

type Given = AppliedPosition & { readonly changes: StateChanges };

/** Nobody drives anything. */
const IDLE: StateListener = {
  applied: () => {},
  leads: () => {},
  leadsNoMore: () => {},
  stateReplaced: () => {},
  stateLoaded: () => {},
  opened: () => {},
};

/** One life of a replica. */
export class StoreReplica implements ReplicatedLog {
  readonly group = 1;
  readonly host: StateHost;
  readonly fatal: unknown[] = [];
  readonly #store: NodeStore;
  #sink: LogSink | null = null;
  /** Delivered through this index, or part of a snapshot. */
  deliveredIndex: number;
  /** The state is loaded when the host has applied this. */
  #replacedIndex = 0;
  #given: Given[] = [];
  #untoldIndex = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    store: NodeStore,
    parts: { machine: Machine; overlay: Overlay; scheduler: VirtualScheduler },
  ) {
    this.#store = store;
    this.deliveredIndex = this.log.appliedIndex;
    const { scheduler, ...state } = parts;
    this.host = new StateHost({
      log: this,
      proposals: new Proposals({ log: this, scheduler }),
      listener: IDLE,
      scheduler,
      leaderKnown: () => {},
      onFatal: (error) => this.fatal.push(error),
      ...state,
    });
  }

  /** What is on the disk, or a new replica; what was told is delivered again. */
  static async open(disk: MemoryDisk, scheduler: VirtualScheduler): Promise<StoreReplica> {
    const store = await NodeStore.open(await disk.open(), { trailingEntries: TRAILING_ENTRIES });
    if (store.identity === null) await store.initialise(IDENTITY);
    if (!store.groups.includes(1)) {
      await store.createGroup({ group: 1, replicaId: 7, confState: ALONE });
    }
    const { diskState, appliedIndex, toldIndex } = store.group(1);
    const overlay = new Overlay(diskState);
    overlay.reset(appliedIndex);
    const machine = new Machine({ group: 1, state: overlay });
    await loadState(machine, diskState);
    const replica = new StoreReplica(store, { machine, overlay, scheduler });
    const opened = replica.host.open();
    replica.deliver(toldIndex - appliedIndex);
    await opened;
    return replica;
  }

  get log(): GroupStore {
    return this.#store.group(1);
  }

  get diskState(): StateReader {
    return this.log.diskState;
  }

  get position(): LogPosition {
    const { appliedIndex, toldIndex, generation } = this.log;
    return { appliedIndex, toldIndex: Math.max(appliedIndex, toldIndex), generation };
  }

  get isLoading(): boolean {
    return this.host.appliedIndex < this.#replacedIndex;
  }

  /** Entries reach the journal. All of them are committed. */
  async append(batches: readonly Uint8Array[]): Promise<void> {
    const first = this.log.lastIndex() + 1;
    const entries = batches.map((data, at) => {
      return { term: 1, index: first + at, type: "normal", data } as const;
    });
    const hardState = { term: TERM, vote: 0, commit: first + batches.length - 1 };
    const toldIndex = this.isLoading ? undefined : this.host.appliedIndex;
    await this.#store.flush([part({ entries, hardState, toldIndex })]);
  }

  /** The host hears of so many entries more, if they are there. */
  deliver(count: number): void {
    const low = this.deliveredIndex + 1;
    const high = Math.min(low + count, this.log.lastIndex() + 1);
    if (low >= high) return;
    const entries = this.log.entries({ low, high, maxBytes: Number.POSITIVE_INFINITY });
    if (typeof entries === "string") throw new Error(`entries from ${low} on are ${entries}`);
    this.deliveredIndex = high - 1;
    this.#tell(
      entries.map(({ index, term, data: bytes }) => {
        return { type: "committed", index, term, bytes, tickets: null };
      }),
    );
  }

  /** The host gives what it has. */
  want(): void {
    this.#tell([{ type: "saveWanted" }]);
  }

  /** What the host has given first begins to be written, after what is being written. */
  async write(): Promise<void> {
    await this.#writing;
    const next = this.#given.shift();
    if (next === undefined) return;
    const { appliedIndex } = next;
    this.#writing = this.#store
      .save([part({ state: { ...next, confState: ALONE } })])
      .then(() => void (this.#untoldIndex = appliedIndex));
    this.#writing.catch((error: unknown) => this.fatal.push(error));
  }

  /** The host hears of what is on disk. */
  tell(): void {
    if (this.#untoldIndex > 0) this.#tell([{ type: "saved", appliedIndex: this.#untoldIndex }]);
  }

  /** Takes what another one has on disk, if that is newer than all that is here. Returns whether it was. */
  async install(from: StoreReplica): Promise<boolean> {
    await this.#writing;
    if (from.log.appliedIndex <= this.log.lastIndex()) return false;
    const snapshot = from.log.openSnapshot({ chunkBytes: CHUNK_BYTES });
    const { index, term } = snapshot;
    await install(this.#store, snapshot);
    await snapshot.close();
    this.#given = [];
    this.#untoldIndex = 0;
    this.deliveredIndex = index;
    this.#replacedIndex = index;
    const { generation } = this.log;
    this.#tell([{ type: "snapshotInstalled", index, term, generation }]);
    return true;
  }

  /** Everything is applied, written and told; nothing is left of what a snapshot has replaced. */
  async settle(): Promise<void> {
    this.deliver(Number.POSITIVE_INFINITY);
    await this.host.appliedThrough(this.log.lastIndex());
    this.want();
    while (this.#given.length > 0) await this.write();
    await this.#writing;
    this.tell();
    await sweep(this.#store);
  }

  // ---- the host's side

  open(sink: LogSink): void {
    this.#sink = sink;
  }

  applied(): void {}

  save(given: Given): void {
    if (given.generation === this.log.generation) this.#given.push(given);
  }

  propose(): void {}

  hasRoom(): boolean {
    return true;
  }

  get inFlightBytes(): number {
    return 0;
  }

  machineTimeNow(): number {
    return 0;
  }

  hasContact(): boolean {
    return true;
  }

  readIndex(): Promise<number> {
    return Promise.resolve(this.deliveredIndex);
  }

  flushed(): Promise<void> {
    return Promise.resolve();
  }

  #tell(events: readonly LogEvent[]): void {
    this.#sink?.onEvents(events);
  }
}
