/**
 * RetentionPlan finds what may be forgotten: it turns rows into one Retire for the leader to propose. It does no
 * I/O: it says what to scan and takes the rows.
 *
 * ```ts
 * const plan = new RetentionPlan({ machineTime, repeatedBefore, endedRuns, retention, state });
 * for (let scan = plan.nextScan(); scan !== null; scan = plan.nextScan()) {
 *   const rows = [];
 *   for await (const page of state.scan(scan.range, { limit: scan.limit })) rows.push(...page);
 *   plan.take(rows);
 * }
 * const retire = plan.command(); // propose it; when it is applied plan again, until there is null
 * ```
 *
 * Who goes: runs whose own retention is over; others when the leader's is; then, while more ended runs are kept than
 * may be, those that ended first, and those with a retention of their own last. Requests go when nobody may repeat
 * them any more. A command is bounded; a long history goes in parts, of which the run's record knows the next.
 */
import type { Retire, RetiredRequest, RetiredRun } from "../model/command.ts";
import {
  DEDUPE_WINDOW_MS,
  RETIRE_REQUESTS_MAX,
  RETIRE_ROWS_MAX,
  RETIRE_RUNS_MAX,
  type Retention,
} from "../model/limits.ts";
import { decodeRunRecord } from "../model/run-record.ts";
import {
  closedBefore,
  expiresBefore,
  parseEndedKey,
  parseRequestTimeKey,
  requestsBefore,
  runKey,
} from "../model/state-keys.ts";
import type { KeyRange, StateRow } from "../model/state-reader.ts";
import { type RowSource, readRow, readValue } from "../model/state-rows.ts";
import { unreachable } from "../util/assert.ts";
import { NO_VALUE } from "./batch-changes.ts";

/** A scan to make, first key first. */
export interface RetentionScan {
  readonly range: KeyRange;
  readonly limit: number;
}

/** What a plan is made from. */
export interface RetentionInput {
  /** In ms; of what has been applied, not of the log clock. */
  readonly machineTime: number;
  /** Requests of this machine time and later may be repeated still, however old they seem. */
  readonly repeatedBefore: number;
  /** Runs that have ended and are kept, as the machine counts them. */
  readonly endedRuns: number;
  readonly retention: Retention;
  /** The rows of the state. */
  readonly state: RowSource;
}

/** What is scanned, in this order. */
const STAGES = ["expired", "aged", "oldestClosed", "oldestExpiring", "requests"] as const;
type Stage = (typeof STAGES)[number];

/** Finds what may be forgotten. */
export class RetentionPlan {
  readonly #input: RetentionInput;
  /** Keys of the rows under `closed/` and `expiry/` whose runs go. */
  readonly #ended = new Set<string>();
  readonly #requests: RetiredRequest[] = [];
  #stage = 0;

  constructor(input: RetentionInput) {
    this.#input = input;
  }

  /** The scan to make next; null when there is no other. */
  nextScan(): RetentionScan | null {
    for (; this.#stage < STAGES.length; this.#stage += 1) {
      const stage = STAGES[this.#stage];
      const scan = stage === undefined ? null : this.#scanOf(stage);
      if (scan !== null) return scan;
    }
    return null;
  }

  /** Takes the rows of that scan. */
  take(rows: readonly StateRow[]): void {
    const { state } = this.#input;
    const stage = STAGES[this.#stage];
    this.#stage += 1;
    if (stage === "requests") {
      for (const row of rows) {
        this.#requests.push(readRow(state, row, ({ key }) => parseRequestTimeKey(key)));
      }
      return;
    }
    const isOverdue = stage === "expired" || stage === "aged";
    const countMax = this.#ended.size + (isOverdue ? Number.POSITIVE_INFINITY : this.#excess);
    for (const { key } of rows) {
      if (this.#ended.size < Math.min(countMax, RETIRE_RUNS_MAX)) this.#ended.add(key);
    }
  }

  /** The command to propose; null when nothing may be forgotten. */
  command(): Retire | null {
    const runs: RetiredRun[] = [];
    let rowsLeft = RETIRE_ROWS_MAX;
    for (const key of this.#ended) {
      const part = rowsLeft === 0 ? null : this.#partOf(key, rowsLeft);
      if (part === null) continue;
      runs.push(part.retired);
      rowsLeft -= part.rows;
    }
    if (runs.length === 0 && this.#requests.length === 0) return null;
    const requests = this.#requests.map(({ workflowId, requestId }) => ({ workflowId, requestId }));
    const before = Math.max(0, this.#requestsBefore);
    return { type: "Retire", runs, requests, requestsBefore: before };
  }

  #scanOf(stage: Stage): RetentionScan | null {
    const { machineTime, retention } = this.#input;
    const limit = RETIRE_RUNS_MAX;
    // Rows of those that go already are found again, at the beginning.
    const oldest = Math.min(this.#excess + this.#ended.size, limit);
    switch (stage) {
      case "expired":
        return { range: expiresBefore(machineTime + 1), limit };
      case "aged": {
        const closed = machineTime - retention.ageMs;
        return closed < 0 ? null : { range: closedBefore(closed + 1), limit };
      }
      case "oldestClosed":
        return this.#excess > 0 ? { range: closedBefore(), limit: oldest } : null;
      case "oldestExpiring":
        return this.#excess > 0 ? { range: expiresBefore(), limit: oldest } : null;
      case "requests": {
        const before = this.#requestsBefore;
        if (before <= 0) return null;
        return { range: requestsBefore(before), limit: RETIRE_REQUESTS_MAX };
      }
      default:
        return unreachable(stage);
    }
  }

  /** Ended runs past what may be kept, without those that go already. */
  get #excess(): number {
    const { endedRuns, retention } = this.#input;
    return Math.max(0, endedRuns - this.#ended.size - retention.endedRunsMax);
  }

  get #requestsBefore(): number {
    const { machineTime, repeatedBefore } = this.#input;
    return Math.min(machineTime - DEDUPE_WINDOW_MS, repeatedBefore);
  }

  #partOf(key: string, rowsMax: number): { retired: RetiredRun; rows: number } | null {
    const { state } = this.#input;
    const row = { key, value: NO_VALUE };
    const { workflowId, runNumber } = readRow(state, row, () => parseEndedKey(key));
    const record = readValue(state, runKey({ workflowId, runNumber }), decodeRunRecord);
    // The scan may be older than what can be read by key.
    if (record === undefined) return null;
    const { endSeq, firstSeq: fromSeq, runId, isPacked } = record;
    if (endSeq === null) return null;
    const throughSeq = isPacked ? endSeq : Math.min(endSeq, fromSeq + rowsMax - 1);
    const rows = isPacked ? 1 : throughSeq - fromSeq + 1;
    return { retired: { workflowId, runNumber, runId, fromSeq, throughSeq }, rows };
  }
}
