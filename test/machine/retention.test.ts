// Forgetting: what a Retire takes away and what it leaves, and the plan by which a leader finds what to name.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RetentionPlan } from "../../src/machine/retention.ts";
import type { Command, Retire } from "../../src/model/command.ts";
import { DEDUPE_WINDOW_MS, RETIRE_ROWS_MAX, type Retention } from "../../src/model/limits.ts";
import { historyOf } from "../../src/model/state-keys.ts";
import {
  Bench,
  checkpoint,
  complete,
  id,
  retire,
  signal,
  start,
  terminate,
} from "./support/commands.ts";

const RUN = { workflowId: "order-1", runNumber: 1 };
const APPLIED = { type: "applied" };

function ended(machineTime = 1000): Bench {
  const bench = new Bench();
  bench.apply(machineTime, start(), checkpoint("step:a#0"), complete());
  return bench;
}

/** Rows of a bench by the first word of their keys. */
function rowsOf(bench: Bench): Record<string, number> {
  const count: Record<string, number> = {};
  for (const key of bench.state.keys()) {
    const word = key.replace(/\/.*$/su, "");
    count[word] = (count[word] ?? 0) + 1;
  }
  return count;
}

describe("a retired run", () => {
  test("is gone with its history, its places in the indexes and its workflow id", () => {
    const bench = ended();
    expect(bench.machine.endedRuns).toBe(1);
    const { results, effects } = bench.apply(2000, retire({ runs: [{ through: 2 }] }));
    expect(results).toEqual([APPLIED]);
    expect(effects).toEqual([{ type: "retired", runs: [RUN] }]);
    expect(rowsOf(bench)).toEqual({ machine: 1, request: 1, requestTime: 1 });
    expect(bench.machine.findRun("order-1")).toBeUndefined();
    expect(bench.machine.endedRuns).toBe(0);
    bench.restart();
    expect(bench.machine.endedRuns).toBe(0);
    const again = bench.apply(2001, retire({ runs: [{ through: 2 }] }));
    expect(again.effects).toEqual([]);
    expect(again.changes.keys).toEqual(["machine"]);
  });

  test("leaves the outcome of its requests known", () => {
    const bench = ended();
    const { results } = bench.apply(2000, retire({ runs: [{ through: 2 }] }), start());
    expect(results[1]).toEqual({ type: "start", outcome: "started", runNumber: 1, existing: null });
    expect(bench.machine.activeRun("order-1")).toBeUndefined();
  });

  test.each<{ name: string; before: Command[]; runs: Parameters<typeof retire>[0]["runs"] }>([
    {
      name: "active",
      before: [start({ workflowId: "order-2", run: 2 })],
      runs: [{ workflowId: "order-2", run: 2, through: 0 }],
    },
    { name: "of another run id", before: [], runs: [{ run: 2, through: 2 }] },
    { name: "of another number", before: [], runs: [{ runNumber: 2, through: 2 }] },
    { name: "named from the middle", before: [], runs: [{ from: 1, through: 2 }] },
  ])("stays when it is $name", ({ before, runs = [] }) => {
    const bench = ended();
    bench.apply(1001, ...before);
    const digest = bench.state.digest();
    const { changes, effects } = bench.apply(1001, retire({ runs }));
    expect(changes.keys).toEqual(["machine"]);
    expect(effects).toEqual([]);
    expect(bench.state.digest()).toBe(digest);
  });

  test("goes in parts when its history is long, in order, and is readable until the last", () => {
    const bench = new Bench();
    bench.apply(1000, start(), checkpoint("step:a#0"));
    bench.apply(1501, complete());
    const part = (from: number, through: number): Command => retire({ runs: [{ from, through }] });
    expect(bench.apply(2000, part(1, 2), part(0, 0)).effects).toEqual([]);
    expect(bench.machine.findRun("order-1")).toMatchObject({ firstSeq: 1, historyLength: 3 });
    expect(bench.state.rows(historyOf(RUN))).toHaveLength(2);
    bench.restart();
    const last = bench.apply(2001, part(0, 0), part(1, 1), part(2, 9));
    expect(last.effects).toEqual([{ type: "retired", runs: [RUN] }]);
    expect(rowsOf(bench)).toEqual({ machine: 1, request: 1, requestTime: 1 });
  });

  test("goes at once when its history is one row, whatever part is named", () => {
    const bench = ended();
    expect(bench.state.rows(historyOf(RUN))).toHaveLength(1);
    const { effects } = bench.apply(2000, retire({ runs: [{ through: 0 }] }));
    expect(effects).toEqual([{ type: "retired", runs: [RUN] }]);
    expect(rowsOf(bench)).toEqual({ machine: 1, request: 1, requestTime: 1 });
  });

  test("leaves the number of its workflow id to count on while another one is kept", () => {
    const bench = ended();
    const second = { run: 2, ifClosed: "startNew" } as const;
    bench.apply(1001, start(second), terminate({ run: 2 }));
    // The newest goes first: its retention may be the shorter one.
    bench.apply(1002, retire({ runs: [{ runNumber: 2, run: 2, through: 1 }] }));
    expect(bench.machine.findRun("order-1")).toBeUndefined();
    expect(bench.machine.findRun("order-1", 1)?.status).toBe("completed");
    const told = bench.apply(1003, signal("x")).results;
    expect(told).toMatchObject([{ outcome: "notFound", runNumber: 0 }]);
    const { results } = bench.apply(1004, start({ run: 3, request: 9 }));
    expect(results).toMatchObject([{ outcome: "started", runNumber: 3, existing: null }]);
    bench.apply(1005, retire({ runs: [{ through: 2 }] }), complete({ run: 3 }));
    bench.apply(1006, retire({ runs: [{ runNumber: 3, run: 3, through: 1 }] }));
    expect(bench.apply(1007, start({ run: 4, request: 10 })).results).toMatchObject([
      { outcome: "started", runNumber: 1 },
    ]);
  });
});

