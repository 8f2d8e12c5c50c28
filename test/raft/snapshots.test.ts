/**
 * Goal: a peer that needs entries which are gone gets a snapshot, once, and goes on from there,
 * whatever becomes of it on the way. Method: single peers fed by hand, and a network with compaction.
 */
import { describe, expect, test } from "vitest";
import type { Peer } from "../../src/raft/peer.ts";
import type { Progress } from "../../src/raft/progress.ts";
import { entriesApplied } from "../../src/raft/proposals.ts";
import {
  type ConfState,
  EMPTY_CONF_STATE,
  NO_BYTES,
  type PeerId,
  type Snapshot,
} from "../../src/raft/types.ts";
import { Network } from "./support/network.ts";
import {
  entriesOf,
  feed,
  makeLeader,
  makePeer,
  persist,
  propose,
  type TestPeer,
  takeMessages,
} from "./support/peers.ts";

function snapshotOf(conf: Partial<ConfState>, at: Partial<Snapshot> = {}): Snapshot {
  const confState = { ...EMPTY_CONF_STATE, ...conf };
  return { index: 11, term: 11, confState, data: NO_BYTES, ...at };
}

function view(peer: Peer, id: PeerId): Progress {
  const progress = peer.tracker.get(id);
  if (progress === undefined) throw new Error(`no view of ${id}`);
  return progress;
}

/** A leader of two whose log starts behind a snapshot at index 11. */
function leaderBehindSnapshot(): TestPeer {
  const made = makePeer({ voters: [1, 2] });
  const snapshot = snapshotOf({ voters: [1, 2] });
  made.storage.applySnapshot(snapshot);
  made.storage.setHardState({ term: 11, vote: 0, commit: 11 });
  const fresh = makePeer({ voters: [1, 2], storage: made.storage, applied: 11 });
  const leader = { peer: fresh.peer, storage: made.storage };
  leader.peer.becomeCandidate();
  leader.peer.becomeLeader();
  persist(leader);
  takeMessages(leader.peer);
  return leader;
}

/** The leader after it found out that peer 2 has nothing and sent it the snapshot. */
function leaderThatSent(): TestPeer {
  const leader = leaderBehindSnapshot();
  const { peer } = leader;
  view(peer, 2).recentlyActive = true;
  const index = view(peer, 2).next - 1;
  feed(peer, { type: "appendResponse", from: 2, term: peer.term, index, reject: true });
  expect(takeMessages(peer)).toMatchObject([{ type: "snapshot", to: 2 }]);
  return leader;
}

