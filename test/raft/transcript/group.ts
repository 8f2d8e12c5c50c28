/**
 * The nodes of a transcript, the messages between them, and what each node's threads have to do.
 * Nothing moves unless a directive moves it.
 */
import { type ConfChange, decodeConfChange } from "../../../src/raft/conf-change.ts";
import type { RaftConfig } from "../../../src/raft/config.ts";
import {
  type EntryRange,
  type InitialState,
  type LogStorage,
  MemoryLogStorage,
} from "../../../src/raft/log-storage.ts";
import { RawNode } from "../../../src/raft/raw-node.ts";
import {
  EMPTY_CONF_STATE,
  ENTRY_NORMAL,
  type Entry,
  type HardState,
  isEmptyHardState,
  isThread,
  type Message,
  NO_BYTES,
  type PeerId,
  type Snapshot,
  type StepResult,
} from "../../../src/raft/types.ts";
import { SeededRandom } from "../../../src/util/random.ts";
import { describeMessage, describeReady } from "./describe.ts";
import { DirectiveError, type Output } from "./output.ts";

const RESULT_TEXTS: Readonly<Record<Exclude<StepResult, "ok">, string>> = {
  dropped: "raft proposal dropped",
  localMessage: "raft: cannot step raft local message",
  unknownPeer: "raft: cannot step as peer not found",
  invalid: "raft: invalid message",
};

/** Fails the directive when the core has refused its input. */
export function expectOk(result: StepResult): void {
  if (result !== "ok") throw new DirectiveError(RESULT_TEXTS[result]);
}

/** A log in memory whose snapshot is the newest state of the state machine. */
class HistoryStorage implements LogStorage {
  readonly memory = new MemoryLogStorage();
  readonly history: Snapshot[];

  constructor(first: Snapshot) {
    this.history = [first];
  }

  get newest(): Snapshot {
    return this.history[this.history.length - 1] ?? EMPTY_SNAPSHOT;
  }

  initialState(): InitialState {
    const { hardState } = this.memory.initialState();
    return { hardState, confState: this.newest.confState };
  }

  firstIndex(): number {
    return this.memory.firstIndex();
  }

  lastIndex(): number {
    return this.memory.lastIndex();
  }

  term(index: number): ReturnType<LogStorage["term"]> {
    return this.memory.term(index);
  }

  entries(range: EntryRange): ReturnType<LogStorage["entries"]> {
    return this.memory.entries(range);
  }

  snapshot(): Snapshot {
    return this.newest;
  }
}

export const EMPTY_SNAPSHOT: Snapshot = {
  index: 0,
  term: 0,
  confState: EMPTY_CONF_STATE,
  data: NO_BYTES,
};

/** The options that directives may set. */
export type NodeOptions = Partial<Omit<RaftConfig, "id" | "storage" | "random">>;

/** One node of a transcript. */
export interface TranscriptNode {
  readonly id: PeerId;
  raw: RawNode;
  readonly storage: HistoryStorage;
  readonly options: NodeOptions;
  appendWork: Message[];
  applyWork: Message[];
  /** Crashed and not restarted. */
  isDown: boolean;
}

export const ELECTION_TICKS = 3;
export const HEARTBEAT_TICKS = 1;

export class Group {
  readonly nodes: TranscriptNode[] = [];
  readonly output: Output;
  messages: Message[] = [];

  constructor(output: Output) {
    this.output = output;
  }

  node(id: PeerId): TranscriptNode {
    const node = this.nodes[id - 1];
    if (node === undefined) throw new DirectiveError(`there is no node ${id}`);
    if (node.isDown) throw new DirectiveError(`node ${id} is down`);
    return node;
  }

  add(snapshot: Snapshot, options: NodeOptions): void {
    const id = this.nodes.length + 1;
    const storage = new HistoryStorage(snapshot);
    const { voters, learners } = snapshot.confState;
    const isBlank = snapshot.index === 0 && voters.length + learners.length === 0;
    let first = snapshot;
    if (!isBlank || snapshot.data.length > 0) {
      if (snapshot.index <= 1) {
        throw new DirectiveError("index must be specified as > 1 due to bootstrap");
      }
      first = { ...snapshot, term: 1 };
      storage.memory.applySnapshot(first);
      storage.history[0] = first;
    }
    const raw = makeRawNode({ id, storage, applied: first.index, options });
    const isDown = false;
    this.nodes.push({ id, raw, storage, options, appendWork: [], applyWork: [], isDown });
  }

  /** Takes a node down. What its append thread has not written is lost, what left it is not. */
  crash(id: PeerId): void {
    const node = this.node(id);
    node.isDown = true;
    node.appendWork = [];
    node.applyWork = [];
    this.messages = this.messages.filter((message) => message.to !== id || !isLocal(message));
  }

  /** Starts a node that is down from what it has written. */
  restart(id: PeerId): void {
    const node = this.nodes[id - 1];
    if (node === undefined || !node.isDown) throw new DirectiveError(`node ${id} is not down`);
    const { storage, options } = node;
    node.raw = makeRawNode({ id, storage, applied: storage.newest.index, options });
    node.isDown = false;
  }

  processReady(id: PeerId): void {
    const node = this.node(id);
    const isAsync = node.options.asyncStorageWrites === true;
    const ready = node.raw.ready();
    this.output.write(describeReady(ready));
    if (!isAsync) {
      write(node, ready);
      apply(node, ready.committedEntries);
    }
    for (const message of ready.messages) {
      if (!isThread(message.to)) this.messages.push(message);
      else if (message.type === "storageAppend") node.appendWork.push(message);
      else node.applyWork.push(message);
    }
    if (!isAsync) node.raw.advance();
  }

