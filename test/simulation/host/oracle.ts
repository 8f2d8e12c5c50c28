/**
 * Oracle is the committed log as the simulation has seen it, applied once and in order to a machine that began empty and never
 * stops. Every node is compared with it, at every index.
 */

import type { Effect } from "../../../src/machine/effects.ts";
import { Machine } from "../../../src/machine/machine.ts";
import { batchMachineTime } from "../../../src/model/batch.ts";
import type { Checkpoint, Command } from "../../../src/model/command.ts";
import type { RunStatusWord } from "../../../src/model/history-event.ts";
import type { Members } from "../../../src/model/members.ts";
import { decodePayload } from "../../../src/model/payload-codec.ts";
import { idempotencyKeyOf } from "../../../src/workflow/step-run.ts";
import { MemoryState } from "../../support/memory-state.ts";
import { expectRule } from "../core/violation.ts";
import { StatePrint } from "./state-print.ts";

/** Indexes of what every log begins behind: a state without rows. */
const ORIGINS = [0, 1];

/** One entry that is committed. */
export interface CommittedEntry {
  readonly index: number;
  readonly term: number;
  readonly bytes: Uint8Array;
}

/** What of one run is committed. */
export interface CommittedRun {
  readonly runId: Uint8Array;
  /** Payloads of its signals in order. */
  readonly signals: unknown[];
  status: RunStatusWord;
  /** Its result as text; null when it has none. */
  result: string | null;
  /** Somebody asked it to end itself. */
  isCancelled: boolean;
}

/** What of one step is committed. */
export interface CommittedStep {
  /** Of the entry with its first outcome; null while it has none. */
  settledAt: number | null;
  /** Failed attempts: their numbers with the entries that say so. */
  readonly failed: Map<number, number>;
  /** Attempts whose beginning was committed before they began, with the entries that say so. */
  readonly announced: Map<number, number>;
}

export class Oracle {
  /** By workflow id; each is used once. */
  readonly runs = new Map<string, CommittedRun>();
  /** By idempotency key. */
  readonly steps = new Map<string, CommittedStep>();
  /** Terms of the leaders whose steps have come to these results; each effect has one of its own. */
  readonly computedIn = new Map<string, number>();
  readonly #entries = new Map<number, CommittedEntry>();
  readonly #state = new MemoryState();
  readonly #machine = new Machine({ group: 1, state: this.#state });
  readonly #print = new StatePrint();
  readonly #prints = new Map<number, string>(ORIGINS.map((index) => [index, this.#print.text]));
  /** Deadlines of timers that are set, by run and key. */
  readonly #deadlines = new Map<string, number>();
  readonly #fired = new Set<string>();
  #machineTime = 0;
  #lastIndex = 1;

  /** Everything through this index is known to be committed. */
  get lastIndex(): number {
    return this.#lastIndex;
  }

  /** Term of the newest committed entry. */
  get lastTerm(): number {
    return this.#entries.get(this.#lastIndex)?.term ?? 1;
  }

  /** Digest of the state through an index that is known. */
  printAt(index: number): string | undefined {
    return this.#prints.get(index);
  }

  /** What is committed at an index; undefined when that is not known, or nobody wrote it. */
  entryAt(index: number): CommittedEntry | undefined {
    return this.#entries.get(index);
  }

  members(): Members {
    return this.#machine.members();
  }

