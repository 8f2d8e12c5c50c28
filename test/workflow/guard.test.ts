/**
 * Goal: the guard of a node is told of every turn and of nothing else, suspect runs are not executed until somebody retries them,
 * and after unclean ends runs come back one at a time. Method: a guard that writes down what it is told, over the harness.
 */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { RunName } from "../../src/model/state-keys.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import type { RunGuard, WatchedTurns } from "../../src/workflow/run-guard.ts";
import { Harness } from "./harness.ts";

class RecordingGuard implements RunGuard {
  readonly isCareful: boolean;
  readonly told: string[] = [];
  accused: string | null = null;
  /** Whose turn it is, as the guard knows it. */
  inTurn: string | null = null;
  readonly #suspects: Set<string>;

  constructor(options: { suspects?: readonly string[]; isCareful?: boolean } = {}) {
    this.#suspects = new Set(options.suspects);
    this.isCareful = options.isCareful ?? false;
  }

  turnBegan({ run }: WatchedTurns): void {
    expect(this.inTurn).toBeNull();
    this.inTurn = run.workflowId;
  }

  turnEnded(): void {
    this.inTurn = null;
  }

  suspicionOf({ workflowId }: RunName): string | null {
    return this.#suspects.has(workflowId) ? "it did not return" : null;
  }

  isAccused({ workflowId }: RunName): boolean {
    return workflowId === this.accused;
  }

  acquit({ workflowId }: RunName): void {
    if (this.#suspects.delete(workflowId)) this.told.push(`acquit ${workflowId}`);
  }

  hydrating(run: RunName | null): void {
    this.told.push(`hydrating ${run?.workflowId ?? "none"}`);
  }
}

const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) => {
  await ctx.step("first", () => 1);
  return ctx.waitForSignal<string>("go");
});

/** A disk with three runs that wait for a signal. */
async function threeRuns(): Promise<Harness["disk"]> {
  const node = await Harness.open({ workflows: [waiter] });
  for (const workflowId of ["a", "b", "c"]) await node.start(waiter, undefined, { workflowId });
  await node.advance(10);
  await node.crash();
  return node.disk;
}

describe("turns", () => {
  test("are told with their run while its code is carried out, predicates with them, steps not", async () => {
    const guard = new RecordingGuard();
    const seen: string[] = [];
    const look = (what: string): void => {
      seen.push(`${what}: ${guard.inTurn}`);
    };
    const workflow = defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      look("body");
      let isAsked = false;
      const asked = ctx.condition(() => {
        look("predicate");
        return isAsked;
      });
      await ctx.step("first", ({ attempt }) => {
        look("step");
        if (attempt === 1) throw new Error("again");
      });
      look("after the step");
      isAsked = true;
      await asked;
      await ctx.step("once", () => look("step"), { semantics: "atMostOnce" });
      look("end");
    });
    const node = await Harness.open({ workflows: [workflow], guard });
    await node.run(workflow, undefined, { workflowId: "r" });
    expect(guard.inTurn).toBeNull();
    expect([...new Set(seen)]).toEqual([
      "body: r",
      "predicate: r",
      "step: null",
      "after the step: r",
      "end: r",
    ]);
    await node.crash();
  });
});

