// Starting runs: the two policies, conflicts of definition, repeated requests.
import { describe, expect, test } from "vitest";
import { decideStart } from "../../src/machine/start-policy.ts";
import type { Command, IfClosed, IfRunning } from "../../src/model/command.ts";
import type { RunStatusWord } from "../../src/model/history-event.ts";
import {
  Bench,
  checkpoint,
  complete,
  fail,
  id,
  start,
  terminate,
  timerSet,
} from "./support/commands.ts";

const RUNNING: readonly IfRunning[] = ["useExisting", "fail", "terminateExisting"];
const CLOSED: readonly IfClosed[] = ["useExisting", "startNew", "startNewIfFailed", "fail"];

describe("a start call for a workflow id", () => {
  test.each<{ ifRunning: IfRunning; outcome: string; runNumber: number }>([
    { ifRunning: "useExisting", outcome: "existing", runNumber: 1 },
    { ifRunning: "fail", outcome: "alreadyRunning", runNumber: 1 },
    { ifRunning: "terminateExisting", outcome: "started", runNumber: 2 },
  ])("that runs, with ifRunning $ifRunning: $outcome", ({ ifRunning, outcome, runNumber }) => {
    for (const ifClosed of CLOSED) {
      const bench = new Bench();
      bench.apply(5, start());
      const { results } = bench.apply(6, start({ run: 2, ifRunning, ifClosed }));
      expect(results).toMatchObject([{ type: "start", outcome, runNumber }]);
      expect(bench.machine.activeRun("order-1")?.runNumber).toBe(runNumber);
    }
  });

  test.each<{ end: (run: { run: number }) => Command; ifClosed: IfClosed; outcome: string }>([
    { end: complete, ifClosed: "useExisting", outcome: "existing" },
    { end: complete, ifClosed: "startNew", outcome: "started" },
    { end: complete, ifClosed: "startNewIfFailed", outcome: "alreadyClosed" },
    { end: complete, ifClosed: "fail", outcome: "alreadyClosed" },
    { end: fail, ifClosed: "useExisting", outcome: "existing" },
    { end: fail, ifClosed: "startNew", outcome: "started" },
    { end: fail, ifClosed: "startNewIfFailed", outcome: "started" },
    { end: fail, ifClosed: "fail", outcome: "alreadyClosed" },
    { end: terminate, ifClosed: "useExisting", outcome: "existing" },
    { end: terminate, ifClosed: "startNew", outcome: "started" },
    { end: terminate, ifClosed: "startNewIfFailed", outcome: "started" },
    { end: terminate, ifClosed: "fail", outcome: "alreadyClosed" },
  ])("that has ended ($end.name), with ifClosed $ifClosed: $outcome", (given) => {
    for (const ifRunning of RUNNING) {
      const bench = new Bench();
      bench.apply(5, start(), given.end({ run: 1 }));
      const asked = start({ run: 2, ifRunning, ifClosed: given.ifClosed });
      const runNumber = given.outcome === "started" ? 2 : 1;
      expect(bench.apply(6, asked).results).toMatchObject([{ outcome: given.outcome, runNumber }]);
    }
  });

  test.each<{ status: RunStatusWord; isFailed: boolean }>([
    { status: "completed", isFailed: false },
    { status: "continuedAsNew", isFailed: false },
    { status: "failed", isFailed: true },
    { status: "cancelled", isFailed: true },
    { status: "terminated", isFailed: true },
    { status: "timedOut", isFailed: true },
  ])("startNewIfFailed takes $status as failed: $isFailed", ({ status, isFailed }) => {
    const definition = { workflowName: "w", workflowVersion: 1 };
    const asked = {
      ...definition,
      ifRunning: "useExisting",
      ifClosed: "startNewIfFailed",
    } as const;
    expect(decideStart(asked, { ...definition, status })).toBe(
      isFailed ? "start" : "alreadyClosed",
    );
  });

  test.each<{ name: string; other: { workflowName?: string; workflowVersion?: number } }>([
    { name: "another name", other: { workflowName: "refund" } },
    { name: "another version", other: { workflowVersion: 2 } },
  ])("with $name is a conflict, unless it asks for a new run anyway", ({ other }) => {
    const conflict = {
      outcome: "idConflict",
      runNumber: 1,
      existing: { workflowName: "process_order", workflowVersion: 1 },
    };
    for (const ifRunning of ["useExisting", "fail"] as const) {
      const bench = new Bench();
      bench.apply(5, start());
      const { results } = bench.apply(6, start({ run: 2, ...other, ifRunning }));
      expect(results).toMatchObject([conflict]);
    }
    for (const ifClosed of ["useExisting", "fail", "startNewIfFailed"] as const) {
      const bench = new Bench();
      bench.apply(5, start(), complete());
      const { results } = bench.apply(6, start({ run: 2, ...other, ifClosed }));
      expect(results).toMatchObject([conflict]);
    }
    const bench = new Bench();
    bench.apply(5, start());
    const replaces = start({ run: 2, ...other, ifRunning: "terminateExisting" });
    const { results } = bench.apply(6, replaces, complete({ run: 2 }));
    expect(results).toMatchObject([{ outcome: "started", runNumber: 2 }, { type: "applied" }]);
    const again = bench.apply(7, start({ run: 3, ifClosed: "startNew" })).results;
    expect(again).toMatchObject([{ outcome: "started", runNumber: 3 }]);
  });

  test("tells what is there already, and nothing of it when it started a run", () => {
    const bench = new Bench();
    expect(bench.apply(5, start()).results).toEqual([
      { type: "start", outcome: "started", runNumber: 1, existing: null },
    ]);
    expect(bench.apply(5, start({ run: 2 })).results).toEqual([
      {
        type: "start",
        outcome: "existing",
        runNumber: 1,
        existing: { workflowName: "process_order", workflowVersion: 1 },
      },
    ]);
  });
});

