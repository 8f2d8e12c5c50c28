/** Goal: histories that were recorded tell before a deployment what new code would do with them. Method: as users would use it. */
import { type AnyWorkflow, defineWorkflow, type HistoryEvent } from "raftwork";
import { recordHistory, replayHistory, TestRuntime } from "raftwork/testing";
import { describe, expect, test } from "vitest";
import { errorOf } from "../scenarios/modes.ts";

interface Variant {
  /** Name of the first step. */
  readonly charge?: string;
  readonly price?: number;
  readonly returns?: boolean;
  readonly foreign?: boolean;
}

let steps = 0;

function order({ charge = "charge", price = 5, returns = true, foreign = false }: Variant = {}) {
  return defineWorkflow({ name: "order", version: 1 }, async (ctx, id: string) => {
    const state = await ctx.replicatedVar("state", { price, when: new Date(ctx.now()) });
    const paid = await ctx
      .step(
        charge,
        ({ attempt }) => {
          steps += 1;
          if (attempt < 3) throw new RangeError("declined");
          return { id, bytes: new Uint8Array([1, 2]) };
        },
        { retry: { initialInterval: 10 } },
      )
      .catch((error: Error) => error.message);
    if (foreign) await new Promise(() => {});
    await ctx.sleep("1h");
    void Promise.reject(new Error("a stray rejection ends no process"));
    const approved = await ctx.waitForSignal("approved", { timeout: "1d" });
    if (!returns) await ctx.waitForSignal("never");
    return { paid, approved, state: state.value, dice: ctx.random() };
  });
}

/** The history of an order, complete, as text. */
async function recorded(definition: AnyWorkflow = order()): Promise<string> {
  await using runtime = await TestRuntime.open({ workflows: [definition] });
  const run = await runtime.startWorkflow("order", "o-1", { workflowId: "o" });
  await runtime.sleep("2h");
  await run.signal("approved", { by: new Map([["ada", 1n]]) });
  await run.waitForCompletion();
  return await recordHistory(run.history());
}

describe("replayHistory", () => {
  test("takes what history() gives and what was recorded; no step is run", async () => {
    await using runtime = await TestRuntime.open({ workflows: [order()] });
    const run = await runtime.startWorkflow(order(), "o-1");
    await runtime.sleep("2h");
    // Of a run that goes on, and later of one that has ended.
    const before = steps;
    expect(await replayHistory(order(), run.history())).toEqual({ events: 6, mismatches: [] });
    await run.signal("approved", true);
    await run.waitForCompletion();
    const events: HistoryEvent[] = [];
    for await (const event of run.history()) events.push(event);
    expect(await replayHistory(order(), events)).toEqual({ events: 7, mismatches: [] });
    const text = await recordHistory(events);
    expect(await replayHistory(order(), text)).toEqual({ events: 7, mismatches: [] });
    expect(steps).toBe(before);
  });

  test.each([5, null, {}, [5]])("what is no history is refused: %j", async (given) => {
    await expect(recordHistory(given as never)).rejects.toMatchObject({ field: "the history" });
    await expect(replayHistory(order(), given as never)).rejects.toMatchObject({
      field: "the history",
    });
  });

  test("tells another path with what was expected and where", async () => {
    const error = await errorOf(replayHistory(order({ charge: "bill" }), await recorded()));
    expect(error).toMatchObject({
      code: "ERR_NON_DETERMINISM",
      expectedKey: "step:charge#0",
      createdKeys: ["step:bill#0"],
    });
    expect(error.message).toContain("at history index 2");
    expect(error.message).toContain("replay-history.test.ts");
  });

  test("tells a function that does not return where the run completed, and one that awaits foreign things", async () => {
    const text = await recorded();
    expect(await errorOf(replayHistory(order({ returns: false }), text))).toMatchObject({
      code: "ERR_NON_DETERMINISM",
      expectedKey: "RunComplete",
      createdKeys: ["signal:never#0"],
    });
    expect((await errorOf(replayHistory(order({ foreign: true }), text))).code).toBe(
      "ERR_NON_DURABLE_AWAIT",
    );
  });

  test("tells values and results that come out otherwise", async () => {
    const { mismatches } = await replayHistory(order({ price: 7 }), await recorded());
    expect(mismatches.map(({ key, path }) => `${key} ${path}`)).toEqual(["var:state#0 .price"]);
  });

  test("ends of other kinds replay too: failed, cancelled, terminated, timed out", async () => {
    const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx, fails: boolean) => {
      if (fails) throw new TypeError("no luck");
      await ctx.waitForSignal("never");
    });
    await using runtime = await TestRuntime.open({ workflows: [waiter] });
    const start = (fails: boolean, runTimeout?: "1h") =>
      runtime.startWorkflow(waiter, fails, { runTimeout });
    const runs = [
      await start(true),
      await start(false),
      await start(false),
      await start(false, "1h"),
    ];
    await runtime.sleep("1m");
    await runs[1]?.cancel();
    await runs[2]?.terminate();
    await runtime.sleep("2h");
    const statuses: string[] = [];
    for (const run of runs) {
      statuses.push((await run.describe()).status);
      expect((await replayHistory(waiter, await recordHistory(run.history()))).mismatches).toEqual(
        [],
      );
    }
    expect(statuses).toEqual(["failed", "cancelled", "terminated", "timedOut"]);
  });

  test("refuses what is no history of the definition", async () => {
    const text = await recorded();
    const other = defineWorkflow({ name: "order", version: 2 }, async () => 1);
    const wrong: [unknown, unknown, string][] = [
      [other, text, "version 2"],
      [{}, text, "defineWorkflow()"],
      [order(), "", "raftwork history 1"],
      [order(), text.split("\n").slice(0, 1).join("\n"), "from its first event on"],
      [order(), text.replace(/^\d/m, "x"), "two numbers"],
      [order(), [{ index: 0, time: 1, type: "RunStart", key: null, value: 1 }], "a copy"],
    ];
    for (const [definition, history, message] of wrong) {
      const error = await errorOf(replayHistory(definition as AnyWorkflow, history as string));
      expect(error).toMatchObject({ code: "ERR_INVALID_ARGUMENT" });
      expect(error.message).toContain(message);
    }
  });
});
