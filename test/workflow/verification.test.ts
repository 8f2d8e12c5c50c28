/** Goal: what a node computes again is compared with what was committed, and what differs is reported, never hidden. */
import { describe, expect, test } from "vitest";
import type { WorkflowContext } from "../../src/api/context.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import {
  NonDeterminismError,
  NonDurableAwaitError,
  WorkflowFailedError,
} from "../../src/errors.ts";
import { encodeBatch } from "../../src/model/batch.ts";
import { encodeCommand } from "../../src/model/command.ts";
import type { EngineSettings } from "../../src/workflow/engine.ts";
import { firstDifference } from "../../src/workflow/verification.ts";
import { commandsOf, Harness, type LogLine, recordingLogger } from "./harness.ts";

/** Runs `body` on a leader and then on a follower that is fed the leader's log. */
async function onTwoNodes(
  body: (ctx: WorkflowContext) => Promise<unknown>,
  settings: Partial<EngineSettings> = {},
): Promise<{ leader: Harness; follower: Harness; lines: LogLine[] }> {
  const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => body(ctx));
  const leader = await Harness.open({ workflows: [workflow], settings });
  await leader.run(workflow, undefined, { workflowId: "v" }).catch(() => {});
  const lines: LogLine[] = [];
  const follower = await Harness.open({
    workflows: [workflow],
    lead: false,
    settings,
    logger: recordingLogger(lines),
  });
  for (const { bytes } of leader.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
  await follower.advance(50);
  const last = leader.disk.entries.at(-1);
  follower.log.append(last?.bytes ?? new Uint8Array(), null);
  await follower.advance(10);
  return { leader, follower, lines };
}

