/**
 * FakeLog is a ReplicatedLog in memory whose every move is made by the test: what is proposed waits until `commit`,
 * leadership comes and goes by `lead` and `depose`, and what is saved reaches the disk at once or by `saveAll`.
 *
 * Entries live in `FakeDisk`, so that a second FakeLog over the same disk is the node after a restart: it delivers
 * again everything after the applied index on disk.
 */
import { NoQuorumError } from "../../src/errors.ts";
import { encodeBatch } from "../../src/model/batch.ts";
import type {
  AppliedPosition,
  DropReason,
  LogEvent,
  LogPosition,
  LogSink,
  Proposal,
  ProposalSource,
  ReplicatedLog,
} from "../../src/model/replicated-log.ts";
import type { StateChanges } from "../../src/model/state-reader.ts";
import { invariant } from "../../src/util/assert.ts";
import type { Scheduler } from "../../src/util/scheduler.ts";
import { MemoryState } from "./memory-state.ts";

interface FakeEntry {
  readonly term: number;
  readonly bytes: Uint8Array;
}

/** Entries behind an index, as nobody here has proposed them. */
function committed(entries: readonly FakeEntry[], after: number): LogEvent[] {
  return entries.map(({ term, bytes }, at) => {
    return { type: "committed", index: after + at + 1, term, bytes, tickets: null };
  });
}

/** What survives a restart. */
export class FakeDisk {
  readonly entries: FakeEntry[] = [];
  readonly state = new MemoryState();
  appliedIndex = 0;
  /** So much was applied and told before it is opened; 0 for no more than what is applied. */
  toldIndex = 0;
  term = 1;
  generation = 0;
}

export class FakeLog implements ReplicatedLog {
  readonly group = 1;
  readonly disk: FakeDisk;
  readonly #scheduler: Scheduler;
  #sink: LogSink | null = null;
  #leading = false;
  /** Proposed and not yet committed or dropped. */
  proposed: Proposal[] = [];
  /** False: `save` waits for `saveAll`. */
  savesAtOnce = true;
  /** True: everything proposed is committed in the next macrotask. */
  commitsAtOnce = false;
  #unsaved: { appliedIndex: number; changes: StateChanges }[] = [];
  #applied: number;
  room = true;
  /** Without a leader reads are answered after so long with NoQuorumError; null: on a node that is all there is. */
  noQuorumAfterMs: number | null = null;
  /** False: no majority has been heard of. */
  contact = true;
  /** Machine time of the next batch; the scheduler's wall clock when null. */
  clock: number | null = null;
  closed = false;
  #commitAsked = false;

  constructor(disk: FakeDisk, scheduler: Scheduler) {
    this.disk = disk;
    this.#applied = disk.appliedIndex;
    this.#scheduler = scheduler;
  }

  get diskState(): MemoryState {
    return this.disk.state;
  }

  get position(): LogPosition {
    const { appliedIndex, toldIndex, generation } = this.disk;
    return { appliedIndex, toldIndex: Math.max(appliedIndex, toldIndex), generation };
  }

  get inFlightBytes(): number {
    return this.proposed.reduce((sum, { command }) => sum + command.length, 0);
  }

  /** Index of the newest entry. */
  get lastIndex(): number {
    return this.disk.entries.length;
  }

