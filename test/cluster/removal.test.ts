// A removal whose outcome is out of sight for a while is told as what it was in the end: done, or of nobody. Method: a leader made by
// hand, here or behind a transport that fails as told.
import { expect, test } from "vitest";
import type { MemberGroup } from "../../src/cluster/membership.ts";
import { encodeLeaveAnswer, type LeaveAnswer } from "../../src/cluster/messages.ts";
import { removeMember, takeLeave } from "../../src/cluster/removal.ts";
import { MemberNotFoundError, PeerUnreachableError } from "../../src/errors.ts";
import type { Member, Members } from "../../src/model/members.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";

const MEMBER: Member = {
  nodeId: "n2",
  replicaId: 2,
  incarnation: 1,
  address: "n2:1",
  commandLevel: 1,
};

/** Leads, and loses its term under every proposal, which the next term commits. */
class Unlucky implements MemberGroup {
  readonly leads = true;
  #members: Member[] = [MEMBER];

  members(): Members {
    return { members: this.#members, removed: [], lastReplicaId: 2 };
  }

  proposeMember(): Promise<null> {
    this.#members = [];
    return Promise.resolve(null);
  }
}

async function remove(
  nodeId: string,
  { group, call }: { group: MemberGroup; call?: Transport["call"] },
): Promise<string> {
  const scheduler = new VirtualScheduler();
  const transport = { call } as unknown as Transport;
  const abortSignal = new AbortController().signal;
  const leaderNodeId = (): string => "n1";
  const removed = removeMember(nodeId, 10_000, {
    group,
    transport,
    scheduler,
    leaderNodeId,
    abortSignal,
  }).then(() => "removed", String);
  await scheduler.run({ untilMs: 20_000 });
  return removed;
}

test("a removal that the next term commits has happened, wherever the leader is", async () => {
  expect(await remove("n2", { group: new Unlucky() })).toBe("removed");
  const leader = new Unlucky();
  const call = async (): Promise<Uint8Array> => encodeLeaveAnswer(await takeLeave("n2", leader));
  const follower: MemberGroup = {
    leads: false,
    members: () => leader.members(),
    proposeMember: () => Promise.resolve(null),
  };
  expect(await remove("n2", { group: follower, call })).toBe("removed");
});

test("a node that never was a member is not removed because the leader was out of reach at first", async () => {
  const answers: (Error | LeaveAnswer)[] = [
    new PeerUnreachableError({ peer: "n1", maybeDelivered: false, reason: "nobody listens" }),
    "notFound",
  ];
  const call = (): Promise<Uint8Array> => {
    const next = answers.shift() ?? "again";
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(encodeLeaveAnswer(next));
  };
  const group: MemberGroup = {
    leads: false,
    members: () => ({ members: [MEMBER], removed: [], lastReplicaId: 2 }),
    proposeMember: () => Promise.resolve(null),
  };
  expect(await remove("n9", { group, call })).toContain(MemberNotFoundError.name);
});

test("a removal that may have happened does not say that there is no leader when its time is over", async () => {
  const answers: LeaveAnswer[] = ["unknown"];
  const call = (): Promise<Uint8Array> =>
    Promise.resolve(encodeLeaveAnswer(answers.shift() ?? "again"));
  const group: MemberGroup = {
    leads: false,
    members: () => ({ members: [MEMBER], removed: [], lastReplicaId: 2 }),
    proposeMember: () => Promise.resolve(null),
  };
  const text = await remove("n2", { group, call });
  expect(text).toContain('did not say in time whether node "n2" is removed; it may be, call again');
});