describe("taking a snapshot", () => {
  test("replaces log and configuration, and is acknowledged by its index", () => {
    const { peer } = makePeer({ terms: [1, 1], term: 1 });
    const snapshot = snapshotOf({ voters: [1, 2, 3], learners: [4] });
    feed(peer, { type: "snapshot", from: 2, term: 11, snapshot });
    expect([peer.log.lastIndex(), peer.log.committed, peer.log.term(11)]).toEqual([11, 11, 11]);
    expect(peer.tracker.confState()).toEqual(snapshot.confState);
    expect(takeMessages(peer)).toMatchObject([
      { type: "appendResponse", index: 11, reject: false },
    ]);
    // A second one, or an older one, changes nothing.
    feed(peer, { type: "snapshot", from: 2, term: 11, snapshot });
    expect(takeMessages(peer)).toMatchObject([{ type: "appendResponse", index: 11 }]);
  });

  test.each([
    { name: "a voter", conf: { voters: [1, 2] } },
    { name: "a learner", conf: { voters: [2], learners: [1] } },
    { name: "an outgoing voter", conf: { voters: [2, 3], votersOutgoing: [1] } },
    {
      name: "a learner to be",
      conf: { voters: [2, 3], votersOutgoing: [1], learnersNext: [1] },
    },
  ])("works for $name", ({ conf }) => {
    const { peer } = makePeer();
    const snapshot = snapshotOf(conf);
    feed(peer, { type: "snapshot", from: 2, term: 11, snapshot });
    expect(peer.log.lastIndex()).toBe(11);
    const isLearner = snapshot.confState.learners.includes(1);
    expect(view(peer, 1).isLearner).toBe(isLearner);
  });

  test("that does not name this peer is ignored", () => {
    const { peer } = makePeer();
    const snapshot = snapshotOf({ voters: [2, 3] });
    feed(peer, { type: "snapshot", from: 2, term: 11, snapshot });
    expect(peer.log.lastIndex()).toBe(0);
    expect(takeMessages(peer)).toMatchObject([{ type: "appendResponse", index: 0 }]);
  });

  test("whose entry is there already only moves the commit index", () => {
    const { peer } = makePeer({ terms: [1, 1, 1], term: 1, commit: 1 });
    const snapshot = snapshotOf({ voters: [1, 2, 3] }, { index: 2, term: 1 });
    feed(peer, { type: "snapshot", from: 2, term: 1, snapshot });
    expect([peer.log.committed, peer.log.lastIndex()]).toEqual([2, 3]);
    expect(peer.log.unstable.snapshot).toBeNull();
    expect(takeMessages(peer)).toMatchObject([{ type: "appendResponse", index: 2 }]);
  });

  test("bug 40: brings the configuration of its index, not that of entries it replaces", () => {
    const { peer } = makePeer({ voters: [1, 2, 3], terms: [1, 1, 1, 1], term: 1, commit: 1 });
    const conf = { voters: [1, 2, 5] };
    feed(peer, { type: "snapshot", from: 2, term: 11, snapshot: snapshotOf(conf) });
    expect(peer.tracker.confState().voters).toEqual([1, 2, 5]);
    expect([...peer.tracker.progress.keys()]).toEqual([1, 2, 5]);
  });

  test("keeps its peer from elections until it is installed", () => {
    const { peer } = makePeer();
    feed(peer, { type: "snapshot", from: 2, term: 11, snapshot: snapshotOf({ voters: [1, 2] }) });
    takeMessages(peer);
    expect(peer.isPromotable()).toBe(false);
    feed(peer, { type: "timeoutNow", from: 2, term: 11 });
    expect(peer.role).toBe("follower");
    const snapshot = snapshotOf({ voters: [1, 2] });
    feed(peer, { type: "storageAppendResponse", term: 11, snapshot });
    expect(peer.isPromotable()).toBe(true);
    expect(peer.log.applied).toBe(11);
  });

  test("is installed even when the term has changed since, unlike entries", () => {
    const { peer } = makePeer();
    const snapshot = snapshotOf({ voters: [1, 2] });
    feed(peer, { type: "snapshot", from: 2, term: 11, snapshot });
    feed(peer, {
      type: "append",
      from: 2,
      term: 12,
      entries: entriesOf([12], 12),
      index: 11,
      logTerm: 11,
    });
    peer.log.unstable.acceptInProgress();
    feed(peer, { type: "storageAppendResponse", term: 11, index: 12, logTerm: 12, snapshot });
    expect(peer.log.unstable.snapshot).toBeNull();
    expect(peer.log.unstable.length).toBe(1);
    expect(peer.log.applied).toBe(11);
  });
});

