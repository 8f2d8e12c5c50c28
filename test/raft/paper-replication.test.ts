/**
 * Goal: the rules of the Raft paper about replication and commitment, one test each (sections 5.3,
 * 5.4.2). Method: single peers fed by hand, and pairs of peers for the figure-7 logs.
 */
import { describe, expect, test } from "vitest";
import type { Peer } from "../../src/raft/peer.ts";
import { broadcastAppend } from "../../src/raft/sending.ts";
import type { Message } from "../../src/raft/types.ts";
import { Network } from "./support/network.ts";
import {
  bytes,
  committedData,
  entriesOf,
  feed,
  makeLeader,
  makePeer,
  persist,
  propose,
  type TestPeer,
  takeMessages,
  termsOf,
} from "./support/peers.ts";

/** Lets a new leader commit its first entry, with the help of all voters. */
function commitFirst(leader: TestPeer): void {
  broadcastAppend(leader.peer);
  for (const message of takeMessages(leader.peer)) acknowledge(leader.peer, message);
  persist(leader);
  takeMessages(leader.peer);
}

function acknowledge(peer: Peer, message: Message): void {
  if (message.type !== "append") return;
  const index = message.index + message.entries.length;
  feed(peer, { type: "appendResponse", from: message.to, term: message.term, index });
}

