/**
 * Three nodes, three processes, one workflow that books a journey leg by leg. The leader is killed between two steps: the journey
 * goes on at another node, and no step runs twice. Then a leader is killed in the middle of a step: this step alone runs twice, with
 * the same idempotency key.
 *
 *   npm run example:cluster
 *
 * This program is both: the one that starts, kills and looks (the parent), and each of the nodes (with NODE_ID in its environment).
 * Whatever a step does is a line in a file outside of Raftwork, so that nothing can be hidden.
 */
import { type ChildProcess, fork } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { WorkflowRuntime } from "raftwork";

const LEGS = ["train", "ferry", "hotel", "plane", "car", "hut"];
/** A leg takes so long to book, and so long until the next one. */
const STEP_MS = 300;
const PAUSE_MS = 300;

/** What a step leaves outside. */
interface Effect {
  readonly leg: string;
  readonly nodeId: string;
  readonly key: string;
}

/** A step has begun, or is committed. */
interface LegReport {
  readonly type: "booking" | "booked";
  readonly leg: string;
}

/** From a node to the parent. */
type Report =
  | { readonly type: "members"; readonly voters: number; readonly leader: string | null }
  | LegReport
  | { readonly type: "done"; readonly result: string };

const { NODE_ID: nodeId, NODES: nodes = "[]", DATA: data = "" } = process.env;

// ------------------------------------------------------------------ one node

async function node(
  id: string,
  initialNodes: readonly { nodeId: string; address: string }[],
): Promise<void> {
  const address = initialNodes.find((one) => one.nodeId === id)?.address ?? "";
  const runtime = await WorkflowRuntime.open({
    nodeId: id,
    dataDir: join(data, id),
    listen: { port: Number(address.split(":")[1]) },
    cluster: { initialNodes },
  });
  const journey = runtime.registerWorkflow("journey", 1, async (ctx, legs: string[]) => {
    for (const leg of legs) {
      await ctx.step(leg, async ({ idempotencyKey }) => {
        const effect: Effect = { leg, nodeId: id, key: idempotencyKey };
        await appendFile(join(data, "effects.jsonl"), `${JSON.stringify(effect)}\n`);
        tell({ type: "booking", leg });
        await delay(STEP_MS);
      });
      await ctx.sleep(PAUSE_MS);
    }
    return `${legs.length} legs booked`;
  });
  runtime.events.on("checkpointSet", ({ key }) => {
    const leg = LEGS.find((one) => key.startsWith(`step:${one}#`));
    if (leg !== undefined) tell({ type: "booked", leg });
  });
  process.on("message", (workflowId: string) => {
    void runtime.runWorkflow(journey, LEGS, { workflowId }).then((result) => {
      tell({ type: "done", result });
    });
  });
  process.on("disconnect", () => process.exit());
  setInterval(() => {
    const { members, leaderNodeId } = runtime.cluster.info();
    const voters = members.filter(({ role, isConnected }) => role === "voter" && isConnected);
    tell({ type: "members", voters: voters.length, leader: leaderNodeId });
  }, 50);
}

function tell(report: Report): void {
  process.send?.(report);
}

// ------------------------------------------------------------------ the parent

