// Goal: the judge of the crash test finds what it is there for. Method: each contradiction once, by hand.
import { describe, expect, test } from "vitest";
import { type Committed, Judge } from "./judge.ts";

const RUN = "r1-1-7-3";
const NO_ID = new Uint8Array(16);

function committed(): Committed {
  return {
    runs: new Map([
      [
        RUN,
        {
          runId: NO_ID,
          outcomes: new Map([
            ["step:s0#0", '"1.1"'],
            ["sleep#0", "fired"],
            ["step:doomed#0", "failed: StepFailedError"],
          ]),
          signals: [0],
          ending: '["1.1",0,"it failed"]',
        },
      ],
    ]),
    settledKeys: new Set(["rw-one"]),
    failedAttempts: new Map([["rw-two", 2]]),
  };
}

/** A judge of a first life with one effect, whose outcome was committed. */
function judgeOfOneLife(history: Committed = committed()): Judge {
  const judge = new Judge({ ...history, settledKeys: new Set(), failedAttempts: new Map() });
  judge.lifeActed(1, "rw-one 1 1.1\n");
  expect(judge.violations).toEqual([]);
  return judge;
}

describe("effects", () => {
  test.each([
    ["after its outcome was committed", "rw-one 3 2.1\n", "after its outcome was committed"],
    ["of an attempt that had failed", "rw-two 2 2.1\n", "was known to have failed"],
    ["of one attempt twice", "rw-new 1 2.1\nrw-new 1 2.2\n", "ran twice"],
    ["of another life", "rw-new 1 1.7\n", "is of another life"],
  ])("an effect %s is found", (_, lines, violation) => {
    const judge = new Judge(committed());
    judge.lifeActed(2, lines);
    expect(judge.violations).toEqual([expect.stringContaining(violation)]);
  });

  test("the next attempt of a step without an outcome is in order", () => {
    const judge = new Judge(committed());
    judge.lifeActed(2, "rw-two 3 2.1\nrw-new 1 2.2\n");
    expect(judge.violations).toEqual([]);
  });

  test("a line that is cut off is no line", () => {
    const judge = new Judge(committed());
    expect(() => judge.lifeActed(2, "rw-new 1 2.1\nrw-new 2")).toThrow("ends within a line");
  });
});

describe("acknowledgements", () => {
  test("what is committed may have been said", () => {
    const judge = judgeOfOneLife();
    judge.lifeSaid(1, [
      ["open"],
      ["started", RUN],
      ["signalled", RUN, 0],
      ["seen", RUN, "step:s0#0", "1.1"],
      ["seen", RUN, "sleep#0", null],
      ["seen", RUN, "step:doomed#0", "it failed"],
      ["seen", RUN, "signal", 0],
      ["ended", RUN, ["1.1", 0, "it failed"]],
    ]);
    expect(judge.violations).toEqual([]);
  });

  test.each([
    [["started", "r9-9-9-9"]],
    [["signalled", RUN, 1]],
    [["seen", RUN, "step:s0#0", "1.2"]],
    [["seen", RUN, "step:s0#1", "1.1"]],
    [["seen", RUN, "sleep#1", null]],
    [["seen", RUN, "step:s0#0", "it failed"]],
    [["seen", RUN, "signal", 3]],
    [["ended", RUN, ["1.1"]]],
    [["bad", "a run is blocked"]],
  ])("%j is found", (line) => {
    const judge = judgeOfOneLife();
    judge.lifeSaid(1, [line]);
    expect(judge.violations).toEqual([`life 1: not committed: ${JSON.stringify(line)}`]);
  });

  test("a value of a step that nothing outside knows of is found", () => {
    const judge = new Judge(committed());
    judge.lifeSaid(1, [["seen", RUN, "step:s0#0", "1.1"]]);
    expect(judge.violations).toHaveLength(1);
  });
});

describe("the end", () => {
  const changed = (change: object): Committed => {
    const history = committed();
    const run = history.runs.get(RUN);
    return { ...history, runs: new Map([[RUN, { ...run, ...change } as typeof run & object]]) };
  };

  test.each([
    ["a run that has not ended", changed({ ending: null }), "ended as not at all"],
    ["a run that failed", changed({ ending: "failed: no" }), "ended as failed: no"],
    ["signals out of order", changed({ signals: [1, 0] }), "got its signals as [1,0]"],
    ["a result of nowhere", changed({ ending: '["3.3"]' }), 'has "3.3" in its result'],
  ])("%s is found", (_, history, violation) => {
    const judge = new Judge(history);
    judge.allEnded();
    expect(judge.violations).toEqual([expect.stringContaining(violation)]);
  });

  test("an effect without an outcome is found", () => {
    const judge = new Judge(committed());
    judge.lifeActed(2, "rw-new 1 2.1\n");
    judge.allEnded();
    expect(judge.violations).toEqual(["effect 2.1 under rw-new has no outcome"]);
  });
});
