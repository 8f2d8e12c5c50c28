// Goal: which change of the configuration a leader proposes, and when. Method: one look of the leader at a group whose state names some
// replicas and whose core stands somewhere; the core is a record of what it is asked for.
import { describe, expect, test } from "vitest";
import { Membership } from "../../src/cluster/membership.ts";
import type { Member } from "../../src/model/members.ts";
import type { ConfChange } from "../../src/raft/conf-change.ts";
import type { RawNode } from "../../src/raft/raw-node.ts";
import type { ProgressStatus, Status } from "../../src/raft/status.ts";
import { type ConfState, EMPTY_CONF_STATE } from "../../src/raft/types.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { LEADER, leaderStatus, progressOf } from "./leader-status.ts";

/** A look comes at least so often. */
const LOOK_MS = 100;

/** What a look led to. */
type Asked = ConfChange["changes"] | { readonly successor: number };

interface Situation {
  /** Replicas that the state names. */
  readonly members: readonly number[];
  readonly confState: Partial<ConfState>;
  readonly status?: Partial<Status>;
  /** What is different about a replica; usually it has everything and answers. */
  readonly progress?: Readonly<Record<number, Partial<ProgressStatus>>>;
}

function statusOf({ confState: parts, status, progress = {} }: Situation): Status {
  const confState = { ...EMPTY_CONF_STATE, ...parts };
  const { voters, learners } = confState;
  const members = [...voters, ...learners].map((id) =>
    progressOf({ id, isLearner: learners.includes(id), ...progress[id] }),
  );
  return leaderStatus({ confState, progress: members, ...status });
}

function memberOf(replicaId: number): Member {
  const nodeId = `n${replicaId}`;
  return { nodeId, replicaId, incarnation: 1, address: `${nodeId}:1`, commandLevel: 1 };
}

/** What the leader's first look at this asks of the core. */
async function askedIn(situation: Situation): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const node: Pick<RawNode, "proposeConfChange" | "transferLeader"> = {
    proposeConfChange: ({ changes }) => {
      asked.push(changes);
      return "ok";
    },
    transferLeader: (successor) => {
      asked.push({ successor });
    },
  };
  const scheduler = new VirtualScheduler();
  const { nodeId, address } = memberOf(LEADER);
  const membership = new Membership({
    self: { nodeId, address, saidAt: 0 },
    incarnation: 1,
    replicaId: LEADER,
    commandLevel: 1,
    group: {
      leads: true,
      members: () => ({
        members: situation.members.map(memberOf),
        lastReplicaId: 9,
        removed: [],
      }),
      proposeMember: () => Promise.reject(new Error("the members say what they should")),
    },
    replica: {
      status: () => statusOf(situation),
      steer: (act) => act(node as RawNode),
    },
    onlyListed: null,
    saidAddressOf: () => undefined,
    scheduler,
    logger: silentLogger,
  });
  membership.start();
  await scheduler.run({ untilMs: LOOK_MS, until: () => asked.length > 0 });
  membership.stop();
  return asked;
}

describe("a replica that the state names", () => {
  test("becomes a learner first", async () => {
    const confState = { voters: [1, 2] };
    const asked = await askedIn({ members: [1, 2, 3], confState });
    expect(asked).toEqual([[{ type: "addLearner", peerId: 3 }]]);
  });

  const JOINING: Situation = {
    members: [1, 2, 3],
    confState: { voters: [1, 2], learners: [3] },
  };
  const PROMOTED: readonly Asked[] = [[{ type: "addVoter", peerId: 3 }]];

  test.each<{ when: string; change: Partial<Situation>; asked: readonly Asked[] }>([
    { when: "it has everything", change: {}, asked: PROMOTED },
    { when: "it is little behind", change: { progress: { 3: { match: 744 } } }, asked: PROMOTED },
    {
      when: "the leader is so busy that it has not applied all that is committed",
      change: { status: { applied: 900, pendingConfIndex: 900 } },
      asked: PROMOTED,
    },
    {
      when: "the change before it may not be applied yet",
      change: { status: { applied: 999, pendingConfIndex: 1000 } },
      asked: [],
    },
    {
      when: "the configuration is a joint one",
      change: { confState: { voters: [1, 2], votersOutgoing: [1], learners: [3] } },
      asked: [],
    },
    { when: "it is far behind", change: { progress: { 3: { match: 743 } } }, asked: [] },
    { when: "it takes a snapshot", change: { progress: { 3: { state: "snapshot" } } }, asked: [] },
    {
      when: "it does not answer",
      change: { progress: { 3: { recentlyActive: false } } },
      asked: [],
    },
  ])("asked of a learner when $when: $asked", async ({ change, asked }) => {
    expect(await askedIn({ ...JOINING, ...change })).toEqual(asked);
  });
});