describe("a retired request", () => {
  test("is forgotten when it is older than the time named, and not when it is younger", () => {
    const bench = ended(1000);
    bench.apply(3000, signal("x", { request: 7 }));
    const requests = [{ request: 101 }, { request: 7 }, { request: 99 }];
    bench.apply(4000, retire({ requests, before: 3000 }));
    expect(rowsOf(bench)).toMatchObject({ request: 1, requestTime: 1 });
    expect(bench.apply(4001, signal("x", { request: 7 })).results).toMatchObject([
      { outcome: "closed" },
    ]);
    bench.apply(5000, retire({ requests, before: 3001 }));
    expect(rowsOf(bench)["request"]).toBeUndefined();
    expect(rowsOf(bench)["requestTime"]).toBeUndefined();
  });

  test("can come again in the same batch, as a new one", () => {
    const bench = ended(1000);
    const forgotten = retire({ requests: [{ request: 101 }], before: 1001 });
    const again = start({ run: 2, request: 101, ifClosed: "startNew" });
    expect(bench.apply(2000, forgotten, again).results[1]).toMatchObject({
      outcome: "started",
      runNumber: 2,
    });
  });

  test("that came again after it was forgotten is a new one", () => {
    const bench = ended(1000);
    bench.apply(2000, retire({ requests: [{ request: 101 }], before: 1001 }), start());
    const named = bench.apply(2001, retire({ requests: [{ request: 101 }], before: 1001 }));
    expect(named.changes.keys).toEqual(["machine"]);
  });
});

/** Plans and applies until there is nothing more to forget, as a leader does. */
function forget(bench: Bench, machineTime: number, retention: Retention): Retire[] {
  bench.apply(machineTime);
  const commands: Retire[] = [];
  for (;;) {
    const plan = new RetentionPlan({
      machineTime: bench.machine.machineTime,
      repeatedBefore: bench.machine.machineTime,
      endedRuns: bench.machine.endedRuns,
      retention,
      state: bench.state,
    });
    for (let scan = plan.nextScan(); scan !== null; scan = plan.nextScan()) {
      plan.take(bench.state.rows(scan.range).slice(0, scan.limit));
    }
    const command = plan.command();
    if (command === null) return commands;
    commands.push(command);
    expect(commands.length).toBeLessThan(100);
    bench.apply(machineTime, command);
  }
}

