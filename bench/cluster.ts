/**
 * A cluster of three nodes, each a process on this machine, for benchmarks. W1 to W4 are driven from inside the leader's process, as
 * users would; this process only asks and waits. Each workload ends with the comparison of all runs, results and histories, of all nodes.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { NodeCalls, NodeMessage, NodePlan } from "./cluster-node.ts";
import type { NodeNews } from "./failover-program.ts";
import type { Figure } from "./figures.ts";
import { makeDirectory } from "./node.ts";

const CHILD = fileURLToPath(new URL("./cluster-node.ts", import.meta.url));
const NODE_IDS = ["n1", "n2", "n3"];
/** Below the ports that systems give to connections that go out: one of those could take a dead node's port. */
const PORTS = { from: 10_000, count: 20_000 };
/** How often nodes are asked whether the cluster is whole, and how long, in ms. */
const ASK_EVERY_MS = 20;
const WHOLE_WITHIN_MS = 60_000;

/** Hears what nodes say. */
export type NewsListener = (nodeId: string, news: NodeNews) => void;

/** One life of a node. */
class NodeProcess {
  readonly nodeId: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(e: Error): void }>();
  readonly #exit: Promise<unknown>;
  #asked = 0;

  constructor(plan: NodePlan, onNews: NewsListener) {
    this.nodeId = plan.nodeId;
    this.#child = fork(CHILD, [JSON.stringify(plan)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#exit = once(this.#child, "exit").then(() => {
      for (const waiting of this.#waiting.values())
        waiting.reject(new Error(`${this.nodeId} is gone`));
      this.#waiting.clear();
    });
    this.#child.on("message", (message: NodeMessage) => {
      if (message.type === "news") {
        onNews(this.nodeId, message.news);
        return;
      }
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.type === "answer") waiting?.resolve(message.value);
      else waiting?.reject(new Error(`${this.nodeId}: ${message.text}`));
    });
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  ask<K extends keyof NodeCalls>(
    call: K,
    ...args: Parameters<NodeCalls[K]>
  ): Promise<Awaited<ReturnType<NodeCalls[K]>>> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) throw new Error(`${this.nodeId} is gone`);
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, call, args });
    });
  }

  /** Nothing of it runs from here on. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async gone(): Promise<void> {
    await this.#exit;
  }

  async close(): Promise<void> {
    await this.ask("close");
    this.#child.disconnect();
    await this.#exit;
  }
}

/** Three nodes. */
export class BenchCluster {
  readonly effectsPath: string;
  /** Called for what nodes say, beside what this class needs of it. */
  onNews: NewsListener = () => {};
  readonly #directory: string;
  readonly #addresses: NodePlan["nodes"];
  readonly #nodes = new Map<string, NodeProcess>();
  readonly #wrong: string[] = [];
  #lives = 0;

  private constructor(directory: string, addresses: NodePlan["nodes"]) {
    this.#directory = directory;
    this.#addresses = addresses;
    this.effectsPath = join(directory, "effects");
  }

  /** Runs `measure` on a fresh cluster that is whole, and removes everything afterwards. */
  static async with<T>(measure: (cluster: BenchCluster) => Promise<T>): Promise<T> {
    const directory = makeDirectory();
    const ports = await freePorts(NODE_IDS.length);
    const addresses = NODE_IDS.map((nodeId, at) => ({ nodeId, address: `127.0.0.1:${ports[at]}` }));
    const cluster = new BenchCluster(directory, addresses);
    try {
      await Promise.all(NODE_IDS.map((nodeId) => cluster.start(nodeId)));
      await cluster.whole();
      const measured = await measure(cluster);
      await cluster.compare();
      await Promise.all(cluster.living.map((node) => node.close()));
      return measured;
    } finally {
      for (const node of cluster.living) node.kill();
      await Promise.all([...cluster.#nodes.values()].map((node) => node.gone()));
      rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Nodes that live. */
  get living(): NodeProcess[] {
    return [...this.#nodes.values()].filter((node) => node.isAlive);
  }

  /** A node by its id. */
  node(nodeId: string): NodeProcess {
    const node = this.#nodes.get(nodeId);
    if (node === undefined) throw new Error(`${nodeId} was never started`);
    return node;
  }

  /** Starts a node, also one that was killed; resolves when its runtime is open. */
  async start(nodeId: string): Promise<void> {
    this.#lives += 1;
    await new Promise<void>((resolve, reject) => {
      const node = new NodeProcess(
        {
          nodeId,
          life: `${nodeId}.${this.#lives}`,
          directory: this.#directory,
          effectsPath: this.effectsPath,
          nodes: this.#addresses,
        },
        (from, news) => {
          if (news.type === "open") resolve();
          else if (news.type === "wrong") this.#wrong.push(`${from}: ${news.text}`);
          this.onNews(from, news);
        },
      );
      this.#nodes.set(nodeId, node);
      node.gone().then(() => reject(new Error(`${nodeId} ended before it was open`)), reject);
    });
  }

  /** Waits until all nodes live, vote, see each other and have applied what is committed. Gives back who leads. */
  async whole(): Promise<string> {
    const end = performance.now() + WHOLE_WITHIN_MS;
    for (;;) {
      const infos = await Promise.all(this.living.map((node) => node.ask("info")));
      const [first] = infos;
      const isWhole =
        infos.length === NODE_IDS.length &&
        infos.every(({ members, leaderNodeId, term }) => {
          const voters = members.filter(({ role, isConnected }) => role === "voter" && isConnected);
          const agrees = term === first?.term && leaderNodeId === first.leaderNodeId;
          return voters.length === NODE_IDS.length && agrees && leaderNodeId !== null;
        });
      if (isWhole && first !== undefined) {
        await Promise.all(this.living.map((node) => node.ask("catchUp")));
        return first.leaderNodeId ?? "";
      }
      if (performance.now() > end) {
        throw new Error(`not whole within ${WHOLE_WITHIN_MS} ms: ${JSON.stringify(infos)}`);
      }
      await delay(ASK_EVERY_MS);
    }
  }

  /** @throws {Error} when nodes have said that something is wrong, or disagree about any run. */
  async compare(): Promise<void> {
    if (this.#wrong.length > 0) throw new Error(this.#wrong.join("\n"));
    await this.whole();
    const digests = await Promise.all(this.living.map((node) => node.ask("digest")));
    if (new Set(digests.map((one) => JSON.stringify(one))).size !== 1) {
      throw new Error(`the nodes disagree: ${JSON.stringify(digests)}`);
    }
  }
}

/** W1 to W4 in the leader's process of a cluster of three, and what a follower uses for it. */
export function measureCluster(workload: string, seconds: number): Promise<Figure[]> {
  return BenchCluster.with(async (cluster) => {
    const leader = await cluster.whole();
    const followers = cluster.living.filter(({ nodeId }) => nodeId !== leader);
    const cpuMs = async (): Promise<number> => {
      const used = await Promise.all(followers.map((node) => node.ask("cpuMs")));
      return used.reduce((sum, one) => sum + one, 0) / followers.length;
    };
    const before = await cpuMs();
    const figures = await cluster.node(leader).ask("measure", workload, seconds);
    const used = (await cpuMs()) - before;
    const { runs } = await cluster.node(leader).ask("digest");
    const figure = { metric: "follower_cpu_ms_per_workflow", value: used / runs, unit: "ms" };
    return [...figures, { workload, nodes: NODE_IDS.length, ...figure }];
  });
}

/** Ports of this machine that nobody listens on at the moment. */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
