/** Handing leadership over: to whom, and how long that may take. */
import type { Status } from "../raft/status.ts";
import type { Replica } from "../replica/replica.ts";
import type { Scheduler } from "../util/scheduler.ts";

/** A transfer that takes longer has failed: the others elect somebody, in ms. */
const HAND_OVER_MS = 250;
/** It is looked at this often, in ms. */
const LOOK_MS = 5;

/** Who is furthest of those that may lead in this leader's place; null when there is nobody, or it is being handed over. */
export function successorOf(
  status: Status,
  mayLead: (replicaId: number) => boolean,
): number | null {
  if (status.leadTransferee !== 0) return null;
  const [best] = status.progress
    .filter(({ id, isLearner, recentlyActive }) => {
      return id !== status.id && !isLearner && recentlyActive && mayLead(id);
    })
    .sort((one, other) => other.match - one.match);
  return best?.id ?? null;
}

/**
 * Hands leadership over when this replica has it, to the one that is furthest unless another one is named. Resolves when another one
 * leads, or when that takes too long.
 */
export async function handOver(parts: {
  readonly replica: Pick<Replica, "status" | "steer">;
  readonly scheduler: Scheduler;
  readonly successor?: number | undefined;
}): Promise<void> {
  const { replica, scheduler } = parts;
  const status = replica.status();
  if (status === null || status.role !== "leader") return;
  const isVoter = (replicaId: number): boolean => status.confState.voters.includes(replicaId);
  const successor = parts.successor ?? successorOf(status, isVoter);
  if (successor === null) return;
  replica.steer((node) => {
    node.transferLeader(successor);
  });
  const deadline = scheduler.now() + HAND_OVER_MS;
  const isOver = (): boolean => {
    const now = replica.status();
    return now === null || (now.role !== "leader" && now.leader !== 0);
  };
  while (!isOver() && scheduler.now() < deadline) {
    await new Promise<void>((resolve) => {
      scheduler.setTimeout(resolve, LOOK_MS);
    });
  }
}
