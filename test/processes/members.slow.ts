// Goal: nodes that were away for long, that lost their disk or that are new come back under load, and can lead then; a majority is enough
// for all of that. Method: processes whose logs keep few entries, and runs that make many.
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import { ProcessCluster } from "./process-cluster.ts";

const NODE_IDS = ["n1", "n2", "n3"];
/** Entries that are kept for followers that are behind; so far behind is a node that was away. */
const TRAILING_ENTRIES = 500;
const AWAY_ENTRIES = 100_000;
/** Ended runs that are kept: what a snapshot has. */
const KEPT_RUNS = 200;
/** Runs at a time, and checkpoints of each. */
const LINES = 48;
const CHECKPOINTS = 200;
const TEST_MS = 600_000;

/** Runs that only count, so many at a time, called for at the node that is set. */
class Counting {
  nodeId: string;
  readonly #cluster: ProcessCluster;
  readonly #lines: Promise<void>[];
  #isOver = false;

  constructor(cluster: ProcessCluster, nodeId: string) {
    this.#cluster = cluster;
    this.nodeId = nodeId;
    this.#lines = Array.from({ length: LINES }, (_, line) => this.#count(line));
    // Told by `end`; after a failure of the test nobody calls that.
    for (const line of this.#lines) line.catch(() => {});
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#lines);
  }

  async #count(line: number): Promise<void> {
    for (let at = 0; !this.#isOver; at += 1) {
      const node = this.#cluster.node(this.nodeId);
      await node.insist("start", "counts", `${line} ${at}`, CHECKPOINTS);
      expect(await node.insist("resultOf", `${line} ${at}`)).toBe(CHECKPOINTS - 1);
    }
  }
}

function others(nodeId: string): string[] {
  return NODE_IDS.filter((one) => one !== nodeId);
}

/** Leaders are killed until the given node leads; all nodes are there again then. */
async function bringToLead(
  cluster: ProcessCluster,
  nodeIds: string[],
  wanted: string,
): Promise<void> {
  for (;;) {
    const leader = await cluster.whole(nodeIds);
    if (leader === wanted) return;
    await cluster.kill(leader);
    await cluster.leader(nodeIds.filter((one) => one !== leader));
    await cluster.start(leader);
  }
}

test(
  `a node that was away for ${AWAY_ENTRIES} entries, a wiped one and a new one come back under load, and lead`,
  async () => {
    await using cluster = await ProcessCluster.open({
      laterIds: ["n4"],
      options: { retention: { runs: KEPT_RUNS }, verifyDeterminism: "off" },
      trailingEntries: TRAILING_ENTRIES,
    });
    const leader = await cluster.leader();
    const [away = "", wiped = ""] = others(leader);
    await cluster.kill(away);
    // Calls to the leader: it lives until the load is over.
    const counting = new Counting(cluster, leader);
    const index = (nodeId: string): Promise<number> => cluster.node(nodeId).ask("appliedIndex");
    const from = await index(leader);
    while ((await index(leader)) < from + AWAY_ENTRIES) await delay(100);

    await cluster.start(away);
    await cluster.whole();
    // By a snapshot: what was committed meanwhile was not applied there one by one.
    const { checkpoints } = await cluster.node(away).ask("usage");
    expect(checkpoints).toBeLessThan(AWAY_ENTRIES / 2);

    await cluster.kill(wiped);
    cluster.wipe(wiped);
    await cluster.start(wiped);
    await cluster.whole();

    await cluster.start("n4");
    const all = [...NODE_IDS, "n4"];
    await cluster.whole(all);

    const last = await index(leader);
    await counting.end();
    expect(await index(leader)).toBeGreaterThan(last);
    for (const nodeId of [away, wiped, "n4"]) {
      await bringToLead(cluster, all, nodeId);
      const runs = `led by ${nodeId}`;
      await cluster.node(leader).insist("start", "counts", runs, CHECKPOINTS);
      expect(await cluster.node(nodeId).insist("resultOf", runs)).toBe(CHECKPOINTS - 1);
    }
    await cluster.compare(all);
  },
  TEST_MS,
);

test(
  "of five nodes three are enough, and two are not",
  async () => {
    const nodeIds = ["n1", "n2", "n3", "n4", "n5"];
    await using cluster = await ProcessCluster.open({ nodeIds });
    const leader = await cluster.leader();
    const [second = "", third = "", ...rest] = nodeIds.filter((nodeId) => nodeId !== leader);
    const [client = ""] = rest;
    const input = { count: 10, lastsMs: 20 };
    const run = async (name: string): Promise<unknown> => {
      await cluster.node(client).insist("start", "steps", name, input);
      return cluster.node(client).insist("resultOf", name);
    };
    const before = Promise.all(Array.from({ length: 10 }, (_, at) => run(`with five ${at}`)));
    await cluster.marked((_, __, name) => name === "began step:work#4");
    await Promise.all([cluster.kill(leader), cluster.kill(second)]);
    for (const result of await before) expect(result).toHaveLength(input.count);
    expect(await run("with three")).toHaveLength(input.count);

    await cluster.kill(third);
    const inVain = cluster.node(client).ask("start", "steps", "with two", input);
    await expect(inVain).rejects.toThrow(/NoQuorumError|OutcomeUnknownError/);
    await cluster.start(third);
    await cluster.leader([third, ...rest]);
    // Whether it had been started or not: the same call may be repeated.
    expect(await run("with two")).toHaveLength(input.count);

    await Promise.all([cluster.start(leader), cluster.start(second)]);
    await cluster.compare(nodeIds);
    const runs = await cluster.node(client).insist("runs");
    const outside = cluster.outside();
    expect(judge({ outside, runs }).violations).toEqual([]);
  },
  TEST_MS,
);
