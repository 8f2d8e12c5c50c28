// The oracle: the same rules over lists that are searched from end to end, without keys, rows or memory.
import type { CommandResult } from "../../../src/machine/effects.ts";
import {
  type CallCommand,
  type Command,
  encodeCommand,
  type MemberJoin,
  type MemberLeave,
  type Retire,
  type RunStart,
} from "../../../src/model/command.ts";

interface NaiveOperation {
  readonly key: string;
  readonly deadline: number | null;
  readonly attempt: number;
  readonly startedAttempt: number;
  readonly interruptions: number;
  readonly lastHeartbeat: string;
}

interface NaiveRun {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly runId: string;
  readonly definition: string;
  readonly startedAt: number;
  readonly retentionMs: number | null;
  status: string;
  closedAt: number | null;
  /** Types of its events in order. */
  readonly events: string[];
  bytes: number;
  firstSeq: number;
  cancelRequested: boolean;
  parkedThrough: number | null;
  pending: NaiveOperation[];
}

interface NaiveRequest {
  readonly name: string;
  readonly time: number;
  readonly kind: string;
  readonly answer: string;
}

const BLANK = {
  deadline: null,
  attempt: 0,
  startedAttempt: 0,
  interruptions: 0,
  lastHeartbeat: "",
};
type OwnCommand = Exclude<Command, RunStart | CallCommand | Retire | MemberJoin | MemberLeave>;

export class NaiveMachine {
  time = 0;
  /** Those that are kept, in the order of their starts. */
  runs: NaiveRun[] = [];
  requests: NaiveRequest[] = [];
  /** Highest number of each workflow id of which anything is kept. */
  readonly #numbers = new Map<string, number>();

  /** What became of the command, as short as it can be said. */
  apply(machineTime: number, command: Command): string {
    this.time = Math.max(this.time, machineTime);
    if (command.type === "Retire") return this.#retire(command);
    // Members have tests of their own.
    if (command.type === "MemberJoin" || command.type === "MemberLeave") return "member";
    if (command.type === "MemberPublish") return "member";
    if (command.type === "RunStart" || "requestId" in command) return this.#request(command);
    const run = this.runs.find(
      (one) =>
        one.workflowId === command.workflowId &&
        one.runId === command.runId.join() &&
        one.status === "running",
    );
    return run === undefined ? "noSuchRun" : this.#own(run, command);
  }

  get kept(): Iterable<string> {
    return this.#numbers.keys();
  }

