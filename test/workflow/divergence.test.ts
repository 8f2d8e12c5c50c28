/**
 * Goal: a function that takes another path than its history, or awaits what no node can replay, is blocked on this node
 * and never failed; fixed code goes on.
 */
import { describe, expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { NonDeterminismError, NonDurableAwaitError } from "../../src/errors.ts";
import type { Logger } from "../../src/util/logger.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { Harness } from "./harness.ts";

/** A workflow `w` that runs the named steps one after the other and then sleeps for an hour. */
function steps(...names: string[]): AnyWorkflow {
  return defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
    for (const name of names) await ctx.step(name, () => name);
    await ctx.sleep("1h");
    return names.join();
  });
}

async function firstDeployment(workflow: AnyWorkflow): Promise<FakeDisk> {
  const disk = new FakeDisk();
  const node = await Harness.open({ workflows: [workflow], disk });
  await node.start(workflow, undefined, { workflowId: "w" });
  await node.advance(1000);
  await node.crash();
  return disk;
}

describe("divergence", () => {
  test("another step than the history has blocks the run, and fixed code goes on", async () => {
    const disk = await firstDeployment(steps("a", "b"));
    const wrong = await Harness.open({ workflows: [steps("a", "c")], disk });
    await wrong.advance(10_000_000);
    expect(wrong.blocked).toHaveLength(1);
    const error = wrong.blocked[0] as NonDeterminismError;
    expect(error).toBeInstanceOf(NonDeterminismError);
    expect(error.expectedKey).toBe("step:b#0");
    expect(error.createdKeys).toEqual(["step:c#0"]);
    expect(error.message).toContain("w version 1");
    expect(wrong.events.filter((event) => /failed|completed/.test(event))).toEqual([]);
    expect(wrong.fatal).toEqual([]);
    await wrong.crash();

    const fixed = await Harness.open({ workflows: [steps("a", "b")], disk });
    const result = fixed.wait(fixed.get(steps("a", "b"), "w").waitForCompletion());
    expect(await result).toBe("a,b");
  });

  test("while its key is waited for, whoever asks how the run stands is told", async () => {
    const disk = await firstDeployment(steps("a", "b"));
    const settings = { nonDurableAwait: "warn", foreignAwaitMs: 10_000 } as const;
    const wrong = await Harness.open({ workflows: [steps("a", "c")], disk, settings });
    // As long as the key is waited for is how long a call may take.
    const described = wrong.get(steps("a", "c"), "w").describe();
    expect(await wrong.wait(described)).toMatchObject({
      status: "running",
      pendingOperations: expect.arrayContaining([expect.objectContaining({ key: "step:c#0" })]),
    });
    expect(wrong.blocked).toEqual([]);
    await wrong.crash();
  });

  test("an item of a map that has not begun here has made nothing: its step is not run a second time", async () => {
    const charged: number[] = [];
    const charges = (concurrency: number): AnyWorkflow =>
      defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
        await ctx.map(
          "order",
          [0, 1],
          async (scoped, item) => {
            if (item === 0) await scoped.sleep("1h");
            await scoped.step("charge", () => charged.push(item));
          },
          { concurrency },
        );
      });
    const disk = await firstDeployment(charges(2));
    expect(charged).toEqual([1]);
    const wrong = await Harness.open({ workflows: [charges(1)], disk });
    await wrong.advance(10_000_000);
    expect(charged).toEqual([1]);
    expect((wrong.blocked[0] as NonDeterminismError).expectedKey).toBe("order#1/step:charge#0");
    await wrong.crash();

    const fixed = await Harness.open({ workflows: [charges(2)], disk });
    await fixed.wait(fixed.get(charges(2), "w").waitForCompletion());
    expect(charged).toEqual([1, 0]);
  });

  test("a blocked run holds up no other", async () => {
    const disk = await firstDeployment(steps("a", "b"));
    const other = defineWorkflow({ name: "other", version: 1 }, async (ctx) =>
      ctx.step("x", () => 1),
    );
    const node = await Harness.open({ workflows: [steps("z"), other], disk });
    expect(await node.run(other)).toBe(1);
    expect(node.blocked).toHaveLength(1);
  });

  test("scenario 115: a branch on raw dice is found on a follower", async () => {
    let dice = 0;
    const workflow = defineWorkflow({ name: "dice", version: 1 }, async (ctx) => {
      dice += 1;
      await ctx.step(dice === 1 ? "heads" : "tails", () => 1);
      await ctx.step("end", () => 2);
    });
    const leader = await Harness.open({ workflows: [workflow] });
    await leader.run(workflow, undefined, { workflowId: "d" });
    const follower = await Harness.open({ workflows: [workflow], lead: false });
    for (const { bytes } of leader.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(10);
    expect(follower.blocked).toHaveLength(1);
    expect((follower.blocked[0] as Error).message).toContain("step:heads#0");
  });
});

