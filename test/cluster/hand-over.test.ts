// Goal: who may lead in a leader's place. Method: what a leader knows, wrong in one way each.
import { describe, expect, test } from "vitest";
import { canLead, successorOf } from "../../src/cluster/hand-over.ts";
import type { ProgressStatus, Status } from "../../src/raft/status.ts";
import { EMPTY_CONF_STATE } from "../../src/raft/types.ts";
import { leaderStatus, progressOf } from "./leader-status.ts";

const GOOD = progressOf({});

function leader(progress: readonly ProgressStatus[]): Status {
  const confState = { ...EMPTY_CONF_STATE, voters: [1, 2, 3], learners: [4] };
  return leaderStatus({ confState, progress });
}

describe("a peer can lead at once", () => {
  test.each<{ name: string; change: Partial<ProgressStatus>; can: boolean }>([
    { name: "when nothing speaks against it", change: {}, can: true },
    { name: "when little is missing", change: { match: 744 }, can: true },
    { name: "and has not answered a heartbeat yet", change: { hostSilent: null }, can: true },
    { name: "unless its host is silent", change: { hostSilent: true }, can: false },
    { name: "unless more is missing", change: { match: 743 }, can: false },
    { name: "unless its log is not known", change: { state: "probe" }, can: false },
    { name: "unless it takes a snapshot", change: { state: "snapshot" }, can: false },
    { name: "unless it cannot be reached", change: { recentlyActive: false }, can: false },
    { name: "unless it is a learner", change: { id: 4, isLearner: true }, can: false },
    { name: "unless it has left", change: { id: 9 }, can: false },
    { name: "unless it is the leader", change: { id: 1 }, can: false },
  ])("$name: $can", ({ change, can }) => {
    const progress = { ...GOOD, ...change };
    expect(canLead(progress, leader([progress]))).toBe(can);
  });
});

describe("the successor", () => {
  const behind = { ...GOOD, match: 900 };
  const ahead = { ...GOOD, id: 3 };

  test("is who has most of the log of those that may lead", () => {
    const status = leader([behind, ahead]);
    expect(successorOf(status, () => true)).toBe(3);
    expect(successorOf(status, ({ id }) => id !== 3)).toBe(2);
    expect(successorOf(status, () => false)).toBe(null);
  });

  test("is nobody while leadership is being handed over", () => {
    expect(successorOf({ ...leader([ahead]), leadTransferee: 2 }, () => true)).toBe(null);
  });

  test("is one whose host is silent only when there is no other one", () => {
    const silent = { ...GOOD, id: 3, match: 1200, hostSilent: true };
    expect(successorOf(leader([behind, silent]), () => true)).toBe(behind.id);
    // Not to know is better than to know that it is.
    expect(successorOf(leader([{ ...behind, hostSilent: null }, silent]), () => true)).toBe(2);
    expect(successorOf(leader([{ ...behind, hostSilent: true }, silent]), () => true)).toBe(3);
  });
});
