// Log hosts on disks in memory with a network that carries snapshots, for the tests of those.
import { expect } from "vitest";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { LogNetwork } from "../support/log-network.ts";
import { finish, GROUP, type LogNode, openLogNode } from "../support/log-node.ts";

export interface ClusterOptions {
  readonly seed: number;
  readonly learners?: readonly number[];
  readonly trailingEntries?: number;
  readonly snapshotStallMs?: number;
}

const VOTERS = [1, 2, 3];

export class SnapshotCluster {
  readonly scheduler = new VirtualScheduler();
  readonly nodes = new Map<number, LogNode>();
  readonly network: LogNetwork;
  readonly #disks = new Map<number, MemoryDisk>();
  readonly #options: ClusterOptions;
  #proposed = 0;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.network = new LogNetwork(this.scheduler, new SeededRandom(options.seed));
  }

  /** Starts three nodes and waits until one of them leads. */
  static async started(options: ClusterOptions): Promise<SnapshotCluster> {
    const cluster = new SnapshotCluster(options);
    for (const id of VOTERS) await cluster.start(id);
    await cluster.leader();
    return cluster;
  }

  disk(id: number): MemoryDisk {
    const { scheduler } = this;
    const seed = this.#options.seed + id;
    const known = this.#disks.get(id);
    if (known !== undefined) return known;
    const faults = { writeDelayMs: 0.2, slowWriteRatio: 0.05, slowWriteDelayMs: 3 };
    const disk = new MemoryDisk({ name: `disk-${id}`, scheduler, seed, faults });
    this.#disks.set(id, disk);
    return disk;
  }

  async start(id: number, { isBlank = false } = {}): Promise<LogNode> {
    const { scheduler, network } = this;
    const { seed, learners = [], trailingEntries = 8, snapshotStallMs } = this.#options;
    const opening = openLogNode({
      disk: this.disk(id),
      scheduler,
      replicaId: id,
      voters: VOTERS,
      learners,
      isBlank,
      seed: seed + this.#proposed,
      store: { trailingEntries },
      host: {
        sendSnapshot: network.snapshotsOf(id),
        limits: { snapshotChunkBytes: 1024 },
        timing: { snapshotStallMs },
      },
      send: (messages) => network.send(id, messages),
    });
    const node = await finish(scheduler, opening);
    this.nodes.set(id, node);
    network.connect(id, node.host.replica(GROUP));
    return node;
  }

  /** The process dies, by itself or now. */
  crash(id: number): void {
    if (this.disk(id).isOpen) this.disk(id).crash();
    const node = this.nodes.get(id);
    this.nodes.delete(id);
    this.network.connect(id, null);
    // Its timers still fire; the disk is dead to them and so is the network.
    node?.host.fail(new Error("crashed"));
  }

  node(id: number): LogNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`node ${id} is down`);
    return node;
  }

  /** The node that leads among those that are connected. */
  async leader(): Promise<LogNode & { readonly id: number }> {
    const find = (): number | undefined =>
      [...this.nodes.keys()].find((id) => {
        const { sink } = this.node(id);
        return !this.network.cut.has(id) && sink.term > 0 && sink.appliedIndex >= sink.firstIndex;
      });
    await this.scheduler.run({ until: () => find() !== undefined });
    const id = find();
    if (id === undefined) throw new Error("nobody leads");
    return { ...this.node(id), id };
  }

  /** Proposes commands, so many in an entry, and waits until they are committed. */
  async propose(count: number, width = 10): Promise<void> {
    for (let left = count; left > 0; left -= width) {
      const leader = await this.leader();
      const last = this.#proposeAt(leader, Math.min(width, left));
      const isDone = (): boolean =>
        leader.sink.seen.at(-1)?.text === last || leader.sink.term === 0 || leader.fatal.length > 0;
      await this.scheduler.run({ until: isDone });
    }
  }

  /** Proposes something every few ms until the end that is returned is called. */
  load(): () => void {
    const { scheduler } = this;
    let isOn = true;
    const again = (): void => {
      if (!isOn) return;
      for (const node of this.nodes.values()) if (node.sink.term > 0) this.#proposeAt(node, 2);
      scheduler.setTimeout(again, 4);
    };
    again();
    return () => {
      isOn = false;
    };
  }

  /** Waits until a node has applied what the leader has applied. */
  async caughtUp(id: number): Promise<void> {
    const leader = await this.leader();
    const index = leader.sink.appliedIndex;
    await this.until(() => (this.nodes.get(id)?.sink.appliedIndex ?? 0) >= index);
  }

  async until(condition: () => boolean): Promise<void> {
    const untilMs = this.scheduler.now() + 60_000;
    expect(await this.scheduler.run({ until: condition, untilMs })).toBe("condition");
  }

  /** Waits until all nodes have applied and saved the same, and compares log positions, configuration and states. */
  async settle(): Promise<void> {
    const nodes = [...this.nodes.values()];
    const heads = (): number[] => nodes.map(({ sink }) => sink.savedIndex);
    const isEven = (): boolean =>
      nodes.every(({ sink }) => sink.savedIndex === sink.appliedIndex) &&
      new Set(heads()).size === 1;
    await this.propose(1);
    await this.until(isEven);
    const states = await finish(this.scheduler, Promise.all(nodes.map(stateOf)));
    for (const state of states) expect(state).toEqual(states[0]);
    for (const { fatal } of nodes) expect(fatal).toEqual([]);
  }

  /** Ends all processes in order. */
  async close(): Promise<void> {
    for (const { host, store } of this.nodes.values()) {
      await finish(this.scheduler, host.close());
      await finish(this.scheduler, store.close());
    }
  }

  /** Crashes whoever leads until this node does. */
  async makeLead(id: number): Promise<void> {
    for (let tries = 0; tries < 40; tries += 1) {
      const leader = await this.leader();
      if (leader.id === id) return;
      this.crash(leader.id);
      await this.leader();
      await this.start(leader.id);
      await this.caughtUp(leader.id);
    }
    throw new Error(`node ${id} never led`);
  }

  #proposeAt(leader: LogNode, count: number): string {
    let text = "";
    for (let at = 0; at < count; at += 1) {
      text = `command ${(this.#proposed += 1)} ${"x".repeat(this.#proposed % 50)}`;
      leader.propose(text);
    }
    return text;
  }
}

/** Everything of a node that must be the same on all. */
async function stateOf({ log, store }: LogNode): Promise<unknown> {
  const rows: string[] = [];
  for await (const page of log.diskState.scan({ gte: "", lt: "~" })) {
    for (const { key, value } of page) rows.push(`${key}=${Buffer.from(value).toString()}`);
  }
  const { appliedIndex, confState } = store.group(GROUP);
  return { appliedIndex, confState, rows };
}
