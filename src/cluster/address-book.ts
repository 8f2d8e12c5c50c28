/**
 * AddressBook knows where other nodes are: by configuration, by the members as the state has them, and by what nodes say of
 * themselves. The newest self-statement wins; addresses are hints, and never consensus data.
 */
import type { KnownNode } from "./messages.ts";

/** Addresses by node id. */
export class AddressBook {
  readonly #known = new Map<string, KnownNode>();

  /** What was configured, or stands in the state: believed only when nothing newer is known. */
  configured(nodes: Iterable<{ readonly nodeId: string; readonly address: string }>): void {
    for (const { nodeId, address } of nodes) {
      if (!this.#known.has(nodeId)) this.#known.set(nodeId, { nodeId, address, saidAt: 0 });
    }
  }

  /** What somebody has heard a node say. Returns whether that is news. */
  heard(node: KnownNode): boolean {
    const before = this.#known.get(node.nodeId);
    if (before !== undefined && before.saidAt >= node.saidAt) return false;
    if (node.address === "") return false;
    this.#known.set(node.nodeId, node);
    return before?.address !== node.address;
  }

  /** Where a node is; undefined when nobody has said. */
  addressOf(nodeId: string): string | undefined {
    return this.#known.get(nodeId)?.address;
  }

  /** Where a node has said that it is; undefined when it has not. */
  saidAddressOf(nodeId: string): string | undefined {
    const known = this.#known.get(nodeId);
    return known === undefined || known.saidAt === 0 ? undefined : known.address;
  }

  /** Everything known. */
  all(): KnownNode[] {
    return [...this.#known.values()];
  }
}
