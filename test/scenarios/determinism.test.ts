/** Goal: scenarios of determinism. Method: one node and three, in every mode that can show them. */
import { defineWorkflow } from "raftwork";
import { TestRuntime } from "raftwork/testing";
import { describe, expect, test } from "vitest";
import { type LogLine, recordingLogger } from "../support/recording-logger.ts";
import { eventsOf, MODES, openIn, scenario, scenariosAreWhole } from "./modes.ts";

describe.each(MODES)("$mode", (mode) => {
  scenario(
    mode,
    "scenario 114: now, random and uuid are the same on replay, and others in another run",
    async () => {
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
    },
  );

  scenario(
    mode,
    "scenario 120: a foreign await blocks the run, visibly, and does not fail it",
    async () => {
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
    },
  );

  scenario(
    mode,
    "scenario 120: with nonDurableAwait warn the run goes on when the foreign thing comes",
    async () => {
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
    },
  );

  scenario(
    mode,
    "scenario 171: a line of the log is written once, whatever is replayed",
    async () => {
      const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        ctx.logger.info({}, "began");
        await ctx.step("one", () => 1);
        ctx.logger.child({ more: 1 }).info({}, "went on");
        await ctx.sleep("1h");
        ctx.logger.info({}, "woke");
      });
      const lines: LogLine[] = [];
      await using runtime = await openIn(mode, [workflow], { logger: recordingLogger(lines) });
      const run = await runtime.startWorkflow(workflow, undefined, { workflowId: "l" });
      await runtime.sleep("1m");
      await runtime.restart();
      await run.waitForCompletion();
      const own = lines.filter(({ level, fields }) => level === "info" && "workflowId" in fields);
      const written = own.map(({ message }) => message);
      const all = ["began", "went on", "woke"];
      // Only the node that leads writes: a line goes with a leader that dies between the checkpoint and the turn it begins.
      const expected = mode.name === "M4" ? all.filter((line) => written.includes(line)) : all;
      expect(written).toEqual(expected);
    },
  );

  scenario(
    mode,
    "scenario 115: a branch on raw Math.random() is found when the run is replayed after every event",
    async () => {
      let isHeads = false;
      const workflow = defineWorkflow({ name: "coin", version: 1 }, async (ctx) => {
        isHeads = !isHeads;
        await ctx.step(isHeads ? "heads" : "tails", () => 1);
        await ctx.step("after", () => 2);
      });
      await using runtime = await openIn(mode, [workflow]);
      const blocked = runtime.events.once("runBlocked");
      const run = await runtime.startWorkflow(workflow);
      const { error } = await blocked;
      expect(error).toMatchObject({ code: "ERR_NON_DETERMINISM" });
      expect(error.message).toMatch(/expected operation step:(heads|tails)#0 at history index 1/);
      expect(error.message).toMatch(/has created \[step:(heads|tails)#0\]/);
      expect(await run.describe()).toMatchObject({ status: "running", waitingFor: "blocked" });
    },
  );

  scenario(
    mode,
    "scenario 121: what a step writes into the function's variables is found as another result",
    async () => {
      const workflow = defineWorkflow({ name: "closure", version: 1 }, async (ctx) => {
        let written = 0;
        await ctx.step("writes", () => {
          written += 1;
        });
        await ctx.step("after", () => 2);
        return written;
      });
      await using runtime = await openIn(mode, [workflow]);
      const found: unknown[] = [];
      runtime.events.on("determinismMismatch", ({ key }) => found.push(key));
      runtime.events.on("runBlocked", ({ error }) => found.push(error.name));
      const written = await runtime.runWorkflow(workflow);
      await runtime.sleep("1m");
      // Live the function sees what its own step wrote; a replay runs no step, and comes to another result, as a follower does.
      expect(written).toBe(mode.replay === "always" ? 0 : 1);
      expect(found).toEqual(mode.name === "M5" ? ["result"] : []);
    },
  );

  scenario(
    mode,
    "scenario 123: state outside of the function that two runs share is found by replay",
    async () => {
      const shared: string[] = [];
      const workflow = defineWorkflow({ name: "shared", version: 1 }, async (ctx, name: string) => {
        shared.push(name);
        await ctx.step(`${shared.length}`, () => 1);
        await ctx.step("after", () => 2);
      });
      await using runtime = await openIn(mode, [workflow]);
      const blocked: string[] = [];
      runtime.events.on("runBlocked", ({ workflowId }) => blocked.push(workflowId));
      for (const name of ["a", "b"])
        await runtime.startWorkflow(workflow, name, { workflowId: name });
      await runtime.sleep("1m");
      expect(blocked.sort()).toEqual(mode.replay === "always" ? ["a", "b"] : []);
    },
  );
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

scenariosAreWhole();
