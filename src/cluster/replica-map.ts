/**
 * ReplicaMap says which node a replica id stands for: by the members as the state has them, and by the nodes that messages of
 * a replica have come from. The latter serves replicas that have no state yet.
 */
import type { Member } from "../model/members.ts";

/** Nodes of the replicas of one group. */
export class ReplicaMap {
  #members = new Map<number, string>();
  readonly #seen = new Map<number, string>();

  /** The members have changed. */
  update(members: readonly Member[]): void {
    this.#members = new Map(members.map(({ replicaId, nodeId }) => [replicaId, nodeId]));
  }

  /** A message of a replica has come from a node. */
  seen(replicaId: number, nodeId: string): void {
    if (this.#seen.get(replicaId) !== nodeId) this.#seen.set(replicaId, nodeId);
  }

  /** The node of a replica; null for 0, and when nothing is known of it. */
  nodeIdOf(replicaId: number): string | null {
    return this.#members.get(replicaId) ?? this.#seen.get(replicaId) ?? null;
  }
}
