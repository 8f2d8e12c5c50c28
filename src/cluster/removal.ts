/** Removing a member, from any node: at the leader, as soon as there is one, until the call's time is over. */
import {
  LastMemberError,
  MemberNotFoundError,
  NoQuorumError,
  RuntimeClosedError,
} from "../errors.ts";
import type { Transport } from "../transport/transport.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { ONLY_GROUP } from "./form.ts";
import { isUndelivered } from "./leader-calls.ts";
import type { MemberGroup } from "./membership.ts";
import { decodeLeaveAnswer, encodeLeave, type LeaveAnswer, METHODS } from "./messages.ts";

/** What a removal stands on. */
export interface RemovalSurroundings {
  readonly group: MemberGroup;
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  /** The node that leads, when it is another one and known. */
  readonly leaderNodeId: () => string | null;
  /** The node closes: nobody is asked any more. */
  readonly abortSignal: AbortSignal;
}

/** Whoever is asked, asks again after so long when nobody led, in ms. */
const AGAIN_MS = 50;

/** Removes a member here, if this node leads. */
export async function takeLeave(nodeId: string, group: MemberGroup): Promise<LeaveAnswer> {
  if (!group.leads) return "again";
  const member = group.members().members.find((one) => one.nodeId === nodeId);
  if (member === undefined) return "notFound";
  const { replicaId } = member;
  const result = await group.proposeMember({ type: "MemberLeave", nodeId, replicaId });
  // The term may have ended under it: then the next leader may commit it all the same.
  if (result === null) return "unknown";
  if (result.outcome === "last") return "last";
  return result.outcome === "left" ? "left" : "notFound";
}

/**
 * Removes a member, wherever the leader is.
 *
 * @throws {MemberNotFoundError} when there is no such member.
 * @throws {LastMemberError} when it is the only one.
 * @throws {NoQuorumError} when nobody could do it in time.
 * @throws {RuntimeClosedError} when this node closes meanwhile.
 */
export async function removeMember(
  nodeId: string,
  timeoutMs: number,
  surroundings: RemovalSurroundings,
): Promise<void> {
  const { scheduler, abortSignal } = surroundings;
  const deadline = scheduler.now() + timeoutMs;
  let mayHaveLeft = false;
  for (;;) {
    const left = deadline - scheduler.now();
    if (left <= 0) {
      const found = `did not say in time whether node ${JSON.stringify(nodeId)} is removed; it may be, call again`;
      throw new NoQuorumError({ group: ONLY_GROUP, found: mayHaveLeft ? found : undefined });
    }
    const answer = await ask(nodeId, left, surroundings);
    if (answer === "left") return;
    if (abortSignal.aborted) throw new RuntimeClosedError();
    if (answer === "last") throw new LastMemberError({ nodeId });
    if (answer === "notFound") {
      if (mayHaveLeft) return;
      throw new MemberNotFoundError({ nodeId });
    }
    mayHaveLeft ||= answer === "unknown";
    await pause(scheduler, { pauseMs: AGAIN_MS, abortSignal });
  }
}

/** A while, or until the node closes. */
export function pause(
  scheduler: Scheduler,
  { pauseMs, abortSignal }: { readonly pauseMs: number; readonly abortSignal: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      scheduler.clearTimeout(timer);
      abortSignal.removeEventListener("abort", done);
      resolve();
    };
    const timer = scheduler.setTimeout(done, pauseMs);
    abortSignal.addEventListener("abort", done, { once: true });
  });
}

async function ask(
  nodeId: string,
  timeoutMs: number,
  { group, transport, leaderNodeId, abortSignal }: RemovalSurroundings,
): Promise<LeaveAnswer> {
  if (group.leads) return takeLeave(nodeId, group);
  const leader = leaderNodeId();
  if (leader === null) return "again";
  try {
    const payload = encodeLeave(nodeId);
    const call = { payload, timeoutMs: Math.ceil(timeoutMs), abortSignal };
    return decodeLeaveAnswer(await transport.call(leader, METHODS.leave, call));
  } catch (error) {
    // The leader may have done it before the connection broke.
    return isUndelivered(error) ? "again" : "unknown";
  }
}
