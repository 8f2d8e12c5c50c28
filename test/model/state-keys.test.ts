// Keys are compared as LevelDB compares them: by their bytes in UTF-8.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedBytesError } from "../../src/errors.ts";
import {
  allTimers,
  closedBefore,
  closedKey,
  expiresBefore,
  expiryKey,
  headKey,
  historyKey,
  historyOf,
  operationStateKey,
  operationsOf,
  orderedNumber,
  parseEndedKey,
  parseHistoryKey,
  parseOperationStateKey,
  parseRequestTimeKey,
  parseStatusKey,
  parseTimerKey,
  placeOfStatusKey,
  type RunName,
  requestKey,
  requestsBefore,
  requestsOf,
  requestTimeKey,
  runKey,
  runsOf,
  runsWithStatus,
  statusKey,
  statusRange,
  timerKey,
  timersThrough,
} from "../../src/model/state-keys.ts";
import type { KeyRange } from "../../src/model/state-reader.ts";
import { InvariantError } from "../../src/util/assert.ts";

const number = fc.oneof(
  fc.nat({ max: 300 }),
  fc.maxSafeNat(),
  fc.constantFrom(0, 15, 16, 255, 256, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
// Ids that are prefixes of each other, look like parts of keys, or are past the basic plane.
const workflowId = fc.oneof(
  fc.constantFrom("a", "aa", "a/", "a/1", "a/11/10", "a\u{1f600}", "\u{1f600}", "\uffff", "￿a"),
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 6 })
    // oxlint-disable-next-line no-control-regex -- control characters are what ids never have
    .filter((text) => !/[\u0000-\u001f\u007f-\u009f]/.test(text)),
);
const runName: fc.Arbitrary<RunName> = fc.record({ workflowId, runNumber: number });
const operation = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function isIn(key: string, { gte, lt }: KeyRange): boolean {
  return compare(key, gte) >= 0 && compare(key, lt) < 0;
}

function isSame(one: RunName, other: RunName): boolean {
  return one.workflowId === other.workflowId && one.runNumber === other.runNumber;
}

describe("orderedNumber", () => {
  test("orders texts as numbers are ordered (SEED=31)", () => {
    const property = fc.property(number, number, (one, other) => {
      const order = Math.sign(compare(orderedNumber(one), orderedNumber(other)));
      expect(order).toBe(Math.sign(one - other));
    });
    fc.assert(property, { seed: 31, numRuns: 2000 });
  });

  test.each([{ value: -1 }, { value: 0.5 }, { value: 2 ** 53 }, { value: Number.NaN }])(
    "does not take $value",
    ({ value }) => {
      expect(() => orderedNumber(value)).toThrow(InvariantError);
    },
  );
});

