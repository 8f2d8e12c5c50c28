// Goal: twice and ten times as many callers as there is room for do no harm: those for whom there is no room are refused at once with OverloadedError
// and leave nothing, as many as before are served, and memory stays bounded. Method: processes with little room
// in flight, on one node and on three.
import { expect, test } from "vitest";
import { ProcessCluster } from "./process-cluster.ts";
import type { CallersReport } from "./protocol.ts";

/** Room for calls in flight: three quarters of it are for calls from outside. */
const IN_FLIGHT_BYTES = 256 * 1024;
const INPUT_BYTES = 16 * 1024;
/** Callers for whom there is room, in all. */
const CALLERS = 6;
const DURATION_MS = 4000;
/** More of a process's memory than with a tenth of the callers. */
const MORE_BYTES_MAX = 250 * 1024 * 1024;
/** Whoever is let in is served within the time that a call has. */
const CALL_TIMEOUT_MS = 10_000;
const TEST_MS = 180_000;
const ALONE = ["n1"];
const THREE = ["n1", "n2", "n3"];

test.each([
  [2, ALONE],
  [10, ALONE],
  [2, THREE],
  [10, THREE],
])(
  "%d times as many callers as there is room for on %j: some are refused, all others are served",
  async (times, nodeIds) => {
    await using cluster = await ProcessCluster.open({
      nodeIds,
      options: { inFlightBytesMax: IN_FLIGHT_BYTES, retention: { runs: 50_000 } },
    });
    const call = (name: string, callers: number): Promise<CallersReport[]> =>
      Promise.all(
        nodeIds.map((nodeId) =>
          cluster.node(nodeId).ask("callAtOnce", {
            name: `${name} ${nodeId}`,
            callers: callers / nodeIds.length,
            durationMs: DURATION_MS,
            inputBytes: INPUT_BYTES,
          }),
        ),
      );
    const few = await call("few", CALLERS);
    expect(few.flatMap(({ refused }) => refused)).toEqual([]);
    const many = await call("many", times * CALLERS);
    const started = many.flatMap((one) => one.started);
    const refused = many.flatMap((one) => one.refused);
    const startedByFew = few.flatMap((one) => one.started).length;
    console.log(
      JSON.stringify({
        nodes: nodeIds.length,
        times,
        started: [startedByFew, started.length],
        refused: refused.length,
        slowestMs: many.map(({ slowestMs }) => Math.round(slowestMs)),
        rssMiB: [few, many].map((all) => all.map((one) => Math.round(one.rssBytesMax / 2 ** 20))),
      }),
    );
    // Twice as many may find room now and then: a call is not in flight all the time.
    if (times > 2) expect(refused.length).toBeGreaterThan(0);
    // What is refused does not crowd out what is served; it would be more, if anything.
    expect(started.length).toBeGreaterThan(startedByFew / 2);
    // Whoever was let in was served.
    for (const report of many) {
      expect(report.ended).toBe(report.started.length);
      expect(report.started.length).toBeGreaterThan(0);
      expect(report.slowestMs).toBeLessThan(CALL_TIMEOUT_MS);
    }
    many.forEach((report, at) => {
      expect(report.rssBytesMax - (few[at]?.rssBytesMax ?? 0)).toBeLessThan(MORE_BYTES_MAX);
    });
    // Refused is not half done.
    const runs = new Set(
      (await cluster.node("n1").ask("runs")).map(({ workflowId }) => workflowId),
    );
    expect(refused.filter((workflowId) => runs.has(workflowId))).toEqual([]);
    expect(started.filter((workflowId) => !runs.has(workflowId))).toEqual([]);
    // And it is over when it is over.
    expect((await call("after", CALLERS)).flatMap((one) => one.refused)).toEqual([]);
    await cluster.compare(nodeIds);
  },
  TEST_MS,
);
