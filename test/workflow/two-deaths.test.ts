/**
 * Goal: a run goes on although its node dies twice, wherever that is: also when it had left memory before, and all that has happened since
 * is something that no event of its history tells.
 * Method: a process is stopped after an entry of its log, the next one after another entry, for all pairs of entries. What was told, saved
 * and left to be read again is varied; or followers that have let the run go lead next. The third one has to end the run.
 */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { commandsOf, Harness } from "./harness.ts";

const MINUTE = 60_000;
/** A run that waits for so long has left memory. */
const RETRY = { maximumAttempts: 20, initialInterval: "1m", maximumInterval: "1m" } as const;
/** Attempts before this one fail. */
const WORKS_FROM = 3;
/** Attempts of `flaky` steps. */
let attempts: number[] = [];

function flaky({ attempt }: { readonly attempt: number }): number {
  attempts.push(attempt);
  if (attempt < WORKS_FROM) throw new Error(`attempt ${attempt}`);
  return 10;
}

const patient = defineWorkflow({ name: "patient", version: 1 }, async (ctx) => {
  const before = await ctx.step("before", () => 1);
  return before + (await ctx.step("flaky", flaky, { retry: RETRY }));
});

/** Runs that wait in all the ways there are, and what they come to. */
const RUNS = [
  { workflow: patient, result: 11 },
  {
    workflow: defineWorkflow({ name: "beating", version: 1 }, async (ctx) =>
      ctx.step(
        "beating",
        (step) => {
          step.heartbeat(step.attempt);
          return flaky(step);
        },
        { retry: RETRY, heartbeatTimeout: "10s" },
      ),
    ),
    result: 10,
  },
  {
    workflow: defineWorkflow({ name: "once", version: 1 }, async (ctx) => {
      await ctx.sleep("1m");
      const once = ctx.step("once", () => 1, { semantics: "atMostOnce" });
      await once.catch(() => "interrupted");
      await ctx.sleep("1m");
      return 7;
    }),
    result: 7,
  },
  {
    workflow: defineWorkflow({ name: "beside", version: 1 }, async (ctx) => {
      const [, value] = await Promise.all([
        ctx.sleep("3m"),
        ctx.step("flaky", flaky, { retry: RETRY }),
      ]);
      return value;
    }),
    result: 10,
  },
  {
    workflow: defineWorkflow({ name: "abandoned", version: 1 }, async (ctx) => {
      const scope = ctx.scope("s", (s) => s.step("flaky", flaky, { retry: RETRY }), {
        timeout: "90s",
      });
      return scope.catch(() => 0).then(() => 3);
    }),
    result: 3,
  },
  {
    workflow: defineWorkflow({ name: "signalled", version: 1 }, async (ctx) => {
      const signal = await ctx.waitForSignal("never", { timeout: "1m" });
      const held = await ctx.condition(() => false, { timeout: "1m" });
      return `${String(signal)} ${held}`;
    }),
    result: "undefined false",
  },
] as const;

const workflows = RUNS.map(({ workflow }) => workflow);

async function open(disk: FakeDisk, scheduler: VirtualScheduler, lead = true): Promise<Harness> {
  const settings = { idleEvictionMs: 1000 };
  return Harness.open({ workflows, disk, scheduler, housekeeping: scheduler, settings, lead });
}

async function pass(scheduler: VirtualScheduler, ms: number): Promise<void> {
  await scheduler.run({ untilMs: scheduler.now() + ms });
}

/** Lets a node work until it has written so many entries, or has nothing to do; `each` is called behind each of them. */
async function work(node: Harness, entries: number, each: () => void = () => {}): Promise<void> {
  const { disk, scheduler } = node;
  for (let written = 0; written < entries; written += 1) {
    const length = disk.entries.length + 1;
    const untilMs = scheduler.now() + 5 * MINUTE;
    await scheduler.run({ until: () => disk.entries.length >= length, untilMs });
    each();
  }
}

function isFine(node: Harness): void {
  expect([...node.fatal, ...node.blocked]).toEqual([]);
}

/** What a death leaves: state on disk or not, and whether what is not had been told. */
const KINDS = ["saved", "not saved", "told and not saved"] as const;
/** No life of these runs writes more. */
const ENTRIES_MAX = 9;

