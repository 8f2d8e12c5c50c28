// Checkpoints, timers, attempts, ends: what each does, and what makes it do nothing.
import { describe, expect, test } from "vitest";
import { UnknownCommandError } from "../../src/errors.ts";
import { raftwork } from "../../src/gen/raftwork.js";
import { encodeBatch } from "../../src/model/batch.ts";
import { type Command, encodeCommand } from "../../src/model/command.ts";
import { decodeRunEvent } from "../../src/model/run-record.ts";
import { historyKey } from "../../src/model/state-keys.ts";
import {
  attemptFailed,
  Bench,
  checkpoint,
  complete,
  FAILURE,
  fail,
  start,
  terminate,
  timerFired,
  timerSet,
  timerSetUntil,
} from "./support/commands.ts";

const RUN = { workflowId: "order-1", runNumber: 1 };
const APPLIED = { type: "applied" };
const ignored = (reason: string): object => ({ type: "ignored", reason });

function started(machineTime = 1000): Bench {
  const bench = new Bench();
  bench.apply(machineTime, start());
  return bench;
}

function pendingRows(bench: Bench): string[] {
  return bench.state.keys().filter((key) => /^(timer|operation)\//.test(key));
}

describe("a checkpoint", () => {
  test("is the next event of its run, as it stands in the log", () => {
    const bench = started();
    const { results, effects } = bench.apply(1001, checkpoint("step:a#0"), checkpoint("step:b#0"));
    expect(results).toEqual([APPLIED, APPLIED]);
    expect(effects).toMatchObject([
      {
        type: "historyAppended",
        event: { seq: 1, machineTime: 1001, command: { key: "step:a#0" } },
      },
      { type: "historyAppended", event: { seq: 2, command: { key: "step:b#0" } } },
    ]);
    const row = bench.state.get(historyKey(RUN, 2));
    const event = decodeRunEvent(2, row ?? new Uint8Array(), { group: 1, index: 1 });
    const command = checkpoint("step:b#0");
    const { historyBytes = 0 } = bench.machine.activeRun("order-1") ?? {};
    expect(event).toEqual({ seq: 2, machineTime: 1001, historyBytes, command });
  });

  test("is appended again when its key comes a second time", () => {
    const bench = started();
    const { results } = bench.apply(1001, checkpoint("step:a#0"), checkpoint("step:a#0"));
    expect(results).toEqual([APPLIED, APPLIED]);
    expect(bench.machine.activeRun("order-1")?.lastSeq).toBe(2);
  });

  test.each<{ name: string; before: Command }>([
    { name: "timer", before: timerSet("step:a#0", 50) },
    { name: "retry delay", before: attemptFailed("step:a#0", 1) },
  ])("takes the $name of its operation away", ({ before }) => {
    const bench = started();
    bench.apply(1001, before);
    const { effects } = bench.apply(1002, checkpoint("step:a#0"));
    expect(effects.map(({ type }) => type)).toEqual(["historyAppended", "timerRemoved"]);
    expect(pendingRows(bench)).toEqual([]);
    expect([...bench.machine.pendingOperations(RUN)]).toEqual([]);
  });

  test("writes neither run record nor index", () => {
    const bench = started();
    const { changes } = bench.apply(1001, checkpoint("step:a#0"));
    expect(changes.keys).toEqual(["machine"]);
    expect(changes.tails.map(({ prefix }) => prefix)).toEqual(["history/order-1\u000011/"]);
  });

  test("keeps nothing of the batch's bytes", () => {
    const bench = started();
    const bytes = encodeBatch(1001, [encodeCommand(checkpoint("step:a#0", { value: "kept" }))]);
    const { effects } = bench.applyBytes(bytes);
    const digest = bench.state.digest();
    bytes.fill(0xff);
    expect(effects).toMatchObject([
      { event: { command: checkpoint("step:a#0", { value: "kept" }) } },
    ]);
    expect(bench.state.digest()).toBe(digest);
  });
});

describe("a timer", () => {
  test("is due its duration after it is applied, rounded up", () => {
    const bench = started();
    const { effects, results } = bench.apply(2000, timerSet("sleep#0", 500));
    expect(results).toEqual([APPLIED]);
    const timer = { key: "sleep#0", deadline: 2501, attempt: 0 };
    expect(effects).toMatchObject([{ type: "timerSet", ...timer }]);
    expect([...bench.machine.pendingOperations(RUN)]).toEqual([{ ...timer, progress: null }]);
    expect(bench.machine.operation(RUN, "sleep#0")).toEqual({
      ...timer,
      lastFailure: null,
      startedAttempt: 0,
      interruptions: 0,
      lastHeartbeat: null,
    });
    expect(pendingRows(bench)).toEqual([
      "operation/order-1\u000011/sleep#0",
      "timer/39c5/order-1\u000011/sleep#0",
    ]);
  });

  test("may be given as a time, also one that is over", () => {
    const bench = started();
    bench.apply(2000, timerSetUntil("sleep#0", 9000), timerSetUntil("sleep#1", 5));
    const deadlines = [...bench.machine.pendingOperations(RUN)].map(({ deadline }) => deadline);
    expect(deadlines).toEqual([9000, 5]);
    expect(bench.apply(2000, timerFired("sleep#1")).results).toEqual([APPLIED]);
  });

  test("never comes when its time is past all numbers", () => {
    const bench = started();
    bench.apply(2000, timerSet("sleep#0", Number.MAX_SAFE_INTEGER));
    expect(bench.machine.operation(RUN, "sleep#0")?.deadline).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("keeps its first deadline", () => {
    const bench = started();
    bench.apply(2000, timerSet("sleep#0", 500));
    const again = bench.apply(2100, timerSet("sleep#0", 900), timerSetUntil("sleep#0", 1));
    expect(again.results).toEqual([ignored("repeated"), ignored("repeated")]);
    expect(again.effects).toEqual([]);
    expect(bench.machine.operation(RUN, "sleep#0")?.deadline).toBe(2501);
  });

  test("fires when it is due, once, and stays when it is early", () => {
    const bench = started();
    bench.apply(2000, timerSet("sleep#0", 500));
    const early = bench.apply(2500, timerFired("sleep#0"));
    expect(early.results).toEqual([ignored("notPending")]);
    expect(early.effects).toEqual([]);
    expect(pendingRows(bench)).toHaveLength(2);
    const due = bench.apply(2501, timerFired("sleep#0"), timerFired("sleep#0"));
    expect(due.results).toEqual([APPLIED, ignored("notPending")]);
    expect(due.effects).toMatchObject([
      { type: "historyAppended", event: { seq: 1, command: { type: "TimerFired" } } },
      { type: "timerRemoved", key: "sleep#0" },
    ]);
    expect(pendingRows(bench)).toEqual([]);
  });

  test("that was never set does not fire", () => {
    const { results } = started().apply(9000, timerFired("sleep#0"));
    expect(results).toEqual([ignored("notPending")]);
  });
});

describe("a failed attempt", () => {
  test("is history and the operation's next deadline", () => {
    const bench = started();
    const { results, effects } = bench.apply(2000, attemptFailed("step:a#0", 1));
    expect(results).toEqual([APPLIED]);
    expect(effects).toMatchObject([
      { type: "historyAppended", event: { seq: 1, command: { type: "StepAttemptFailed" } } },
      { type: "timerSet", key: "step:a#0", deadline: 2201, attempt: 1 },
    ]);
    expect(bench.machine.operation(RUN, "step:a#0")).toEqual({
      key: "step:a#0",
      deadline: 2201,
      attempt: 1,
      lastFailure: FAILURE,
      startedAttempt: 0,
      interruptions: 0,
      lastHeartbeat: null,
    });
  });

  test("replaces the one before; a lower or repeated number does nothing", () => {
    const bench = started();
    bench.apply(2000, attemptFailed("step:a#0", 1));
    bench.apply(2300, attemptFailed("step:a#0", 2, { retryDelayMs: 400 }));
    const late = bench.apply(2400, attemptFailed("step:a#0", 1), attemptFailed("step:a#0", 2));
    expect(late.results).toEqual([ignored("repeated"), ignored("repeated")]);
    expect(late.effects).toEqual([]);
    expect(bench.machine.operation(RUN, "step:a#0")).toMatchObject({ deadline: 2701, attempt: 2 });
    expect(pendingRows(bench)).toHaveLength(2);
    expect(bench.apply(2500, attemptFailed("step:b#0", 0)).results).toEqual([ignored("repeated")]);
  });

  test("keeps its row when the next deadline is the same", () => {
    const bench = started();
    bench.apply(2000, attemptFailed("step:a#0", 1), attemptFailed("step:a#0", 2));
    expect(pendingRows(bench)).toHaveLength(2);
    expect(bench.machine.operation(RUN, "step:a#0")).toMatchObject({ deadline: 2201, attempt: 2 });
  });

  test("is no timer: it does not fire, and no timer is set in its place", () => {
    const bench = started();
    bench.apply(2000, attemptFailed("step:a#0", 1));
    const { results } = bench.apply(9000, timerFired("step:a#0"), timerSet("step:a#0", 5));
    expect(results).toEqual([ignored("notPending"), ignored("repeated")]);
  });
});

describe("an end", () => {
  test.each<{ end: Command; status: string }>([
    { end: complete(), status: "completed" },
    { end: fail(), status: "failed" },
    { end: terminate({ reason: "by hand" }), status: "terminated" },
  ])("$end.type closes the run as $status and removes what was pending", ({ end, status }) => {
    const bench = started();
    const many = Array.from({ length: 20 }, (_, at) => timerSet(`sleep#${at}`, at));
    bench.apply(2000, ...many, attemptFailed("step:a#0", 1));
    const { effects, results } = bench.apply(3000, end);
    expect(results).toEqual([APPLIED]);
    expect(effects).toMatchObject([
      { type: "runEnded", status, run: RUN, event: { seq: 2, command: end } },
    ]);
    expect(pendingRows(bench)).toEqual([]);
    expect(bench.machine.activeRun("order-1")).toBeUndefined();
    expect([...bench.machine.activeRuns()]).toEqual([]);
    const view = bench.machine.findRun("order-1");
    expect(view).toMatchObject({ status, startedAt: 1000, closedAt: 3000, endSeq: 2 });
    const indexed = bench.state.keys().filter((key) => key.startsWith("status/"));
    expect(indexed).toEqual([`status/${status}/33e8/order-1\u000011`]);
  });

  test("wins over every end after it, and nothing else comes after it either", () => {
    const bench = started();
    const late = [
      fail(),
      complete(),
      terminate(),
      checkpoint("step:a#0"),
      timerSet("sleep#0", 1),
      timerFired("sleep#0"),
      attemptFailed("step:a#0", 1),
    ];
    const { results, effects } = bench.apply(2000, complete(), ...late);
    expect(results).toEqual([APPLIED, ...late.map(() => ignored("noSuchRun"))]);
    expect(effects).toHaveLength(1);
    expect(bench.machine.findRun("order-1")?.status).toBe("completed");
  });
});

describe("a command for another run", () => {
  test.each<{ name: string; given: { workflowId?: string; run?: number } }>([
    { name: "an unknown workflow id", given: { workflowId: "order-2" } },
    { name: "an earlier run of the id", given: { run: 9 } },
  ])("does nothing: $name", ({ given }) => {
    const bench = started();
    const others = [
      checkpoint("step:a#0", given),
      timerSet("sleep#0", 1, given),
      timerFired("sleep#0", given),
      attemptFailed("step:a#0", 1, given),
      complete(given),
      fail(given),
      terminate(given),
    ];
    const { results, effects, changes } = bench.apply(1000, ...others);
    expect(results).toEqual(others.map(() => ignored("noSuchRun")));
    expect(effects).toEqual([]);
    expect(changes.keys).toEqual(["machine"]);
  });
});

describe("machine time", () => {
  test("is that of the batch, never runs backwards, and is kept", () => {
    const bench = started(1000);
    expect(bench.apply(3000).machineTime).toBe(3000);
    const older = bench.apply(2000, checkpoint("step:a#0"), timerSet("sleep#0", 10));
    expect(older.machineTime).toBe(3000);
    expect(older.effects).toMatchObject([{ event: { machineTime: 3000 } }, { deadline: 3011 }]);
    bench.restart();
    expect(bench.machine.machineTime).toBe(3000);
    expect(() => bench.machine.restoreClock(2999)).toThrow("2999");
  });
});

describe("a batch that cannot be read", () => {
  const newer = raftwork.Command.encode({})
    .uint32((99 << 3) | 2)
    .string("new")
    .finish();

  test.each<{ name: string; last: Uint8Array }>([
    { name: "a command of a newer version", last: newer },
    { name: "no command", last: Uint8Array.of(0xff, 0xff) },
    { name: "an empty command", last: new Uint8Array() },
  ])("changes nothing, also not by the commands before: $name", ({ last }) => {
    const bench = started();
    const good = [checkpoint("step:a#0"), start({ workflowId: "order-2", run: 2 }), complete()];
    const digest = bench.state.digest();
    const bytes = encodeBatch(9000, [...good.map(encodeCommand), last]);
    expect(() => bench.applyBytes(bytes)).toThrow(/^(Malformed bytes|Expected commands)/);
    expect(bench.state.digest()).toBe(digest);
    expect(bench.machine.machineTime).toBe(1000);
    expect([...bench.machine.activeRuns()]).toMatchObject([{ ...RUN, lastSeq: 0 }]);
    expect(bench.apply(9000, ...good).results).toHaveLength(3);
  });

  test("says where a newer version wrote it", () => {
    const bench = started();
    const apply = (): unknown => bench.machine.apply({ index: 42, bytes: encodeBatch(1, [newer]) });
    expect(apply).toThrow(UnknownCommandError);
    expect(apply).toThrow("group 1 at index 42");
  });
});

describe("a machine that was loaded from the state", () => {
  test("goes on where the other one was", () => {
    const bench = started();
    bench.apply(
      2000,
      checkpoint("step:a#0"),
      timerSet("sleep#0", 500),
      attemptFailed("step:b#0", 3),
    );
    const before = [...bench.machine.pendingOperations(RUN)];
    bench.restart();
    expect([...bench.machine.pendingOperations(RUN)]).toEqual(before);
    const run = bench.machine.activeRun("order-1");
    expect(run).toMatchObject({ ...RUN, lastSeq: 2, workflowVersion: 1, startedAt: 1000 });
    const { results } = bench.apply(
      3000,
      timerSet("sleep#0", 1),
      attemptFailed("step:b#0", 3),
      timerFired("sleep#0"),
      complete(),
    );
    expect(results).toEqual([ignored("repeated"), ignored("repeated"), APPLIED, APPLIED]);
    expect(pendingRows(bench)).toEqual([]);
    expect(bench.machine.findRun("order-1")?.endSeq).toBe(4);
  });

  test("has one active run of a workflow id at most", () => {
    const bench = started();
    const run = bench.machine.activeRun("order-1");
    expect(run).toBeDefined();
    if (run !== undefined)
      expect(() => bench.machine.restoreRun(run)).toThrow("active run already");
  });
});
