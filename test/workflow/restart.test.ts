/**
 * Goal: a run goes on after a crash from its last checkpoint: same result, no committed step again, timers not early.
 * Method: a process is stopped after every entry of its log and a new one opened over the same disk.
 */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { Harness } from "./harness.ts";

/** How often each step's function was called, over all processes. */
const effects = new Map<string, number>();
/** What each process's function saw. */
const traces: string[][] = [];

const journey = defineWorkflow({ name: "journey", version: 1 }, async (ctx, start: number) => {
  const trace: string[] = [];
  traces.push(trace);
  const count = (name: string): number => {
    const calls = (effects.get(name) ?? 0) + 1;
    effects.set(name, calls);
    return calls;
  };
  const total = await ctx.replicatedVar("total", start);
  trace.push(`uuid ${ctx.uuid()} ${ctx.random()} ${ctx.now() > 0}`);
  const first = await ctx.step("first", () => {
    count("first");
    return 10;
  });
  trace.push(`first ${first}`);
  await total.update((n) => n + first);
  const [left, right] = await Promise.all([
    ctx.step("left", () => {
      count("left");
      return 1;
    }),
    ctx.step(
      "right",
      ({ attempt }) => {
        count(`right ${attempt}`);
        if (attempt === 1) throw new Error("once");
        return 2;
      },
      { retry: { initialInterval: 50, jitter: "none" } },
    ),
  ]);
  trace.push(`both ${left} ${right}`);
  await ctx.sleep(500);
  trace.push("slept");
  const failed = await ctx
    .step(
      "failing",
      () => {
        count("failing");
        throw new RangeError("always");
      },
      { retry: { maximumAttempts: 1 } },
    )
    .catch((error: Error) => `${error.name} ${String(error.cause)}`);
  trace.push(failed);
  await total.set(total.value + left + right);
  trace.push(`uuid ${ctx.uuid()} ${ctx.random()}`);
  return { total: total.value, failed };
});

async function wholeRun(): Promise<{ entries: number; trace: string[]; result: unknown }> {
  effects.clear();
  traces.length = 0;
  const node = await Harness.open({ workflows: [journey] });
  const result = await node.run(journey, 100, { workflowId: "j" });
  await node.crash();
  return { entries: node.disk.entries.length, trace: [...(traces[0] ?? [])], result };
}

const whole = await wholeRun();
const points = Array.from({ length: whole.entries }, (_, at) => at + 1);

/** What a crash leaves: state on disk, only its entries, and whether these had been told. */
const KINDS = ["saved", "not saved", "told and not saved"] as const;

