/**
 * Goal: what the main thread tells of the cluster while the host is in another thread agrees with the events that it tells, whatever the
 * host has shown and when. Method: the copy by itself, with views and events in every order.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClusterInfo } from "../../src/api/cluster.ts";
import { RuntimeClosedError } from "../../src/errors.ts";
import { type Member, type Members, NO_MEMBERS } from "../../src/model/members.ts";
import { ThreadCluster } from "../../src/runtime/thread-cluster.ts";
import type { ClusterView, SeenMember } from "../../src/runtime/thread-records.ts";

const SEED = 3107;

function member(replicaId: number, address = `host-${replicaId}:1`): Member {
  return {
    nodeId: `n${replicaId}`,
    replicaId,
    incarnation: 1,
    address,
    commandLevel: 1,
  };
}

function members(...all: readonly Member[]): Members {
  return { ...NO_MEMBERS, members: all };
}

function seen(of: Member, more: Partial<SeenMember> = {}): SeenMember {
  const { nodeId, replicaId, address } = of;
  const stated = { replicaId, statedAddress: address };
  return { nodeId, address, role: "voter", isConnected: true, ...stated, ...more };
}

function view(more: Partial<ClusterView> = {}): ClusterView {
  return { clusterId: "c", leaderReplicaId: 0, term: 1, members: [], ...more };
}

function copyOf(nodeId = "n1"): ThreadCluster {
  return new ThreadCluster({
    nodeId,
    nodeIdOf: (replicaId) => (replicaId === 0 ? null : `n${replicaId}`),
  });
}

function leaderOf({ leaderNodeId, term }: ClusterInfo): unknown {
  return { leaderNodeId, term };
}

describe("members", () => {
  test("are those of the state here, with what the host has shown of them", () => {
    const copy = copyOf();
    copy.membersChanged(members(member(1), member(2)));
    copy.take(view({ members: [seen(member(1)), seen(member(2)), seen(member(3))] }));
    expect(copy.info().members).toEqual([
      { nodeId: "n1", address: "host-1:1", role: "voter", isLeader: false, isConnected: true },
      { nodeId: "n2", address: "host-2:1", role: "voter", isLeader: false, isConnected: true },
    ]);
  });

  test("who has just joined is joining until the host has seen it; who came back empty, too", () => {
    const copy = copyOf();
    copy.take(view({ members: [seen(member(1)), seen(member(2), { isConnected: false })] }));
    copy.membersChanged(members(member(1), { ...member(2), replicaId: 5 }, member(3)));
    expect(copy.info().members.map(({ nodeId, role }) => [nodeId, role])).toEqual([
      ["n1", "voter"],
      ["n2", "joining"],
      ["n3", "joining"],
    ]);
    expect(copy.info().members.map(({ isConnected }) => isConnected)).toEqual([true, false, false]);
  });

  test("a newer address that the host knows is told, until the state names another one", () => {
    const copy = copyOf();
    const known = seen(member(2), { address: "moved:2" });
    copy.membersChanged(members(member(2)));
    copy.take(view({ members: [known] }));
    expect(copy.info().members[0]?.address).toBe("moved:2");
    copy.membersChanged(members(member(2, "moved:3")));
    expect(copy.info().members[0]?.address).toBe("moved:3");
    // Shown before the host has heard of it.
    copy.take(view({ members: [known], term: 2 }));
    expect(copy.info().members[0]?.address).toBe("moved:3");
  });

  test("of a node that is alone are what its host shows", () => {
    const copy = copyOf();
    const self = seen(member(1), { address: "", replicaId: 0, statedAddress: "" });
    copy.take(view({ members: [self], leaderReplicaId: 1, term: 4 }));
    expect(copy.info()).toEqual({
      clusterId: "c",
      nodeId: "n1",
      leaderNodeId: "n1",
      term: 4,
      members: [{ nodeId: "n1", address: "", role: "voter", isLeader: true, isConnected: true }],
    });
  });

  test("cannot be told before the host has shown anything", () => {
    expect(() => copyOf().info()).toThrow(RuntimeClosedError);
  });
});

describe("the leader", () => {
  test("is the one that is being told of, also when the host is ahead; then the newer one again", () => {
    const copy = copyOf();
    copy.take(view({ leaderReplicaId: 3, term: 7 }));
    const during: unknown[] = [];
    copy.leaderChanged({ leaderReplicaId: 2, term: 5 }, () => during.push(leaderOf(copy.info())));
    expect(during).toEqual([{ leaderNodeId: "n2", term: 5 }]);
    expect(leaderOf(copy.info())).toEqual({ leaderNodeId: "n3", term: 7 });
  });

  test("that is lost is not brought back by a view from before", () => {
    const copy = copyOf();
    copy.leaderChanged({ leaderReplicaId: 2, term: 5 }, () => {});
    copy.leaderChanged({ leaderReplicaId: 0, term: 5 }, () => {});
    copy.take(view({ leaderReplicaId: 2, term: 5 }));
    expect(leaderOf(copy.info())).toEqual({ leaderNodeId: null, term: 5 });
    // Nobody is elected: no event tells of that.
    copy.take(view({ term: 8 }));
    expect(leaderOf(copy.info())).toEqual({ leaderNodeId: null, term: 8 });
  });

  test("a listener that throws does not hold what was told", () => {
    const copy = copyOf();
    copy.take(view({ leaderReplicaId: 3, term: 7 }));
    const tell = (): never => {
      throw new Error("not ours");
    };
    expect(() => copy.leaderChanged({ leaderReplicaId: 2, term: 5 }, tell)).toThrow("not ours");
    expect(leaderOf(copy.info())).toEqual({ leaderNodeId: "n3", term: 7 });
  });

  test(`is told by each event as info tells it, however far the host is ahead (SEED=${SEED})`, () => {
    // What has happened at the host, in order; events come later than views do, or at once.
    const step = fc.record({ leads: fc.nat({ max: 2 }), termAfter: fc.nat({ max: 2 }) });
    const property = fc.property(
      fc.array(step, { minLength: 1 }),
      fc.array(fc.boolean()),
      (steps, showsFirst) => {
        const copy = copyOf();
        copy.take(view());
        let term = 1;
        const history = steps.map(({ leads, termAfter }) => {
          term += termAfter;
          return { leaderReplicaId: leads, term };
        });
        const waiting: typeof history = [];
        const tellAll = (): void => {
          for (const told of waiting.splice(0)) {
            const leaderNodeId = told.leaderReplicaId === 0 ? null : `n${told.leaderReplicaId}`;
            copy.leaderChanged(told, () => {
              expect(leaderOf(copy.info())).toEqual({ leaderNodeId, term: told.term });
            });
          }
        };
        history.forEach((now, at) => {
          waiting.push(now);
          if (showsFirst[at] !== true) tellAll();
          copy.take(view(now));
        });
        tellAll();
        const last = history.at(-1) ?? { leaderReplicaId: 0, term: 1 };
        const leaderNodeId = last.leaderReplicaId === 0 ? null : `n${last.leaderReplicaId}`;
        expect(leaderOf(copy.info())).toEqual({ leaderNodeId, term: last.term });
      },
    );
    fc.assert(property, { seed: SEED, numRuns: 300 });
  });
});
