/** Handing leadership over: to whom, and how long that may take. */
import type { ProgressStatus, Status } from "../raft/status.ts";
import type { Replica } from "../replica/replica.ts";
import type { Scheduler } from "../util/scheduler.ts";

/** A transfer that takes longer has failed: the others elect somebody, in ms. */
const HAND_OVER_MS = 250;
/** It is looked at this often, in ms. */
const LOOK_MS = 5;
/** Who is behind by no more entries than this has caught up. */
const CAUGHT_UP_ENTRIES = 256;

/** Whether a peer has almost all of the log, as its leader knows it. */
export function isCaughtUp({ state, match }: ProgressStatus, { lastIndex }: Status): boolean {
  return state === "replicate" && lastIndex - match <= CAUGHT_UP_ENTRIES;
}

/** Whether a peer could lead in this leader's place at once: a voter that answers and has caught up, and not one with a silent host. */
export function canLead(progress: ProgressStatus, status: Status): boolean {
  const { id, isLearner, recentlyActive, hostSilent } = progress;
  const isVoter = status.confState.voters.includes(id) && !isLearner;
  const answers = recentlyActive && hostSilent !== true;
  return id !== status.id && isVoter && answers && isCaughtUp(progress, status);
}

/**
 * Who is furthest of those that may lead in this leader's place, one with a silent host only when there is no other one; null when there is
 * nobody, or it is being handed over.
 */
export function successorOf(
  status: Status,
  mayLead: (progress: ProgressStatus) => boolean,
): number | null {
  if (status.leadTransferee !== 0) return null;
  const [best] = status.progress
    .filter((progress) => {
      const { id, isLearner, recentlyActive } = progress;
      return id !== status.id && !isLearner && recentlyActive && mayLead(progress);
    })
    .sort((one, other) => silence(one) - silence(other) || other.match - one.match);
  return best?.id ?? null;
}

function silence({ hostSilent }: ProgressStatus): number {
  return hostSilent === true ? 1 : 0;
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
  const isVoter = ({ id }: ProgressStatus): boolean => status.confState.voters.includes(id);
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
