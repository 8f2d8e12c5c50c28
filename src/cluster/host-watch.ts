/**
 * HostWatch sees to it that leadership does not stay where the host is silent: Raft goes on in a thread of its own while the host, the
 * thread of the user's functions, spins in one of them. It tells the core, which tells the other peers; and while this replica leads
 * it hands leadership over, to a voter that has said of its own host that it is alive.
 *
 * Invariants: it never waits, neither for the host nor for a hand-over: the next look sees what has become of both. Leadership goes to
 * nobody who has not said in this term that his host is alive, so two silent hosts do not pass it to and fro.
 *
 * Hosts often fall silent together: every node calls every function, so one that spins spins everywhere, within moments. That is why a
 * leader first tells, and hands over two looks later: by then the others have told, too, and leadership stays where it is.
 */
import type { Status } from "../raft/status.ts";
import type { Replica } from "../replica/replica.ts";
import { invariant } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { canLead, successorOf } from "./hand-over.ts";
import { Repeating } from "./repeating.ts";

/** What it stands on. */
export interface HostWatchOptions {
  /** For how long the host has given no sign of life, in ms. Answers at once, whatever the host does. */
  readonly silentForMs: () => number;
  /**
   * A host that gives none for longer than this is silent, in ms. Above 0; Infinity: none ever is. It loses leadership two to three looks
   * later: 500 to 750 ms, or half to three quarters of this time when it is less than a second.
   */
  readonly timeoutMs: number;
  readonly replica: Pick<Replica, "status" | "steer">;
  /** Whether leadership may go to a voter, by its replica id. @defaultValue to each */
  readonly mayLead?: ((replicaId: number) => boolean) | undefined;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** It looks this often, in ms, or more often: */
const LOOK_MAX_MS = 250;
/** so many times in the time after which a host is silent. */
const LOOKS_MIN = 4;
/** A host that has been silent for so many looks more does not lead. */
const LOOKS_TO_TELL = 2;
/** Not the first look that finds nobody is told: just then a new round of check-quorum, or a term, may have begun. */
const LOOKS_IN_VAIN = 2;
/** Between two hand-overs of which the first has not worked, in ms. */
const BETWEEN_HAND_OVERS_MS = 1000;

/** Keeps leadership away from a silent host. */
export class HostWatch {
  readonly #options: HostWatchOptions;
  readonly #everyMs: number;
  readonly #looking: Repeating;
  #isStarted = false;
  #lookedAt = 0;
  /** What the core has been told; what it takes for granted at first. */
  #told = false;
  /** The last look was passed over because it came late. */
  #hasPassedOver = false;
  #handedOverAt = -Infinity;
  /** Looks in this silence that found nobody to lead in this replica's place. */
  #looksInVain = 0;

  constructor(options: HostWatchOptions) {
    const { scheduler, timeoutMs } = options;
    invariant(timeoutMs > 0, `Expected timeoutMs > 0, got ${timeoutMs}`);
    this.#options = options;
    this.#everyMs = Math.min(LOOK_MAX_MS, timeoutMs / LOOKS_MIN);
    const everyMs = this.#everyMs;
    this.#looking = new Repeating({ scheduler, everyMs, work: () => this.#look() });
  }

  /** Begins to look. Idempotent; nothing after {@link stop}. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#lookedAt = this.#options.scheduler.now();
    this.#looking.start();
  }

  /** Looks no more; what the core was told last stands. Idempotent. */
  stop(): void {
    this.#looking.stop();
  }

  #look(): void {
    const { silentForMs, timeoutMs, scheduler } = this.#options;
    const now = scheduler.now();
    const isLate = now - this.#lookedAt > 2 * this.#everyMs;
    this.#lookedAt = now;
    const silentMs = silentForMs();
    const isSilent = silentMs > timeoutMs;
    // When this look is late the whole process may have been stopped. The host gets the time until the next one to say that it is
    // alive; not twice in a row, so that a thread that is always late sees a silent host, too.
    this.#hasPassedOver = isSilent && isLate && !this.#hasPassedOver;
    if (this.#hasPassedOver) return;
    this.#tell(isSilent);
    if (!isSilent) this.#looksInVain = 0;
    else if (silentMs > timeoutMs + LOOKS_TO_TELL * this.#everyMs) this.#leadNoMore(silentMs);
  }

  #tell(isSilent: boolean): void {
    if (isSilent === this.#told) return;
    const isTold = this.#options.replica.steer((node) => {
      node.hostSilent(isSilent);
      return true;
    });
    // Before the log is open there is no core to tell it to.
    if (isTold === true) this.#told = isSilent;
  }

  #leadNoMore(silentMs: number): void {
    const { replica, scheduler, logger } = this.#options;
    const now = scheduler.now();
    if (now - this.#handedOverAt < BETWEEN_HAND_OVERS_MS) return;
    const status = replica.status();
    // One that is on its way has its time from the core.
    if (status === null || status.role !== "leader" || status.leadTransferee !== 0) return;
    const successor = this.#successor(status);
    const silentForMs = Math.round(silentMs);
    if (successor !== null) {
      this.#handedOverAt = now;
      logger.warn(
        { silentForMs, successor },
        "the host is silent: leadership goes to another node",
      );
      replica.steer((node) => {
        node.transferLeader(successor);
      });
      return;
    }
    this.#looksInVain += 1;
    if (this.#looksInVain === LOOKS_IN_VAIN) {
      logger.warn(
        { silentForMs },
        "the host is silent and leadership stays: no other voter is known to be able to take it",
      );
    }
  }

  #successor(status: Status): number | null {
    const { mayLead } = this.#options;
    return successorOf(status, (progress) => {
      const isAlive = canLead(progress, status) && progress.hostSilent === false;
      return isAlive && (mayLead?.(progress.id) ?? true);
    });
  }
}
