/** Goal: the small parts of the engine keep their own invariants: turns, queue, timers, dice, tasks. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActiveRun } from "../../src/machine/effects.ts";
import type { RunEvent } from "../../src/model/history-event.ts";
import { decodePayload, encodePayload } from "../../src/model/payload-codec.ts";
import { randomId } from "../../src/util/random-ids.ts";
import { TaskGroup } from "../../src/util/task-group.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { Dice } from "../../src/workflow/dice.ts";
import { DueTimers } from "../../src/workflow/due-timers.ts";
import { EventQueue } from "../../src/workflow/event-queue.ts";
import { Hydration } from "../../src/workflow/hydration.ts";
import { noGuard } from "../../src/workflow/run-guard.ts";
import { Signals } from "../../src/workflow/signals.ts";
import { type Timer, TimerHeap } from "../../src/workflow/timer-heap.ts";
import { TurnQueue, type TurnTaker } from "../../src/workflow/turn-queue.ts";
import { VariableCell } from "../../src/workflow/variable.ts";
import { LoopScheduler } from "../support/loop-scheduler.ts";
import { MemoryState } from "../support/memory-state.ts";

describe("TurnQueue", () => {
  test("a turn and its drain are neighbours, in the order of the asking", async () => {
    const scheduler = new LoopScheduler();
    const log: string[] = [];
    const turns = new TurnQueue({ scheduler, guard: noGuard, turnBudgetMs: 5, onError: fail });
    const taker = (name: string): TurnTaker => ({
      run: { workflowId: name, runNumber: 1 },
      watchId: 0,
      turn: () => {
        log.push(`${name} turn`);
        expect(turns.current).not.toBeNull();
      },
      drained: () => log.push(`${name} drained`),
    });
    for (const name of ["a", "b"]) turns.enqueue(taker(name));
    scheduler.iterate();
    expect(log).toEqual(["a turn", "a drained", "b turn", "b drained"]);
    // What is reported unhandled now is still the last one's, until the loop goes on.
    expect(turns.current).not.toBeNull();
    expect(turns.isInTurn).toBe(false);
    // The first one may still belong to this pass of the loop, as a timer that is due may; the second one does not.
    for (let pass = 0; pass < 2; pass += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(turns.current).toBeNull();
  });

  test("turns get their budget in each iteration, and the rest goes on in the next, round robin", () => {
    const scheduler = new LoopScheduler();
    const turns = new TurnQueue({ scheduler, guard: noGuard, turnBudgetMs: 5, onError: fail });
    const log: string[] = [];
    const taker = (name: string, rounds: number): TurnTaker => {
      let left = rounds;
      const self: TurnTaker = {
        run: { workflowId: name, runNumber: 1 },
        watchId: 0,
        turn: () => {
          scheduler.time += 2;
          log.push(name);
        },
        drained: () => {
          left -= 1;
          if (left > 0) turns.enqueue(self);
        },
      };
      return self;
    };
    for (const name of ["a", "b", "c", "d"]) turns.enqueue(taker(name, 3));
    const iterations: string[][] = [];
    while (scheduler.iterate()) iterations.push(log.splice(0));
    // Three turns of 2 ms pass the 5 ms; nobody gets a second turn before everybody had the first.
    expect(iterations.every((iteration) => iteration.length <= 3)).toBe(true);
    expect(iterations.flat().join("")).toBe("abcdabcdabcd");
  });

  test("what a turn throws stops the queue and is reported", () => {
    const scheduler = new LoopScheduler();
    const errors: unknown[] = [];
    const turns = new TurnQueue({
      scheduler,
      guard: noGuard,
      turnBudgetMs: 5,
      onError: (e) => errors.push(e),
    });
    const drained: string[] = [];
    const run = { workflowId: "r", runNumber: 1 };
    turns.enqueue({
      run,
      watchId: 0,
      turn: () => {
        throw new Error("broken");
      },
      drained: () => drained.push("a"),
    });
    turns.enqueue({ run, watchId: 0, turn: () => drained.push("b"), drained: () => {} });
    while (scheduler.iterate());
    expect(errors).toHaveLength(1);
    expect(drained).not.toContain("b");
  });
});

describe("EventQueue", () => {
  const event = (seq: number): RunEvent => ({
    seq,
    machineTime: seq,
    historyBytes: seq,
    command: { type: "TimerFired", workflowId: "w", runId: new Uint8Array(16), key: "sleep#0" },
  });

  test("gives back what was appended, over many cuts", () => {
    const queue = new EventQueue();
    let appended = 0;
    let taken = 0;
    for (let round = 0; round < 200; round += 1) {
      for (let count = 0; count < (round * 7) % 41; count += 1) queue.append(event(appended++));
      for (let count = 0; count < (round * 5) % 37 && queue.length > 0; count += 1) {
        expect(queue.peek()?.seq).toBe(taken);
        expect(queue.take().seq).toBe(taken);
        taken += 1;
      }
    }
    expect(queue.consumedThrough).toBe(taken - 1);
    expect(queue.length).toBe(appended - taken);
  });

  test("a gap or a repetition is a broken invariant", () => {
    const queue = new EventQueue();
    expect(() => queue.append(event(1))).toThrow("expected 0");
    queue.append(event(0));
    expect(() => queue.append(event(0))).toThrow("expected 1");
    queue.take();
    expect(() => queue.take()).toThrow("empty");
  });
});

describe("TimerHeap", () => {
  const isSame = (one: Timer, other: Timer): boolean =>
    one.run === other.run && one.operation === other.operation;
  const deadlinesOf = (timers: readonly Timer[]): number[] =>
    timers.map(({ operation }) => operation.deadline).sort((a, b) => a - b);

  test("gives out live timers by deadline, as a sorted list would (fast-check)", () => {
    const action = fc.oneof(
      fc.record({ type: fc.constant("add" as const), deadline: fc.nat({ max: 50 }) }),
      fc.record({ type: fc.constant("remove" as const), at: fc.nat({ max: 30 }) }),
      fc.record({ type: fc.constant("take" as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        let naive: Timer[] = [];
        const heap = new TimerHeap((timer) => naive.some((one) => isSame(one, timer)));
        for (const one of actions) {
          if (one.type === "add") {
            const { deadline } = one;
            const operation = { key: "sleep#0", deadline, attempt: 0, progress: null };
            // The heap asks nothing of a run.
            const timer: Timer = { run: {} as Timer["run"], operation };
            naive.push(timer);
            heap.add(timer);
          } else if (one.type === "remove") {
            if (naive[one.at] === undefined) continue;
            naive = naive.filter((_, at) => at !== one.at);
            heap.removed();
          } else {
            const earliest = deadlinesOf(naive)[0];
            expect(heap.peek()).toBe(earliest);
            const taken = heap.take();
            expect(taken?.operation.deadline).toBe(earliest);
            naive = naive.filter((other) => taken === undefined || !isSame(other, taken));
          }
        }
        const rest: number[] = [];
        for (let next = heap.take(); next !== undefined; next = heap.take())
          rest.push(next.operation.deadline);
        expect(rest).toEqual(deadlinesOf(naive));
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

test("a timer that was due too early is looked at again soon, whatever else is due much later", async () => {
  const scheduler = new VirtualScheduler();
  const fired: number[] = [];
  const timers: DueTimers = new DueTimers({
    scheduler,
    machineTimeNow: () => scheduler.now(),
    isLive: () => true,
    due: (timer) => {
      fired.push(scheduler.now());
      // The machine's answer comes later.
      if (fired.length === 1) scheduler.setImmediate(() => timers.addAgain(timer));
    },
  });
  const timerAt = (deadline: number): Timer => ({
    run: {} as Timer["run"],
    operation: { key: "sleep#0", deadline, attempt: 0, progress: null },
  });
  timers.arm([timerAt(100), timerAt(3_600_000)]);
  await scheduler.run();
  expect(fired).toEqual([100, 101, 3_600_000]);
});

test("a timer far ahead is hardly late when the machine was suspended meanwhile", async () => {
  const HOUR_MS = 3_600_000;
  const scheduler = new VirtualScheduler();
  let suspendedMs = 0;
  const fired: number[] = [];
  let looks = 0;
  const timers: DueTimers = new DueTimers({
    scheduler,
    machineTimeNow: () => {
      looks += 1;
      return scheduler.now() + suspendedMs;
    },
    isLive: () => true,
    due: () => fired.push(scheduler.now() + suspendedMs),
  });
  const operation = { key: "sleep#0", deadline: 8 * HOUR_MS, attempt: 0, progress: null };
  timers.arm([{ run: {} as Timer["run"], operation }]);
  await scheduler.run({ untilMs: HOUR_MS });
  suspendedMs = 12 * HOUR_MS;
  await scheduler.run();
  expect(fired).toEqual([expect.any(Number)]);
  expect(fired[0]).toBeLessThanOrEqual(13 * HOUR_MS + (7 * HOUR_MS) / 16);
  // Without that it is on time, after few looks.
  const from = scheduler.now() + suspendedMs;
  fired.length = 0;
  looks = 0;
  timers.arm([
    { run: {} as Timer["run"], operation: { ...operation, deadline: from + 9000 * HOUR_MS } },
  ]);
  await scheduler.run();
  expect(fired).toEqual([from + 9000 * HOUR_MS]);
  expect(looks).toBeLessThan(500);
});

test("dice of two scopes of a run differ, those of the same scope do not", () => {
  const roll = (scope: string): number[] => {
    const dice = new Dice("00ff", scope);
    return Array.from({ length: 9 }, () => dice.random());
  };
  expect(roll("")).toEqual(roll(""));
  expect(roll("")).not.toEqual(roll("item#1/"));
  expect(new Set(roll("")).size).toBe(9);
});

test("random ids are private and do not repeat", () => {
  const ids = Array.from({ length: 1000 }, () => randomId(16));
  expect(new Set(ids.map((id) => Buffer.from(id).toString("hex"))).size).toBe(1000);
  const copy = Buffer.from(ids[0] ?? []).toString("hex");
  randomId(16).fill(0);
  expect(Buffer.from(ids[0] ?? []).toString("hex")).toBe(copy);
});

describe("Hydration", () => {
  const run = { workflowId: "a", runNumber: 1 } as ActiveRun;

  test("a run that is forgotten while its history is to be read stops no node", async () => {
    const errors: unknown[] = [];
    const state = new MemoryState();
    const onError = (error: unknown): void => {
      errors.push(error);
    };
    const hydration = new Hydration({ state, group: 1, atOnceMax: 1, onError });
    let isActive = true;
    const request = { run, through: 3, isWanted: () => isActive, onRead: () => fail("read") };
    // The first one's is being read when it goes, the second one's has not been begun.
    hydration.read(request);
    hydration.read(request);
    isActive = false;
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([]);

    // Of one that has not ended it must be there.
    isActive = true;
    hydration.read(request);
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([expect.objectContaining({ name: "InvariantError" })]);
    await hydration.close();
  });
});

describe("TaskGroup", () => {
  test("waits for its tasks, reports their errors, and takes none after close", async () => {
    const errors: string[] = [];
    const tasks = new TaskGroup((error, name) =>
      errors.push(`${name}: ${(error as Error).message}`),
    );
    const log: string[] = [];
    tasks.run("slow", async () => {
      await Promise.resolve();
      tasks.run("nested", async () => {
        log.push("nested");
      });
      log.push("slow");
    });
    tasks.run("bad", async () => {
      throw new Error("no");
    });
    tasks.run("sync", () => {
      throw new Error("thrown");
    });
    await Promise.resolve();
    await tasks.close();
    tasks.run("late", async () => {
      log.push("late");
    });
    expect(log.toSorted()).toEqual(
      ["slow"].concat(log.includes("nested") ? ["nested"] : []).toSorted(),
    );
    expect(errors.toSorted()).toEqual(["bad: no", "sync: thrown"]);
    expect(tasks.closed).toBe(true);
  });
});

// A view would keep the slab, or the history row, that it lies in: for as long as a run waits.
describe("what a waiting run keeps", () => {
  const options = { field: "value", limitBytes: 1000 };

  test("of a variable is a copy of its value", async () => {
    const values: Promise<unknown>[] = [];
    const cell = new VariableCell<number[]>("v", {
      limitBytes: 1000,
      enter: () => {},
      assign: (work, { cancelled }) => {
        if (work.type === "assign" && work.outcome.type === "value") work.outcome.payload.fill(0);
        const value = Promise.resolve();
        values.push(value);
        expect(cancelled).toBeTypeOf("function");
        return value;
      },
    });
    const committed = encodePayload([1, 2], options);
    cell.opened(committed);
    committed.fill(0);
    expect(cell.value).toEqual([1, 2]);
    await cell.set([3]);
    let seen: unknown;
    await cell.update((current) => {
      seen = current;
      return current;
    });
    expect(seen).toEqual([3]);
    expect(values).toHaveLength(2);
  });

  test("of a signal that nobody has asked for is a copy of its payload", () => {
    const signals = new Signals({ handlerEnded: () => {}, handlerFailed: fail });
    const payload = encodePayload("paid", options);
    expect(signals.receive("news", payload)).toBeNull();
    payload.fill(0);
    expect(decodePayload(signals.take("news")?.payload ?? payload, "news")).toBe("paid");
  });
});

function fail(error: unknown): never {
  throw error;
}
