/** MemberAdmin is what users can do about the members from this node: remove one, or leave. */
import type { ClusterAdmin, LeaveOptions } from "../api/cluster.ts";
import { optionsObject } from "../api/options.ts";
import type { CallOptions } from "../api/run.ts";
import { callBounds } from "../api/start-request.ts";
import { assertWellFormed } from "../model/names.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import { type LeavingSurroundings, leaveCluster } from "./leaving.ts";
import { removeMember } from "./removal.ts";

/** Time for a removal unless the caller says another one, in ms. */
const REMOVE_MS = 10_000;
/** Time that steps in flight get to end when a node leaves. */
const DRAIN_DEFAULT: Duration = "10s";

/** How long a removal may take, in ms. @throws {InvalidArgumentError} naming what is wrong with what was given. */
export function removalTimeout(
  nodeId: string,
  options: Pick<CallOptions, "callTimeout"> | undefined,
): number {
  assertWellFormed(nodeId, "cluster.remove: nodeId");
  const given = optionsObject("cluster.remove", options, { known: ["callTimeout"] });
  return callBounds("cluster.remove", given, REMOVE_MS).timeoutMs;
}

/** How long the parts of a leave may take. @throws {InvalidArgumentError} naming what is wrong with what was given. */
export function leaveBounds(options: LeaveOptions | undefined): {
  readonly drainMs: number;
  readonly timeoutMs: number;
} {
  const known = ["drain", "callTimeout"];
  const { drain = DRAIN_DEFAULT, ...given } = optionsObject("cluster.leave", options, { known });
  const { timeoutMs } = callBounds("cluster.leave", given, REMOVE_MS);
  return { drainMs: parseDuration(drain, "cluster.leave.drain"), timeoutMs };
}

/** Changes of the members. */
export class MemberAdmin implements Pick<ClusterAdmin, "remove" | "leave"> {
  readonly #surroundings: LeavingSurroundings;
  #leaving: Promise<void> | null = null;

  constructor(surroundings: LeavingSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Whether this node is about to leave. */
  get isLeaving(): boolean {
    return this.#leaving !== null;
  }

  async remove(nodeId: string, options?: Pick<CallOptions, "callTimeout">): Promise<void> {
    await removeMember(nodeId, removalTimeout(nodeId, options), this.#surroundings);
  }

  /** Leaves the cluster; whoever calls closes the node then. */
  async leave(options?: LeaveOptions): Promise<void> {
    const bounds = leaveBounds(options);
    this.#leaving ??= this.#leave(bounds);
    await this.#leaving;
  }

  async #leave(bounds: { drainMs: number; timeoutMs: number }): Promise<void> {
    try {
      await leaveCluster(this.#surroundings, bounds);
    } catch (error) {
      this.#leaving = null;
      throw error;
    }
  }
}
