/**
 * A soak: three processes run random workflows with effects outside, while a seed decides who is killed, paused, cut off, slowed down and
 * wiped. Then everything heals, all runs must end, and what was done outside is held against what is committed.
 *
 * The seed decides about faults and programs; what the processes have come to at each moment is up to the machine.
 */
import { setTimeout as delay } from "node:timers/promises";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { readCommitted } from "../support/committed.ts";
import { drawFaults, type Fault } from "./faults.ts";
import { judge, type Verdict } from "./judge.ts";
import { ProcessCluster } from "./process-cluster.ts";
import type { LinkState } from "./switchboard.ts";

/** What is to be done. */
export interface SoakOptions {
  readonly seed: number;
  /** Time for faults; the end comes on top. */
  readonly durationMs: number;
  /** Called after each round of faults. */
  readonly onRound?: (report: SoakReport) => void;
}

/** What was done and seen. */
export interface SoakReport {
  readonly seed: number;
  readonly rounds: number;
  /** Processes killed, those of power cuts and wipes among them. */
  readonly kills: number;
  /** All processes killed at once. */
  readonly powerCuts: number;
  readonly pauses: number;
  /** Links between nodes that were held, reset or slowed down, counted once for each time. */
  readonly partitions: number;
  readonly wipes: number;
  /** Filled in at the end. */
  readonly runs: number;
  readonly checkpoints: number;
  readonly verdict: Verdict | null;
}

/** Runs that each process has under way at a time. */
const LINES = 3;
/** All runs end within so long when nothing is wrong any more, in ms. */
const ENDING_MS = 60_000;
const OPEN: LinkState = { type: "open", delayMs: 0 };

/** Does it; `report.verdict.violations` is empty when all is well. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  await using cluster = await ProcessCluster.open();
  const soak = new Soak(options, cluster);
  await soak.run();
  return soak.report();
}

class Soak {
  readonly #options: SoakOptions;
  readonly #cluster: ProcessCluster;
  readonly #random: SeededRandom;
  #report: SoakReport;

  constructor(options: SoakOptions, cluster: ProcessCluster) {
    this.#options = options;
    this.#cluster = cluster;
    this.#random = new SeededRandom(options.seed);
    const counts = { rounds: 0, kills: 0, powerCuts: 0, pauses: 0, partitions: 0, wipes: 0 };
    this.#report = { seed: options.seed, ...counts, runs: 0, checkpoints: 0, verdict: null };
  }

  report(): SoakReport {
    return this.#report;
  }

  async run(): Promise<void> {
    const { durationMs, onRound } = this.#options;
    const end = performance.now() + durationMs;
    await Promise.all(NODE_IDS.map((nodeId) => this.#load(nodeId)));
    while (performance.now() < end && this.#cluster.wrong.length === 0) {
      await this.#round();
      onRound?.(this.#report);
    }
    await this.#end();
  }

  /** Some faults at a time, each on a node of its own, and then none. */
  async #round(): Promise<void> {
    const leader = await this.#cluster.whole();
    const faults = drawFaults(this.#random, { nodeIds: NODE_IDS, leader });
    this.#count({ rounds: 1 });
    const undone = faults.map((fault) => this.#strike(fault));
    await Promise.all(undone);
    this.#cluster.switchboard.heal();
  }

  /** Resolves when the fault is over; a process that was killed is there again then. */
  async #strike(fault: Fault): Promise<void> {
    const { nodeId, lastsMs } = fault;
    const cluster = this.#cluster;
    switch (fault.type) {
      case "kill":
        await this.#kill(nodeId);
        await delay(lastsMs);
        await this.#revive(nodeId);
        return;
      case "powerCut":
        this.#count({ powerCuts: 1 });
        await Promise.all(NODE_IDS.map((one) => this.#kill(one)));
        await Promise.all(NODE_IDS.map((one) => this.#revive(one)));
        return;
      case "wipe":
        this.#count({ wipes: 1 });
        await this.#kill(nodeId);
        cluster.wipe(nodeId);
        await this.#revive(nodeId);
        return;
      case "pause":
        this.#count({ pauses: 1 });
        cluster.node(nodeId).pause();
        await delay(lastsMs);
        cluster.node(nodeId).resume();
        return;
      default:
        this.#count({ partitions: 1 });
        for (const { from, to } of fault.links) cluster.switchboard.set(from, to, fault.state);
        await delay(lastsMs);
        for (const { from, to } of fault.links) cluster.switchboard.set(from, to, OPEN);
    }
  }

  async #kill(nodeId: string): Promise<void> {
    this.#count({ kills: 1 });
    await this.#cluster.kill(nodeId);
  }

  async #revive(nodeId: string): Promise<void> {
    await this.#cluster.start(nodeId);
    await this.#load(nodeId);
  }

  async #load(nodeId: string): Promise<void> {
    const seed = this.#random.below(2 ** 31);
    await this.#cluster.node(nodeId).ask("beginLoad", { lines: LINES, seed });
  }

  /** All runs end; then all nodes, and their disks, say the same; then comes the judge. */
  async #end(): Promise<void> {
    const cluster = this.#cluster;
    const [node] = cluster.living;
    if (node === undefined) throw new Error("no process lives");
    if (cluster.wrong.length > 0) throw new Error(cluster.wrong.join("\n"));
    await cluster.whole();
    const standsStill = new AbortController();
    await Promise.race([
      Promise.all(cluster.living.map((one) => one.ask("endLoad"))),
      delay(ENDING_MS, null, { signal: standsStill.signal }).then(async () => {
        const left = JSON.stringify(await node.ask("unended"));
        throw new Error(`runs have not ended within ${ENDING_MS} ms: ${left}`);
      }),
    ]);
    standsStill.abort();
    await cluster.compare();
    const runs = await node.ask("runs");
    const verdict = judge({ outside: cluster.outside(), runs });
    let checkpoints = 0;
    for (const { events } of runs) {
      checkpoints += events.filter(({ type }) => type === "Checkpoint").length;
    }
    const violations = [...verdict.violations, ...(await this.#compareDisks())];
    this.#report = {
      ...this.#report,
      runs: runs.length,
      checkpoints,
      verdict: { ...verdict, violations },
    };
  }

  /** What is on the disks of processes that were killed leads to one state. */
  async #compareDisks(): Promise<string[]> {
    await Promise.all(NODE_IDS.map((nodeId) => this.#cluster.kill(nodeId)));
    const states = await Promise.all(
      NODE_IDS.map(async (nodeId) => {
        const dataDir = this.#cluster.dataDir(nodeId);
        const backend = await LevelBackend.open({ dataDir, lockTimeoutMs: 0 });
        const log = await readCommitted(backend, { after: 0 });
        return `${log?.entries.at(-1)?.index} ${log?.digest}`;
      }),
    );
    if (new Set(states).size === 1) return [];
    return [`the disks of ${NODE_IDS.join(", ")} have the states ${states.join(", ")}`];
  }

  #count(more: Partial<Omit<SoakReport, "verdict">>): void {
    for (const [name, by] of Object.entries(more) as [keyof typeof more, number][]) {
      this.#report = { ...this.#report, [name]: this.#report[name] + by };
    }
  }
}

const NODE_IDS: readonly string[] = ["n1", "n2", "n3"];
