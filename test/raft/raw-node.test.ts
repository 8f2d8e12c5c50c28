/**
 * Goal: the contract between the core and its host: what a Ready holds, in what order work is handed
 * out and reported, what is refused at the door. Method: the test is the host.
 */
import { describe, expect, test } from "vitest";
import type { RaftConfig } from "../../src/raft/config.ts";
import { ENTRY_OVERHEAD_BYTES } from "../../src/raft/entry-size.ts";
import { RawNode } from "../../src/raft/raw-node.ts";
import {
  APPEND_THREAD,
  APPLY_THREAD,
  type Entry,
  type Message,
  makeMessage,
  type Ready,
} from "../../src/raft/types.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { bytes, entriesOf, TestStorage, text } from "./support/peers.ts";

interface Host {
  readonly node: RawNode;
  readonly storage: TestStorage;
}

function makeHost(voters: readonly number[], config: Partial<RaftConfig> = {}): Host {
  const storage = new TestStorage(voters);
  const random = new SeededRandom(1);
  const node = new RawNode({
    id: 1,
    electionTicks: 10,
    heartbeatTicks: 1,
    storage,
    random,
    ...config,
  });
  return { node, storage };
}

/** Writes what a Ready holds. */
function write({ storage }: Host, ready: Ready): void {
  if (ready.hardState !== null) storage.setHardState(ready.hardState);
  if (ready.snapshot !== null) storage.applySnapshot(ready.snapshot);
  storage.append(ready.entries);
}

/** Handles Readies without asyncStorageWrites until there is none; returns what was applied. */
function drain(host: Host): readonly Entry[] {
  const applied: Entry[] = [];
  while (host.node.hasReady()) {
    const ready = host.node.ready();
    write(host, ready);
    applied.push(...ready.committedEntries);
    host.node.advance();
  }
  return applied;
}

function works(ready: Ready, to: number): readonly Message[] {
  return ready.messages.filter((message) => message.to === to);
}

