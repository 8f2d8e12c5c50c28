// Attempts, heartbeats, cancelled timers, parking: what is kept of an operation and of a run beside its history.
import { describe, expect, test } from "vitest";
import type { Command } from "../../src/model/command.ts";
import {
  attemptFailed,
  attemptStarted,
  Bench,
  checkpoint,
  complete,
  FAILURE,
  heartbeat,
  parked,
  payload,
  start,
  timerCancelled,
  timerFired,
  timerSet,
} from "./support/commands.ts";

const RUN = { workflowId: "order-1", runNumber: 1 };
const KEY = "step:a#0";
const APPLIED = { type: "applied" };
const ignored = (reason: string): object => ({ type: "ignored", reason });

function started(): Bench {
  const bench = new Bench();
  bench.apply(1000, start());
  return bench;
}

function pendingRows(bench: Bench): string[] {
  return bench.state.keys().filter((key) => /^(timer|operation)\//.test(key));
}

describe("an attempt that begins", () => {
  test("is known of its operation, and is no event of the history", () => {
    const bench = started();
    const { results, effects } = bench.apply(1001, attemptStarted(KEY, 1));
    expect(results).toEqual([APPLIED]);
    const attempt = { key: KEY, attempt: 1, interruptions: 0 };
    expect(effects).toMatchObject([{ type: "attemptStarted", ...attempt }]);
    expect(bench.machine.operation(RUN, KEY)).toEqual({
      key: KEY,
      deadline: null,
      attempt: 0,
      lastFailure: null,
      startedAttempt: 1,
      interruptions: 0,
      lastHeartbeat: null,
    });
    expect(bench.machine.activeRun("order-1")?.lastSeq).toBe(0);
    expect(pendingRows(bench)).toHaveLength(1);
  });

  test("counts interruptions in a row, until one attempt has failed or was not interrupted", () => {
    const bench = started();
    const interruptions = (...commands: Command[]): number | undefined => {
      bench.apply(1001, ...commands);
      bench.restart();
      return bench.machine.operation(RUN, KEY)?.interruptions;
    };
    const interrupted = { interrupted: true };
    expect(interruptions(attemptStarted(KEY, 1))).toBe(0);
    expect(interruptions(attemptStarted(KEY, 2, interrupted))).toBe(1);
    expect(interruptions(attemptStarted(KEY, 3, interrupted))).toBe(2);
    expect(interruptions(attemptFailed(KEY, 3))).toBe(0);
    expect(interruptions(attemptStarted(KEY, 4, interrupted))).toBe(1);
    expect(interruptions(attemptStarted(KEY, 5))).toBe(0);
  });

  test("ends the delay before it, and keeps the failure", () => {
    const bench = started();
    bench.apply(1001, attemptFailed(KEY, 1));
    const { effects } = bench.apply(1300, attemptStarted(KEY, 2, { interrupted: true }));
    expect(effects.map(({ type }) => type)).toEqual(["timerRemoved", "attemptStarted"]);
    expect(bench.machine.operation(RUN, KEY)).toMatchObject({
      deadline: null,
      attempt: 1,
      lastFailure: FAILURE,
      startedAttempt: 2,
    });
    expect(pendingRows(bench)).toEqual([`operation/order-1\u000011/${KEY}`]);
  });

  test.each<{ name: string; before: Command[]; command: Command }>([
    { name: "repeated", before: [attemptStarted(KEY, 2)], command: attemptStarted(KEY, 2) },
    { name: "lower", before: [attemptStarted(KEY, 2)], command: attemptStarted(KEY, 1) },
    { name: "one that failed", before: [attemptFailed(KEY, 2)], command: attemptStarted(KEY, 2) },
    { name: "number 0", before: [], command: attemptStarted(KEY, 0) },
    {
      name: "a failure of one before",
      before: [attemptStarted(KEY, 3)],
      command: attemptFailed(KEY, 2),
    },
    {
      name: "a heartbeat of one before",
      before: [attemptStarted(KEY, 3)],
      command: heartbeat(KEY, 2),
    },
    {
      name: "a heartbeat of one that failed",
      before: [attemptFailed(KEY, 2)],
      command: heartbeat(KEY, 2),
    },
  ])("does nothing when it is $name", ({ before, command }) => {
    const bench = started();
    bench.apply(1001, ...before);
    const { results, effects, changes } = bench.apply(1002, command);
    expect(results).toEqual([ignored("repeated")]);
    expect(effects).toEqual([]);
    expect(changes.keys).toEqual(["machine"]);
  });

  test("is forgotten with its checkpoint and with the end of the run", () => {
    const bench = started();
    bench.apply(1001, attemptStarted(KEY, 1), heartbeat("step:b#0", 1));
    expect(pendingRows(bench)).toHaveLength(2);
    const { effects } = bench.apply(1002, checkpoint(KEY));
    expect(effects.map(({ type }) => type)).toEqual(["historyAppended"]);
    bench.restart();
    bench.apply(1003, complete());
    expect(pendingRows(bench)).toEqual([]);
  });

  test("keeps a timer of its key from being set, and none from firing that is not there", () => {
    const bench = started();
    const { results } = bench.apply(
      5000,
      attemptStarted(KEY, 1),
      timerSet(KEY, 1),
      timerFired(KEY),
    );
    expect(results.slice(1)).toEqual([ignored("repeated"), ignored("notPending")]);
  });
});

describe("a heartbeat", () => {
  test("leaves its details, not an event", () => {
    const bench = started();
    const { effects } = bench.apply(1001, heartbeat(KEY, 1, { details: { done: 3 } }));
    const details = payload({ done: 3 });
    expect(effects).toMatchObject([{ type: "heartbeat", key: KEY, attempt: 1, details }]);
    expect(bench.machine.operation(RUN, KEY)?.lastHeartbeat).toEqual(details);
    expect(bench.machine.activeRun("order-1")?.lastSeq).toBe(0);
    bench.apply(1002, heartbeat(KEY, 1, { details: { done: 4 } }));
    expect(bench.machine.operation(RUN, KEY)?.lastHeartbeat).toEqual(payload({ done: 4 }));
  });

  test("is there for the next attempts: after a failure, an interruption and a restart", () => {
    const bench = started();
    const details = payload("row 7");
    const found = (): unknown => bench.machine.operation(RUN, KEY)?.lastHeartbeat;
    bench.apply(1001, heartbeat(KEY, 1, { details: "row 7" }), attemptFailed(KEY, 1));
    expect(found()).toEqual(details);
    bench.restart();
    bench.apply(1300, attemptStarted(KEY, 2, { interrupted: true }));
    expect(found()).toEqual(details);
    bench.apply(1301, attemptFailed(KEY, 2));
    expect(found()).toEqual(details);
    expect(bench.machine.operation(RUN, KEY)).toMatchObject({ attempt: 2, lastFailure: FAILURE });
  });

  test("that came with the failure takes the place of the one before", () => {
    const bench = started();
    bench.apply(
      1001,
      heartbeat(KEY, 1, { details: "row 7" }),
      attemptFailed(KEY, 1, { details: "row 9" }),
    );
    bench.restart();
    bench.apply(1002, attemptFailed(KEY, 2));
    expect(bench.machine.operation(RUN, KEY)?.lastHeartbeat).toEqual(payload("row 9"));
  });

  test("during the delay before its attempt leaves the delay alone", () => {
    const bench = started();
    bench.apply(1001, attemptFailed(KEY, 1), heartbeat(KEY, 2));
    expect(bench.machine.operation(RUN, KEY)).toMatchObject({ deadline: 1202, attempt: 1 });
    expect(pendingRows(bench)).toHaveLength(2);
    bench.apply(1002, checkpoint(KEY));
    expect(pendingRows(bench)).toEqual([]);
  });
});

describe("a cancelled timer", () => {
  test.each<{ name: string; before: Command; effects: string[] }>([
    { name: "a timer", before: timerSet(KEY, 50), effects: ["timerRemoved"] },
    { name: "a retry delay", before: attemptFailed(KEY, 1), effects: ["timerRemoved"] },
    { name: "an attempt under way", before: attemptStarted(KEY, 1), effects: [] },
  ])("is gone without an event: $name", ({ before, effects }) => {
    const bench = started();
    bench.apply(1001, before);
    const { lastSeq } = bench.machine.activeRun("order-1") ?? { lastSeq: -1 };
    const cancelled = bench.apply(1002, timerCancelled(KEY));
    expect(cancelled.results).toEqual([APPLIED]);
    expect(cancelled.effects.map(({ type }) => type)).toEqual(effects);
    expect(pendingRows(bench)).toEqual([]);
    expect(bench.machine.activeRun("order-1")?.lastSeq).toBe(lastSeq);
    const { results } = bench.apply(9000, timerFired(KEY), timerCancelled(KEY));
    expect(results).toEqual([ignored("notPending"), ignored("notPending")]);
  });
});

describe("a run that is parked", () => {
  test("says through which seq, in memory and after a restart", () => {
    const bench = started();
    expect(bench.machine.activeRun("order-1")?.parkedThrough).toBeNull();
    const { results, effects } = bench.apply(1001, checkpoint(KEY), parked(0));
    expect(results).toEqual([APPLIED, APPLIED]);
    expect(effects.at(-1)).toMatchObject({ type: "runParked", seq: 0 });
    expect(bench.apply(1002, parked(1)).results).toEqual([APPLIED]);
    bench.restart();
    expect(bench.machine.activeRun("order-1")).toMatchObject({ parkedThrough: 1, lastSeq: 1 });
  });

  test("is not parked any more when an attempt begins, which no event of its history tells", () => {
    const bench = started();
    bench.apply(1001, attemptFailed(KEY, 1), parked(1));
    bench.apply(1002, attemptStarted(KEY, 1));
    expect(bench.machine.activeRun("order-1")?.parkedThrough).toBe(1);
    bench.apply(1003, attemptStarted(KEY, 2));
    expect(bench.machine.activeRun("order-1")?.parkedThrough).toBeNull();
    bench.restart();
    expect(bench.machine.activeRun("order-1")).toMatchObject({ parkedThrough: null, lastSeq: 1 });
  });

  test.each<{ name: string; seq: number; reason: string }>([
    { name: "again", seq: 1, reason: "repeated" },
    { name: "through less than before", seq: 0, reason: "repeated" },
    { name: "through what has not come yet", seq: 2, reason: "notReached" },
  ])("stays as it is when it is parked $name", ({ seq, reason }) => {
    const bench = started();
    bench.apply(1001, checkpoint(KEY), parked(1));
    const { results, changes } = bench.apply(1002, parked(seq));
    expect(results).toEqual([ignored(reason)]);
    expect(changes.keys).toEqual(["machine"]);
    expect(bench.machine.activeRun("order-1")?.parkedThrough).toBe(1);
  });
});