describe("state keys", () => {
  test("are different for different things (SEED=32)", () => {
    const key = fc.oneof(
      fc.tuple(workflowId).map(([id]) => ({ of: ["head", id], key: headKey(id) })),
      fc.tuple(runName).map(([run]) => ({ of: ["run", run], key: runKey(run) })),
      fc
        .tuple(runName, number)
        .map(([run, seq]) => ({ of: ["history", run, seq], key: historyKey(run, seq) })),
      fc.tuple(runName, operation).map(([run, name]) => ({
        of: ["operation", run, name],
        key: operationStateKey(run, name),
      })),
      fc.tuple(runName, number, operation).map(([run, deadline, name]) => ({
        of: ["timer", run, deadline, name],
        key: timerKey(run, { deadline, key: name }),
      })),
    );
    const property = fc.property(key, key, (one, other) => {
      const isEqual = JSON.stringify(one.of) === JSON.stringify(other.of);
      expect(one.key === other.key).toBe(isEqual);
    });
    fc.assert(property, { seed: 32, numRuns: 3000 });
  });

  test("hold a run's own rows in its ranges and no others (SEED=33)", () => {
    const property = fc.property(runName, runName, number, operation, (one, other, seq, key) => {
      const isSameRun = isSame(one, other);
      expect(isIn(historyKey(other, seq), historyOf(one))).toBe(isSameRun);
      expect(isIn(operationStateKey(other, key), operationsOf(one))).toBe(isSameRun);
      expect(isIn(runKey(other), runsOf(one.workflowId))).toBe(one.workflowId === other.workflowId);
      const request = requestKey(other.workflowId, Uint8Array.of(0, 15, 255));
      expect(isIn(request, requestsOf(one.workflowId))).toBe(one.workflowId === other.workflowId);
    });
    fc.assert(property, { seed: 33, numRuns: 3000 });
  });

  test("bound a history by its seqs (SEED=34)", () => {
    const property = fc.property(runName, number, number, number, (run, seq, from, through) => {
      const expected = seq >= from && seq <= through;
      expect(isIn(historyKey(run, seq), historyOf(run, { from, through }))).toBe(expected);
    });
    fc.assert(property, { seed: 34, numRuns: 2000 });
  });

  test("order timers by deadline, whoever they belong to (SEED=35)", () => {
    const timer = fc.tuple(runName, number, operation);
    const property = fc.property(timer, timer, number, (one, other, through) => {
      const [run, deadline, key] = one;
      const first = timerKey(run, { deadline, key });
      const second = timerKey(other[0], { deadline: other[1], key: other[2] });
      if (deadline !== other[1]) {
        expect(Math.sign(compare(first, second))).toBe(Math.sign(deadline - other[1]));
      }
      expect(isIn(first, timersThrough(through))).toBe(deadline <= through);
      expect(isIn(first, allTimers())).toBe(true);
    });
    fc.assert(property, { seed: 35, numRuns: 2000 });
  });

  test("order runs of a status by their start (SEED=36)", () => {
    const property = fc.property(runName, runName, number, number, (one, other, at, later) => {
      const first = statusKey(one, { status: "running", startedAt: at });
      const second = statusKey(other, { status: "running", startedAt: later });
      if (at !== later) expect(Math.sign(compare(first, second))).toBe(Math.sign(at - later));
      expect(isIn(first, runsWithStatus("running"))).toBe(true);
      expect(isIn(first, runsWithStatus("failed"))).toBe(false);
    });
    fc.assert(property, { seed: 36, numRuns: 1000 });
  });

  test("can be read back (SEED=37)", () => {
    const property = fc.property(runName, number, operation, (run, value, key) => {
      expect(parseStatusKey(statusKey(run, { status: "timedOut", startedAt: value }))).toEqual({
        ...run,
        startedAt: value,
      });
      expect(parseTimerKey(timerKey(run, { deadline: value, key }))).toEqual({
        ...run,
        deadline: value,
        key,
      });
      expect(parseOperationStateKey(operationStateKey(run, key))).toEqual({ ...run, key });
      expect(parseHistoryKey(historyKey(run, value))).toEqual({ ...run, seq: value });
    });
    fc.assert(property, { seed: 37, numRuns: 1000 });
  });

  test("order ended runs and requests by their times (SEED=38)", () => {
    const requestId = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const property = fc.property(runName, number, number, requestId, (run, at, before, id) => {
      const request = { workflowId: run.workflowId, requestId: id };
      const keys = [closedKey(run, at), expiryKey(run, at), requestTimeKey(at, request)];
      const ranges = [closedBefore(before), expiresBefore(before), requestsBefore(before)];
      for (const [row, key] of keys.entries()) {
        const inside = ranges.map((range) => isIn(key, range));
        expect(inside).toEqual(ranges.map((_, column) => column === row && at < before));
      }
      expect(keys.map((key) => isIn(key, closedBefore()))).toEqual([true, false, false]);
      expect(keys.map((key) => isIn(key, expiresBefore()))).toEqual([false, true, false]);
      expect(parseEndedKey(closedKey(run, at))).toEqual({ ...run, time: at });
      expect(parseEndedKey(expiryKey(run, at))).toEqual({ ...run, time: at });
      const parsed = parseRequestTimeKey(requestTimeKey(at, request));
      expect(parsed).toEqual({ ...request, machineTime: at });
    });
    fc.assert(property, { seed: 38, numRuns: 1000 });
  });

  test("of a status hold a span of starts, below a place that does not depend on it (SEED=39)", () => {
    const bound = fc.option(number);
    const given = [runName, number, bound, bound, fc.option(fc.tuple(runName, number))] as const;
    const property = fc.property(...given, (run, startedAt, from, before, place) => {
      const below =
        place === null
          ? null
          : placeOfStatusKey(statusKey(place[0], { status: "failed", startedAt: place[1] }));
      const key = statusKey(run, { status: "running", startedAt });
      const range = statusRange("running", { startedFrom: from, startedBefore: before, below });
      const isBelow = below === null || compare(placeOfStatusKey(key), below) < 0;
      // A place is one of the span that it is asked for with.
      fc.pre(place === null || before === null || place[1] < before);
      const inSpan = startedAt >= (from ?? 0) && startedAt < (before ?? Number.POSITIVE_INFINITY);
      expect(isIn(key, range)).toBe(inSpan && isBelow);
    });
    fc.assert(property, { seed: 39, numRuns: 2000 });
  });

  test.each([
    { key: "" },
    { key: "closed/10/a" },
    { key: "expiry/20/a\u000011" },
    { key: "requestTime/10/a\u0000ff" },
    { key: "status/running/10/a" },
    { key: "status/running/20/a\u000011" },
    { key: "status/running/10/\u000011" },
    { key: "timer/10/a\u000011" },
    { key: "history/a\u000011/" },
    { key: "operation/a\u000001/x" },
  ])("that are none of ours are refused: $key", ({ key }) => {
    const parsers = [
      parseStatusKey,
      parseTimerKey,
      parseOperationStateKey,
      parseHistoryKey,
      parseEndedKey,
      parseRequestTimeKey,
    ];
    for (const parse of parsers) {
      expect(() => parse(key)).toThrow(MalformedBytesError);
    }
  });
});
