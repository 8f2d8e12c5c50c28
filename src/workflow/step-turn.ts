/** StepTurn is a turn of a run in which nothing is delivered: in its second half functions of steps are called. */
import type { ActiveRun } from "../machine/effects.ts";
import type { Driver } from "./driver.ts";
import type { RunGuard } from "./run-guard.ts";
import type { RunSlot } from "./run-slot.ts";
import type { TurnTaker } from "./turn-queue.ts";

/** What a step turn is made of. */
export interface StepTurnOptions {
  readonly driver: Driver;
  readonly guard: RunGuard;
  readonly work: () => void;
}

/** A turn for the leader's work on one run: not inside the log's delivery, and with the run to its name. */
export class StepTurn implements TurnTaker {
  readonly run: ActiveRun;
  watchId = 0;
  readonly #options: StepTurnOptions;

  constructor(slot: RunSlot, options: StepTurnOptions) {
    this.run = slot.run;
    this.#options = options;
  }

  turn(): void {}

  drained(): void {
    const { driver, guard, work } = this.#options;
    // The functions of steps may take their time.
    guard.turnEnded();
    driver.calledKeys.length = 0;
    work();
  }
}
