/**
 * Goal: configuration changes take effect one at a time, when they are applied, and never leave a
 * group without a way on. Method: single leaders, and networks whose peers apply what they commit.
 */
import { describe, expect, test } from "vitest";
import {
  type ConfChange,
  type ConfChangeSingle,
  type ConfChangeTransition,
  decodeConfChange,
  encodeConfChange,
} from "../../src/raft/conf-change.ts";
import { applyConfChange } from "../../src/raft/membership.ts";
import type { Peer } from "../../src/raft/peer.ts";
import { entriesApplied } from "../../src/raft/proposals.ts";
import {
  ENTRY_CONF_CHANGE,
  ENTRY_NORMAL,
  makeEntry,
  NO_BYTES,
  type StepResult,
} from "../../src/raft/types.ts";
import { Network } from "./support/network.ts";
import {
  feed,
  makeLeader,
  makePeer,
  persist,
  propose,
  takeMessages,
  ticks,
} from "./support/peers.ts";

const LEAVE: ConfChange = { transition: "auto", changes: [], context: NO_BYTES };

function changeOf(
  changes: readonly ConfChangeSingle[],
  transition: ConfChangeTransition = "auto",
): ConfChange {
  return { transition, changes, context: NO_BYTES };
}

const add = (peerId: number): ConfChangeSingle => ({ type: "addVoter", peerId });
const remove = (peerId: number): ConfChangeSingle => ({ type: "remove", peerId });

function proposeChange(peer: Peer, change: ConfChange): StepResult {
  const entry = makeEntry({ type: ENTRY_CONF_CHANGE, data: encodeConfChange(change) });
  return feed(peer, { type: "propose", entries: [entry] });
}

/** Applies all that is committed, with its changes. */
function applyAll(peer: Peer): void {
  const entries = peer.log.nextCommittedEntries(true);
  const last = entries[entries.length - 1];
  if (last === undefined) return;
  peer.log.acceptApplying(last.index, 0, true);
  for (const entry of entries) {
    if (entry.type === ENTRY_NORMAL) continue;
    const change = decodeConfChange(entry.data);
    if (change === null) throw new Error(`entry ${entry.index} cannot be read`);
    applyConfChange(peer, change);
  }
  entriesApplied(peer, entries);
}

/** A leader whose first entry is committed and applied. */
function readyLeader(voters: readonly number[], init: object = {}): Peer {
  const leader = makeLeader({ voters, ...init });
  persist(leader);
  const { peer } = leader;
  takeMessages(peer);
  acknowledgeAll(peer);
  return peer;
}

/** All voters but the leader have everything; the leader applies what that commits. */
function acknowledgeAll(peer: Peer): void {
  takeMessages(peer);
  const { tracker, term, log } = peer;
  for (const id of tracker.voters) {
    if (id !== peer.id)
      feed(peer, { type: "appendResponse", from: id, term, index: log.lastIndex() });
  }
  applyAll(peer);
  takeMessages(peer);
}

function lastType(peer: Peer): string {
  const last = peer.log.lastIndex();
  const entries = peer.log.slice(last, last + 1, Infinity);
  return typeof entries === "string" ? entries : (entries[0]?.type ?? "");
}