  #own(run: NaiveRun, command: OwnCommand): string {
    const before =
      "key" in command ? run.pending.find(({ key }) => key === command.key) : undefined;
    const set = (operation: NaiveOperation | null): string => {
      run.pending = run.pending.filter((one) => one !== before);
      if (operation !== null) run.pending.push(operation);
      return "applied";
    };
    switch (command.type) {
      case "Checkpoint":
        this.#event(run, command);
        return set(null);
      case "TimerCancelled":
        return before === undefined ? "notPending" : set(null);
      case "StepAttemptStarted": {
        const { key, attempt, interrupted } = command;
        if (attempt <= Math.max(before?.attempt ?? 0, before?.startedAttempt ?? 0))
          return "repeated";
        const interruptions = interrupted === true ? (before?.interruptions ?? 0) + 1 : 0;
        const started = { startedAttempt: attempt, interruptions, deadline: null };
        if (run.parkedThrough === run.events.length - 1) run.parkedThrough = null;
        return set({ ...BLANK, ...before, key, ...started });
      }
      case "StepHeartbeat": {
        const { key, attempt, details } = command;
        if (attempt <= (before?.attempt ?? 0) || attempt < (before?.startedAttempt ?? 0))
          return "repeated";
        return set({ ...BLANK, ...before, key, lastHeartbeat: details.join() });
      }
      case "StepAttemptFailed": {
        const { key, attempt, lastHeartbeat } = command;
        if (attempt <= (before?.attempt ?? 0) || attempt < (before?.startedAttempt ?? 0))
          return "repeated";
        this.#event(run, command);
        const heartbeat = lastHeartbeat?.join() ?? before?.lastHeartbeat ?? "";
        const deadline = this.time + command.retryDelayMs + 1;
        return set({ ...BLANK, key, deadline, attempt, lastHeartbeat: heartbeat });
      }
      case "TimerSet": {
        if (before !== undefined) return "repeated";
        const { due, key } = command;
        const deadline = "deadlineMs" in due ? due.deadlineMs : this.time + due.durationMs + 1;
        return set({ ...BLANK, key, deadline });
      }
      case "TimerFired":
        if (before === undefined || before.deadline === null) return "notPending";
        if (before.attempt > 0 || this.time < before.deadline) return "notPending";
        if (command.key === "$timeout") return this.#end(run, command, "timedOut");
        this.#event(run, command);
        return set(null);
      case "RunParked":
        if (command.seq >= run.events.length) return "notReached";
        if (command.seq <= (run.parkedThrough ?? -1)) return "repeated";
        run.parkedThrough = command.seq;
        return "applied";
      case "RunComplete":
        return this.#end(run, command, "completed");
      case "RunFail":
        return this.#end(run, command, command.kind ?? "failed");
      case "Terminate":
        return this.#end(run, command, "terminated");
      default:
        throw new Error("not a command of a run's own");
    }
  }

  #request(command: RunStart | CallCommand): string {
    const name = `${command.workflowId} ${command.requestId.join()}`;
    const first = this.requests.find((one) => one.name === name);
    const kind = command.type;
    if (first !== undefined) return first.kind === kind ? first.answer : "otherRequest";
    const answer = command.type === "RunStart" ? this.#start(command) : this.#call(command);
    this.requests.push({ name, time: this.time, kind, answer });
    return answer;
  }

  #newest(workflowId: string): NaiveRun | undefined {
    const newest = this.#numbers.get(workflowId);
    return this.runs.find((run) => run.workflowId === workflowId && run.runNumber === newest);
  }

  #call(command: CallCommand): string {
    const { workflowId, runNumber } = command;
    const kind = command.type.toLowerCase();
    const run =
      runNumber === null
        ? this.#newest(workflowId)
        : this.runs.find((one) => one.workflowId === workflowId && one.runNumber === runNumber);
    if (run === undefined) return `${kind} notFound 0 -`;
    if (run.status !== "running") return `${kind} closed ${run.runNumber} ${run.status}`;
    const answer = (outcome: string): string => `${kind} ${outcome} ${run.runNumber} -`;
    switch (command.type) {
      case "Signal": {
        const { historyEventsMax, historyBytesMax } = command;
        const bytes = run.bytes + encodeCommand(command).length;
        if (historyEventsMax > 0 && run.events.length + 1 > historyEventsMax)
          return answer("historyLimit");
        if (historyBytesMax > 0 && bytes > historyBytesMax) return answer("historyLimit");
        this.#event(run, command);
        return answer("done");
      }
      case "Cancel":
        if (run.cancelRequested) return answer("repeated");
        run.cancelRequested = true;
        this.#event(run, command);
        return answer("done");
      default:
        this.#end(run, command, "terminated");
        return answer("done");
    }
  }

  #start(command: RunStart): string {
    const { workflowId } = command;
    const last = this.#newest(workflowId);
    const definition = `${command.workflowName} ${command.workflowVersion}`;
    let outcome = "started";
    if (last?.status === "running") {
      if (command.ifRunning === "terminateExisting") {
        const runId = Uint8Array.from(last.runId.split(","), Number);
        const reason = "replaced by a new run of the same workflow id";
        this.#end(last, { type: "Terminate", workflowId, runId, reason }, "terminated");
      } else if (last.definition !== definition) outcome = "idConflict";
      else outcome = command.ifRunning === "fail" ? "alreadyRunning" : "existing";
    } else if (last !== undefined) {
      const isNew =
        command.ifClosed === "startNew" ||
        (command.ifClosed === "startNewIfFailed" && last.status !== "completed");
      if (!isNew && last.definition !== definition) outcome = "idConflict";
      else if (!isNew) outcome = command.ifClosed === "useExisting" ? "existing" : "alreadyClosed";
    }
    if (outcome !== "started") return `${outcome} ${last?.runNumber ?? 0}`;
    return `started ${this.#newRun(command, definition)}`;
  }

  #newRun(command: RunStart, definition: string): number {
    const { workflowId, startDelayMs = 0, runTimeoutMs = 0 } = command;
    const runNumber = (this.#numbers.get(workflowId) ?? 0) + 1;
    this.#numbers.set(workflowId, runNumber);
    const run: NaiveRun = {
      workflowId,
      runNumber,
      runId: command.runId.join(),
      definition,
      startedAt: this.time,
      retentionMs: command.retentionMs ?? null,
      status: "running",
      closedAt: null,
      events: [],
      bytes: 0,
      firstSeq: 0,
      cancelRequested: false,
      parkedThrough: null,
      pending: [],
    };
    this.#event(run, command);
    const calledAt = this.time + (startDelayMs > 0 ? startDelayMs + 1 : 0);
    if (startDelayMs > 0) run.pending.push({ ...BLANK, key: "$start", deadline: calledAt });
    const deadline = calledAt + runTimeoutMs + 1;
    if (runTimeoutMs > 0) run.pending.push({ ...BLANK, key: "$timeout", deadline });
    this.runs.push(run);
    return runNumber;
  }

  #retire({ runs, requests, requestsBefore }: Retire): string {
    for (const named of runs) {
      const run = this.runs.find(
        (one) =>
          one.workflowId === named.workflowId &&
          one.runNumber === named.runNumber &&
          one.runId === named.runId.join() &&
          one.status !== "running" &&
          one.firstSeq === named.fromSeq,
      );
      if (run === undefined) continue;
      const age = (run.closedAt ?? 0) - run.startedAt;
      const isPacked = run.events.length <= 64 && run.bytes <= 16_384 && age <= 500;
      run.firstSeq = isPacked ? run.events.length : named.throughSeq + 1;
      if (run.firstSeq < run.events.length) continue;
      this.runs = this.runs.filter((one) => one !== run);
      if (!this.runs.some(({ workflowId }) => workflowId === run.workflowId))
        this.#numbers.delete(run.workflowId);
    }
    for (const { workflowId, requestId } of requests) {
      const name = `${workflowId} ${requestId.join()}`;
      this.requests = this.requests.filter(
        (one) => one.name !== name || one.time >= requestsBefore,
      );
    }
    return "applied";
  }

  #event(run: NaiveRun, command: Command): void {
    run.events.push(command.type);
    run.bytes += encodeCommand(command).length;
  }

  #end(run: NaiveRun, command: Command, status: string): string {
    this.#event(run, command);
    run.status = status;
    run.closedAt = this.time;
    run.pending = [];
    return "applied";
  }
}

/** A result of the machine in the oracle's words. */
export function inShort(result: CommandResult): string {
  if (result.type === "start") return `${result.outcome} ${result.runNumber}`;
  if (result.type === "call") {
    const { kind, outcome, runNumber, status } = result;
    return `${kind} ${outcome} ${runNumber} ${status ?? "-"}`;
  }
  return result.type === "ignored" ? result.reason : result.type;
}
