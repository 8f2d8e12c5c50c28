/** A listing as users ask for it, checked and turned into a request. */
import { InvalidArgumentError } from "../errors.ts";
import { LIST_RUNS_DEFAULT, LIST_RUNS_MAX } from "../model/limits.ts";
import { assertWellFormed } from "../model/names.ts";
import type { RunQuery } from "../model/run-listing.ts";
import { checkVersion } from "./definition.ts";
import type { PageOptions, RunFilter, RunStatus } from "./description.ts";
import { describeValue, oneOf, optionsObject } from "./options.ts";

const STATUSES: readonly [RunStatus, ...RunStatus[]] = [
  "running",
  "completed",
  "failed",
  "cancelled",
  "terminated",
  "timedOut",
  "continuedAsNew",
];

/** The request of a listing. @throws {InvalidArgumentError} for an unknown key or a value out of range. */
export function listRequest(
  filter: RunFilter | undefined,
  page: PageOptions | undefined,
): RunQuery {
  const given = optionsObject("listRuns", filter, {
    known: ["status", "workflowName", "workflowVersion", "startedAfter", "startedBefore"],
  });
  const { limit, cursor } = optionsObject("listRuns: page", page, { known: ["limit", "cursor"] });
  const { workflowName, workflowVersion } = given;
  if (workflowName !== undefined) assertWellFormed(workflowName, "listRuns.workflowName");
  if (workflowVersion !== undefined) checkVersion(workflowVersion, "listRuns.workflowVersion");
  return {
    statuses: statusesOf(given.status),
    workflowName: workflowName ?? null,
    workflowVersion: workflowVersion ?? null,
    startedFrom: instant("listRuns.startedAfter", given.startedAfter),
    startedBefore: instant("listRuns.startedBefore", given.startedBefore),
    limit: checkLimit(limit),
    cursor: checkCursor(cursor),
  };
}

function statusesOf(status: RunFilter["status"]): readonly RunStatus[] | null {
  if (status === undefined) return null;
  const statuses: readonly RunStatus[] = typeof status === "string" ? [status] : status;
  if (!Array.isArray(statuses)) {
    throw new InvalidArgumentError({
      field: "listRuns.status",
      expected: "a status, or an array of them",
      found: describeValue(status),
    });
  }
  return statuses.map((one) => oneOf("listRuns.status", one, STATUSES));
}

function instant(field: string, time: Date | number | undefined): number | null {
  if (time === undefined) return null;
  const ms: unknown = time instanceof Date ? time.getTime() : time;
  if (typeof ms === "number" && Number.isSafeInteger(Math.ceil(ms))) {
    return Math.max(0, Math.ceil(ms));
  }
  throw new InvalidArgumentError({
    field,
    expected: "a valid Date or ms since 1970",
    found: describeValue(ms),
  });
}

function checkLimit(limit: number = LIST_RUNS_DEFAULT): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIST_RUNS_MAX) return limit;
  throw new InvalidArgumentError({
    field: "listRuns.limit",
    expected: `a whole number of 1 to ${LIST_RUNS_MAX}`,
    found: describeValue(limit),
  });
}

function checkCursor(cursor: string | undefined): string | null {
  if (cursor === undefined || typeof cursor === "string") return cursor ?? null;
  throw new InvalidArgumentError({
    field: "listRuns.cursor",
    expected: "a text",
    found: describeValue(cursor),
  });
}
