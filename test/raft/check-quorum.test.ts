/**
 * Goal: check-quorum and pre-vote keep a good leader and let a cut-off one go, alone and together.
 * Method: small networks; time is the test's own count of ticks.
 */
import { describe, expect, test } from "vitest";
import { Network } from "./support/network.ts";
import {
  feed,
  makeLeader,
  makePeer,
  type PeerInit,
  takeMessages,
  termsOf,
  ticks,
} from "./support/peers.ts";

const BOTH: PeerInit = { checkQuorum: true, preVote: true };

/** Lets a peer's election timeout pass without an election: as if it had heard nobody for long. */
function expireLease(network: Network, id: number): void {
  network.peer(id).electionElapsed = network.peer(id).config.electionTicks;
}

describe("check-quorum", () => {
  test("a leader that hears a quorum stays, one that does not steps down", () => {
    const { peer } = makeLeader({ voters: [1, 2, 3], checkQuorum: true });
    for (let round = 0; round < 3; round += 1) {
      feed(peer, { type: "heartbeatResponse", from: 2, term: 1 });
      ticks(peer, 10);
      expect(peer.role).toBe("leader");
    }
    ticks(peer, 10);
    expect(peer).toMatchObject({ role: "follower", term: 1, leader: 0 });
  });

  test("without the option a leader stays for ever", () => {
    const { peer } = makeLeader();
    ticks(peer, 100);
    expect(peer.role).toBe("leader");
  });

  test("who hears a leader ignores requests for votes, until its election timeout has passed", () => {
    const network = Network.of(3, { checkQuorum: true });
    expireLease(network, 2);
    network.campaign(1);
    network.campaign(3);
    expect(network.peer(3)).toMatchObject({ role: "candidate", term: 2 });
    expect(network.peer(2)).toMatchObject({ role: "follower", term: 1, leader: 1 });
    expireLease(network, 2);
    network.campaign(3);
    expect(network.peer(3).role).toBe("leader");
    expect(network.peer(1).role).toBe("follower");
  });

  test.each([
    { name: "check-quorum", init: { checkQuorum: true } },
    { name: "pre-vote", init: { preVote: true } },
  ])("with $name a peer stuck in a later term makes the leader follow it up", ({ init }) => {
    const { peer } = makePeer({ id: 3, term: 4, ...init });
    feed(peer, { type: "heartbeat", from: 1, term: 3 });
    feed(peer, { type: "append", from: 1, term: 3 });
    expect(takeMessages(peer)).toMatchObject([
      { type: "appendResponse", to: 1, term: 4 },
      { type: "appendResponse", to: 1, term: 4 },
    ]);
    const leader = makeLeader().peer;
    feed(leader, { type: "appendResponse", from: 3, term: 4 });
    expect(leader).toMatchObject({ role: "follower", term: 4, leader: 0 });
  });

  test("a stuck candidate is freed: the leader's heartbeat brings it back", () => {
    const network = Network.of(3, { checkQuorum: true });
    network.campaign(1);
    network.isolate(1);
    network.campaign(3);
    network.campaign(3);
    expect(network.peer(3).role).toBe("candidate");
    network.recover();
    network.send({ type: "beat", to: 1 });
    ticks(network.peer(1), 1);
    network.flush();
    expect(network.peer(1).role).toBe("follower");
    expect(network.peer(1).term).toBe(network.peer(3).term);
    expireLease(network, 2);
    network.campaign(3);
    expect(network.peer(3).role).toBe("leader");
  });

  test("a peer that may not be elected votes all the same", () => {
    const network = new Network([
      { checkQuorum: true, voters: [1, 2] },
      { checkQuorum: true, voters: [1] },
    ]);
    expect(network.peer(2).isPromotable()).toBe(false);
    network.campaign(1);
    expect(network.peer(1).role).toBe("leader");
    expect(network.peer(2)).toMatchObject({ role: "follower", leader: 1 });
  });

  test("a member that was just added does not cost the leader its quorum", () => {
    const { peer } = makeLeader({ voters: [1], checkQuorum: true });
    takeMessages(peer);
    const { progress } = peer.tracker;
    expect([...progress.keys()]).toEqual([1]);
    expect(peer.tracker.isQuorumActive()).toBe(true);
  });
});

