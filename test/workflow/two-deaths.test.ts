/**
 * Goal: a run goes on although its node dies twice, wherever that is: also when it had left memory before, and all that has happened since
 * is that an attempt was announced, which no event of its history tells.
 * Method: a process is stopped after an entry of its log, the next one after another entry; what was told, saved and left to be read again
 * is varied. The third one, or a follower that leads then, has to end the run.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { commandsOf, Harness } from "./harness.ts";

/** Attempts of the step, over all processes. */
let attempts: number[] = [];
/** Attempts before this one fail. */
const WORKS_FROM = 3;

/** Its first attempts fail, and it waits in between for so long that the run leaves memory. */
const patient = defineWorkflow({ name: "patient", version: 1 }, async (ctx) => {
  const before = await ctx.step("before", () => 1);
  const value = await ctx.step(
    "flaky",
    ({ attempt }) => {
      attempts.push(attempt);
      if (attempt < WORKS_FROM) throw new Error(`attempt ${attempt}`);
      return 10;
    },
    { retry: { maximumAttempts: 20, initialInterval: "1m", maximumInterval: "1m" } },
  );
  return before + value;
});

beforeEach(() => {
  attempts = [];
});

async function open(disk: FakeDisk, scheduler: VirtualScheduler, lead = true): Promise<Harness> {
  return Harness.open({
    workflows: [patient],
    disk,
    scheduler,
    housekeeping: scheduler,
    settings: { idleEvictionMs: 1000 },
    lead,
  });
}

async function pass(scheduler: VirtualScheduler, ms: number): Promise<void> {
  await scheduler.run({ untilMs: scheduler.now() + ms });
}

/** What a death leaves: state on disk or not, and whether what is not had been told. */
const KINDS = ["saved", "not saved", "told and not saved"] as const;
/** Entries of a life that none of them outlives. */
const ENTRIES_MAX = 9;

interface Deaths {
  readonly kind: (typeof KINDS)[number];
  /** Entries that the first process and the second one write. */
  readonly entries: readonly [number, number];
}

const deaths: Deaths[] = KINDS.flatMap((kind) =>
  Array.from({ length: ENTRIES_MAX }, (_, first) =>
    Array.from({ length: ENTRIES_MAX }, (_, second): Deaths => {
      return { kind, entries: [first + 2, second] };
    }),
  ).flat(),
);

describe("after two deaths", () => {
  test.each(deaths)("($kind, entries $entries) the run ends", async ({ kind, entries }) => {
    const scheduler = new VirtualScheduler();
    const disk = new FakeDisk();
    for (const written of entries) {
      const node = await open(disk, scheduler);
      const through = disk.entries.length + written;
      node.log.savesAtOnce = kind === "saved";
      const starting = node.start(patient, undefined, { workflowId: "p" }).then(() => null, String);
      await scheduler.run({
        until: () => disk.entries.length >= through,
        untilMs: scheduler.now() + 5 * 60_000,
      });
      await node.crash();
      await starting;
      expect([...node.fatal, ...node.blocked]).toEqual([]);
      if (kind === "told and not saved") disk.toldIndex = disk.entries.length;
      await pass(scheduler, 2 * 60_000);
    }
    const last = await open(disk, scheduler);
    const run = await last.start(patient, undefined, { workflowId: "p" });
    expect(await last.wait(run.waitForCompletion(), 10 * 60_000)).toBe(11);
    expect([...last.fatal, ...last.blocked]).toEqual([]);
    await last.crash();
  });
});

describe("an attempt that was announced while its run was out of memory", () => {
  /** A node that dies when the run has left memory after its first attempt. */
  async function parked(scheduler: VirtualScheduler, disk: FakeDisk): Promise<void> {
    const node = await open(disk, scheduler);
    await node.start(patient, undefined, { workflowId: "p" });
    await pass(scheduler, 30_000);
    expect(node.group.residentRuns).toBe(0);
    await node.crash();
  }

  /** The next one dies when the attempt after an interrupted one is announced, and saves nothing. */
  async function announced(scheduler: VirtualScheduler, disk: FakeDisk): Promise<void> {
    await pass(scheduler, 60_000);
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
    expect(await third.wait(run.waitForCompletion(), 60_000)).toBe(11);
    expect(attempts).toEqual([1, 4]);
    await third.crash();
  });

  test("is followed by another one on a follower that leads then", async () => {
    const scheduler = new VirtualScheduler();
    const disk = new FakeDisk();
    await parked(scheduler, disk);
    const follower = await open(new FakeDisk(), scheduler, false);
    follower.log.follow(disk);
    await pass(scheduler, 30_000);
    expect(follower.group.residentRuns).toBe(0);
    await announced(scheduler, disk);
    follower.log.follow(disk);
    follower.log.lead();
    const run = follower.get(patient, "p");
    expect(await follower.wait(run.waitForCompletion(), 60_000)).toBe(11);
    expect(attempts).toEqual([1, 4]);
    await follower.crash();
  });
});