describe("Ready", () => {
  test("holds only what has changed, once", () => {
    const host = makeHost([1]);
    expect(host.node.hasReady()).toBe(false);
    host.node.campaign();
    const first = host.node.ready();
    expect(first).toMatchObject({
      softState: { role: "candidate", leader: 0 },
      hardState: { term: 1, vote: 1, commit: 0 },
      mustSync: true,
      entries: [],
      snapshot: null,
    });
    write(host, first);
    host.node.advance();
    const second = host.node.ready();
    expect(second).toMatchObject({ softState: { role: "leader", leader: 1 }, hardState: null });
    expect(second.entries).toMatchObject([{ term: 1, index: 1 }]);
    expect(host.node.hasReady()).toBe(false);
    write(host, second);
    host.node.advance();
    const third = host.node.ready();
    expect(third).toMatchObject({
      softState: null,
      hardState: { term: 1, vote: 1, commit: 1 },
      mustSync: false,
    });
    expect(third.committedEntries).toMatchObject([{ index: 1 }]);
    host.node.advance();
    expect(host.node.hasReady()).toBe(false);
  });

  test("is taken once at a time without asyncStorageWrites", () => {
    const { node } = makeHost([1]);
    node.campaign();
    node.ready();
    node.propose(bytes("x"));
    expect(() => node.ready()).toThrow("twice without advance");
    expect(() => makeHost([1], { asyncStorageWrites: true }).node.advance()).toThrow("advance");
  });

  test("puts the votes and entries of several proposals in one, side by side", () => {
    const host = makeHost([1]);
    host.node.campaign();
    drain(host);
    expect(host.node.proposeEntries([bytes("a"), bytes("b")])).toBe("ok");
    expect(host.node.propose(bytes("c"))).toBe("ok");
    expect(host.node.ready().entries.map((entry) => text(entry.data))).toEqual(["a", "b", "c"]);
  });

  test("a batch of proposals is taken whole or not at all", () => {
    const host = makeHost([1], { maxUncommittedEntriesSize: 3 });
    host.node.campaign();
    drain(host);
    host.node.propose(bytes("xx"));
    const { lastIndex } = host.node;
    expect(host.node.proposeEntries([bytes("y"), bytes("z")])).toBe("dropped");
    expect(host.node.lastIndex).toBe(lastIndex);
    expect(host.node.proposeEntries([])).toBe("invalid");
  });

  test("applied entries come in pages, each once and in order", () => {
    const size = ENTRY_OVERHEAD_BYTES;
    const host = makeHost([1], { maxCommittedSizePerReady: 2 * size });
    host.node.campaign();
    drain(host);
    host.node.proposeEntries(["a", "b", "c", "d"].map(bytes));
    const pages: number[] = [];
    while (host.node.hasReady()) {
      const ready = host.node.ready();
      write(host, ready);
      if (ready.committedEntries.length > 0) pages.push(ready.committedEntries.length);
      host.node.advance();
    }
    expect(pages).toEqual([1, 1, 1, 1]);
    expect(host.node.basicStatus()).toMatchObject({ applied: 5, commit: 5 });
  });

  test("with asyncStorageWrites applying stops at the limit until it is reported", () => {
    const size = ENTRY_OVERHEAD_BYTES + 1;
    const storage = new TestStorage([1]);
    storage.append(entriesOf([1, 1, 1, 1, 1]).map((entry) => ({ ...entry, data: bytes("x") })));
    storage.setHardState({ term: 1, vote: 1, commit: 5 });
    const { node } = makeHost([1], {
      storage,
      asyncStorageWrites: true,
      maxCommittedSizePerReady: 2 * size,
    });
    const [first] = works(node.ready(), APPLY_THREAD);
    expect(first?.entries.map(({ index }) => index)).toEqual([1, 2]);
    expect(node.hasReady()).toBe(false);
    for (const response of first?.responses ?? []) node.step(response);
    const [second] = works(node.ready(), APPLY_THREAD);
    expect(second?.entries.map(({ index }) => index)).toEqual([3, 4]);
  });

  test("bug 13: after a restart nothing committed is left out, whatever the storage's own limit", () => {
    // The storage gives less than it is asked for; the core must not take the rest for applied.
    const storage = new TestStorage([1]);
    storage.append(entriesOf([1, 1, 1, 1, 1, 1]));
    storage.setHardState({ term: 1, vote: 1, commit: 5 });
    const read = storage.entries.bind(storage);
    storage.entries = (range) => {
      const all = read(range);
      return typeof all === "string" ? all : all.slice(0, 2);
    };
    const host = makeHost([1], { storage });
    const applied = drain({ node: host.node, storage });
    expect(applied.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
  });

  test("a restart gives out what is committed and not applied, and nothing else", () => {
    const storage = new TestStorage([1, 2]);
    storage.append(entriesOf([1, 1, 1]));
    storage.setHardState({ term: 1, vote: 0, commit: 2 });
    const { node } = makeHost([1, 2], { storage, applied: 1 });
    const ready = node.ready();
    expect(ready).toMatchObject({ hardState: null, softState: null, entries: [] });
    expect(ready.committedEntries.map(({ index }) => index)).toEqual([2]);
  });

  test("a cut-off leader's log does not grow beyond its limit", () => {
    const host = makeHost([1, 2, 3], { maxUncommittedEntriesSize: 1000, id: 1 });
    const { node } = host;
    node.campaign();
    drain(host);
    node.step(makeMessage({ type: "voteResponse", to: 1, from: 2, term: 1 }));
    let taken = 0;
    for (let round = 0; round < 100; round += 1) {
      if (node.propose(new Uint8Array(100)) === "ok") taken += 1;
      drain(host);
    }
    expect(taken).toBe(10);
    expect(node.basicStatus().uncommittedBytes).toBe(1000);
  });
});

describe("asynchronous storage writes", () => {
  test("answers that promise something leave with the write they depend on, not before", () => {
    const { node } = makeHost([1, 2, 3], { asyncStorageWrites: true });
    node.step(
      makeMessage({ type: "append", to: 1, from: 2, term: 1, entries: entriesOf([1]), commit: 0 }),
    );
    const ready = node.ready();
    expect(ready.messages.map(({ type }) => type)).toEqual(["storageAppend"]);
    const [work] = ready.messages;
    expect(work).toMatchObject({ term: 1, vote: 0, commit: 0 });
    expect(work?.responses).toMatchObject([
      { type: "appendResponse", to: 2, index: 1 },
      { type: "storageAppendResponse", to: 1, from: APPEND_THREAD, index: 1, logTerm: 1 },
    ]);
  });

  test("bug 2: a new term, its vote and its entries are one piece of work", () => {
    const { node } = makeHost([1, 2, 3], { asyncStorageWrites: true });
    node.step(makeMessage({ type: "append", to: 1, from: 2, term: 1, entries: entriesOf([1]) }));
    node.step(makeMessage({ type: "vote", to: 1, from: 3, term: 2, index: 1, logTerm: 1 }));
    const work = works(node.ready(), APPEND_THREAD);
    expect(work).toHaveLength(1);
    expect(work[0]).toMatchObject({ term: 2, vote: 3, entries: [{ term: 1, index: 1 }] });
    expect(work[0]?.responses.map(({ type, term }) => [type, term])).toEqual([
      ["appendResponse", 1],
      ["voteResponse", 2],
      ["storageAppendResponse", 2],
    ]);
  });

  test("what was handed out does not fill up afterwards", () => {
    const { node, storage } = makeHost([1, 2, 3], { asyncStorageWrites: true });
    const append = (index: number, commit: number): void => {
      const entries = entriesOf([1], index + 1);
      const logTerm = index === 0 ? 0 : 1;
      node.step(
        makeMessage({ type: "append", to: 1, from: 2, term: 1, index, logTerm, entries, commit }),
      );
    };
    append(0, 0);
    const first = node.ready();
    for (const work of works(first, APPEND_THREAD)) {
      storage.append(work.entries);
      for (const response of work.responses) if (response.to === 1) node.step(response);
    }
    // Commits arrive by heartbeat: a write of the commit index alone, with no answer waiting.
    node.step(makeMessage({ type: "heartbeat", to: 1, from: 2, term: 1, commit: 1 }));
    const second = node.ready();
    const copies = [first, second].map(({ messages }) => structuredClone(messages));
    append(1, 1);
    append(2, 1);
    node.ready();
    expect([first, second].map(({ messages }) => messages)).toEqual(copies);
  });

  test("bug 11: a write that was overtaken makes nothing stable", () => {
    const { node, storage } = makeHost([1, 2, 3], { asyncStorageWrites: true });
    const append = (from: number, term: number): Message | undefined => {
      const entries = entriesOf([term]);
      node.step(makeMessage({ type: "append", to: 1, from, term, entries }));
      return works(node.ready(), APPEND_THREAD)[0];
    };
    const old = append(2, 1);
    append(3, 2);
    storage.append(old?.entries ?? []);
    for (const response of old?.responses ?? []) if (response.to === 1) node.step(response);
    // The entry of term 2 is not on disk: it must still be there to be sent and written.
    expect(node.basicStatus().lastIndex).toBe(1);
    node.step(makeMessage({ type: "append", to: 1, from: 3, term: 2, index: 1, logTerm: 2 }));
    const answers = works(node.ready(), APPEND_THREAD).flatMap(({ responses }) => responses);
    expect(answers.filter(({ type }) => type === "appendResponse")).toMatchObject([
      { to: 3, index: 1, reject: false },
    ]);
  });

  test.each([{ durableCampaigns: true }, { durableCampaigns: false }])(
    "bug 22: votes are asked for after the own one is durable: $durableCampaigns",
    ({ durableCampaigns }) => {
      const { node } = makeHost([1, 2, 3], { asyncStorageWrites: true, durableCampaigns });
      node.campaign();
      const ready = node.ready();
      const atOnce = ready.messages.filter(({ type }) => type === "vote");
      const later = works(ready, APPEND_THREAD).flatMap(({ responses }) => responses);
      const [early, late] = durableCampaigns ? [0, 2] : [2, 0];
      expect(atOnce).toHaveLength(early);
      expect(later.filter(({ type }) => type === "vote")).toHaveLength(late);
      expect(later.filter(({ type, to }) => type === "voteResponse" && to === 1)).toHaveLength(1);
    },
  );
});
