/**
 * Goal: every log becomes the leader's, with as few messages as limits and losses allow. Method:
 * networks with losses, and single leaders whose messages are answered by hand.
 */
import { describe, expect, test } from "vitest";
import type { Peer } from "../../src/raft/peer.ts";
import type { Progress } from "../../src/raft/progress.ts";
import { type Message, makeMessage, type PeerId } from "../../src/raft/types.ts";
import { Network } from "./support/network.ts";
import {
  committedData,
  entriesOf,
  feed,
  makeLeader,
  makePeer,
  type PeerInit,
  persist,
  propose,
  takeMessages,
  termsOf,
  ticks,
} from "./support/peers.ts";

function view(peer: Peer, id: PeerId): Progress {
  const progress = peer.tracker.get(id);
  if (progress === undefined) throw new Error(`no view of ${id}`);
  return progress;
}

/** A leader of two whose follower is in the given state and has everything so far. */
function leaderOfTwo(init: PeerInit = {}, state: "probe" | "replicate" = "replicate"): Peer {
  const leader = makeLeader({ voters: [1, 2], ...init });
  persist(leader);
  const { peer } = leader;
  takeMessages(peer);
  if (state === "replicate") view(peer, 2).becomeReplicate();
  return peer;
}

describe("replication", () => {
  test("all peers commit the same proposals in the same order", () => {
    const network = Network.of(3);
    network.campaign(1);
    network.propose(1, "a");
    network.propose(1, "b");
    network.campaign(2);
    network.propose(2, "c");
    for (const id of [1, 2, 3]) {
      const data = committedData(network.peer(id)).filter((each) => each !== "");
      expect(data).toEqual(["a", "b", "c"]);
    }
  });

  test("nothing is committed without a quorum, and the next leader commits it with its own", () => {
    const network = Network.of(5);
    network.campaign(1);
    for (const id of [3, 4, 5]) network.cut(1, id);
    network.propose(1, "a");
    network.propose(1, "b");
    expect(network.peer(1).log.committed).toBe(1);
    network.recover();
    network.ignore("append");
    network.campaign(2);
    expect(network.peer(2)).toMatchObject({ role: "leader", term: 2 });
    expect(network.peer(2).log.committed).toBe(1);
    network.recover();
    network.send({ type: "beat", to: 2 });
    ticks(network.peer(2), 1);
    network.flush();
    network.propose(2, "c");
    expect(network.peer(2).log.committed).toBe(5);
    expect(committedData(network.peer(2))).toEqual(["", "a", "b", "", "c"]);
  });

  test("a single voter commits alone", () => {
    const network = Network.of(1);
    network.campaign(1);
    network.propose(1, "a");
    expect(network.peer(1).log.committed).toBe(2);
  });

  test("entries of an old leader are ignored by those who have a newer one", () => {
    const network = Network.of(3);
    network.campaign(1);
    network.campaign(2);
    network.campaign(1);
    const entries = entriesOf([2], 3);
    network.send({ type: "append", from: 2, to: 1, term: 2, entries, index: 2, logTerm: 2 });
    network.propose(1, "some data");
    for (const id of [1, 2, 3]) expect(termsOf(network.peer(id))).toEqual([1, 2, 3, 3]);
  });

  test.each([
    { size: 3, down: [], works: true },
    { size: 3, down: [3], works: true },
    { size: 3, down: [2, 3], works: false },
    { size: 4, down: [2, 3], works: false },
    { size: 5, down: [2, 3], works: true },
  ])("a proposal in a group of $size with $down away is committed: $works", (row) => {
    const network = Network.of(row.size);
    for (const id of row.down) network.isolate(id);
    network.campaign(1);
    network.propose(1, "some data");
    expect(network.peer(1).log.committed).toBe(row.works ? 2 : 0);
  });

  test("a proposal at a follower goes to the leader, unless that is switched off", () => {
    for (const disableProposalForwarding of [false, true]) {
      const network = Network.of(3, { disableProposalForwarding });
      network.campaign(1);
      network.propose(2, "some data");
      expect(network.peer(1).log.committed).toBe(disableProposalForwarding ? 1 : 2);
    }
    expect(propose(makePeer().peer, "nobody leads")).toBe("dropped");
  });

  test("bug 7: entries that arrive in another order are all kept", () => {
    const { peer } = makePeer();
    const message = (index: number): Message =>
      makeMessage({
        type: "append",
        to: 1,
        from: 2,
        term: 1,
        index,
        logTerm: index === 0 ? 0 : 1,
        entries: entriesOf([1], index + 1),
        commit: index,
      });
    for (const index of [0, 2, 1, 2, 0, 1]) feed(peer, message(index));
    expect(termsOf(peer)).toEqual([1, 1, 1]);
    expect(peer.log.committed).toBe(2);
  });

  const messages = [
    { name: "refused: entry before is another", index: 2, logTerm: 3, sent: [], commit: 3 },
    { name: "refused: entry before is missing", index: 3, logTerm: 3, sent: [], commit: 3 },
  ];
  test.each(messages)("$name", ({ index, logTerm, sent, commit }) => {
    const { peer } = makePeer({ terms: [1, 2], term: 3 });
    const entries = entriesOf(sent, index + 1);
    feed(peer, { type: "append", from: 2, term: 3, index, logTerm, entries, commit });
    expect(takeMessages(peer)).toMatchObject([{ type: "appendResponse", reject: true }]);
    expect([peer.log.lastIndex(), peer.log.committed]).toEqual([2, 0]);
  });

  test.each([
    { index: 1, sent: [], commit: 1, last: 2, committed: 1 },
    { index: 0, sent: [2], commit: 1, last: 1, committed: 1 },
    { index: 2, sent: [2, 2], commit: 3, last: 4, committed: 3 },
    { index: 2, sent: [2], commit: 4, last: 3, committed: 3 },
    { index: 1, sent: [2], commit: 4, last: 2, committed: 2 },
    // The commit index moves only over entries that the message speaks of.
    { index: 1, sent: [], commit: 3, last: 2, committed: 1 },
    { index: 2, sent: [], commit: 3, last: 2, committed: 2 },
    { index: 2, sent: [], commit: 4, last: 2, committed: 2 },
  ])("$sent after $index, commit $commit: ends $last, committed $committed", (row) => {
    const { peer } = makePeer({ terms: [1, 2], term: 2 });
    const { index, commit } = row;
    const entries = entriesOf(row.sent, index + 1);
    feed(peer, { type: "append", from: 2, term: 2, index, logTerm: index, entries, commit });
    expect([peer.log.lastIndex(), peer.log.committed]).toEqual([row.last, row.committed]);
  });

  test.each([
    { commit: 3, committed: 3 },
    { commit: 1, committed: 2 },
  ])("a heartbeat with commit $commit after 2 makes it $committed", ({ commit, committed }) => {
    const { peer } = makePeer({ terms: [1, 2, 3], term: 3, commit: 2 });
    const context = Uint8Array.of(9);
    feed(peer, { type: "heartbeat", from: 2, term: 3, commit, context });
    expect(peer.log.committed).toBe(committed);
    expect(takeMessages(peer)).toMatchObject([{ type: "heartbeatResponse", to: 2, context }]);
  });

  test("bug 8: a heartbeat says no more than what the follower has, and its answer moves nothing", () => {
    const leader = makeLeader({ voters: [1, 2, 3] });
    persist(leader);
    const { peer } = leader;
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 1 });
    takeMessages(peer);
    expect(peer.log.committed).toBe(1);
    ticks(peer, 1);
    expect(takeMessages(peer)).toMatchObject([
      { type: "heartbeat", to: 2, commit: 1 },
      { type: "heartbeat", to: 3, commit: 0 },
    ]);
    feed(peer, { type: "heartbeatResponse", from: 3, term: 1 });
    expect(view(peer, 3).match).toBe(0);
  });

  test("an acknowledgement beyond the leader's log is a broken invariant", () => {
    const peer = leaderOfTwo();
    expect(() => feed(peer, { type: "appendResponse", from: 2, term: 1, index: 9 })).toThrow(
      "2 acknowledged 9, the log ends at 1",
    );
  });
});

