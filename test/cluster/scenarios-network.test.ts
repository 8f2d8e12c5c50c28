// Goal: scenarios of SCENARIOS.md section 10 in which networks and disks are bad, and those in which a cluster grows and shrinks.
// Method: whole nodes on virtual time; what clients were told is judged as a linearizable history.
import { afterEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { WorkflowRun } from "../../src/api/run.ts";
import { OverloadedError, RaftworkError } from "../../src/errors.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { explain, type HistoryOperation, judge } from "../simulation/linearizability.ts";
import {
  type ListInput,
  listModel,
  type RegisterInput,
  registerModel,
} from "../simulation/models.ts";
import { TestCluster, type TestClusterOptions } from "../support/cluster.ts";
import { defineWalk, historiesOf, Outside } from "./outside.ts";
import { seeds } from "./seeds.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

const gather = defineWorkflow({ name: "gather", version: 1 }, async (ctx, count: number) => {
  const seen: unknown[] = [];
  while (seen.length < count) seen.push(await ctx.waitForSignal("add"));
  return seen.length;
});
const count = defineWorkflow({ name: "count", version: 1 }, async (ctx, steps: number) => {
  let sum = 0;
  for (let at = 0; at < steps; at += 1) sum += await ctx.step("one", () => 1);
  return sum;
});
const ticker = defineWorkflow({ name: "ticker", version: 1 }, async (ctx, steps: number) => {
  for (let at = 0; at < steps; at += 1) {
    await ctx.sleep(900);
    await ctx.step("one", () => 1);
  }
  return steps;
});

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

async function open(options: Partial<TestClusterOptions> & { seed: number }): Promise<TestCluster> {
  cluster = await TestCluster.open({
    nodes: NODES,
    workflows: [gather, count, ticker],
    ...options,
  });
  await cluster.waitForLeader();
  return cluster;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    cluster?.scheduler.setTimeout(resolve, ms);
  });
}

/** Does what a client does: whatever fails and says that it may be tried again is tried again. */
async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RaftworkError && error.retryable)) throw error;
    }
  }
}

/** Values that a run was sent, in the order of its history, as a node has them. */
async function sentTo(run: WorkflowRun): Promise<number[]> {
  const values: number[] = [];
  for await (const { type, value } of run.history()) {
    if (type === "Signal") values.push(value as number);
  }
  return values;
}

/** Clients that append to one list and read it, each at a node of its own, until they are told to end. */
class ListClients {
  readonly list: HistoryOperation<ListInput, readonly number[]>[] = [];
  readonly errors: RaftworkError[] = [];
  readonly #at: TestCluster;
  readonly #dice: SeededRandom;
  #next = 1;
  #isOver = false;
  readonly #work: Promise<void>[];

