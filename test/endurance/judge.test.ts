// Goal: the endurance run would see what it is there for. Method: samples made by hand, each rule broken once.
import { describe, expect, test } from "vitest";
import { judgeEnd, judgeEndurance, LONG_MARGINS, SHORT_MARGINS } from "./judge.ts";
import type { Sample } from "./plan.ts";

const MIB = 1024 * 1024;
const SAMPLES = 60;
const BOUNDS = { margins: LONG_MARGINS, endedRunsMax: 2000 };

function sample(at: number): Sample {
  const runs = 20_000 * (at + 1);
  return {
    workMs: 60_000 * (at + 1),
    runs,
    steps: 10 * runs,
    stepsPerSecond: 3333,
    heapBytes: 20 * MIB,
    externalBytes: 18 * MIB,
    rssBytes: 220 * MIB,
    handles: { Timeout: 4 },
    descriptors: 31,
    listeners: 11,
    directoryBytes: 150 * MIB,
    rows: {
      log: 60 * MIB,
      runs: 7 * MIB,
      requests: 20 * MIB,
      requestCount: Math.min(runs, 100_000),
      endedRuns: 2000,
      rest: 14_000,
    },
  };
}

/** An hour of samples, `changed` from one on. */
function samples(from: number, changed: (sample: Sample, at: number) => Sample): Sample[] {
  const all = Array.from({ length: SAMPLES }, (_, at) => sample(at));
  return all.map((one, at) => (at < from ? one : changed(one, at)));
}

const ROWS = sample(0).rows;
const END = {
  runs: 2000,
  newestDigests: ["a", "a", "a"],
  allDigests: ["b", "b"],
  compactedBytes: 30 * MIB,
};

describe("endurance", () => {
  test("a node that stays as it is has nothing wrong with it", () => {
    expect(
      judgeEndurance(
        samples(0, (one) => one),
        BOUNDS,
      ),
    ).toEqual([]);
  });

  test("what grows in the first third, or for one sample, is not held against it", () => {
    const warm = samples(0, (one, at) => ({ ...one, heapBytes: Math.min(at + 1, 20) * MIB }));
    expect(judgeEndurance(warm, BOUNDS)).toEqual([]);
    const once = samples(0, (one, at) =>
      at === 50 ? { ...one, directoryBytes: 900 * MIB, descriptors: 99 } : one,
    );
    expect(judgeEndurance(once, BOUNDS)).toEqual([]);
  });

  test("twenty bytes that each run leaves on the heap are found", () => {
    const leaking = samples(0, (one) => ({ ...one, heapBytes: one.heapBytes + 20 * one.runs }));
    expect(judgeEndurance(leaking, BOUNDS)).toEqual([
      "heap after gc grew from 31.8 to 39.5 MiB, at most 39.0 are expected",
    ]);
  });

  test.each([
    ["external memory", (one: Sample, at: number) => ({ ...one, externalBytes: at * MIB })],
    ["rss", (one: Sample, at: number) => ({ ...one, rssBytes: at * 10 * MIB })],
    ["data directory", (one: Sample, at: number) => ({ ...one, directoryBytes: at * 10 * MIB })],
    ["files of the journal", (one: Sample, at: number) => withRows(one, { log: at * MIB })],
    ["rows of runs", (one: Sample, at: number) => withRows(one, { runs: at * MIB })],
    ["rows of requests", (one: Sample, at: number) => withRows(one, { requests: at * MIB })],
    ["other rows", (one: Sample, at: number) => withRows(one, { rest: at * MIB })],
  ])("%s that grows without end is found", (what, changed) => {
    expect(judgeEndurance(samples(0, changed), BOUNDS)).toEqual([
      expect.stringContaining(what) as string,
    ]);
  });

  test("one more handle, descriptor or listener is found, and a new type of handle", () => {
    const more = samples(40, (one) => ({
      ...one,
      handles: { Timeout: 5, TCPSocketWrap: 1 },
      descriptors: 32,
      listeners: 12,
    }));
    expect(judgeEndurance(more, BOUNDS)).toEqual([
      "open descriptors: 32, and 31 before",
      "listeners of the process: 12, and 11 before",
      "handles of type Timeout: 5, and 4 before",
      "handles of type TCPSocketWrap: 1, and 0 before",
    ]);
  });

  test("a directory that goes up and down is judged by where it comes down to", () => {
    const sawtooth = (floor: (at: number) => number): Sample[] =>
      samples(0, (one, at) => ({
        ...one,
        directoryBytes: (floor(at) + (at > 40 ? 60 : 20) * (at % 7)) * MIB,
      }));
    expect(
      judgeEndurance(
        sawtooth(() => 110),
        BOUNDS,
      ),
    ).toEqual([]);
    expect(
      judgeEndurance(
        sawtooth((at) => 110 + 3 * at),
        BOUNDS,
      ),
    ).toEqual([expect.stringMatching(/^data directory grew/) as string]);
  });

  test("a timer that is armed at one look and not at another is no leak", () => {
    const armed = samples(0, (one, at) => ({
      ...one,
      handles: { Timeout: at % 19 === 0 || at > 40 ? 4 : 3 },
    }));
    expect(judgeEndurance(armed, BOUNDS)).toEqual([]);
  });

  test("runs and requests that are kept past their time are found in any sample", () => {
    const runs = samples(59, (one) => withRows(one, { endedRuns: 2001 }));
    expect(judgeEndurance(runs, BOUNDS)).toEqual([
      "sample 60: 2001 ended runs are kept, at most 2000 may be",
    ]);
    // The five minutes and one more: 120,000 runs of six samples.
    const requests = samples(30, (one, at) =>
      at === 30 ? withRows(one, { requestCount: 120_001 }) : one,
    );
    expect(judgeEndurance(requests, BOUNDS)).toEqual([
      "sample 31: 120001 requests are known, of 120000 lately",
    ]);
  });

  test("a run that ended too soon is no proof", () => {
    const few = samples(0, (one) => one).slice(0, 5);
    expect(judgeEndurance(few, { margins: SHORT_MARGINS, endedRunsMax: 2000 })).toEqual([
      "Expected at least 6 samples, got 5",
    ]);
  });

  test("runs that differ when the node is opened again are found", () => {
    expect(judgeEnd(END, ROWS)).toEqual([]);
    expect(judgeEnd({ ...END, newestDigests: ["a", "x", "a"] }, ROWS)).toHaveLength(1);
    expect(judgeEnd({ ...END, allDigests: ["b", "x"] }, ROWS)).toHaveLength(1);
    expect(judgeEnd({ ...END, runs: 0 }, ROWS)).toHaveLength(1);
  });

  test("a database that is larger than its rows, although it was compacted, is found", () => {
    expect(judgeEnd({ ...END, compactedBytes: 49 * MIB }, ROWS)).toEqual([]);
    expect(judgeEnd({ ...END, compactedBytes: 50 * MIB }, ROWS)).toEqual([
      "the compacted database has 50.0 MiB, at most 49.8 are expected",
    ]);
  });
});

function withRows(one: Sample, rows: Partial<Sample["rows"]>): Sample {
  return { ...one, rows: { ...one.rows, ...rows } };
}