describe("proposing a change", () => {
  test("appends it when everything before is applied", () => {
    const peer = readyLeader([1, 2]);
    expect(proposeChange(peer, changeOf([add(3)]))).toBe("ok");
    expect(lastType(peer)).toBe(ENTRY_CONF_CHANGE);
    expect(peer.pendingConfIndex).toBe(peer.log.lastIndex());
    // It is not in force yet.
    expect(peer.tracker.confState().voters).toEqual([1, 2]);
  });

  test("bug 31: a second one becomes an empty entry while the first is not applied", () => {
    const peer = readyLeader([1, 2]);
    proposeChange(peer, changeOf([add(3)]));
    const { pendingConfIndex } = peer;
    expect(proposeChange(peer, changeOf([add(4)]))).toBe("ok");
    expect(lastType(peer)).toBe(ENTRY_NORMAL);
    expect(peer.pendingConfIndex).toBe(pendingConfIndex);
    acknowledgeAll(peer);
    expect(peer.tracker.confState().voters).toEqual([1, 2, 3]);
    proposeChange(peer, changeOf([add(4)]));
    expect(lastType(peer)).toBe(ENTRY_CONF_CHANGE);
  });

  test("bug 31: a new leader takes its whole log for one change that is not applied", () => {
    const { peer } = makeLeader({ terms: [1, 1], term: 1 });
    expect(peer.pendingConfIndex).toBe(2);
    proposeChange(peer, changeOf([add(4)]));
    expect(lastType(peer)).toBe(ENTRY_NORMAL);
  });

  test("bug 42: one that was in flight through a storm of elections ends, and the next is taken", () => {
    const peer = readyLeader([1, 2]);
    proposeChange(peer, changeOf([add(3)]));
    for (let round = 0; round < 5; round += 1) {
      peer.becomeFollower(peer.term + 1, 2);
      peer.becomeCandidate();
      peer.becomeLeader();
    }
    acknowledgeAll(peer);
    expect(peer.tracker.confState().voters).toEqual([1, 2, 3]);
    proposeChange(peer, changeOf([remove(3)]));
    acknowledgeAll(peer);
    expect(peer.tracker.confState().voters).toEqual([1, 2]);
  });

  test.each([
    { name: "that would leave nobody", change: changeOf([remove(1), remove(2)]) },
    { name: "that leaves a joint configuration which is not there", change: LEAVE },
    { name: "that has no peers but asks for a joint one", change: changeOf([], "jointExplicit") },
  ])("one $name becomes an empty entry", ({ change }) => {
    const peer = readyLeader([1, 2]);
    proposeChange(peer, change);
    expect(lastType(peer)).toBe(ENTRY_NORMAL);
  });

  test("inside a joint configuration only leaving it is taken", () => {
    const peer = readyLeader([1, 2]);
    proposeChange(peer, changeOf([add(3)], "jointExplicit"));
    acknowledgeAll(peer);
    expect(peer.tracker.isJoint()).toBe(true);
    proposeChange(peer, changeOf([add(4)]));
    expect(lastType(peer)).toBe(ENTRY_NORMAL);
    acknowledgeAll(peer);
    proposeChange(peer, LEAVE);
    expect(lastType(peer)).toBe(ENTRY_CONF_CHANGE);
    acknowledgeAll(peer);
    expect(peer.tracker.confState()).toMatchObject({ voters: [1, 2, 3], votersOutgoing: [] });
  });

  test("bytes that are no change are refused and touch nothing", () => {
    const peer = readyLeader([1, 2]);
    const last = peer.log.lastIndex();
    const entry = makeEntry({ type: ENTRY_CONF_CHANGE, data: Uint8Array.of(255, 255) });
    expect(feed(peer, { type: "propose", entries: [entry] })).toBe("invalid");
    expect(peer.log.lastIndex()).toBe(last);
  });

  test("one that is dropped for its size leaves no trace", () => {
    const peer = readyLeader([1, 2], { maxUncommittedEntriesSize: 4 });
    propose(peer, "four");
    const before = peer.pendingConfIndex;
    expect(proposeChange(peer, changeOf([add(3)]))).toBe("dropped");
    expect(peer.pendingConfIndex).toBe(before);
  });
});

