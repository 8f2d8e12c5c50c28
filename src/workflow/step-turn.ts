/** StepTurn is a turn of a run in which nothing is delivered: in its second half functions of steps are called. */
import type { ActiveRun } from "../machine/effects.ts";
import type { Driver } from "./driver.ts";
import type { RunSlot } from "./run-slot.ts";
import type { TurnTaker } from "./turn-queue.ts";

/** A turn for the leader's work on one run: not inside the log's delivery, and with the run to its name. */
export class StepTurn implements TurnTaker {
  readonly run: ActiveRun;
  readonly #driver: Driver;
  readonly #work: () => void;

  constructor(slot: RunSlot, driver: Driver, work: () => void) {
    this.run = slot.run;
    this.#driver = driver;
    this.#work = work;
  }

  turn(): void {}

  drained(): void {
    this.#driver.calledKeys.length = 0;
    this.#work();
  }
}
