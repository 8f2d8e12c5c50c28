// The oracle: the same rules over lists that are searched from end to end, without keys, rows or memory.
import type { CommandResult } from "../../../src/machine/effects.ts";
import type { Command, RunStart } from "../../../src/model/command.ts";

interface NaiveRun {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly runId: string;
  readonly definition: string;
  readonly startedAt: number;
  status: string;
  closedAt: number | null;
  /** Types of its events in order. */
  readonly events: string[];
  pending: { key: string; deadline: number; attempt: number }[];
}

export class NaiveMachine {
  time = 0;
  readonly runs: NaiveRun[] = [];
  readonly #requests: { name: string; outcome: string; runNumber: number }[] = [];

  /** What became of the command, as short as it can be said. */
  apply(machineTime: number, command: Command): string {
    this.time = Math.max(this.time, machineTime);
    if (command.type === "RunStart") return this.#start(command);
    const run = this.runs.find(
      (one) =>
        one.workflowId === command.workflowId &&
        one.runId === command.runId.join() &&
        one.status === "running",
    );
    if (run === undefined) return "noSuchRun";
    const pending =
      "key" in command ? run.pending.find(({ key }) => key === command.key) : undefined;
    const drop = (): void => {
      run.pending = run.pending.filter((one) => one !== pending);
    };
    switch (command.type) {
      case "Checkpoint":
        drop();
        break;
      case "StepAttemptFailed": {
        if (command.attempt <= (pending?.attempt ?? 0)) return "repeated";
        drop();
        const deadline = this.time + command.retryDelayMs + 1;
        run.pending.push({ key: command.key, deadline, attempt: command.attempt });
        break;
      }
      case "TimerSet": {
        if (pending !== undefined) return "repeated";
        const { due, key } = command;
        const deadline = "deadlineMs" in due ? due.deadlineMs : this.time + due.durationMs + 1;
        run.pending.push({ key, deadline, attempt: 0 });
        return "applied";
      }
      case "TimerFired":
        if (pending === undefined || pending.attempt > 0) return "notPending";
        if (this.time < pending.deadline) return "notPending";
        drop();
        break;
      default:
        this.#end(run, command.type);
        return "applied";
    }
    run.events.push(command.type);
    return "applied";
  }

  #start(command: RunStart): string {
    const name = `${command.workflowId} ${command.requestId.join()}`;
    const repeated = this.#requests.find((one) => one.name === name);
    if (repeated !== undefined) return `${repeated.outcome} ${repeated.runNumber}`;
    const mine = this.runs.filter((run) => run.workflowId === command.workflowId);
    const last = mine.at(-1);
    const definition = `${command.workflowName} ${command.workflowVersion}`;
    let outcome = "started";
    if (last?.status === "running") {
      if (command.ifRunning === "terminateExisting") this.#end(last, "Terminate");
      else if (last.definition !== definition) outcome = "idConflict";
      else outcome = command.ifRunning === "fail" ? "alreadyRunning" : "existing";
    } else if (last !== undefined) {
      const isNew =
        command.ifClosed === "startNew" ||
        (command.ifClosed === "startNewIfFailed" && last.status !== "RunComplete");
      if (!isNew && last.definition !== definition) outcome = "idConflict";
      else if (!isNew) outcome = command.ifClosed === "fail" ? "alreadyClosed" : "existing";
    }
    if (outcome === "started") {
      this.runs.push({
        workflowId: command.workflowId,
        runNumber: mine.length + 1,
        runId: command.runId.join(),
        definition,
        startedAt: this.time,
        status: "running",
        closedAt: null,
        events: ["RunStart"],
        pending: [],
      });
    }
    const runNumber = outcome === "started" ? mine.length + 1 : mine.length;
    this.#requests.push({ name, outcome, runNumber });
    return `${outcome} ${runNumber}`;
  }

  #end(run: NaiveRun, type: string): void {
    run.events.push(type);
    run.status = type;
    run.closedAt = this.time;
    run.pending = [];
  }
}

/** A result of the machine in the oracle's words. */
export function inShort(result: CommandResult): string {
  if (result.type === "start") return `${result.outcome} ${result.runNumber}`;
  return result.type === "applied" ? "applied" : result.reason;
}
