/**
 * ProcessCluster is a cluster of nodes that are processes on this machine: each with a directory of its own, all connections through a
 * switchboard. Nodes can be killed, paused, cut off, wiped and started again. At the end nothing of it is left.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ClusterInfo } from "raftwork";
import { NodeProcess } from "./node-process.ts";
import type { NodeNews, OutsideLine } from "./protocol.ts";
import { type LinkState, Switchboard } from "./switchboard.ts";

/** What a cluster is made of. */
export interface ProcessClusterOptions {
  /** @defaultValue n1, n2, n3 */
  readonly nodeIds?: readonly string[];
  /** Nodes that may be started later and then join. */
  readonly laterIds?: readonly string[];
  /** Options of all runtimes. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Entries that are kept for followers that are behind, with entries of a kilobyte at most. @defaultValue as users have it */
  readonly trailingEntries?: number;
}

/** A node's marks, and whoever waits for one. */
type MarkListener = (nodeId: string, workflowId: string, name: string) => void;

/** How often nodes are asked whether the cluster is as it should be, in ms: there is no event of that. */
const ASK_EVERY_MS = 20;
const WITHIN_MS = 180_000;
const HELD: LinkState = { type: "held" };

/** Nodes as processes. */
export class ProcessCluster implements AsyncDisposable {
  readonly switchboard: Switchboard;
  readonly directory: string;
  /** What nodes said that is wrong. */
  readonly wrong: string[] = [];
  readonly #options: ProcessClusterOptions;
  readonly #nodeIds: readonly string[];
  readonly #addresses: ReadonlyMap<string, string>;
  readonly #nodes = new Map<string, NodeProcess>();
  readonly #lives = new Map<string, number>();
  readonly #onMark = new Set<MarkListener>();

  private constructor(
    options: ProcessClusterOptions,
    addresses: ReadonlyMap<string, string>,
    switchboard: Switchboard,
  ) {
    this.#options = options;
    this.#nodeIds = options.nodeIds ?? DEFAULT_IDS;
    this.#addresses = addresses;
    this.switchboard = switchboard;
    this.directory = mkdtempSync(join(tmpdir(), "raftwork-processes-"));
    mkdirSync(join(this.directory, "outside"));
  }

