/**
 * Goal: a function sees results in log order, one at a time, on every node alike, whatever the batches, however late.
 * Method: commits made by hand; a second node is fed the same entries; random programs against their own log.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { decodeBatch } from "../../src/model/batch.ts";
import { decodeCommand } from "../../src/model/command.ts";
import { Harness } from "./harness.ts";

/** Operation keys of what is proposed, in order. */
function proposedKeys(node: Harness): string[] {
  return node.log.proposed.map(({ command }) => {
    const decoded = decodeCommand(command, { group: 1, index: 0 });
    return "key" in decoded ? decoded.key : decoded.type;
  });
}

async function startByHand(node: Harness, start: Promise<unknown>): Promise<void> {
  await node.advance(1);
  node.log.commit();
  await start;
  await node.advance(1);
}

describe("delivery", () => {
  const seen: string[] = [];
  const parallel = defineWorkflow({ name: "parallel", version: 1 }, async (ctx) => {
    await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        await ctx.step(name, () => name);
        seen.push(name);
        await ctx.step(`${name}2`, () => name);
        seen.push(`${name}2`);
      }),
    );
    return seen.length;
  });

  test("results arrive in log order, not in the order of the calls", async () => {
    seen.length = 0;
    const node = await Harness.open({ workflows: [parallel], manual: true });
    await startByHand(node, node.start(parallel, undefined, { workflowId: "p" }));
    expect(proposedKeys(node)).toEqual(["step:a#0", "step:b#0", "step:c#0"]);
    // One batch with three checkpoints, the last of them first.
    node.log.proposed.reverse();
    node.log.commit();
    await node.advance(1);
    expect(seen).toEqual(["c", "b", "a"]);
    expect(proposedKeys(node)).toEqual(["step:c2#0", "step:b2#0", "step:a2#0"]);
    expect(node.fatal).toEqual([]);
  });

  test("one head per turn: what a result leads to happens before the next result is delivered", async () => {
    const order: string[] = [];
    const workflow = defineWorkflow({ name: "turns", version: 1 }, async (ctx) => {
      const branch = async (name: string): Promise<void> => {
        await ctx.step(name, () => 0);
        order.push(`${name} settled`);
        for (let depth = 0; depth < 20; depth += 1) await Promise.resolve();
        order.push(`${name} drained`);
      };
      await Promise.all([branch("x"), branch("y")]);
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.run(workflow);
    expect(order).toEqual(["x settled", "x drained", "y settled", "y drained"]);
  });

  test("a race has the same winner on leader and follower, and the loser is consumed without effect", async () => {
    const winners: string[] = [];
    const race = defineWorkflow({ name: "race", version: 1 }, async (ctx) => {
      const winner = await Promise.race([
        ctx.step("slow", async () => "slow"),
        ctx.step("fast", async () => "fast"),
        ctx.sleep("1h").then(() => "timer"),
      ]);
      winners.push(winner);
      await ctx.step("after", () => winner);
      return winner;
    });
    const node = await Harness.open({ workflows: [race], manual: true });
    await startByHand(node, node.start(race, undefined, { workflowId: "r" }));
    // The functions are async: their outcomes come after the timer was proposed.
    expect(proposedKeys(node)).toEqual(["sleep#0", "step:slow#0", "step:fast#0"]);
    node.log.commit((_proposal, at) => at === 2);
    await node.advance(1);
    node.log.commit();
    node.log.commitsAtOnce = true;
    await node.advance(10);
    node.log.commit();
    expect(await node.wait(node.get(race, "r").waitForCompletion())).toBe("fast");

    const follower = await Harness.open({ workflows: [race], lead: false });
    // A follower that is behind the end drops the run, so the end comes after all else is consumed.
    const end = node.disk.entries.at(-1);
    for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(10);
    if (end !== undefined) follower.log.append(end.bytes, null);
    await follower.advance(10);
    expect(winners).toEqual(["fast", "fast"]);
    expect(await follower.wait(follower.get(race, "r").waitForCompletion())).toBe("fast");
    expect([...node.blocked, ...follower.blocked]).toEqual([]);
  });

  test("a second checkpoint of a key is consumed without effect", async () => {
    const workflow = defineWorkflow({ name: "twice", version: 1 }, async (ctx) => {
      const first = await ctx.step("one", () => 1);
      return first + (await ctx.step("two", () => 2));
    });
    const node = await Harness.open({ workflows: [workflow], manual: true });
    await startByHand(node, node.start(workflow, undefined, { workflowId: "t" }));
    const [checkpoint] = node.log.proposed;
    node.log.commit();
    // The same checkpoint again, as from a leader that proposed it before it was deposed.
    if (checkpoint !== undefined) node.log.proposed.unshift({ ...checkpoint, ticket: 1_000_000 });
    node.log.commit();
    node.log.commitsAtOnce = true;
    await node.advance(5);
    node.log.commit();
    expect(await node.wait(node.get(workflow, "t").waitForCompletion())).toBe(3);
    expect(node.blocked).toEqual([]);
  });

  test("a follower gets all at once what the leader got one by one, and proposes nothing", async () => {
    const node = await Harness.open({ workflows: [parallel] });
    seen.length = 0;
    await node.run(parallel, undefined, { workflowId: "p" });
    const leaderOrder = [...seen];
    seen.length = 0;
    const follower = await Harness.open({ workflows: [parallel], lead: false });
    for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(100);
    expect(seen).toEqual(leaderOrder);
    expect(follower.log.proposed).toEqual([]);
    expect(follower.events).toEqual(node.events.slice(0, -1));
  });

  test("programs at random take one path: leader, follower and replay (fast-check)", async () => {
    interface Branch {
      readonly ops: readonly ("step" | "var" | "fail")[];
      readonly join: "all" | "allSettled" | "race";
    }
    const opsArbitrary = fc.array(
      fc.constantFrom("step" as const, "var" as const, "fail" as const),
      {
        maxLength: 4,
      },
    );
    const program = fc.array(
      fc.record<{ branches: Branch["ops"][]; join: Branch["join"] }>({
        branches: fc.array(opsArbitrary, { minLength: 1, maxLength: 4 }),
        join: fc.constantFrom("all", "allSettled", "race"),
      }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(program, fc.infiniteStream(fc.nat({ max: 3 })), async (stages, dice) => {
        const traces: string[][] = [];
        const workflow = defineWorkflow({ name: "random", version: 1 }, async (ctx) => {
          const trace: string[] = [];
          traces.push(trace);
          const counter = await ctx.replicatedVar("counter", 0);
          for (const [stage, { branches, join }] of stages.entries()) {
            const running = branches.map(async (ops, branch) => {
              for (const [at, op] of ops.entries()) {
                const label = `${stage}.${branch}.${at}.${op}`;
                if (op === "var") trace.push(`${label}=${await counter.update((n) => n + 1)}`);
                else if (op === "step") trace.push(`${label}=${await ctx.step("s", () => at)}`);
                else {
                  const failing = ctx.step(
                    "f",
                    () => {
                      throw new Error("no");
                    },
                    { retry: { maximumAttempts: 1 } },
                  );
                  trace.push(`${label}=${await failing.catch((error: Error) => error.name)}`);
                }
              }
              return branch;
            });
            if (join === "race") trace.push(`race ${await Promise.race(running)}`);
            else if (join === "all") trace.push(`all ${(await Promise.all(running)).join()}`);
            else trace.push(`settled ${(await Promise.allSettled(running)).length}`);
          }
          return { counter: counter.value, length: trace.length };
        });
        const node = await Harness.open({ workflows: [workflow], manual: true });
        const starting = node.start(workflow, undefined, { workflowId: "w" });
        let isStarted = false;
        void starting.then(() => {
          isStarted = true;
        });
        for (let round = 0; round < 200; round += 1) {
          await node.advance(1);
          // Some of what is proposed commits now, in an order of its own; the rest later.
          const keep = dice.next().value ?? 0;
          if (keep === 3) node.log.proposed.reverse();
          node.log.commit((_proposal, at) => !isStarted || keep === 0 || at % 2 === keep % 2);
          if (node.events.includes("completed w")) break;
        }
        const result = await node.wait(node.get(workflow, "w").waitForCompletion());
        const follower = await Harness.open({ workflows: [workflow], lead: false });
        // All but the end, so that the function runs to its own end there.
        for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
        await follower.advance(50);
        expect(traces).toHaveLength(2);
        // Branches that lost a race may go on after the return; a node whose run has ended does not.
        const [ours = [], theirs = []] = traces;
        expect(ours.length).toBeGreaterThanOrEqual(result.length);
        expect(theirs.slice(0, result.length)).toEqual(ours.slice(0, result.length));
        expect([...node.blocked, ...follower.blocked]).toEqual([]);
        expect([...node.fatal, ...follower.fatal]).toEqual([]);
      }),
      { numRuns: 150, seed: 20_261_121 },
    );
  });
});

test("batches of a run's log hold its commands in the order of its history", async () => {
  const workflow = defineWorkflow({ name: "order", version: 1 }, async (ctx) => {
    for (let at = 0; at < 3; at += 1) await ctx.step("s", () => at);
  });
  const node = await Harness.open({ workflows: [workflow] });
  await node.run(workflow);
  const types = node.disk.entries
    .filter(({ bytes }) => bytes.length > 0)
    .flatMap(({ bytes }) => decodeBatch(bytes).commands)
    .map((command) => decodeCommand(command, { group: 1, index: 0 }).type);
  expect(types).toEqual(["RunStart", "Checkpoint", "Checkpoint", "Checkpoint", "RunComplete"]);
});
