/**
 * Replica is one group on one node: it feeds the consensus core, gathers what must be written, and serves the
 * ReplicatedLog port. The LogHost owns time, disk and the moment at which a flush begins.
 *
 * The order of things, for a proposal on the leader:
 *   propose -> (next flush) pack, core, write -> response to the core -> committed -> sink -> applied -> (some later save)
 *
 * Invariants: the core is entered from one place at a time (`#exclusively`); responses that vouch for a write leave only after it; entries
 * reach the sink in index order, each once; a command is appended only in the term it was proposed under.
 */
import type {
  AppliedPosition,
  DropReason,
  LogPosition,
  LogSink,
  Proposal,
  ProposalSource,
  ReplicatedLog,
} from "../model/replicated-log.ts";
import type { StateChanges, StateReader } from "../model/state-reader.ts";
import type { RawNode } from "../raft/raw-node.ts";
import type { Status } from "../raft/status.ts";
import { APPEND_THREAD, APPLY_THREAD, type Message, type Ready } from "../raft/types.ts";
import type { GroupFlush, SnapshotSwitch } from "../storage/group-flush.ts";
import type { GroupStore } from "../storage/group-store.ts";
import { invariant } from "../util/assert.ts";
import { AppliedState } from "./applied-state.ts";
import { ConfHistory } from "./conf-history.ts";
import { makeClock, makeCore, newestMachineTime, observeEntries } from "./core.ts";
import { Deliveries } from "./deliveries.ts";
import { Leadership } from "./leadership.ts";
import type { LogClock } from "./log-clock.ts";
import { OUTSIDE_SHARE } from "./options.ts";
import { Outbox } from "./outbox.ts";
import { ProposalQueue } from "./proposal-queue.ts";
import { ReadWaiters } from "./read-waiters.ts";
import type { ReplicaOptions } from "./replica-host.ts";
import { Saves } from "./saves.ts";
import type { ChunkSource } from "./snapshot-receiver.ts";
import { Snapshots } from "./snapshots.ts";
import { type FlushWork, flushOf, StorageWork } from "./storage-work.ts";

/** One group on one node. */
export class Replica implements ReplicatedLog {
  readonly group: number;
  readonly #options: ReplicaOptions<Replica>;
  readonly #store: GroupStore;
  readonly #proposals: ProposalQueue;
  readonly #reads: ReadWaiters;
  readonly #work: StorageWork;
  readonly #snapshots: Snapshots<Replica>;
  /** What it has for the database. */
  readonly saves: Saves;
  /** What its host has made of it. */
  readonly state: AppliedState;
  #node: RawNode | null = null;
  #sink: LogSink | null = null;
  #clock: LogClock;
  #inbox: Message[] = [];
  readonly #outbox = new Outbox();
  readonly #confs: ConfHistory;
  readonly #deliveries: Deliveries;
  readonly #leadership = new Leadership();
  #term: number;
  #isWorking = false;
  #isClosed = false;