/** Entries that the first process and the second one write. */
const PAIRS = Array.from({ length: ENTRIES_MAX }, (_, first) =>
  Array.from({ length: ENTRIES_MAX }, (_, second) => [first + 2, second] as const),
).flat();

describe.each(RUNS)("after two deaths a run of $workflow.name ends", ({ workflow, result }) => {
  test.each(KINDS)("restarted over what was %s", async (kind) => {
    for (const pair of PAIRS) {
      const scheduler = new VirtualScheduler();
      const disk = new FakeDisk();
      for (const entries of pair) {
        const node = await open(disk, scheduler);
        node.log.savesAtOnce = kind === "saved";
        const starting = node.start(workflow, undefined, { workflowId: "p" }).catch(() => null);
        await work(node, entries);
        await node.crash();
        await starting;
        isFine(node);
        if (kind === "told and not saved") disk.toldIndex = disk.entries.length;
        await pass(scheduler, 2 * MINUTE);
      }
      const last = await open(disk, scheduler);
      const run = await last.start(workflow, undefined, { workflowId: "p" });
      expect(await last.wait(run.waitForCompletion(), 10 * MINUTE), pair.join("+")).toBe(result);
      isFine(last);
      await last.crash();
    }
  });

  test("taken over by followers", async () => {
    for (const pair of PAIRS) {
      const scheduler = new VirtualScheduler();
      const nodes = [await open(new FakeDisk(), scheduler)];
      for (let at = 0; at < 2; at += 1) {
        nodes.push(await open(new FakeDisk(), scheduler, false));
      }
      for (const entries of pair) {
        const [leader, ...followers] = nodes.splice(0, 1).concat(nodes);
        if (leader === undefined) throw new Error("more deaths than nodes");
        const starting = leader.start(workflow, undefined, { workflowId: "p" }).catch(() => null);
        await work(leader, entries, () => {
          for (const follower of followers) follower.log.follow(leader.disk);
        });
        await leader.crash();
        await starting;
        isFine(leader);
        await pass(scheduler, 2 * MINUTE);
        followers[0]?.log.lead();
      }
      const [last] = nodes;
      if (last === undefined) throw new Error("nobody is left");
      const run = await last.start(workflow, undefined, { workflowId: "p" });
      expect(await last.wait(run.waitForCompletion(), 10 * MINUTE), pair.join("+")).toBe(result);
      isFine(last);
      await last.crash();
    }
  });
});

describe("an attempt that was announced while its run was out of memory", () => {
  /** A node that dies when the run has left memory after its first attempt. */
  async function parked(scheduler: VirtualScheduler, disk: FakeDisk): Promise<void> {
    attempts = [];
    const node = await open(disk, scheduler);
    await node.start(patient, undefined, { workflowId: "p" });
    await pass(scheduler, MINUTE / 2);
    expect(node.group.residentRuns).toBe(0);
    await node.crash();
  }

  /** The next one dies when the attempt after an interrupted one is announced, and saves nothing. */
  async function announced(scheduler: VirtualScheduler, disk: FakeDisk): Promise<void> {
    await pass(scheduler, MINUTE);
    const node = await open(disk, scheduler);
    node.log.savesAtOnce = false;
    const isAnnounced = (): boolean =>
      commandsOf(node).some(({ type }) => type === "StepAttemptStarted");
    await scheduler.run({ until: isAnnounced });
    await node.crash();
    expect(attempts).toEqual([1]);
  }

  test("is followed by another one after a restart that reads of it in the log", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new FakeDisk();
    await parked(scheduler, disk);
    await announced(scheduler, disk);
    const third = await open(disk, scheduler);
    const run = third.get(patient, "p");
    expect(await third.wait(run.waitForCompletion(), MINUTE)).toBe(11);
    expect(attempts).toEqual([1, 4]);
    await third.crash();
  });

  test("is followed by another one on a follower that leads then", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new FakeDisk();
    await parked(scheduler, disk);
    const follower = await open(new FakeDisk(), scheduler, false);
    follower.log.follow(disk);
    await pass(scheduler, MINUTE / 2);
    expect(follower.group.residentRuns).toBe(0);
    await announced(scheduler, disk);
    follower.log.follow(disk);
    follower.log.lead();
    const run = follower.get(patient, "p");
    expect(await follower.wait(run.waitForCompletion(), MINUTE)).toBe(11);
    expect(attempts).toEqual([1, 4]);
    await follower.crash();
  });
});
