/**
 * The door of the consensus core: one peer of one group, without clock, network or disk.
 *
 * All inputs are calls on RawNode, all outputs come in {@link Ready}. The host calls `ready` until
 * `hasReady` is false, does the work, and reports it: by `advance`, or with asyncStorageWrites by
 * stepping the responses that came with the work. Invariants: nothing here is called from within a
 * call; without asyncStorageWrites there is one Ready at a time; storage work is done in order.
 */
import { invariant } from "../util/assert.ts";
import { type ConfChange, decodeConfChange, encodeConfChange } from "./conf-change.ts";
import type { RaftConfig } from "./config.ts";
import { entriesBytes } from "./entry-size.ts";
import { applyConfChange } from "./membership.ts";
import { isLocalType, isResponseType, isWellFormed } from "./message-check.ts";
import type { Peer } from "./peer.ts";
import { collectReady, storageAppendResponse, storageApplyResponse } from "./ready.ts";
import { startPeer } from "./start-peer.ts";
import { type BasicStatus, basicStatusOf, type Status, statusOf } from "./status.ts";
import { step, tick } from "./step.ts";
import {
  type ConfState,
  ENTRY_CONF_CHANGE,
  ENTRY_CONF_CHANGE_SINGLE,
  ENTRY_NORMAL,
  type Entry,
  type HardState,
  isSameHardState,
  isThread,
  type Message,
  type MessageInit,
  makeEntry,
  makeMessage,
  type PeerId,
  type Ready,
  type SoftState,
  type StepResult,
} from "./types.ts";

/** What kind of entry carries a configuration change. */
export interface ProposeConfChangeOptions {
  /** Write it as a single change, which never makes a joint configuration. @defaultValue false */
  readonly single?: boolean;
}

/**
 * One peer of one group.
 *
 * @example
 * const node = new RawNode({ id: 1, electionTicks: 10, heartbeatTicks: 1, storage, random });
 * node.campaign();
 * while (node.hasReady()) host.handle(node.ready());
 */
export class RawNode {
  readonly #peer: Peer;
  /** What the host was told last. */
  #softState: SoftState;
  #hardState: HardState;
  /** Without asyncStorageWrites: the responses that `advance` delivers; null when none is due. */
  #stepsOnAdvance: readonly Message[] | null = null;
  #isInside = false;

  /** @throws {InvariantError} when an option is out of range or the storage contradicts itself. */
  constructor(config: RaftConfig) {
    const peer = startPeer(config);
    this.#peer = peer;
    this.#softState = { leader: peer.leader, role: peer.role };
    this.#hardState = peer.hardState();
  }

  get id(): PeerId {
    return this.#peer.id;
  }

  get term(): number {
    return this.#peer.term;
  }

  /** The leader of this term, as far as this peer knows; NO_PEER when it does not. */
  get leader(): PeerId {
    return this.#peer.leader;
  }

  get isLeader(): boolean {
    return this.#peer.role === "leader";
  }

  /** Whether this leader has committed an entry of its own: from then on it knows all commits. */
  get hasCommittedOwn(): boolean {
    return this.#peer.hasCommittedOwn();
  }

  /** Index of the empty entry by which this leader began its term; 0 of others. */
  get firstOwnIndex(): number {
    return this.#peer.firstOwnIndex;
  }

  get lastIndex(): number {
    return this.#peer.log.lastIndex();
  }

  /** Takes one tick of the host's clock. */
  tick(): void {
    this.#guarded(() => tick(this.#peer));
  }

  /** Stands for election now, with a pre-vote first if that is configured. */
  campaign(): void {
    this.#input({ type: "hup", to: this.id });
  }

  /** Proposes one entry. */
  propose(data: Uint8Array): StepResult {
    return this.proposeEntries([data]);
  }

