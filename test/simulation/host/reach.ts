/**
 * Reach knows when each node can last have asked a majority and heard of it, as somebody who sees the whole network does. A leader
 * starts no step later than one election timeout after that.
 *
 * A question and its answer need not find both ways open at once, nor those to all others: what waits in a stream that is cut comes
 * when it heals. What counts is when the question can have left.
 */
import { expectRule } from "../core/violation.ts";
import type { HostNode, Life } from "./host-node.ts";
import type { World } from "./world.ts";

/** Clocks and timers of a process are this coarse, in ms. */
const SLACK_MS = 1;

/** Two nodes, as one of them knows the other. Times are virtual, in ms. */
interface Link {
  /** Questions get there. */
  isOpen: boolean;
  /** Since when answers have come back; null while they do not. */
  backSince: number | null;
  /** A question can have left until then. */
  askedAt: number;
  /** The newest question that can have been answered. */
  answeredAt: number;
}

interface Standing {
  /** The configuration that it was found with. */
  readonly conf: string;
  readonly since: number;
}

export class Reach {
  readonly #world: World;
  readonly #nodes: ReadonlyMap<string, HostNode>;
  /** By the names of both. */
  readonly #links = new Map<string, Link>();
  readonly #standings = new Map<string, Standing>();

  constructor(world: World, nodes: ReadonlyMap<string, HostNode>) {
    this.#world = world;
    this.#nodes = nodes;
  }

  /** Somebody was cut off, healed, killed, started, stopped, or went on. */
  changed(): void {
    for (const node of this.#nodes.values()) {
      this.#standingOf(node);
      for (const other of this.#nodes.values()) {
        if (other !== node) this.#update(this.#linkOf(node.nodeId, other.nodeId), node, other);
      }
    }
  }

  /** A node is about to call the function of a step. @throws {Violation} */
  mayCallSteps(node: HostNode): void {
    const { scheduler, electionMs } = this.#world;
    const now = scheduler.now();
    const conf = node.life?.replica?.status()?.confState;
    // One that is alone is its own majority. While a configuration changes it is not known who counts.
    if (conf === undefined || conf.voters.length === 1 || conf.votersOutgoing.length > 0) return;
    const { members } = this.#world.oracle.members();
    const times = conf.voters.map((voter) => {
      const nodeId = members.find(({ replicaId }) => replicaId === voter)?.nodeId;
      // One that is named no more may be anywhere.
      if (nodeId === undefined || nodeId === node.nodeId) return now;
      return this.#linkOf(node.nodeId, nodeId).answeredAt;
    });
    times.sort((one, other) => other - one);
    // What was heard before a configuration says nothing of those in it.
    const contact = Math.max(
      times[Math.floor(times.length / 2)] ?? now,
      this.#standingOf(node).since,
    );
    expectRule(now - contact <= electionMs + SLACK_MS, "steps need contact", () => {
      return `${node.nodeId} calls one ${(now - contact).toFixed(1)} ms after its last contact`;
    });
  }

  #standingOf({ nodeId, life }: HostNode): Standing {
    const known = this.#standings.get(nodeId);
    const { voters, votersOutgoing } = life?.replica?.status()?.confState ?? {};
    const conf = JSON.stringify([voters, votersOutgoing]);
    if (known?.conf === conf) return known;
    const standing = { conf, since: this.#world.scheduler.now() };
    this.#standings.set(nodeId, standing);
    return standing;
  }

  /** A link, with what the time since it was looked at last has brought. */
  #linkOf(nodeId: string, otherId: string): Link {
    const { scheduler, plan } = this.#world;
    const now = scheduler.now();
    const name = `${nodeId} ${otherId}`;
    const never = { askedAt: -Infinity, answeredAt: -Infinity };
    const link = this.#links.get(name) ?? { isOpen: false, backSince: null, ...never };
    this.#links.set(name, link);
    if (link.isOpen) link.askedAt = now;
    // The answer's way alone: a question may have waited in the socket of a process that was stopped.
    const isBack = link.backSince !== null && now >= link.backSince + plan.network.delayMinMs;
    if (isBack) link.answeredAt = link.askedAt;
    return link;
  }

  #update(link: Link, node: HostNode, other: HostNode): void {
    const { network, scheduler } = this.#world;
    const isRunning = isAwake(node.life);
    link.isOpen = isRunning && other.life !== null && !network.isCut(node.nodeId, other.nodeId);
    const isBack = isRunning && isAwake(other.life) && !network.isCut(other.nodeId, node.nodeId);
    link.backSince = isBack ? (link.backSince ?? scheduler.now()) : null;
  }
}

function isAwake(life: Life | null): boolean {
  return life !== null && !life.scheduler.isStopped;
}
