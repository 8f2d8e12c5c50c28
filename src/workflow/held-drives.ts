/**
 * HeldDrives keeps the steps that may not start yet: while outcomes of the engine wait for room in the log, while this leader
 * does not know that a majority still follows it (it may have been deposed without hearing of it), and while the node drains.
 *
 * Invariant: those that wait begin in the order in which they came, and whatever comes while some wait goes behind them. Each begins in
 * a turn of its own run, so the line moves on in rounds: all that wait ask for their turns, and the next round begins when the last one
 * has come. Turns come in the order of the asking. A step whose beginning has to be committed first leaves the line when that is
 * proposed.
 */
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import type { Drive } from "./drive.ts";
import type { DriverOptions } from "./driver-options.ts";
import type { Proposals } from "./proposals.ts";

/** Contact is looked at again after this long. */
const CONTACT_AGAIN_MS = 5;

/** What is kept of a drive that waits. */
export type HeldDrive = Pick<Drive, "slot" | "begin">;

/** Drives that have asked for their turns. */
interface Round {
  /** Turns still to come. */
  turnsLeft: number;
  /** Those that may not begin yet, after all. */
  readonly kept: HeldDrive[];
}

/** Drives of one group that wait to begin. */
export class HeldDrives {
  readonly #log: ReplicatedLog;
  readonly #proposals: Proposals;
  readonly #scheduler: Scheduler;
  readonly #inTurn: DriverOptions["inTurn"];
  /** Those of no round, behind those of the round. */
  #held: HeldDrive[] = [];
  /** Null while nobody has asked for a turn. */
  #round: Round | null = null;
  /** The one of the round whose turn it is. */
  #called: HeldDrive | null = null;
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
  mayStart(drive: HeldDrive): boolean {
    if (this.#round !== null) return this.#mayStartInRound(drive, this.#round);
    if (this.#held.length === 0 && this.#isOpen()) return true;
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
    this.#round = null;
    this.#called = null;
    if (this.#timer !== null) this.#scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #isOpen(): boolean {
    return this.#drains === 0 && !this.#proposals.congested && this.#log.hasContact();
  }

  #mayStartInRound(drive: HeldDrive, { kept }: Round): boolean {
    if (drive !== this.#called) {
      this.#held.push(drive);
      return false;
    }
    this.#called = null;
    // What has become possible since the turn before is the first one's that waits.
    if (kept.length === 0 && this.#isOpen()) return true;
    kept.push(drive);
    return false;
  }

  readonly #room = (): void => {
    // Steps are not run inside the log's delivery.
    if (this.#held.length > 0) this.#scheduler.setImmediate(this.#begin);
  };

  readonly #begin = (): void => {
    // The end of a round looks for itself.
    if (this.#round !== null || this.#held.length === 0) return;
    if (!this.#isOpen()) {
      this.#arm();
      return;
    }
    const held = this.#held;
    this.#held = [];
    const round: Round = { turnsLeft: held.length, kept: [] };
    this.#round = round;
    for (const drive of held) {
      this.#inTurn(drive.slot, () => {
        this.#turn(drive, round);
      });
    }
  };

  #turn(drive: HeldDrive, round: Round): void {
    // Of a term that is over.
    if (round !== this.#round) return;
    this.#called = drive;
    // One that was abandoned, or is out of time, does not ask whether it may start.
    drive.begin();
    if (round !== this.#round) return;
    this.#called = null;
    round.turnsLeft -= 1;
    if (round.turnsLeft > 0) return;
    this.#round = null;
    if (round.kept.length > 0) this.#held = round.kept.concat(this.#held);
    if (this.#isOpen()) this.#room();
    else this.#arm();
  }

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
