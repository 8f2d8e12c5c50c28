/**
 * Retire from bytes: the one command that names many runs, and whose size is bounded for that.
 */
import type { raftwork } from "../gen/raftwork.js";
import type { Retire, RetiredRequest, RetiredRun } from "./command.ts";
import { RETIRE_REQUESTS_MAX, RETIRE_ROWS_MAX, RETIRE_RUNS_MAX } from "./limits.ts";
import { id, malformed, name, uint64 } from "./wire.ts";

/** Reads a Retire. @throws {MalformedBytesError} when a field is not what it should be, or past its bound. */
export function retireFromWire(wire: raftwork.Retire.$Properties): Retire {
  const runs = atMost(RETIRE_RUNS_MAX, wire.runs, "Retire.runs").map(runFromWire);
  const rows = runs.reduce((sum, { fromSeq, throughSeq }) => sum + throughSeq - fromSeq + 1, 0);
  if (rows > RETIRE_ROWS_MAX) {
    malformed("Retire.runs", `at most ${RETIRE_ROWS_MAX} history rows`, `${rows}`);
  }
  const requests = atMost(RETIRE_REQUESTS_MAX, wire.requests, "Retire.requests");
  return {
    type: "Retire",
    runs,
    requests: requests.map(requestFromWire),
    requestsBefore: uint64(wire.requestsBefore, "Retire.requestsBefore"),
  };
}

function runFromWire(wire: raftwork.RetiredRun.$Properties): RetiredRun {
  const fromSeq = uint64(wire.fromSeq, "RetiredRun.fromSeq");
  const throughSeq = uint64(wire.throughSeq, "RetiredRun.throughSeq");
  if (throughSeq < fromSeq) {
    malformed("RetiredRun.throughSeq", `at least ${fromSeq}`, `${throughSeq}`);
  }
  return {
    workflowId: name(wire.workflowId, "RetiredRun.workflowId"),
    runNumber: uint64(wire.runNumber, "RetiredRun.runNumber"),
    runId: id(wire.runId, "RetiredRun.runId"),
    fromSeq,
    throughSeq,
  };
}

function requestFromWire(wire: raftwork.RetiredRequest.$Properties): RetiredRequest {
  return {
    workflowId: name(wire.workflowId, "RetiredRequest.workflowId"),
    requestId: id(wire.requestId, "RetiredRequest.requestId"),
  };
}

function atMost<T>(limit: number, given: readonly T[] | null | undefined, field: string): T[] {
  const list = given ?? [];
  if (list.length > limit) malformed(field, `at most ${limit}`, `${list.length}`);
  return [...list];
}