describe("pre-vote", () => {
  test("a peer that comes back raises no term and disturbs nobody", () => {
    const network = Network.of(3, BOTH);
    network.campaign(1);
    network.isolate(3);
    for (let round = 0; round < 5; round += 1) network.campaign(3);
    expect(network.peer(3)).toMatchObject({ role: "preCandidate", term: 1 });
    network.recover();
    network.campaign(3);
    network.propose(1, "still here");
    expect(network.peer(1)).toMatchObject({ role: "leader", term: 1 });
    ticks(network.peer(1), 1);
    network.flush();
    expect(network.peer(3)).toMatchObject({ role: "follower", term: 1, leader: 1 });
    expect(termsOf(network.peer(3))).toEqual(termsOf(network.peer(1)));
  });

  test("bug 19: a refused pre-vote teaches the term, so that later ones can succeed", () => {
    const network = new Network([
      { terms: [1, 1], term: 1, preVote: true },
      { terms: [1], term: 3, preVote: true },
      { terms: [1], term: 3, preVote: true },
    ]);
    network.campaign(1);
    expect(network.peer(1)).toMatchObject({ role: "follower", term: 3 });
    network.campaign(1);
    expect(network.peer(1)).toMatchObject({ role: "leader", term: 4 });
  });

  test("bug 19: peers without the option come along when it is switched on one by one", () => {
    // 3 was cut off without pre-vote and raised its term; the others have changed over since.
    const network = new Network([
      { preVote: true, checkQuorum: true },
      { preVote: true, checkQuorum: true },
      { preVote: false, checkQuorum: true },
    ]);
    network.campaign(1);
    network.isolate(3);
    network.propose(1, "some data");
    network.campaign(3);
    network.campaign(3);
    network.recover();
    expect(network.peer(3).term).toBe(3);
    // The answer of 3 to the leader deposes it; then the longer log wins again.
    ticks(network.peer(1), 1);
    network.flush();
    expect(network.peer(1)).toMatchObject({ role: "follower", term: 3 });
    for (const id of [1, 2]) expireLease(network, id);
    network.campaign(1);
    expect(network.peer(1)).toMatchObject({ role: "leader", term: 4 });
    expect(termsOf(network.peer(3))).toEqual(termsOf(network.peer(1)));
  });

  test("bug 20: who has stepped down is given pre-votes at once by who has forgotten it", () => {
    const network = Network.of(3, BOTH);
    network.campaign(1);
    network.isolate(3);
    feed(network.peer(1), { type: "appendResponse", from: 2, term: 2, reject: true });
    expect(network.peer(1).role).toBe("follower");
    feed(network.peer(2), { type: "forgetLeader" });
    network.campaign(1);
    expect(network.peer(1).role).toBe("leader");
  });

  test("a pre-vote does not reset the timer of who gives it", () => {
    const { peer } = makePeer({ preVote: true });
    peer.electionElapsed = 5;
    feed(peer, { type: "preVote", from: 2, term: 1 });
    expect(peer.electionElapsed).toBe(5);
    feed(peer, { type: "vote", from: 2, term: 1 });
    expect(peer.electionElapsed).toBe(0);
  });
});

describe("bug 21: partial connectivity", () => {
  test("a chain of three keeps its leader at one end while the middle hears it", () => {
    const network = Network.of(3, BOTH);
    network.campaign(1);
    network.cut(1, 3);
    for (let round = 0; round < 10; round += 1) {
      for (const id of [1, 2, 3]) {
        ticks(network.peer(id), 3);
        network.flush();
      }
      network.propose(1, `round ${round}`);
    }
    expect(network.peer(1)).toMatchObject({ role: "leader", term: 1 });
    expect(network.peer(1).log.committed).toBe(11);
  });

  test("five with one peer that all can reach elect it when the leader loses its quorum", () => {
    const network = Network.of(5, BOTH);
    network.campaign(1);
    // Only 3 can talk to everybody; 1 reaches 3 alone.
    for (const [one, other] of [
      [1, 2],
      [1, 4],
      [1, 5],
      [2, 4],
      [2, 5],
      [4, 5],
    ] as const) {
      network.cut(one, other);
    }
    for (let round = 0; round < 60; round += 1) {
      for (const id of [1, 2, 3, 4, 5]) {
        ticks(network.peer(id), 1);
        network.flush();
      }
    }
    expect(network.peer(3).role).toBe("leader");
    network.propose(3, "works");
    expect(network.peer(3).log.committed).toBe(network.peer(3).log.lastIndex());
    const { term } = network.peer(3);
    for (let round = 0; round < 60; round += 1) {
      for (const id of [1, 2, 3, 4, 5]) {
        ticks(network.peer(id), 1);
        network.flush();
      }
    }
    expect(network.peer(3)).toMatchObject({ role: "leader", term });
  });
});
