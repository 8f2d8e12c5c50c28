// Batches by the dice, each made for the state of a machine that has applied those before: most of their commands meet a run, few ids
// come again and again, and a leader's plans of retention are carried out, whole or in parts.
import type { Machine } from "../../../src/machine/machine.ts";
import { RetentionPlan } from "../../../src/machine/retention.ts";
import { encodeBatch } from "../../../src/model/batch.ts";
import { type Command, encodeCommand, type Retire } from "../../../src/model/command.ts";
import type { StateReader, StateRow } from "../../../src/model/state-reader.ts";
import { type Dice, diceFor } from "../../simulation/core/dice.ts";
import {
  attemptFailed,
  attemptStarted,
  cancel,
  checkpoint,
  complete,
  heartbeat,
  parked,
  signal,
  start,
  terminateCall,
  timerFired,
  timerSet,
} from "./commands.ts";

/** "a" twice as often; the last two are in another order in UTF-16. */
const IDS = ["a", "a", "a/1", "b", "c\uffff", "c\u{1f600}"];
const KEYS = ["step:x#0", "sleep#0"];
/** Time between two batches, in ms; histories of runs that are there for more than 500 are not packed. */
const STEPS = [0, 0, 1, 2, 5, 5, 5, -2, 501];
const STEP_BEYOND_REQUESTS = 300_000;
/** Ids of runs and requests are one byte, and are there again after so many. */
const IDS_MAX = 250;

interface Target {
  readonly workflowId: string;
  readonly run: number;
}

/** What commands are made for. */
interface Applied {
  readonly machine: Machine;
  /** The rows of the machine. */
  readonly overlay: StateReader;
}

export class RandomLog {
  readonly #dice: Dice;
  readonly #applied: Applied;
  /** All ids that were drawn, so that some are drawn again. */
  readonly #known = ["k"];
  #time = 10;
  #run = 0;
  #request = 0;

  constructor(seed: number, applied: Applied) {
    this.#dice = diceFor(seed, "log");
    this.#applied = applied;
  }

  /** The next batch, for the state as it is now. */
  async next(): Promise<Uint8Array> {
    const dice = this.#dice;
    this.#time += dice.chance(0.01) ? STEP_BEYOND_REQUESTS : dice.pick(STEPS);
    this.#time = Math.max(0, this.#time);
    const commands: Command[] = [];
    for (let left = dice.between(1, 5); left > 0; left -= 1) {
      if (dice.chance(0.1)) commands.push(...(await this.#retire()));
      else commands.push(...this.#commands());
    }
    return encodeBatch(this.#time, commands.map(encodeCommand));
  }

  #commands(): readonly Command[] {
    const dice = this.#dice;
    const target = this.#target();
    const roll = dice.below(27);
    if (roll < 8) return [this.#start(target)];
    if (roll < 12) {
      const count = dice.pick([1, 1, 1, 1, 5, 40]);
      return Array.from({ length: count }, () => checkpoint(dice.pick(KEYS), target));
    }
    if (roll < 17) return [complete(target)];
    return [roll < 21 ? this.#call(target) : this.#operation(target)];
  }

  #start({ workflowId }: Target): Command {
    const dice = this.#dice;
    this.#run = (this.#run + 1) % IDS_MAX;
    return start({
      workflowId,
      run: this.#run,
      request: this.#nextRequest(),
      ifRunning: dice.pick(["useExisting", "useExisting", "terminateExisting", "fail"]),
      ifClosed: dice.pick(["startNew", "startNew", "startNewIfFailed", "fail", "useExisting"]),
      ...dice.pick([{}, {}, {}, { retentionMs: 3 }, { runTimeoutMs: 9 }, { startDelayMs: 4 }]),
    });
  }

  #call({ workflowId }: Target): Command {
    const call = { workflowId, request: this.#nextRequest() };
    return this.#dice.pick([terminateCall(call), cancel(call), signal("s", call)]);
  }

  #operation(target: Target): Command {
    const dice = this.#dice;
    const key = dice.pick(KEYS);
    const number = dice.below(5);
    return dice.pick([
      timerSet(key, 2 * number, target),
      timerFired(dice.pick([key, "$timeout", "$start"]), target),
      attemptFailed(key, number, target),
      attemptStarted(key, number, target),
      heartbeat(key, number, target),
      parked(number, target),
    ]);
  }

  /** A run that is active under an id that is drawn, or none. */
  #target(): Target {
    const dice = this.#dice;
    const moment = Math.max(0, this.#time + dice.pick([0, 0, -7, 3]));
    // As ids that grow by time, and now and then do not.
    const ordered = `r-${String(moment).padStart(7, "0")}-${dice.pick(["a", "b", "z"])}`;
    const from = dice.below(8);
    const workflowId = from === 0 ? ordered : from === 1 ? dice.pick(this.#known) : dice.pick(IDS);
    this.#known.push(workflowId);
    return { workflowId, run: this.#applied.machine.activeRun(workflowId)?.runId[0] ?? 0 };
  }

  /** Often another one, and often that of the request before. */
  #nextRequest(): number {
    if (this.#dice.chance(2 / 3)) this.#request = (this.#request + 1) % IDS_MAX;
    return this.#request;
  }

  /** What a leader would have forgotten now, or a part of it; nothing when it would have nothing forgotten. */
  async #retire(): Promise<readonly Retire[]> {
    const dice = this.#dice;
    const { machine, overlay: state } = this.#applied;
    const retention = { ageMs: dice.pick([0, 0, 10, 1000]), endedRunsMax: dice.pick([0, 100]) };
    const machineTime = Math.max(this.#time, machine.machineTime);
    const { endedRuns } = machine;
    const repeatedBefore = machineTime;
    const plan = new RetentionPlan({ machineTime, repeatedBefore, endedRuns, retention, state });
    for (let scan = plan.nextScan(); scan !== null; scan = plan.nextScan()) {
      const rows: StateRow[] = [];
      for await (const page of state.scan(scan.range, { limit: scan.limit })) rows.push(...page);
      plan.take(rows);
    }
    const command = plan.command();
    if (command === null) return [];
    if (dice.chance(0.75)) return [command];
    const runs = command.runs.map(({ fromSeq, throughSeq, ...run }) => {
      return { ...run, fromSeq, throughSeq: Math.min(throughSeq, fromSeq + dice.below(5)) };
    });
    return [{ ...command, runs }];
  }
}