  constructor(at: TestCluster, seed: number) {
    this.#at = at;
    this.#dice = new SeededRandom(seed);
    this.#work = NODES.flatMap((nodeId, place) => [
      this.#append(nodeId, 2 * place),
      this.#read(nodeId, 2 * place + 1),
    ]);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#at.wait(Promise.all(this.#work));
  }

  async #append(nodeId: string, process: number): Promise<void> {
    while (!this.#isOver) {
      const value = this.#next;
      this.#next += 1;
      const run = this.#at.node(nodeId).getRun("list");
      const input = { type: "append", value } as const;
      await this.#operation(process, input, async () => {
        await run.signal("add", value);
        return [];
      });
      await pause(this.#dice.next() * 40);
    }
  }

  async #read(nodeId: string, process: number): Promise<void> {
    while (!this.#isOver) {
      const run = this.#at.node(nodeId).getRun("list");
      await this.#operation(process, { type: "read" }, () => sentTo(run));
      await pause(this.#dice.next() * 60);
    }
  }

  async #operation(
    process: number,
    input: ListInput,
    call: () => Promise<readonly number[]>,
  ): Promise<void> {
    const invokedAt = this.#at.scheduler.now();
    try {
      const output = await call();
      this.list.push({ process, input, output, invokedAt, returnedAt: this.#at.scheduler.now() });
    } catch (error) {
      // Typed, and as if it had never been answered: it may have happened.
      if (!(error instanceof RaftworkError)) throw error;
      this.errors.push(error);
      this.list.push({ process, input, output: null, invokedAt, returnedAt: Infinity });
    }
  }
}

/** What is wrong with the order of the final list as an explanation of what clients were told; null when nothing is. */
function explained(
  history: readonly HistoryOperation<ListInput, readonly number[]>[],
  final: readonly number[],
): string | null {
  return explain(history, listModel, ({ input, output }) => {
    if (input.type === "read") return output === null ? null : 2 * output.length;
    const place = final.indexOf(input.value);
    return place < 0 ? null : 2 * place + 1;
  });
}

/** The same history as one register: an append writes, a read reads the last value. */
function asRegister(
  history: readonly HistoryOperation<ListInput, readonly number[]>[],
): HistoryOperation<RegisterInput, number>[] {
  return history
    .filter(({ input, output }) => input.type === "append" || output !== null)
    .map(({ input, output, ...times }) => {
      if (input.type === "read") return { ...times, input, output: output?.at(-1) ?? 0 };
      const written = { type: "write", value: input.value } as const;
      return { ...times, input: written, output: output === null ? null : input.value };
    });
}

describe.each(seeds(1))("SEED=%d", (seed) => {
  test.each([
    { by: "its log", trailingEntries: 100_000, snapshots: 0 },
    { by: "a snapshot", trailingEntries: 20, snapshots: 1 },
  ])(
    "scenario 131: a follower that is cut off for five minutes under load catches up by $by, and can lead",
    async ({ trailingEntries, snapshots }) => {
      // Slow ticks: five minutes have three thousand of them.
      const timing = { tickMs: 100 };
      const at = await open({ seed, trailingEntries, timing });
      const leader = await at.waitForLeader();
      const [away = "", other = ""] = NODES.filter((id) => id !== leader);
      const run = await at.wait(at.node(leader).startWorkflow(ticker, 400, { workflowId: "t" }));
      at.network.isolate(away);
      await at.advance(5 * 60_000);
      const { historyLength } = await at.wait(at.node(other).getRun("t").describe());
      expect(historyLength).toBeGreaterThan(500);
      at.network.healAll();
      const caughtUp = (): boolean =>
        at.core(away).group.appliedIndex >= at.core(leader).group.appliedIndex;
      await at.until(caughtUp);
      const received = at.lines.filter(({ message }) => message === "receiving a snapshot");
      expect(received.length > 0 ? 1 : 0).toBe(snapshots);
      // The others die until it leads.
      for (let tries = 0; at.leader !== away && tries < 20; tries += 1) {
        const dead = await at.waitForLeader();
        if (dead === away) break;
        await at.converge();
        at.kill(dead);
        await at.waitForLeader();
        await at.wait(at.start(dead));
      }
      expect(at.leader).toBe(away);
      expect(await at.wait(at.node(away).getRun("t").waitForCompletion())).toBe(400);
      await run.describe().catch(() => {});
      await at.converge();
      const [first, ...rest] = await Promise.all(NODES.map((id) => historiesOf(at, id, ["t"])));
      for (const history of rest) expect(history).toEqual(first);
    },
  );
});

describe.each(seeds(1))("SEED=%d", (seed) => {
  test("scenario 130: a leader is cut off from both followers; its writes fail or wait, and no history diverges", async () => {
    const at = await open({ seed });
    const dice = new SeededRandom(seed);
    await at.wait(at.node("n1").startWorkflow(gather, 1_000_000, { workflowId: "list" }));
    const clients = new ListClients(at, seed);
    for (let cut = 0; cut < 3; cut += 1) {
      await at.advance(100 + dice.next() * 100);
      const old = await at.waitForLeader();
      at.network.isolate(old);
      await at.until(() => at.leader !== null && at.leader !== old);
      await at.advance(300 + dice.next() * 500);
      at.network.healAll();
      await at.until(() => NODES.every((id) => at.core(id).group.leaderReplicaId !== 0));
    }
    await at.advance(500);
    await clients.end();
    const finals = await Promise.all(
      NODES.map((id) => at.wait(sentTo(at.node(id).getRun("list")))),
    );
    const [final = [], ...others] = finals;
    for (const other of others) expect(other).toEqual(final);
    expect(new Set(final).size).toBe(final.length);
    expect(final.length).toBeGreaterThan(50);
    // The minority was asked, and did not say yes.
    expect(clients.errors.length).toBeGreaterThan(0);
    for (const { code } of clients.errors) {
      expect(["ERR_NO_QUORUM", "ERR_OUTCOME_UNKNOWN", "ERR_NOT_LEADER"]).toContain(code);
    }
    expect(explained(clients.list, final)).toBeNull();
    expect(judge(asRegister(clients.list), registerModel).outcome).toBe("linearizable");
  });

  test("a follower that dies behind a cut and is back is up to date long before keepalive finds its old streams", async () => {
    const at = await open({ seed });
    const leader = await at.waitForLeader();
    const dead = NODES.find((id) => id !== leader) ?? "";
    await at.wait(at.node(leader).runWorkflow(count, 10));
    await at.converge();
    at.network.isolate(dead);
    at.kill(dead);
    at.network.healAll();
    const diedAt = at.scheduler.now();
    await at.wait(at.start(dead));
    await at.wait(at.node(leader).runWorkflow(count, 10));
    const target = at.core(leader).group.appliedIndex;
    await at.until(() => at.core(dead).group.appliedIndex >= target, 3000);
    const { members } = at.node(leader).cluster.info();
    expect(members.find(({ nodeId }) => nodeId === dead)?.isConnected).toBe(true);
    expect(at.scheduler.now() - diedAt).toBeLessThan(at.network.stallMs);
  });

  test("scenario 136: one node grows to three and shrinks to one under load, and no request fails", async () => {
    const at = await open({ seed, nodes: ["n1"] });
    const run = await at.wait(at.node("n1").startWorkflow(gather, 400, { workflowId: "g" }));
    let sent = 0;
    const load = (async (): Promise<void> => {
      while (sent < 400) {
        await run.signal("add", sent);
        sent += 1;
        await pause(5);
      }
    })();
    const configured = (voters: number): boolean =>
      at.living.every((id) => {
        const conf = at.core(id).cluster?.configuration();
        const isAtRest = conf?.learners.length === 0 && conf.votersOutgoing.length === 0;
        return isAtRest && conf.voters.length === voters;
      });
    for (const id of ["n2", "n3"]) {
      await at.advance(50);
      await at.wait(at.start(id, { initialNodes: [], join: ["n1"] }));
    }
    await at.until(() => at.living.length === 3 && configured(3));
    const whileWhole = sent;
    for (const id of ["n3", "n2"]) {
      await at.advance(50);
      await at.wait(at.node("n1").cluster.remove(id));
      await at.until(() => at.events.some((event) => event.startsWith(`${id}: fatal`)));
      at.kill(id);
    }
    await at.until(() => configured(1));
    // All of it happened under load.
    expect(whileWhole).toBeGreaterThan(0);
    expect(sent).toBeLessThan(400);
    await at.wait(load);
    expect(await at.wait(run.waitForCompletion())).toBe(400);
    expect(await at.wait(sentTo(at.node("n1").getRun("g")))).toEqual(
      Array.from({ length: 400 }, (_, number) => number),
    );
  });

  test("scenario 139: a slow disk of one follower slows nobody down", async () => {
    const at = await open({ seed });
    const leader = await at.waitForLeader();
    const stepsMs = async (): Promise<number> => {
      const from = at.scheduler.now();
      expect(await at.wait(at.node(leader).runWorkflow(count, 100))).toBe(100);
      return (at.scheduler.now() - from) / 100;
    };
    const before = await stepsMs();
    const slow = NODES.find((id) => id !== leader) ?? "";
    at.disk(slow).setFaults({ writeDelayMs: 100 });
    expect(await stepsMs()).toBeLessThan(2 * before);
    expect(at.leader).toBe(leader);
    at.disk(slow).setFaults({ writeDelayMs: 0.2 });
    await at.converge();
  });

  test("scenario 139: a slow disk of the leader leads to refusals, and what is accepted is bounded and kept", async () => {
    const limits = { inFlightBytesMax: 400_000, payloadBytesMax: 65_536, entryBytesMax: 131_072 };
    const at = await open({ seed, limits });
    const leader = await at.waitForLeader();
    const run = await at.wait(at.node(leader).startWorkflow(gather, 1_000, { workflowId: "g" }));
    for (const id of NODES) at.disk(id).setFaults({ writeDelayMs: 100 });
    const text = "x".repeat(20_000);
    let accepted = 0;
    let inFlight = 0;
    let most = 0;
    const refused: unknown[] = [];
    const calls: Promise<void>[] = [];
    for (let round = 0; round < 40; round += 1) {
      for (let call = 0; call < 10; call += 1) {
        inFlight += 1;
        const sent = run.signal("add", text).then(
          () => {
            accepted += 1;
          },
          (error: unknown) => {
            refused.push(error);
          },
        );
        calls.push(
          sent.finally(() => {
            inFlight -= 1;
          }),
        );
      }
      await at.advance(25);
      most = Math.max(most, inFlight);
    }
    await at.wait(Promise.all(calls));
    for (const error of refused) expect(error).toBeInstanceOf(OverloadedError);
    expect(refused.length).toBeGreaterThan(0);
    expect(accepted).toBeGreaterThan(40);
    // Of what waits there is no more than the limit, and the round that has just come.
    expect(most * text.length).toBeLessThan(limits.inFlightBytesMax + 10 * text.length);
    for (const id of NODES) at.disk(id).setFaults({ writeDelayMs: 0.2 });
    await at.converge();
    for (const id of NODES) {
      expect(await at.wait(sentTo(at.node(id).getRun("g")))).toHaveLength(accepted);
    }
  });

  test("scenario 141: a third of the messages lost, others twice and late: all runs end as they should", async () => {
    const outside = new Outside();
    const walk = defineWalk(outside, pause);
    const at = await open({ seed, workflows: [walk], onStep: outside.started });
    at.network.setFaults({ lossRate: 0.3, duplicateRate: 0.3, delayMaxMs: 15 });
    const ids = Array.from({ length: 6 }, (_, run) => `w${run}`);
    const progress = { hasEnded: false };
    const work = (async (): Promise<void> => {
      for (const [place, workflowId] of ids.entries()) {
        const node = at.node(NODES[place % 3] ?? "");
        const input = { seed: seed * 100 + place, length: 8 };
        await untilAnswered(() => node.startWorkflow(walk, input, { workflowId }));
      }
      for (const [place, id] of ids.entries()) {
        const run = at.node(NODES[place % 3] ?? "").getRun(id);
        await untilAnswered(() => run.waitForCompletion());
      }
      progress.hasEnded = true;
    })();
    // Leaders come and go by themselves: whatever has no outcome yet may begin again.
    while (!progress.hasEnded && at.scheduler.now() < 600_000) {
      outside.leaderLost();
      await at.advance(5);
    }
    await at.wait(work);
    at.network.setFaults({ lossRate: 0, duplicateRate: 0, delayMaxMs: 0.5 });
    // Until those that were given up have been dialled again.
    await at.advance(2000);
    await at.until(() => NODES.every((id) => at.core(id).group.leaderReplicaId !== 0));
    await at.converge();
    expect(outside.wrong).toEqual([]);
    const [first, ...others] = await Promise.all(NODES.map((id) => historiesOf(at, id, ids)));
    for (const other of others) expect(other).toEqual(first);
  });
});
