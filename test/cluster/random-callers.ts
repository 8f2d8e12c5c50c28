/**
 * RandomCallers call any node at random moments, and keep what they are told. Each call bears a token of its own, which stands in a
 * history when the call has happened.
 */
import type {
  CallBounds,
  DescribedRun,
  RunEnding,
  RunTarget,
  StartAnswer,
  StartRequest,
  WorkflowService,
} from "../../src/api/service.ts";
import { encodePayload } from "../../src/model/payload-codec.ts";
import { unreachable } from "../../src/util/assert.ts";
import type { SeededRandom } from "../../src/util/random.ts";
import type { TestCluster } from "../support/cluster.ts";

/** What a caller was told in the end: the answer, or the code of an error. */
export type Told = { readonly token: string } & (
  | { readonly type: "start"; readonly startedRun: number | null }
  | { readonly type: "signal" | "cancel" | "terminate" }
  | { readonly type: "error"; readonly code: string }
);

type CallType = "start" | "signal" | "cancel" | "terminate";
type Mutation = (calls: WorkflowService, bounds: CallBounds) => Promise<Told>;

const IDS = ["a", "b", "c"];
const ALL_RUNS = {
  statuses: null,
  workflowName: null,
  workflowVersion: null,
  startedFrom: null,
  startedBefore: null,
  limit: 1000,
  cursor: null,
};
/** As often as they stand here. */
const CALL_TYPES: readonly CallType[] = [
  "start",
  "start",
  "start",
  "start",
  "signal",
  "signal",
  "signal",
  "signal",
  "signal",
  "cancel",
  "terminate",
];
const NOT_FOUND = "ERR_WORKFLOW_NOT_FOUND";
const ABORTED = "ABORTED";
/** What a wait or a read may be told while nodes die: it is made again. */
const PASSING = ["ERR_WAIT_TIMEOUT", "ERR_RUNTIME_CLOSED", "ERR_NO_QUORUM"];

/** One of some. */
export function pick<T>(dice: SeededRandom, all: readonly T[]): T {
  return all[dice.below(all.length)] as T;
}

/** How a run ended, for comparison. */
export function endingText({ status, outcome }: RunEnding): string {
  return outcome?.type === "value"
    ? `${status} ${Buffer.from(outcome.payload).toString("hex")}`
    : status;
}

/** Callers on the nodes of one cluster. */
export class RandomCallers {
  readonly told: Told[] = [];
  /** What was told too late, and reads that lacked what had been acknowledged before. */
  readonly wrong: string[] = [];
  /** Texts of how each run ended, by target. */
  readonly endings = new Map<RunTarget, Set<string>>();
  /** Until when a node stood still the last time; Infinity while it does. */
  readonly stillUntil = new Map<string, number>();
  readonly #at: TestCluster;
  readonly #dice: SeededRandom;
  readonly #newest = new Map<string, number>();
  #tokens = 0;
  #pending = 0;
  #isCalling = true;

  constructor(at: TestCluster, dice: SeededRandom) {
    this.#at = at;
    this.#dice = dice;
  }

  /** Begins to call. */
  begin(): void {
    if (!this.#isCalling) return;
    this.#call();
    this.#at.scheduler.setTimeout(() => this.begin(), this.#dice.below(30));
  }

  /** Makes no further calls and waits for those under way. */
  async end(): Promise<void> {
    this.#isCalling = false;
    await this.#at.until(() => this.#pending === 0);
  }

  #call(): void {
    const dice = this.#dice;
    this.#tokens += 1;
    const token = `t${this.#tokens}`;
    const workflowId = pick(dice, IDS);
    const mutation = this.#mutation(pick(dice, CALL_TYPES), token, workflowId);
    void this.#run(this.#make(token, mutation));
  }