  constructor(options: ReplicaOptions<Replica>) {
    const { store, limits, timing } = options;
    this.#options = options;
    this.#store = store;
    this.group = store.group;
    this.#proposals = new ProposalQueue({ entryBytesMax: limits.entryBytesMax });
    this.#reads = new ReadWaiters({
      group: store.group,
      timeoutTicks: 4 * timing.electionTicks,
      probeTicks: timing.heartbeatTicks,
      clock: options.scheduler,
    });
    const { hardState, confState } = store.initialState();
    this.#work = new StorageWork({ hardState, confState });
    this.#term = hardState.term;
    this.#confs = new ConfHistory(store, confState);
    this.#deliveries = new Deliveries(this.#confs, this.#proposals, this.#outbox);
    this.#clock = makeClock(options, 0);
    this.#snapshots = new Snapshots(options, this);
    const parts = {
      store,
      work: this.#work,
      snapshots: this.#snapshots,
      confs: this.#confs,
      outbox: this.#outbox,
      schedule: () => options.host.schedule(this),
    };
    this.saves = new Saves(parts);
    this.state = new AppliedState({
      ...parts,
      deliveries: this.#deliveries,
      saves: this.saves,
      forceSave: () => options.host.forceSave(),
    });
    store.maySnapshot = () => this.#snapshots.maySend(this.#confs.newestIndex);
  }

  get diskState(): StateReader {
    return this.#store.diskState;
  }

  get position(): LogPosition {
    const { appliedIndex, generation, toldIndex } = this.#store;
    return { appliedIndex, generation, toldIndex };
  }

  get inFlightBytes(): number {
    return this.#proposals.inFlightBytes;
  }

  open(sink: LogSink, loaded: { machineTime: number }): void {
    invariant(this.#sink === null, "the stream of a group is opened once");
    invariant(!this.#isClosed, "the log is closed");
    this.#sink = sink;
    const machineTime = Math.max(loaded.machineTime, newestMachineTime(this.#store));
    this.#clock = makeClock(this.#options, machineTime);
    this.#node = makeCore(this.#options);
    this.#snapshots.sweep();
    this.#options.host.schedule(this);
  }

  propose(proposal: Proposal): void {
    if (this.#isClosed) return this.#drop([proposal.ticket], "closed");
    if (proposal.term !== this.#leadership.term || this.#leadership.term === 0) {
      return this.#drop([proposal.ticket], this.#leadership.term === 0 ? "notLeader" : "staleTerm");
    }
    if (!this.hasRoom(proposal.source)) return this.#drop([proposal.ticket], "overloaded");
    this.#proposals.push(proposal);
    this.#options.host.proposed(this);
  }

  hasRoom(source: ProposalSource): boolean {
    if (source === "engine") return true;
    const limit = this.#options.limits.inFlightBytesMax * OUTSIDE_SHARE;
    return this.#proposals.inFlightBytes < limit;
  }

  machineTimeNow(): number {
    return this.#clock.now();
  }

  applied(position: AppliedPosition): void {
    this.#inbox.push(...this.state.applied(position));
    this.#options.host.schedule(this);
  }

  save(change: AppliedPosition & { readonly changes: StateChanges }): void {
    this.state.given(change);
    this.#options.host.schedule(this);
  }

  hasContact(): boolean {
    return this.contactLeftMs >= 0;
  }

  readIndex(): Promise<number> {
    const answer = this.#reads.wait();
    this.#options.host.schedule(this);
    return answer;
  }

  flushed(): Promise<void> {
    return this.state.flushed();
  }

  // ------------------------------------------------------------------ the host's side
  /** For how much longer, in ms, {@link hasContact} holds; below 0 when it does not. */
  get contactLeftMs(): number {
    const { tickMs, electionTicks } = this.#options.timing;
    return this.#confs.isAlone ? Infinity : tickMs * electionTicks - this.#reads.contactAgeMs;
  }

  /** Commands that wait for a flush. */
  get waitingCommands(): number {
    return this.#proposals.waitingCount;
  }

  /** Whether something waits for a flush: entries, a new term or vote, the switch to a snapshot. */
  get isUrgent(): boolean {
    return this.#work.isUrgent;
  }

  /** Whether the switch to a snapshot waits for a flush, which is alone with the database. */
  get hasSwitch(): boolean {
    return this.#work.hasSwitch;
  }

  /** Snapshots of this group on their way to other nodes. */
  get sendingSnapshots(): number {
    return this.#snapshots.sending;
  }

  /** Time has passed. */
  tick(ticks: number): void {
    const node = this.#node;
    if (node === null) return;
    // Followers never catch up missed ticks: the leader's heartbeats of that time may still be in the socket.
    const count =
      this.#leadership.term === 0 ? 1 : Math.min(ticks, this.#options.timing.electionTicks);
    for (let done = 0; done < count; done += 1) node.tick();
    this.#reads.tick(count, this.#confs);
    if (this.#leadership.term !== 0 && !this.#confs.isAlone) this.#reads.probe(count);
    this.#snapshots.tick(count, node);
    this.#options.host.schedule(this);
  }

  /** A message of another peer. One that announces a snapshot says nothing without its chunks. */
  receive(message: Message): void {
    if (message.type === "snapshot") return;
    this.#inbox.push(message);
    this.#options.host.schedule(this);
  }

  /**
   * A snapshot from another peer: the message that announces it, and its chunks from any number on. Resolves when all of it
   * is on the disk and the core has it, or does not need it. After a failure the same snapshot may be given again; it goes
   * on behind the chunks that are here.
   *
   * @throws {MalformedBytesError} when the bytes are not what they should be.
   * @throws {SnapshotFailedError} when there is a newer one, the chunks end too early, or the node closes.
   */
  async receiveSnapshot(message: Message, chunks: ChunkSource): Promise<void> {
    await this.#snapshots.receive(message, { chunks, node: this.#node });
    this.#inbox.push(message);
    this.#options.host.schedule(this);
  }

  /** Steps the core as far as it goes without disk and host. What the host is to be told waits for a pass. */
  advance(context: { isFlushing: boolean }): void {
    if (this.#node !== null) this.#exclusively(() => this.#step(context.isFlushing));
  }

  /** Everything that can be done without the disk. Returns false when more remains for a later pass. */
  pass(context: { isFlushing: boolean }): boolean {
    const node = this.#node;
    const sink = this.#sink;
    if (node === null || sink === null) return true;
    this.#exclusively(() => {
      this.#step(context.isFlushing);
      if (!this.#outbox.isEmpty) sink.onEvents(this.#outbox.take());
    });
    return this.#inbox.length === 0 && !node.hasReady() && this.#outbox.isEmpty;
  }

  /** Takes all that waits, for a flush that begins now. Null when there is nothing. */
  takeWork(): { flush: GroupFlush; work: FlushWork } | null {
    const node = this.#node;
    if (node === null) return null;
    this.#append(node);
    if (this.#work.isEmpty) return null;
    const work = this.#work.take();
    return { work, flush: { ...flushOf(this.group, work), toldIndex: this.state.index } };
  }

  /** The work is durable. */
  written({ installed, responses }: FlushWork): void {
    this.#options.host.schedule(this);
    this.#route(responses);
    if (installed !== null) this.#installed(installed, this.#snapshots.switched().machineTime);
  }

  /** Ends the stream: what waits is dropped, reads are rejected. */
  close(error: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reads.close(error);
    this.#snapshots.close();
    this.#outbox.drop(this.#proposals.dropWaiting(), "closed");
    if (!this.#outbox.isEmpty) this.#sink?.onEvents(this.#outbox.take());
    this.#node = null;
  }

  /** Lets members, transfers and reports of reachability into the core; null before the stream is open, and after its end. */
  steer<T>(act: (node: RawNode) => T): T | null {
    const node = this.#node;
    if (node === null) return null;
    this.#options.host.schedule(this);
    return act(node);
  }

  /** The core as it is now; null before the stream is open, and after its end. */
  status(): Status | null {
    return this.#node?.status() ?? null;
  }

  #exclusively(work: () => void): void {
    invariant(!this.#isWorking, "a replica was entered while it worked");
    this.#isWorking = true;
    work();
    // Not in a finally: after an exception the node stops, this replica must not be entered again.
    this.#isWorking = false;
  }

  #step(isFlushing: boolean): void {
    const node = this.#node;
    if (node === null) return;
    const inbox = this.#inbox;
    this.#inbox = [];
    for (const message of inbox) node.step(message);
    this.#snapshots.report(node);
    this.#reads.ask(node);
    while (node.hasReady()) {
      this.#handle(node, node.ready());
      // What the sink was given must be answered before more is handed out.
      if (!this.#deliveries.isAnswered) break;
    }
    this.#snapshots.stepped(inbox);
    // Only while nothing is being written: a response must not overtake the write it vouches for.
    if (!isFlushing) this.#route(this.#work.takeFreeResponses());
  }

  /** Makes entries of the proposals that wait. */
  #append(node: RawNode): void {
    if (!this.#proposals.hasWaiting) return;
    const datas = this.#proposals.pack({
      machineTime: this.#clock.now(),
      term: this.#leadership.term,
    });
    if (node.proposeEntries(datas) !== "ok") {
      this.#drop(this.#proposals.refuse(), "transferring");
      return;
    }
    while (node.hasReady()) this.#handle(node, node.ready());
  }

  #handle(node: RawNode, ready: Ready): void {
    if (ready.hardState !== null) this.#term = ready.hardState.term;
    this.#proposals.place(ready.entries);
    this.#changeRole(ready);
    if (this.#leadership.term === 0) observeEntries(this.#clock, ready.entries);
    for (const read of ready.readStates) this.#reads.answer(read);
    const others: Message[] = [];
    for (const message of ready.messages) {
      if (message.to === APPEND_THREAD) this.#write(message);
      else if (message.to === APPLY_THREAD) this.#deliveries.deliver(node, message);
      else others.push(message);
    }
    this.#route(others);
  }

  #write(message: Message): void {
    const { snapshot } = message;
    this.#work.append(message, snapshot === null ? null : this.#snapshots.accepted(snapshot));
    // Whatever the sink was given is older than the snapshot, and not waited for any more.
    if (snapshot !== null) this.#inbox.push(...this.#deliveries.appliedThrough(snapshot.index));
  }

  /** Log and state are those of a snapshot. */
  #installed({ index, term, confState, generation }: SnapshotSwitch, machineTime: number): void {
    invariant(this.#leadership.term === 0, "a snapshot was installed on a leader");
    this.state.replaced(index);
    this.#confs.replaced(index, confState);
    this.saves.replaced(index);
    this.#proposals.forgetPlaced();
    this.#clock.observe(machineTime);
    this.#outbox.push({ type: "snapshotInstalled", index, term, generation });
  }

  #changeRole(ready: Ready): void {
    const change = this.#leadership.update(ready, this.#term);
    if (change === null) return;
    const { lost, won, leader } = change;
    if (lost !== null) {
      this.#outbox.push({ type: "lostLeadership", term: lost });
      this.#snapshots.leadsNoMore();
      this.#drop(this.#proposals.termEnded(), "notLeader");
    }
    if (won !== null) {
      this.#reads.elected();
      this.#outbox.push({ type: "becameLeader", ...won });
    }
    if (leader === null) return;
    this.#reads.askAgain();
    this.#outbox.push({ type: "leaderKnown", term: this.#term, leaderReplicaId: leader });
  }

  #drop(tickets: readonly number[], reason: DropReason): void {
    if (tickets.length === 0) return;
    this.#outbox.drop(tickets, reason);
    this.#options.host.schedule(this);
  }

  #route(messages: readonly Message[]): void {
    const outgoing: Message[] = [];
    for (const message of messages) {
      if (message.to === this.#store.replicaId) this.#inbox.push(message);
      else if (message.type === "snapshot") this.#snapshots.send(message, this.#clock.now());
      else outgoing.push(message);
    }
    if (outgoing.length > 0) this.#options.host.send(this.group, outgoing);
    if (messages.length > 0) this.#options.host.schedule(this);
  }
}
