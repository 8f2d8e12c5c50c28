/**
 * Members: which nodes the group has, by command. Who votes is the consensus core's; the leader moves its configuration
 * towards what is written here.
 *
 * Invariants: a replica id is given once; a node id has one replica at a time, that of its highest incarnation.
 */
import type { MemberJoin, MemberLeave } from "../model/command.ts";
import {
  decodeMembers,
  encodeMembers,
  type Member,
  type Members,
  NO_MEMBERS,
  REMOVED_MAX,
} from "../model/members.ts";
import { MEMBERS_KEY } from "../model/state-keys.ts";
import type { BatchChanges } from "./batch-changes.ts";
import type { MemberResult } from "./effects.ts";

/** Replica id of the node that formed the group. */
const FOUNDER_REPLICA_ID = 1;

/** The members as the state has them. */
export function readMembers(get: (key: string) => Uint8Array | undefined): Members {
  const encoded = get(MEMBERS_KEY);
  return encoded === undefined ? NO_MEMBERS : decodeMembers(encoded);
}

/** A node joins, moves, or comes back empty. */
export function applyMemberJoin(command: MemberJoin, changes: BatchChanges): MemberResult {
  const { nodeId, incarnation, address } = command;
  const known = readMembers((key) => changes.get(key));
  const before = known.members.find((member) => member.nodeId === nodeId);
  if (before !== undefined && incarnation <= before.incarnation) {
    const { replicaId } = before;
    if (incarnation < before.incarnation) return result("stale", replicaId);
    if (address !== before.address) {
      const moved = known.members.map((member) =>
        member === before ? { ...member, address } : member,
      );
      put({ ...known, members: moved }, changes);
    }
    return result("known", replicaId);
  }
  if (
    known.removed.some((member) => member.nodeId === nodeId && member.incarnation >= incarnation)
  ) {
    return result("removed", 0);
  }
  const replicaId = replicaIdFor(command, known);
  const others = known.members.filter((member) => member !== before);
  put(
    {
      members: [...others, { nodeId, replicaId, incarnation, address }],
      lastReplicaId: Math.max(known.lastReplicaId, replicaId),
      removed: before === undefined ? known.removed : remembered(known.removed, before),
    },
    changes,
  );
  return result("joined", replicaId);
}

/** A node is a member no more. */
export function applyMemberLeave(command: MemberLeave, changes: BatchChanges): MemberResult {
  const { nodeId, replicaId } = command;
  const known = readMembers((key) => changes.get(key));
  const left = known.members.find(
    (member) => member.nodeId === nodeId && member.replicaId === replicaId,
  );
  if (left === undefined) return result("unknown", replicaId);
  const members = known.members.filter((member) => member !== left);
  put({ ...known, members, removed: remembered(known.removed, left) }, changes);
  return result("left", replicaId);
}

/** The founder says its own; others get the next one, never the founder's, even if they are named before it is. */
function replicaIdFor({ replicaId }: MemberJoin, known: Members): number {
  const isUsed = [...known.members, ...known.removed].some((one) => one.replicaId === replicaId);
  if (replicaId !== 0 && !isUsed) return replicaId;
  return Math.max(known.lastReplicaId, FOUNDER_REPLICA_ID) + 1;
}

function remembered(removed: readonly Member[], member: Member): readonly Member[] {
  return [...removed, member].slice(-REMOVED_MAX);
}

function put(members: Members, changes: BatchChanges): void {
  changes.putReadable(MEMBERS_KEY, encodeMembers(members));
  changes.effects.push({ type: "membersChanged", members });
}

function result(outcome: MemberResult["outcome"], replicaId: number): MemberResult {
  return { type: "member", outcome, replicaId };
}