  #mutation(type: CallType, token: string, workflowId: string): Mutation {
    switch (type) {
      case "start":
        return this.#start(token, workflowId);
      case "signal":
        return this.#signal(token, workflowId);
      case "cancel":
        return this.#cancel(token, workflowId);
      case "terminate":
        return this.#terminate(token, workflowId);
      default:
        return unreachable(type);
    }
  }

  async #run(work: Promise<void>): Promise<void> {
    this.#pending += 1;
    try {
      await work;
    } catch (error) {
      this.wrong.push(`a caller failed: ${String(error)}`);
    }
    this.#pending -= 1;
  }

  #start(token: string, workflowId: string): Mutation {
    const dice = this.#dice;
    const request: StartRequest = {
      workflowId,
      workflowName: "waits",
      workflowVersion: 1,
      input: encoded(token),
      ifRunning: pick(dice, ["useExisting", "fail", "terminateExisting"]),
      ifClosed: pick(dice, ["useExisting", "fail", "startNew", "startNewIfFailed"]),
    };
    return async (calls, bounds) => {
      const { runNumber, started }: StartAnswer = await calls.start(request, bounds);
      const target = { workflowId, runNumber };
      this.#newest.set(workflowId, Math.max(runNumber, this.#newest.get(workflowId) ?? 0));
      void this.#run(this.#mustShow(target));
      if (started) void this.#run(this.#awaitEnd(target));
      return { token, type: "start", startedRun: started ? runNumber : null };
    };
  }

  #signal(token: string, workflowId: string): Mutation {
    const request = { name: "add", payload: encoded(token), signalId: null };
    return async (calls, bounds) => {
      await calls.signal({ workflowId, runNumber: null }, request, bounds);
      return { token, type: "signal" };
    };
  }

  #cancel(token: string, workflowId: string): Mutation {
    return async (calls, bounds) => {
      await calls.cancel({ workflowId, runNumber: null }, token, bounds);
      return { token, type: "cancel" };
    };
  }

  #terminate(token: string, workflowId: string): Mutation {
    const target = { workflowId, runNumber: this.#newest.get(workflowId) ?? null };
    return async (calls, bounds) => {
      await calls.terminate(target, token, bounds);
      if (target.runNumber !== null) void this.#run(this.#mustHaveEnded(target));
      return { token, type: "terminate" };
    };
  }

  async #make(token: string, mutation: Mutation): Promise<void> {
    const dice = this.#dice;
    const nodeId = this.#node();
    if (nodeId === null) return;
    const controller = new AbortController();
    const { scheduler } = this.#at;
    if (dice.below(8) === 0) {
      scheduler.setTimeout(() => controller.abort(new Error(ABORTED)), dice.below(40));
    }
    const timeoutMs = pick(dice, [5, 200, 1000, 5000, 5000]);
    const bounds = { timeoutMs, abortSignal: controller.signal };
    this.told.push(
      await this.#timed(nodeId, timeoutMs, () =>
        mutation(this.#calls(nodeId), bounds).catch(
          (error: unknown): Told => ({ token, type: "error", code: codeOf(error) }),
        ),
      ),
    );
  }

  /** A run whose start was acknowledged is known to every node. */
  async #mustShow(target: RunTarget): Promise<void> {
    const described = await this.#describe(target);
    if (described === NOT_FOUND) this.#saw("not described", target);
    // That one takes its time.
    if (this.#dice.below(8) > 0) return;
    const listed = await this.#read((calls, bounds) => calls.list(ALL_RUNS, bounds));
    if (typeof listed === "string") return;
    const isThere = listed.runs.some(
      ({ workflowId, runNumber }) =>
        workflowId === target.workflowId && runNumber === target.runNumber,
    );
    if (!isThere) this.#saw("not listed", target);
  }

  /** A run whose termination was acknowledged runs nowhere. */
  async #mustHaveEnded(target: RunTarget): Promise<void> {
    const described = await this.#describe(target);
    if (typeof described !== "string" && described.summary.status === "running")
      this.#saw("running after it was terminated", target);
  }

  async #awaitEnd(target: RunTarget): Promise<void> {
    for (;;) {
      const ending = await this.#read((calls, bounds) => calls.ending(target, bounds));
      if (typeof ending !== "string") {
        this.endings.set(target, new Set([endingText(ending)]));
        return;
      }
      if (ending === NOT_FOUND) {
        this.#saw("nobody waits for its end", target);
        return;
      }
      // Somewhere in the cluster there may be a node soon.
      await new Promise<void>((resolve) => this.#at.scheduler.setTimeout(resolve, 20));
    }
  }

  #describe(target: RunTarget): Promise<DescribedRun | string> {
    return this.#read((calls, bounds) => calls.describe(target, { ...bounds, isLocal: false }));
  }

  /** The answer of some node, or the code of its error. */
  async #read<T>(
    read: (calls: WorkflowService, bounds: CallBounds) => Promise<T>,
  ): Promise<T | string> {
    const nodeId = this.#node();
    if (nodeId === null) return "ERR_RUNTIME_CLOSED";
    const timeoutMs = 50 + this.#dice.below(3000);
    return this.#timed(nodeId, timeoutMs, async () => {
      try {
        return await read(this.#calls(nodeId), { timeoutMs, abortSignal: undefined });
      } catch (error) {
        const code = codeOf(error);
        if (!PASSING.includes(code) && code !== NOT_FOUND) throw error;
        return code;
      }
    });
  }

  /** A process that stands still cannot keep a deadline. */
  async #timed<T>(nodeId: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const { scheduler } = this.#at;
    const from = scheduler.now();
    const answer = await work();
    const tookMs = scheduler.now() - from;
    const stoodStill = (this.stillUntil.get(nodeId) ?? -Infinity) >= from;
    if (tookMs > timeoutMs + 1 && !stoodStill)
      this.wrong.push(`${nodeId} took ${tookMs} of ${timeoutMs} ms`);
    return answer;
  }

  #saw(what: string, { workflowId, runNumber }: RunTarget): void {
    this.wrong.push(`${workflowId} ${runNumber}: ${what}`);
  }

  #node(): string | null {
    const { living } = this.#at;
    return living.length === 0 ? null : pick(this.#dice, living);
  }

  #calls(nodeId: string): WorkflowService {
    return this.#at.core(nodeId).group.calls;
  }
}

function codeOf(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  return code ?? message;
}

function encoded(value: string): Uint8Array {
  return encodePayload(value, { field: "value", limitBytes: 1000 });
}