  processAppendThread(id: PeerId): void {
    const node = this.node(id);
    const work = node.appendWork.shift();
    if (work === undefined) {
      this.output.write("no append work to perform");
      return;
    }
    this.#describeWork(work);
    const { term, vote, commit, entries, snapshot } = work;
    write(node, { hardState: { term, vote, commit }, entries, snapshot });
    this.#respond(work);
  }

  processApplyThread(id: PeerId): void {
    const node = this.node(id);
    const work = node.applyWork.shift();
    if (work === undefined) {
      this.output.write("no apply work to perform");
      return;
    }
    this.#describeWork(work);
    apply(node, work.entries);
    this.#respond(work);
  }

  /** Takes the messages for a node off the network, of one type or of all. */
  takeMessages(to: PeerId, type: string | null, isDrop: boolean): readonly Message[] {
    const isTaken = (message: Message): boolean =>
      message.to === to &&
      // Messages of a node to itself need no network and are never lost.
      !(isDrop && isLocal(message)) &&
      (type === null || message.type === type);
    const taken = this.messages.filter(isTaken);
    this.messages = this.messages.filter((message) => !isTaken(message));
    return taken;
  }

  /** Delivers or drops the messages for a node. Returns how many. */
  deliver(to: PeerId, options: { type: string | null; isDrop: boolean }): number {
    const taken = this.takeMessages(to, options.type, options.isDrop);
    for (const message of taken) {
      const prefix = options.isDrop ? "dropped: " : "";
      this.output.writeLine(prefix + describeMessage(message));
      if (options.isDrop) continue;
      const result = this.node(message.to).raw.step(message);
      if (result !== "ok") this.output.writeLine(RESULT_TEXTS[result]);
    }
    return taken.length;
  }

  /** Handles everything there is on some nodes until nothing is left. */
  stabilize(ids: readonly PeerId[]): void {
    const nodes = (ids.length === 0 ? this.nodes : ids.map((id) => this.node(id))).filter(
      (node) => !node.isDown,
    );
    for (let rounds = 0, isDone = false; !isDone; rounds += 1) {
      if (rounds > 1_000) throw new Error("the nodes do not come to rest in 1000 rounds");
      isDone = this.#stabilizeOnce(nodes);
    }
  }

  #stabilizeOnce(nodes: readonly TranscriptNode[]): boolean {
    let isDone = true;
    const section = (title: string, work: () => void): void => {
      isDone = false;
      this.output.writeLine(`> ${title}`);
      this.output.indented(work);
    };
    for (const { id, raw } of nodes) {
      if (raw.hasReady()) section(`${id} handling Ready`, () => this.processReady(id));
    }
    for (const { id } of nodes) {
      if (!this.messages.some((message) => message.to === id)) continue;
      section(`${id} receiving messages`, () => this.deliver(id, { type: null, isDrop: false }));
    }
    for (const node of nodes) {
      if (node.appendWork.length === 0) continue;
      section(`${node.id} processing append thread`, () => {
        while (node.appendWork.length > 0) this.processAppendThread(node.id);
      });
    }
    for (const node of nodes) {
      if (node.applyWork.length === 0) continue;
      section(`${node.id} processing apply thread`, () => {
        while (node.applyWork.length > 0) this.processApplyThread(node.id);
      });
    }
    return isDone;
  }

  #describeWork(work: Message): void {
    this.output.write("Processing:\n");
    this.output.writeLine(describeMessage({ ...work, responses: [] }));
  }

  #respond(work: Message): void {
    this.output.write("Responses:\n");
    for (const response of work.responses) this.output.writeLine(describeMessage(response));
    this.messages.push(...work.responses);
  }
}

function makeRawNode(init: {
  id: PeerId;
  storage: LogStorage;
  applied: number;
  options: NodeOptions;
}): RawNode {
  return new RawNode({
    electionTicks: ELECTION_TICKS,
    heartbeatTicks: HEARTBEAT_TICKS,
    maxInflightMessages: 2 ** 31 - 1,
    ...init.options,
    id: init.id,
    storage: init.storage,
    applied: init.applied,
    random: new SeededRandom(init.id),
  });
}

function write(
  node: TranscriptNode,
  work: {
    readonly hardState: HardState | null;
    readonly entries: readonly Entry[];
    readonly snapshot: Snapshot | null;
  },
): void {
  const { memory } = node.storage;
  if (work.hardState !== null && !isEmptyHardState(work.hardState)) {
    memory.setHardState(work.hardState);
  }
  if (work.snapshot === null) {
    memory.append(work.entries);
    return;
  }
  if (work.entries.length > 0) {
    throw new DirectiveError("can't apply snapshot and entries at the same time");
  }
  if (!memory.applySnapshot(work.snapshot)) {
    throw new DirectiveError("requested index is older than the existing snapshot");
  }
  node.storage.history.push(work.snapshot);
}

/** The state machine of transcripts: it appends what it is given. */
function apply(node: TranscriptNode, entries: readonly Entry[]): void {
  for (const entry of entries) {
    const { newest } = node.storage;
    let { confState } = newest;
    let update = entry.data;
    if (entry.type !== ENTRY_NORMAL) {
      const change: ConfChange | null = decodeConfChange(entry.data);
      if (change === null) throw new DirectiveError("the configuration change cannot be read");
      confState = node.raw.applyConfChange(change);
      update = change.context;
    }
    const data = Uint8Array.from([...newest.data, ...update]);
    node.storage.history.push({ index: entry.index, term: entry.term, confState, data });
  }
}

function isLocal(message: Message): boolean {
  return message.from === message.to || isThread(message.from) || isThread(message.to);
}
