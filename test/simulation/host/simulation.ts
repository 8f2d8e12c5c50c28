/**
 * One simulated run: a cluster of whole nodes (core, host, storage schema, transport, machine, engine, the functions of users) on
 * virtual time, over disks that forget what was not synced and a network that loses, delays and cuts, with clients that call on any
 * node. First things go wrong; then everything heals, and every run must end, the same on every node.
 */
import { Clients } from "./clients.ts";
import { Faults } from "./faults.ts";
import { HostCluster } from "./host-cluster.ts";
import type { HostNode } from "./host-node.ts";
import { Outside } from "./outside.ts";
import { type HostPlan, type PlanOptions, planOf } from "./plan.ts";
import { World } from "./world.ts";

/** What became of a seed that went well. */
export interface HostSummary {
  readonly seed: number;
  readonly hash: string;
  readonly events: number;
  readonly committed: number;
  readonly runs: number;
  readonly effects: number;
  readonly acknowledged: number;
  readonly lives: number;
  readonly terms: number;
  readonly virtualMs: number;
}

/** Virtual time within which everything that is healed must have come to its end. */
const HEAL_MS = 120_000;
/** Virtual time for forming a cluster and for closing it. */
const ORDER_MS = 30_000;
/** A node that has not found its cluster by then is started again, with the addresses of that time. */
const OPEN_MS = 10_000;
const CALLBACKS_MAX = 3_000_000;

export class HostSimulation {
  readonly plan: HostPlan;
  readonly world: World;
  readonly #outside: Outside;
  readonly #cluster: HostCluster;
  readonly #clients: Clients;

  constructor(options: PlanOptions) {
    this.plan = planOf(options);
    this.world = new World(this.plan);
    this.#outside = new Outside(this.world);
    this.#cluster = new HostCluster(this.world, this.#outside);
    this.#clients = new Clients(this.world, () => this.#cluster.wanted);
  }

  /** @throws {Violation} and whatever the code under test threw. */
  async run(): Promise<HostSummary> {
    const { world } = this;
    const { scheduler, trace, oracle } = world;
    for (const node of this.#cluster.all) node.start();
    const clients = this.#watch(this.#clients.work());
    new Faults(world, this.#cluster).begin();
    await this.#until(() => false, this.plan.faultyMs);
    this.#heal();
    await this.#expect(
      "no run is stuck",
      HEAL_MS,
      () => clients.isDone,
      () => this.#stuck(),
    );
    await this.#expect(
      "all nodes come together",
      HEAL_MS,
      () => this.#isTogether(),
      () => this.#apart(),
    );
    await this.#compareEndings();
    this.#cluster.expectOneCluster();
    await this.#close();
    return {
      seed: this.plan.seed,
      hash: trace.hash,
      events: trace.events,
      committed: oracle.lastIndex,
      runs: oracle.runs.size,
      effects: this.#outside.effectCount,
      acknowledged: this.#clients.acknowledged,
      lives: this.#cluster.all.reduce((sum, { lives }) => sum + lives, 0),
      terms: this.#cluster.leaders.size,
      virtualMs: Math.round(scheduler.now()),
    };
  }

