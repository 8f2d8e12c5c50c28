/**
 * ClusterRuntime looks like a test runtime and is three nodes: real runtimes, the network in memory, disks that forget what was not
 * synced, on virtual time. So one scenario runs on one node and on three, with a client at the leader or at a follower.
 *
 * When it closes, the nodes must agree: each has the same runs with the same histories, none has stopped, and no step was started
 * again after any of them had its checkpoint.
 */
import type { AnyWorkflow } from "../../src/api/definition.ts";
import type { EventSource, RuntimeEvents } from "../../src/api/events.ts";
import { PAYLOAD_BYTES_MAX } from "../../src/model/limits.ts";
import { EventHub } from "../../src/runtime/event-hub.ts";
import { EVENT_NAMES } from "../../src/runtime/node-core.ts";
import { checkExecution } from "../../src/runtime/options.ts";
import { RunClient } from "../../src/runtime/run-client.ts";
import { pumpedEvents, pumpedService } from "../../src/testing/pumped.ts";
import type { TestRuntimeOptions } from "../../src/testing/test-runtime.ts";
import { TestSteps } from "../../src/testing/test-steps.ts";
import { type Duration, parseDuration } from "../../src/util/duration.ts";
import { SeededIds } from "../../src/util/ids.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import type { StepInterceptor } from "../../src/workflow/step-interceptor.ts";
import { TestCluster } from "./cluster.ts";
import { StepCalls } from "./step-calls.ts";
import { TestTime } from "./test-time.ts";

/** How the three nodes are used. */
export interface ClusterMode {
  /** Where the client's calls enter. */
  readonly client: "leader" | "follower";
  /** What dies at a restart without other workflows. */
  readonly restart: "all" | "leader";
  readonly replay: "onEviction" | "always";
  readonly seed: number;
  /** Whether the leader is killed at a moment that the seed says, at the latest when the runtime closes. */
  readonly kills: boolean;
}

export type ClusterRuntimeOptions = Omit<TestRuntimeOptions, "seed" | "startTime" | "callTimeout">;

const NODES = ["n1", "n2", "n3"];
const WALL_START_MS = Date.UTC(2026, 0, 1);
const CALL_TIMEOUT_MS = 10_000;
const BOUNDS = { timeoutMs: CALL_TIMEOUT_MS, abortSignal: undefined };
/** Ticks cost real time: there are fewer. */
const TIMING = { tickMs: 25, electionTicks: 8 };
/** How often it is looked whether the cluster is at rest, and how long it may take to come to it. */
const WATCH_MS = 50;
const UNREST_MAX_MS = 60_000;
/** Of the moments at which a leader may be killed this part is taken, by the seed: some die early, some late. */
const KILL_CHANCES = [0.7, 0.3, 0.1];
const KILL_AFTER_MAX_MS = 3;
const AWAY_MAX_MS = 400;
const MOMENTS = [
  "workflowStarted",
  "checkpointSet",
  "workflowCompleted",
  "workflowFailed",
] as const;

interface World {
  readonly mode: ClusterMode;
  readonly time: TestTime;
  readonly steps: TestSteps;
  readonly calls: StepCalls;
  readonly events: EventHub<RuntimeEvents>;
  readonly cluster: TestCluster;
}

