/**
 * Replica is one group on one node: it feeds the consensus core, gathers what must be written, and serves the
 * ReplicatedLog port. The LogHost owns time, disk and the moment at which a flush begins.
 *
 * The order of things, for a proposal on the leader:
 *   propose -> (next flush) pack, core, write -> response to the core -> committed -> sink -> save -> (next flush)
 *
 * Invariants: the core is entered from one place at a time (`#work`); responses that vouch for a write leave
 * only after it; entries reach the sink in index order, each once; a command is appended only in the term it
 * was proposed under.
 */
import { batchMachineTime } from "../model/batch.ts";
import type {
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
import {
  APPEND_THREAD,
  APPLY_THREAD,
  type Entry,
  type Message,
  NO_BYTES,
  type Ready,
  type SoftState,
} from "../raft/types.ts";
import type { GroupFlush, GroupStore } from "../storage/group-store.ts";
import { invariant } from "../util/assert.ts";
import { ConfHistory } from "./conf-history.ts";
import { makeCore, newestMachineTime } from "./core.ts";
import { LogClock } from "./log-clock.ts";
import { Outbox } from "./outbox.ts";
import { ProposalQueue } from "./proposal-queue.ts";
import { ReadWaiters } from "./read-waiters.ts";
import type { ReplicaOptions } from "./replica-host.ts";
import { type FlushWork, StorageWork } from "./storage-work.ts";

/** Share of the in-flight bytes that outside proposals may fill; the rest is the engine's. */
const OUTSIDE_SHARE = 0.75;
interface OutstandingApply {
  readonly lastIndex: number;
  readonly responses: readonly Message[];
}

/** One group on one node. */
export class Replica implements ReplicatedLog {
  readonly group: number;
  readonly #options: ReplicaOptions<Replica>;
  readonly #store: GroupStore;
  readonly #proposals: ProposalQueue;
  readonly #reads: ReadWaiters;
  readonly #work: StorageWork;
  #node: RawNode | null = null;
  #sink: LogSink | null = null;
  #clock: LogClock;
  #inbox: Message[] = [];
  readonly #outbox = new Outbox();
  /** Given to the sink and not yet answered with `save`, in order. */
  #applying: OutstandingApply[] = [];
  readonly #confs: ConfHistory;
  #soft: SoftState = { leader: 0, role: "follower" };
  #term: number;
  /** Term that the sink was told this node leads; 0 when none. */
  #leadingTerm = 0;
  #appliedIndex: number;
  #savedIndex: number;
  #flushWaiters: { readonly index: number; readonly resolve: () => void }[] = [];
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
      now: () => options.scheduler.now(),
    });
    const { hardState, confState } = store.initialState();
    this.#work = new StorageWork(hardState);
    this.#term = hardState.term;
    this.#appliedIndex = store.appliedIndex;
    this.#savedIndex = store.appliedIndex;
    this.#confs = new ConfHistory(store.appliedIndex, confState);
    this.#clock = this.#newClock(0);
  }

  // ------------------------------------------------------------------ the port

  get diskState(): StateReader {
    return this.#store.diskState;
  }

  get position(): LogPosition {
    return { appliedIndex: this.#store.appliedIndex, generation: this.#store.generation };
  }

  get inFlightBytes(): number {
    return this.#proposals.inFlightBytes;
  }

  open(sink: LogSink, loaded: { machineTime: number }): void {
    invariant(this.#sink === null, "the stream of a group is opened once");
    invariant(!this.#isClosed, "the log is closed");
    this.#sink = sink;
    this.#clock = this.#newClock(Math.max(loaded.machineTime, newestMachineTime(this.#store)));
    this.#node = makeCore(this.#options);
    this.#options.host.schedule(this);
  }

  propose(proposal: Proposal): void {
    if (this.#isClosed) return this.#drop([proposal.ticket], "closed");
    if (proposal.term !== this.#leadingTerm || this.#leadingTerm === 0) {
      return this.#drop([proposal.ticket], this.#leadingTerm === 0 ? "notLeader" : "staleTerm");
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

  save(change: { appliedIndex: number; generation: number; changes: StateChanges }): void {
    const { appliedIndex } = change;
    invariant(
      appliedIndex >= this.#appliedIndex,
      `saved ${appliedIndex}, was ${this.#appliedIndex}`,
    );
    this.#appliedIndex = appliedIndex;
    this.#work.save(change, this.#confs.at(appliedIndex));
    while (this.#applying[0] !== undefined && this.#applying[0].lastIndex <= appliedIndex) {
      for (const response of this.#applying[0].responses) this.#inbox.push(response);
      this.#applying.shift();
    }
    this.#options.host.schedule(this);
  }

  hasContact(): boolean {
    const { tickMs, electionTicks } = this.#options.timing;
    return this.#isAlone || this.#reads.contactAgeMs <= tickMs * electionTicks;
  }

  readIndex(): Promise<number> {
    const answer = this.#reads.wait();
    this.#options.host.schedule(this);
    return answer;
  }

  flushed(): Promise<void> {
    if (this.#savedIndex >= this.#appliedIndex) return Promise.resolve();
    const index = this.#appliedIndex;
    return new Promise((resolve) => {
      this.#flushWaiters.push({ index, resolve });
      this.#options.host.forceFlush();
    });
  }

  // ------------------------------------------------------------------ the host's side

  /** Commands that wait for a flush. */
  get waitingCommands(): number {
    return this.#proposals.waitingCount;
  }

  /** Whether the core waits for the disk: entries, a new term or vote. */
  get isUrgent(): boolean {
    return this.#work.isUrgent;
  }

  /** Whether something waits that may ride along with a flush. */
  get hasLazyWork(): boolean {
    return !this.#work.isEmpty;
  }

  /** Time has passed. */
  tick(ticks: number): void {
    const node = this.#node;
    if (node === null) return;
    // Followers never catch up missed ticks: the leader's heartbeats of that time may still be in the socket.
    const count = this.#leadingTerm === 0 ? 1 : Math.min(ticks, this.#options.timing.electionTicks);
    for (let done = 0; done < count; done += 1) node.tick();
    this.#reads.tick(count);
    if (this.#leadingTerm !== 0 && !this.#isAlone) this.#reads.probe();
    this.#options.host.schedule(this);
  }

  /** A message of another peer. */
  receive(message: Message): void {
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

  /** Packs proposals and takes all that waits, for a flush that begins now. Null when there is nothing. */
  takeWork(): { flush: GroupFlush; work: FlushWork } | null {
    const node = this.#node;
    if (node === null) return null;
    this.#append(node);
    if (this.#work.isEmpty) return null;
    const work = this.#work.take();
    const { entries, hardState, state } = work;
    return {
      work,
      flush: {
        group: this.group,
        entries,
        hardState,
        state:
          state === null
            ? null
            : {
                appliedIndex: state.appliedIndex,
                generation: state.generation,
                confState: state.confState,
                changes: { keys: state.keys, values: state.values },
              },
      },
    };
  }

  /** The work is durable. */
  written(work: FlushWork): void {
    this.#options.host.schedule(this);
    this.#route(work.responses);
    if (work.state === null) return;
    this.#savedIndex = work.state.appliedIndex;
    this.#confs.savedThrough(this.#savedIndex);
    this.#outbox.push({ type: "saved", appliedIndex: this.#savedIndex });
    const saved = this.#savedIndex;
    for (const { index, resolve } of this.#flushWaiters) if (index <= saved) resolve();
    this.#flushWaiters = this.#flushWaiters.filter(({ index }) => index > saved);
  }

  /** Ends the stream: what waits is dropped, reads are rejected. */
  close(error: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reads.close(error);
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

  // ------------------------------------------------------------------ inside

  /** No other peer has a vote. */
  get #isAlone(): boolean {
    const { voters, votersOutgoing } = this.#confs.newest;
    return (
      voters.length === 1 && votersOutgoing.length === 0 && voters[0] === this.#store.replicaId
    );
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
    this.#askReads(node);
    while (node.hasReady()) {
      this.#handle(node, node.ready());
      // What the sink was given must be answered before more is handed out.
      if (this.#applying.length > 0) break;
    }
    // Only while nothing is being written: a response must not overtake the write it vouches for.
    if (!isFlushing) this.#route(this.#work.takeFreeResponses());
  }

  #askReads(node: RawNode): void {
    if (!this.#reads.hasUnasked) return;
    const context = this.#reads.nextContext();
    if (node.readIndex(context) !== "ok") this.#reads.takeBack(context);
  }

  /** Makes entries of the proposals that wait. */
  #append(node: RawNode): void {
    if (!this.#proposals.hasWaiting) return;
    const datas = this.#proposals.pack({ machineTime: this.#clock.now(), term: this.#leadingTerm });
    if (node.proposeEntries(datas) !== "ok") {
      this.#drop(this.#proposals.refuse(), "transferring");
      return;
    }
    while (node.hasReady()) this.#handle(node, node.ready());
  }

  #handle(node: RawNode, ready: Ready): void {
    if (ready.hardState !== null) this.#term = ready.hardState.term;
    this.#proposals.place(ready.entries);
    const isOldTerm = this.#leadingTerm !== 0 && this.#leadingTerm !== this.#term;
    const soft = ready.softState ?? (isOldTerm ? this.#soft : null);
    if (soft !== null) this.#changeRole(soft, ready.entries);
    if (this.#leadingTerm === 0) this.#observe(ready.entries);
    for (const read of ready.readStates) this.#reads.answer(read);
    const others: Message[] = [];
    for (const message of ready.messages) {
      if (message.to === APPEND_THREAD) this.#work.append(message);
      else if (message.to === APPLY_THREAD) this.#deliver(node, message);
      else others.push(message);
    }
    this.#route(others);
  }

  #changeRole(soft: SoftState, entries: readonly Entry[]): void {
    const before = this.#soft;
    this.#soft = soft;
    const leads = soft.role === "leader";
    if (this.#leadingTerm !== 0 && (!leads || this.#leadingTerm !== this.#term)) {
      this.#outbox.push({ type: "lostLeadership", term: this.#leadingTerm });
      this.#leadingTerm = 0;
      this.#drop(this.#proposals.dropWaiting(), "notLeader");
    }
    if (leads && this.#leadingTerm === 0) {
      const first = entries.find((entry) => entry.term === this.#term);
      invariant(first !== undefined, `leader of term ${this.#term} without a first entry`);
      this.#leadingTerm = this.#term;
      this.#reads.elected();
      this.#outbox.push({ type: "becameLeader", term: this.#term, firstIndex: first.index });
    }
    if (soft.leader !== before.leader) {
      this.#reads.askAgain();
      const leaderReplicaId = soft.leader;
      this.#outbox.push({ type: "leaderKnown", term: this.#term, leaderReplicaId });
    }
  }

  /** Entries of another leader set the clock. */
  #observe(entries: readonly Entry[]): void {
    for (const { type, data } of entries) {
      if (type === "normal" && data.length > 0) this.#clock.observe(batchMachineTime(data));
    }
  }

  #deliver(node: RawNode, message: Message): void {
    let lastIndex = 0;
    for (const entry of message.entries) {
      lastIndex = entry.index;
      const isBatch = entry.type === "normal";
      if (!isBatch) {
        this.#confs.push(entry.index, node.applyConfChangeEntry(entry));
      }
      const { tickets, lost } = this.#proposals.settle(entry);
      if (lost && tickets !== null) this.#drop(tickets, "notLeader");
      this.#outbox.push({
        type: "committed",
        index: entry.index,
        term: entry.term,
        bytes: isBatch ? entry.data : NO_BYTES,
        tickets: lost ? null : tickets,
      });
    }
    this.#applying.push({ lastIndex, responses: message.responses });
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
      else outgoing.push(message);
    }
    if (outgoing.length > 0) this.#options.host.send(this.group, outgoing);
    if (messages.length > 0) this.#options.host.schedule(this);
  }

  #newClock(machineTime: number): LogClock {
    const { scheduler, timing, logger } = this.#options;
    const onJump = (jumpMs: number): void =>
      logger.warn({ group: this.group, jumpMs }, "log clock followed the wall clock in a jump");
    return new LogClock({ scheduler, clockSkewMaxMs: timing.clockSkewMaxMs, onJump }, machineTime);
  }
}
