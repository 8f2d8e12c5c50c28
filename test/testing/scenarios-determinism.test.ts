/** Goal: scenarios of determinism. Method: the test runtime, in both modes where both can show them. */
import { defineWorkflow } from "raftwork";
import { TestRuntime } from "raftwork/testing";
import { describe, expect, test } from "vitest";
import { eventsOf, MODES, openIn } from "./modes.ts";

describe.each(MODES)("$mode", (mode) => {
  test("scenario 114: now, random and uuid are the same on replay, and others in another run", async () => {
    const seen = new Map<string, Set<string>>();
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      const drawn = [ctx.now(), ctx.random(), ctx.uuid()];
      await ctx.sleep("1h");
      drawn.push(ctx.now(), ctx.random(), ctx.uuid());
      const all = seen.get(ctx.workflowId) ?? new Set();
      seen.set(ctx.workflowId, all.add(JSON.stringify(drawn)));
      await ctx.waitForSignal("end");
    });
    await using runtime = await openIn(mode, [workflow]);
    const runs = [
      await runtime.startWorkflow(workflow, undefined, { workflowId: "a" }),
      await runtime.startWorkflow(workflow, undefined, { workflowId: "b" }),
    ];
    await runtime.sleep("2h");
    await runtime.restart();
    for (const run of runs) {
      await run.signal("end");
      await run.waitForCompletion();
    }
    const [a = new Set(), b = new Set()] = [seen.get("a"), seen.get("b")];
    expect([a.size, b.size]).toEqual([1, 1]);
    expect([...a]).not.toEqual([...b]);
  });

  test("scenario 120: a foreign await blocks the run, visibly, and does not fail it", async () => {
    // As a raw fetch or timer, but it comes when the test says so.
    let comes = (): void => {};
    const foreign = new Promise<void>((resolve) => {
      comes = resolve;
    });
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      await ctx.step("first", () => 1);
      await foreign;
      await ctx.step("second", () => 2);
    });
    await using runtime = await openIn(mode, [workflow]);
    const blocked = runtime.events.once("runBlocked");
    const run = await runtime.startWorkflow(workflow);
    const { error } = await blocked;
    expect(error).toMatchObject({ code: "ERR_NON_DURABLE_AWAIT" });
    expect(error.message).toContain("step:first#0");
    expect(await run.describe()).toMatchObject({ status: "running", waitingFor: "blocked" });
    // Nothing is thrown into the function; what it does then has no effect.
    comes();
    await runtime.sleep("1m");
    expect(runtime.executions("second")).toBe(0);
    expect(await eventsOf(run)).toEqual(["RunStart", "Checkpoint step:first#0"]);
  });

  test("scenario 120: with nonDurableAwait warn the run goes on when the foreign thing comes", async () => {
    let comes = (): void => {};
    const foreign = new Promise<void>((resolve) => {
      comes = resolve;
    });
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      await ctx.step("first", () => 1);
      await foreign;
      return ctx.step("second", () => 2);
    });
    await using runtime = await openIn(mode, [workflow], { nonDurableAwait: "warn" });
    const run = await runtime.startWorkflow(workflow);
    await runtime.sleep("1m");
    expect(await run.describe()).toMatchObject({ status: "running", waitingFor: "operation" });
    comes();
    expect(await run.waitForCompletion()).toBe(2);
  });
});

const REPLAYED = MODES[1];