describe("5.3 log replication", () => {
  test("a leader appends a proposal and sends it to all followers in parallel", () => {
    const leader = makeLeader();
    commitFirst(leader);
    const { peer } = leader;
    const before = peer.log.lastIndex();
    propose(peer, "some data");
    expect(peer.log.lastIndex()).toBe(before + 1);
    expect(peer.log.committed).toBe(before);
    const entry = { term: 1, index: before + 1, type: "normal", data: bytes("some data") };
    const expected = { type: "append", term: 1, index: before, logTerm: 1, commit: before };
    expect(takeMessages(peer)).toMatchObject([
      { ...expected, to: 2, entries: [entry] },
      { ...expected, to: 3, entries: [entry] },
    ]);
    expect(peer.log.unstable.nextEntries()).toEqual([entry]);
  });

  test("a leader commits what a majority has, and tells everybody", () => {
    const leader = makeLeader();
    commitFirst(leader);
    const { peer } = leader;
    const before = peer.log.lastIndex();
    propose(peer, "some data");
    persist(leader);
    for (const message of takeMessages(peer)) acknowledge(peer, message);
    expect(peer.log.committed).toBe(before + 1);
    expect(peer.log.nextCommittedEntries(true).map((entry) => entry.index)).toContain(before + 1);
    const told = takeMessages(peer).filter((message) => message.commit === before + 1);
    expect(new Set(told.map((message) => message.to))).toEqual(new Set([2, 3]));
  });

  test.each([
    { size: 1, acknowledgers: [], commits: true },
    { size: 3, acknowledgers: [], commits: false },
    { size: 3, acknowledgers: [2], commits: true },
    { size: 3, acknowledgers: [2, 3], commits: true },
    { size: 5, acknowledgers: [], commits: false },
    { size: 5, acknowledgers: [2], commits: false },
    { size: 5, acknowledgers: [2, 3], commits: true },
    { size: 5, acknowledgers: [2, 3, 4], commits: true },
    { size: 5, acknowledgers: [2, 3, 4, 5], commits: true },
  ])("of $size, acknowledged by $acknowledgers and the leader: commits $commits", (row) => {
    const voters = Array.from({ length: row.size }, (_, position) => position + 1);
    const leader = makeLeader({ voters });
    commitFirst(leader);
    const { peer } = leader;
    propose(peer, "some data");
    persist(leader);
    for (const message of takeMessages(peer)) {
      if (row.acknowledgers.includes(message.to)) acknowledge(peer, message);
    }
    expect(peer.log.committed === peer.log.lastIndex()).toBe(row.commits);
  });

  test.each([{ terms: [] }, { terms: [2] }, { terms: [1, 2] }, { terms: [1] }])(
    "committing an own entry commits all before it: $terms",
    ({ terms }) => {
      const leader = makeLeader({ terms, term: 2 });
      const { peer } = leader;
      propose(peer, "some data");
      persist(leader);
      for (const message of takeMessages(peer)) acknowledge(peer, message);
      for (const message of takeMessages(peer)) acknowledge(peer, message);
      expect(peer.log.committed).toBe(terms.length + 2);
      expect(committedData(peer).slice(-1)).toEqual(["some data"]);
    },
  );

  test.each([
    { data: ["a"], commit: 1 },
    { data: ["a", "b"], commit: 2 },
    { data: ["b", "a"], commit: 2 },
    { data: ["a", "b"], commit: 1 },
  ])("a follower commits as far as the leader says: $data up to $commit", ({ data, commit }) => {
    const { peer } = makePeer();
    peer.becomeFollower(1, 2);
    const entries = entriesOf(data.map(() => 1)).map((entry, at) => ({
      ...entry,
      data: bytes(data[at] ?? ""),
    }));
    feed(peer, { type: "append", from: 2, term: 1, entries, commit });
    expect(peer.log.committed).toBe(commit);
    expect(committedData(peer)).toEqual(data.slice(0, commit));
  });

  test.each([
    { logTerm: 0, index: 0, answer: { index: 1, reject: false } },
    { logTerm: 1, index: 1, answer: { index: 1, reject: false } },
    { logTerm: 2, index: 2, answer: { index: 2, reject: false } },
    { logTerm: 1, index: 2, answer: { index: 2, reject: true, rejectHint: 1, logTerm: 1 } },
    { logTerm: 3, index: 3, answer: { index: 3, reject: true, rejectHint: 2, logTerm: 2 } },
  ])("a follower checks the entry before: $index of term $logTerm", (row) => {
    const { peer } = makePeer({ terms: [1, 2], commit: 1 });
    peer.becomeFollower(2, 2);
    const { logTerm, index } = row;
    feed(peer, { type: "append", from: 2, term: 2, logTerm, index });
    expect(takeMessages(peer)).toMatchObject([
      { type: "appendResponse", to: 2, term: 2, ...row.answer },
    ]);
  });

  test.each([
    { index: 2, logTerm: 2, sent: [3], log: [1, 2, 3], unstable: [3] },
    { index: 1, logTerm: 1, sent: [3, 4], log: [1, 3, 4], unstable: [3, 4] },
    { index: 0, logTerm: 0, sent: [1], log: [1, 2], unstable: [] },
    { index: 0, logTerm: 0, sent: [3], log: [3], unstable: [3] },
  ])("entries $sent after $index of term $logTerm make the log $log", (row) => {
    const { peer } = makePeer({ terms: [1, 2], term: 4 });
    peer.becomeFollower(4, 2);
    const { index, logTerm } = row;
    const entries = entriesOf(row.sent, index + 1);
    feed(peer, { type: "append", from: 2, term: 4, index, logTerm, entries });
    expect(termsOf(peer)).toEqual(row.log);
    expect(peer.log.unstable.nextEntries().map((entry) => entry.term)).toEqual(row.unstable);
  });

  const leaderTerms = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
  test.each([
    { follower: [1, 1, 1, 4, 4, 5, 5, 6, 6] },
    { follower: [1, 1, 1, 4] },
    { follower: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6] },
    { follower: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7] },
    { follower: [1, 1, 1, 4, 4, 4, 4] },
    { follower: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3] },
  ])("figure 7: the leader brings a follower with $follower to its own log", ({ follower }) => {
    const term = 8;
    const voters = [1, 2, 3];
    const network = new Network([
      { terms: leaderTerms, term, commit: leaderTerms.length, voters },
      { terms: follower, term: term - 1, voters },
      // The third helps to elect the first and is silent afterwards.
      { terms: [], term, voters },
    ]);
    network.cut(2, 3);
    network.campaign(1);
    network.propose(1, "");
    expect(network.peer(1).role).toBe("leader");
    expect(termsOf(network.peer(2))).toEqual(termsOf(network.peer(1)));
    expect(termsOf(network.peer(2))).toEqual([...leaderTerms, term + 1, term + 1]);
  });
});

describe("5.4.2 committing entries of former terms", () => {
  test.each([
    { index: 1, commit: 0 },
    { index: 2, commit: 0 },
    { index: 3, commit: 3 },
  ])("a majority for entry $index of terms 1, 2, 3 commits up to $commit in term 3", (row) => {
    const leader = makeLeader({ voters: [1, 2], terms: [1, 2], term: 2 });
    const { peer } = leader;
    takeMessages(peer);
    persist(leader);
    propose(peer, "");
    takeMessages(peer);
    feed(peer, { type: "appendResponse", from: 2, term: peer.term, index: row.index });
    expect(peer.log.committed).toBe(row.commit);
  });
});
