/**
 * Goal: the rules of the Raft paper about terms and elections, one test each (sections 5.1, 5.2,
 * 5.4.1). Method: single peers, fed by hand.
 */
import { describe, expect, test } from "vitest";
import type { Peer } from "../../src/raft/peer.ts";
import { majorityOf } from "../../src/raft/quorum.ts";
import type { Message, PeerId, Role } from "../../src/raft/types.ts";
import { entriesOf, feed, makePeer, shape, takeMessages, ticks } from "./support/peers.ts";

const VOTERS = [1, 2, 3];

/** Makes it a candidate whose own vote is durable. */
function stand(peer: Peer): void {
  peer.becomeCandidate();
  peer.tracker.recordVote(peer.id, true);
}

describe("5.1 terms", () => {
  const roles: readonly { role: Role }[] = [
    { role: "follower" },
    { role: "candidate" },
    { role: "leader" },
  ];
  test.each(roles)("a $role that sees a later term becomes a follower of it", ({ role }) => {
    const { peer } = makePeer();
    if (role === "follower") peer.becomeFollower(1, 2);
    else peer.becomeCandidate();
    if (role === "leader") peer.becomeLeader();
    feed(peer, { type: "append", from: 2, term: 2 });
    expect(peer).toMatchObject({ term: 2, role: "follower", leader: 2 });
  });

  test("a message of an earlier term changes nothing", () => {
    const { peer } = makePeer({ term: 2 });
    const entries = entriesOf([1]);
    feed(peer, { type: "append", from: 2, term: 1, entries });
    expect(peer.log.lastIndex()).toBe(0);
    expect(peer.leader).toBe(0);
    expect(takeMessages(peer)).toEqual([]);
  });
});

describe("5.2 leader election", () => {
  test("a server starts as a follower", () => {
    expect(makePeer().peer.role).toBe("follower");
  });

  test("a leader sends heartbeats to all followers at every heartbeat interval", () => {
    const { peer } = makePeer({ heartbeatTicks: 2 });
    peer.becomeCandidate();
    peer.becomeLeader();
    takeMessages(peer);
    ticks(peer, 1);
    expect(takeMessages(peer)).toEqual([]);
    ticks(peer, 1);
    expect(takeMessages(peer).map(shape)).toEqual([
      { type: "heartbeat", from: 1, to: 2, term: 1 },
      { type: "heartbeat", from: 1, to: 3, term: 1 },
    ]);
  });

  test.each([{ role: "follower" }, { role: "candidate" }])(
    "a $role whose election timeout elapses starts an election in the next term",
    ({ role }) => {
      const { peer } = makePeer({ electionTicks: 10 });
      if (role === "follower") peer.becomeFollower(1, 2);
      else stand(peer);
      takeMessages(peer);
      ticks(peer, 2 * 10 - 1);
      expect(peer).toMatchObject({ term: 2, role: "candidate", vote: 1 });
      const requests = takeMessages(peer).map(shape);
      expect(requests).toEqual([
        { type: "vote", from: 1, to: 2, term: 2 },
        { type: "vote", from: 1, to: 3, term: 2 },
      ]);
      expect(peer.tracker.tally()).toMatchObject({ granted: 1, outcome: "pending" });
    },
  );

  test("a candidate whose own vote was slow to become durable waits as long for the others, and an election timeout", () => {
    const { peer } = makePeer({ electionTicks: 10 });
    peer.becomeCandidate();
    ticks(peer, 25);
    // The others are asked only now: durableCampaigns.
    feed(peer, { type: "voteResponse", from: 1, term: 1 });
    ticks(peer, 25 + 9);
    expect(peer).toMatchObject({ term: 1, role: "candidate" });
    ticks(peer, 10);
    expect(peer).toMatchObject({ term: 2, role: "candidate" });
  });

  const rounds: readonly { size: number; votes: Readonly<Record<PeerId, boolean>>; role: Role }[] =
    [
      { size: 1, votes: {}, role: "leader" },
      { size: 3, votes: { 2: true, 3: true }, role: "leader" },
      { size: 3, votes: { 2: true }, role: "leader" },
      { size: 5, votes: { 2: true, 3: true, 4: true, 5: true }, role: "leader" },
      { size: 5, votes: { 2: true, 3: true, 4: true }, role: "leader" },
      { size: 5, votes: { 2: true, 3: true }, role: "leader" },
      { size: 3, votes: { 2: false, 3: false }, role: "follower" },
      { size: 5, votes: { 2: false, 3: false, 4: false, 5: false }, role: "follower" },
      { size: 5, votes: { 2: true, 3: false, 4: false, 5: false }, role: "follower" },
      { size: 3, votes: {}, role: "candidate" },
      { size: 5, votes: { 2: true }, role: "candidate" },
      { size: 5, votes: { 2: false, 3: false }, role: "candidate" },
      { size: 5, votes: {}, role: "candidate" },
    ];
  test.each(rounds)("one round of votes $votes of $size makes a $role", (round) => {
    const voters = Array.from({ length: round.size }, (_, position) => position + 1);
    const { peer } = makePeer({ voters });
    feed(peer, { type: "hup" });
    takeMessages(peer);
    for (const [id, granted] of Object.entries(round.votes)) {
      feed(peer, { type: "voteResponse", from: Number(id), term: 1, reject: !granted });
    }
    expect(peer).toMatchObject({ role: round.role, term: 1 });
    expect(majorityOf(round.size)).toBe((round.size + 1) / 2);
  });

  test.each([
    { vote: 0, from: 2, refused: false },
    { vote: 0, from: 3, refused: false },
    { vote: 2, from: 2, refused: false },
    { vote: 3, from: 3, refused: false },
    { vote: 2, from: 3, refused: true },
    { vote: 3, from: 2, refused: true },
  ])("votes once per term: voted $vote, asked by $from, refused $refused", (row) => {
    const { peer } = makePeer({ term: 1, vote: row.vote });
    feed(peer, { type: "vote", from: row.from, term: 1 });
    expect(takeMessages(peer)).toMatchObject([
      { type: "voteResponse", from: 1, to: row.from, term: 1, reject: row.refused },
    ]);
  });

  test.each([{ term: 1 }, { term: 2 }])(
    "a candidate of term 1 that hears a leader of term $term follows it",
    ({ term }) => {
      const { peer } = makePeer();
      feed(peer, { type: "hup" });
      takeMessages(peer);
      feed(peer, { type: "append", from: 3, term });
      expect(peer).toMatchObject({ role: "follower", term, leader: 3 });
    },
  );

  test.each([{ role: "follower" }, { role: "candidate" }])(
    "the election timeout of a $role is drawn from [T, 2T - 1], each value of it",
    ({ role }) => {
      const seen = new Set<number>();
      const { peer } = makePeer({ electionTicks: 10, seed: 7 });
      for (let round = 0; round < 500; round += 1) {
        if (role === "follower") peer.becomeFollower(peer.term + 1, 2);
        else stand(peer);
        const { term } = peer;
        let elapsed = 0;
        while (takeMessages(peer).length === 0) {
          ticks(peer, 1);
          elapsed += 1;
        }
        expect(peer.term).toBe(term + 1);
        seen.add(elapsed);
      }
      expect([...seen].sort((one, other) => one - other)).toEqual(
        Array.from({ length: 10 }, (_, offset) => 10 + offset),
      );
    },
  );

  test.each([{ role: "follower" }, { role: "candidate" }])(
    "in most elections one $role of five times out alone (SEED=1..5)",
    ({ role }) => {
      const voters = [1, 2, 3, 4, 5];
      const peers = voters.map((id) => makePeer({ id, voters, electionTicks: 10, seed: id }).peer);
      let conflicts = 0;
      const rounds = 500;
      for (let round = 0; round < rounds; round += 1) {
        for (const peer of peers) {
          if (role === "follower") peer.becomeFollower(peer.term + 1, 0);
          else stand(peer);
        }
        let timedOut = 0;
        while (timedOut === 0) {
          for (const peer of peers) {
            ticks(peer, 1);
            if (takeMessages(peer).length > 0) timedOut += 1;
          }
        }
        if (timedOut > 1) conflicts += 1;
      }
      expect(conflicts / rounds).toBeLessThan(0.5);
    },
  );
});