const ALL_KEPT: Retention = { ageMs: Number.MAX_SAFE_INTEGER, endedRunsMax: 1e9 };

describe("a plan", () => {
  test("names nothing when nothing is over", () => {
    const bench = ended();
    expect(forget(bench, 1000 + DEDUPE_WINDOW_MS, { ageMs: 1e9, endedRunsMax: 1 })).toEqual([]);
  });

  test("names a run when its age is reached, not before", () => {
    const retention: Retention = { ageMs: 500, endedRunsMax: 10 };
    expect(forget(ended(1000), 1499, retention)).toEqual([]);
    expect(forget(ended(1000), 1500, retention)).toEqual([
      {
        type: "Retire",
        runs: [{ ...RUN, runId: id(1), fromSeq: 0, throughSeq: 2 }],
        requests: [],
        requestsBefore: 0,
      },
    ]);
  });

  test("names a run with a retention of its own by that", () => {
    const bench = new Bench();
    bench.apply(1000, start({ retentionMs: 50 }), complete());
    bench.apply(1000, start({ workflowId: "long", run: 2, retentionMs: 5000 }));
    bench.apply(1000, complete({ workflowId: "long", run: 2 }));
    const retention: Retention = { ageMs: 100, endedRunsMax: 10 };
    expect(forget(bench, 1049, retention)).toEqual([]);
    expect(forget(bench, 1050, retention)).toMatchObject([{ runs: [RUN] }]);
    expect(forget(bench, 5999, retention)).toEqual([]);
    expect(forget(bench, 6000, retention)).toMatchObject([{ runs: [{ workflowId: "long" }] }]);
  });

  test("names those that ended first when too many are kept, own retentions last", () => {
    const bench = new Bench();
    const run = (at: number, run: number, retentionMs?: number): void => {
      const workflowId = `w${run}`;
      const own = retentionMs === undefined ? null : { retentionMs };
      bench.apply(at, start({ workflowId, run, ...own }), complete({ workflowId, run }));
    };
    run(10, 1, 1e6);
    run(20, 2);
    run(30, 3);
    run(40, 4);
    const kept = (endedRunsMax: number): string[] => {
      forget(bench, 50, { ageMs: 1e6, endedRunsMax });
      return bench.state
        .keys()
        .filter((key) => key.startsWith("run/"))
        .map((key) => key.slice(4, 6));
    };
    expect(kept(4)).toEqual(["w1", "w2", "w3", "w4"]);
    expect(kept(2)).toEqual(["w1", "w4"]);
    expect(kept(1)).toEqual(["w1"]);
    expect(kept(0)).toEqual([]);
    expect(bench.machine.endedRuns).toBe(0);
  });

  test("names in one command those whose time is over and those that are too many", () => {
    const bench = new Bench();
    for (const [run, at] of [10, 20, 30, 40, 50].entries()) {
      const workflowId = `w${run}`;
      bench.apply(at, start({ workflowId, run }), complete({ workflowId, run }));
    }
    const commands = forget(bench, 60, { ageMs: 40, endedRunsMax: 1 });
    expect(commands.map(({ runs }) => runs.map(({ workflowId }) => workflowId))).toEqual([
      ["w0", "w1", "w2", "w3"],
    ]);
  });

  test("forgets requests once they cannot be repeated any more", () => {
    const bench = ended(1000);
    expect(forget(bench, 1000 + DEDUPE_WINDOW_MS, ALL_KEPT)).toEqual([]);
    const commands = forget(bench, 1001 + DEDUPE_WINDOW_MS, ALL_KEPT);
    expect(commands).toMatchObject([
      { runs: [], requests: [{ workflowId: "order-1", requestId: id(101) }] },
    ]);
    expect(rowsOf(bench)["request"]).toBeUndefined();
  });

  test("cuts a history of many rows into commands of a bounded size", () => {
    const bench = new Bench();
    bench.apply(1, start());
    const rows = 2 * RETIRE_ROWS_MAX + 5;
    bench.apply(1, ...Array.from({ length: rows }, () => checkpoint("step:a#0")), complete());
    bench.apply(
      1,
      start({ workflowId: "small", run: 2 }),
      complete({ workflowId: "small", run: 2 }),
    );
    const commands = forget(bench, 10, { ageMs: 5, endedRunsMax: 10 });
    const sizes = commands.map(({ runs }) =>
      runs.reduce((sum, { fromSeq, throughSeq }) => sum + throughSeq - fromSeq + 1, 0),
    );
    expect(sizes).toEqual([RETIRE_ROWS_MAX, RETIRE_ROWS_MAX, 7 + 2]);
    expect(bench.state.keys().filter((key) => !key.startsWith("request"))).toEqual(["machine"]);
  });

  test("names at most 256 runs and 256 requests in a command, and all of them in the end", () => {
    const bench = new Bench();
    for (let run = 0; run < 600; run += 1) {
      const workflowId = `w${run}`;
      bench.apply(1, start({ workflowId, run: run % 256 }));
      bench.apply(1, complete({ workflowId, run: run % 256 }));
    }
    const commands = forget(bench, 2 + DEDUPE_WINDOW_MS, { ageMs: 5, endedRunsMax: 10 });
    expect(commands.map(({ runs }) => runs.length)).toEqual([256, 256, 88]);
    expect(commands.map(({ requests }) => requests.length)).toEqual([256, 256, 88]);
    expect(bench.state.keys()).toEqual(["machine"]);
  });
});