describe("applying a change", () => {
  test("adds, demotes, promotes and removes", () => {
    const peer = readyLeader([1, 2]);
    applyConfChange(peer, changeOf([{ type: "addLearner", peerId: 3 }]));
    expect(peer.tracker.get(3)).toMatchObject({ isLearner: true, recentlyActive: true, match: 0 });
    applyConfChange(peer, changeOf([add(3)]));
    expect(peer.tracker.get(3)?.isLearner).toBe(false);
    applyConfChange(peer, changeOf([{ type: "addLearner", peerId: 2 }]));
    expect(peer.tracker.confState()).toMatchObject({ voters: [1, 3], learners: [2] });
    applyConfChange(peer, changeOf([remove(2)]));
    expect(peer.tracker.get(2)).toBeUndefined();
    // Twice is as good as once, and so are a change for nobody and an update.
    applyConfChange(peer, changeOf([remove(2)]));
    applyConfChange(peer, changeOf([add(0)]));
    applyConfChange(peer, changeOf([{ type: "update", peerId: 3 }]));
    expect(peer.tracker.confState()).toMatchObject({ voters: [1, 3], learners: [] });
  });

  test("a voter that is removed no longer holds up commits", () => {
    const peer = readyLeader([1, 2]);
    propose(peer, "waits for 2");
    takeMessages(peer);
    const { committed } = peer.log;
    expect(committed).toBeLessThan(peer.log.lastIndex());
    applyConfChange(peer, changeOf([remove(2)]));
    expect(peer.log.committed).toBe(peer.log.lastIndex());
  });

  test("a member that was just added does not cost a leader its quorum", () => {
    const peer = readyLeader([1], { checkQuorum: true, electionTicks: 10 });
    applyConfChange(peer, changeOf([add(2)]));
    ticks(peer, 10);
    expect(peer.role).toBe("leader");
    ticks(peer, 10);
    expect(peer.role).toBe("follower");
  });

  test("in a joint configuration both halves must have what is committed", () => {
    const peer = readyLeader([1, 2, 3]);
    proposeChange(peer, changeOf([add(4), add(5), remove(2), remove(3)], "jointExplicit"));
    acknowledgeAll(peer);
    propose(peer, "some data");
    takeMessages(peer);
    const index = peer.log.lastIndex();
    const { term } = peer;
    feed(peer, { type: "appendResponse", from: 2, term, index });
    expect(peer.log.committed).toBe(index - 1);
    feed(peer, { type: "appendResponse", from: 4, term, index });
    expect(peer.log.committed).toBe(index);
  });

  test("a committed change that cannot be applied is a broken invariant", () => {
    const peer = readyLeader([1, 2]);
    expect(() => applyConfChange(peer, LEAVE)).toThrow("can't leave a non-joint config");
  });
});

describe("bug 37: a leader that is removed", () => {
  test("goes on without counting itself, takes nothing new, and follows its successor", () => {
    const peer = readyLeader([1, 2, 3]);
    proposeChange(peer, changeOf([remove(1)]));
    acknowledgeAll(peer);
    expect(peer).toMatchObject({ role: "leader", term: 1 });
    expect(peer.tracker.get(1)).toBeUndefined();
    expect(propose(peer, "no more")).toBe("dropped");
    feed(peer, { type: "heartbeat", from: 2, term: 2 });
    expect(peer.role).toBe("follower");
    feed(peer, { type: "hup" });
    expect(peer.role).toBe("follower");
  });

  test.each([{ change: remove(1) }, { change: { type: "addLearner", peerId: 1 } as const }])(
    "steps down when it is told to: $change.type",
    ({ change }) => {
      const peer = readyLeader([1, 2, 3], { stepDownOnRemoval: true });
      applyConfChange(peer, changeOf([change]));
      expect(peer).toMatchObject({ role: "follower", term: 1, leader: 0 });
    },
  );
});

describe("bugs 34 and 35: leaving a joint configuration by itself", () => {
  function joint(): Peer {
    const peer = readyLeader([1, 2]);
    proposeChange(peer, changeOf([add(3), add(4)]));
    return peer;
  }

  test("is proposed once, when the change is applied", () => {
    const peer = joint();
    acknowledgeAll(peer);
    expect(peer.tracker.configuration.autoLeave).toBe(true);
    expect(lastType(peer)).toBe(ENTRY_CONF_CHANGE);
    const last = peer.log.lastIndex();
    expect(peer.pendingConfIndex).toBe(last);
    propose(peer, "some data");
    acknowledgeAll(peer);
    expect(peer.tracker.isJoint()).toBe(false);
    expect(peer.log.lastIndex()).toBe(last + 1);
  });

  test("is proposed again by the next applied entry when a transfer was in the way", () => {
    const peer = joint();
    peer.leadTransferee = 2;
    acknowledgeAll(peer);
    expect(peer.tracker.isJoint()).toBe(true);
    const last = peer.log.lastIndex();
    peer.leadTransferee = 0;
    propose(peer, "some data");
    acknowledgeAll(peer);
    expect(peer.log.lastIndex()).toBe(last + 2);
    expect(lastType(peer)).toBe(ENTRY_CONF_CHANGE);
  });

  test.each([
    { end: "is given up after its time", giveUp: (peer: Peer) => ticks(peer, 10) },
    {
      end: "is given up by the leader",
      giveUp: (peer: Peer) => feed(peer, { type: "transferLeader", from: peer.id }),
    },
  ])(
    "is proposed, though nothing else is, when a transfer that was in the way $end",
    ({ giveUp }) => {
      const peer = joint();
      feed(peer, { type: "transferLeader", from: 2 });
      acknowledgeAll(peer);
      expect(peer).toMatchObject({ role: "leader", leadTransferee: 2 });
      expect(peer.tracker.isJoint()).toBe(true);
      const last = peer.log.lastIndex();
      giveUp(peer);
      expect(peer.log.lastIndex()).toBe(last + 1);
      expect(lastType(peer)).toBe(ENTRY_CONF_CHANGE);
      acknowledgeAll(peer);
      expect(peer.tracker.isJoint()).toBe(false);
    },
  );

  test("is done by the next leader when this one is gone", () => {
    const network = Network.of(3);
    network.campaign(1);
    for (const { peer } of network.members.values()) {
      applyAll(peer);
      applyConfChange(peer, changeOf([remove(3), add(4)]));
    }
    network.campaign(2);
    const { peer } = network.member(2);
    expect(peer).toMatchObject({ role: "leader", term: 2 });
    expect(peer.tracker.configuration.autoLeave).toBe(true);
    applyAll(peer);
    network.flush();
    expect(lastType(peer)).toBe(ENTRY_CONF_CHANGE);
  });
});