describe("recomputed values", () => {
  test("an assignment that comes out differently on a follower is reported with the path of the first difference", async () => {
    let lives = 0;
    const { leader, follower } = await onTwoNodes(async (ctx) => {
      lives += 1;
      const state = await ctx.replicatedVar("state", { items: [{ price: 1 }, { price: lives }] });
      await state.set({ items: [{ price: 1 }] });
      return state.value.items.length;
    });
    expect(leader.mismatches).toEqual([]);
    expect(follower.mismatches).toEqual([
      {
        key: "var:state#0",
        path: ".items[1].price",
        difference: "a number here, a number in the log",
      },
    ]);
    // The committed value counts, and the run goes on.
    expect(follower.events.at(-1)).toBe("completed v");
    expect(follower.blocked).toEqual([]);
  });

  test("the result of the run is compared, and how it failed", async () => {
    for (const fails of [false, true]) {
      let lives = 0;
      const { follower } = await onTwoNodes(async (ctx) => {
        lives += 1;
        await ctx.step("s", () => 1);
        if (fails) throw new Error(`life ${lives}`);
        return { life: new Map([["n", lives]]) };
      });
      const difference = fails ? "another error" : "a number here, a number in the log";
      const path = fails ? ".message" : ".life.values()[0]";
      expect(follower.mismatches).toEqual([{ key: "result", path, difference }]);
    }
  });

  test("a run that fails because its history is full is no mismatch where its function has ended meanwhile", async () => {
    let endSlow = (): void => {};
    const workflow = defineWorkflow({ name: "full", version: 1 }, async (ctx) => {
      void ctx.step("other", () => 1);
      void ctx.step(
        "slow",
        () =>
          new Promise<void>((resolve) => {
            endSlow = resolve;
          }),
      );
      return ctx.step("quick", () => 1);
    });
    const settings = { historyLimits: { historyEventsMax: 2, historyBytesMax: 1_000_000 } };
    const node = await Harness.open({ workflows: [workflow], manual: true, settings });
    void node.start(workflow, undefined, { workflowId: "w" });
    const commitFirst = async (): Promise<void> => {
      await node.advance(1);
      node.log.commit((_proposal, at) => at === 0);
      await node.advance(1);
    };
    await commitFirst();
    await commitFirst();
    // Its outcome is one event too many: the run fails. What was proposed before comes before that.
    endSlow();
    for (let left = 2; left > 0; left -= 1) await commitFirst();
    const types = commandsOf(node).map(({ type }) => type);
    expect(types).toEqual(["RunStart", "Checkpoint", "Checkpoint", "RunFail"]);
    expect(node.mismatches).toEqual([]);
  });

  test("values that are equal and written in another way are no mismatch", async () => {
    let lives = 0;
    const { follower } = await onTwoNodes(async (ctx) => {
      lives += 1;
      const one = lives === 1;
      const state = await ctx.replicatedVar<object>("state", one ? { a: 1, b: 2 } : { b: 2, a: 1 });
      return state.value;
    });
    expect(follower.mismatches).toEqual([]);
  });

  test("off compares nothing; sampled compares one run in sixteen", async () => {
    for (const [verifyDeterminism, least, most] of [
      ["off", 0, 0],
      ["sampled", 1, 20],
    ] as const) {
      let lives = 0;
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        lives += 1;
        await ctx.replicatedVar("v", lives);
      });
      const settings = { verifyDeterminism };
      const leader = await Harness.open({ workflows: [workflow], settings });
      for (let at = 0; at < 100; at += 1) await leader.run(workflow);
      const follower = await Harness.open({ workflows: [workflow], lead: false, settings });
      for (const { bytes } of leader.disk.entries) {
        follower.log.append(bytes, null);
        await follower.advance(1);
      }
      expect(follower.mismatches.length).toBeGreaterThanOrEqual(least);
      expect(follower.mismatches.length).toBeLessThanOrEqual(most);
    }
  });

  test("a committed result that cannot be decoded here is not compared, and that is said", async () => {
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) =>
      ctx.step("s", () => 1),
    );
    const lines: LogLine[] = [];
    const logger = recordingLogger(lines);
    const node = await Harness.open({ workflows: [workflow], manual: true, logger });
    const starting = node.start(workflow, undefined, { workflowId: "n" });
    node.log.commit();
    await starting;
    await node.advance(5);
    node.log.commit();
    await node.advance(5);
    const own = node.log.proposed.length;
    expect(own).toBe(1);
    const [start] = commandsOf(node);
    if (start?.type !== "RunStart") throw new Error("no start");
    const { workflowId, runId } = start;
    const newer = new Uint8Array([9, 9, 9]);
    const end = {
      type: "RunComplete",
      workflowId,
      runId,
      value: newer,
      consumedThrough: 1,
    } as const;
    node.log.append(encodeBatch(node.log.machineTimeNow(), [encodeCommand(end)]), null);
    expect(node.mismatches).toEqual([]);
    expect(lines.map(({ message }) => message)).toContain(
      "a committed value cannot be decoded on this node, and was not compared",
    );
  });
});