describe("5.4.1 election restriction", () => {
  test.each([
    { entries: entriesOf([1]), term: 2 },
    { entries: entriesOf([1, 2]), term: 3 },
  ])("vote requests of term $term describe the candidate's log", ({ entries, term }) => {
    const { peer } = makePeer();
    feed(peer, { type: "append", from: 2, term: term - 1, entries });
    takeMessages(peer);
    ticks(peer, 2 * 10 - 1);
    const last = entries[entries.length - 1];
    const requests = takeMessages(peer).filter((message: Message) => message.type === "vote");
    expect(requests).toMatchObject(
      VOTERS.slice(1).map((to) => ({ to, term, index: last?.index, logTerm: last?.term })),
    );
  });

  test.each([
    { own: [1], logTerm: 1, index: 1, refused: false },
    { own: [1], logTerm: 1, index: 2, refused: false },
    { own: [1, 1], logTerm: 1, index: 1, refused: true },
    { own: [1], logTerm: 2, index: 1, refused: false },
    { own: [1], logTerm: 2, index: 2, refused: false },
    { own: [1, 1], logTerm: 2, index: 1, refused: false },
    { own: [2], logTerm: 1, index: 1, refused: true },
    { own: [2], logTerm: 1, index: 2, refused: true },
    { own: [2, 2], logTerm: 1, index: 1, refused: true },
    { own: [1, 1], logTerm: 1, index: 2, refused: false },
    { own: [1, 2], logTerm: 1, index: 9, refused: true },
  ])("a voter with terms $own asked by a log that ends $index in term $logTerm", (row) => {
    const { peer } = makePeer({ id: 1, voters: [1, 2], terms: row.own });
    const { logTerm, index } = row;
    feed(peer, { type: "vote", from: 2, term: 3, logTerm, index });
    expect(takeMessages(peer)).toMatchObject([{ type: "voteResponse", reject: row.refused }]);
  });
});
