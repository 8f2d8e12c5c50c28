/** What the driver of a group stands on. */
import type { HistoryLimits } from "../model/limits.ts";
import type { ReplicatedLog } from "../model/replicated-log.ts";
import type { StateReader } from "../model/state-reader.ts";
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { ActiveRunSource } from "./engine-options.ts";
import type { Proposals } from "./proposals.ts";
import type { RunSlot } from "./run-slot.ts";
import type { Timer } from "./timer-heap.ts";

/** What a driver stands on. */
export interface DriverOptions {
  readonly log: ReplicatedLog;
  /** The applied state. */
  readonly state: StateReader;
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  /** For work that nobody waits for. */
  readonly housekeeping: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly payloadBytesMax: number;
  readonly historyLimits: HistoryLimits;
  readonly runs: ActiveRunSource;
  /** The slot of an active run whose timer is due. */
  readonly slotOf: (timer: Timer) => RunSlot | undefined;
  /** Calls back in a macrotask that belongs to the run. */
  readonly inTurn: (slot: RunSlot, work: () => void) => void;
}