  /** Proposes several entries at once: all of them, side by side, or none. */
  proposeEntries(datas: readonly Uint8Array[]): StepResult {
    return this.#input({
      type: "propose",
      to: this.id,
      entries: datas.map((data) => makeEntry({ data })),
    });
  }

  /**
   * Proposes a configuration change. One that must not be made now becomes an empty entry, so the
   * host knows its fate only when the entry is applied.
   */
  proposeConfChange(change: ConfChange, options?: ProposeConfChangeOptions): StepResult {
    const type = options?.single === true ? ENTRY_CONF_CHANGE_SINGLE : ENTRY_CONF_CHANGE;
    const entry = makeEntry({ type, data: encodeConfChange(change) });
    return this.#input({ type: "propose", to: this.id, entries: [entry] });
  }

  /**
   * Puts a committed change in force. Must be called for every applied entry with a change, before
   * the entry is reported as applied; with changes for peer 0 when the host has decided against it.
   */
  applyConfChange(change: ConfChange): ConfState {
    return this.#guarded(() => applyConfChange(this.#peer, change));
  }

  /** As {@link applyConfChange}, for the entry that carries the change. */
  applyConfChangeEntry(entry: Entry): ConfState {
    invariant(entry.type !== ENTRY_NORMAL, `entry ${entry.index} carries no change`);
    const change = decodeConfChange(entry.data);
    invariant(change !== null, `the change in committed entry ${entry.index} cannot be read`);
    return this.applyConfChange(change);
  }

  /** Takes a message of another peer, or a response that came with storage work. */
  step(message: Message): StepResult {
    const { type, from } = message;
    const isFromThread = isThread(from);
    if (isLocalType(type) && !isFromThread) return "localMessage";
    if (!isFromThread) {
      if (message.to !== this.id || !isWellFormed(message)) return "invalid";
      if (isResponseType(type) && this.#peer.tracker.get(from) === undefined) return "unknownPeer";
    }
    return this.#guarded(() => step(this.#peer, message));
  }

  /** Whether {@link ready} would return anything to do. */
  hasReady(): boolean {
    const peer = this.#peer;
    const { log } = peer;
    if (peer.messages.length > 0 || peer.messagesAfterAppend.length > 0) return true;
    if (peer.role !== this.#softState.role || peer.leader !== this.#softState.leader) return true;
    if (!isSameHardState(peer.hardState(), this.#hardState)) return true;
    if (log.unstable.nextSnapshot() !== null || peer.readStates.length > 0) return true;
    if (log.unstable.hasNextEntries()) return true;
    return log.hasNextCommittedEntries(!peer.config.asyncStorageWrites);
  }

  /** Everything that is to be done now. It will not be returned again. */
  ready(): Ready {
    return this.#guarded(() => this.#takeReady());
  }

  /** Notes that the last Ready is written and applied. Only without asyncStorageWrites. */
  advance(): void {
    const { asyncStorageWrites } = this.#peer.config;
    invariant(!asyncStorageWrites, "advance is not for asyncStorageWrites: step the responses");
    this.#guarded(() => {
      const steps = this.#stepsOnAdvance;
      this.#stepsOnAdvance = null;
      for (const message of steps ?? []) step(this.#peer, message);
    });
  }

  /** Asks for the index that a linearizable read must see. It comes in `readStates` with `context`. */
  readIndex(context: Uint8Array): StepResult {
    return this.#input({ type: "readIndex", to: this.id, context });
  }

  /** Hands the leadership to a voter; given up after an election timeout. */
  transferLeader(to: PeerId): void {
    this.#input({ type: "transferLeader", to: this.id, from: to });
  }

  /** Forgets the leader, so that others may be voted for at once. Nothing for a leader. */
  forgetLeader(): void {
    this.#input({ type: "forgetLeader", to: this.id });
  }

  /**
   * Tells whether the host of this peer is silent: the program that the log is for does not answer while the core goes on. Leaders
   * hear of it with heartbeat responses and show it in {@link status}; the core itself decides nothing by it. Not kept over a restart.
   */
  hostSilent(isSilent: boolean): void {
    this.#guarded(() => {
      this.#peer.hostSilent = isSilent;
    });
  }

  /** Tells that messages to a peer could not be sent. */
  reportUnreachable(id: PeerId): void {
    this.#input({ type: "unreachable", to: this.id, from: id });
  }

  /** Tells what became of a snapshot on its way to a peer. Must be called for each one. */
  reportSnapshot(id: PeerId, ok: boolean): void {
    this.#input({ type: "snapshotStatus", to: this.id, from: id, reject: !ok });
  }

  /** The state with the leader's view of all members. */
  status(): Status {
    return statusOf(this.#peer);
  }

  /** The state without the members: cheap. */
  basicStatus(): BasicStatus {
    return basicStatusOf(this.#peer);
  }

  /** Fixes the election timeout until the next change of role. For tests and simulations. */
  setRandomizedElectionTicks(ticks: number): void {
    invariant(Number.isSafeInteger(ticks) && ticks > 0, `Expected ticks > 0, got ${ticks}`);
    this.#peer.randomizedElectionTicks = ticks;
  }

  #input(init: MessageInit): StepResult {
    const message = makeMessage(init);
    return this.#guarded(() => step(this.#peer, message));
  }

  #takeReady(): Ready {
    const peer = this.#peer;
    const { asyncStorageWrites } = peer.config;
    invariant(this.#stepsOnAdvance === null, "ready was called twice without advance");
    const ready = collectReady(peer, { softState: this.#softState, hardState: this.#hardState });
    if (ready.softState !== null) this.#softState = ready.softState;
    if (ready.hardState !== null) this.#hardState = ready.hardState;
    if (!asyncStorageWrites) this.#stepsOnAdvance = this.#advanceSteps(ready);
    if (peer.readStates.length > 0) peer.readStates = [];
    if (peer.messages.length > 0) peer.messages = [];
    if (peer.messagesAfterAppend.length > 0) peer.messagesAfterAppend = [];
    peer.log.unstable.acceptInProgress();
    this.#acceptApplying(ready.committedEntries);
    return ready;
  }

  #acceptApplying(entries: readonly Entry[]): void {
    const last = entries[entries.length - 1];
    if (last === undefined) return;
    const { log, config } = this.#peer;
    log.acceptApplying(last.index, entriesBytes(entries), !config.asyncStorageWrites);
  }

  #advanceSteps(ready: Ready): readonly Message[] {
    const peer = this.#peer;
    const steps = peer.messagesAfterAppend.filter((message) => message.to === peer.id);
    const stable = storageAppendResponse(peer, ready.snapshot);
    if (stable !== null) steps.push(stable);
    if (ready.committedEntries.length > 0) {
      steps.push(storageApplyResponse(peer, ready.committedEntries));
    }
    return steps;
  }

  /** Runs one input to its end. A host that calls back from within has lost the order of things. */
  #guarded<T>(work: () => T): T {
    invariant(!this.#isInside, "the core was called from within a call");
    this.#isInside = true;
    const result = work();
    // Not in a finally: after a broken invariant every further call fails.
    this.#isInside = false;
    return result;
  }
}
