/**
 * HeldDrives keeps the steps that may not start yet: while outcomes of the engine wait for room in the log, while this leader
 * does not know that a majority still follows it (it may have been deposed without hearing of it), and while the node drains.
 */
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { Drive } from "./drive.ts";
import type { DriverOptions } from "./driver-options.ts";
import type { Proposals } from "./proposals.ts";

/** Contact is looked at again after this long. */
const CONTACT_AGAIN_MS = 5;

/** Drives of one group that wait to begin. */
export class HeldDrives {
  readonly #log: ReplicatedLog;
  readonly #proposals: Proposals;
  readonly #scheduler: Scheduler;
  readonly #inTurn: DriverOptions["inTurn"];
  #held: Drive[] = [];
  /** How many want that no step starts: a node that leaves or closes may do so while leadership is being handed over. */
  #drains = 0;
  #timer: TimerHandle | null = null;

  constructor(options: Pick<DriverOptions, "log" | "proposals" | "scheduler" | "inTurn">) {
    this.#log = options.log;
    this.#proposals = options.proposals;
    this.#scheduler = options.scheduler;
    this.#inTurn = options.inTurn;
    options.proposals.onRoom = this.#room;
  }

  /** Whether a step's function may be called now; otherwise its drive begins later. */
  mayStart(drive: Drive): boolean {
    if (this.#drains === 0 && !this.#proposals.congested && this.#log.hasContact()) return true;
    this.#held.push(drive);
    this.#arm();
    return false;
  }

  /** Whether no step starts any more. */
  get isDraining(): boolean {
    return this.#drains > 0;
  }

  /** No step starts any more, until `goOn` was called as often. */
  drain(): void {
    this.#drains += 1;
  }

  /** Takes one `drain` back. After the last one steps start again, those first that have waited. */
  goOn(): void {
    this.#drains -= 1;
    if (this.#drains === 0) this.#room();
  }

  /** The term is over: those that wait never begin. */
  clear(): void {
    this.#held = [];
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  readonly #room = (): void => {
    // Steps are not run inside the log's delivery.
    if (this.#held.length > 0) this.#scheduler.setImmediate(this.#begin);
  };

  readonly #begin = (): void => {
    if (this.#drains > 0) return;
    if (this.#proposals.congested || !this.#log.hasContact()) {
      this.#arm();
      return;
    }
    const held = this.#held;
    this.#held = [];
    for (const drive of held) {
      this.#inTurn(drive.slot, () => {
        drive.begin();
      });
    }
  };

  #arm(): void {
    // When there is room again the log says so.
    if (this.#timer !== null || this.#held.length === 0 || this.#proposals.congested) return;
    if (this.#drains > 0) return;
    this.#timer = this.#scheduler.setTimeout(() => {
      this.#timer = null;
      this.#begin();
    }, CONTACT_AGAIN_MS);
  }
}
