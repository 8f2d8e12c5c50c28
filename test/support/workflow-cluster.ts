/**
 * Several nodes that run workflows, put together as the runtime does it, on disks in memory and a network that carries
 * snapshots, on virtual time.
 */
import type { AnyWorkflow, OutputOf } from "../../src/api/definition.ts";
import type { RunEnding } from "../../src/api/service.ts";
import { StateDigest } from "../../src/machine/state-digest.ts";
import { HISTORY_LIMITS, RETENTION } from "../../src/model/limits.ts";
import { decodePayload, encodePayload } from "../../src/model/payload-codec.ts";
import type { StateReader } from "../../src/model/state-reader.ts";
import { LogHost } from "../../src/replica/log-host.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { STORAGE_FORMAT_VERSION } from "../../src/storage/records.ts";
import { SeededIds } from "../../src/util/ids.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { WorkflowGroup } from "../../src/workflow/group.ts";
import { Registry } from "../../src/workflow/registry.ts";
import { LogNetwork } from "./log-network.ts";
import { finish, GROUP } from "./log-node.ts";

/** One process. */
export interface WorkflowNode {
  readonly id: number;
  readonly store: NodeStore;
  readonly host: LogHost;
  readonly group: WorkflowGroup;
  /** What it told: `started x`, `completed x` … */
  readonly events: string[];
  /** Broken invariants, and whatever else stops a node. */
  readonly fatal: unknown[];
  /** Runs that stand still, determinism mismatches. */
  readonly complaints: unknown[];
  leads: boolean;
}

export interface WorkflowClusterOptions {
  readonly seed: number;
  readonly workflows: readonly AnyWorkflow[];
  readonly learners?: readonly number[];
  readonly trailingEntries?: number;
}

const VOTERS = [1, 2, 3];
const BOUNDS = { timeoutMs: 60_000, abortSignal: undefined };

export class WorkflowCluster {
  readonly scheduler = new VirtualScheduler();
  readonly network: LogNetwork;
  readonly nodes = new Map<number, WorkflowNode>();
  readonly #options: WorkflowClusterOptions;
  readonly #disks = new Map<number, MemoryDisk>();
  readonly #ids: SeededIds;
  /** The newest process of each node. */
  readonly #watched = new Map<number, WorkflowNode>();
  #lives = 0;

  constructor(options: WorkflowClusterOptions) {
    this.#options = options;
    this.#ids = new SeededIds(new SeededRandom(options.seed));
    this.network = new LogNetwork(this.scheduler, new SeededRandom(options.seed));
  }

  static async started(options: WorkflowClusterOptions): Promise<WorkflowCluster> {
    const cluster = new WorkflowCluster(options);
    for (const id of VOTERS) await cluster.start(id);
    await cluster.leader();
    return cluster;
  }

  disk(id: number): MemoryDisk {
    const { scheduler } = this;
    const known = this.#disks.get(id);
    if (known !== undefined) return known;
    const faults = { writeDelayMs: 0.2 };
    const disk = new MemoryDisk({ scheduler, seed: this.#options.seed + id, faults });
    this.#disks.set(id, disk);
    return disk;
  }

  node(id: number): WorkflowNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`node ${id} is down`);
    return node;
  }