describe("restart", () => {
  test("the run has enough points to stop at", () => {
    expect(whole.result).toEqual({ total: 113, failed: "StepFailedError RangeError: always" });
    expect(points.length).toBeGreaterThanOrEqual(12);
  });

  test.each(points.flatMap((point) => KINDS.map((kind) => [point, kind] as const)))(
    "stopped after entry %d (state %s) it comes to the same result, no committed step run again",
    async (point, kind) => {
      effects.clear();
      traces.length = 0;
      const scheduler = new VirtualScheduler();
      const disk = new FakeDisk();
      const before = await Harness.open({ workflows: [journey], disk, scheduler });
      before.log.savesAtOnce = kind === "saved";
      const starting = before.start(journey, 100, { workflowId: "j" }).catch(() => null);
      await scheduler.run({ until: () => disk.entries.length >= point });
      await before.crash();
      const committed = [...before.events];
      if (kind === "told and not saved") disk.toldIndex = disk.entries.length;
      const after = await Harness.open({ workflows: [journey], disk, scheduler });
      // The caller repeats its call; the run is there, or is started now.
      const result = await after.run(journey, 100, { workflowId: "j" });
      await starting;
      expect(result).toEqual(whole.result);
      const [first = []] = traces;
      const last = traces.at(-1) ?? [];
      expect(last.length === 0 || last.length === whole.trace.length).toBe(true);
      const isReplayed = last.length > 0;
      if (isReplayed) expect(withoutIds(last)).toEqual(withoutIds(whole.trace));
      if (isReplayed && first.length > 0) expect(last[0]).toBe(first[0]);
      for (const name of ["first", "left", "failing"]) {
        const isCommitted = committed.includes(`step:${name}#0`);
        const times = effects.get(name) ?? 0;
        // In flight or never begun when the process stopped: at least once. Committed: once.
        if (isCommitted) expect(times).toBe(1);
        else expect([1, 2]).toContain(times);
      }
      expect([...before.fatal, ...after.fatal, ...before.blocked, ...after.blocked]).toEqual([]);
    },
  );

  test("what was told and not saved is no news: nobody is told of it again", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new FakeDisk();
    const before = await Harness.open({ workflows: [journey], disk, scheduler });
    before.log.savesAtOnce = false;
    await before.run(journey, 1, { workflowId: "ended" });
    await before.start(journey, 2, { workflowId: "goes on" });
    await before.crash();
    expect(disk.appliedIndex).toBe(1);
    disk.toldIndex = disk.entries.length;
    const after = await Harness.open({ workflows: [journey], disk, scheduler });
    expect(after.events).toEqual([]);
    expect(after.group.appliedIndex).toBeGreaterThanOrEqual(disk.toldIndex);
    const known = after.get(journey, "ended");
    expect(await after.wait(known.waitForCompletion())).toMatchObject({ total: 14 });
    await after.wait(after.get(journey, "goes on").waitForCompletion());
    expect(after.events).not.toContain("started goes on");
    expect(after.events.filter((event) => event.includes("ended"))).toEqual([]);
    expect(after.events).toContain("completed goes on");
  });

  test("a sleep is as long over a restart, and not longer", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new FakeDisk();
    const workflow = defineWorkflow({ name: "sleep", version: 1 }, async (ctx) => {
      await ctx.sleep("1m");
      return ctx.now();
    });
    const before = await Harness.open({ workflows: [workflow], disk, scheduler });
    await before.start(workflow, undefined, { workflowId: "s" });
    await before.advance(20_000);
    await before.crash();
    const begun = scheduler.wallMs() - 20_000;
    await scheduler.run({ untilMs: scheduler.now() + 10_000 });
    const after = await Harness.open({ workflows: [workflow], disk, scheduler });
    const woken = await after.wait(after.get(workflow, "s").waitForCompletion());
    expect(woken - begun).toBeGreaterThanOrEqual(60_000);
    expect(woken - begun).toBeLessThan(60_020);
  });

  test("a timer that fell due while nobody ran fires at once after the start", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new FakeDisk();
    const workflow = defineWorkflow({ name: "due", version: 1 }, async (ctx) => {
      await ctx.sleep("1m");
      return "woken";
    });
    const before = await Harness.open({ workflows: [workflow], disk, scheduler });
    await before.start(workflow, undefined, { workflowId: "d" });
    await before.advance(1000);
    await before.crash();
    await scheduler.run({ untilMs: scheduler.now() + 3_600_000 });
    const began = scheduler.now();
    const after = await Harness.open({ workflows: [workflow], disk, scheduler });
    expect(await after.wait(after.get(workflow, "d").waitForCompletion())).toBe("woken");
    expect(scheduler.now() - began).toBeLessThan(100);
  });

  test("a run whose definition is registered later goes on then", async () => {
    const disk = new FakeDisk();
    const before = await Harness.open({ workflows: [journey], disk });
    await before.start(journey, 1, { workflowId: "late" });
    await before.advance(20);
    await before.crash();
    const after = await Harness.open({ workflows: [], disk });
    await after.advance(10_000);
    expect(after.events.filter((event) => event.includes("late"))).toEqual([]);
    after.register(journey);
    const result = await after.wait(after.get(journey, "late").waitForCompletion());
    expect(result.total).toBe(14);
  });

  test("events that come while the history is being read are consumed behind it", async () => {
    const disk = new FakeDisk();
    const workflow = defineWorkflow({ name: "busy", version: 1 }, async (ctx) => {
      let sum = 0;
      for (let at = 0; at < 50; at += 1) sum += await ctx.step("s", () => at);
      return sum;
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.run(workflow, undefined, { workflowId: "b" });
    const { entries } = node.disk;
    // A follower starts from the first half on disk; the rest arrives before its history has been read.
    const first = await Harness.open({ workflows: [workflow], disk, lead: false });
    for (const { bytes } of entries.slice(0, 25)) first.log.append(bytes, null);
    await first.crash();
    const second = await Harness.open({ workflows: [workflow], disk, lead: false });
    for (const { bytes } of entries.slice(25, -1)) second.log.append(bytes, null);
    await second.advance(10);
    const end = entries.at(-1);
    if (end !== undefined) second.log.append(end.bytes, null);
    expect(await second.wait(second.get(workflow, "b").waitForCompletion())).toBe(1225);
    expect([...second.blocked, ...second.fatal]).toEqual([]);
  });
});

/** Dice differ from run to run; the shape of a trace does not. */
function withoutIds(trace: readonly string[]): string[] {
  return trace.map((line) => (line.startsWith("uuid") ? "uuid" : line));
}
