/**
 * Goal: what the core refuses at its door, and how a peer starts. Method: messages and options that
 * are wrong in one way each; a refused one must leave no trace.
 */
import { describe, expect, test } from "vitest";
import { encodeConfChange } from "../../src/raft/conf-change.ts";
import type { Peer } from "../../src/raft/peer.ts";
import { RawNode } from "../../src/raft/raw-node.ts";
import { startPeer } from "../../src/raft/start-peer.ts";
import {
  ENTRY_CONF_CHANGE,
  ENTRY_TYPES,
  MESSAGE_TYPES,
  type MessageInit,
  makeEntry,
  makeMessage,
  NO_BYTES,
} from "../../src/raft/types.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { entriesOf, makePeer, TestStorage } from "./support/peers.ts";

function makeNode(voters: readonly number[]): { node: RawNode; storage: TestStorage } {
  const storage = new TestStorage(voters);
  const random = new SeededRandom(1);
  const node = new RawNode({ id: 1, electionTicks: 10, heartbeatTicks: 1, storage, random });
  return { node, storage };
}

describe("the door", () => {
  const good: MessageInit = { type: "append", to: 1, from: 2, term: 1 };
  test.each<{ name: string; message: MessageInit; result: string }>([
    { name: "a good one", message: good, result: "ok" },
    { name: "for another peer", message: { ...good, to: 3 }, result: "invalid" },
    { name: "without a term", message: { ...good, term: 0 }, result: "invalid" },
    { name: "with a term too large", message: { ...good, term: 2 ** 53 }, result: "invalid" },
    { name: "with a fractional index", message: { ...good, index: 0.5 }, result: "invalid" },
    { name: "with a negative commit", message: { ...good, commit: -1 }, result: "invalid" },
    { name: "with no number", message: { ...good, logTerm: Number.NaN }, result: "invalid" },
    {
      name: "whose entries do not follow",
      message: { ...good, entries: entriesOf([1], 2) },
      result: "invalid",
    },
    {
      name: "whose entries have a gap",
      message: { ...good, entries: [...entriesOf([1]), ...entriesOf([1], 3)] },
      result: "invalid",
    },
    {
      name: "whose entries' terms fall",
      message: { ...good, term: 3, entries: entriesOf([3, 2]) },
      result: "invalid",
    },
    {
      name: "whose entries are of a later term",
      message: { ...good, entries: entriesOf([2]) },
      result: "invalid",
    },
    {
      name: "a snapshot message without one",
      message: { ...good, type: "snapshot" },
      result: "invalid",
    },
    {
      name: "a proposal without entries",
      message: { ...good, type: "propose" },
      result: "invalid",
    },
    { name: "of another's own kind", message: { ...good, type: "hup" }, result: "localMessage" },
    {
      name: "of another's storage",
      message: { ...good, type: "storageAppendResponse" },
      result: "localMessage",
    },
    {
      name: "a response of a stranger",
      message: { ...good, type: "appendResponse", from: 9 },
      result: "unknownPeer",
    },
  ])("gives a message $name: $result", ({ message, result }) => {
    const { node } = makeNode([1, 2, 3]);
    const before = node.status();
    expect(node.step(makeMessage(message))).toBe(result);
    if (result !== "ok") {
      expect(node.status()).toEqual(before);
      expect(node.hasReady()).toBe(false);
    }
  });

  test("wire numbers of message and entry types stay what they are", () => {
    expect(MESSAGE_TYPES.indexOf("append")).toBe(3);
    expect(MESSAGE_TYPES.indexOf("preVoteResponse")).toBe(18);
    expect(MESSAGE_TYPES.indexOf("forgetLeader")).toBe(23);
    expect(MESSAGE_TYPES).toHaveLength(24);
    expect(ENTRY_TYPES).toEqual(["normal", "confChangeSingle", "confChange"]);
  });

  test("a change is applied by its entry, and an entry without one is a broken invariant", () => {
    const { node } = makeNode([1, 2]);
    const changes = [{ type: "addLearner", peerId: 3 }] as const;
    const data = encodeConfChange({ transition: "auto", changes, context: NO_BYTES });
    const state = node.applyConfChangeEntry(makeEntry({ type: ENTRY_CONF_CHANGE, data }));
    expect(state).toMatchObject({ voters: [1, 2], learners: [3] });
    expect(() => node.applyConfChangeEntry(makeEntry({}))).toThrow("carries no change");
  });

  test("after a broken invariant every further call fails", () => {
    const { node } = makeNode([1, 2]);
    const beyond = makeMessage({ type: "heartbeat", to: 1, from: 2, term: 1, commit: 5 });
    expect(() => node.step(beyond)).toThrow("commit 5 beyond the last entry 0");
    expect(() => node.tick()).toThrow("from within a call");
  });

  test("status tells of all members on a leader, and of none elsewhere", () => {
    const { node, storage } = makeNode([1]);
    expect(node.status().progress).toEqual([]);
    node.campaign();
    while (node.hasReady()) {
      storage.append(node.ready().entries);
      node.advance();
    }
    expect(node.status()).toMatchObject({
      id: 1,
      role: "leader",
      confState: { voters: [1] },
      pendingConfIndex: 0,
      progress: [{ id: 1, state: "replicate", match: 1, next: 2 }],
    });
    const changes = [{ type: "addVoter", peerId: 2 }] as const;
    node.proposeConfChange({ transition: "auto", changes, context: new Uint8Array() });
    expect(node.status()).toMatchObject({ applied: 1, pendingConfIndex: 2 });
    expect([node.firstOwnIndex, node.hasCommittedOwn]).toEqual([1, true]);
  });
});

describe("starting", () => {
  test("takes term, vote, commit and configuration from the storage", () => {
    const { peer } = makePeer({ voters: [1, 2], learners: [3], terms: [1, 2], commit: 1, vote: 2 });
    expect(peer).toMatchObject({ term: 2, vote: 2, role: "follower", leader: 0 });
    expect(peer.log.committed).toBe(1);
    expect(peer.tracker.confState()).toMatchObject({ voters: [1, 2], learners: [3] });
  });

  test.each([
    { name: "a commit index beyond the log", init: { terms: [1], commit: 2 } },
    { name: "an applied index beyond the commit index", init: { terms: [1], applied: 1 } },
  ])("refuses $name", ({ init }) => {
    expect(() => makePeer({ ...init, term: 1 })).toThrow("beyond");
  });

  test.each([
    { name: "id", config: { id: 0 } },
    { name: "heartbeatTicks", config: { heartbeatTicks: 0 } },
    { name: "electionTicks", config: { electionTicks: 1 } },
    { name: "maxInflightMessages", config: { maxInflightMessages: 0 } },
    { name: "maxInflightBytes", config: { maxInflightBytes: 5, maxSizePerMessage: 6 } },
    { name: "maxCommittedSizePerReady", config: { maxCommittedSizePerReady: 0 } },
  ])("refuses an option out of range: $name", ({ name, config }) => {
    const storage = new TestStorage([1]);
    const random = new SeededRandom(1);
    const start = (): Peer =>
      startPeer({ id: 1, electionTicks: 10, heartbeatTicks: 1, storage, random, ...config });
    expect(start).toThrow(name);
  });
});
