// Goal: after a snapshot was installed nothing of the former state has an effect, and everything of the new one goes on.
// Method: two nodes over logs whose moves the test makes; the state of one is installed on the other.
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { RunOf } from "../../src/api/run.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { Harness } from "./harness.ts";

/** A leader and a follower that have the same definitions. */
async function pair(): Promise<{
  leader: Harness;
  follower: Harness;
  order: typeof order;
  calls: string[];
}> {
  const calls: string[] = [];
  const order = defineWorkflow({ name: "order", version: 1 }, async (ctx, id: string) => {
    calls.push(`began ${id}`);
    const first = await ctx.step("first", () => `first of ${id}`);
    const answer = await ctx.waitForSignal<string>("go");
    await ctx.sleep(1000);
    const second = await ctx.step("second", () => `second of ${id}`);
    calls.push(`ended ${id}`);
    return [first, answer, second];
  });
  const scheduler = new VirtualScheduler();
  const workflows = [order];
  const leader = await Harness.open({ workflows, scheduler });
  const follower = await Harness.open({ workflows, scheduler, lead: false });
  return { leader, follower, order, calls };
}

function expectHealthy(...nodes: readonly Harness[]): void {
  for (const { fatal, blocked, mismatches } of nodes) {
    expect([fatal, blocked, mismatches]).toEqual([[], [], []]);
  }
}

test("runs of the installed state go on where they stand, on a node that then leads", async () => {
  const { leader, follower, order } = await pair();
  const run = await leader.start(order, "a", { workflowId: "a" });
  await leader.wait(run.signal("go", "yes"));
  await leader.advance(100);
  await leader.crash();
  follower.log.install(leader.disk);
  await follower.advance(10);
  expect(follower.group.residentRuns).toBe(1);
  expect(follower.events).toEqual(["started a"]);
  follower.log.commitsAtOnce = true;
  follower.log.lead();
  const result = await follower.wait(follower.get(order, "a").waitForCompletion());
  expect(result).toEqual(["first of a", "yes", "second of a"]);
  // The step of the former leader is not begun again.
  expect(follower.events).toContain("step:second#0");
  expect(follower.events).not.toContain("step:first#0");
  expectHealthy(follower);
});

test("functions that ran on the former state are replaced and never heard of again", async () => {
  const { leader, follower, order, calls } = await pair();
  const run = await leader.start(order, "a", { workflowId: "a" });
  await leader.advance(10);
  follower.log.follow(leader.disk);
  await follower.advance(10);
  expect(follower.group.waitingRuns(9)).toEqual([
    { workflowId: "a", waitingFor: "operation", keys: ["signal:go#0"] },
  ]);
  expect(calls).toEqual(["began a", "began a"]);
  await leader.wait(run.signal("go", "yes"));
  await leader.wait(run.waitForCompletion());
  await leader.start(order, "b", { workflowId: "b" });
  await leader.advance(10);
  calls.length = 0;
  follower.log.install(leader.disk);
  await follower.advance(5000);
  expect(calls).toEqual(["began b"]);
  expect(follower.events.slice(-2).sort()).toEqual(["completed a", "started b"]);
  expect(follower.group.activeRuns).toBe(1);
  follower.log.follow(leader.disk);
  expectHealthy(leader, follower);
});

test("who waits for an end hears of one that no event has told, and of a run that was forgotten", async () => {
  const { leader, follower, order } = await pair();
  for (const id of ["a", "b", "c"]) await leader.start(order, id, { workflowId: id });
  follower.log.follow(leader.disk);
  await follower.advance(10);
  const results = ["a", "b", "c"].map((id) =>
    follower.get(order, id, { runNumber: 1, started: false }).waitForCompletion(),
  );
  const outcomes = Promise.allSettled(results);
  await leader.wait(leader.get(order, "a").signal("go", "yes"));
  await leader.wait(leader.get(order, "a").waitForCompletion());
  await leader.wait(leader.get(order, "b").terminate());
  // A state in which nothing of the third run is left.
  const other = await Harness.open({ workflows: [order], scheduler: leader.scheduler });
  for (const [key, value] of leader.disk.state.rows) {
    if (!key.includes("/c\u0000")) other.disk.state.rows.set(key, value);
  }
  other.disk.entries.push(...leader.disk.entries.slice(other.disk.entries.length));
  other.disk.appliedIndex = leader.disk.appliedIndex;
  follower.log.install(other.disk);
  const [a, b, c] = await follower.wait(outcomes, 1000);
  expect(a).toMatchObject({ status: "fulfilled", value: ["first of a", "yes", "second of a"] });
  expect(b).toMatchObject({ reason: { code: "ERR_WORKFLOW_TERMINATED" } });
  expect(c).toMatchObject({ reason: { code: "ERR_WORKFLOW_NOT_FOUND" } });
  expectHealthy(follower);
});

