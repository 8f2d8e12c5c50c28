/**
 * Goal: one voter alone, with asynchronous storage writes, elects itself and commits only what its
 * own disk has. Method: the test is the host and delivers each write's responses when it wants.
 */
import { expect, test } from "vitest";
import { MemoryLogStorage } from "../../src/raft/log-storage.ts";
import { RawNode } from "../../src/raft/raw-node.ts";
import { APPEND_THREAD, APPLY_THREAD, type Message } from "../../src/raft/types.ts";
import { SeededRandom } from "../../src/util/random.ts";

function singleVoter(): { node: RawNode; storage: MemoryLogStorage } {
  const storage = new MemoryLogStorage();
  const confState = {
    voters: [1],
    votersOutgoing: [],
    learners: [],
    learnersNext: [],
    autoLeave: false,
  };
  storage.applySnapshot({ index: 5, term: 1, confState, data: new Uint8Array(0) });
  const node = new RawNode({
    id: 1,
    electionTicks: 10,
    heartbeatTicks: 1,
    storage,
    applied: 5,
    asyncStorageWrites: true,
    random: new SeededRandom(1),
  });
  return { node, storage };
}

function takeWork(node: RawNode): { append: Message[]; apply: Message[] } {
  const append: Message[] = [];
  const apply: Message[] = [];
  while (node.hasReady()) {
    for (const message of node.ready().messages) {
      if (message.to === APPEND_THREAD) append.push(message);
      else if (message.to === APPLY_THREAD) apply.push(message);
      else expect.unreachable(`a single voter sent ${message.type} to ${message.to}`);
    }
  }
  return { append, apply };
}

function write(node: RawNode, storage: MemoryLogStorage, work: Message): void {
  const { term, vote, commit } = work;
  if (term !== 0) storage.setHardState({ term, vote, commit });
  storage.append(work.entries);
  for (const response of work.responses) expect(node.step(response)).toBe("ok");
}

test("bug 12: a single voter with asynchronous writes leads after its vote is durable", () => {
  const { node, storage } = singleVoter();
  node.campaign();
  expect(node.isLeader).toBe(false);
  const [vote] = takeWork(node).append;
  expect(vote).toMatchObject({ type: "storageAppend", term: 1, vote: 1 });
  expect(node.isLeader).toBe(false);
  if (vote !== undefined) write(node, storage, vote);
  expect(node.isLeader).toBe(true);
});

test("a candidate whose vote takes longer to write than an election timeout still wins with it", () => {
  const { node, storage } = singleVoter();
  node.campaign();
  const [vote] = takeWork(node).append;
  for (let tick = 0; tick < 100; tick += 1) node.tick();
  expect(takeWork(node).append).toEqual([]);
  expect(node.basicStatus()).toMatchObject({ role: "candidate", term: 1 });
  if (vote !== undefined) write(node, storage, vote);
  expect(node.isLeader).toBe(true);
});

test("a single voter with asynchronous writes commits and applies in order", () => {
  const { node, storage } = singleVoter();
  node.campaign();
  const applied: string[] = [];
  const drain = (): void => {
    for (let round = 0; round < 20 && node.hasReady(); round += 1) {
      const { append, apply } = takeWork(node);
      for (const work of append) write(node, storage, work);
      for (const work of apply) {
        for (const entry of work.entries) {
          if (entry.data.length > 0) applied.push(Buffer.from(entry.data).toString());
        }
        for (const response of work.responses) node.step(response);
      }
    }
  };
  drain();
  expect(node.proposeEntries([Buffer.from("a"), Buffer.from("b")])).toBe("ok");
  expect(node.propose(Buffer.from("c"))).toBe("ok");
  expect(applied).toEqual([]);
  drain();
  expect(applied).toEqual(["a", "b", "c"]);
  expect(node.basicStatus()).toMatchObject({ commit: 9, applied: 9, lastIndex: 9, term: 1 });
  expect(node.hasReady()).toBe(false);
});
