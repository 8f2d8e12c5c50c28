/**
 * Goal: a leadership is handed over when everything is there, soon, and otherwise not at all. Method:
 * networks of three; a transfer that cannot succeed must leave the leader as it was.
 */
import { describe, expect, test } from "vitest";
import { applyConfChange } from "../../src/raft/membership.ts";
import { NO_BYTES, type PeerId } from "../../src/raft/types.ts";
import { Network } from "./support/network.ts";
import { feed, makeLeader, type PeerInit, propose, takeMessages, ticks } from "./support/peers.ts";

function networkWithLeader(init: PeerInit = {}): Network {
  const network = Network.of(3, init);
  network.campaign(1);
  network.propose(1, "first");
  return network;
}

function transfer(network: Network, to: PeerId, at: PeerId = 1): void {
  network.send({ type: "transferLeader", from: to, to: at });
}

function leaders(network: Network): readonly PeerId[] {
  return [...network.members.keys()].filter((id) => network.peer(id).role === "leader");
}

describe("leadership transfer", () => {
  test.each([
    { name: "plain", init: {} },
    { name: "pre-vote", init: { preVote: true } },
    { name: "check-quorum", init: { checkQuorum: true } },
    { name: "both", init: { preVote: true, checkQuorum: true } },
  ])("to a peer that has everything is done at once ($name)", ({ init }) => {
    const network = networkWithLeader(init);
    transfer(network, 2);
    expect(leaders(network)).toEqual([2]);
    expect(network.peer(1)).toMatchObject({ role: "follower", leader: 2, term: 2 });
    transfer(network, 1, 2);
    expect(leaders(network)).toEqual([1]);
  });

  test("can be asked of a follower, who tells the leader", () => {
    const network = networkWithLeader();
    transfer(network, 2, 3);
    expect(leaders(network)).toEqual([2]);
    transfer(network, 3, 3);
    expect(leaders(network)).toEqual([3]);
  });

  test("to a slow follower waits until it has caught up", () => {
    const network = networkWithLeader();
    network.isolate(3);
    for (let round = 0; round < 3; round += 1) network.propose(1, "some data");
    network.recover();
    network.peer(1).tracker.get(3)?.resume();
    transfer(network, 3);
    expect(leaders(network)).toEqual([3]);
    expect(network.peer(3).log.committed).toBe(network.peer(3).log.lastIndex());
  });

  test.each([
    { name: "itself", to: 1 },
    { name: "somebody who is no member", to: 9 },
  ])("to $name changes nothing", ({ to }) => {
    const network = networkWithLeader();
    transfer(network, to);
    expect(leaders(network)).toEqual([1]);
    expect(network.peer(1).leadTransferee).toBe(0);
    network.propose(1, "some data");
    expect(network.peer(1).log.committed).toBe(3);
  });

  test("to a learner changes nothing", () => {
    const { peer } = makeLeader({ voters: [1, 2], learners: [3] });
    feed(peer, { type: "transferLeader", from: 3 });
    expect(peer.leadTransferee).toBe(0);
  });

  test("bug 23: proposals are dropped while it goes on, and taken again afterwards", () => {
    const network = networkWithLeader();
    network.isolate(3);
    transfer(network, 3);
    const { peer } = network.member(1);
    expect(peer.leadTransferee).toBe(3);
    expect(propose(peer, "not now")).toBe("dropped");
    ticks(peer, peer.config.electionTicks);
    expect(peer.leadTransferee).toBe(0);
    expect(peer.role).toBe("leader");
    expect(propose(peer, "now")).toBe("ok");
  });

  test("a second one to the same peer goes on, one to another replaces it", () => {
    const network = networkWithLeader();
    network.isolate(3);
    transfer(network, 3);
    const { peer } = network.member(1);
    ticks(peer, 5);
    transfer(network, 3);
    expect([peer.leadTransferee, peer.electionElapsed]).toEqual([3, 5]);
    transfer(network, 2);
    expect(leaders(network)).toEqual([2]);
  });

  test("one to the leader itself gives a former one up", () => {
    const network = networkWithLeader();
    network.isolate(3);
    transfer(network, 3);
    transfer(network, 1);
    expect(network.peer(1).leadTransferee).toBe(0);
  });

  test("is forgotten with the leadership", () => {
    const network = networkWithLeader();
    network.isolate(3);
    transfer(network, 3);
    network.send({ type: "vote", from: 2, to: 1, term: 9, index: 99, logTerm: 9 });
    expect(network.peer(1)).toMatchObject({ role: "follower", leadTransferee: 0 });
  });

  test("bug 23: is given up when its peer is removed or demoted", () => {
    for (const type of ["remove", "addLearner"] as const) {
      const network = networkWithLeader();
      network.isolate(3);
      transfer(network, 3);
      const { peer } = network.member(1);
      const changes = [{ type, peerId: 3 }];
      applyConfChange(peer, { transition: "auto", changes, context: NO_BYTES });
      expect(peer.leadTransferee).toBe(0);
      expect(propose(peer, "some data")).toBe("ok");
    }
  });

  test("two transferees in a row leave one leader", () => {
    const network = networkWithLeader();
    network.ignore("timeoutNow");
    transfer(network, 2);
    expect(network.peer(1).leadTransferee).toBe(2);
    network.recover();
    transfer(network, 3);
    expect(leaders(network)).toEqual([3]);
  });

  test("its votes are given although the leader is alive, others are not", () => {
    const network = networkWithLeader({ checkQuorum: true });
    const { peer } = network.member(3);
    feed(peer, { type: "vote", from: 2, term: 2, index: 99, logTerm: 9 });
    expect(takeMessages(peer)).toEqual([]);
    transfer(network, 2);
    expect(leaders(network)).toEqual([2]);
    expect(network.peer(3)).toMatchObject({ leader: 2, vote: 2 });
  });

  test("an order to campaign reaches no candidate", () => {
    const network = networkWithLeader();
    network.isolate(2);
    network.campaign(2);
    const { term } = network.peer(2);
    feed(network.peer(2), { type: "timeoutNow", from: 1, term });
    expect(network.peer(2)).toMatchObject({ role: "candidate", term });
  });
});