  /** Nothing goes wrong from now on. */
  #heal(): void {
    const { world } = this;
    const { delayMinMs, delayMaxMs } = this.plan.network;
    world.isFaulty = false;
    world.trace.note("everything heals");
    world.network.healAll();
    world.network.setFaults({ lossRate: 0, duplicateRate: 0, delayMinMs, delayMaxMs });
    for (const node of this.#cluster.all) {
      node.disk.cancelCrash();
      node.disk.setFaults({ slowWriteRatio: 0, failWriteRatio: 0, failSyncRatio: 0 });
      if (node.life !== null) node.resume(node.life);
    }
    this.#cluster.reach.changed();
    this.#keepUp(world.scheduler.now());
  }

  /** Whoever should be there and is not is started again and again, as a supervisor does. */
  #keepUp(healedAt: number): void {
    const { scheduler } = this.world;
    for (const node of this.#cluster.running) {
      const { life } = node;
      const knowsLeader = life?.opened !== null && (life?.replica?.status()?.leader ?? 0) !== 0;
      const since = Math.max(life?.startedAt ?? 0, healedAt);
      // Those whom it knew may all have moved while it did: then only its next start, with addresses of now, can help.
      const isLost = life !== null && !knowsLeader && scheduler.now() - since > OPEN_MS;
      if (isLost) node.kill("it finds no cluster");
      node.start();
    }
    scheduler.setTimeout(() => {
      if (!this.world.isOver) this.#keepUp(healedAt);
    }, 200);
  }

  #isTogether(): boolean {
    const { oracle } = this.world;
    const { members } = oracle.members();
    return this.#cluster.wanted.every(({ life, nodeId, runtime }) => {
      const own = members.find((member) => member.nodeId === nodeId);
      const voters = life?.replica?.status()?.confState.voters ?? [];
      const isVoter = own !== undefined && voters.includes(own.replicaId);
      return runtime !== null && isVoter && life?.check?.applied === oracle.lastIndex;
    });
  }

  /** Every node says the same of every run. */
  async #compareEndings(): Promise<void> {
    const ask = async (node: HostNode): Promise<void> => {
      for (const { workflowId } of this.plan.runs) await this.#clients.ask(workflowId, node);
    };
    const asked = this.#watch(Promise.all(this.#cluster.wanted.map(ask)));
    await this.#expect(
      "all nodes answer",
      ORDER_MS,
      () => asked.isDone,
      () => "they do not",
    );
  }

  async #close(): Promise<void> {
    this.world.isOver = true;
    const closed = this.#watch(Promise.all(this.#cluster.all.map((node) => node.stop(0))));
    await this.#expect(
      "nodes close",
      ORDER_MS,
      () => closed.isDone,
      () => "they do not",
    );
    for (const node of this.#cluster.all) node.kill("it did not close");
    // What is left is the supervisor's, the network's or nobody's.
    await this.#until(() => this.world.scheduler.waiting === 0, ORDER_MS);
    const { waiting } = this.world.scheduler;
    if (waiting > 0) this.world.broken("nothing is left behind", `${waiting} timers`);
    this.#throwViolation();
  }

  #stuck(): string {
    const { oracle } = this.world;
    const left = this.plan.runs
      .filter(({ workflowId }) => !this.#clients.endings.has(workflowId))
      .map(
        ({ workflowId }) => `${workflowId} ${oracle.runs.get(workflowId)?.status ?? "not started"}`,
      );
    const waiting = this.#cluster.all.map(({ life, nodeId, leads }) => {
      const isOpen = life !== null && !life.isClosing;
      const runs = isOpen ? life.opened?.core.group.waitingRuns(10) : undefined;
      return `${nodeId}${leads ? " (leads)" : ""}: ${JSON.stringify(runs ?? null)}`;
    });
    return [...left, ...waiting, this.#apart()].join("\n  ");
  }

  #apart(): string {
    const { oracle } = this.world;
    const standings = this.#cluster.all.map(({ life, nodeId, isRemoved }) => {
      const status = life?.replica?.status();
      const { role = "", term = 0, confState = null } = status ?? {};
      const what = life === null ? "down" : life.opened === null ? "opening" : "open";
      return `${nodeId} ${what}${isRemoved ? " removed" : ""} ${role} ${term} applied ${life?.check?.applied} ${JSON.stringify(confState)}`;
    });
    const members = JSON.stringify(oracle.members().members);
    return [`committed ${oracle.lastIndex}, members ${members}`, ...standings].join("\n  ");
  }

  /** Lets time pass until something holds. @throws the first violation. */
  async #until(holds: () => boolean, forMs: number): Promise<boolean> {
    const { world } = this;
    const end = await world.scheduler.run({
      until: () => world.violation !== null || holds(),
      untilMs: world.scheduler.now() + forMs,
      callbacksMax: CALLBACKS_MAX,
    });
    this.#throwViolation();
    return end === "condition";
  }

  async #expect(
    rule: string,
    forMs: number,
    holds: () => boolean,
    found: () => string,
  ): Promise<void> {
    if (!(await this.#until(holds, forMs))) this.world.broken(rule, found());
    this.#throwViolation();
  }

  #watch(work: Promise<unknown>): { isDone: boolean } {
    const watched = { isDone: false };
    work.then(
      () => {
        watched.isDone = true;
      },
      (error: unknown) => {
        this.world.failed(error);
      },
    );
    return watched;
  }

  #throwViolation(): void {
    if (this.world.violation !== null) throw this.world.violation;
  }
}
