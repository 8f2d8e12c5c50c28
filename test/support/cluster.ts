/**
 * TestCluster is a cluster of whole nodes in one process: real runtimes, the network in memory, disks that forget what was not
 * synced when their node is killed, all on virtual time. Whatever is awaited goes through `wait`, which lets time pass.
 */
import type { AnyWorkflow } from "../../src/api/definition.ts";
import type { RuntimeEvents } from "../../src/api/events.ts";
import type { MembershipPolicy } from "../../src/cluster/cluster-node.ts";
import type { CommandLevels } from "../../src/model/command-levels.ts";
import { HISTORY_LIMITS, RETENTION, type Retention } from "../../src/model/limits.ts";
import { checkLimits, type ReplicaLimits, type TimingOptions } from "../../src/replica/options.ts";
import { EventHub } from "../../src/runtime/event-hub.ts";
import { EVENT_NAMES, type ExecutionOptions, type NodeCore } from "../../src/runtime/node-core.ts";
import { openNode, type WorkflowRuntime } from "../../src/runtime/workflow-runtime.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { MemoryNetwork } from "../../src/transport/memory-network.ts";
import { SeededIds } from "../../src/util/ids.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import type { Scheduler } from "../../src/util/scheduler.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import type { StepInterceptor } from "../../src/workflow/step-interceptor.ts";
import { PausableScheduler } from "./pausable-scheduler.ts";
import { type LogLine, recordingLogger } from "./recording-logger.ts";

/** How nodes of a test are opened. */
export interface TestNodeOptions {
  /** Listed in the configuration of every node. @defaultValue all nodes of the cluster */
  readonly initialNodes?: readonly string[];
  readonly join?: readonly string[];
  readonly policy?: MembershipPolicy;
  readonly workflows?: readonly AnyWorkflow[];
  readonly execution?: Partial<ExecutionOptions>;
  /** What a node of another version knows of commands. */
  readonly commandLevels?: CommandLevels;
  /** Where the nodes are. @defaultValue `<nodeId>:<7000 and its number>` */
  readonly addressOf?: (nodeId: string) => string;
}

/** How a cluster of a test is made. */
export interface TestClusterOptions extends TestNodeOptions {
  readonly nodes: readonly string[];
  readonly seed: number;
  readonly timing?: TimingOptions;
  readonly limits?: ReplicaLimits;
  /** Of a node that has others. @defaultValue `limits` */
  readonly limitsOf?: (nodeId: string) => ReplicaLimits;
  readonly trailingEntries?: number;
  readonly retention?: Retention;
  /** Told of each step function that is called, with the node that calls it and its key. */
  readonly onStep?: (nodeId: string, idempotencyKey: string) => void;
  /** Stands between a node and the functions of its steps. */
  readonly interceptStep?: (nodeId: string) => StepInterceptor;
  /** Takes what the nodes log. @defaultValue `lines` does */
  readonly logger?: Logger;
  /** Told of each life of a node, before it is opened. */
  readonly onOpening?: (nodeId: string, events: EventHub<RuntimeEvents>) => void;
  /** Time with a part that nobody waits for. @defaultValue all timers are waited for */
  readonly time?: VirtualScheduler & { readonly housekeeping: Scheduler };
}

type Opened = Awaited<ReturnType<typeof openNode>>;

interface Lives {
  readonly disk: MemoryDisk;
  life: number;
  opened: Opened | null;
  /** Ends the waiting for a cluster when the process dies. */
  dying: AbortController;
  scheduler: PausableScheduler;
  housekeeping: PausableScheduler;
}

export class TestCluster {
  readonly scheduler: VirtualScheduler;
  readonly network: MemoryNetwork;
  readonly events: string[] = [];
  /** What the nodes have logged. */
  readonly lines: LogLine[] = [];
  readonly #options: TestClusterOptions;
  readonly #random: SeededRandom;
  readonly #housekeeping: Scheduler;
  readonly #nodes = new Map<string, Lives>();