describe("firstDifference", () => {
  test.each<[string, unknown, unknown, string | null]>([
    ["equal values", { a: [1, { b: null }] }, { a: [1, { b: null }] }, null],
    ["NaN", Number.NaN, Number.NaN, null],
    ["0 and -0", 0, -0, ""],
    ["another type", { a: "1" }, { a: 1 }, ".a"],
    ["null and an object", null, {}, ""],
    ["an array and an object", [], {}, ""],
    ["one element more", [1, 2], [1], "[1]"],
    ["one element less", [1], [1, 2], "[1]"],
    ["one field less", {}, { x: undefined }, ".x"],
    ["equal dates", new Date(5), new Date(5), null],
    ["other dates", { at: new Date(5) }, { at: new Date(6) }, ".at"],
    ["a date and a number", new Date(5), 5, ""],
    ["equal bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2]), null],
    ["other bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3]), ""],
    ["other views", new Uint8Array([1, 0]), new Uint16Array([1]), ""],
    ["bigints", { n: 5n }, { n: 6n }, ".n"],
    ["equal maps", new Map([[1, { a: 2 }]]), new Map([[1, { a: 2 }]]), null],
    ["map keys", new Map([["a", 1]]), new Map([["b", 1]]), ".keys()[0]"],
    ["map values", new Map([["a", 1]]), new Map([["a", 2]]), ".values()[0]"],
    ["sets", new Set([1, 2]), new Set([1, 3]), "[1]"],
    ["urls", new URL("http://a/"), new URL("http://b/"), ""],
    ["patterns", /a/g, /a/i, ""],
    ["errors", new Error("a"), new Error("b"), ""],
    [
      "errors' fields",
      Object.assign(new Error("a"), { n: 1 }),
      Object.assign(new Error("a"), { n: 2 }),
      ".n",
    ],
  ])("%s", (_name, own, committed, path) => {
    expect(firstDifference(own, committed)?.path ?? null).toBe(path);
  });
});

describe("reports", () => {
  test("of divergence and of foreign awaits name the line of the last call on the context", async () => {
    let lives = 0;
    const { follower } = await onTwoNodes(async (ctx) => {
      lives += 1;
      await ctx.step(lives === 1 ? "heads" : "tails", () => 1);
    });
    const [divergence] = follower.blocked;
    expect(divergence).toBeInstanceOf(NonDeterminismError);
    expect(divergence?.message).toMatch(
      /last call on the context is at .*verification\.test\.ts:\d+:\d+$/,
    );

    const raw = defineWorkflow({ name: "raw", version: 1 }, async (ctx) => {
      const v = await ctx.replicatedVar("v", 1);
      await v.set(2);
      await new Promise(() => {});
    });
    const node = await Harness.open({ workflows: [raw] });
    await node.start(raw);
    await node.advance(10);
    const [foreign] = node.blocked;
    expect(foreign).toBeInstanceOf(NonDurableAwaitError);
    expect(foreign?.message).toContain("var:v#1");
    expect(foreign?.message).toMatch(/verification\.test\.ts:\d+:\d+$/);
  });

  test("of a foreign await in a scope whose timer is pending, and in a handler after the function's end", async () => {
    const scoped = defineWorkflow({ name: "scoped", version: 1 }, async (ctx) =>
      ctx.scope("s", () => new Promise(() => {}), { timeout: "1h" }),
    );
    const handler = defineWorkflow({ name: "handler", version: 1 }, async (ctx) => {
      ctx.onSignal("x", () => new Promise(() => {}));
      await ctx.sleep(100);
    });
    const node = await Harness.open({ workflows: [scoped, handler] });
    await node.start(scoped);
    const run = await node.start(handler);
    await node.wait(run.signal("x"));
    await node.advance(1000);
    expect(node.blocked.map(({ name }) => name)).toEqual([
      "NonDurableAwaitError",
      "NonDurableAwaitError",
    ]);
  });
});

describe("history", () => {
  test("ctx.history tells what was consumed, the same in a replay, and suggests to continue as new from half of a limit on", async () => {
    const traces: string[][] = [];
    const workflow = defineWorkflow({ name: "h", version: 1 }, async (ctx) => {
      const trace: string[] = [];
      traces.push(trace);
      for (let at = 0; at < 6; at += 1) {
        const { length, bytes, continueAsNewSuggested } = ctx.history;
        trace.push(`${length} ${bytes} ${continueAsNewSuggested}`);
        await ctx.step("s", () => "x".repeat(100));
      }
      await ctx.sleep("1h");
    });
    const settings = { historyLimits: { historyEventsMax: 10, historyBytesMax: 1_000_000 } };
    const node = await Harness.open({ workflows: [workflow], settings });
    await node.start(workflow, undefined, { workflowId: "h" });
    await node.advance(100);
    await node.crash();
    const next = await Harness.open({ workflows: [workflow], settings, disk: node.disk });
    await next.advance(10);
    const [first = [], second = []] = traces;
    expect(second).toEqual(first);
    expect(first.map((line) => line.split(" ")[0])).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(first.map((line) => line.split(" ")[2])).toEqual([
      "false",
      "false",
      "false",
      "false",
      "true",
      "true",
    ]);
    const sizes = first.map((line) => Number(line.split(" ")[1]));
    expect(sizes.every((size, at) => at === 0 || size > (sizes[at - 1] ?? 0) + 100)).toBe(true);
  });

  test("continueAsNewSuggested goes by the limits of the node that took the start, whatever another node or life has", async () => {
    const workflow = defineWorkflow({ name: "h", version: 1 }, async (ctx) => {
      await ctx.step("a", () => 1);
      await ctx.step("b", () => 2);
      if (ctx.history.continueAsNewSuggested) await ctx.step("wrap up", () => 3);
      else await ctx.step("go on", () => 3);
      await ctx.waitForSignal("end");
      return ctx.history.continueAsNewSuggested;
    });
    const limited = (historyEventsMax: number): object => ({
      historyLimits: { historyEventsMax, historyBytesMax: 0 },
    });
    const node = await Harness.open({ workflows: [workflow], settings: limited(6) });
    await node.start(workflow, undefined, { workflowId: "h" });
    await node.advance(100);
    await node.crash();
    const next = await Harness.open({
      workflows: [workflow],
      settings: limited(1000),
      disk: node.disk,
    });
    await next.advance(10);
    expect(next.blocked).toEqual([]);
    const run = next.get(workflow, "h");
    await next.wait(run.signal("end"));
    expect(await next.wait(run.waitForCompletion())).toBe(true);
  });

  test("a run whose own operations would make its history too large fails with HistoryLimitError, after a warning at half", async () => {
    let aborted = 0;
    const workflow = defineWorkflow({ name: "h", version: 1 }, async (ctx) => {
      const beside = ctx.step("beside", ({ abortSignal }) => {
        abortSignal.addEventListener("abort", () => (aborted += 1));
        return new Promise(() => {});
      });
      for (;;) await Promise.race([ctx.step("s", () => 1), beside]);
    });
    const lines: LogLine[] = [];
    const settings = { historyLimits: { historyEventsMax: 20, historyBytesMax: 1_000_000 } };
    const logger = recordingLogger(lines);
    const node = await Harness.open({ workflows: [workflow], settings, logger });
    await expect(node.run(workflow)).rejects.toMatchObject({
      cause: expect.objectContaining({ code: "ERR_HISTORY_LIMIT" }) as unknown,
    });
    expect(commandsOf(node)).toHaveLength(21);
    expect(aborted).toBe(1);
    expect(lines.filter(({ message }) => message.includes("half as large"))).toHaveLength(1);
  });

  const tooMuch = defineWorkflow({ name: "h", version: 1 }, async (ctx) => {
    for (;;) await ctx.step("s", () => 1);
  });
  const tight = { historyLimits: { historyEventsMax: 5, historyBytesMax: 0 } };

  test("a node does not wait for the step whose checkpoint was too much", async () => {
    const node = await Harness.open({ workflows: [tooMuch], settings: tight });
    await expect(node.run(tooMuch)).rejects.toThrow(WorkflowFailedError);
    const from = node.scheduler.now();
    await node.wait(node.group.drain(10_000));
    expect(node.scheduler.now() - from).toBeLessThan(1000);
  });

  test("a run whose history is full fails in the next term when its failure was lost with this one", async () => {
    const node = await Harness.open({ workflows: [tooMuch], settings: tight, manual: true });
    const starting = node.start(tooMuch);
    // The start and four checkpoints fit.
    for (let events = 0; events < 5; events += 1) {
      await node.advance(1);
      node.log.commit();
    }
    const run = await starting;
    await node.advance(1);
    expect(node.log.proposed).toHaveLength(1);
    node.log.depose();
    node.log.proposed = [];
    node.log.commitsAtOnce = true;
    node.log.lead();
    await expect(node.wait(run.waitForCompletion(), 1000)).rejects.toMatchObject({
      cause: { code: "ERR_HISTORY_LIMIT" },
    });
  });
});
