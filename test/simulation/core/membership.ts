/**
 * Changes of the configuration: one replica at a time, or several at once through a joint
 * configuration; also at members that do not lead, which send the request on.
 */
import type {
  ConfChange,
  ConfChangeSingle,
  ConfChangeTransition,
  ConfChangeType,
} from "../../../src/raft/conf-change.ts";
import { type ConfState, NO_BYTES, type PeerId } from "../../../src/raft/types.ts";
import type { Dice } from "./dice.ts";
import type { Member } from "./member.ts";
import type { World } from "./world.ts";

const VOTERS_MAX = 7;
const MEMBERS_MAX = 12;
const TRANSITIONS: readonly ConfChangeTransition[] = ["auto", "jointImplicit", "jointExplicit"];

/** Asks some member for a change of the configuration it knows. */
export function changeMembership(world: World, dice: Dice): void {
  const member = whoChanges(world, dice);
  if (member === undefined) return;
  const { confState } = member;
  if (confState.votersOutgoing.length > 0) {
    leaveJoint(member);
    return;
  }
  const changes = drawChanges(world, dice, confState);
  if (changes.length === 0) return;
  for (const { peerId } of changes) {
    if (world.member(peerId) === undefined) world.addMember(peerId);
  }
  const isSingle = changes.length === 1 && dice.chance(0.3);
  const transition = isSingle ? "auto" : dice.pick(TRANSITIONS);
  const change: ConfChange = { transition, changes, context: NO_BYTES };
  member.input((node) => node.proposeConfChange(change, { single: isSingle }));
}

/** Asks for the end of a joint configuration that does not end by itself. */
export function leaveJoint(member: Member): void {
  const change: ConfChange = { transition: "auto", changes: [], context: NO_BYTES };
  member.input((node) => node.proposeConfChange(change));
}

function whoChanges(world: World, dice: Dice): Member | undefined {
  const able = world.members.filter((member) => member.isUp && member.confState.voters.length > 0);
  if (able.length === 0) return undefined;
  const leader = able.find((member) => member.isLeader);
  return leader === undefined || dice.chance(0.2) ? dice.pick(able) : leader;
}

function drawChanges(world: World, dice: Dice, confState: ConfState): ConfChangeSingle[] {
  const { voters, learners } = confState;
  if (dice.chance(0.3)) return drawNewVoters(world, dice, confState);
  const fresh = freshId(world, confState, dice);
  const one = (type: ConfChangeType, peerId: PeerId): ConfChangeSingle[] => [{ type, peerId }];
  switch (dice.below(6)) {
    case 0:
      return fresh === 0 ? [] : one("addLearner", fresh);
    case 1:
      return fresh === 0 || voters.length >= VOTERS_MAX ? [] : one("addVoter", fresh);
    case 2:
      if (learners.length === 0 || voters.length >= VOTERS_MAX) return [];
      return one("addVoter", dice.pick(learners));
    case 3:
      return voters.length < 2 ? [] : one("addLearner", dice.pick(voters));
    case 4:
      return voters.length < 2 ? [] : one("remove", dice.pick(voters));
    default:
      return learners.length === 0 ? [] : one("remove", dice.pick(learners));
  }
}

/** Any other set of voters, at once. */
function drawNewVoters(world: World, dice: Dice, { voters, learners }: ConfState) {
  const ids = new Set([...voters, ...learners, ...world.members.map(({ id }) => id)]);
  const room = MEMBERS_MAX - world.members.length;
  for (let count = 0; count < Math.min(2, room); count += 1) ids.add(nextId(world) + count);
  const wanted = dice.sample([...ids], dice.between(1, Math.min(VOTERS_MAX, ids.size)));
  const changes: ConfChangeSingle[] = [];
  for (const peerId of wanted) {
    if (!voters.includes(peerId)) changes.push({ type: "addVoter", peerId });
  }
  for (const peerId of voters) {
    if (wanted.includes(peerId)) continue;
    changes.push({ type: dice.chance(0.3) ? "addLearner" : "remove", peerId });
  }
  return changes;
}

/** A member that is in no configuration: a new one, or one that was removed and kept its disk. */
function freshId(world: World, { voters, learners }: ConfState, dice: Dice): PeerId {
  if (world.members.length < MEMBERS_MAX && dice.chance(0.7)) return nextId(world);
  const outside = world.members.filter(({ id }) => !voters.includes(id) && !learners.includes(id));
  return outside.length === 0 ? 0 : dice.pick(outside).id;
}

function nextId(world: World): PeerId {
  return Math.max(...world.members.map(({ id }) => id)) + 1;
}
