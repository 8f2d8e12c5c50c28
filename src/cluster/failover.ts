/**
 * Failover is the short way to a new leader: when the stream from the leader's node breaks and stays broken, the follower forgets the
 * leader and stands for election soon, without waiting for an election timeout. Pre-vote keeps that harmless: as long as a majority
 * hears the leader, nobody is elected.
 */
import type { Replica } from "../replica/replica.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

/** What it stands on. */
export interface FailoverOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly tickMs: number;
  readonly nodeIdOf: (replicaId: number) => string | null;
}

/** Candidates spread over so many ticks, so that they do not split the vote. */
const SPREAD_TICKS = 3;

/** Campaigns of one node's replicas after the loss of a leader. */
export class Failover {
  readonly #options: FailoverOptions;
  readonly #timers = new Set<TimerHandle>();

  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  /** A node cannot be reached any more. */
  peerDown(nodeId: string, replica: Replica): void {
    const { scheduler, random, tickMs, nodeIdOf } = this.#options;
    const hasForgotten = replica.steer((node) => {
      if (node.leader === 0 || node.isLeader || nodeIdOf(node.leader) !== nodeId) return false;
      node.forgetLeader();
      return true;
    });
    if (hasForgotten !== true) return;
    const timer = scheduler.setTimeout(
      () => {
        this.#timers.delete(timer);
        replica.steer((node) => {
          if (node.leader === 0) node.campaign();
        });
      },
      random.next() * SPREAD_TICKS * tickMs,
    );
    this.#timers.add(timer);
  }

  stop(): void {
    for (const timer of this.#timers) this.#options.scheduler.clearTimeout(timer);
    this.#timers.clear();
  }
}