describe("bug 18: finding where two logs agree", () => {
  // What the follower's first refusal says, and where the leader probes after it.
  test.each([
    {
      leader: [1, 2, 2, 4, 4, 4, 4],
      follower: [1, 2, 2, 4, 4, 5, 5],
      hint: { logTerm: 4, rejectHint: 5 },
      probe: 5,
    },
    {
      leader: [1, 3, 3, 3, 5, 5, 5, 5, 5],
      follower: [1, 1, 1, 1, 2, 2],
      hint: { logTerm: 2, rejectHint: 6 },
      probe: 1,
    },
    {
      leader: [1, 3, 3, 3, 3, 3, 3, 3, 7],
      follower: [1, 3, 3, 4, 4, 5, 5, 5, 6],
      hint: { logTerm: 6, rejectHint: 9 },
      probe: 8,
    },
    {
      leader: [1, 1, 1, 1, 1, 1],
      follower: [1, 1],
      hint: { logTerm: 1, rejectHint: 2 },
      probe: 2,
    },
  ])("leader $leader, follower $follower: refused with $hint, probed at $probe", (row) => {
    const network = new Network([
      { voters: [1, 2, 3], terms: row.leader, term: 9 },
      { voters: [1, 2, 3], terms: row.follower, term: 9 },
      { voters: [1, 2, 3], term: 9 },
    ]);
    const refusals: Message[] = [];
    const probes: Message[] = [];
    network.filter = (message) => {
      if (message.type === "appendResponse" && message.from === 2 && message.reject) {
        refusals.push(message);
      }
      if (message.type === "append" && message.to === 2) probes.push(message);
      return true;
    };
    network.campaign(1);
    expect(termsOf(network.peer(2))).toEqual(termsOf(network.peer(1)));
    expect(refusals[0]).toMatchObject(row.hint);
    expect(probes[1]?.index).toBe(row.probe);
    expect(refusals.length).toBeLessThanOrEqual(new Set(row.leader).size);
  });

  test("a tail of 500 entries of other terms costs a handful of probes", () => {
    const many = (term: number): readonly number[] => Array.from({ length: 500 }, () => term);
    const network = new Network([
      { voters: [1, 2, 3], terms: [1, ...many(3)], term: 3 },
      { voters: [1, 2, 3], terms: [1, ...many(2)], term: 3 },
      { voters: [1, 2, 3], term: 3 },
    ]);
    let messages = 0;
    network.filter = (message) => {
      if (message.type === "append" && message.to === 2) messages += 1;
      return true;
    };
    network.campaign(1);
    expect(termsOf(network.peer(2))).toEqual(termsOf(network.peer(1)));
    expect(messages).toBeLessThan(6);
  });
});
