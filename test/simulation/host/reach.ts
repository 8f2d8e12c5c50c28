/**
 * Reach knows which nodes can hear of a majority, as somebody who sees the whole network does. A leader that cannot starts no step later
 * than one election timeout after it last could.
 */
import { expectRule } from "../core/violation.ts";
import type { HostNode } from "./host-node.ts";
import type { World } from "./world.ts";

/** Clocks and timers of a process are this coarse, in ms. */
const SLACK_MS = 1;

interface Standing {
  /** The voters that it was found with. */
  readonly voters: string;
  /** Since when it has not been able to; null while it is. */
  lostAt: number | null;
  /** When it could again, and since when it could not before. */
  regained: { readonly at: number; readonly lostAt: number } | null;
}

export class Reach {
  readonly #world: World;
  readonly #nodes: ReadonlyMap<string, HostNode>;
  readonly #standings = new Map<string, Standing>();

  constructor(world: World, nodes: ReadonlyMap<string, HostNode>) {
    this.#world = world;
    this.#nodes = nodes;
  }

  /** Somebody was cut off, healed, killed, started, stopped, or went on. */
  changed(): void {
    const now = this.#world.scheduler.now();
    for (const node of this.#nodes.values()) {
      const standing = this.#standingOf(node);
      const can = this.#reachesMajority(node);
      if (can && standing.lostAt !== null) {
        standing.regained = { at: now, lostAt: standing.lostAt };
        standing.lostAt = null;
      } else if (!can) standing.lostAt ??= now;
    }
  }

  /** A node is about to call the function of a step. @throws {Violation} */
  mayCallSteps(node: HostNode): void {
    const { scheduler, electionMs, plan } = this.#world;
    const now = scheduler.now();
    // One that is alone is its own majority.
    if (node.life?.replica?.status()?.confState.voters.length === 1) return;
    const { lostAt, regained } = this.#standingOf(node);
    // The answer's way alone: a question may have waited in the socket of a process that was stopped.
    const way = plan.network.delayMinMs;
    const since = lostAt ?? (regained !== null && now < regained.at + way ? regained.lostAt : now);
    expectRule(now - since <= electionMs + SLACK_MS, "steps need contact", () => {
      return `${node.nodeId} calls one ${(now - since).toFixed(1)} ms after its last contact`;
    });
  }

  /** Anew with each configuration: what was known of others before says nothing of these. */
  #standingOf({ nodeId, life }: HostNode): Standing {
    const known = this.#standings.get(nodeId);
    const voters = life?.replica?.status()?.confState.voters.join() ?? "";
    if (known?.voters === voters) return known;
    const standing: Standing = { voters, lostAt: null, regained: null };
    this.#standings.set(nodeId, standing);
    return standing;
  }

  /** By the configuration that the node itself has. While that changes it is not known who counts. */
  #reachesMajority(node: HostNode): boolean {
    const conf = node.life?.replica?.status()?.confState;
    if (node.life === null || node.life.scheduler.isStopped) return false;
    if (conf === undefined || conf.votersOutgoing.length > 0) return true;
    const { members } = this.#world.oracle.members();
    let count = 0;
    for (const voter of conf.voters) {
      const nodeId = members.find(({ replicaId }) => replicaId === voter)?.nodeId;
      // One that is named no more may be anywhere.
      if (nodeId === undefined || nodeId === node.nodeId || this.#hears(node, nodeId)) count += 1;
    }
    return count > conf.voters.length / 2;
  }

  #hears(node: HostNode, otherId: string): boolean {
    const { network } = this.#world;
    const other = this.#nodes.get(otherId)?.life;
    if (other === undefined || other === null || other.scheduler.isStopped) return false;
    return !network.isCut(node.nodeId, otherId) && !network.isCut(otherId, node.nodeId);
  }
}
