/**
 * Leaving: a node gives its work away and is removed, by itself. First its steps end, then another one leads, then the members are
 * without it, and at last the configuration is; until then its vote is needed, and it stays.
 */
import {
  LastMemberError,
  MemberNotFoundError,
  NoQuorumError,
  RuntimeClosedError,
} from "../errors.ts";
import type { Replica } from "../replica/replica.ts";
import { ONLY_GROUP } from "./form.ts";
import { handOver } from "./hand-over.ts";
import type { MemberGroup } from "./membership.ts";
import { isConfigured } from "./peers.ts";
import { pause, type RemovalSurroundings, removeMember } from "./removal.ts";

/** What it stands on. */
export interface LeavingSurroundings extends RemovalSurroundings {
  readonly nodeId: string;
  readonly replicaId: number;
  readonly group: MemberGroup & { drain(drainMs: number): Promise<void>; goOn(): void };
  readonly replica: Pick<Replica, "status" | "steer">;
  /** Asks the others whether the configuration is without this node. */
  readonly askOthers: () => void;
  /** Whether one of them has said so. */
  readonly isOut: () => boolean;
}

/** How long it may take. */
export interface LeavingBounds {
  /** Time that steps in flight get to end, in ms. */
  readonly drainMs: number;
  /** From then on, in ms. */
  readonly timeoutMs: number;
}

/** The others are asked this often, in ms. */
const ASK_MS = 50;

/**
 * Takes a node out of its cluster; resolves when the configuration is without it. After a failure it goes on.
 *
 * @throws {LastMemberError} when it is the only member.
 * @throws {NoQuorumError} when nobody could do it in time.
 * @throws {RuntimeClosedError} when it closes meanwhile.
 */
export async function leaveCluster(
  surroundings: LeavingSurroundings,
  { drainMs, timeoutMs }: LeavingBounds,
): Promise<void> {
  const { group, replica, scheduler, nodeId, abortSignal } = surroundings;
  const { members } = group.members();
  if (members.every((member) => member.nodeId === nodeId)) throw new LastMemberError({ nodeId });
  await group.drain(drainMs);
  const deadline = scheduler.now() + timeoutMs;
  try {
    await handOver({ replica, scheduler });
    await removeItself(surroundings, deadline - scheduler.now());
    await leftConfiguration(surroundings, deadline);
  } catch (error) {
    if (!abortSignal.aborted) group.goOn();
    throw error;
  }
}

/** It is a member no more then: somebody else may have removed it, or a leave before this one that had no time for the rest. */
async function removeItself(surroundings: LeavingSurroundings, timeoutMs: number): Promise<void> {
  try {
    await removeMember(surroundings.nodeId, timeoutMs, surroundings);
  } catch (error) {
    if (!(error instanceof MemberNotFoundError)) throw error;
  }
}

async function leftConfiguration(
  { replica, replicaId, scheduler, askOthers, isOut, abortSignal }: LeavingSurroundings,
  deadline: number,
): Promise<void> {
  for (;;) {
    if (abortSignal.aborted) throw new RuntimeClosedError();
    const conf = replica.status()?.confState ?? null;
    if (isOut() || (conf !== null && !isConfigured(replicaId, conf))) return;
    if (scheduler.now() >= deadline) {
      const found =
        "has removed this node from its members, and not from its configuration in time; call leave again, when no new node is being added";
      throw new NoQuorumError({ group: ONLY_GROUP, found });
    }
    askOthers();
    await pause(scheduler, { pauseMs: ASK_MS, abortSignal });
  }
}
