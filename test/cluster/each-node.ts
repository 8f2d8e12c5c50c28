/**
 * A cluster whose nodes have definitions of their own: so a function can tell the test on which node it is. What it was given there
 * is compared over the nodes, not only the results that the log has.
 */
import type { AnyWorkflow } from "../../src/api/definition.ts";
import { TestCluster, type TestClusterOptions } from "../support/cluster.ts";

export const NODES: readonly string[] = ["n1", "n2", "n3"];

/** Values that functions were given, by node and run, in order. */
export class Seen {
  readonly #values = new Map<string, unknown[]>();

  /** A function of `workflowId` on a node has a value. */
  note(nodeId: string, workflowId: string, value: unknown): void {
    this.of(nodeId, workflowId).push(value);
  }

  /** The function is called again from its beginning. */
  restart(nodeId: string, workflowId: string): void {
    this.#values.delete(JSON.stringify([nodeId, workflowId]));
  }

  of(nodeId: string, workflowId: string): unknown[] {
    const id = JSON.stringify([nodeId, workflowId]);
    const values = this.#values.get(id) ?? [];
    this.#values.set(id, values);
    return values;
  }
}

/** How the nodes of such a cluster are made. */
export interface EachNodeOptions extends Omit<TestClusterOptions, "nodes" | "workflows"> {
  readonly nodes?: readonly string[];
  readonly workflowsOf: (nodeId: string) => readonly AnyWorkflow[];
}

export class EachNodeCluster extends TestCluster {
  readonly #workflowsOf: (nodeId: string) => readonly AnyWorkflow[];

  private constructor({ workflowsOf, nodes = NODES, ...options }: EachNodeOptions) {
    super({ ...options, nodes });
    this.#workflowsOf = workflowsOf;
  }

  /** Opens all nodes and waits until they vote and one leads. */
  static async formed(options: EachNodeOptions): Promise<EachNodeCluster> {
    const cluster = new EachNodeCluster(options);
    const nodes = options.nodes ?? NODES;
    await cluster.wait(Promise.all(nodes.map((nodeId) => cluster.begin(nodeId))));
    await cluster.until(() => nodes.every((id) => cluster.voters(id).length === nodes.length));
    await cluster.waitForLeader();
    await cluster.until(() => nodes.every((id) => cluster.core(id).group.leaderReplicaId !== 0));
    return cluster;
  }

  /** Starts a node with its own definitions. */
  async begin(nodeId: string, options: { join?: readonly string[] } = {}): Promise<void> {
    const { join } = options;
    const joining = join === undefined ? {} : { initialNodes: [], join };
    await this.start(nodeId, { workflows: this.#workflowsOf(nodeId), ...joining });
  }

  /** A node that does not lead. */
  get follower(): string {
    return this.living.find((nodeId) => nodeId !== this.leader) ?? "";
  }
}
