/**
 * Goal: a read sees everything that was committed when it was asked for, or is not answered. Method:
 * leaders whose heartbeats are answered by hand, late, twice, or by the wrong peer.
 */
import { describe, expect, test } from "vitest";
import { applyConfChange } from "../../src/raft/membership.ts";
import type { Peer } from "../../src/raft/peer.ts";
import { MAX_WAITING_READS } from "../../src/raft/reads.ts";
import { type Message, NO_BYTES, type PeerId } from "../../src/raft/types.ts";
import { Network } from "./support/network.ts";
import {
  bytes,
  feed,
  makeLeader,
  makePeer,
  type PeerInit,
  persist,
  propose,
  takeMessages,
  text,
  ticks,
} from "./support/peers.ts";

/** A leader of three that has committed its first entry. */
function readyLeader(init: PeerInit = {}): Peer {
  const leader = makeLeader(init);
  persist(leader);
  const { peer } = leader;
  takeMessages(peer);
  for (const id of peer.tracker.voters) {
    if (id !== 1) feed(peer, { type: "appendResponse", from: id, term: peer.term, index: 1 });
  }
  takeMessages(peer);
  return peer;
}

function read(peer: Peer, context: string, from: PeerId = 0): string {
  return feed(peer, { type: "readIndex", from, context: bytes(context) });
}

function heartbeats(peer: Peer): readonly Message[] {
  return takeMessages(peer).filter((message) => message.type === "heartbeat");
}

function answer(peer: Peer, heartbeat: Message | undefined, from: PeerId): void {
  if (heartbeat === undefined) throw new Error("no heartbeat to answer");
  const { term, context } = heartbeat;
  feed(peer, { type: "heartbeatResponse", from, term, context });
}

function answered(peer: Peer): readonly { index: number; context: string }[] {
  const states = peer.readStates.map(({ index, context }) => ({ index, context: text(context) }));
  peer.readStates = [];
  return states;
}