describe("sending a snapshot", () => {
  test("happens when the entries are gone, and holds everything else back", () => {
    const { peer } = leaderThatSent();
    expect(view(peer, 2)).toMatchObject({ state: "snapshot", pendingSnapshot: 11, next: 12 });
    propose(peer, "some data");
    expect(takeMessages(peer)).toEqual([]);
  });

  test("waits for somebody to be there, and for the host to have one", () => {
    const leader = leaderBehindSnapshot();
    const { peer } = leader;
    const refuse = (): void => {
      const index = view(peer, 2).next - 1;
      feed(peer, { type: "appendResponse", from: 2, term: peer.term, index, reject: true });
    };
    leader.storage.snapshot = () => "unavailable";
    refuse();
    expect(takeMessages(peer)).toEqual([]);
    expect(view(peer, 2).state).toBe("probe");
    Reflect.deleteProperty(leader.storage, "snapshot");
    view(peer, 2).recentlyActive = false;
    view(peer, 2).resume();
    propose(peer, "nobody is there");
    expect(takeMessages(peer)).toEqual([]);
    feed(peer, { type: "heartbeatResponse", from: 2, term: peer.term });
    expect(view(peer, 2).recentlyActive).toBe(true);
    expect(takeMessages(peer)).toMatchObject([{ type: "snapshot", to: 2 }]);
  });

  test("that failed is sent again after the next sign of life", () => {
    const { peer } = leaderThatSent();
    feed(peer, { type: "snapshotStatus", from: 2, reject: true });
    expect(view(peer, 2)).toMatchObject({ state: "probe", pendingSnapshot: 0, next: 1 });
    expect(view(peer, 2).isPaused()).toBe(true);
    feed(peer, { type: "heartbeatResponse", from: 2, term: peer.term });
    expect(takeMessages(peer)).toMatchObject([{ type: "snapshot", to: 2 }]);
  });

  test("that arrived is followed by what comes after it", () => {
    const { peer } = leaderThatSent();
    feed(peer, { type: "snapshotStatus", from: 2 });
    expect(view(peer, 2)).toMatchObject({ state: "probe", next: 12 });
    expect(takeMessages(peer)).toEqual([]);
    feed(peer, { type: "appendResponse", from: 2, term: peer.term, index: 11 });
    expect(view(peer, 2)).toMatchObject({ state: "replicate", match: 11 });
    expect(takeMessages(peer)).toMatchObject([{ type: "append", index: 11 }]);
  });

  test("bug 14: ends with its acknowledgement alone when the report is lost", () => {
    const { peer } = leaderThatSent();
    feed(peer, { type: "appendResponse", from: 2, term: peer.term, index: 11 });
    expect(view(peer, 2)).toMatchObject({ state: "replicate", match: 11, pendingSnapshot: 0 });
  });

  test("bug 14: ends with any snapshot that reconnects the logs, and with no other", () => {
    const leader = leaderThatSent();
    const { peer, storage } = leader;
    view(peer, 2).becomeSnapshot(12);
    feed(peer, { type: "appendResponse", from: 2, term: peer.term, index: 10 });
    expect(view(peer, 2)).toMatchObject({ state: "snapshot", match: 10 });
    // No second one either: the first is still on its way.
    expect(takeMessages(peer)).toEqual([]);
    expect(storage.firstIndex()).toBe(12);
    feed(peer, { type: "appendResponse", from: 2, term: peer.term, index: 11 });
    expect(view(peer, 2)).toMatchObject({ state: "replicate", match: 11 });
  });

  test("is not ended by a refusal of an older message", () => {
    const { peer } = leaderThatSent();
    feed(peer, { type: "appendResponse", from: 2, term: peer.term, index: 3, reject: true });
    expect(view(peer, 2)).toMatchObject({ state: "snapshot", pendingSnapshot: 11 });
  });

  test("bug 16: brings a slow follower up to date after compaction", () => {
    const network = Network.of(3);
    network.campaign(1);
    network.isolate(3);
    for (let round = 0; round < 20; round += 1) network.propose(1, "some data");
    const { peer, storage } = network.member(1);
    entriesApplied(peer, peer.log.nextCommittedEntries(true));
    const { committed } = peer.log;
    storage.createSnapshot({
      index: committed,
      data: NO_BYTES,
      confState: peer.tracker.confState(),
    });
    storage.compact(committed);
    network.recover();
    // The leader's next heartbeat is answered, the probe is refused, the snapshot goes.
    feed(peer, { type: "heartbeatResponse", from: 3, term: peer.term });
    network.flush();
    expect(network.peer(3).log.committed).toBe(committed);
    const snapshot = network.peer(3).log.unstable.snapshot;
    expect(snapshot?.index).toBe(committed);
    network.member(3).storage.applySnapshot(snapshot ?? snapshotOf({}));
    feed(network.peer(3), { type: "storageAppendResponse", term: 1, snapshot });
    network.propose(1, "after");
    expect(network.peer(3).log.committed).toBe(committed + 1);
  });

  test("a learner gets one like everybody", () => {
    const { peer } = makeLeader({ voters: [1], learners: [2] });
    expect(view(peer, 2).isLearner).toBe(true);
    const learner = makePeer({ id: 2, voters: [1], learners: [2] }).peer;
    const snapshot = snapshotOf({ voters: [1], learners: [2] });
    feed(learner, { type: "snapshot", from: 1, term: 11, snapshot });
    expect([learner.log.committed, view(learner, 2).isLearner]).toEqual([11, true]);
  });
});
