// Goal: the judge of the process tests sees what contradicts a guarantee, and nothing else. Method: the traces of one step that ran on two
// nodes, as they are, and with one line changed.
import { describe, expect, test } from "vitest";
import { ELECTION_TIMEOUT_MS, judge } from "./judge.ts";
import type { OutsideLine, PlainEvent, StartDetails } from "./protocol.ts";

const RUN = "n1.1-1-7-3";
const KEY = "step:s0#0";

function start(life: string, details: Partial<StartDetails>, key: string = KEY): OutsideLine {
  const all = { attempt: 1, term: 2, value: `${life}.1`, notBeforeMs: 100, ...details };
  return ["start", RUN, key, all];
}

function event(type: string, key: string | null, value?: unknown): PlainEvent {
  return { time: 1, type, key, value };
}

const EVENTS: readonly PlainEvent[] = [
  event("RunStart", null),
  event("Checkpoint", KEY, "n2.1.1"),
  event("TimerFired", "sleep#0"),
  event("Signal", "tick", 0),
  event("Checkpoint", "step:doomed#0", { error: "StepFailedError: never" }),
  event("RunComplete", null, ["n2.1.1", 0, "it failed"]),
];

/** n1 led in term 2 and was cut off with the step in flight; n2 led in term 3 and ran it again. */
const TRUE_LINES: Readonly<Record<string, readonly OutsideLine[]>> = {
  "n1.1": [
    ["leads", 2, 50],
    ["started", RUN],
    start("n1.1", {}),
    ["applied", RUN, KEY, 900],
    ["seen", RUN, KEY, "n2.1.1"],
  ],
  "n2.1": [
    ["leads", 3, 300],
    start("n2.1", { attempt: 2, term: 3, notBeforeMs: 310 }),
    ["applied", RUN, KEY, 340],
    ["seen", RUN, KEY, "n2.1.1"],
    ["seen", RUN, "sleep#0", null],
    ["signalled", RUN, 0],
    ["seen", RUN, "signal", 0],
    start("n2.1", { term: 3, notBeforeMs: 350, value: "n2.1.2" }, "step:doomed#0"),
    ["seen", RUN, "step:doomed#0", "it failed"],
    ["ended", RUN, ["n2.1.1", 0, "it failed"]],
  ],
};

interface Change {
  /** Added lines by life. */
  readonly lines?: Readonly<Record<string, readonly OutsideLine[]>>;
  readonly events?: readonly PlainEvent[];
  readonly status?: string;
}

function verdictOf({ lines = {}, events = EVENTS, status = "completed" }: Change) {
  const outside = new Map(Object.entries(TRUE_LINES));
  for (const [life, more] of Object.entries(lines)) {
    outside.set(life, [...(outside.get(life) ?? []), ...more]);
  }
  return judge({ outside, runs: [{ workflowId: RUN, status, events }] });
}

test("a step that runs again on the next leader is in order", () => {
  expect(verdictOf({})).toEqual({
    violations: [],
    starts: 3,
    startsAgain: 1,
    acknowledged: 10,
    terms: 2,
  });
});

describe("starts", () => {
  const late = 300 + ELECTION_TIMEOUT_MS;
  const later = { attempt: 3, value: "n3.1.1" };

  test.each<[string, Record<string, OutsideLine[]>, string]>([
    [
      "by a node that has applied its checkpoint",
      { "n2.1": [start("n2.1", { attempt: 3, term: 3, value: "n2.1.9", notBeforeMs: 341 })] },
      "after it had applied its checkpoint",
    ],
    [
      "by a later leader",
      { "n3.1": [start("n3.1", { ...later, term: 4, notBeforeMs: 345 })] },
      "in term 4; its checkpoint is of term 3",
    ],
    [
      "by a leader that was deposed an election timeout ago",
      { "n3.1": [start("n3.1", { ...later, term: 2, notBeforeMs: late + 1 })] },
      "ms after n2.1 led in term 3",
    ],
    [
      "by anybody an election timeout after its checkpoint was applied",
      { "n3.1": [start("n3.1", { ...later, term: 3, notBeforeMs: 341 + ELECTION_TIMEOUT_MS })] },
      "ms after its checkpoint was applied",
    ],
    [
      "of one attempt twice",
      { "n3.1": [start("n3.1", { attempt: 2, term: 3, value: "n3.1.1", notBeforeMs: 320 })] },
      "not for the first time",
    ],
    [
      "of an attempt before that of an earlier leader",
      { "n1.1": [start("n1.1", { attempt: 5, value: "n1.1.2", notBeforeMs: 150 })] },
      "after attempt 5 in term 2",
    ],
    [
      "that was interrupted and does not count",
      { "n1.1": [start("n1.1", { attempt: 2, value: "n1.1.2", notBeforeMs: 150 })] },
      "after attempt 2 in term 2",
    ],
    [
      "of a step without an outcome",
      { "n2.1": [start("n2.1", { value: "n2.1.9" }, "step:s0#1")] },
      "it was started and has no outcome",
    ],
    ["in a term that another led", { "n3.1": [["leads", 3, 310]] }, "term 3 is led by n2.1 and by"],
  ])("a start %s is found", (_, lines, violation) => {
    const { violations } = verdictOf({ lines });
    expect(violations).toContainEqual(expect.stringContaining(violation));
  });

  test("a retry by a deposed leader within an election timeout is in order", () => {
    const lines = { "n3.1": [start("n3.1", { attempt: 2, notBeforeMs: late })] };
    const failed = event("StepAttemptFailed", KEY, { attempt: 1, error: "Error: no" });
    expect(verdictOf({ lines, events: [failed, ...EVENTS] }).violations).toEqual([]);
  });
});

describe("what was acknowledged", () => {
  test.each<[OutsideLine]>([
    [["started", "n9.1-1-1-1"]],
    [["signalled", RUN, 1]],
    [["seen", RUN, KEY, "n1.1.1"]],
    [["seen", RUN, "step:s0#1", "n1.1.1"]],
    [["seen", RUN, KEY, "it failed"]],
    [["seen", RUN, "sleep#1", null]],
    [["seen", RUN, "signal", 1]],
    [["applied", RUN, "step:s0#1", 400]],
    [["ended", RUN, ["n2.1.1"]]],
  ])("%j is found when it is not committed", (line) => {
    const { violations } = verdictOf({ lines: { "n3.1": [line] } });
    expect(violations).toEqual([`n3.1: not committed: ${JSON.stringify(line)}`]);
  });
});

describe("what is committed", () => {
  test("a value that no step has made is found", () => {
    const events = [...EVENTS, event("Checkpoint", "step:s1#0", "n1.1.8")];
    expect(verdictOf({ events }).violations).toEqual([
      `${RUN} step:s1#0: "n1.1.8" is committed, and was made nowhere`,
    ]);
  });

  test("signals out of order are found", () => {
    const events = [event("Signal", "tick", 1), ...EVENTS];
    expect(verdictOf({ events }).violations).toEqual([`${RUN} got its signals as [1,0]`]);
  });

  test("a run that has not ended is found", () => {
    expect(verdictOf({ status: "running" }).violations).toEqual([`${RUN} is running`]);
  });
});
