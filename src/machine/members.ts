/**
 * Members: which nodes the group has and what they can run, by command. Who votes is the consensus core's; the leader moves its
 * configuration towards what is written here.
 *
 * Invariants: a replica id is given once; a node id has one replica at a time, that of its highest incarnation; there is always
 * a member once there was one; the lowest level of the members never falls, so that what a leader may propose stays known to all.
 */
import type { MemberChange, MemberJoin, MemberLeave, MemberPublish } from "../model/command.ts";
import {
  decodeMembers,
  encodeMembers,
  levelOfAll,
  type Member,
  type Members,
  NO_MEMBERS,
  REMOVED_MAX,
} from "../model/members.ts";
import { decodePublished, encodePublished, type Published } from "../model/published.ts";
import { MEMBERS_KEY, publishedKey } from "../model/state-keys.ts";
import { type RowSource, readValue } from "../model/state-rows.ts";
import { unreachable } from "../util/assert.ts";
import type { BatchChanges } from "./batch-changes.ts";
import type { MemberResult } from "./effects.ts";

/** Replica id of the node that formed the group. */
const FOUNDER_REPLICA_ID = 1;

/** The members as the state has them. */
export function readMembers(source: RowSource): Members {
  return readValue(source, MEMBERS_KEY, decodeMembers) ?? NO_MEMBERS;
}

/** What a member has published; undefined when it has not. */
export function readPublished(nodeId: string, source: RowSource): Published | undefined {
  return readValue(source, publishedKey(nodeId), decodePublished);
}

/** Changes the members, or what one of them has published. */
export function applyMemberChange(command: MemberChange, changes: BatchChanges): MemberResult {
  switch (command.type) {
    case "MemberJoin":
      return join(command, changes);
    case "MemberLeave":
      return leave(command, changes);
    case "MemberPublish":
      return publish(command, changes);
    default:
      return unreachable(command);
  }
}

/** A node joins, moves, is of another version, or comes back empty. */
function join(command: MemberJoin, changes: BatchChanges): MemberResult {
  const { nodeId, incarnation, address, commandLevel } = command;
  const known = readMembers(changes);
  const before = known.members.find((member) => member.nodeId === nodeId);
  if (before !== undefined && incarnation < before.incarnation) {
    return result("stale", before.replicaId);
  }
  const isIt = before?.incarnation === incarnation;
  if (!isIt && wasRemoved(command, known)) return result("removed", 0);
  if (known.members.length > 0 && commandLevel < levelOfAll(known.members)) {
    return result("tooOld", before?.replicaId ?? 0);
  }
  if (isIt) {
    if (address !== before.address || commandLevel !== before.commandLevel) {
      const changed = known.members.map((member) =>
        member === before ? { ...member, address, commandLevel } : member,
      );
      put({ ...known, members: changed }, changes);
    }
    return result("known", before.replicaId);
  }
  const replicaId = replicaIdFor(command, known);
  const others = known.members.filter((member) => member !== before);
  if (before !== undefined) changes.removeReadable(publishedKey(nodeId));
  put(
    {
      members: [...others, { nodeId, replicaId, incarnation, address, commandLevel }],
      lastReplicaId: Math.max(known.lastReplicaId, replicaId),
      removed: before === undefined ? known.removed : remembered(known.removed, before),
    },
    changes,
  );
  return result("joined", replicaId);
}

/** A node is a member no more. */
function leave(command: MemberLeave, changes: BatchChanges): MemberResult {
  const { nodeId, replicaId } = command;
  const known = readMembers(changes);
  const left = known.members.find(
    (member) => member.nodeId === nodeId && member.replicaId === replicaId,
  );
  if (left === undefined) return result("unknown", replicaId);
  if (known.members.length === 1) return result("last", replicaId);
  const members = known.members.filter((member) => member !== left);
  changes.removeReadable(publishedKey(nodeId));
  put({ ...known, members, removed: remembered(known.removed, left) }, changes);
  return result("left", replicaId);
}

/** A member says what it can run. */
function publish(command: MemberPublish, changes: BatchChanges): MemberResult {
  const { nodeId, incarnation, workflows, handsOver = false } = command;
  const member = readMembers(changes).members.find((one) => one.nodeId === nodeId);
  if (member === undefined) return result("unknown", 0);
  const { replicaId } = member;
  if (incarnation !== member.incarnation) return result("stale", replicaId);
  const before = readPublished(nodeId, changes)?.handedOverAt ?? 0;
  const handedOverAt = handsOver ? changes.machineTime : before;
  const encoded = encodePublished({ incarnation, workflows, handedOverAt });
  changes.putReadable(publishedKey(nodeId), encoded);
  return result("published", replicaId);
}

/** Whether the directory is one that was given up. */
function wasRemoved({ nodeId, incarnation }: MemberJoin, { removed }: Members): boolean {
  return removed.some((member) => member.nodeId === nodeId && member.incarnation >= incarnation);
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