test("what a plan leaves is what may be kept (SEED=87)", () => {
  const run = fc.record({
    at: fc.nat({ max: 100 }),
    lasts: fc.option(fc.nat({ max: 100 })),
    retentionMs: fc.option(fc.integer({ min: 1, max: 100 })),
  });
  const asked = fc.record({ ageMs: fc.nat({ max: 150 }), endedRunsMax: fc.nat({ max: 12 }) });
  const given = [fc.array(run, { maxLength: 25 }), asked, fc.nat({ max: 250 })] as const;
  const property = fc.property(...given, (runs, retention, wait) => {
    const bench = new Bench();
    const events = runs.flatMap(({ at, lasts, retentionMs }, run) => {
      const workflowId = `w${run}`;
      const own = retentionMs === null ? null : { retentionMs };
      const begin = { at, command: start({ workflowId, run, ...own }) };
      if (lasts === null) return [begin];
      return [begin, { at: at + lasts, command: complete({ workflowId, run }) }];
    });
    events.sort((one, other) => one.at - other.at);
    for (const { at, command } of events) bench.apply(at, command);
    const now = Math.max(0, ...events.map(({ at }) => at)) + wait;
    const over = runs.map(({ at, lasts, retentionMs }, index) => ({
      name: `w${index}`,
      own: retentionMs,
      closedAt: at + (lasts ?? 0),
      isActive: lasts === null,
    }));
    forget(bench, now, retention);
    const kept = over.filter(
      ({ own, closedAt, isActive }) => isActive || closedAt + (own ?? retention.ageMs) > now,
    );
    const left = kept.filter(({ name }) => bench.machine.findRun(name) !== undefined);
    // Nobody is left whose time is over; and of the others as many as may be kept.
    expect(over.filter(({ name }) => bench.machine.findRun(name) !== undefined)).toEqual(left);
    const closed = left.filter(({ isActive }) => !isActive);
    const closedBefore = kept.filter(({ isActive }) => !isActive);
    expect(left.filter(({ isActive }) => isActive)).toEqual(kept.filter((one) => one.isActive));
    expect(closed).toHaveLength(Math.min(closedBefore.length, retention.endedRunsMax));
    const gone = closedBefore.filter((one) => !closed.includes(one));
    const plainGone = gone.filter(({ own }) => own === null).map(({ closedAt }) => closedAt);
    const plainLeft = closed.filter(({ own }) => own === null).map(({ closedAt }) => closedAt);
    expect(Math.max(-1, ...plainGone)).toBeLessThanOrEqual(Math.min(1e9, ...plainLeft));
    if (gone.some(({ own }) => own !== null)) expect(plainLeft).toEqual([]);
    expect(bench.machine.endedRuns).toBe(closed.length);
  });
  fc.assert(property, { seed: 87, numRuns: 200 });
});