describe("reads by quorum", () => {
  test("are answered with the commit index of their arrival when a quorum has confirmed", () => {
    const peer = readyLeader();
    read(peer, "r1");
    const [first] = heartbeats(peer);
    propose(peer, "committed after the read came");
    takeMessages(peer);
    expect(answered(peer)).toEqual([]);
    answer(peer, first, 2);
    expect(answered(peer)).toEqual([{ index: 1, context: "r1" }]);
    answer(peer, first, 3);
    expect(answered(peer)).toEqual([]);
  });

  test("one confirmation answers all reads that came before its heartbeat, in order", () => {
    const peer = readyLeader();
    for (const name of ["r1", "r2", "r3"]) read(peer, name);
    const sent = heartbeats(peer).filter((message) => message.to === 2);
    expect(sent).toHaveLength(3);
    answer(peer, sent[1], 2);
    expect(answered(peer).map(({ context }) => context)).toEqual(["r1", "r2"]);
    answer(peer, sent[2], 2);
    expect(answered(peer).map(({ context }) => context)).toEqual(["r3"]);
  });

  test("bug 27: an answer to an older heartbeat confirms no read with the same context", () => {
    const peer = readyLeader();
    read(peer, "same");
    const [old] = heartbeats(peer);
    answer(peer, old, 2);
    expect(answered(peer)).toHaveLength(1);
    read(peer, "same");
    heartbeats(peer);
    answer(peer, old, 3);
    answer(peer, old, 2);
    expect(answered(peer)).toEqual([]);
  });

  test("bug 27: the context of a heartbeat that was never sent confirms nothing", () => {
    const peer = readyLeader();
    read(peer, "r1");
    const [sent] = heartbeats(peer);
    if (sent === undefined) throw new Error("no heartbeat");
    const ahead = Uint8Array.from(sent.context);
    ahead[7] = 200;
    for (const context of [ahead, bytes("r1"), NO_BYTES, bytes("x".repeat(8))]) {
      answer(peer, { ...sent, context }, 2);
    }
    expect(answered(peer)).toEqual([]);
  });

  test("bug 26: wait until the leader has committed an entry of its own", () => {
    const leader = makeLeader({ terms: [1, 1], term: 1 });
    const { peer } = leader;
    persist(leader);
    takeMessages(peer);
    expect(read(peer, "r1")).toBe("ok");
    ticks(peer, 1);
    for (const message of heartbeats(peer)) answer(peer, message, message.to);
    expect(answered(peer)).toEqual([]);
    takeMessages(peer);
    feed(peer, { type: "appendResponse", from: 2, term: 2, index: 3 });
    const [sent] = heartbeats(peer);
    answer(peer, sent, 2);
    expect(answered(peer)).toEqual([{ index: 3, context: "r1" }]);
  });

  test("bug 26: a group made from a snapshot of the first term is no exception", () => {
    const { peer, storage } = makePeer({ voters: [1, 2, 3] });
    storage.append([]);
    peer.becomeCandidate();
    peer.becomeLeader();
    read(peer, "r1");
    expect(peer.earlyReads).toHaveLength(1);
    expect(answered(peer)).toEqual([]);
  });

  test("of a single voter are answered at once, but not before its first commit", () => {
    const leader = makeLeader({ voters: [1] });
    const { peer } = leader;
    read(peer, "early");
    expect(answered(peer)).toEqual([]);
    persist(leader);
    takeMessages(peer);
    expect(answered(peer)).toEqual([{ index: 1, context: "early" }]);
    read(peer, "late");
    expect(answered(peer)).toEqual([{ index: 1, context: "late" }]);
  });

  test("a learner's word does not count", () => {
    const peer = readyLeader({ voters: [1, 2], learners: [3] });
    read(peer, "r1");
    const sent = heartbeats(peer);
    answer(peer, sent[1], 3);
    expect(answered(peer)).toEqual([]);
    answer(peer, sent[0], 2);
    expect(answered(peer)).toHaveLength(1);
  });

  test("in a joint configuration both halves must confirm", () => {
    const peer = readyLeader({ voters: [1, 2, 3] });
    const changes = [
      { type: "addVoter", peerId: 4 },
      { type: "addVoter", peerId: 5 },
      { type: "remove", peerId: 2 },
      { type: "remove", peerId: 3 },
    ] as const;
    applyConfChange(peer, { transition: "jointExplicit", changes, context: NO_BYTES });
    takeMessages(peer);
    read(peer, "r1");
    const [sent] = heartbeats(peer);
    answer(peer, sent, 2);
    expect(answered(peer)).toEqual([]);
    answer(peer, sent, 4);
    expect(answered(peer)).toHaveLength(1);
  });

  test("that wait are answered when the configuration becomes one that has confirmed", () => {
    const peer = readyLeader({ voters: [1, 2] });
    read(peer, "r1");
    takeMessages(peer);
    const changes = [{ type: "remove", peerId: 2 }] as const;
    applyConfChange(peer, { transition: "auto", changes, context: NO_BYTES });
    expect(answered(peer)).toEqual([{ index: 1, context: "r1" }]);
  });

  test("bug 25: are never answered by a leader that has lost its term", () => {
    const peer = readyLeader();
    read(peer, "r1");
    const [sent] = heartbeats(peer);
    feed(peer, { type: "heartbeat", from: 2, term: 2 });
    answer(peer, sent, 2);
    answer(peer, sent, 3);
    expect(answered(peer)).toEqual([]);
    expect(peer.reads.length).toBe(0);
    expect(read(makePeer().peer, "nobody leads")).toBe("dropped");
  });

  test("that are lost on the way are confirmed by the next regular heartbeat", () => {
    const peer = readyLeader();
    read(peer, "r1");
    heartbeats(peer);
    ticks(peer, 1);
    answer(peer, heartbeats(peer)[0], 2);
    expect(answered(peer)).toHaveLength(1);
    ticks(peer, 1);
    expect(heartbeats(peer)[0]?.context).toHaveLength(0);
  });

  test("beyond the limit are dropped", () => {
    const peer = readyLeader();
    for (let count = 0; count < MAX_WAITING_READS; count += 1) {
      if (read(peer, "x") !== "ok") throw new Error(`read ${count} was dropped`);
      peer.messages = [];
    }
    expect(read(peer, "x")).toBe("dropped");
  });
});

describe("reads at followers", () => {
  test("go to the leader and come back with their context", () => {
    const network = Network.of(3);
    network.campaign(1);
    network.propose(1, "some data");
    network.send({ type: "readIndex", from: 2, to: 2, context: bytes("r1") });
    expect(answered(network.peer(2))).toEqual([{ index: 2, context: "r1" }]);
    expect(answered(network.peer(1))).toEqual([]);
  });

  test("sent to a deposed leader are sent on to the new one", () => {
    const network = Network.of(3);
    network.campaign(1);
    network.campaign(2);
    network.send({ type: "readIndex", from: 3, to: 1, context: bytes("r1") });
    expect(answered(network.peer(3))).toEqual([{ index: 2, context: "r1" }]);
  });
});

describe("lease-based reads", () => {
  test("are answered without asking, after the first commit of the term", () => {
    const init: PeerInit = { checkQuorum: true, readOnly: "leaseBased" };
    const early = makeLeader(init).peer;
    takeMessages(early);
    read(early, "early");
    expect(answered(early)).toEqual([]);
    const peer = readyLeader(init);
    read(peer, "r1");
    expect(answered(peer)).toEqual([{ index: 1, context: "r1" }]);
    expect(heartbeats(peer)).toEqual([]);
  });

  test("need check-quorum", () => {
    expect(() => makePeer({ readOnly: "leaseBased" })).toThrow("checkQuorum");
  });
});