export class ClusterRuntime extends RunClient implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly #world: World;
  readonly #dice: SeededRandom;
  readonly #events: EventSource<RuntimeEvents>;
  /** Those of the processes that live. */
  readonly #hubs = new Map<string, EventHub<RuntimeEvents>>();
  readonly #fatal: string[] = [];
  #workflows: readonly AnyWorkflow[];
  /** Where the client of a cluster whose leader is killed stays. */
  #client = "";
  #hasKilled = false;
  #reviving: Promise<void> = Promise.resolve();
  #unrestMs = 0;
  #closing: Promise<void> | null = null;

  private constructor(world: World, workflows: readonly AnyWorkflow[]) {
    const { mode, time, cluster, events } = world;
    const attached = (): string => this.#attached();
    const service = pumpedService(() => cluster.core(attached()).group.calls, time.pump);
    super({
      service: () => service,
      registry: {
        get: (name, version) => cluster.core(attached()).registry.get(name, version),
        newest: (name) => cluster.core(attached()).registry.newest(name),
      },
      ids: new SeededIds(new SeededRandom(mode.seed + 1)),
      callTimeoutMs: CALL_TIMEOUT_MS,
      payloadBytesMax: PAYLOAD_BYTES_MAX,
    });
    this.#world = world;
    this.cluster = cluster;
    this.#workflows = workflows;
    this.#dice = new SeededRandom(mode.seed);
    this.#events = pumpedEvents(events, time.pump);
  }

  /** Opens three nodes and waits until one leads and all know it. */
  static async open(
    mode: ClusterMode,
    options: ClusterRuntimeOptions = {},
  ): Promise<ClusterRuntime> {
    const { workflows = [], stepGrace = "100ms", logger = silentLogger } = options;
    const steps = new TestSteps();
    const calls = new StepCalls();
    const time: TestTime = new TestTime({
      wallStartMs: WALL_START_MS,
      steps,
      stepGraceMs: parseDuration(stepGrace, "stepGrace"),
      waiting: () => runtime.#waiting(),
    });
    const cluster = new TestCluster({
      nodes: NODES,
      seed: mode.seed,
      workflows,
      timing: TIMING,
      time,
      logger: calls.logger(logger),
      execution: checkExecution({ ...options, replay: mode.replay }, false),
      interceptStep: (nodeId) => interceptor(nodeId, steps, calls),
      onOpening: (nodeId, hub) => {
        calls.listen(hub);
        runtime.#listen(nodeId, hub);
      },
    });
    const events = new EventHub<RuntimeEvents>(EVENT_NAMES, silentLogger);
    const world: World = { mode, time, steps, calls, events, cluster };
    const runtime: ClusterRuntime = new ClusterRuntime(world, workflows);
    await runtime.#start(NODES);
    runtime.#client = NODES.find((id) => id !== cluster.leader) ?? "";
    runtime.#watch();
    return runtime;
  }

  /** Events of the node that the client is attached to. */
  get events(): EventSource<RuntimeEvents> {
    return this.#events;
  }

  /** Virtual time in ms since 1970. */
  now(): number {
    return this.#world.time.wallMs();
  }

  /** Lets virtual time pass. */
  sleep(duration: Duration): Promise<void> {
    const { time } = this.#world;
    const delayMs = parseDuration(duration, "sleep: duration");
    return time.during(
      new Promise<void>((resolve) => {
        time.setTimeout(resolve, delayMs);
      }),
    );
  }

  /** Calls of a step's function, without those whose outcome died with a leader that was killed at a moment. */
  executions(stepName: string): number {
    const { mode, steps, calls } = this.#world;
    return mode.kills ? calls.lastingCalls(stepName) : steps.executions(stepName);
  }

  /** Attempts of a step, with those that a killed leader was at. */
  attempts(stepName: string): number {
    return this.#world.calls.attempts(stepName);
  }

  /** Kills what the mode says, or all nodes when their workflows change, and starts it again. */
  async restart(options: { workflows?: readonly AnyWorkflow[] } = {}): Promise<void> {
    const { cluster, mode } = this.#world;
    const isWhole = options.workflows !== undefined || mode.restart === "all";
    this.#workflows = options.workflows ?? this.#workflows;
    await this.#world.time.during(this.#reviving);
    const victims = isWhole ? NODES : [await cluster.waitForLeader()];
    for (const nodeId of victims) this.#kill(nodeId);
    if (!isWhole) await cluster.waitForLeader();
    await this.#start(victims);
  }

  /** Registers a workflow on all nodes, for this life and the next ones. */
  registerWorkflow<W extends AnyWorkflow>(definition: W): W {
    const { cluster } = this.#world;
    for (const nodeId of cluster.living) cluster.node(nodeId).registerWorkflow(definition);
    this.#workflows = [...this.#workflows, definition];
    return definition;
  }

  /** Closes all nodes after they have been compared. Idempotent. @throws when they do not agree. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // ---- inside

  #attached(): string {
    const { cluster, mode } = this.#world;
    const { leader, living } = cluster;
    if (mode.client === "leader") return leader ?? living[0] ?? "";
    if (mode.kills && living.includes(this.#client)) return this.#client;
    return living.find((nodeId) => nodeId !== leader) ?? living[0] ?? "";
  }

  #listen(nodeId: string, hub: EventHub<RuntimeEvents>): void {
    const { events } = this.#world;
    this.#hubs.set(nodeId, hub);
    // What a dead process says nobody hears.
    const isAlive = (): boolean => this.#hubs.get(nodeId) === hub;
    for (const name of EVENT_NAMES) {
      hub.on(name, (event) => {
        if (isAlive() && nodeId === this.#attached()) events.emit(name, event);
      });
    }
    for (const name of MOMENTS) hub.on(name, () => this.#moment(nodeId));
    hub.on("fatal", ({ error }) => {
      if (isAlive()) this.#fatal.push(`${nodeId} stopped: ${error.message}`);
    });
  }

  /** A leader has come to a moment at which it may die. */
  #moment(nodeId: string): void {
    const { mode, cluster, time } = this.#world;
    if (!mode.kills || this.#hasKilled || this.#closing !== null) return;
    if (nodeId !== cluster.leader || nodeId === this.#attached()) return;
    if (this.#dice.next() > (KILL_CHANCES[mode.seed % KILL_CHANCES.length] ?? 0)) return;
    this.#hasKilled = true;
    this.#reviving = new Promise((resolve, reject) => {
      time.setTimeout(() => {
        this.#killForAWhile(nodeId).then(resolve, reject);
      }, this.#dice.next() * KILL_AFTER_MAX_MS);
    });
  }

  async #killForAWhile(nodeId: string): Promise<void> {
    const { time } = this.#world;
    if (!this.cluster.living.includes(nodeId)) return;
    this.#kill(nodeId);
    await new Promise<void>((resolve) => {
      time.setTimeout(resolve, this.#dice.next() * AWAY_MAX_MS);
    });
    await this.cluster.start(nodeId, { workflows: this.#workflows });
  }

  #kill(nodeId: string): void {
    this.#hubs.delete(nodeId);
    this.cluster.kill(nodeId);
    this.#world.steps.reset();
  }

  async #start(nodes: readonly string[]): Promise<void> {
    const { time, cluster } = this.#world;
    const options = { workflows: this.#workflows };
    await time.during(Promise.all(nodes.map((nodeId) => cluster.start(nodeId, options))));
    await cluster.until(() => this.#isAtRest());
  }

  /** All nodes live, vote, follow one leader and have applied the same. */
  #isAtRest(): boolean {
    const { cluster } = this.#world;
    if (cluster.living.length < NODES.length || cluster.leader === null) return false;
    const groups = NODES.map((nodeId) => cluster.core(nodeId).group);
    const applied = new Set(groups.map(({ appliedIndex }) => appliedIndex));
    return (
      applied.size === 1 &&
      groups.every(({ leaderReplicaId }) => leaderReplicaId !== 0) &&
      NODES.every((nodeId) => cluster.voters(nodeId).length === NODES.length)
    );
  }

  /** While the cluster is not at rest, time does not jump. */
  #watch(): void {
    const { time } = this.#world;
    this.#unrestMs = this.#closing === null && this.#isAtRest() ? 0 : this.#unrestMs + WATCH_MS;
    if (this.#unrestMs > 0 && this.#unrestMs < UNREST_MAX_MS) time.touch();
    if (this.#closing === null) time.housekeeping.setTimeout(() => this.#watch(), WATCH_MS);
  }

  async #close(): Promise<void> {
    const { cluster, mode, time, calls } = this.#world;
    await time.during(this.#reviving);
    if (mode.kills && !this.#hasKilled) {
      const leader = await cluster.waitForLeader();
      this.#kill(leader);
      await cluster.waitForLeader();
      await this.#start([leader]);
    }
    await cluster.until(() => this.#isAtRest());
    const wrong = await time.during(this.#disagreements());
    await time.during(
      Promise.all(NODES.map((nodeId) => cluster.core(nodeId).close({ drainMs: 0 }))),
    );
    wrong.push(...calls.wrong, ...this.#fatal);
    if (wrong.length > 0) throw new Error(`the nodes broke a promise:\n${wrong.join("\n")}`);
  }

  /** Runs whose histories differ between nodes. */
  async #disagreements(): Promise<string[]> {
    const all = await Promise.all(NODES.map((nodeId) => this.#histories(nodeId)));
    const [first = new Map<string, string>(), ...others] = all;
    const wrong: string[] = [];
    for (const other of others) {
      for (const id of new Set([...first.keys(), ...other.keys()])) {
        if (first.get(id) !== other.get(id)) wrong.push(`${id} has another history elsewhere`);
      }
    }
    return wrong;
  }

  async #histories(nodeId: string): Promise<Map<string, string>> {
    const histories = new Map<string, string>();
    const { time, cluster } = this.#world;
    const { calls } = cluster.core(nodeId).group;
    const node = cluster.node(nodeId);
    for (let cursor: string | undefined; ; ) {
      const { runs, nextCursor } = await node.listRuns({}, { cursor });
      for (const { workflowId, runNumber, status } of runs) {
        const parts: string[] = [status];
        for (let from = 0; ; ) {
          const request = { from, wait: false };
          // Nobody but this loop waits for anything, so time would jump past its calls.
          time.touch();
          const answer = await calls.events({ workflowId, runNumber }, request, BOUNDS);
          for (const event of answer.events) parts.push(JSON.stringify(event, bytesAsText));
          from += answer.events.length;
          if (answer.isLast || answer.events.length === 0) break;
        }
        histories.set(`${workflowId}#${runNumber}`, parts.join());
      }
      if (nextCursor === null) return histories;
      cursor = nextCursor;
    }
  }

  /** What the runs wait for, for people. */
  #waiting(): string {
    const { cluster } = this.#world;
    const told = cluster.living.flatMap((nodeId) =>
      cluster
        .core(nodeId)
        .group.waitingRuns(10)
        .map(({ workflowId, keys }) => `${nodeId}: ${workflowId} waits for ${keys.join(", ")}`),
    );
    return `Leader ${cluster.leader ?? "none"}. ${told.join("; ")}`;
  }
}

function interceptor(nodeId: string, steps: TestSteps, calls: StepCalls): StepInterceptor {
  const life = {};
  return (name, fn) =>
    steps.intercept(name, (step) => {
      calls.begin({ name, step, nodeId, life });
      return fn(step);
    });
}

/** For texts that are equal when values are: v8.serialize writes one number in two ways, as the engine happens to hold it. */
function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