  /** Some node holds this for committed. True when it is news. @throws {Violation} */
  committed(entry: CommittedEntry): boolean {
    const { index, term, bytes } = entry;
    const known = this.#entries.get(index);
    if (known !== undefined) {
      expectRule(
        known.term === term && Buffer.compare(known.bytes, bytes) === 0,
        "state machine safety",
        () => `entry ${index} is of term ${term} here and of term ${known.term} elsewhere`,
      );
      return false;
    }
    expectRule(index === this.#lastIndex + 1, "commit order", () => {
      return `entry ${index} was committed, the newest before is ${this.#lastIndex}`;
    });
    expectRule(term >= this.lastTerm, "terms never decrease", () => `${term} at ${index}`);
    this.#entries.set(index, { index, term, bytes: bytes.slice() });
    this.#lastIndex = index;
    if (bytes.length > 0) this.#apply(index, bytes);
    this.#prints.set(index, this.#print.text);
    return true;
  }

  #apply(index: number, bytes: Uint8Array): void {
    const machineTime = batchMachineTime(bytes);
    expectRule(machineTime >= this.#machineTime, "machine time never runs backwards", () => {
      return `${machineTime} at ${index}, ${this.#machineTime} before`;
    });
    this.#machineTime = machineTime;
    const { changes, effects } = this.#machine.apply({ index, bytes });
    this.#print.apply(this.#state.apply(changes));
    for (const effect of effects) this.#note(effect, index);
  }

  #note(effect: Effect, index: number): void {
    switch (effect.type) {
      case "runStarted": {
        const { runId, workflowId } = effect.run;
        const before = this.runs.get(workflowId);
        expectRule(before === undefined, "a run starts once", () => workflowId);
        this.runs.set(workflowId, {
          runId,
          signals: [],
          status: "running",
          result: null,
          isCancelled: false,
        });
        return;
      }
      case "attemptStarted":
        this.#step(effect.run.runId, effect.key).announced.set(effect.attempt, index);
        return;
      case "timerSet":
        this.#deadlines.set(`${effect.run.workflowId} ${effect.key}`, effect.deadline);
        return;
      case "cancelRequested":
        this.#run(effect.run.workflowId).isCancelled = true;
        return;
      case "historyAppended":
        this.#event(effect.run.workflowId, effect.event.command, index);
        return;
      case "runEnded": {
        const run = this.#run(effect.run.workflowId);
        expectRule(run.status === "running", "a run ends once", () => effect.run.workflowId);
        run.status = effect.status;
        this.#event(effect.run.workflowId, effect.event.command, index);
        return;
      }
      default:
    }
  }

  #event(workflowId: string, command: Command, index: number): void {
    const run = this.#run(workflowId);
    switch (command.type) {
      case "Checkpoint": {
        const step = this.#step(run.runId, command.key);
        if (step.settledAt === null) this.#expectOwnTerm(command, index);
        step.settledAt ??= index;
        return;
      }
      case "StepAttemptFailed":
        this.#step(run.runId, command.key).failed.set(command.attempt, index);
        return;
      case "TimerFired":
        this.#timerFired(`${workflowId} ${command.key}`);
        return;
      case "Signal":
        run.signals.push(decodePayload(command.payload, "signal"));
        return;
      case "RunComplete":
        run.result = JSON.stringify(decodePayload(command.value, "result")) ?? "undefined";
        return;
      default:
    }
  }

  /** What a step came to is appended in the term of the leader that ran it, or never. */
  #expectOwnTerm({ key, outcome }: Checkpoint, index: number): void {
    if (outcome.type !== "value") return;
    const value = decodePayload(outcome.payload, key);
    const computed = typeof value === "string" ? this.computedIn.get(value) : undefined;
    const term = this.#entries.get(index)?.term;
    expectRule(computed === undefined || computed === term, "outcomes are of their term", () => {
      return `${key} was computed in term ${computed} and is committed in ${term}`;
    });
  }

  #timerFired(timer: string): void {
    expectRule(!this.#fired.has(timer), "a timer fires once", () => timer);
    this.#fired.add(timer);
    const deadline = this.#deadlines.get(timer) ?? Infinity;
    expectRule(deadline <= this.#machineTime, "timers are never early", () => {
      return `${timer} fired at ${this.#machineTime}, due at ${deadline}`;
    });
  }

  #run(workflowId: string): CommittedRun {
    const run = this.runs.get(workflowId);
    if (run === undefined) throw new Error(`${workflowId} was never started`);
    return run;
  }

  #step(runId: Uint8Array, key: string): CommittedStep {
    const name = idempotencyKeyOf(runId, key);
    const known = this.steps.get(name);
    if (known !== undefined) return known;
    const step: CommittedStep = { settledAt: null, failed: new Map(), announced: new Map() };
    this.steps.set(name, step);
    return step;
  }
}
