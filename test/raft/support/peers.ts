/** Peers for tests of single rules: made in any state, fed by hand, read by hand. */
import type { RaftConfig } from "../../../src/raft/config.ts";
import { MemoryLogStorage } from "../../../src/raft/log-storage.ts";
import type { Peer } from "../../../src/raft/peer.ts";
import { startPeer } from "../../../src/raft/start-peer.ts";
import { step, tick } from "../../../src/raft/step.ts";
import {
  EMPTY_CONF_STATE,
  type Entry,
  type Message,
  type MessageInit,
  makeEntry,
  makeMessage,
  NO_BYTES,
  type PeerId,
  type StepResult,
} from "../../../src/raft/types.ts";
import { SeededRandom } from "../../../src/util/random.ts";

export interface PeerInit extends Partial<RaftConfig> {
  readonly id?: PeerId;
  readonly voters?: readonly PeerId[];
  readonly learners?: readonly PeerId[];
  /** Terms of the stored entries, from index 1. */
  readonly terms?: readonly number[];
  readonly term?: number;
  readonly vote?: PeerId;
  readonly commit?: number;
  readonly seed?: number;
}

/** A peer with what it stores: the storage is written only by the test. */
export interface TestPeer {
  readonly peer: Peer;
  readonly storage: TestStorage;
}

/** A log in memory that starts with a configuration and without a snapshot. */
export class TestStorage extends MemoryLogStorage {
  readonly #voters: readonly PeerId[];
  readonly #learners: readonly PeerId[];

  constructor(voters: readonly PeerId[], learners: readonly PeerId[] = []) {
    super();
    this.#voters = voters;
    this.#learners = learners;
  }

  override initialState(): ReturnType<MemoryLogStorage["initialState"]> {
    const state = super.initialState();
    if (state.confState.voters.length > 0) return state;
    const confState = { ...EMPTY_CONF_STATE, voters: this.#voters, learners: this.#learners };
    return { hardState: state.hardState, confState };
  }
}

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text));
}

export function text(data: Uint8Array): string {
  return Buffer.from(data).toString();
}

/** Entries of these terms, from `first` on. */
export function entriesOf(terms: readonly number[], first = 1): readonly Entry[] {
  return terms.map((term, position) => makeEntry({ term, index: first + position }));
}

/** The terms of a log from index 1. */
export function termsOf(peer: Peer): readonly number[] {
  const entries = peer.log.slice(1, peer.log.lastIndex() + 1, Infinity);
  if (typeof entries === "string") throw new Error(`the log is ${entries}`);
  return entries.map((entry) => entry.term);
}

/** The data of the entries from `first` to the commit index. */
export function committedData(peer: Peer, first = 1): readonly string[] {
  const entries = peer.log.slice(first, peer.log.committed + 1, Infinity);
  if (typeof entries === "string") throw new Error(`the log is ${entries}`);
  return entries.map((entry) => text(entry.data));
}

export function makePeer(init: PeerInit = {}): TestPeer {
  const { voters = [1, 2, 3], learners = [], terms = [], seed = 1, id = 1 } = init;
  const lastTerm = terms[terms.length - 1] ?? 0;
  const { term = lastTerm, vote = 0, commit = 0, ...config } = init;
  const storage = new TestStorage(voters, learners);
  storage.append(entriesOf(terms));
  storage.setHardState({ term, vote, commit });
  const peer = startPeer({
    electionTicks: 10,
    heartbeatTicks: 1,
    storage,
    random: new SeededRandom(seed),
    ...config,
    id,
  });
  return { peer, storage };
}

/** Brings a peer into a role by its own transitions. */
export function makeLeader(init: PeerInit = {}): TestPeer {
  const made = makePeer(init);
  made.peer.becomeCandidate();
  made.peer.becomeLeader();
  return made;
}

/** Feeds a message to a peer. */
export function feed(peer: Peer, init: Omit<MessageInit, "to">): StepResult {
  return step(peer, makeMessage({ ...init, to: peer.id }));
}

export function propose(peer: Peer, data: string): StepResult {
  return feed(peer, { type: "propose", entries: [makeEntry({ data: bytes(data) })] });
}

export function ticks(peer: Peer, count: number): void {
  for (let done = 0; done < count; done += 1) tick(peer);
}

/** Delivers what a peer sends to itself, as if its writes were done, and takes the rest. */
export function takeMessages(peer: Peer): readonly Message[] {
  while (peer.messagesAfterAppend.length > 0) {
    const waiting = peer.messagesAfterAppend;
    peer.messagesAfterAppend = [];
    for (const message of waiting) {
      if (message.to === peer.id) step(peer, message);
      else peer.messages.push(message);
    }
  }
  const taken = peer.messages;
  peer.messages = [];
  return taken;
}

/** Writes everything that a peer has to write, and lets it know. */
export function persist({ peer, storage }: TestPeer): void {
  storage.append(peer.log.unstable.nextEntries());
  peer.log.unstable.acceptInProgress();
  const { index, term } = peer.log.lastEntryId();
  peer.log.unstable.stableTo({ index, term });
}

/** What tests compare of messages. */
export function shape(message: Message): object {
  const { type, from, to, term } = message;
  return { type, from, to, term };
}

export const NOTHING: Uint8Array = NO_BYTES;