async function parent(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "raftwork-cluster-"));
  const world = new World(directory, await freeAddresses(["amber", "birch", "cedar"]));
  try {
    console.log("Three nodes start, and form a cluster.");
    for (const id of world.ids) world.start(id);
    await world.ready();

    console.log("\nThe leader is killed between two steps.");
    await world.travel("journey-1", { type: "booked", leg: "ferry" });
    const first = await world.count();
    console.table(first);
    const twice = first.filter(({ runs }) => runs !== 1);
    if (twice.length > 0) throw new Error("a step did not run exactly once");

    console.log("\nThe leader is killed in the middle of a step.");
    await world.travel("journey-2", { type: "booking", leg: "plane" });
    const second = await world.count();
    console.table(second);
    const again = second.filter(({ runs }) => runs !== 1);
    const [plane] = again;
    if (again.length !== 1 || plane?.step !== "plane" || plane.runs !== 2 || plane.keys !== 1) {
      throw new Error("another step than the one in flight ran again, or with another key");
    }
    console.log("Only the step in flight ran again, with the same idempotency key.");
  } finally {
    world.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

class World {
  readonly ids: readonly string[];
  readonly #directory: string;
  readonly #nodes: readonly { nodeId: string; address: string }[];
  readonly #children = new Map<string, ChildProcess>();
  readonly #members = new Map<string, Extract<Report, { type: "members" }>>();
  #seen = 0;
  #onReport: (from: string, report: Report) => void = () => {};

  constructor(directory: string, nodes: readonly { nodeId: string; address: string }[]) {
    this.#directory = directory;
    this.#nodes = nodes;
    this.ids = nodes.map((one) => one.nodeId);
  }

  start(id: string): void {
    const child = fork(fileURLToPath(import.meta.url), {
      execArgv: process.execArgv,
      env: {
        ...process.env,
        NODE_ID: id,
        NODES: JSON.stringify(this.#nodes),
        DATA: this.#directory,
      },
    });
    child.on("message", (report: Report) => {
      if (report.type === "members") this.#members.set(id, report);
      this.#onReport(id, report);
    });
    this.#children.set(id, child);
  }

  /** Resolves when all nodes vote, see each other, and know who leads. */
  async ready(): Promise<void> {
    const isReady = (): boolean => {
      const reports = [...this.#members.values()];
      const leaders = new Set(reports.map(({ leader }) => leader));
      const all = reports.length === this.ids.length && reports.every(({ voters }) => voters === 3);
      return all && leaders.size === 1 && !leaders.has(null);
    };
    await this.#until(isReady);
    console.log(`${this.ids.join(", ")}: ${this.#leader} leads.`);
  }

  /** A journey, during which the leader is killed as soon as it reports `killAt`. It is started again afterwards. */
  async travel(workflowId: string, killAt: LegReport): Promise<void> {
    const dead = this.#leader;
    const caller = this.ids.find((id) => id !== dead) ?? "";
    let killedAt = 0;
    const done = new Promise<string>((resolve) => {
      this.#onReport = (from, report) => {
        if (report.type === "done") resolve(report.result);
        if (report.type === "booking") console.log(`  ${from} books the ${report.leg}`);
        if (report.type === "booking" && killedAt > 0 && from !== dead) {
          console.log(`  … ${Math.round(performance.now() - killedAt)} ms after the kill`);
          killedAt = -1;
        }
        const isDue = "leg" in report && report.type === killAt.type && report.leg === killAt.leg;
        if (killedAt === 0 && from === dead && isDue) {
          killedAt = performance.now();
          this.#members.delete(dead);
          this.#children.get(dead)?.kill("SIGKILL");
          console.log(`  ${dead} leads and is killed (kill -9)`);
        }
      };
    });
    // Any node takes the call.
    this.#children.get(caller)?.send(workflowId);
    console.log(`  ${caller}: ${await done}`);
    this.#onReport = () => {};
    this.start(dead);
    await this.ready();
  }

  /** What the steps of the newest journey have left outside. */
  async count(): Promise<{ step: string; runs: number; nodes: string; keys: number }[]> {
    const text = await readFile(join(this.#directory, "effects.jsonl"), "utf8");
    const effects = text
      .trim()
      .split("\n")
      .slice(this.#seen)
      .map((line) => JSON.parse(line) as Effect);
    this.#seen += effects.length;
    return LEGS.map((step) => {
      const own = effects.filter(({ leg }) => leg === step);
      const keys = new Set(own.map(({ key }) => key)).size;
      return { step, runs: own.length, nodes: own.map((one) => one.nodeId).join(", "), keys };
    });
  }

  stop(): void {
    for (const child of this.#children.values()) child.kill("SIGKILL");
  }

  get #leader(): string {
    for (const { leader } of this.#members.values()) if (leader !== null) return leader;
    return "";
  }

  async #until(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + 60_000;
    while (!holds()) {
      if (performance.now() > deadline) throw new Error("the cluster did not come together");
      await delay(20);
    }
  }
}

/** Ports of this machine that are free now, one for each node. */
async function freeAddresses(
  ids: readonly string[],
): Promise<{ nodeId: string; address: string }[]> {
  const servers = ids.map(() => createServer().listen(0, "127.0.0.1"));
  const nodes = await Promise.all(
    servers.map(async (server, at) => {
      if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
      const place = server.address();
      const port = typeof place === "object" && place !== null ? place.port : 0;
      return { nodeId: ids[at] ?? "", address: `127.0.0.1:${port}` };
    }),
  );
  for (const server of servers) server.close();
  return nodes;
}

if (nodeId === undefined) await parent();
else await node(nodeId, JSON.parse(nodes) as { nodeId: string; address: string }[]);