test("scenario 115: a branch on raw Math.random() is found when the run is replayed after every event", async () => {
  let isHeads = false;
  const workflow = defineWorkflow({ name: "coin", version: 1 }, async (ctx) => {
    isHeads = !isHeads;
    await ctx.step(isHeads ? "heads" : "tails", () => 1);
    await ctx.step("after", () => 2);
  });
  await using runtime = await openIn(REPLAYED, [workflow]);
  const blocked = runtime.events.once("runBlocked");
  const run = await runtime.startWorkflow(workflow);
  const { error } = await blocked;
  expect(error).toMatchObject({ code: "ERR_NON_DETERMINISM" });
  expect(error.message).toMatch(/expected operation step:(heads|tails)#0 at history index 1/);
  expect(error.message).toMatch(/has created \[step:(heads|tails)#0\]/);
  expect(await run.describe()).toMatchObject({ status: "running", waitingFor: "blocked" });
});

test("a deployment that took another path blocks its runs; one that is fixed replays them and goes on", async () => {
  const version = (name: string) =>
    defineWorkflow({ name: "deployed", version: 1 }, async (ctx) => {
      await ctx.step(name, () => 1);
      return ctx.waitForSignal<string>("end");
    });
  await using runtime = await TestRuntime.open({ workflows: [version("charge")] });
  const run = await runtime.startWorkflow("deployed", undefined, { workflowId: "d" });
  await runtime.sleep("1m");
  const blocked = runtime.events.once("runBlocked");
  await runtime.restart({ workflows: [version("bill")] });
  const { error } = await blocked;
  expect(error.message).toContain("expected operation step:charge#0 at history index 1");
  await run.signal("end", "fixed");
  expect(await run.describe()).toMatchObject({ status: "running", waitingFor: "blocked" });
  await runtime.restart({ workflows: [version("charge")] });
  expect(await run.waitForCompletion()).toBe("fixed");
  expect(runtime.executions("charge")).toBe(1);
});

test("scenario 121: what a step writes into the function's variables is found by replay as another result", async () => {
  const workflow = defineWorkflow({ name: "closure", version: 1 }, async (ctx) => {
    let written = 0;
    await ctx.step("writes", () => {
      written += 1;
    });
    await ctx.step("after", () => 2);
    return written;
  });
  const found = async (replay: "onEviction" | "always"): Promise<unknown[]> => {
    await using runtime = await TestRuntime.open({ workflows: [workflow], replay });
    const mismatches: unknown[] = [];
    const seen = new Set<string>();
    runtime.events.on("determinismMismatch", (event) => mismatches.push(event));
    runtime.events.on("runBlocked", ({ error }) => seen.add(error.name));
    const run = await runtime.startWorkflow(workflow, undefined, { workflowId: "c" });
    const written = await run.waitForCompletion();
    return [written, mismatches.length, [...seen]];
  };
  // Live the function sees what its own step wrote; a replay runs no step, and comes to another result.
  expect(await found("onEviction")).toEqual([1, 0, []]);
  expect(await found("always")).toEqual([0, 0, []]);
});

test("scenario 123: state outside of the function that two runs share is found by replay", async () => {
  const shared: string[] = [];
  const workflow = defineWorkflow({ name: "shared", version: 1 }, async (ctx, name: string) => {
    shared.push(name);
    await ctx.step(`${shared.length}`, () => 1);
    await ctx.step("after", () => 2);
  });
  const found = async (replay: "onEviction" | "always"): Promise<string[]> => {
    shared.length = 0;
    await using runtime = await TestRuntime.open({ workflows: [workflow], replay });
    const blocked: string[] = [];
    runtime.events.on("runBlocked", ({ workflowId }) => blocked.push(workflowId));
    for (const name of ["a", "b"])
      await runtime.startWorkflow(workflow, name, { workflowId: name });
    await runtime.sleep("1m");
    return blocked;
  };
  expect(await found("onEviction")).toEqual([]);
  expect((await found("always")).sort()).toEqual(["a", "b"]);
});

test("a value that is computed in another way on replay is reported, and the committed one counts", async () => {
  let calls = 0;
  const workflow = defineWorkflow({ name: "drift", version: 1 }, async (ctx) => {
    calls += 1;
    const state = await ctx.replicatedVar("state", { items: [{ price: calls }] });
    await ctx.step("after", () => 2);
    return state.value.items[0]?.price;
  });
  for (const verifyDeterminism of ["always", "off"] as const) {
    calls = 0;
    const options = { replay: "always", verifyDeterminism, workflows: [workflow] } as const;
    await using runtime = await TestRuntime.open(options);
    const mismatches: unknown[] = [];
    runtime.events.on("determinismMismatch", ({ key, path }) => mismatches.push({ key, path }));
    expect(await runtime.runWorkflow(workflow)).toBe(1);
    if (verifyDeterminism === "off") expect(mismatches).toEqual([]);
    else expect(mismatches[0]).toEqual({ key: "var:state#0", path: ".items[0].price" });
  }
});