describe("a suspect run", () => {
  test("is blocked with ERR_WORKFLOW_STUCK, holds up no other, and goes on when it is retried", async () => {
    const disk = await threeRuns();
    const guard = new RecordingGuard({ suspects: ["b"] });
    const node = await Harness.open({ workflows: [waiter], disk, guard });
    await node.advance(10);
    expect(node.blocked).toMatchObject([{ code: "ERR_WORKFLOW_STUCK", workflowId: "b" }]);
    const run = (id: string) => node.get(waiter, id);
    expect(await node.wait(run("b").describe())).toMatchObject({
      status: "running",
      waitingFor: "blocked",
    });
    for (const id of ["a", "b", "c"]) await node.wait(run(id).signal("go", id));
    expect(await node.wait(run("a").waitForCompletion())).toBe("a");
    expect(await node.wait(run("c").waitForCompletion())).toBe("c");
    expect((await node.wait(run("b").describe())).waitingFor).toBe("blocked");
    await node.wait(run("b").retry());
    expect(await node.wait(run("b").waitForCompletion())).toBe("b");
    expect(guard.told).toEqual(["acquit b"]);
    await node.crash();
  });

  test("is acquitted when an installed state shows that it has ended: its name may be another run's one day", async () => {
    const scheduler = new VirtualScheduler();
    const guard = new RecordingGuard({ suspects: ["ends", "goes on"] });
    const leader = await Harness.open({ workflows: [waiter], scheduler });
    const follower = await Harness.open({ workflows: [waiter], scheduler, lead: false, guard });
    for (const workflowId of ["ends", "goes on"]) {
      await leader.start(waiter, undefined, { workflowId });
    }
    await leader.advance(10);
    follower.log.follow(leader.disk);
    await follower.advance(10);
    await leader.wait(leader.get(waiter, "ends").terminate());
    await leader.advance(100);
    await leader.crash();
    follower.log.install(leader.disk);
    await follower.advance(10);
    expect(guard.told).toEqual(["acquit ends"]);
    expect(follower.blocked.at(-1)).toMatchObject({ workflowId: "goes on" });
    await follower.crash();
  });

  test("is acquitted by its end", async () => {
    const disk = await threeRuns();
    const guard = new RecordingGuard({ suspects: ["b"] });
    const node = await Harness.open({ workflows: [waiter], disk, guard });
    await node.advance(10);
    await node.wait(node.get(waiter, "b").terminate());
    expect(guard.told).toEqual(["acquit b"]);
    await node.crash();
  });
});

test("retry does nothing for a run that goes on, one that has ended, and says when there is none", async () => {
  const disk = await threeRuns();
  const node = await Harness.open({ workflows: [waiter], disk });
  await node.advance(10);
  const run = node.get(waiter, "a");
  await node.wait(run.retry());
  await node.wait(run.signal("go", "a"));
  expect(await node.wait(run.waitForCompletion())).toBe("a");
  await node.wait(run.retry());
  const nobody = node.get(waiter, "nobody").retry();
  await expect(node.wait(nobody)).rejects.toMatchObject({ code: "ERR_WORKFLOW_NOT_FOUND" });
  await expect(run.retry({ hard: true } as never)).rejects.toThrow("retry.hard");
  await node.crash();
});

test("a run that is blocked by divergence is tried again by retry, and blocked again", async () => {
  const version = (name: string) =>
    defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      await ctx.step(name, () => 1);
      await ctx.waitForSignal("go");
    });
  const before = await Harness.open({ workflows: [version("a")] });
  await before.start(version("a"), undefined, { workflowId: "r" });
  await before.advance(10);
  await before.crash();
  const node = await Harness.open({ workflows: [version("b")], disk: before.disk });
  await node.advance(10);
  await node.wait(node.get(version("b"), "r").retry());
  await node.advance(10);
  expect(node.blocked).toMatchObject([
    { code: "ERR_NON_DETERMINISM" },
    { code: "ERR_NON_DETERMINISM" },
  ]);
  expect(node.fatal).toEqual([]);
  await node.crash();
});