describe("a replica that the state does not name", () => {
  test("goes, a learner before a voter", async () => {
    const confState = { voters: [1, 2, 3], learners: [4] };
    expect(await askedIn({ members: [1, 2], confState })).toEqual([
      [{ type: "remove", peerId: 4 }],
    ]);
    expect(await askedIn({ members: [1, 2], confState: { voters: [1, 2, 3] } })).toEqual([
      [{ type: "remove", peerId: 3 }],
    ]);
  });

  test("goes in the change in which another one takes its place", async () => {
    const confState = { voters: [1, 2, 3], learners: [4] };
    const situation = { members: [1, 2, 4], confState };
    expect(await askedIn(situation)).toEqual([
      [
        { type: "addVoter", peerId: 4 },
        { type: "remove", peerId: 3 },
      ],
    ]);
    // It stays until then.
    expect(await askedIn({ ...situation, progress: { 4: { match: 1 } } })).toEqual([]);
    // Nobody waits for one that does not answer.
    const gone = { 4: { match: 1, recentlyActive: false } };
    expect(await askedIn({ ...situation, progress: gone })).toEqual([
      [{ type: "remove", peerId: 3 }],
    ]);
  });

  test.each<{ when: string; situation: Situation; asked: readonly Asked[] }>([
    {
      when: "another one is dead, and without both there were no quorum",
      situation: {
        members: [1, 3],
        confState: { voters: [1, 2, 3] },
        progress: { 3: { recentlyActive: false } },
      },
      asked: [],
    },
    {
      when: "enough of the others are alive",
      situation: {
        members: [1, 3, 4, 5],
        confState: { voters: [1, 2, 3, 4, 5] },
        progress: { 5: { recentlyActive: false } },
      },
      asked: [[{ type: "remove", peerId: 2 }]],
    },
    {
      when: "the dead one is removed, too: that one goes first",
      situation: {
        members: [1],
        confState: { voters: [1, 2, 3] },
        progress: { 3: { recentlyActive: false } },
      },
      asked: [[{ type: "remove", peerId: 3 }]],
    },
    {
      when: "a living one takes its place while another one is dead",
      situation: {
        members: [1, 3, 4],
        confState: { voters: [1, 2, 3], learners: [4] },
        progress: { 3: { recentlyActive: false } },
      },
      asked: [
        [
          { type: "addVoter", peerId: 4 },
          { type: "remove", peerId: 2 },
        ],
      ],
    },
    {
      when: "it is the last but one",
      situation: { members: [1], confState: { voters: [1, 2] } },
      asked: [[{ type: "remove", peerId: 2 }]],
    },
  ])("asked while it lives, when $when: $asked", async ({ situation, asked }) => {
    expect(await askedIn(situation)).toEqual(asked);
  });

  test("hands leadership over first when it leads, to one that stays", async () => {
    const situation = { members: [2, 3], confState: { voters: [1, 2, 3] } };
    const progress = { 2: { match: 990 } };
    expect(await askedIn({ ...situation, progress })).toEqual([{ successor: 3 }]);
    const nobody = { 2: { recentlyActive: false }, 3: { recentlyActive: false } };
    expect(await askedIn({ ...situation, progress: nobody })).toEqual([]);
  });
});

test("nothing is asked where the configuration is what the state says", async () => {
  expect(await askedIn({ members: [1, 2, 3], confState: { voters: [1, 2, 3] } })).toEqual([]);
});
