/** MemberAdmin is what users can do about the members from this node: remove one, or leave. */
import type { ClusterAdmin, LeaveOptions } from "../api/cluster.ts";
import { optionsObject } from "../api/options.ts";
import type { CallOptions } from "../api/run.ts";
import { callBounds } from "../api/start-request.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import { type LeavingSurroundings, leaveCluster } from "./leaving.ts";
import { removeMember } from "./removal.ts";

/** Time for a removal unless the caller says another one, in ms. */
const REMOVE_MS = 10_000;
/** Time that steps in flight get to end when a node leaves. */
const DRAIN_DEFAULT: Duration = "10s";

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
    optionsObject("cluster.remove", options, { known: ["callTimeout"] });
    const { timeoutMs } = callBounds("cluster.remove", options ?? {}, REMOVE_MS);
    await removeMember(nodeId, timeoutMs, this.#surroundings);
  }

  /** Leaves the cluster; whoever calls closes the node then. */
  async leave(options?: LeaveOptions): Promise<void> {
    const known = ["drain", "callTimeout"];
    const { drain = DRAIN_DEFAULT, ...given } = optionsObject("cluster.leave", options, { known });
    const { timeoutMs } = callBounds("cluster.leave", given, REMOVE_MS);
    const drainMs = parseDuration(drain, "cluster.leave.drain");
    this.#leaving ??= this.#leave({ drainMs, timeoutMs });
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
