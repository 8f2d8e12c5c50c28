/**
 * Goal: only a leader acts, and only for its term; nothing is lost or done twice in the log when leadership changes.
 * Method: leadership comes and goes by hand.
 */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { encodeBatch } from "../../src/model/batch.ts";
import { decodeCommand } from "../../src/model/command.ts";
import { matchesError } from "../../src/model/failure.ts";
import { Harness } from "./harness.ts";

function typesOf(node: Harness): string[] {
  return node.log.proposed.map(
    ({ command }) => decodeCommand(command, { group: 1, index: 0 }).type,
  );
}

describe("leadership", () => {
  test("nothing is driven before the first entry of the term is applied", async () => {
    let runs = 0;
    const workflow = defineWorkflow({ name: "wait", version: 1 }, async (ctx) =>
      ctx.step("once", () => {
        runs += 1;
        return runs;
      }),
    );
    const node = await Harness.open({ workflows: [workflow], manual: true });
    const starting = node.start(workflow, undefined, { workflowId: "w" });
    await node.advance(1);
    const start = node.log.proposed[0];
    node.log.commit();
    await starting;
    node.log.depose();
    await node.advance(1);
    runs = 0;
    node.log.lead({ commitFirst: false });
    await node.advance(100);
    expect(runs).toBe(0);
    node.log.commitFirst();
    await node.advance(1);
    // An earlier leader may have begun the step: that it begins again is committed first.
    expect(typesOf(node)).toEqual(["StepAttemptStarted"]);
    expect(runs).toBe(0);
    node.log.commit();
    await node.advance(1);
    expect(runs).toBe(1);
    expect(start).toBeDefined();
  });

  test("an interrupted attempt counts, although the new leader had to wait for contact before it could begin", async () => {
    const attempts: number[] = [];
    const workflow = defineWorkflow({ name: "wait", version: 1 }, async (ctx) =>
      ctx.step("once", ({ attempt }) => {
        attempts.push(attempt);
        return new Promise<void>(() => {});
      }),
    );
    const node = await Harness.open({ workflows: [workflow] });
    await node.start(workflow, undefined, { workflowId: "w" });
    await node.advance(1);
    node.log.depose();
    await node.advance(1);
    node.log.contact = false;
    node.log.lead();
    await node.advance(50);
    expect(attempts).toEqual([1]);
    node.log.contact = true;
    await node.advance(50);
    expect(attempts).toEqual([1, 2]);
  });

  test("a new leader finishes what was committed before it proposes anything new", async () => {
    const calls: string[] = [];
    const workflow = defineWorkflow({ name: "takeover", version: 1 }, async (ctx) => {
      for (const name of ["a", "b", "c"]) {
        await ctx.step(name, () => {
          calls.push(name);
          return name;
        });
      }
      return "done";
    });
    const leader = await Harness.open({ workflows: [workflow] });
    await leader.run(workflow, undefined, { workflowId: "t" });
    calls.length = 0;
    // Start, a, b are committed; the node that takes over has applied none of their results' turns yet.
    const next = await Harness.open({ workflows: [workflow], lead: false });
    for (const { bytes } of leader.disk.entries.slice(0, 4)) next.log.append(bytes, null);
    next.log.lead();
    expect(await next.wait(next.get(workflow, "t").waitForCompletion())).toBe("done");
    expect(calls).toEqual(["c"]);
  });

  test("a deposed leader aborts its steps, and what they come to later is discarded", async () => {
    const reasons: unknown[] = [];
    const pending: ((value: string) => void)[] = [];
    const workflow = defineWorkflow({ name: "deposed", version: 1 }, async (ctx) =>
      ctx.step("long", ({ abortSignal, fencingToken }) => {
        abortSignal.addEventListener("abort", () => reasons.push(abortSignal.reason));
        return new Promise<string>((resolve) => {
          pending.push(() => {
            resolve(`term ${fencingToken.term}`);
          });
        });
      }),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(5);
    expect(pending).toHaveLength(1);
    node.log.depose();
    expect(matchesError(reasons[0], "NotLeaderError")).toBe(true);
    pending[0]?.("");
    await node.advance(5);
    expect(node.log.proposed).toEqual([]);
    node.log.lead();
    await node.advance(5);
    expect(pending).toHaveLength(2);
    pending[1]?.("");
    expect(await node.wait(run.waitForCompletion())).toBe("term 3");
  });

  test("an outcome proposed in a term that ended is proposed again only if it did not commit", async () => {
    for (const commits of [true, false]) {
      let runs = 0;
      const workflow = defineWorkflow({ name: "lost", version: 1 }, async (ctx) =>
        ctx.step("effect", () => {
          runs += 1;
          return "value";
        }),
      );
      const node = await Harness.open({ workflows: [workflow], manual: true });
      const starting = node.start(workflow, undefined, { workflowId: "l" });
      await node.advance(1);
      node.log.commit();
      await starting;
      await node.advance(1);
      const [checkpoint] = node.log.proposed;
      node.log.proposed = [];
      node.log.depose();
      if (commits && checkpoint !== undefined) {
        node.log.append(encodeBatch(node.log.machineTimeNow(), [checkpoint.command]), null);
      }
      node.log.commitsAtOnce = true;
      node.log.lead();
      expect(await node.wait(node.get(workflow, "l").waitForCompletion())).toBe("value");
      expect(runs).toBe(commits ? 1 : 2);
    }
  });

  test("a timer that is set is not set again by the next leader", async () => {
    const workflow = defineWorkflow({ name: "timer", version: 1 }, async (ctx) => {
      const before = ctx.now();
      await ctx.sleep("10s");
      return ctx.now() - before;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(6000);
    node.log.commitsAtOnce = false;
    node.log.depose();
    await node.advance(1000);
    node.log.lead();
    await node.advance(10);
    expect(node.log.proposed).toEqual([]);
    await node.advance(3000);
    expect(typesOf(node)).toEqual(["TimerFired"]);
    node.log.commitsAtOnce = true;
    node.log.commit();
    const slept = await node.wait(run.waitForCompletion());
    expect(slept).toBeGreaterThanOrEqual(10_000);
    expect(slept).toBeLessThan(10_100);
  });

  test("a retry delay goes on under the next leader, with the attempts counted", async () => {
    const seen: number[] = [];
    const workflow = defineWorkflow({ name: "retry", version: 1 }, async (ctx) =>
      ctx.step(
        "flaky",
        ({ attempt }) => {
          seen.push(attempt);
          if (attempt < 3) throw new Error("again");
          return attempt;
        },
        { retry: { initialInterval: "10s", backoffCoefficient: 1, jitter: "none" } },
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(5000);
    node.log.depose();
    await node.advance(1000);
    node.log.lead();
    await node.advance(3000);
    expect(seen).toEqual([1]);
    await node.advance(1100);
    expect(seen).toEqual([1, 2]);
    expect(await node.wait(run.waitForCompletion())).toBe(3);
    expect(seen).toEqual([1, 2, 3]);
  });

  test("a step that waits for contact when its leader begins is still one that may have begun before", async () => {
    const seen: number[] = [];
    const workflow = defineWorkflow({ name: "retry", version: 1 }, async (ctx) =>
      ctx.step(
        "flaky",
        ({ attempt }) => {
          seen.push(attempt);
          if (attempt === 1) throw new Error("again");
          return attempt === 2 ? new Promise<number>(() => {}) : attempt;
        },
        { retry: { initialInterval: 10, jitter: "none" } },
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(50);
    expect(seen).toEqual([1, 2]);
    node.log.depose();
    node.log.contact = false;
    node.log.lead();
    await node.advance(100);
    expect(seen).toEqual([1, 2]);
    node.log.contact = true;
    expect(await node.wait(run.waitForCompletion())).toBe(3);
    expect(seen).toEqual([1, 2, 3]);
  });

  test("a timer fired too early by the log clock is armed again", async () => {
    const workflow = defineWorkflow({ name: "early", version: 1 }, async (ctx) => {
      const before = ctx.now();
      await ctx.sleep(1000);
      return ctx.now() - before;
    });
    const node = await Harness.open({ workflows: [workflow] });
    const run = await node.start(workflow);
    await node.advance(500);
    // The clock jumps ahead for whoever asks, and batches still bear the time before.
    node.log.commitsAtOnce = false;
    node.log.clock = node.scheduler.wallMs() + 5000;
    await node.advance(501);
    expect(typesOf(node)).toEqual(["TimerFired"]);
    node.log.clock = node.scheduler.wallMs() - 400;
    node.log.commitsAtOnce = true;
    node.log.commit();
    await node.advance(50);
    expect(node.events).not.toContain("completed");
    node.log.clock = null;
    const slept = await node.wait(run.waitForCompletion());
    expect(slept).toBeGreaterThanOrEqual(1000);
  });
});

describe("load", () => {
  test("outcomes that were dropped for load are proposed again until they are applied", async () => {
    let runs = 0;
    const workflow = defineWorkflow({ name: "load", version: 1 }, async (ctx) => {
      const first = await ctx.step("first", () => {
        runs += 1;
        return 1;
      });
      return first + (await ctx.step("second", () => 2));
    });
    const node = await Harness.open({ workflows: [workflow], manual: true });
    const starting = node.start(workflow, undefined, { workflowId: "l" });
    await node.advance(1);
    node.log.commit();
    await starting;
    await node.advance(1);
    node.log.room = false;
    for (let round = 0; round < 5; round += 1) {
      node.log.drop("overloaded");
      await node.advance(20);
      expect(node.log.proposed).toEqual([]);
    }
    node.log.room = true;
    await node.advance(20);
    expect(typesOf(node)).toEqual(["Checkpoint"]);
    node.log.commitsAtOnce = true;
    node.log.commit();
    expect(await node.wait(node.get(workflow, "l").waitForCompletion())).toBe(3);
    expect(runs).toBe(1);
  });

  test("no step starts while outcomes wait for room", async () => {
    const begun: string[] = [];
    const workflow = defineWorkflow({ name: "held", version: 1 }, async (ctx, name: string) => {
      await ctx.step(name, () => {
        begun.push(name);
      });
    });
    const node = await Harness.open({ workflows: [workflow], manual: true });
    const first = node.start(workflow, "one", { workflowId: "1" });
    await node.advance(1);
    node.log.commit();
    await first;
    await node.advance(1);
    expect(begun).toEqual(["one"]);
    node.log.room = false;
    node.log.drop("overloaded");
    const second = node.start(workflow, "two", { workflowId: "2" });
    await node.advance(1);
    node.log.commit();
    await second;
    await node.advance(50);
    expect(begun).toEqual(["one"]);
    node.log.room = true;
    node.log.commitsAtOnce = true;
    await node.wait(node.get(workflow, "2").waitForCompletion());
    expect(begun).toEqual(["one", "two"]);
  });
});