  /** Starts all nodes but the later ones and waits until they are one cluster. */
  static async open(options: ProcessClusterOptions = {}): Promise<ProcessCluster> {
    const { nodeIds = DEFAULT_IDS, laterIds = [] } = options;
    // Names in the form of addresses: the switchboard knows where the nodes are.
    const addresses = new Map(
      [...nodeIds, ...laterIds].map((nodeId, at) => [nodeId, `127.0.0.1:${at + 1}`]),
    );
    const nodeAt = new Map([...addresses].map(([nodeId, address]) => [address, nodeId]));
    const cluster = new ProcessCluster(options, addresses, await Switchboard.open(nodeAt));
    try {
      await Promise.all(nodeIds.map((nodeId) => cluster.start(nodeId)));
      await cluster.whole(nodeIds);
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Nodes that live. */
  get living(): NodeProcess[] {
    return [...this.#nodes.values()].filter((node) => node.isAlive);
  }

  /** The newest life of a node. */
  node(nodeId: string): NodeProcess {
    const node = this.#nodes.get(nodeId);
    if (node === undefined) throw new Error(`${nodeId} was never started`);
    return node;
  }

  /** The directory of a node. */
  dataDir(nodeId: string): string {
    return join(this.directory, nodeId);
  }

  /**
   * Starts a node, also one that was killed, or a later one, which joins; resolves when its runtime is open.
   *
   * @throws {Error} when it ends before.
   */
  async start(nodeId: string): Promise<void> {
    const life = (this.#lives.get(nodeId) ?? 0) + 1;
    this.#lives.set(nodeId, life);
    const name = `${nodeId}.${life}`;
    const isLater = !this.#nodeIds.includes(nodeId);
    const nodes = this.#nodeIds.map((id) => ({ nodeId: id, address: this.#addressOf(id) }));
    await new Promise<void>((resolve, reject) => {
      const node = new NodeProcess(
        {
          nodeId,
          life: name,
          dataDir: this.dataDir(nodeId),
          outsidePath: join(this.directory, "outside", name),
          port: this.switchboard.port,
          address: this.#addressOf(nodeId),
          addresses: [...this.#addresses.values()],
          initialNodes: isLater ? null : nodes,
          join: isLater ? nodes.map(({ address }) => address) : [],
          options: this.#options.options ?? {},
          trailingEntries: this.#options.trailingEntries ?? null,
        },
        (news) => {
          this.#heard(name, news);
          if (news.type === "listening") this.switchboard.place(nodeId, news.port);
          else if (news.type === "open") resolve();
          else if (news.type === "wrong") reject(new Error(`${name}: ${news.text}`));
        },
      );
      this.#nodes.set(nodeId, node);
    });
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(nodeId: string): Promise<void> {
    await this.node(nodeId).kill();
    this.switchboard.place(nodeId, null);
  }

  /** A node whose process is dead loses everything that it had. */
  wipe(nodeId: string): void {
    if (this.node(nodeId).isAlive) throw new Error(`${nodeId} lives`);
    rmSync(this.dataDir(nodeId), { recursive: true });
  }

  /** Nobody hears a node, and it hears nobody, until the switchboard heals. */
  cutOff(nodeId: string, state: LinkState = HELD): void {
    for (const other of this.#addresses.keys()) {
      if (other === nodeId) continue;
      this.switchboard.set(nodeId, other, state);
      this.switchboard.set(other, nodeId, state);
    }
  }

  /**
   * Waits until the given nodes live, vote, see each other, agree who leads, and have applied what is committed. Gives back who leads.
   *
   * @throws {Error} when that takes longer than three minutes.
   */
  async whole(nodeIds: readonly string[] = this.#nodeIds): Promise<string> {
    const leader = await this.#until(nodeIds, (infos) => {
      const [first] = infos;
      const isWhole = infos.every(({ members, leaderNodeId, term }) => {
        const connected = members.filter(
          ({ role, isConnected }) => role === "voter" && isConnected,
        );
        const sees = nodeIds.every((id) => connected.some(({ nodeId }) => nodeId === id));
        return sees && term === first?.term && leaderNodeId === first.leaderNodeId;
      });
      return isWhole ? (first?.leaderNodeId ?? null) : null;
    });
    await Promise.all(nodeIds.map((nodeId) => this.node(nodeId).ask("catchUp")));
    return leader;
  }

  /** Waits until one of the given nodes leads and the others know; gives back which. */
  leader(nodeIds: readonly string[] = this.#nodeIds): Promise<string> {
    return this.#until(nodeIds, (infos) => {
      const leaders = new Set(infos.map(({ leaderNodeId }) => leaderNodeId));
      const [leader = null] = leaders;
      return leaders.size === 1 && leader !== null && nodeIds.includes(leader) ? leader : null;
    });
  }

  /** The next mark for which `holds`; gives back the node that told it. */
  marked(holds: (nodeId: string, workflowId: string, name: string) => boolean): Promise<string> {
    return new Promise((resolve) => {
      const listener: MarkListener = (nodeId, workflowId, name) => {
        if (!holds(nodeId, workflowId, name)) return;
        this.#onMark.delete(listener);
        resolve(nodeId);
      };
      this.#onMark.add(listener);
    });
  }

  /** What each life has left outside, in its own order. */
  outside(): ReadonlyMap<string, readonly OutsideLine[]> {
    const directory = join(this.directory, "outside");
    return new Map(
      readdirSync(directory).map((life) => {
        const lines = readFileSync(join(directory, life), "utf8").split("\n");
        if (lines.pop() !== "") throw new Error(`what ${life} has left ends within a line`);
        return [life, lines.map((line) => JSON.parse(line) as OutsideLine)];
      }),
    );
  }

  /** @throws {Error} when nodes have said that something is wrong, or disagree about any run. */
  async compare(nodeIds: readonly string[] = this.#nodeIds): Promise<void> {
    if (this.wrong.length > 0) throw new Error(this.wrong.join("\n"));
    await this.whole(nodeIds);
    const digests = await Promise.all(nodeIds.map((nodeId) => this.node(nodeId).ask("digest")));
    if (new Set(digests.map((one) => JSON.stringify(one))).size !== 1) {
      throw new Error(`the nodes disagree: ${JSON.stringify(digests)}`);
    }
  }

  /** Kills what lives and removes everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.kill()));
    await this.switchboard.close();
    if (existsSync(this.directory)) rmSync(this.directory, { recursive: true });
  }

  #addressOf(nodeId: string): string {
    const address = this.#addresses.get(nodeId);
    if (address === undefined) throw new Error(`${nodeId} is no node`);
    return address;
  }

  #heard(life: string, news: NodeNews): void {
    if (news.type === "wrong") this.wrong.push(`${life}: ${news.text}`);
    if (news.type !== "mark") return;
    const nodeId = life.slice(0, life.lastIndexOf("."));
    for (const listener of this.#onMark) listener(nodeId, news.workflowId, news.name);
  }

  /** Asks all given nodes again and again until `found` gives something. */
  async #until(
    nodeIds: readonly string[],
    found: (infos: readonly ClusterInfo[]) => string | null,
  ): Promise<string> {
    const end = performance.now() + WITHIN_MS;
    for (;;) {
      const infos = await Promise.all(nodeIds.map((nodeId) => this.node(nodeId).ask("info")));
      const answer = found(infos);
      if (answer !== null) return answer;
      if (performance.now() > end) {
        throw new Error(`not within ${WITHIN_MS} ms: ${JSON.stringify(infos)}`);
      }
      await delay(ASK_EVERY_MS);
    }
  }
}

const DEFAULT_IDS: readonly string[] = ["n1", "n2", "n3"];