  async start(id: number, { isBlank = false } = {}): Promise<WorkflowNode> {
    this.#lives += 1;
    const node = await finish(this.scheduler, this.#open(id, isBlank));
    this.nodes.set(id, node);
    return node;
  }

  /** The process dies. */
  async crash(id: number): Promise<void> {
    const node = this.node(id);
    if (this.disk(id).isOpen) this.disk(id).crash();
    this.nodes.delete(id);
    this.network.connect(id, null);
    const died = new Error("crashed");
    node.host.fail(died);
    await finish(this.scheduler, node.group.stop(died));
  }

  async leader(): Promise<WorkflowNode> {
    const find = (): WorkflowNode | undefined =>
      [...this.nodes.values()].find(({ id, leads }) => leads && !this.network.cut.has(id));
    await this.until(() => find() !== undefined);
    const found = find();
    if (found === undefined) throw new Error("nobody leads");
    return found;
  }

  /** Crashes whoever leads until this node does. */
  async makeLead(id: number): Promise<void> {
    for (let tries = 0; tries < 40; tries += 1) {
      const leader = await this.leader();
      if (leader.id === id) return;
      await this.caughtUp(id);
      await this.crash(leader.id);
      await this.leader();
      await this.start(leader.id);
      await this.caughtUp(leader.id);
    }
    throw new Error(`node ${id} never led`);
  }

  /** Waits until a node has applied all that is in the leader's log. */
  async caughtUp(id: number): Promise<void> {
    const leader = await this.leader();
    const index = leader.host.replica(GROUP).steer(({ lastIndex }) => lastIndex) ?? 0;
    await this.until(() => this.node(id).group.appliedIndex >= index);
  }

  async until(condition: () => boolean): Promise<void> {
    const untilMs = this.scheduler.now() + 120_000;
    const end = await this.scheduler.run({ until: condition, untilMs });
    if (end !== "condition") throw new Error(`nothing happened until ${this.scheduler.now()} ms`);
  }

  async advance(ms: number): Promise<void> {
    await this.scheduler.run({ untilMs: this.scheduler.now() + ms });
  }

  // ---- calls, at the leader

  async startRun(workflow: AnyWorkflow, workflowId: string, input: unknown): Promise<void> {
    const { calls } = (await this.leader()).group;
    const request = {
      workflowId,
      workflowName: workflow.name,
      workflowVersion: workflow.version,
      input: encoded(input),
      ifRunning: "useExisting" as const,
      ifClosed: "useExisting" as const,
    };
    await finish(this.scheduler, calls.start(request, BOUNDS));
  }

  async signal(workflowId: string, name: string, value: unknown): Promise<void> {
    const { calls } = (await this.leader()).group;
    const target = { workflowId, runNumber: null };
    const request = { name, payload: encoded(value), signalId: null };
    await finish(this.scheduler, calls.signal(target, request, BOUNDS));
  }

  /** Waits for a result, at the leader or at another node. */
  async result<W extends AnyWorkflow>(
    _workflow: W,
    workflowId: string,
    at?: WorkflowNode,
  ): Promise<OutputOf<W>> {
    const node = at ?? (await this.leader());
    const waiting = node.group.calls.ending({ workflowId, runNumber: 1 }, BOUNDS);
    return resultOf(await finish(this.scheduler, waiting)) as OutputOf<W>;
  }

  // ---- the end

  /** Digests of the states, when all nodes have saved the same index. */
  async digests(): Promise<readonly string[]> {
    const nodes = [...this.nodes.values()];
    await this.until(() => {
      const saved = nodes.map(({ store }) => store.group(GROUP).appliedIndex);
      const applied = nodes.map(({ group }) => group.appliedIndex);
      return new Set([...saved, ...applied]).size === 1;
    });
    const states = nodes.map(({ store }) => digestOf(store.group(GROUP).diskState));
    return finish(this.scheduler, Promise.all(states));
  }

  async close(): Promise<void> {
    for (const { group, host, store } of this.nodes.values()) {
      await finish(this.scheduler, group.stop(new Error("closed")));
      await finish(this.scheduler, host.close());
      await finish(this.scheduler, store.close());
    }
  }

  // ---- inside

  async #open(id: number, isBlank: boolean): Promise<WorkflowNode> {
    const { scheduler, network } = this;
    const { seed, learners = [], trailingEntries = 8 } = this.#options;
    const store = await NodeStore.open(await this.disk(id).open(), { scheduler, trailingEntries });
    if (store.identity === null) {
      const identity = { clusterId: "test", nodeId: `node-${id}`, incarnation: 1 };
      await store.initialise({ ...identity, formatVersion: STORAGE_FORMAT_VERSION });
      const joint = { votersOutgoing: [], learnersNext: [], autoLeave: false };
      const confState = isBlank ? null : { voters: VOTERS, learners, ...joint };
      await store.createGroup({ group: GROUP, replicaId: id, confState });
    }
    const fatal: unknown[] = [];
    const random = new SeededRandom(seed * 100 + id + this.#lives * 1000);
    const host = new LogHost({
      store,
      scheduler,
      random,
      onFatal: (error) => fatal.push(error),
      send: (_group, messages) => network.send(id, messages),
      sendSnapshot: network.snapshotsOf(id),
      limits: { snapshotChunkBytes: 4096 },
    });
    const told = { events: [] as string[], complaints: [] as unknown[], fatal };
    const group = await this.#openGroup(id, { host, random, ...told });
    const node: WorkflowNode = { id, store, host, group, ...told, leads: false };
    this.#watched.set(id, node);
    network.connect(id, host.replica(GROUP));
    return node;
  }

  #openGroup(
    id: number,
    parts: Pick<WorkflowNode, "host" | "events" | "complaints"> & { random: SeededRandom },
  ): Promise<WorkflowGroup> {
    const { host, random, events, complaints } = parts;
    const registry = new Registry();
    for (const workflow of this.#options.workflows) registry.add(workflow);
    return WorkflowGroup.open({
      log: host.log(GROUP),
      registry,
      scheduler: this.scheduler,
      housekeeping: this.scheduler,
      random,
      ids: this.#ids,
      nodeIdOf: (replicaId) => (replicaId === 0 ? null : `node-${replicaId}`),
      retention: RETENTION,
      logger: silentLogger,
      settings: {
        nonDurableAwait: "error",
        foreignAwaitMs: 10_000,
        payloadBytesMax: host.limits.payloadBytesMax,
        turnBudgetMs: 5,
        hydrationsMax: 8,
        replay: "onEviction",
        idleEvictionMs: 60_000,
        maxResidentRuns: 10_000,
        verifyDeterminism: "always",
        historyLimits: HISTORY_LIMITS,
      },
      listener: {
        runStarted: (run) => events.push(`started ${run.workflowId}`),
        checkpointSet: () => {},
        runEnded: ({ run, status }) => events.push(`${status} ${run.workflowId}`),
        runBlocked: (_run, error) => complaints.push(error),
        determinismMismatch: (_run, mismatch) => complaints.push(mismatch),
        membersChanged: () => {},
        leaderChanged: ({ leaderNodeId }) => {
          const node = this.#watched.get(id);
          if (node !== undefined) node.leads = leaderNodeId === `node-${id}`;
        },
      },
      inFlightBytesMax: host.limits.inFlightBytesMax,
      onFatal: (error) => {
        host.fail(error);
      },
    });
  }
}

/** The value of an ending. */
function resultOf(ending: RunEnding): unknown {
  if (ending.outcome?.type !== "value") throw new Error(`a run is ${ending.status}`);
  return decodePayload(ending.outcome.payload, "result");
}

async function digestOf(state: StateReader): Promise<string> {
  const digest = new StateDigest();
  for await (const rows of state.scan({ gte: "", lt: "\u{10ffff}" })) digest.add(rows);
  return digest.hex();
}

function encoded(value: unknown): Uint8Array {
  return encodePayload(value, { field: "value", limitBytes: 1_048_576 });
}