  constructor(options: TestClusterOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.scheduler = options.time ?? new VirtualScheduler();
    this.#housekeeping = options.time?.housekeeping ?? this.scheduler;
    this.network = new MemoryNetwork({ scheduler: this.#housekeeping, seed: options.seed });
  }

  /** Opens all nodes and waits until each knows that all of them vote. */
  static async open(options: TestClusterOptions): Promise<TestCluster> {
    const cluster = new TestCluster(options);
    await cluster.wait(Promise.all(options.nodes.map((nodeId) => cluster.start(nodeId))));
    const { length } = options.nodes;
    await cluster.until(() =>
      options.nodes.every((nodeId) => cluster.voters(nodeId).length === length),
    );
    return cluster;
  }

  /** Opens a node; whoever awaits it must let time pass. */
  async start(nodeId: string, options: TestNodeOptions = this.#options): Promise<WorkflowRuntime> {
    const { network } = this;
    const node = this.#node(nodeId);
    const scheduler = new PausableScheduler(this.scheduler);
    const housekeeping =
      this.#housekeeping === this.scheduler ? scheduler : new PausableScheduler(this.#housekeeping);
    node.scheduler = scheduler;
    node.housekeeping = housekeeping;
    node.life += 1;
    const { life } = node;
    node.dying = new AbortController();
    const abortSignal = node.dying.signal;
    const { timing, trailingEntries, retention = RETENTION } = this.#options;
    const limits = this.#options.limitsOf?.(nodeId) ?? this.#options.limits;
    const { frameBytesMax } = checkLimits(limits);
    const { onStep, interceptStep } = this.#options;
    const intercepted = interceptStep?.(nodeId);
    // Nodes with the same dice would split every vote.
    const random = new SeededRandom(this.#random.below(2 ** 31));
    const ids = new SeededIds(new SeededRandom(this.#random.below(2 ** 31)));
    const listed = options.initialNodes ?? this.#options.nodes;
    const events = new EventHub<RuntimeEvents>(EVENT_NAMES, silentLogger);
    this.#listen(nodeId, events);
    this.#options.onOpening?.(nodeId, events);
    const addressOf = options.addressOf ?? this.#options.addressOf ?? defaultAddressOf;
    const [host = "", port] = addressOf(nodeId).split(":");
    const opened = await openNode({
      scheduler,
      housekeeping,
      random,
      ids,
      events,
      backend: await node.disk.open(),
      nodeId,
      workflows: options.workflows ?? this.#options.workflows ?? [],
      logger: this.#options.logger?.child({ nodeId }) ?? recordingLogger(this.lines, { nodeId }),
      execution: {
        nonDurableAwait: "error",
        verifyDeterminism: "always",
        replay: "onEviction",
        idleEvictionMs: 60_000,
        maxResidentRuns: 10_000,
        historyLimits: HISTORY_LIMITS,
        interceptStep: (name, fn) => {
          const inner = intercepted?.(name, fn) ?? fn;
          return (step) => {
            onStep?.(nodeId, step.idempotencyKey);
            return inner(step);
          };
        },
        ...(options.execution ?? this.#options.execution),
      },
      retention,
      timing,
      limits,
      trailingEntries,
      callTimeoutMs: 10_000,
      abortSignal,
      commandLevels: options.commandLevels,
      cluster: {
        transport: network.transport({ nodeId, settings: { frameBytesMax } }),
        options: {
          listen: { host, port: Number(port) },
          initialNodes: listed.map((id) => ({ nodeId: id, address: addressOf(id) })),
          join: (options.join ?? []).map(addressOf),
          policy: options.policy ?? "open",
        },
      },
    });
    if (node.life !== life || abortSignal.aborted) {
      opened.core.abandon();
      throw new Error(`${nodeId} died while it was opened`);
    }
    node.opened = opened;
    return opened.runtime;
  }

  /** The runtime of a node that lives. */
  node(nodeId: string): WorkflowRuntime {
    return this.#opened(nodeId).runtime;
  }

  /** What is below it. */
  core(nodeId: string): NodeCore {
    return this.#opened(nodeId).core;
  }

  /** Nodes that live. */
  get living(): string[] {
    return [...this.#nodes].filter(([, { opened }]) => opened !== null).map(([nodeId]) => nodeId);
  }

  /** The process dies: what was not synced is gone, nobody hears of it again. */
  kill(nodeId: string): void {
    const node = this.#node(nodeId);
    this.network.crash(nodeId);
    node.disk.crash();
    node.dying.abort(new Error(`${nodeId} died`));
    node.opened?.core.abandon();
    node.opened = null;
    // Nothing of a dead process runs any more: neither its ticks nor what it had asked for.
    node.scheduler.stop();
    node.housekeeping.stop();
  }

  /** A process is stopped, as by SIGSTOP: nothing of it runs, what comes for it waits. */
  pause(nodeId: string): void {
    this.network.pause(nodeId);
    const { scheduler, housekeeping } = this.#node(nodeId);
    scheduler.stop();
    housekeeping.stop();
  }

  /** It goes on: what became due runs before what has come is read, as Node does. */
  resume(nodeId: string): void {
    const { scheduler, housekeeping } = this.#node(nodeId);
    scheduler.goOn();
    if (housekeeping !== scheduler) housekeeping.goOn();
    this.network.resume(nodeId);
  }

  /** The disk of a dead node is replaced by an empty one. */
  wipe(nodeId: string): void {
    this.#nodes.delete(nodeId);
  }

  /** Its disk: what it has outlives the node. */
  disk(nodeId: string): MemoryDisk {
    return this.#node(nodeId).disk;
  }

  /** The cluster of a node that lives; "" while it has none. */
  clusterId(nodeId: string): string {
    return this.#node(nodeId).opened?.core.cluster?.info().clusterId ?? "";
  }

  /** Ids of the members that vote, as a node knows them. */
  voters(nodeId: string): string[] {
    const members = this.#node(nodeId).opened?.core.cluster?.info().members ?? [];
    return members.filter(({ role }) => role === "voter").map((member) => member.nodeId);
  }

  /** Ids of the members as a node knows them. */
  members(nodeId: string): string[] {
    return (
      this.#node(nodeId)
        .opened?.core.group.members()
        .members.map((one) => one.nodeId) ?? []
    );
  }

  /** The node that leads and drives; null when there is none. */
  get leader(): string | null {
    return this.living.find((nodeId) => this.core(nodeId).group.leads) ?? null;
  }

  /** Waits for a node that leads. */
  async waitForLeader(): Promise<string> {
    await this.until(() => this.leader !== null);
    return this.leader ?? "";
  }

  /** Lets time pass until a promise has settled. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const settled = (async (): Promise<void> => {
      try {
        await promise;
      } catch {
        // The caller gets it below.
      }
      isDone = true;
    })();
    const untilMs = this.scheduler.now() + 600_000;
    const end = await this.scheduler.run({ until: () => isDone, untilMs });
    if (end !== "condition") throw new Error(`waited in vain (${end})`);
    await settled;
    return promise;
  }

  /** Lets time pass until something holds. */
  async until(holds: () => boolean, withinMs = 60_000): Promise<void> {
    const end = await this.scheduler.run({
      until: holds,
      untilMs: this.scheduler.now() + withinMs,
    });
    if (end !== "condition") throw new Error(`waited in vain (${end}) for ${String(holds)}`);
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    await this.scheduler.run({ untilMs: this.scheduler.now() + ms });
  }

  /** Waits until all living nodes have applied the same, and compares their states. */
  async converge(): Promise<void> {
    const applied = (): number[] => this.living.map((id) => this.core(id).group.appliedIndex);
    await this.until(() => new Set(applied()).size === 1);
  }

  /** A node has closed by itself: nothing is asked of it any more. */
  forget(nodeId: string): void {
    this.#node(nodeId).opened = null;
  }

  /** Closes one node in order. */
  async stop(nodeId: string): Promise<void> {
    const { core } = this.#opened(nodeId);
    this.#node(nodeId).opened = null;
    await this.wait(core.close({ drainMs: 0 }));
  }

  /** Closes all nodes in order. */
  async close(): Promise<void> {
    await this.wait(
      Promise.all(this.living.map((nodeId) => this.core(nodeId).close({ drainMs: 0 }))),
    );
  }

  #opened(nodeId: string): Opened {
    const { opened } = this.#node(nodeId);
    if (opened === null) throw new Error(`${nodeId} is not open`);
    return opened;
  }

  #listen(nodeId: string, events: EventHub<RuntimeEvents>): void {
    events.on("nodeJoined", (event) => {
      this.events.push(`${nodeId}: ${event.nodeId} joined`);
    });
    events.on("nodeLeft", (event) => {
      this.events.push(`${nodeId}: ${event.nodeId} left`);
    });
    events.on("leaderChanged", ({ leaderNodeId }) => {
      this.events.push(`${nodeId}: led by ${leaderNodeId}`);
    });
    events.on("fatal", ({ error }) => {
      this.events.push(`${nodeId}: fatal ${error.message}`);
    });
  }

  #node(nodeId: string): Lives {
    let node = this.#nodes.get(nodeId);
    if (node === undefined) {
      const scheduler = this.#housekeeping;
      const seed = this.#random.below(2 ** 31);
      const disk = new MemoryDisk({ name: nodeId, scheduler, seed, faults: { writeDelayMs: 0.2 } });
      node = {
        disk,
        life: 0,
        opened: null,
        dying: new AbortController(),
        scheduler: new PausableScheduler(this.scheduler),
        housekeeping: new PausableScheduler(scheduler),
      };
      this.#nodes.set(nodeId, node);
    }
    return node;
  }
}

function defaultAddressOf(nodeId: string): string {
  return `${nodeId}:${7000 + Number(/\d+$/.exec(nodeId)?.[0] ?? 0)}`;
}
