// The timers of a run itself: how long it may take, and when its function is called first.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { START_KEY, TIMEOUT_KEY } from "../../src/model/command.ts";
import { type OperationParts, operationKey, scopePath } from "../../src/model/operation-key.ts";
import {
  Bench,
  checkpoint,
  complete,
  payload,
  start,
  timerFired,
  timerSet,
} from "./support/commands.ts";

const RUN = { workflowId: "order-1", runNumber: 1 };
const APPLIED = { type: "applied" };
const ignored = (reason: string): object => ({ type: "ignored", reason });

describe("a run timeout", () => {
  test("is a timer of the run from its start on", () => {
    const bench = new Bench();
    const { effects } = bench.apply(1000, start({ runTimeoutMs: 500 }));
    expect(effects).toMatchObject([
      { type: "runStarted" },
      { type: "timerSet", key: TIMEOUT_KEY, deadline: 1501, attempt: 0 },
    ]);
    bench.restart();
    expect([...bench.machine.pendingOperations(RUN)]).toMatchObject([{ key: TIMEOUT_KEY }]);
  });

  test("ends the run as timed out when it fires, with all that was pending", () => {
    const bench = new Bench();
    bench.apply(1000, start({ runTimeoutMs: 500 }), timerSet("sleep#0", 9000));
    expect(bench.apply(1500, timerFired(TIMEOUT_KEY)).results).toEqual([ignored("notPending")]);
    const { results, effects } = bench.apply(1501, timerFired(TIMEOUT_KEY));
    expect(results).toEqual([APPLIED]);
    expect(effects).toMatchObject([
      { type: "runEnded", status: "timedOut", event: { seq: 1, command: { type: "TimerFired" } } },
    ]);
    expect(bench.machine.findRun("order-1")).toMatchObject({ status: "timedOut", endSeq: 1 });
    expect(bench.state.keys().filter((key) => /^(timer|operation)\//.test(key))).toEqual([]);
  });

  test("and a result race: the first in the log is the end", () => {
    const first = new Bench();
    first.apply(1000, start({ runTimeoutMs: 500 }));
    const { results } = first.apply(2000, complete(), timerFired(TIMEOUT_KEY));
    expect(results).toEqual([APPLIED, ignored("noSuchRun")]);
    expect(first.machine.findRun("order-1")?.status).toBe("completed");
    const second = new Bench();
    second.apply(1000, start({ runTimeoutMs: 500 }));
    second.apply(2000, timerFired(TIMEOUT_KEY), complete());
    expect(second.machine.findRun("order-1")?.status).toBe("timedOut");
  });

  test("counts as failed where a new run is asked for after a failure", () => {
    const bench = new Bench();
    bench.apply(1000, start({ runTimeoutMs: 1 }));
    const { results } = bench.apply(
      2000,
      timerFired(TIMEOUT_KEY),
      start({ run: 2, ifClosed: "startNewIfFailed" }),
    );
    expect(results[1]).toMatchObject({ outcome: "started", runNumber: 2 });
  });
});

describe("a start delay", () => {
  test("is a timer whose firing is the event by which the function is called", () => {
    const bench = new Bench();
    const { effects } = bench.apply(1000, start({ startDelayMs: 2000 }));
    expect(effects).toMatchObject([
      { type: "runStarted", event: { seq: 0 } },
      { type: "timerSet", key: START_KEY, deadline: 3001 },
    ]);
    bench.restart();
    expect(bench.apply(3000, timerFired(START_KEY)).results).toEqual([ignored("notPending")]);
    const fired = bench.apply(3001, timerFired(START_KEY), timerFired(START_KEY));
    expect(fired.results).toEqual([APPLIED, ignored("notPending")]);
    expect(fired.effects).toMatchObject([
      { type: "historyAppended", event: { seq: 1, command: { key: START_KEY } } },
      { type: "timerRemoved", key: START_KEY },
    ]);
    expect(bench.machine.activeRun("order-1")?.lastSeq).toBe(1);
  });

  test("does not count for the run timeout", () => {
    const bench = new Bench();
    bench.apply(1000, start({ startDelayMs: 2000, runTimeoutMs: 500 }));
    const deadlines = [...bench.machine.pendingOperations(RUN)].map((one) => [
      one.key,
      one.deadline,
    ]);
    expect(deadlines).toEqual([
      [START_KEY, 3001],
      [TIMEOUT_KEY, 3502],
    ]);
  });

  test("of a run that is there already does nothing", () => {
    const bench = new Bench();
    bench.apply(1000, start());
    bench.apply(1001, start({ run: 2, startDelayMs: 5, runTimeoutMs: 5 }));
    expect([...bench.machine.pendingOperations(RUN)]).toEqual([]);
  });
});

describe("what a start brings along", () => {
  test("is in the first event, and its own retention in the record", () => {
    const bench = new Bench();
    const command = start({
      attributes: payload({ region: "eu" }),
      memo: payload({ by: "me" }),
      retentionMs: 9,
    });
    const { effects } = bench.apply(1000, command);
    expect(effects).toMatchObject([{ event: { command } }]);
    bench.restart();
    expect(bench.machine.activeRun("order-1")?.retentionMs).toBe(9);
    bench.apply(2000, checkpoint("step:a#0"), complete());
    expect(bench.machine.findRun("order-1")).toMatchObject({ retentionMs: 9, historyLength: 3 });
  });
});

test("no operation has the key of a timer of the run itself (SEED=86)", () => {
  const name = fc.oneof(
    fc.constantFrom("$timeout", "$start", "timeout", "$"),
    fc.string({ minLength: 1, maxLength: 9 }),
  );
  const count = fc.nat({ max: 3 });
  const parts: fc.Arbitrary<OperationParts> = fc.record({
    kind: fc.constantFrom("var", "step", "sleep", "signal", "scope", "patch"),
    name: fc.option(name),
    count: fc.option(count),
  });
  const scope = fc.option(fc.tuple(name, count));
  const property = fc.property(scope, parts, (given, operation) => {
    const path =
      given === null ? "" : scopePath("", { kind: null, name: given[0], count: given[1] });
    expect([START_KEY, TIMEOUT_KEY]).not.toContain(operationKey(path, operation));
  });
  fc.assert(property, { seed: 86, numRuns: 500 });
});