test("who waits for a run is not given the end of another one that has its number since it was forgotten", async () => {
  const { leader, follower } = await pair();
  const { scheduler } = leader;
  const echo = defineWorkflow({ name: "order", version: 1 }, async (ctx, id: string) => {
    await ctx.waitForSignal("go");
    return id;
  });
  await leader.start(echo, "old", { workflowId: "t" });
  follower.log.follow(leader.disk);
  await follower.advance(10);
  const known = follower.get(echo, "t", { runNumber: 1, started: false });
  const waiting = expect(known.waitForCompletion()).rejects.toMatchObject({
    code: "ERR_WORKFLOW_NOT_FOUND",
  });
  const other = await Harness.open({ workflows: [echo], scheduler });
  for (const id of ["a", "b"]) await other.start(echo, id, { workflowId: id });
  const again = await other.start(echo, "new", { workflowId: "t" });
  other.log.saveAll();
  follower.log.install(other.disk);
  await follower.advance(10);
  await other.wait(again.signal("go"));
  expect(await other.wait(again.waitForCompletion())).toBe("new");
  follower.log.follow(other.disk);
  await waiting;
  // Both runs were told of.
  expect(follower.events.filter((event) => event === "started t")).toHaveLength(2);
});

test("what was applied and not saved before the install is not saved into the new state", async () => {
  const { leader, follower, order } = await pair();
  await leader.start(order, "a", { workflowId: "a" });
  await leader.advance(10);
  follower.log.savesAtOnce = false;
  follower.log.follow(leader.disk);
  const later = await Harness.open({ workflows: [order], scheduler: leader.scheduler });
  for (let count = 0; count < 9; count += 1)
    await later.start(order, "z", { workflowId: `z${count}` });
  await later.advance(10);
  const rows = new Map(later.disk.state.rows);
  follower.log.install(later.disk);
  follower.log.savesAtOnce = true;
  follower.log.saveAll();
  await follower.advance(100);
  expect(follower.disk.state.rows).toEqual(rows);
  expect(follower.disk.appliedIndex).toBe(later.disk.appliedIndex);
  expect(follower.group.activeRuns).toBe(9);
  expectHealthy(follower);
});

test("what was applied in the same burst, or waits to be saved, is neither answered nor saved for the new state", async () => {
  const { leader, order } = await pair();
  const { scheduler } = leader;
  for (const id of ["a", "b", "c"]) await leader.start(order, id, { workflowId: id });
  await leader.advance(10);
  const rows = new Map(leader.disk.state.rows);
  const options = { workflows: [order], scheduler, housekeeping: scheduler, lead: false };
  const follower = await Harness.open(options);
  follower.log.savesAtOnce = false;
  follower.log.install(leader.disk, 2);
  // Longer than state waits.
  await follower.advance(500);
  follower.log.saveAll();
  await follower.advance(10);
  expect(follower.disk.state.rows).toEqual(rows);
  expect(follower.group.activeRuns).toBe(3);
  expect(follower.group.appliedIndex).toBe(leader.disk.appliedIndex);
  expectHealthy(follower);
});

