/**
 * ReplicaMap says which node a replica id stands for: by the members as the state has them, and by the nodes that messages of
 * a replica have come from. The latter serves replicas that have no state yet.
 */
import type { Members } from "../model/members.ts";
import type { Message } from "../raft/types.ts";
import type { GroupMessage } from "../transport/transport.ts";

/** Nodes of the replicas of one group. */
export class ReplicaMap {
  #members = new Map<number, string>();
  readonly #seen = new Map<number, string>();

  /** The members have changed. Those who have left may be of the configuration still. */
  update({ members, removed }: Members): void {
    const all = [...removed, ...members];
    this.#members = new Map(all.map(({ replicaId, nodeId }) => [replicaId, nodeId]));
  }

  /** A message of a replica has come from a node. */
  seen(replicaId: number, nodeId: string): void {
    if (this.#seen.get(replicaId) !== nodeId) this.#seen.set(replicaId, nodeId);
  }

  /** The node of a replica; null for 0, and when nothing is known of it. */
  nodeIdOf(replicaId: number): string | null {
    return this.#members.get(replicaId) ?? this.#seen.get(replicaId) ?? null;
  }

  /** Messages by the nodes that they are for; those to replicas that nobody knows are left out. */
  byNode(group: number, messages: readonly Message[]): Map<string, GroupMessage[]> {
    const byNode = new Map<string, GroupMessage[]>();
    for (const message of messages) {
      const nodeId = this.nodeIdOf(message.to);
      if (nodeId === null) continue;
      const list = byNode.get(nodeId);
      if (list === undefined) byNode.set(nodeId, [{ group, message }]);
      else list.push({ group, message });
    }
    return byNode;
  }
}
