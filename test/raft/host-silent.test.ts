/**
 * Goal: a leader knows which peers' hosts are silent, by their newest word and none but theirs, and no rule goes by it. Method: peers
 * fed by hand; the same story told by networks of silent and of living hosts must be the same but for that word.
 */
import { describe, expect, test } from "vitest";
import type { Peer } from "../../src/raft/peer.ts";
import { RawNode } from "../../src/raft/raw-node.ts";
import { type ProgressStatus, statusOf } from "../../src/raft/status.ts";
import { type Message, makeMessage, type PeerId } from "../../src/raft/types.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { Network } from "./support/network.ts";
import {
  bytes,
  feed,
  makeLeader,
  makePeer,
  TestStorage,
  takeMessages,
  ticks,
} from "./support/peers.ts";

/** Lets a follower of 2 answer a heartbeat. */
function answer(peer: Peer): Message | undefined {
  feed(peer, { type: "heartbeat", from: 2, term: 1, context: bytes("read") });
  return takeMessages(peer).at(-1);
}

function says(peer: Peer, from: PeerId, hostSilent: boolean): void {
  feed(peer, { type: "heartbeatResponse", from, term: peer.term, hostSilent });
}

function known(peer: Peer): Record<PeerId, ProgressStatus["hostSilent"]> {
  const { progress } = statusOf(peer);
  return Object.fromEntries(progress.map(({ id, hostSilent }) => [id, hostSilent]));
}

describe("a peer", () => {
  test("says in each heartbeat response whether its host is silent now", () => {
    const { peer } = makePeer({ term: 1 });
    expect(answer(peer)).toMatchObject({ type: "heartbeatResponse", hostSilent: false });
    peer.hostSilent = true;
    expect(answer(peer)).toMatchObject({ type: "heartbeatResponse", hostSilent: true });
    expect(answer(peer)).toMatchObject({ hostSilent: true, context: bytes("read") });
    peer.hostSilent = false;
    expect(answer(peer)).toMatchObject({ hostSilent: false });
  });

  test("keeps its host's word through terms and roles", () => {
    const { peer } = makePeer({ voters: [1, 2, 3], term: 1 });
    peer.hostSilent = true;
    peer.becomeCandidate();
    peer.becomeLeader();
    peer.becomeFollower(9, 2);
    feed(peer, { type: "heartbeat", from: 2, term: 9 });
    expect(takeMessages(peer).at(-1)).toMatchObject({ hostSilent: true });
  });

  test("is told by its host without having anything to do then, and forgets it with its process", () => {
    const make = (): RawNode => {
      const storage = new TestStorage([1, 2]);
      const random = new SeededRandom(1);
      return new RawNode({ id: 1, electionTicks: 10, heartbeatTicks: 1, storage, random });
    };
    const heartbeat = makeMessage({ type: "heartbeat", to: 1, from: 2, term: 1 });
    const node = make();
    node.hostSilent(true);
    expect(node.hasReady()).toBe(false);
    node.step(heartbeat);
    expect(node.ready().messages).toMatchObject([{ type: "heartbeatResponse", hostSilent: true }]);
    const next = make();
    next.step(heartbeat);
    expect(next.ready().messages).toMatchObject([{ type: "heartbeatResponse", hostSilent: false }]);
  });
});

describe("a leader", () => {
  test("knows nothing of a host before its peer has answered a heartbeat", () => {
    const { peer } = makeLeader();
    expect(known(peer)).toEqual({ 1: false, 2: null, 3: null });
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 1 });
    expect(known(peer)).toEqual({ 1: false, 2: null, 3: null });
    says(peer, 2, false);
    says(peer, 3, true);
    expect(known(peer)).toEqual({ 1: false, 2: false, 3: true });
  });

  test("goes by each peer's newest word, also when nothing is heard of it for long", () => {
    const { peer } = makeLeader({ checkQuorum: true });
    says(peer, 2, true);
    says(peer, 2, false);
    says(peer, 3, false);
    says(peer, 3, true);
    expect(known(peer)).toEqual({ 1: false, 2: false, 3: true });
    // A round of check-quorum begins, messages to one of them are lost: what was said stands, recentlyActive tells how old it may be.
    ticks(peer, 10);
    feed(peer, { type: "unreachable", from: 3 });
    expect(known(peer)).toEqual({ 1: false, 2: false, 3: true });
    expect(statusOf(peer).progress.map(({ recentlyActive }) => recentlyActive)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("takes the word of heartbeat responses only", () => {
    const { peer } = makeLeader();
    says(peer, 2, true);
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 1 });
    expect(known(peer)).toMatchObject({ 2: true });
  });

  test("begins a term without what was said in an earlier one", () => {
    const { peer } = makeLeader();
    says(peer, 2, true);
    says(peer, 3, false);
    peer.becomeFollower(2, 2);
    expect(known(peer)).toEqual({});
    peer.becomeCandidate();
    peer.becomeLeader();
    expect(known(peer)).toEqual({ 1: false, 2: null, 3: null });
    // What was still on its way when the term began is of the earlier one.
    feed(peer, { type: "heartbeatResponse", from: 3, term: 1, hostSilent: true });
    expect(known(peer)).toEqual({ 1: false, 2: null, 3: null });
  });

  test("shows for itself what its own host says", () => {
    const { peer } = makeLeader();
    peer.hostSilent = true;
    expect(known(peer)).toMatchObject({ 1: true });
  });
});

/** An election, entries, heartbeats, a read, a hand-over, a leader that is cut off: all messages, and how it ends. */
function story(hostSilent: boolean): { messages: Message[]; ends: object[] } {
  const network = Network.of(3, { checkQuorum: true, preVote: true });
  const messages: Message[] = [];
  network.filter = (message) => {
    messages.push(message);
    return true;
  };
  for (const { peer } of network.members.values()) peer.hostSilent = hostSilent;
  network.campaign(1);
  network.propose(1, "first");
  ticks(network.peer(1), 3);
  network.flush();
  network.send({ type: "readIndex", from: 1, to: 1, context: bytes("read") });
  network.send({ type: "transferLeader", from: 2, to: 1 });
  network.propose(2, "second");
  network.isolate(2);
  ticks(network.peer(2), 30);
  ticks(network.peer(1), 25);
  network.flush();
  const ends = [...network.members.values()].map(({ peer }) => {
    return { role: peer.role, term: peer.term, commit: peer.log.committed };
  });
  return { messages, ends };
}

test("no rule goes by it: a group of silent hosts does what one of living hosts does", () => {
  const [living, silent] = [story(false), story(true)];
  const types = new Set(living.messages.map(({ type }) => type));
  expect([...types]).toEqual(expect.arrayContaining(["heartbeatResponse", "timeoutNow", "vote"]));
  expect(silent.ends).toEqual(living.ends);
  const expected = living.messages.map((message) => {
    return { ...message, hostSilent: message.type === "heartbeatResponse" };
  });
  expect(silent.messages).toEqual(expected);
});
