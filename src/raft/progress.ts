/**
 * What a leader knows about one peer's log, and how fast it may send to it.
 *
 * ```
 *                 acknowledged                refused, unreachable
 *   probe  ------------------------> replicate ----------------> probe
 *     |   needs entries that are gone    |
 *     +------------> snapshot <----------+     snapshot --(log reconnected | status)--> replicate | probe
 * ```
 *
 * Invariants: 0 <= match < next; sentCommit < next but for a snapshot just sent; entries in
 * (match, next) are in flight.
 */
import { invariant } from "../util/assert.ts";
import { type InflightLimits, Inflights } from "./inflights.ts";

/**
 * "probe": one message at a time until the place where the logs agree is known. "replicate": pipeline
 * behind what was sent. "snapshot": a snapshot is on its way, nothing else is sent.
 */
export type ProgressState = "probe" | "replicate" | "snapshot";

/** How to begin with a peer. */
export interface ProgressInit {
  readonly match: number;
  readonly next: number;
  readonly isLearner: boolean;
  readonly recentlyActive: boolean;
  readonly limits: InflightLimits;
}

/** A leader's view of one peer. */
export class Progress {
  /** Whether the peer was heard of since the last check-quorum round. Always true of oneself. */
  recentlyActive: boolean;
  /** Set by the configuration, never elsewhere. */
  isLearner: boolean;
  /**
   * Whether the peer's host is silent by the peer's newest word; null until it has answered a heartbeat of this leader. What it
   * told an earlier leader, or this one in an earlier term, is void: nobody has kept it up to date since.
   */
  hostSilent: boolean | null = null;
  readonly inflights: Inflights;
  #match: number;
  #next: number;
  #state: ProgressState = "probe";
  #pendingSnapshot = 0;
  #sentCommit = 0;
  #paused = false;

  constructor(init: ProgressInit) {
    invariant(init.match < init.next, `progress with match ${init.match}, next ${init.next}`);
    this.#match = init.match;
    this.#next = init.next;
    this.isLearner = init.isLearner;
    this.recentlyActive = init.recentlyActive;
    this.inflights = new Inflights(init.limits);
  }

  /** Highest index known to be in the peer's stable log. */
  get match(): number {
    return this.#match;
  }

  /** Index of the next entry to send. */
  get next(): number {
    return this.#next;
  }

  get state(): ProgressState {
    return this.#state;
  }

  /** Index of the snapshot on its way; 0 in other states. */
  get pendingSnapshot(): number {
    return this.#pendingSnapshot;
  }

  /**
   * Whether nothing more may be sent. In state "replicate" that is so when the window is full and
   * one message without entries went out after that; a heartbeat response lifts it, so that a window
   * whose messages were all lost does not stay full forever.
   */
  isPaused(): boolean {
    return this.#state === "snapshot" || this.#paused;
  }

  /** Stops sending until the peer is heard of. */
  pause(): void {
    this.#paused = true;
  }

  /** Lets one more message go. */
  resume(): void {
    this.#paused = false;
  }

  /** Goes back to finding out where the logs agree. */
  becomeProbe(): void {
    // A snapshot that was sent counts as arrived: if it was not, the probe behind it will be refused.
    const base = Math.max(this.#match, this.#pendingSnapshot);
    this.#enter("probe");
    this.#setNext(base + 1);
    this.#sentCommit = Math.min(this.#sentCommit, this.#next - 1);
  }

  /** Starts the pipeline behind what is acknowledged. */
  becomeReplicate(): void {
    this.#enter("replicate");
    this.#setNext(this.#match + 1);
  }

  /** Notes that a snapshot was sent. */
  becomeSnapshot(index: number): void {
    this.#enter("snapshot");
    this.#pendingSnapshot = index;
    this.#setNext(Math.max(index, this.#match) + 1);
    this.#sentCommit = index;
  }

  /** Notes that the snapshot on its way failed, before {@link becomeProbe}. */
  forgetSnapshot(): void {
    this.#pendingSnapshot = 0;
  }

  /** Notes that an append message with `entries` entries of `bytes` bytes was sent. */
  sentEntries(entries: number, bytes: number): void {
    invariant(this.#state !== "snapshot", "append message sent while a snapshot is on its way");
    if (this.#state === "probe") {
      if (entries > 0) this.#paused = true;
      return;
    }
    if (entries > 0) {
      this.#setNext(this.#next + entries);
      this.inflights.add(this.#next - 1, bytes);
    }
    this.#paused = this.inflights.isFull();
  }

  /** Notes the commit index that a message to the peer carried. */
  sentCommit(commit: number): void {
    this.#sentCommit = commit;
  }

  /** Whether telling the peer this commit index now can move its own: it has not been told enough. */
  canBumpCommit(commit: number): boolean {
    return commit > this.#sentCommit && this.#sentCommit < this.#next - 1;
  }

  /** Notes an acknowledgement; false when it tells nothing new. */
  maybeUpdate(index: number): boolean {
    if (index <= this.#match) return false;
    this.#match = index;
    this.#setNext(Math.max(this.#next, index + 1));
    this.#paused = false;
    return true;
  }

  /**
   * Notes that the peer refused the entries after `rejected`, and steps back to where the logs may
   * agree. False when the refusal is an old one.
   */
  maybeDecreaseTo(rejected: number, hint: number): boolean {
    if (this.#state === "replicate") {
      if (rejected <= this.#match) return false;
      this.#setNext(this.#match + 1);
      this.#sentCommit = Math.min(this.#sentCommit, this.#next - 1);
      return true;
    }
    // Probes go one at a time, so a refusal of anything but the last one is late.
    if (this.#next - 1 !== rejected) return false;
    this.#setNext(Math.max(Math.min(rejected, hint + 1), this.#match + 1));
    this.#sentCommit = Math.min(this.#sentCommit, this.#next - 1);
    this.#paused = false;
    return true;
  }

  #enter(state: ProgressState): void {
    this.#paused = false;
    this.#pendingSnapshot = 0;
    this.#state = state;
    this.inflights.reset();
  }

  #setNext(next: number): void {
    invariant(next > this.#match, `next ${next} at or before match ${this.#match}`);
    this.#next = next;
  }
}
