/**
 * RetentionScan is the leader's look for what may be forgotten: ended runs past their retention, and requests that nobody
 * may repeat any more. It names them in the log, so that all replicas forget the same.
 *
 * Machine time follows a wall clock that jumps, and those who repeat a call do not: a request goes when it was applied here that long ago
 * by the monotonic clock, too.
 */
import type { Machine } from "../machine/machine.ts";
import { RetentionPlan } from "../machine/retention.ts";
import { encodeCommand } from "../model/command.ts";
import { DEDUPE_WINDOW_MS, type Retention } from "../model/limits.ts";
import type { StateReader, StateRow } from "../model/state-reader.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { TaskGroup } from "../util/task-group.ts";
import type { Proposals } from "./proposals.ts";

/** What a scan stands on. */
export interface RetentionScanOptions {
  readonly state: StateReader;
  /** The state machine as it is now. */
  readonly machine: () => Pick<Machine, "endedRuns" | "machineTime">;
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  /** The log clock in ms: the machine's own stands still while nothing happens. */
  readonly machineTimeNow: () => number;
  readonly retention: Retention;
  /** The term this node leads in, and has applied everything before; null otherwise. */
  readonly term: () => number | null;
  readonly onError: (error: unknown) => void;
}

/** Between two scans that find nothing, in ms; less when something may be forgotten sooner. */
const INTERVAL_MAX_MS = 60_000;
const INTERVAL_MIN_MS = 1000;
/** Scans in the shortest time for which anything is kept. */
const SCANS = 4;

/** What was applied at a moment: everything that bears an earlier machine time, because later batches bear no earlier one. */
interface Mark {
  /** Monotonic, in ms. */
  readonly at: number;
  readonly machineTime: number;
}

/** Scans from time to time. */
export class RetentionScan {
  readonly #options: RetentionScanOptions;
  readonly #intervalMs: number;
  readonly #tasks: TaskGroup;
  /** Oldest first; behind the first one all are of the dedupe window. */
  readonly #marks: Mark[] = [];
  #timer: TimerHandle | null = null;
  /** Ends the wait for what was proposed. */
  #giveUp: () => void = () => {};

  constructor(options: RetentionScanOptions) {
    this.#options = options;
    this.#tasks = new TaskGroup(options.onError);
    const shortest = Math.min(options.retention.ageMs, DEDUPE_WINDOW_MS);
    this.#intervalMs = Math.min(INTERVAL_MAX_MS, Math.max(INTERVAL_MIN_MS, shortest / SCANS));
  }

  /** Begins to scan. */
  start(): void {
    if (!this.#tasks.closed) this.#arm();
  }

  /** Scans no more and waits for the scan under way. Idempotent. */
  async close(): Promise<void> {
    if (this.#timer !== null) this.#options.scheduler.clearTimeout(this.#timer);
    const closed = this.#tasks.close();
    this.#giveUp();
    await closed;
  }

  /** Remembers how far the state is now; leader or not, this node may lead later. */
  #mark(): void {
    const { scheduler, machine } = this.#options;
    const at = scheduler.now();
    this.#marks.push({ at, machineTime: machine().machineTime });
    this.#newestOfBefore();
  }

  /** The newest mark that is a dedupe window old; undefined when this node has not been there for so long. Those before it are let go. */
  #newestOfBefore(): Mark | undefined {
    const latest = this.#options.scheduler.now() - DEDUPE_WINDOW_MS;
    while ((this.#marks[1]?.at ?? Infinity) <= latest) this.#marks.shift();
    const [oldest] = this.#marks;
    return oldest !== undefined && oldest.at <= latest ? oldest : undefined;
  }

  #arm(): void {
    this.#mark();
    this.#timer = this.#options.scheduler.setTimeout(() => {
      this.#tasks.run("retention scan", async () => {
        let isFound = true;
        while (isFound && !this.#tasks.closed) isFound = await this.#scan();
        if (!this.#tasks.closed) this.#arm();
      });
    }, this.#intervalMs);
  }

  /** Forgets a first part of what may be forgotten; false when there is nothing. */
  async #scan(): Promise<boolean> {
    const { state, machine, proposals, retention, term } = this.#options;
    const now = term();
    if (now === null) return false;
    const { endedRuns } = machine();
    const machineTime = this.#options.machineTimeNow();
    // Requests of before it are as old as they have to be.
    const repeatedBefore = this.#newestOfBefore()?.machineTime ?? 0;
    const plan = new RetentionPlan({ machineTime, repeatedBefore, endedRuns, retention, state });
    for (let scan = plan.nextScan(); scan !== null; scan = plan.nextScan()) {
      const rows: StateRow[] = [];
      for await (const page of state.scan(scan.range, { limit: scan.limit })) rows.push(...page);
      plan.take(rows);
    }
    const retire = plan.command();
    // What was found belongs to a term: another leader makes its own plan.
    if (retire === null || term() !== now || this.#tasks.closed) return false;
    return new Promise((resolve) => {
      this.#giveUp = () => {
        resolve(false);
      };
      proposals.propose({
        command: encodeCommand(retire),
        term: now,
        source: "engine",
        owner: {
          proposalSettled: ({ type }) => {
            resolve(type === "committed");
          },
        },
      });
    });
  }
}
