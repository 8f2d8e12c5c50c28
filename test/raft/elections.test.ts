/**
 * Goal: elections end with one leader that has all that is committed, with and without pre-vote.
 * Method: small networks of peers; links are cut and mended by hand.
 */
import { describe, expect, test } from "vitest";
import type { MessageType } from "../../src/raft/types.ts";
import { Network } from "./support/network.ts";
import { feed, makePeer, type PeerInit, takeMessages, termsOf } from "./support/peers.ts";

const KINDS = [
  { kind: "votes", preVote: false },
  { kind: "pre-votes", preVote: true },
];

/** A peer that has entries of these terms and has seen the last of them. */
function withTerms(terms: readonly number[], extra: PeerInit = {}): PeerInit {
  return { terms, term: terms[terms.length - 1] ?? 0, ...extra };
}

describe.each(KINDS)("elections with $kind", ({ preVote }) => {
  test.each([
    { down: [], size: 3, role: "leader", term: 1 },
    { down: [3], size: 3, role: "leader", term: 1 },
    { down: [2, 3], size: 3, role: preVote ? "preCandidate" : "candidate", term: preVote ? 0 : 1 },
    {
      down: [2, 3, 4],
      size: 4,
      role: preVote ? "preCandidate" : "candidate",
      term: preVote ? 0 : 1,
    },
    { down: [4, 5], size: 5, role: "leader", term: 1 },
  ])("of $size with $down away make a $role", ({ down, size, role, term }) => {
    const network = Network.of(size, { preVote });
    for (const id of down) network.isolate(id);
    network.campaign(1);
    expect(network.peer(1)).toMatchObject({ role, term });
  });

  test("a candidate with an old log loses, and its rival with a new one wins afterwards", () => {
    const network = new Network([
      withTerms([1], { preVote }),
      withTerms([1, 1, 1], { preVote }),
      withTerms([1, 1, 1], { preVote }),
    ]);
    network.campaign(1);
    expect(network.peer(1).role).toBe("follower");
    network.campaign(2);
    expect(network.peer(2).role).toBe("leader");
    expect(termsOf(network.peer(1))).toEqual(termsOf(network.peer(2)));
  });

  test("every peer can be elected in turn", () => {
    const network = Network.of(3, { preVote });
    for (const id of [1, 2, 3, 1]) {
      network.campaign(id);
      const roles = [1, 2, 3].map((other) => network.peer(other).role);
      expect(roles).toEqual([1, 2, 3].map((other) => (other === id ? "leader" : "follower")));
    }
  });

  test("a new leader replaces entries of later terms than those of its followers", () => {
    // 1 led term 1 and lost it, 3 led term 2 alone, 4 and 5 only voted for it.
    const network = new Network([
      withTerms([1], { preVote }),
      withTerms([1], { preVote }),
      withTerms([2], { preVote }),
      { term: 2, vote: 3, preVote },
      { term: 2, vote: 3, preVote },
    ]);
    network.campaign(1);
    // Its log is older than that of 3; the refusals teach it the term.
    expect(network.peer(1).role).toBe("follower");
    expect(network.peer(1).term).toBe(2);
    network.campaign(1);
    expect(network.peer(1)).toMatchObject({ role: "leader", term: 3 });
    for (const id of [1, 2, 3, 4, 5]) expect(termsOf(network.peer(id))).toEqual([1, 3]);
  });

  test("two candidates that split a network leave one leader when it is whole again", () => {
    const network = Network.of(3, { preVote });
    network.cut(1, 3);
    network.campaign(1);
    network.campaign(3);
    expect(network.peer(1).role).toBe("leader");
    // 2 hears of a later term only from a real campaign; it refuses 3, whose log is older.
    expect(network.peer(3).role).toBe(preVote ? "follower" : "candidate");
    network.recover();
    network.campaign(3);
    const roles = [1, 2, 3].map((id) => network.peer(id).role);
    // Without pre-votes 3 deposes the leader by its term, although it cannot win itself.
    expect(roles).toEqual([preVote ? "leader" : "follower", "follower", "follower"]);
    expect(network.peer(1).term).toBe(preVote ? 1 : 2);
  });

  test("a candidate that comes back to a leader gives up and gets its log", () => {
    const network = Network.of(3, { preVote });
    network.isolate(1);
    network.campaign(1);
    network.campaign(3);
    network.recover();
    network.send({ type: "beat", to: 3 });
    network.propose(3, "some data");
    network.member(3).peer.tracker.get(1)?.resume();
    network.propose(3, "more data");
    expect(network.peer(1)).toMatchObject({ role: "follower", leader: 3 });
    expect(termsOf(network.peer(1))).toEqual(termsOf(network.peer(3)));
  });

  test("a peer that campaigns alone commits by itself when it is the only voter", () => {
    const network = Network.of(1, { preVote });
    network.campaign(1);
    expect(network.peer(1)).toMatchObject({ role: "leader", term: 1 });
    expect(network.peer(1).log.committed).toBe(1);
  });
});