describe("awaiting what is not durable", () => {
  const raw = defineWorkflow({ name: "raw", version: 1 }, async (ctx) => {
    await ctx.step("before", () => 1);
    await pause();
    return ctx.step("after", () => 2);
  });
  let release: (() => void)[] = [];
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      release.push(resolve);
    });

  test("scenario 120: with nothing pending the run is blocked, and the last operation named", async () => {
    release = [];
    const node = await Harness.open({ workflows: [raw] });
    await node.start(raw, undefined, { workflowId: "r" });
    await node.advance(100);
    expect(node.blocked).toHaveLength(1);
    expect(node.blocked[0]).toBeInstanceOf(NonDurableAwaitError);
    expect((node.blocked[0] as Error).message).toContain("step:before#0");
    expect(node.events.filter((event) => /failed|completed/.test(event))).toEqual([]);
    for (const resume of release) resume();
    await node.advance(100);
    expect(node.log.proposed).toEqual([]);
    expect(node.fatal).toEqual([]);
  });

  test("scenario 120: as a warning the run goes on, and a node that is slower waits for its operation", async () => {
    const warnings: string[] = [];
    const logger: Logger = {
      debug: () => {},
      info: () => {},
      warn: (_fields, message) => warnings.push(message),
      error: () => {},
      child: () => logger,
    };
    release = [];
    const settings = { nonDurableAwait: "warn" as const };
    const node = await Harness.open({ workflows: [raw], settings, logger });
    await node.start(raw, undefined, { workflowId: "r" });
    await node.advance(100);
    expect(node.blocked).toEqual([]);
    expect(warnings).toEqual(["the function awaits something that is not a context call"]);
    for (const resume of release) resume();
    expect(await node.wait(node.get(raw, "r").waitForCompletion())).toBe(2);

    release = [];
    const follower = await Harness.open({ workflows: [raw], settings, lead: false });
    const end = node.disk.entries.at(-1);
    for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(5000);
    expect(follower.blocked).toEqual([]);
    for (const resume of release) resume();
    await follower.advance(5);
    if (end !== undefined) follower.log.append(end.bytes, null);
    expect(await follower.wait(follower.get(raw, "r").waitForCompletion())).toBe(2);
    expect(follower.blocked).toEqual([]);
  });

  test("as a warning a node that is slower waits for an item of a map, and does not run its step again", async () => {
    let charged = 0;
    const workflow = defineWorkflow({ name: "items", version: 1 }, async (ctx) => {
      const pauseOrCharge = async (scoped: typeof ctx, item: string): Promise<void> => {
        if (item === "pause") await pause();
        else await scoped.step("charge", () => (charged += 1));
      };
      await ctx.map("item", ["pause", "charge"], pauseOrCharge, { concurrency: 1 });
      await ctx.sleep("1h");
    });
    release = [];
    const settings = { nonDurableAwait: "warn" as const };
    const node = await Harness.open({ workflows: [workflow], settings });
    await node.start(workflow, undefined, { workflowId: "r" });
    await node.advance(100);
    release.pop()?.();
    await node.advance(100);
    expect(charged).toBe(1);

    const follower = await Harness.open({ workflows: [workflow], settings, lead: false });
    // All there is comes before its first item has ended.
    follower.log.follow(node.disk);
    await follower.advance(100);
    release.pop()?.();
    await follower.advance(100);
    await node.crash();
    follower.log.lead();
    await follower.wait(follower.get(workflow, "r").waitForCompletion());
    expect(charged).toBe(1);
  });

  test("as a warning a head whose key never comes is divergence after foreignAwaitMs", async () => {
    const disk = await firstDeployment(steps("a", "b"));
    const settings = { nonDurableAwait: "warn" as const };
    const node = await Harness.open({ workflows: [steps("a", "c")], disk, settings });
    await node.advance(9000);
    expect(node.blocked).toEqual([]);
    await node.advance(2000);
    expect(node.blocked[0]).toBeInstanceOf(NonDeterminismError);
  });

  test("beside a pending operation it is found when the function goes on outside of a turn", async () => {
    release = [];
    const workflow = defineWorkflow({ name: "beside", version: 1 }, async (ctx) => {
      const timer = ctx.sleep("1d");
      await pause();
      await ctx.step("late", () => 1);
      await timer;
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow);
    await node.advance(100);
    expect(node.blocked).toEqual([]);
    for (const resume of release) resume();
    await node.advance(100);
    expect(node.blocked[0]).toBeInstanceOf(NonDurableAwaitError);
    expect(node.events.filter((event) => /failed|completed/.test(event))).toEqual([]);
  });

  test("a function that ends outside of a turn is blocked, not completed", async () => {
    release = [];
    const workflow = defineWorkflow({ name: "ends", version: 1 }, async (ctx) => {
      void ctx.sleep("1d");
      await pause();
      return "outside";
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow);
    await node.advance(10);
    for (const resume of release) resume();
    await node.advance(100);
    expect(node.blocked[0]).toBeInstanceOf(NonDurableAwaitError);
    expect(node.log.disk.entries).toHaveLength(3);
  });
});
