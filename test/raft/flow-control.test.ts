/**
 * Goal: a peer gets as much as limits and losses allow, and never less than what frees it again.
 * Method: single leaders whose messages are answered by hand.
 */
import { describe, expect, test } from "vitest";
import type { Peer } from "../../src/raft/peer.ts";
import type { Progress } from "../../src/raft/progress.ts";
import { broadcastAppend, maybeSendAppend } from "../../src/raft/sending.ts";
import type { Message, PeerId } from "../../src/raft/types.ts";
import {
  feed,
  makeLeader,
  type PeerInit,
  persist,
  propose,
  takeMessages,
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

function appends(peer: Peer): readonly Message[] {
  return takeMessages(peer).filter((message) => message.type === "append");
}

describe("flow control", () => {
  test("a probed peer gets one message until it is heard of", () => {
    const peer = leaderOfTwo({}, "probe");
    for (let round = 0; round < 3; round += 1) {
      propose(peer, "some data");
      expect(appends(peer)).toHaveLength(round === 0 ? 1 : 0);
    }
    ticks(peer, 1);
    takeMessages(peer);
    feed(peer, { type: "heartbeatResponse", from: 2, term: 1 });
    expect(appends(peer)).toHaveLength(1);
    expect(view(peer, 2).isPaused()).toBe(true);
  });

  test("bug 14: a probed peer that has everything goes on by a heartbeat's answer", () => {
    const peer = leaderOfTwo();
    const { term } = peer;
    feed(peer, { type: "appendResponse", from: 2, term, index: 1 });
    feed(peer, { type: "unreachable", from: 2 });
    takeMessages(peer);
    expect(view(peer, 2)).toMatchObject({ state: "probe", match: peer.log.lastIndex() });
    feed(peer, { type: "heartbeatResponse", from: 2, term });
    expect(appends(peer).map(({ entries }) => entries.length)).toEqual([0]);
    feed(peer, { type: "appendResponse", from: 2, term, index: 1 });
    expect(view(peer, 2).state).toBe("replicate");
  });

  test("a replicating peer gets every entry once, before it answers", () => {
    const peer = leaderOfTwo();
    for (let round = 0; round < 10; round += 1) propose(peer, "some data");
    const sent = appends(peer).flatMap((message) => message.entries.map(({ index }) => index));
    expect(sent).toEqual(Array.from({ length: 11 }, (_, at) => at + 1));
  });

  test("a peer that gets a snapshot gets no entries", () => {
    const peer = leaderOfTwo();
    view(peer, 2).becomeSnapshot(10);
    for (let round = 0; round < 10; round += 1) propose(peer, "some data");
    expect(appends(peer)).toEqual([]);
  });

  test("messages are filled up to their size, and an unreachable peer is probed", () => {
    const peer = leaderOfTwo({ maxSizePerMessage: 2048 });
    for (let round = 0; round < 10; round += 1) propose(peer, "x".repeat(1000));
    const [first] = appends(peer);
    expect(first?.entries.length).toBeGreaterThan(0);
    feed(peer, { type: "unreachable", from: 2 });
    expect(view(peer, 2)).toMatchObject({ state: "probe", next: 1 });
    broadcastAppend(peer);
    expect(appends(peer).map((message) => message.entries.length)).toEqual([2]);
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 2 });
    // All the rest goes at once, two entries to a message.
    expect(appends(peer).map((message) => message.entries.length)).toEqual([2, 2, 2, 2, 1]);
  });

  test("the window fills, and moves only by valid acknowledgements", () => {
    const peer = leaderOfTwo({ maxInflightMessages: 4 });
    for (let round = 0; round < 4; round += 1) propose(peer, "some data");
    expect(appends(peer)).toHaveLength(4);
    expect(view(peer, 2).inflights.isFull()).toBe(true);
    propose(peer, "waits");
    expect(appends(peer)).toEqual([]);
    // Late or repeated: frees nothing.
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 0 });
    expect(appends(peer)).toEqual([]);
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 2 });
    expect(appends(peer).flatMap(({ entries }) => entries)).toHaveLength(1);
    expect(view(peer, 2).inflights.isFull()).toBe(true);
  });

  test("bug 15: a heartbeat's answer lets one empty message through a full window", () => {
    const peer = leaderOfTwo({ maxInflightMessages: 2 });
    for (let round = 0; round < 4; round += 1) propose(peer, "some data");
    takeMessages(peer);
    for (let round = 0; round < 3; round += 1) {
      feed(peer, { type: "heartbeatResponse", from: 2, term: 1 });
      expect(appends(peer).map(({ entries }) => entries.length)).toEqual([0]);
      expect(maybeSendAppend(peer, 2, { sendIfEmpty: true })).toBe(false);
    }
    // It is refused, since what it stands on was lost; everything goes again.
    feed(peer, {
      type: "appendResponse",
      from: 2,
      term: 1,
      index: view(peer, 2).next - 1,
      reject: true,
      rejectHint: 0,
    });
    expect(view(peer, 2)).toMatchObject({ state: "probe", next: 1 });
    expect(appends(peer).map(({ entries }) => entries.length)).toEqual([5]);
  });

  test("bug 9, 17: late refusals are ignored and next stays behind match", () => {
    const peer = leaderOfTwo();
    propose(peer, "some data");
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 2 });
    takeMessages(peer);
    const before = view(peer, 2).next;
    for (const index of [0, 1, 2]) {
      feed(peer, { type: "appendResponse", from: 2, term: 1, index, reject: true });
    }
    expect(view(peer, 2)).toMatchObject({ state: "replicate", match: 2, next: before });
    feed(peer, { type: "unreachable", from: 2 });
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: 9, reject: true });
    expect(view(peer, 2)).toMatchObject({ match: 2, next: 3 });
  });

  test("an entry that the storage cannot give yet is sent when the peer is next heard of", () => {
    const { peer, storage } = makeLeader({ voters: [1, 2], terms: [1, 1, 1] });
    takeMessages(peer);
    view(peer, 2).becomeProbe();
    const read = storage.entries.bind(storage);
    let isThere = false;
    storage.entries = (range) => (isThere ? read(range) : "unavailable");
    expect(maybeSendAppend(peer, 2, { sendIfEmpty: true })).toBe(false);
    isThere = true;
    feed(peer, { type: "heartbeatResponse", from: 2, term: peer.term });
    expect(appends(peer)).toHaveLength(1);
  });

  test("the limit on uncommitted data holds, is given back, and spares empty entries", () => {
    const peer = leaderOfTwo({ maxUncommittedEntriesSize: 20 });
    expect(propose(peer, "x".repeat(15))).toBe("ok");
    expect(propose(peer, "x".repeat(6))).toBe("dropped");
    expect(propose(peer, "x".repeat(5))).toBe("ok");
    expect(propose(peer, "")).toBe("ok");
    expect(propose(peer, "x")).toBe("dropped");
    expect(peer.uncommittedBytes).toBe(20);
    feed(peer, { type: "appendResponse", from: 2, term: 1, index: peer.log.lastIndex() });
    takeMessages(peer);
    const entries = peer.log.nextCommittedEntries(true);
    peer.log.acceptApplying(peer.log.committed, 0, true);
    feed(peer, { type: "storageApplyResponse", entries });
    expect(peer.uncommittedBytes).toBe(0);
    expect(propose(peer, "x".repeat(500))).toBe("ok");
    expect(propose(peer, "x")).toBe("dropped");
    peer.becomeFollower(2, 0);
    expect(peer.uncommittedBytes).toBe(0);
  });
});