describe("votes", () => {
  const roles = ["follower", "preCandidate", "candidate", "leader"] as const;
  const types: readonly MessageType[] = ["vote", "preVote"];
  const table = roles.flatMap((role) => types.map((type) => ({ role, type })));
  test.each(table)("a $role gives a $type of a later term", ({ role, type }) => {
    const { peer } = makePeer({ term: 1 });
    if (role === "follower") peer.becomeFollower(1, 3);
    if (role === "preCandidate") peer.becomePreCandidate();
    if (role === "candidate" || role === "leader") peer.becomeCandidate();
    if (role === "leader") peer.becomeLeader();
    const { term } = peer;
    takeMessages(peer);
    feed(peer, { type, from: 2, term: term + 1, logTerm: term + 1, index: 42 });
    expect(takeMessages(peer)).toMatchObject([
      { type: type === "vote" ? "voteResponse" : "preVoteResponse", term: term + 1, reject: false },
    ]);
    // A pre-vote changes neither role, term nor vote.
    if (type === "vote") {
      expect(peer).toMatchObject({ role: "follower", term: term + 1, vote: 2, leader: 0 });
    } else {
      expect(peer).toMatchObject({ role, term });
    }
  });

  test("bug 3: a vote stays when its peer steps down in the same term", () => {
    const { peer } = makePeer();
    peer.becomeCandidate();
    expect(peer).toMatchObject({ term: 1, vote: 1 });
    feed(peer, { type: "append", from: 2, term: 1 });
    expect(peer).toMatchObject({ role: "follower", term: 1, vote: 1 });
    peer.forgetLeader();
    feed(peer, { type: "vote", from: 3, term: 1, index: 9, logTerm: 9 });
    expect(takeMessages(peer).filter(({ type }) => type === "voteResponse")).toMatchObject([
      { to: 3, reject: true },
    ]);
  });

  test("the own vote does not count before it is delivered, nor in a lost election", () => {
    const { peer } = makePeer();
    feed(peer, { type: "hup" });
    const [own] = peer.messagesAfterAppend;
    peer.messagesAfterAppend = [];
    expect(own).toMatchObject({ type: "voteResponse", to: 1, from: 1, term: 1 });
    feed(peer, { type: "voteResponse", from: 2, term: 1, reject: true });
    feed(peer, { type: "voteResponse", from: 3, term: 1, reject: true });
    expect(peer.role).toBe("follower");
    if (own !== undefined) feed(peer, own);
    expect(peer.role).toBe("follower");
  });

  test("a candidate counts a repeated vote once", () => {
    const { peer } = makePeer({ voters: [1, 2, 3, 4, 5] });
    feed(peer, { type: "hup" });
    takeMessages(peer);
    for (let repeat = 0; repeat < 3; repeat += 1) {
      feed(peer, { type: "voteResponse", from: 2, term: 1 });
    }
    expect(peer.role).toBe("candidate");
    expect(peer.tracker.tally()).toEqual({ granted: 2, rejected: 0, outcome: "pending" });
  });

  test("a learner's vote does not count, whatever it says", () => {
    const { peer } = makePeer({ voters: [1, 2, 3], learners: [4] });
    feed(peer, { type: "hup" });
    takeMessages(peer);
    feed(peer, { type: "voteResponse", from: 4, term: 1 });
    expect(peer.role).toBe("candidate");
    expect(peer.tracker.tally()).toEqual({ granted: 1, rejected: 0, outcome: "pending" });
  });

  test("late answers to the pre-campaign do not elect a candidate", () => {
    const { peer } = makePeer({ voters: [1, 2, 3, 4, 5], preVote: true });
    feed(peer, { type: "hup" });
    takeMessages(peer);
    feed(peer, { type: "preVoteResponse", from: 2, term: 1 });
    feed(peer, { type: "preVoteResponse", from: 3, term: 1 });
    expect(peer).toMatchObject({ role: "candidate", term: 1 });
    takeMessages(peer);
    feed(peer, { type: "preVoteResponse", from: 4, term: 1 });
    feed(peer, { type: "preVoteResponse", from: 5, term: 1 });
    expect(peer.role).toBe("candidate");
  });

  test.each([
    { name: "is no member", init: { id: 4 } },
    { name: "is a learner", init: { id: 4, learners: [4] } },
  ])("a peer that $name never campaigns", ({ init }) => {
    const { peer } = makePeer(init);
    feed(peer, { type: "hup" });
    for (let round = 0; round < 3; round += 1) feed(peer, { type: "timeoutNow", from: 1, term: 1 });
    expect(takeMessages(peer)).toEqual([]);
    expect(peer.role).toBe("follower");
  });

  test("bug 36: a learner votes when it is asked: it may have been promoted", () => {
    const { peer } = makePeer({ id: 4, learners: [4] });
    feed(peer, { type: "vote", from: 2, term: 2, logTerm: 11, index: 11 });
    expect(takeMessages(peer)).toMatchObject([{ type: "voteResponse", to: 2, reject: false }]);
  });

  test("bug 24: messages of an earlier term reset no timer and hold back no election", () => {
    const { peer } = makePeer({ term: 3 });
    peer.electionElapsed = 9;
    feed(peer, { type: "heartbeat", from: 2, term: 2 });
    feed(peer, { type: "append", from: 2, term: 1 });
    expect(peer.electionElapsed).toBe(9);
    expect(peer.leader).toBe(0);
  });

  test("bug 1: an entry bears the term in which its leader was elected", () => {
    const network = Network.of(3);
    network.campaign(1);
    network.propose(1, "one");
    network.send({ type: "heartbeat", from: 2, to: 1, term: 5 });
    network.propose(1, "two");
    expect(network.peer(1).role).toBe("follower");
    // Neither the deposed leader nor anybody else has it: 2 does not lead in truth.
    expect(termsOf(network.peer(1))).toEqual([1, 1]);
  });
});

describe("forgetting the leader", () => {
  test("a follower forgets and votes for another in the same term if it has not voted", () => {
    const { peer } = makePeer();
    peer.becomeFollower(1, 2);
    feed(peer, { type: "forgetLeader" });
    expect(peer).toMatchObject({ leader: 0, role: "follower", term: 1 });
    feed(peer, { type: "vote", from: 3, term: 1 });
    expect(takeMessages(peer)).toMatchObject([{ type: "voteResponse", reject: false }]);
  });

  test("a leader does not forget itself, and with lease-based reads nobody forgets", () => {
    const { peer } = makePeer({ voters: [1] });
    peer.becomeCandidate();
    peer.becomeLeader();
    feed(peer, { type: "forgetLeader" });
    expect(peer.leader).toBe(1);
    const other = makePeer({ checkQuorum: true, readOnly: "leaseBased" }).peer;
    other.becomeFollower(1, 2);
    feed(other, { type: "forgetLeader" });
    expect(other.leader).toBe(2);
  });
});