describe("a new run", () => {
  test("is state, history and an effect", () => {
    const bench = new Bench();
    const { effects } = bench.apply(50, start());
    const run = { workflowId: "order-1", runNumber: 1, workflowName: "process_order", lastSeq: 0 };
    expect(effects).toMatchObject([
      { type: "runStarted", run, event: { seq: 0, machineTime: 50, command: start() } },
    ]);
    expect(bench.state.keys()).toEqual([
      "head/order-1\u0000",
      "history/order-1\u000011/10",
      "machine",
      `request/order-1\u0000${Buffer.from(id(101)).toString("hex")}`,
      `requestTime/232/order-1\u0000${Buffer.from(id(101)).toString("hex")}`,
      "run/order-1\u000011",
      "status/running/232/order-1\u000011",
    ]);
    expect(bench.machine.findRun("order-1")).toMatchObject({
      runNumber: 1,
      status: "running",
      startedAt: 50,
      closedAt: null,
      endSeq: null,
    });
  });

  test("in the place of another one ends that one first, with all of its timers", () => {
    const bench = new Bench();
    bench.apply(5, start(), checkpoint("step:a#0"), timerSet("sleep#0", 100));
    const { effects } = bench.apply(6, start({ run: 2, ifRunning: "terminateExisting" }));
    expect(effects).toMatchObject([
      {
        type: "runEnded",
        status: "terminated",
        run: { runNumber: 1, lastSeq: 2 },
        event: { seq: 2, command: { type: "Terminate" } },
      },
      { type: "runStarted", run: { runNumber: 2, lastSeq: 0 } },
    ]);
    expect(bench.machine.findRun("order-1", 1)).toMatchObject({ status: "terminated", endSeq: 2 });
    expect(bench.machine.findRun("order-1")).toMatchObject({ runNumber: 2, status: "running" });
    expect(bench.state.keys().filter((key) => /^(timer|operation)/.test(key))).toEqual([]);
    expect(bench.state.keys().filter((key) => key.startsWith("status"))).toEqual([
      "status/running/16/order-1\u000012",
      "status/terminated/15/order-1\u000011",
    ]);
  });

  test("counts up over ends, within one batch as well", () => {
    const bench = new Bench();
    const again = { ifClosed: "startNew" } as const;
    const { results } = bench.apply(
      5,
      start(),
      complete(),
      start({ run: 2, ...again }),
      fail({ run: 2 }),
      start({ run: 3, ...again }),
    );
    expect(results.map((result) => (result.type === "start" ? result.runNumber : 0))).toEqual([
      1, 0, 2, 0, 3,
    ]);
    expect(bench.machine.findRun("order-1", 1)?.status).toBe("completed");
    expect(bench.machine.findRun("order-1", 2)?.status).toBe("failed");
    expect(bench.machine.findRun("order-1", 3)?.status).toBe("running");
    expect(bench.machine.findRun("order-1", 4)).toBeUndefined();
    expect(bench.machine.findRun("order-2")).toBeUndefined();
  });
});

describe("definitions in use", () => {
  test("are counted from a run's start to its end, over restarts", () => {
    const bench = new Bench();
    const inUse = (): unknown => [...bench.machine.workflowsInUse()];
    expect(inUse()).toEqual([]);
    bench.apply(1, start({ workflowId: "a", run: 1 }), start({ workflowId: "b", run: 2 }));
    bench.apply(2, start({ workflowId: "c", run: 3, workflowVersion: 2 }));
    const [name, version] = ["process_order", 1];
    expect(inUse()).toMatchObject([
      { name, version, runs: 2 },
      { name, version: 2, runs: 1 },
    ]);
    bench.restart();
    bench.apply(3, {
      type: "Terminate",
      workflowId: "c",
      runNumber: null,
      requestId: id(9),
      reason: "",
    });
    expect(inUse()).toMatchObject([{ name, version, runs: 2 }]);
  });
});

describe("a request id that comes again", () => {
  test("gets the first outcome, whatever has happened since", () => {
    const first = start();
    const bench = new Bench();
    expect(bench.apply(5, first, first).results).toMatchObject([
      { outcome: "started", runNumber: 1 },
      { outcome: "started", runNumber: 1 },
    ]);
    bench.apply(6, complete(), start({ run: 2, ifClosed: "startNew" }));
    bench.restart();
    const { results, effects } = bench.apply(7, first);
    expect(results).toEqual([{ type: "start", outcome: "started", runNumber: 1, existing: null }]);
    expect(effects).toEqual([]);
    expect(bench.machine.activeRun("order-1")?.runNumber).toBe(2);
  });

  test.each<{ name: string; asked: Command }>([
    { name: "existing", asked: start({ run: 2, request: 9 }) },
    { name: "alreadyRunning", asked: start({ run: 2, request: 9, ifRunning: "fail" }) },
    { name: "idConflict", asked: start({ run: 2, request: 9, workflowVersion: 7 }) },
  ])("keeps $name although the run has ended", ({ name, asked }) => {
    const bench = new Bench();
    const [, first] = bench.apply(5, start(), asked).results;
    const [, again] = bench.apply(6, complete(), asked).results;
    expect(first).toMatchObject({ outcome: name, runNumber: 1 });
    expect(again).toEqual(first);
  });

  test("is another one under another workflow id", () => {
    const bench = new Bench();
    const other = start({ workflowId: "order-2", run: 2, request: 7 });
    expect(bench.apply(5, start({ request: 7 }), other).results).toMatchObject([
      { outcome: "started", runNumber: 1 },
      { outcome: "started", runNumber: 1 },
    ]);
  });
});