describe("a careful start", () => {
  test("names each run before its function is called, and no other comes back meanwhile", async () => {
    const disk = await threeRuns();
    const guard = new RecordingGuard({ isCareful: true, suspects: ["b"] });
    const watched = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) => {
      guard.told.push(`called ${ctx.workflowId}`);
      await ctx.step("first", () => 1);
      guard.told.push(`back ${ctx.workflowId}`);
      return ctx.waitForSignal<string>("go");
    });
    const node = await Harness.open({ workflows: [watched], disk, guard });
    await node.advance(100);
    expect(guard.told).toEqual([
      "hydrating a",
      "called a",
      "back a",
      "hydrating b",
      "hydrating c",
      "called c",
      "back c",
      "hydrating none",
    ]);
    // From here on all is as usual, for those that come back and those that are new.
    for (const id of ["a", "c"]) {
      await node.wait(node.get(watched, id).signal("go", id));
      expect(await node.wait(node.get(watched, id).waitForCompletion())).toBe(id);
    }
    await node.wait(node.get(watched, "b").retry());
    await node.advance(10);
    expect(guard.told.slice(-3)).toEqual(["acquit b", "called b", "back b"]);
    await node.crash();
  });

  test("brings the run back last that was coming back when the node ended", async () => {
    const guard = new RecordingGuard({ isCareful: true });
    guard.accused = "a";
    const node = await Harness.open({ workflows: [waiter], disk: await threeRuns(), guard });
    await node.advance(100);
    expect(guard.told).toEqual(["hydrating b", "hydrating c", "hydrating a", "hydrating none"]);
    await node.crash();
  });

  test("goes on when a run ends while it is coming back, and is over when the node stops", async () => {
    const disk = await threeRuns();
    const guard = new RecordingGuard({ isCareful: true });
    const node = await Harness.open({ workflows: [waiter], disk, guard });
    await Promise.all(["a", "b"].map((id) => node.wait(node.get(waiter, id).terminate())));
    await node.advance(100);
    expect(guard.told.at(-1)).toBe("hydrating none");
    await node.wait(node.get(waiter, "c").signal("go", "c"));
    expect(await node.wait(node.get(waiter, "c").waitForCompletion())).toBe("c");
    await node.crash();

    const stopped = new RecordingGuard({ isCareful: true });
    const other = await Harness.open({
      workflows: [waiter],
      disk: await threeRuns(),
      guard: stopped,
    });
    await other.crash();
    await other.advance(100);
    expect(stopped.told).toEqual([]);
  });
});

test("a node that stops while the effects of a batch are told stops in order, and has the batch at the next start", async () => {
  const disk = await threeRuns();
  const guard = new RecordingGuard();
  const node = await Harness.open({ workflows: [waiter], disk, guard });
  await node.advance(10);
  // As the failure of anything does that a batch has led to.
  let stopping: Promise<void> | null = null;
  guard.acquit = () => {
    stopping ??= node.group.stop(new Error("the node stops"));
  };
  node
    .get(waiter, "b")
    .terminate()
    .catch(() => {});
  await node.advance(1000);
  await expect(stopping).resolves.toBeUndefined();
  await node.crash();
  const again = await Harness.open({ workflows: [waiter], disk: node.disk });
  await again.advance(10);
  expect((await again.wait(again.get(waiter, "b").describe())).status).toBe("terminated");
  await again.crash();
});

test("a run to which more comes than it can consume holds up no other when runs come back one at a time", async () => {
  const tally = defineWorkflow({ name: "tally", version: 1 }, async (ctx) => {
    for (;;) await ctx.waitForSignal("add");
  });
  const workflows = [tally, waiter];
  const before = await Harness.open({ workflows });
  const first = await before.start(tally, undefined, { workflowId: "a" });
  await before.start(waiter, undefined, { workflowId: "b" });
  await before.wait(Promise.all(Array.from({ length: 30 }, () => first.signal("add"))));
  await before.crash();
  const guard = new RecordingGuard({ isCareful: true });
  const node = await Harness.open({ workflows, disk: before.disk, guard });
  const busy = node.get(tally, "a");
  const signals: Promise<void>[] = [];
  const flood = (): void => {
    if (signals.length === 3000) return;
    for (let each = 0; each < 3; each += 1) signals.push(busy.signal("add"));
    node.scheduler.setImmediate(flood);
  };
  flood();
  const other = node.get(waiter, "b");
  await node.wait(other.signal("go", "on"));
  expect(await node.wait(other.waitForCompletion())).toBe("on");
  expect(signals.length).toBeLessThan(600);
  await node.wait(Promise.all(signals));
  await node.crash();
});
