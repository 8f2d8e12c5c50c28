/** Joining, on the side of those who are asked: the leader takes a node in, or says why not. */
import { JoinRefusedError } from "../errors.ts";
import { levelOfAll, type Member } from "../model/members.ts";
import type { MembershipPolicy } from "./cluster-node.ts";
import type { MemberGroup } from "./membership.ts";
import type { JoinAnswer, JoinRequest, KnownNode } from "./messages.ts";

/** What the answer depends on. */
export interface JoinSurroundings {
  readonly group: MemberGroup;
  readonly policy: MembershipPolicy;
  /** Nodes that the configuration of this node lists. */
  readonly listed: readonly string[];
  readonly clusterId: string;
  /** "" when it is not known. */
  readonly leaderAddress: string;
  readonly known: () => readonly KnownNode[];
}

/** Takes a node in, or says why not. */
export async function takeJoin(
  request: JoinRequest,
  { group, policy, listed, clusterId, leaderAddress, known }: JoinSurroundings,
): Promise<JoinAnswer> {
  const { nodeId } = request;
  if (policy !== "open" && !listed.includes(nodeId)) {
    return refused(`policy ${JSON.stringify(policy)} lists other nodes`);
  }
  const { members } = group.members();
  // The founder is named first.
  if (!group.leads || members.length === 0) return { outcome: "again", leaderAddress };
  const command = { ...request, type: "MemberJoin", replicaId: 0 } as const;
  const result = await group.proposeMember(command);
  switch (result?.outcome) {
    case "joined":
    case "known": {
      const places = new Map(known().map((node) => [node.nodeId, node]));
      const others = group.members().members.map((member) => placeOf(member, places));
      return { outcome: "joined", clusterId, replicaId: result.replicaId, known: others };
    }
    case "stale":
      return refused("a newer directory of this node is a member", newestOf(request, group));
    case "removed": {
      const reason = "the node was removed; its directory must be emptied";
      return refused(reason, newestOf(request, group));
    }
    case "tooOld":
      return refused(tooOld(request.commandLevel, members));
    default:
      return { outcome: "again", leaderAddress: "" };
  }
}

function refused(reason: string, incarnation: number = 0): JoinAnswer {
  return { outcome: "refused", reason, incarnation };
}

/** The newest directory of a node that was refused for it. */
function newestOf({ nodeId }: JoinRequest, group: MemberGroup): number {
  const { members, removed } = group.members();
  const known = [...members, ...removed].filter((one) => one.nodeId === nodeId);
  return Math.max(0, ...known.map((one) => one.incarnation));
}

/** Refuses a node in which an older version was installed than all members have: they may use commands that it does not know. */
export function tooOldRefusal(node: {
  readonly nodeId: string;
  readonly commandLevel: number;
  readonly members: readonly Member[];
}): JoinRefusedError | null {
  const { nodeId, commandLevel, members } = node;
  if (members.length === 0 || levelOfAll(members) <= commandLevel) return null;
  return new JoinRefusedError({ nodeId, reason: tooOld(commandLevel, members) });
}

/** Why a node of this level is not taken in. */
function tooOld(commandLevel: number, members: readonly Member[]): string {
  const inUse = levelOfAll(members);
  return `its version knows commands up to level ${commandLevel}, and the cluster uses those of level ${inUse}; install a newer version`;
}

function placeOf({ nodeId, address }: Member, places: ReadonlyMap<string, KnownNode>): KnownNode {
  return places.get(nodeId) ?? { nodeId, address, saidAt: 0 };
}
