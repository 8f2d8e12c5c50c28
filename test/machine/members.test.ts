// The nodes of a group as state: who joins, moves, comes back empty, leaves; and that a replica id is given once.
import { describe, expect, test } from "vitest";
import { Bench } from "./support/commands.ts";

function join(
  nodeId: string,
  { incarnation = 1, address = `${nodeId}:1`, replicaId = 0, commandLevel = 1 } = {},
): Parameters<Bench["apply"]>[1] {
  return { type: "MemberJoin", nodeId, incarnation, address, replicaId, commandLevel };
}

function ids(bench: Bench): string[] {
  return bench.machine.members().members.map(({ nodeId, replicaId }) => `${nodeId}=${replicaId}`);
}

describe("members", () => {
  test("get replica ids in the order in which they join; the first says its own", () => {
    const bench = new Bench();
    const [first] = bench.apply(1, join("a", { replicaId: 1 })).results;
    expect(first).toEqual({ type: "member", outcome: "joined", replicaId: 1 });
    bench.apply(2, join("b"));
    const third = bench.apply(3, join("c"));
    expect(third.results).toEqual([{ type: "member", outcome: "joined", replicaId: 3 }]);
    expect(third.effects).toMatchObject([
      { type: "membersChanged", members: { lastReplicaId: 3 } },
    ]);
    expect(ids(bench)).toEqual(["a=1", "b=2", "c=3"]);
  });

  test("never get the founder's replica id, even if they are named before it", () => {
    const bench = new Bench();
    bench.apply(1, join("b"));
    bench.apply(2, join("a", { replicaId: 1 }));
    bench.apply(3, join("c"));
    expect(ids(bench)).toEqual(["b=2", "a=1", "c=3"]);
  });

  test("that join again keep their replica id, and may have moved", () => {
    const bench = new Bench();
    bench.apply(1, join("a", { replicaId: 1 }));
    const again = bench.apply(2, join("a"));
    expect(again.results).toEqual([{ type: "member", outcome: "known", replicaId: 1 }]);
    expect(again.effects).toEqual([]);
    const moved = bench.apply(3, join("a", { address: "elsewhere:2" }));
    expect(moved.results).toEqual([{ type: "member", outcome: "known", replicaId: 1 }]);
    expect(bench.machine.members().members[0]?.address).toBe("elsewhere:2");
  });

  test("that come back with an empty directory are new replicas, and the old one is not used again", () => {
    const bench = new Bench();
    bench.apply(1, join("a", { replicaId: 1 }));
    bench.apply(2, join("b"));
    const wiped = bench.apply(3, join("a", { incarnation: 2 }));
    expect(wiped.results).toEqual([{ type: "member", outcome: "joined", replicaId: 3 }]);
    expect(ids(bench)).toEqual(["b=2", "a=3"]);
    expect(bench.machine.members().removed).toMatchObject([{ nodeId: "a", replicaId: 1 }]);
    const old = bench.apply(4, join("a", { incarnation: 1 }));
    expect(old.results).toEqual([{ type: "member", outcome: "stale", replicaId: 3 }]);
    expect(ids(bench)).toEqual(["b=2", "a=3"]);
  });

  test("that left do not come back with the same directory, but with an empty one", () => {
    const bench = new Bench();
    bench.apply(1, join("a", { replicaId: 1 }));
    bench.apply(2, join("b"));
    const left = bench.apply(3, { type: "MemberLeave", nodeId: "b", replicaId: 2 });
    expect(left.results).toEqual([{ type: "member", outcome: "left", replicaId: 2 }]);
    expect(bench.apply(4, join("b")).results).toMatchObject([{ outcome: "removed" }]);
    expect(ids(bench)).toEqual(["a=1"]);
    bench.apply(5, join("b", { incarnation: 2 }));
    expect(ids(bench)).toEqual(["a=1", "b=3"]);
  });

  test("are not removed by a leave of an earlier replica, nor twice", () => {
    const bench = new Bench();
    bench.apply(1, join("a", { replicaId: 1 }));
    bench.apply(2, join("a", { incarnation: 2 }));
    const leave = { type: "MemberLeave", nodeId: "a", replicaId: 1 } as const;
    expect(bench.apply(3, leave).results).toMatchObject([{ outcome: "unknown" }]);
    expect(ids(bench)).toEqual(["a=2"]);
  });

  test("there is always one: the last one stays", () => {
    const bench = new Bench();
    bench.apply(1, join("a", { replicaId: 1 }));
    bench.apply(2, join("b"));
    bench.apply(3, { type: "MemberLeave", nodeId: "a", replicaId: 1 });
    const last = bench.apply(4, { type: "MemberLeave", nodeId: "b", replicaId: 2 });
    expect(last.results).toEqual([{ type: "member", outcome: "last", replicaId: 2 }]);
    expect(last.effects).toEqual([]);
    expect(ids(bench)).toEqual(["b=2"]);
  });

  test("know at least what all before them know; that never falls", () => {
    const bench = new Bench();
    bench.apply(1, join("a", { replicaId: 1, commandLevel: 2 }));
    const old = bench.apply(2, join("b", { commandLevel: 1 }));
    expect(old.results).toEqual([{ type: "member", outcome: "tooOld", replicaId: 0 }]);
    const back = bench.apply(3, join("a", { commandLevel: 1 }));
    expect(back.results).toEqual([{ type: "member", outcome: "tooOld", replicaId: 1 }]);
    bench.apply(4, join("b", { commandLevel: 3 }));
    const less = bench.apply(5, join("b", { commandLevel: 2 }));
    expect(less.results).toEqual([{ type: "member", outcome: "known", replicaId: 2 }]);
    const levels = bench.machine.members().members.map(({ commandLevel }) => commandLevel);
    expect(levels).toEqual([2, 2]);
  });

  test("say what they can run, and when they handed over for it; a later directory says it anew", () => {
    const bench = new Bench();
    bench.apply(1, join("a", { replicaId: 1 }));
    bench.apply(2, join("b"));
    const workflows = [{ name: "order", versions: [1, 3] }];
    const said = { type: "MemberPublish", nodeId: "b", incarnation: 1, workflows } as const;
    const first = bench.apply(3, said);
    expect(first.results).toEqual([{ type: "member", outcome: "published", replicaId: 2 }]);
    expect(bench.machine.published("b")).toEqual({ incarnation: 1, workflows, handedOverAt: 0 });
    bench.apply(4, { ...said, handsOver: true });
    const { machineTime } = bench.machine;
    bench.apply(5, { ...said, workflows: [] });
    const known = { incarnation: 1, workflows: [], handedOverAt: machineTime };
    expect(bench.machine.published("b")).toEqual(known);
    bench.apply(6, join("b", { incarnation: 2 }));
    expect(bench.machine.published("b")).toBeUndefined();
    const late = bench.apply(7, said);
    expect(late.results).toEqual([{ type: "member", outcome: "stale", replicaId: 3 }]);
    bench.apply(8, { ...said, incarnation: 2 });
    bench.apply(9, { type: "MemberLeave", nodeId: "b", replicaId: 3 });
    expect(bench.machine.published("b")).toBeUndefined();
    const gone = bench.apply(10, { ...said, incarnation: 2 });
    expect(gone.results).toEqual([{ type: "member", outcome: "unknown", replicaId: 0 }]);
  });
});
