// Goal: what the ancestor of this project promised and did not keep (R12 to R20 of its list). Method: three whole nodes on virtual
// time, each with definitions of its own; effects of steps are counted outside.
import { afterEach, describe, expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { WorkflowFailedError } from "../../src/errors.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { EachNodeCluster, type EachNodeOptions, NODES, Seen } from "./each-node.ts";
import { defineWalk, historiesOf, Outside } from "./outside.ts";
import { seeds } from "./seeds.ts";

let cluster: EachNodeCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

async function form(options: EachNodeOptions): Promise<EachNodeCluster> {
  cluster = await EachNodeCluster.formed(options);
  return cluster;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    cluster?.scheduler.setTimeout(resolve, ms);
  });
}

/** What a wait for a run's end on a node comes to, as text. */
async function endingOf(at: EachNodeCluster, nodeId: string, workflowId: string): Promise<string> {
  try {
    return JSON.stringify(await at.node(nodeId).getRun(workflowId).waitForCompletion());
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { name, message } = error.cause as Error;
    return `${name}: ${message}`;
  }
}

describe.each(seeds(1))("SEED=%d", (seed) => {
  test("R12: five leaders die one after the other, and all runs end, each effect as often as it may be", async () => {
    const outside = new Outside();
    const walk = defineWalk(outside, pause);
    const at = await form({ seed, onStep: outside.started, workflowsOf: () => [walk] });
    const dice = new SeededRandom(seed);
    const ids = Array.from({ length: 8 }, (_, run) => `w${run}`);
    const starts = ids.map((workflowId, run) => {
      const input = { seed: seed * 100 + run, length: 25 };
      return at.node(NODES[run % 3] ?? "").startWorkflow(walk, input, { workflowId });
    });
    await at.wait(Promise.all(starts));
    const leaders: string[] = [];
    for (let death = 0; death < 5; death += 1) {
      await at.advance(40 + dice.next() * 80);
      const leader = await at.waitForLeader();
      leaders.push(leader);
      outside.leaderLost();
      at.kill(leader);
      const diedAt = at.scheduler.now();
      // Two of three elect again, every time.
      await at.waitForLeader();
      expect(at.scheduler.now() - diedAt).toBeLessThan(1000);
      await at.advance(dice.next() * 60);
      await at.wait(at.begin(leader));
    }
    for (const id of NODES) {
      for (const run of ids) {
        expect(await at.wait(at.node(id).getRun(run).waitForCompletion())).toBeInstanceOf(Array);
      }
    }
    expect(new Set(leaders).size).toBeGreaterThan(1);
    expect(outside.wrong).toEqual([]);
    await at.converge();
    const [first, ...others] = await Promise.all(NODES.map((id) => historiesOf(at, id, ids)));
    for (const other of others) expect(other).toEqual(first);
  });

  test("R13: a member that nobody reaches, dead or deaf, slows nobody down and ends nobody's loop", async () => {
    const at = await form({
      seed,
      workflowsOf: () => [
        defineWorkflow({ name: "count", version: 1 }, async (ctx, steps: number) => {
          let sum = 0;
          for (let step = 0; step < steps; step += 1) sum += await ctx.step("one", () => 1);
          return sum;
        }),
      ],
    });
    const leader = at.leader ?? "";
    const client = at.node(leader);
    const countMs = async (): Promise<number> => {
      const from = at.scheduler.now();
      expect(await at.wait(client.runWorkflow("count", 100))).toBe(100);
      return at.scheduler.now() - from;
    };
    const wholeMs = await countMs();
    const gone = at.follower;
    at.kill(gone);
    for (let round = 0; round < 5; round += 1) expect(await countMs()).toBeLessThan(2 * wholeMs);
    await at.wait(at.begin(gone));
    await at.converge();
    // It hears, and nobody hears it; then the other way round.
    for (const isDeaf of [false, true]) {
      for (const other of NODES.filter((id) => id !== gone)) {
        at.network.cut(isDeaf ? other : gone, isDeaf ? gone : other);
      }
      for (let round = 0; round < 5; round += 1) expect(await countMs()).toBeLessThan(2 * wholeMs);
      await at.advance(10_000);
      expect(await countMs()).toBeLessThan(2 * wholeMs);
      at.network.healAll();
      await at.until(() => at.core(gone).group.appliedIndex === at.core(leader).group.appliedIndex);
    }
    expect(at.leader).toBe(leader);
    expect(at.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("R14: a follower that lags behind the end of a run comes to its end too, and its memory is freed", async () => {
    const seen = new Seen();
    const at = await form({
      seed,
      workflowsOf: (nodeId) => [
        defineWorkflow({ name: "values", version: 1 }, async (ctx, count: number) => {
          for (let part = 0; part < count; part += 1) {
            seen.note(nodeId, ctx.workflowId, await ctx.step("part", () => part));
          }
          return "done";
        }),
      ],
    });
    const lagging = at.follower;
    const client = at.node(at.leader ?? "");
    const ids = ["before", "while"];
    const runs = [await at.wait(client.startWorkflow("values", 200, { workflowId: "before" }))];
    await at.until(() => seen.of(lagging, "before").length > 20);
    at.pause(lagging);
    runs.push(await at.wait(client.startWorkflow("values", 100, { workflowId: "while" })));
    for (const run of runs) expect(await at.wait(run.waitForCompletion())).toBe("done");
    expect(seen.of(lagging, "before").length).toBeLessThan(200);
    at.resume(lagging);
    for (const id of ids) {
      expect(await at.wait(at.node(lagging).getRun(id).waitForCompletion())).toBe("done");
    }
    await at.until(() => NODES.every((nodeId) => at.core(nodeId).group.residentRuns === 0));
    for (const nodeId of NODES) expect(at.core(nodeId).group.activeRuns).toBe(0);
    // Whatever it was given was what the others were given, in their order.
    for (const id of ids) {
      const values = seen.of(at.leader ?? "", id);
      expect(seen.of(lagging, id)).toEqual(values.slice(0, seen.of(lagging, id).length));
    }
  });

  test("R15: who waits for a run hears of its end, however the wait and the end fall together", async () => {
    const at = await form({
      seed,
      workflowsOf: () => [
        defineWorkflow({ name: "quick", version: 1 }, async (ctx) => ctx.step("one", () => "done")),
      ],
    });
    const client = at.node(at.follower);
    for (let moment = 0; moment < 30; moment += 1) {
      const workflowId = `w${moment}`;
      const run = await at.wait(client.startWorkflow("quick", undefined, { workflowId }));
      await at.advance(moment * 0.2);
      const waits = NODES.map((nodeId) => endingOf(at, nodeId, workflowId));
      const from = at.scheduler.now();
      expect(await at.wait(Promise.all(waits))).toEqual(['"done"', '"done"', '"done"']);
      expect(at.scheduler.now() - from).toBeLessThan(200);
      expect(await at.wait(run.waitForCompletion())).toBe("done");
    }
    // Long after it, and in another life of every node.
    for (const nodeId of NODES) {
      at.kill(nodeId);
      await at.waitForLeader();
      await at.wait(at.begin(nodeId));
      expect(await at.wait(endingOf(at, nodeId, "w0"))).toBe('"done"');
    }
  });

  test("R16: what ended is forgotten on every node, and is in no snapshot", async () => {
    const at = await form({
      seed,
      trailingEntries: 5,
      timing: { tickMs: 100 },
      retention: { ageMs: 3_600_000, endedRunsMax: 10 },
      workflowsOf: () => [
        defineWorkflow({ name: "quick", version: 1 }, async (ctx, text: string) =>
          ctx.step("one", () => text),
        ),
      ],
    });
    const text = "x".repeat(1000);
    /** Without the numbers of flushes, which are trimmed by their own rule. */
    const rowsOf = (nodeId: string): number => {
      const rows = at.disk(nodeId).table.rows({ gte: "", lt: "\u{10ffff}" });
      return rows.filter(({ key }) => !key.startsWith("flush/")).length;
    };
    /** Rows after so many runs have ended, and after all that is to be forgotten is. */
    const rowsAfter = async (runs: number): Promise<number[]> => {
      for (let run = 0; run < runs; run += 1) {
        await at.wait(at.node(NODES[run % 3] ?? "").runWorkflow("quick", text));
      }
      // Request ids are kept for five minutes.
      await at.advance(7 * 60_000);
      const listed = await Promise.all(NODES.map((id) => at.wait(at.node(id).listRuns())));
      for (const { runs: kept } of listed) expect(kept).toHaveLength(10);
      return NODES.map(rowsOf);
    };
    const few = await rowsAfter(20);
    const many = await rowsAfter(60);
    for (const [index, rows] of many.entries()) {
      expect(rows).toBeLessThan((few[index] ?? 0) + 20);
    }
    await at.wait(at.begin("n4", { join: ["n1"] }));
    await at.until(() => at.core("n4").cluster?.configuration()?.voters.length === 4);
    expect((await at.wait(at.node("n4").listRuns())).runs).toHaveLength(10);
    expect(rowsOf("n4")).toBeLessThan((few[0] ?? 0) + 40);
  });

  test("R17: runs whose ids look like each other's keys have nothing to do with each other", async () => {
    const at = await form({
      seed,
      workflowsOf: () => [
        defineWorkflow({ name: "a:b", version: 1 }, async (ctx, text: string) => {
          const kept = await ctx.replicatedVar("x:y", text);
          const one = await ctx.scope("s:t", (scoped) => scoped.step("u", () => `${text} 1`));
          const other = await ctx.scope("s", (scoped) => scoped.step("t:u", () => `${text} 2`));
          const signal = await ctx.waitForSignal<string>("go:1");
          return [kept.value, one, other, signal];
        }),
      ],
    });
    const ids = [
      "a",
      "a:b",
      "a:b:1",
      "a/1",
      "a#0",
      "a%3A",
      "a%",
      "\u{1f600}",
      "é",
      "e\u0301",
      "a ",
    ];
    const starts = ids.map((workflowId, at_) =>
      at.node(NODES[at_ % 3] ?? "").startWorkflow("a:b", workflowId, { workflowId }),
    );
    const runs = await at.wait(Promise.all(starts));
    for (const run of runs) expect(run.started).toBe(true);
    for (const id of ids.toReversed()) {
      await at.wait(at.node(at.follower).getRun(id).signal("go:1", `to ${id}`));
    }
    for (const nodeId of NODES) {
      for (const id of ids) {
        const result = await at.wait(at.node(nodeId).getRun(id).waitForCompletion());
        expect(result).toEqual([id, `${id} 1`, `${id} 2`, `to ${id}`]);
      }
      const { runs: listed } = await at.wait(at.node(nodeId).listRuns());
      expect(listed.map(({ workflowId }) => workflowId).toSorted()).toEqual(ids.toSorted());
    }
  });

  test("R18: whatever is thrown or cannot be kept ends its run as failed, with its own error, on every node", async () => {
    const once = { retry: { maximumAttempts: 1 } };
    const kinds = ["throws", "text", "nothing", "step", "handler", "result", "stepResult"] as const;
    const at = await form({
      seed,
      workflowsOf: () => [
        defineWorkflow({ name: "bad", version: 1 }, async (ctx, kind: string): Promise<unknown> => {
          switch (kind) {
            case "throws":
              throw new RangeError("of the function");
            case "text":
              throw "a text";
            case "nothing":
              throw undefined;
            case "step":
              return ctx.step("bad", () => Promise.reject(new TypeError("of the step")), once);
            case "handler":
              ctx.onSignal("go", () => {
                throw new SyntaxError("of the handler");
              });
              return ctx.waitForSignal("never");
            case "result":
              return () => 1;
            default:
              return ctx.step("bad", () => Symbol("s") as unknown);
          }
        }),
      ],
    });
    for (const kind of kinds) {
      const run = await at.wait(
        at.node(at.follower).startWorkflow("bad", kind, { workflowId: kind }),
      );
      if (kind === "handler") await at.wait(run.signal("go"));
      const endings: string[] = [];
      for (const nodeId of NODES) {
        endings.push(await at.wait(endingOf(at, nodeId, kind)));
        const { status } = await at.wait(at.node(nodeId).getRun(kind).describe());
        expect(status, kind).toBe("failed");
      }
      expect(new Set(endings).size).toBe(1);
      const [ending = ""] = endings;
      expect(ending).toMatch(
        {
          throws: /^RangeError: of the function$/,
          text: /a text/,
          nothing: /undefined/,
          step: /^StepFailedError: .*of the step/,
          handler: /^SyntaxError: of the handler$/,
          result: /^UnserializableValueError: .*function/,
          stepResult: /^(StepFailedError|UnserializableValueError): .*symbol/,
        }[kind],
      );
    }
    for (const nodeId of NODES) expect(at.core(nodeId).group.activeRuns).toBe(0);
  });

  test("R19: a checkpoint takes as long as its way to a majority, and not until the next tick", async () => {
    const tickMs = 100;
    const at = await form({
      seed,
      timing: { tickMs },
      workflowsOf: () => [
        defineWorkflow({ name: "count", version: 1 }, async (ctx, steps: number) => {
          for (let step = 0; step < steps; step += 1) await ctx.step("one", () => 1);
          return steps;
        }),
      ],
    });
    for (const nodeId of NODES) {
      const from = at.scheduler.now();
      expect(await at.wait(at.node(nodeId).runWorkflow("count", 100))).toBe(100);
      // Two syncs of 0.2 ms and a way there and back of at most 1 ms, with room.
      expect((at.scheduler.now() - from) / 100).toBeLessThan(tickMs / 25);
    }
  });

  test("R20: where no node that lives has the function its run waits visibly and holds nobody up; who has it leads, and the run goes on", async () => {
    const lacking = new Set<string>();
    const rare = (): AnyWorkflow =>
      defineWorkflow({ name: "rare", version: 1 }, async (ctx) => {
        const first = await ctx.step("first", () => 1);
        await ctx.waitForSignal("go");
        return first + (await ctx.step("second", () => 1));
      });
    const at = await form({
      seed,
      workflowsOf: (nodeId) => [
        defineWorkflow({ name: "known", version: 1 }, async (ctx) => ctx.step("one", () => nodeId)),
        ...(lacking.has(nodeId) ? [] : [rare()]),
      ],
    });
    // Both followers come back without it.
    for (const nodeId of NODES.filter((id) => id !== at.leader)) {
      lacking.add(nodeId);
      at.kill(nodeId);
      await at.wait(at.begin(nodeId));
      await at.converge();
    }
    const having = at.leader ?? "";
    const client = at.node(having);
    const first = await at.wait(client.startWorkflow("rare", undefined, { workflowId: "first" }));
    await at.wait(first.signal("go"));
    for (const nodeId of NODES) {
      expect(await at.wait(at.node(nodeId).getRun("first").waitForCompletion())).toBe(2);
    }
    /** The one node that has it dies in the middle of a run. */
    const waits = async (workflowId: string): Promise<void> => {
      await at.wait(at.node(having).startWorkflow("rare", undefined, { workflowId }));
      at.kill(having);
      const leader = await at.waitForLeader();
      await at.wait(at.node(leader).getRun(workflowId).signal("go"));
      const { status, waitingFor } = await at.wait(at.node(leader).getRun(workflowId).describe());
      expect([status, waitingFor]).toEqual(["running", "definition"]);
      // What it does know is not held up.
      expect(await at.wait(at.node(leader).runWorkflow("known", undefined))).toBe(leader);
    };
    await waits("second");
    await at.wait(at.begin(having));
    for (const nodeId of NODES) {
      expect(await at.wait(at.node(nodeId).getRun("second").waitForCompletion())).toBe(2);
    }
    expect(at.leader).toBe(having);
    await waits("third");
    for (const nodeId of at.living) at.node(nodeId).registerWorkflow(rare());
    for (const nodeId of at.living) {
      expect(await at.wait(at.node(nodeId).getRun("third").waitForCompletion())).toBe(2);
    }
  });
});