describe("bug 32: campaigns and changes", () => {
  test.each([{ kind: "hup" as const }, { kind: "timeoutNow" as const }])(
    "nobody campaigns ($kind) with a committed change that is not applied",
    ({ kind }) => {
      const network = Network.of(3);
      network.campaign(1);
      for (const { peer } of network.members.values()) applyAll(peer);
      proposeChange(network.peer(1), changeOf([add(4)]));
      network.flush();
      const { peer } = network.member(2);
      expect(peer.log.applied).toBeLessThan(peer.log.committed);
      const { term } = peer;
      feed(peer, kind === "hup" ? { type: kind } : { type: kind, from: 1, term });
      expect(peer).toMatchObject({ role: "follower", term });
      applyAll(peer);
      feed(peer, { type: "hup" });
      expect(peer.role).toBe("candidate");
    },
  );

  test("what is committed but cannot be read now keeps a peer from campaigning", () => {
    const { peer, storage } = makePeer({ terms: [1, 1], term: 1, commit: 2 });
    storage.entries = () => "unavailable";
    feed(peer, { type: "hup" });
    expect(peer.role).toBe("follower");
  });
});

describe("bug 33: refusals of votes tell what is committed, when that is switched on", () => {
  /** Has the change that makes it the only voter, but not the news that it is committed. */
  function candidate(): Peer {
    const peer = readyLeader([1, 2], { commitInVotes: true });
    proposeChange(peer, changeOf([remove(2)]));
    peer.becomeFollower(2, 0);
    feed(peer, { type: "hup" });
    takeMessages(peer);
    return peer;
  }

  test("a candidate learns of a change, gives up, and wins when it has applied it", () => {
    const peer = candidate();
    expect(peer).toMatchObject({ role: "candidate", term: 3 });
    const commit = peer.log.lastIndex();
    feed(peer, { type: "voteResponse", from: 2, term: 3, reject: true, commit, logTerm: 1 });
    expect(peer.role).toBe("follower");
    expect(peer.log.committed).toBe(commit);
    applyAll(peer);
    feed(peer, { type: "hup" });
    takeMessages(peer);
    expect(peer).toMatchObject({ role: "leader", term: 4 });
  });

  test("a candidate believes nothing about entries that it does not have", () => {
    const peer = candidate();
    const { committed } = peer.log;
    const commit = peer.log.lastIndex();
    feed(peer, { type: "voteResponse", from: 2, term: 3, reject: true, commit, logTerm: 2 });
    expect(peer.log.committed).toBe(committed);
  });

  test.each([
    { commitInVotes: true, told: { commit: 2, logTerm: 2 } },
    { commitInVotes: false, told: { commit: 0, logTerm: 0 } },
  ])("a refusal with commitInVotes $commitInVotes tells $told", ({ commitInVotes, told }) => {
    const { peer } = makePeer({ terms: [1, 2], term: 2, commit: 2, commitInVotes });
    feed(peer, { type: "vote", from: 2, term: 3, index: 1, logTerm: 1 });
    expect(takeMessages(peer)).toMatchObject([{ reject: true, ...told }]);
  });
});