  open(sink: LogSink): void {
    this.#sink = sink;
    if (this.disk.toldIndex > this.disk.appliedIndex) {
      this.#scheduler.setImmediate(() => {
        this.#deliverFrom(this.disk.appliedIndex, this.disk.toldIndex);
      });
    }
  }

  /** Delivers what the log has beyond the applied index, as after a restart. */
  replay(): void {
    this.#deliverFrom(Math.max(this.disk.appliedIndex, this.disk.toldIndex));
  }

  #deliverFrom(after: number, through?: number): void {
    const events = committed(this.disk.entries.slice(after, through), after);
    if (events.length > 0) this.deliver(events);
  }

  propose(proposal: Proposal): void {
    if (this.closed) return;
    this.proposed.push(proposal);
    if (!this.commitsAtOnce || this.#commitAsked) return;
    this.#commitAsked = true;
    this.#scheduler.setImmediate(() => {
      this.#commitAsked = false;
      if (this.commitsAtOnce && !this.closed) this.commit();
    });
  }

  hasRoom(_source: ProposalSource): boolean {
    return this.room;
  }

  machineTimeNow(): number {
    return this.clock ?? this.#scheduler.wallMs();
  }

  save(change: AppliedPosition & { changes: StateChanges }): void {
    const { appliedIndex, generation, changes } = change;
    // Of a state that was replaced: refused, and harmless.
    if (this.closed || generation < this.disk.generation) return;
    const isApplied = appliedIndex <= this.#applied && appliedIndex >= this.disk.appliedIndex;
    invariant(isApplied, `state of ${appliedIndex}, applied is ${this.#applied}`);
    this.#unsaved.push({ appliedIndex, changes });
    if (this.savesAtOnce) this.saveAll();
  }

  applied({ appliedIndex, generation }: AppliedPosition): void {
    if (generation === this.disk.generation) {
      invariant(appliedIndex >= this.#applied, `applied ${appliedIndex} behind ${this.#applied}`);
      this.#applied = appliedIndex;
    }
    if (this.savesAtOnce && !this.closed) this.#sink?.onEvents([{ type: "saveWanted" }]);
  }

  /** Everything applied so far reaches the disk. */
  saveAll(): void {
    if (!this.savesAtOnce) this.#sink?.onEvents([{ type: "saveWanted" }]);
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    for (const { appliedIndex, changes } of unsaved) {
      this.disk.state.write(changes);
      this.disk.appliedIndex = appliedIndex;
    }
    const { appliedIndex } = this.disk;
    if (unsaved.length > 0) {
      this.#scheduler.setImmediate(() => {
        if (!this.closed) this.deliver([{ type: "saved", appliedIndex }]);
      });
    }
  }

  hasContact(): boolean {
    return this.contact;
  }

  async readIndex(): Promise<number> {
    const { noQuorumAfterMs } = this;
    if (!this.#leading && noQuorumAfterMs !== null) {
      await new Promise<void>((resolve) => {
        this.#scheduler.setTimeout(resolve, noQuorumAfterMs);
      });
      if (!this.#leading) throw new NoQuorumError({ group: this.group });
    }
    return this.lastIndex;
  }

  flushed(): Promise<void> {
    this.saveAll();
    return Promise.resolve();
  }

  // ---- the test's side

  /** This node becomes leader; its first entry is committed with it unless told otherwise. */
  lead({ commitFirst = true }: { commitFirst?: boolean } = {}): void {
    this.disk.term += 1;
    this.#leading = true;
    const firstIndex = this.lastIndex + 1;
    const { term } = this.disk;
    this.deliver([
      { type: "becameLeader", term, firstIndex },
      { type: "leaderKnown", term, leaderReplicaId: 1 },
    ]);
    if (commitFirst) this.commitFirst();
  }

  /** The empty first entry of the term. */
  commitFirst(): void {
    this.append(new Uint8Array(0), null);
  }

  depose(): void {
    this.#leading = false;
    const { term } = this.disk;
    this.deliver([
      { type: "lostLeadership", term },
      { type: "leaderKnown", term, leaderReplicaId: 0 },
    ]);
  }

  /** Commits what is proposed, or the proposals chosen, in one batch. */
  commit(choose: (proposal: Proposal, at: number) => boolean = () => true): void {
    const chosen = this.proposed.filter(choose);
    this.proposed = this.proposed.filter((proposal) => !chosen.includes(proposal));
    const stale = chosen.filter(({ term }) => term !== this.disk.term || !this.#leading);
    const fresh = chosen.filter((proposal) => !stale.includes(proposal));
    if (stale.length > 0) {
      this.deliver([
        { type: "dropped", tickets: stale.map(({ ticket }) => ticket), reason: "staleTerm" },
      ]);
    }
    if (fresh.length === 0) return;
    const commands = fresh.map(({ command }) => command);
    this.append(
      encodeBatch(this.machineTimeNow(), commands),
      fresh.map(({ ticket }) => ticket),
    );
  }

  /** Appends a batch that somebody else proposed, or ours. */
  append(bytes: Uint8Array, tickets: readonly number[] | null): void {
    this.disk.entries.push({ term: this.disk.term, bytes });
    this.deliver([
      { type: "committed", index: this.lastIndex, term: this.disk.term, bytes, tickets },
    ]);
  }

  /** Log and state of another node arrive as a snapshot, in one burst with the entries that follow ours before it. */
  install(from: FakeDisk, entriesBefore = 0): void {
    const first = this.lastIndex;
    const before = committed(from.entries.slice(first, first + entriesBefore), first);
    const { disk } = this;
    this.#unsaved = [];
    disk.state.rows.clear();
    for (const [key, value] of from.state.rows) disk.state.rows.set(key, value);
    disk.entries.splice(0, disk.entries.length, ...from.entries.slice(0, from.appliedIndex));
    disk.appliedIndex = from.appliedIndex;
    disk.term = from.term;
    disk.generation += 1;
    const { appliedIndex: index, term, generation } = disk;
    this.#applied = index;
    this.deliver([...before, { type: "snapshotInstalled", index, term, generation }]);
  }

  /** Another replica leads. */
  ledBy(leaderReplicaId: number): void {
    this.deliver([{ type: "leaderKnown", term: this.disk.term, leaderReplicaId }]);
  }

  /** The entries that another node's log has and this one does not. */
  follow(other: FakeDisk): void {
    for (const { bytes } of other.entries.slice(this.lastIndex)) this.append(bytes, null);
  }

  /** Drops what is proposed. */
  drop(reason: DropReason): void {
    const tickets = this.proposed.map(({ ticket }) => ticket);
    this.proposed = [];
    this.deliver([{ type: "dropped", tickets, reason }]);
  }

  deliver(events: readonly LogEvent[]): void {
    this.#sink?.onEvents(events);
  }
}