test("events behind an install wait until it is loaded, and a newer install wins", async () => {
  const { leader, follower, order } = await pair();
  await leader.start(order, "a", { workflowId: "a" });
  await leader.advance(10);
  const index = leader.disk.appliedIndex;
  follower.log.install(leader.disk);
  await leader.start(order, "b", { workflowId: "b" });
  await leader.advance(10);
  // In one breath: batches behind the first state, then a state that has them, then one more batch.
  follower.log.install(leader.disk);
  follower.log.follow(leader.disk);
  const between = leader.disk.appliedIndex;
  expect(between).toBeGreaterThan(index);
  follower.log.install(leader.disk);
  await leader.start(order, "c", { workflowId: "c" });
  follower.log.follow(leader.disk);
  await follower.advance(100);
  expect(follower.group.appliedIndex).toBe(follower.log.lastIndex);
  expect(follower.group.activeRuns).toBe(3);
  expect(follower.events.filter((event) => event.startsWith("started")).sort()).toEqual([
    "started a",
    "started b",
    "started c",
  ]);
  expectHealthy(follower);
});

test("a node that stops while it loads an installed state stops", async () => {
  const { leader, follower, order } = await pair();
  await leader.start(order, "a", { workflowId: "a" });
  await leader.advance(10);
  follower.log.install(leader.disk);
  await follower.group.stop(new Error("stopped"));
  await follower.advance(100);
  expect(follower.events).toEqual([]);
  expectHealthy(follower);
});

/** A follower that knows a run as active, and the state of a leader with which it has ended: one short row is left of its history. */
async function endedMeanwhile(): Promise<{
  leader: Harness;
  follower: Harness;
  known: RunOf<typeof tally>;
}> {
  const scheduler = new VirtualScheduler();
  const leader = await Harness.open({ workflows: [tally], scheduler });
  const follower = await Harness.open({ workflows: [tally], scheduler, lead: false });
  const run = await leader.start(tally, undefined, { workflowId: "t" });
  await leader.advance(10);
  follower.log.follow(leader.disk);
  await follower.advance(10);
  await leader.wait(run.signal("go"));
  await leader.wait(run.waitForCompletion());
  leader.log.saveAll();
  return { leader, follower, known: follower.get(tally, "t") };
}

const tally = defineWorkflow({ name: "tally", version: 1 }, async (ctx) => {
  await ctx.replicatedVar("total", 7);
  await ctx.waitForSignal("go");
});

test.each(["local", "linearizable"] as const)(
  "a run is described out of one state while another one is loaded (%s)",
  async (consistency) => {
    const { leader, follower, known } = await endedMeanwhile();
    follower.log.install(leader.disk);
    expect(await follower.wait(known.describe({ consistency }))).toMatchObject({
      status: "completed",
      variables: { total: 7 },
    });
    expectHealthy(follower);
  },
);

test("a history that is asked for just before another state is installed is whole", async () => {
  const { leader, follower, known } = await endedMeanwhile();
  const asked = (async () => {
    const types: string[] = [];
    for await (const { type } of known.history()) types.push(type);
    return types;
  })();
  follower.log.install(leader.disk);
  expect((await follower.wait(asked)).length).toBe(4);
  expectHealthy(follower);
});

describe("a run that was being brought back to be described", () => {
  /** Asks a node that never gets as far as to read a history. */
  async function describing(disk: FakeDisk): Promise<{
    slow: Harness;
    described: ReturnType<RunOf<typeof tally>["describe"]>;
  }> {
    const settings = { hydrationsMax: 0 };
    const slow = await Harness.open({ workflows: [tally], disk, lead: false, settings });
    const described = slow.get(tally, "t").describe();
    await slow.advance(10);
    return { slow, described };
  }

  test("is described out of the state that was installed", async () => {
    const { leader, follower } = await endedMeanwhile();
    const { slow, described } = await describing(follower.disk);
    slow.log.install(leader.disk);
    expect(await slow.wait(described)).toMatchObject({
      status: "completed",
      variables: { total: 7 },
    });
    expectHealthy(slow);
  });

  test("is not found when that has forgotten it", async () => {
    const { follower } = await endedMeanwhile();
    const { slow, described } = await describing(follower.disk);
    const other = await Harness.open({ workflows: [tally] });
    for (const workflowId of ["a", "b", "c"]) await other.start(tally, undefined, { workflowId });
    other.log.saveAll();
    slow.log.install(other.disk);
    await expect(slow.wait(described)).rejects.toMatchObject({ code: "ERR_WORKFLOW_NOT_FOUND" });
    expectHealthy(slow);
  });
});
